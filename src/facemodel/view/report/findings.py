"""The figures of a report on a case, each computed once, and the works that they rest on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType
from typing import Any

import numpy as np
from markupsafe import Markup

from facemodel.anatomy.muscles import Side
from facemodel.case.case import Case
from facemodel.clinic import metrics, wrinkles
from facemodel.clinic.assessment import Assessment
from facemodel.clinic.examination import MOVEMENT, Examination, examine
from facemodel.clinic.readouts import PLACES, READOUTS, Readout, Shown
from facemodel.clinic.scales import SCALES, Scale
from facemodel.clinic.side_effects import SideEffect, side_effects
from facemodel.data.references import ACCESS, references
from facemodel.data.waiting import step
from facemodel.mechanics.face import Face
from facemodel.physiology.conditions import PRESETS
from facemodel.study import plan as plans
from facemodel.study.course import untreated
from facemodel.study.sensitivity import Sensitivity, sensitivity
from facemodel.view import wording
from facemodel.view.markup import piece
from facemodel.view.messages import named

USUAL_AGE = 40.0
"""Age in years at which lines are read where the condition names none (wrinkles.lines)."""
RATED_S = 60.0
"""Seconds of a spasm that the Jankovic scale is read from."""
MARKS: Mapping[str, str] = MappingProxyType(
    {
        "seen": "read in the source named here, mostly its abstract or an excerpt",
        "recall": "from memory of well-known literature, not re-read",
        "calc": "computed from other entries",
        "calibrated": "set so that the model reproduces the figure named here",
        "assume": "assumed: a choice of this model, for the reason named here",
    }
)
"""Marks as docs/sources.md explains them."""


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
    def side(self) -> Side | None:
        """The affected side."""
        return self.case.build_condition().side

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
        return Assessment(exams[0], exams[-1], self.side)

    @cached_property
    def plan(self) -> plans.Plan:
        """The plan for this condition in this person."""
        step("searching for a plan")
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
        step("trying other values of the constants")
        return sensitivity(self.case, "asymmetry")

    @cached_property
    def side_effects(self) -> tuple[SideEffect, ...]:
        """Side effects of the injections on the day of the case."""
        one = self.case
        who, condition = one.build_person(), one.build_condition()
        return side_effects(self.face, one.injections, one.day, condition, who)

    def measures(self, frames: np.ndarray, movement: str | None) -> list[tuple[str, list[Measure]]]:
        """Photographic measures in mm and degrees: (name, [left, right] or [whole face])."""
        limit = metrics.detectable_change_mm(movement or "smile_social")
        found = metrics.facial_measures(self.face.mesh, frames)
        rows = []
        for key, values in found.items():
            name = named("measure", key)
            unit = "mm" if key.endswith("_mm") else "°"
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
        moved = Assessment(exams[0], exams[-1], self.side)
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
            if self.side is not None and scale.readable_from(self.tasks.tasks)
        }

    @property
    def in_bursts(self) -> bool:
        """Whether a spasm comes and goes in seconds."""
        return self.case.build_condition().process is not None

    def rated(self) -> dict[Scale, list[Any]]:
        """Scales read over a minute at rest, each state's; {} where no spasm runs in seconds."""
        if not self.in_bursts:
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


def behind(found: Findings) -> list[tuple[str, tuple[str, ...], str, str]]:
    """(part, keys of works, reason, mark) of what this report shows."""
    preset = PRESETS[found.case.condition]
    condition = (f"the condition: {preset.label}", preset.cite, preset.why, preset.mark)
    if found.case.weak or found.case.held:
        condition = ("what was found of muscles", (), "given, or estimated from a take", "assume")
    rows = [
        condition,
        ("muscles of a movement", ("Ekman2002", "Ross1996"),
         "units of facial action and clinical tasks", "recall"),
        ("how far a movement goes", ("Jorge2012", "Tarantili2005"),
         "excursions of healthy people", "seen"),
        ("smallest detectable change", ("Tanikawa2018",),
         "measured in smiles, borrowed for other movements", "seen"),
        ("symmetry of healthy people", ("Scriba1999",), "", "seen"),
        ("photographic measures", ("Guarin2018", "Emotrics"), "definitions", "seen"),
        ("lines: courses and depths", ("WrinkleAnatomy",),
         "drawn across the pull of their muscles; depths are chosen", "assume"),
        ("the plan", ("Pradel2025", "Choi2013"),
         "an optimum of this model; these studies achieved less", "assume"),
    ]  # fmt: skip
    if found.side is not None:
        rows.append(("scales: items and arithmetic", ("House1985", "Picard2024"),
                     "the thresholds between scores are chosen", "assume"))  # fmt: skip
    if found.case.injections:
        rows.append(("dose, days and spread", ("Sloop1996", "Seoul2001", "Allergan2018"),
                     "curves near these studies; spread is chosen", "calc"))  # fmt: skip
    if found.case.dampening:
        rows.append(("weakening", (), "a teaching quantity, in per cent of strength", "assume"))
    return rows


def works(keys: Iterable[str]) -> list[tuple[Markup, str]]:
    """(in full, its address a link; how it was read) of works, each once, by the alphabet."""
    found = [references()[key] for key in sorted(set(keys))]
    return [
        (
            piece("work", one.named, one.address),
            "; ".join(filter(None, (ACCESS[one.access], one.note))),
        )
        for one in found
    ]
