"""ARKit's shapes: their other sides, and which of them stand for given controls."""

from collections.abc import Collection

import numpy as np

from facemodel.anatomy.expressions import ARKIT, ARKIT_NAMES, LOWEST, spread
from facemodel.anatomy.muscles import CONTROLS, INDEX
from facemodel.capture.scan.formats import Broken

NOT_SHOWN = "tongueOut"
SHAPES = tuple(name for name in ARKIT_NAMES if name != NOT_SHOWN)
"""The 51 that move this face: all but the tongue."""
OPPOSITE = {
    "jawLeft": "jawRight",
    "eyeLookUpLeft": "eyeLookDownLeft",
    "eyeLookUpRight": "eyeLookDownRight",
    "eyeLookOutLeft": "eyeLookInLeft",
    "eyeLookOutRight": "eyeLookInRight",
}
"""Shapes that turn one control the one way, and the other way."""
_KEPT = tuple(name for name in SHAPES if name not in OPPOSITE.values())
_SIDES = {"Left": "Right", "Right": "Left"}


def other_side(name: str) -> str:
    """The same shape on the other side; a shape of the whole face is its own."""
    for side, other in _SIDES.items():
        if name.endswith(side):
            return name.removesuffix(side) + other
    return name


def check_pairs(found: Collection[str]) -> tuple[str, ...]:
    """Shapes that are missing, which count as 0. Errors: `Broken` where one side alone is there."""
    missing = tuple(name for name in SHAPES if name not in found)
    halves = [name for name in missing if other_side(name) in found]
    if halves:
        raise Broken(
            f"it has {other_side(halves[0])} and no {halves[0]}; the sides could not be compared, "
            "so export both"
        )
    return missing


def shapes(controls: np.ndarray) -> dict[str, np.ndarray]:
    """The shapes (...), 0..1, whose controls come nearest to controls (..., C): `fm.arkit` undone.

    Bounded least squares. Of two opposite shapes (gaze, jaw) only one is given. A control at its
    end could have been asked for by more than it shows: there only what falls short counts. The
    lips pressed and rolled in at once with the chin raised have more than one answer.
    """
    rows = np.asarray(controls, float)
    flat = rows.reshape(-1, len(CONTROLS))
    table = np.stack([spread(ARKIT[name].weights) for name in _KEPT], axis=1)
    bottom = np.where([name in OPPOSITE for name in _KEPT], -1.0, 0.0)
    result = flat @ np.linalg.pinv(table).T
    inside = (result > bottom - 1e-6).all(1) & (result < 1 + 1e-6).all(1)
    exact = inside & (np.abs(result @ table.T - flat) < 1e-6).all(1)
    jaw = _KEPT.index("jawOpen")  # open, and brought back by mouthClose: or neither
    exact &= (flat[:, INDEX["jaw_openers"]] > 0) | (result[:, jaw] < 1e-6)
    for t in np.flatnonzero(~exact):
        result[t] = _bounded(table, flat[t], bottom)
    found = dict(zip(_KEPT, result.T, strict=True))
    found |= {back: -found[name] for name, back in OPPOSITE.items()}
    return {n: np.clip(found[n], 0, 1).reshape(rows.shape[:-1]) for n in SHAPES}


def _bounded(table: np.ndarray, row: np.ndarray, bottom: np.ndarray) -> np.ndarray:
    """Shapes of controls (C,), from `bottom` to 1."""
    from scipy.optimize import lsq_linear

    high, low = np.isclose(row, 1), np.isclose(row, LOWEST) & (table < 0).any(1)
    free = np.diag(low.astype(float) - high)[:, high | low]  # what is beyond an end, at no cost
    many, beyond = table.shape[1], free.shape[1]
    little = 1e-4 * np.eye(many, many + beyond)  # of several answers the smallest
    problem = np.concatenate([np.concatenate([table, free], axis=1), little])
    ends = (np.append(bottom, np.zeros(beyond)), np.append(np.ones(many), np.full(beyond, np.inf)))
    wanted = np.append(row, np.zeros(many))
    return lsq_linear(problem, wanted, ends, method="bvls").x[:many]
