"""Lesson 01, what happens when one side relaxes: a smile to level without freezing it."""

from facemodel.case.case import Case
from facemodel.teach.attempt import Attempt
from facemodel.teach.exercise import Exercise
from facemodel.teach.judges.targets import (
    BY_DAMPENING,
    by_dampening,
    falls,
    keeps,
    most_dampened,
    side_alone,
)
from facemodel.teach.tolerances import tolerance

SPASM_SMILE = Case(
    condition="hemifacial_spasm", side="left", severity="moderate", expression="smile_social"
)
"""The face of notebook 01: a social smile under a moderate left hemifacial spasm."""


def _uneven(attempt: Attempt) -> str:
    if not attempt.case.dampening:
        return "Nothing is weakened yet. Which muscles pull that play no part in a smile?"
    worst = max(attempt.thirds_mm, key=lambda name: attempt.thirds_mm[name])
    return f"Most of the remaining asymmetry is in the {worst} third. Which muscle still pulls "
    "there?"


def _frozen(attempt: Attempt) -> str:
    most = most_dampened(attempt.case.dampening)
    return f"Too much movement is lost. Weaken {most} less: it costs the most."


level_smile = Exercise(
    name="level_smile",
    lesson=1,
    kind="reach",
    question="Make this smile level without freezing it.",
    form=BY_DAMPENING,
    tolerance="asymmetry 60 % lower, 85 % of the range of motion preserved, the healthy side "
    "untreated",
    starter={},
    hints=(
        "Begin with the region that differs most between the sides.",
        "Two regions pull most: one around the eye, one at the corner of the mouth.",
        "Weakening many regions a little costs less range than one region completely.",
    ),
    judge=by_dampening(
        SPASM_SMILE,
        (
            falls("asymmetry", lambda a: a.fall, tolerance("less_asymmetry"), _uneven),
            keeps(
                "the left side",
                "range",
                lambda a: a.width_kept["left"],
                tolerance("range_kept"),
                _frozen,
            ),
            side_alone("right"),
        ),
    ),
    reference=lambda: {
        "eye_left": 0.7,
        "smile_left": 0.3,
        "mouth_ring_left": 0.2,
        "neck_left": 0.5,
    },
    explanation=lambda: (
        "The smile is level, and it is still a smile: the left side does less, "
        "the right side as much as before."
    ),
    field="lab",
    case=SPASM_SMILE,
)
EXERCISES = (level_smile,)
