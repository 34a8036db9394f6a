"""How well the default face lies on a scan: distances by area, what was not seen, its size."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
from msgspec import Struct

from facemodel.anatomy.mesh import Mesh, vertex_areas
from facemodel.clinic.asymmetry import NOT_SKIN
from facemodel.data import tables
from facemodel.data.showing import table_html

CENTRAL_AREAS = (
    "glabella", "brow_medial", "upper_lid", "lower_lid", "infraorbital", "nose_root",
    "nose_dorsum", "nose_sidewall", "nose_tip", "ala", "malar", "nasolabial", "philtrum",
    "upper_lip_skin", "upper_vermilion", "lower_vermilion", "lower_lip_skin", "commissure",
    "marionette", "chin",
)  # fmt: skip
"""The middle of the face: what every scan must show."""


@dataclass(frozen=True)
class Residual:
    """Distance of the skin of an area from the scan, where it was seen.

    Attributes
    ----------
    median_mm, p95_mm : float
        Median and 95 % quantile.
    seen : float
        Share 0..1 of the area that was seen.
    """

    median_mm: float
    p95_mm: float
    seen: float


@dataclass(frozen=True)
class Report:
    """What is known about the fit of a face to a scan.

    Attributes
    ----------
    skin : Residual
        Over all skin that a scanner can see.
    areas : mapping of str to Residual
        The same by area of the skin.
    landmarks_mm : mapping of str to float
        Distance of each landmark that was given from where the face has it.
    unit : str or None
        Of the file; None where the size of a face fitted none: then it has the default face's.
    asymmetry_mm : float
        Root mean square distance between the face and its mirror image at rest.
    deviations : mapping of str to float
        Standard deviations of the lengths that lie outside the norms of adults.
    notes : tuple of str
        What to keep in mind.
    """

    skin: Residual
    areas: Mapping[str, Residual]
    landmarks_mm: Mapping[str, float]
    unit: str | None
    asymmetry_mm: float
    deviations: Mapping[str, float]
    notes: tuple[str, ...]

    def __post_init__(self) -> None:
        for name in ("areas", "landmarks_mm", "deviations"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))

    @property
    def worst_area(self) -> str:
        """The area of the middle of the face whose skin lies farthest from the scan (median)."""
        return max(CENTRAL_AREAS, key=lambda name: np.nan_to_num(self.areas[name].median_mm))

    def __reduce__(self) -> tuple[Any, ...]:
        # mappingproxies cannot be pickled; plain dicts can, and __post_init__ wraps them again
        values = [getattr(self, name) for name in self.__dataclass_fields__]
        return Report, tuple(dict(v) if isinstance(v, Mapping) else v for v in values)

    def __repr__(self) -> str:
        return (
            f"Report(skin {self.skin.median_mm:.2f} mm from the scan in the median, "
            f"{self.skin.p95_mm:.2f} mm at 95 %; {len(self.notes)} notes)"
        )

    def _repr_html_(self) -> str:
        rows = [(n, r.median_mm, r.p95_mm, r.seen) for n, r in self.areas.items()]
        return table_html(repr(self), ("area", "median, mm", "95 %, mm", "share seen"), rows)

    def __str__(self) -> str:
        rows = [("all skin", self.skin), *self.areas.items()]
        lines = [f"{'area':20}{'median':>8}{'95 %':>8}  mm{'seen':>8}"]
        lines += [
            f"{name:20}{r.median_mm:8.2f}{r.p95_mm:8.2f}    {100 * r.seen:6.0f} %"
            for name, r in rows
        ]
        lines.append(f"worst area: {self.worst_area}, before the skin's relief is laid on")
        worst = max(self.landmarks_mm, key=self.landmarks_mm.__getitem__)
        lines.append(f"landmarks: worst {worst}, {self.landmarks_mm[worst]:.1f} mm")
        lines.append(f"unit of the file: {self.unit or 'not known, size assumed'}")
        lines.append(f"asymmetry at rest: {self.asymmetry_mm:.2f} mm")
        return "\n".join([*lines, *(f"note: {note}" for note in self.notes)])


def residuals(mesh: Mesh, distance: np.ndarray, seen: np.ndarray) -> dict[str, Residual]:
    """Residual of each area, and of "skin", from distances (V,) mm and what was seen (V,)."""
    area = vertex_areas(mesh.vertices, mesh.faces)
    visible = {n: w for n, w in mesh.areas.items() if n not in NOT_SKIN}
    out = {"skin": _residual(distance, seen, area * sum(visible.values()))}
    for name, weight in visible.items():
        out[name] = _residual(distance, seen, area * weight * (weight > 0.3))
    return out


def _residual(distance, seen, weight) -> Residual:
    share = float(weight @ seen / weight.sum())
    median, p95 = (_quantile(distance, weight * seen, q) for q in (0.5, 0.95))
    return Residual(median, p95, share)


def _quantile(values: np.ndarray, weight: np.ndarray, q: float) -> float:
    """Weighted quantile; NaN where nothing has a weight."""
    if not weight.sum():
        return float("nan")
    order = np.argsort(values)
    share = np.cumsum(weight[order])
    return float(values[order][np.searchsorted(share, q * share[-1])])


FAR = 3.0
"""Standard deviations from the nearer sex's mean from which a length is outside the norm."""
CHILD = 2
"""Lengths that small from which a face is as small as a child's [assume; the norms are those of one
population, so that one length says little]."""


class Norm(Struct, frozen=True, kw_only=True, rename={"start": "from", "end": "to"}):
    """A length between two landmarks: mean and standard deviation of men and women, mm."""

    name: str
    start: str
    end: str
    male_mean: float
    male_sd: float
    female_mean: float
    female_sd: float
    mark: tables.Mark
    cite: tuple[str, ...] = ()
    why: str = ""

    def deviation(self, mm: float) -> float:
        """Standard deviations beyond the nearer sex's mean; 0 between the two."""
        above = (mm - max(self.male_mean, self.female_mean)) / self.male_sd
        below = (mm - min(self.male_mean, self.female_mean)) / self.female_sd
        return max(above, 0.0) + min(below, 0.0)


NORMS: tuple[Norm, ...] = tables.read(Norm, "face_norms.csv")
"""Lengths of adult faces."""


def lengths(mesh: Mesh) -> dict[str, float]:
    """Each length of the table on a face, mm."""
    at = {name: mesh.vertices[k] for name, k in mesh.landmarks.items()}
    return {n.name: float(np.linalg.norm(at[n.start] - at[n.end])) for n in NORMS}


def outside(mesh: Mesh) -> dict[str, float]:
    """Standard deviations of the lengths that lie outside the norms of adults; negative: small."""
    found = lengths(mesh)
    far = {n.name: n.deviation(found[n.name]) for n in NORMS}
    return {name: d for name, d in far.items() if abs(d) > FAR}


def is_childlike(mesh: Mesh) -> bool:
    """Whether a face is too small in several lengths to be an adult's."""
    return sum(d < 0 for d in outside(mesh).values()) >= CHILD
