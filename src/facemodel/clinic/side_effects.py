"""What goes wrong when a dose spreads to a muscle that was not meant, found on the moved face.

Nothing is looked up: the face is moved before and after, measured, and compared with the threshold
of dossier 4.5; then the spread model tells which muscle caught how much from which point.
"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from types import MappingProxyType

import numpy as np

from facemodel.anatomy.checks import check_face, check_kind, number
from facemodel.anatomy.expressions import expression
from facemodel.anatomy.mesh import Mesh
from facemodel.anatomy.muscles import INDEX, MUSCLES, SIDES
from facemodel.clinic.excursions import landmark_vertices
from facemodel.clinic.measures import palpebral_fissures_mm
from facemodel.data import constants
from facemodel.errors import FaceModelError
from facemodel.mechanics.face import Face
from facemodel.physiology import spread, toxin
from facemodel.physiology.drive import Condition, healthy
from facemodel.physiology.injection import Injections
from facemodel.physiology.people import Person, average, check_person

M = len(MUSCLES)
TASKS = (
    "brow_raise",
    "gentle_eye_closure",
    "open_mouth_smile",
    "lower_teeth",
    "lip_pucker",
)
FARTHER_MM = 5.0


@dataclass(frozen=True)
class Complication:
    """One finding beyond its threshold.

    name, side    of COMPLICATIONS; "left", "right" or "both"
    measured, threshold, unit  what was found and what flags it
    muscle        that lost strength by it, or None where the dose alone is the reason
    lost_share    0..1 of that muscle's strength
    units         effective units that it caught, and `from_point` (number from 1) most of them
    distance_mm   from that point to the skin over the muscle; 0 over it
    units_farther units it would catch from that point if given 5 mm farther away
    sentence      all of it in words
    """

    name: str
    side: str
    measured: float
    threshold: float
    unit: str
    muscle: str | None
    lost_share: float
    units: float
    from_point: int
    distance_mm: float
    units_farther: float
    sentence: str


@dataclass(frozen=True)
class _Kind:
    says: str
    """What happened, with {side} and {measured}."""
    unit: str
    blames: tuple[str, ...]
    """Stems of muscles whose weakness does it."""


COMPLICATIONS: Mapping[str, _Kind] = MappingProxyType(
    {
        "lid_ptosis": _Kind(
            "the {side} upper lid falls {measured:.1f} mm",
            "mm",
            ("levator_palpebrae_superioris",),
        ),
        "brow_ptosis": _Kind(
            "the {side} brow sinks {measured:.1f} mm at rest",
            "mm",
            ("frontalis_medial", "frontalis_lateral"),
        ),
        "lateral_escape": _Kind(
            "with raised brows the {side} outer brow stands {measured:.1f} mm higher over "
            "its middle than before",
            "mm",
            ("frontalis_medial",),
        ),
        "smile_asymmetry": _Kind(
            "the {side} mouth corner loses {measured:.0f} % more of its smile than the other",
            "%",
            ("zygomaticus_major", "zygomaticus_minor", "risorius", "levator_labii_superioris"),
        ),
        "narrow_smile": _Kind(
            "the {side} mouth corner loses {measured:.0f} % of its smile",
            "%",
            ("zygomaticus_major", "zygomaticus_minor", "risorius", "levator_labii_superioris"),
        ),
        "lagophthalmos": _Kind(
            "the {side} eye, closed gently, stays {measured:.1f} mm wider open than before",
            "mm",
            ("orbicularis_oculi_palpebral",),
        ),
        "lower_lip_asymmetry": _Kind(
            "the lower lip stands {measured:.1f} mm higher on the {side} when the lower teeth are "
            "shown",
            "mm",
            ("depressor_labii_inferioris", "depressor_anguli_oris", "platysma"),
        ),
        "oral_incompetence": _Kind(
            "the lips keep only {measured:.0f} % of a pucker",
            "%",
            (
                "orbicularis_oris_lower_peripheral",
                "orbicularis_oris_upper_peripheral",
                "orbicularis_oris_lower_marginal",
                "orbicularis_oris_upper_marginal",
                "incisivus",
            ),
        ),
        "flat_smile": _Kind(
            "the {side} upper lip keeps only {measured:.0f} % of its lift in a smile",
            "%",
            (
                "levator_labii_superioris",
                "levator_labii_superioris_alaeque_nasi",
                "zygomaticus_minor",
            ),
        ),
        "commissure_droop": _Kind(
            "the {side} mouth corner sinks {measured:.1f} mm at rest",
            "mm",
            ("zygomaticus_major", "zygomaticus_minor", "levator_anguli_oris", "buccinator"),
        ),
    }
)
"""Complications by name; `dysphagia_warning` is a warning about a dose in the neck, not a finding.
"""


def complications(
    face: Face,
    injections: Injections,
    day: float = 14.0,
    condition: Condition | None = None,
    person: Person | None = None,
) -> tuple[Complication, ...]:
    """What these injections would spoil on a day, in the order of COMPLICATIONS.

    Each side is compared with itself before treatment, under the same condition. Thresholds are
    constants `complications.*`. Errors: as fm.toxin.remaining.
    """
    condition = healthy() if condition is None else condition
    check_kind("a condition", condition, Condition, "make one with fm.conditions")
    check_face(face)
    day = number("day", day, 0, toxin.LAST_DAY)
    injections = tuple(toxin.listed(injections))
    if not injections:
        return ()
    check_person(person)
    if person is not None and person.count is not None:
        raise FaceModelError("complications are those of one person; give people[k]")
    left = toxin.remaining(face, injections, day, person)
    measures = findings(face, condition, left, person)
    caught = toxin.captured(face.mesh, injections, day, person)
    each = _acting(face, injections, day, person)
    found: list[Complication] = []
    for name, side, measured in measures:
        threshold = constants.value(f"complications.{name}")
        beyond = is_beyond(name, measured)
        # a smile that is uneven is told once, as that
        told = name == "narrow_smile" and ("smile_asymmetry", side) in {
            (one.name, one.side) for one in found
        }
        if beyond and not told:
            found.append(
                _explained(face, injections, name, side, measured, threshold, left, caught, each)
            )
    return (*found, *_dysphagia(face, injections))


KEPT = ("oral_incompetence", "flat_smile")
"""Complications that are a share of movement: flagged below their threshold, not above it."""


def is_beyond(name: str, measured):
    """Whether a finding (...) lies beyond its threshold."""
    threshold = constants.value(f"complications.{name}")
    return measured < threshold if name in KEPT else measured > threshold


def findings(face, condition: Condition, left: np.ndarray, person: Person | None):
    """(name, side, measured) of every complication on every side, flagged or not."""
    who = average() if person is None else person

    def frames(remaining) -> dict[str, np.ndarray]:
        tasks = {"rest": np.zeros(M)} | {t: expression(t)[:M] for t in TASKS}
        return {t: face.deform(who.drive(condition, u, remaining)) for t, u in tasks.items()}

    found = compared(face.mesh, frames(1.0), frames(left))
    return [(name, side, float(measured)) for name, side, measured in found]


def compared(mesh: Mesh, before: Mapping[str, np.ndarray], after: Mapping[str, np.ndarray]):
    """(name, side, measured (...)) of every complication, from frames before and after.

    before, after: "rest" and each of TASKS -> vertices (..., V, 3) mm; leading axes are people.
    """

    def at(which: Mapping[str, np.ndarray], task: str, landmark: str) -> np.ndarray:
        return which[task][..., landmark_vertices(mesh, [landmark])[0], :]

    def moved(which, task: str, landmark: str) -> np.ndarray:
        return at(which, task, landmark) - at(which, "rest", landmark)

    def kept(task: str, landmark: str, axis: int | None = None) -> np.ndarray:
        """Per cent of a landmark's movement that is left, along the movement it had."""
        had, has = moved(before, task, landmark), moved(after, task, landmark)
        way = had[..., axis] if axis is not None else np.linalg.norm(had, axis=-1)
        along = has[..., axis] if axis is not None else (has * had).sum(-1) / np.maximum(way, 1e-9)
        return np.where(way > 0.5, 100 * along / np.where(way > 0.5, way, 1), 100.0)

    gaps, gaps_before = (
        palpebral_fissures_mm(mesh, which["gentle_eye_closure"]) for which in (after, before)
    )
    yield_: list[tuple[str, str, np.ndarray]] = []
    smile = {s: kept("open_mouth_smile", f"cheilion_{s}") for s in SIDES}
    for k, side in enumerate(SIDES):
        other = SIDES[1 - k]

        def sinks(landmark: str, side=side) -> np.ndarray:
            name = f"{landmark}_{side}"
            return at(before, "rest", name)[..., 1] - at(after, "rest", name)[..., 1]

        def escape(which, side=side) -> np.ndarray:
            outer, middle = (at(which, "brow_raise", f"brow_{p}_{side}")[..., 1]
                             for p in ("outer", "mid"))  # fmt: skip
            return outer - middle

        def lip(which, side=side, other=other) -> np.ndarray:
            a, b = (moved(which, "lower_teeth", f"lower_lip_lat_{s}")[..., 1]
                    for s in (side, other))  # fmt: skip
            return a - b

        brow = sinks("brow_mid")
        yield_ += [
            ("lid_ptosis", side, sinks("upper_lid")),
            ("brow_ptosis", side, brow),
            ("lateral_escape", side, escape(after) - escape(before)),
            ("smile_asymmetry", side, smile[other] - smile[side]),
            ("narrow_smile", side, 100 - smile[side]),
            ("lagophthalmos", side, gaps[..., k] - gaps_before[..., k]),
            ("lower_lip_asymmetry", side, lip(after) - lip(before)),
            ("flat_smile", side, kept("open_mouth_smile", f"crista_philtri_{side}", axis=1)),
            ("commissure_droop", side, sinks("cheilion")),
        ]
    pucker = np.minimum(*(kept("lip_pucker", f"cheilion_{s}") for s in SIDES))
    yield_.append(("oral_incompetence", "both", pucker))
    order = list(COMPLICATIONS)
    return sorted(yield_, key=lambda row: order.index(row[0]))


