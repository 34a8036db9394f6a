"""Lines of the face: how deep they are in a movement, what is etched at rest, and how both change.

A line lies where skin folds when it is gathered across it: its dynamic depth grows with the strain
of the deformed skin, projected across the line and averaged over a few millimetres [assume].
Two kinds are read otherwise: the nasolabial fold is relief that the mesh already has, so its depth
is what the deformed shape gains over rest; a platysmal band stands out where it shortens, so the
strain along it counts. What years of use etch stays at rest, and fades slowly while muscles are
relaxed (7.3). Depths, rates and grades are assumed; nothing here is fitted.
"""

from __future__ import annotations

import csv
import weakref
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from facemodel.anatomy import placement, template
from facemodel.anatomy.attachment import attach
from facemodel.anatomy.checks import number, numbers
from facemodel.anatomy.mesh import Mesh, vertex_normals
from facemodel.anatomy.muscles import SIDES, stem_of
from facemodel.clinic.nasolabial import nasolabial_fold
from facemodel.clinic.pose import checked_vertices
from facemodel.clinic.scales.items import Item
from facemodel.data import constants
from facemodel.errors import FaceModelError, unknown
from facemodel.mechanics.strain import gauge

SPACING_MM = 2.0
AGES = (18, 100)
DAYS_PER_YEAR = 365.25
EXPRESSIONS_OF_GROUP: Mapping[str, str] = MappingProxyType(
    {
        "forehead": "brow_raise",
        "glabella": "frown",
        "bunny": "snarl",
        "crows_feet": "max_smile_squint",
        "infraorbital": "max_smile_squint",
        "nasolabial": "open_mouth_smile",
        "perioral": "lip_pucker",
        "marionette": "sadness",
        "chin": "sadness",
        "neck": "lower_teeth",
    }
)
"""The expression at full effort that each group of lines is graded in."""
GROUPS = tuple(EXPRESSIONS_OF_GROUP)
"""Groups that lines are graded in."""


@dataclass(frozen=True)
class Line:
    """One line as tabled: group, course in canonical mm (left side), muscles, skin thickness.

    read_from: "across" or "along" for strain across or along it, "shape" for the deformed shape
    """

    name: str
    group: str
    sided: bool
    path: tuple[tuple[float, float], ...]
    muscles: tuple[str, ...]
    skin_mm: float
    read_from: str
    mark: str
    cite: tuple[str, ...]
    why: str


def _read() -> Mapping[str, Line]:
    text = resources.files("facemodel.data").joinpath("lines.csv").read_text("utf-8")
    found = {}
    for row in csv.DictReader(text.splitlines()):
        knots = [knot.split() for knot in row["path"].split(";")]
        path = tuple((float(x), float(y)) for x, y in knots)
        found[row["name"]] = Line(
            row["name"],
            row["group"],
            row["side"] == "both",
            path,
            tuple(row["muscles"].split()),
            float(row["skin_mm"]),
            row["read_from"],
            row["mark"],
            tuple(row["cite"].split()),
            row["why"],
        )
    return MappingProxyType(found)


LINES: Mapping[str, Line] = _read()
"""The lines by name without side [assume]."""


@dataclass(frozen=True, eq=False)
class Curve:
    """A line as it lies on a face: K points along it.

    corner, weight  (K,3) vertices of the triangle under each point, and weights; so that
                    `(vertices[corner] * weight[..., None]).sum(1)` follows the skin
    across          (K,3) unit vector across the line, in the skin at rest; along it for a band
    gauge           (K,F) sparse weights over triangles that its strain is averaged with
    """

    name: str
    line: Line
    corner: np.ndarray
    weight: np.ndarray
    across: np.ndarray
    gauge: Any

    def points(self, vertices: np.ndarray) -> np.ndarray:
        """Where the line runs (..., K, 3) mm on moved skin."""
        return (vertices[..., self.corner, :] * self.weight[..., None]).sum(-2)


_CURVES: weakref.WeakKeyDictionary[Mesh, dict] = weakref.WeakKeyDictionary()


def curves(mesh: Mesh) -> Mapping[str, Curve]:
    """Every line on a face, by name with side; computed once per face and value of the reach."""
    reach = constants.value("lines.reach_mm")
    known = _CURVES.setdefault(mesh, {})
    if reach not in known:
        known[reach] = _lay(mesh, reach)
    return known[reach]


def courses(mesh: Mesh) -> dict[str, np.ndarray]:
    """Points (K,3) mm every 2 mm or so along each line on a face at rest, by name with side."""
    chart = placement.chart(mesh)
    found = {}
    for line in LINES.values():
        course = np.array([placement.on_default(x, y) for x, y in line.path])
        dense = _evenly(course, SPACING_MM)
        # back to the skin between the knots
        dense = np.array([placement.cast_frontal(_default(), p[:2])[2] for p in dense])
        for side in SIDES if line.sided else ("",):
            path = dense * ([-1, 1, 1] if side == "right" else [1, 1, 1])
            found[f"{line.name}_{side}" if side else line.name] = chart.onto_face(path)
    return found


