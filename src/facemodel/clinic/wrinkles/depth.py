"""How deep lines are: what movement folds, by the strain of the moved skin, and what is etched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike

from facemodel.anatomy.checks import number, numbers
from facemodel.anatomy.mesh import Mesh, vertex_normals
from facemodel.clinic.measures import nasolabial_fold
from facemodel.clinic.pose import checked_vertices
from facemodel.clinic.scales.scale import Item, fws, merz
from facemodel.clinic.wrinkles.curve import GROUPS, Curve, curves
from facemodel.data import constants
from facemodel.data.showing import table_html
from facemodel.errors import FaceModelError, unknown
from facemodel.mechanics.strain import Gauge, gauge

AGES = (18, 100)  # years, of adults


@dataclass(frozen=True, eq=False)
class Wrinkles:
    """Lines of a face in one state, or of many with leading axes.

    Attributes
    ----------
    mesh : Mesh
        Of the face.
    vertices : ndarray of shape (..., V, 3)
        Its moved skin, in mm.
    curves : mapping of str to Curve
        The lines, by name with side.
    dynamic_mm, etched_mm : mapping of str to ndarray of shape (..., K)
        Depth along each line that movement folds, and that is etched.
    """

    mesh: Mesh
    vertices: np.ndarray
    curves: Mapping[str, Curve]
    dynamic_mm: Mapping[str, np.ndarray]
    etched_mm: Mapping[str, np.ndarray]

    def __repr__(self) -> str:
        deepest = {group: float(np.max(self.deepest_mm(group), initial=0)) for group in GROUPS}
        words = ", ".join(f"{n} {mm:.1f}" for n, mm in deepest.items() if mm >= 0.05)
        return f"Wrinkles({len(self.curves)} lines; deepest, mm: {words or 'none'})"

    def _repr_html_(self) -> str:
        deepest = {group: float(np.max(self.deepest_mm(group), initial=0)) for group in GROUPS}
        return table_html("Lines", ("group", "deepest, mm"), deepest.items())

    def total_mm(self, name: str) -> np.ndarray:
        """Depth along a line, dynamic and etched together.

        Parameters
        ----------
        name : str
            A line, with its side.

        Returns
        -------
        ndarray of shape (..., K)
            In mm.
        """
        if name not in self.curves:
            raise unknown("line", name, self.curves)
        return self.dynamic_mm[name] + self.etched_mm[name]

    def deepest_mm(self, group: str) -> np.ndarray:
        """Depth of a group's deepest line, away from its tapering ends.

        Parameters
        ----------
        group : str
            One of fm.wrinkles.GROUPS.

        Returns
        -------
        ndarray of shape (...)
            In mm.
        """
        rows = [self.total_mm(n).max(axis=-1) for n in self._of(group)]
        return np.max(rows, axis=0)

    def fws(self, group: str) -> Item:
        """Facial Wrinkle Scale 0..3 of a group of lines.

        Parameters
        ----------
        group : str
            One of fm.wrinkles.GROUPS.

        Returns
        -------
        Item
        """
        return fws(self.deepest_mm(group), group)

    def merz(self, group: str) -> Item:
        """Merz scale 0..4 of a group of lines.

        Parameters
        ----------
        group : str
            One of fm.wrinkles.GROUPS.

        Returns
        -------
        Item
        """
        return merz(self.deepest_mm(group), group)

    def _of(self, group: str) -> list[str]:
        if group not in GROUPS:
            raise unknown("group of lines", group, GROUPS)
        return [n for n, c in self.curves.items() if c.line.group == group]

    def displacement(self, vertices: np.ndarray, mesh: Mesh) -> np.ndarray:
        """Displacement that presses the lines of one face into any surface.

        Along the inward normal, with half-width 0.4 + 0.3 d mm. A mesh of 2-3 mm edges cannot show
        a line of 1 mm: draw curves with `points` and depth, and use this on fine meshes.

        Parameters
        ----------
        vertices : ndarray of shape (W, 3)
            The surface, in mm.
        mesh : Mesh
            Whose faces join the vertices.

        Returns
        -------
        ndarray of shape (W, 3)
            In mm.
        """
        from scipy.spatial import cKDTree

        normal = vertex_normals(vertices, mesh.faces)
        tree = cKDTree(vertices)
        depth = np.zeros(len(vertices))
        base = constants.value("lines.half_width_mm")
        per_mm = constants.value("lines.half_width_per_mm")
        for name, curve in self.curves.items():
            along, deep = _evenly_with(curve.points(self.vertices), self.total_mm(name))
            half = base + per_mm * deep
            for point, d, h in zip(along, deep, half, strict=True):
                if d <= 0:
                    continue
                near = tree.query_ball_point(point, 3 * h)
                away = np.linalg.norm(vertices[near] - point, axis=1)
                depth[near] = np.maximum(depth[near], d * np.exp(-((away / h) ** 2)))
        return -normal * depth[:, None]


def _evenly_with(points: np.ndarray, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A curve and what stands along it, at steps of about 0.5 mm."""
    along = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1))])
    at = np.linspace(0, along[-1], max(2, int(along[-1] / 0.5)))
    dense = np.stack([np.interp(at, along, points[:, k]) for k in range(3)], axis=1)
    return dense, np.interp(at, along, values)


