"""Which fit of a face to a scan is refused, and what must be known about the others."""

from collections.abc import Iterator, Mapping

import numpy as np

from facemodel.anatomy import template
from facemodel.anatomy.mesh import Mesh, face_normals_areas
from facemodel.capture.scan import placing
from facemodel.capture.scan.fit_report import CENTRAL_AREAS, Report, is_childlike
from facemodel.capture.scan.reading import Surface
from facemodel.capture.seen import finding, rest
from facemodel.errors import FaceModelError

WORST_MEDIAN_MM, WORST_P95_MM = 1.5, 6.0
"""Distance of the skin from the scan above which a fit is not trusted [assume]."""
THIRD_WORST_MM = 4.0
"""Of 25 right fits the third worst landmark lay at most 2.9 mm off its place, of 50 wrong ones 39
had it farther than this. Not the worst: one or two wrong clicks are outvoted, and named."""
LEAST_SEEN, LEAST_SEEN_OF_AN_AREA, MOST_UNSEEN_AREAS = 0.7, 0.3, 2
"""Of the middle of the face that the scan must show; right fits show 0.92 and all areas, scans from
which the lids were cut (fm.scrub) 0.86 and all but two."""
MOST_ASYMMETRY_MM = 4.5
"""Right fits, palsies among them, have at most 3.6."""
MOST_TURNED = 0.01
"""Share of the skin's triangles that may have turned over [assume]."""
DOUBTFUL_MM = 6.0
"""Distance of a landmark from where the face has it above which a note says so [assume]."""
ELSEWHERE_MM = 10.0
"""Median distance of landmarks from the face that is seen from which they are not its own
[assume]: definitions differ by 2 mm, clicks by 3."""


def check(report: Report, mesh: Mesh, seen: np.ndarray) -> None:
    """Refuses a fit that would show somebody else's face; seen (V,) yes or no of its vertices."""
    _check_seen(report, mesh, seen)
    fit = report.skin
    if fit.median_mm > WORST_MEDIAN_MM or fit.p95_mm > WORST_P95_MM:
        worst = max(report.areas, key=lambda name: np.nan_to_num(report.areas[name].median_mm))
        raise FaceModelError(
            f"the face does not come to lie on the scan: {fit.median_mm:.1f} mm off (median), "
            f"{fit.p95_mm:.1f} mm at 95 %, most at {worst}; check the landmarks, or scan again "
            "with the face at rest and hair away from it"
        )
    far = sorted(report.landmarks_mm, key=report.landmarks_mm.__getitem__)[-3:]
    if len(report.landmarks_mm) > 3 and report.landmarks_mm[far[0]] > THIRD_WORST_MM:
        away = ", ".join(f"{name} {report.landmarks_mm[name]:.0f} mm" for name in reversed(far))
        raise FaceModelError(
            f"the landmarks do not lie where a face laid on this scan has them: {away}; correct "
            "them with fm.pick_landmarks"
        )
    if report.asymmetry_mm > MOST_ASYMMETRY_MM:
        raise FaceModelError(
            f"the sides of this face would differ by {report.asymmetry_mm:.1f} mm, more than any "
            "person's; check the landmarks, or scan again with the head still"
        )
    default = template.mesh(1)
    now, rest = (face_normals_areas(m.vertices, m.faces)[0] for m in (mesh, default))
    turned = float(((now * rest).sum(1) < 0).mean())
    if turned > MOST_TURNED:
        raise FaceModelError(
            f"{100 * turned:.0f} % of the skin is folded over on this scan; check the landmarks"
        )


def _check_seen(report: Report, mesh: Mesh, seen: np.ndarray) -> None:
    """Refuses a scan that does not show the middle of the face."""
    shown = {name: report.areas[name].seen for name in CENTRAL_AREAS}
    unseen = [name for name, share in shown.items() if share < LEAST_SEEN_OF_AN_AREA]
    share = float(np.mean(list(shown.values())))
    if share >= LEAST_SEEN and len(unseen) <= MOST_UNSEEN_AREAS:
        return
    middle = np.max([mesh.areas[name] for name in CENTRAL_AREAS], 0) > 0.5
    x = mesh.vertices[:, 0]
    for side, mine in (("left", x > 0), ("right", x < 0)):
        if seen[middle & mine].mean() < LEAST_SEEN_OF_AN_AREA:
            unseen = [f"the person's {side} side"]
    raise FaceModelError(
        f"the scan shows {100 * share:.0f} % of the middle of the face, {100 * LEAST_SEEN:.0f} % "
        f"and nearly every area of it are needed; not seen: {', '.join(unseen[:6]) or 'parts'}"
    )


def notes(report: Report, mesh: Mesh) -> Iterator[str]:
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


def seen_at(surface: Surface, points: Mapping[str, np.ndarray]) -> finding.Found | None:
    """The face that pictures show where landmarks say it is; None: none is seen there.

    Errors: it is seen elsewhere.
    """
    placed = placing.placed(surface, points)
    seen = finding.near(surface, placed.place)
    if seen is not None:
        away = [np.linalg.norm(placed.points[n] - p) for n, p in seen.landmarks.items()]
        mm = seen.place.scale * float(np.median(away))
        if mm > ELSEWHERE_MM:
            raise FaceModelError(
                f"your points lie {mm:.0f} mm from the face that is seen; leave landmarks= out, or "
                "correct them with fm.pick_landmarks, which shows where it is"
            )
    return seen


def notes_of_what_is_seen(seen: finding.Found | None) -> Iterator[str]:
    """Whether a face is seen, and at rest."""
    if seen is None:
        yield "no face is seen where the landmarks are; that the scan shows one was not checked"
    else:
        yield from rest.notes(seen.place(seen.points))
