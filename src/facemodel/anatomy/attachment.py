"""Points laid on the skin: the triangle under each and its weights, so that they follow it."""

import numpy as np

from facemodel.anatomy.closest import closest_point, weights_of
from facemodel.anatomy.mesh import Mesh

INNER_SURFACES = ("conjunctiva", "oral_mucosa")
CANDIDATES = 64


def attach(mesh: Mesh, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Triangles (P,) of `mesh.faces` nearest to points (P,3) mm, and weights (P,3) of corners.

    Only the outer skin is taken. `(vertices[mesh.faces[triangle]] * weight[..., None]).sum(1)`
    are then the points on a moved face.
    """
    from scipy.spatial import cKDTree

    points = np.atleast_2d(np.asarray(points, float))
    inner = np.sum([mesh.areas[a] for a in INNER_SURFACES if a in mesh.areas], axis=0) > 0.5
    outer = np.flatnonzero(~np.atleast_1d(inner)[mesh.faces].any(axis=1))
    triangles = mesh.vertices[mesh.faces[outer]]
    count = min(CANDIDATES, len(outer))
    # the nearest skin lies on one of the triangles whose middles are nearest
    pick = cKDTree(triangles.mean(axis=1)).query(points, count)[1].reshape(len(points), count)
    close = closest_point(triangles[pick.ravel()], np.repeat(points, count, axis=0)).reshape(
        len(points), count, 3
    )
    best = ((close - points[:, None]) ** 2).sum(-1).argmin(axis=1)
    row = np.arange(len(points))
    chosen = pick[row, best]
    weights = weights_of(triangles[chosen], close[row, best])
    return outer[chosen], weights
