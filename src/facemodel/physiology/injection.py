"""One point of treatment, and lists of them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from facemodel.anatomy.checks import check_kind, number, numbers, whole
from facemodel.anatomy.muscles import MUSCLES, info, other_side
from facemodel.data import constants
from facemodel.errors import FaceModelError, checks_keywords, shown, unknown

LAST_DAY = 36500.0  # a bound against slips: a hundred years
INJECTABLE = tuple(m for m in MUSCLES if np.isfinite(info(m).ed50_units))
"""Muscles that a point of treatment can name: those with a tabled ED50."""


@checks_keywords
@dataclass(frozen=True)
class Injection:
    """One point of treatment; exactly one of muscle, landmark and point says where.

    Parameters
    ----------
    dose : float
        Teaching units, above 0 up to constant toxin.largest_dose_units.
    muscle : str, optional
        Over the middle of this muscle's belly: a name of fm.toxin.INJECTABLE.
    landmark : str, optional
        At a landmark of the face.
    point : tuple of float, optional
        (x, y, z) mm on the face; the nearest skin is taken, refused beyond 10 mm.
    day : float
        Day it is given.
    volume_ml : float
        Of the solution, 0.01 to 2.
    depth_mm : float, optional
        None: the depth of the muscle aimed at, else constant toxin.usual_depth_mm.

    Raises
    ------
    FaceModelError
        For an unknown muscle, numbers out of range, and none or several places.

    Examples
    --------
    >>> import facemodel as fm
    >>> fm.Injection(4, muscle="corrugator_left", day=10).place
    'corrugator_left'
    """

    dose: float
    muscle: str | None = None
    landmark: str | None = None
    point: tuple[float, float, float] | None = None
    day: float = 0.0
    volume_ml: float = 0.1
    depth_mm: float | None = None

    def __post_init__(self) -> None:
        most = constants.value("toxin.largest_dose_units")
        dose = number("a dose in units", self.dose, 0, most)
        if dose == 0:
            raise FaceModelError("a dose of 0 units is no injection; leave the point out")
        set_ = lambda name, value: object.__setattr__(self, name, value)  # noqa: E731
        set_("dose", dose)
        given = [n for n in ("muscle", "landmark", "point") if getattr(self, n) is not None]
        if len(given) != 1:
            raise FaceModelError(
                "an injection is at one place: give muscle, landmark or point, "
                f"got {' and '.join(given) or 'none of them'}"
            )
        named = isinstance(self.muscle, str)
        if self.muscle is not None and not (named and self.muscle in INJECTABLE):
            if named and self.muscle in MUSCLES:
                raise FaceModelError(f"{self.muscle} stands for a movement and is not injected")
            if named and f"{self.muscle}_left" in INJECTABLE:
                raise FaceModelError(
                    f"an injection has a side: give '{self.muscle}_left' or '{self.muscle}_right'"
                )
            raise unknown("muscle", self.muscle, INJECTABLE, see="fm.toxin.INJECTABLE")
        if self.landmark is not None and not isinstance(self.landmark, str):
            raise FaceModelError(f"a landmark is named, got {shown(self.landmark)}")
        if self.point is not None:
            point = numbers("a point in mm", self.point, -1000, 1000)
            if point.shape != (3,):
                raise FaceModelError(f"a point is (x, y, z) in mm, got {shown(self.point)}")
            set_("point", tuple(map(float, point)))
        set_("day", number("the day of an injection", self.day, 0, LAST_DAY))
        set_("volume_ml", number("volume in ml", self.volume_ml, 0.01, 2))
        if self.depth_mm is not None:
            set_("depth_mm", number("depth in mm", self.depth_mm, 0, 50))

    @property
    def place(self) -> str:
        """Where it is, in words."""
        if self.point is not None:
            return "({:.1f}, {:.1f}, {:.1f}) mm".format(*self.point)
        return str(self.muscle or self.landmark)

    def mirrored(self) -> "Injection":
        """The same injection on the other side of the face."""
        return replace(
            self,
            muscle=None if self.muscle is None else other_side(self.muscle),
            landmark=None if self.landmark is None else other_side(self.landmark),
            point=None if self.point is None else (-self.point[0], *self.point[1:]),
        )


Injections = Injection | Iterable[Injection]
"""One injection, or several."""


def repeated(injections: Injections, every_days: float, times: int) -> tuple[Injection, ...]:
    """The same session given several times, the first as it is.

    Parameters
    ----------
    injections : Injection or iterable of Injection
    every_days : float
        Days between sessions, 1 to 3650.
    times : int
        1 to 1000.

    Returns
    -------
    tuple of Injection

    Examples
    --------
    >>> import facemodel as fm
    >>> twice = fm.toxin.repeated(fm.Injection(4, "mentalis_left"), every_days=90, times=2)
    >>> [one.day for one in twice]
    [0.0, 90.0]
    """
    apart = number("every_days", every_days, 1, 3650)
    count = whole("times", times, 1, 1000)
    return tuple(
        replace(one, day=one.day + k * apart) for k in range(count) for one in listed(injections)
    )


def total_units(injections: Injections) -> float:
    """Sum of the doses, teaching units.

    Parameters
    ----------
    injections : Injection or iterable of Injection

    Returns
    -------
    float

    Examples
    --------
    >>> import facemodel as fm
    >>> fm.toxin.total_units([fm.Injection(4, "mentalis_left"), fm.Injection(6, "mentalis_right")])
    10.0
    """
    return float(sum(one.dose for one in listed(injections)))


def listed(injections: Any) -> list[Injection]:
    """Injections as a list, one alone among them. Errors: what is no Injection."""
    if isinstance(injections, Injection):
        return [injections]
    try:
        listed = list(injections)
    except TypeError:
        listed = [injections]
    for one in listed:
        check_kind("an injection", one, Injection, "make one with fm.Injection(dose, muscle=...)")
    return listed
