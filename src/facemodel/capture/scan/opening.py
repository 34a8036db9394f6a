"""From a scan's file to a face that moves: `open_scan`."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from types import MappingProxyType
from typing import Any

import numpy as np

from facemodel.anatomy import template
from facemodel.anatomy.checks import number
from facemodel.anatomy.mesh import Mesh, face_normals_areas
from facemodel.capture.scan import alignment, placing, registration
from facemodel.capture.scan.cage import finished
from facemodel.capture.scan.fit_report import (
    CENTRAL_AREAS,
    Report,
    is_childlike,
    outside,
    residuals,
)
from facemodel.capture.scan.reading import Surface, read
from facemodel.clinic import metrics
from facemodel.data.files import display_name
from facemodel.errors import FaceModelError, checks_keywords, unknown
from facemodel.mechanics.face import Face, build

SCAN_LANDMARKS = alignment.NEEDED
"""The twelve landmarks that place a scan, given in the file's own units.

Examples
--------
>>> import facemodel as fm
>>> len(fm.SCAN_LANDMARKS), "pronasale" in fm.SCAN_LANDMARKS
(12, True)
"""
WORST_MEDIAN_MM, WORST_P95_MM = 1.5, 6.0
"""Distance of the skin from the scan above which a fit is not trusted [assume]."""
LEAST_SEEN = 0.6
"""Share of the middle of the face that the scan must show [assume]."""
MOST_TURNED = 0.01
"""Share of the skin's triangles that may have turned over [assume]."""
DOUBTFUL_MM = 6.0
"""Distance of a landmark from where the face has it above which a note says so [assume]."""


@dataclass(frozen=True, eq=False)
class Scan(Face):
    """The face of a scanned person, and how well it lies on the scan.

    Attributes
    ----------
    mesh, single, double
        As of any Face.
    report : Report
        Residuals by area, landmarks, unit, native asymmetry, notes.

    Examples
    --------
    >>> import facemodel as fm
    >>> issubclass(fm.Scan, type(fm.load()))
    True
    """

    report: Report

    def __repr__(self) -> str:
        return f"Scan({self.mesh!r}, median {self.report.skin.median_mm:.2f} mm from the scan)"


@checks_keywords
def open_scan(
    path: str | os.PathLike[str],
    landmarks: Mapping[str, object] | str | os.PathLike[str] | None = None,
    unit: str | float | None = None,
) -> Scan:
    """The face of the person in a scan, ready to move.

    The scan may lie anyhow and have holes, hair, a background and several parts; the mouth is
    closed, the eyes are open, the face is at rest. Nothing is written, sent or kept; open scans of
    yourself or with written consent, of minors with the guardian's.

    Parameters
    ----------
    path : str or path-like
        OBJ, PLY, STL or GLB.
    landmarks : mapping of str to (3,) or path-like
        Points [x, y, z] by name in the file's own units, or a JSON file of them; twelve are needed
        (fm.SCAN_LANDMARKS), more help.
    unit : str or float, optional
        "mm", "cm", "m", "in" or millimetres per unit; found from the size of the face unless given.

    Returns
    -------
    Scan

    Raises
    ------
    FaceModelError
        For a file that cannot be read, landmarks missing or not on the scan, sides exchanged, and a
        fit that cannot be trusted.

    Examples
    --------
    >>> import facemodel as fm
    >>> import numpy as np, trimesh
    >>> person = fm.load_head(60, "male").mesh
    >>> marks = {name: person.vertices[person.landmarks[name]] for name in fm.SCAN_LANDMARKS}
    >>> _ = trimesh.Trimesh(person.vertices, person.faces).export("scan.ply")
    >>> face = fm.open_scan("scan.ply", marks, unit="mm")
    >>> bool(face.report.skin.median_mm < 1.0)
    True
    """
    name = display_name(path)
    mm_per_unit = None if unit is None else unit_mm(unit)
    surface = read(path)
    if landmarks is None:
        raise no_landmarks(name)
    return face_of(surface, alignment.given(landmarks), mm_per_unit)


def no_landmarks(name: str) -> FaceModelError:
    """For a scan of which nobody says where the face is."""
    return FaceModelError(
        f"where the face is in {name} must be said: landmarks= takes points [x, y, z] for "
        + ", ".join(alignment.NEEDED)
    )


def face_of(
    surface: Surface,
    points: Mapping[str, np.ndarray],
    mm_per_unit: float | None = None,
    tissue: Mapping[str, Any] = MappingProxyType({}),
) -> Scan:
    """The face on a surface, from points on it by name; see `open_scan`.

    tissue: what `mechanics.face.build` takes beside the mesh.
    """
    laid = lay(surface, points, mm_per_unit)
    face = build(laid.mesh, **tissue)
    return Scan(**{f.name: getattr(face, f.name) for f in fields(Face)}, report=laid.report)


@dataclass(frozen=True, eq=False)
class Laid:
    """The default face on a scan: its mesh in mm, the report, what takes the file there, and the
    landmarks in the file's units."""

    mesh: Mesh
    report: Report
    place: alignment.Similarity
    points: Mapping[str, np.ndarray]


