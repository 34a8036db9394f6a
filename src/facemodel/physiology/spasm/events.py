"""Contractions that come and go at random times, drawn for each block of time from its number."""

from dataclasses import dataclass

import numpy as np

from facemodel.anatomy.muscles import INDEX, MUSCLES
from facemodel.data import constants
from facemodel.physiology import streams

M = len(MUSCLES)
BLOCK_S = 60.0  # drawn at once, from a seed of its own
LONGEST_EVENT_S = 30.0  # half a block, so that an event touches two at most


@dataclass(frozen=True, eq=False)
class Events:
    """Contractions that come and go: E events of K muscles.

    start_s, length_s, size (E,): size 0..1 is the share of full contraction at its height
    held     (E,) whether it is held between a short rise and fall; else it swells and ebbs as a
             sine, highest at the share `peak` of its length
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
    peak: float = 0.5

    def involuntary(self, time: np.ndarray, rate: float | np.ndarray = 1.0) -> np.ndarray:
        """Share of full contraction (T, M) at times (T,): the strongest event of each muscle.

        rate: share of the events drawn that take place, one number or (T,) where it changes.
        """
        out = np.zeros((len(time), M))
        rate, quick = np.broadcast_to(rate, time.shape), constants.value("processes.held.rise_s")
        near = (self.rank < rate.max()) & (self.start_s <= time.max())
        near &= self.start_s + self.length_s + self.delay_s.max(initial=0) >= time.min()
        for e in np.flatnonzero(near):
            ends = self.start_s[e] + self.length_s[e] + self.delay_s[e].max(initial=0)
            runs = (time >= self.start_s[e]) & (time <= ends) & (self.rank[e] < rate)
            at = np.flatnonzero(runs)
            since = time[at, None] - self.start_s[e] - self.delay_s[e]
            share = np.clip(since / self.length_s[e], 0, 1)
            rise = np.minimum(since, self.length_s[e] - since) / quick
            phase = np.interp(share % 1, (0, self.peak, 1), (0, 0.5, 1))
            shape = np.clip(rise, 0, 1) if self.held[e] else np.sin(np.pi * phase)
            now = self.size[e] * self.weight[e] * shape
            cells = np.ix_(at, self.muscles)
            out[cells] = np.maximum(out[cells], now)
        return out


def evaluate(events_of_block, time: np.ndarray, rate: float | np.ndarray) -> np.ndarray:
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


def events(
    rows, block: int, weights: dict[str, float], rng, seed, jitter_s=0.0, spread=0.0, peak=0.5
) -> Events:
    """Events of a block from (start, length, size, held, rank); `spread` varies left from right.

    seed: numbers that `rng` was made from; peak: where events that are not held are highest.
    """
    start, length, size, held, rank = np.array(rows, float).reshape(-1, 5).T
    share = np.broadcast_to(np.array(list(weights.values())), (len(start), len(weights)))
    if spread:
        unequal = 1 + np.sign(spread) * rng.uniform(-abs(spread), abs(spread), len(start))
        left = np.array([name.endswith("_left") for name in weights])
        share = share * np.where(left, unequal[:, None], 2 - unequal[:, None])
    delay = np.zeros(share.shape)
    if jitter_s:
        late = lambda rng, n: rng.uniform(0, jitter_s, (len(start), n))  # noqa: E731 - local
        delay = streams.per_muscle(tuple(weights), late, rng, *seed)
    return Events(
        start + block * BLOCK_S,
        np.minimum(length, LONGEST_EVENT_S),
        np.clip(size, 0, 1),
        held.astype(bool),
        np.clip(share, 0, 1),
        delay,
        rank,
        np.array([INDEX[name] for name in weights]),
        peak,
    )
