"""Expression range: where landmarks can go when every muscle may do all it still can.

Each muscle may take any activation from its lowest (no tone) to its highest (full contraction of
what remains). On the linear part of the face the places a landmark can then reach are a zonotope,
so range is exact. Lids, lips that meet and the jaw are not linear: see task_range.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from facemodel.anatomy.checks import check_kind
from facemodel.anatomy.muscles import MUSCLES, SIDES, Side, side_of
from facemodel.clinic import zonotope
from facemodel.clinic.excursions import landmark_vertices, named
from facemodel.errors import FaceModelError
from facemodel.mechanics.face import Face
from facemodel.physiology.conditions import Condition, healthy
from facemodel.physiology.dampening import strength_left

M = len(MUSCLES)
_PAIRED = (
    *("brow_inner", "brow_mid", "brow_outer", "malar", "alare", "nasolabial"),
    *("crista_philtri", "upper_lip_lat", "cheilion", "lower_lip_lat", "chin"),
)
REACH_LANDMARKS = (
    *(f"{stem}_{side}" for stem in _PAIRED for side in SIDES),
    *("glabella", "labiale_superius", "labiale_inferius", "pogonion"),
)
"""Landmarks that the overall range is taken over: mobile skin, brow to chin."""


@dataclass(frozen=True, eq=False)
class ExpressionRange:
    """How far N landmarks can go, by muscles alone, and how far with nothing dampened.

    landmarks         N names
    width_mm          (N, 3) extent along x (sideways), y (up) and z (forward)
    largest_width_mm  (N,) largest distance between two places it can be at
    area_mm2          (N,) of its reach seen from the front
    volume_mm3        (N,)
    undampened        the same with full strength remaining; itself, if nothing is dampened
    """

    landmarks: tuple[str, ...]
    width_mm: np.ndarray
    largest_width_mm: np.ndarray
    area_mm2: np.ndarray
    volume_mm3: np.ndarray
    undampened: ExpressionRange | None = None

    def relative(self) -> dict[str, np.ndarray]:
        """Share (N,) of the undampened range left at each landmark: `width`, `area`, `volume`.

        Width is the largest. NaN where even an undampened landmark does not move.
        """
        full = self.undampened or self
        return {name: share(getattr(self, key), getattr(full, key)) for name, key in _SIZES.items()}

    def overall(self, side: Side | None = None) -> dict[str, float]:
        """Share of the undampened range left over all landmarks, or those of one side.

        `width`, `area`, `volume`: sum over landmarks, divided by the same with nothing dampened.
        """
        full = self.undampened or self
        chosen = [i for i, n in enumerate(self.landmarks) if side in (None, side_of(n))]
        if not chosen:
            raise FaceModelError(f"no landmark of this range lies on side {side!r}")
        return {
            name: float(share(getattr(self, key)[chosen].sum(), getattr(full, key)[chosen].sum()))
            for name, key in _SIZES.items()
        }


_SIZES = {"width": "largest_width_mm", "area": "area_mm2", "volume": "volume_mm3"}


def expression_range(
    face: Face,
    remaining: ArrayLike = 1.0,
    condition: Condition | None = None,
    landmarks: Sequence[str] = REACH_LANDMARKS,
) -> ExpressionRange:
    """Range of landmarks when every muscle may go from no tone to its remaining strength.

    remaining: share 0..1 of strength left, one number or (M,). A condition narrows it too: a palsy
    lowers what a muscle can reach, a spasm holds it up; synkinesis, which couples muscles, does not
    count here. Exact for the linear part of the face; the jaw's opening is not in it.
    """
    now = full = _sizes(face, 1.0, condition, landmarks)
    if not _is_one(remaining):
        now = _sizes(face, remaining, condition, landmarks)
    return replace(now, undampened=full)


def activation_limits(remaining=1.0, condition: Condition | None = None):
    """Lowest and highest activation (M,) each muscle can be brought to, one by one."""
    check_kind("a condition", condition, (Condition, type(None)), "make one with fm.conditions")
    remaining = strength_left(remaining)
    if remaining.shape not in ((), (M,)):
        raise FaceModelError(
            f"remaining strength has shape {remaining.shape}; a range takes one number or ({M},)"
        )
    condition = condition or healthy()
    alone = replace(condition, synkinesis=np.zeros_like(condition.synkinesis))
    return alone.drive(np.full(M, -1.0), remaining), alone.drive(np.ones(M), remaining)


def support(
    face: Face,
    landmark: str,
    direction: ArrayLike,
    remaining: ArrayLike = 1.0,
    condition: Condition | None = None,
) -> Any:
    """Farthest displacement in mm from rest (...) that a landmark can reach along a direction.

    direction (..., 3), of any length. Exact for the linear part of the face.
    """
    try:
        direction = np.asarray(direction, float)
    except (TypeError, ValueError):
        direction = np.zeros(3)
    length = np.linalg.norm(direction, axis=-1, keepdims=True) if direction.ndim else 0.0
    if direction.shape[-1:] != (3,) or not np.all(np.isfinite(length) & (length > 0)):
        raise FaceModelError("a direction has three finite numbers that are not all zero")
    start, generators = _reach(face, [landmark], remaining, condition)
    along = direction / length
    return along @ start[0] + np.maximum(along @ generators[0].T, 0).sum(axis=-1)


def envelope(
    face: Face,
    landmark: str,
    remaining: ArrayLike = 1.0,
    condition: Condition | None = None,
) -> np.ndarray:
    """Outline (K, 2) in mm of all places a landmark can be at, seen from the front: x and y.

    Counter-clockwise, in the coordinates of the face, to be drawn over it.
    """
    start, generators = _reach(face, [landmark], remaining, condition)
    moving = generators[0, np.any(generators[0, :, :2] != 0, axis=1), :2]
    corners = zonotope.outline(moving) if len(moving) else np.zeros((1, 2))
    rest = face.mesh.vertices[face.mesh.landmarks[landmark]]
    return rest[:2] + start[0, :2] + corners


def check_linear(face) -> None:
    if not (hasattr(face, "basis") and hasattr(face, "mesh")):
        raise FaceModelError(f"a face is no {type(face).__name__}; give what fm.load() returns")


def _is_one(remaining) -> bool:
    return np.ndim(remaining) == 0 and not isinstance(remaining, str) and remaining == 1


def _sizes(face, remaining, condition, landmarks) -> ExpressionRange:
    _, generators = _reach(face, landmarks, remaining, condition)
    return ExpressionRange(
        tuple(landmarks),
        zonotope.extents(generators, np.eye(3)),
        np.array([zonotope.largest_width(g) for g in generators]),
        np.array([zonotope.area(g[:, :2]) for g in generators]),
        np.array([zonotope.volume(g) for g in generators]),
    )


def _reach(face, landmarks, remaining, condition) -> tuple[np.ndarray, np.ndarray]:
    """Displacement (N, 3) at the lowest activations and generators (N, M, 3) from there."""
    check_linear(face)
    points = landmark_vertices(face.mesh, named(landmarks))
    columns = np.asarray(face.basis[:M, points], float).swapaxes(0, 1)
    slack = np.asarray(face.slack[:M], float)
    low, high = (np.where(a < 0, slack * a, a) for a in activation_limits(remaining, condition))
    return np.einsum("m,nmk->nk", low, columns), (high - low)[:, None] * columns


def share(part, whole):
    whole = np.asarray(whole, float)
    return np.where(whole > 0, part / np.where(whole > 0, whole, 1), np.nan)[()]
