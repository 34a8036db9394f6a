"""Where the face lies in a scan, from landmarks on it, and whether both are in one unit."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from facemodel.anatomy import template
from facemodel.anatomy.mesh import face_normals_areas
from facemodel.capture.scan import alignment, registration
from facemodel.capture.scan.reading import Surface
from facemodel.errors import FaceModelError

NEAR_MM = 160.0
"""What lies farther from the middle of the face is no part of it."""
UNLIKE_A_FACE_MM, OFF_THE_SCAN_MM = 9.0, 8.0
"""Median distance of landmarks from an average face's and from the scan above which they are
refused [assume]."""


@dataclass(frozen=True, eq=False)
class Placed:
    """The part of a scan that the face is in, placed as the default face.

    points   landmarks in the scan's units; place takes these to the default face
    samples  of `near`, that part
    off_mm   median distance of the landmarks from it, in mm of the default face
    notes    what was not as it should be, and how it was read
    """

    points: Mapping[str, np.ndarray]
    place: alignment.Similarity
    near: Surface
    samples: registration.Samples
    off_mm: float
    notes: tuple[str, ...] = ()


def placed(surface: Surface, points: Mapping[str, np.ndarray]) -> Placed:
    """Where the face lies. Landmarks in another unit than the scan are brought into the scan's,
    with a note, where that lays them on it far better than any other unit does.

    Errors: no face's landmarks; landmarks that do not lie on the scan.
    """
    as_given = _at(surface, points)
    if as_given and as_given.off_mm <= OFF_THE_SCAN_MM / 2:
        return as_given
    here = _place(points).scale
    rescaled = ({name: step * p for name, p in points.items()} for step in _steps(here))
    tried = [as_given, *(_at(surface, scaled) for scaled in rescaled if _reach(scaled, surface))]
    found = [one for one in tried if one and one.off_mm <= OFF_THE_SCAN_MM]
    found.sort(key=lambda one: one.off_mm)
    if len(found) > 1 and found[0].off_mm > found[1].off_mm / 2:  # none stands out
        found = [one for one in found if one is as_given]
    if not found:
        raise _off_the_scan(surface, points, as_given)
    if found[0] is as_given:
        return as_given
    note = (
        "the landmarks are in another unit than the scan: they were multiplied by "
        f"{here / found[0].place.scale:.4g}, which lays them on it"
    )
    return replace(found[0], notes=(note,))


def _at(surface: Surface, points: Mapping[str, np.ndarray]) -> Placed | None:
    """The face where landmarks in the scan's units have it; None: nothing of the scan is there."""
    place = _place(points)
    near = _near(surface, place)
    if near is None:
        return None
    samples = registration.sample(near)
    away = registration.distances(place(np.array(list(points.values()))), near, samples)
    return Placed(points, place, near, samples, float(np.median(away)))


def _steps(scale: float) -> list[float]:
    """The factors from the unit of landmarks, which their scale to a face tells, to the others."""
    own = alignment.unit_of(1 / scale)
    return [own[1] / mm for mm in alignment.UNITS.values() if mm != own[1]] if own else []


def _reach(points: Mapping[str, np.ndarray], surface: Surface) -> bool:
    """Whether most landmarks lie in the box about a scan: is it worth a closer look?"""
    at = np.array(list(points.values()))
    margin = 0.2 * _across(at)
    low, high = surface.vertices.min(0) - margin, surface.vertices.max(0) + margin
    return bool(((low <= at) & (at <= high)).all(1).mean() > 0.5)


def _across(points: np.ndarray) -> float:
    return float(np.ptp(points, axis=0).max())


def _off_the_scan(surface: Surface, points, as_given: Placed | None) -> FaceModelError:
    away = f"{as_given.off_mm:.0f} mm off" if as_given else "far from"
    here, there = (_across(p) for p in (np.array(list(points.values())), surface.vertices))
    return FaceModelError(
        f"the landmarks lie {away} the scan: they are {here:.3g} units across and it is "
        f"{there:.3g}; give them in the scan's own units and place, as picked on this very file"
    )


def _place(points: Mapping[str, np.ndarray]) -> alignment.Similarity:
    """The similarity from the file to the default face. Errors: no face's landmarks."""
    default = template.mesh(1)
    here = np.array(list(points.values()))
    there = default.points(points)
    if np.ptp(here, axis=0).max() < 1e-9 * (1 + np.abs(here).max()):
        raise FaceModelError("the landmarks lie at one place; give points on the scan")
    if alignment.is_mirrored(here, there):
        raise FaceModelError(
            "left and right are exchanged in the landmarks; sides are the person's own: their left "
            "is on your right when they face you"
        )
    place = alignment.fit(here, there)
    away = np.linalg.norm(place(here) - there, axis=1)
    if np.median(away) > UNLIKE_A_FACE_MM:
        worst = list(points)[int(away.argmax())]
        raise FaceModelError(
            f"the landmarks do not lie as on a face; {worst!r} is farthest from its place, check "
            "the names and that all are in the scan's units"
        )
    return place


def _near(surface: Surface, place: alignment.Similarity) -> Surface | None:
    """The part of the surface that the face is in, placed as the default face, if there is any."""
    vertices = place(surface.vertices)
    middle = template.mesh(1).vertices.mean(0)
    close = np.linalg.norm(vertices - middle, axis=1) < NEAR_MM
    triangles = surface.triangles[close[surface.triangles].any(1)]
    if not len(triangles):
        return None
    used, corners = np.unique(triangles, return_inverse=True)
    vertices, corners = vertices[used], corners.reshape(-1, 3)
    return Surface(vertices, corners[:, ::-1] if _is_inside_out(vertices, corners) else corners)


def _is_inside_out(vertices: np.ndarray, triangles: np.ndarray) -> bool:
    """Whether most of a surface about the head shows its back: some scanners wind it so."""
    normals, areas = face_normals_areas(vertices, triangles)
    outward = vertices[triangles].mean(1) - template.mesh(1).eye_centres.mean(0) + [0, 30, 60]
    return bool((areas * (normals * outward).sum(1)).sum() < 0)
