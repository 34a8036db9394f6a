"""Dose and spread: published curves (T6), the lid (T9) and the brow (T16).

Everything but T6 goes through the whole chain, from injected units to what moves.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from facemodel.anatomy.expressions import expression
from facemodel.anatomy.muscles import INDEX, MUSCLES
from facemodel.clinic.side_effects import side_effects
from facemodel.mechanics.face import Face
from facemodel.physiology import toxin
from facemodel.physiology.drive import healthy
from facemodel.physiology.toxin import Injection
from facemodel.validation.rows import ITSELF, SETS, Row, chosen, judged, study

M = len(MUSCLES)


def moved(face: Face, task: str, injections: Sequence[Injection], day: float) -> np.ndarray:
    """Vertices (V,3) mm of a healthy face in a task, "rest" among them, on a day."""
    intended = np.zeros(M) if task == "rest" else expression(task)[:M]
    left = toxin.remaining(face, injections, day) if injections else 1.0
    return face.deform(healthy().drive(intended, left), dtype=float)


def times(injections: Sequence[Injection], factor: float) -> list[Injection]:
    """The same points with every dose multiplied."""
    return [replace(one, dose=one.dose * factor) for one in injections]


def _dose_response() -> Iterator[Row]:
    doses = np.linspace(0, 100, 501)
    rises = bool((np.diff(toxin.hill(doses, 2.0)) > 0).all())
    small, *large = (float(toxin.hill(d, 2.0)) for d in (2.5, 15, 20))
    yield judged(
        "T6",
        "dose response at ED50 2 U: course; 2.5 U; 15-20 U",
        "rises; 0.48-0.62; 0.80-0.90",
        f"{'rises' if rises else 'falls'}; {small:.2f}; {min(large):.2f}-{max(large):.2f}",
        rises and 0.48 <= small <= 0.62 and min(large) >= 0.80 and max(large) <= 0.90,
        study("Sloop1996", "Seoul2001", kind=SETS),
    )


# Peak effect at common doses with the ED50 of muscles.csv, which counts what is injected [calc]
_COMMON = (
    ("label_glabellar", "corrugator", "8 U", 0.83),
    ("label_glabellar", "procerus", "4 U", 0.76),
    ("label_forehead", "frontalis_medial", "10 U with the lateral part", 0.73),
    ("label_forehead", "frontalis_lateral", "10 U with the medial part", 0.73),
    ("label_lateral_canthal", "orbicularis_oculi_orbital_lateral", "12 U", 0.81),
    ("dao", "depressor_anguli_oris", "3 U", 0.71),
    ("mentalis", "mentalis", "2.5 U", 0.59),
    ("gummy_yonsei", "levator_labii_superioris", "2.5 U with its neighbours", 0.62),
    ("label_platysma", "platysma", "13 U", 0.69),
    ("masseter", "masseter", "25 U", 0.64),
)


_CURVE = chosen("the dose response at the tabled ED50; the tolerance is chosen", mark="calc")


def _common_doses(face: Face) -> Iterator[Row]:
    for scenario, muscle, dose, effect in _COMMON:
        injections = toxin.scenario(scenario, face.mesh)
        left = toxin.remaining(face, injections, [7, 8, 9, 10])[:, INDEX[f"{muscle}_left"]]
        got = float(1 - left.min())
        yield judged(
            "PD",
            f"{muscle}, {dose}: strength lost at the peak",
            f"{effect:.2f} ± 0.10",
            f"{got:.2f}",
            abs(got - effect) <= 0.10,
            _CURVE,
            "its points reach part of a broad muscle; the curve is that of one evenly filled",
        )


def _activity(face: Face) -> Iterator[Row]:
    """Two muscles whose electric activity was measured in 26 people before and after."""
    lost = []
    for pattern, muscle, units in (
        ("label_glabellar", "corrugator", 8.0),
        ("dao", "depressor_anguli_oris", 2.0),
    ):
        points = toxin.scenario(pattern, face.mesh)
        given = toxin.total_units(p for p in points if toxin.site(face.mesh, p)[0][0] > 5)
        left = toxin.remaining(face, times(points, units / given), 21)
        lost.append(100 * float(1 - left[INDEX[f"{muscle}_left"]]))
    yield judged(
        "EM",
        "corrugator, 8 U a side; depressor anguli oris, 2 U: activity lost, week 3",
        "64-78 %; 18-54 %",
        "; ".join(f"{x:.0f} %" for x in lost),
        64 <= lost[0] <= 78 and 18 <= lost[1] <= 54,
        study("Winn2013", said="maximal amplitude, motor units; read after fields were made"),
        "the study does not say whether a dose is a side's",
    )


RIM_MM = 17.0
"""Height of the upper orbital rim over the pupil, mm, as courses.csv has it."""
BELLY_MM, SHALLOW_MM = 6.0, 4.0
"""Depth of the corrugator's belly, and of a shallow point, mm [assume]."""


