"""Predictions with intervals of figures that set nothing, written before the figures were compared.

data/predictions.csv keeps what the model said, the digest of its tables at that time and the date;
the published figure was entered afterwards. Neither is changed again, hit or miss. Where a changed
constant has moved the model's figure since, the row says so: what it says now is after the fact.
"""

from collections.abc import Iterator

import numpy as np
from msgspec import Struct

from facemodel.data import constants, tables
from facemodel.mechanics.face import Face
from facemodel.physiology import people
from facemodel.validation.rows import PREDICTS, Row, chosen, study
from facemodel.validation.studies import MEASURES, Study

PEOPLE, DRAWS = 20, 60
DOMAINS = ("toxin", "lids", "effort", "people", "nerve", "synkinesis")
"""Domains whose constants are drawn, each from a triangle over its range; those of the scales and
of ageing are left as they are."""
SHARE = 0.9
UNMOVED = 0.02
"""Share of the interval's width by which a figure may move by rounding alone."""


class Prediction(Struct, frozen=True, kw_only=True):
    """A row of data/predictions.csv.

    quantity, measured  what is predicted, and how it is measured in the model
    low, middle, high   ends and median of the interval, in `unit`
    then                the figure of `now` when the interval was written
    digest, written     of the tables, and the day, at that time
    published           the figure that was found afterwards; cite, said: where, and what it is
    why                 the prediction missed
    """

    name: str
    quantity: str
    measured: str
    unit: str
    low: float
    middle: float
    high: float
    then: float
    digest: str
    written: str
    published: float | None = None
    cite: tuple[str, ...] = ()
    said: str = ""
    why: str = ""

    def __post_init__(self) -> None:
        if not self.low <= self.middle <= self.high:
            raise ValueError("the middle lies outside the interval")
        if (self.published is None) == bool(self.cite):
            raise ValueError("a published figure needs the work it stands in, and only such a one")

    @property
    def hit(self) -> bool | None:
        """Whether the published figure lies in the interval; None while there is none."""
        return None if self.published is None else self.low <= self.published <= self.high


WRITTEN_FIRST = "PR"
"""Id of the rows that were written before their figure was read."""

PREDICTIONS = tables.keyed(Prediction, "predictions.csv", "name")
"""Predictions by name, as they were written."""


def now(name: str, face: Face) -> float:
    """The figure of a prediction in PEOPLE people, with every constant as it is in force."""
    return MEASURES[name](Study(face, people.sample(0, PEOPLE), 0))


def interval(name: str, face: Face, draws: int = DRAWS) -> tuple[float, float, float]:
    """Lower end, median and upper end of the figure over studies with constants drawn anew.

    Each draw is a study of PEOPLE people and one set of constants.
    """
    rng = np.random.default_rng(7)
    drawn = [p for domain in DOMAINS for p in constants.parameters(domain) if p.low < p.high]
    found = []
    for k in range(draws):
        values = {p.name: float(rng.triangular(p.low, p.value, p.high)) for p in drawn}
        with constants.override(values):
            found.append(MEASURES[name](Study(face, people.sample(k + 1, PEOPLE), k + 1)))
    low, middle, high = np.quantile(found, [(1 - SHARE) / 2, 0.5, (1 + SHARE) / 2])
    return float(low), float(middle), float(high)


def row(one: Prediction, face: Face) -> Row:
    """What was predicted beside what was published, and what a later change did to it."""
    said = f"{one.low:g} to {one.high:g} {one.unit}, written {one.written} at {one.digest}"
    if constants.digest() != one.digest:
        today = now(one.name, face)
        if abs(today - one.then) > UNMOVED * (one.high - one.low):
            said += f"; after the fact the model says {today:.3g}, before {one.then:g}"
    if one.published is None:
        basis = chosen("no figure was found yet", mark="open", kind=PREDICTS)
        return Row(WRITTEN_FIRST, one.quantity, "none found", said, None, basis)
    target = f"{one.published:g} {one.unit}"
    why = "" if one.hit else one.why
    return Row(
        WRITTEN_FIRST, one.quantity, target, said, one.hit, study(*one.cite, said=one.said), why
    )


def rows(face: Face) -> Iterator[Row]:
    """Every prediction, hit, missed or open."""
    for one in PREDICTIONS.values():
        yield row(one, face)
