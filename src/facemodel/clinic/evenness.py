"""What differs between the sides of a person's face from the start, so that no measure counts it.

A mesh is the face with no muscle active: what its sides differ by is the person's own. It is half
the way from the mirror image of each vertex's partner to the vertex; taken off the vertices of a
moving face, it leaves the same movement on a face whose sides are alike.
"""

import weakref
from dataclasses import replace

import numpy as np

from facemodel.anatomy.mesh import Mesh, frozen, reflect
from facemodel.clinic.pose import head_points

LEAST_MM = 1e-4
"""What differs by less is even: the built-in face, heads made so, and their rounding."""
_FOUND: weakref.WeakKeyDictionary[Mesh, np.ndarray | None] = weakref.WeakKeyDictionary()
_EVEN: weakref.WeakKeyDictionary[Mesh, Mesh] = weakref.WeakKeyDictionary()


def unevenness(mesh: Mesh) -> np.ndarray | None:
    """(V,3) mm from the even face to the person's own; None where its sides are alike."""
    if mesh not in _FOUND:
        off = (mesh.vertices - reflect(mesh.vertices, mesh.mirror)) / 2
        _FOUND[mesh] = frozen(off) if np.abs(off).max() > LEAST_MM else None
    return _FOUND[mesh]


def evened(mesh: Mesh, vertices: np.ndarray) -> np.ndarray:
    """The movement of vertices (..., V, 3) on the even face, the head held as at rest."""
    own = unevenness(mesh)
    if own is None:
        return vertices
    return head_points(mesh, vertices, np.arange(len(own))) - own


def even_mesh(mesh: Mesh) -> Mesh:
    """The face with its sides alike; itself where they are."""
    own = unevenness(mesh)
    if own is None:
        return mesh
    if mesh not in _EVEN:
        eyes = (mesh.eye_centres + mesh.eye_centres[::-1] * [-1, 1, 1]) / 2
        _EVEN[mesh] = replace(mesh, vertices=mesh.vertices - own, eye_centres=eyes)
    return _EVEN[mesh]
