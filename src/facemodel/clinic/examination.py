"""A clinical examination: the face at rest and in the tasks that a clinician asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike

from facemodel.anatomy.checks import check_face, check_kind
from facemodel.anatomy.expressions import EXPRESSIONS, expression
from facemodel.anatomy.mesh import Mesh
from facemodel.anatomy.muscles import MUSCLES
from facemodel.errors import FaceModelError, checks_keywords, unknown
from facemodel.mechanics.face import Face
from facemodel.physiology.drive import Condition, healthy
from facemodel.physiology.people import Person, average, check_person

M = len(MUSCLES)
SUNNYBROOK_TASKS = (
    "brow_raise",
    "gentle_eye_closure",
    "open_mouth_smile",
    "snarl",
    "lip_pucker",
)
"""The five voluntary movements of the Sunnybrook scale."""
TASKS = (*SUNNYBROOK_TASKS, "forced_eye_closure", "lower_teeth")
"""Tasks of an examination unless others are given: Sunnybrook's five and what eFACE adds."""


@dataclass(frozen=True, eq=False)
class Examination:
    """What was seen: a face at rest and in tasks; scales are read from it (fm.scales).

    frames      task -> vertices (..., V, 3) mm, "rest" among them
    activation  task -> activation (..., M) that made them
    Leading axes are people.
    """

    mesh: Mesh
    frames: Mapping[str, np.ndarray]
    activation: Mapping[str, np.ndarray]

    @property
    def rest(self) -> np.ndarray:
        """Vertices (..., V, 3) mm of the face with nothing intended."""
        return self.frames["rest"]

    @property
    def tasks(self) -> tuple[str, ...]:
        """The tasks asked for, without rest."""
        return tuple(name for name in self.frames if name != "rest")

    def need(self, tasks: Sequence[str]) -> None:
        """Errors: a task that was not asked for."""
        for task in tasks:
            if task not in self.frames:
                raise FaceModelError(
                    f"this examination did not ask for {task!r}; examine with tasks=(..., {task!r})"
                )

    def moved(self, task: str, landmark: str) -> np.ndarray:
        """Movement (..., 3) mm of a landmark from this face's own rest."""
        self.need((task,))
        k = self.mesh.landmarks[landmark]
        return self.frames[task][..., k, :] - self.rest[..., k, :]


@checks_keywords
def examine(
    face: Face,
    condition: Condition | None = None,
    remaining: ArrayLike = 1.0,
    person: Person | None = None,
    tasks: Sequence[str] = TASKS,
) -> Examination:
    """Ask a face for rest and each task, at full effort.

    condition: healthy unless given, held at its height. remaining (M,) or (N, M): what dampening
    or toxin leaves. person: one or N of fm.people. Errors: an unknown task.
    """
    condition = healthy() if condition is None else condition
    check_kind("a condition", condition, Condition, "make one with fm.conditions")
    check_face(face)
    check_person(person)
    if isinstance(tasks, str) or not isinstance(tasks, Sequence):
        raise FaceModelError(f"tasks are a list of expressions, got {tasks!r}")
    intents = {"rest": np.zeros(M)}
    for task in tasks:
        if not isinstance(task, str) or task not in EXPRESSIONS:
            raise unknown("task", task, EXPRESSIONS, see="fm.EXPRESSIONS")
        intents[task] = expression(task)[:M]
    who = average() if person is None else person
    activation = {task: who.drive(condition, u, remaining) for task, u in intents.items()}
    frames = {task: face.deform(a) for task, a in activation.items()}
    return Examination(face.mesh, MappingProxyType(frames), MappingProxyType(activation))
