"""How the people of a plan move: points of their skin in tasks, with some of their strength left.

Only the points that measures read are moved, by the columns that the page has too (single
precision, without the curves of a lifted brow): the margins of the lids where a gap between them is
read, elsewhere landmarks and points of the skin.
"""

from __future__ import annotations

import weakref
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from facemodel.anatomy.expressions import expression
from facemodel.anatomy.mesh import Mesh
from facemodel.anatomy.muscles import CONTROLS
from facemodel.clinic.findings import KINDS
from facemodel.mechanics import stiffened
from facemodel.mechanics.face import Face
from facemodel.mechanics.frame import Rig, cast, frames
from facemodel.physiology.drive import Condition
from facemodel.physiology.people import Person
from facemodel.study.plan.skin import SkinPoints, points_moved, skin_points

C = len(CONTROLS)
_RIGS: weakref.WeakKeyDictionary[Face, Rig] = weakref.WeakKeyDictionary()
GAPS = frozenset(kind.task for kind in KINDS.values() if kind.measure == "gapes")
"""Tasks in which the gap between the lids is read."""


@dataclass(frozen=True, eq=False)
class Movers:
    """N people who share a face."""

    face: Face
    people: Person

    def __repr__(self) -> str:
        return f"Movers({self.people.count} people)"

    @cached_property
    def mesh(self) -> Mesh:
        """The points that measures read."""
        return self.face.mesh.at(self._points)

    @cached_property
    def rig(self) -> Rig:
        """What moves these points; of each its own, for what presses is sought from the last."""
        if self.face not in _RIGS:
            _RIGS[self.face] = self.rig_of(self._points)
        return replace(_RIGS[self.face])

    @cached_property
    def _points(self) -> np.ndarray:
        return points_moved(self.face.mesh)

    @cached_property
    def skin(self) -> SkinPoints:
        """Points that stand for the skin, by their numbers among those that are moved."""
        whole = skin_points(self.face.mesh)
        return replace(whole, vertices=np.searchsorted(self._points, whole.vertices))

    @cached_property
    def _skin_rig(self) -> tuple[np.ndarray, Rig]:
        """Landmarks and points of the skin (Q,) among those moved; what moves them."""
        points = np.unique(self.skin.vertices)
        return points, self.rig.at(points)

    def rig_of(self, points: np.ndarray) -> Rig:
        """What moves points (P,) of the face."""
        return cast(self.face.single, np.float64).at(points)

    def moved(
        self, rig: Rig, condition: Condition, left: np.ndarray, tasks: Sequence[str]
    ) -> dict[str, np.ndarray]:
        """Points (N,P,3) mm of each task, with strength (N,M) left."""
        made = self.frames(rig, self._driven(condition, left, tasks))
        return {task: made[:, k] for k, task in enumerate(tasks)}

    def looked_at(
        self, condition: Condition, left: np.ndarray, tasks: Sequence[str]
    ) -> dict[str, np.ndarray]:
        """The same of `mesh`, but NaN where nobody looks: at the lids' margins outside GAPS."""
        driven = self._driven(condition, left, tasks)
        found: dict[str, np.ndarray] = {}
        gaps = [k for k, task in enumerate(tasks) if task in GAPS]
        others = [k for k, task in enumerate(tasks) if task not in GAPS]
        if gaps:
            whole = self.frames(self.rig, driven[:, gaps])
            found |= {tasks[k]: whole[:, i] for i, k in enumerate(gaps)}
        if others:
            points, rig = self._skin_rig
            some = np.full((len(left), len(others), *self.mesh.vertices.shape), np.nan)
            some[:, :, points] = self.frames(rig, driven[:, others])
            found |= {tasks[k]: some[:, i] for i, k in enumerate(others)}
        return found

    def _driven(self, condition: Condition, left: np.ndarray, tasks: Sequence[str]) -> np.ndarray:
        """Control values (N,T,C) in tasks."""
        who = self.people
        intents = np.stack([self._meant(task) for task in tasks])
        return condition.drive(
            intents, left[:, None], strength=who.strength[:, None], tone=who.tone[:, None]
        )

    def frames(self, rig: Rig, driven: np.ndarray) -> np.ndarray:
        """Points (N,F,P,3) mm at control values (N,F,C)."""
        weights = stiffened.weights(driven, rig.slack, self.people.stiffness)
        return frames(rig, driven, weights[..., :C])

    def _meant(self, task: str) -> np.ndarray:
        if task not in self._intents:
            self._intents[task] = self.face.controls(expression(task))
        return self._intents[task]

    @cached_property
    def _intents(self) -> dict[str, np.ndarray]:
        return {}


__all__ = ["Movers"]
