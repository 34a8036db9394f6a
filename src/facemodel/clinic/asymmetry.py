"""How far a face is from its mirror image, in mm, and how much skin each vertex stands for."""

from __future__ import annotations

import weakref
from typing import Any, Literal, overload

import numpy as np
from numpy.typing import ArrayLike

from facemodel.anatomy.mesh import Mesh, frozen, reflect, vertex_areas
from facemodel.clinic.evenness import evened, unevenness
from facemodel.clinic.instruments import Noise, lengths
from facemodel.clinic.pose import checked_vertices, rigid_fit, rotation_of
from facemodel.errors import FaceModelError

NOT_SKIN = ("conjunctiva", "oral_mucosa", "nostril")
THIRDS = ("upper", "middle", "lower")
"""Thirds of the face: above the glabella, from there to the base of the nose, below it."""


@overload
def asymmetry(
    mesh: Mesh,
    vertices: ArrayLike,
    by: None = None,
    rest: ArrayLike | None = None,
    noise: Noise = None,
    seed: int = 0,
) -> Any: ...


@overload
def asymmetry(
    mesh: Mesh,
    vertices: ArrayLike,
    by: Literal["thirds"],
    rest: ArrayLike | None = None,
    noise: Noise = None,
    seed: int = 0,
) -> dict[str, Any]: ...


def asymmetry(
    mesh: Mesh,
    vertices: ArrayLike,
    by: Literal["thirds"] | None = None,
    rest: ArrayLike | None = None,
    noise: Noise = None,
    seed: int = 0,
) -> Any:
    """RMS distance in mm between a face and its mirror image; 0 is symmetric.

    The mirror image is laid over the face by the best rigid fit, so neither the head's pose nor the
    choice of a midline matters. Every mm2 of skin at rest counts alike; conjunctiva, the mouth's
    lining and the nostrils do not count. What the sides of a person's own face differ by at rest
    is no sign of anything and is taken out first (`own_asymmetry` says how much that is).

    Parameters
    ----------
    mesh : Mesh
        What the vertices belong to: `face.mesh`.
    vertices : array_like of shape (..., V, 3)
        Positions in mm; the head may be held in any way.
    by : "thirds", optional
        For upper, middle and lower face apart, with one fit for all.
    rest : array_like of shape (V, 3), optional
        A face in mm whose asymmetry is subtracted in place of the person's own, which leaves what
        movement adds to it.
    noise : str, float or None, optional
        Error of the reading: a name of fm.metrics.INSTRUMENTS, or a standard deviation in mm.
    seed : int, optional
        Of the error; the same one reads the same again.

    Returns
    -------
    ndarray of shape (...) or dict of str to ndarray
        In mm; by third where `by` says so.

    Raises
    ------
    FaceModelError
        For vertices of another mesh, and for an unknown `by`.

    Examples
    --------
    >>> import facemodel as fm
    >>> face = fm.load()
    >>> smile = face.deform(fm.expression("smile_social"))
    >>> print(fm.metrics.asymmetry(face.mesh, smile).round(2))
    0.0
    >>> wink = face.deform(fm.activation(orbicularis_oculi_palpebral_left=1))
    >>> parts = fm.metrics.asymmetry(face.mesh, wink, by="thirds")
    >>> max(parts, key=parts.get)
    'middle'
    """
    reading, moved = lengths(noise, seed), checked_vertices(mesh, vertices)
    off = _off_mirror(mesh, evened(mesh, moved) if rest is None else moved)
    if rest is not None:
        rest = checked_vertices(mesh, rest)
        # both in the pose of the face at rest, else a turned head would count
        turn, _ = rigid_fit(moved, rest, skin_weights(mesh))
        off = off @ turn - _off_mirror(mesh, rest)
    squares = (off**2).sum(axis=-1)
    if by is None:
        return reading.of(_root_mean(squares, skin_weights(mesh)), "whole")
    if by != "thirds":
        raise FaceModelError(f"asymmetry by {by!r} is unknown; give by='thirds' or leave it out")
    return {name: reading.of(mm, name) for name, mm in _by_third(mesh, squares).items()}


def own_asymmetry(mesh: Mesh) -> float:
    """RMS distance in mm between a face at rest and its mirror image: the person's own asymmetry.

    Parameters
    ----------
    mesh : Mesh
        `face.mesh`.

    Returns
    -------
    float
        In mm; 0 for the built-in face.

    Examples
    --------
    >>> import facemodel as fm
    >>> round(fm.metrics.own_asymmetry(fm.load_head(45, "male", asymmetry_mm=0.6).mesh), 1)
    0.6
    """
    return float(_root_mean((_off_mirror(mesh, mesh.vertices) ** 2).sum(-1), skin_weights(mesh)))


def _by_third(mesh: Mesh, squares: np.ndarray) -> dict[str, np.ndarray]:
    weights = skin_weights(mesh) * thirds(mesh)
    return {name: _root_mean(squares, w) for name, w in zip(THIRDS, weights, strict=True)}


_OTHER_HALF = np.zeros((7, 7))
_OTHER_HALF[:3, 3:6] = _OTHER_HALF[3:6, :3] = np.diag([-1.0, 1.0, 1.0])
_OTHER_HALF[6, 6] = 1
"""What exchanges a vertex's mirror image and itself: for sums over the other half of the face."""


