"""Exercises that ask for a point on the skin, scored in mm to the reference."""

from collections.abc import Callable
from typing import Any

import numpy as np

from facemodel.anatomy.muscles import INDEX, MUSCLES
from facemodel.mechanics.face import load
from facemodel.physiology import spread
from facemodel.physiology.toxin import Injection, shares
from facemodel.teach import answers
from facemodel.teach.exercise import WHOSE_SIDES
from facemodel.teach.feedback import Goal, Judgement
from facemodel.teach.tolerances import tolerance

SAME_MM = 2.0
"""Heights and distances from the midline closer than this are not told apart."""

FORM = "a landmark, a point (x, y, z) in mm on the skin, or the lab with the point in it"


def mark(muscle: str) -> Callable[[Any], Judgement]:
    """A judge of the distance, mm, to the skin over the middle of a muscle's belly."""

    def judge(answer: Any) -> Judgement:
        at, aim = answers.place(load(), answer), reference(muscle)
        off = at - aim
        distance = float(np.linalg.norm(off))
        near = tolerance("mark_mm")
        goal = Goal(
            f"within {near:g} mm of the reference", f"{distance:.1f} mm away", distance <= near
        )
        return Judgement((goal,), "" if goal.met else _way(at, aim) + _caught(muscle, at))

    return judge


def reference(muscle: str) -> np.ndarray:
    """Point (3,) mm of the skin over the middle of a muscle's belly."""
    return spread.middle(muscle, load().mesh)[0]


def caught(muscle: str, at: np.ndarray) -> np.ndarray:
    """Share (M,) of a dose at a point, at the muscle's depth, that each muscle catches."""
    depth = spread.middle(muscle, load().mesh)[1]
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


def _caught(muscle: str, at: np.ndarray) -> str:
    share = caught(muscle, at)
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
