"""How alike the two sides of a face move, in per cent of the other side."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from facemodel.anatomy.checks import check_side
from facemodel.anatomy.expressions import EXPRESSIONS
from facemodel.anatomy.mesh import Mesh
from facemodel.anatomy.muscles import SIDES, Side
from facemodel.clinic.asymmetry import THIRDS, thirds
from facemodel.clinic.excursions import LEAST_MOVEMENT_MM, excursions
from facemodel.clinic.instruments import Noise
from facemodel.errors import FaceModelError, shown, unknown

# Symmetry index of healthy people, per cent, mean and SD [Scriba1999]
HEALTHY_SYMMETRY_PERCENT = {
    "brow_raise": (91.0, 6.0),
    "gentle_eye_closure": (93.0, 5.0),
    "open_mouth_smile": (91.0, 5.0),
    "overall": (92.0, 3.0),
}
"""Symmetry index of healthy people, per cent: movement -> mean and SD [Scriba1999]."""
# Which of these a movement is compared with; all others with the overall mean (assume)
_COMPARED = {"forced_eye_closure": "gentle_eye_closure"} | dict.fromkeys(
    (
        "closed_smile",
        "happiness_duchenne",
        "max_smile_squint",
        "smile_polite_closed",
        "smile_social",
    ),
    "open_mouth_smile",
)

SMALL_MOVEMENT_MM = 0.5
"""Keeps the asymmetry index of points that hardly move near 0 [assume]."""


def symmetry_index(
    mesh: Mesh,
    vertices: ArrayLike,
    movement: str | Iterable[str],
    rest: ArrayLike | None = None,
    noise: Noise = None,
    seed: int = 0,
) -> Any:
    """Per cent that the side that moves less reaches of the other; 100 is symmetric.

    100 min(L, R) / max(L, R) of the mean displacement of the movement's landmarks on each side.

    Parameters
    ----------
    mesh : Mesh
        What the vertices belong to: `face.mesh`.
    vertices : array_like of shape (..., V, 3)
        Positions in mm; the head may be held in any way.
    movement : str or iterable of str
        Name of an expression, or landmark names without side.
    rest : array_like of shape (V, 3) or (..., V, 3), optional
        Where movement is counted from, in mm; the mesh's own rest unless given. The rest of a face
        under a spasm or a palsy differs: own_rest_symmetry_percent of fm.examine counts from it.
    noise : str, float or None, optional
        Error of the reading: a name of fm.metrics.INSTRUMENTS, or a standard deviation in mm.
    seed : int, optional
        Of the error; the same one reads the same again.

    Returns
    -------
    ndarray of shape (...)
        Per cent; NaN where no landmark moves 0.8 mm.

    Raises
    ------
    FaceModelError
        For an unknown expression, and for one that moves no landmark.

    References
    ----------
    [Scriba1999]

    Examples
    --------
    >>> import facemodel as fm
    >>> face, weak = fm.load(), fm.dampen({"smile_left": 0.5})
    >>> smile = face.deform(fm.conditions.healthy().drive(fm.expression("smile_social"), weak))
    >>> bool(fm.metrics.symmetry_index(face.mesh, smile, "smile_social") < 90)
    True
    """
    if isinstance(movement, str):
        if movement not in EXPRESSIONS:
            raise unknown("expression", movement, EXPRESSIONS, see="fm.EXPRESSIONS")
        stems = EXPRESSIONS[movement].landmarks
    else:
        try:
            stems = tuple(movement)
        except TypeError:
            raise FaceModelError(
                f"a movement is an expression's name or a list of landmarks, got {shown(movement)}"
            ) from None
    if not stems:
        raise FaceModelError(f"{movement!r} moves no landmark; name an expression that does")
    left, right = (
        excursions(mesh, vertices, [f"{s}_{side}" for s in stems], rest, noise, seed).magnitude_mm
        for side in ("left", "right")
    )
    return _index(left, right)


def healthy_symmetry_percent(movement: str) -> tuple[float, float]:
    """Mean and SD of healthy people's symmetry index in an expression, per cent.

    Measured in a brow raise, eye closure and a smile; other movements get the mean over all.

    Parameters
    ----------
    movement : str
        Name of an expression.

    Returns
    -------
    tuple of float
        Mean and standard deviation.

    References
    ----------
    [Scriba1999]

    Examples
    --------
    >>> import facemodel as fm
    >>> fm.metrics.healthy_symmetry_percent("brow_raise")
    (91.0, 6.0)
    """
    key = _COMPARED.get(movement, movement)
    return HEALTHY_SYMMETRY_PERCENT.get(key, HEALTHY_SYMMETRY_PERCENT["overall"])


def facial_asymmetry_index(
    mesh: Mesh,
    vertices: ArrayLike,
    rest: ArrayLike | None = None,
    noise: Noise = None,
    seed: int = 0,
) -> Any:
    """Difference of the two sides' movement: 0 is symmetric, towards 2 wholly unlike.

    Mean over all paired landmarks of `2 |L - R'| / (|L| + |R| + 0.5 mm)`, with the displacements
    L and R of a pair and R' mirrored [assume]. Unlike the symmetry index it distinguishes
    movements of one size but different direction.

    Parameters
    ----------
    mesh : Mesh
        What the vertices belong to: `face.mesh`.
    vertices : array_like of shape (..., V, 3)
        Positions in mm; the head may be held in any way.
    rest : array_like of shape (V, 3) or (..., V, 3), optional
        Where movement is counted from, in mm; the mesh's own rest unless given.
    noise : str, float or None, optional
        Error of the reading: a name of fm.metrics.INSTRUMENTS, or a standard deviation in mm.
    seed : int, optional
        Of the error; the same one reads the same again.

    Returns
    -------
    ndarray of shape (...)

    Examples
    --------
    >>> import facemodel as fm
    >>> face = fm.load()
    >>> contempt = face.deform(fm.expression("contempt"))
    >>> bool(fm.metrics.facial_asymmetry_index(face.mesh, contempt) > 0.1)
    True
    """
    stems = [n.removesuffix("_left") for n in mesh.landmarks if n.endswith("_left")]
    left, right = (
        excursions(mesh, vertices, [f"{s}_{side}" for s in stems], rest, noise, seed).vector_mm
        for side in SIDES
    )
    apart = np.linalg.norm(left - right * [-1, 1, 1], axis=-1)
    sizes = np.linalg.norm(left, axis=-1) + np.linalg.norm(right, axis=-1)
    return (2 * apart / (sizes + SMALL_MOVEMENT_MM)).mean(axis=-1)[()]


def symmetry_by_thirds(
    mesh: Mesh,
    vertices: ArrayLike,
    rest: ArrayLike | None = None,
    noise: Noise = None,
    seed: int = 0,
) -> dict[str, Any]:
    """Symmetry index of the upper, middle and lower face, over all their paired landmarks.

    Parameters
    ----------
    mesh : Mesh
        What the vertices belong to: `face.mesh`.
    vertices : array_like of shape (..., V, 3)
        Positions in mm; the head may be held in any way.
    rest : array_like of shape (V, 3) or (..., V, 3), optional
        Where movement is counted from, in mm; the mesh's own rest unless given.
    noise : str, float or None, optional
        Error of the reading: a name of fm.metrics.INSTRUMENTS, or a standard deviation in mm.
    seed : int, optional
        Of the error; the same one reads the same again.

    Returns
    -------
    dict of str to ndarray of shape (...)
        Per cent, by third; NaN where no landmark moves 0.8 mm.

    Examples
    --------
    >>> import facemodel as fm
    >>> face = fm.load()
    >>> brows = face.deform(fm.expression("brow_raise"))
    >>> print(fm.metrics.symmetry_by_thirds(face.mesh, brows)["upper"].round(1))
    100.0
    """
    stems = [n.removesuffix("_left") for n in mesh.landmarks if n.endswith("_left")]
    third = thirds(mesh)[:, [mesh.landmarks[f"{s}_left"] for s in stems]]
    return {
        name: symmetry_index(
            mesh,
            vertices,
            [s for s, i in zip(stems, inside, strict=True) if i],
            rest,
            noise,
            seed,
        )
        for name, inside in zip(THIRDS, third, strict=True)
    }


def percent_difference(left_right: ArrayLike, healthy_side: Side) -> np.ndarray:
    """Difference of the two sides in per cent of the healthy one.

    Parameters
    ----------
    left_right : array_like of shape (..., 2)
        A measure, left then right.
    healthy_side : {"left", "right"}
        The side that counts as 100 %.

    Returns
    -------
    ndarray of shape (...)
        NaN where the healthy side measures 0.

    Raises
    ------
    FaceModelError
        For an unknown side, and for anything but pairs of numbers.

    Examples
    --------
    >>> import facemodel as fm
    >>> print(fm.metrics.percent_difference([4.0, 5.0], "right"))
    20.0
    """
    check_side(healthy_side)
    try:
        values = np.asarray(left_right, float)
    except (TypeError, ValueError):
        values = np.zeros(0)
    if values.shape[-1:] != (2,):
        raise FaceModelError("a measure of two sides has (..., 2) numbers, left then right")
    healthy = values[..., SIDES.index(healthy_side)]
    with np.errstate(invalid="ignore", divide="ignore"):
        percent = 100 * np.abs(values[..., 0] - values[..., 1]) / np.abs(healthy)
    return np.where(healthy == 0, np.nan, percent)[()]


def _index(left: np.ndarray, right: np.ndarray):
    """Per cent (...) of movements (..., n) of each side's landmarks."""
    sides = np.stack([left, right])
    less, more = np.sort(sides.mean(axis=-1), axis=0)
    moves = sides.max(axis=(0, -1)) >= LEAST_MOVEMENT_MM
    return np.where(moves, 100 * less / np.where(moves, more, 1), np.nan)[()]
