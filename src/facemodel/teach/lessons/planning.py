"""Lesson 08, symmetry against range: a plan to make, and a plan to take apart."""

from dataclasses import replace
from functools import lru_cache

import numpy as np

from facemodel.anatomy.muscles import REGIONS
from facemodel.case.case import Case
from facemodel.clinic import metrics
from facemodel.data import constants
from facemodel.teach.attempt import Attempt
from facemodel.teach.exercise import Exercise
from facemodel.teach.judges.choosing import statements, true_ones
from facemodel.teach.judges.targets import BY_DAMPENING, by_dampening, eyes_close, falls, keeps
from facemodel.teach.tolerances import tolerance

SYNKINESIS_SMILE = Case(
    condition="postparalytic_synkinesis",
    side="left",
    severity="moderate",
    expression="open_mouth_smile",
)


def _least_kept(attempt: Attempt) -> float:
    return min(attempt.tasks_kept.values())


def _lost_most(attempt: Attempt) -> str:
    (task, landmark), _ = min(attempt.tasks_kept.items(), key=lambda row: row[1])
    where, when = landmark.replace("_", " "), task.replace("_", " ")
    return f"Most movement is lost at the {where} in the {when}. Restore some of it."


even_but_alive = Exercise(
    name="even_but_alive",
    lesson=8,
    kind="reach",
    question="Lower the asymmetry of this face over the five tasks, and preserve the movement in "
    "every one of them.",
    form=BY_DAMPENING,
    tolerance="asymmetry 8 % lower, three quarters of every movement preserved, eyes that close",
    starter={},
    hints=(
        "There are two causes: involuntary movement on the left, and larger movement on the right.",
        "Weaken the left eye, chin and neck, which contract involuntarily. How far does that get "
        "you?",
        "The right forehead lifts farther than the left one can. Weakening it a little helps the "
        "brow raise.",
    ),
    judge=by_dampening(
        SYNKINESIS_SMILE,
        (
            falls(
                "the asymmetry over the five tasks",
                lambda a: a.mirror_fall,
                tolerance("less_mirror"),
                lambda a: (
                    "The asymmetry is still about the same. What still moves on one side only?"
                ),
            ),
            keeps(
                "every landmark of every task",
                "movement",
                _least_kept,
                tolerance("least_kept"),
                _lost_most,
            ),
            eyes_close(),
        ),
    ),
    reference=lambda: {
        "eye_left": 0.4,
        "chin_left": 0.6,
        "neck_left": 0.6,
        "forehead_right": 0.3,
    },
    explanation=lambda: (
        "With toxin, asymmetry fell by about a tenth in a series of 16 people "
        "(11 %). Every further step costs movement; the curve in this lesson shows how much."
    ),
    field="lab",
    case=SYNKINESIS_SMILE,
)

BAD_PLAN = {
    **{name: 1.0 for name in REGIONS if name.endswith("_left")},
    "smile_right": 0.7,
}
"""A plan that silences: every region of the left side, and most of the right smile."""


@lru_cache(maxsize=1)
def _bad() -> Attempt:
    return Attempt(replace(SYNKINESIS_SMILE, dampening=BAD_PLAN))


def _corner_kept(side: str) -> float:
    before, after = (
        np.linalg.norm(exam.moved("open_mouth_smile", f"cheilion_{side}"))
        for exam in _bad().tasks.both
    )
    return float(after / before)


def _rest_mm() -> np.ndarray:
    mesh = _bad().face.mesh
    return np.array([metrics.asymmetry(mesh, exam.rest) for exam in _bad().tasks.both])


def _closes() -> bool:
    return _bad().gaps_mm[1] < constants.value("side_effects.lagophthalmos")


TRUTHS = {
    "In a smile the face is less asymmetric than before.": lambda: bool(_bad().fall > 0),
    "The left corner of the mouth preserves at least half of its smile.": (
        lambda: _corner_kept("left") >= 0.5
    ),
    "The left eye still closes.": _closes,
    "The right corner of the mouth moves less although nothing is wrong with it.": (
        lambda: _corner_kept("right") < 0.9
    ),
    "At rest the face is more asymmetric than before.": lambda: bool(_rest_mm()[1] > _rest_mm()[0]),
    "At least one muscle has become stronger.": lambda: bool((_bad().remaining > 1).any()),
}


def _taken_apart() -> str:
    smile, rest, bad = _bad().asymmetry_mm, _rest_mm(), _bad()
    return (
        f"Asymmetry in the smile {smile[0]:.1f} to {smile[1]:.1f} mm, at rest {rest[0]:.1f} to "
        f"{rest[1]:.1f} mm. The corners preserve {_corner_kept('left'):.0%} (left) and "
        f"{_corner_kept('right'):.0%} (right) of their smile. The gap of the closed eye goes "
        f"from {bad.gaps_mm[0]:.1f} to {bad.gaps_mm[1]:.1f} mm. A side that has lost its tone "
        "sags, so paralysing it does not even make the face more symmetric."
    )


bad_plan = Exercise(
    name="bad_plan",
    lesson=8,
    kind="explain",
    question="A plan takes all strength from every region of the left side and 70 % from the right "
    "smile. Which statements are true?",
    form="letters such as 'ac'",
    tolerance="every statement judged as the model judges it",
    starter="a",
    hints=(
        "Weakening takes strength, tone included. Which statements could never be true?",
        "In the lab, look at the face at rest, in a smile and with closed eyes.",
        "Three statements are about losses; two of the others promise a gain.",
    ),
    judge=statements(TRUTHS, "which statements are true"),
    reference=lambda: true_ones(TRUTHS),
    explanation=_taken_apart,
    field="several",
    options=tuple(TRUTHS),
    case=replace(SYNKINESIS_SMILE, dampening=BAD_PLAN),
)
EXERCISES = (even_but_alive, bad_plan)
