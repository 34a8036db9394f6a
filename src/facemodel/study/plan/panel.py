"""The people that a plan in sites is made for: forty who vary, and a hand that errs at each place.

Rows of data/planning_people.csv are rounded draws of fm.people (tools/planning_people.py), so that
Python and the page plan for the same people.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from msgspec import Struct

from facemodel.anatomy.muscles import MUSCLES
from facemodel.data import constants, tables
from facemodel.errors import FaceModelError
from facemodel.physiology.people import Person, average, sample
from facemodel.physiology.sites import PLACES

M = len(MUSCLES)
_MIRROR = [
    PLACES.index((name, {"left": "right", "right": "left"}.get(side, side)))
    for name, side in PLACES
]


class Row(Struct, frozen=True, kw_only=True):
    """A row of data/planning_people.csv.

    strength, tone (M,) relative to an average person's; ed50, stiffness likewise; onset_days,
    decay_days; hand_mm: how far beside each of PLACES the needle meets the skin, to the left and up
    """

    person: int
    ed50: float
    onset_days: float
    decay_days: float
    stiffness: float
    strength: tuple[float, ...]
    tone: tuple[float, ...]
    hand_mm: tuple[float, ...]

    def __post_init__(self) -> None:
        for name, count in (("strength", M), ("tone", M), ("hand_mm", 2 * len(PLACES))):
            if len(getattr(self, name)) != count:
                raise ValueError(
                    f"column {name} has {len(getattr(self, name))} numbers for {count}; run "
                    "python tools/planning_people.py"
                )


@dataclass(frozen=True, eq=False)
class Panel:
    """N people, and where a hand puts what is meant for each place.

    Attributes
    ----------
    people : Person
        N of them.
    hand_mm : ndarray of shape (N, K, 2)
        Error at each of sites.PLACES, to the left and up.
    """

    people: Person
    hand_mm: np.ndarray

    def __repr__(self) -> str:
        return f"Panel({self.people.count} people)"

    def mirrored(self) -> Panel:
        """The same people and hands with left and right exchanged.

        Returns
        -------
        Panel
        """
        return Panel(self.people.mirrored(), self.hand_mm[:, _MIRROR] * [-1.0, 1.0])

    def first(self, n: int) -> Panel:
        """The first n people.

        Parameters
        ----------
        n : int
            How many.

        Returns
        -------
        Panel
        """
        return Panel(self.people[:n], self.hand_mm[:n])

    def of(self, person: Person) -> Panel:
        """One person, whose response to a dose and whose injector's hand are not known.

        Parameters
        ----------
        person : Person
            Whose strength, tone and skin are known.

        Returns
        -------
        Panel
        """
        if person.count is not None:
            raise FaceModelError("a plan is made for one person; choose one, as people[0]")
        n = len(self.hand_mm)
        strength, tone, stiffness = (
            np.repeat(np.asarray(x)[None], n, axis=0)
            for x in (person.strength, person.tone, person.stiffness)
        )
        people = replace(self.people, strength=strength, tone=tone, stiffness=stiffness)
        return Panel(people, self.hand_mm)


def drawn(seed: int, n: int, error_mm: float | None = None) -> Panel:
    """People and hands that are drawn anew, to judge a plan by people it was not made for.

    Parameters
    ----------
    seed, n : int
        Of which seed, and how many.
    error_mm : float, optional
        Of the hand, standard deviation per axis; a practised injector's unless given.

    Returns
    -------
    Panel

    Examples
    --------
    >>> import facemodel as fm
    >>> fm.plan.drawn(seed=1, n=5)
    Panel(5 people)
    """
    size = constants.value("people.expert_error_mm") if error_mm is None else error_mm
    rng = [np.random.default_rng([seed, k, 5]) for k in range(n)]
    hands = np.stack([one.normal(0, size, (len(PLACES), 2)) for one in rng])
    return Panel(sample(seed, n), hands)


def alike(n: int) -> Panel:
    """N average people whose injector never errs, on whom as many doses can be tried together."""
    usual = average()

    def times(x: np.ndarray) -> np.ndarray:
        return np.repeat(x[None], n, axis=0)

    people = Person(
        times(usual.strength),
        times(usual.tone),
        times(usual.ed50),
        times(usual.onset_days),
        times(usual.decay_days),
        times(usual.responds),
        times(usual.responds_until_day),
        times(usual.stiffness),
        times(usual.convergence),
        times(usual.sex),
    )
    return Panel(people, np.zeros((n, len(PLACES), 2)))


@cache
def planning() -> Panel:
    """The people that plans are made for."""
    rows = tables.read(Row, "planning_people.csv")
    n, usual = len(rows), average()
    people = Person(
        strength=np.array([row.strength for row in rows]),
        tone=np.array([row.tone for row in rows]),
        ed50=np.array([row.ed50 for row in rows]),
        onset_days=np.array([row.onset_days for row in rows]),
        decay_days=np.array([row.decay_days for row in rows]),
        responds=np.ones(n, bool),
        responds_until_day=np.full(n, np.inf),
        stiffness=np.array([row.stiffness for row in rows]),
        convergence=np.full(n, float(usual.convergence)),
        sex=np.full(n, "average"),
    )
    hands = np.array([row.hand_mm for row in rows]).reshape(n, len(PLACES), 2)
    return Panel(people, hands)


__all__ = ["Panel", "alike", "drawn", "planning"]
