"""What people look like with some of their strength left: in tasks, in measures, at their lids."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from msgspec import structs

from facemodel.anatomy.muscles import MUSCLES
from facemodel.clinic.examination import SUNNYBROOK_TASKS, Examination
from facemodel.clinic.findings import TASKS
from facemodel.clinic.wrinkles.curve import EXPRESSIONS_OF_GROUP
from facemodel.mechanics.face import Face
from facemodel.mechanics.frame import Rig
from facemodel.physiology.drive import Condition
from facemodel.physiology.people import Person
from facemodel.study.plan.aims import AGE, MEASURES, Aim, Seen, Setting, strip_of
from facemodel.study.plan.closing import Closing
from facemodel.study.plan.moved import Movers

LIMITED = tuple(dict.fromkeys(("rest", *SUNNYBROOK_TASKS, *TASKS)))
"""Tasks that limits of a plan read."""


@dataclass(frozen=True, eq=False)
class Looks:
    """N people with a condition on a face, whichever strength is left to them.

    Attributes
    ----------
    face : Face
        Whose skin is moved.
    condition : Condition
        That all of them have.
    aim : Aim
        What is measured.
    people : Person
        N of them.
    """

    face: Face
    condition: Condition
    aim: Aim
    people: Person

    @cached_property
    def whole(self) -> np.ndarray:
        """Strength (N,M) of people who are not treated: all of it."""
        return np.ones((self.people.count or 1, len(MUSCLES)))

    def measure(self, name: str, left: np.ndarray, tasks: Sequence[str] = ()) -> np.ndarray:
        """One of MEASURES, which need not be what the aim counts.

        Parameters
        ----------
        name : str
            Of MEASURES.
        left : ndarray of shape (N, M)
            Share 0..1 of strength.
        tasks : sequence of str, optional
            Others than the aim's.

        Returns
        -------
        ndarray of shape (N,)
            mm.
        """
        aim = structs.replace(self.aim, tasks=tuple(tasks) or self.aim.tasks)
        return MEASURES[name](self._seen(left), replace(self._setting, aim=aim))

    def measured(self, left: np.ndarray) -> list[np.ndarray]:
        """The measures of the aim.

        Parameters
        ----------
        left : ndarray of shape (N, M)
            Share 0..1 of strength.

        Returns
        -------
        list of ndarray of shape (N,)
            mm.
        """
        seen = self._seen(left)
        return [MEASURES[name](seen, self._setting) for name in self.aim.measures]

    def deepest_mm(self, left: np.ndarray) -> dict[str, np.ndarray]:
        """Deepest line of each group that the aim softens, in the movement that makes it.

        Parameters
        ----------
        left : ndarray of shape (N, M)
            Share 0..1 of strength.

        Returns
        -------
        dict of str to ndarray of shape (N,)
            Group of lines -> mm.
        """
        strips, strip = self._seen(left).strips, self._setting.strip
        assert strip is not None
        age = self.condition.age_years or AGE
        return {
            group: strip.deepest_mm(strips[EXPRESSIONS_OF_GROUP[group]], group, age)
            for group in self.aim.lines
        }

    def gaps(self, left: np.ndarray) -> np.ndarray:
        """Gaps between lids that close without extra effort.

        Parameters
        ----------
        left : ndarray of shape (N, M)
            Share 0..1 of strength.

        Returns
        -------
        ndarray of shape (N, 2)
            mm of the left and the right eye.
        """
        return self._closing.gaps(left)

    def closing(self, left: np.ndarray) -> np.ndarray:
        """Whether eyes close without extra effort, to within the limit or as before.

        Parameters
        ----------
        left : ndarray of shape (N, M)
            Share 0..1 of strength.

        Returns
        -------
        ndarray of shape (N,)
        """
        return self._closing(left)

    def _seen(self, left: np.ndarray) -> Seen:
        """What measures of the aim look at, with strength (N,M) left."""
        if self._setting.strip is None:
            return Seen(self._shown(left, self.aim.tasks), {}, left)
        strips = self._movers.moved(self._strip_rig, self.condition, left, self.aim.tasks)
        return Seen({}, strips, left)

    def examined(self, left: np.ndarray, tasks: Sequence[str] = LIMITED) -> Examination:
        """The people in some tasks; what the last doses showed is not made again.

        Parameters
        ----------
        left : ndarray of shape (N, M)
            Share 0..1 of strength.
        tasks : sequence of str, optional
            All that limits read unless named.

        Returns
        -------
        Examination
        """
        return Examination(self._movers.mesh, self._shown(left, tasks))

    @cached_property
    def _setting(self) -> Setting:
        """What measures need that does not change with doses."""
        against = self.aim.compared_with(self.condition)
        frames = {} if against is None else self.exam(against, self.whole).frames
        strip, movers = strip_of(self.face.mesh, self.aim.lines), self._movers
        return Setting(self.aim, movers.mesh, movers.skin, self.condition, frames, strip)

    def _shown(self, left: np.ndarray, tasks: Sequence[str]) -> dict[str, np.ndarray]:
        """Points (N,P,3) mm in tasks; what the last doses showed is not made again."""
        key = left.tobytes()
        known = self._last.get(key, {})
        missing = [task for task in tasks if task not in known]
        if missing:
            known = known | self._movers.looked_at(self.condition, left, missing)
        self._last.clear()
        self._last[key] = known
        return {task: known[task] for task in tasks}

    @cached_property
    def _last(self) -> dict[bytes, dict[str, np.ndarray]]:
        return {}

    def exam(self, condition: Condition, left: np.ndarray) -> Examination:
        """The people with some of their strength left, in every task that limits read.

        Parameters
        ----------
        condition : Condition
            That they have, which need not be theirs.
        left : ndarray of shape (N, M)
            Share 0..1 of it.

        Returns
        -------
        Examination
        """
        made = self._movers.moved(self._movers.rig, condition, left, LIMITED)
        return Examination(self._movers.mesh, made)

    @cached_property
    def _movers(self) -> Movers:
        return Movers(self.face, self.people)

    @cached_property
    def _closing(self) -> Closing:
        """How far their eyes close without extra effort."""
        return Closing(self._movers, self.condition)

    @cached_property
    def _strip_rig(self) -> Rig:
        assert self._setting.strip is not None
        return self._movers.rig_of(self._setting.strip.points)


__all__ = ["LIMITED", "Looks"]
