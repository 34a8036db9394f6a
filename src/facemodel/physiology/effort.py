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

from dataclasses import dataclass

import numpy as np

from facemodel.anatomy.muscles import INDEX, MUSCLES, SIDES, TONE, group
from facemodel.data import constants
from facemodel.mechanics import lid_balance
from facemodel.mechanics.strength import OUTCOMES

M = len(MUSCLES)
LET_GO = -0.999
"""Intent of the levator below which the lids are meant to close."""
LEAST_MM = 1e-9  # of what is divided by


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

    def of(self, muscles: np.ndarray) -> "Drive":
        """The same of some muscles alone; what is one number for all stays one."""
        rows = (self.resting, self.normal, self.conduction, self.remaining, self.strength)
        return Drive(*(x[..., muscles] if x.shape[-1:] == (M,) else x for x in rows))

    def contraction(self, v: np.ndarray | None = None) -> np.ndarray:
        """w: share of full contraction at an intent v, as in `drive`, but for involuntary ones."""
        total = self.resting
        if v is not None:
            n = self.normal
            total = total + self.conduction * ((1 - n) * np.maximum(v, 0) - n * np.maximum(-v, 0))
            total = np.minimum(np.maximum(total, 0), 1)
        return self.remaining * total


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
    of, b = drive.of(_LIDS), lid_balance.lid_balance()  # (..., levator or ring, side)
    tone = TONE[_LIDS]
    levator, ring = _parts(of.contraction() / tone - 1)
    now = _lid_height(levator, ring)
    before = _lid_height(*_parts(of.normal / tone - 1))
    gain = constants.value("lids.shared_drive")
    moved = now - before  # the share is of the sum of both, so that other / (this one) is the gain
    turn = gain / (1 + gain) * (moved[..., :1] + moved[..., 1:])
    up = 1 - (now - turn)  # what the lids should turn down by
    force = (b.ring * ring - up * (1 + b.stiffness)) / (b.levator + up * b.stiffness)
    more = tone[0] * (force - levator)
    of = drive.of(LEVATORS)
    per_intent = of.remaining * of.conduction * np.where(more > 0, 1 - of.normal, of.normal)
    answer = np.clip(more / np.maximum(per_intent, LEAST_MM), -1, 1)
    return np.where(turn == 0, 0.0, answer)


def to_hold_the_brow(drive: Drive) -> np.ndarray:
    """Intent (..., 2) of both frontales that lifts brows back which sank at rest.

    Both frontales share the drive that the worse side needs (constant effort.shared_brow), as far
    as it arrives there.
    """
    of, frontalis = drive.of(BROWS), drive.of(MOVERS["brow"])  # (..., side, muscle)
    sunk = _unit(of.normal, BROWS, of.strength) - _unit(of.contraction(), BROWS, of.strength)
    rise = frontalis.remaining * frontalis.conduction * (1 - frontalis.normal)
    per_intent = _total(rise / (1 - TONE[MOVERS["brow"]]), _BROW_MM[MOVERS["brow"]])
    own = np.clip(_total(sunk, _BROW_MM[BROWS]) / np.maximum(per_intent, LEAST_MM), 0, 1)
    arrives = own * frontalis.conduction.mean(-1)
    return np.maximum(own, constants.value("effort.shared_brow") * arrives[..., ::-1])


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
    of, mm = drive.of(movers), OUTCOMES[outcome][movers]
    reached, wanted = (
        _total(
            _unit(one.contraction(meant), movers, of.strength)
            - _unit(one.contraction(), movers, of.strength),
            mm,
        )
        for one in (of, in_health(of))
    )
    share = np.where(wanted > LEAST_MM, reached / np.maximum(wanted, LEAST_MM), 0)
    left, right = _parts(share[..., None])
    price = constants.value("effort.price")
    factor = (left + right + price) / (left * left + right * right + price)
    most = np.where(largest > 0, 1 / np.maximum(largest, LEAST_MM), 1)
    return np.clip(factor, 1, np.maximum(most, 1)[..., None])


def _unit(contraction: np.ndarray, muscles: np.ndarray, strength: np.ndarray) -> np.ndarray:
    """Control value (..., side, muscle) of a contraction, in one unit above rest and below."""
    t0 = TONE[muscles]
    unit = (contraction - t0) / (1 - t0)
    return np.where(unit > 0, strength * unit, unit)


def _total(shift: np.ndarray, mm: np.ndarray) -> np.ndarray:
    """Sum over muscles (..., side, K) by mm (side, K), one by one: the same in any batch."""
    moved = shift * mm
    return sum(moved[..., k] for k in range(mm.shape[-1]))


def _parts(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Two rows (..., 2, n), each alone."""
    return rows[..., 0, :], rows[..., 1, :]


def _lid_height(levator: np.ndarray, ring: np.ndarray) -> np.ndarray:
    """Height (..., 2) of the upper lids at rest at forces over those of rest, in openings."""
    b = lid_balance.lid_balance()
    return 1 - (b.ring * ring - b.levator * levator) / (1 + b.stiffness * (1 + levator))


def _at(stem: str) -> np.ndarray:
    return np.array([INDEX[f"{stem}_{side}"] for side in SIDES])


LEVATORS, RINGS = _at("levator_palpebrae_superioris"), _at("orbicularis_oculi_palpebral")
_LIDS = np.stack([LEVATORS, RINGS])
MOVERS = {
    outcome: np.array([[INDEX[f"{m}_{side}"] for m in group(movers)] for side in SIDES])
    for outcome, movers in (("brow", "holds_brow"), ("corner", "lip_elevators"))
}
"""Muscles (side, part) whose intent rises until an outcome is met."""
BROW_PAIRS = MOVERS["brow"].T
"""Left and right of each part of frontalis."""
_BROW_MM = OUTCOMES["brow"]
BROWS = np.array(
    [[k for k, m in enumerate(MUSCLES) if m.endswith(s) and abs(_BROW_MM[k]) > 0.05] for s in SIDES]
)
"""Muscles (side, K) that move their side's brow."""
