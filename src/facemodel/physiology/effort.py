"""How hard a face tries: drive rises until an outcome that is felt or seen is met, or effort ends.

`tried` takes the state of a face (`Drive`) and an intent u (..., M), and answers with what is tried
instead. Each part is the closed form of a loop in docs/model.md, solved once a state:

- closed lids are felt: both rings share the least drive at which the margins meet (`_to_close`);
- an upper lid that stands higher or lower than it used to changes the drive of both levators
  (`_to_hold_the_lids`, Hering's law);
- a brow that sinks before the eye raises the one drive of both frontales
  (`_to_hold_the_brow`); nothing lowers a brow that rose;
- a smile or a brow raise that is meant with less than full effort is tried harder while it falls
  short (`_to_reach`).

Cheeks and corners at rest are not sensed: what they lose stays lost.
"""

from collections.abc import Callable
from functools import reduce
from operator import add
from typing import Any, NamedTuple

import numpy as np

from facemodel.anatomy.muscles import INDEX, MUSCLES, SIDES, group
from facemodel.data import constants
from facemodel.mechanics import lid_balance
from facemodel.mechanics.lid_balance import LidBalance
from facemodel.mechanics.strength import OUTCOMES
from facemodel.physiology.in_person import MANY, ONE, Drive, Face, Words, muscles_first, unit_of

M = len(MUSCLES)
LET_GO = -0.999
"""Intent of the levator below which the lids are meant to close."""
LEAST = 1e-9
"""mm, and shares, that are divided by."""
LEAST_BROW_MM = 0.05
"""What full contraction must move the brow by to count: pulls on other skin reach it by less."""


_State = tuple[Words, Face, Any]
"""Words, a face, and what is left of its muscles' strength."""


class _Rules(NamedTuple):
    """The constants of the loops."""

    price: float
    high_brow: float
    turn: float
    closing_ring: float
    lids: LidBalance


@constants.derived
def _rules() -> _Rules:
    gain = constants.value("lids.shared_drive")
    return _Rules(
        price=constants.value("effort.price"),
        high_brow=constants.value("effort.high_brow"),
        turn=gain / (1 + gain),  # of both sides' sum, so that other / (this one) is the gain
        closing_ring=lid_balance.closing_ring(),
        lids=lid_balance.lid_balance(),
    )


