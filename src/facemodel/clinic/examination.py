"""A clinical examination: the face at rest and in the tasks that a clinician asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike

from facemodel.anatomy.checks import check_face, check_kind
from facemodel.anatomy.expressions import EXPRESSIONS, expression
from facemodel.anatomy.mesh import Mesh
from facemodel.anatomy.muscles import MUSCLES
from facemodel.clinic.asymmetry import asymmetry, over_tasks
from facemodel.clinic.excursions import landmark_vertices, named_tasks
from facemodel.clinic.measures import palpebral_fissures_mm
from facemodel.clinic.symmetry import symmetry_index
from facemodel.data.showing import table_html
from facemodel.errors import FaceModelError, checks_keywords
from facemodel.mechanics.face import Face
from facemodel.physiology.drive import Condition, healthy
from facemodel.physiology.people import Person, average, check_person

M = len(MUSCLES)
SUNNYBROOK_TASKS = ("brow_raise", "gentle_eye_closure", "open_mouth_smile", "snarl", "lip_pucker")
"""The five voluntary movements of the Sunnybrook scale."""
MOVEMENT = "movement"  # name of a frame that shows a case's own movement, which is no task
TASKS = (*SUNNYBROOK_TASKS, "forced_eye_closure", "lower_teeth")
"""Tasks of an examination unless others are given: Sunnybrook's five and what eFACE adds."""


@dataclass(frozen=True, eq=False)
class Examination:
    """What was seen of a face, or of many, at rest and in tasks; fm.scales reads it.

    Attributes
    ----------
    mesh : Mesh
        Of the face.
    frames : mapping of str to ndarray of shape (..., V, 3)
        Vertices in mm by task, "rest" first.
    activation : mapping of str to ndarray of shape (..., M)
        What made the frames; empty where it is not known.
    """

    mesh: Mesh
    frames: Mapping[str, np.ndarray]
    activation: Mapping[str, np.ndarray] = field(default_factory=dict)

    def __repr__(self) -> str:
        faces = self.rest[..., 0, 0].size
        return f"Examination(faces: {faces:,}, at rest and in {len(self.tasks)} tasks)"

    def _repr_html_(self) -> str:
        middle = np.median(self.asymmetry_mm.reshape(-1, len(self.frames)), axis=0)
        rows = zip(self.frames, middle, strict=True)
        return table_html(repr(self), ("task", "asymmetry, mm (median)"), rows)

    @classmethod
    def of(cls, mesh: Mesh, tasks: Sequence[str], frames: np.ndarray) -> Examination:
        """The examination that frames show.

        Parameters
        ----------
        mesh : Mesh
            Of the face.
        tasks : sequence of str
            T expressions, without rest.
        frames : ndarray of shape (..., 1 + T, V, 3)
            Vertices in mm of rest, then of the tasks.

        Returns
        -------
        Examination
        """
        names = ("rest", *tasks)
        rows = {name: frames[..., k, :, :] for k, name in enumerate(names)}
        return cls(mesh, MappingProxyType(rows))

    @property
    def rest(self) -> np.ndarray:
        """Vertices (..., V, 3) in mm of the face with nothing intended."""
        return self.frames["rest"]

    @property
    def tasks(self) -> tuple[str, ...]:
        """The tasks asked for, without rest."""
        return tuple(name for name in self.frames if name != "rest")

    def only(self, tasks: Sequence[str]) -> Examination:
        """The same examination without other tasks.

        Parameters
        ----------
        tasks : sequence of str
            Those that stay, beside rest.

        Returns
        -------
        Examination
        """
        self.need(tasks)
        return Examination(self.mesh, {t: self.frames[t] for t in ("rest", *tasks)})

    def need(self, tasks: Sequence[str]) -> None:
        """Refuses with a FaceModelError where one of these tasks was not asked for.

        Parameters
        ----------
        tasks : sequence of str
            What is needed.
        """
        for task in tasks:
            if task not in self.frames:
                raise FaceModelError(f"this examination did not ask for {task!r}; add it to tasks=")

    def at(self, task: str, landmark: str) -> np.ndarray:
        """Where a landmark is in a task.

        Parameters
        ----------
        task : str
            One of those asked for, or "rest".
        landmark : str
            Name of face.mesh.landmarks.

        Returns
        -------
        ndarray of shape (..., 3)
            Position in mm.
        """
        self.need((task,))
        return self.frames[task][..., landmark_vertices(self.mesh, [landmark])[0], :]

    def moved(self, task: str, landmark: str) -> np.ndarray:
        """Movement of a landmark from this face's own rest.

        Parameters
        ----------
        task : str
            One of those asked for.
        landmark : str
            Name of face.mesh.landmarks.

        Returns
        -------
        ndarray of shape (..., 3)
            In mm.
        """
        return self.at(task, landmark) - self.at("rest", landmark)

    def movement(self, task: str, side: str) -> np.ndarray:
        """Movements of a task's own L landmarks on a side, from this face's own rest.

        Parameters
        ----------
        task : str
            One of those asked for.
        side : {"left", "right"}
            The subject's own.

        Returns
        -------
        ndarray of shape (..., L, 3)
            In mm.
        """
        self.need((task,))
        at = landmark_vertices(self.mesh, [f"{s}_{side}" for s in EXPRESSIONS[task].landmarks])
        return self.frames[task][..., at, :] - self.rest[..., at, :]

    def moved_mm(self, task: str, side: str) -> np.ndarray:
        """Mean length of a task's movements on a side.

        Parameters
        ----------
        task : str
            One of those asked for.
        side : {"left", "right"}
            The subject's own.

        Returns
        -------
        ndarray of shape (...)
            In mm.
        """
        return np.linalg.norm(self.movement(task, side), axis=-1).mean(-1)

    @cached_property
    def asymmetry_mm(self) -> np.ndarray:
        """Asymmetry (..., 1 + T) in mm of the whole skin, at rest and in each task."""
        return asymmetry(self.mesh, np.stack(list(self.frames.values()), axis=-3))

    @property
    def over_tasks_mm(self) -> np.ndarray:
        """Root mean square (...) in mm of the asymmetry over rest and tasks."""
        return over_tasks(self.asymmetry_mm)

    def own_rest_symmetry_percent(self, task: str) -> np.ndarray:
        """Symmetry index of a task, counted from this face's own rest, as a clinic does.

        Parameters
        ----------
        task : str
            One of those asked for.

        Returns
        -------
        ndarray of shape (...)
            Per cent; NaN where nothing moves.
        """
        self.need((task,))
        return symmetry_index(self.mesh, self.frames[task], task, self.rest)

    def fissures_mm(self, task: str) -> np.ndarray:
        """Gap between the lids in a task.

        Parameters
        ----------
        task : str
            One of those asked for, or "rest".

        Returns
        -------
        ndarray of shape (..., 2)
            In mm, left then right.
        """
        self.need((task,))
        if task not in self._fissures:
            self._fissures[task] = palpebral_fissures_mm(self.mesh, self.frames[task])
        return self._fissures[task]

    @property
    def closure_gap_mm(self) -> np.ndarray:
        """Gap (..., 2) in mm that stays when the eyes are closed with effort, left then right."""
        return self.fissures_mm("gentle_eye_closure")

    @cached_property
    def _fissures(self) -> dict[str, np.ndarray]:
        return {}