def _lay(mesh: Mesh, reach: float) -> Mapping[str, Curve]:
    here, normals = gauge(mesh), vertex_normals(mesh.vertices, mesh.faces)
    laid = {
        name: _curve(mesh, here, normals, name, LINES[stem_of(name)], path, reach)
        for name, path in courses(mesh).items()
    }
    return MappingProxyType(laid)


def _default() -> Mesh:
    return template.mesh(1)


def _curve(mesh, here, normals, name, line, path, reach) -> Curve:
    from scipy.sparse import csr_matrix

    triangle, weight = attach(mesh, path)
    corner = mesh.faces[triangle]
    points = (mesh.vertices[corner] * weight[..., None]).sum(1)
    along = np.gradient(points, axis=0)
    normal = (normals[corner] * weight[..., None]).sum(1)
    across = np.cross(along, normal)
    if line.read_from == "along":
        across = along
    across = across / np.maximum(np.linalg.norm(across, axis=1, keepdims=True), 1e-12)
    square = ((here.middle[None] - points[:, None]) ** 2).sum(2)
    near = square < (2.5 * reach) ** 2
    share = np.where(near, np.exp(-square / (2 * reach**2)) * here.area, 0.0)
    share /= np.maximum(share.sum(1, keepdims=True), 1e-12)
    return Curve(name, line, corner, weight, across, csr_matrix(share))


def _evenly(path: np.ndarray, spacing: float) -> np.ndarray:
    along = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(path, axis=0), axis=1))])
    n = max(3, round(along[-1] / spacing) + 1)
    at = np.linspace(0, along[-1], n)
    return np.stack([np.interp(at, along, path[:, k]) for k in range(3)], axis=1)


