"""Which dampening evens out the simulated sides while keeping the simulated range: `fm.plan`.

A plan solves one convex problem (planning/problem.py) on the face's secants, is then checked on
whole frames, and is solved again with higher floors until every floor holds there. It is a finding
in this model, not a recommendation to treat.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from facemodel.anatomy.checks import check_kind, number
from facemodel.anatomy.expressions import EXPRESSIONS
from facemodel.anatomy.muscles import MUSCLES
from facemodel.clinic.examination import SUNNYBROOK_TASKS
from facemodel.clinic.plan.problem import Problem
from facemodel.clinic.plan.response import Drives, drives, kept_on_frames, respond
from facemodel.clinic.plan.solving import (
    EYES,
    UNTOUCHED,
    fewer_muscles,
    free_muscles,
    least_remaining,
    solved,
    weights,
)
from facemodel.clinic.symmetry import asymmetry
from facemodel.data import constants
from facemodel.errors import FaceModelError, checks_keywords, unknown
from facemodel.mechanics.face import Face
from facemodel.physiology.drive import Condition

M = len(MUSCLES)
HEALTHY_SIDE = ("spare", "leave", "use")
WHAT_STUDIES_ACHIEVED = (
    "In studies toxin changed the mirror difference over five expressions by -11 % (1.51 to 1.35 "
    "mm, 16 people with facial palsy), and the Sunnybrook score by +13 (n 30), +20 (n 42) or -12 "
    "points (n 9); few of them were controlled."
)
NOT_A_RECOMMENDATION = (
    "This is model dampening that equalises the simulated sides while keeping the simulated range. "
    "It is not a recommendation to treat anybody."
)
WITHIN_HEALTHY = (
    "Nothing is dampened: over rest and {tasks} the sides differ no more than in 95 % of the "
    "model's healthy people. What shows in other tasks alone is not looked at; name them in tasks."
)
NOT_WORTH_IT = "Nothing is dampened: the sides are as even as this price asks for."
_SAYS = 0.005  # smaller shares are not worth a line


@dataclass(frozen=True)
class Settings:
    """What a plan was asked for; see `balance`."""

    keep: float
    price: float
    at_most: int | None = None
    healthy_side: str = "spare"
    eyes: str = "gently"


@dataclass(frozen=True, eq=False)
class Plan:
    """Model dampening that evens out the simulated sides while keeping the simulated range.

    remaining    (M,) share of strength left
    tasks        "rest" and the tasks planned for
    before_mm, after_mm  (T,) mirror difference of each, mm, on whole frames
    kept         "task side" -> share of its movement left, on whole frames
    floor_cost   "task side" -> mm of mirror difference that one per cent more of it costs
    dose         priced units: ED50 times share taken, summed; muscles of a spared side count dearer
    objective, untouched_objective  mm2: what was minimised, and its value with nothing dampened
    """

    remaining: np.ndarray
    tasks: tuple[str, ...]
    before_mm: np.ndarray
    after_mm: np.ndarray
    kept: Mapping[str, float]
    floor_cost: Mapping[str, float]
    dose: float
    objective: float
    untouched_objective: float
    side: str | None
    settings: Settings
    face: Face
    condition: Condition | None
    problem: Problem

    @property
    def dampening(self) -> dict[str, float]:
        """Muscle -> share 0..1 taken, largest first."""
        taken = 1 - self.remaining
        order = np.argsort(-taken, kind="stable")
        return {MUSCLES[k]: float(taken[k]) for k in order if taken[k] > _SAYS}

    @property
    def within_healthy(self) -> bool:
        """Whether the sides differ no more than in 95 % of healthy people: nothing is taken."""
        return self.problem.within_healthy

    @property
    def ratio(self) -> float:
        """Mirror difference after over before, over rest and tasks; 1 where there was none."""
        before = over_tasks(self.before_mm)
        return over_tasks(self.after_mm) / before if before > 1e-6 else 1.0

    @property
    def least_kept(self) -> float:
        """Smallest share of movement that a task keeps on a side."""
        return min(self.kept.values(), default=1.0)

    def trade_off(self, keeps: Sequence[float] | None = None) -> "TradeOff":
        """Symmetry against range: the plans with other floors, KEEPS and this plan's own."""
        return _trade_off(self, keeps)

    def outcomes(self, people=40, seed: int = 0):
        """What this dampening does to simulated people, with its spread: see fm.outcomes.

        Errors: a plan from landmarks, whose condition is not known.
        """
        from facemodel.clinic.outcomes import outcomes

        if self.condition is None:
            raise FaceModelError(
                "this plan was made from landmarks, so its condition is not known; ask "
                "fm.outcomes(face, condition, plan.remaining) with the condition you assume"
            )
        given = {"remaining": self.remaining, "people": people, "seed": seed}
        return outcomes(self.face, self.condition, tasks=self.tasks[1:], **given)

    def treatment(self, day: float = 14.0):
        """Injection points and doses that come near this plan on a day; see planning.treatment."""
        from facemodel.clinic.plan.treatment import treatment

        return treatment(self, day)

    def __str__(self) -> str:
        if not self.dampening:
            looked_at = ", ".join(t.replace("_", " ") for t in self.tasks if t != "rest")
            said = WITHIN_HEALTHY.format(tasks=looked_at)
            lines = [said if self.within_healthy else NOT_WORTH_IT]
        else:
            n = len(self.tasks) - 1
            lines = [
                f"Mirror difference {over_tasks(self.before_mm):.2f} -> "
                f"{over_tasks(self.after_mm):.2f} mm (root mean square over rest and "
                f"{n} task{'' if n == 1 else 's'}); every task keeps "
                f"at least {100 * self.least_kept:.0f} % of its movement."
            ]
            lines += [
                f"  {name.replace('_', ' '):55s} {100 * share:3.0f} % weaker"
                for name, share in self.dampening.items()
            ]
        return "\n".join([*lines, NOT_A_RECOMMENDATION, WHAT_STUDIES_ACHIEVED])


