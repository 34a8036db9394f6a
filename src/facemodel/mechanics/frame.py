"""One frame: from control values to displaced vertices. view/js/core/frame.js computes the same.

Leading axes are the batch: `frame` takes faces one by one, `frames` many people at once, who share
a face and differ in what its columns weigh. Formulas stand once; where a sum of products is laid
out in two ways, it is for speed with one face and for the same last bit with many.
"""

from dataclasses import dataclass, fields, is_dataclass, replace
from functools import cached_property

import numpy as np

from facemodel.anatomy.muscles import CONTROLS, INDEX
from facemodel.mechanics.forces.columns import CREASED
from facemodel.mechanics.jaw import Jaw
from facemodel.mechanics.lid_balance import lid_motion
from facemodel.mechanics.lids import Lids
from facemodel.mechanics.lips import NEAR_MM, Lips, contact_forces, facing, gap_rows
from facemodel.mechanics.pressing import Pressing
from facemodel.mechanics.turning import (
    EYES,
    jaw_angle,
    shift_jaw,
    turn_jaw,
    turned_lids,
)

_FORWARD, _SHIFT = INDEX["jaw_forward"], INDEX["jaw_shift"]
_C = len(CONTROLS)
_POWERS = np.arange(12)
FINEST_MM = 2.0**-17
"""Columns in single precision are multiples of it: what is finer is noise that fills memory."""
SMALL, TALLEST = 200_000, 64
"""Multiplications of a product that no library shares out (OpenBLAS: from 262,144 on), and rows."""


@dataclass(frozen=True, eq=False)
class Rig:
    """All that a frame needs, in one floating-point type.

    rows (1+E+P, 3, V) mm: the rest position, E columns (of the C controls; behind them, in double
    precision, columns.curves, and what lines of muscles add, if they vary), the skin's answer to a
    newton at each of the P places where the lips meet (all x, all y, all z: whole-array arithmetic
    is several times faster so); creases (F,3,V) mm: columns.creases, which letting go does not take
    back and which end before the lips; slack (C,)
    share of a column that acts below zero; gap_rows (E,4P) as lips.gap_rows makes them of columns;
    whiten, unwhiten (P,P): L' and L^-1 of the Cholesky factor of the lips' compliance.
    """

    rows: np.ndarray
    creases: np.ndarray
    slack: np.ndarray
    gap_rows: np.ndarray
    jaw: Jaw
    lids: Lids
    lips: Lips
    whiten: np.ndarray
    unwhiten: np.ndarray

    def __repr__(self) -> str:
        return f"Rig({len(self.rest)} vertices, {self.rows.dtype})"

    @cached_property
    def moving(self) -> int:
        """Rows up to the last control that moves the skin itself; those behind only turn parts."""
        return 1 + int(np.flatnonzero(self.rows[: _C + 1].any((1, 2)))[-1])

    @cached_property
    def pressing(self) -> Pressing:
        """What keeps the lips of many faces from crossing."""
        return Pressing(self.whiten, self.unwhiten)

    @cached_property
    def eyes(self) -> tuple[Lids, Lids]:
        """The lids of the left eye and of the right one."""
        return self.lids.of(0), self.lids.of(1)

    @property
    def rest(self) -> np.ndarray:
        """(V,3) mm."""
        return self.rows[0].T

    @property
    def basis(self) -> np.ndarray:
        """(C,V,3) mm at control 1."""
        return self.rows[1 : _C + 1].transpose(0, 2, 1)

    def at(self, points: np.ndarray, added: np.ndarray | None = None) -> "Rig":
        """The rig of vertices (P,) alone; `added` (J,V,3) mm are further columns."""
        rows, gaps = self.rows.take(points, -1), self.gap_rows
        if added is not None:
            more = added[:, points].transpose(0, 2, 1)
            mine, answers = np.split(rows, [1 + len(gaps)])
            rows = np.concatenate([mine, more, answers])
            gaps = np.concatenate([gaps, gap_rows(added, self.lips.upper, self.lips.lower)])
        return replace(
            self,
            rows=rows,
            creases=self.creases.take(points, -1),
            gap_rows=gaps,
            jaw=self.jaw.at(points),
            lids=self.lids.at(points, self.rest[points]),
            lips=self.lips.at(points),
        )


