"""One frame: from control values to displaced vertices. view/js/core/frame.js computes the same."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, is_dataclass, replace

import numpy as np

from facemodel.anatomy.muscles import CONTROLS, INDEX, MUSCLES
from facemodel.mechanics.jaw import JAW_ANGLE_RAD, JAW_FORWARD_MM, JAW_SHIFT_MM, Jaw
from facemodel.mechanics.lids import GAZE_SHARE, LOWER_DROOP_SHARE, RAISE_SHARE, Lids
from facemodel.mechanics.lips import Lips

_JAW = INDEX["jaw_openers"]
_FORWARD, _SHIFT = INDEX["jaw_forward"], INDEX["jaw_shift"]
CLOSERS = tuple(i for i, m in enumerate(MUSCLES) if m.startswith(("masseter", "temporalis")))
EYES = tuple(
    (
        INDEX[f"levator_palpebrae_superioris_{side}"],
        INDEX[f"orbicularis_oculi_palpebral_{side}"],
        INDEX[f"gaze_pitch_{side}"],
    )
    for side in ("left", "right")
)
_C = len(CONTROLS)
_POWERS = np.arange(12)


@dataclass(frozen=True, eq=False)
class Rig:
    """All that a frame needs, in one floating-point type.

    rows (1+C+P, 3, V) mm: the rest position, the columns of the C controls, the skin's answer to
    a newton at each of the P places where the lips meet (all x, all y, all z: whole-array
    arithmetic is several times faster so); slack (C,) share of a column that acts below zero;
    gap_rows (C,P) mm of lip gap per unit of control; whiten, unwhiten (P,P): L' and L^-1 of the
    Cholesky factor of the lips' compliance.
    """

    rows: np.ndarray
    slack: np.ndarray
    gap_rows: np.ndarray
    jaw: Jaw
    lids: Lids
    lips: Lips
    whiten: np.ndarray
    unwhiten: np.ndarray

    @property
    def rest(self) -> np.ndarray:
        """(V,3) mm."""
        return self.rows[0].T

    @property
    def basis(self) -> np.ndarray:
        """(C,V,3) mm at control 1."""
        return self.rows[1 : _C + 1].transpose(0, 2, 1)


def single(rig: Rig) -> Rig:
    """The rig in single precision; eight terms of the jaw's series are then exact enough."""
    jaw = replace(rig.jaw, sine=rig.jaw.sine[:4], cosine=rig.jaw.cosine[:4])
    return cast(replace(rig, jaw=jaw), np.float32)


def cast(value, dtype):
    """A dataclass of arrays with every floating-point array as `dtype`."""
    if is_dataclass(value):
        return replace(
            value, **{f.name: cast(getattr(value, f.name), dtype) for f in fields(value)}
        )
    if isinstance(value, np.ndarray) and value.dtype.kind == "f":
        return np.ascontiguousarray(value, dtype)
    return value


def closure(levator: float, palpebral: float) -> tuple[float, float]:
    """How far the lids close, 0..1 (1: the margins meet), and the lower lid's share of it.

    closure = clip(0.42 q + P (1 + 1.55 q), 0, 1) with q = max(0, -levator) and
    P = max(0, palpebral). The lower lid does 0.12 of what a weak levator closes (the upper lid
    falls) and 0.12 + 0.58 (1 - q) of what the palpebral part closes. [assume: so that gentle
    closure travels as far as measured [Jorge2012] and a tightened lid rises from below]
    """
    q, p = max(0.0, -levator), max(0.0, palpebral)
    falls, pressed = 0.42 * q, p * (1 + 1.55 * q)
    by_ring = pressed / (falls + pressed) if pressed else 0.0
    return min(1.0, falls + pressed), 0.12 + 0.58 * max(0.0, 1 - q) * by_ring


def jaw_angle(controls: Sequence[float] | np.ndarray) -> float:
    """Opening of the jaw in radians: openers against the strongest closer."""
    closing = max(0.0, *(controls[i] for i in CLOSERS))
    return JAW_ANGLE_RAD * min(1.0, max(0.0, controls[_JAW] - closing))


def lid_motion(levator: float, palpebral: float, pitch: float) -> tuple[float, float, float]:
    """Shares of the opening by which upper and lower lid turn to each other, and the closure."""
    closed, share = closure(levator, palpebral)
    free = 1 - closed
    up = closed * (1 - share) - free * (RAISE_SHARE * max(0.0, levator) + GAZE_SHARE[0] * pitch)
    low = closed * share - free * (LOWER_DROOP_SHARE * max(0.0, -palpebral) - GAZE_SHARE[1] * pitch)
    return up, low, closed


