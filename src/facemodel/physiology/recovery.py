"""Rehabilitation: weeks and months in which a nerve comes back, and synkinesis with it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from facemodel.anatomy.checks import check_side, number, numbers
from facemodel.anatomy.muscles import MUSCLES, Side
from facemodel.data import constants
from facemodel.errors import FaceModelError, checks_keywords
from facemodel.physiology.dampening import strength_left
from facemodel.physiology.drive import Condition
from facemodel.physiology.nerve import house_brackmann, postparalytic_synkinesis
from facemodel.physiology.severity import Severity, severity_level

M = len(MUSCLES)
LONGEST_DAYS = 3650.0


@checks_keywords
def recovery(
    day: float,
    side: Side = "left",
    severity: Severity | float = "moderate",
    grade: int = 6,
) -> Condition:
    """A face `day` days after its nerve failed with House-Brackmann `grade`.

    Conduction and tone come back along a smooth step about day 60, later the more synkinesis and
    weakness remain: first signs of function come within three weeks in most, after two to four
    months in those who do not recover completely [Peitersen]. From day 105 to 365 (recall)
    synkinesis rises, and with it the resting co-contraction. severity: of the synkinesis and
    weakness that remain (postparalytic_synkinesis); 0 is a complete recovery.
    """
    check_side(side)
    level = severity_level(severity)
    day = number("day", day, 0, LONGEST_DAYS)
    start, end = house_brackmann(grade, side), postparalytic_synkinesis(side, level)
    back, wrong = conduction_share(day, level), synkinesis_share(day)

    def between(field: str, share: float) -> np.ndarray:
        a, b = getattr(start, field), getattr(end, field)
        return a + share * (b - a)

    co_contraction = end.tone - start.tone
    normal = Condition("normal").tone
    tone = start.tone + back * (normal - start.tone)
    tone = tone + wrong * np.maximum(co_contraction - (normal - start.tone), 0)
    return replace(
        end,
        name="recovery",
        severity=level,
        conduction=between("conduction", back),
        synkinesis=wrong * end.synkinesis,
        tone=np.clip(tone, 0, 1),
        strength=between("strength", back),
    )


@checks_keywords
def rehabilitation(
    days: ArrayLike,
    intended: ArrayLike,
    remaining: ArrayLike = 1.0,
    side: Side = "left",
    severity: Severity | float = "moderate",
    grade: int = 6,
) -> np.ndarray:
    """Activation (T, M) of an intent (M,) over days (T,) of a recovery.

    remaining: share of strength left, one number, (M,) or (T, M), as fm.toxin.remaining(face,
    injections, days) gives it over repeated sessions. Other arguments as in `recovery`.
    """
    days = numbers("days", days, 0, LONGEST_DAYS)
    if days.ndim != 1 or not days.size:
        raise FaceModelError(f"days are a list of numbers, got shape {days.shape}")
    left = strength_left(remaining)
    if left.shape not in ((), (M,), (len(days), M)):
        raise FaceModelError(
            f"remaining strength has shape {left.shape}; give one number, ({M},) or "
            f"({len(days)}, {M}) for {len(days)} days"
        )
    rows = np.broadcast_to(left, (len(days), M))
    return np.stack(
        [
            recovery(day, side, severity, grade).drive(intended, row)
            for day, row in zip(days.tolist(), rows, strict=True)
        ]
    )


def conduction_share(day: float, level: float = 0.0) -> float:
    """Share 0..1 of the lost conduction that is back on a day; level 0..1: how much will remain."""
    soon, late = (constants.value(f"recovery.half_day{more}") for more in ("", "_severe"))
    half, width = soon + level * (late - soon), constants.value("recovery.width_days")
    first, now, last = (1 / (1 + np.exp(-(d - half) / width)) for d in (0.0, day, LONGEST_DAYS))
    return float((now - first) / (last - first))


def synkinesis_share(day: float) -> float:
    """Share 0..1 of the final synkinesis that has risen by a day."""
    first = constants.value("recovery.synkinesis_first_day")
    last = constants.value("recovery.synkinesis_last_day")
    x = np.clip((day - first) / (last - first), 0, 1)
    return float(x * x * (3 - 2 * x))
