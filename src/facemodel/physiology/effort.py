"""How hard a face tries: drive rises until an outcome that is felt or seen is met, or effort ends.

Each function takes the state of a face (`Drive`) and an intent u (..., M), and answers with what
is added to it. All are closed forms of the loops in docs/model.md, solved once a state:

- closed lids are felt: both rings share the least drive at which the margins meet (`to_close`);
- an upper lid that stands higher or lower than it used to changes the drive of both levators
  (`to_hold_the_lids`, Hering's law);
- a brow that sinks before the eye raises the drive of both frontales (`to_hold_the_brow`);
  nothing lowers a brow that rose;
- a smile or a brow raise that is meant with less than full effort is tried harder while it falls
  short (`to_reach`).

Cheeks and corners at rest are not sensed: what they lose stays lost.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from facemodel.anatomy.muscles import INDEX, MUSCLES, SIDES, TONE, group
from facemodel.data import constants
from facemodel.mechanics import lid_balance
from facemodel.mechanics.strength import OUTCOMES

M = len(MUSCLES)
LET_GO = -0.999
"""Intent of the levator below which the lids are meant to close."""
LEAST_MM = 1e-9


@dataclass(frozen=True, eq=False)
class Drive:
    """What stands between an intent and the share w of full contraction that a muscle gives.

    All (..., M) or (M,): resting, its tone now; normal, what the tone was in health; conduction;
    remaining, the share of strength left; strength, relative to an average person's.
    """

    resting: np.ndarray
    normal: np.ndarray
    conduction: np.ndarray
    remaining: np.ndarray
    strength: np.ndarray

    def of(self, muscles: Sequence[int]) -> "Drive":
        """The same of some muscles alone."""
        rows = (self.resting, self.normal, self.conduction, self.remaining, self.strength)
        return Drive(*(np.broadcast_to(x, (*x.shape[:-1], M))[..., muscles] for x in rows))

    def contraction(self, v: np.ndarray | float = 0.0) -> np.ndarray:
        """w: share of full contraction at an intent v, as in `drive`, but for involuntary ones."""
        n, k = self.normal, self.conduction
        given = k * ((1 - n) * np.maximum(v, 0) - n * np.maximum(-v, 0))
        return self.remaining * np.clip(self.resting + given, 0, 1)


def in_health(drive: Drive) -> Drive:
    """The same person before anything happened: normal tone, all conduction, all strength."""
    return Drive(drive.normal, drive.normal, np.ones(1), np.ones(1), drive.strength)


def to_close(drive: Drive, u: np.ndarray) -> np.ndarray:
    """Intent (..., 2) of the rings at which both pairs of lids meet, where closing is meant.

    Not less than the habitual intent, and 1 at most.
    """
    levator, ring = u[..., LEVATORS], u[..., RINGS]
    closing = (levator <= LET_GO) & (ring > 0)
    if not closing.any():
        return ring
    of, t0 = drive.of(RINGS), TONE[RINGS]
    need = lid_balance.closing_ring()
    need = t0 + (need - t0) / np.maximum(of.strength, LEAST_MM)
    wanted = need / np.maximum(of.remaining, LEAST_MM) - of.resting
    intent = wanted / np.maximum(of.conduction * (1 - of.normal), LEAST_MM)
    shared = np.where(closing, np.maximum(ring, intent), 0).max(-1, keepdims=True)
    return np.where(closing, np.maximum(ring, np.minimum(shared, 1)), ring)


def to_hold_the_lids(drive: Drive) -> np.ndarray:
    """Intent (..., 2) of the levators that answers to upper lids which moved at rest.

    The other eye's lid moves by the constant lids.shared_drive of what this one keeps.
    """
    now, before = _lid_heights(drive), _lid_heights(in_health(drive))
    gain = constants.value("lids.shared_drive")
    share = gain / (1 + gain)  # of the sum of both, so that other / (this one) is the gain
    turn = share * (now - before).sum(-1, keepdims=True)
    b, of = lid_balance.lid_balance(), drive.of(LEVATORS)
    up = 1 - (now - turn)  # what the lids should turn down by
    ring = _over_rest(drive.of(RINGS).contraction(), RINGS)
    force = (b.ring * ring - up * (1 + b.stiffness)) / (b.levator + up * b.stiffness)
    more = TONE[LEVATORS] * (1 + force) - of.contraction()
    side = np.where(more > 0, 1 - of.normal, of.normal)
    per_intent = np.maximum(of.remaining * of.conduction * side, LEAST_MM)
    return np.where(turn == 0, 0.0, np.clip(more / per_intent, -1, 1))


def to_hold_the_brow(drive: Drive) -> np.ndarray:
    """Intent (..., 2) of both frontales that lifts brows back which sank at rest.

    Both frontales share the drive that the worse side needs (constant effort.shared_brow), as far
    as it arrives there.
    """
    own: list[np.ndarray] = []
    arrives: list[np.ndarray] = []
    healthy = in_health(drive)
    for brow, frontalis in zip(BROWS, _FRONTALES, strict=True):
        mm = OUTCOMES["brow"]
        sunk = _total(_shift(healthy, brow) - _shift(drive, brow), mm[brow])
        of = drive.of(frontalis)
        rise = of.remaining * of.conduction * (1 - of.normal) / (1 - TONE[frontalis])
        per_intent = _total(rise, mm[frontalis])
        own.append(np.clip(sunk / np.maximum(per_intent, LEAST_MM), 0, 1))
        arrives.append(own[-1] * of.conduction.mean(-1))
    shared = constants.value("effort.shared_brow") * np.stack(arrives[::-1], -1)
    return np.maximum(np.stack(own, -1), shared)


def to_reach(drive: Drive, u: np.ndarray, outcome: str) -> np.ndarray:
    """Factor (..., 1) on the intent of an outcome's movers: 1, or more where it falls short.

    Both sides share it: the factor e that makes least of the sum over the sides that are meant of
    (reached e - 1)^2, and of effort.price (e - 1)^2, up to full effort.
    """
    movers = MOVERS[outcome]
    meant = np.maximum(u[..., movers], 0)
    largest = meant.max((-1, -2))
    if not ((largest > 0) & (largest < 1)).any():
        return np.ones((*u.shape[:-1], 1))
    healthy = in_health(drive)
    price = constants.value("effort.price")
    above, below = price, price
    for side, part in enumerate(movers):
        mm, intent = OUTCOMES[outcome][part], meant[..., side, :]
        reached, wanted = (
            _total(_shift(one, part, intent) - _shift(one, part), mm) for one in (drive, healthy)
        )
        share = np.where(wanted > LEAST_MM, reached / np.maximum(wanted, LEAST_MM), 0)
        above, below = above + share, below + share * share
    most = np.where(largest > 0, 1 / np.maximum(largest, LEAST_MM), 1)
    return np.clip(above / below, 1, np.maximum(most, 1))[..., None]


def _shift(drive: Drive, muscles: Sequence[int], v: np.ndarray | float = 0.0) -> np.ndarray:
    """Control value (..., len(muscles)), one unit both ways, of what these muscles give."""
    of, t0 = drive.of(muscles), TONE[muscles]
    unit = (of.contraction(v) - t0) / (1 - t0)
    return np.where(unit > 0, of.strength, 1) * unit


def _total(shift: np.ndarray, mm: np.ndarray) -> np.ndarray:
    """Sum over muscles (..., K) by mm (K,), one after the other: the same in any batch."""
    return sum(shift[..., k] * one for k, one in enumerate(mm.tolist()))


def _lid_heights(drive: Drive) -> np.ndarray:
    """Height (..., 2) of the upper lids at rest, in openings over that of an average face."""
    b = lid_balance.lid_balance()
    levator = _over_rest(drive.of(LEVATORS).contraction(), LEVATORS)
    ring = _over_rest(drive.of(RINGS).contraction(), RINGS)
    return 1 - (b.ring * ring - b.levator * levator) / (1 + b.stiffness * (1 + levator))


def _over_rest(contraction: np.ndarray, muscles: Sequence[int]) -> np.ndarray:
    return contraction / TONE[muscles] - 1


def _at(stem: str) -> list[int]:
    return [INDEX[f"{stem}_{side}"] for side in SIDES]


LEVATORS, RINGS = _at("levator_palpebrae_superioris"), _at("orbicularis_oculi_palpebral")
MOVERS = {
    outcome: np.array([[INDEX[f"{m}_{side}"] for m in group(movers)] for side in SIDES])
    for outcome, movers in (("brow", "holds_brow"), ("corner", "lip_elevators"))
}
_FRONTALES = MOVERS["brow"]
BROW_PAIRS = _FRONTALES.T
"""Left and right of each part of frontalis."""
BROWS = [
    [k for k, name in enumerate(MUSCLES) if name.endswith(side) and abs(OUTCOMES["brow"][k]) > 0.05]
    for side in SIDES
]
