"""When each frame of a recording was taken, from timecodes, time stamps or frame numbers."""

import re

import numpy as np

from facemodel.capture.files.formats import Broken

RATES = (24, 25, 30, 48, 50, 60, 100, 120)
"""Frames per second that cameras run at [assume]."""
STEPS_S = (0.002, 0.5)
"""Time between frames that a unit of time is believed for [assume]."""
UNITS = {"s": 1.0, "ms": 1e-3, "us": 1e-6, "ns": 1e-9}
LONGEST_S = 7200.0
_DAY_S = 86_400.0
_TIMECODE = re.compile(r"\s*(\d{1,2}):(\d{2}):(\d{2})[:;](\d{1,3}(?:\.\d+)?)\s*")
NO_TIME = (
    "it does not say when its frames were taken; give frames per second, as "
    "fm.read_recording(path, rate=60)"
)


def from_timecodes(words: list[str], rate: float | None = None) -> tuple[np.ndarray, float]:
    """Seconds (T,) of SMPTE timecodes hh:mm:ss:ff.fff, midnight passed, and the rate in 1/s.

    Frames within a second are counted from 0: without `rate` it is the lowest usual one that holds
    the highest. NaN where a cell holds no timecode. Errors: `Broken`: hardly any does, no usual
    rate holds them, too short to tell.
    """
    found = [_TIMECODE.fullmatch(word[:40]) for word in words]
    if sum(one is not None for one in found) < len(words) / 2:
        raise Broken("its timecodes are not of the form hh:mm:ss:ff; " + NO_TIME)
    parts = np.array([[float(x) for x in m.groups()] if m else [np.nan] * 4 for m in found])
    highest = np.nanmax(np.floor(parts[:, 3]))
    whole = parts[:, :3] @ [3600, 60, 1]
    if rate is None:
        if np.nanmax(whole) == np.nanmin(whole):
            raise Broken("it is shorter than a second, too short to tell its rate; " + NO_TIME)
        rate = next((r for r in RATES if highest < r), None)
        if rate is None:
            raise Broken(f"its timecodes count {highest + 1:.0f} frames a second; " + NO_TIME)
    seconds = whole + parts[:, 3] / rate
    known = np.isfinite(seconds)
    step = np.diff(seconds[known], prepend=seconds[known][:1])
    seconds[known] += _DAY_S * np.cumsum(step < -_DAY_S / 2)
    return seconds, float(rate)


def from_stamps(values: np.ndarray, unit: str | None = None) -> tuple[np.ndarray, str]:
    """Seconds (T,) of time stamps, and the unit: the one in which frames follow as frames do.

    Errors: `Broken`: no unit makes it a recording.
    """
    known = values[np.isfinite(values)]
    step = np.diff(known)
    step = float(np.median(step[step > 0])) if (step > 0).any() else 0.0
    low, high = STEPS_S
    for name, seconds in UNITS.items():
        if unit in (None, name) and low <= step * seconds <= high:
            return (values - known[0]) * seconds, name
    raise Broken("its time stamps do not follow each other as frames do; " + NO_TIME)


def from_frames(numbers: np.ndarray, rate: float | None) -> np.ndarray:
    """Seconds (T,) of frame numbers. Errors: `Broken` without a rate."""
    if rate is None:
        raise Broken(NO_TIME)
    return numbers / rate


def in_order(seconds: np.ndarray) -> np.ndarray:
    """Which frames (T,) to keep: a frame that repeats the time before goes; NaN goes.

    Errors: `Broken` where time runs backwards.
    """
    known = np.isfinite(seconds)
    step = np.diff(seconds[known], prepend=-np.inf)
    if (step < 0).any():
        row = int(np.flatnonzero(known)[np.argmax(step < 0)])
        raise Broken(f"its time runs backwards at frame {row + 1}; two takes in one file? Cut it")
    if known.any() and np.ptp(seconds[known]) > LONGEST_S:
        raise Broken("it lasts longer than two hours; cut it into takes")
    keep = np.zeros(len(seconds), bool)
    keep[known] = step > 0
    return keep
