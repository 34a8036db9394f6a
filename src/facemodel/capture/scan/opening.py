"""From a scan's file to a face that moves: `open_scan`."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from types import MappingProxyType
from typing import Any

import numpy as np

from facemodel.anatomy import template
from facemodel.anatomy.checks import number
from facemodel.anatomy.mesh import Mesh
from facemodel.capture.scan import alignment, colours, detail, placing, registration, trust
from facemodel.capture.scan.cage import contact, finished
from facemodel.capture.scan.fit_report import Report, outside, residuals
from facemodel.capture.scan.reading import Surface, read
from facemodel.capture.seen import finding
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


@dataclass(frozen=True, eq=False)
class Scan(Face):
    """The face of a scanned person, and how well it lies on the scan.

    Attributes
    ----------
    mesh, single, double, detail, colours
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
    texture: str | os.PathLike[str] | None = None,
) -> Scan:
    """The face of the person in a scan, ready to move.

    The face is found without a click. The scan may lie anyhow and have holes, hair, a background
    and several parts; the mouth is closed, the eyes are open, the face is at rest: the report's
    notes say what moves. Colours in the file are laid on the skin. Nothing is written, sent or
    kept; open scans of yourself or with written consent, of minors with the guardian's.

    Parameters
    ----------
    path : str or path-like
        OBJ, PLY, STL, GLB or glTF, or a ZIP of one scan.
    landmarks : mapping of str to (3,) or path-like, optional
        Points [x, y, z] by name in the file's own units, or a JSON file of them; twelve are needed
        (fm.SCAN_LANDMARKS), more help. Found by pictures of the scan unless given.
    unit : str or float, optional
        "mm", "cm", "m", "in" or millimetres per unit; found from the size of the face unless given.
    texture : str or path-like, optional
        JPEG or PNG that belongs to an OBJ or PLY file; no other file that a scan names is opened.

    Returns
    -------
    Scan

    Raises
    ------
    FaceModelError
        For files that cannot be read, a scan without a face, landmarks missing, not on the scan
        or not on the face that is seen, sides exchanged, and a fit that cannot be trusted.

    Examples
    --------
    >>> import facemodel as fm
    >>> person = fm.Case()
    >>> file = fm.export_mesh(person, "scan.ply", parts=False)
    >>> face = fm.open_scan(file)
    >>> bool(face.report.skin.median_mm < 1.0)
    True
    """
    name = display_name(path)
    mm_per_unit = None if unit is None else unit_mm(unit)
    surface = read(path)
    points, seen = located(surface, landmarks, name)
    notes = list(trust.notes_of_what_is_seen(seen))
    try:
        coloured = colours.read(path, texture)
    except colours.Unread:
        coloured = None
        notes.append("its colours could not be read: save it as GLB or PLY with colours")
    scan = face_of(surface, points, mm_per_unit, coloured=coloured)
    notes = [*scan.report.notes, *notes]
    return replace(scan, report=replace(scan.report, notes=tuple(notes)))


def located(
    surface: Surface, landmarks: object | None, name: str
) -> tuple[Mapping[str, np.ndarray], finding.Found | None]:
    """Points by name on a surface, as given or else found, and the face that is seen there.

    name: of the file, for messages. Errors: as `open_scan`.
    """
    if landmarks is not None:
        points = alignment.given(landmarks)
        return points, trust.seen_at(surface, points)
    seen = finding.find(surface)
    if seen is None:
        raise no_face(name)
    return seen.landmarks, seen


def no_face(name: str) -> FaceModelError:
    """For a scan in which no face is seen and nobody says where it is."""
    return FaceModelError(
        f"no face is seen in {name} from any side; if there is one, click its points with "
        "fm.pick_landmarks, or give them as landmarks="
    )


def face_of(
    surface: Surface,
    points: Mapping[str, np.ndarray],
    mm_per_unit: float | None = None,
    tissue: Mapping[str, Any] = MappingProxyType({}),
    coloured: colours.Coloured | None = None,
) -> Scan:
    """The face on a surface, from points on it by name; see `open_scan`.

    tissue: what `mechanics.face.build` takes beside the mesh.
    """
    laid = lay(surface, points, mm_per_unit)
    face = replace(build(laid.mesh, **tissue), detail=laid.detail)
    if coloured is not None:
        seen = template.subdivision(1, face.display_mesh.level) @ laid.seen.astype(float) > 0.3
        own = colours.laid_on(coloured, laid.place, face.display_mesh.vertices, seen)
        face = replace(face, colours=own)
    return Scan(**{f.name: getattr(face, f.name) for f in fields(Face)}, report=laid.report)


@dataclass(frozen=True, eq=False)
class Laid:
    """The default face on a scan: its mesh in mm, the report, what takes the file there, the
    landmarks in the file's units, the heights (V2,) of the scan over the drawn skin, and which
    vertices (V,) it shows."""

    mesh: Mesh
    report: Report
    place: alignment.Similarity
    points: Mapping[str, np.ndarray]
    detail: np.ndarray
    seen: np.ndarray


def lay(surface: Surface, points: Mapping[str, np.ndarray], mm_per_unit: float | None) -> Laid:
    """Lay the default face on a surface, from points on it by name; see `face_of`."""
    found = placing.placed(surface, points)
    place, samples = found.place, found.samples
    marks = {n: place(p) for n, p in found.points.items()}
    fit = registration.register(samples, marks)
    size, unit = _size(place.scale, mm_per_unit)
    cage, eyes, radius = finished(fit.cage)
    cage = contact(cage)
    skin = template.subdivision(0, 1) @ fit.cage
    move = _upright(size * cage)
    mesh = template.shaped(move(size * cage), move(size * eyes), size * radius)
    near = Surface(move(size * found.near.vertices), found.near.triangles)
    relief = detail.heights(mesh, near, fit.seen)
    distance = size * registration.distances(skin, found.near, samples)
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
        asymmetry_mm=metrics.own_asymmetry(mesh),
        deviations=deviations,
        notes=(),
    )
    trust.check(report, mesh, fit.seen)
    report = replace(report, notes=(*found.notes, *trust.notes(report, mesh)))
    grow = alignment.Similarity(size, np.eye(3), np.zeros(3))
    return Laid(mesh, report, place.then(grow).then(move), found.points, relief, fit.seen)


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
