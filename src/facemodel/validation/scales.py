"""Scales on known faces: House-Brackmann grades (T10) and what a synkinesis point means (O4)."""

from collections.abc import Iterator

import numpy as np

from facemodel.clinic.examination import SUNNYBROOK_TASKS, examine
from facemodel.clinic.measures import palpebral_fissures_mm
from facemodel.clinic.scales.house_brackmann import house_brackmann_grade
from facemodel.clinic.scales.sunnybrook import sunnybrook
from facemodel.mechanics.face import Face
from facemodel.physiology.conditions import by_name, postparalytic_synkinesis
from facemodel.validation.rows import SETS, Row, judged, study

_ROMAN = ("I", "II", "III", "IV", "V", "VI")


def _house_brackmann(face: Face) -> Iterator[Row]:
    tasks = ("brow_raise", "open_mouth_smile", "gentle_eye_closure")
    found = [
        int(house_brackmann_grade(examine(face, by_name(f"hb_{g}"), tasks=tasks)).grade)
        for g in range(1, 7)
    ]
    yield judged(
        "T10",
        "grade measured on each House-Brackmann preset",
        " ".join(_ROMAN),
        " ".join(_ROMAN[g - 1] for g in found),
        found == [1, 2, 3, 4, 5, 6],
        study("House1985"),
    )


def _synkinesis(face: Face) -> Iterator[Row]:
    severities = np.linspace(0.1, 1, 19)
    exams = [
        examine(face, postparalytic_synkinesis("left", s), tasks=SUNNYBROOK_TASKS)
        for s in severities
    ]
    grades = [sunnybrook(exam) for exam in exams]
    for task, what, mm in (
        ("open_mouth_smile", "smile", 0.77),
        ("lip_pucker", "pucker", 1.0),
    ):
        narrowed = [_narrowing(exam, task) for exam in exams]
        points = [int(g.items[f"synkinesis_{task}"].score) for g in grades]
        # beyond the third point the ladder has no more: only what it still tells apart counts
        inside = np.array(points) < 3
        slope = float(np.polyfit(np.array(points)[inside], np.array(narrowed)[inside], 1)[0])
        yield judged(
            "O4",
            f"synkinesis: eye narrows in a {what} per Sunnybrook point",
            f"{mm} mm ± 25 %",
            f"{slope:.2f} mm",
            abs(slope / mm - 1) <= 0.25,
            study(
                "Pavese2013", said="used to calibrate the steps; the tolerance is chosen", role=SETS
            ),
        )
    corner = np.linalg.norm(exams[-1].moved("gentle_eye_closure", "modiolus_left"))
    smile = np.linalg.norm(exams[-1].moved("open_mouth_smile", "modiolus_left"))
    yield judged(
        "SY",
        "severe synkinesis: modiolus in eye closure, in a smile",
        "3.9 ± 2.5 mm, 4.7 ± 3.0 mm",
        f"{corner:.1f} mm, {smile:.1f} mm",
        abs(corner - 3.9) <= 2.5 and abs(smile - 4.7) <= 3.0,
        study("BajajLuthra1998"),
    )


def _narrowing(exam, task: str) -> float:
    """How much more (mm) the left eye narrows than the right one."""
    by = palpebral_fissures_mm(exam.mesh, exam.rest) - palpebral_fissures_mm(
        exam.mesh, exam.frames[task]
    )
    return float(by[0] - by[1])


def rows(face: Face) -> Iterator[Row]:
    """Grades of the presets, then synkinesis."""
    yield from _house_brackmann(face)
    yield from _synkinesis(face)
