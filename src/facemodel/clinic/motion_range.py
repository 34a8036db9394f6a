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
from facemodel.errors import FaceModelError, kind_of
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
    """How far N landmarks can go, by muscles alone.

    Attributes
    ----------
    landmarks : tuple of str
        Their names.
    width_mm : ndarray of shape (N, 3)
        Extent along x (sideways), y (up) and z (forward).
    largest_width_mm : ndarray of shape (N,)
        Largest distance between two places it can be at.
    area_mm2 : ndarray of shape (N,)
        Area of its reach, seen from the front.
    volume_mm3 : ndarray of shape (N,)
        Volume of its reach.
    undampened : ExpressionRange
        The same with full strength remaining.
    """

    landmarks: tuple[str, ...]
    width_mm: np.ndarray
    largest_width_mm: np.ndarray
    area_mm2: np.ndarray
    volume_mm3: np.ndarray
    undampened: ExpressionRange | None = None

    def __repr__(self) -> str:
        left = 100 * self.overall()["width"]
        return f"ExpressionRange({len(self.landmarks)} landmarks, {left:.0f} % of their width left)"

    def relative(self) -> dict[str, np.ndarray]:
        """Share of the undampened range that is left at each landmark.

        Returns
        -------
        dict of str to ndarray of shape (N,)
            "width" (the largest), "area", "volume": 0..1; NaN where a landmark cannot move.
        """
        full = self.undampened or self
        return {name: share(getattr(self, key), getattr(full, key)) for name, key in _SIZES.items()}

    def overall(self, side: Side | None = None) -> dict[str, float]:
        """Share of the undampened range that is left over all landmarks, or those of one side.

        Parameters
        ----------
        side : {"left", "right"}, optional
            Both unless given.

        Returns
        -------
        dict of str to float
            "width", "area", "volume": sums over landmarks over those with nothing dampened.

        Raises
        ------
        FaceModelError
            Where no landmark lies on that side.
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

    Exact for the linear part of the face; the jaw's opening is not in it. A palsy lowers what a
    muscle can reach, a spasm holds it up; synkinesis does not count here.

    Parameters
    ----------
    face : Face
        Of fm.load or fm.open_scan.
    remaining : float or array_like of shape (M,), optional
        Share 0..1 of each muscle's strength that is left, as fm.dampen returns it.
    condition : Condition, optional
        Of fm.conditions, held at its height; healthy unless given.
    landmarks : sequence of str, optional
        Mobile skin from brow to chin unless given.

    Returns
    -------
    ExpressionRange

    Raises
    ------
    FaceModelError
        For an unknown landmark, and strength of another shape.

    Examples
    --------
    >>> import facemodel as fm
    >>> weak = fm.dampen({"smile_left": 1.0})
    >>> left = fm.metrics.expression_range(fm.load(), weak, landmarks=["cheilion_left"])
    >>> left.overall()["width"] < 1
    True
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
    """Farthest displacement in mm from rest that a landmark can reach along a direction.

    Parameters
    ----------
    face : Face
        Of fm.load or fm.open_scan.
    landmark : str
        Name of face.mesh.landmarks.
    direction : array_like of shape (..., 3)
        Of any length.
    remaining : float or array_like of shape (M,), optional
        Share 0..1 of each muscle's strength that is left, as fm.dampen returns it.
    condition : Condition, optional
        Of fm.conditions, held at its height; healthy unless given.

    Returns
    -------
    ndarray of shape (...)

    Raises
    ------
    FaceModelError
        For an unknown landmark, and for a direction that is no direction.

    Examples
    --------
    >>> import facemodel as fm
    >>> up, down = fm.metrics.support(fm.load(), "cheilion_left", [[0, 1, 0], [0, -1, 0]])
    >>> bool(up > 0 and down > 0)
    True
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
    """Outline in mm of all places a landmark can be at, seen from the front.

    Parameters
    ----------
    face : Face
        Of fm.load or fm.open_scan.
    landmark : str
        Name of face.mesh.landmarks.
    remaining : float or array_like of shape (M,), optional
        Share 0..1 of each muscle's strength that is left, as fm.dampen returns it.
    condition : Condition, optional
        Of fm.conditions, held at its height; healthy unless given.

    Returns
    -------
    ndarray of shape (K, 2)
        x and y, counter-clockwise, in the coordinates of the face, to be drawn over it.

    Raises
    ------
    FaceModelError
        For an unknown landmark.

    Examples
    --------
    >>> import facemodel as fm
    >>> face = fm.load()
    >>> outline = fm.metrics.envelope(face, "brow_mid_left")
    >>> x, y, _ = face.mesh.vertices[face.mesh.landmarks["brow_mid_left"]]
    >>> bool(outline[:, 1].min() < y < outline[:, 1].max())
    True
    """
    start, generators = _reach(face, [landmark], remaining, condition)
    moving = generators[0, np.any(generators[0, :, :2] != 0, axis=1), :2]
    corners = zonotope.outline(moving) if len(moving) else np.zeros((1, 2))
    rest = face.mesh.vertices[face.mesh.landmarks[landmark]]
    return rest[:2] + start[0, :2] + corners


def check_linear(face) -> None:
    if not (hasattr(face, "basis") and hasattr(face, "mesh")):
        raise FaceModelError(f"a face is expected, got {kind_of(face)}; give what fm.load() makes")


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
