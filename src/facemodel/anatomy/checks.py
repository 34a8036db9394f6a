"""What may enter as a number: checked once, refused in one sentence."""

import re
from typing import Any, Protocol

import numpy as np
from numpy.typing import ArrayLike

from facemodel.anatomy.mesh import Mesh
from facemodel.anatomy.muscles import CONTROLS, EXTRA_CONTROLS, MUSCLES, SIDES
from facemodel.errors import FaceModelError, kind_of, shown

LEAST_PERCENT = 5
"""A number from here to 100 in the place of a share 0..1 is likely meant in per cent."""
_PERCENT = re.compile(r"(\d{1,3}(?:\.\d{1,6})?)\s*%")


def numbers(what: str, values: object, low: float, high: float) -> np.ndarray:
    """A fresh float array of `values`, each of them from low to high; NaN and text are refused."""
    share = low >= -1 and 1 <= high <= 1.5
    try:
        array = np.asarray(values)
    except ValueError:  # ragged lists
        array = np.asarray(None)
    if array.dtype.kind not in "iuf":
        got = kind_of(values) if array.size > 3 else shown(values)
        hint = "; numbers stand without quotes and unit" if isinstance(values, str) else ""
        if share and isinstance(values, str) and (told := _PERCENT.fullmatch(values.strip())):
            hint += f": {_percent(float(told[1]))}"
        raise FaceModelError(f"{what} must be a number from {low:g} to {high:g}, got {got}{hint}")
    inside = (array >= low) & (array <= high)  # NaN is not inside
    if not inside.all():
        odd = float(array[~inside].flat[0])
        hint = f"; {_percent(odd)}" if share and LEAST_PERCENT <= odd <= 100 else ""
        raise FaceModelError(f"{what} must lie from {low:g} to {high:g}, got {odd:g}{hint}")
    return array.astype(float)


def _percent(value: float) -> str:
    return f"{value:g} % is {value / 100:g}"


def number(what: str, value: object, low: float, high: float) -> float:
    """One number from low to high."""
    array = numbers(what, value, low, high)
    if array.ndim:
        raise FaceModelError(f"{what} must be one number, got {shown(value)}")
    return float(array)


def whole(what: str, value: Any, low: int, high: int | None = None) -> int:
    """A whole number from low to high."""
    right = isinstance(value, (int, np.integer)) and not isinstance(value, bool)
    if not right or value < low or (high is not None and value > high):
        span = f"from {low}" if high is None else f"from {low} to {high}"
        raise FaceModelError(f"{what} is a whole number {span}, got {shown(value)}")
    return int(value)


def check_kind(what: str, value: object, kind: type | tuple[type, ...], how: str) -> None:
    """Refuses a value of another kind; `how` says what to give instead."""
    if not isinstance(value, kind):
        raise FaceModelError(f"{what} is expected, got {kind_of(value)}; {how}")


class HasMesh(Protocol):
    """A face, as far as its mesh is concerned."""

    @property
    def mesh(self) -> Mesh: ...


def check_face(face: object) -> Mesh:
    """The mesh of a face; refuses what is no face."""
    mesh = getattr(face, "mesh", None)
    if not isinstance(mesh, Mesh):
        raise FaceModelError(f"a face is expected, got {kind_of(face)}; give what fm.load() makes")
    return mesh


def check_side(side: str | None, allowed: tuple[str | None, ...] = SIDES) -> None:
    """Refuses what is not one of the allowed sides."""
    if (side is not None and not isinstance(side, str)) or side not in allowed:
        known = " or ".join(repr(a) for a in allowed if a)
        raise FaceModelError(f"unknown side {shown(side)}; a side is {known}")


def control_values(activation: ArrayLike) -> np.ndarray:
    """Values of all controls (..., C) of an activation (..., M) or (..., C), each in its range."""
    try:
        if np.iscomplexobj(activation):
            raise TypeError
        a = np.asarray(activation, float)
    except (TypeError, ValueError):
        raise FaceModelError(
            "an activation is an array of numbers, one per muscle; fm.activation(...) and "
            "fm.expression(...) make one"
        ) from None
    if a.ndim == 0 or a.shape[-1] not in (len(MUSCLES), len(CONTROLS)):
        raise FaceModelError(
            f"an activation has {len(MUSCLES)} values (fm.MUSCLES) or {len(CONTROLS)} "
            f"(fm.CONTROLS) on its last axis; this one has shape {a.shape}"
        )
    if not ((a >= _LOWEST[: a.shape[-1]]) & (a <= _HIGHEST[: a.shape[-1]])).all():
        raise _out_of_range(a)
    if a.shape[-1] == len(CONTROLS):
        return a
    full = np.zeros((*a.shape[:-1], len(CONTROLS)))
    full[..., : len(MUSCLES)] = a
    return full


_ONE_WAY = ("jaw_forward", "cheek_pressure")
_LOWEST = np.array([0.0 if c in _ONE_WAY else -1.0 for c in CONTROLS])
_HIGHEST = np.array([1.0 if c in EXTRA_CONTROLS else 1.5 for c in CONTROLS])


def _out_of_range(a: np.ndarray) -> FaceModelError:
    if not np.isfinite(a).all():
        return FaceModelError("the activation contains NaN or infinity; give numbers -1..1.5")
    n = a.shape[-1]
    outside = np.maximum(_LOWEST[:n] - a, a - _HIGHEST[:n])
    worst = int(outside.argmax())
    name, value = CONTROLS[worst % n], a.flat[worst]
    if name in EXTRA_CONTROLS:
        low, high = _LOWEST[worst % n], _HIGHEST[worst % n]
        return FaceModelError(f"{name} is {value:g}; it lies between {low:g} and {high:g}")
    return FaceModelError(
        f"activation of {name} is {value:g}; it lies between -1 (no tone), 0 (rest), 1 (full "
        "contraction) and 1.5 (a strong person)"
    )
