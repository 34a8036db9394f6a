"""Botulinum toxin type A on the model: dose, days and spread to the share of strength that is left.

One function per published piece: `hill` (dose to largest effect), `activity` (how much of a dose
acts on a day), spread.py (which muscle catches it), nerve_terminal.py (what it does there over the
months), `remaining` (all of it together). Teaching units are
onabotulinumtoxinA-equivalent and are never converted to another product's. Not a dosing guide.
Constants and the works they rest on: toxin.csv.

Examples
--------
>>> import facemodel as fm
>>> face, point = fm.load(), fm.Injection(4, muscle="corrugator_left")
>>> left = fm.toxin.remaining(face, point, day=30)
>>> print(left[fm.MUSCLES.index("corrugator_left")].round(2))
0.38
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from facemodel.anatomy.checks import HasMesh, check_face, numbers
from facemodel.anatomy.mesh import Mesh
from facemodel.anatomy.muscles import INDEX, MUSCLES, SIDES, info
from facemodel.data import constants
from facemodel.errors import FaceModelError
from facemodel.physiology import nerve_terminal, spread
from facemodel.physiology.dose_response import activity, hill, lost, sessions
from facemodel.physiology.injection import (
    INJECTABLE,
    LAST_DAY,
    Injection,
    Injections,
    listed,
    repeated,
    total_units,
)
from facemodel.physiology.people import Person, check_person
from facemodel.physiology.points import SCENARIOS, Scenario, at, placed_by_hand, scenario, site

M = len(MUSCLES)
_CLOSERS = ("masseter", "temporalis")
NOT_INTERCHANGEABLE = (
    "Teaching units, onabotulinumtoxinA-equivalent. Units are not interchangeable between "
    "botulinum toxin products. Consult the current prescribing information. OnabotulinumtoxinA "
    "carries a boxed warning on distant spread of toxin effect (swallowing and breathing "
    "difficulties)."
)
"""What stands beside every dose: units of products are not interchangeable."""
_TABLED_ED50 = np.array([info(m).ed50_units for m in MUSCLES])


def shares(mesh: Mesh, injections: Sequence[Injection]) -> np.ndarray:
    """Share of each injection's dose that each muscle catches; a row adds up to at most 1.

    Parameters
    ----------
    mesh : Mesh
        Of a face: face.mesh.
    injections : sequence of Injection
        I of them.

    Returns
    -------
    numpy.ndarray
        (I, M) 0..1.

    Examples
    --------
    >>> import facemodel as fm
    >>> caught = fm.toxin.shares(fm.load().mesh, [fm.Injection(4, "mentalis_left")])
    >>> print(caught[0, fm.MUSCLES.index("mentalis_left")].round(2))
    0.47
    """
    each = caught(mesh, injections)
    return spread.skin(mesh).fields.total(each) if len(each) else np.zeros((0, M))


def caught(mesh: Mesh, injections: Sequence[Injection]) -> np.ndarray:
    """Share (I,F) of each injection's dose that each field comes to hold; (0,0) for none."""
    spread.check_mesh(mesh)
    rows = [spread.skin(mesh).caught(*site(mesh, one), one.volume_ml) for one in listed(injections)]
    return np.array(rows) if rows else np.zeros((0, 0))


def captured(
    mesh: Mesh,
    injections: Injections,
    day: ArrayLike,
    person: Person | None = None,
) -> np.ndarray:
    """Effective units in each muscle; doses of several days add up, each at its own activity.

    Parameters
    ----------
    mesh : Mesh
        Of a face: face.mesh.
    injections : Injection or iterable of Injection
    day : array_like
        One day, or (T,) days as a leading axis.
    person : Person, optional
        One of fm.people, or N of them on one day; None for the average one.

    Returns
    -------
    numpy.ndarray
        (..., M) units.

    Examples
    --------
    >>> import facemodel as fm
    >>> units = fm.toxin.captured(fm.load().mesh, fm.Injection(4, "mentalis_left"), day=14)
    >>> print(units[fm.MUSCLES.index("mentalis_left")].round(2))
    1.85
    """
    injections = listed(injections)
    days = _days(day, person)
    doses = np.array([one.dose for one in injections])
    given = np.array([one.day for one in injections])
    times = () if person is None else (person.onset_days, person.decay_days)
    if person is not None and np.ndim(person.onset_days):
        times = tuple(np.asarray(t)[..., None] for t in times)
    acting = doses * activity(days[..., None] - given, *times)
    if person is not None:
        acting = acting * (given <= np.asarray(person.responds_until_day)[..., None])
    return acting @ shares(mesh, injections)


