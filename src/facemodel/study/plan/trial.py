"""What doses do to the people whom a plan is made for: gain, side effects, movement kept.

Nothing is estimated: doses reach muscles through each person's skin, and frames are made of it.
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
from facemodel.mechanics.frame import Rig
from facemodel.physiology import dose_response, sites, spread, toxin
from facemodel.physiology.drive import Condition, healthy
from facemodel.study.plan.aims import MEASURES, Aim, Seen, Setting, strip_of
from facemodel.study.plan.closing import Closing
from facemodel.study.plan.judged import Harm, Judged, Movement
from facemodel.study.plan.moved import Movers
from facemodel.study.plan.panel import Panel

M = len(MUSCLES)
_TASKS = tuple(dict.fromkeys(("rest", *SUNNYBROOK_TASKS, *TASKS)))
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
        return self.of_strength(1 - self.lost(doses))

    def lost(self, doses: ArrayLike) -> np.ndarray:
        """What doses take.

        Parameters
        ----------
        doses : array_like of shape (V,)
            Teaching units of each variable.

        Returns
        -------
        ndarray of shape (N, M)
            Share 0..1 of each person's strength.
        """
        return self.lost_to(np.tensordot(np.asarray(doses, float), self.caught, 1))

    def lost_to(self, units: np.ndarray) -> np.ndarray:
        """What units in the fields of muscles take.

        Parameters
        ----------
        units : ndarray of shape (N, F)
            Caught in each person.

        Returns
        -------
        ndarray of shape (N, M)
            Share 0..1 of each person's strength.
        """
        who, fields = self.panel.people, spread.skin(self.face.mesh).fields
        return dose_response.lost([0.0], units[None], [self.day], self._ed50, who, fields)[0]

    @cached_property
    def _ed50(self) -> np.ndarray:
        return toxin.ed50(self.face.mesh, self.panel.people)

    @cached_property
    def caught(self) -> np.ndarray:
        """Share (V,N,F) of a unit at each variable's places that each field holds."""
        fields = len(spread.skin(self.face.mesh).fields.owner)
        rows = [np.sum([*map(self._caught_at, some)], axis=0) for some in self.variables]
        return np.reshape(rows, (len(rows), len(self._whole), fields))  # of no site, too

    def _caught_at(self, place: tuple[str, str]) -> np.ndarray:
        """Share (N,F) of a unit at a place that fields hold, as each injector puts it."""
        here = sites.places(self.face.mesh)[place]
        return self._caught(here.point, here.site.depth_mm, sites.PLACES.index(place))

    def _caught(self, point: np.ndarray, depth_mm: float, k: int) -> np.ndarray:
        """Share (N,F) of a unit that fields hold where the hand errs as at the place k."""
        mesh, errors = self.face.mesh, self.panel.hand_mm[:, k % len(sites.PLACES)]
        return spread.skin(mesh).once(
            ("hands", *point.tolist(), depth_mm, errors.tobytes()),
            lambda: sites.caught_by_hands(mesh, point, depth_mm, errors),
        )

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
        return self.of_strength(1 - self.lost_to(self.units_of(injections)))

    def units_of(self, injections: Sequence[toxin.Injection]) -> np.ndarray:
        """Units that fields catch of any points, the hand erring as in `of_injections`.

        Parameters
        ----------
        injections : sequence of Injection

        Returns
        -------
        ndarray of shape (N, F)
        """
        mesh, given = self.face.mesh, enumerate(injections)
        each = (one.dose * self._caught(*toxin.site(mesh, one), k) for k, one in given)
        return sum(each, np.zeros((len(self._whole), len(spread.skin(mesh).fields.owner))))

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
        now = self._measured(left)
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
        shares = self._shares(self._examined(left, _TASKS))  # all that limits read, at once
        rows = [s for name, s in shares.items() if name.split()[0] not in self.aim.free]
        close = self._closing(left) if self.gently else np.ones(len(left), bool)
        return Movement(shares, np.all([np.isnan(s) | (s >= self.keep) for s in rows], 0), close)

    def _findings(self, left: np.ndarray) -> list[Finding]:
        """Every side effect of the people with strength (N,M) left, beyond its limit or not."""
        return findings((self.before, self._examined(left, ("rest", *TASKS))), self._healthy)

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
        return self._measured(self._whole)

    @cached_property
    def _whole(self) -> np.ndarray:
        return np.ones((len(self.panel.hand_mm), M))

    @cached_property
    def before(self) -> Examination:
        """The people untreated."""
        return self._exam(self.condition, self._whole)

    @cached_property
    def _healthy(self) -> Examination:
        """The people without the condition."""
        return self.before if is_healthy(self.condition) else self._exam(healthy(), self._whole)

    def _shares(self, exam: Examination) -> dict[str, np.ndarray]:
        return {
            f"{task} {side}": retained(self.before.movement(task, side), exam.movement(task, side))
            for task in SUNNYBROOK_TASKS
            for side in SIDES
        }

    def _measured(self, left: np.ndarray) -> list[np.ndarray]:
        seen = self._seen(left)
        return [MEASURES[name](seen, self._setting) for name in self.aim.measures]

    def _seen(self, left: np.ndarray) -> Seen:
        if self._setting.strip is None:
            return Seen(self._shown(left, self.aim.tasks), {}, left)
        strips = self._movers.moved(self._strip_rig, self.condition, left, self.aim.tasks)
        return Seen({}, strips, left)

    def _examined(self, left: np.ndarray, tasks: Sequence[str]) -> Examination:
        return Examination(self._movers.mesh, self._shown(left, tasks))

    @cached_property
    def _setting(self) -> Setting:
        """What does not change with doses."""
        against = self.aim.compared_with(self.condition)
        frames = {} if against is None else self._exam(against, self._whole).frames
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

    def _exam(self, condition: Condition, left: np.ndarray) -> Examination:
        made = self._movers.moved(self._movers.rig, condition, left, _TASKS)
        return Examination(self._movers.mesh, made)

    @cached_property
    def _movers(self) -> Movers:
        return Movers(self.face, self.panel.people)

    @cached_property
    def _closing(self) -> Closing:
        return Closing(self._movers, self.condition)

    @cached_property
    def _strip_rig(self) -> Rig:
        assert self._setting.strip is not None
        return self._movers.rig_of(self._setting.strip.points)


__all__ = ["Trial"]
