"""What contracts muscles unasked within seconds: hemifacial spasm, blepharospasm, Meige syndrome.

A process is a function of time alone: events come from random numbers drawn for each block of time
from (seed, block), so that any moment can be asked for, in any order, and is always the same.
What is drawn is the visible envelope; the 150-400 Hz of its electrical bursts [MedscapeSpasm] are
not.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike

from facemodel.anatomy.checks import number, numbers
from facemodel.anatomy.muscles import INDEX, MIRROR, MUSCLES, SIDES, group
from facemodel.data import constants
from facemodel.errors import checks_keywords
from facemodel.physiology.condition_table import acts_on
from facemodel.physiology.drive import LONGEST_S
from facemodel.physiology.severity import between_severities
from facemodel.physiology.spasm.events import BLOCK_S, Events, evaluate, events

M = len(MUSCLES)

_WEIGHT = "processes.spasm.weight."
_WEIGHTED = {
    one.name: group(one.name.removeprefix(_WEIGHT))
    for one in constants.parameters("processes")
    if one.name.startswith(_WEIGHT)
}


@checks_keywords
def spasm_weights() -> dict[str, float]:
    """How strongly a hemifacial spasm contracts each muscle.

    Returns
    -------
    dict of str to float
        Share by muscle without side; 1 for the eye's ring.

    Examples
    --------
    >>> import facemodel as fm
    >>> fm.conditions.spasm_weights()["orbicularis_oculi_palpebral"]
    1.0
    """
    weights = dict.fromkeys(acts_on("hemifacial_spasm", "eye"), 1.0)
    for name, stems in _WEIGHTED.items():
        weights |= dict.fromkeys(stems, constants.value(name))
    return weights


def _constant(name: str) -> float:
    return constants.value(f"processes.{name}")


def _by_severity(name: str, severity: float) -> float:
    levels = [_constant(f"{name}.{s}") for s in ("mild", "moderate", "severe")]
    return float(between_severities(levels, severity))


@dataclass(frozen=True)
class HemifacialSpasm:
    """Clusters of quick bursts on one side, some with a long held phase [assume].

    A full effort doubles the rate of bursts [assume]: any group of muscles on either side
    counts, not closing the eyes and smiling alone.
    """

    side: str
    severity: float
    seed: int = 0

    def involuntary(self, time: np.ndarray, effort: float | np.ndarray = 0.0) -> np.ndarray:
        """Share of full contraction (T, M) at times (T,) in s."""
        fingerprint = constants.digest()
        return evaluate(
            lambda b: _spasm_events(self, b, fingerprint), np.asarray(time), (1 + effort) / 2
        )

    def mirrored(self) -> HemifacialSpasm:
        """The same spasm on the other side, burst by burst."""
        return replace(self, side=SIDES[1 - SIDES.index(self.side)])


@lru_cache(maxsize=512)
def _spasm_events(spasm: HemifacialSpasm, block: int, _fingerprint: str) -> Events:
    rng = np.random.default_rng([spasm.seed, block, 1])
    c = lambda name: _constant(f"spasm.{name}")  # noqa: E731 - local shorthand
    level = spasm.severity
    # the gap is infinite at severity 0 and the mild one from 1/3 on: rates change in proportion
    rate = _by_severity("spasm.bursts_per_s", level)
    gaps = [1 / _constant(f"spasm.gap_s.{s}") for s in ("mild", "moderate", "severe")]
    clusters_per_s = float(between_severities(gaps, level))
    rows: list[tuple[float, float, float, bool, float]] = []
    t = 0.0
    while clusters_per_s > 0:
        t += rng.exponential(1 / clusters_per_s)
        if t >= BLOCK_S:
            break
        length = rng.uniform(c("cluster_least_s"), c("cluster_most_s"))
        # twice the rate is drawn, so that an effort can double it
        for start in np.sort(rng.uniform(0, length, rng.poisson(2 * rate * length))):
            duration = rng.uniform(c("burst_least_s"), c("burst_most_s"))
            size = rng.uniform(c("burst_least"), c("burst_most"))
            rows.append((t + start, duration, size, False, rng.uniform()))
        tonic = _by_severity("spasm.tonic_share", level)
        if rng.uniform() < tonic:
            duration = rng.uniform(c("tonic_least_s"), c("tonic_most_s"))
            rows.append((t, duration, rng.uniform(c("tonic_least"), c("tonic_most")), True, 0.0))
        t += length
    return events(
        rows,
        block,
        {f"{stem}_{spasm.side}": weight for stem, weight in spasm_weights().items()},
        rng,
        (spasm.seed, block, 1),
        jitter_s=c("jitter_s"),
    )


@dataclass(frozen=True)
class Blepharospasm:
    """Both eyes pressed shut again and again, and blinks more often than healthy [assume]."""

    severity: float
    seed: int = 0
    flipped: bool = False

    def involuntary(self, time: np.ndarray, effort: float | np.ndarray = 0.0) -> np.ndarray:
        """Share of full contraction (T, M) at times (T,) in s; effort has no part in it."""
        fingerprint = constants.digest()
        return np.maximum(
            evaluate(lambda b: _lid_spasms(self, b, fingerprint), np.asarray(time), 1.0),
            evaluate(lambda b: _blinks(self, b, fingerprint), np.asarray(time), 1.0),
        )

    def mirrored(self) -> Blepharospasm:
        """The same with left and right exchanged."""
        return replace(self, flipped=not self.flipped)


@lru_cache(maxsize=512)
def _lid_spasms(process: Blepharospasm, block: int, _fingerprint: str) -> Events:
    rng = np.random.default_rng([process.seed, block, 2])
    level = process.severity
    per_block = BLOCK_S / 60 * _by_severity("blepharospasm.spasms_per_min", level)
    count = rng.poisson(per_block)
    median = _by_severity("blepharospasm.duration_s", level)
    length = median * np.exp(rng.normal(0, _constant("blepharospasm.duration_sd_log"), count))
    size = _by_severity("blepharospasm.amplitude", level)
    rows = [
        (start, d, size, True, 0.0)
        for start, d in zip(rng.uniform(0, BLOCK_S, count), length, strict=True)
    ]
    both = {f"{stem}_{side}": w for side in SIDES for stem, w in _lid_weights().items()}
    spread = _constant("blepharospasm.side_spread") * (-1 if process.flipped else 1)
    return events(rows, block, both, rng, (process.seed, block, 2), spread=spread)


@lru_cache(maxsize=512)
def _blinks(process: Blepharospasm, block: int, _fingerprint: str) -> Events:
    rng = np.random.default_rng([process.seed, block, 3])
    healthy = _constant("blink.healthy_per_min")
    levels = [
        _constant(f"blepharospasm.blinks_per_min.{s}") for s in ("mild", "moderate", "severe")
    ]
    more = float(between_severities(np.maximum(np.array(levels) - healthy, 0), process.severity))
    # at severity 0 a face at rest does not blink, as nowhere else in the model
    rate = (healthy * min(1.0, 3 * process.severity) + more) * BLOCK_S / 60
    start = rng.uniform(0, BLOCK_S, rng.poisson(rate))
    down, up = _constant("blink.closing_s"), _constant("blink.opening_s")
    rows = [(t, down + up, 1.0, False, 0.0) for t in start]
    lids = {f"{stem}_{side}": 1.0 for side in SIDES for stem in acts_on("blepharospasm", "blink")}
    return events(rows, block, lids, rng, (process.seed, block, 3), peak=down / (down + up))


@dataclass(frozen=True)
class Meige:
    """Blepharospasm with a slow rhythm of mouth, jaw and neck [assume]."""

    severity: float
    seed: int = 0
    flipped: bool = False

    def involuntary(self, time: np.ndarray, effort: float | np.ndarray = 0.0) -> np.ndarray:
        """Share of full contraction (T, M) at times (T,) in s."""
        time = np.asarray(time, float)
        eyes = Blepharospasm(self.severity, self.seed, self.flipped).involuntary(time, effort)
        hertz, phase = _constant("meige.rhythm_hz"), np.random.default_rng(self.seed).uniform()
        beat = (1 - np.cos(2 * np.pi * (hertz * time + phase))) / 2
        return np.maximum(eyes, beat[:, None] * meige_height(self.severity))

    def mirrored(self) -> Meige:
        """The same with left and right exchanged."""
        return replace(self, flipped=not self.flipped)


def meige_height(severity: float) -> np.ndarray:
    """Contraction (M,) of mouth, jaw and neck at the height of a beat."""
    height = np.zeros(M)
    for side in SIDES:
        for stem in acts_on("meige", "mouth"):
            height[INDEX[f"{stem}_{side}"]] = severity * _constant("meige.mouth_severe")
    for stem in acts_on("meige", "jaw"):
        height[INDEX[stem]] = severity * _constant("meige.jaw_severe")
    return height


def blepharospasm_height(severity: float) -> np.ndarray:
    """Contraction (M,) of the eyes' rings and the brow at the height of a spasm."""
    height = np.zeros(M)
    size = _by_severity("blepharospasm.amplitude", severity)
    for side in SIDES:
        for stem, weight in _lid_weights().items():
            height[INDEX[f"{stem}_{side}"]] = size * weight
    return height