def single(rig: Rig) -> Rig:
    """The rig in single precision, for one face: without the columns behind the controls'.

    Eight terms of the jaw's series are then exact enough.
    """
    jaw = replace(rig.jaw, sine=rig.jaw.sine[:4], cosine=rig.jaw.cosine[:4])
    rows = np.concatenate([rig.rows[1 : _C + 1], rig.rows[1 + len(rig.gap_rows) :]])
    rows = np.concatenate([rig.rows[:1], np.round(rows / FINEST_MM) * FINEST_MM])
    creases = np.round(rig.creases / FINEST_MM) * FINEST_MM + 0.0  # no zero keeps a sign
    lips = replace(rig.lips, response=rows[len(rows) - len(rig.lips.upper) :].transpose(0, 2, 1))
    own = replace(rig, rows=rows, creases=creases, gap_rows=rig.gap_rows[:_C], jaw=jaw, lips=lips)
    return cast(own, np.float32)


def cast(value, dtype):
    """A dataclass of arrays with every floating-point array as `dtype`."""
    if is_dataclass(value):
        return replace(
            value, **{f.name: cast(getattr(value, f.name), dtype) for f in fields(value)}
        )
    if isinstance(value, np.ndarray) and value.dtype.kind == "f":
        return np.ascontiguousarray(value, dtype)
    return value


def frame(rig: Rig, controls: np.ndarray) -> np.ndarray:
    """Vertices (..., V, 3) mm at control values (..., C) float64; a new array in the rig's type."""
    if controls.ndim > 1:
        rows = [frame(rig, row) for row in controls.reshape(-1, _C)]
        return np.array(rows, rig.rows.dtype).reshape(*controls.shape[:-1], *rig.rest.shape)
    a = np.maximum(controls, controls * rig.slack).astype(rig.rows.dtype, copy=False)
    values = controls.tolist()
    angle = jaw_angle(values)
    forward, shift = values[_FORWARD], values[_SHIFT]
    powers = (angle**_POWERS).astype(a.dtype) if angle or forward or shift else None
    met = (a @ rig.gap_rows[:_C]).reshape(4, -1)
    gap = met[0] + (rig.lips.gap[0] if powers is None else powers @ rig.lips.gap)
    if gap.min() < NEAR_MM:
        gap = facing(gap, met[1:] + rig.lips.line)
    x = _linear(rig, a, contact_forces(rig.whiten, rig.unwhiten, gap) if gap.min() < 0 else None)
    kept = np.maximum(-a[CREASED], 0)
    if kept.any():
        x += (kept @ rig.creases.reshape(len(kept), -1)).reshape(x.shape)
    motion = [(1.0, *lid_motion(*(values[i] for i in eye))) for eye in EYES]
    pressed = max((a @ rig.lids.push).tolist()) > 1
    (_, up, low, _), (_, other_up, other_low, _) = motion
    if pressed or up or low or other_up or other_low:
        lids, flat = rig.lids, x.ravel()
        mixed = np.array(motion, a.dtype)[:, None] @ lids.table
        keep_out = lids.keep_out if pressed else None
        flat[lids.place] = turned_lids(lids, flat.take(lids.place), mixed, keep_out)
    if powers is not None:
        jaw, terms = rig.jaw, 2 * len(rig.jaw.sine)
        turn_jaw(jaw, x, powers[:terms:2] @ jaw.cosine, powers[1:terms:2] @ jaw.sine)
        if forward or shift:
            shift_jaw(jaw, x, forward, shift)
    return x.T


