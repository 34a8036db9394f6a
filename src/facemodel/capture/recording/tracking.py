"""From landmarks that were followed over time to what the muscles do: `read_landmarks`."""

from __future__ import annotations

import os
from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from facemodel.anatomy import landmarks
from facemodel.anatomy.checks import check_kind, number
from facemodel.anatomy.muscles import CONTROLS
from facemodel.capture.recording import face_mesh, inversion, takes, tracks
from facemodel.capture.recording import still as still_face
from facemodel.capture.recording.reading import from_file
from facemodel.capture.recording.recording import Recording
from facemodel.capture.scan import alignment, opening, placing
from facemodel.capture.scan.formats import Broken
from facemodel.errors import FaceModelError, checks_keywords, kind_of, unknown
from facemodel.mechanics.face import Face, load

REST_S = 0.5
"""How long a face is taken to be at rest at the start, unless told [assume]."""
STEADY = ("nasion", "endocanthion", "exocanthion", "tragion", "lateral_canthal", "rhinion")
"""Points that stay where they are on the skull while a face moves."""
FRAMES_TRIED = 100
MOST_OFF_MM = 3.0
"""Median distance that may stay between the points and what the muscles can do [assume]."""
NOISE_MM = 1.0
"""Standard deviation of a coordinate of a tracked point, as in plans from landmarks [assume]."""


@checks_keywords
def read_landmarks(
    path: str | os.PathLike[str],
    face: Face | None = None,
    unit: str | float | None = None,
    rate: float | None = None,
    rest: tuple[float, float] | None = None,
    mirrored: bool = False,
    person: str | int | None = None,
) -> Recording:
    """The movement in a table of tracked points, as what the face's muscles do.

    CSV with columns like pronasale_x, pronasale_y, pronasale_z by the names of face.mesh.landmarks,
    OpenFace's X_0 to Z_67, or MediaPipe's 468 or 478 points as columns (x_33) or as JSON
    (faceLandmarks). See fm.landmarks_to_muscles.

    Parameters
    ----------
    path : str or path-like
        Of the file.
    face : Face, optional
        That the movement is carried over to; the built-in one unless given.
    unit : str or float, optional
        "mm", "cm", "m", "in" or millimetres per unit; found from the size of the face unless given.
    rate : float, optional
        Frames per second, where the file does not tell.
    rest : tuple of float, optional
        Begin and end in s of a stretch at rest; the first half second unless given.
    mirrored : bool, optional
        Whether the camera showed a mirror image, as many phone and laptop cameras do; nothing in a
        file tells it, so look whether a wink comes on its own side.
    person : str or int, optional
        Whose rows are read where several people are in the file.

    Returns
    -------
    Recording

    Raises
    ------
    FaceModelError
        As fm.landmarks_to_muscles, and for a file that is no such table.

    Examples
    --------
    >>> import facemodel as fm
    >>> from pathlib import Path
    >>> import numpy as np
    >>> face, time = fm.load(), np.arange(20) / 20
    >>> size = np.clip(2 * time - 1, 0, 1)
    >>> frames = [face.deform(fm.expression("smile_social", intensity=k)) for k in size]
    >>> at = face.mesh.landmarks
    >>> head = ",".join(["time", *(f"{name}_{axis}" for name in at for axis in "xyz")])
    >>> table = np.column_stack([time, np.array(frames)[:, list(at.values())].reshape(20, -1)])
    >>> np.savetxt("points.csv", table, delimiter=",", header=head, comments="")
    >>> fm.read_landmarks("points.csv", unit="mm")
    Recording(20 frames, 0.9 s, landmarks)
    """

    asked = takes.asked(rate, person)

    def parsed(data: bytes) -> Recording:
        return inverted(tracks.of_bytes(data, asked), face, unit, rest, mirrored)

    return from_file(path, parsed)


