"""Lids and brows that try and that rest in balance: of one person, and in many (LB, HB, BR, SE).

The pretarsal row and that of the lid after 47 U ask for opposite things of the levator; both stand
here with the reason.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from facemodel.anatomy.expressions import expression
from facemodel.anatomy.muscles import INDEX, MUSCLES, SIDES
from facemodel.clinic.instruments import lengths
from facemodel.clinic.measures import facial_measures, palpebral_fissures_mm
from facemodel.mechanics import stiffened
from facemodel.mechanics.face import Face
from facemodel.mechanics.frame import frames as frames_of
from facemodel.physiology import dose_response, people, toxin
from facemodel.physiology.conditions import by_name
from facemodel.physiology.dose_response import sessions
from facemodel.physiology.drive import Condition, healthy
from facemodel.physiology.toxin import Injection
from facemodel.study.cohort.draws import hand, hands
from facemodel.study.cohort.job import points_read
from facemodel.validation.rows import SETS, Row, chosen, judged, study
from facemodel.validation.toxin import times

M = len(MUSCLES)
PEOPLE, SEED, HAND_MM, DAY = 2000, 3, 2.0, 14.0
"""People of a cohort, and how far a point lies from where it was meant (SD per axis)."""
PART = 250
"""People whose doses are in memory together."""
_WHO = f"{PEOPLE:,} people, a hand that errs by {HAND_MM:.0f} mm"
STUDY_SEEDS = 40
"""How often the photographs of one study are read again."""


def frames(face: Face, task: str, left=1.0, condition: Condition | None = None, who=None):
    """Vertices (..., V, 3) mm of one person or of `who` in a task, "rest" among them."""
    intended = np.zeros(M) if task == "rest" else expression(task)[:M]
    who = people.average() if who is None else who
    return face.deform(who.drive(condition or healthy(), intended, left), dtype=float)


def _one_person(face: Face) -> Iterator[Row]:
    lost = np.ones(M)
    lost[INDEX["levator_palpebrae_superioris_left"]] = 0
    opening = palpebral_fissures_mm(face.mesh, frames(face, "rest", lost))[0]
    yield judged(
        "LB", "a levator without strength: the eye's opening", "0-2 mm (wholly down in 75 %)",
        f"{opening:.1f} mm", opening <= 2, study("Kirkness1988", kind=SETS),
    )  # fmt: skip
    rest, fear, disgust = (
        float(palpebral_fissures_mm(face.mesh, frames(face, task))[0])
        for task in ("rest", "fear", "disgust")
    )
    yield judged(
        "LB", "the eye's opening in fear, at rest, in disgust", "falls in this order",
        f"{fear:.1f}, {rest:.1f}, {disgust:.1f} mm", fear > rest > disgust,
        study("Susskind2008", said="the lid tightener's share was chosen with this in mind",
              kind=SETS),
    )  # fmt: skip


def _pretarsal(face: Face) -> Iterator[Row]:
    points = [
        Injection(1.25, point=toxin.at(face.mesh, x, 5.0), depth_mm=1.5) for x in (22.0, 41.0)
    ]
    left = toxin.remaining(face, points, 14)
    after, before = (
        facial_measures(face.mesh, frames(face, "rest", r))["mrd1_mm"] for r in (left, 1.0)
    )
    mine, other = (float(x) for x in after - before)
    what = "two pretarsal points of 1.25 U over one eye, week 2"
    why = (
        "the ring's pull was set to a rise of 0.3 mm, the least that the first series allows: more "
        "of it also opens the eye of a palsy further, and the other eye falls by less than measured"
    )
    yield judged(
        "LB", f"{what}: upper lid", "+0.52 mm: +0.3 to +0.8", f"{mine:+.2f} mm",
        0.3 <= round(mine, 2) <= 0.8, study("Ludwig2022", said="8 people", kind=SETS), why,
    )  # fmt: skip
    yield judged(
        "LB", f"{what}: the other eye's", "-0.16 ± 0.1 mm", f"{other:+.2f} mm",
        abs(other + 0.16) <= 0.1, study("Ludwig2022", said="8 people", kind=SETS), why,
    )  # fmt: skip
    yield judged(
        "LB", f"{what}: upper lid, a second series", "+0.71 mm, half to 1.5 of it",
        f"{mine:+.2f} mm", 0.5 <= mine / 0.71 <= 1.5,
        study("Blepharoptosis2024", said="49 people; here the doses of the first"),
        why,
    )  # fmt: skip


def _grades(face: Face) -> Iterator[Row]:
    gaps = {
        g: [
            float(palpebral_fissures_mm(face.mesh, frames(face, task, 1.0, by_name(f"hb_{g}")))[0])
            for task in ("gentle_eye_closure", "forced_eye_closure")
        ]
        for g in (2, 3, 4)
    }
    shut = all(max(gaps[g]) <= 0.5 for g in (2, 3)) and min(gaps[4]) > 0.5
    yield judged(
        "HB", "gap of the lids as hard as this face tries, House-Brackmann II, III, IV",
        "closed, closed, open", ", ".join(f"{min(gaps[g]):.1f}" for g in gaps) + " mm", shut,
        study("House1985", said="set the ring's share in each grade", kind=SETS),
    )  # fmt: skip


def of_one(face: Face) -> Iterator[Row]:
    """Levator, fear, pretarsal points, grades of a palsy."""
    yield from _one_person(face)
    yield from _pretarsal(face)
    yield from _grades(face)


def _share(true: np.ndarray) -> tuple[float, str]:
    """Per cent of people, and the same in words with its 95 % interval by Wilson."""
    n, p, z = len(true), float(true.mean()), 1.96
    middle, half = p + z * z / (2 * n), z * np.sqrt(p * (1 - p) / n + (z / (2 * n)) ** 2)
    low, high = ((middle + sign * half) / (1 + z * z / n) for sign in (-1, 1))
    return 100 * p, f"{100 * p:.1f} % ({100 * max(low, 0):.1f}-{100 * high:.1f})"


class _Treated:
    """PEOPLE people, of whose faces the points are computed that these rows read."""

    def __init__(self, face: Face):
        self.face, self.who = face, people.sample(SEED, PEOPLE)
        points = points_read(face.mesh)
        self.mesh, self._rig = face.mesh.at(points), face.rig.at(points)

    def frames(self, task: str, left: np.ndarray | float = 1.0) -> np.ndarray:
        """Points (N, P, 3) mm in a task, "rest" among them."""
        intended = self.face.controls(expression(task))
        driven = self.who.drive(healthy(), intended, left)[:, None]
        weights = stiffened.weights(driven, self._rig.slack, self.who.stiffness)
        return frames_of(self._rig, driven, weights)[:, 0]

    def left(self, injections: Sequence[Injection], hand_mm: float = HAND_MM) -> np.ndarray:
        """Share (N, M) of strength left, each person treated by a hand that errs."""
        made = hand(self.face.mesh, injections, hand_mm)
        given, which = sessions(made.day)
        lost = []
        for first in range(0, PEOPLE, PART):
            some = self.who[first : first + PART]
            errors = hands(SEED, first, len(some.strength), len(made.dose))
            units = np.einsum("ki,nif->knf", which * made.dose, made.shares(errors))
            lost.append(
                dose_response.lost(
                    given, units, [DAY], toxin.ed50(self.face.mesh, some), some, made.fields
                )[0]
            )
        return 1 - np.concatenate(lost)

    def height(self, stem: str, side: str, left: np.ndarray | float = 1.0) -> np.ndarray:
        """Height (N,) mm of a landmark at rest."""
        return self.frames("rest", left)[:, self.mesh.landmarks[f"{stem}_{side}"], 1]

    def falls(self, stem: str, injections: Sequence[Injection]) -> np.ndarray:
        """How far (N,) mm a landmark sinks at rest, on the side where it is more."""
        left = self.left(injections)
        return np.max(
            [self.height(stem, side) - self.height(stem, side, left) for side in SIDES], axis=0
        )


def _closing(many: _Treated) -> Iterator[Row]:
    mesh = many.face.mesh
    label = toxin.scenario("label_blepharospasm", mesh)
    shut = many.frames("gentle_eye_closure", many.left(label))
    share, told = _share(palpebral_fissures_mm(many.mesh, shut).max(1) > 1)
    yield judged(
        "SE", f"{_WHO}, 15 U as labelled: gap of over 1 mm as hard as they try",
        "5-12 %", told, 5 <= share <= 12,
        study("BotoxBlepharospasm", said="set the ring's tone", kind=SETS),
        "the ring's tone was set by this share with other constants",
    )  # fmt: skip
    share, told = _share(many.falls("upper_lid", times(label, 47 / toxin.total_units(label))) > 1)
    yield judged(
        "SE", f"{_WHO}, 47 U: a lid lower by over 1 mm",
        "7-11 %", told, 7 <= share <= 11,
        chosen("ptosis in practice as a summary without sources tells it: no study was found"),
        "contradicts the pretarsal row: a levator that catches doses over its aponeurosis lets the "
        "lid fall here and there alike, and one that catches none never does",
    )  # fmt: skip
    share, told = _share(many.falls("upper_lid", toxin.scenario("label_glabellar", mesh)) > 1)
    yield judged(
        "SE", f"{_WHO}, glabella as labelled: a lid lower by over 1 mm", "0.3-3 %", told,
        0.3 <= share <= 3,
        chosen("3 % are remembered of the label; the bounds are chosen", "BotoxCosmetic",
               mark="recall"),
        "the levator catches no dose over its aponeurosis, see the row before",
    )  # fmt: skip


def _brows(many: _Treated) -> Iterator[Row]:
    glabella = toxin.scenario("label_glabellar", many.face.mesh)
    rise = many.height("brow_mid", "left", many.left(glabella, 0.0))
    rise -= many.height("brow_mid", "left")
    read = np.array(
        [
            lengths("photograph", 2 * s).of(rise, "after")
            - lengths("photograph", 2 * s + 1).of(np.zeros(len(rise)), "before")
            for s in range(STUDY_SEEDS)
        ]
    )
    higher, clearly = (100 * float((read > mm).mean()) for mm in (0.0, 0.5))
    yield judged(
        "BR", f"{PEOPLE:,} people, glabella 20 U: brow over the pupil reads over 0.5 mm higher",
        "48 % of 25 (28-69 %)", f"{clearly:.0f} % ({higher:.0f} % read higher at all)",
        28 <= clearly <= 69,
        study("Frankel1998", said="by photographs, whose error is an assumed 0.5 mm; the bounds "
              "are those of 12 of 25"),
        "the dose that reaches frontalis lowers the brow of the others",
    )  # fmt: skip
    forehead = toxin.scenario("label_forehead", many.face.mesh)
    share, told = _share(many.falls("brow_mid", (*forehead, *glabella)) > 2)
    yield judged(
        "SE", f"{_WHO}, forehead and glabella as labelled: brow lower by over 2 mm",
        "< 3 % (reported in 0.6 %)", told, share < 3,
        study("Brin2009", said="that a sinking of 2 mm is reported is assumed"),
        "who has a weak frontalis or needs little toxin loses most of what holds the brow; how far "
        "a brow sinks until it is reported as ptosis is assumed",
    )  # fmt: skip


def in_people(face: Face) -> Iterator[Row]:
    """Closure, lid and brow of PEOPLE people after labelled doses and the practice of spasm."""
    many = _Treated(face)
    yield from _closing(many)
    yield from _brows(many)
