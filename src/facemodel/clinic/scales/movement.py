"""Measures over a whole examination: mirror difference, drag, synkinesis, legibility."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike

from facemodel.anatomy.checks import check_side, numbers
from facemodel.anatomy.expressions import EXPRESSIONS, action_unit, expression
from facemodel.anatomy.muscles import INDEX, MUSCLES, SIDES, Side, other_side
from facemodel.clinic.asymmetry import THIRDS, asymmetry
from facemodel.clinic.examination import SUNNYBROOK_TASKS, Examination, check_exam
from facemodel.clinic.excursions import landmark_vertices
from facemodel.clinic.instruments import Noise, lengths
from facemodel.clinic.measured import seen_by
from facemodel.clinic.scales.sunnybrook import LANDMARKS
from facemodel.data import constants
from facemodel.errors import FaceModelError, renamed, unknown
from facemodel.mechanics.face import Face

M = len(MUSCLES)
EMOTIONS = tuple(n for n, e in EXPRESSIONS.items() if e.kind == "emotion")
"""Expressions that are emotions, whose legibility can be judged."""
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


def duchenne_index(activation: ArrayLike) -> np.ndarray:
    """How much of a smile is in the eyes: cheek raiser over lip corner puller [assume].

    Parameters
    ----------
    activation : array_like of shape (..., M)
        Of the muscles.

    Returns
    -------
    ndarray of shape (...)
        0..1: 1 where the eyes do as much as the mouth or more, 0 without a smile of the eyes.

    Examples
    --------
    >>> import facemodel as fm
    >>> print(fm.scales.duchenne_index(fm.action_unit(12)))
    0.0
    >>> print(fm.scales.duchenne_index(fm.action_unit(12) + fm.action_unit(6)).round(1))
    1.0
    """
    a = numbers("activation", activation, -1.5, 1.5)[..., :M]

    def unit(number: int) -> np.ndarray:
        weights = np.maximum(action_unit(number)[:M], 0)
        return np.maximum(a, 0) @ weights / weights.sum()

    return np.clip(unit(6) / np.maximum(unit(12), 0.05), 0, 1)


@dataclass(frozen=True, eq=False)
class Legibility:
    """Whether an expression can still be read.

    Attributes
    ----------
    expression : str
        The emotion meant.
    retained : float
        Share of its own movement that is left, along its own direction.
    likeness : dict of str to float
        Cosine of the movement with each emotion's own.
    legible : bool
        The verdict.
    rule : str
        The rule that says so, in words.
    """

    expression: str
    retained: float
    likeness: dict[str, float]
    legible: bool
    rule: str

    def __repr__(self) -> str:
        verdict = "legible" if self.legible else "not legible"
        return f"Legibility({self.expression}: {verdict}, {self.rule})"

    kept = renamed("retained")


def legibility(face: Face, name: str, activation: ArrayLike, rest: ArrayLike = 0.0) -> Legibility:
    """Whether an emotion is still legible in a moved face.

    Movement of the landmarks of all emotions is compared with every emotion's healthy one. It is
    legible when none is more like it, and it keeps constant scales.legible.least_kept of its own
    movement [assume].

    Parameters
    ----------
    face : Face
        Of fm.load or fm.open_scan.
    name : str
        One of fm.scales.EMOTIONS.
    activation : array_like of shape (M,)
        What moves the face.
    rest : array_like of shape (M,), optional
        Activation of the same face with nothing intended.

    Returns
    -------
    Legibility

    Raises
    ------
    FaceModelError
        For what is no emotion, and for more than one face.

    Examples
    --------
    >>> import facemodel as fm
    >>> sad = fm.scales.legibility(fm.load(), "sadness", fm.expression("sadness"))
    >>> sad
    Legibility(sadness: legible, 100 % of its movement is left and it looks like itself)
    """
    if name not in EMOTIONS:
        raise unknown("emotion", name, EMOTIONS)
    activation = numbers("activation", activation, -1.5, 1.5)
    if activation.shape[-1:] not in ((M,), (len(INDEX),)) or activation.ndim != 1:
        raise FaceModelError(f"legibility is asked of one face: activation ({M},)")
    stems = sorted({s for e in EMOTIONS for s in EXPRESSIONS[e].landmarks})
    at = landmark_vertices(face.mesh, [f"{s}_{side}" for s in stems for side in SIDES])

    def movement(a: np.ndarray, start: np.ndarray) -> np.ndarray:
        return (face.deform(a)[at] - start[at]).ravel().astype(float)

    at_rest = face.deform(np.broadcast_to(numbers("rest", rest, -1.5, 1.5), activation.shape))
    shown = movement(activation, at_rest)
    known = {e: movement(expression(e), face.mesh.vertices) for e in EMOTIONS}
    size = max(float(np.linalg.norm(shown)), 1e-9)
    likeness = {e: float(shown @ v / size / np.linalg.norm(v)) for e, v in known.items()}
    own = known[name]
    retained = float(shown @ own / (own @ own))
    nearest = max(likeness, key=lambda e: likeness[e])
    least = constants.value("scales.legible.least_kept")
    # two emotions that are nearly one movement cannot be distinguished by it
    alike = likeness[nearest] - likeness[name] < 0.02
    if retained < least:
        rule = f"{100 * retained:.0f} % of its movement is left, below {100 * least:.0f} %"
    elif not alike:
        rule = f"it looks more like {nearest.replace('_', ' ')}"
    else:
        rule = f"{100 * retained:.0f} % of its movement is left and it looks like itself"
    return Legibility(name, retained, likeness, bool(retained >= least and alike), rule)