def remaining(
    face: HasMesh,
    injections: Injections,
    day: ArrayLike,
    person: Person | None = None,
) -> np.ndarray:
    """Share of strength left in each muscle.

    Parameters
    ----------
    face : Face
        As fm.load makes it.
    injections : Injection or iterable of Injection
    day : array_like
        One day, or (T,) days as a leading axis.
    person : Person, optional
        One of fm.people, or N of them on one day; None for the average one.

    Returns
    -------
    numpy.ndarray
        (M,), (T, M) or (N, M) 0..1; before the first injection everything is left.

    Raises
    ------
    FaceModelError
        For what is no face, injection or person, and a day out of range.

    Examples
    --------
    >>> import facemodel as fm
    >>> face, point = fm.load(), fm.Injection(8, muscle="frontalis_medial_left")
    >>> left = fm.toxin.remaining(face, point, day=[0, 14, 120])
    >>> print(left[:, fm.MUSCLES.index("frontalis_medial_left")].round(2))
    [1.   0.24 0.75]
    """
    return 1 - _lost(check_face(face), injections, _days(day, person), person)


def size(
    face: HasMesh, injections: Injections, day: ArrayLike, person: Person | None = None
) -> np.ndarray:
    """Thickness of each muscle relative to its own before.

    Fibres without use shrink. A masseter's weakness makes the temporalis work more to bite as
    before, so that it grows by the same rule.

    Parameters
    ----------
    face : Face
        As fm.load makes it.
    injections : Injection or iterable of Injection
    day : array_like
        One day, or (T,) days as a leading axis.
    person : Person, optional
        One of fm.people; None for the average one.

    Returns
    -------
    numpy.ndarray
        (M,) or (T, M), 1 for what is as before.

    References
    ----------
    [Hamjian1994], [TemporalisThickness2025]

    Examples
    --------
    >>> import facemodel as fm
    >>> face = fm.load()
    >>> size = fm.toxin.size(face, fm.toxin.scenario("masseter", face.mesh), day=84)
    >>> print(size[fm.MUSCLES.index("masseter_left")].round(2))
    0.92
    """
    mesh, days, injections = check_face(face), _days(day, person), listed(injections)
    if person is not None and person.count is not None:
        raise FaceModelError("the size of muscles is one person's; give people[k]")
    thin = 1 - _lost(mesh, injections, days, person, size=True)
    left = 1 - _lost(mesh, injections, np.arange(0, days.max(initial=0) + 1), person)
    masseters, temporales = ([INDEX[f"{stem}_{side}"] for side in SIDES] for stem in _CLOSERS)
    share = constants.value("toxin.temporalis_share")
    bite = (1 - share) * left[:, masseters].mean(axis=1) + share * left[:, temporales].mean(axis=1)
    most = constants.value("toxin.extra_use_most")
    grown = nerve_terminal.followed(np.minimum(1 / bite - 1, most), days)
    work = 1 - _lost(mesh, injections, days, person)[..., temporales]
    thin[..., temporales] += grown[..., None] * work
    return thin


def _lost(
    mesh: Mesh, injections: Injections, days: np.ndarray, person: Person | None, size: bool = False
) -> np.ndarray:
    injections = listed(injections)
    if not injections:
        return np.zeros((*days.shape, *np.shape(getattr(person, "ed50", 0.0)), M))
    given, which = sessions([one.day for one in injections])
    units = (which * [one.dose for one in injections]) @ caught(mesh, injections)
    needed = ed50(mesh, person)
    if needed.ndim > 1:
        units = units[:, None]
    taken = lost(given, units, days.ravel(), needed, person, spread.skin(mesh).fields, size)
    return taken.reshape(*days.shape, *needed.shape)


def _days(day: ArrayLike, person: Person | None) -> np.ndarray:
    check_person(person)
    days = numbers("day", day, 0, LAST_DAY)
    if days.ndim and person is not None and np.ndim(person.onset_days):
        raise FaceModelError("several people are asked about one day at a time")
    return days


def ed50(mesh: Mesh, person: Person | None = None) -> np.ndarray:
    """Units that must lie evenly in a muscle for it to lose half of what it can lose.

    Dose and effect were measured with doses given into the muscle, part of which lies beside it. So
    the tabled dose is what is aimed at the muscle, and this the part of it that the muscle then
    catches. Infinite for what is not injected.

    Parameters
    ----------
    mesh : Mesh
        Of a face: face.mesh.
    person : Person, optional
        One of fm.people, or N of them; None for the average one.

    Returns
    -------
    numpy.ndarray
        (M,) or (N, M) units.

    References
    ----------
    [Sloop1996], [Iwashige1995]

    Examples
    --------
    >>> import facemodel as fm
    >>> print(fm.toxin.ed50(fm.load().mesh)[fm.MUSCLES.index("corrugator_left")].round(2))
    0.65
    """
    check_person(person)
    scale = constants.value("toxin.ed50_factor") * (1.0 if person is None else person.ed50)
    tabled = np.where(np.isfinite(_TABLED_ED50), _TABLED_ED50, np.inf)
    return tabled * spread.aimed(mesh) * np.asarray(scale)[..., None]


__all__ = [
    "INJECTABLE",
    "NOT_INTERCHANGEABLE",
    "SCENARIOS",
    "Injection",
    "Scenario",
    "activity",
    "at",
    "captured",
    "ed50",
    "hill",
    "placed_by_hand",
    "remaining",
    "repeated",
    "scenario",
    "shares",
    "site",
    "size",
    "total_units",
]