@checks_keywords
def balance(
    face: Face,
    condition: Condition,
    tasks: Sequence[str] = SUNNYBROOK_TASKS,
    *,
    keep: float | None = None,
    price: float | None = None,
    at_most: int | None = None,
    healthy_side: str = "spare",
    eyes: str = "gently",
) -> Plan:
    """Plan for a condition, held at its height.

    tasks: expressions to even out besides rest. keep: share 0..1 of its movement that each task
    keeps on each side (constant plan.keep). price: mm2 of mean square mirror difference that a
    priced unit must gain (constant plan.price_mm2_per_unit); higher means less. at_most: largest
    number of muscles. healthy_side: "spare" makes the side that is not affected dearer, "leave"
    never touches it, "use" treats both alike. eyes: "gently", they still close to within 1 mm
    without effort; "with effort", only that they close when pressed shut, which leaves more open at
    night. Errors: an unknown task; numbers out of range.
    """
    _check_face(face)
    check_kind("a condition", condition, Condition, "make one with fm.conditions")
    settings = _settings(keep, price, at_most, healthy_side, eyes)
    given = drives(condition, _tasks(tasks))
    return _balanced(face, given, condition.side, settings, condition)


def from_landmarks(
    face: Face,
    observed: Mapping[str, Mapping[str, np.ndarray]],
    side: str | None = None,
    *,
    noise_mm: float = 1.0,
    comes_and_goes: bool = True,
    keep: float | None = None,
    price: float | None = None,
    at_most: int | None = None,
    healthy_side: str = "spare",
    eyes: str = "gently",
) -> Plan:
    """Plan for somebody whose condition is unknown: landmarks in rest and tasks, with noise.

    observed: task -> landmark -> (3,) mm in this face's frame, "rest" among them. side: the
    affected one, or None. comes_and_goes: whether what is held at rest is a spasm, on which closing
    the eyes must not lean. The face need not be of this person's stiffness; floors are planned
    higher by constant plan.observed_margin. See `balance` and planning.estimate.
    """
    from facemodel.clinic.plan.estimate import estimate_drives

    _check_face(face)
    settings = _settings(keep, price, at_most, healthy_side, eyes)
    higher = min(1.0, settings.keep + constants.value("plan.observed_margin"))
    given = estimate_drives(face, observed, side, noise_mm, comes_and_goes)
    return _balanced(face, given, side, replace(settings, keep=higher), None)


def over_tasks(mm: np.ndarray) -> float:
    """Root mean square over tasks (T,) of their mirror differences, mm."""
    return float(np.sqrt(np.mean(np.square(mm))))


def _check_face(face) -> None:
    check_kind("a face", face, Face, "make one with fm.load()")


def _settings(keep, price, at_most, healthy_side, eyes) -> Settings:
    if keep is None:
        keep = constants.value("plan.keep")
    if price is None:
        price = constants.value("plan.price_mm2_per_unit")
    if at_most is not None and (
        isinstance(at_most, bool)
        or not isinstance(at_most, (int, np.integer))
        or not 0 <= at_most <= M
    ):
        raise FaceModelError(f"at_most is a whole number of muscles from 0 to {M}, got {at_most!r}")
    if not isinstance(healthy_side, str) or healthy_side not in HEALTHY_SIDE:
        raise unknown("use of the healthy side", healthy_side, HEALTHY_SIDE)
    if not isinstance(eyes, str) or eyes not in EYES:
        raise unknown("way to close the eyes", eyes, EYES)
    return Settings(
        number("keep", keep, 0, 1), number("price", price, 0, 1e6), at_most, healthy_side, eyes
    )


