"""How much of a movement is left: along the way it had, and never less than can be measured."""

import numpy as np

from facemodel.clinic.symmetry import LEAST_MOVEMENT_MM


def retained(had: np.ndarray, has: np.ndarray) -> np.ndarray:
    """Share (...) of a movement that is left, along the direction each landmark had.

    had, has (..., L, 3) mm: displacements of L landmarks before and after, from rest. The mean
    over landmarks of what runs along `had`, divided by the mean length of `had`; NaN where that
    is less than LEAST_MOVEMENT_MM, for a share of a movement that cannot be measured says nothing.
    """
    length = np.linalg.norm(had, axis=-1)
    way = had / np.maximum(length, 1e-9)[..., None]
    size = length.mean(-1)
    along = (has * way).sum(-1).mean(-1)
    return np.where(size < LEAST_MOVEMENT_MM, np.nan, along / np.maximum(size, 1e-9))
