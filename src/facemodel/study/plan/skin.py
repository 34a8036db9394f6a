"""Which points stand for the skin of face and neck where movement that nobody asked for is counted.

Landmarks stand close together at lids and lips and far apart on chin, cheek and neck; points are
put between them where they are farthest apart, and each stands for the skin nearest to it.
"""

from __future__ import annotations

import weakref
from dataclasses import dataclass

import numpy as np

from facemodel.anatomy.expressions import EXPRESSIONS
from facemodel.anatomy.mesh import Mesh
from facemodel.clinic.asymmetry import skin_weights
from facemodel.study.cohort.job import points_read

PAIRS = 12
"""Pairs of points between landmarks: enough for a muscle's gain to be within a quarter of what all
skin says."""


@dataclass(frozen=True, eq=False)
class SkinPoints:
    """P points and the skin that each stands for.

    stems     (P,) of the landmark, without its side; "" of a point between landmarks
    vertices  (P,) of the mesh, or of a part of it
    shares    (P,) of the skin of face and neck, in ten-thousandths, sum about 1
    """

    stems: tuple[str, ...]
    vertices: np.ndarray
    shares: np.ndarray

    def unmeant(self, task: str) -> np.ndarray:
        """Points that a task does not mean."""
        meant = EXPRESSIONS[task].landmarks
        return np.array([k for k, stem in enumerate(self.stems) if stem not in meant])


_FOUND: weakref.WeakKeyDictionary[Mesh, SkinPoints] = weakref.WeakKeyDictionary()


def skin_points(mesh: Mesh) -> SkinPoints:
    """Those of a face: its landmarks in their order, then PAIRS on the left, then on the right."""
    if mesh not in _FOUND:
        _FOUND[mesh] = _points(mesh)
    return _FOUND[mesh]


def points_moved(mesh: Mesh) -> np.ndarray:
    """Vertices (P,), sorted, that measures of a plan read."""
    return np.union1d(points_read(mesh), skin_points(mesh).vertices)


def seen_skin(mesh: Mesh) -> np.ndarray:
    """mm2 (P,) of skin at each vertex, but of neither scalp nor nape."""
    rest = mesh.vertices
    front = (rest[:, 2] > 0) & (rest[:, 1] < rest[mesh.landmarks["trichion"], 1])
    return skin_weights(mesh) * front


def _points(mesh: Mesh) -> SkinPoints:
    from scipy.spatial import cKDTree

    rest, area, named = mesh.vertices, seen_skin(mesh), list(mesh.landmarks.values())
    left = np.flatnonzero((area > 0) & (rest[:, 0] > 0))
    away = cKDTree(rest[named]).query(rest[left])[0]
    between: list[int] = []
    for _ in range(PAIRS):
        between.append(int(left[np.round(away, 6).argmax()]))
        away = np.minimum(away, np.linalg.norm(rest[left] - rest[between[-1]], axis=1))
    vertices = np.array([*named, *between, *mesh.mirror[between]])
    nearest = cKDTree(rest[vertices]).query(rest)[1]
    shares = np.round(np.bincount(nearest, area, len(vertices)) / area.sum(), 4)
    stems = [name.removesuffix("_left").removesuffix("_right") for name in mesh.landmarks]
    return SkinPoints((*stems, *[""] * 2 * PAIRS), vertices, shares)


__all__ = ["SkinPoints", "points_moved", "seen_skin", "skin_points"]