@dataclass(frozen=True, eq=False)
class Wrinkles:
    """Lines of a face in one state, or of many with leading axes.

    curves   name -> Curve; dynamic_mm, etched_mm: name -> (..., K) depth along it
    """

    mesh: Mesh
    vertices: np.ndarray
    curves: Mapping[str, Curve]
    dynamic_mm: Mapping[str, np.ndarray]
    etched_mm: Mapping[str, np.ndarray]

    def total_mm(self, name: str) -> np.ndarray:
        """Depth (..., K) along a line, dynamic and etched together."""
        if name not in self.curves:
            raise unknown("line", name, self.curves)
        return self.dynamic_mm[name] + self.etched_mm[name]

    def deepest_mm(self, group: str) -> np.ndarray:
        """Depth (...) of a group's deepest line, away from its tapering ends."""
        rows = [self.total_mm(n).max(axis=-1) for n in self._of(group)]
        return np.max(rows, axis=0)

    def fws(self, group: str) -> Item:
        """Facial Wrinkle Scale 0-3 of a group of lines."""
        return fws(self.deepest_mm(group), group)

    def merz(self, group: str) -> Item:
        """Merz scale 0-4 of a group of lines."""
        return merz(self.deepest_mm(group), group)

    def _of(self, group: str) -> list[str]:
        if group not in GROUPS:
            raise unknown("group of lines", group, GROUPS)
        return [n for n, c in self.curves.items() if c.line.group == group]

    def displacement(self, vertices: np.ndarray, mesh: Mesh) -> np.ndarray:
        """Displacement (W,3) mm that presses the lines into any surface `vertices` (W,3), one face.

        Along the inward normal of `mesh`'s faces, with half-width 0.4 + 0.3 d mm. A mesh of 2-3 mm
        edges cannot show a line of 1 mm: draw curves with `points` and depth, and use this on fine
        meshes or as a height map.
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
    """Lines of a face at vertices (..., V, 3) mm.

    age_years: older skin folds deeper (g = 1 + 0.01 per year over 30). etched: depth by line name,
    as `etched_after` gives it; None for a face without etched lines. Errors: an age outside
    18..100; an unknown line.
    """
    moved = checked_vertices(mesh, vertices)
    age = number("age in years", age_years, *AGES)
    known = curves(mesh)
    for name in etched or {}:
        if name not in known:
            raise unknown("line", name, known)
    here = gauge(mesh)
    green = here.green(moved)
    dynamic, still = {}, {}
    for name, curve in known.items():
        if curve.line.read_from == "shape":
            gained = _gained(mesh, moved, name, curve)
            dynamic[name] = np.minimum(gained * _older(age), _c("deepest_mm")) * _taper(curve)
        else:
            dynamic[name] = _depth(_strain_across(here, green, curve), curve, age)
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


def _strain_across(here, green: np.ndarray, curve: Curve) -> np.ndarray:
    """Strain (..., K) across a line, averaged over the triangles near each of its points."""
    share = curve.gauge.tocoo()
    flat = np.einsum("nkx,nx->nk", here.axes[share.col], curve.across[share.row])
    flat /= np.maximum(np.linalg.norm(flat, axis=1, keepdims=True), 1e-12)
    stretch = np.einsum("ni,...nij,nj->...n", flat, green[..., share.col, :, :], flat)
    strain = np.sqrt(np.maximum(1 + 2 * stretch, 0)) - 1
    out = np.zeros((*strain.shape[:-1], len(curve.across)))
    for k in range(len(curve.across)):
        at = share.row == k
        out[..., k] = strain[..., at] @ share.data[at]
    return out


def _gained(mesh: Mesh, vertices, name: str, curve: Curve) -> np.ndarray:
    """Depth (..., K) mm that the nasolabial fold has gained over rest, alike along the line."""
    k = 0 if name.endswith("_left") else 1
    now, rest = (nasolabial_fold(mesh, v)["nasolabial_depth_mm"] for v in (vertices, mesh.vertices))
    return np.repeat(np.maximum(now[..., k, None] - rest[k], 0), len(curve.across), axis=-1)


def _older(age: float) -> float:
    return 1 + _c("age_per_year") * max(0.0, age - 30)


def _c(name: str) -> float:
    return constants.value(f"lines.{name}")


def _depth(strain: np.ndarray, curve: Curve, age: float) -> np.ndarray:
    depth = _c("depth_gain") * np.maximum(0, -strain - _c("least_strain")) * curve.line.skin_mm
    return np.minimum(depth * _older(age), _c("deepest_mm")) * _taper(curve)


def _taper(curve: Curve) -> np.ndarray:
    """1 along a line, falling to 0 at its ends."""
    along = np.linspace(0, 1, len(curve.across))
    return np.clip(np.minimum(along, 1 - along) / 0.15, 0, 1)


def fws(depth_mm: ArrayLike, group: str = "line") -> Item:
    """Facial Wrinkle Scale 0 none .. 3 severe of a depth (...), mm (thresholds assumed, 6.4)."""
    bounds = tuple(constants.value(f"lines.fws_{k}") for k in (1, 2, 3))
    depth = numbers("depth in mm", depth_mm, 0, 10)
    return Item(group, depth, "mm", bounds, (0, 1, 2, 3), ("none", "mild", "moderate", "severe"))


def merz(depth_mm: ArrayLike, group: str = "line") -> Item:
    """Merz scale 0 none .. 4 very severe of a depth (...), mm."""
    bounds = (
        *(constants.value(f"lines.fws_{k}") for k in (1, 2, 3)),
        constants.value("lines.merz_4"),
    )
    words = ("none", "mild", "moderate", "severe", "very severe")
    depth = numbers("depth in mm", depth_mm, 0, 10)
    return Item(group, depth, "mm", bounds, (0, 1, 2, 3, 4), words)


def etched_after(
    years: ArrayLike, usage: ArrayLike = 1.0, loss: ArrayLike = 0.0, start_mm: ArrayLike = 0.0
) -> np.ndarray:
    """Etched depth (...) mm after years (...) of a use and a loss of strength that stay the same.

    usage 0..1 of full use; loss 0..1 of strength (0.5 or more is fully relaxed); start_mm at the
    beginning. Exact solution of d' = up usage (1 - d/d_max) - fade relax d [assume].
    """
    years = numbers("years", years, 0, 100)
    usage = numbers("usage", usage, 0, 1)
    loss = numbers("loss of strength", loss, 0, 1)
    start = numbers("start in mm", start_mm, 0, 5)
    relax = np.minimum(loss / _c("relaxed_effect"), 1.0)
    up = _c("etch_per_year") * usage
    rate = up / _c("etch_deepest_mm") + _c("fade_per_year") * relax
    end = np.divide(up, rate, out=np.zeros(np.broadcast(up, rate).shape), where=rate > 0)
    grown = end + (start - end) * np.exp(-rate * years)
    return np.where(rate > 0, grown, start)[()]


def etched_course(
    days: ArrayLike, usage: ArrayLike, loss: ArrayLike, start_mm: float = 0.0
) -> np.ndarray:
    """Etched depth (T,) mm on days (T,) as use and loss of strength (T,) change from day to day.

    Between two days the later one's use and loss hold.
    """
    days = numbers("days", days, 0, 36500)
    usage, loss = numbers("usage", usage, 0, 1), numbers("loss of strength", loss, 0, 1)
    for what, given in (("usage", usage), ("loss of strength", loss)):
        if given.shape not in ((), days.shape):
            raise FaceModelError(f"{what} is one number or one for each of {days.size} days")
    usage, loss = (np.broadcast_to(given, days.shape) for given in (usage, loss))
    if days.ndim != 1 or (np.diff(days) < 0).any():
        raise FaceModelError("days must be a rising list")
    depth = [float(number("start in mm", start_mm, 0, 5))]
    for k in range(1, len(days)):
        step = (days[k] - days[k - 1]) / DAYS_PER_YEAR
        depth.append(float(etched_after(step, usage[k], loss[k], depth[-1])))
    return np.array(depth)


__all__ = [
    "EXPRESSIONS_OF_GROUP",
    "GROUPS",
    "LINES",
    "Curve",
    "Line",
    "Wrinkles",
    "courses",
    "curves",
    "etched_after",
    "etched_course",
    "fws",
    "lines",
    "merz",
]