def lid_fall(face: Face, above_rim: float, depth: float, units: float = 4.0) -> float:
    """Fall (mm) of the upper lid on day 14 after a point over mid-pupil, so far above the rim."""
    point = toxin.at(face.mesh, 31.5, RIM_MM + above_rim)
    i = face.mesh.landmarks["upper_lid_left"]
    after = moved(face, "rest", [Injection(units, point=point, depth_mm=depth)], 14)
    return float(face.mesh.vertices[i, 1] - after[i, 1])


def _ptosis(face: Face) -> Iterator[Row]:
    near, shallow, far = (
        lid_fall(face, up, deep) for up, deep in ((5, BELLY_MM), (5, SHALLOW_MM), (15, BELLY_MM))
    )
    yield judged(
        "T9",
        "lid droops, 4 U in the corrugator 5 and 15 mm above the orbital rim",
        ">= 1.0 mm; <= 0.2 mm; ratio > 3",
        f"{near:.2f} mm ({shallow:.2f} where shallow); {far:.2f} mm; {near / far:.0f}",
        near >= 1.0 and far <= 0.2 and near > 3 * far,
        chosen(
            "a point near the rim lowers the lid, one a centimetre higher does not", "BotoxCosmetic"
        ),
    )


def central_forehead(face: Face) -> list[Injection]:
    """The labelled forehead's 20 U in five points, all between the pupils."""
    return [
        Injection(4.0, point=toxin.at(face.mesh, x, y))
        for x, y in ((0, 52), (9, 52), (-9, 52), (18, 50), (-18, 50))
    ]


def _brow(face: Face) -> Iterator[Row]:
    central = central_forehead(face)
    outer, middle = (face.mesh.landmarks[f"brow_{part}_left"] for part in ("outer", "mid"))

    def stands(injections) -> float:
        raised = moved(face, "brow_raise", injections, 14)
        return float(raised[outer, 1] - raised[middle, 1])

    escape = stands(central) - stands([])
    flags = {one.name for one in side_effects(face, central)}
    yield judged(
        "T16",
        "forehead, 20 U in its middle: outer brow over its middle, raised",
        "> 3 mm, flagged",
        f"{escape:.1f} mm, {'flagged' if 'lateral_escape' in flags else 'not flagged'}",
        escape > 3 and "lateral_escape" in flags,
        chosen("a forehead treated in its middle alone lifts the outer brow", "CourseNotes"),
    )
    label = toxin.scenario("label_forehead", face.mesh) + toxin.scenario(
        "label_glabellar", face.mesh
    )
    sinks = float(face.mesh.vertices[middle, 1] - moved(face, "rest", label, 14)[middle, 1])
    yield judged(
        "SE",
        "brow at rest sinks, forehead and glabella 20 + 20 U as labelled",
        "<= 2 mm (ptosis in 0.6 %)",
        f"{sinks:.1f} mm",
        sinks <= 2,
        study("Brin2009", said="the bound of 2 mm is chosen", kind=ITSELF),
    )
    glabella = toxin.scenario("label_glabellar", face.mesh)
    rise = float(moved(face, "rest", glabella, 84)[outer, 1] - face.mesh.vertices[outer, 1])
    yield judged(
        "O14",
        "outer brow in week 12, glabella alone 20 U",
        "higher than before",
        f"{rise:+.1f} mm",
        rise > 0,
        study("Carruthers2007", said="set the tone of the glabella's muscles", kind=SETS),
        "here only frontalis holds the brow against gravity, so weakening its depressors lifts it "
        "little, and the dose that reaches frontalis lowers it",
    )


def rows(face: Face) -> Iterator[Row]:
    """Curves first, then what they do to lid and brow."""
    yield from _dose_response()
    yield from _common_doses(face)
    yield from _ptosis(face)
    yield from _activity(face)
    yield from _brow(face)
