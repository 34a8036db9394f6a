"""What contracts muscles unasked within seconds: hemifacial spasm, blepharospasm, Meige syndrome.

A process is a function of time alone: events come from random numbers drawn for each block of time
from (seed, block), so that any moment can be asked for, in any order, and is always the same.
What is drawn is the visible envelope; the 150-400 Hz of its electrical bursts (S85) are not.
"""

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from facemodel import constants
from facemodel.anatomy.checks import number, numbers
from facemodel.anatomy.muscles import INDEX, MIRROR, MUSCLES, SIDES
from facemodel.physiology.condition import LONGEST_S, between_severities

M = len(MUSCLES)
BLOCK_S = 60.0
LONGEST_EVENT_S = 30.0

EYE_RING = tuple(
    f"orbicularis_oculi_{part}"
    for part in ("orbital_superior", "orbital_lateral", "orbital_inferior", "palpebral")
)
MOUTH_RING = tuple(
    f"orbicularis_oris_{part}"
    for part in ("upper_peripheral", "upper_marginal", "lower_peripheral", "lower_marginal")
)
# Muscles that a hemifacial spasm contracts beside the eye's ring, by constant
_BESIDE = {
    "zygomaticus_major": ("zygomaticus_major",),
    "mouth_ring": MOUTH_RING,
    "mentalis": ("mentalis",),
    "platysma": ("platysma",),
    "frontalis": ("frontalis_medial", "frontalis_lateral"),
    "corrugator": ("corrugator",),
}


def spasm_weights() -> dict[str, float]:
    """How strongly a hemifacial spasm contracts each muscle, by stem; the eye's ring 1."""
    weights = dict.fromkeys(EYE_RING, 1.0)
    for name, stems in _BESIDE.items():
        weights |= dict.fromkeys(stems, _constant(f"spasm.weight.{name}"))
    return weights


@dataclass(frozen=True, eq=False)
class Events:
    """Contractions that come and go: E events of K muscles.

    start_s, length_s, size (E,): size 0..1 is the share of full contraction at its height
    held     (E,) whether it is held between a short rise and fall; else it is a half-sine
    weight   (E, K) share of the size that each muscle takes; delay_s (E, K)
    rank     (E,) 0..1: an event takes place when its rank is below the rate asked for
    muscles  (K,) indices of fm.MUSCLES
    """

    start_s: np.ndarray
    length_s: np.ndarray
    size: np.ndarray
    held: np.ndarray
    weight: np.ndarray
    delay_s: np.ndarray
    rank: np.ndarray
    muscles: np.ndarray

    def involuntary(self, time: np.ndarray, rate: float | np.ndarray = 1.0) -> np.ndarray:
        """Share of full contraction (T, M) at times (T,): the strongest event of each muscle.

        rate: share of the events drawn that take place, one number or (T,) where it changes.
        """
        out = np.zeros((len(time), M))
        rate = np.broadcast_to(rate, time.shape)
        near = (self.rank < rate.max()) & (self.start_s <= time.max())
        near &= self.start_s + self.length_s + self.delay_s.max(initial=0) >= time.min()
        for e in np.flatnonzero(near):
            ends = self.start_s[e] + self.length_s[e] + self.delay_s[e].max(initial=0)
            runs = (time >= self.start_s[e]) & (time <= ends) & (self.rank[e] < rate)
            at = np.flatnonzero(runs)
            since = time[at, None] - self.start_s[e] - self.delay_s[e]
            share = np.clip(since / self.length_s[e], 0, 1)
            rise = np.minimum(since, self.length_s[e] - since) / RISE_S
            shape = np.clip(rise, 0, 1) if self.held[e] else np.sin(np.pi * (share % 1))
            now = self.size[e] * self.weight[e] * shape
            cells = np.ix_(at, self.muscles)
            out[cells] = np.maximum(out[cells], now)
        return out


RISE_S = 0.2  # rise and fall of a held contraction (own choice, assume)


def _evaluate(events_of_block, time: np.ndarray, rate: float | np.ndarray) -> np.ndarray:
    """Involuntary contraction (T, M) from the blocks that reach into these times."""
    rate = np.broadcast_to(rate, time.shape)
    out = np.zeros((len(time), M))
    block = np.floor(time / BLOCK_S).astype(int)
    for b in np.unique(block):
        inside = block == b
        for source in (b - 1, b):
            if source >= 0:
                now = events_of_block(int(source)).involuntary(time[inside], rate[inside])
                out[inside] = np.maximum(out[inside], now)
    return out


def _constant(name: str) -> float:
    return constants.value(f"processes.{name}")


def _by_severity(name: str, severity: float) -> float:
    levels = [_constant(f"{name}.{s}") for s in ("mild", "moderate", "severe")]
    return float(between_severities(levels, severity))


@dataclass(frozen=True)
class HemifacialSpasm:
    """Clusters of quick bursts on one side, some with a long held phase (dossier 5.4).

    Voluntary closure or smiling doubles the rate of bursts (assume).
    """

    side: str
    severity: float
    seed: int = 0

    def involuntary(self, time: np.ndarray, effort: float | np.ndarray = 0.0) -> np.ndarray:
        """Share of full contraction (T, M) at times (T,) in s."""
        fingerprint = constants.digest()
        return _evaluate(
            lambda b: _spasm_events(self, b, fingerprint), np.asarray(time), (1 + effort) / 2
        )

    def mirrored(self) -> "HemifacialSpasm":
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
    return _events(
        rows,
        block,
        {f"{stem}_{spasm.side}": weight for stem, weight in spasm_weights().items()},
        rng,
        jitter_s=c("jitter_s"),
    )


