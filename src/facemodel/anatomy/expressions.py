"""Named movements of the face as intended activations: FACS units, expressions, tasks, ARKit.

An intended activation is (M,): 0 normal rest, 1 full contraction. Action units add, then the sum is
clipped to [0, 1]; only the levator of the lid can be intended below rest, down to -1.
What each row rests on (mark, cite, why) is told as in facemodel.data.constants.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from facemodel.anatomy.action_tables import (
    ACTION_UNITS,
    ARKIT,
    EXPRESSIONS,
    GRADES,
    LEVATOR,
    NOT_MODELLED,
    ActionUnit,
    ArkitShape,
    Expression,
)
from facemodel.anatomy.checks import check_side, number, numbers
from facemodel.anatomy.muscles import (
    CONTROLS,
    EXTRA_CONTROLS,
    INDEX,
    MUSCLES,
    SIDES,
    STEMS,
    side_of,
)
from facemodel.errors import FaceModelError, check_name, checks_keywords, shown, unknown


@checks_keywords
def expression(name: str, side: str | None = None, intensity: float | str = 1.0) -> np.ndarray:
    """Intended activation of an emotion or clinical task.

    Parameters
    ----------
    name : str
        A name of fm.EXPRESSIONS.
    side : {"left", "right", "both"}, optional
        Where it is performed; None as it is defined: contempt on the right, all others on both
        sides. The jaw has no side and always takes part.
    intensity : float or str
        0..1, or a FACS letter A..E; scales the whole expression.

    Returns
    -------
    numpy.ndarray
        (M,) in the order of fm.MUSCLES: 0 normal rest, 1 full contraction.

    Raises
    ------
    FaceModelError
        For an unknown expression, side or intensity.

    Examples
    --------
    >>> import facemodel as fm
    >>> smile = fm.expression("smile_social", side="left", intensity=0.5)
    >>> print(smile[fm.MUSCLES.index("zygomaticus_major_left")].round(2))
    0.4
    """
    check_name("expression", name, EXPRESSIONS, see="fm.EXPRESSIONS")
    total = np.zeros(len(MUSCLES))
    for unit, share in EXPRESSIONS[name].units.items():
        total += share * spread(ACTION_UNITS[unit].weights)[: len(MUSCLES)]
    total += spread(EXPRESSIONS[name].extra)[: len(MUSCLES)]
    sides = _sides(EXPRESSIONS[name].defined_on if side is None else side)
    return _on_sides(clipped(total), sides) * _intensity(intensity)


@checks_keywords
def action_unit(number: int, side: str = "both", intensity: float | str = 1.0) -> np.ndarray:
    """Intended activation of a FACS action unit.

    Parameters
    ----------
    number : int
        A key of fm.ACTION_UNITS.
    side : {"left", "right", "both"}
        Units of the jaw (26, 27) have no side and refuse one.
    intensity : float or str
        0..1, or a FACS letter A..E (.10 .30 .55 .80 1.00).

    Returns
    -------
    numpy.ndarray
        (M,) in the order of fm.MUSCLES: 0 normal rest, 1 full contraction.

    Raises
    ------
    FaceModelError
        For a unit that is not modelled, and for an unknown side or intensity.

    References
    ----------
    [Ekman1978], [Ekman2002]

    Examples
    --------
    >>> import facemodel as fm
    >>> smile = fm.action_unit(12, "right", "C")
    >>> print(smile[fm.MUSCLES.index("zygomaticus_major_right")].round(2))
    0.55
    """
    whole = isinstance(number, (int, np.integer)) and not isinstance(number, bool)
    unit = ACTION_UNITS.get(number) if whole else None
    if unit is None:
        if whole and number in NOT_MODELLED:
            what = NOT_MODELLED[number]
            raise FaceModelError(f"action unit {number} is not modelled ({what})")
        known = ", ".join(map(str, ACTION_UNITS))
        raise FaceModelError(f"unknown action unit {shown(number)}; modelled are {known}")
    if _sides(side) != SIDES and not any(stem in STEMS for stem in unit.weights):
        raise FaceModelError(
            f"action unit {number} ({unit.name}) moves the jaw and has no side; leave side out"
        )
    full = clipped(spread(unit.weights)[: len(MUSCLES)])
    return _on_sides(full, _sides(side)) * _intensity(intensity)


def activation(**muscles: float) -> np.ndarray:
    """Activation by muscle names: for Face.deform, or as an intention for Condition.drive.

    Parameters
    ----------
    **muscles : float
        -1 (no tone) .. 0 (rest) .. 1 (full contraction; up to 1.5 in strong people). A name
        without side means both sides.

    Returns
    -------
    numpy.ndarray
        (M,) in the order of fm.MUSCLES; muscles that are not named are at rest.

    Raises
    ------
    FaceModelError
        For an unknown muscle, one that is named twice, and a number outside -1..1.5.

    Examples
    --------
    >>> import facemodel as fm
    >>> print(fm.activation(zygomaticus_major_left=1, mentalis=0.5).sum())
    2.0
    """
    result = np.zeros(len(MUSCLES))
    given: set[str] = set()
    for name, value in muscles.items():
        names = muscles_named(name)
        if twice := given.intersection(names):
            raise FaceModelError(f"muscle {min(twice)!r} is given twice; name it once")
        given.update(names)
        result[[INDEX[n] for n in names]] = number(f"activation of {shown(name)}", value, -1, 1.5)
    return result


@checks_keywords
def arkit(shapes: Mapping[str, ArrayLike]) -> np.ndarray:
    """Intended controls of ARKit / Live Link shapes.

    Parameters
    ----------
    shapes : mapping of str to float or array
        Values 0..1 by names of fm.ARKIT_NAMES: numbers, or arrays of one shape (a recording).
        Shapes that are left out count as 0; tongueOut is refused unless 0.

    Returns
    -------
    numpy.ndarray
        (..., C) in the order of fm.CONTROLS: muscles first, then jaw, cheeks and gaze.

    Raises
    ------
    FaceModelError
        For an unknown shape, a number outside 0..1, and arrays of different shapes.

    Examples
    --------
    >>> import facemodel as fm
    >>> controls = fm.arkit({"mouthSmileLeft": [0, 0.5, 1], "jawOpen": 0.2})
    >>> controls.shape == (3, len(fm.CONTROLS))
    True
    """
    if not isinstance(shapes, Mapping):
        raise FaceModelError("arkit takes a mapping of shape names to 0..1, as {'jawOpen': 0.5}")
    total = np.zeros(len(CONTROLS))
    for name, value in shapes.items():
        if name not in ARKIT:
            raise unknown("ARKit shape", name, ARKIT, see="fm.ARKIT_NAMES")
        share = numbers(f"ARKit shape {shown(name)}", value, 0, 1)
        if name == "tongueOut" and np.any(share != 0):
            raise FaceModelError("tongueOut is not modelled: this face has no moving tongue; set 0")
        try:
            total = total + share[..., None] * spread(ARKIT[name].weights)
        except ValueError:
            raise FaceModelError(
                f"ARKit shape {shown(name)} has {share.shape} values where others have "
                f"{total.shape[:-1]}; give every shape one number or arrays of one shape"
            ) from None
    return clipped(total)


def muscles_named(name: str) -> tuple[str, ...]:
    """Full names a muscle name stands for: itself, or both sides if it has none."""
    if not isinstance(name, str):
        raise FaceModelError(f"a muscle is named by a text of fm.MUSCLES, got {shown(name)}")
    if name in MUSCLES:
        return (name,)
    if name in STEMS:
        return tuple(f"{name}_{side}" for side in SIDES)
    raise unknown("muscle", name, (*MUSCLES, *STEMS), see="fm.MUSCLES")


def units(intensities: Mapping[tuple[int, str | None], np.ndarray]) -> np.ndarray:
    """Intended activation (..., M) of FACS units with a side, None: both; they add.

    intensities: 0..1, arrays of one shape.
    """
    total = np.zeros(len(MUSCLES))
    for (unit, side), share in intensities.items():
        jaw = not any(stem in STEMS for stem in ACTION_UNITS[unit].weights)
        full = action_unit(unit, "both" if side is None or jaw else side)
        total = total + np.asarray(share)[..., None] * full * (0.5 if jaw and side else 1.0)
    return clipped(total)


def spread(weights: Mapping[str, float]) -> np.ndarray:
    """(C,) controls of a table row, whose names without side stand for both."""
    result = np.zeros(len(CONTROLS))
    for name, weight in weights.items():
        names = (name,) if name in EXTRA_CONTROLS else muscles_named(name)
        result[[INDEX[n] for n in names]] = weight
    return result


def clipped(total: np.ndarray) -> np.ndarray:
    """Summed weights (..., M or C) brought into the range a person can intend."""
    return np.clip(total, LOWEST[: total.shape[-1]], 1)


LOWEST = np.array(
    [-1.0 if n.startswith((LEVATOR + "_", "gaze", "jaw_shift")) else 0.0 for n in CONTROLS]
)
"""(C,) the least that can be intended of each control."""
_OF_SIDE: dict[str, np.ndarray] = {
    s: np.array([side_of(m) in (s, None) for m in MUSCLES], float) for s in SIDES
}


def _on_sides(full: np.ndarray, sides: tuple[str, ...]) -> np.ndarray:
    return full if sides == SIDES else full * _OF_SIDE[sides[0]]


def _sides(side: str) -> tuple[str, ...]:
    if isinstance(side, str) and side == "both":
        return SIDES
    check_side(side, (*SIDES, "both"))
    return (side,)


def _intensity(value: float | str) -> float:
    if isinstance(value, str):
        if value not in GRADES:
            raise FaceModelError(
                f"unknown intensity {shown(value)}; a FACS letter A, B, C, D, E or a number 0..1"
            )
        return GRADES[value]
    return number("intensity", value, 0, 1)


ARKIT_NAMES: tuple[str, ...] = tuple(sorted(ARKIT))
"""The 52 ARKit shape names.

Examples
--------
>>> import facemodel as fm
>>> len(fm.ARKIT_NAMES), fm.ARKIT_NAMES[0]
(52, 'browDownLeft')
"""

__all__ = [
    "ACTION_UNITS", "ARKIT", "ARKIT_NAMES", "EXPRESSIONS", "ActionUnit", "ArkitShape", "Expression",
    "action_unit", "activation", "arkit", "clipped", "expression", "muscles_named", "spread",
    "units",
]  # fmt: skip