def lines(
    mesh: Mesh,
    vertices: ArrayLike,
    age_years: float = 40.0,
    etched: Mapping[str, np.ndarray] | None = None,
) -> Wrinkles:
    """How deep the lines of a face are.

    Parameters
    ----------
    mesh : Mesh
        Of the face: `face.mesh`.
    vertices : array_like of shape (..., V, 3)
        Positions in mm.
    age_years : float, optional
        18 to 100; older skin folds deeper, by 1 % per year over 30.
    etched : mapping of str to array_like, optional
        Etched depth in mm by line, as `etched_after` gives it.

    Returns
    -------
    Wrinkles

    Raises
    ------
    FaceModelError
        For an age out of range, and for an unknown line.

    Examples
    --------
    >>> import facemodel as fm
    >>> face = fm.load()
    >>> up = fm.wrinkles.lines(face.mesh, face.deform(fm.expression("brow_raise")))
    >>> print(up.fws("forehead").score > 0)
    True
    """
    moved = checked_vertices(mesh, vertices)
    age = number("age in years", age_years, *AGES)
    known = curves(mesh)
    for name in etched or {}:
        if name not in known:
            raise unknown("line", name, known)
    here = gauge(mesh)
    dynamic, still = {}, {}
    for name, curve in known.items():
        if curve.line.read_from == "shape":
            gained = _gained(mesh, moved, name, curve)
            bound = _c("deepest_fold_mm")
            dynamic[name] = bound * -np.expm1(-gained * _older(age) / bound) * _taper(curve)
        else:
            dynamic[name] = depth_of(Across.of(here, curve).strain(moved), curve, age)
        start = 0.0 if etched is None else _etched(name, etched.get(name, 0.0), curve)
        still[name] = np.broadcast_to(start * _taper(curve), dynamic[name].shape)
    return Wrinkles(mesh, moved, known, MappingProxyType(dynamic), MappingProxyType(still))


def _etched(name: str, depth, curve: Curve) -> np.ndarray:
    """Etched depth mm of a line, one number or one for each of its points."""
    start = numbers(f"etched depth of {name}", depth, 0, 5)
    if start.ndim and start.shape[-1] not in (1, len(curve.across)):
        raise FaceModelError(
            f"etched depth of {name} is one number or {len(curve.across)}, one for each point of "
            f"the line; got {start.shape[-1]}"
        )
    return start


@dataclass(frozen=True, eq=False)
class Across:
    """What strain across a line is read from: lengths of n pairs of a triangle and a point of it.

    corners (n,3)  vertices; edges (n,2) shares of the two edges from the first corner that add up
                   to a step of length 1 across the line, at rest
    near (n,K)     share of each in the mean at the line's K points
    """

    corners: np.ndarray
    edges: np.ndarray
    near: np.ndarray

    @classmethod
    def of(cls, here: Gauge, curve: Curve) -> Across:
        """Of a line on the triangles of a gauge."""
        share = curve.gauge.tocoo()
        flat = np.einsum("nkx,nx->nk", here.axes[share.col], curve.across[share.row])
        flat /= np.maximum(np.linalg.norm(flat, axis=1, keepdims=True), 1e-12)
        near = np.zeros((len(share.row), len(curve.across)))
        near[np.arange(len(near)), share.row] = share.data
        edges = np.einsum("nij,nj->ni", here.inverse[share.col], flat)
        return cls(here.faces[share.col], edges, near)

    def strain(self, vertices: np.ndarray) -> np.ndarray:
        """Strain (..., K) across the line, averaged over the triangles near each of its points."""
        a, b, c = (vertices[..., self.corners[:, k], :] for k in range(3))
        step = (b - a) * self.edges[:, :1] + (c - a) * self.edges[:, 1:]
        return (np.sqrt((step * step).sum(-1)) - 1) @ self.near


def _gained(mesh: Mesh, vertices, name: str, curve: Curve) -> np.ndarray:
    """Depth (..., K) mm that the nasolabial fold has gained over rest, alike along the line."""
    k = 0 if name.endswith("_left") else 1
    now, rest = (nasolabial_fold(mesh, v)["nasolabial_depth_mm"] for v in (vertices, mesh.vertices))
    return np.repeat(np.maximum(now[..., k, None] - rest[k], 0), len(curve.across), axis=-1)


def _older(age: float) -> float:
    return 1 + _c("age_per_year") * max(0.0, age - 30)


def _c(name: str) -> float:
    return constants.value(f"lines.{name}")


def depth_of(strain: np.ndarray, curve: Curve, age: float) -> np.ndarray:
    """Depth (..., K) mm of a sheet that buckles: it grows as the root of what gathers it."""
    beyond = np.sqrt(np.maximum(0, -strain / _c("least_strain") - 1))
    return _c("depth_gain") * curve.line.skin_mm * beyond * _older(age) * _taper(curve)


def _taper(curve: Curve) -> np.ndarray:
    """1 along a line, falling to 0 at its ends."""
    along = np.linspace(0, 1, len(curve.across))
    return np.clip(np.minimum(along, 1 - along) / 0.15, 0, 1)
