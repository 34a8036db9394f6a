"""Frames of many people at once, at chosen points of one face: the formulas of frame.py, batched.

People share a face and differ in the stiffness of their skin and in the lines of their muscles.
Nothing is assembled again: stiffness acts on the controls (stiffened.py says why), lines add
columns (varied.py). A person comes out alike to the last bit in whatever company and on however
many threads.
"""

from dataclasses import dataclass, replace

import numpy as np

from facemodel.anatomy.mesh import Mesh
from facemodel.anatomy.muscles import CONTROLS, INDEX, MUSCLES, SIDES
from facemodel.mechanics.face import Face
from facemodel.mechanics.frame import CLOSERS, EYES, lid_motions
from facemodel.mechanics.jaw import JAW_ANGLE_RAD, JAW_FORWARD_MM, JAW_SHIFT_MM, Jaw
from facemodel.mechanics.lids import Lids
from facemodel.mechanics.lips import least_forces
from facemodel.mechanics.stiffened import EVERTS
from facemodel.mechanics.varied import Varied

_C = len(CONTROLS)
_JAW, _FORWARD, _SHIFT = (INDEX[n] for n in ("jaw_openers", "jaw_forward", "jaw_shift"))
EVERY_TENTH = 10
SMALL, TALLEST = 200_000, 64
"""Multiplications of a product that no library shares out (OpenBLAS: from 262,144 on), and rows."""


@dataclass(frozen=True, eq=False)
class Crowd:
    """P points of a face, ready to move for many people.

    mesh       the points alone: landmarks, curves and areas that lie in them, no triangles
    rest       (3,P) mm; slack (C,) as face.slack
    columns    (E,3P) mm: the C controls, then what the lines of muscles add
    gaps       (E,L) mm of gap between the lips at their L places, of each column
    lip_gap    (12,L) of the powers of the jaw's angle; whiten, unwhiten (L,L) as a Rig has them
    lip_push   (L,3P) mm per newton at each place
    varied     what the columns from C on are, None where lines do not vary
    """

    mesh: Mesh
    rest: np.ndarray
    slack: np.ndarray
    columns: np.ndarray
    gaps: np.ndarray
    lip_gap: np.ndarray
    whiten: np.ndarray
    unwhiten: np.ndarray
    lip_push: np.ndarray
    lids: Lids
    jaw: Jaw
    varied: Varied | None = None

    def frames(self, controls, stiffness, tilt_deg=None, turn_mm=None) -> np.ndarray:
        """Points (N, F, P, 3) mm, float64, of N people at F controls each, (N, F, M) or (N, F, C).

        stiffness (N,) of their skin; tilt_deg (N, K) in the order of lines.TILTED and turn_mm (N,)
        of their muscles' lines, unless these do not vary. Nothing is checked.
        """
        values = _all_controls(np.asarray(controls, float))
        people, count, _ = values.shape
        s = np.asarray(stiffness, float)[:, None, None]
        a = np.maximum(values, values * self.slack)
        soft = a / s
        for k, (roll, share) in EVERTS.items():
            soft[..., roll] = a[..., roll] + (1 - 1 / s[..., 0]) * share * a[..., k]
        weights = self._with_lines(soft, tilt_deg, turn_mm)
        angle = jaw_angles(values)
        powers = angle[..., None] ** np.arange(12)
        moved = steady(weights, self.columns)
        gap = steady(weights, self.gaps) + steady(powers, self.lip_gap)
        gap = gap.reshape(-1, self.gaps.shape[1])
        forces = least_forces(self.whiten, self.unwhiten, gap).reshape(people, count, -1)
        moved += steady(forces, self.lip_push)
        x = moved.reshape(people * count, 3, -1)
        x += self.rest
        flat = values.reshape(people * count, -1)
        pressed = steady(a / s, self.lids.push).max(-1).ravel() > 1
        _turn_lids(self.lids, x, flat, pressed)
        _turn_jaw(self.jaw, x, powers.reshape(-1, 12), flat)
        return x.reshape(people, count, 3, -1).swapaxes(-1, -2)

    def _with_lines(self, soft: np.ndarray, tilt_deg, turn_mm) -> np.ndarray:
        if self.varied is None:
            return soft
        monomials = self.varied.monomials(tilt_deg, turn_mm)[:, None]
        return np.concatenate([soft, soft[..., self.varied.control] * monomials], axis=-1)


