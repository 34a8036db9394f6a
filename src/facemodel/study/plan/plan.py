"""A plan that can be asked on: for other floors, for people who differ, for injections."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from facemodel.anatomy.checks import number
from facemodel.anatomy.muscles import MUSCLES, Side
from facemodel.clinic.asymmetry import asymmetry
from facemodel.clinic.outcomes import Outcomes, outcomes
from facemodel.data.showing import frame, table_html
from facemodel.errors import FaceModelError, renamed, shown
from facemodel.mechanics.face import Face
from facemodel.physiology.drive import Condition
from facemodel.physiology.people import Person
from facemodel.study.plan.dosing import Treatment, treatment
from facemodel.study.plan.problem import Problem
from facemodel.study.plan.response import Drives, respond, retained_on_frames
from facemodel.study.plan.result import Result, Settings, over_tasks
from facemodel.study.plan.solving import (
    fewer_muscles,
    free_muscles,
    least_remaining,
    solved,
    weights,
)

M = len(MUSCLES)
KEEPS = (1.0, 0.95, 0.9, 0.85, 0.8, 0.7, 0.6, 0.5, 0.35)
"""Floors of a trade-off curve, to which a plan adds its own."""


class Plan(Result):
    """A plan that can be asked on: for other floors, for people who differ, for injections.

    Attributes
    ----------
    remaining, tasks, before_mm, after_mm, retained, floor_cost, dose, objective
        See `Result`.
    untouched_objective, side, settings, face, condition, problem
        See `Result`.
    """

    def trade_off(self, keeps: Sequence[float] | None = None) -> "TradeOff":
        """Symmetry against range: the plans with other floors.

        Parameters
        ----------
        keeps : sequence of float, optional
            Floors 0..1; KEEPS and this plan's own unless given.

        Returns
        -------
        TradeOff

        Raises
        ------
        FaceModelError
            For a floor out of range.
        """
        return _trade_off(self, keeps)

    def outcomes(self, people: int | Person = 40, seed: int = 0) -> Outcomes:
        """What this dampening does to simulated people, with its spread.

        Parameters
        ----------
        people : int or Person, optional
            How many to draw, or people of fm.people.
        seed : int, optional
            That they are drawn with.

        Returns
        -------
        Outcomes

        Raises
        ------
        FaceModelError
            Of a plan from landmarks, whose condition is not known.
        """
        if self.condition is None:
            raise FaceModelError(
                "this plan was made from landmarks, so its condition is not known; ask "
                "fm.outcomes(face, condition, plan.remaining) with the condition you assume"
            )
        return outcomes(
            self.face,
            self.condition,
            self.remaining,
            people=people,
            seed=seed,
            tasks=self.tasks[1:],
        )

    def treatment(self, day: float = 14.0) -> Treatment:
        """Injection points and doses that come near this plan on a day.

        Parameters
        ----------
        day : float, optional
            After the injection, 2 to 60.

        Returns
        -------
        Treatment

        Raises
        ------
        FaceModelError
            For a day on which less than a quarter of a dose acts.
        """
        return treatment(self, day)


@dataclass(frozen=True, eq=False)
class TradeOff:
    """Symmetry against range: one plan for each of N floors, the strictest first.

    Attributes
    ----------
    keep : ndarray of shape (N,)
        Share of movement that every task was to retain.
    least_retained, mean_retained : ndarray of shape (N,)
        Share that tasks do retain.
    mirror_mm : ndarray of shape (N,)
        Root mean square of the mirror difference over rest and tasks.
    dose : ndarray of shape (N,)
        Priced units.
    plans : tuple of Plan
        The N plans.
    untouched_mm : float
        Mirror difference with nothing dampened.
    """

    keep: np.ndarray
    least_retained: np.ndarray
    mean_retained: np.ndarray
    mirror_mm: np.ndarray
    dose: np.ndarray
    plans: tuple[Plan, ...]
    untouched_mm: float

    def __repr__(self) -> str:
        floors = ", ".join(f"{100 * k:.0f} % kept: {mm:.2f} mm" for k, mm in
                           zip(self.keep, self.mirror_mm, strict=True))  # fmt: skip
        return f"TradeOff(untouched {self.untouched_mm:.2f} mm; {floors})"

    def _repr_html_(self) -> str:
        columns = self._columns()
        return table_html("Symmetry against range", [*columns], zip(*columns.values(), strict=True))

    def to_frame(self) -> Any:
        """The floors and what their plans do, as a pandas DataFrame."""
        return frame(self._columns())

    def _columns(self) -> dict[str, np.ndarray]:
        return {
            "keep": self.keep,
            "asymmetry_mm": self.mirror_mm,
            "least_retained": self.least_retained,
            "mean_retained": self.mean_retained,
            "dose": self.dose,
        }

    least_kept, mean_kept = renamed("least_retained"), renamed("mean_retained")


def balanced(
    face: Face, given: Drives, side: Side | None, settings: Settings, condition: Condition | None
) -> Plan:
    """The plan of these drives whose floors hold on whole frames."""
    problem = Problem(
        respond(face, given),
        weights(side, settings.healthy_side),
        least_remaining(face, given, settings.eyes),
        settings.keep,
        settings.price,
    )
    dampening, floors = _dampening(face, problem, side, settings)
    return _plan(face, problem, dampening, floors, side, settings, condition)


def _dampening(
    face: Face, problem: Problem, side: str | None, settings: Settings
) -> tuple[np.ndarray, np.ndarray]:
    """Dampening (M,) and what each floor costs; nothing where a face is as even as healthy ones."""
    if problem.within_healthy:
        return np.zeros(M), np.zeros(len(problem.response.floors))
    dampening, floors = solved(face, problem, free_muscles(side, settings.healthy_side))
    if settings.at_most is not None:
        dampening, floors = fewer_muscles(face, problem, dampening, settings.at_most)
    return dampening, floors


def _plan(
    face: Face,
    problem: Problem,
    dampening: np.ndarray,
    floors: np.ndarray,
    side: Side | None,
    settings: Settings,
    condition: Condition | None,
) -> Plan:
    given, response = problem.response.drives, problem.response
    after = face.deform(given.activation(1 - dampening), dtype=float)
    before_mm, after_mm = asymmetry(face.mesh, response.frames), asymmetry(face.mesh, after)
    if dampening.any() and over_tasks(after_mm) >= over_tasks(before_mm):
        # what secants promised did not come true: a plan is never worse than nothing
        dampening, after, after_mm = np.zeros(M), response.frames, before_mm
    names = [f"{given.tasks[t]} {s}" for t, s in response.floors]
    shares = retained_on_frames(face, response, after)
    # from mm2 to mm at the plan's own difference, per one per cent
    to_mm = 0.01 / (2 * max(over_tasks(after_mm), 0.05))
    remaining = 1 - dampening
    remaining.flags.writeable = False
    return Plan(
        remaining,
        given.tasks,
        before_mm,
        after_mm,
        dict(zip(names, map(float, shares), strict=True)),
        {n: float(to_mm * c) for n, c in zip(names, floors, strict=True)},
        float(problem.weight @ dampening),
        problem.value(dampening),
        problem.value(np.zeros(M)),
        side,
        settings,
        face,
        condition,
        problem,
    )


def _trade_off(plan: Plan, keeps: Sequence[float] | None) -> TradeOff:
    wanted = (*KEEPS, plan.settings.keep) if keeps is None else keeps
    try:
        floors = {number("keep", k, 0, 1) for k in wanted}
    except TypeError:
        raise FaceModelError(
            f"floors are a list of shares from 0 to 1, got {shown(keeps)}"
        ) from None
    if not floors:
        raise FaceModelError("give at least one floor, a share from 0 to 1")
    plans = []
    for keep in sorted(floors, reverse=True):
        if keep == plan.settings.keep:
            plans.append(plan)
            continue
        asked = replace(plan.settings, keep=keep)
        problem = replace(plan.problem, keep=keep)
        dampening, floor_prices = _dampening(plan.face, problem, plan.side, asked)
        plans.append(
            _plan(plan.face, problem, dampening, floor_prices, plan.side, asked, plan.condition)
        )
    return TradeOff(
        np.array([p.settings.keep for p in plans]),
        np.array([p.least_retained for p in plans]),
        np.array([np.mean(list(p.retained.values())) if p.retained else 1.0 for p in plans]),
        np.array([over_tasks(p.after_mm) for p in plans]),
        np.array([p.dose for p in plans]),
        tuple(plans),
        over_tasks(plan.before_mm),
    )
