"""From a video of a face to what its muscles do: `read_video`.

Frames are decoded one after the other, the networks follow the face in them, and only where its
points are is kept until the movement is known.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, BinaryIO

import numpy as np

from facemodel.capture.photo import looking, measuring
from facemodel.capture.recording import face_mesh, tracking, tracks
from facemodel.capture.recording.recording import Recording
from facemodel.capture.recording.trackers import TRACKERS
from facemodel.capture.scan.formats import Broken
from facemodel.capture.scan.reading import refusing
from facemodel.capture.seen import picture
from facemodel.capture.seen import rest as resting
from facemodel.capture.seen.finding import WORST_MISFIT_MM
from facemodel.capture.seen.standard import standard
from facemodel.data.files import display_name, opened_file
from facemodel.data.progress import Progress, teller
from facemodel.errors import FaceModelError, checks_keywords
from facemodel.mechanics.face import Face

SUFFIXES = (".mp4", ".m4v", ".mov", ".webm", ".mkv", ".avi")
"""Of videos."""
SOURCE = "video"
LARGEST_BYTES = 8_000_000_000
"""Of a file, which is never in memory as a whole."""
PER_SECOND = 30
"""Frames that are looked at, if there are more: a blink lasts three."""
LONGEST_PX = 720
"""Longer side of a frame as it is looked at."""
FOLLOWED_FLAG = 0.5
"""Certainty of the mesh below which it has lost the face [assume]."""
CORNERS = (33, 133, 362, 263)
"""Of the eyes."""
LIDS = tuple(number for number, name in face_mesh.POINTS.items() if "_lid" in name)
LOOKED_AROUND_S = 2.0
"""How often it is looked whether somebody else is in the picture [assume]."""
_CONTAINERS = {b"ftyp": "mov", b"moov": "mov", b"mdat": "mov", b"wide": "mov", b"free": "mov"}
"""What a file's fifth to eighth byte say of it."""


@checks_keywords
def read_video(
    path: str | os.PathLike[str],
    face: Face | None = None,
    rest: tuple[float, float] | None = None,
    mirrored: bool = False,
    progress: Progress | bool | None = None,
) -> Recording:
    """The movement of the face in a video, as what its muscles do.

    MediaPipe's networks follow the face on this machine; what they see is read as fm.read_landmarks
    reads tracked points. Nothing of the video is kept but the movement. Decoding needs the extra
    `photo`.

    Parameters
    ----------
    path : str or path-like
        MP4, MOV, WebM, MKV or AVI with one face, from the front.
    face : Face, optional
        That the movement is carried over to; the built-in one unless given.
    rest : tuple of float, optional
        Begin and end in s of a stretch at rest; the first half second unless given.
    mirrored : bool, optional
        Whether the camera showed a mirror image, as many front cameras do.
    progress : bool or callable, optional
        Whether it shows how far it is: a function of frames seen and frames there are; on a
        terminal unless given.

    Returns
    -------
    Recording

    Raises
    ------
    FaceModelError
        Without the extra; for a file that is no video, no face or several, one that is too small or
        mostly turned away, and as fm.read_landmarks.

    Examples
    --------
    >>> import facemodel as fm
    >>> take = fm.read_video("smile.mp4")  # doctest: +SKIP
    >>> take  # doctest: +SKIP
    Recording(178 frames, 5.9 s, video)
    """
    name, tell = display_name(path), teller(progress, "frames")
    decode = _decoder()
    with (
        opened_file(path, name, LARGEST_BYTES, "Cut it into takes") as file,
        refusing(f"the video {name}", "cut it into takes"),
    ):
        seconds, points, lost = _followed(decode(file, tell))
        still = (0.0, tracking.REST_S) if rest is None else rest
        found = tracks.of_points(
            seconds, {landmark: points[:, k] for k, landmark in face_mesh.POINTS.items()}
        )
        made = tracking.inverted(replace(found, pictured=True), face, None, still, mirrored)
    notes = (*_notes(seconds, points, still, rest is None), *lost, *made.notes)
    return replace(made, source=SOURCE, notes=(*notes, f"video: {TRACKERS[SOURCE].bias}"))


def _decoder():
    """What reads a file's frames. Errors: the extra is not installed."""
    try:
        import av
    except ImportError:
        raise FaceModelError(
            'reading a video needs the extra `photo`: python -m pip install "facemodel[photo]"; '
            "photographs need nothing"
        ) from None

    def decode(file: BinaryIO, tell: Progress) -> Iterator[tuple[float, np.ndarray, float]]:
        kind = _container(file)
        try:
            # the container is named, and what it refers to is not opened: no list of addresses
            with av.open(file, format=kind, io_open=_nothing_else) as opened:
                yield from _frames(opened, tell)
        except av.FFmpegError as error:
            raise Broken(f"it is damaged ({error.strerror}); save it again as MP4") from None

    return decode


def _container(file: BinaryIO) -> str:
    """Name of the kind of file. Errors: `Broken`: it is no video."""
    head = file.read(12)
    file.seek(0)
    if head[:4] == b"\x1aE\xdf\xa3":
        return "matroska"
    if head[:4] == b"RIFF" and head[8:12] == b"AVI ":
        return "avi"
    if head[4:8] in _CONTAINERS:
        return _CONTAINERS[head[4:8]]
    raise Broken("it is no video; MP4, MOV, WebM, MKV and AVI are read")


