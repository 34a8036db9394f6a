"""From dampening to points and doses: which injections come near a plan on a day, and at what cost.

Candidate points lie along the footprints of the muscles that the plan dampens. Doses solve the
plan's own convex problem through the spread model: a dose reaches every muscle under its halo, so
the plan's floors, the eyes, the lips and the lid's levator are guarded against spill too. The dose
response bends, so it is taken as its tangent and solved again until nothing is gained. Teaching
units; a finding in this model, not a recommendation to treat.
"""

from dataclasses import dataclass, replace

import numpy as np

from facemodel.anatomy.checks import number
from facemodel.anatomy.muscles import MUSCLES, SIDES, info
from facemodel.clinic.asymmetry import asymmetry, over_tasks
from facemodel.clinic.side_effects import SideEffect, side_effects
from facemodel.data import constants
from facemodel.data.showing import table_html
from facemodel.errors import FaceModelError, renamed
from facemodel.physiology import dose_response, spread, toxin
from facemodel.physiology.fields import Fields
from facemodel.study.plan.response import retained_on_frames
from facemodel.study.plan.result import NOT_A_RECOMMENDATION, WHAT_STUDIES_ACHIEVED, Result

M = len(MUSCLES)
_ED50 = np.array([info(m).ed50_units for m in MUSCLES])
_ALONG = (0.3, 0.5, 0.7)  # places along a footprint
LEAST_ACTIVITY = 0.25  # share of a dose that acts; below, enough is too much at the peak
_LEAST_SHARE = 0.03  # muscles that the plan dampens by less get no point of their own
_ROUNDS = 8  # after which the doses no longer change


@dataclass(frozen=True, eq=False)
class Treatment:
    """Injections that come near a plan on a day.

    Attributes
    ----------
    injections : tuple of Injection
        Points, teaching units each.
    aimed_at : tuple of str
        The muscle that each point is over.
    day : float
        After the injection.
    remaining : ndarray of shape (M,)
        Share of strength left on that day, spill included.
    before_mm, planned_mm, after_mm : ndarray of shape (T,)
        Mirror difference of the plan's tasks: untreated, of dampening alone, and of these points.
    retained : dict of str to float
        "task side" -> share of movement left.
    side_effects : tuple of SideEffect
        Of these points, with muscle, spread and distance.
    """

    injections: tuple[toxin.Injection, ...]
    aimed_at: tuple[str, ...]
    day: float
    remaining: np.ndarray
    before_mm: np.ndarray
    planned_mm: np.ndarray
    after_mm: np.ndarray
    retained: dict[str, float]
    side_effects: tuple[SideEffect, ...]

    kept = renamed("retained")
    complications = renamed("side_effects")

    def __repr__(self) -> str:
        return (
            f"Treatment({len(self.injections)} points, {self.total_units:g} teaching units, day "
            f"{self.day:g}, asymmetry {over_tasks(self.before_mm):.2f} -> "
            f"{over_tasks(self.after_mm):.2f} mm, {len(self.side_effects)} side effects)"
        )

    def _repr_html_(self) -> str:
        points = zip(self.injections, self.aimed_at, strict=True)
        rows = [(one.dose, muscle, one.place) for one, muscle in points]
        return table_html(f"{self!r}. {NOT_A_RECOMMENDATION}", ("units", "over", "at"), rows)

    @property
    def total_units(self) -> float:
        """Sum of the doses, teaching units."""
        return float(sum(one.dose for one in self.injections))

    def __str__(self) -> str:
        before, after, planned = map(over_tasks, (self.before_mm, self.after_mm, self.planned_mm))
        lines = [
            f"{len(self.injections)} points, {self.total_units:g} teaching units; on day "
            f"{self.day:g} the asymmetry is {before:.2f} -> {after:.2f} mm "
            f"(the plan's {planned:.2f}). Movement preserved in the worst task: "
            f"{100 * min(self.retained.values(), default=1.0):.0f} %."
        ]
        lines += [
            f"  {one.dose:5.2f} U over {muscle.replace('_', ' ')}, at {one.place}"
            for one, muscle in zip(self.injections, self.aimed_at, strict=True)
        ]
        lines += [one.sentence for one in self.side_effects]
        return "\n".join(
            [*lines, NOT_A_RECOMMENDATION, toxin.NOT_INTERCHANGEABLE, WHAT_STUDIES_ACHIEVED]
        )


