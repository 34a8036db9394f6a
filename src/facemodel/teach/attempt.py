"""An attempt at an exercise: a case with the learner's dampening or injections, measured."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from facemodel.anatomy.muscles import INDEX, MUSCLES, SIDES
from facemodel.case.case import Case
from facemodel.clinic import metrics
from facemodel.clinic.assessment import Assessment, Pair, assess
from facemodel.clinic.examination import SUNNYBROOK_TASKS
from facemodel.clinic.scales.movement import mirror_rms
from facemodel.clinic.side_effects import SideEffect, side_effects
from facemodel.mechanics.face import Face, load
from facemodel.physiology.drive import Condition, healthy

M = len(MUSCLES)


@dataclass(frozen=True, eq=False)
class Attempt:
    """A case before and after what the learner did to it; figures are computed when asked for."""

    case: Case

    @property
    def face(self) -> Face:
        return load()

    @cached_property
    def condition(self) -> Condition:
        return self.case.build_condition()

    @cached_property
    def remaining(self) -> np.ndarray:
        """Share of strength (M,) left on the case's day."""
        return self.case.remaining(self.face)

    def lost(self, muscle: str) -> float:
        """Share of its strength that a muscle has lost."""
        return float(1 - self.remaining[INDEX[muscle]])

    @cached_property
    def frames(self) -> np.ndarray:
        """Vertices (2, V, 3) mm of the case's expression before and after."""
        return np.stack([self.case.before(self.face), self.case.after(self.face)])

    @cached_property
    def asymmetry_mm(self) -> np.ndarray:
        """Mirror difference (2,) mm of the case's expression before and after."""
        return metrics.asymmetry(self.face.mesh, self.frames)

    @cached_property
    def thirds_mm(self) -> dict[str, float]:
        """Mirror difference mm of the upper, middle and lower third after."""
        return metrics.asymmetry(self.face.mesh, self.frames[1], "thirds")

    @property
    def fall(self) -> float:
        """Share by which the mirror difference of the expression fell."""
        return float(Pair(*self.asymmetry_mm).fall)

    @cached_property
    def width_kept(self) -> dict[str, float]:
        """Share of the reach of a side's landmarks that is left."""
        reach = metrics.expression_range(self.face, self.remaining, self.condition)
        return {side: reach.overall(side)["width"] for side in SIDES}

    @cached_property
    def tasks_kept(self) -> dict[tuple[str, str], float]:
        """Share of its movement that each landmark of each clinical task keeps."""
        found = metrics.task_range(self.face, self.remaining, self.condition)
        return {
            row: float(share)
            for row, share in zip(found.rows, found.relative(), strict=True)
            if np.isfinite(share)
        }

    @cached_property
    def tasks(self) -> Assessment:
        """Sunnybrook's tasks before and after."""
        person = self.case.build_person()
        return assess(self.face, self.condition, self.remaining, person, SUNNYBROOK_TASKS)

    @property
    def mirror_fall(self) -> float:
        """Share by which the mirror difference over Sunnybrook's tasks fell."""
        return float(self.tasks.pair(mirror_rms).fall)

    @cached_property
    def gaps_mm(self) -> tuple[float, float]:
        """Opening mm, before and after, that stays in the eye that is wider after when both are
        closed with effort and nothing else closes them: a spasm that helps comes and goes."""
        condition = healthy() if self.condition.process is not None else self.condition
        before, after = (
            metrics.closure_gap_mm(self.face, share, condition) for share in (1.0, self.remaining)
        )
        wider = after.argmax()
        return float(before[wider]), float(after[wider])

    @cached_property
    def side_effects(self) -> tuple[SideEffect, ...]:
        """Side effects of the case's injections on its day."""
        person = self.case.build_person()
        return side_effects(self.face, self.case.injections, self.case.day, self.condition, person)
