"""Whether a moved face still shows what it means: legible emotions, a smile of the eyes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from facemodel.anatomy.checks import numbers
from facemodel.anatomy.expressions import EXPRESSIONS, action_unit, expression
from facemodel.anatomy.muscles import INDEX, MUSCLES, SIDES
from facemodel.clinic.excursions import landmark_vertices
from facemodel.data import constants
from facemodel.errors import FaceModelError, renamed, unknown
from facemodel.mechanics.face import Face

M = len(MUSCLES)
EMOTIONS = tuple(n for n, e in EXPRESSIONS.items() if e.kind == "emotion")
"""Expressions that are emotions, whose legibility can be judged."""
ALIKE = 0.02
"""Likenesses nearer than this are of emotions that are nearly one movement: it tells none apart."""


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
    alike = likeness[nearest] - likeness[name] < ALIKE
    if retained < least:
        rule = f"{100 * retained:.0f} % of its movement is left, below {100 * least:.0f} %"
    elif not alike:
        rule = f"it looks more like {nearest.replace('_', ' ')}"
    else:
        rule = f"{100 * retained:.0f} % of its movement is left and it looks like itself"
    return Legibility(name, retained, likeness, bool(retained >= least and alike), rule)
