"""The clinic's photographic measures of a face, as Emotrics defines them [Emotrics].

All are taken from the front, in the frame of the pupils: the line through both pupil centres is the
x axis, their midpoint the centre, the perpendicular the facial midline. A pupil is the centre of
the eyeball looking ahead [Guarin2018].
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike

from facemodel.anatomy.mesh import Mesh, vertex_normals
from facemodel.anatomy.muscles import SIDES, Side
from facemodel.clinic.excursions import landmark_vertices
from facemodel.clinic.instruments import Noise, lengths, with_error
from facemodel.clinic.pose import checked_vertices, head_points, held, upright

BROW = ("brow_inner", "brow_mid", "brow_arch", "brow_outer")


def facial_measures(
    mesh: Mesh, vertices: ArrayLike, noise: Noise = None, seed: int = 0
) -> dict[str, np.ndarray]:
    """Photographic measures of a face by name.

    Parameters
    ----------
    mesh : Mesh
        What the vertices belong to: `face.mesh`.
    vertices : array_like of shape (..., V, 3)
        Positions in mm; the head may be held in any way.
    noise : str, float or None, optional
        Error of the reading: a name of fm.metrics.INSTRUMENTS, or a standard deviation in mm.
    seed : int, optional
        Of the error; the same one reads the same again.

    Returns
    -------
    dict of str to ndarray
        One value per side, (..., 2), left then right; NaN where a line does not reach the place:

        commissure_excursion_mm
            midline of the lower lip's border to the corner of the mouth: a length of this face; a
            smile's excursion is its change from rest
        smile_angle_deg
            90 + the angle by which the corner lies above that midline point
        dental_show_mm
            gap between the lips half-way from corner to midline
        mrd1_mm, mrd2_mm
            pupil up to the upper lid's margin, down to the lower lid's
        palpebral_fissure_height_mm
            gap between the lids half-way between the canthi
        brow_height_mm
            pupil up to the brow
        nasolabial_depth_mm, nasolabial_angle_deg
            see nasolabial_fold

        One value per face, (...):

        commissure_height_deviation_mm, upper_lip_height_deviation_mm, lower_lip_height_deviation_mm
            difference in height, left from right, of the corners and of the lip borders half-way
            from corner to midline
        philtral_deviation_mm
            upper lip's midline point off the facial midline, + to the left
        philtral_deviation_deg
            tilt of the philtrum, + when its lower end lies to the left

    References
    ----------
    [Emotrics]

    Examples
    --------
    >>> import facemodel as fm
    >>> face = fm.load()
    >>> shut = face.deform(fm.expression("forced_eye_closure"))
    >>> measured = fm.metrics.facial_measures(face.mesh, shut)
    >>> measured["palpebral_fissure_height_mm"].round(1)
    array([0., 0.])
    """
    reading, frame = lengths(noise, seed), _PupilFrame(mesh, vertices)
    sides = [_of_side(frame, side, pupil) for side, pupil in zip(SIDES, frame.pupil_x, strict=True)]
    measured = {name: np.stack([one[name] for one, _ in sides], axis=-1) for name in sides[0][0]}
    nose, lip = frame.landmark("subnasale"), frame.landmark("labiale_superius")
    (_, left), (_, right) = sides
    commissure, upper_lip, lower_lip = (abs(a - b) for a, b in zip(left, right, strict=True))
    measured = (
        measured
        | nasolabial_fold(mesh, vertices)
        | {
            "commissure_height_deviation_mm": commissure,
            "upper_lip_height_deviation_mm": upper_lip,
            "lower_lip_height_deviation_mm": lower_lip,
            "philtral_deviation_mm": lip[..., 0],
            "philtral_deviation_deg": np.degrees(
                np.arctan2(lip[..., 0] - nose[..., 0], nose[..., 1] - lip[..., 1])
            ),
        }
    )
    return with_error(measured, reading)


def _of_side(
    frame: _PupilFrame, side: Side, pupil: np.floating
) -> tuple[dict[str, np.ndarray], list[np.ndarray]]:
    """Measures (...) of one side, and heights of the corner and of both lip borders beside it."""
    upper, lower = frame.curve("vermilion_upper"), frame.curve("vermilion_lower")
    seal_upper, seal_lower = frame.curve("lip_seal_upper"), frame.curve("lip_seal_lower")
    lid_upper, lid_lower = (frame.curve(f"lid_margin_{lid}_{side}") for lid in ("upper", "lower"))
    centre = _height_at(lower, np.zeros(lower.shape[:-2]))
    corner = frame.landmark(f"cheilion_{side}")
    half = corner[..., 0] / 2
    length = np.hypot(corner[..., 0], corner[..., 1] - centre)
    rise = (corner[..., 1] - centre) / length
    gap = _height_at(seal_upper, half) - _height_at(seal_lower, half)
    at_pupil = np.broadcast_to(pupil, half.shape)
    brow = np.stack([frame.landmark(f"{b}_{side}") for b in BROW], axis=-2)
    measured = {
        "commissure_excursion_mm": length,
        "smile_angle_deg": 90 + np.degrees(np.arcsin(rise)),
        "dental_show_mm": np.maximum(gap, 0),
        "mrd1_mm": _height_at(lid_upper, at_pupil),
        "mrd2_mm": -_height_at(lid_lower, at_pupil),
        "palpebral_fissure_height_mm": frame.fissure(side),
        "brow_height_mm": _height_at(brow, at_pupil),
    }
    return measured, [corner[..., 1], _height_at(upper, half), _height_at(lower, half)]


def palpebral_fissures_mm(mesh: Mesh, vertices) -> np.ndarray:
    """Gap between the lids half-way between the canthi (..., 2), left then right; 0 is closed.

    Young adults have 9.7 +- 1.2 mm in primary gaze [Read2006]; from the pupil up and down to the
    lids (mrd1_mm, mrd2_mm) 3.5 and 5.2 mm at a mean age of 58 [Rana2023].
    """
    frame = _PupilFrame(mesh, vertices)
    return np.stack([frame.fissure(side) for side in SIDES], axis=-1)


class _PupilFrame:
    """Named points and lines of a face as (..., 2) in the frame of the pupils."""

    def __init__(self, mesh: Mesh, vertices):
        self.mesh = mesh
        self.vertices = checked_vertices(mesh, vertices)
        self.turn = upright(mesh, self.vertices)
        left, right = mesh.eye_centres[:, :2]
        across = (left - right) / np.linalg.norm(left - right)
        self.axes = np.array([across, [-across[1], across[0]]])
        self.centre = (left + right) / 2
        half = np.linalg.norm(left - right) / 2
        self.pupil_x = (half, -half)

    def curve(self, name: str) -> np.ndarray:
        return self._at(self.mesh.curves[name])

    def landmark(self, name: str) -> np.ndarray:
        return self._at(landmark_vertices(self.mesh, [name]))[..., 0, :]

    def fissure(self, side: Side) -> np.ndarray:
        upper, lower = (self.curve(f"lid_margin_{lid}_{side}") for lid in ("upper", "lower"))
        canthi = [self.landmark(f"{e}canthion_{side}")[..., 0] for e in ("endo", "exo")]
        middle = (canthi[0] + canthi[1]) / 2
        return np.maximum(_height_at(upper, middle) - _height_at(lower, middle), 0)

    def _at(self, index) -> np.ndarray:
        points = held(self.vertices, index, self.turn)
        return (points[..., :2] - self.centre) @ self.axes.T


def _height_at(line: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Height (...) at which a line (..., K, 2) first crosses the vertical at x (...); else NaN."""
    off = line[..., 0] - x[..., None]
    crosses = (off[..., :-1] <= 0) != (off[..., 1:] <= 0)
    k = crosses.argmax(axis=-1)[..., None]
    first, second = (np.take_along_axis(off, k + i, -1)[..., 0] for i in (0, 1))
    low, high = (np.take_along_axis(line[..., 1], k + i, -1)[..., 0] for i in (0, 1))
    found = crosses.any(axis=-1)
    share = first / np.where(found, first - second, 1)
    return np.where(found, low + share * (high - low), np.nan)