def _tasks(tasks) -> tuple[str, ...]:
    if isinstance(tasks, str):
        raise FaceModelError(f"tasks are a list of expressions; write [{tasks!r}]")
    try:
        tasks = tuple(tasks)
    except TypeError:
        raise FaceModelError(f"tasks are a list of expressions, got {tasks!r}") from None
    for task in tasks:
        if not isinstance(task, str) or task not in EXPRESSIONS:
            raise unknown("task", task, EXPRESSIONS, see="fm.EXPRESSIONS")
    if not tasks:
        raise FaceModelError("a plan evens out rest and at least one task; name one or more")
    return tuple(dict.fromkeys(tasks))


def _balanced(face, given: Drives, side, settings: Settings, condition) -> Plan:
    problem = Problem(
        respond(face, given),
        weights(side, settings.healthy_side),
        least_remaining(face, given, settings.eyes),
        settings.keep,
        settings.price,
    )
    dampening, floors = _dampening(face, problem, side, settings)
    return _plan(face, problem, dampening, floors, side, settings, condition)


def _dampening(face, problem: Problem, side, settings: Settings):
    """Dampening (M,) and what each floor costs; nothing where a face is as even as healthy ones."""
    if problem.within_healthy:
        return np.zeros(M), np.zeros(len(problem.response.floors))
    dampening, floors = solved(face, problem, free_muscles(side, settings.healthy_side))
    if settings.at_most is not None:
        dampening, floors = fewer_muscles(face, problem, dampening, settings.at_most)
    return dampening, floors


def _plan(face, problem: Problem, dampening, floors, side, settings, condition) -> Plan:
    given, response = problem.response.drives, problem.response
    after = face.deform(given.activation(1 - dampening), dtype=float)
    before_mm, after_mm = asymmetry(face.mesh, response.frames), asymmetry(face.mesh, after)
    if dampening.any() and over_tasks(after_mm) >= over_tasks(before_mm):
        # what secants promised did not come true: a plan is never worse than nothing
        dampening, after, after_mm = np.zeros(M), response.frames, before_mm
    names = [f"{given.tasks[t]} {s}" for t, s in response.floors]
    kept = kept_on_frames(face, response, after)
    # from mm2 to mm at the plan's own difference, per one per cent
    to_mm = 0.01 / (2 * max(over_tasks(after_mm), 0.05))
    remaining = 1 - dampening
    remaining.flags.writeable = False
    return Plan(
        remaining,
        given.tasks,
        before_mm,
        after_mm,
        dict(zip(names, map(float, kept), strict=True)),
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


@dataclass(frozen=True, eq=False)
class TradeOff:
    """Symmetry against range: one plan for each floor, the strictest first; (N,) each.

    keep share of movement that every task was to keep; least_kept and mean_kept what it keeps;
    mirror_mm root mean square over rest and tasks; dose priced units; plans the N plans;
    untouched_mm with nothing dampened
    """

    keep: np.ndarray
    least_kept: np.ndarray
    mean_kept: np.ndarray
    mirror_mm: np.ndarray
    dose: np.ndarray
    plans: tuple[Plan, ...]
    untouched_mm: float


KEEPS = (1.0, 0.95, 0.9, 0.85, 0.8, 0.7, 0.6, 0.5, 0.35)
"""Floors of a trade-off curve, to which a plan adds its own."""


def _trade_off(plan: Plan, keeps: Sequence[float] | None) -> TradeOff:
    wanted = (*KEEPS, plan.settings.keep) if keeps is None else keeps
    try:
        floors = {number("keep", k, 0, 1) for k in wanted}
    except TypeError:
        raise FaceModelError(f"floors are a list of shares from 0 to 1, got {keeps!r}") from None
    if not floors:
        raise FaceModelError("give at least one floor, a share from 0 to 1")
    plans = []
    for keep in sorted(floors, reverse=True):
        asked = replace(plan.settings, keep=keep)
        problem = replace(plan.problem, keep=keep)
        dampening, floor_prices = _dampening(plan.face, problem, plan.side, asked)
        plans.append(
            _plan(plan.face, problem, dampening, floor_prices, plan.side, asked, plan.condition)
        )
    return TradeOff(
        np.array([p.settings.keep for p in plans]),
        np.array([p.least_kept for p in plans]),
        np.array([np.mean(list(p.kept.values())) if p.kept else 1.0 for p in plans]),
        np.array([over_tasks(p.after_mm) for p in plans]),
        np.array([p.dose for p in plans]),
        tuple(plans),
        over_tasks(plan.before_mm),
    )


__all__ = [
    "EYES",
    "HEALTHY_SIDE",
    "KEEPS",
    "NOT_A_RECOMMENDATION",
    "UNTOUCHED",
    "WHAT_STUDIES_ACHIEVED",
    "Plan",
    "Settings",
    "TradeOff",
    "balance",
    "from_landmarks",
    "over_tasks",
]