def _lid_weights() -> dict[str, float]:
    """How strongly a spasm of the lids contracts each muscle, by stem; the eye's ring 1."""
    beside = _constant("blepharospasm.brow_share")
    ring, brow = (acts_on("blepharospasm", role) for role in ("eye", "brow"))
    return dict.fromkeys(ring, 1.0) | dict.fromkeys(brow, beside)


@dataclass(frozen=True, eq=False)
class Together:
    """Several processes at once: each muscle follows the strongest."""

    parts: tuple

    def involuntary(self, time: np.ndarray, effort: float | np.ndarray = 0.0) -> np.ndarray:
        """Share of full contraction (T, M) at times (T,) in s."""
        return np.max([part.involuntary(time, effort) for part in self.parts], axis=0)

    def mirrored(self) -> Together:
        """All of them on the other side."""
        return Together(tuple(part.mirrored() for part in self.parts))


@dataclass(frozen=True, eq=False)
class Held:
    """A contraction (M,) that does not change with time."""

    height: np.ndarray

    def involuntary(self, time: np.ndarray, effort: float | np.ndarray = 0.0) -> np.ndarray:
        """The same (T, M) at all times."""
        return np.broadcast_to(self.height, (len(time), M))

    def mirrored(self) -> Held:
        """The same on the other side."""
        return Held(self.height[MIRROR])


@checks_keywords
def attack_and_release(time: ArrayLike, start_s: float = 0.0, hold_s: float = 1.0) -> np.ndarray:
    """Share of an expression that is made, held and let go.

    It rises within 0.6 s and falls within 0.28 s, smoothly (processes.csv).

    Parameters
    ----------
    time : array_like
        (...) s.
    start_s : float
        When it begins.
    hold_s : float
        How long it is held.

    Returns
    -------
    numpy.ndarray
        (...) 0..1.

    Examples
    --------
    >>> import facemodel as fm
    >>> print(fm.conditions.attack_and_release([0, 0.3, 1, 1.74]).round(2))
    [0.  0.5 1.  0.5]
    """
    time = numbers("time in seconds", time, -LONGEST_S, LONGEST_S)
    hold_s = number("hold_s", hold_s, 0, LONGEST_S)
    since = time - number("start_s", start_s, -LONGEST_S, LONGEST_S)
    up, down = _constant("expression.attack_s"), _constant("expression.release_s")
    share = np.minimum(since / up, (up + hold_s + down - since) / down)
    share = np.clip(share, 0, 1)
    return share * share * (3 - 2 * share)