def _events(rows, block: int, weights: dict[str, float], rng, jitter_s=0.0, spread=0.0) -> Events:
    """Events of a block from (start, length, size, held, rank); `spread` varies left from right."""
    start, length, size, held, rank = np.array(rows, float).reshape(-1, 5).T
    share = np.broadcast_to(np.array(list(weights.values())), (len(start), len(weights)))
    if spread:
        unequal = 1 + np.sign(spread) * rng.uniform(-abs(spread), abs(spread), len(start))
        left = np.array([name.endswith("_left") for name in weights])
        share = share * np.where(left, unequal[:, None], 2 - unequal[:, None])
    return Events(
        start + block * BLOCK_S,
        np.minimum(length, LONGEST_EVENT_S),
        np.clip(size, 0, 1),
        held.astype(bool),
        np.clip(share, 0, 1),
        rng.uniform(0, jitter_s, (len(start), len(weights))) if jitter_s else np.zeros(share.shape),
        rank,
        np.array([INDEX[name] for name in weights]),
    )


@dataclass(frozen=True)
class Blepharospasm:
    """Both eyes pressed shut again and again, and blinks more often than healthy (dossier 5.5)."""

    severity: float
    seed: int = 0
    flipped: bool = False

    def involuntary(self, time: np.ndarray, effort: float | np.ndarray = 0.0) -> np.ndarray:
        """Share of full contraction (T, M) at times (T,) in s; effort has no part in it."""
        fingerprint = constants.digest()
        return np.maximum(
            _evaluate(lambda b: _lid_spasms(self, b, fingerprint), np.asarray(time), 1.0),
            _evaluate(lambda b: _blinks(self, b, fingerprint), np.asarray(time), 1.0),
        )

    def mirrored(self) -> "Blepharospasm":
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
    beside = _constant("blepharospasm.brow_share")
    weights = dict.fromkeys(EYE_RING, 1.0) | dict.fromkeys(("corrugator", "procerus"), beside)
    both = {f"{stem}_{side}": w for side in SIDES for stem, w in weights.items()}
    spread = _constant("blepharospasm.side_spread") * (-1 if process.flipped else 1)
    return _events(rows, block, both, rng, spread=spread)


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
    rows = [(t, _constant("blink.duration_s"), 1.0, False, 0.0) for t in start]
    lids = {f"orbicularis_oculi_palpebral_{side}": 1.0 for side in SIDES}
    return _events(rows, block, lids, rng)


@dataclass(frozen=True)
class Meige:
    """Blepharospasm with a slow rhythm of mouth, jaw and neck (dossier 5.3)."""

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

    def mirrored(self) -> "Meige":
        """The same with left and right exchanged."""
        return replace(self, flipped=not self.flipped)


def meige_height(severity: float) -> np.ndarray:
    """Contraction (M,) of mouth, jaw and neck at the height of a beat."""
    height = np.zeros(M)
    for side in SIDES:
        for stem in (*MOUTH_RING, "mentalis", "platysma"):
            height[INDEX[f"{stem}_{side}"]] = severity * _constant("meige.mouth_severe")
    height[INDEX["jaw_openers"]] = severity * _constant("meige.jaw_severe")
    return height


def blepharospasm_height(severity: float) -> np.ndarray:
    """Contraction (M,) of the eyes' rings and the brow at the height of a spasm."""
    height = np.zeros(M)
    size = _by_severity("blepharospasm.amplitude", severity)
    for side in SIDES:
        for stem in EYE_RING:
            height[INDEX[f"{stem}_{side}"]] = size
        for stem in ("corrugator", "procerus"):
            height[INDEX[f"{stem}_{side}"]] = size * _constant("blepharospasm.brow_share")
    return height


@dataclass(frozen=True, eq=False)
class Together:
    """Several processes at once: each muscle follows the strongest."""

    parts: tuple

    def involuntary(self, time: np.ndarray, effort: float | np.ndarray = 0.0) -> np.ndarray:
        """Share of full contraction (T, M) at times (T,) in s."""
        return np.max([part.involuntary(time, effort) for part in self.parts], axis=0)

    def mirrored(self) -> "Together":
        """All of them on the other side."""
        return Together(tuple(part.mirrored() for part in self.parts))


@dataclass(frozen=True, eq=False)
class Held:
    """A contraction (M,) that does not change with time."""

    height: np.ndarray

    def involuntary(self, time: np.ndarray, effort: float | np.ndarray = 0.0) -> np.ndarray:
        """The same (T, M) at all times."""
        return np.broadcast_to(self.height, (len(time), M))

    def mirrored(self) -> "Held":
        """The same on the other side."""
        return Held(self.height[MIRROR])


def attack_and_release(time, start_s: float = 0.0, hold_s: float = 1.0) -> np.ndarray:
    """Share 0..1 (...) of an expression that is made at `start_s`, held for `hold_s` and let go.

    It rises within 0.5 s (V6, seen) and falls within 0.8 s (assume), smoothly. time (...) in s.
    """
    time = numbers("time in seconds", time, -LONGEST_S, LONGEST_S)
    hold_s = number("hold_s", hold_s, 0, LONGEST_S)
    since = time - number("start_s", start_s, -LONGEST_S, LONGEST_S)
    up, down = _constant("expression.attack_s"), _constant("expression.release_s")
    share = np.minimum(since / up, (up + hold_s + down - since) / down)
    share = np.clip(share, 0, 1)
    return share * share * (3 - 2 * share)
