"""How a scan lies in space: the similarity from its landmarks to the default face, and its unit."""

from dataclasses import dataclass

import numpy as np

UNITS = {"um": 0.001, "mm": 1.0, "cm": 10.0, "in": 25.4, "dm": 100.0, "ft": 304.8, "m": 1000.0}
"""Millimetres per unit that scanners write in."""
HEAD_SIZES = (0.64, 1.56)
"""Size of a head, relative to the default face, that a unit is believed for [assume]: wider than
people differ, children included, narrower than the steps between units."""


@dataclass(frozen=True, eq=False)
class Similarity:
    """x -> scale * rotation @ x + shift."""

    scale: float
    rotation: np.ndarray
    shift: np.ndarray

    def __call__(self, points: np.ndarray) -> np.ndarray:
        return self.scale * np.asarray(points) @ self.rotation.T + self.shift

    def then(self, other: "Similarity") -> "Similarity":
        """This one, and the other after it."""
        return Similarity(
            other.scale * self.scale, other.rotation @ self.rotation, other(self.shift)
        )


def fit(source: np.ndarray, target: np.ndarray, weights=None, scaled: bool = True) -> Similarity:
    """The similarity (or rigid motion) that brings points (n,3) nearest to others.

    Least squares; S. Umeyama, IEEE PAMI 13 (1991) 376. A reflection is never returned.
    """
    w = np.full(len(source), 1.0) if weights is None else np.asarray(weights, float)
    w = w / w.sum()
    a, b = w @ source, w @ target
    u, size, vt = np.linalg.svd((target - b).T @ ((source - a) * w[:, None]))
    sign = np.array([1.0, 1.0, np.sign(np.linalg.det(u) * np.linalg.det(vt))])
    rotation = (u * sign) @ vt
    spread = (w * ((source - a) ** 2).sum(1)).sum()
    scale = float((size * sign).sum() / spread) if scaled else 1.0
    return Similarity(scale, rotation, b - scale * rotation @ a)


def is_mirrored(source: np.ndarray, target: np.ndarray) -> bool:
    """Whether a mirror image of the points fits the others clearly better than they do."""

    def misfit(points):
        return np.linalg.norm(fit(points, target)(points) - target)

    return bool(misfit(source * [-1, 1, 1]) < 0.5 * misfit(source))


def unit_of(size: float) -> tuple[str, float] | None:
    """Name and mm of the unit in which a head has a person's size; None: there is no such.

    `size` is that of the head in the file's units, relative to the default face in mm.
    """
    low, high = HEAD_SIZES
    return next(((n, mm) for n, mm in UNITS.items() if low <= size * mm <= high), None)
