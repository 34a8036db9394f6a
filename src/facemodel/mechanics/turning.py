"""How jaw and lids turn at control values: formulas for one face and for many at once."""

from collections.abc import Sequence
from functools import reduce

import numpy as np

from facemodel.anatomy.muscles import INDEX, SIDES, group
from facemodel.data import constants
from facemodel.mechanics.jaw import JAW_ANGLE_RAD, JAW_FORWARD_MM, JAW_SHIFT_MM, Jaw
from facemodel.mechanics.lids import Lids

_JAW = INDEX["jaw_openers"]
CLOSERS = tuple(INDEX[f"{stem}_{side}"] for side in SIDES for stem in group("jaw_closers"))
EYES = tuple(
    (
        INDEX[f"levator_palpebrae_superioris_{side}"],
        INDEX[f"orbicularis_oculi_palpebral_{side}"],
        INDEX[f"gaze_pitch_{side}"],
    )
    for side in ("left", "right")
)


def jaw_angle(controls: Sequence | np.ndarray, larger=max, smaller=min):
    """Opening of the jaw in radians: openers against the strongest closer.

    Controls (C,), or (C, ...) of many faces.
    """
    closing = reduce(larger, (controls[i] for i in CLOSERS), 0.0)
    return JAW_ANGLE_RAD * smaller(1.0, larger(0.0, controls[_JAW] - closing))


@constants.derived
def bell_rad() -> float:
    """The most that both eyes turn up while they are meant to be closed (Bell's phenomenon)."""
    return float(np.radians(constants.value("lids.bell_deg")))


def bell_turn(controls: Sequence | np.ndarray) -> float:
    """How far both eyes turn up, in radians, at controls (C,) of one face.

    Who means to close the eyes lets both levators go, whatever the lids then do; a spasm of the
    ring does not.
    """
    let_go = -max(controls[levator] for levator, *_ in EYES)
    start = constants.value("lids.bell_from")
    return bell_rad() * max(0.0, let_go - start) / (1 - start)


def turned_lids(
    lids: Lids, points: np.ndarray, mixed: np.ndarray, keep_out: np.ndarray | None
) -> np.ndarray:
    """Points (...,3,n) of the lids, turned about the globes; the given ones are overwritten.

    lids: of both eyes, or of one; mixed (...,4n): a motion times `lids.table`; keep_out (...,n) mm:
    where lids are pressed on the globe, their skin stays that far from its centre.
    While the lids close, the tarsus is led by the globe and no longer by the skin.
    """
    n = points.shape[-1]
    angle, keep, grow, slide = mixed.reshape(-1, 4, n).transpose(1, 0, 2)
    away = points
    away -= lids.rest
    away *= keep[:, None]
    away += lids.offset
    fixed, cosine, sine = (lids.turn @ away).reshape(-1, 3, 3, n).transpose(1, 0, 2, 3)
    cosine *= (np.cos(angle) * grow)[:, None]
    sine *= (np.sin(angle) * grow)[:, None]
    out = fixed + cosine
    out += sine
    out += slide[:, None] * lids.along
    if keep_out is not None:
        r = np.sqrt((out * out).sum(1))
        out *= np.maximum(keep_out / r, 1)[:, None]
    out += lids.centre
    return out


def turn_jaw(jaw: Jaw, x: np.ndarray, c: np.ndarray, s: np.ndarray) -> None:
    """Rotate each point (...,3,V) by its share of the jaw's angle: a share of it does not shrink.

    c, s (...,V): cosine and sine of weight * angle, from their series: the weights' powers are
    tabled and the angle is below half a radian, so that twelve terms leave less than 1e-14.
    """
    y, z = x[..., 1, :], x[..., 2, :]
    y -= jaw.centre[1]
    z -= jaw.centre[2]
    ahead = y * s
    y *= c
    y -= z * s
    z *= c
    z += ahead
    y += jaw.centre[1]
    z += jaw.centre[2]


def shift_jaw(jaw: Jaw, x: np.ndarray, forward, shift) -> None:
    """Move each point (...,3,V) by its share of the jaw's glide at controls (...)."""
    for axis, size, control in ((2, JAW_FORWARD_MM, forward), (0, JAW_SHIFT_MM, shift)):
        glide = np.asarray(size * jaw.scale * control, x.dtype)
        x[..., axis, :] += jaw.weight * glide[..., None]
