"""A figure as somebody writes it: with its unit, in weeks or months, or as a range."""

import re

import numpy as np

from facemodel.anatomy.checks import number
from facemodel.errors import FaceModelError
from facemodel.teach.answers import short

_DAYS = {"d": 1, "w": 7, "m": 365.25 / 12, "y": 365.25}
_CALENDAR = {
    "d": "d day days", "w": "w wk wks week weeks", "m": "mo mos month months",
    "y": "y yr yrs year years",
}  # fmt: skip
_SAME = {"people": "people persons patients", "per cent": "% percent"}
_ABOUT = re.compile(r"^(?:about|around|roughly|approximately|day|ca\.?|~)\s*")
_PART = re.compile(r"(\d+(?:[.,]\d+)?)\s*([a-z%][a-z ]*)?\.?")


def figure(answer: object, low: float, high: float, unit: str) -> float:
    """A number from low to high, also as text: with its unit, of days in weeks, months or years
    too, and of a range its middle. `view/js/site/quantities.js` reads the same."""
    value = _read(answer, unit) if isinstance(answer, str) else answer
    if isinstance(value, bool) or not isinstance(value, (int, float, np.number)):
        raise FaceModelError(f"the answer is a number in {unit}, got {short(answer)}")
    return number(f"the answer in {unit}", value, low, high)


def _read(text: str, unit: str) -> float | None:
    """The figure in a text, None where there is none."""
    plain = _ABOUT.sub("", text.strip().lower())
    parts = [_PART.fullmatch(part.strip()) for part in re.split(r"-|–|—|\bto\b", plain)]
    if not 1 <= len(parts) <= 2 or not all(parts):
        return None
    found = [part for part in parts if part]
    values = []
    for part in found:
        factor = _factor((part[2] or found[-1][2] or unit).strip(), unit)
        if factor is None:
            return None
        value = float(part[1].replace(",", "."))
        values.append(value if factor == 1 else int(value * factor + 0.5))  # in whole days
    return None if values[0] > values[-1] else (values[0] + values[-1]) / 2


def _factor(written: str, unit: str) -> float | None:
    """How many of `unit` one of what is written is; None where it is something else."""
    if written == unit or written in _SAME.get(unit, "").split():
        return 1
    if unit != "days":
        return None
    return next((_DAYS[k] for k, words in _CALENDAR.items() if written in words.split()), None)