def _acting(face, injections: Sequence[toxin.Injection], day: float, person) -> np.ndarray:
    """Effective units (I, M) of each injection in each muscle on a day."""
    return np.stack([toxin.captured(face.mesh, one, day, person) for one in injections])


def _explained(face, injections, name, side, measured, threshold, left, caught, each):
    kind = COMPLICATIONS[name]
    sides = SIDES if side == "both" else (side,)
    blamed = [f"{stem}_{s}" for stem in kind.blames for s in sides]
    muscle = max(blamed, key=lambda m: (1 - left[INDEX[m]]) * _weight(m, kind.blames))
    k = INDEX[muscle]
    point = int(each[:, k].argmax())
    skin = spread.skin(face.mesh)
    place, depth = toxin.site(face.mesh, injections[point])
    distance = skin.distance_mm(place, k)
    farther = _farther(face, injections[point], place, depth, k)
    units_farther = float(each[point, k] * farther)
    words = muscle.replace("_", " ")
    sentence = (
        f"In this model {kind.says.format(side=side, measured=measured)} "
        f"(flagged {'below' if name in KEPT else 'above'} {threshold:g} {kind.unit}): "
        f"{words} lost {100 * (1 - left[k]):.0f} % of its strength to {caught[k]:.2f} units, "
        f"{each[point, k]:.2f} of them from point {point + 1}, "
        + (f"{distance:.0f} mm away from it" if distance >= 1 else "which lies over it")
        + f"; {FARTHER_MM:g} mm farther away it would catch {units_farther:.2f}."
    )
    return Complication(
        name,
        side,
        float(measured),
        threshold,
        kind.unit,
        muscle,
        float(1 - left[k]),
        float(caught[k]),
        point + 1,
        distance,
        units_farther,
        sentence,
    )


