"""The figures of a report on a case: everything is computed once, before and after."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from facemodel.case.case import Case
from facemodel.clinic import metrics, wrinkles
from facemodel.clinic import plan as plans
from facemodel.clinic.assessment import Assessment
from facemodel.clinic.examination import MOVEMENT, Examination, examine
from facemodel.clinic.readouts import PLACES, READOUTS, Readout, Shown
from facemodel.clinic.scales import SCALES, Scale
from facemodel.clinic.side_effects import SideEffect, side_effects
from facemodel.mechanics.face import Face
from facemodel.study.course import untreated
from facemodel.study.sensitivity import Sensitivity, sensitivity
from facemodel.view import wording

USUAL_AGE = 40.0
"""Age in years at which lines are read where the condition names none (wrinkles.lines)."""
RATED_S = 60.0
"""Seconds of a spasm that the Jankovic scale is read from."""


@dataclass(frozen=True)
class Measure:
    """One measure of a side or of the whole face: before, and after where something is treated.

    detectable  smallest detectable change, in the same unit; None: not known
    """

    name: str
    unit: str
    values: tuple[float, ...]
    digits: int = 1
    detectable: float | None = None

    @property
    def change(self) -> float:
        """After less before; 0 where nothing is treated."""
        return self.values[-1] - self.values[0]

    @property
    def is_detectable(self) -> bool | None:
        """Whether a measurement would see the change; None where that is not known."""
        return None if self.detectable is None else bool(abs(self.change) >= self.detectable)


@dataclass(frozen=True, eq=False)
class Findings:
    """A case and what is found on it; `states` are the case untreated and as it is."""

    case: Case
    face: Face
    states: tuple[Case, ...]

    @property
    def treated(self) -> bool:
        """Whether there is an after."""
        return len(self.states) == 2

    @property
    def movement(self) -> str:
        """The case's movement in words."""
        return wording.movement(self.case)

    @cached_property
    def remaining(self) -> tuple[np.ndarray, ...]:
        """Remaining share of strength (M,) in each state."""
        return tuple(one.remaining(self.face) for one in self.states)

    @cached_property
    def frames(self) -> np.ndarray:
        """Vertices (S, V, 3) mm of the case's movement in each state."""
        return self.face.deform(np.stack([one.drive(self.face) for one in self.states]))

    @cached_property
    def rests(self) -> np.ndarray:
        """Vertices (S, V, 3) mm of the face at rest in each state."""
        still = [replace(one, expression="rest", activation={}) for one in self.states]
        return self.face.deform(np.stack([one.drive(self.face) for one in still]))

    @cached_property
    def tasks(self) -> Assessment:
        """The clinical tasks in the first state and the last, the condition held at its peak."""
        who, condition = self.case.build_person(), self.case.build_condition()
        exams = [examine(self.face, condition, share, who) for share in self.remaining]
        return Assessment(exams[0], exams[-1], self.case.side)

    @cached_property
    def plan(self) -> plans.Plan:
        """The plan for this condition in this person."""
        person, condition = self.case.build_person(), self.case.build_condition()
        return plans.balance(self.face, person.in_condition(condition))

    @cached_property
    def curve(self) -> plans.TradeOff:
        """The curve of plans."""
        return self.plan.trade_off()

    @cached_property
    def own(self) -> tuple[float, Mapping[str, float]]:
        """The case itself as a plan is measured: mm over rest and tasks; "task side" -> share."""
        tasks = self.plan.tasks[1:]
        untreated = Examination.of(self.face.mesh, tasks, self.plan.problem.response.frames)
        seen = Assessment(untreated, self.tasks.after.only(tasks))
        retained = {row: float(seen.retained[row]) for row in self.plan.retained}
        return float(seen.after.over_tasks_mm), retained

    @cached_property
    def sensitivity(self) -> Sensitivity:
        """Constants ranked by their effect on the asymmetry."""
        return sensitivity(self.case, "asymmetry")

    @cached_property
    def side_effects(self) -> tuple[SideEffect, ...]:
        """Side effects of the injections on the day of the case."""
        one = self.case
        who, condition = one.build_person(), one.build_condition()
        return side_effects(self.face, one.injections, one.day, condition, who)

    def solve(self) -> None:
        """Compute what takes seconds."""
        _ = self.own, self.curve, self.sensitivity, self.side_effects

    def measures(self, frames: np.ndarray, movement: str | None) -> list[tuple[str, list[Measure]]]:
        """Photographic measures in mm and degrees: (name, [left, right] or [whole face])."""
        limit = metrics.detectable_change_mm(movement or "smile_social")
        found = metrics.facial_measures(self.face.mesh, frames)
        rows = []
        for key, values in found.items():
            name, unit = _named(key)
            known = limit if unit == "mm" else None
            columns = values if values.ndim == 2 else values[:, None]
            row = [Measure(name, unit, tuple(map(float, c)), 1, known) for c in columns.T]
            if all(np.isfinite(one.values).all() for one in row):
                rows.append((name, row))
        return rows

    @cached_property
    def shown(self) -> Shown:
        """The case's movement as readouts are taken from it."""
        exams = [
            Examination(self.face.mesh, {"rest": rest, MOVEMENT: frame})
            for rest, frame in zip(self.rests, self.frames, strict=True)
        ]
        moved = Assessment(exams[0], exams[-1], self.case.side)
        condition = self.case.build_person().in_condition(self.case.build_condition())
        name = self.case.expression
        return Shown(self.face, name, moved, self.tasks, condition, self.remaining[-1])

    def readout(self, name: str) -> list[Measure]:
        """A readout, one measure for each of its places; none where nothing moves."""
        row = READOUTS[name]
        known = self.shown.detectable_mm if row.detectable else None
        rows = []
        for place in PLACES[row.places]:
            values = row.measure(self.shown, place)[: len(self.states)]
            label = row.label if place == "whole" else f"{row.label}, {place}"
            rows.append(Measure(label, row.unit, tuple(map(float, values)), row.digits, known))
        return [one for one in rows if np.isfinite(one.values).all()]

    def readouts(self, where: str) -> list[tuple[Readout, list[Measure]]]:
        """Readouts that a report has as a "card" or in a "table", those that move."""
        rows = [(row, self.readout(row.name)) for row in READOUTS.values() if where in row.report]
        return [(row, measures) for row, measures in rows if measures]

    def graded(self) -> dict[Scale, list[Any]]:
        """Scales that compare an affected side with the other, each state's; {} without a side."""
        return {
            scale: list(self.tasks.graded(scale.name)[: len(self.states)])
            for scale in SCALES.values()
            if self.case.side is not None and scale.readable_from(self.tasks.tasks)
        }

    def rated(self) -> dict[Scale, list[Any]]:
        """Scales read over a minute at rest, each state's; {} where no spasm runs in seconds."""
        if self.case.build_condition().process is None:
            return {}
        time = np.arange(round(RATED_S * 30) + 1) / 30
        still = [replace(one, expression="rest", activation={}) for one in self.states]
        courses = [one.drive(self.face, time_s=time) for one in still]
        return {
            scale: [scale.grade(time, one) for one in courses]
            for scale in SCALES.values()
            if scale.reads == "seconds"
        }

    @property
    def age(self) -> float:
        """Age in years at which lines are read."""
        age = self.case.build_condition().age_years
        return USUAL_AGE if age is None else age

    def lines(self) -> list[tuple[str, str, np.ndarray]]:
        """(group, expression, depth (S,) mm in each state) of every group of lines."""
        tasks = tuple(dict.fromkeys(wrinkles.EXPRESSIONS_OF_GROUP.values()))
        who, condition = self.case.build_person(), self.case.build_condition()
        seen = [examine(self.face, condition, share, who, tasks) for share in self.remaining]
        read = {
            task: wrinkles.lines(
                self.face.mesh, np.stack([one.frames[task] for one in seen]), self.age
            )
            for task in tasks
        }
        return [
            (group, task, read[task].deepest_mm(group))
            for group, task in wrinkles.EXPRESSIONS_OF_GROUP.items()
        ]


