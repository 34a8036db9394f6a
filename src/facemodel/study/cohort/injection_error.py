"""Doses that a hand misplaces: what muscles catch, between places where it was worked out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from facemodel.anatomy.mesh import Mesh
from facemodel.anatomy.muscles import MUSCLES
from facemodel.physiology import spread, toxin
from facemodel.study.cohort.draws import FARTHEST_SD

FEWEST, MOST, APART_MM = 7, 25, 1.7
"""Places along each axis at which the spread of a dose is worked out, and how far apart."""


@dataclass(frozen=True, eq=False)
class Hand:
    """What M muscles catch of I injections that land beside where they were meant.

    error_mm  standard deviation per axis; 0: every point lands
    caught    (I, G, G, M) shares at G places along x and y; G is 1 where every point lands
    dose, day (I,) units and day of each injection
    """

    error_mm: float
    caught: np.ndarray
    dose: np.ndarray
    day: np.ndarray

    def shares(self, errors: np.ndarray) -> np.ndarray:
        """Shares (N, I, M) for errors (N, I, 2) in standard deviations."""
        if self.caught.shape[1] == 1:
            return np.broadcast_to(self.caught[:, 0, 0], (len(errors), *self.caught[:, 0, 0].shape))
        x, y = (_weights(errors[..., k], self.caught.shape[1]) for k in range(2))
        found = np.einsum("nig,nih,ighm->nim", x, y, self.caught, optimize=False)
        return np.clip(found, 0, 1)


def hand(mesh: Mesh, injections: Sequence[toxin.Injection], error_mm: float) -> Hand:
    """The hand of an injector on a face; a cubic spline lies through the places worked out."""
    many = int(np.clip(np.ceil(2 * FARTHEST_SD * error_mm / APART_MM), FEWEST, MOST))
    at = _places(many + 1 - many % 2) * error_mm if error_mm else np.zeros(1)
    caught = np.array(
        [[[_caught(mesh, one, x, y) for y in at] for x in at] for one in injections], float
    ).reshape(len(injections), len(at), len(at), len(MUSCLES))
    dose, day = (np.array([getattr(one, n) for one in injections], float) for n in ("dose", "day"))
    return Hand(float(error_mm), caught, dose, day)


def _caught(mesh: Mesh, one: toxin.Injection, x: float, y: float) -> np.ndarray:
    """Shares (M,) of an injection that lands x, y mm beside its place, as placed_by_hand does."""
    if not x and not y:
        return toxin.shares(mesh, [one])[0]
    meant, depth = toxin.site(mesh, one)
    there = spread.nearest(mesh, meant + np.array([x, y, 0.0]))[0]
    moved = replace(one, muscle=None, landmark=None, point=tuple(there), depth_mm=depth)
    return toxin.shares(mesh, [moved])[0]


def _places(many: int) -> np.ndarray:
    return np.linspace(-FARTHEST_SD, FARTHEST_SD, many)


def _weights(errors: np.ndarray, many: int) -> np.ndarray:
    """(..., G) weight of each of `many` places in the cubic spline's value at errors (...)."""
    from scipy.interpolate import CubicSpline

    return CubicSpline(_places(many), np.eye(many))(errors)