def _weight(muscle: str, stems: tuple[str, ...]) -> float:
    """Earlier stems are the likelier reason, at equal loss."""
    return 1 - 0.05 * [muscle.startswith(s) for s in stems].index(True)


def _farther(face, injection, place, depth, muscle: int) -> float:
    """Share of what a muscle catches that it would still catch from 5 mm farther away."""
    skin = spread.skin(face.mesh)
    now = skin.shares(place, depth, injection.volume_ml)[muscle]
    over = skin.points[skin.sample[skin.owner == muscle]]
    away = place - over.mean(0)
    away /= max(float(np.linalg.norm(away)), 1e-9)
    moved = spread.nearest(face.mesh, place + FARTHER_MM * away)[0]
    return float(skin.shares(moved, depth, injection.volume_ml)[muscle] / max(now, 1e-12))


def _dysphagia(face, injections) -> tuple[Complication, ...]:
    """A warning where the neck gets more in one session than any study here gave; no finding."""
    limit = constants.value("complications.neck_units")
    neck = [i for s in SIDES for i in [INDEX[f"platysma_{s}"]]]
    doses = np.array([one.dose for one in injections])
    caught = toxin.shares(face.mesh, injections)  # of the dose, whatever day it is
    mostly = caught[:, neck].sum(1) > 0.5 * caught.sum(1)
    days = np.array([one.day for one in injections])
    for day in np.unique(days):
        given = float(doses[mostly & (days == day)].sum())
        if given > limit:
            sentence = (
                f"{given:.0f} units in the neck in one session is more than the {limit:g} that the "
                "studies behind this model stayed below; swallowing is not modelled: a warning, "
                "not a finding."
            )
            point = int(np.flatnonzero(mostly & (days == day))[0]) + 1
            return (
                Complication(
                    "dysphagia_warning", "both", given, limit, "U", None, 0.0, 0.0, point, 0.0, 0.0,
                    sentence,
                ),
            )  # fmt: skip
    return ()


