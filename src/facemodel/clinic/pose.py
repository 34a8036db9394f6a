"""Where a head is: rigid fits, so that no measure depends on how the head is held."""

import numpy as np

from facemodel.anatomy.checks import check_kind
from facemodel.anatomy.mesh import Mesh
from facemodel.errors import FaceModelError

STILL_MM = 1e-9
"""A head that moved less than this is where it was: the fit would find rounding."""


def rigid_fit(source: np.ndarray, target: np.ndarray, weights: np.ndarray):
    """Rotation (..., 3, 3) and shift (..., 1, 3) with `source @ rotation + shift` nearest `target`.

    source, target (..., N, 3); weights (N,). Least squares, no scaling, no reflection.
    Kabsch, Acta Cryst. A34 (1978) 827.
    """
    share = (weights / weights.sum())[:, None]
    source_mean = (share * source).sum(axis=-2, keepdims=True)
    target_mean = (share * target).sum(axis=-2, keepdims=True)
    spread = np.swapaxes(share * (source - source_mean), -1, -2) @ (target - target_mean)
    rotation = rotation_of(spread)
    return rotation, target_mean - source_mean @ rotation


def rotation_of(spread: np.ndarray) -> np.ndarray:
    """Rotation (..., 3, 3) that turns a source to a target of covariance `spread`."""
    u, _, vt = np.linalg.svd(spread)
    turn = np.ones(u.shape[:-1])
    turn[..., -1] = np.sign(np.linalg.det(u @ vt))
    return (u * turn[..., None, :]) @ vt


def head_points(mesh: Mesh, vertices, points) -> np.ndarray:
    """Positions (..., N, 3) mm of mesh vertices `points` (N,) with the head held as at rest.

    vertices (..., V, 3), the head anywhere. The head is found by the upper part of the face's
    outline, above the base of the nose, which expressions leave where it is.
    """
    moved = checked_vertices(mesh, vertices)
    return held(moved, points, upright(mesh, moved))


Turn = tuple[np.ndarray, np.ndarray]
"""Rotation (..., 3, 3) and shift (..., 1, 3)."""


def upright(mesh: Mesh, moved: np.ndarray) -> Turn | None:
    """What holds the head of checked vertices (..., V, 3) as at rest; None where it is so held."""
    outline = mesh.curves["outline"]
    fixed = outline[mesh.vertices[outline, 1] > mesh.vertices[mesh.landmarks["subnasale"], 1]]
    here, rest = moved[..., fixed, :], mesh.vertices[fixed]
    if not np.abs(here - rest).max(initial=0) > STILL_MM:
        return None
    return rigid_fit(here, rest, np.ones(len(fixed)))


def held(moved: np.ndarray, points, turn: Turn | None) -> np.ndarray:
    """Positions (..., N, 3) mm of points (N,) once the head is turned by what `upright` found."""
    here = moved[..., np.asarray(points), :]
    return here if turn is None else here @ turn[0] + turn[1]


def checked_vertices(mesh: Mesh, vertices) -> np.ndarray:
    """Vertices (..., V, 3) as float64; refuses another shape and what is not a finite number."""
    check_kind("a mesh", mesh, Mesh, "give face.mesh")
    try:
        array = np.asarray(vertices, float)
    except (TypeError, ValueError):
        raise FaceModelError("vertices must be numbers in mm, as face.deform returns") from None
    if array.ndim < 2 or array.shape[-2:] != mesh.vertices.shape:
        raise FaceModelError(
            f"vertices have shape {array.shape}; this mesh needs (..., {len(mesh.vertices)}, 3)"
        )
    if not np.isfinite(array).all():
        raise FaceModelError("vertices contain NaN or infinity; give finite numbers in mm")
    return array
