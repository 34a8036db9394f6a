"""From a recording of a moving face to muscles over time: `read_recording`."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import numpy as np
from numpy.typing import ArrayLike

from facemodel.anatomy import expressions
from facemodel.anatomy.action_tables import GRADES
from facemodel.anatomy.checks import number, numbers
from facemodel.anatomy.mesh import frozen
from facemodel.anatomy.muscles import CONTROLS, INDEX, MUSCLES, other_side
from facemodel.capture.recording import blendshapes, takes
from facemodel.capture.scan.reading import refusing
from facemodel.data.files import checked_path, display_name, file_bytes, write_new
from facemodel.data.showing import frame
from facemodel.errors import FaceModelError, checks_keywords

Made = TypeVar("Made")
LARGEST_BYTES = 100_000_000
GAP_S = 0.25
"""Frames farther apart than this leave a gap; what happened in it is not known [assume]."""
_SHARES = (0.0, *GRADES.values())
_SWAP = [INDEX[other_side(name)] for name in CONTROLS]
_SIGN = np.array([-1.0 if n.startswith(("gaze_yaw", "jaw_shift")) else 1.0 for n in CONTROLS])


@dataclass(frozen=True, eq=False)
class Recording:
    """A movement of a face over time; it holds no name, no path and no time of day.

    Attributes
    ----------
    time : ndarray of shape (T,)
        s from the first frame, rising.
    controls : ndarray of shape (T, C)
        Intended -1..1, in the order of fm.CONTROLS: muscles, then jaw, cheeks and gaze.
    source : str
        The kind of file it was read from.
    sided : bool
        Whether left and right were recorded apart.
    lost : int
        Frames of the file without a face, left out.
    notes : tuple of str
        What to keep in mind.

    Examples
    --------
    >>> import facemodel as fm
    >>> smile = fm.arkit({"mouthSmileLeft": [0, 1, 0], "mouthSmileRight": [0, 1, 0]})
    >>> take = fm.Recording([0, 0.5, 1], smile)
    >>> take
    Recording(3 frames, 1.0 s, made)
    >>> fm.load().deform(take.at([0.25, 0.5])).shape[0]
    2
    """

    time: np.ndarray
    controls: np.ndarray
    source: str = "made"
    sided: bool = True
    lost: int = 0
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        time, controls = frozen(self.time, float), frozen(self.controls, float)
        right = time.ndim == 1 and len(time) > 1 and np.isfinite(time).all()
        if not right or (np.diff(time) <= 0).any():
            raise FaceModelError("the times of a recording are two or more rising numbers, in s")
        if controls.shape != (len(time), len(CONTROLS)):
            raise FaceModelError(
                f"a recording of {len(time)} frames has controls ({len(time)}, {len(CONTROLS)}), "
                f"got {controls.shape}"
            )
        numbers("controls of a recording", controls, -1, 1)
        object.__setattr__(self, "time", time)
        object.__setattr__(self, "controls", controls)
        object.__setattr__(self, "notes", tuple(self.notes))

    @property
    def activation(self) -> np.ndarray:
        """Intended activation (T, M) of the muscles; `controls` has jaw, cheeks and gaze too."""
        return self.controls[:, : len(MUSCLES)]

    @property
    def seconds(self) -> float:
        """Length in s."""
        return float(self.time[-1] - self.time[0])

    @property
    def gaps(self) -> np.ndarray:
        """Begin and end (G, 2) in s of stretches without a frame."""
        at = np.flatnonzero(np.diff(self.time) > GAP_S)
        return np.stack([self.time[at], self.time[at + 1]], axis=1)

    def at(self, times: ArrayLike) -> np.ndarray:
        """Controls at any moment, in proportion between two frames.

        Before the first and after the last frame the face stays as it is there.

        Parameters
        ----------
        times : array_like of shape (...)
            In s.

        Returns
        -------
        ndarray of shape (..., C)
        """
        when = numbers("a time", times, -1e9, 1e9)
        right = np.clip(np.searchsorted(self.time, when, "right"), 1, len(self.time) - 1)
        left = right - 1
        share = (when - self.time[left]) / (self.time[right] - self.time[left])
        share = np.clip(share, 0, 1)[..., None]
        return self.controls[left] * (1 - share) + self.controls[right] * share

    def part(self, start: float, end: float) -> Recording:
        """The frames of a stretch, whose time begins at 0.

        Parameters
        ----------
        start, end : float
            In s.

        Returns
        -------
        Recording

        Raises
        ------
        FaceModelError
            Where it has fewer than two frames.
        """
        begin, last = number("start", start, 0, 1e9), number("end", end, 0, 1e9)
        inside = (self.time >= begin) & (self.time <= last)
        if inside.sum() < 2:
            raise FaceModelError(
                f"fewer than two frames lie from {begin:g} to {last:g} s; the recording runs from "
                f"{self.time[0]:g} to {self.time[-1]:g} s"
            )
        time = self.time[inside]
        return replace(self, time=time - time[0], controls=self.controls[inside])

    def shapes(self) -> Mapping[str, np.ndarray]:
        """ARKit's shapes (T,) 0..1 of the movement; opposite ones exclude each other."""
        return blendshapes.shapes(self.controls)

    def mirrored(self) -> Recording:
        """The same with left and right exchanged, for a camera that showed a mirror image."""
        return replace(self, controls=self.controls[:, _SWAP] * _SIGN)

    def to_frame(self) -> Any:
        """Seconds and controls, a row per frame, as a pandas DataFrame."""
        return frame({"time_s": self.time, **dict(zip(CONTROLS, self.controls.T, strict=True))})

    def __repr__(self) -> str:
        return f"Recording({len(self.time):,} frames, {self.seconds:.1f} s, {self.source})"


