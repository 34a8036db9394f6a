"""Exercises that ask for a muscle: by the skin over its belly, in mm, or by its movement."""

from functools import lru_cache
from typing import Any

import numpy as np

from facemodel.anatomy.expressions import activation
from facemodel.anatomy.muscles import INDEX, MUSCLES, SIDES, info, side_of
from facemodel.clinic import metrics
from facemodel.mechanics.face import load
from facemodel.physiology import spread
from facemodel.physiology.toxin import Injection, shares
from facemodel.teach import answers
from facemodel.teach.answers import WHOSE_SIDES, Goal, Judgement, Key
from facemodel.teach.table import Row, tolerance

SAME_MM = 2.0
"""Heights and distances from the midline closer than this are not told apart."""
OPTIONS = tuple(m for m in MUSCLES if side_of(m))
PAIRED = frozenset(m.rpartition("_")[0] for m in OPTIONS)


def mark(row: Row) -> Key:
    """Judges the distance, mm, to the skin over the middle of the row's muscle."""
    aim, depth = spread.middle(row.muscle, load().mesh)

    def judge(answer: Any) -> Judgement:
        at = answers.place(load(), answer)
        distance = float(np.linalg.norm(at - aim))
        near = tolerance("mark_mm")
        goal = Goal(
            f"within {near:g} mm of the reference", f"{distance:.1f} mm away", distance <= near
        )
        if goal.met:
            return Judgement((goal,))
        return Judgement((goal,), _way(at, aim) + _told(row.muscle, _caught(at, depth)))

    share = _caught(aim, depth)[INDEX[row.muscle]]
    return Key(judge, tuple(map(float, aim)), {"share": share})


def _caught(at: np.ndarray, depth: float) -> np.ndarray:
    """Share (M,) of a dose at a point and depth that each muscle catches."""
    return shares(load().mesh, [Injection(1.0, point=tuple(at), depth_mm=depth)])[0]


def _way(at: np.ndarray, aim: np.ndarray) -> str:
    """Which way the reference lies from the answer, in words, without its distance."""
    ways = []
    higher, outward = aim[1] - at[1], abs(aim[0]) - abs(at[0])
    if abs(higher) > SAME_MM:
        ways.append("higher" if higher > 0 else "lower")
    if abs(outward) > SAME_MM:
        ways.append("farther from the midline" if outward > 0 else "nearer to the midline")
    if min(abs(at[0]), abs(aim[0])) > SAME_MM and at[0] * aim[0] < 0:
        there = f", and {' and '.join(ways)} there" if ways else ""
        return f"The reference is on the other side of the face{there}. {WHOSE_SIDES} "
    return f"The reference is {' and '.join(ways)}. " if ways else ""


def _told(muscle: str, share: np.ndarray) -> str:
    most = int(share.argmax())
    if share[most] < 0.01:
        return "At this point no muscle would receive any of a dose."
    name = MUSCLES[most].replace("_", " ")
    if MUSCLES[most] == muscle:
        return f"{name} would receive {share[most]:.0%} of a dose here."
    return (
        f"Here {name} would receive most of a dose ({share[most]:.0%}), the target muscle "
        f"{share[INDEX[muscle]]:.0%}."
    )


def name_the_muscle(row: Row) -> Key:
    """Judges which muscle moves the face of a case whose activation names one alone.

    A muscle whose movement is nearly the same counts too (cosine over the skin, tolerance alike).
    """
    assert row.case is not None
    (sought,) = row.case.activation

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

    words = {"muscle": sought.replace("_", " "), "action": info(sought).action.rstrip(".")}
    return Key(judge, sought, words)


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


JUDGES = (mark, name_the_muscle)
