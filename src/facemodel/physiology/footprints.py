"""Which band of skin each muscle's fibres run under, as courses.csv has it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

import numpy as np

from facemodel.anatomy import courses, placement

CHORD_MM = 4.0  # longest straight piece of a course: a cheek bends little over it


@cache
def strips() -> Mapping[str, tuple["Strip", ...]]:
    """Every muscle's footprint by stem, on the default face's left side."""
    found = {stem: tuple(map(_strip, courses.strips(stem))) for stem in courses.COURSES}
    return MappingProxyType({stem: some for stem, some in found.items() if some})


def _refined(knots: np.ndarray) -> np.ndarray:
    """Knots (K, columns) with more between them: a chord would cut through a round cheek."""
    lengths = np.linalg.norm(np.diff(knots[:, :2], axis=0), axis=1)
    parts = np.maximum(np.ceil(lengths / CHORD_MM), 1).astype(int)
    at = np.concatenate([k + np.arange(n) / n for k, n in enumerate(parts)] + [[len(parts)]])
    return np.stack([np.interp(at, np.arange(len(knots)), c) for c in knots.T], axis=1)


@dataclass(frozen=True, eq=False)
class Strip:
    """A band of fibres on the default face's left side: knots with depth and width.

    path (K,3) mm on the default face's skin; depth_mm, width_mm (K,)
    """

    path: np.ndarray
    depth_mm: np.ndarray
    width_mm: np.ndarray

    def point(self, share: float) -> tuple[np.ndarray, float]:
        """Place (3,) mm and depth mm at a share 0..1 of the band's length."""
        steps = np.linalg.norm(np.diff(self.path, axis=0), axis=1)
        along = np.concatenate([[0], np.cumsum(steps)])
        at = share * along[-1]
        place = np.array([np.interp(at, along, self.path[:, k]) for k in range(3)])
        return place, float(np.interp(at, along, self.depth_mm))

    def beside(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Which of default-face points (Q,3) lie over the band, and its depth (Q,) mm there.

        The band ends square at its first and last knot.
        """
        inside, depth = np.zeros(len(points), bool), np.zeros(len(points))
        margin = self.width_mm.max() / 2
        low, high = self.path.min(0) - margin, self.path.max(0) + margin
        close = np.flatnonzero(((points >= low) & (points <= high)).all(axis=1))
        inside[close], depth[close] = self._beside(points[close])
        return inside, depth

    def _beside(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        best = np.full(len(points), np.inf)
        depth, inside = np.zeros(len(points)), np.zeros(len(points), bool)
        last = len(self.path) - 2
        for k in range(last + 1):
            a, b = self.path[k], self.path[k + 1]
            free = (points - a) @ (b - a) / ((b - a) @ (b - a))
            along = np.clip(free, 0, 1)
            away = np.linalg.norm(points - (a + along[:, None] * (b - a)), axis=1)
            beyond = ((k == 0) & (free < 0)) | ((k == last) & (free > 1))
            near = away < best
            best[near] = away[near]
            width = self.width_mm[k] + along * (self.width_mm[k + 1] - self.width_mm[k])
            inside[near] = (~beyond & (away <= width / 2))[near]
            deep = self.depth_mm[k] + along * (self.depth_mm[k + 1] - self.depth_mm[k])
            depth[near] = deep[near]
        return inside, depth


def _strip(course: courses.Course) -> Strip:
    knots = _refined(np.column_stack([course.knots, course.depth_mm, course.width_mm]))
    path = np.array([placement.on_default(x, y) for x, y in knots[:, :2]])
    # beyond the silhouette several knots fall on one place
    apart = np.linalg.norm(np.diff(path, axis=0, prepend=path[:1] - 1), axis=1) > 0.1
    return Strip(path[apart], knots[apart, 2], knots[apart, 3])
