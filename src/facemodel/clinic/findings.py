"""What a face before and after differs in, as figures of each side effect on each side.

Rows of data/side_effects.csv say what is measured, where, from when it counts and which muscles are
blamed; js/core/side_effects.js has the same functions by the same names.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any, Literal

import numpy as np
from msgspec import Struct

from facemodel.anatomy.expressions import EXPRESSIONS
from facemodel.anatomy.mesh import Mesh
from facemodel.anatomy.muscles import SIDES, check_stems, other_side
from facemodel.clinic.examination import Examination
from facemodel.clinic.excursions import LEAST_MOVEMENT_MM
from facemodel.data import constants, tables
from facemodel.errors import unknown
from facemodel.physiology import toxin


class Kind(Struct, frozen=True, kw_only=True):
    """A row of data/side_effects.csv, which also has the columns of its threshold, a constant.

    name, label    in code, and in words
    unit           of the threshold, which is the constant `side_effects.` + name
    flagged        "above" or "below" the threshold
    sentence       with {side}, {measured} and the figures in mm, "from {before} to {after} mm"
    measure        of MEASURES and js/core/side_effects.js: in mm it is what the figures before
                   and after differ by; in % a share of the figure before
    task           in which it shows, and landmarks (stems) where; panel: close-up of the page
    sides          "each", or "worse": the worse side is told, as "both"
    blames         stems of muscles whose weakness does it, the likeliest first
    suppressed_by  a side effect that tells the same: where it is flagged on a side, this one is not
    """

    name: str
    label: str
    unit: Literal["mm", "%"]
    flagged: Literal["above", "below"]
    sentence: str
    measure: str
    task: str
    landmarks: tuple[str, ...]
    sides: Literal["each", "worse"]
    blames: tuple[str, ...]
    panel: str
    suppressed_by: str = ""

    def __post_init__(self) -> None:
        check_stems("blames", self.blames)
        if self.measure not in MEASURES:
            raise ValueError(f"column measure: {unknown('measure', self.measure, MEASURES)}")
        if self.task not in EXPRESSIONS:
            raise ValueError(f"column task: {unknown('expression', self.task, EXPRESSIONS)}")

    @property
    def threshold(self) -> float:
        """The limit in force, in `unit`."""
        return constants.value(f"side_effects.{self.name}")

    def is_beyond(self, measured: np.ndarray) -> np.ndarray:
        """Whether what was measured (...) lies beyond the threshold."""
        return measured < self.threshold if self.flagged == "below" else measured > self.threshold


FULL_LIFT_MM = 2.0
"""The least that a full smile raises an upper lip [SmileLipMobility]."""
Both = tuple[Examination, Examination]
"""Before and after."""
Figures = tuple[np.ndarray, np.ndarray, np.ndarray]
"""What is compared with the threshold, and the figures in mm before and after that it is from."""


def falls(both: Both, kind: Kind, side: str) -> Figures:
    """How much the landmark lies lower than before; its heights above the pupil's middle."""
    first, second = _heights(both, kind, side)
    pupil = _pupil(both, side)
    return first - second, first - pupil, second - pupil


def hangs(both: Both, kind: Kind, side: str) -> Figures:
    """How much the landmark lies lower than before; its depths below the pupil's middle."""
    first, second = _heights(both, kind, side)
    pupil = _pupil(both, side)
    return first - second, pupil - first, pupil - second


def rises_over(both: Both, kind: Kind, side: str) -> Figures:
    """How much higher over the second landmark the first one stands than before."""
    above, below = (f"{stem}_{side}" for stem in kind.landmarks)
    first, second = (
        exam.at(kind.task, above)[..., 1] - exam.at(kind.task, below)[..., 1] for exam in both
    )
    return second - first, first, second