def treatment(plan: Result, day: float = 14.0) -> Treatment:
    """Points and doses whose effect on `day` comes near a plan's dampening.

    Doses are whole steps of constant plan.dose_step_units, none below plan.least_dose_units.
    Errors: a day on which nothing acts.
    """
    day = number("day", day, 0, toxin.LAST_DAY)
    if toxin.activity(day) < LEAST_ACTIVITY:
        raise FaceModelError(
            f"on day {day:g} less than a quarter of a dose acts; doses that were enough then would "
            "be far too much at the peak: plan for a day from 2 to 60"
        )
    face, mesh = plan.face, plan.face.mesh
    points, aimed = _candidates(plan)
    doses = np.zeros(0)
    if points:
        fields = spread.skin(mesh).fields
        # relative to what a muscle catches when aimed at, as the tabled doses count (toxin.ed50)
        caught = toxin.caught(mesh, points) / spread.aimed(mesh)[fields.owner]
        doses = _rounded(plan, caught, _Effect(day, fields))
    used = np.flatnonzero(doses > 0)
    injections = tuple(replace(points[k], dose=float(doses[k])) for k in used)
    remaining = toxin.remaining(face, injections, day) if injections else np.ones(M)
    response = plan.problem.response
    after = face.deform(response.drives.activation(remaining), dtype=float)
    floors = [f"{response.drives.tasks[t]} {s}" for t, s in response.floors]
    return Treatment(
        injections,
        tuple(aimed[k] for k in used),
        day,
        remaining,
        plan.before_mm,
        plan.after_mm,
        asymmetry(mesh, after),
        dict(zip(floors, map(float, retained_on_frames(face, response, after)), strict=True)),
        side_effects(face, injections, day, plan.condition),
    )


def _candidates(plan: Result) -> tuple[list[toxin.Injection], list[str]]:
    """Points along the footprints of dampened muscles, each at the muscle's depth."""
    mesh = plan.face.mesh
    skin = spread.skin(mesh)
    points, aimed = [], []
    for muscle, share in plan.dampening.items():
        if share < _LEAST_SHARE or muscle not in toxin.INJECTABLE:
            continue
        stem = info(muscle).stem
        for strip in spread.strips()[stem]:
            for along in _ALONG:
                at, depth = strip.point(along)
                if muscle.endswith(f"_{SIDES[1]}"):
                    at = at * [-1, 1, 1]
                place = spread.nearest(mesh, skin.chart.onto_face(at[None])[0])[0]
                x, y, z = map(float, place)
                points.append(toxin.Injection(1.0, point=(x, y, z), depth_mm=depth * skin.scale))
                aimed.append(muscle)
    return points, aimed


@dataclass(frozen=True)
class _Effect:
    """What units take by a day in an average person."""

    day: float
    fields: Fields

    def __call__(self, units: np.ndarray) -> np.ndarray:
        """Share of strength (..., M) that units (..., F) caught by each field take."""
        return dose_response.lost([0.0], units[None], self.day, _finite, None, self.fields)[0]