@checks_keywords
def read_recording(
    path: str | os.PathLike[str], rate: float | None = None, mirrored: bool = False
) -> Recording:
    """The movement in a recording of a face, as what its muscles are meant to do.

    CSV of Live Link Face and of others that name ARKit's shapes, JSON of MediaPipe's blend shapes,
    CSV of OpenFace; columns are found by name, whatever their case and order. Left is the
    subject's.

    Parameters
    ----------
    path : str or path-like
        Of the file.
    rate : float, optional
        Frames per second, where the file does not tell.
    mirrored : bool, optional
        Whether the camera showed a mirror image, as many phone and laptop cameras do; nothing in a
        file tells it, so look whether a wink comes on its own side.

    Returns
    -------
    Recording

    Raises
    ------
    FaceModelError
        For no such file, none of these formats, a damaged file, one side of a shape missing,
        numbers out of range, and frames that do not follow each other.

    Examples
    --------
    >>> import facemodel as fm
    >>> from pathlib import Path
    >>> rows = ["time_s,jawOpen", "0,0", "0.1,0.5", "0.2,0.9"]
    >>> _ = Path("jaw.csv").write_text("\\n".join(rows))
    >>> fm.read_recording("jaw.csv")
    Recording(3 frames, 0.2 s, ARKit table)
    """
    if not isinstance(mirrored, bool):
        raise FaceModelError(f"mirrored is True or False, got {type(mirrored).__name__}")
    made = _recording(from_file(path, rate, takes.parsed))
    return made.mirrored() if mirrored else made


@checks_keywords
def scrub_recording(
    path: str | os.PathLike[str], out: str | os.PathLike[str], rate: float | None = None
) -> None:
    """Write a copy of a recording that holds its movement alone, as a table.

    Left out: names of takes and devices, time of day, head and eyes' place, whatever else stands in
    the file, frames without a face. What stays are seconds from the first frame and the shapes
    (OpenFace: the units) as they were. The original is only read. A movement can still be known by
    those who know the person: pseudonymised, not anonymous.

    Parameters
    ----------
    path : str or path-like
        Of the file.
    out : str or path-like
        Of the file to write, which must not be there yet.
    rate : float, optional
        Frames per second, where the file does not tell.

    Raises
    ------
    FaceModelError
        As fm.read_recording; for a file `out` that is there already or cannot be written.

    Examples
    --------
    >>> import facemodel as fm
    >>> from pathlib import Path
    >>> rows = ["time_s,name,jawOpen", "0,Ann,0", "0.1,Ann,0.5", "0.2,Ann,0.9"]
    >>> _ = Path("jaw.csv").write_text("\\n".join(rows))
    >>> fm.scrub_recording("jaw.csv", "scrubbed.csv")
    >>> print(Path("scrubbed.csv").read_text().splitlines()[0])
    time_s,jawOpen
    """
    checked_path(out, new=True)
    take = from_file(path, rate, takes.parsed)
    if take.units:
        columns = {f"AU{unit:02d}_r": np.interp(v, _SHARES, range(6))
                   for unit, v in take.units.items()}  # fmt: skip
    else:
        columns = dict(take.shapes)
    table, text = np.column_stack([take.time, *columns.values()]), io.StringIO()
    head = ",".join(("time_s", *columns))
    np.savetxt(text, table, "%.6g", delimiter=",", header=head, comments="")
    write_new(out, text.getvalue().encode())


def from_file(
    path: str | os.PathLike[str], rate: float | None, parse: Callable[[bytes, float | None], Made]
) -> Made:
    """What `parse` makes of the bytes of a recording. Errors: not a file, what `parse` refuses."""
    name = display_name(path)
    if rate is not None:
        rate = number("rate", rate, 1, 1000)
    data = file_bytes(path, name, LARGEST_BYTES, "Cut it into takes")
    with refusing(f"the recording {name}", "cut it into takes"):
        return parse(data, rate)


def _recording(take: takes.Take) -> Recording:
    if take.shapes:
        controls = expressions.arkit(take.shapes)
    else:
        controls = np.zeros((len(take.time), len(CONTROLS)))
        controls[:, : len(MUSCLES)] = expressions.units(take.units)
    notes = take.notes
    if take.lost:
        notes = (*notes, f"{take.lost:,} frames without a face or a moment were left out")
    return Recording(take.time, controls, take.source, not take.units, take.lost, notes)