def crowd(face: Face, points: np.ndarray | None = None, varied: Varied | None = None) -> Crowd:
    """The face for many people at vertices `points` (P,), all of them unless given.

    varied: what the lines of muscles add; None keeps those of the face.
    """
    rig, everyone = face.rig, np.arange(len(face.mesh.vertices))
    at = everyone if points is None else np.asarray(points)
    rows = rig.rows[:, :, at]
    columns, gaps = rows[1 : _C + 1], rig.gap_rows
    if varied is not None:
        extra = varied.columns
        upper, lower = rig.lips.upper, rig.lips.lower
        columns = np.concatenate([columns, extra[:, at].transpose(0, 2, 1)])
        gaps = np.concatenate([gaps, extra[:, upper, 1] - extra[:, lower, 1]])
        varied = replace(varied, columns=np.zeros((0, 0, 3)))  # they stand among `columns` now
    return Crowd(
        mesh=face.mesh if points is None else points_of(face.mesh, at),
        rest=rows[0].copy(),
        slack=face.slack,
        columns=np.ascontiguousarray(columns.reshape(len(columns), -1)),
        gaps=gaps,
        lip_gap=rig.lips.gap,
        whiten=rig.whiten,
        unwhiten=rig.unwhiten,
        lip_push=np.ascontiguousarray(rows[_C + 1 :].reshape(-1, 3 * len(at))),
        lids=_lids_at(rig.lids, at),
        jaw=replace(
            rig.jaw,
            weight=rig.jaw.weight[at],
            sine=rig.jaw.sine[:, at],
            cosine=rig.jaw.cosine[:, at],
        ),
        varied=varied,
    )


def measured_points(mesh: Mesh) -> np.ndarray:
    """Vertices (P,) that measures on landmarks and lids read, and some of the outline."""
    curves = [
        mesh.curves[f"lid_margin_{lid}_{side}"] for lid in ("upper", "lower") for side in SIDES
    ]
    named = np.concatenate(
        [list(mesh.landmarks.values()), *curves, mesh.curves["outline"][::EVERY_TENTH]]
    )
    return np.unique(np.concatenate([named, mesh.mirror[named]]))


def points_of(mesh: Mesh, points: np.ndarray) -> Mesh:
    """A mesh of chosen vertices (P,), closed under the mirror: names that lie in them, no faces."""
    new = np.full(len(mesh.vertices), -1)
    new[points] = np.arange(len(points))
    kept = {name: new[line][new[line] >= 0] for name, line in mesh.curves.items()}
    whole = [n for n, line in kept.items() if len(line) == len(mesh.curves[n]) or n == "outline"]
    return Mesh(
        vertices=mesh.vertices[points],
        faces=np.zeros((0, 3), int),
        mirror=new[mesh.mirror[points]],
        landmarks={name: int(new[v]) for name, v in mesh.landmarks.items() if new[v] >= 0},
        areas={name: weights[points] for name, weights in mesh.areas.items()},
        curves={name: kept[name] for name in whole},
        eye_centres=mesh.eye_centres,
        eye_radius=mesh.eye_radius,
    )


def jaw_angles(values: np.ndarray) -> np.ndarray:
    """frame.jaw_angle of controls (..., C)."""
    closing = np.maximum(values[..., CLOSERS].max(-1), 0)
    return JAW_ANGLE_RAD * np.clip(values[..., _JAW] - closing, 0, 1)


def _all_controls(controls: np.ndarray) -> np.ndarray:
    if controls.shape[-1] == _C:
        return controls
    rest = np.zeros((*controls.shape[:-1], _C - len(MUSCLES)))
    return np.concatenate([controls, rest], axis=-1)


