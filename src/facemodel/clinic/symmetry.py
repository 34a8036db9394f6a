"""How alike the two halves of a face are, in mm and in per cent of movement."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal, overload

import numpy as np
from numpy.typing import ArrayLike

from facemodel.anatomy.expressions import EXPRESSIONS
from facemodel.anatomy.mesh import Mesh, reflect
from facemodel.anatomy.muscles import SIDES
from facemodel.clinic.excursions import LEAST_MOVEMENT_MM, excursions
from facemodel.clinic.pose import checked_vertices, rigid_fit
from facemodel.clinic.skin import THIRDS, skin_weights, thirds
from facemodel.errors import FaceModelError, unknown

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


@overload
def asymmetry(
    mesh: Mesh, vertices: ArrayLike, by: None = None, rest: ArrayLike | None = None
) -> Any: ...


@overload
def asymmetry(
    mesh: Mesh, vertices: ArrayLike, by: Literal["thirds"], rest: ArrayLike | None = None
) -> dict[str, Any]: ...


def asymmetry(
    mesh: Mesh,
    vertices: ArrayLike,
    by: Literal["thirds"] | None = None,
    rest: ArrayLike | None = None,
) -> Any:
    """RMS distance in mm between a face and its mirror image; 0 is symmetric.

    vertices (..., V, 3); the result is (...). The mirror image is laid over the face by the best
    rigid fit, so neither the head's pose nor the choice of a midline matters. Every mm2 of skin at
    rest counts alike; conjunctiva, the mouth's lining and the nostrils do not count.
    by="thirds": a dict of the same for `upper`, `middle` and `lower` face, one fit for all.
    rest (V, 3): subtracts a natural asymmetry, leaving what movement adds to it.
    """
    moved = checked_vertices(mesh, vertices)
    off = _off_mirror(mesh, moved)
    if rest is not None:
        rest = checked_vertices(mesh, rest)
        # both in the pose of the face at rest, else a turned head would count
        turn, _ = rigid_fit(moved, rest, skin_weights(mesh))
        off = off @ turn - _off_mirror(mesh, rest)
    squares = (off**2).sum(axis=-1)
    if by is None:
        return _root_mean(squares, skin_weights(mesh))
    if by != "thirds":
        raise FaceModelError(f"asymmetry by {by!r} is unknown; give by='thirds' or leave it out")
    weights = skin_weights(mesh) * thirds(mesh)
    return {name: _root_mean(squares, w) for name, w in zip(THIRDS, weights, strict=True)}


def over_tasks(mm: np.ndarray) -> Any:
    """Root mean square (...) over rest and tasks (..., T) of their asymmetries, mm."""
    return np.sqrt(np.mean(np.square(mm), axis=-1))


def symmetry_index(
    mesh: Mesh,
    vertices: ArrayLike,
    movement: str | Iterable[str],
    rest: ArrayLike | None = None,
) -> Any:
    """Per cent (...) that the side that moves less reaches of the other; 100 is symmetric.

    100 * min(L, R) / max(L, R) of the mean displacement of the movement's landmarks on each side
    (as [Scriba1999]; healthy_symmetry_percent says what healthy people reach). movement:
    the name of an expression, or a sequence of landmark names without side. vertices (..., V, 3);
    rest (V, 3), or one for each, is where movement is counted from, the mesh's own rest unless
    given. NaN where no landmark moves 0.8 mm.
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
                f"a movement is an expression's name or a list of landmarks, got {movement!r}"
            ) from None
    if not stems:
        raise FaceModelError(f"{movement!r} moves no landmark; name an expression that does")
    left, right = (
        excursions(mesh, vertices, [f"{s}_{side}" for s in stems], rest).magnitude_mm
        for side in ("left", "right")
    )
    return _index(left, right)


def healthy_symmetry_percent(movement: str) -> tuple[float, float]:
    """Mean and SD of healthy people's symmetry index in an expression, per cent.

    Measured in a brow raise, eye closure and a smile; other movements get the mean over all.
    """
    key = _COMPARED.get(movement, movement)
    return HEALTHY_SYMMETRY_PERCENT.get(key, HEALTHY_SYMMETRY_PERCENT["overall"])


def facial_asymmetry_index(mesh: Mesh, vertices: ArrayLike, rest: ArrayLike | None = None) -> Any:
    """Difference of the two sides' movement (...): 0 is symmetric, towards 2 wholly unlike.

    Mean over all paired landmarks of `2 |L - R'| / (|L| + |R| + 0.5 mm)`, with the displacements L
    and R of a pair from rest and R' mirrored [assume]. Unlike the symmetry index it
    tells movements of one size but different direction apart.
    """
    stems = [n.removesuffix("_left") for n in mesh.landmarks if n.endswith("_left")]
    left, right = (
        excursions(mesh, vertices, [f"{s}_{side}" for s in stems], rest).vector_mm for side in SIDES
    )
    apart = np.linalg.norm(left - right * [-1, 1, 1], axis=-1)
    sizes = np.linalg.norm(left, axis=-1) + np.linalg.norm(right, axis=-1)
    return (2 * apart / (sizes + SMALL_MOVEMENT_MM)).mean(axis=-1)[()]


def symmetry_by_thirds(
    mesh: Mesh, vertices: ArrayLike, rest: ArrayLike | None = None
) -> dict[str, Any]:
    """Symmetry index in per cent (...) of the upper, middle and lower face.

    As symmetry_index, over all paired landmarks of each third.
    """
    stems = [n.removesuffix("_left") for n in mesh.landmarks if n.endswith("_left")]
    third = thirds(mesh)[:, [mesh.landmarks[f"{s}_left"] for s in stems]]
    return {
        name: symmetry_index(
            mesh, vertices, [s for s, i in zip(stems, inside, strict=True) if i], rest
        )
        for name, inside in zip(THIRDS, third, strict=True)
    }


def _off_mirror(mesh: Mesh, vertices: np.ndarray) -> np.ndarray:
    """Vector (..., V, 3) from the best-fitting mirror image to the face."""
    image = reflect(vertices, mesh.mirror)
    rotation, shift = rigid_fit(image, vertices, skin_weights(mesh))
    return vertices - (image @ rotation + shift)


def _root_mean(squares: np.ndarray, weights: np.ndarray):
    return np.sqrt(squares @ weights / weights.sum())


def _index(left: np.ndarray, right: np.ndarray):
    """Per cent (...) of movements (..., n) of each side's landmarks."""
    sides = np.stack([left, right])
    less, more = np.sort(sides.mean(axis=-1), axis=0)
    moves = sides.max(axis=(0, -1)) >= LEAST_MOVEMENT_MM
    return np.where(moves, 100 * less / np.where(moves, more, 1), np.nan)[()]
