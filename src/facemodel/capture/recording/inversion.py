"""From where points of a face are over time to what its muscles do: bounded least squares."""

from dataclasses import dataclass

import numpy as np

from facemodel.anatomy.expressions import LOWEST
from facemodel.anatomy.muscles import CONTROLS
from facemodel.clinic.pose import rigid_fit
from facemodel.mechanics.face import Face

PRIOR_SD = 0.5
"""How far a control usually is from rest: of several answers the one nearest to rest is taken
[assume]."""
HARDLY_TOLD = 0.7
"""Share of PRIOR_SD that a control's uncertainty keeps when the points hardly tell it [assume]."""
ROUNDS, SWEEPS = 10, 30
STEP = 0.3
"""Control value at which it is seen how a point answers: lids and jaw answer unevenly."""
UNSEEN = ("cheek_pressure", "gaze", "masseter", "temporalis")
"""What no point on the skin of an unclenched face tells."""


@dataclass(frozen=True, eq=False)
class Inverted:
    """Controls (T, C) that bring points nearest to where they are seen.

    off_mm   (T,) root mean square distance that stays
    told     (C,) whether the points tell a control
    """

    controls: np.ndarray
    off_mm: np.ndarray
    told: np.ndarray


def invert(
    face: Face,
    vertices: np.ndarray,
    rest: np.ndarray,
    seen: np.ndarray,
    steady: np.ndarray,
    noise_mm: float = 1.0,
) -> Inverted:
    """Controls of a movement seen at L points, wherever the head is.

    vertices (L,) of the face, rest (L, 3) and seen (T, L, 3) mm of a person of the face's size,
    steady (L,) which points move least with the face; noise_mm: standard deviation of a coordinate.
    Each frame: least squares over muscles 0..1 (what lifts the lid also gives way), jaw, and the
    motion of the head together. What the face does is not linear, so the answer is corrected
    ROUNDS times by what the whole model makes of it.
    """
    columns = _columns(face, vertices)
    free = np.flatnonzero(_free())
    jacobian = columns[free].reshape(len(free), -1)
    head = np.linalg.qr(_head_ways(rest))[0]
    apart = jacobian - (jacobian @ head) @ head.T  # what a motion of the head could not do
    table = apart @ apart.T / noise_mm**2 + np.eye(len(free)) / PRIOR_SD**2
    told = np.zeros(len(CONTROLS), bool)
    told[free] = np.sqrt(np.diag(np.linalg.inv(table))) < HARDLY_TOLD * PRIOR_SD
    low, high = LOWEST[free], np.ones(len(free))
    still = np.eye(len(free)) / PRIOR_SD**2
    best = np.zeros((len(seen), len(CONTROLS)))
    turn, shift = rigid_fit(seen, np.broadcast_to(rest, seen.shape), steady.astype(float))
    gap = (seen @ turn + shift - rest).reshape(len(seen), -1)
    off, least = np.zeros(len(seen)), np.full(len(seen), np.inf)
    share = np.ones((len(seen), 1))  # of the step: less where the whole step made it worse
    for _ in range(ROUNDS):
        right = gap @ apart.T / noise_mm**2 + best[:, free] @ (table - still)
        tried = best.copy()
        goal = _bounded(table, right, best[:, free], low, high)
        tried[:, free] += share * (goal - best[:, free])
        moved = rest + _displacements(face, vertices, tried)
        turn, shift = rigid_fit(seen, moved, np.ones(len(vertices)))
        left = (seen @ turn + shift - moved).reshape(len(seen), -1)
        squares = (left**2).sum(1)
        cost = squares / noise_mm**2 + (tried**2).sum(1) / PRIOR_SD**2
        better = cost < least
        best[better], gap[better], least[better] = tried[better], left[better], cost[better]
        off[better] = np.sqrt(squares[better] / len(vertices))
        share = np.where(better[:, None], np.minimum(1, 2 * share), share / 3)
    return Inverted(best, off, told)


def _free() -> np.ndarray:
    return np.array([not name.startswith(UNSEEN) for name in CONTROLS])


def _columns(face: Face, vertices: np.ndarray) -> np.ndarray:
    """(C, L, 3) mm per unit: how each control moves the points from rest."""
    return _displacements(face, vertices, STEP * np.eye(len(CONTROLS))) / STEP


def _displacements(face: Face, vertices: np.ndarray, controls: np.ndarray) -> np.ndarray:
    """(T, L, 3) mm from rest, in pieces, for memory."""
    rest = face.deform(np.zeros(len(CONTROLS)), dtype=float)[vertices]
    pieces = np.array_split(controls, max(1, len(controls) // 200))
    return np.concatenate([face.deform(part)[:, vertices] - rest for part in pieces])


def _head_ways(points: np.ndarray) -> np.ndarray:
    """(3 L, 6) turns of points (L, 3) about, and moves along, the three axes."""
    middle, axes = points - points.mean(0), np.eye(3)
    turns = [np.cross(axis, middle) for axis in axes]
    moves = [np.broadcast_to(axis, points.shape) for axis in axes]
    return np.stack([*turns, *moves]).reshape(6, -1).T


def _bounded(table, right, start, low, high) -> np.ndarray:
    """x (T, n) within bounds that minimises x table x / 2 - right x: one coordinate at a time."""
    x = start.T.copy()
    wanted = right.T
    for _ in range(SWEEPS):
        before = x.copy()
        for k in range(len(x)):
            slope = table[k] @ x - wanted[k]
            x[k] = np.clip(x[k] - slope / table[k, k], low[k], high[k])
        if np.abs(x - before).max(initial=0) < 1e-4:
            break
    return x.T