@checks_keywords
def landmarks_to_muscles(
    time: ArrayLike,
    points: Mapping[str, ArrayLike],
    face: Face | None = None,
    unit: str | float | None = None,
    rest: tuple[float, float] | None = None,
    mirrored: bool = False,
) -> Recording:
    """The movement of points over time, as what the face's muscles do.

    The person's own shape at rest is taken out, movement is carried over to `face` and inverted
    frame by frame by bounded least squares.

    Parameters
    ----------
    time : array_like of shape (T,)
        In s.
    points : mapping of str to array_like of shape (T, 3)
        By landmark, eight or more, among them three that stay on the skull (corners of the eyes,
        nasion); NaN where one is not seen. Any place and pose.
    face : Face, optional
        That the movement is carried over to; the built-in one unless given.
    unit : str or float, optional
        "mm", "cm", "m", "in" or millimetres per unit; found from the size of the face unless given.
    rest : tuple of float, optional
        Begin and end in s of a stretch at rest; the first half second unless given.
    mirrored : bool, optional
        Whether the camera showed a mirror image, as many phone and laptop cameras do; nothing in a
        file tells it, so look whether a wink comes on its own side.

    Returns
    -------
    Recording

    Raises
    ------
    FaceModelError
        For too few points, one side alone, sides exchanged, no unit that fits, and movement that no
        muscle of this face makes.

    Examples
    --------
    >>> import facemodel as fm
    >>> import numpy as np
    >>> face, time = fm.load(), np.arange(20) / 20
    >>> size = np.clip(2 * time - 1, 0, 1)
    >>> frames = np.array([face.deform(fm.expression("smile_social", intensity=k)) for k in size])
    >>> points = {name: frames[:, vertex] for name, vertex in face.mesh.landmarks.items()}
    >>> take = fm.landmarks_to_muscles(time, points, unit="mm")
    >>> take
    Recording(20 frames, 0.9 s, landmarks)
    """
    try:
        moments = np.asarray(time, float)
        if moments.ndim != 1 or len(moments) < 2 or not isinstance(points, Mapping):
            raise ValueError
        where = {name: np.asarray(value, float) for name, value in points.items()}
        if any(value.shape != (len(moments), 3) for value in where.values()):
            raise ValueError
    except (TypeError, ValueError):
        raise FaceModelError(
            "tracked points are a mapping of landmark names to arrays (T, 3), with times (T,) in s"
        ) from None
    for name in where:
        if name not in landmarks.names():
            raise unknown("landmark", name, landmarks.names(), see="face.mesh.landmarks")
    if not where:
        raise FaceModelError("there are no points; give some by the names of face.mesh.landmarks")
    try:
        tracks.check_frames(len(moments))
        tracks.check_names(where)
        return inverted(tracks.of_points(moments, where), face, unit, rest, mirrored)
    except Broken as error:
        raise FaceModelError(f"these points cannot be used: {error}") from None