def tried(drive: Drive, u: np.ndarray, left: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """What is tried where u is meant, and what is added to hold lids and brow; both (..., M).

    left is the share of strength that remains, one number or (..., M). The same to the last bit
    whatever the batch.
    """
    if left.ndim == 0:
        left = np.full(M, left)
    face = drive.of_one if left.ndim == 1 else None
    if face is not None and u.ndim == 1:
        one = (ONE, face, left.tolist())
        harder, held = u.copy(), np.zeros(M)
        _try(harder, held, u.tolist(), one, one)
        return harder, held
    shape = np.broadcast_shapes(u.shape, left.shape, *(x.shape for x in drive._state))
    harder, held = np.empty(shape), np.zeros(shape)
    harder[...] = u
    new, more, meant, share = (muscles_first(x, len(shape)) for x in (harder, held, u, left))
    many = (MANY, drive.of_many(len(shape)), share)
    _try(new, more, meant, many, many if face is None else (ONE, face, left.tolist()))
    return harder, held


def _try(harder: np.ndarray, held: np.ndarray, meant, state: _State, at_rest: _State) -> None:
    """Writes what is tried harder than meant, and what is held; muscles first.

    state: of every intent; at_rest: for what no intent changes.
    """
    o = state[0]
    for outcome, movers in _MOVERS.items():
        factor = _to_reach(*state, meant, outcome)
        for m in movers if factor is not None else ():
            harder[m] = o.choose(meant[m] > 0, meant[m] * factor, meant[m])
    closed = _to_close(*state, meant)
    lids, brows = _to_hold_the_lids(*at_rest), _to_hold_the_brow(*at_rest)
    for m, intent in zip(_RINGS, closed or (), strict=closed is not None):
        harder[m] = intent
    held_by = ((_LEVATORS, lids), *((pair, brows) for pair in _BROW_PAIRS))
    for muscles, answer in held_by:
        for m, more in zip(muscles, answer or (), strict=answer is not None):
            held[m] = more * (1 + o.smaller(meant[m], 0.0))


def _to_close(o: Words, face: Face, left, meant):
    """Intent of both rings at which both pairs of lids meet; None where no closing is meant.

    Not less than the habitual intent, and 1 at most.
    """
    rings = [meant[m] for m in _RINGS]
    closing = [(meant[v] <= LET_GO) & (ring > 0) for v, ring in zip(_LEVATORS, rings, strict=True)]
    if not o.some(closing[0] | closing[1]):
        return None
    needed, share = [], _rules().closing_ring
    for m, ring, so in zip(_RINGS, rings, closing, strict=True):
        need = face.tone[m] + (share - face.tone[m]) / o.larger(face.strength[m], LEAST)
        wanted = need / o.larger(left[m], LEAST) - face.resting[m]
        intent = wanted / o.larger(face.conduction[m] * (1 - face.normal[m]), LEAST)
        needed.append(o.choose(so, o.larger(ring, intent), 0.0))
    shared = o.smaller(o.larger(*needed), 1.0)
    return [
        o.choose(so, o.larger(ring, shared), ring) for ring, so in zip(rings, closing, strict=True)
    ]


def _to_hold_the_lids(o: Words, face: Face, left):
    """Intent of both levators that answers to upper lids which moved at rest, or None.

    The other eye's lid moves by the constant lids.shared_drive of what this one keeps.
    """
    b, now, pulls, moved = _rules().lids, [], [], []
    for v, m in zip(_LEVATORS, _RINGS, strict=True):
        levator, ring = (left[i] * face.resting[i] / face.tone[i] - 1 for i in (v, m))
        before = _lid_height(b, *(face.normal[i] / face.tone[i] - 1 for i in (v, m)))
        now.append(_lid_height(b, levator, ring))
        pulls.append((levator, ring))
        moved.append(now[-1] - before)
    turn = _rules().turn * (moved[0] + moved[1])
    if not o.some(turn != 0):
        return None
    answers = []
    for v, height, (levator, ring) in zip(_LEVATORS, now, pulls, strict=True):
        up = 1 - (height - turn)  # what the lids should turn down by
        force = (b.ring * ring - up * (1 + b.stiffness)) / (b.levator + up * b.stiffness)
        more, n = face.tone[v] * (force - levator), face.normal[v]
        per_intent = left[v] * face.conduction[v] * o.choose(more > 0, 1 - n, n)
        answer = _between(o, -1.0, more / o.larger(per_intent, LEAST), 1.0)
        answers.append(o.choose(turn == 0, 0.0, answer))
    return answers


def _lid_height(b: LidBalance, levator, ring):
    """Height of an upper lid at rest at forces over those of rest, in openings."""
    return 1 - (b.ring * ring - b.levator * levator) / (1 + b.stiffness * (1 + levator))


def _to_hold_the_brow(o: Words, face: Face, left):
    """Intent that both frontales share and that lifts brows back which sank at rest, or None.

    The drive d that makes least of the sum over the sides of w (sunk - rise d)^2, in mm, with w 1
    for a brow that is still too low and effort.high_brow for one that stands higher than it needs;
    a brow that had risen by itself counts as back.
    """
    sunk = [o.larger(s, 0.0) for s in _totals(o, _sunk, face.rows["brow"], BROWS, left)]
    if not o.some((sunk[0] > 0) | (sunk[1] > 0)):
        return None
    rise = _totals(o, _rise, face.rows["brow"], MOVERS["brow"], left)
    gains = [s * r for s, r in zip(sunk, rise, strict=True)]
    squares = [r * r for r in rise]
    # the first side needs more: it is still too low when the other one is back
    first = sunk[0] * rise[1] > sunk[1] * rise[0]
    high = _rules().high_brow
    one, other = (o.choose(first, 1.0, high), o.choose(first, high, 1.0))
    gain, square = (one * x[0] + other * x[1] for x in (gains, squares))
    drive = o.smaller(gain / o.larger(square, LEAST), 1.0)
    return drive, drive


def _to_reach(o: Words, face: Face, left, meant, outcome: str):
    """Factor on the intent of an outcome's movers where it falls short; None: nowhere.

    Both sides share it: the factor e that makes least of the sum over the sides that are meant of
    (reached e - 1)^2, and of effort.price (e - 1)^2, up to full effort.
    """
    largest = o.larger(0.0, reduce(o.larger, [meant[m] for m in _MOVERS[outcome]]))
    if not o.some((largest > 0) & (largest < 1)):
        return None
    reached, wanted = (
        _totals(o, part, face.rows[outcome], MOVERS[outcome], left, meant)
        for part in (_gone, _wanted)
    )
    one, other = (
        o.choose(want > LEAST, got / o.larger(want, LEAST), 0.0)
        for got, want in zip(reached, wanted, strict=True)
    )
    price = _rules().price
    factor = (one + other + price) / (one * one + other * other + price)
    most = o.choose(largest > 0, 1 / o.larger(largest, LEAST), 1.0)
    return _between(o, 1.0, factor, o.larger(most, 1.0))


def _totals(o: Words, part: Callable, rows, muscles: np.ndarray, left, meant=None):
    """What the muscles (side, K) of each side add up to, left and right."""
    if o is ONE:
        parts = [
            [part(o, rows[m], left[m], meant and meant[m]) for m in side]
            for side in muscles.tolist()
        ]
        return [reduce(add, side) for side in parts]
    of = None if meant is None else meant[muscles]
    both = part(o, [x[muscles] for x in rows], left[muscles], of)
    return reduce(add, (both[:, k] for k in range(muscles.shape[1])))


def _sunk(o, row, left, _):
    """mm by which a muscle at rest is short of what it did in health."""
    resting, _, _, strength, tone, healthy, mm = row
    return (healthy - unit_of(o, left * resting, tone, strength)) * mm


def _rise(o, row, left, _):
    """mm per unit of intent."""
    _, _, gain, _, tone, _, mm = row
    return left * gain / (1 - tone) * mm


def _gone(o, row, left, meant):
    """mm that a muscle goes from rest at an intent."""
    resting, _, gain, strength, tone, _, mm = row
    full = left * o.smaller(resting + gain * o.larger(meant, 0.0), 1.0)
    return (unit_of(o, full, tone, strength) - unit_of(o, left * resting, tone, strength)) * mm


def _wanted(o, row, _, meant):
    """The same in health: normal tone, all conduction, all strength."""
    _, normal, _, strength, tone, healthy, mm = row
    full = o.smaller(normal + (1 - normal) * o.larger(meant, 0.0), 1.0)
    return (unit_of(o, full, tone, strength) - healthy) * mm


def _between(o: Words, low, x, high):
    return o.smaller(o.larger(x, low), high)


def _at(stem: str) -> np.ndarray:
    return np.array([INDEX[f"{stem}_{side}"] for side in SIDES])


LEVATORS, RINGS = _at("levator_palpebrae_superioris"), _at("orbicularis_oculi_palpebral")
MOVERS = {
    outcome: np.array([[INDEX[f"{m}_{side}"] for m in group(movers)] for side in SIDES])
    for outcome, movers in (("brow", "holds_brow"), ("corner", "lip_elevators"))
}
"""Muscles (side, part) whose intent rises until an outcome is met."""
BROWS = np.array(
    [
        [
            k
            for k, m in enumerate(MUSCLES)
            if m.endswith(s) and abs(OUTCOMES["brow"][k]) > LEAST_BROW_MM
        ]
        for s in SIDES
    ]
)
"""Muscles (side, K) that move their side's brow."""
# the same as lists, for numbers of one face are taken from lists
_LEVATORS, _RINGS = LEVATORS.tolist(), RINGS.tolist()
_MOVERS = {outcome: muscles.ravel().tolist() for outcome, muscles in MOVERS.items()}
_BROW_PAIRS = MOVERS["brow"].T.tolist()
