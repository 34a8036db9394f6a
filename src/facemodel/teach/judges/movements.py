"""Exercises that show a movement and ask for the muscle behind it."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np

from facemodel.anatomy.expressions import activation
from facemodel.anatomy.muscles import MUSCLES, SIDES, side_of
from facemodel.case.case import Case
from facemodel.clinic import metrics
from facemodel.mechanics.face import load
from facemodel.teach import answers
from facemodel.teach.exercise import WHOSE_SIDES
from facemodel.teach.feedback import Goal, Judgement
from facemodel.teach.tolerances import tolerance

OPTIONS = tuple(m for m in MUSCLES if side_of(m))
PAIRED = frozenset(m.rpartition("_")[0] for m in OPTIONS)


def name_the_muscle(case: Case) -> Callable[[Any], Judgement]:
    """A judge of which muscle moves the face of a case whose activation names one alone.

    A muscle whose movement is nearly the same counts too (cosine over the skin, tolerance alike).
    """
    (sought,) = case.activation

    def judge(answer: Any) -> Judgement:
        stem, side = _muscle(answer)
        like = likeness(f"{stem}_{side_of(sought)}", sought)
        goals = (
            Goal(
                "the muscle that makes this movement",
                f"the movement of {stem.replace('_', ' ')} is {max(like, 0):.0%} similar",
                like >= tolerance("alike"),
            ),
            Goal("on the correct side", side or "no side given", side == side_of(sought)),
        )
        hint = ""
        if goals[0].met and not goals[1].met:
            hint = f"The muscle is right. {WHOSE_SIDES}"
        return Judgement(goals, hint)

    return judge


def likeness(one: str, other: str) -> float:
    """Cosine -1..1 of the movements of two muscles over the skin."""
    a, b = _movement(one), _movement(other)
    return float((a * b).sum() / np.sqrt((a**2).sum() * (b**2).sum()))


@lru_cache(maxsize=64)
def _movement(muscle: str) -> np.ndarray:
    mesh = load().mesh
    moved = load().deform(activation(**{muscle: 1.0})) - mesh.vertices
    return moved * np.sqrt(metrics.skin_weights(mesh))[:, None]


def _muscle(answer: Any) -> tuple[str, str | None]:
    """A muscle without side, and its side or None, from any writing of it."""
    if isinstance(answer, str):
        words = answer.lower().replace("_", " ").split()
        if "_".join(words) in PAIRED:
            return "_".join(words), None
        if words and words[0] in SIDES:
            answer = "_".join([*words[1:], words[0]])
    muscle = answers.one_of(OPTIONS, answer, see="fm.MUSCLES")
    stem, _, side = muscle.rpartition("_")
    return stem, side
