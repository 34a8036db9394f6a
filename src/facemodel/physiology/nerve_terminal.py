"""How toxin at nerve endings takes a muscle's strength and how the muscle gets it back.

One function a step: `light_chain` (binding, entry, loss), `_course` (SNAP-25, sprouts, size of the
fibres), `failing` (end plates whose release is too small). A single session is read from a table
of the same steps, solved once; several sessions are stepped through. Doses count relative to the
ED50, days on the clock of an average person. Constants and the works they rest on: toxin.csv.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import lru_cache, reduce
from operator import add
from typing import Any, NamedTuple

import numpy as np

from facemodel.physiology.toxin_rates import Rates, rates

NODE = 0.05  # between nodes in the square root of days: onset takes days, recovery months
TABLED_DAYS = 400.0  # after which nothing of a session is left
LOGS = np.linspace(-6, 7, 105)  # of doses relative to the ED50; the response is smooth in them
ARRIVED = 3.0  # mean times of arrival after which 95 % has arrived
_LEAST = 1e-300  # a dose whose logarithm can be taken
MOST_TOGETHER = 500_000  # numbers of a course that are computed at once
_NODES = int(TABLED_DAYS**0.5 / NODE + 0.5) + 1


class Pace(NamedTuple):
    """How many days of a person an average person's day is: until a dose has arrived, and after.

    Each () or (N,).
    """

    onset: np.ndarray | float = 1.0
    decay: np.ndarray | float = 1.0


class _State(NamedTuple):
    """Intact SNAP-25, grown sprouts and lost size of fibres, each 0..1."""

    intact: np.ndarray
    sprouts: np.ndarray
    shrunk: np.ndarray


def _untouched(shape: tuple[int, ...]) -> _State:
    return _State(np.ones(shape), np.zeros(shape), np.zeros(shape))


def as_data() -> dict[str, Any]:
    """The rates in force and the grid of the table, as js/core/nerve_terminal.js takes them."""
    r, logs = rates(), {"first": LOGS[0], "step": LOGS[1] - LOGS[0], "count": len(LOGS)}
    grid = {"node": NODE, "days": TABLED_DAYS, "nodes": _NODES, "logs": logs}
    return {**asdict(r), "chain": r.chain, "arrived": ARRIVED, "grid": grid}


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


def _course(state: _State, acting: np.ndarray, days: np.ndarray, r: Rates) -> _State:
    """The state (steps + 1, ...) from now on through steps of so many days (steps,).

    acting (steps, ...): light chain in the middle of each, relative to what half of the end plates
    bear. dS/dt = renew (1 - S) - renew c acting S for intact SNAP-25 S [Foran2003]; sprouts follow
    the share of endings that are blocked by themselves [Meunier2003] [Rogozhin2008]; fibres without
    use shrink [Hamjian1994]. Each is exact for what drives it in the middle of the step.
    """
    days = days.reshape(-1, *(1,) * (acting.ndim - 1))
    cleaving = (1 / r.safety_share - 1) * acting
    rest = 1 / (1 + cleaving)
    fall = np.exp(-r.renew * (1 + cleaving) * days / 2)
    intact, middle = _from(state.intact, len(days)), np.empty(acting.shape)
    for k in range(len(days)):
        away = (intact[k] - rest[k]) * fall[k]
        np.add(rest[k], away, out=middle[k])
        np.add(rest[k], away * fall[k], out=intact[k + 1])
    blocked = failing(middle, np.zeros(()), r)
    sprouts = _towards(state.sprouts, blocked, -np.expm1(-days / r.sprout_days))
    unused = r.atrophy_share * failing(middle, (sprouts[:-1] + sprouts[1:]) / 2, r)
    shrunk = _towards(state.shrunk, unused, -np.expm1(-days / r.atrophy_days))
    return _State(intact, sprouts, shrunk)


def _from(start: np.ndarray, steps: int) -> np.ndarray:
    course = np.empty((steps + 1, *start.shape))
    course[0] = start
    return course


def _towards(start: np.ndarray, ends: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """What goes in each step (steps, ...) a share of the way to where it would end."""
    course = _from(start, len(ends))
    for k, (end, share) in enumerate(zip(ends, shares, strict=True)):
        np.add(course[k], (end - course[k]) * share, out=course[k + 1])
    return course


def _taken(state: _State, r: Rates) -> np.ndarray:
    """Share of strength lost: end plates that work times the size of their fibres, up to emax."""
    return r.emax * (1 - (1 - failing(state.intact, state.sprouts, r)) * (1 - state.shrunk))


def _days_of(node: np.ndarray) -> np.ndarray:
    return (NODE * node) ** 2


@dataclass(frozen=True, eq=False)
class _Table:
    """Strength lost and size lost (X, nodes) by logarithm of the light chain's scale and by day.

    half    logarithm at which the largest loss is half of emax: there the dose is the ED50
    """

    lost: np.ndarray
    shrunk: np.ndarray
    half: float


@lru_cache(maxsize=8)
def table(r: Rates) -> _Table:
    """A session of every size, solved once."""
    bounds = _days_of(np.arange(_NODES))
    chain = light_chain((bounds[:-1] + bounds[1:]) / 2, r)
    states = _course(_untouched(LOGS.shape), chain[:, None] * np.exp(LOGS), np.diff(bounds), r)
    lost, shrunk = _taken(states, r).T.copy(), states.shrunk.T.copy()
    return _Table(lost, shrunk, float(np.interp(r.emax / 2, lost.max(axis=1), LOGS)))


def lost_after(ratio: np.ndarray, age: np.ndarray, r: Rates, size: bool = False) -> np.ndarray:
    """Share of strength (or size) lost so many days of the clock after one session of dose / ED50.

    ratio, age broadcast. Between nodes it is a straight line; small doses act in proportion, and
    after the table the light chain goes on falling.
    """
    tabled = table(r)
    late = np.maximum(age - TABLED_DAYS, 0.0)
    logs = np.log(np.maximum(ratio, _LEAST)) + tabled.half - r.lose * late
    node, along = _place(age)
    x = np.clip((logs - LOGS[0]) / (LOGS[1] - LOGS[0]), 0, len(LOGS) - 1)
    row = np.minimum(x.astype(np.intp), len(LOGS) - 2)
    across, flat, first = (
        x - row,
        (tabled.shrunk if size else tabled.lost).ravel(),
        row * _NODES + node,
    )
    near = flat[first] + along * (flat[first + 1] - flat[first])
    first = first + _NODES
    far = flat[first] + along * (flat[first + 1] - flat[first])
    small = np.exp(r.steepness * np.minimum(logs - LOGS[0], 0))
    return (near + across * (far - near)) * small


def followed(extra: np.ndarray, days: np.ndarray) -> np.ndarray:
    """Share of size gained by days (...) under extra use (T,) on each day from 0 on."""
    r, grown = rates(), np.zeros(len(extra) + 1)
    for day, more in enumerate(r.atrophy_share * extra):
        grown[day + 1] = more + (grown[day] - more) * np.exp(-1 / r.atrophy_days)
    return np.interp(days, np.arange(len(grown)), grown)


def _place(age: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Node of the table before an age, and how far on towards the next one, 0..1."""
    at = np.sqrt(np.clip(age, 0, TABLED_DAYS)) / NODE
    node = np.minimum(at.astype(np.intp), _NODES - 2)
    return node, at - node


