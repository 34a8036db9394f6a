"""What the flesh beside the mouth does in a full smile: fold, cheek and wings of the nose (FL)."""

from collections.abc import Iterator

import numpy as np

from facemodel.anatomy.mesh import vertex_normals
from facemodel.clinic.measures import nasolabial_fold
from facemodel.mechanics.face import Face
from facemodel.validation.movements import full_smile
from facemodel.validation.rows import PREDICTS, Row, changed, chosen, judged, study

DETECTABLE_MM = 1.3
"""The least change of a full smile that a scan can tell from its own error [Tanikawa2018]."""


def bulge_mm(face: Face, vertices: np.ndarray) -> float:
    """How far the cheek over its malar fat has come out along the skin's normal at most, mm."""
    normals = vertex_normals(face.mesh.vertices, face.mesh.faces)
    out = ((vertices - face.mesh.vertices) * normals).sum(1)
    return float(out[face.mesh.areas["malar"] > 0.5].max())


def rows(face: Face) -> Iterator[Row]:
    """A full open-mouth smile, the jaw's part removed."""
    mesh, at = face.mesh, face.mesh.landmarks
    moved = face.deform(full_smile(), dtype=float)
    way = moved - mesh.vertices
    corner, fold = (
        float(np.linalg.norm(way[at[f"{n}_left"]])) for n in ("cheilion", "nasolabial_low")
    )
    low, high = 11.0 - DETECTABLE_MM, 14.0 + DETECTABLE_MM
    yield judged(
        "FL",
        "full smile (open_mouth_smile, no jaw): nasolabial fold beside the corner; the corner",
        f"11-14 mm both, ± {DETECTABLE_MM}",
        f"{fold:.1f}; {corner:.1f} mm",
        low <= fold <= high and low <= corner <= high,
        study("FoldDynamics", said="68 people; the tolerance is the smallest detectable change"),
    )
    forward = float(way[at["malar_left"], 2])
    yield judged(
        "FL",
        "full smile (open_mouth_smile, no jaw): projection of the cheek's surface, young face",
        f"maintained: 0 ± {DETECTABLE_MM} mm",
        f"{forward:+.1f} mm; cheek bulges by {bulge_mm(face, moved):.1f} mm",
        abs(forward) <= DETECTABLE_MM,
        study("Gosain1996", said="the tolerance is the smallest detectable change"),
    )
    wings = [at[f"alare_{side}"] for side in ("left", "right")]
    wider = (np.ptp(v[wings], axis=0)[0] for v in (moved, mesh.vertices))
    yield changed(
        "FL",
        "full smile (open_mouth_smile, no jaw): width of the nose at its wings",
        4.8,
        float(next(wider) - next(wider)),
        study("Parra2019", said="34.3 -> 39.1 mm"),
        unit=" mm",
    )
    smile, rest = (
        float(nasolabial_fold(mesh, v)["nasolabial_depth_mm"][0]) for v in (moved, mesh.vertices)
    )
    yield Row(
        "FL",
        "full smile (open_mouth_smile, no jaw): depth of the nasolabial fold",
        "none found",
        f"{rest:.1f} -> {smile:.1f} mm",
        None,
        chosen("no figure was found yet", mark="open", kind=PREDICTS),
    )