COURSE = ("alar_base", "nasolabial", "nasolabial_low")
"""Landmarks along the fold, from the wing of the nose to beside the corner of the mouth."""

# Half-length of the chord from cheek to lip that the fold's depth is measured from, and half-width
# of the strip across the fold in which its deepest point is sought, mm [assume]
CHORD_MM, STRIP_MM = 12.0, 4.0


def nasolabial_fold(
    mesh: Mesh, vertices: ArrayLike, noise: Noise = None, seed: int = 0
) -> dict[str, np.ndarray]:
    """Depth and direction of the nasolabial folds, by definitions of this model [assume].

    Parameters
    ----------
    mesh : Mesh
        What the vertices belong to: `face.mesh`.
    vertices : array_like of shape (..., V, 3)
        Positions in mm; the head may be held in any way.
    noise : str, float or None, optional
        Error of the reading: a name of fm.metrics.INSTRUMENTS, or a standard deviation in mm.
    seed : int, optional
        Of the error; the same one reads the same again.

    Returns
    -------
    dict of str to ndarray of shape (..., 2)
        Left then right. nasolabial_depth_mm: how far the deepest skin beside the nasolabial
        landmark lies behind the chord from cheek to lip; negative where the skin bulges in front.
        nasolabial_angle_deg: of the line through the landmarks of COURSE to the vertical, seen from
        the front; larger where the fold runs more outward.

    Examples
    --------
    >>> import facemodel as fm
    >>> face = fm.load()
    >>> rest, smile = (
    ...     fm.metrics.nasolabial_fold(face.mesh, face.deform(fm.expression(name)))
    ...     for name in ("rest", "open_mouth_smile")
    ... )
    >>> (smile["nasolabial_depth_mm"] > rest["nasolabial_depth_mm"])
    array([ True,  True])
    """
    points = head_points(mesh, vertices, np.arange(len(mesh.vertices)))
    depth, angle = [], []
    for side, outward in zip(SIDES, (1.0, -1.0), strict=True):
        cheek, lip, strip, normal = fold_places(mesh, side)
        chord = points[..., lip, :] - points[..., cheek, :]
        from_cheek = points[..., strip, :] - points[..., cheek, None, :]
        along = (from_cheek * chord[..., None, :]).sum(-1) / (chord**2).sum(-1)[..., None]
        behind = along[..., None] * chord[..., None, :] - from_cheek
        depth.append((behind @ normal).max(-1))
        course = points[..., landmark_vertices(mesh, [f"{n}_{side}" for n in COURSE]), :2]
        way = course - course.mean(-2, keepdims=True)
        slope = (way[..., 0] * way[..., 1]).sum(-1) / (way[..., 1] ** 2).sum(-1)
        angle.append(-outward * np.degrees(np.arctan(slope)))
    found = {
        "nasolabial_depth_mm": np.stack(depth, axis=-1),
        "nasolabial_angle_deg": np.stack(angle, axis=-1),
    }
    return with_error(found, lengths(noise, seed))


@lru_cache(maxsize=16)
def fold_places(mesh: Mesh, side: str) -> tuple[int, int, np.ndarray, np.ndarray]:
    """Vertices of cheek and lip at the chord's ends, those of the strip, and the skin's normal."""
    rest = mesh.vertices
    top, middle, low = landmark_vertices(mesh, [f"{n}_{side}" for n in COURSE])
    normals = vertex_normals(rest, mesh.faces)
    normal = normals[[top, middle, low]].mean(0)
    normal /= np.linalg.norm(normal)
    course = rest[low] - rest[top]
    course -= (course @ normal) * normal
    course /= np.linalg.norm(course)
    across = np.cross(course, normal)
    across *= np.sign(across[0]) * (1 if side == "left" else -1)  # toward the cheek
    front = np.flatnonzero(normals @ normal > 0)
    off = rest[front] - rest[middle]
    u, v = off @ across, off @ course

    def nearest(distance: float) -> int:
        return int(front[np.hypot(u - distance, v).argmin()])

    inside = (np.abs(u) < CHORD_MM * 0.75) & (np.abs(v) < STRIP_MM)
    return nearest(CHORD_MM), nearest(-CHORD_MM), front[inside], normal
