"""How skin that is lifted glides over the bone of the brow, and bunches above: part of a column.

A displacement that is linear in effort goes straight on, so that a brow that rises 10 mm would take
the ridge under it along and leave a hollow. Bone stays where it is: the lifted skin is laid on the
surface at rest, at full effort of all that lift together, and keeps its volume where it gathers.
"""

import numpy as np

from facemodel.anatomy import placement
from facemodel.anatomy.mesh import vertex_areas, vertex_normals
from facemodel.mechanics.tissue import Site, factorise, smoothstep

_LAYER_MM = 3.0
"""Thickness of what glides and is gathered, skin and frontalis [assume: the forehead's depth]."""
_SPREAD_MM2 = 40.0
"""What is gathered spreads over the root of this, mm: a mesh has no finer wrinkles."""
_NEAREST, _STEPS = 6, 6  # places of the bone that speak for a point, and rounds until it settles


def bony(site: Site) -> np.ndarray:
    """(V,) 1 where skin glides on the bone of brow, forehead and root of the nose, 0 elsewhere."""
    eyes = placement.height(30, 0)
    over = smoothstep(site.y, eyes - 12, eyes + 2) * smoothstep(site.z, 10, 35)
    over *= 1 - np.exp(-((site.from_lids / 5.0) ** 2))
    over[site.mesh.curves["outline"]] = 0  # there the skin is held
    return over


def glided(site: Site, lifted: np.ndarray) -> np.ndarray:
    """Columns (K,V,3) mm of the muscles that lift, laid on the bone together."""
    over, normal = bony(site), site.bed_normal
    out = np.einsum("kvd,vd->kv", lifted, normal)
    along = lifted - out[..., None] * normal
    whole = along.sum(0)
    rise = _rise(site, over, whole)
    # a curve's height grows with the square of the way: each column has the share of its own way
    share = np.einsum("kvd,vd->kv", along, whole) / np.maximum((whole**2).sum(-1), 1e-12)
    out = (1 - over) * out + over * share * rise
    flat = along + out[..., None] * normal
    out += over * _bunched(site, over, flat)
    return along + out[..., None] * normal


def _rise(site: Site, over: np.ndarray, along: np.ndarray) -> np.ndarray:
    """How far (V,) along its normal a point that moved `along` (V,3) must go to lie on the face."""
    moves = np.flatnonzero((over > 0) & ((along**2).sum(-1) > 0))
    height = np.zeros(len(over))
    start = site.mesh.vertices[moves]
    height[moves] = _height(site, over, moves, start + along[moves])
    height[moves] -= _height(site, over, moves, start)  # the face between vertices is smoothed
    return height


def _height(site: Site, over: np.ndarray, moves: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Distance (P,) from points (P,3) to the face, along the bed's normals of vertices `moves`."""
    from scipy.spatial import cKDTree

    face = site.mesh.vertices
    normals, towards = vertex_normals(face, site.mesh.faces), site.bed_normal[moves]
    bone = np.flatnonzero(over > 0.01)
    tree = cKDTree(face[bone])
    height = np.zeros(len(points))
    for _ in range(_STEPS):
        at = points + height[:, None] * towards
        distance, near = tree.query(at, k=_NEAREST)
        near = bone[near]
        weight = over[near] / np.maximum(distance, 0.3) ** 2
        weight /= weight.sum(1, keepdims=True)
        plane = (weight[..., None] * normals[near]).sum(1)
        below = np.einsum("pn,pnd,pnd->p", weight, face[near] - at[:, None], normals[near])
        height += np.clip(below / np.maximum((plane * towards).sum(1), 0.3), -2, 2)
    return height


def _bunched(site: Site, over: np.ndarray, flat: np.ndarray) -> np.ndarray:
    """Thickness (K,V) that columns add to the gliding layer, which keeps its volume."""
    import scipy.sparse as sp

    vertices, faces = site.mesh.vertices, site.mesh.faces
    whole = flat.sum(0)
    halfway = vertices + whole / 2
    after = vertex_areas(vertices + whole, faces)
    # of the whole way's change of area, what each column does halfway
    grown = np.stack(
        [vertex_areas(halfway + u / 2, faces) - vertex_areas(halfway - u / 2, faces) for u in flat]
    )
    spread = factorise(_SPREAD_MM2 * site.stiffness + sp.diags(after))
    return spread.solve((-_LAYER_MM * over * grown).T).T
