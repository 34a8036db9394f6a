"""Blinks in a recorded movement: when, how long, and how far each eye closes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from facemodel.anatomy.checks import check_kind
from facemodel.anatomy.muscles import CONTROLS, SIDES
from facemodel.capture.recording.recording import Recording
from facemodel.capture.recording.steps import is_gap
from facemodel.data.showing import frame
from facemodel.errors import FaceModelError
from facemodel.mechanics.face import Face
from facemodel.study.course import checked_face
from facemodel.study.tracing import traced

SLOWEST_STEP_S = 0.07
"""Frames farther apart than this may miss a blink, which lasts 0.1 s and more [assume]."""
BEGINS, LEAST = 0.15, 0.35
"""Share of an eye's opening that it is closed by when a blink begins, and at least at its height:
what is less is a look down or a squint [assume]."""
LONGEST_S = 0.5
"""An eye that is half closed for longer was closed on purpose [assume]."""
COMPLETE_PERCENT = 90.0
"""An eye that closes by less does not close wholly: within a millimetre of ten [assume]."""


@dataclass(frozen=True)
class Blink:
    """One blink.

    Attributes
    ----------
    start_s : float
        When the lids begin to fall.
    seconds : float
        How long the eye that closes more is closed by half of its way or more.
    left_percent, right_percent : float
        How much of each eye's opening is closed at most.
    """

    start_s: float
    seconds: float
    left_percent: float
    right_percent: float


@dataclass(frozen=True)
class Blinks:
    """Blinks of a recording, in order; a sequence of Blink.

    Attributes
    ----------
    all : tuple of Blink
        Each.
    seen_s : float
        Time in which blinks could be seen: without gaps.
    """

    all: tuple[Blink, ...]
    seen_s: float

    def __len__(self) -> int:
        return len(self.all)

    def __getitem__(self, k: int) -> Blink:
        return self.all[k]

    @property
    def per_minute(self) -> float:
        """Blinks a minute."""
        return 60 * len(self.all) / self.seen_s

    @property
    def seconds(self) -> float:
        """Median length, NaN without a blink."""
        return float(np.median([one.seconds for one in self.all])) if self.all else float("nan")

    def closes_percent(self, side: str) -> float:
        """Median of how far an eye closes in a blink, NaN without one.

        Parameters
        ----------
        side : {"left", "right"}

        Returns
        -------
        float
        """
        seen = [getattr(one, f"{side}_percent") for one in self.all]
        return float(np.median(seen)) if seen else float("nan")

    def complete(self, side: str) -> int:
        """How many blinks close an eye wholly, by COMPLETE_PERCENT or more.

        Parameters
        ----------
        side : {"left", "right"}

        Returns
        -------
        int
        """
        return sum(getattr(one, f"{side}_percent") >= COMPLETE_PERCENT for one in self.all)

    def to_frame(self) -> Any:
        """A row per blink, as a pandas DataFrame."""
        return frame({n: [getattr(one, n) for one in self.all] for n in Blink.__annotations__})

    def __repr__(self) -> str:
        if not self.all:
            return f"Blinks(none in {self.seen_s:.1f} s)"
        sides = ", ".join(f"{side} closes by {self.closes_percent(side):.0f} %" for side in SIDES)
        many = f"{len(self.all)}, {self.per_minute:.0f} a minute, {self.seconds:.2f} s"
        return f"Blinks({many}; {sides})"


def blinks(take: Recording, face: Face | None = None) -> Blinks:
    """Blinks of a recording: how many, how long, and how far each eye closes.

    Parameters
    ----------
    take : Recording
        Of 15 frames a second or more.
    face : Face, optional
        Whose lids close; the built-in one unless given.

    Returns
    -------
    Blinks
        A sequence of Blink.

    Raises
    ------
    FaceModelError
        Where frames are so far apart that blinks fall between them.

    Examples
    --------
    >>> import facemodel as fm
    >>> import numpy as np
    >>> time = np.arange(60) / 30
    >>> shut = np.interp(time, [0.9, 1.0, 1.2], [0, 1, 0])
    >>> take = fm.Recording(time, fm.arkit({"eyeBlinkLeft": shut, "eyeBlinkRight": 0.4 * shut}))
    >>> seen = fm.movements.blinks(take)
    >>> len(seen), seen.complete("left"), seen.complete("right")
    (1, 1, 0)
    """
    check_kind("a take", take, Recording, "give what fm.read_recording returns")
    face = checked_face(face)
    step = np.diff(take.time)
    if np.median(step) > SLOWEST_STEP_S:
        raise FaceModelError(
            f"frames come every {np.median(step):.2f} s in this recording; a blink falls between "
            "them, so record 20 frames a second or more"
        )
    way = traced(face, take.controls)
    still = traced(face, np.zeros((1, len(CONTROLS))))
    names = [f"eye_open_{side}_mm" for side in SIDES]
    closed = np.stack([1 - way[n] / still[n][0] for n in names])
    gaps = is_gap(step)
    blinks = []
    for begin, end in runs(closed.max(0) > BEGINS):
        inside = slice(max(begin - 1, 0), min(end + 1, len(take.time)))
        cut = begin == 0 or end == len(take.time) or gaps[max(begin - 1, 0) : end].any()
        peak = closed[:, begin:end].max(1)
        if cut or peak.max() < LEAST:
            continue
        seconds = _above(take.time[inside], closed[peak.argmax(), inside], peak.max() / 2)
        if seconds <= LONGEST_S:
            left, right = 100 * np.clip(peak, 0, 1)
            blinks.append(Blink(float(take.time[begin]), seconds, float(left), float(right)))
    return Blinks(tuple(blinks), float(step[~gaps].sum()))


def runs(marked: np.ndarray) -> Sequence[tuple[int, int]]:
    """Begin and end (exclusive) of each stretch that is marked (T,)."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], marked, [False]]).astype(int)))
    return [(int(a), int(b)) for a, b in edges.reshape(-1, 2)]


def _above(time: np.ndarray, way: np.ndarray, level: float) -> float:
    """Seconds that a curve with one height is above a level, to between two frames."""
    high = np.flatnonzero(way >= level)
    first, last = high[0], high[-1]

    def crossing(low: int, top: int) -> float:
        share = (level - way[low]) / (way[top] - way[low])
        return time[low] + share * (time[top] - time[low])

    begin = crossing(first - 1, first) if first > 0 else time[first]
    end = crossing(last + 1, last) if last + 1 < len(way) else time[last]
    return float(end - begin)
