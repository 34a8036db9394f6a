"""Dose, sessions and days to the share of strength lost, for muscles that caught a dose."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from facemodel.anatomy.checks import numbers
from facemodel.data import constants
from facemodel.errors import FaceModelError
from facemodel.physiology import nerve_terminal
from facemodel.physiology.fields import Fields
from facemodel.physiology.injection import LAST_DAY
from facemodel.physiology.people import Person

LEAST = 1e-9  # of what is divided by


def hill(dose: ArrayLike, ed50: ArrayLike) -> np.ndarray:
    """Share of a muscle's force that a dose takes away at its peak.

    Emax D^n / (ED50^n + D^n) with Emax 0.95 and n 1.

    Parameters
    ----------
    dose, ed50 : array_like
        (...) units.

    Returns
    -------
    numpy.ndarray
        (...) 0..1.

    Raises
    ------
    FaceModelError
        For a dose or an ED50 out of range, and shapes that do not fit together.

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
    _check_fit("dose and ED50", dose, ed50)
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

    That is its light chain in the nerve endings, relative to the most there ever is. What it does
    there, and what follows it, `fm.toxin.remaining` knows.

    Parameters
    ----------
    days : array_like
        (...) since the dose; nothing acts before it.
    onset_days, decay_days : array_like, optional
        Mean days until a dose is at the nerve endings, and until its light chain is lost; None for
        constants toxin.onset_days and toxin.decay_days.

    Returns
    -------
    numpy.ndarray
        (...) 0..1.

    Raises
    ------
    FaceModelError
        For days out of range, and shapes that do not fit together.

    References
    ----------
    [Lebeda2008], [Foran2003]

    Examples
    --------
    >>> import facemodel as fm
    >>> print(fm.toxin.activity([0, 3, 14, 90]).round(2))
    [0.   0.62 0.97 0.11]
    """
    t = numbers("days", days, -LAST_DAY, LAST_DAY)
    r = nerve_terminal.rates()
    pace = _pace(onset_days, decay_days)
    _check_fit("days, onset and decay", t, *map(np.asarray, pace))
    age = nerve_terminal.clock(t, pace, r)
    return nerve_terminal.light_chain(age, r) / nerve_terminal.most_light_chain(r)


def lost(
    given: ArrayLike,
    units: np.ndarray,
    days: ArrayLike,
    ed50: np.ndarray,
    person: Person | None,
    fields: Fields,
    size: bool = False,
) -> np.ndarray:
    """Share of strength (or size) lost to doses of several sessions.

    The mean over a muscle's fields, each by what lies in it. The ED50 is the dose whose largest
    effect, about day 12, is half of emax in a muscle that is evenly filled.

    Parameters
    ----------
    given : array_like
        (K,) day of each session, rising.
    units : numpy.ndarray
        (K, ..., F) caught by each field.
    days : array_like
        (T,) on which it is asked.
    ed50 : numpy.ndarray
        (..., M) units, as fm.toxin.ed50 gives them.
    person : Person or None
        One, or as many as the axes in the middle hold; None for the average one.
    fields : Fields
        Of the face's muscles.
    size : bool
        Of the fibres' size, not of strength.

    Returns
    -------
    numpy.ndarray
        (T, ..., M) 0..1.
    """
    reached = units.reshape(-1, units.shape[-1]).any(axis=0)
    reached &= np.isfinite(ed50).reshape(-1, ed50.shape[-1]).all(axis=0)[fields.owner]
    of = np.flatnonzero(reached)
    if not len(of):
        batch = np.broadcast_shapes(units.shape[1:-1], ed50.shape[:-1])
        return np.zeros((np.size(days), *batch, ed50.shape[-1]))
    pace, acts = nerve_terminal.Pace(), np.ones((1, *np.shape(ed50)[:-1], 1), bool)
    if person is not None:
        pace = _pace(person.onset_days, person.decay_days)
        begun = np.reshape(given, (-1, *(1,) * np.ndim(person.responds)))
        acts = ((begun <= person.responds_until_day) & person.responds)[..., None]
    ratios = units[..., of] / (ed50[..., fields.owner[of]] * fields.weight[of]) * acts
    each = nerve_terminal.lost(np.asarray(given), ratios, np.atleast_1d(days), pace, size)
    return fields.mean(each, of)


def sessions(days: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """Days (K,) on which something is given, rising, and which (K, I) of the points on each."""
    given = np.unique(days)
    return given, given[:, None] == np.asarray(days)


def _pace(onset_days: ArrayLike | None, decay_days: ArrayLike | None) -> nerve_terminal.Pace:
    """How slowly people with these times live through the course of a dose."""
    usual = constants.value("toxin.onset_days"), constants.value("toxin.decay_days")
    onset = usual[0] if onset_days is None else onset_days
    decay = usual[1] if decay_days is None else decay_days
    onset = numbers("onset in days", onset, LEAST, LAST_DAY)
    decay = numbers("decay in days", decay, LEAST, LAST_DAY)
    return nerve_terminal.Pace(onset / usual[0], decay / usual[1])


def _check_fit(what: str, *arrays: np.ndarray) -> None:
    """Error: shapes that do not broadcast."""
    try:
        np.broadcast_shapes(*(one.shape for one in arrays))
    except ValueError:
        shapes = ", ".join(str(one.shape) for one in arrays)
        raise FaceModelError(
            f"{what} have shapes {shapes}, which do not fit together; give one number or arrays of "
            "one shape"
        ) from None


__all__ = ["activity", "hill", "lost", "sessions"]
