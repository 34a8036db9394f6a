"""Lesson 05, dose, days and spread: a point to mark, a lid to spare, a day to predict."""

import numpy as np

from facemodel.anatomy.muscles import INDEX
from facemodel.case.case import Case
from facemodel.clinic.side_effects.misplacements import MISPLACEMENTS
from facemodel.data import constants
from facemodel.mechanics.face import load
from facemodel.physiology.toxin import Injection, remaining, scenario
from facemodel.teach.exercise import Exercise
from facemodel.teach.judges.choosing import predict
from facemodel.teach.judges.marking import FORM, caught, mark, reference
from facemodel.teach.judges.targets import (
    BY_POINTS,
    at_most_units,
    by_points,
    loses,
    no_side_effects,
)
from facemodel.teach.tolerances import tolerance

_CORNER = "depressor_anguli_oris_left"
_FROWN = "corrugator_left"


def _marked() -> str:
    share = caught(_CORNER, reference(_CORNER))[INDEX[_CORNER]]
    return (
        f"Placed over the middle of its belly, a dose reaches this muscle with {share:.0%} of its "
        "units in this model. The rest reaches its neighbours. Injectors are off by 2 to 4 mm "
        "(assumed)."
    )


mark_the_point = Exercise(
    name="mark_the_point",
    lesson=5,
    kind="mark",
    question="Mark the skin over the middle of the left depressor anguli oris, the muscle that "
    "draws the corner of the mouth down.",
    form=FORM,
    tolerance="6.75 mm, the mean error of an unaided point in one study",
    starter="cheilion_left",
    hints=(
        "Its fibres run from the corner of the mouth down to the edge of the jaw.",
        "The middle of the belly is about half-way between the two. Turn the head to see it.",
        "Go one and a half finger widths straight down from the corner, and a little outward.",
    ),
    judge=mark(_CORNER),
    reference=lambda: tuple(map(float, reference(_CORNER))),
    explanation=_marked,
    field="place",
    case=Case(),
)

_LID = next(m for m in MISPLACEMENTS if m.side_effect == "lid_ptosis")
FROWN = Case(expression="frown", day=14)


def _points(which: str) -> tuple[Injection, ...]:
    return _LID.injections(load().mesh, which)


spare_the_lid = Exercise(
    name="spare_the_lid",
    lesson=5,
    kind="avoid",
    question="Weaken the left corrugator, the muscle that draws the brow in, and spare the upper "
    "lid below it.",
    form=BY_POINTS,
    tolerance="40 % weaker on day 14, no side effect, at most 8 teaching units",
    # beside the rim of the orbit, over the lid's levator: canonical point of misplacements.csv
    starter=[Injection(4.0, point=(27.44, 30.1, 81.9), depth_mm=8.0)],
    hints=(
        "Find the muscle that lifts the lid. How far is your point from it?",
        "Move up along the corrugator, about a centimetre above the orbital rim, and stay shallow "
        "at its tail.",
        "Try the same units 12 to 14 mm higher, 4 mm deep.",
    ),
    judge=by_points(
        FROWN,
        (loses(_FROWN, tolerance("still_weak")), at_most_units(8), no_side_effects()),
    ),
    reference=lambda: list(_points("right")),
    explanation=lambda: f"In short: {_LID.lesson}.",
    field="lab",
    case=FROWN,
)


def days_of_weakness() -> tuple[np.ndarray, np.ndarray]:
    """Days (T,) and loss (T,) of the left corrugator after the labelled 20 units."""
    days = np.arange(0.0, 300.0)
    face = load()
    left = remaining(face, scenario("label_glabellar", face.mesh), days)
    return days, 1 - left[:, INDEX[_FROWN]]


def _back() -> float:
    days, lost = days_of_weakness()
    return float(days[lost > constants.value("toxin.baseline_effect")].max())


when_it_is_back = Exercise(
    name="when_it_is_back",
    lesson=5,
    kind="predict",
    question="The frown is treated with the labelled 20 units on day 0. On which day has the left "
    "corrugator recovered, so that it is less than a third weaker?",
    form="a day, as a number",
    tolerance="three weeks",
    starter=30,
    hints=(
        "The effect begins within days and fades over weeks. What do people report?",
        "Think of months, not weeks; the next session is usually planned after three or four.",
    ),
    judge=predict(_back, "days", 0, 1000, tolerance("predicted_day"), "the day of recovery"),
    reference=_back,
    explanation=lambda: (
        f"In this model on day {_back():.0f}. One study of 20 units found a median "
        "of 19.7 weeks (day 138) until frown lines returned. That a third counts as back was set "
        "by that study, so agreement proves little. How a dose fades was not set by it."
    ),
    field="number",
)
EXERCISES = (mark_the_point, spare_the_lid, when_it_is_back)
