"""What doses do to the people whom a plan is made for: gain, side effects, movement kept.

Nothing is estimated: frames are made of what doses leave of each person's strength (reached.py),
which is looked at and measured (looks.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial

import numpy as np
from numpy.typing import ArrayLike

from facemodel.anatomy.muscles import MUSCLES, SIDES
from facemodel.clinic.assessment import is_healthy
from facemodel.clinic.examination import SUNNYBROOK_TASKS, Examination
from facemodel.clinic.excursions import retained
from facemodel.clinic.findings import TASKS, Finding, findings
from facemodel.mechanics.face import Face
from facemodel.physiology import toxin
from facemodel.physiology.drive import Condition, healthy
from facemodel.study.plan.aims import Aim
from facemodel.study.plan.judged import Harm, Judged, Movement
from facemodel.study.plan.looks import Looks
from facemodel.study.plan.panel import Panel
from facemodel.study.plan.reached import Reached

M = len(MUSCLES)
SMALL = 1e-9  # of what is divided by


@dataclass(frozen=True, eq=False)
class Trial:
    """A face, a condition and the people on whom doses are tried.

    Attributes
    ----------
    face : Face
        Whose skin is moved.
    condition : Condition
        That all of them have.
    aim : Aim
        What is gained.
    panel : Panel
        The people and the injector's hand.
    variables : tuple of tuple of (str, str)
        V of them: places (site and side) that get the same dose.
    day : float
        On which it is judged.
    keep : float
        Share 0..1 of its own movement that each task keeps.
    gently : bool
        Whether eyes must close without extra effort too.
    """

    face: Face
    condition: Condition
    aim: Aim
    panel: Panel
    variables: tuple[tuple[tuple[str, str], ...], ...]
    day: float
    keep: float
    gently: bool

    def __repr__(self) -> str:
        places = sum(map(len, self.variables))
        return f"Trial({self.condition!r}, {places} places, {self.panel!r})"

    @property
    def tasks(self) -> tuple[str, ...]:
        """Tasks of which everybody keeps enough."""
        return tuple(task for task in SUNNYBROOK_TASKS if task not in self.aim.free)

    def judged(self, doses: ArrayLike) -> Judged:
        """What the people get of doses.

        Parameters
        ----------
        doses : array_like of shape (V,)
            Teaching units of each variable.

        Returns
        -------
        Judged
        """
        return self.of_strength(1 - self.reached.lost(doses))

    @cached_property
    def reached(self) -> Reached:
        """What doses take in these people's skin."""
        return Reached(self.face.mesh, self.panel, self.variables, self.day)

    @cached_property
    def looks(self) -> Looks:
        """What these people look like with some of their strength left."""
        return Looks(self.face, self.condition, self.aim, self.panel.people)

    def of_injections(self, injections: Sequence[toxin.Injection]) -> Judged:
        """What the people get of any points.

        Parameters
        ----------
        injections : sequence of Injection
            On one day; the hand errs as it does at the places in their order.

        Returns
        -------
        Judged
        """
        return self.of_strength(1 - self.reached.lost_to(self.reached.units_of(injections)))

    def of_strength(self, left: np.ndarray) -> Judged:
        """What the people have with some of their strength left.

        Parameters
        ----------
        left : ndarray of shape (N, M)
            Share 0..1 of it.

        Returns
        -------
        Judged
        """
        now = self.looks.measured(left)
        gains = np.mean(
            [(had - has) / max(had.mean(), SMALL)
             for had, has in zip(self.untreated, now, strict=True)], axis=0
        )  # fmt: skip
        harm = Harm(
            partial(self._movement, left),
            partial(self._findings, left),
            partial(self._hidden, left),
        )
        return Judged(gains, tuple(float(has.mean()) for has in now), harm)

    def _movement(self, left: np.ndarray) -> Movement:
        shares = self._shares(self.looks.examined(left))  # all that limits read, at once
        rows = [s for name, s in shares.items() if name.split()[0] not in self.aim.free]
        close = self.looks.closing(left) if self.gently else np.ones(len(left), bool)
        return Movement(shares, np.all([np.isnan(s) | (s >= self.keep) for s in rows], 0), close)

    def _findings(self, left: np.ndarray) -> list[Finding]:
        """Every side effect of the people with strength (N,M) left, beyond its limit or not."""
        return findings((self.before, self.looks.examined(left, ("rest", *TASKS))), self._healthy)

    def _hidden(self, left: np.ndarray) -> list[Finding] | None:
        return None if self._rests is None else self._rests._findings(left)

    @cached_property
    def _rests(self) -> Trial | None:
        """The same people between spasms, which hide what hangs; None where nothing does."""
        if not self.condition.involuntary.any():
            return None
        still = replace(self.condition, involuntary=np.zeros(M), process=None)
        return replace(self, condition=still)

    @cached_property
    def untreated(self) -> list[np.ndarray]:
        """Each measure (N,) of the aim, untreated."""
        return self.looks.measured(self.looks.whole)

    @cached_property
    def before(self) -> Examination:
        """The people untreated."""
        return self.looks.exam(self.condition, self.looks.whole)

    @cached_property
    def _healthy(self) -> Examination:
        """The people without the condition."""
        if is_healthy(self.condition):
            return self.before
        return self.looks.exam(healthy(), self.looks.whole)

    def _shares(self, exam: Examination) -> dict[str, np.ndarray]:
        return {
            f"{task} {side}": retained(self.before.movement(task, side), exam.movement(task, side))
            for task in SUNNYBROOK_TASKS
            for side in SIDES
        }


__all__ = ["Trial"]
