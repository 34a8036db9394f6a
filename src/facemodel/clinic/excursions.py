"""How far, and which way, named points of the face move."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from facemodel.anatomy.checks import check_kind
from facemodel.anatomy.expressions import EXPRESSIONS
from facemodel.anatomy.mesh import Mesh
from facemodel.anatomy.muscles import side_of
from facemodel.clinic.instruments import Noise, lengths
from facemodel.clinic.pose import head_points
from facemodel.errors import FaceModelError, check_name, shown, unknown

# Smallest difference that can be told from a repeated measurement, 95 % [Tanikawa2018], smiles
# only. For other movements the posed smile's is borrowed [assume].
DETECTABLE_AT_REST_MM = 0.8
"""Smallest difference, mm, that a measurement at rest can tell [Tanikawa2018]."""
LEAST_MOVEMENT_MM = DETECTABLE_AT_REST_MM
"""A share or a ratio of movements smaller than this, mm, says nothing."""
DETECTABLE_IN_A_POSED_SMILE_MM = 1.5
"""The same in a posed smile, and in any other expression [Tanikawa2018; assume]."""
DETECTABLE_IN_A_FULL_SMILE_MM = 1.3
"""The same in a smile at full effort [Tanikawa2018]."""
FULL_SMILES = ("open_mouth_smile", "max_smile_squint")
"""Expressions that are a smile at full effort; their detectable change is the smaller one."""


@dataclass(frozen=True, eq=False)
class Excursions:
    """Displacement of N landmarks from rest.

    Attributes
    ----------
    landmarks : tuple of str
        Their names.
    vector_mm : ndarray of shape (..., N, 3)
        +x the subject's left, +y up, +z forward.
    magnitude_mm : ndarray of shape (..., N)
        Length of the vector.
    direction_deg : ndarray of shape (..., N)
        Seen from the front: 0 sideways, away from the midline (on the midline itself: to the
        subject's left), 90 up, 180 toward the midline, -90 down; NaN where nothing moves.
    """

    landmarks: tuple[str, ...]
    vector_mm: np.ndarray
    magnitude_mm: np.ndarray
    direction_deg: np.ndarray

    def __repr__(self) -> str:
        most = np.max(self.magnitude_mm, initial=0)
        return f"Excursions({len(self.landmarks)} landmarks, up to {most:.1f} mm)"


def excursions(
    mesh: Mesh,
    vertices: ArrayLike,
    landmarks: Sequence[str] = (),
    rest: ArrayLike | None = None,
    noise: Noise = None,
    seed: int = 0,
) -> Excursions:
    """How far named landmarks are from rest.

    Parameters
    ----------
    mesh : Mesh
        What the vertices belong to: `face.mesh`.
    vertices : array_like of shape (..., V, 3)
        Positions in mm; the head may be held in any way.
    landmarks : sequence of str, optional
        Names of face.mesh.landmarks; all unless given.
    rest : array_like of shape (V, 3) or (..., V, 3), optional
        Where movement is counted from, in mm; the mesh's own rest unless given.
    noise : str, float or None, optional
        Error of the reading: a name of fm.metrics.INSTRUMENTS, or a standard deviation in mm.
    seed : int, optional
        Of the error; the same one reads the same again.

    Returns
    -------
    Excursions

    Raises
    ------
    FaceModelError
        For an unknown landmark, and for vertices of another mesh.

    Examples
    --------
    >>> import facemodel as fm
    >>> face = fm.load()
    >>> smile = face.deform(fm.expression("smile_social"))
    >>> moved = fm.metrics.excursions(face.mesh, smile, ["cheilion_left", "chin_left"])
    >>> moved
    Excursions(2 landmarks, up to 8.1 mm)
    >>> bool(moved.magnitude_mm[0] > moved.magnitude_mm[1])
    True
    """
    check_kind("a mesh", mesh, Mesh, "give face.mesh")
    names = named(landmarks) or tuple(mesh.landmarks)
    points = landmark_vertices(mesh, names)
    start = mesh.vertices[points] if rest is None else head_points(mesh, rest, points)
    vector = head_points(mesh, vertices, points) - start
    reading = lengths(noise, seed)
    if reading.sd:
        read = [reading.of(vector[..., k, :], name) for k, name in enumerate(names)]
        vector = np.stack(read, axis=-2)
    outward = np.array([-1.0 if side_of(n) == "right" else 1.0 for n in names]) * vector[..., 0]
    degrees = np.degrees(np.arctan2(vector[..., 1], outward))
    still = (vector[..., :2] == 0).all(axis=-1)
    return Excursions(
        names, vector, np.linalg.norm(vector, axis=-1), np.where(still, np.nan, degrees)
    )


def retained(had: np.ndarray, has: np.ndarray) -> np.ndarray:
    """Share (...) of a movement that is left, along the direction each landmark had.

    had, has (..., L, 3) mm: displacements of L landmarks before and after, from rest. The mean
    over landmarks of what runs along `had`, divided by the mean length of `had`; NaN where that
    is less than LEAST_MOVEMENT_MM, for a share of a movement that cannot be measured says nothing.
    """
    length = np.linalg.norm(had, axis=-1)
    way = had / np.maximum(length, 1e-9)[..., None]
    size = length.mean(-1)
    along = (has * way).sum(-1).mean(-1)
    return np.where(size < LEAST_MOVEMENT_MM, np.nan, along / np.maximum(size, 1e-9))


def named(landmarks: Sequence[str]) -> tuple[str, ...]:
    """A list of names as a tuple; one bare name is refused, for it would be read by letters."""
    if isinstance(landmarks, str):
        raise FaceModelError(f"landmarks are a list of names; write [{landmarks!r}]")
    return tuple(landmarks)


def named_tasks(tasks: Iterable[str], moving: bool = True, kind: str = "task") -> tuple[str, ...]:
    """Expressions that are asked for, each once; what is none is refused.

    moving: whether at least one is needed, and each must move landmarks. kind: for messages.
    """
    if isinstance(tasks, str) or not isinstance(tasks, Iterable):
        raise FaceModelError(
            f"{kind}s are a list of expressions, got {shown(tasks)}; write ['snarl']"
        )
    found = tuple(tasks)
    if moving and not found:
        raise FaceModelError(
            f"{kind}s are a list of expressions, got {shown(found)}; name one or more"
        )
    for task in found:
        check_name(kind, task, EXPRESSIONS, see="fm.EXPRESSIONS")
        if moving and not EXPRESSIONS[task].landmarks:
            raise FaceModelError(f"{task!r} moves no landmark; name an expression that does")
    return tuple(dict.fromkeys(found))


def landmark_vertices(mesh: Mesh, names: Sequence[str]) -> list[int]:
    """Vertices of named landmarks; an unknown name is refused."""
    check_kind("a mesh", mesh, Mesh, "give face.mesh")
    for name in names:
        if name not in mesh.landmarks:
            raise unknown("landmark", name, mesh.landmarks, see="face.mesh.landmarks")
    return [mesh.landmarks[name] for name in names]


def detectable_change_mm(movement: str = "smile_social") -> float:
    """Smallest difference in mm that a measurement can tell in an expression.

    0.8 at rest, 1.3 in a smile at full effort, 1.5 in a posed smile; other movements borrow the
    last figure [assume].

    Parameters
    ----------
    movement : str, optional
        Name of an expression.

    Returns
    -------
    float

    Raises
    ------
    FaceModelError
        For an unknown expression.

    References
    ----------
    [Tanikawa2018]

    Examples
    --------
    >>> import facemodel as fm
    >>> fm.metrics.detectable_change_mm("rest")
    0.8
    """
    check_name("expression", movement, EXPRESSIONS, see="fm.EXPRESSIONS")
    if movement == "rest":
        return DETECTABLE_AT_REST_MM
    return (
        DETECTABLE_IN_A_FULL_SMILE_MM
        if movement in FULL_SMILES
        else (DETECTABLE_IN_A_POSED_SMILE_MM)
    )


def is_detectable(difference_mm: ArrayLike, movement: str = "smile_social") -> Any:
    """Whether differences reach what a repeated measurement can tell.

    Parameters
    ----------
    difference_mm : array_like of shape (...)
        Differences in mm; NaN is not detectable.
    movement : str, optional
        The expression they were measured in.

    Returns
    -------
    ndarray of bool, shape (...)

    Raises
    ------
    FaceModelError
        For an unknown expression, and for differences that are no numbers.

    Examples
    --------
    >>> import facemodel as fm
    >>> fm.metrics.is_detectable([0.4, 1.2], "rest")
    array([False,  True])
    """
    try:
        difference = np.abs(np.asarray(difference_mm, float))
    except (TypeError, ValueError):
        raise FaceModelError(
            f"a difference is a number of millimetres, got {shown(difference_mm)}"
        ) from None
    return difference >= detectable_change_mm(movement)
