"""Lesson 07, recovery: which branch is injured, when the eye closes, what comes late."""

from bisect import bisect_left
from functools import lru_cache

import numpy as np

from facemodel.anatomy.muscles import INDEX
from facemodel.case.case import Case
from facemodel.clinic import metrics
from facemodel.clinic.examination import SUNNYBROOK_TASKS, examine
from facemodel.clinic.scales.sunnybrook import sunnybrook
from facemodel.data import constants
from facemodel.mechanics.face import load
from facemodel.physiology.nerve import BRANCH_NAMES, BRANCHES
from facemodel.physiology.recovery import recovery
from facemodel.teach.exercise import Exercise
from facemodel.teach.judges.choosing import choose, predict
from facemodel.teach.tolerances import tolerance

LATE = (180, 365)
AFTER_A_LIFT = Case(condition="marginal_mandibular_palsy", side="left")
_BRANCHES = tuple(name.replace("_", " ") for name in BRANCH_NAMES)


def _weakest_branch() -> str:
    """The branch whose own muscles are reached least."""
    condition = AFTER_A_LIFT.build_condition()
    reached = {
        branch: np.mean(
            [
                condition.conduction[INDEX[f"{stem}_{condition.side}"]]
                for stem, parts in BRANCHES.items()
                if parts.get(branch) == 1
            ]
        )
        for branch in BRANCH_NAMES
    }
    return min(reached, key=lambda name: reached[name]).replace("_", " ")


which_branch = Exercise(
    name="which_branch",
    lesson=7,
    kind="identify",
    question="After an operation on the neck, one branch of the left facial nerve conducts poorly. "
    "Which one?",
    form="one of the five branches",
    tolerance="the branch whose muscles receive least",
    starter="buccal",
    hints=(
        "Go through the tasks: brow, eyes, smile, pucker, lower teeth. In which do the sides "
        "differ?",
        "Brow, eyes and pucker are symmetric. Watch the lower lip while the lower teeth are shown.",
    ),
    judge=choose(_BRANCHES, _weakest_branch, "the injured branch"),
    reference=_weakest_branch,
    explanation=lambda: (
        f"It is the {_weakest_branch()} branch: the lower lip of that side stays "
        "up, and everything else is symmetric. A composite score barely registers it."
    ),
    field="choice",
    options=_BRANCHES,
    case=AFTER_A_LIFT,
)


@lru_cache(maxsize=1)
def _first_closed() -> float:
    """First day of a recovery from a complete palsy on which a gently closed eye is closed."""
    most = constants.value("scales.closed_mm")
    closed = lambda day: metrics.closure_gap_mm(load(), 1.0, recovery(day))[0] <= most  # noqa: E731
    return float(bisect_left(range(LATE[1]), True, key=closed))


when_the_eye_closes = Exercise(
    name="when_the_eye_closes",
    lesson=7,
    kind="predict",
    question="A complete palsy of the left side recovers. On which day does the eye close gently "
    "for the first time?",
    form="a day, as a number",
    tolerance="two weeks",
    starter=14,
    hints=(
        "In this model half of the lost conduction has returned by about day 107. Is half enough?",
        "Closing the eye needs about two thirds of the nerve.",
    ),
    judge=predict(
        _first_closed, "days", 0, 3650, tolerance("predicted_week"), "the day the eye closes"
    ),
    reference=_first_closed,
    explanation=lambda: (
        f"On day {_first_closed():.0f}, in this model; the course of recovery is "
        "assumed. Until then the eye needs protection."
    ),
    field="number",
)

_RISES, _STAYS, _FALLS = "it rises further", "it stays", "it falls"


@lru_cache(maxsize=2)
def _score(day: int) -> tuple[int, int]:
    """Composite and voluntary part of the Sunnybrook score on a day of the recovery."""
    exam = examine(load(), recovery(day), tasks=SUNNYBROOK_TASKS)
    found = sunnybrook(exam)
    return int(found.composite), int(found.voluntary)


def _later() -> str:
    first, last = (_score(day)[0] for day in LATE)
    return _RISES if last > first else _FALLS if last < first else _STAYS


what_comes_late = Exercise(
    name="what_comes_late",
    lesson=7,
    kind="predict",
    question="From month 6 to month 12 the nerve continues to recover. What does the composite "
    "Sunnybrook score do?",
    form="one of the three options",
    tolerance="the option that is true in this model",
    starter=_RISES,
    hints=(
        "The composite is voluntary movement minus two other parts.",
        "Fibres that grow back do not always find their old muscle.",
    ),
    judge=choose((_RISES, _STAYS, _FALLS), _later, "what the composite does"),
    reference=_later,
    explanation=lambda: (
        "It goes from {} to {} while the voluntary part goes from {} to {}. What "
        "comes late is synkinesis.".format(*(_score(day)[k] for k in (0, 1) for day in LATE))
    ),
    field="choice",
    options=(_RISES, _STAYS, _FALLS),
)
EXERCISES = (which_branch, when_the_eye_closes, what_comes_late)
