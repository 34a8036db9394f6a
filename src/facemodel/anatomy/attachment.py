"""Points laid on the skin: the nearest triangle of each and its weights, so that they follow it."""

import numpy as np

from facemodel.anatomy.mesh import Mesh

INNER_SURFACES = ("conjunctiva", "oral_mucosa")
CANDIDATES = 64
TINY = 1e-30  # mm2, of an edge or triangle that has collapsed


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


def closest_point(triangles: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Nearest points (N,3) of triangles (N,3,3) to points (N,3), each to its own."""
    weights = weights_of(triangles, points)  # of the foot on the plane
    foot = np.einsum("nk,nkx->nx", weights, triangles)
    inside = weights.min(axis=1) >= 0
    start, end = triangles, np.roll(triangles, -1, axis=1)
    edge = end - start
    along = np.einsum("nkx,nkx->nk", points[:, None] - start, edge)
    share = np.clip(along / np.maximum((edge**2).sum(-1), TINY), 0, 1)
    on_edge = start + share[..., None] * edge
    nearest = ((on_edge - points[:, None]) ** 2).sum(-1).argmin(axis=1)
    return np.where(inside[:, None], foot, on_edge[np.arange(len(points)), nearest])


def weights_of(triangles: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Barycentric weights (N,3) of points (N,3), or of their feet on the planes of triangles."""
    first, second = triangles[:, 1] - triangles[:, 0], triangles[:, 2] - triangles[:, 0]
    to = points - triangles[:, 0]
    dot = lambda a, b: np.einsum("nx,nx->n", a, b)  # noqa: E731 - local shorthand
    aa, ab, bb = dot(first, first), dot(first, second), dot(second, second)
    pa, pb = dot(to, first), dot(to, second)
    area = aa * bb - ab * ab
    flat = area <= TINY
    area = np.where(flat, 1.0, area)
    v, w = (bb * pa - ab * pb) / area, (aa * pb - ab * pa) / area
    v, w = np.where(flat, -1.0, v), np.where(flat, -1.0, w)  # then an edge is nearest
    return np.stack([1 - v - w, v, w], axis=1)