def inverted(found: tracks.Tracks, face, unit, rest, mirrored) -> Recording:
    face = load() if face is None else face
    check_kind("a face", face, Face, "give what fm.load() makes, or leave it out")
    if not isinstance(mirrored, bool):
        raise FaceModelError(f"mirrored is True or False, got {kind_of(mirrored)}")
    names = list(found.points)
    if absent := [name for name in names if name not in face.mesh.landmarks]:
        raise unknown("landmark", absent[0], face.mesh.landmarks, see="face.mesh.landmarks")
    steady = np.array([name.startswith(STEADY) for name in names])
    if steady.sum() < 3:
        raise Broken(
            "fewer than three of its points stay on the skull; give the corners of the eyes and "
            "the nasion too, or the head's motion cannot be taken out"
        )
    seen = np.stack([found.points[name] for name in names], axis=1)
    vertices = np.array([face.mesh.landmarks[name] for name in names])
    there, more = face.mesh.vertices[vertices], []
    if found.pictured:
        seen, aspect = face_mesh.upright(
            seen, lambda points: _away(_at_rest(found.time, points, rest), there)
        )
        shape = f", read as {aspect:.2f} times as wide as high" if aspect != 1 else ""
        more = [
            f"points of one picture{shape}: they have no size of their own, and how deep they lie "
            "is an estimate"
        ]
    still = _at_rest(found.time, seen, rest)
    place = _place(still, there, unit, found.pictured)
    start, moved = place(still), place(seen)
    some = moved[:: max(1, len(moved) // FRAMES_TRIED)]  # what cannot be is refused at once
    _check_off(inversion.invert(face, vertices, start, some, steady, NOISE_MM).off_mm)
    got = inversion.invert(face, vertices, start, moved, steady, NOISE_MM)
    _check_off(got.off_mm)
    off, far = np.median(got.off_mm), np.quantile(got.off_mm, 0.95)
    notes = [
        *found.notes,
        *more,
        f"what the muscles make lies {off:.1f} mm (median) from the points, {far:.1f} mm at 95 %",
    ]
    untold = [c for c, told in zip(CONTROLS, got.told, strict=True) if not told]
    if untold:
        notes.append(f"hardly told by these points: {', '.join(untold)}")
    uneven = still_face.of_points(names, start, there)
    made = Recording(found.time, got.controls, "landmarks", True, found.lost, tuple(notes), uneven)
    return made.mirrored() if mirrored else made


def _check_off(off_mm: np.ndarray) -> None:
    off = np.median(off_mm)
    if off > MOST_OFF_MM:
        raise Broken(
            f"its points move as no muscles of this face can: {off:.1f} mm off; check the names of "
            "its points, and say with rest= when the face is at rest"
        )


def _at_rest(time: np.ndarray, seen: np.ndarray, rest) -> np.ndarray:
    """Points (L, 3) of the face at rest."""
    if rest is None:
        begin, end = 0.0, REST_S
    else:
        try:
            begin, end = rest
        except (TypeError, ValueError):
            raise FaceModelError("rest is (begin, end) in s, as rest=(0, 1)") from None
        begin, end = number("begin of rest", begin, 0, 1e6), number("end of rest", end, 0, 1e6)
    inside = (time >= begin) & (time <= end)
    if not inside.any():
        raise Broken(f"no frame lies from {begin:g} to {end:g} s, when it should be at rest")
    frames = seen[inside]
    # in the pose of the first of them, or a head that turns would blur the face
    first = frames[0]
    turned = [alignment.fit(one, first, scaled=False)(one) for one in frames]
    return np.median(turned, axis=0)


def _away(still: np.ndarray, there: np.ndarray) -> float:
    """Median distance in mm of points at rest from where the face has them."""
    return float(np.median(np.linalg.norm(alignment.fit(still, there)(still) - there, axis=1)))


def _place(
    still: np.ndarray, there: np.ndarray, unit, pictured: bool = False
) -> alignment.Similarity:
    """What brings the person's points at rest to the face's. Errors: no face, sides exchanged."""
    if np.ptp(still, axis=0).max() < 1e-9 * (1 + np.abs(still).max()):
        raise Broken("its points lie at one place")
    if alignment.is_mirrored(still, there):
        raise Broken(
            "left and right are exchanged in it: sides are the subject's own. Exchange the names, "
            "or one axis if the picture was mirrored"
        )
    place, away = alignment.fit(still, there), _away(still, there)
    if away > placing.UNLIKE_A_FACE_MM:
        raise Broken(
            f"its points do not lie as on a face at rest ({away:.0f} mm off); check their names"
        )
    if unit is not None:
        opening.checked_size(opening.unit_mm(unit), place.scale)
    elif not pictured and alignment.unit_of(1 / place.scale) is None:
        raise Broken(
            "no usual unit gives this face a person's size, so its millimetres are not known; give "
            'unit=, as unit="cm" or millimetres per unit'
        )
    return place
