"""Lines of the face: how deep they are in a movement, what is etched at rest, and how both change.

A line lies where skin folds when it is gathered across it: its dynamic depth grows with the strain
of the deformed skin, projected across the line and averaged over a few millimetres [assume].
Two kinds are read otherwise: the nasolabial fold is relief that the mesh already has, so its depth
is what the deformed shape gains over rest; a platysmal band stands out where it shortens, so the
strain along it counts. What years of use etch stays at rest, and fades slowly while muscles are
relaxed. Depths, rates and grades are assumed; nothing here is fitted.

Examples
--------
>>> import facemodel as fm
>>> face = fm.load()
>>> frown = fm.wrinkles.lines(face.mesh, face.deform(fm.expression("frown")), age_years=60)
>>> bool(frown.fws("glabella").score > 0)
True
"""

import numpy as np
from numpy.typing import ArrayLike

from facemodel.anatomy.checks import number, numbers
from facemodel.clinic.scales.scale import fws, merz
from facemodel.clinic.wrinkles.curve import (
    EXPRESSIONS_OF_GROUP,
    GROUPS,
    LINES,
    Curve,
    Line,
    courses,
    curves,
)
from facemodel.clinic.wrinkles.depth import Wrinkles, lines
from facemodel.data import constants
from facemodel.errors import FaceModelError

__all__ = [
    "EXPRESSIONS_OF_GROUP",
    "GROUPS",
    "LINES",
    "Curve",
    "Line",
    "Wrinkles",
    "courses",
    "curves",
    "etched_after",
    "etched_course",
    "fws",
    "lines",
    "merz",
]


DAYS_PER_YEAR = 365.25  # of the calendar


def etched_after(
    years: ArrayLike, usage: ArrayLike = 1.0, loss: ArrayLike = 0.0, start_mm: ArrayLike = 0.0
) -> np.ndarray:
    """Etched depth after years of a use and a loss of strength that stay the same.

    Exact solution of d' = up usage (1 - d / d_max) - fade relax d [assume].

    Parameters
    ----------
    years : array_like of shape (...)
        0 to 100.
    usage : array_like of shape (...), optional
        0..1 of full use.
    loss : array_like of shape (...), optional
        Share 0..1 of strength that is lost; 0.5 or more is fully relaxed.
    start_mm : array_like of shape (...), optional
        Depth at the beginning.

    Returns
    -------
    ndarray of shape (...)
        Depth in mm.

    Raises
    ------
    FaceModelError
        For a value out of range.

    Examples
    --------
    >>> import facemodel as fm
    >>> young, old = fm.wrinkles.etched_after([5, 40])
    >>> bool(0 < young < old)
    True
    """
    years = numbers("years", years, 0, 100)
    usage = numbers("usage", usage, 0, 1)
    loss = numbers("loss of strength", loss, 0, 1)
    start = numbers("start in mm", start_mm, 0, 5)
    relax = np.minimum(loss / _c("relaxed_effect"), 1.0)
    up = _c("etch_per_year") * usage
    rate = up / _c("etch_deepest_mm") + _c("fade_per_year") * relax
    end = np.divide(up, rate, out=np.zeros(np.broadcast(up, rate).shape), where=rate > 0)
    grown = end + (start - end) * np.exp(-rate * years)
    return np.where(rate > 0, grown, start)[()]


def etched_course(
    days: ArrayLike, usage: ArrayLike, loss: ArrayLike, start_mm: float = 0.0
) -> np.ndarray:
    """Etched depth on days, as use and loss of strength change from day to day.

    Between two days the later one's use and loss hold.

    Parameters
    ----------
    days : array_like of shape (T,)
        Rising.
    usage, loss : float or array_like of shape (T,)
        0..1 of full use, and of strength that is lost.
    start_mm : float, optional
        Depth at the beginning.

    Returns
    -------
    ndarray of shape (T,)
        Depth in mm.

    Raises
    ------
    FaceModelError
        For days that do not rise, and for values out of range.

    Examples
    --------
    >>> import facemodel as fm
    >>> relaxed = fm.wrinkles.etched_course([0, 180, 360], usage=0.2, loss=1.0, start_mm=0.5)
    >>> bool(relaxed[2] < relaxed[1] < 0.5)
    True
    """
    days = numbers("days", days, 0, 36500)
    usage, loss = numbers("usage", usage, 0, 1), numbers("loss of strength", loss, 0, 1)
    for what, given in (("usage", usage), ("loss of strength", loss)):
        if given.shape not in ((), days.shape):
            raise FaceModelError(f"{what} is one number or one for each of {days.size} days")
    usage, loss = (np.broadcast_to(given, days.shape) for given in (usage, loss))
    if days.ndim != 1 or (np.diff(days) < 0).any():
        raise FaceModelError("days must be a rising list")
    depth = [float(number("start in mm", start_mm, 0, 5))]
    for k in range(1, len(days)):
        step = (days[k] - days[k - 1]) / DAYS_PER_YEAR
        depth.append(float(etched_after(step, usage[k], loss[k], depth[-1])))
    return np.array(depth)


def _c(name: str) -> float:
    return constants.value(f"lines.{name}")
