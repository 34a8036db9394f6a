"""Nerves that come back within weeks and months, and synkinesis with them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from facemodel.anatomy.checks import check_side, number, numbers
from facemodel.anatomy.muscles import MUSCLES, Side
from facemodel.data import constants
from facemodel.errors import FaceModelError, checks_keywords, shown
from facemodel.physiology.dampening import strength_left
from facemodel.physiology.drive import Condition
from facemodel.physiology.nerve import house_brackmann, of_row, postparalytic_synkinesis
from facemodel.physiology.severity import Severity, severity_level

M = len(MUSCLES)
LONGEST_DAYS = 3650.0  # a bound against slips: nothing changes after the first years


@checks_keywords
def recovery(
    day: float,
    side: Side = "left",
    severity: Severity | float = "moderate",
    grade: int = 6,
) -> Condition:
    """A face some days after its nerve failed.

    Conduction and tone come back along a smooth step about day 60, later the more synkinesis and
    weakness remain: first signs of function come within three weeks in most people, after two to
    four months in those who do not recover completely. From day 105 to 365 (recalled) synkinesis
    rises, and with it the resting co-contraction.

    Parameters
    ----------
    day : float
        0 to 3650.
    side : {"left", "right"}
        The affected side.
    severity : {"mild", "moderate", "severe"} or float
        Of the synkinesis and weakness that remain; 0 is a complete recovery.
    grade : int
        House-Brackmann grade 1..6 at the start.

    Returns
    -------
    Condition

    References
    ----------
    [Peitersen]

    Examples
    --------
    >>> import facemodel as fm
    >>> made = fm.conditions.recovery(60)
    >>> print(made.conduction[fm.MUSCLES.index("zygomaticus_major_left")].round(2))
    0.05
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
    """Activation of an intended movement over the days of a recovery.

    Parameters
    ----------
    days : array_like
        (T,) days, 0 to 3650.
    intended : array_like
        (M,), as fm.expression makes it.
    remaining : array_like
        Share 0..1 of strength left: one number, (M,) or (T, M), as fm.toxin.remaining gives it.
    side : {"left", "right"}
        The affected side.
    severity : {"mild", "moderate", "severe"} or float
        Of the synkinesis and weakness that remain; 0 is a complete recovery.
    grade : int
        House-Brackmann grade 1..6 at the start.

    Returns
    -------
    numpy.ndarray
        (T, M).

    Raises
    ------
    FaceModelError
        For days that are no list, and strength of another shape.

    Examples
    --------
    >>> import facemodel as fm
    >>> smile = fm.expression("smile_social")
    >>> rows = fm.conditions.rehabilitation([0, 90, 365], smile)
    >>> print(rows[:, fm.MUSCLES.index("zygomaticus_major_left")].round(2))
    [-1.   -0.22  0.81]
    """
    days = numbers("days", days, 0, LONGEST_DAYS)
    if days.ndim != 1 or not days.size:
        raise FaceModelError(f"days are a list of numbers, got {shown(days)}")
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


@checks_keywords
def post_parotidectomy_recovery(side: Side = "left", severity: Severity | float = 1.0) -> Condition:
    """A nerve recovering after surgery of the parotid gland, the other side overactive.

    Parameters
    ----------
    side : {"left", "right"}
        The affected side.
    severity : {"mild", "moderate", "severe"} or float
        1/3, 2/3 and 1, or a number 0..1: healthy at 0, as tabled at 1.

    Returns
    -------
    Condition

    Examples
    --------
    >>> import facemodel as fm
    >>> made = fm.conditions.post_parotidectomy_recovery()
    >>> print(made.strength[fm.MUSCLES.index("zygomaticus_major_right")].round(2))
    1.2
    """
    return of_row("post_parotidectomy_recovery", side, severity)


@checks_keywords
def post_trauma_zygomatic(side: Side = "left", severity: Severity | float = 1.0) -> Condition:
    """A nerve recovering after injury of its zygomatic branch, the other side overactive.

    Parameters
    ----------
    side : {"left", "right"}
        The affected side.
    severity : {"mild", "moderate", "severe"} or float
        1/3, 2/3 and 1, or a number 0..1: healthy at 0, as tabled at 1.

    Returns
    -------
    Condition

    Examples
    --------
    >>> import facemodel as fm
    >>> made = fm.conditions.post_trauma_zygomatic()
    >>> print(made.conduction[fm.MUSCLES.index("zygomaticus_major_left")].round(2))
    0.45
    """
    return of_row("post_trauma_zygomatic", side, severity)


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
