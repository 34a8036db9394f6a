"""How far brow, mouth corner and lid go in full movements (T1-T3, V1-V3, V5)."""

from collections.abc import Iterator

import numpy as np

from facemodel.anatomy.expressions import expression
from facemodel.anatomy.muscles import INDEX
from facemodel.mechanics.face import Face
from facemodel.validation.rows import Row, chosen, study


def move(face: Face, controls: np.ndarray, name: str) -> np.ndarray:
    i = face.mesh.landmarks[name]
    return face.deform(controls, dtype=float)[i] - face.mesh.vertices[i]


def _without_jaw(controls: np.ndarray) -> np.ndarray:
    still = controls.copy()
    still[INDEX["jaw_openers"]] = 0
    return still


def brow_raise(face: Face) -> float:
    """Displacement of mid-brow in a full brow raise, mm."""
    return float(np.linalg.norm(move(face, expression("brow_raise"), "brow_mid_left")))


def smile(face: Face) -> np.ndarray:
    """Displacement (3,) of the left corner in an open-mouth smile, the jaw's part removed, mm."""
    return move(face, _without_jaw(expression("open_mouth_smile")), "cheilion_left")


def lid_travel(face: Face) -> float:
    """Path of the upper lid margin in gentle closure, mm."""
    return float(np.linalg.norm(move(face, expression("gentle_eye_closure"), "upper_lid_left")))


def lid_gap(face: Face, controls: np.ndarray, level_two: bool = True) -> float:
    """Largest distance between the closed margins of the left eye, mm, as displayed."""
    from scipy.spatial import cKDTree

    vertices = face.deform(controls, dtype=float)
    mesh = face.mesh
    if level_two:
        vertices, mesh = face.display(vertices), face.display_mesh
    upper = vertices[mesh.curves["lid_margin_upper_left"]]
    lower = vertices[mesh.curves["lid_margin_lower_left"]]
    steps = np.linspace(0, 1, 20)[:, None, None]
    dense = (lower[None, :-1] * (1 - steps) + lower[None, 1:] * steps).reshape(-1, 3)
    return float(cKDTree(dense).query(upper)[0].max())


def rows(face: Face) -> Iterator[Row]:
    brow, corner, lid = brow_raise(face), smile(face), lid_travel(face)
    size = float(np.linalg.norm(corner))
    angle = float(np.degrees(np.arctan2(corner[1], corner[0])))
    gap = lid_gap(face, expression("gentle_eye_closure"))
    near = "about one standard deviation around the published mean"
    yield Row(
        "T1",
        "brow raise, mid-brow",
        "8.1-13.1 mm",
        f"{brow:.1f} mm",
        8.1 <= brow <= 13.1,
        chosen(near, "Jorge2012"),
    )
    yield Row(
        "T2",
        "open-mouth smile, corner (no jaw)",
        "6.5-12.1 mm at 47 ± 12°",
        f"{size:.1f} mm at {angle:.0f}°",
        6.5 <= size <= 12.1 and 35 <= angle <= 59,
        chosen(near, "Jorge2012", "Tarantili2005"),
    )
    yield Row(
        "T3",
        "gentle eye closure, upper lid",
        "6.9-11.3 mm, gap <= 0.5 mm",
        f"{lid:.1f} mm, gap {gap:.2f} mm",
        6.9 <= lid <= 11.3 and gap <= 0.5,
        chosen(f"{near}; closed is a gap of half a millimetre", "Jorge2012"),
    )
    for name, what, mean, sd, value in (
        ("V1", "smile, corner of the mouth", 9.28, 2.83, size),
        ("V2", "brow raise, eyebrow", 10.57, 2.51, brow),
        ("V3", "eye closure, upper lid", 9.09, 2.20, lid),
    ):
        passed = abs(value - mean) <= sd
        yield Row(name, what, f"{mean} ± {sd} mm", f"{value:.1f} mm", passed, study("Jorge2012"))
    yield Row(
        "V5",
        "direction of a smile",
        "47 ± 12°",
        f"{angle:.0f}°",
        35 <= angle <= 59,
        study("Tarantili2005", said="the 12 degrees are chosen"),
    )
