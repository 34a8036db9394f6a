"""How much the skin is stretched or gathered: strain of its triangles, free of turns and shifts.

Each triangle is compared with itself at rest, in its own plane. Strain is engineering strain, new
length over old minus 1: negative where skin is gathered. It is unchanged when a face is turned.
"""

import weakref
from dataclasses import dataclass

import numpy as np

from facemodel.anatomy.mesh import Mesh, face_normals_areas


@dataclass(frozen=True, eq=False)
class Gauge:
    """The triangles of a face at rest: axes (F,2,3) in their planes, inverse edges (F,2,2)."""

    faces: np.ndarray
    axes: np.ndarray
    inverse: np.ndarray
    area: np.ndarray
    middle: np.ndarray

    def green(self, vertices: np.ndarray) -> np.ndarray:
        """Green strain (..., F, 2, 2) of vertices (..., V, 3) in each triangle's own axes."""
        a, b, c = (vertices[..., self.faces[:, k], :].astype(float) for k in range(3))
        edges = np.stack([b - a, c - a], axis=-1)  # (..., F, 3, 2)
        gradient = edges @ self.inverse
        return (np.swapaxes(gradient, -1, -2) @ gradient - np.eye(2)) / 2

    def along(self, vertices: np.ndarray, directions: np.ndarray) -> np.ndarray:
        """Strain (..., F) of vertices (..., V, 3) along directions (F, 3), laid into the planes."""
        flat = np.einsum("fkx,fx->fk", self.axes, directions)
        flat = flat / np.maximum(np.linalg.norm(flat, axis=-1, keepdims=True), 1e-12)
        stretch = np.einsum("fi,...fij,fj->...f", flat, self.green(vertices), flat)
        return np.sqrt(np.maximum(1 + 2 * stretch, 0)) - 1

    def principal(self, vertices: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Largest and smallest strain (..., F, 2), and their directions (..., F, 2, 3)."""
        values, vectors = np.linalg.eigh(self.green(vertices))
        values = np.sqrt(np.maximum(1 + 2 * values, 0)) - 1
        directions = np.einsum("...fjk,fjx->...fkx", vectors, self.axes)
        return values[..., ::-1], directions[..., ::-1, :]


_GAUGES: "weakref.WeakKeyDictionary[Mesh, Gauge]" = weakref.WeakKeyDictionary()


def gauge(mesh: Mesh) -> Gauge:
    """The gauge of a face; computed once."""
    if mesh not in _GAUGES:
        _GAUGES[mesh] = _gauge(mesh)
    return _GAUGES[mesh]


def _gauge(mesh: Mesh) -> Gauge:
    a, b, c = (mesh.vertices[mesh.faces[:, k]] for k in range(3))
    normal, area = face_normals_areas(mesh.vertices, mesh.faces)
    first = b - a
    first = first / np.maximum(np.linalg.norm(first, axis=1, keepdims=True), 1e-12)
    axes = np.stack([first, np.cross(normal, first)], axis=1)
    edges = np.einsum("fkx,fex->fke", axes, np.stack([b - a, c - a], axis=1))
    return Gauge(mesh.faces, axes, np.linalg.inv(edges), area, (a + b + c) / 3)


def at_vertices(mesh: Mesh, values: np.ndarray) -> np.ndarray:
    """Area-weighted mean (..., V) of values of triangles (..., F) round each vertex."""
    here = gauge(mesh)
    weight = np.bincount(mesh.faces.ravel(), np.repeat(here.area, 3), len(mesh.vertices))
    flat = (np.asarray(values) * here.area).reshape(-1, len(mesh.faces))
    total = np.stack(
        [np.bincount(mesh.faces.ravel(), np.repeat(row, 3), len(mesh.vertices)) for row in flat]
    )
    return (total / np.maximum(weight, 1e-12)).reshape(*np.shape(values)[:-1], -1)
