"""Scales on known faces, and treatments of one average person.

House-Brackmann grades (T10), what a synkinesis point means (O4), gummy smile (T13, O9), crow's feet
(T15), spasm (O11).
"""

from collections.abc import Iterator, Sequence

import numpy as np

from facemodel.anatomy.expressions import expression
from facemodel.anatomy.muscles import MUSCLES
from facemodel.clinic.examination import SUNNYBROOK_TASKS, examine
from facemodel.clinic.measures import palpebral_fissures_mm
from facemodel.clinic.scales import CLINICALLY_RELEVANT_CHANGE, jankovic
from facemodel.clinic.scales.house_brackmann import house_brackmann_grade
from facemodel.clinic.scales.legibility import duchenne_index
from facemodel.clinic.scales.sunnybrook import sunnybrook
from facemodel.data import constants
from facemodel.mechanics.face import Face
from facemodel.physiology import toxin
from facemodel.physiology.conditions import by_name, postparalytic_synkinesis
from facemodel.physiology.drive import healthy
from facemodel.physiology.severity import Severity
from facemodel.validation.rows import SETS, Basis, Row, chosen, judged, study
from facemodel.validation.toxin import moved, times

M = len(MUSCLES)
SECONDS = np.arange(0, 180, 1 / 30)
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
        study("House1985", said="set the shares of the presets", kind=SETS),
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
                "Pavese2013", said="used to calibrate the steps; the tolerance is chosen", kind=SETS
            ),
        )


def _narrowing(exam, task: str) -> float:
    """How much more (mm) the left eye narrows than the right one."""
    by = palpebral_fissures_mm(exam.mesh, exam.rest) - palpebral_fissures_mm(
        exam.mesh, exam.frames[task]
    )
    return float(by[0] - by[1])


def scales(face: Face) -> Iterator[Row]:
    """Grades of the presets, then synkinesis."""
    yield from _house_brackmann(face)
    yield from _synkinesis(face)


def gingiva_mm(face: Face, day: float) -> float:
    """Gum shown in a smile of the gummy smile preset, mm, 2.5 U a side given on day 0.

    The untreated smile shows constant presets.gummy.gingiva_mm [Polo2008]; a lip that hangs lower
    covers as much of it.
    """
    condition, smile = by_name("gummy_smile"), expression("open_mouth_smile")[:M]
    i = face.mesh.landmarks["stomion_superius"]
    left = toxin.remaining(face, toxin.scenario("gummy_yonsei", face.mesh), day)
    before, after = (face.deform(condition.drive(smile, r), dtype=float)[i, 1] for r in (1.0, left))
    return float(constants.value("presets.gummy.gingiva_mm") - (before - after))


def _gummy(face: Face) -> Iterator[Row]:
    shown = constants.value("presets.gummy.gingiva_mm")
    early, late, last = (shown - gingiva_mm(face, d) for d in (14, 168, 224))
    yield judged(
        "T13",
        "gummy smile, 2.5 U a side: gum covered day 14; week 24, 32 of it",
        "2.3-4.5 mm; < 20 %; < 10 %",
        f"{early:.1f} mm; {100 * late / early:.0f} %; {100 * last / early:.0f} %",
        2.3 <= early <= 4.5 and late < 0.2 * early and last < 0.1 * early,
        study("Polo2008", "Zengiski2022", said="how near the baseline is chosen"),
    )
    yield judged(
        "O9",
        "the same against all studies together",
        "-3.42 mm (-4.50 to -2.34)",
        f"{-early:.2f} mm",
        2.34 <= early <= 4.50,
        study("Zengiski2022", said="studies alone: -5.1 [Polo2008], -1.2 [Skaria2020]"),
    )


def _crows_feet(face: Face) -> Iterator[Row]:
    injections = toxin.scenario("label_lateral_canthal", face.mesh)
    left = toxin.remaining(face, injections, 14)
    smile = expression("happiness_duchenne")[:M]
    before, after = (float(duchenne_index(healthy().drive(smile, r))) for r in (1.0, left))
    i = face.mesh.landmarks["cheilion_left"]

    def corner(points) -> float:
        rest, smiling = (moved(face, t, points, 14)[i] for t in ("rest", "happiness_duchenne"))
        return float(np.linalg.norm(smiling - rest))

    eyes, mouth = 100 * (1 - after / before), 100 * (1 - corner(injections) / corner([]))
    yield judged(
        "T15",
        "crow's feet, 24 U as labelled: lost of Duchenne index; of smile",
        "> 25 %; < 10 %",
        f"{eyes:.0f} %; {mouth:.0f} %",
        eyes > 25 and mouth < 10,
        chosen("a smile of the eyes needs the muscle that is treated, the mouth does not"),
    )


def _blepharospasm(face: Face) -> Iterator[Row]:
    label = toxin.scenario("label_blepharospasm", face.mesh)
    mean = times(label, 47 / toxin.total_units(label))
    cases: tuple[tuple[Severity, str, Sequence[toxin.Injection], Basis], ...] = (
        (
            "moderate",
            "15 U, the labelled start",
            label,
            study("Jankovic2009", said="dose [BotoxBlepharospasm]"),
        ),
        (
            "severe",
            "47 U, a dose that is assumed",
            mean,
            chosen(
                "no study of this dose was found; the least change as published", "Jankovic2009"
            ),
        ),
    )
    for severity, what, points, basis in cases:
        condition, left = (
            by_name("blepharospasm", severity=severity),
            toxin.remaining(face, points, 14),
        )
        before, after = (
            jankovic(SECONDS, condition.drive(np.zeros(M), r, time=SECONDS)).score
            for r in (1.0, left)
        )
        yield judged(
            "O11",
            f"{severity} blepharospasm, {what}: Jankovic sum",
            f"falls by >= {CLINICALLY_RELEVANT_CHANGE}",
            f"{before} -> {after}",
            before - after >= CLINICALLY_RELEVANT_CHANGE,
            basis,
        )
    gap = _closure_gap(face, toxin.remaining(face, label, 14))
    yield judged(
        "SE",
        "gap between closed lids, 15 U as labelled for blepharospasm",
        "<= 1 mm",
        f"{gap:.1f} mm",
        gap <= 1,
        chosen("a gap of 1 mm is assumed to matter"),
    )


def _closure_gap(face: Face, left: np.ndarray) -> float:
    closing = healthy().drive(expression("gentle_eye_closure")[:M], left)
    return float(palpebral_fissures_mm(face.mesh, face.deform(closing)).max())


def treatments(face: Face) -> Iterator[Row]:
    """Lips, eyes, spasm."""
    yield from _gummy(face)
    yield from _crows_feet(face)
    yield from _blepharospasm(face)
