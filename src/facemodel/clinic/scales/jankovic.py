"""The Jankovic rating of blepharospasm, read from a course of activation in seconds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from facemodel.anatomy.checks import numbers
from facemodel.anatomy.muscles import INDEX, MUSCLES, SIDES, group
from facemodel.clinic.instruments import Noise, scores
from facemodel.data import constants
from facemodel.errors import FaceModelError
from facemodel.mechanics.lid_balance import closure

M = len(MUSCLES)

RING = np.array([[INDEX[f"{stem}_{s}"] for stem in group("eye_ring")] for s in SIDES])
"""Parts of the eye's ring (side, part)."""
_MOUTH = (*group("mouth_ring"), "platysma")
LOWER = np.array([INDEX[f"{stem}_{s}"] for s in SIDES for stem in _MOUTH])
"""Muscles around the mouth and of the neck, to which a spasm spreads."""
LIDS = tuple(
    (INDEX[f"levator_palpebrae_superioris_{s}"], INDEX[f"orbicularis_oculi_palpebral_{s}"])
    for s in SIDES
)
"""What opens and what closes the lids of each side."""
LIMITS = (
    "shut", "flutter", "blink_s", "blinks_per_min", "lasting_s", "closed_share", "amplitude_1",
    "amplitude_2", "amplitude_3",
)  # fmt: skip
"""Constants scales.jankovic.* that the rating goes by."""


@dataclass(frozen=True)
class Jankovic:
    """Jankovic rating of blepharospasm, and what it was read from.

    Attributes
    ----------
    severity, frequency : int
        0..4 points each.
    severity_rule, frequency_rule : str
        Which rules fired, in words.
    amplitude : float
        Of the spasms, 0..1 of full contraction.
    longest_s : float
        Longest spasm, in s.
    blinks_per_min : float
        Short closures of the lids alone.
    closed : float
        Share 0..1 of the time.
    error : float
        In points, of the rater; part of the sum alone.
    """

    severity: int
    frequency: int
    severity_rule: str
    frequency_rule: str
    amplitude: float
    longest_s: float
    blinks_per_min: float
    closed: float
    error: float = 0

    def __repr__(self) -> str:
        return f"Jankovic({self.score} of 8: {self.severity_rule}; {self.frequency_rule})"

    @property
    def score(self) -> int:
        """The sum, 0..8 points."""
        return int(np.clip(np.rint(self.severity + self.frequency + self.error), 0, 8))