def find(case: Case) -> Findings:
    """The findings of a case on its own face."""
    plain = untreated(case)
    treated = bool(any(case.dampening.values()) or case.injections)
    return Findings(case, case.build_face(), (plain, case) if treated else (case,))


_NAMES = {
    "commissure_excursion": "corner of the mouth to the middle of the lower lip",
    "smile_angle": "angle of the smile",
    "dental_show": "gap between the lips, half-way to the corner",
    "mrd1": "pupil to upper lid (MRD1)",
    "mrd2": "pupil to lower lid (MRD2)",
    "palpebral_fissure_height": "opening of the eye",
    "brow_height": "pupil to brow",
    "nasolabial_depth": "depth of the nasolabial fold",
    "nasolabial_angle": "angle of the nasolabial fold",
    "commissure_height_deviation": "corners of the mouth, difference in height",
    "upper_lip_height_deviation": "upper lip, difference in height",
    "lower_lip_height_deviation": "lower lip, difference in height",
    "philtral_deviation": "philtrum off the midline",
}


def _named(key: str) -> tuple[str, str]:
    stem, _, unit = key.rpartition("_")
    name = _NAMES.get(stem, stem.replace("_", " "))
    if key == "philtral_deviation_deg":
        name = "tilt of the philtrum"
    return name, "°" if unit == "deg" else unit
