"""A face before and after a treatment: every measure of both, computed when it is asked for.

One Assessment serves an exercise, a report, a virtual patient, simulated people and a cohort; its
leading axes are people or days.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, NamedTuple

import numpy as np

from facemodel.anatomy.expressions import EXPRESSIONS
from facemodel.anatomy.mesh import Mesh
from facemodel.anatomy.muscles import SIDES
from facemodel.clinic.examination import TASKS, Examination, examine
from facemodel.clinic.excursions import retained
from facemodel.clinic.findings import Finding, findings
from facemodel.clinic.scales import SCALES
from facemodel.physiology.drive import Condition, healthy
from facemodel.physiology.people import Person


class Pair(NamedTuple):
    """A measure before and after."""

    before: Any
    after: Any

    @property
    def change(self) -> Any:
        """After less before."""
        return self.after - self.before

    @property
    def fall(self) -> Any:
        """Share by which it fell."""
        return 1 - self.after / self.before


@dataclass(frozen=True, eq=False)
class Assessment:
    """Two examinations of the same face or faces.

    before, after  what was seen; leading axes broadcast. The same object where nothing is treated
    side           affected side, which scales compare with the other; None: no side is
    healthy        makes the examination of the same face without condition and treatment, which
                   side effects are held against; None: it is the one before
    """

    before: Examination
    after: Examination
    side: str | None = None
    healthy: Callable[[], Examination] | None = None

    @property
    def mesh(self) -> Mesh:
        """Of both."""
        return self.before.mesh

    @property
    def both(self) -> tuple[Examination, Examination]:
        """Before and after."""
        return self.before, self.after

    @property
    def tasks(self) -> tuple[str, ...]:
        """Tasks that were asked for, without rest."""
        return self.before.tasks

    def pair(self, measure: Callable[[Examination], Any]) -> Pair:
        """A measure of both examinations, taken once where they are the same."""
        before = measure(self.before)
        return Pair(before, before if self.after is self.before else measure(self.after))

    @cached_property
    def over_tasks_mm(self) -> Pair:
        """Root mean square (...) of the asymmetry over rest and tasks."""
        return self.pair(lambda exam: exam.over_tasks_mm)

    @cached_property
    def own_rest_symmetry_percent(self) -> Pair:
        """Mean (...) of the symmetry index over tasks that move; NaN where none does."""
        return self.pair(
            lambda exam: _mean([exam.own_rest_symmetry_percent(t) for t in self.tasks])
        )

    @cached_property
    def closure_gap_mm(self) -> Pair:
        """Gap (..., 2) that stays when the eyes are closed with effort, left then right."""
        return self.pair(lambda exam: exam.closure_gap_mm)

    @cached_property
    def retained(self) -> dict[str, np.ndarray]:
        """ "task side" -> share (...) of its movement that is left; NaN where it hardly moved."""
        return {
            f"{task} {side}": retained(*(exam.movement(task, side) for exam in self.both))
            for task in self.tasks
            if EXPRESSIONS[task].landmarks
            for side in SIDES
        }

    @property
    def least_retained(self) -> np.ndarray:
        """Smallest share (...) that a task retains on a side; NaN where nothing moved."""
        rows = np.stack(list(self.retained.values()))
        least = np.where(np.isnan(rows), np.inf, rows).min(axis=0)
        return np.where(np.isinf(least), np.nan, least)

    def graded(self, scale: str) -> Pair:
        """A scale of SCALES for the affected side, of both."""
        return self.pair(lambda exam: SCALES[scale].grade(exam, self.side))

    @cached_property
    def side_effects(self) -> list[Finding]:
        """What each side effect measures on each side, flagged or not."""
        return findings(self.both, self.before if self.healthy is None else self.healthy())


def is_healthy(condition: Condition) -> bool:
    """Whether a condition leaves nerve and muscles as those of a healthy face."""
    well = healthy()
    arrays = ("conduction", "synkinesis", "tone", "normal_tone", "strength", "involuntary")
    return all(np.array_equal(getattr(condition, a), getattr(well, a)) for a in arrays)


def assess(
    face: Any,
    condition: Condition,
    remaining: np.ndarray,
    person: Person | None = None,
    tasks: Sequence[str] = TASKS,
) -> Assessment:
    """A face examined with all its strength and with what remains (..., M)."""
    before, after = (examine(face, condition, r, person, tasks) for r in (1.0, remaining))
    well = partial(examine, face, healthy(), 1.0, person, tasks)
    return Assessment(before, after, condition.side, None if is_healthy(condition) else well)


def _mean(values: Sequence[np.ndarray]) -> np.ndarray:
    """Mean over the first axis of what is a number; NaN where nothing is."""
    rows = np.stack(values)
    known = np.isfinite(rows)
    total = np.where(known, rows, 0).sum(0)
    return np.where(known.any(0), total / np.maximum(known.sum(0), 1), np.nan)
