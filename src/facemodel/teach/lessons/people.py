"""Lesson 09, no two people respond alike: how many of forty are still weaker after four months."""

from functools import lru_cache

import numpy as np

from facemodel.anatomy.muscles import INDEX
from facemodel.data import constants
from facemodel.mechanics.face import load
from facemodel.physiology import people
from facemodel.physiology.toxin import remaining, scenario
from facemodel.teach.exercise import Exercise
from facemodel.teach.judges.choosing import predict
from facemodel.teach.tolerances import tolerance

SEED, COUNT, DAY = 9, 40, 120
_MUSCLE = "corrugator_left"


@lru_cache(maxsize=4)
def lost(day: int = DAY) -> np.ndarray:
    """Loss (COUNT,) of the left corrugator on a day after the labelled 20 units, by person."""
    face = load()
    crowd = people.sample(SEED, COUNT)
    left = remaining(face, scenario("label_glabellar", face.mesh), day, crowd)
    return 1 - left[:, INDEX[_MUSCLE]]


def _still() -> float:
    return float((lost() >= constants.value("toxin.baseline_effect")).sum())


def _spread() -> str:
    low, middle, high = np.quantile(lost(), (0.05, 0.5, 0.95))
    return (
        f"{_still():.0f} of {COUNT}. On day {DAY} the median person has lost {middle:.0%} of the "
        f"muscle's strength, one in twenty less than {low:.0%} and one in twenty more than "
        f"{high:.0%}. One dose, forty different courses."
    )


how_many = Exercise(
    name="how_many",
    lesson=9,
    kind="predict",
    question=f"{COUNT} simulated people get the same 20 units for the frown. In how many is the "
    f"left corrugator still a third weaker on day {DAY}?",
    form=f"a number from 0 to {COUNT}",
    tolerance="six people",
    starter=COUNT,
    hints=(
        "The average person is close to the limit on that day. What does that mean for forty "
        "people?",
        "People differ more in how much a dose does than in how long it lasts.",
    ),
    judge=predict(
        _still, "people", 0, COUNT, COUNT * tolerance("predicted_people"), "how many are weaker"
    ),
    reference=_still,
    explanation=_spread,
    field="number",
)
EXERCISES = (how_many,)