def lay(surface: Surface, points: Mapping[str, np.ndarray], mm_per_unit: float | None) -> Laid:
    """Lay the default face on a surface, from points on it by name; see `open_scan`."""
    found = placing.placed(surface, points)
    place, samples = found.place, found.samples
    marks = {n: place(p) for n, p in found.points.items()}
    fit = registration.register(samples, marks)
    size, unit = _size(place.scale, mm_per_unit)
    cage, eyes, radius = finished(fit.cage)
    skin = template.subdivision(0, 1) @ fit.cage
    distance = size * registration.distances(skin, found.near, samples)
    move = _upright(size * cage)
    mesh = template.shaped(move(size * cage), move(size * eyes), size * radius)
    areas = residuals(mesh, distance, fit.seen)
    away = {
        name: size * float(np.linalg.norm(skin[mesh.landmarks[name]] - point))
        for name, point in marks.items()
    }
    deviations = outside(mesh)
    report = Report(
        skin=areas.pop("skin"),
        areas=areas,
        landmarks_mm=away,
        unit=unit,
        asymmetry_mm=float(metrics.asymmetry(mesh, mesh.vertices)),
        deviations=deviations,
        notes=(),
    )
    _check_trust(report, mesh)
    report = replace(report, notes=(*found.notes, *_notes(report, mesh)))
    grow = alignment.Similarity(size, np.eye(3), np.zeros(3))
    return Laid(mesh, report, place.then(grow).then(move), found.points)


def unit_mm(unit: str | float) -> float:
    """Millimetres per unit. Errors: an unknown unit, no positive number."""
    if isinstance(unit, str):
        if unit not in alignment.UNITS:
            raise unknown("unit", unit, alignment.UNITS)
        return alignment.UNITS[unit]
    return number("millimetres per unit", unit, 1e-6, 1e6)


def _size(scale: float, mm_per_unit: float | None) -> tuple[float, str | None]:
    """Millimetres per mm of the default face's size, and the name of the unit."""
    if mm_per_unit is None:
        unit = alignment.unit_of(1 / scale)
        return (unit[1] / scale, unit[0]) if unit else (1.0, None)
    names = {mm: name for name, mm in alignment.UNITS.items()}
    return checked_size(mm_per_unit, scale), names.get(mm_per_unit, f"{mm_per_unit:g} mm")


def checked_size(mm_per_unit: float, scale: float) -> float:
    """Millimetres per mm of the default face's size. Errors: no person is as large."""
    size = mm_per_unit / scale
    low, high = alignment.HEAD_SIZES
    if not low <= size <= high:
        raise FaceModelError(
            f"with {mm_per_unit:g} mm per unit the face would be {size:.2g} times as large as an "
            "adult's; correct the unit or leave it out"
        )
    return size


def _upright(cage: np.ndarray) -> alignment.Similarity:
    """The motion that makes a cage lie as the default one, its origin mid-way between the tragi."""
    default, fine = template.mesh(0), template.mesh(1)
    seen = registration.outside()[: len(cage)] > 0
    turn = alignment.fit(cage[seen], default.vertices[seen], scaled=False)
    ears = [fine.landmarks[f"tragion_{side}"] for side in ("left", "right")]
    skin = template.subdivision(0, 1) @ turn(cage)
    shift = (fine.vertices[ears] - skin[ears]).mean(0)
    return alignment.Similarity(1.0, turn.rotation, turn.shift + shift)


def _check_trust(report: Report, mesh: Mesh) -> None:
    """Refuses a fit that would show somebody else's face."""
    unseen = [name for name in CENTRAL_AREAS if report.areas[name].seen < 0.3]
    seen = float(np.mean([report.areas[name].seen for name in CENTRAL_AREAS]))
    if seen < LEAST_SEEN:
        raise FaceModelError(
            f"the scan shows {100 * seen:.0f} % of the middle of the face, "
            f"{100 * LEAST_SEEN:.0f} % are needed; not seen: {', '.join(unseen[:6])}"
        )
    fit = report.skin
    if fit.median_mm > WORST_MEDIAN_MM or fit.p95_mm > WORST_P95_MM:
        worst = max(report.areas, key=lambda name: np.nan_to_num(report.areas[name].median_mm))
        raise FaceModelError(
            f"the face does not come to lie on the scan: {fit.median_mm:.1f} mm off (median), "
            f"{fit.p95_mm:.1f} mm at 95 %, most at {worst}; check the landmarks, or scan again "
            "with the face at rest and hair away from it"
        )
    default = template.mesh(1)
    now, rest = (face_normals_areas(m.vertices, m.faces)[0] for m in (mesh, default))
    turned = float(((now * rest).sum(1) < 0).mean())
    if turned > MOST_TURNED:
        raise FaceModelError(
            f"{100 * turned:.0f} % of the skin is folded over on this scan; check the landmarks"
        )


def _notes(report: Report, mesh: Mesh) -> Iterator[str]:
    """What to keep in mind."""
    if report.unit is None:
        yield "no usual unit gives this face a person's size; it has the size of the default face"
    for name, mm in report.landmarks_mm.items():
        if mm > DOUBTFUL_MM:
            yield f"landmark {name} lies {mm:.0f} mm from where the face has it; check it"
    hidden = [name for name, r in report.areas.items() if r.seen < 0.5]
    if hidden:
        yield f"hardly seen, and completed from the rest: {', '.join(hidden)}"
    if is_childlike(mesh):
        yield (
            "as small as a child's face: strengths, norms and doses of this model are of adults; a "
            "minor's scan needs the guardian's consent"
        )
    elif report.deviations:
        far = ", ".join(f"{name} {d:+.1f} SD" for name, d in report.deviations.items())
        yield f"outside the norms of adults (one population's): {far}"