def jankovic(
    time: ArrayLike,
    activation: ArrayLike,
    noise: Noise = None,
    seed: int = 0,
) -> Jankovic:
    """Jankovic rating of a course in seconds.

    Severity goes by the height of the eye ring's spasms (mean of its parts, the stronger eye),
    frequency by blinks, the length of spasms and the time the eyes are closed [assume]. A
    contraction below constant scales.jankovic.amplitude_2 is fluttering, above it a spasm.

    Parameters
    ----------
    time : array_like of shape (T,)
        In s, in even steps of at most 0.05 s.
    activation : array_like of shape (T, M)
        Of the muscles, at these times.
    noise : str, float or None, optional
        A rater of fm.metrics.INSTRUMENTS, who errs in points.
    seed : int, optional
        Of the error; the same one reads the same again.

    Returns
    -------
    Jankovic

    Raises
    ------
    FaceModelError
        For other shapes, and for uneven or larger steps.

    References
    ----------
    [Jankovic1987]

    Examples
    --------
    >>> import facemodel as fm
    >>> spasm = fm.course(fm.Case(condition="blepharospasm"), seconds=20)
    >>> fm.scales.jankovic(spasm.times, spasm.activation).score > 0
    True
    """
    lengths_read, score = scores(noise, seed, "jankovic")
    if lengths_read.sd:
        raise FaceModelError("the Jankovic scale measures no length; give an instrument in points")
    time = numbers("time in seconds", time, 0, 1e9)
    activation = numbers("activation", activation, -1, 10)
    if time.ndim != 1 or len(time) < 2 or activation.shape != (len(time), M):
        raise FaceModelError(
            f"a course is time (T,) and activation (T, {M}), got {time.shape} and "
            f"{activation.shape}"
        )
    step = np.diff(time)
    if not (step.min() > 0 and step.max() <= 0.0501 and np.ptp(step) < 1e-6):
        raise FaceModelError("times must rise in even steps of at most 0.05 s")
    c = lambda name: constants.value(f"scales.jankovic.{name}")  # noqa: E731
    step_s, whole = float(step[0]), len(time) * float(step[0])
    parts = np.maximum(activation[:, RING], 0)
    ring = parts.mean(axis=2).max(axis=1)
    orbital = parts[:, :, :3].max(axis=(1, 2))
    shut = _shut(activation) >= c("shut")
    flutter = c("flutter")
    seen = np.where(orbital > flutter / 2, ring, 0.0)
    flutters = _runs(seen > flutter) * step_s
    spasms = _runs(seen >= c("amplitude_2")) * step_s
    blinks = np.count_nonzero(
        [length * step_s <= c("blink_s") and orbital[start:end].max() < flutter
         for start, end, length in _edges(shut)]
    )  # fmt: skip
    per_min, closed = float(60 * blinks / whole), float(shut.mean())
    amplitude = float(seen.max())
    longest = float(spasms.max()) if len(spasms) else 0.0
    spread = float(activation[:, LOWER].max()) > c("amplitude_1")
    severity, why = _severity(amplitude, longest, spread, per_min, c)
    if closed > c("closed_share"):
        frequency, how = 4, f"eyes closed for {100 * closed:.0f} % of the time: 4"
    elif longest > 1:
        frequency, how = 3, f"spasms of up to {longest:.1f} s, eyes mostly open: 3"
    elif len(flutters):
        frequency, how = 2, "fluttering, no spasm of over a second: 2"
    elif per_min > c("blinks_per_min"):
        frequency, how = 1, f"{per_min:.0f} blinks a minute: 1"
    else:
        frequency, how = 0, f"{per_min:.0f} blinks a minute, no spasm: 0"
    error = score.error((), "jankovic")
    return Jankovic(severity, frequency, why, how, amplitude, longest, per_min, closed, error)


def severity_held(activation: np.ndarray) -> np.ndarray:
    """Severity 0..4 (...) of a spasm that is held at activation (..., M)."""
    height = np.maximum(activation[..., RING], 0).mean(-1).max(-1)
    return np.searchsorted(steps(), height, "left")


def steps() -> tuple[float, ...]:
    """Height of a spasm above which its severity is 1, 2, 3 and 4, share of full contraction."""
    names = ("flutter", "amplitude_1", "amplitude_2", "amplitude_3")
    return tuple(constants.value(f"scales.jankovic.{name}") for name in names)


def _severity(amplitude, longest, spread, per_min, c) -> tuple[int, str]:
    if amplitude <= c("flutter"):
        if per_min > c("blinks_per_min"):
            return 1, f"no spasm, {per_min:.0f} blinks a minute: 1"
        return 0, "no spasm: 0"
    grade = 1 + int(np.searchsorted([c(f"amplitude_{k}") for k in (1, 2, 3)], amplitude, "right"))
    text = f"spasms of {100 * amplitude:.0f} % of full contraction"
    if grade == 4 and not (spread or longest > c("lasting_s")):
        return 3, f"{text}, short and of the eyes alone: 3"
    return grade, f"{text}: {grade}"


def _shut(activation: np.ndarray) -> np.ndarray:
    """Closure 0..1 (T,) of the eye that closes more."""
    rows = [[closure(row[a], row[b]) for a, b in LIDS] for row in activation.tolist()]
    return np.max(rows, axis=1)


def _edges(on: np.ndarray) -> list[tuple[int, int, int]]:
    """(start, end, length) of each run of True."""
    change = np.flatnonzero(np.diff(np.concatenate([[0], on.astype(int), [0]])))
    return [(int(a), int(b), int(b - a)) for a, b in change.reshape(-1, 2)]


def _runs(on: np.ndarray) -> np.ndarray:
    return np.array([length for _, _, length in _edges(on)], float)
