"""What goes wrong when a dose spreads to a muscle that was not meant, found on the moved face.

Nothing is looked up: the face is moved before and after, measured, and compared with the threshold
of constants complications.*; then the spread model tells which muscle caught how much from which
point.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources

import numpy as np

from facemodel.anatomy.checks import check_face, check_kind, number
from facemodel.anatomy.muscles import INDEX, SIDES
from facemodel.clinic.findings import COMPLICATIONS, KEPT, Finding, findings, is_beyond
from facemodel.data import constants
from facemodel.errors import FaceModelError, checks_keywords
from facemodel.mechanics.face import Face
from facemodel.physiology import spread, toxin
from facemodel.physiology.drive import Condition, healthy
from facemodel.physiology.injection import Injections
from facemodel.physiology.people import Person, check_person

FARTHER_MM = 5.0


@dataclass(frozen=True)
class Complication:
    """One finding beyond its threshold.

    name, side    of COMPLICATIONS; "left", "right" or "both"
    measured, threshold, unit  what was found and what flags it
    before, after  mm, untreated and treated in this condition: the figures it was found in
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
    before: float
    after: float
    sentence: str


@checks_keywords
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
    caught = toxin.captured(face.mesh, injections, day, person)
    each = _acting(face, injections, day, person)
    found: list[Complication] = []
    for one in findings(face, condition, left, person):
        # a smile that is uneven is told once, as that
        told = one.name == "narrow_smile" and ("smile_asymmetry", one.side) in {
            (other.name, other.side) for other in found
        }
        if is_beyond(one.name, one.measured) and not told:
            found.append(_explained(face, injections, one, left, caught, each))
    return (*found, *_dysphagia(face, injections))


def _acting(face, injections: Sequence[toxin.Injection], day: float, person) -> np.ndarray:
    """Effective units (I, M) of each injection in each muscle on a day."""
    return np.stack([toxin.captured(face.mesh, one, day, person) for one in injections])


def _explained(face, injections, one: Finding, left, caught, each) -> Complication:
    kind, threshold = COMPLICATIONS[one.name], constants.value(f"complications.{one.name}")
    sides = SIDES if one.side == "both" else (one.side,)
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
        f"In this model {one.says()} "
        f"(flagged {'below' if one.name in KEPT else 'above'} {threshold:g} {kind.unit}): "
        f"{words} lost {100 * (1 - left[k]):.0f} % of its strength to {caught[k]:.2f} units, "
        f"{each[point, k]:.2f} of them from point {point + 1}, "
        + (f"{distance:.0f} mm away from it" if distance >= 1 else "which lies over it")
        + f"; {FARTHER_MM:g} mm farther away it would catch {units_farther:.2f}."
    )
    return Complication(
        one.name,
        one.side,
        one.measured,
        threshold,
        kind.unit,
        muscle,
        float(1 - left[k]),
        float(caught[k]),
        point + 1,
        distance,
        units_farther,
        one.before,
        one.after,
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
                    0.0, 0.0, sentence,
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
