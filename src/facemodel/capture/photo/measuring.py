"""How far a face goes from one picture to another, in mm in the plane of the first, and how sure
that is.

The head's motion is taken out in space by points that stay on the skull. What goes toward the
camera or away from it is not counted: a network's depth is an estimate.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from facemodel.anatomy.muscles import SIDES
from facemodel.capture.photo.looking import Look
from facemodel.capture.scan.alignment import fit
from facemodel.capture.scan.formats import Broken

STEADY = (33, 133, 362, 263, 168, 6, 197, 195)
"""Corners of the eyes and bridge of the nose."""
CORNER = {"left": (291,), "right": (61,)}
BROW = {"left": (334, 336), "right": (105, 107)}
LIDS = {"left": (386, 374), "right": (159, 145)}
LIP_BORDERS, LIPS = (0, 17), (13, 14)
"""Middle of the upper and of the lower lip: their borders with the skin, and where they meet."""
WIDE_SHARE = 1 / 3
"""Error of a wide opening, as a share of it."""
FRONTAL_DEG = (5.5, 10.0)
"""Turned and nodded, up to where bounds are narrow; a face may seem to nod by its shape."""
MOST_DEG = 15.0
"""Either: beyond it nothing is measured."""
MOST_APART_DEG = (7.0, 9.0)
"""How far two pictures may differ: 5 degrees, and what a movement of the face alone makes of it."""
SHAPE = (*STEADY, 5, 4, 1, 2, 98, 327, 234, 454, 127, 356, 93, 323)
"""Nose and outline of the upper face, besides."""
MOST_UNLIKE_MM = 3.0
"""Root mean square distance of those, in size and place alike: 2.0 at most when one face moves,
and often as little between two people."""
MOST_LARGER = 1.5
"""Ratio of sizes from which it is said that the camera stood elsewhere [assume]."""


@dataclass(frozen=True)
class Bounds:
    """Which error, in mm, 95 % of measures have at most."""

    mouth: float
    brow: float
    eye: float
    opens: float
    mouth_sides: float
    brow_sides: float
    eye_sides: float
    rest_sides: float


FRONTAL = Bounds(2.5, 2.7, 2.5, 2.5, 2.5, 1.5, 2.5, 1.0)
TURNED = Bounds(3.0, 3.0, 3.0, 3.0, 4.0, 2.0, 3.0, 2.0)
"""Up to FRONTAL_DEG and beyond; see docs/photographs.md."""


@dataclass(frozen=True)
class Moved:
    """A movement of both sides from rest.

    Attributes
    ----------
    left_mm, right_mm : float
        Sides are the subject's own; a brow that sinks and an eye that opens are below 0.
    bound_mm : float
        Error of each that 95 % of measures stay below.
    difference_bound_mm : float
        The same of the difference between the sides.
    """

    left_mm: float
    right_mm: float
    bound_mm: float
    difference_bound_mm: float

    @property
    def difference_mm(self) -> float:
        """Left less right."""
        return self.left_mm - self.right_mm

    @property
    def uneven(self) -> bool:
        """Whether the sides differ by more than the error of their difference."""
        return bool(abs(self.difference_mm) > self.difference_bound_mm)


@dataclass(frozen=True, eq=False)
class Pair:
    """Points (478,3) mm of a face at rest and in a task, both straight and in one place."""

    rest: np.ndarray
    task: np.ndarray


def paired(rest: Look, task: Look) -> Pair:
    """The same face twice, without the motion of the head between."""
    steady = list(STEADY)
    back = fit(task.points[steady], rest.points[steady])(task.points)
    to_mm = rest.mm_per_px * rest.straight.T
    return Pair(rest.points @ to_mm, back @ to_mm)


def movements(pair: Pair, bounds: Bounds) -> dict[str, Moved]:
    """By the names of fm.movements.MOVEMENTS."""
    gone = pair.task - pair.rest
    corner = [np.linalg.norm(gone[list(CORNER[side]), :2].mean(0)) for side in SIDES]
    brow = [gone[list(BROW[side]), 1].mean() for side in SIDES]
    shut = [a - b for a, b in zip(eyes_open(pair.rest), eyes_open(pair.task), strict=True)]
    return {
        name: Moved(float(both[0]), float(both[1]), bound, apart)
        for name, both, bound, apart in (
            ("corner of the mouth", corner, bounds.mouth, bounds.mouth_sides),
            ("brow", brow, bounds.brow, bounds.brow_sides),
            ("eye closes", shut, bounds.eye, bounds.eye_sides),
        )
    }


def eyes_open(points: np.ndarray) -> tuple[float, float]:
    """Between the lids, left and right."""
    left, right = (_apart(points, LIDS[side]) for side in SIDES)
    return left, right


def mouth_opens(pair: Pair, bounds: Bounds) -> tuple[float, float]:
    """How much farther apart the lips are, and the error of that.

    The networks see lips closer together where teeth show, and their borders closer together where
    they are pressed: the larger of both is nearer the truth.
    """
    opens = max(_apart(pair.task, two) - _apart(pair.rest, two) for two in (LIP_BORDERS, LIPS))
    return opens, max(bounds.opens, WIDE_SHARE * opens)


def higher(points: np.ndarray, places: Mapping[str, tuple[int, ...]]) -> float:
    """How much higher the left side lies."""
    left, right = (points[list(places[side]), 1].mean() for side in SIDES)
    return float(left - right)


def bounds_of(*looks: Look) -> Bounds:
    """Of measures on these pictures."""
    turn, nod = FRONTAL_DEG
    near = all(abs(one.turn_deg) <= turn and abs(one.nod_deg) <= nod for one in looks)
    return FRONTAL if near else TURNED


def check_pose(seen: Look) -> None:
    """Errors: `Broken`: it is turned too far to be measured."""
    if abs(seen.turn_deg) > MOST_DEG:
        side = "left" if seen.turn_deg > 0 else "right"
        raise Broken(
            f"the head is turned by {abs(seen.turn_deg):.0f} degrees to the subject's {side}, at "
            f"most {MOST_DEG:.0f} are measured; take it from the front"
        )
    if abs(seen.nod_deg) > MOST_DEG:
        way = "up" if seen.nod_deg > 0 else "down"
        raise Broken(
            f"the head is tipped {way} by {abs(seen.nod_deg):.0f} degrees, at most "
            f"{MOST_DEG:.0f} are measured; hold the camera at the height of the eyes"
        )


def check_pair(rest: Look, task: Look) -> None:
    """Errors: `Broken`: the task's picture does not go with that at rest."""
    apart = abs(task.turn_deg - rest.turn_deg), abs(task.nod_deg - rest.nod_deg)
    if apart[0] > MOST_APART_DEG[0] or apart[1] > MOST_APART_DEG[1]:
        raise Broken(
            f"the head is turned otherwise than at rest, by {max(apart):.0f} degrees; take both "
            "from the same place, the face straight to the camera"
        )
    shape = list(SHAPE)
    one, other = task.points[shape], rest.points[shape]
    away = np.linalg.norm(fit(one, other)(one) - other, axis=1) * rest.mm_per_px
    if np.sqrt((away**2).mean()) > MOST_UNLIKE_MM:
        raise Broken(
            "the face in it has another shape than at rest; give pictures of one person, as the "
            "camera took them"
        )


def _apart(points: np.ndarray, two: tuple[int, int]) -> float:
    one, other = points[list(two), :2]
    return float(np.linalg.norm(one - other))
