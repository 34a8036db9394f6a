"""How far a face moves in the clinical tasks, on whole frames: jaw, lids and lips included."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from facemodel.anatomy.action_tables import CLINICAL_TASKS
from facemodel.anatomy.expressions import EXPRESSIONS, expression
from facemodel.anatomy.muscles import SIDES
from facemodel.clinic.excursions import excursions, named_tasks
from facemodel.clinic.instruments import Noise
from facemodel.clinic.measures import facial_measures
from facemodel.clinic.motion_range import activation_limits, check_linear, share
from facemodel.mechanics.face import Face
from facemodel.physiology.conditions import Condition, healthy


@dataclass(frozen=True, eq=False)
class TaskRange:
    """Movement in the clinical tasks, from the face's own rest, on whole frames.

    Attributes
    ----------
    rows : tuple of (str, str)
        R pairs of task and landmark.
    excursion_mm : ndarray of shape (R,)
        How far the landmark moves.
    undampened_mm : ndarray of shape (R,)
        The same with full strength remaining.
    """

    rows: tuple[tuple[str, str], ...]
    excursion_mm: np.ndarray
    undampened_mm: np.ndarray

    def __repr__(self) -> str:
        left = 100 * np.nan_to_num(self.relative(), nan=1.0).min(initial=1.0)
        return f"TaskRange({len(self.rows)} movements, at least {left:.0f} % of each left)"

    def relative(self) -> np.ndarray:
        """Share of the undampened movement that is left.

        Returns
        -------
        ndarray of shape (R,)
            NaN where there was no movement.
        """
        return share(self.excursion_mm, self.undampened_mm)


def task_range(
    face: Face,
    remaining: ArrayLike = 1.0,
    condition: Condition | None = None,
    tasks: Sequence[str] = CLINICAL_TASKS,
) -> TaskRange:
    """How far the landmarks of each clinical task move; jaw, lids and lips included.

    Movement is counted from the rest of the same face, with the same condition and dampening.

    Parameters
    ----------
    face : Face
        Of fm.load or fm.open_scan.
    remaining : float or array_like of shape (M,), optional
        Share 0..1 of each muscle's strength that is left, as fm.dampen returns it.
    condition : Condition, optional
        Of fm.conditions, held at its height; healthy unless given.
    tasks : sequence of str, optional
        Expressions that move landmarks.

    Returns
    -------
    TaskRange

    Raises
    ------
    FaceModelError
        For an unknown expression, one that moves no landmark, and strength of another shape.

    Examples
    --------
    >>> import facemodel as fm
    >>> weak = fm.dampen({"smile_left": 0.5})
    >>> moved = fm.metrics.task_range(fm.load(), weak, tasks=["smile_social"])
    >>> moved.rows[0], bool(moved.relative()[0] < 0.8)
    (('smile_social', 'cheilion_left'), True)
    """
    check_linear(face)
    activation_limits(remaining, condition)  # refuses a batch, of which there is one rest each
    condition = condition or healthy()
    tasks = named_tasks(tasks, kind="expression")
    intended = np.stack([expression(name) for name in ("rest", *tasks)])
    rows = tuple(
        (task, f"{stem}_{side}")
        for task in tasks
        for stem in EXPRESSIONS[task].landmarks
        for side in SIDES
    )
    names = list(dict.fromkeys(landmark for _, landmark in rows))

    def movement(remains) -> np.ndarray:
        rest, *frames = face.deform(condition.drive(intended, remains))
        size = excursions(face.mesh, np.stack(frames), names, rest).magnitude_mm
        return np.array([size[tasks.index(t), names.index(n)] for t, n in rows])

    return TaskRange(rows, movement(remaining), movement(1.0))


def closure_gap_mm(
    face: Face,
    remaining: ArrayLike = 1.0,
    condition: Condition | None = None,
    task: str = "gentle_eye_closure",
    noise: Noise = None,
    seed: int = 0,
) -> np.ndarray:
    """Opening in mm that stays when the eyes are closed.

    On the whole frame of the task, half-way between the canthi.

    Parameters
    ----------
    face : Face
        Of fm.load or fm.open_scan.
    remaining : float or array_like of shape (M,), optional
        Share 0..1 of each muscle's strength that is left, as fm.dampen returns it.
    condition : Condition, optional
        Of fm.conditions, held at its height; healthy unless given.
    task : str, optional
        How the eyes are closed.
    noise : str, float or None, optional
        Error of the reading: a name of fm.metrics.INSTRUMENTS, or a standard deviation in mm.
    seed : int, optional
        Of the error; the same one reads the same again.

    Returns
    -------
    ndarray of shape (2,)
        Left, then right.

    Examples
    --------
    >>> import facemodel as fm
    >>> weak = fm.dampen({"eye_left": 1.0})
    >>> left, right = fm.metrics.closure_gap_mm(fm.load(), weak)
    >>> bool(left > right)
    True
    """
    check_linear(face)
    activation_limits(remaining, condition)  # refuses a batch
    activation = (condition or healthy()).drive(expression(task), remaining)
    frame = face.deform(activation)
    return facial_measures(face.mesh, frame, noise, seed)["palpebral_fissure_height_mm"]
