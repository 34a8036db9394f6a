"""How far a face moves in the clinical tasks, on whole frames: jaw, lids and lips included."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from facemodel.anatomy.action_tables import CLINICAL_TASKS
from facemodel.anatomy.expressions import EXPRESSIONS, expression
from facemodel.anatomy.muscles import SIDES
from facemodel.clinic.excursions import excursions
from facemodel.clinic.measures import facial_measures
from facemodel.clinic.motion_range import activation_limits, check_linear, share
from facemodel.errors import FaceModelError
from facemodel.mechanics.face import Face
from facemodel.physiology.conditions import Condition, healthy


@dataclass(frozen=True, eq=False)
class TaskRange:
    """Movement in the clinical tasks, from the face's own rest, on whole frames.

    rows           R pairs (task, landmark)
    excursion_mm   (R,)
    undampened_mm  (R,) the same with full strength remaining
    """

    rows: tuple[tuple[str, str], ...]
    excursion_mm: np.ndarray
    undampened_mm: np.ndarray

    def relative(self) -> np.ndarray:
        """Share (R,) of the undampened movement left; NaN where there was none."""
        return share(self.excursion_mm, self.undampened_mm)


def task_range(
    face: Face,
    remaining: ArrayLike = 1.0,
    condition: Condition | None = None,
    tasks: Sequence[str] = CLINICAL_TASKS,
) -> TaskRange:
    """How far the landmarks of each clinical task move; jaw, lids and lips included.

    Movement is counted from the rest of the same face, with the same condition and dampening.
    """
    check_linear(face)
    activation_limits(remaining, condition)  # refuses a batch, of which there is one rest each
    condition = condition or healthy()
    if isinstance(tasks, str) or not len(tasks):
        raise FaceModelError(f"tasks are a list of expressions, got {tasks!r}")
    if still := next((t for t in tasks if t in EXPRESSIONS and not EXPRESSIONS[t].landmarks), None):
        raise FaceModelError(f"{still!r} moves no landmark; name an expression that does")
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
        return np.array([size[list(tasks).index(t), names.index(n)] for t, n in rows])

    return TaskRange(rows, movement(remaining), movement(1.0))


def closure_gap_mm(
    face: Face,
    remaining: ArrayLike = 1.0,
    condition: Condition | None = None,
    task: str = "gentle_eye_closure",
) -> np.ndarray:
    """Opening (2,) in mm left and right that stays when the eyes are closed.

    What weakening the eye's ring costs. On the whole frame of the task, half-way between the
    canthi (palpebral_fissure_height_mm of facial_measures).
    """
    check_linear(face)
    activation_limits(remaining, condition)  # refuses a batch
    activation = (condition or healthy()).drive(expression(task), remaining)
    return facial_measures(face.mesh, face.deform(activation))["palpebral_fissure_height_mm"]
