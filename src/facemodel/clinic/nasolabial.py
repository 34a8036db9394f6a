"""The nasolabial fold as photographs show it: how deep it lies, and how steep it runs."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike

from facemodel.anatomy.mesh import Mesh, vertex_normals
from facemodel.anatomy.muscles import SIDES
from facemodel.clinic.excursions import landmark_vertices
from facemodel.clinic.pose import head_points

COURSE = ("alar_base", "nasolabial", "nasolabial_low")
"""Landmarks along the fold, from the wing of the nose to beside the corner of the mouth."""

# Half-length of the chord from cheek to lip that the fold's depth is measured from, and half-width
# of the strip across the fold in which its deepest point is sought, mm [assume]
CHORD_MM, STRIP_MM = 12.0, 4.0


def nasolabial_fold(mesh: Mesh, vertices: ArrayLike) -> dict[str, np.ndarray]:
    """Depth and direction of the fold, each (..., 2) left then right; vertices (..., V, 3) mm.

    nasolabial_depth_mm   how far the deepest skin beside the nasolabial landmark lies behind the
                          chord from cheek to lip; negative where the skin bulges in front of it
    nasolabial_angle_deg  of the line fitted through COURSE to the vertical, seen from the front;
                          larger where the fold runs more outward
    The definitions are this model's [assume]. The head may be held in any way.
    """
    points = head_points(mesh, vertices, np.arange(len(mesh.vertices)))
    depth, angle = [], []
    for side, outward in zip(SIDES, (1.0, -1.0), strict=True):
        cheek, lip, strip, normal = fold_places(mesh, side)
        chord = points[..., lip, :] - points[..., cheek, :]
        from_cheek = points[..., strip, :] - points[..., cheek, None, :]
        along = (from_cheek * chord[..., None, :]).sum(-1) / (chord**2).sum(-1)[..., None]
        behind = along[..., None] * chord[..., None, :] - from_cheek
        depth.append((behind @ normal).max(-1))
        course = points[..., landmark_vertices(mesh, [f"{n}_{side}" for n in COURSE]), :2]
        way = course - course.mean(-2, keepdims=True)
        slope = (way[..., 0] * way[..., 1]).sum(-1) / (way[..., 1] ** 2).sum(-1)
        angle.append(-outward * np.degrees(np.arctan(slope)))
    return {
        "nasolabial_depth_mm": np.stack(depth, axis=-1),
        "nasolabial_angle_deg": np.stack(angle, axis=-1),
    }


@lru_cache(maxsize=16)
def fold_places(mesh: Mesh, side: str) -> tuple[int, int, np.ndarray, np.ndarray]:
    """Vertices of cheek and lip at the chord's ends, those of the strip, and the skin's normal."""
    rest = mesh.vertices
    top, middle, low = landmark_vertices(mesh, [f"{n}_{side}" for n in COURSE])
    normals = vertex_normals(rest, mesh.faces)
    normal = normals[[top, middle, low]].mean(0)
    normal /= np.linalg.norm(normal)
    course = rest[low] - rest[top]
    course -= (course @ normal) * normal
    course /= np.linalg.norm(course)
    across = np.cross(course, normal)
    across *= np.sign(across[0]) * (1 if side == "left" else -1)  # toward the cheek
    front = np.flatnonzero(normals @ normal > 0)
    off = rest[front] - rest[middle]
    u, v = off @ across, off @ course

    def nearest(distance: float) -> int:
        return int(front[np.hypot(u - distance, v).argmin()])

    inside = (np.abs(u) < CHORD_MM * 0.75) & (np.abs(v) < STRIP_MM)
    return nearest(CHORD_MM), nearest(-CHORD_MM), front[inside], normal