def lid_motions(levator: np.ndarray, palpebral: np.ndarray, pitch: np.ndarray):
    """lid_motion of many eyes (...), each value an array (...)."""
    q, p = np.maximum(-levator, 0), np.maximum(palpebral, 0)
    falls, pressed = 0.42 * q, p * (1 + 1.55 * q)
    total = falls + pressed
    by_ring = np.where(pressed > 0, pressed / np.where(total > 0, total, 1), 0)
    closed, share = np.minimum(total, 1), 0.12 + 0.58 * np.maximum(1 - q, 0) * by_ring
    free = 1 - closed
    up = closed * (1 - share) - free * (
        RAISE_SHARE * np.maximum(levator, 0) + GAZE_SHARE[0] * pitch
    )
    droop = LOWER_DROOP_SHARE * np.maximum(-palpebral, 0)
    low = closed * share - free * (droop - GAZE_SHARE[1] * pitch)
    return up, low, closed


def frame(rig: Rig, controls: np.ndarray) -> np.ndarray:
    """Vertices (V,3) mm at control values (C,) float64; a new array in the rig's type."""
    a = np.maximum(controls, controls * rig.slack).astype(rig.rows.dtype, copy=False)
    values = controls.tolist()
    angle = jaw_angle(values)
    powers = (angle**_POWERS).astype(a.dtype)
    x = _linear(rig, a, _lip_forces(rig, a, powers))
    motion = [lid_motion(*(values[i] for i in eye)) for eye in EYES]
    pressed = max((a @ rig.lids.push).tolist()) > 1
    if pressed or any(up or low for up, low, _ in motion):
        _turn_lids(rig.lids, x, motion, pressed)
    if angle or values[_FORWARD] or values[_SHIFT]:
        _turn_jaw(rig.jaw, x, powers, values[_FORWARD], values[_SHIFT])
    return x.T


def _lip_forces(rig: Rig, a: np.ndarray, powers: np.ndarray) -> np.ndarray | None:
    """Least forces (P,) N that keep every gap between the lips at or above zero; None: none."""
    gap = a @ rig.gap_rows + powers @ rig.lips.gap
    if gap.min() >= 0:
        return None
    from scipy.optimize import nnls

    return nnls(rig.whiten, -(rig.unwhiten @ gap))[0].astype(a.dtype, copy=False)


def _linear(rig: Rig, a: np.ndarray, forces: np.ndarray | None) -> np.ndarray:
    """Rest + muscles + lip contact, as one product over the rows that take part."""
    weights = np.zeros(len(rig.rows), a.dtype)
    weights[0] = 1
    weights[1 : _C + 1] = a
    if forces is not None:
        weights[_C + 1 :] = forces
    active = np.flatnonzero(weights)
    flat = rig.rows.reshape(len(weights), -1)
    if 3 * active.size < len(weights):  # most faces use few muscles: read only their rows
        out = weights[active] @ flat[active]
    elif forces is None:
        out = weights[: _C + 1] @ flat[: _C + 1]
    else:
        out = weights @ flat
    return out.reshape(3, -1)


def _turn_lids(lids: Lids, x: np.ndarray, motion: list, pressed: bool) -> None:
    """Turn the lids about the globes; where they are pressed, keep their skin outside.

    While the lids close, the tarsus is led by the globe and no longer by the skin.
    """
    mix = np.array([[(1.0, *m)] for m in motion], x.dtype) @ lids.table
    angle, keep, grow, slide = mix.reshape(2, 4, -1).transpose(1, 0, 2)
    away = x.ravel().take(lids.place)
    away -= lids.rest
    away *= keep[:, None]
    away += lids.offset
    fixed, cosine, sine = (lids.turn @ away).reshape(2, 3, 3, -1).transpose(1, 0, 2, 3)
    cosine *= (np.cos(angle) * grow)[:, None]
    sine *= (np.sin(angle) * grow)[:, None]
    fixed += cosine
    fixed += sine
    fixed += slide[:, None] * lids.along
    if pressed:
        r = np.sqrt((fixed * fixed).sum(1))
        fixed *= np.maximum(lids.keep_out / r, 1)[:, None]
    fixed += lids.centre
    x.ravel()[lids.place] = fixed


def _turn_jaw(jaw: Jaw, x: np.ndarray, powers: np.ndarray, forward: float, shift: float) -> None:
    """Rotate each point by its share of the jaw's angle: a share of an angle does not shrink.

    sin and cos of weight * angle come from their series: the weights' powers are tabled, `powers`
    (12,) are the angle's, which is below half a radian: twelve terms leave less than 1e-14.
    """
    terms = 2 * len(jaw.sine)
    c, s = powers[:terms:2] @ jaw.cosine, powers[1:terms:2] @ jaw.sine
    _, y, z = x
    y -= jaw.centre[1]
    z -= jaw.centre[2]
    ahead = y * s
    y *= c
    y -= z * s
    z *= c
    z += ahead
    y += jaw.centre[1]
    z += jaw.centre[2]
    if forward or shift:
        z += jaw.weight * x.dtype.type(JAW_FORWARD_MM * jaw.scale * forward)
        x[0] += jaw.weight * x.dtype.type(JAW_SHIFT_MM * jaw.scale * shift)
