"""What `fm.show` is asked for, as the fields of a case."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from facemodel.anatomy.expressions import EXPRESSIONS, expression
from facemodel.anatomy.muscles import MUSCLES, REGIONS
from facemodel.errors import FaceModelError
from facemodel.physiology.conditions import PRESETS, Condition
from facemodel.physiology.dampening import strength_left

CONDITION_FIELDS = (
    "conduction",
    "synkinesis",
    "tone",
    "normal_tone",
    "strength",
    "involuntary",
)
"""Arrays of a condition that no preset makes."""


def movement_fields(wanted: Any) -> dict[str, Any]:
    """Fields of a case for an expression's name or an intended activation."""
    if isinstance(wanted, str):
        return {"expression": wanted}
    intended = _numbers(wanted)
    for name in EXPRESSIONS:
        if np.array_equal(intended, expression(name)):
            return {"expression": name}
    used = np.flatnonzero(intended)
    return {"expression": None, "activation": {MUSCLES[i]: float(intended[i]) for i in used}}


def condition_fields(wanted: Any) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """Fields of a case, and the arrays of a condition that no preset makes."""
    if wanted is None:
        return {}, None
    if isinstance(wanted, str):
        return {"condition": wanted}, None
    if not isinstance(wanted, Condition):
        raise FaceModelError(
            f"condition must come from fm.conditions or be a preset's name, "
            f"got {type(wanted).__name__}"
        )
    if preset := PRESETS.get(wanted.name):
        same = preset.of(wanted.side or "left", wanted.severity)
        if all(np.array_equal(getattr(same, f), getattr(wanted, f)) for f in CONDITION_FIELDS):
            how: dict[str, Any] = {"side": wanted.side} if preset.sided else {}
            how |= {"severity": wanted.severity} if preset.graded else {}
            return {"condition": wanted.name, **how}, None
    own = {f: getattr(wanted, f).ravel().tolist() for f in CONDITION_FIELDS}
    return {}, own if wanted.age_years is None else {**own, "age_years": wanted.age_years}


def dampening_field(dampening: Any, remaining: Any) -> dict[str, float]:
    """Shares taken, by region where a whole region is alike, else by muscle."""
    if dampening is not None and remaining is not None:
        raise FaceModelError("dampening and remaining say the same in two ways; give one of them")
    if dampening is not None:
        if not isinstance(dampening, Mapping):
            raise FaceModelError(
                "dampening is a mapping of regions or muscles to what is taken, as "
                "{'eye_left': 0.6}; what fm.dampen returns goes to remaining="
            )
        return dict(dampening)
    if remaining is None:
        return {}
    left = strength_left(remaining, or_say="dampening")
    if left.shape != (len(MUSCLES),):
        raise FaceModelError(
            f"remaining must be what fm.dampen returns, {len(MUSCLES)} numbers, one per muscle of "
            "fm.MUSCLES"
        )
    shares = dict(zip(MUSCLES, (1 - left).tolist(), strict=True))
    names: dict[str, float] = {}
    for region, members in REGIONS.items():
        values = {shares[m] for m in members}
        if len(values) == 1:
            names[region] = values.pop()
            for member in members:
                del shares[member]
    return {name: share for name, share in {**names, **shares}.items() if share != 0}


def _numbers(wanted: Any) -> np.ndarray:
    try:
        array = np.asarray(wanted, float)
    except (TypeError, ValueError):
        array = np.empty(0)
    if array.shape != (len(MUSCLES),):
        raise FaceModelError(
            f"expression must be a name or {len(MUSCLES)} numbers, one per muscle of fm.MUSCLES"
        )
    return array
