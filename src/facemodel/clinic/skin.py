"""Which vertices are skin, how much of it each stands for, and in which third of the face."""

import weakref

import numpy as np

from facemodel.anatomy.mesh import Mesh, frozen, vertex_areas

NOT_SKIN = ("conjunctiva", "oral_mucosa", "nostril")
THIRDS = ("upper", "middle", "lower")
"""Thirds of the face: above the glabella, from there to the base of the nose, below it."""

_WEIGHTS: weakref.WeakKeyDictionary[Mesh, np.ndarray] = weakref.WeakKeyDictionary()


def skin_weights(mesh: Mesh) -> np.ndarray:
    """Skin (V,) mm2 that each vertex stands for at rest, alike on both sides; read-only."""
    if mesh not in _WEIGHTS:  # every measure asks for them, and they cost more than the measure
        _WEIGHTS[mesh] = frozen(_skin_weights(mesh))
    return _WEIGHTS[mesh]


def thirds(mesh: Mesh) -> np.ndarray:
    """Which vertices (3, V) lie at rest in the upper, middle and lower third of the face."""
    height = (mesh.vertices[:, 1] + mesh.vertices[mesh.mirror, 1]) / 2
    glabella, nose = (mesh.vertices[mesh.landmarks[n], 1] for n in ("glabella", "subnasale"))
    upper, lower = height > glabella, height < nose
    return np.stack([upper, ~(upper | lower), lower])


def _skin_weights(mesh: Mesh) -> np.ndarray:
    share = 1 - sum((mesh.areas[a] for a in NOT_SKIN if a in mesh.areas), np.zeros(1))
    weights = vertex_areas(mesh.vertices, mesh.faces) * np.clip(share, 0, 1)
    return (weights + weights[mesh.mirror]) / 2
