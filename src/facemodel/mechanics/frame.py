"""One frame: from control values to displaced vertices. view/js/model.js computes the same."""

from dataclasses import dataclass, fields, is_dataclass, replace

import numpy as np

from facemodel.anatomy.muscles import INDEX, MUSCLES
from facemodel.mechanics.contact import (
    GAZE_SHARE,
    JAW_ANGLE_RAD,
    JAW_FORWARD_MM,
    JAW_SHIFT_MM,
    LOWER_DROOP_SHARE,
    RAISE_SHARE,
    Jaw,
    Lids,
    Lips,
)

_JAW = INDEX["jaw_openers"]
_CLOSERS = np.array([i for i, m in enumerate(MUSCLES) if m.startswith(("masseter", "temporalis"))])
_EYES = tuple(
    (
        INDEX[f"levator_palpebrae_superioris_{side}"],
        INDEX[f"orbicularis_oculi_palpebral_{side}"],
        INDEX[f"gaze_pitch_{side}"],
    )
    for side in ("left", "right")
)


@dataclass(frozen=True, eq=False)
class Rig:
    """All that a frame needs, in one floating-point type.

    rest (V,3) mm; basis (C, 3V) mm per unit of control; slack (C,) share of a column that acts
    below zero; `gap_rows` (C,P) mm of lip gap per unit of control.
    """

    rest: np.ndarray
    basis: np.ndarray
    slack: np.ndarray
    gap_rows: np.ndarray
    jaw: Jaw
    lids: tuple[Lids, Lids]
    lips: Lips
    whiten: np.ndarray
    """(P,P) transposed Cholesky factor L' of the lips' compliance."""
    unwhiten: np.ndarray
    """(P,P) L^-1."""


def cast(value, dtype):
    """A dataclass of arrays with every floating-point array as `dtype`."""
    if is_dataclass(value):
        return replace(value, **{f.name: cast(getattr(value, f.name), dtype) for f in fields(value)})
    if isinstance(value, tuple):
        return tuple(cast(v, dtype) for v in value)
    if isinstance(value, np.ndarray) and value.dtype.kind == "f":
        return np.ascontiguousarray(value, dtype)
    return value


def closure(levator: float, palpebral: float) -> tuple[float, float]:
    """How far the lids close, 0..1 (1: the margins meet), and the lower lid's share of it.

    Dossier 00.3: closure = clip(0.42 q + P (1 + 1.55 q), 0, 1) with q = max(0, -levator) and
    P = max(0, palpebral); the lower lid does 0.12 + 0.58 (1 - q) of it. [assume]
    """
    q, p = max(0.0, -levator), max(0.0, palpebral)
    return min(1.0, 0.42 * q + p * (1 + 1.55 * q)), 0.12 + 0.58 * max(0.0, 1 - q)


def jaw_angle(a: np.ndarray) -> float:
    """Opening of the jaw in radians: openers against the strongest closer (dossier 00.4)."""
    return JAW_ANGLE_RAD * min(1.0, max(0.0, a[_JAW] - max(0.0, a[_CLOSERS].max())))


def frame(rig: Rig, controls: np.ndarray) -> np.ndarray:
    """Vertices (V,3) mm at control values (C,); new array in the rig's type."""
    a = np.where(controls < 0, controls * rig.slack, controls).astype(rig.rest.dtype, copy=False)
    angle = jaw_angle(controls)
    u = _linear(rig, a)
    for lids, (levator, palpebral, pitch) in zip(rig.lids, _EYES, strict=True):
        _hold(lids, u, closure(controls[levator], controls[palpebral])[0])
    _close_lips(rig, u, a, angle)
    u += rig.rest
    for lids, (levator, palpebral, pitch) in zip(rig.lids, _EYES, strict=True):
        _turn_lids(lids, u, controls[levator], controls[palpebral], controls[pitch])
    forward, shift = controls[INDEX["jaw_forward"]], controls[INDEX["jaw_shift"]]
    if angle or forward or shift:
        _turn_jaw(rig.jaw, u, angle, forward, shift)
    return u


def _linear(rig: Rig, a: np.ndarray) -> np.ndarray:
    active = np.flatnonzero(a)
    if 2 * active.size < len(a):  # most faces use few muscles: read only their rows
        return (a[active] @ rig.basis[active]).reshape(-1, 3)
    return (a @ rig.basis).reshape(-1, 3)


def _hold(lids: Lids, u: np.ndarray, closed: float) -> None:
    """While the lids close, the tarsus is led by the globe, not by the skin."""
    if closed:
        u[lids.index] *= (1 - u.dtype.type(closed) * lids.hold)[:, None]


def _close_lips(rig: Rig, u: np.ndarray, a: np.ndarray, angle: float) -> None:
    """Push the lips apart where they would cross: least forces with every gap at or above zero."""
    lips = rig.lips
    gap = lips.gap0 + a @ rig.gap_rows + lips.jaw * u.dtype.type(angle)
    if gap.min() >= 0:
        return
    from scipy.optimize import nnls

    force = nnls(rig.whiten, -(rig.unwhiten @ gap))[0].astype(u.dtype, copy=False)
    u[lips.index] += lips.response @ force


def _turn_lids(lids: Lids, x: np.ndarray, levator: float, palpebral: float, pitch: float) -> None:
    """Turn the lids about the globe, and keep every point of the skin outside it."""
    closed, share = closure(levator, palpebral)
    open_ = 1 - closed
    up = closed * (1 - share) - open_ * (RAISE_SHARE * max(0.0, levator) + GAZE_SHARE[0] * pitch)
    low = closed * share - open_ * (LOWER_DROOP_SHARE * max(0.0, -palpebral) - GAZE_SHARE[1] * pitch)
    local = (x[lids.index] - lids.centre) @ lids.axes.T
    if up or low:
        kind = x.dtype.type
        angle = kind(up) * lids.upper + kind(low) * lids.lower + kind(closed) * lids.meet
        grow = 1 + kind(closed) * lids.swell
        c, s = np.cos(angle) * grow, np.sin(angle) * grow
        rise = local[:, 1] * c + local[:, 2] * s
        local[:, 2] = local[:, 2] * c - local[:, 1] * s
        local[:, 1] = rise
        local[:, 0] += kind(closed) * lids.slide
    r2 = np.einsum("ij,ij->i", local, local)
    inside = r2 < lids.keep_out**2
    if inside.any():
        local[inside] *= (lids.keep_out[inside] / np.sqrt(r2[inside]))[:, None]
    elif not (up or low):
        return
    x[lids.index] = local @ lids.axes + lids.centre


def _turn_jaw(jaw: Jaw, x: np.ndarray, angle: float, forward: float, shift: float) -> None:
    """Rotate each point by its share of the jaw's angle: a share of an angle does not shrink."""
    kind = x.dtype.type
    theta = jaw.weight * kind(angle)
    c, s = np.cos(theta), np.sin(theta)
    p = x[jaw.index]
    y, z = p[:, 1] - jaw.centre[1], p[:, 2] - jaw.centre[2]
    p[:, 1] = y * c - z * s + jaw.centre[1]
    p[:, 2] = y * s + z * c + jaw.centre[2]
    if forward or shift:
        p[:, 2] += jaw.weight * kind(JAW_FORWARD_MM * jaw.scale * forward)
        p[:, 0] += jaw.weight * kind(JAW_SHIFT_MM * jaw.scale * shift)
    x[jaw.index] = p
