"""What is told of a learner: tests, curve, lessons, time, dose and complications, agreement."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from facemodel.clinic.findings import KINDS as EFFECTS
from facemodel.errors import FaceModelError
from facemodel.teach.classroom.classroom import MOST_FILES, Learner
from facemodel.teach.drills.drill import judged
from facemodel.teach.items.entry import Entry
from facemodel.teach.items.kinds import KINDS
from facemodel.teach.items.record import firsts
from facemodel.teach.items.testing import Result
from facemodel.teach.judges.agreement import FEWEST, Estimate, icc
from facemodel.teach.practice.session import Attempt
from facemodel.teach.rating import scales
from facemodel.teach.rating.faces import known
from facemodel.teach.rating.results import key, shared

BLOCK = 10
"""Answers of a point of the curve."""
NAMES = scales.PARTS["sunnybrook"]


@dataclass(frozen=True)
class Figures:
    """What is told of a learner; None where nothing says so.

    tests         results by "pre" and "post"
    curve         share of right first answers, each of BLOCK answers in their order
    marks         of virtual patients in their order
    patients      how many there were in all sittings; those not reached score 0
    items         (right, asked) first answers by kind, in tests and practice
    practised     (right, asked) of first answers to items outside tests
    again         the same of items that were asked again
    exercises     (solved, right at once, asked) of lessons
    predictions   (right, asked) of lessons
    hints, minutes
    dose          mean (units, times the plan's) of last treatments
    effects       side effects at the last review of each patient, by their label
    agreement     ICC with the model by part of Sunnybrook's scale, of all faces that were graded
    faces         how many were graded
    points        (hits, placed) in drills
    apart_mm      mean distance of these points to their sites
    """

    tests: dict[str, Result]
    curve: tuple[float, ...]
    marks: tuple[float, ...]
    patients: int
    items: dict[str, tuple[int, int]]
    practised: tuple[int, int]
    again: tuple[int, int]
    exercises: tuple[int, int, int]
    predictions: tuple[int, int]
    hints: int
    minutes: float
    dose: tuple[float | None, float | None]
    effects: dict[str, int]
    agreement: dict[str, Estimate]
    faces: int
    points: tuple[int, int]
    apart_mm: float | None

    @property
    def mark(self) -> float | None:
        """Mean marks of all patients."""
        return sum(self.marks) / self.patients if self.patients else None

    @property
    def gain(self) -> float | None:
        """Share of right answers after less before."""
        if "pre" not in self.tests or "post" not in self.tests:
            return None
        return self.tests["post"].share - self.tests["pre"].share


@lru_cache(maxsize=MOST_FILES)
def figures_of(learner: Learner) -> Figures:
    """What is told of a learner; page and table ask for the same."""
    record = learner.record
    entries = firsts(record.entries)
    items = [one for one in entries if one.what == "item"]
    lessons = [one for one in entries if one.what == "exercise"]
    attempts = [a for sitting in record.sittings for a in sitting.attempts]
    agreement = _agreement(learner, attempts)
    placed = [judged(one) for one in record.points]
    seconds = sum(
        [one.seconds for one in record.entries]
        + [one.seconds for one in record.ratings]
        + [one.seconds for one in record.points]
        + [a.seconds or 0.0 for a in attempts]
    )
    return Figures(
        tests=_tests(learner),
        curve=_curve(record.entries),
        marks=tuple(a.total for a in attempts),
        patients=sum(sitting.count for sitting in record.sittings),
        items=_by_kind(items),
        practised=_right(one for one in items if one.form == "practice"),
        again=_right(one for one in items if one.form == "again"),
        exercises=(
            sum(one.solved for one in lessons),
            sum(bool(one.right) for one in lessons),
            len(lessons),
        ),
        predictions=_right(one for one in entries if one.what == "question"),
        hints=sum(one.hints for one in record.entries),
        minutes=seconds / 60,
        dose=_dose(attempts),
        effects=_effects(attempts),
        agreement=agreement,
        faces=len(record.ratings) + sum(bool(a.grading) for a in attempts),
        points=(sum(one.hit for one in placed), len(placed)),
        apart_mm=float(np.mean([one.apart_mm for one in placed])) if placed else None,
    )


def _tests(learner: Learner) -> dict[str, Result]:
    found = {}
    for form in ("pre", "post"):
        try:
            found[form] = learner.record.result(form)
        except FaceModelError:  # there is none
            continue
    return found


def _right(entries: Iterable[Entry]) -> tuple[int, int]:
    rights = [bool(one.right) for one in entries]
    return sum(rights), len(rights)


def _by_kind(items: list[Entry]) -> dict[str, tuple[int, int]]:
    first = [one for one in items if one.form != "again"]
    counted = {kind: _right(one for one in first if one.kind == kind) for kind in KINDS}
    return {kind: pair for kind, pair in counted.items() if pair[1]}


def _curve(entries: list[Entry]) -> tuple[float, ...]:
    """Of all that has a right answer; what is left at the end, if it is half a block, too."""
    rights = [bool(one.right) for one in entries if one.right is not None]
    blocks = [rights[k : k + BLOCK] for k in range(0, len(rights), BLOCK)]
    return tuple(float(np.mean(block)) for block in blocks if len(block) * 2 >= BLOCK)


def _dose(attempts: list[Attempt]) -> tuple[float | None, float | None]:
    last = [a.scores[-1] for a in attempts if a.scores]
    units = [one.units for one in last if one.units is not None]
    times = [one.times for one in last if one.times is not None]
    mean = lambda row: float(np.mean(row)) if row else None  # noqa: E731
    return mean(units), mean(times)


def _effects(attempts: list[Attempt]) -> dict[str, int]:
    found = Counter(
        EFFECTS[name].label
        for a in attempts
        if a.scores
        for name, _ in a.scores[-1].after.side_effects
    )
    return dict(found.most_common())


def between(learners: Sequence[Learner]) -> tuple[int, dict[str, Estimate]] | None:
    """Faces that all graded on Sunnybrook's scale, and ICC between these learners by part.

    Left out is who graded less than half as many faces as whoever graded most. None: fewer than
    two are left, or they share fewer than FEWEST faces.
    """
    graded = [_first(one) for one in learners]
    most = max(map(len, graded), default=0)
    raters = [one for one in graded if len(one) >= max(FEWEST, most / 2)]
    if len(raters) < 2:
        return None
    count, found = shared(raters, "sunnybrook")
    return (count, found) if count >= FEWEST else None


def _first(learner: Learner) -> dict[Any, dict[str, float]]:
    """First scores of each face or patient that a learner graded."""
    found: dict[Any, dict[str, float]] = {}
    for sitting in learner.record.sittings:
        for a in sitting.attempts:
            if a.grading is not None:
                found.setdefault((a.patient.seed, a.patient.level), dict(a.grading))
    for one in sorted(learner.record.ratings, key=lambda one: one.sitting):
        found.setdefault(key(one), dict(one.scores))
    return found


def _agreement(learner: Learner, attempts: list[Attempt]) -> dict[str, Estimate]:
    """ICC by part, of FEWEST faces or more."""
    pairs: list[tuple[Mapping[str, float], Mapping[str, float]]] = [
        (a.grading, a.patient.scores()) for a in attempts if a.grading is not None
    ]
    pairs += [(one.scores, known(one)) for one in learner.record.ratings]
    rows = [[scales.parts("sunnybrook", scores) for scores in pair] for pair in pairs]
    whole = [(mine, theirs) for mine, theirs in rows if mine is not None and theirs is not None]
    if len(whole) < FEWEST:
        return {}
    return {name: icc([[a[name], b[name]] for a, b in whole]) for name in NAMES}
