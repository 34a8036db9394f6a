"""Measures over a whole examination: mirror difference, drag, synkinesis."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np

from facemodel.anatomy.checks import check_side
from facemodel.anatomy.muscles import Side, other_side
from facemodel.clinic.asymmetry import THIRDS, asymmetry
from facemodel.clinic.examination import SUNNYBROOK_TASKS, Examination, check_exam
from facemodel.clinic.instruments import Noise, lengths
from facemodel.clinic.measured import seen_by
from facemodel.clinic.scales.sunnybrook import LANDMARKS

STUDY_CHANGE_PERCENT = -11.0
"""Change of whole-face mirror RMS over five expressions that toxin achieved in a palsy series of
16 people [Pradel2025]."""


def mirror_rms(
    exam: Examination,
    by: Literal["thirds"] | None = None,
    noise: Noise = None,
    seed: int = 0,
) -> Any:
    """Mean over Sunnybrook's five expressions of the distance from the mirror image.

    Parameters
    ----------
    exam : Examination
        Of fm.examine.
    by : "thirds", optional
        For upper, middle and lower face apart.
    noise : str, float or None, optional
        Error of the reading: a name of fm.metrics.INSTRUMENTS, or a standard deviation in mm.
    seed : int, optional
        Of the error; the same one reads the same again.

    Returns
    -------
    ndarray of shape (...) or dict of str to ndarray
        Root mean square distance in mm; by third where `by` says so.

    Examples
    --------
    >>> import facemodel as fm
    >>> exam = fm.examine(fm.load(), fm.conditions.house_brackmann(4, "left"))
    >>> bool(fm.scales.mirror_rms(exam) > fm.scales.mirror_rms(fm.examine(fm.load())))
    True
    """
    check_exam(exam)
    lengths(noise, seed)  # refuses what is none
    seeds = [seed * len(SUNNYBROOK_TASKS) + k for k in range(len(SUNNYBROOK_TASKS))]
    rows: list[Any] = [
        asymmetry(exam.mesh, exam.frames[t], by=by, noise=noise, seed=one)
        for t, one in zip(SUNNYBROOK_TASKS, seeds, strict=True)
    ]
    if by is None:
        return np.mean(rows, axis=0)
    return {name: np.mean([row[name] for row in rows], axis=0) for name in THIRDS}


def counter_direction_mm(
    exam: Examination,
    side: Side = "left",
    noise: Noise = None,
    seed: int = 0,
) -> dict[str, np.ndarray]:
    """How far the weak side is dragged against its own movement in each task.

    The part of its movement that runs against the mirror image of the other side's.

    Parameters
    ----------
    exam : Examination
        Of fm.examine.
    side : {"left", "right"}, optional
        The affected side, the subject's own.
    noise : str, float or None, optional
        Error of the reading: a name of fm.metrics.INSTRUMENTS, or a standard deviation in mm.
    seed : int, optional
        Of the error; the same one reads the same again.

    Returns
    -------
    dict of str to ndarray of shape (...)
        By task, in mm; 0 where it is not dragged.

    Examples
    --------
    >>> import facemodel as fm
    >>> exam = fm.examine(fm.load(), fm.conditions.house_brackmann(4, "left"))
    >>> sorted(fm.scales.counter_direction_mm(exam))
    ['brow_raise', 'lip_pucker', 'lower_teeth', 'open_mouth_smile', 'snarl']
    """
    check_exam(exam)
    check_side(side)
    exam = seen_by(exam, noise, seed)
    found = {}
    for task in [t for t in exam.tasks if t in LANDMARKS]:
        drags = []
        for stem in LANDMARKS[task]:
            mine = exam.moved(task, f"{stem}_{side}")
            theirs = exam.moved(task, other_side(f"{stem}_{side}")) * [-1, 1, 1]
            size = np.linalg.norm(theirs, axis=-1)
            drags.append(-(mine * theirs).sum(-1) / np.maximum(size, 1e-9))
        found[task] = np.maximum(np.mean(drags, axis=0), 0)
    return found


def synkinesis_index(
    exam: Examination,
    side: Side = "left",
    noise: Noise = None,
    seed: int = 0,
) -> dict[str, np.ndarray]:
    """Involuntary movement of a side beyond the other one's, in per cent of a whole movement.

    Parameters
    ----------
    exam : Examination
        Of fm.examine.
    side : {"left", "right"}, optional
        The affected side, the subject's own.
    noise : str, float or None, optional
        Error of the reading: a name of fm.metrics.INSTRUMENTS, or a standard deviation in mm.
    seed : int, optional
        Of the error; the same one reads the same again.

    Returns
    -------
    dict of str to ndarray of shape (...)
        eye_in_smile, eye_in_pucker: narrowing of the fissure, of its height at rest;
        mouth_in_closure: movement of the corner while the eyes close, of the other side's smile;
        mean: of the three.

    Examples
    --------
    >>> import facemodel as fm
    >>> exam = fm.examine(fm.load(), fm.conditions.postparalytic_synkinesis("left"))
    >>> bool(fm.scales.synkinesis_index(exam, "left")["mean"] > 10)
    True
    """
    check_exam(exam)
    check_side(side)
    exam = seen_by(exam, noise, seed)
    k = 0 if side == "left" else 1
    rest = exam.fissures_mm("rest")

    def narrows(task: str) -> np.ndarray:
        by = rest - exam.fissures_mm(task)
        return (by[..., k] - by[..., 1 - k]) / np.maximum(rest[..., 1 - k], 0.1)

    mine, theirs = (
        np.linalg.norm(exam.moved("gentle_eye_closure", n), axis=-1)
        for n in (f"cheilion_{side}", other_side(f"cheilion_{side}"))
    )
    smile = np.linalg.norm(exam.moved("open_mouth_smile", other_side(f"cheilion_{side}")), axis=-1)
    found = {
        "eye_in_smile": narrows("open_mouth_smile"),
        "eye_in_pucker": narrows("lip_pucker"),
        "mouth_in_closure": (mine - theirs) / np.maximum(smile, 1.0),
    }
    found = {name: 100 * np.maximum(value, 0) for name, value in found.items()}
    return found | {"mean": np.mean(list(found.values()), axis=0)}