def stands_higher(both: Both, kind: Kind, side: str) -> Figures:
    """How much higher over the other side's the landmark moves than before."""
    name = f"{kind.landmarks[0]}_{side}"
    first, second = (
        exam.moved(kind.task, name)[..., 1] - exam.moved(kind.task, other_side(name))[..., 1]
        for exam in both
    )
    return second - first, first, second


def gapes(both: Both, kind: Kind, side: str) -> Figures:
    """How much wider open the eye stays than before."""
    k = SIDES.index(side)
    first, second = (exam.fissures_mm(kind.task)[..., k] for exam in both)
    return second - first, first, second


def retains(both: Both, kind: Kind, side: str) -> Figures:
    """Per cent of the landmark's movement that is left, along the way it had."""
    had, has = _movements(both, kind, side)
    size = np.linalg.norm(had, axis=-1)
    along = (has * had).sum(-1) / np.maximum(size, 1e-9)
    return _percent(size, along), size, along


def retains_lift(both: Both, kind: Kind, side: str) -> Figures:
    """Per cent of the landmark's rise that is left, of as much as a full smile needs.

    Full smiles raise an upper lip by 2 to 12 mm [SmileLipMobility]: one that rises by the least of
    it is not flat, however much more it rose before.
    """
    had, has = (movement[..., 1] for movement in _movements(both, kind, side))
    return _percent(np.minimum(had, 100 * FULL_LIFT_MM / kind.threshold), has), had, has


def falls_short(both: Both, kind: Kind, side: str) -> Figures:
    """How much less far the landmark gets, along the way it went; both from its old rest."""
    name = f"{kind.landmarks[0]}_{side}"
    way = _unit(both[0].moved(kind.task, name))
    start = both[0].at("rest", name)
    first, second = (((exam.at(kind.task, name) - start) * way).sum(-1) for exam in both)
    return first - second, first, second


def lags(both: Both, kind: Kind, side: str) -> Figures:
    """How much farther it lies behind the other side's mirror image, along the way both went."""
    name = f"{kind.landmarks[0]}_{side}"
    other, flip = other_side(name), np.array([-1.0, 1, 1])
    way = _unit(both[0].moved(kind.task, name) + flip * both[0].moved(kind.task, other))
    apart = (flip * exam.at(kind.task, other) - exam.at(kind.task, name) for exam in both)
    first, second = ((behind * way).sum(-1) for behind in apart)
    return second - first, first, second


MEASURES: Mapping[str, Callable[[Both, Kind, str], Figures]] = MappingProxyType(
    {
        one.__name__: one
        for one in (
            falls, hangs, rises_over, stands_higher, gapes,
            retains, retains_lift, falls_short, lags,
        )
    }
)  # fmt: skip
"""Measures by name."""

KINDS: Mapping[str, Kind] = tables.keyed(Kind, "side_effects.csv", "name", others=True)
"""Side effects by name."""

_FIRST = ("brow_raise", "gentle_eye_closure", "open_mouth_smile", "lower_teeth", "lip_pucker")
_SHOWN = (kind.task for kind in KINDS.values() if kind.task != "rest")
TASKS: tuple[str, ...] = tuple(dict.fromkeys((*_FIRST, *_SHOWN)))
"""Tasks that show them, besides rest, in the order in which tables of cohorts have them."""


def _pupil(both: Both, side: str) -> float:
    return both[0].mesh.eye_centres[SIDES.index(side)][1]


def _heights(both: Both, kind: Kind, side: str) -> list[np.ndarray]:
    return [exam.at(kind.task, f"{kind.landmarks[0]}_{side}")[..., 1] for exam in both]


def _movements(both: Both, kind: Kind, side: str) -> list[np.ndarray]:
    return [exam.moved(kind.task, f"{kind.landmarks[0]}_{side}") for exam in both]


def _unit(way: np.ndarray) -> np.ndarray:
    return way / np.maximum(np.linalg.norm(way, axis=-1, keepdims=True), 1e-9)


