"""How frames follow each other: in order, evenly, with gaps."""

import numpy as np

from facemodel.capture.scan.formats import Broken

LONGEST_S = 7300.0
GAP_S, GAP_STEPS = 0.25, 3.0
"""Frames farther apart than this, and than so many usual steps, leave a gap [assume]."""
UNEVEN = 1.6
"""Steps so much longer than the usual one, in one of twenty, are told [assume]."""


def in_order(moments: np.ndarray) -> np.ndarray:
    """Which frames (T,) to keep: a frame that repeats the time before goes; NaN goes.

    Errors: `Broken` where time runs backwards.
    """
    known = np.isfinite(moments)
    step = np.diff(moments[known], prepend=-np.inf)
    if (step < 0).any():
        row = int(np.flatnonzero(known)[np.argmax(step < 0)])
        raise Broken(
            f"its time runs backwards at frame {row + 1}; two takes in one file, or rows that were "
            "sorted by something else? Cut it, or sort it by time"
        )
    if known.any() and np.ptp(moments[known]) > LONGEST_S:
        raise Broken("it lasts longer than two hours; cut it into takes")
    keep = np.zeros(len(moments), bool)
    keep[known] = step > 0
    return keep


def spread(moments: np.ndarray, values: np.ndarray) -> tuple[np.ndarray, tuple[str, ...]]:
    """Moments (T,) with those that rounding made equal put evenly between, and a note of it.

    A row that repeats time and values (T, n) of the row before is the same frame, and stays.
    """
    known = np.flatnonzero(np.isfinite(moments))
    at, rows = moments[known], values[known]
    same = np.diff(at) == 0
    differ = (rows[1:] != rows[:-1]).any(1) & same
    if differ.sum() <= 0.05 * len(at) or differ.sum() <= 0.5 * same.sum():
        return moments, ()
    begins = np.flatnonzero(np.append(True, ~same))
    counts = np.diff(np.append(begins, len(at)))
    if len(begins) < 2:
        return moments, ()
    steps = np.diff(at[begins])
    steps = np.append(steps, np.median(steps))
    within = np.arange(len(at)) - np.repeat(begins, counts)
    made = moments.copy()
    made[known] = at + within * np.repeat(steps / counts, counts)
    return made, ("its times are rounded: frames of one time were put evenly between",)


def is_gap(step: np.ndarray) -> np.ndarray:
    """Which steps (T-1,) s from frame to frame leave a gap."""
    return step > max(GAP_S, GAP_STEPS * np.median(step)) + 1e-9


def gaps(moments: np.ndarray) -> np.ndarray:
    """Begin and end (G, 2) s of stretches without a frame."""
    at = np.flatnonzero(is_gap(np.diff(moments)))
    return np.stack([moments[at], moments[at + 1]], axis=1)


def told(moments: np.ndarray) -> tuple[str, ...]:
    """Notes on gaps and on how evenly frames come."""
    notes = []
    missing = gaps(moments)
    if len(missing):
        shown = ", ".join(f"{b:.2f} to {e:.2f} s" for b, e in missing[:3])
        more = f" and {len(missing) - 3} more" if len(missing) > 3 else ""
        notes.append(f"no frames from {shown}{more}; nothing is drawn or measured there")
    step = np.diff(moments)
    usual = float(np.median(step))
    late = float((step > UNEVEN * usual).mean())
    if late > 0.05:
        notes.append(
            f"frames come unevenly: usually every {1000 * usual:.0f} ms, {100 * late:.0f} % of "
            "them later"
        )
    if usual > 0.05:
        rate = f"{1 / usual:.3g}"
        frames = "frame" if rate == "1" else "frames"
        notes.append(
            f"{rate} {frames} a second: a blink may fall between frames, and the largest movement "
            "too"
        )
    return tuple(notes)