@checks_keywords
def examine(
    face: Face,
    condition: Condition | None = None,
    remaining: ArrayLike = 1.0,
    person: Person | None = None,
    tasks: Sequence[str] = TASKS,
) -> Examination:
    """A face at rest and in each task, at full effort.

    Parameters
    ----------
    face : Face
        Of fm.load or fm.open_scan.
    condition : Condition, optional
        Of fm.conditions, held at its height; healthy unless given.
    remaining : float or array_like of shape (M,) or (N, M), optional
        Share 0..1 of strength that dampening or toxin leaves.
    person : Person, optional
        One or N of fm.people; the average person unless given.
    tasks : sequence of str, optional
        Expressions; those of the scales unless given.

    Returns
    -------
    Examination

    Raises
    ------
    FaceModelError
        For an unknown task, and for what is no face, condition or person.

    Examples
    --------
    >>> import facemodel as fm
    >>> exam = fm.examine(fm.load(), fm.conditions.house_brackmann(4, "left"))
    >>> exam
    Examination(faces: 1, at rest and in 7 tasks)
    >>> bool(exam.closure_gap_mm[0] > exam.closure_gap_mm[1])
    True
    """
    condition = healthy() if condition is None else condition
    check_kind("a condition", condition, Condition, "make one with fm.conditions")
    check_face(face)
    check_person(person)
    names = ("rest", *named_tasks(tasks, moving=False))
    who = average() if person is None else person
    activation = {n: who.drive(condition, expression(n)[:M], remaining) for n in names}
    frames = {task: face.deform(a) for task, a in activation.items()}
    return Examination(face.mesh, MappingProxyType(frames), MappingProxyType(activation))


def check_exam(exam: Examination) -> None:
    """Error: not an examination."""
    check_kind("an examination", exam, Examination, "make one with fm.examine(face, condition)")
