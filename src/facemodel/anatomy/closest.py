"""The point of a triangle that is nearest to a point."""

import numpy as np

TINY = 1e-30  # mm2, of an edge or triangle that has collapsed


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