def _rounded(plan: Result, caught: np.ndarray, effect: _Effect) -> np.ndarray:
    """Doses (I,) in whole steps: small ones are left out, the others solved again without them."""
    step = constants.value("plan.dose_step_units")
    least = constants.value("plan.least_dose_units")
    allowed = np.ones(len(caught), bool)
    doses = _solved(plan, caught, allowed, effect)
    while True:
        small = allowed & (doses < least)
        if not small.any():
            break
        # the smaller half goes first, so that neighbours can take over
        order = np.argsort(np.where(small, doses, np.inf), kind="stable")
        allowed[order[: max(1, int(small.sum()) // 2)]] = False
        if not allowed.any():
            return np.zeros(len(caught))
        doses = _solved(plan, caught, allowed, effect, doses)
    return np.where(allowed, np.maximum(step * np.round(doses / step), least), 0.0)


def _solved(plan: Result, caught, allowed, effect: _Effect, start=None) -> np.ndarray:
    """Doses (I,) that minimise the plan's problem through the dose response, by its tangents."""
    which = np.flatnonzero(allowed)
    shares = caught[which]
    most = constants.value("plan.most_dose_units")
    x = _first(plan, effect.fields.total(shares), most) if start is None else start[which]
    problem = plan.problem
    slack = np.full(len(problem.response.floors), constants.value("plan.frame_margin"))
    cost = problem.price * _price_of_a_unit(plan, effect.fields.total(shares))
    free = ~np.array([m.startswith("jaw_openers") for m in MUSCLES])

    def taken(x: np.ndarray) -> np.ndarray:
        return np.where(free, effect(x @ shares), 0.0)

    def loss(x: np.ndarray) -> float:
        d = taken(x)
        return problem.excess(d) + float(problem.prior @ d**2) + float(cost @ x)

    def breach(x: np.ndarray) -> float:
        """How far floors and limits are missed; a penalty only, mm2 per share."""
        d = taken(x)
        lose = problem.response.loses / problem.response.moved[:, None]
        over = np.maximum(lose @ d - np.maximum(1 - problem.keep - slack, 0), 0).sum()
        return 10 * float(over + np.maximum(d - (1 - problem.least), 0).sum())

    best = loss(x) + breach(x)
    reach = 1.0
    for _ in range(_ROUNDS):
        offset, matrix = _tangent(x, shares, free, effect)
        low = np.maximum(x - reach * (1 + x), 0)
        high = np.minimum(x + reach * (1 + x), most)
        try:
            new, _ = problem.minimise(matrix, offset, low, high, cost, slack)
        except FaceModelError:
            # too short a step to reach the floors: begin nearer to nothing, which keeps them
            x = x / 2
            best = loss(x) + breach(x)
            continue
        value = loss(new) + breach(new)
        if value < best - 1e-7:
            gained, best, x = best - value, value, new
            if gained < 1e-4 * max(best, 1e-3):
                break
        else:
            reach /= 3
    doses = np.zeros(len(caught))
    doses[which] = x
    return doses


_finite = np.where(np.isfinite(_ED50), _ED50, 1e9)


def _first(plan: Result, shares: np.ndarray, most: float) -> np.ndarray:
    """Doses that give each muscle about what the plan takes: non-negative least squares."""
    from scipy.optimize import nnls

    emax = constants.value("toxin.emax")
    wanted = np.minimum(1 - plan.remaining, 0.9 * emax)
    units = _finite * wanted / (emax - wanted)
    slope = emax * _finite / (_finite + units) ** 2  # effect per unit there
    return np.minimum(nnls((shares * slope).T, units * slope)[0], most)


def _tangent(x: np.ndarray, shares: np.ndarray, free: np.ndarray, effect: _Effect):
    """(offset (M,), matrix (M,N)): the dose response near these doses (N,) as a straight line."""
    small = 1e-4
    taken = np.where(free, effect(x @ shares + small * np.vstack([0 * shares[:1], shares])), 0.0)
    matrix = ((taken[1:] - taken[0]) / small).T
    return taken[0] - matrix @ x, matrix


def _price_of_a_unit(plan: Result, caught: np.ndarray) -> np.ndarray:
    """Priced units (N,) of one unit at a point: dearer where it mostly reaches a spared side."""
    dear = np.ones(M)
    known = np.isfinite(_ED50) & (_finite > 0)
    dear[known] = np.maximum(plan.problem.weight[known] / _finite[known], 1.0)
    return (caught @ dear) / np.maximum(caught.sum(axis=1), 1e-9)


__all__ = ["Treatment", "treatment"]
