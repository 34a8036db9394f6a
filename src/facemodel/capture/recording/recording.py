"""A movement of a face over time, as a value: `Recording`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from facemodel.anatomy.checks import number, numbers
from facemodel.anatomy.mesh import frozen
from facemodel.anatomy.muscles import CONTROLS, INDEX, MUSCLES, other_side
from facemodel.capture.recording import blendshapes, steps
from facemodel.capture.recording.still import Rest
from facemodel.data.showing import frame
from facemodel.errors import FaceModelError

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
    rest : Rest or None
        What was taken out as rest, for fm.movements.rest; None where nothing was.

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
    rest: Rest | None = None

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
        return steps.gaps(self.time)

    def at(self, moments: ArrayLike) -> np.ndarray:
        """Controls at any moment, in proportion between two frames.

        Before the first and after the last frame the face stays as it is there, and in a gap as it
        was before it; `seen` says where that is.

        Parameters
        ----------
        moments : array_like of shape (...)
            In s.

        Returns
        -------
        ndarray of shape (..., C)
        """
        when = numbers("a time", moments, -1e9, 1e9)
        right = np.clip(np.searchsorted(self.time, when, "right"), 1, len(self.time) - 1)
        left = right - 1
        share = (when - self.time[left]) / (self.time[right] - self.time[left])
        share = np.where(self._gap[left], when >= self.time[right], np.clip(share, 0, 1))[..., None]
        return self.controls[left] * (1 - share) + self.controls[right] * share

    def seen(self, moments: ArrayLike) -> np.ndarray:
        """Whether moments lie within the recording and in none of its gaps.

        Parameters
        ----------
        moments : array_like of shape (...)
            In s.

        Returns
        -------
        ndarray of bool, shape (...)
        """
        when = numbers("a time", moments, -1e9, 1e9)
        left = np.clip(np.searchsorted(self.time, when, "right"), 1, len(self.time) - 1) - 1
        hidden = self._gap[left] & (when > self.time[left]) & (when < self.time[left + 1])
        return ~hidden & (when >= self.time[0]) & (when <= self.time[-1])

    @cached_property
    def _gap(self) -> np.ndarray:
        """Whether a gap follows each frame (T,)."""
        return np.append(steps.is_gap(np.diff(self.time)), False)

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
        rest = self.rest and self.rest.mirrored()
        return replace(self, controls=self.controls[:, _SWAP] * _SIGN, rest=rest)

    def to_frame(self) -> Any:
        """Seconds and controls, a row per frame, as a pandas DataFrame."""
        return frame({"time_s": self.time, **dict(zip(CONTROLS, self.controls.T, strict=True))})

    def __repr__(self) -> str:
        return f"Recording({len(self.time):,} frames, {self.seconds:.1f} s, {self.source})"