def frames(rig: Rig, controls: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Vertices (N, F, V, 3) mm, float64, of N people at F control values each (N, F, C).

    weights (N, F, E): of the rig's columns in these people (stiffened.weights, Varied.weights).
    Results are bit-identical whatever the batch size or number of threads.
    """
    people, count, _ = controls.shape
    columns, answers = np.split(rig.rows[1:].reshape(len(rig.rows) - 1, -1), [len(rig.gap_rows)])
    values = np.moveaxis(controls, -1, 0).reshape(_C, -1)
    angle = jaw_angle(values, np.maximum, np.minimum)
    powers = angle[:, None] ** _POWERS
    met = steady(weights, rig.gap_rows).reshape(people, count, 4, -1)
    gap = met[:, :, 0] + steady(powers.reshape(people, count, -1), rig.lips.gap)
    near = gap.min(-1) < NEAR_MM
    gap[near] = facing(gap[near], met[near, 1:] + rig.lips.line)
    moved = steady(weights, columns)
    moved += steady(rig.pressing.forces(gap), answers)
    kept = np.maximum(-weights[..., CREASED], 0)
    moved += steady(kept, rig.creases.reshape(len(CREASED), -1))
    x = moved.reshape(people * count, 3, -1)
    x += rig.rows[0]
    pressed = (steady(weights[..., :_C], rig.lids.push).max(-1) > 1).ravel()
    _turn_all_lids(rig.eyes, x, values, pressed)
    _turn_all_jaws(rig.jaw, x, values, powers)
    return x.reshape(people, count, 3, -1).swapaxes(-1, -2)


def _turn_all_lids(lids: tuple[Lids, Lids], x: np.ndarray, values, pressed: np.ndarray) -> None:
    """Turn the lids of points (F,3,V) at controls (C,F), in frames where they move."""
    for k, eye in enumerate(EYES):
        levator, palpebral, pitch = (values[i] for i in eye)
        up, low, closed = lid_motion(levator, palpebral, pitch, np.maximum, np.minimum)
        turns = _those((up != 0) | (low != 0) | pressed)
        mine, hard, some = lids[k], pressed[turns], x[turns]
        motion = np.stack([np.ones(len(some)), up[turns], low[turns], closed[turns]])
        keep_out = hard[:, None] * mine.keep_out if hard.any() else None
        flat = some.reshape(len(some), 3 * x.shape[-1])
        points = flat.take(mine.place, 1)
        flat[:, mine.place] = turned_lids(mine, points, _sums(motion, mine.table), keep_out)
        x[turns] = some


def _turn_all_jaws(jaw: Jaw, x: np.ndarray, values: np.ndarray, powers: np.ndarray) -> None:
    """Turn the jaws of points (F,3,V) at controls (C,F), in frames where they move."""
    forward, shift = values[_FORWARD], values[_SHIFT]
    turns = _those((powers[:, 1] > 0) | (forward != 0) | (shift != 0))
    terms, some = 2 * len(jaw.sine), x[turns]
    c = _sums(powers[turns, :terms:2].T, jaw.cosine)
    s = _sums(powers[turns, 1:terms:2].T, jaw.sine)
    turn_jaw(jaw, some, c, s)
    shift_jaw(jaw, some, forward[turns], shift[turns])
    x[turns] = some


def _those(marked: np.ndarray) -> np.ndarray | slice:
    """Index of the frames that are marked (F,); of all of them a slice, which copies nothing."""
    return slice(None) if marked.all() else np.flatnonzero(marked)


def _linear(rig: Rig, a: np.ndarray, forces: np.ndarray | None) -> np.ndarray:
    """Rest + muscles + lip contact, as one product over the rows that take part."""
    weights = np.zeros(len(rig.rows), a.dtype)
    weights[0] = 1
    weights[1 : _C + 1] = a
    if forces is not None:
        weights[1 + len(rig.gap_rows) :] = forces
    active = np.flatnonzero(weights)
    flat = rig.rows.reshape(len(weights), -1)
    if 3 * active.size < len(weights):  # most faces use few muscles: read only their rows
        out = weights[active] @ flat[active]
    elif forces is None:
        out = weights[: rig.moving] @ flat[: rig.moving]
    else:
        out = weights @ flat
    return out.reshape(3, -1)


def _sums(shares: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """(F,n) sums of rows (K,n) by shares (K,F), term by term: each the same in any batch."""
    out = shares[0][:, None] * rows[0]
    for share, row in zip(shares[1:], rows[1:], strict=True):
        out += share[:, None] * row
    return out


def steady(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """The product (N,F,n) of (N,F,K) and (K,n), to the last bit the same on any number of threads.

    In pieces that are too small for the library of products to share out among threads, and one
    person at a time, so that nobody's rows depend on who else is there.
    """
    _, rows, inner = left.shape
    tall = min(rows, TALLEST)
    wide = max(1, SMALL // (tall * inner))
    out = np.empty((*left.shape[:2], right.shape[1]))
    for top in range(0, rows, tall):
        some = left[:, top : top + tall]
        for start in range(0, right.shape[1], wide):
            out[:, top : top + tall, start : start + wide] = some @ right[:, start : start + wide]
    return out
