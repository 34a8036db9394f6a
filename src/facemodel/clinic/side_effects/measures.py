"""What each side effect measures on a face before and after, as data/side_effects.csv names it.

js/core/side_effects.js has the same functions by the same names.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np

from facemodel.anatomy.muscles import SIDES, other_side
from facemodel.clinic.examination import Examination
from facemodel.clinic.side_effects.table import Kind
from facemodel.clinic.symmetry import LEAST_MOVEMENT_MM

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
    return _retained(both, kind, side)


def retains_lift(both: Both, kind: Kind, side: str) -> Figures:
    """Per cent of the landmark's rise that is left."""
    had, has = (movement[..., 1] for movement in _movements(both, kind, side))
    return _percent(had, has), had, has


def loses(both: Both, kind: Kind, side: str) -> Figures:
    """Per cent of the landmark's movement that is lost, along the way it had."""
    share, had, has = _retained(both, kind, side)
    return 100 - share, had, has


def loses_more(both: Both, kind: Kind, side: str) -> Figures:
    """Per cent of its movement that the landmark loses more than the other side's."""
    share, had, has = _retained(both, kind, side)
    others, _, _ = _retained(both, kind, SIDES[1 - SIDES.index(side)])
    return others - share, had, has


MEASURES: Mapping[str, Callable[[Both, Kind, str], Figures]] = MappingProxyType(
    {
        one.__name__: one
        for one in (
            falls, hangs, rises_over, stands_higher, gapes,
            retains, retains_lift, loses, loses_more,
        )
    }
)  # fmt: skip
"""Measures by name."""


def _pupil(both: Both, side: str) -> float:
    return both[0].mesh.eye_centres[SIDES.index(side)][1]


def _heights(both: Both, kind: Kind, side: str) -> list[np.ndarray]:
    name = f"{kind.landmarks[0]}_{side}"
    return [exam.at(kind.task, name)[..., 1] for exam in both]


def _movements(both: Both, kind: Kind, side: str) -> list[np.ndarray]:
    return [exam.moved(kind.task, f"{kind.landmarks[0]}_{side}") for exam in both]


def _retained(both: Both, kind: Kind, side: str) -> Figures:
    had, has = _movements(both, kind, side)
    size = np.linalg.norm(had, axis=-1)
    along = (has * had).sum(-1) / np.maximum(size, 1e-9)
    return _percent(size, along), size, along


def _percent(had: np.ndarray, has: np.ndarray) -> np.ndarray:
    """What did not move before has nothing to lose: 100."""
    moves = had >= LEAST_MOVEMENT_MM
    return np.where(moves, 100 * has / np.where(moves, had, 1), 100.0)
