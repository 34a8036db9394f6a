"""Botulinum toxin type A on the model: dose, days and spread to the share of strength that is left.

One function per published piece: `hill` (dose to effect), `activity` (how much of a dose acts on a
day), spread.py (which muscle catches it), `remaining` (all of it together). Teaching units are
onabotulinumtoxinA-equivalent and are never converted to another product's. Not a dosing guide.
Constants and the works they rest on: toxin.csv.

Examples
--------
>>> import facemodel as fm
>>> face, point = fm.load(), fm.Injection(4, muscle="corrugator_left")
>>> left = fm.toxin.remaining(face, point, day=30)
>>> print(left[fm.MUSCLES.index("corrugator_left")].round(2))
0.36
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from facemodel.anatomy.checks import (
    HasMesh,
    check_face,
    numbers,
)
from facemodel.anatomy.mesh import Mesh
from facemodel.anatomy.muscles import MUSCLES, info
from facemodel.data import constants
from facemodel.errors import FaceModelError
from facemodel.physiology import spread
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
LEAST = 1e-9  # of what is divided by
NOT_INTERCHANGEABLE = (
    "Teaching units, onabotulinumtoxinA-equivalent. Units are not interchangeable between "
    "botulinum toxin products. Consult the current prescribing information. The product carries a "
    "boxed warning on distant spread of toxin effect (swallowing and breathing difficulties)."
)
"""What stands beside every dose: units of products are not interchangeable."""
_TABLED_ED50 = np.array([info(m).ed50_units for m in MUSCLES])


def hill(dose: ArrayLike, ed50: ArrayLike) -> np.ndarray:
    """Share of a muscle's force that an effective dose takes away.

    Emax D^n / (ED50^n + D^n) with Emax 0.95 and n 1.

    Parameters
    ----------
    dose, ed50 : array_like
        (...) units.

    Returns
    -------
    numpy.ndarray
        (...) 0..1.

    References
    ----------
    [Sloop1996], [Seoul2001], [Hamjian1994], [Iwashige1995]

    Examples
    --------
    >>> import facemodel as fm
    >>> print(fm.toxin.hill([0, 2, 20], ed50=2).round(3))
    [0.    0.475 0.864]
    """
    dose = numbers("a dose in units", dose, 0, 1e12)
    ed50 = numbers("an ED50 in units", ed50, LEAST, np.inf)
    n = constants.value("toxin.hill_exponent")
    ratio = (dose / ed50) ** n
    rest = 1 + ratio
    ratio *= constants.value("toxin.emax")  # in place: of thousands of people these are large
    ratio /= rest
    return ratio


def activity(
    days: ArrayLike, onset_days: ArrayLike | None = None, decay_days: ArrayLike | None = None
) -> np.ndarray:
    """Share of a dose that acts some days after it was given.

    Parameters
    ----------
    days : array_like
        (...) since the dose; nothing acts before it.
    onset_days, decay_days : array_like, optional
        Time constants; None for constants toxin.onset_days and toxin.decay_days.

    Returns
    -------
    numpy.ndarray
        (...) 0..1.

    References
    ----------
    [Beer2011], [Allergan2018]

    Examples
    --------
    >>> import facemodel as fm
    >>> print(fm.toxin.activity([0, 3, 14, 90]).round(2))
    [0.   0.69 0.91 0.16]
    """
    t = numbers("days", days, -LAST_DAY, LAST_DAY)
    onset = constants.value("toxin.onset_days") if onset_days is None else onset_days
    decay = constants.value("toxin.decay_days") if decay_days is None else decay_days
    onset = numbers("onset in days", onset, LEAST, LAST_DAY)
    decay = numbers("decay in days", decay, LEAST, LAST_DAY)
    begun = np.maximum(t - constants.value("toxin.onset_delay_days"), 0) / onset
    risen = 1 - np.exp(-(begun ** constants.value("toxin.onset_shape")))
    return risen * np.exp(-np.maximum(t - constants.value("toxin.plateau_days"), 0) / decay)


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
    spread.check_mesh(mesh)
    rows = [spread.skin(mesh).shares(*site(mesh, one), one.volume_ml) for one in listed(injections)]
    return np.array(rows).reshape(-1, M)


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
    1.73
    """
    injections = listed(injections)
    check_person(person)
    days = numbers("day", day, 0, LAST_DAY)
    doses = np.array([one.dose for one in injections])
    given = np.array([one.day for one in injections])
    times = () if person is None else (person.onset_days, person.decay_days)
    if person is not None and np.ndim(person.onset_days):
        times = tuple(np.asarray(t)[..., None] for t in times)
        if days.ndim:
            raise FaceModelError("several people are asked about one day at a time")
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
    [1.   0.21 0.72]
    """
    mesh = check_face(face)
    units = captured(mesh, injections, day, person)
    responds = np.asarray(True if person is None else person.responds)[..., None]
    return 1 - np.where(responds, hill(units, ed50(mesh, person)), 0.0)


def ed50(mesh: Mesh, person: Person | None = None) -> np.ndarray:
    """Units that a muscle must catch to lose half of what it can lose.

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
    "total_units",
]