def _nothing_else(*_: Any) -> Any:
    raise FaceModelError("a video that refers to other files is not read; save it as one MP4")


def _frames(opened: Any, tell: Progress) -> Iterator[tuple[float, np.ndarray, float]]:
    """Seconds, upright frame and its share of the size, at most PER_SECOND."""
    if not opened.streams.video:
        raise Broken("it has no pictures, only sound")
    stream = opened.streams.video[0]
    rate = float(stream.average_rate or PER_SECOND)
    length = float(stream.duration * stream.time_base) if stream.duration else 0.0
    total = stream.frames or round(length * rate)
    if min(rate, PER_SECOND) * total / rate > tracks.MOST_FRAMES:
        raise Broken(f"it has {total:,} frames; at most {tracks.MOST_FRAMES:,} are read, so cut it")
    last, count = -np.inf, 0
    for frame in opened.decode(stream):
        count += 1
        if frame.time is None or frame.time - last < 0.75 / PER_SECOND:
            continue
        last = frame.time
        share = min(1.0, LONGEST_PX / max(frame.width, frame.height))
        size = [max(2, round(share * n)) for n in (frame.width, frame.height)]
        image = frame.reformat(*size, format="rgb24").to_ndarray()
        # the file says by how much, counterclockwise, a frame is turned to be looked at
        yield last, np.rot90(image, round(frame.rotation / 90)), share
        tell(min(count, total), max(count, total))
    tell(max(total, count), max(total, count))


def _followed(frames) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Seconds (T,), points (T,478,3) in pixels, NaN where none are, and what was left out."""
    seconds, points, eyes = [], [], []
    square, next_look, turned = None, 0.0, 0
    for at, image, share in frames:
        if at >= next_look:
            _check_alone(image)
            next_look = at + LOOKED_AROUND_S
        rounds = looking.ROUNDS if square is None else 1
        found = picture.track_both(image, rounds, standard().mirror, square)
        seen = looking.of_points(found.at / share)
        here = found.flag >= FOLLOWED_FLAG and seen.misfit_mm <= WORST_MISFIT_MM
        square = picture.around(found.at) if here else None
        away = max(abs(seen.turn_deg), abs(seen.nod_deg)) > measuring.MOST_DEG
        turned += here and away
        seconds.append(at)
        points.append(found.at / share if here and not away else np.full_like(found.at, np.nan))
        eyes.append(seen.eyes_px if here else np.nan)
    return _checked(np.array(seconds), np.array(points), np.array(eyes), turned)


def _checked(seconds, points, eyes, turned: int) -> tuple[np.ndarray, np.ndarray, list[str]]:
    there = np.isfinite(eyes)
    if len(seconds) < 2:
        raise Broken("it has fewer than two frames; fm.read_photos reads pictures")
    if there.mean() < tracks.LEAST_SEEN / 2:
        raise Broken(looking.NO_FACE)
    if turned > there.sum() / 2:
        raise Broken(
            f"the head is turned or tipped by more than {measuring.MOST_DEG:.0f} degrees in most "
            "of it; look into the camera, held at the height of the eyes"
        )
    if np.nanmedian(eyes) < looking.LEAST_EYES_PX:
        raise Broken(looking.too_small(float(np.nanmedian(eyes))))
    steady = _steadied(points)
    lost = []
    if turned:
        lost.append(
            f"frames left out because the head is turned or tipped by more than "
            f"{measuring.MOST_DEG:.0f} degrees: {turned:,}"
        )
    return seconds - seconds[0], steady, lost


def _steadied(points: np.ndarray) -> np.ndarray:
    """Each point as the median of three frames that follow each other; lids as in their own frame
    beside the corners of the eyes, since a blink may last no longer."""
    steady = points.copy()
    three = np.stack([points[:-2], points[1:-1], points[2:]])
    whole = np.flatnonzero(np.isfinite(three).all((0, 2, 3)))
    steady[whole + 1] = np.median(three[:, whole], axis=0)
    moved = (steady - points)[:, CORNERS].mean(1, keepdims=True)
    steady[:, LIDS] = points[:, LIDS] + moved
    return steady


def _check_alone(image: np.ndarray) -> None:
    """Errors: `Broken`: somebody else is in the picture."""
    if looking.how_many(image) > 1:
        raise Broken(looking.SEVERAL)


def _notes(seconds, points, still, assumed: bool) -> Iterator[str]:
    """What was taken for rest, and whether the face rests there."""
    begin, end = still
    more = "; if the face moves there, say when it rests, as rest=(1, 2)" if assumed else ""
    yield f"taken out as rest: what the face shows from {begin:g} to {end:g} s{more}"
    inside = (seconds >= begin) & (seconds <= end) & np.isfinite(points).all((1, 2))
    if not inside.any():
        return
    one = looking.of_points(np.median(points[inside], axis=0))
    if said := resting.moves(looking.placed(one)):
        yield f"there the face does not look at rest: {', '.join(said)}"
