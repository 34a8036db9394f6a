"""How toxin at nerve endings takes a muscle's strength and how the muscle gets it back.

One function a step: `light_chain` (binding, entry, loss), `_advance` (SNAP-25, sprouts, size of the
fibres), `failing` (end plates whose release is too small). A single session is read from a table
of the same steps, solved once; several sessions are stepped through. Doses count relative to the
ED50, days on the clock of an average person. Constants and the works they rest on: toxin.csv.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from facemodel.data import constants

MINUTES_A_DAY = 1440
NODE = 0.1  # between nodes in the square root of days: onset takes days, recovery months
TABLED_DAYS = 400.0
LOGS = np.linspace(-6, 7, 105)  # of doses relative to the ED50; the response is smooth in them
ARRIVED = 3.0  # mean times of arrival after which 95 % has arrived
_LEAST = 1e-300  # a dose whose logarithm can be taken
_NODES = int(TABLED_DAYS**0.5 / NODE + 0.5) + 1


@dataclass(frozen=True)
class Rates:
    """Everything the course of a dose depends on; rates per day on an average person's clock."""

    arrive: float
    bind: float
    enter: float
    free: float
    lose: float
    renew: float
    safety_share: float
    sprout_days: float
    sprout_release: float
    atrophy_days: float
    atrophy_share: float
    steepness: float
    emax: float

    @property
    def chain(self) -> tuple[float, ...]:
        """Rates of the linear steps, the loss of the light chain last."""
        return self.arrive, self.bind, self.enter, self.free, self.lose


class Pace(NamedTuple):
    """How many days of a person an average person's day is: until a dose has arrived, and after.

    Each () or (N,).
    """

    onset: np.ndarray | float = 1.0
    decay: np.ndarray | float = 1.0


@dataclass(frozen=True, eq=False)
class _State:
    """Intact SNAP-25, grown sprouts and lost size of fibres, each 0..1."""

    intact: np.ndarray
    sprouts: np.ndarray
    shrunk: np.ndarray


def rates() -> Rates:
    """The constants in force."""
    c = {p.name.removeprefix("toxin."): p.value for p in constants.parameters("toxin")}
    named = {f.name: c[f.name] for f in fields(Rates) if f.name in c}
    return Rates(
        arrive=1 / c["onset_days"],
        bind=c["bind_per_min"] * MINUTES_A_DAY,
        enter=c["enter_per_min"] * MINUTES_A_DAY,
        free=c["free_per_min"] * MINUTES_A_DAY,
        lose=1 / c["decay_days"],
        renew=1 / c["snap25_days"],
        steepness=c["hill_exponent"],
        **named,
    )


def light_chain(age: np.ndarray, r: Rates) -> np.ndarray:
    """Light chain in the endings, as a share of a dose, so many days after it; 0 before.

    dD/dt = -arrive D, dF/dt = arrive D - bind F, and so on down to dL/dt = free E - lose L
    [Lebeda2008], whose solution is a sum of exponentials.
    """
    t = np.maximum(age, 0.0)
    total: np.ndarray = np.zeros(np.shape(t))
    for k in r.chain:
        others = np.prod([other - k for other in r.chain if other != k])
        total = total + np.exp(-k * t) / others
    return np.maximum(total * np.prod(r.chain[:-1]), 0.0)


def most_light_chain(r: Rates) -> float:
    """The largest share of a dose that is ever light chain: where as much is lost as arrives."""
    day = np.log(r.arrive / r.lose) / (r.arrive - r.lose) + sum(1 / k for k in r.chain[1:-1])
    return float(light_chain(np.asarray(day), r))


def failing(intact: np.ndarray, sprouts: np.ndarray, r: Rates) -> np.ndarray:
    """Share of end plates whose release is too small for their fibre [Slater2015].

    Release is intact SNAP-25 plus what sprouts add [Rogozhin2008]. What an end plate needs, and
    what toxin reaches it, are log-logistic: like log-normal ones to 0.01, and so that the response
    to the cleaved share is Hill's curve of `fm.toxin.hill`.
    """
    needed = r.safety_share - r.sprout_release * sprouts
    cleaved = ((1 / intact - 1) * needed / (1 - needed)) ** r.steepness
    return cleaved / (1 + cleaved)


def clock(since: np.ndarray, pace: Pace, r: Rates) -> np.ndarray:
    """Days of an average person that days since a session are in a person of such a pace."""
    arrived = ARRIVED / r.arrive
    early = np.minimum(since, arrived * pace.onset)
    return early / pace.onset + (since - early) / pace.decay


def _since(age: np.ndarray | float, pace: Pace, r: Rates) -> np.ndarray:
    """Days since a session at an age on the clock: the inverse of `clock`."""
    early = np.minimum(age, ARRIVED / r.arrive)
    return early * pace.onset + (age - early) * pace.decay


def _advance(state: _State, acting: np.ndarray, days: float, r: Rates) -> _State:
    """The state some days later, under light chain relative to what half of the end plates bear.

    dS/dt = renew (1 - S) - renew c acting S for intact SNAP-25 S [Foran2003]; sprouts follow the
    share of endings that are blocked by themselves [Meunier2003] [Rogozhin2008]; fibres without
    use shrink [Hamjian1994]. Each is exact for what drives it in the middle of the step.
    """
    cleaving = (1 / r.safety_share - 1) * acting
    rest = 1 / (1 + cleaving)
    away, fall = state.intact - rest, np.exp(-r.renew * (1 + cleaving) * days / 2)
    middle = rest + away * fall
    blocked = failing(middle, np.zeros(()), r)
    sprouts = state.sprouts + (blocked - state.sprouts) * -np.expm1(-days / r.sprout_days)
    unused = r.atrophy_share * failing(middle, (state.sprouts + sprouts) / 2, r)
    shrunk = state.shrunk + (unused - state.shrunk) * -np.expm1(-days / r.atrophy_days)
    return _State(rest + away * fall**2, sprouts, shrunk)


