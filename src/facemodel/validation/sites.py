"""What doses at single places do to mouths, lids and lines in many people (SW, LR, WR).

The side effects are flagged as everywhere: by what people see, and by what is worse than health.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from facemodel.clinic.assessment import assess
from facemodel.clinic.findings import TASKS, flagged
from facemodel.clinic.measures import palpebral_fissures_mm
from facemodel.clinic.wrinkles import lines
from facemodel.mechanics.face import Face
from facemodel.physiology import people, toxin
from facemodel.physiology.conditions import by_name
from facemodel.physiology.toxin import Injection
from facemodel.validation.eyes import frames
from facemodel.validation.rows import SETS, Row, judged, study

PEOPLE, SEED, HAND_MM, DAY = 100, 12, 2.0, 28.0
MOUTH = (
    "smile_asymmetry", "narrow_smile", "flat_smile", "commissure_droop", "lower_lip_asymmetry",
    "oral_incompetence",
)  # fmt: skip
"""Side effects that a study calls weakness of the lower face."""
ORBITAL = ((54.0, 10.0), (56.0, 1.0), (54.0, -8.0), (33.0, -21.0))
"""Four places on the ring beyond the lids, canonical mm; own choice."""
PRETARSAL, PRESEPTAL = ((19.0, 4.0), (44.0, 4.0)), ((19.0, 12.0), (44.0, 12.0))
"""Two places of the upper lid, before the tarsus and before the septum; own choice."""
AGE = 45.2
"""Mean age of those whose frowns set the depth of lines."""


def rows(face: Face) -> Iterator[Row]:
    """All of them."""
    yield from _weak_mouths(face)
    yield from _relieved_lids(face)
    yield from _graded_lines(face)


def _points(face: Face, places: Sequence[tuple[float, float]], units: float, depth: float):
    return [Injection(units, point=toxin.at(face.mesh, x, y), depth_mm=depth) for x, y in places]


def _left(face: Face, who: people.Person, points: Sequence[Injection], day: float) -> np.ndarray:
    """Share (N, M) of strength left, each person treated by a hand that errs by HAND_MM."""
    placed = (
        toxin.placed_by_hand(face.mesh, points, SEED * 10_000 + k, HAND_MM) for k in range(PEOPLE)
    )
    return np.array([toxin.remaining(face, one, day, who[k]) for k, one in enumerate(placed)])


def _weak_mouths(face: Face) -> Iterator[Row]:
    who = people.sample(SEED, PEOPLE)
    for what, severity, injections, target, low, high, basis in (
        ("9.3 U in eye, cheek, corner and chin", 2 / 3, toxin.scenario("hfs_small", face.mesh),
         "9 of 12 people (43-95 %)", 43, 95,
         study("Yu1992", said="read before the limits were set, which it did not set")),
        ("20 U around the eye", 1.0, _points(face, ORBITAL, 5, 3),
         "told by none of 49 (< 7 %)", 0, 7, study("FixedSites")),
    ):  # fmt: skip
        spasm = by_name("hemifacial_spasm", severity=severity)
        left = _left(face, who, injections, DAY)
        told = flagged(assess(face, spasm, left, who, TASKS).side_effects)
        weak = 100 * np.any([told[key] for key in told if key[0] in MOUTH], axis=0).mean()
        yield judged(
            "SW", f"{PEOPLE} people with a spasm of {severity:.2g}, {what}: a weak mouth", target,
            f"{weak:.0f} %", low <= weak <= high, basis,
        )  # fmt: skip


def _relieved_lids(face: Face) -> Iterator[Row]:
    who = people.sample(SEED, PEOPLE)
    spasm = by_name("hemifacial_spasm", severity="moderate")

    def opening(left=1.0, condition=None):
        return palpebral_fissures_mm(face.mesh, frames(face, "rest", left, condition, who))[..., 0]

    taken = opening() - opening(condition=spasm)

    def relief(injections):
        left = _left(face, who, injections, DAY)
        return 1 - (opening() - opening(left, spasm)) / taken

    before_tarsus, before_septum = (
        float(np.median(relief(_points(face, places, 2.5, 2)))) for places in (PRETARSAL, PRESEPTAL)
    )
    yield judged(
        "LR", f"{PEOPLE} people with a spasm, 5 U in the upper lid: what it gives back of the "
        "eye's opening, before the tarsus and before the septum", "more before the tarsus",
        f"{100 * before_tarsus:.0f} %, {100 * before_septum:.0f} %", before_tarsus > before_septum,
        study("PretarsalCrossover2017", said="doses and places are chosen"),
    )  # fmt: skip
    much = 100 * float((relief(_points(face, ORBITAL, 5, 3)) > 0.8).mean())
    yield judged(
        "LR", f"{PEOPLE} people with a spasm, 20 U around the eye: over 80 % of it given back",
        "71 % of 49 (56-83 %)", f"{much:.0f} %", 56 <= much <= 83, study("FixedSites"),
        "people told the relief of the whole spasm, of which the opening of the eye is a part, and "
        "points beyond the lids hardly reach the ring in them here",
    )  # fmt: skip


def _graded_lines(face: Face) -> Iterator[Row]:
    who = people.sample(SEED, PEOPLE)

    def grades(task: str, group: str, left=1.0) -> np.ndarray:
        moved = frames(face, task, left, who=who)
        return lines(face.mesh, moved, AGE).fws(group).score

    frown = grades("frown", "glabella")
    severe = 100 * (frown == 3).sum() / (frown >= 2).sum()
    yield judged(
        "WR", f"{PEOPLE} people of 45, full frown: severe of moderate and severe", "57 ± 10 %",
        f"{severe:.0f} %", abs(severe - 57) <= 10, study("GlabellaAsia", kind=SETS),
    )  # fmt: skip
    both = [p for n in ("label_glabellar", "label_forehead") for p in toxin.scenario(n, face.mesh)]
    treated = grades("brow_raise", "forehead", _left(face, who, both, 30.0))
    mild = 100 * float((treated <= 1).mean())
    yield judged(
        "WR", f"{PEOPLE} people of 45, forehead and glabella 40 U, day 30: forehead none or mild",
        "91 ± 10 %", f"{mild:.0f} %", abs(mild - 91) <= 10,
        study("Solish2016", said="the tolerance is chosen"),
        "every forehead begins severe here, and the little that its muscle keeps still folds it",
    )  # fmt: skip
