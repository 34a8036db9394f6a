"""How skin that a muscle gathers across the nasolabial line folds."""

from dataclasses import dataclass

import numpy as np

from facemodel.anatomy import nasolabial, template
from facemodel.anatomy.mesh import vertex_normals
from facemodel.mechanics.tissue import Site, dense_curve, unit

_INSIDE_MM, _OUTSIDE_MM = 2.0, 18.0
"""How far inside and outside the line the gathering is measured: lip and cheek move alike at equal
distances, and what is gathered lies outside, between the pull's end and the cheek that stays."""
_STATIONS = 24  # places along the fold at which it is worked out
_CARRIED = 10.0
"""Over how many stations, about 2 mm each, a gathering folds the line: one band binds the skin all
along it, so that the fold is one from the wing of the nose past the corner [assume]."""
_AT_WING = 1.8
"""How much deeper the skin folds beside the nose, where the band is tightest [assume]."""
_CREASE, _BULGE = 0.22, 0.21
"""Depth of the crease and height of the cheek's roll, mm per mm gathered [assume]."""
_CREASE_WIDTH_MM, _BULGE_AT_MM, _BULGE_WIDTH_MM = 4.2, 8.0, 6.5
"""Their shape across the fold [assume]."""
_STRETCHED = 0.05
"""From this share of its largest movement on, a muscle stretches the line [assume]."""


@dataclass(frozen=True, eq=False)
class Fold:
    """One side's fold: where it is measured and what it does to the skin.

    `outer`, `inner`: (K,3) vertices and weights beside each of K stations; `across` (K,3) unit
    vector from inner to outer; `shape` (V,K): displacement along the bed's normal, mm per mm.
    """

    outer: tuple[np.ndarray, np.ndarray]
    inner: tuple[np.ndarray, np.ndarray]
    across: np.ndarray
    shape: np.ndarray


def _surface_points(site: Site, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Vertices (K,3) and weights (K,3) of the nearest places on the default-chart surface."""
    from scipy.spatial import cKDTree

    # three nearest vertices, inverse-distance weights: smooth enough for a measure over 9 mm
    distance, index = cKDTree(site.chart.positions).query(points, k=3)
    weight = 1 / np.maximum(distance, 1e-6)
    return index, weight / weight.sum(1, keepdims=True)


def left_fold(site: Site) -> Fold:
    """The left nasolabial fold of a face."""
    dense = dense_curve(nasolabial.on_default())
    line = dense[np.linspace(0, len(dense) - 1, _STATIONS).round().astype(int)]
    mesh = template.mesh(1)
    along = unit(np.gradient(line, axis=0))
    normals = np.array([_normal_at(mesh, p) for p in line])
    across = unit(np.cross(along, normals))
    across *= np.sign(across[:, :1])  # toward the cheek
    outer = _surface_points(site, line + _OUTSIDE_MM * across)
    inner = _surface_points(site, line - _INSIDE_MM * across)

    offset = site.chart.positions[:, None] - line[None]
    nearest = (offset**2).sum(2).argmin(1)
    pick = np.arange(len(nearest))
    signed = np.einsum("vd,vd->v", offset[pick, nearest], across[nearest])
    away = np.linalg.norm(offset[pick, nearest], axis=1)
    height = _BULGE * np.exp(
        -(((signed - _BULGE_AT_MM) / _BULGE_WIDTH_MM) ** 2)
    ) - _CREASE * np.exp(-((signed / _CREASE_WIDTH_MM) ** 2))
    # beyond the ends of the line, and far from it, nothing folds
    height = height * np.exp(-np.maximum(away - np.abs(signed), 0) / 2.0) * (away < 25)
    ends = np.sin(np.linspace(0.3, 1.0, _STATIONS) * np.pi) ** 0.5 * np.geomspace(
        _AT_WING, 1.0, _STATIONS
    )
    apart = np.arange(_STATIONS)[:, None] - np.arange(_STATIONS)
    kernel = np.exp(-((apart / _CARRIED) ** 2))
    kernel = kernel / kernel.sum(1, keepdims=True)
    shape = height[:, None] * (ends[:, None] * kernel)[nearest]
    return Fold(outer, inner, across, shape)


def _normal_at(mesh, point: np.ndarray) -> np.ndarray:
    normals = vertex_normals(mesh.vertices, mesh.faces)
    near = np.argsort(((mesh.vertices - point) ** 2).sum(1))[:6]
    return unit(normals[near].mean(0))


def creased(fold: Fold, normal: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """How the skin folds (..., V, 3) where muscles move it so; `normal` (V,3) is the bed's.

    A muscle folds what it gathers; one that stretches the skin there raises no ridge.
    """
    outer = (columns[..., fold.outer[0], :] * fold.outer[1][..., None]).sum(-2)
    inner = (columns[..., fold.inner[0], :] * fold.inner[1][..., None]).sum(-2)
    gathered = ((inner - outer) * fold.across).sum(-1)
    most = np.linalg.norm(columns, axis=-1).max(-1, keepdims=True)
    gathered = np.where(gathered < -_STRETCHED * most, 0.0, gathered)
    return (gathered @ fold.shape.T)[..., None] * normal
