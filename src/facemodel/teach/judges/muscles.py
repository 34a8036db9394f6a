"""Exercises that ask for a muscle: by the skin over its belly, in mm, or by its movement."""

from functools import lru_cache
from typing import Any

import numpy as np

from facemodel.anatomy.expressions import activation
from facemodel.anatomy.muscles import INDEX, MUSCLES, info, side_of
from facemodel.clinic import metrics
from facemodel.mechanics.face import load
from facemodel.physiology import spread
from facemodel.physiology.toxin import Injection, shares
from facemodel.teach import answers
from facemodel.teach.answers import WHOSE_SIDES, Goal, Judgement, Key
from facemodel.teach.muscle_names import named
from facemodel.teach.table import Row, tolerance

HARDLY = 0.05
SAME_MM = 2.0
"""Heights and distances from the midline closer than this are not told apart."""


def mark(row: Row) -> Key:
    """Judges how much of a dose at a place the row's muscle receives, beside the most that it
    receives over the middle of its belly."""
    aim, depth = spread.middle(row.muscle, load().mesh)
    index, least = INDEX[row.muscle], tolerance("mark_share")
    most = _caught(aim, depth)[index]

    def judge(answer: Any) -> Judgement:
        at = answers.place(load(), answer)
        share = _caught(at, depth)
        distance = float(np.linalg.norm(at - aim))
        goal = Goal(
            f"the muscle receives at least {least:.0%} of what it receives over its middle",
            f"{_percent(share[index] / most)}, {distance:.1f} mm from there",
            bool(share[index] >= least * most),
        )
        if goal.met:
            return Judgement((goal,))
        return Judgement((goal,), _way(at, aim) + _told(row.muscle, share))

    return Key(judge, tuple(map(float, aim)), {"share": most})


def _percent(share: float) -> str:
    """What is hardly anything is not counted out."""
    return f"{share:.0%}" if share >= HARDLY else f"under {HARDLY:.0%}"


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
        stem, side = named(answer)
        like = likeness(f"{stem}_{side_of(sought)}", sought)
        goals = (
            Goal(
                "the muscle that makes this movement",
                f"the movement of {stem.replace('_', ' ')} is {max(like, 0):.0%} similar",
                like >= tolerance("alike"),
            ),
            Goal("on the correct side", side or "no side given", side == side_of(sought)),
        )
        hint = f"The muscle is right. {WHOSE_SIDES}"
        if not goals[0].met:
            does = info(f"{stem}_{side_of(sought)}").action.rstrip(".")
            hint = f"What the {stem.replace('_', ' ')} does: it {does}. Is that what you see?"
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


JUDGES = (mark, name_the_muscle)