@dataclass(frozen=True)
class Misplacement:
    """A point that spoils something, and one with the same aim that does not.

    complication   of COMPLICATIONS; aim in words; condition of the face, a preset's name
    wrong, right   injections (x, y, units, depth mm) in canonical mm; lesson in words
    """

    complication: str
    aim: str
    condition: str
    wrong: tuple[tuple[float, float, float, float], ...]
    right: tuple[tuple[float, float, float, float], ...]
    lesson: str

    def injections(self, mesh, which: str) -> tuple[toxin.Injection, ...]:
        """The "wrong" or the "right" ones, on a face."""
        points = {"wrong": self.wrong, "right": self.right}[which]
        return tuple(
            toxin.Injection(units, point=toxin.at(mesh, x, y), depth_mm=depth)
            for x, y, units, depth in points
        )


def _read() -> tuple[Misplacement, ...]:
    text = resources.files("facemodel.data").joinpath("misplacements.csv").read_text("utf-8")

    def points(cell: str):
        return tuple(tuple(float(x) for x in point.split()) for point in cell.split(";"))

    return tuple(
        Misplacement(
            row["complication"],
            row["aim"],
            row["condition"],
            points(row["wrong"]),
            points(row["right"]),
            row["lesson"],
        )
        for row in csv.DictReader(text.splitlines())
    )


MISPLACEMENTS: tuple[Misplacement, ...] = _read()
"""One wrong and one right placement for every complication (own choice, assume)."""