def lost(
    given: np.ndarray, ratios: np.ndarray, days: np.ndarray, pace: Pace, size: bool = False
) -> np.ndarray:
    """Share 0..emax of strength (or of size) (T, ..., M) that sessions have taken on days (T,).

    given (K,) rising days; ratios (K, ..., M) dose over ED50 that each muscle caught then
    """
    r = rates()
    batch = ratios.shape[1:-1]
    caught = ratios.any(axis=tuple(range(ratios.ndim - 1)))
    if not caught.all():  # most doses reach few muscles, and nothing acts in some people
        out = np.zeros((len(days), *ratios.shape[1:]))
        if caught.any():
            out[..., caught] = lost(given, ratios[..., caught], days, pace, size)
        return out
    days = np.reshape(days, (-1, *(1,) * len(batch)))
    out = np.zeros((len(days), *ratios.shape[1:]))
    if len(given) == 1:
        age = clock(days - given[0], pace, r)
        return lost_after(ratios[0], np.broadcast_to(age, out.shape[:-1])[..., None], r, size)
    state = _untouched(ratios.shape[1:])
    for k, until in enumerate([*given[1:], np.inf]):
        asked = ((days >= given[k]) & (days < until)).ravel()
        moments = days[asked] - given[k]
        if later := bool((days >= until).any()):
            moments = np.concatenate([moments, np.full((1, *days.shape[1:]), until - given[k])])
        if len(moments):
            ages = np.broadcast_to(clock(moments, pace, r), (len(moments), *batch))
            found = _at(ages, state, given[: k + 1], ratios[: k + 1], pace, r)
            out[asked] = found[3 if size else 0][: asked.sum()]
            state = _State(*(one[-1] for one in found[1:]))
        if not later:
            break
    return out