def whole_and_thirds(mesh: Mesh, frames: np.ndarray) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Asymmetry (T,) mm of the whole face and by third, as `asymmetry` has it, of many frames.

    frames (T, V, 3), the mesh's own vertices. From sums over the skin of each third, so that no
    vertex is moved: what the fit leaves follows from them.
    """
    own = unevenness(mesh)
    frames = frames if own is None else frames - own
    weights, part = skin_weights(mesh), thirds(mesh)
    middle = mesh.vertices.mean(0) * [0, 1, 1]
    number = np.arange(len(weights))
    weights = np.where(number == mesh.mirror, 0.5, number < mesh.mirror) * weights
    across = np.subtract(frames.swapaxes(1, 2), middle[:, None], order="C")
    sums, areas = [], []
    for third in part:
        rows = np.flatnonzero(third & (weights > 0))
        here = np.empty((len(frames), 7, len(rows)))  # the mirror image, the face, and one
        here[:, 3:6] = across.take(rows, 2)
        here[:, :3] = across.take(mesh.mirror[rows], 2)
        here[:, 0] *= -1
        here[:, 6] = 1
        here *= np.sqrt(weights[rows])
        half = here @ here.swapaxes(1, 2)
        sums.append(half + _OTHER_HALF @ half @ _OTHER_HALF.T)
        areas.append(2 * weights[rows].sum())
    each, area = np.stack(sums), np.array(areas)
    total = each.sum(0)
    source, target = total[:, :3, 6] / area.sum(), total[:, 3:6, 6] / area.sum()
    spread = total[:, :3, 3:6] - area.sum() * source[:, :, None] * target[:, None]
    turn = rotation_of(spread)
    shift = target - (source[:, None] @ turn)[:, 0]
    turned = (each[:, :, None, :3, 6] @ turn)[:, :, 0]
    squares = (
        np.trace(each[:, :, :6, :6], axis1=2, axis2=3)
        + area[:, None] * (shift**2).sum(-1)
        - 2 * (turn * each[:, :, :3, 3:6]).sum((2, 3))
        - 2 * (shift * (each[:, :, 3:6, 6] - turned)).sum(-1)
    )
    squares = np.maximum(squares, 0)
    rms = np.sqrt(squares / area[:, None])
    whole = np.sqrt(squares.sum(0) / area.sum())
    return whole, dict(zip(THIRDS, rms, strict=True))


def over_tasks(mm: np.ndarray) -> Any:
    """Root mean square of the asymmetry over rest and tasks, in mm.

    Parameters
    ----------
    mm : array_like of shape (..., T)
        Asymmetry at rest and in each task.

    Returns
    -------
    ndarray of shape (...)

    Examples
    --------
    >>> import facemodel as fm
    >>> print(fm.plan.over_tasks([0.3, 0.4]).round(2))
    0.35
    """
    return np.sqrt(np.mean(np.square(mm), axis=-1))


_WEIGHTS: weakref.WeakKeyDictionary[Mesh, np.ndarray] = weakref.WeakKeyDictionary()


def skin_weights(mesh: Mesh) -> np.ndarray:
    """Skin in mm2 that each vertex stands for at rest, alike on both sides.

    Parameters
    ----------
    mesh : Mesh
        What the vertices belong to: `face.mesh`.

    Returns
    -------
    ndarray of shape (V,)
        Read-only; 0 where a vertex is no skin.

    Examples
    --------
    >>> import facemodel as fm
    >>> mesh = fm.load().mesh
    >>> fm.metrics.skin_weights(mesh).shape == (len(mesh.vertices),)
    True
    """
    if mesh not in _WEIGHTS:  # every measure asks for them, and they cost more than the measure
        _WEIGHTS[mesh] = frozen(_skin_weights(mesh))
    return _WEIGHTS[mesh]


def thirds(mesh: Mesh) -> np.ndarray:
    """Which vertices lie at rest in the upper, middle and lower third of the face.

    Parameters
    ----------
    mesh : Mesh
        What the vertices belong to: `face.mesh`.

    Returns
    -------
    ndarray of bool, shape (3, V)

    Examples
    --------
    >>> import facemodel as fm
    >>> bool((fm.metrics.thirds(fm.load().mesh).sum(axis=0) == 1).all())
    True
    """
    height = (mesh.vertices[:, 1] + mesh.vertices[mesh.mirror, 1]) / 2
    glabella, nose = (mesh.vertices[mesh.landmarks[n], 1] for n in ("glabella", "subnasale"))
    upper, lower = height > glabella, height < nose
    return np.stack([upper, ~(upper | lower), lower])


def _skin_weights(mesh: Mesh) -> np.ndarray:
    share = 1 - sum((mesh.areas[a] for a in NOT_SKIN if a in mesh.areas), np.zeros(1))
    weights = vertex_areas(mesh.vertices, mesh.faces) * np.clip(share, 0, 1)
    return (weights + weights[mesh.mirror]) / 2


def _off_mirror(mesh: Mesh, vertices: np.ndarray) -> np.ndarray:
    """Vector (..., V, 3) from the best-fitting mirror image to the face."""
    image = reflect(vertices, mesh.mirror)
    rotation, shift = rigid_fit(image, vertices, skin_weights(mesh))
    return vertices - (image @ rotation + shift)


def _root_mean(squares: np.ndarray, weights: np.ndarray):
    return np.sqrt(squares @ weights / weights.sum())