def _lids_at(lids: Lids, points: np.ndarray) -> Lids:
    """The lids at some vertices; the eye with fewer repeats its last one, as all lids do."""
    new = np.full(max(int(points.max()), int(lids.index.max())) + 1, -1)
    new[points] = np.arange(len(points))
    eyes = [np.flatnonzero(new[row] >= 0) for row in lids.index]
    count = max(len(eye) for eye in eyes)
    pick = np.stack([np.concatenate([e, np.repeat(e[-1:], count - len(e))]) for e in eyes])
    index = new[np.take_along_axis(lids.index, pick, 1)]
    table = lids.table.reshape(2, 4, 4, -1)
    changed = {
        name: np.take_along_axis(getattr(lids, name), pick, 1)
        for name in ("upper", "lower", "meet", "slide", "swell", "hold", "keep_out")
    }
    return replace(
        lids,
        index=index,
        **changed,
        place=index[:, None] + len(points) * np.arange(3)[:, None],
        rest=np.take_along_axis(lids.rest, pick[:, None], 2),
        offset=np.take_along_axis(lids.offset, pick[:, None], 2),
        table=np.take_along_axis(table, pick[:, None, None], 3).reshape(2, 4, -1),
    )


def _turn_lids(lids: Lids, x: np.ndarray, values: np.ndarray, pressed: np.ndarray) -> None:
    """frame._turn_lids of points (F,3,P) at controls (F,C), where lids turn or are pressed."""
    for eye, controls in enumerate(EYES):
        up, low, closed = lid_motions(*(values[:, k] for k in controls))
        turns = np.flatnonzero((up != 0) | (low != 0) | pressed)
        if not len(turns):
            continue
        motion = np.stack([np.ones(len(turns)), up[turns], low[turns], closed[turns]])
        mixed = _mix(motion, lids.table[eye])
        angle, keep, grow, slide = np.split(mixed, 4, axis=1)
        index = lids.index[eye]
        away = (x[turns][:, :, index] - lids.rest[eye]) * keep[:, None] + lids.offset[eye]
        fixed, cosine, sine = np.split(lids.turn[eye] @ away, 3, axis=1)
        out = fixed + cosine * (np.cos(angle) * grow)[:, None]
        out += sine * (np.sin(angle) * grow)[:, None]
        out += slide[:, None] * lids.along[eye]
        hard = pressed[turns]
        if hard.any():
            r = np.sqrt((out[hard] ** 2).sum(1))
            out[hard] *= np.maximum(lids.keep_out[eye] / r, 1)[:, None]
        x[turns[:, None], :, index] = (out + lids.centre[eye]).transpose(0, 2, 1)


def _turn_jaw(jaw: Jaw, x: np.ndarray, powers: np.ndarray, values: np.ndarray) -> None:
    """frame._turn_jaw of points (F,3,P), where the jaw moves."""
    forward, shift = values[:, _FORWARD], values[:, _SHIFT]
    turns = np.flatnonzero((powers[:, 1] > 0) | (forward != 0) | (shift != 0))
    if not len(turns):
        return
    terms = 2 * len(jaw.sine)
    c = _mix(powers[turns, :terms:2].T, jaw.cosine)
    s = _mix(powers[turns, 1:terms:2].T, jaw.sine)
    y, z = x[turns, 1] - jaw.centre[1], x[turns, 2] - jaw.centre[2]
    ahead = JAW_FORWARD_MM * jaw.scale * forward[turns, None] * jaw.weight
    x[turns, 1] = y * c - z * s + jaw.centre[1]
    x[turns, 2] = z * c + y * s + jaw.centre[2] + ahead
    x[turns, 0] += JAW_SHIFT_MM * jaw.scale * shift[turns, None] * jaw.weight


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


def _mix(shares: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """(F,n) sums of rows (K,n) by shares (K,F), term by term: alike for each in any company."""
    out = shares[0][:, None] * rows[0]
    for share, row in zip(shares[1:], rows[1:], strict=True):
        out += share[:, None] * row
    return out
