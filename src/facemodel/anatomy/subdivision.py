"""Catmull-Clark subdivision of a mirror-symmetric quad mesh, as sparse matrices.

Vertices keep their numbers: the first rows of a finer level are the vertices of the coarser
one, followed by one vertex per edge and one per quad. [Catmull1978]; the boundary is a
cubic B-spline.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import scipy.sparse as sp


@dataclass(frozen=True, eq=False)
class Level:
    """Connectivity of one level of detail.

    quads        (m, 4) counter-clockwise
    edges        (e, 2) each once, smaller index first, sorted
    quad_edges   (m, 4) edge from corner j to corner j + 1
    mirror       (n,) vertex on the other side; quad_mirror (m,) likewise
    sharp        vertices that the boundary curve passes through unchanged
    """

    quads: np.ndarray
    edges: np.ndarray
    quad_edges: np.ndarray
    mirror: np.ndarray
    quad_mirror: np.ndarray
    sharp: np.ndarray

    @property
    def n_vertices(self) -> int:
        return len(self.mirror)

    def edge_between(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        """Edge numbers of the vertex pairs (a, b), which must be edges."""
        key = np.minimum(a, b) * np.int64(self.n_vertices) + np.maximum(a, b)
        keys = self.edges[:, 0] * np.int64(self.n_vertices) + self.edges[:, 1]
        found = np.searchsorted(keys, key)
        if not np.array_equal(keys[np.minimum(found, len(keys) - 1)], key):
            raise ValueError("not an edge of this level")
        return found


def level(quads, mirror, quad_mirror, sharp=()) -> Level:
    """Level of detail from its quads (m, 4) and mirror maps: finds the edges."""
    quads = np.asarray(quads, np.int64)
    n = len(mirror)
    ends = np.stack([quads, np.roll(quads, -1, axis=1)], axis=-1)
    keys, quad_edges = np.unique(ends.min(-1) * n + ends.max(-1), return_inverse=True)
    return Level(
        quads=quads,
        edges=np.stack([keys // n, keys % n], axis=1),
        quad_edges=quad_edges.reshape(quads.shape),
        mirror=np.asarray(mirror, np.int64),
        quad_mirror=np.asarray(quad_mirror, np.int64),
        sharp=np.asarray(sharp, np.int64),
    )


def refine(coarse: Level) -> Level:
    """The next finer level: each quad becomes four, listed together in the order of its corners."""
    n, e = coarse.n_vertices, len(coarse.edges)
    centre = np.broadcast_to(n + e + np.arange(len(coarse.quads))[:, None], coarse.quads.shape)
    onward = n + coarse.quad_edges
    children = np.stack([coarse.quads, onward, centre, np.roll(onward, 1, axis=1)], axis=-1)

    edge_mirror = coarse.edge_between(*coarse.mirror[coarse.edges].T)
    mirror = np.concatenate([coarse.mirror, n + edge_mirror, n + e + coarse.quad_mirror])
    # a mirrored quad runs the other way round from the same first corner
    corner = np.array([0, 3, 2, 1])
    quad_mirror = 4 * coarse.quad_mirror[:, None] + corner
    return level(children.reshape(-1, 4), mirror, quad_mirror.ravel(), coarse.sharp)


def matrix(coarse: Level) -> "sp.csr_matrix":
    """Matrix (n + e + m, n) that takes positions on `coarse` to positions on `refine(coarse)`."""
    import scipy.sparse as sp

    n, e, m = coarse.n_vertices, len(coarse.edges), len(coarse.quads)
    quad_of_corner = np.repeat(np.arange(m), 4)
    corners, corner_edges = coarse.quads.ravel(), coarse.quad_edges.ravel()
    edge_of_end, ends = np.repeat(np.arange(e), 2), coarse.edges.ravel()

    to_quads = _csr(0.25, quad_of_corner, corners, (m, n))
    to_middles = _csr(0.5, edge_of_end, ends, (e, n))
    quads_at_edge = _csr(1.0, corner_edges, quad_of_corner, (e, m))
    inner = np.bincount(corner_edges, minlength=e) == 2
    # edge points: inside the mean of the middle and the two quad centres, on the boundary the
    # middle
    to_edges = sp.diags_array(np.where(inner, 0.5, 1.0)) @ to_middles + sp.diags_array(
        np.where(inner, 0.25, 0.0)
    ) @ (quads_at_edge @ to_quads)

    valence = np.bincount(ends, minlength=n).astype(float)
    boundary = np.zeros(n, bool)
    boundary[coarse.edges[~inner]] = True
    quads_at = _csr(1.0, corners, quad_of_corner, (n, m))
    edges_at = _csr(1.0, ends, edge_of_end, (n, e))
    # (Q + 2 R + (k - 3) V) / k with Q, R the means of quad centres and edge middles
    inside = ~boundary / valence
    to_vertices = (
        sp.diags_array(inside / valence) @ (quads_at @ to_quads)
        + sp.diags_array(2 * inside / valence) @ (edges_at @ to_middles)
        + sp.diags_array(inside * (valence - 3))
        + _boundary_rule(coarse, ~inner, boundary)
    )
    return sp.csr_matrix(sp.vstack([to_vertices, to_edges, to_quads], format="csr"))


def chain(coarse: Level, vertices: np.ndarray, *, closed: bool = False) -> np.ndarray:
    """The same chain of vertices on `refine(coarse)`: the vertex of each edge is put in between."""
    onward = np.roll(vertices, -1)
    if closed:
        between = coarse.n_vertices + coarse.edge_between(vertices, onward)
        return np.stack([vertices, between], axis=1).ravel()
    between = coarse.n_vertices + coarse.edge_between(vertices[:-1], onward[:-1])
    return np.append(np.stack([vertices[:-1], between], axis=1).ravel(), vertices[-1])


def triangles(vertices: np.ndarray, quads: np.ndarray, quad_mirror: np.ndarray) -> np.ndarray:
    """Two triangles per quad (2 m, 3), alike on both sides.

    Quads are split from corner 0 to corner 2. On a subdivided mesh those are the old vertex and the
    old quad's centre, so triangles stand evenly round every vertex and normals are not biased.
    Slivers under 18 degrees are split the other way where that is better.
    """
    along = np.stack([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]], axis=1)
    across = np.stack([quads[:, [0, 1, 3]], quads[:, [1, 2, 3]]], axis=1)
    cosine = [_largest_cosine(vertices[split]) for split in (along, across)]
    swap = (cosine[0] > np.cos(np.radians(18))) & (cosine[1] < cosine[0])
    # decided once per mirror pair: rounding cannot make the sides differ
    swap = swap[np.minimum(np.arange(len(quads)), quad_mirror)]
    return np.where(swap[:, None, None], across, along).reshape(-1, 3)


def _boundary_rule(coarse: Level, outer_edges: np.ndarray, boundary: np.ndarray) -> "sp.csr_array":
    """Boundary vertices: 3/4 of themselves, 1/8 of each neighbour on it; sharp ones stay."""
    import scipy.sparse as sp

    n = coarse.n_vertices
    a, b = coarse.edges[outer_edges].T
    moving = boundary.copy()
    moving[coarse.sharp] = False
    own = np.where(moving, 0.75, boundary.astype(float))
    rows, columns = np.concatenate([a, b]), np.concatenate([b, a])
    return sp.diags_array(own) + _csr(np.where(moving[rows], 0.125, 0.0), rows, columns, (n, n))


def _csr(values, rows, columns, shape) -> "sp.csr_array":
    import scipy.sparse as sp

    return sp.csr_array((np.broadcast_to(values, rows.shape), (rows, columns)), shape=shape)


def _largest_cosine(corners: np.ndarray) -> np.ndarray:
    """Cosine of the smallest angle in each group of triangles (m, k, 3, 3) -> (m,)."""
    edge = np.roll(corners, -1, axis=-2) - corners
    edge /= np.linalg.norm(edge, axis=-1, keepdims=True)
    return -(edge * np.roll(edge, 1, axis=-2)).sum(-1).min(axis=(-2, -1))
