"""An examination as an instrument sees it, and how scales and measures get at one."""

from dataclasses import dataclass, replace

import numpy as np

from facemodel.clinic.evenness import even_mesh, evened
from facemodel.clinic.examination import Examination
from facemodel.clinic.instruments import EXACT, Noise, Reading, lengths, scores


@dataclass(frozen=True, eq=False)
class Measured(Examination):
    """An examination whose positions and gaps are read with an error.

    Attributes
    ----------
    mesh, frames, activation
        As of the examination.
    reading : Reading
        Error of a distance between two positions, along each axis, and of a gap.
    """

    reading: Reading = EXACT

    def at(self, task: str, landmark: str) -> np.ndarray:
        """Where a landmark is seen in a task.

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
        each = Reading(self.reading.sd / np.sqrt(2), self.reading.seed)
        return each.of(super().at(task, landmark), f"{task} {landmark}")

    def fissures_mm(self, task: str) -> np.ndarray:
        """Gap between the lids as it is read in a task.

        Parameters
        ----------
        task : str
            One of those asked for, or "rest".

        Returns
        -------
        ndarray of shape (..., 2)
            In mm, left then right.
        """
        return self.reading.of(super().fissures_mm(task), f"{task} fissures")


def reading_of(exam: Examination) -> Reading:
    """The error with which an examination is read."""
    return exam.reading if isinstance(exam, Measured) else EXACT


def even(exam: Examination) -> Examination:
    """The same movements on a face without the person's own asymmetry; itself where there is none.

    What is compared between the sides in one pose is read there.
    """
    mesh = even_mesh(exam.mesh)
    if mesh is exam.mesh:
        return exam
    frames = {task: evened(exam.mesh, seen) for task, seen in exam.frames.items()}
    return replace(exam, mesh=mesh, frames=frames)


def seen_by(exam: Examination, noise: Noise, seed: int) -> Examination:
    """The examination as an instrument sees it; itself without one."""
    return _read(exam, lengths(noise, seed))


def graded_by(
    exam: Examination, noise: Noise, seed: int, scale: str
) -> tuple[Examination, Reading]:
    """The examination as a scale sees it, and how the scale's score is read."""
    reading, score = scores(noise, seed, scale)
    return _read(exam, reading), score


def _read(exam: Examination, reading: Reading) -> Examination:
    if not reading.sd:
        return exam
    return Measured(exam.mesh, exam.frames, exam.activation, reading)
