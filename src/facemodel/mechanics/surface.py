"""How sound a moved skin is: triangles that fold over, lips that cross, volume that is lost.

A frame does not need these; tests and `facemodel validate` ask them of every movement.
"""

import weakref
from itertools import pairwise

import numpy as np

from facemodel.anatomy.mesh import Mesh, face_normals_areas

_SHUT = ("lid_margin", "lip_seal")
"""Curves where the skin that is seen ends when lids and lips are shut."""


def neighbours(faces: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Pairs (E,2) of triangles that share an edge, and the vertices (E,2) of it, smaller first."""
    ends = np.sort(np.stack([faces, np.roll(faces, -1, 1)], -1).reshape(-1, 2), axis=1)
    owner = np.repeat(np.arange(len(faces)), 3)
    order = np.lexsort(ends.T)
    ends, owner = ends[order], owner[order]
    same = np.flatnonzero((ends[1:] == ends[:-1]).all(1))
    return np.stack([owner[same], owner[same + 1]], 1), ends[same]


def outer(mesh: Mesh) -> np.ndarray:
    """(F,) triangles of the outer skin: what lies before the lines where lids and lips meet.

    Not what lies behind them, at the globes and in the mouth, and not the inside of the nostrils.
    """
    if mesh not in _OUTER:
        _OUTER[mesh] = _outer(mesh)
    return _OUTER[mesh]


_OUTER: "weakref.WeakKeyDictionary[Mesh, np.ndarray]" = weakref.WeakKeyDictionary()


def _outer(mesh: Mesh) -> np.ndarray:
    import scipy.sparse as sp
    from scipy.sparse.csgraph import connected_components

    pairs, edges = neighbours(mesh.faces)
    lines = [line for name, line in mesh.curves.items() if name.startswith(_SHUT)]
    shut = {tuple(sorted(edge)) for line in lines for edge in pairwise(line.tolist())}
    joined = pairs[[tuple(edge) not in shut for edge in edges.tolist()]]
    count = len(mesh.faces)
    graph = sp.coo_matrix((np.ones(len(joined)), joined.T), shape=(count, count))
    part = connected_components(graph, directed=False)[1]
    nostril = (mesh.areas["nostril"] > 0.2)[mesh.faces].any(1)
    return (part == np.bincount(part).argmax()) & ~nostril


def folded(mesh: Mesh, vertices: np.ndarray) -> np.ndarray:
    """(F,) triangles of the outer skin that lie folded in vertices (V,3).

    Folded is one whose normal has turned by more than 90 degrees since rest, and one that faces
    against the mean of its neighbours where at rest it did not.
    """
    pairs, _ = neighbours(mesh.faces)
    before, now = (face_normals_areas(v, mesh.faces) for v in (mesh.vertices, vertices))
    turned = (before[0] * now[0]).sum(1) < 0
    inverted = (_facing(pairs, *before) > 0) & (_facing(pairs, *now) < 0)
    return outer(mesh) & (turned | inverted)


def _facing(pairs: np.ndarray, normals: np.ndarray, areas: np.ndarray) -> np.ndarray:
    """(F,) product of each normal with the sum of its neighbours', by their areas."""
    around = np.zeros_like(normals)
    for mine, other in (pairs.T, pairs.T[::-1]):
        np.add.at(around, mine, normals[other] * areas[other, None])
    return (normals * around).sum(1)


def crossing_mm(mesh: Mesh, vertices: np.ndarray) -> float:
    """How far the lips cross in vertices (V,3), mm, below 0 where they are apart everywhere.

    How far the upper lip lies below the lower one at most, seen from the front, along the whole
    line where they meet: at every vertex of either lip's line and so, as both run straight from
    one to the next, between them. The corners, which both lips share, are left out.
    """
    lines = [vertices[mesh.curves[f"lip_seal_{part}"]] for part in ("upper", "lower")]
    across = [np.maximum.accumulate(line[:, 0]) for line in lines]
    at = np.concatenate([x[1:-1] for x in across])
    upper, lower = (np.interp(at, x, line[:, 1]) for x, line in zip(across, lines, strict=True))
    return float((lower - upper).max())


def volume_ml(mesh: Mesh, vertices: np.ndarray) -> float:
    """What the volume under the skin gains from rest to vertices (V,3), ml.

    The outline, by which the skin is held, stays; so it is the whole volume between both skins,
    whatever slides along them.
    """
    a, b, c = (vertices[mesh.faces[:, k]] for k in range(3))
    d, e, f = (mesh.vertices[mesh.faces[:, k]] for k in range(3))
    under = np.einsum("fd,fd->", a, np.cross(b, c)) - np.einsum("fd,fd->", d, np.cross(e, f))
    return float(under) / 6000
