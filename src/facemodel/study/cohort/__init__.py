"""Virtual people at scale: what the same treatment does to thousands who do not exist.

`run(10_000, case)` draws people who differ in strength, tone, response to a dose, stiffness of the
skin and the lines of their muscles, lets an injector's hand miss a little, and measures every face.
Nothing here is a forecast for anybody.
"""

from facemodel.study.cohort.measures import MEASURES
from facemodel.study.cohort.running import DAYS, MOST_PEOPLE, run
from facemodel.study.cohort.table import Cohort

__all__ = ["DAYS", "MEASURES", "MOST_PEOPLE", "Cohort", "run"]