def _at(
    ages: np.ndarray, state: _State, given: np.ndarray, ratios: np.ndarray, pace: Pace, r: Rates
) -> list[np.ndarray]:
    """Strength lost and the state (Q, ..., M) at ages (Q, ...) after the last session given.

    Steps go from node to node, as in the table; between nodes lies a straight line.
    """
    at = np.sqrt(ages) / NODE
    nodes, along = at.astype(np.intp), (at % 1)[..., None]
    chains, steps = _acting(int(at.max()) + 1, given, pace, r, at.ndim - 1)
    found = [np.empty((*ages.shape, ratios.shape[-1])) for _ in range(4)]
    together = max(1, MOST_TOGETHER // state.intact.size)
    for first in range(0, len(steps), together):
        some = slice(first, first + together)
        shares = np.moveaxis(chains[some], 1, 0)[..., None]
        acting = reduce(add, (share * ratio for share, ratio in zip(shares, ratios, strict=True)))
        course = _course(state, acting, steps[some], r)
        state = _State(*(rows[-1] for rows in course))
        here = (nodes >= first) & (nodes < first + together)
        node, (_, *whose), share = nodes[here] - first, np.nonzero(here), along[here]
        near, far = (
            _seen(_State(*(rows[(node + k, *whose)] for rows in course)), r) for k in (0, 1)
        )
        for one, before, after in zip(found, near, far, strict=True):
            one[here] = before * (1 - share) + after * share
    return found


def _seen(state: _State, r: Rates) -> tuple[np.ndarray, ...]:
    return _taken(state, r), *state


def _acting(
    count: int, given: np.ndarray, pace: Pace, r: Rates, axes: int
) -> tuple[np.ndarray, np.ndarray]:
    """Light chain (steps, K, ...) that is left of each session in the middle of each step, and
    the steps' days; relative to what half of the end plates bear."""
    bounds = _days_of(np.arange(count + 1))
    middles = ((bounds[:-1] + bounds[1:]) / 2).reshape(-1, *(1,) * axes)
    now = given[-1] + _since(middles, pace, r)
    chains = np.stack([light_chain(clock(now - day, pace, r), r) for day in given], axis=1)
    return chains * np.exp(table(r).half), np.diff(bounds)


__all__ = [
    "Pace", "Rates", "as_data", "clock", "failing", "followed", "light_chain", "lost", "lost_after",
    "most_light_chain", "rates", "table",
]  # fmt: skip