def _percent(had: np.ndarray, has: np.ndarray) -> np.ndarray:
    """What did not move before has nothing to lose: 100."""
    moves = had >= LEAST_MOVEMENT_MM
    return np.where(moves, 100 * has / np.where(moves, had, 1), 100.0)


@dataclass(frozen=True)
class Finding:
    """What one side effect measures on one side, beyond its threshold or not.

    name, side     of KINDS; "left", "right" or "both"
    measured       what is judged: a change in mm, or per cent of a movement lost or retained
    before, after  mm, untreated and treated: the two figures that `measured` comes from
    from_health    `measured`, with the healthy face in place of the untreated one; seldom needed
    The four are floats of one face, or arrays (...) of many.
    """

    name: str
    side: str
    measured: Any
    before: Any
    after: Any
    _cured: Both
    _first: Any

    @cached_property
    def from_health(self) -> Any:
        sides = SIDES if self.side == "both" else (self.side,)
        rows = [MEASURES[self.kind.measure](self._cured, self.kind, side)[0] for side in sides]
        return _number(rows[0] if len(rows) == 1 else np.where(self._first, *rows))

    @property
    def kind(self) -> Kind:
        """The row of the table."""
        return KINDS[self.name]

    @property
    def beyond(self) -> Any:
        """Whether (...) it lies beyond its threshold, from before and from health alike."""
        past = self.kind.is_beyond(self.measured)
        return past & self.kind.is_beyond(self.from_health) if np.any(past) else past

    def says(self) -> str:
        """The finding of one face in words."""
        return self.kind.sentence.format_map(vars(self))


def findings(both: Both, healthy: Examination) -> list[Finding]:
    """Every Finding on every side, flagged or not, in the order of KINDS.

    healthy: the same face or faces without condition and treatment; the one before where none is.
    """
    found, cured = list[Finding](), (healthy, both[1])
    for kind in KINDS.values():
        first: Any = None
        sides: dict[str, Any] = {side: MEASURES[kind.measure](both, kind, side) for side in SIDES}
        if kind.sides == "worse":
            left, right = sides.values()
            first = left[0] <= right[0] if kind.flagged == "below" else left[0] >= right[0]
            sides = {"both": [np.where(first, *pair) for pair in zip(left, right, strict=True)]}
        for side, row in sides.items():
            measured, before, after = map(_number, row)
            found.append(Finding(kind.name, side, measured, before, after, cured, first))
    return found


def flagged(found: Iterable[Finding]) -> dict[tuple[str, str], Any]:
    """(name, side) -> whether (...) it is told: beyond, and not the same as another that is."""
    beyond = {(one.name, one.side): one.beyond for one in found}
    same = {key: beyond.get((KINDS[key[0]].suppressed_by, key[1]), False) for key in beyond}
    return {key: np.logical_and(beyond[key], np.logical_not(same[key])) for key in beyond}


def _number(figure: np.ndarray) -> Any:
    return figure if np.ndim(figure) else float(figure)


Points = tuple[tuple[float, float, float, float], ...]


class Misplacement(Struct, frozen=True, kw_only=True):
    """Points that have a side effect, and points with the same aim that have not.

    side_effect    its name; aim in words; condition of the face, a preset's name
    wrong, right   injections (x, y, units, depth mm) in canonical mm; lesson in words
    """

    side_effect: str
    aim: str
    condition: str
    wrong: Points
    right: Points
    lesson: str

    def injections(self, mesh: Mesh, which: str) -> tuple[toxin.Injection, ...]:
        """The "wrong" or the "right" ones, on a face."""
        points = {"wrong": self.wrong, "right": self.right}[which]
        return tuple(
            toxin.Injection(units, point=toxin.at(mesh, x, y), depth_mm=depth)
            for x, y, units, depth in points
        )


MISPLACEMENTS: tuple[Misplacement, ...] = tables.read(Misplacement, "misplacements.csv")
"""One wrong and one right placement for every side effect (own choice, assume)."""
