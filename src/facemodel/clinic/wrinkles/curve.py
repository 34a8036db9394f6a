"""Lines of the face: as tabled, and where they run on a face."""

from __future__ import annotations

import weakref
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

import numpy as np
from msgspec import Struct

from facemodel.anatomy import placement, template
from facemodel.anatomy.attachment import attach
from facemodel.anatomy.mesh import Mesh, vertex_normals
from facemodel.anatomy.muscles import SIDES, check_stems, stem_of
from facemodel.data import constants, tables
from facemodel.data.showing import Listing
from facemodel.mechanics.strain import gauge

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


class Line(Struct, frozen=True, kw_only=True):
    """One line as tabled.

    Attributes
    ----------
    name, group : str
        The line, without side, and the group it is graded in.
    side : {"both", "m"}
        "both" of a line on either side, "m" of one in the middle.
    path : tuple of (float, float)
        Its course in canonical mm, on the left side.
    muscles : tuple of str
        Those that fold it.
    skin_mm : float
        Thickness of the skin.
    read_from : {"across", "along", "shape"}
        Strain across or along it, or the deformed shape.
    mark, cite, why
        Where it comes from, as of a constant (fm.parameters).
    """

    name: str
    group: str
    side: Literal["both", "m"]
    path: tuple[tuple[float, float], ...]
    muscles: tuple[str, ...]
    skin_mm: float
    read_from: Literal["across", "along", "shape"]
    mark: tables.Mark
    cite: tuple[str, ...] = ()
    why: str = ""

    def __post_init__(self) -> None:
        check_stems("muscles", self.muscles, groups=True)

    @property
    def sided(self) -> bool:
        """Whether there is one on either side."""
        return self.side == "both"


LINES: Mapping[str, Line] = Listing(
    tables.keyed(Line, "lines.csv", "name"),
    "lines",
    ("line", "group", "muscles that fold it", "skin, mm"),
    lambda name, line: (name, line.group, line.muscles, line.skin_mm),
)
"""The lines by name without side [assume]."""


SPACING_MM = 2.0  # between places of a line: about an edge of the skin


@dataclass(frozen=True, eq=False)
class Curve:
    """A line as it lies on a face: K points along it.

    Attributes
    ----------
    name : str
        With its side.
    line : Line
        As tabled.
    corner : ndarray of int, shape (K, 3)
        Vertices of the triangle under each point.
    weight : ndarray of shape (K, 3)
        Of these vertices.
    across : ndarray of shape (K, 3)
        Unit vector across the line, in the skin at rest; along it for a band.
    gauge : sparse matrix of shape (K, F)
        Weights over triangles that its strain is averaged with.
    """

    name: str
    line: Line
    corner: np.ndarray
    weight: np.ndarray
    across: np.ndarray
    gauge: Any

    def __repr__(self) -> str:
        return f"Curve({self.name}, {len(self.across)} points, group {self.line.group})"

    def points(self, vertices: np.ndarray) -> np.ndarray:
        """Where the line runs on moved skin.

        Parameters
        ----------
        vertices : ndarray of shape (..., V, 3)
            Positions in mm.

        Returns
        -------
        ndarray of shape (..., K, 3)
            In mm.
        """
        return (vertices[..., self.corner, :] * self.weight[..., None]).sum(-2)


_CURVES: weakref.WeakKeyDictionary[Mesh, dict] = weakref.WeakKeyDictionary()


def curves(mesh: Mesh) -> Mapping[str, Curve]:
    """Every line on a face, by name with side; computed once per face and value of the reach.

    Parameters
    ----------
    mesh : Mesh
        Of the face: `face.mesh`.

    Returns
    -------
    mapping of str to Curve

    Examples
    --------
    >>> import facemodel as fm
    >>> fm.wrinkles.curves(fm.load().mesh)["glabella_left"].line.group
    'glabella'
    """
    reach = constants.value("lines.reach_mm")
    known = _CURVES.setdefault(mesh, {})
    if reach not in known:
        known[reach] = _lay(mesh, reach)
    return known[reach]


def courses(mesh: Mesh) -> dict[str, np.ndarray]:
    """Points every 2 mm or so along each line on a face at rest.

    Parameters
    ----------
    mesh : Mesh
        Of the face: `face.mesh`.

    Returns
    -------
    dict of str to ndarray of shape (K, 3)
        In mm, by name with side.

    Examples
    --------
    >>> import facemodel as fm
    >>> paths = fm.wrinkles.courses(fm.load().mesh)
    >>> {path.shape[1] for path in paths.values()}
    {3}
    """
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