def _taken(state: _State, r: Rates) -> np.ndarray:
    """Share of strength lost: end plates that work times the size of their fibres, up to emax."""
    return r.emax * (1 - (1 - failing(state.intact, state.sprouts, r)) * (1 - state.shrunk))


def _days_of(node: int) -> float:
    return (NODE * node) ** 2


@dataclass(frozen=True, eq=False)
class _Table:
    """Strength lost (X, nodes) by logarithm of the light chain's scale and by day.

    half    logarithm at which the largest loss is half of emax: there the dose is the ED50
    """

    lost: np.ndarray
    half: float


@lru_cache(maxsize=16)
def table(r: Rates) -> _Table:
    """A session of every size, solved once."""
    scale, state = np.exp(LOGS), _untouched(LOGS.shape)
    columns = [_taken(state, r)]
    for node in range(_NODES - 1):
        start, end = _days_of(node), _days_of(node + 1)
        acting = scale * light_chain(np.asarray((start + end) / 2), r)
        state = _advance(state, acting, end - start, r)
        columns.append(_taken(state, r))
    lost = np.stack(columns, axis=1)
    return _Table(lost, float(np.interp(r.emax / 2, lost.max(axis=1), LOGS)))


def _untouched(shape: tuple[int, ...]) -> _State:
    return _State(np.ones(shape), np.zeros(shape), np.zeros(shape))


def lost_after(ratio: np.ndarray, age: np.ndarray, r: Rates) -> np.ndarray:
    """Share of strength lost so many days of the clock after one session of dose / ED50.

    ratio, age broadcast. Between nodes it is a straight line; small doses act in proportion, and
    after the table the light chain goes on falling.
    """
    tabled = table(r)
    late = np.maximum(age - TABLED_DAYS, 0.0)
    logs = np.log(np.maximum(ratio, _LEAST)) + tabled.half - r.lose * late
    node, along = _place(age)
    x = np.clip((logs - LOGS[0]) / (LOGS[1] - LOGS[0]), 0, len(LOGS) - 1)
    row = np.minimum(x.astype(np.intp), len(LOGS) - 2)
    across, flat, first = x - row, tabled.lost.ravel(), row * _NODES + node
    near = flat[first] + along * (flat[first + 1] - flat[first])
    first = first + _NODES
    far = flat[first] + along * (flat[first + 1] - flat[first])
    small = np.exp(r.steepness * np.minimum(logs - LOGS[0], 0))
    return (near + across * (far - near)) * small


def _place(age: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Node of the table before an age, and how far on towards the next one, 0..1."""
    at = np.sqrt(np.clip(age, 0, TABLED_DAYS)) / NODE
    node = np.minimum(at.astype(np.intp), _NODES - 2)
    return node, at - node


def lost(given: np.ndarray, ratios: np.ndarray, days: np.ndarray, pace: Pace) -> np.ndarray:
    """Share 0..emax of strength (T, ..., M) that sessions have taken on days (T,).

    given (K,) rising days; ratios (K, ..., M) dose over ED50 that each muscle caught then
    """
    r = rates()
    batch = ratios.shape[1:-1]
    days = np.reshape(days, (-1, *(1,) * len(batch)))
    out = np.zeros((len(days), *ratios.shape[1:]))
    if len(given) == 1:
        age = clock(days - given[0], pace, r)
        return lost_after(ratios[0], np.broadcast_to(age, out.shape[:-1])[..., None], r)
    state = _untouched(ratios.shape[1:])
    for k in range(len(given)):
        until = given[k + 1] if k + 1 < len(given) else np.inf
        asked = ((days >= given[k]) & (days < until)).ravel()
        ages = np.broadcast_to(clock(days[asked] - given[k], pace, r), (asked.sum(), *batch))
        if np.isfinite(until):
            last = np.broadcast_to(clock(np.asarray(until - given[k]), pace, r), batch)
            ages = np.concatenate([ages, last[None]])
        if not len(ages):
            continue
        read = np.zeros((4, len(ages), *ratios.shape[1:]))
        at = np.sqrt(np.maximum(ages, 0)) / NODE
        for node, before, after in _steps(state, given[: k + 1], ratios, int(at.max()), pace, r):
            here = at.astype(np.intp) == node
            along = (at - node)[here][:, None]
            for kept, a, b in zip(read, before, after, strict=True):
                a, b = (np.broadcast_to(v, kept.shape)[here] for v in (a, b))
                kept[here] = a + along * (b - a)
        out[asked] = read[0, : asked.sum()]
        state = _State(*read[1:, -1])
    return out


def _steps(
    state: _State, given: np.ndarray, ratios: np.ndarray, last: int, pace: Pace, r: Rates
) -> Iterator[tuple[int, tuple[np.ndarray, ...], tuple[np.ndarray, ...]]]:
    """From node to node after the last session given: what was lost and the state, twice."""
    scale = np.exp(table(r).half)
    before = (_taken(state, r), state.intact, state.sprouts, state.shrunk)
    for node in range(last + 1):
        start, end = _days_of(node), _days_of(node + 1)
        now = given[-1] + _since((start + end) / 2, pace, r)
        acting = sum(
            ratio * np.asarray(light_chain(clock(now - day, pace, r), r))[..., None]
            for day, ratio in zip(given, ratios, strict=False)
        )
        state = _advance(state, scale * acting, end - start, r)
        after = (_taken(state, r), state.intact, state.sprouts, state.shrunk)
        yield node, before, after
        before = after


__all__ = ["Pace", "Rates", "clock", "failing", "light_chain", "lost", "lost_after", "rates"]
