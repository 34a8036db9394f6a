"""Finds the plan in sites and units for a condition: what may be treated, and the record of it."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from facemodel.anatomy.checks import check_kind, number
from facemodel.anatomy.muscles import MUSCLES, SIDES, info
from facemodel.data import constants
from facemodel.errors import FaceModelError, checks_keywords, shown, unknown
from facemodel.mechanics.face import Face
from facemodel.physiology import toxin
from facemodel.physiology.condition_table import ROWS
from facemodel.physiology.drive import Condition
from facemodel.physiology.people import Person
from facemodel.physiology.sites import NEAR, PLACES, SITES, places
from facemodel.study.plan.aims import Aim, aim_of
from facemodel.study.plan.dosing import LEAST_ACTIVITY
from facemodel.study.plan.panel import planning
from facemodel.study.plan.point import Point, helping, point, weakened
from facemodel.study.plan.record import TreatmentPlan
from facemodel.study.plan.search import Levels, Search, Space
from facemodel.study.plan.solving import EYES, Eyes
from facemodel.study.plan.trial import Trial
from facemodel.study.plan.watched import Why, why

LEAST_GAIN = 0.02
"""A gain below is none."""
USES = ("leave", "use")
"""What a plan in sites may do with the healthy side."""
Variables = tuple[tuple[tuple[str, str], ...], ...]


@checks_keywords
def treatment(
    face: Face,
    condition: Condition,
    *,
    aim: str | None = None,
    at_most: int | None = None,
    avoid: Iterable[str] = (),
    keep: float | None = None,
    healthy_side: str = "leave",
    eyes: Eyes = "with effort",
    day: float = 28.0,
    person: Person | None = None,
) -> TreatmentPlan:
    """The fewest points and least dose that reach most of what can be gained, as a record.

    Doses are steps of constant plan.site_step_units at named sites (fm.plan.SITES). Over forty
    people who vary, and a hand that errs by 2 mm, no more than plan.most_major have an eye that
    hangs or stays open or lips that leak, no more than plan.most_any any side effect, and no more
    than plan.most_losing lose more of a task than `keep` allows. Among what was found within these
    limits it is the cheapest that gains plan.gain_share of the most that seven sites a side gain.

    Parameters
    ----------
    face : Face
        Of fm.load or fm.open_scan.
    condition : Condition
        Of fm.conditions.
    aim : str, optional
        Of fm.plan.AIMS; the condition's own unless given.
    at_most : int, optional
        Points.
    avoid : iterable of str, optional
        Sites, or what sites are near: "mouth", "eye"; nothing is given there.
    keep : float, optional
        Share 0..1 of its own movement that each task keeps; constant plan.keep.
    healthy_side : {"leave", "use"}, optional
        Whether the side that is not affected may be treated as well.
    eyes : {"with effort", "gently"}, optional
        "gently", they must close without extra effort too, or as well as before.
    day : float, optional
        On which it is judged.
    person : Person, optional
        Whose strength, tone and skin are known; their response to a dose and the injector's hand
        still vary. None: forty different people.

    Returns
    -------
    TreatmentPlan

    Raises
    ------
    FaceModelError
        For a condition without an aim, unknown names and numbers out of range.

    Examples
    --------
    >>> import facemodel as fm
    >>> face, gum = fm.load(), fm.Case(condition="gummy_smile").build_condition()
    >>> plan = fm.plan.treatment(face, gum, at_most=2)
    >>> plan.points, plan.units, bool(plan.any <= 0.1)
    (2, 2.5, True)
    """
    check_kind("a face", face, Face, "make one with fm.load()")
    check_kind("a condition", condition, Condition, "make one with fm.conditions")
    if healthy_side not in USES:
        raise unknown("use of the healthy side", healthy_side, USES)
    if eyes not in EYES:
        raise unknown("way to close the eyes", eyes, EYES)
    day = number("day", day, 0, toxin.LAST_DAY)
    if toxin.activity(day) < LEAST_ACTIVITY:
        raise FaceModelError(
            f"on day {day:g} less than a quarter of a dose acts; plan for a day from 2 to 60"
        )
    people = planning()
    if condition.side == SIDES[1]:  # so that a right side is treated as the left one's mirror image
        people = people.mirrored()
    if person is not None:
        check_kind("a person", person, Person, "take one of fm.people")
        people = people.of(person)
    kept = number("keep", constants.value("plan.keep") if keep is None else keep, 0, 1)
    meant = aim_of(condition, aim)
    may = allowed(condition.side, _avoided(avoid) | idle(condition, meant), healthy_side)
    trial = Trial(face, condition, meant, people, may, day, kept, eyes == "gently")
    return _planned(trial, _at_most(at_most))


def allowed(side: str | None, avoid: frozenset[str] = frozenset(), healthy_side: str = "leave"):
    """What may be treated (V,): each is one place, or two that get the same dose.

    A condition of both sides is treated alike on both; a one-sided one on its side and in the
    midline, and on the other side where that is asked for.
    """
    found: list[tuple[tuple[str, str], ...]] = []
    for name, site in SITES.items():
        if name in avoid or site.near in avoid:
            continue
        here = [place for place in PLACES if place[0] == name]
        if side is None:
            found.append(tuple(here))
        else:
            found += [(p,) for p in here if healthy_side == "use" or p[1] in (side, "middle")]
    return tuple(found)


def idle(condition: Condition, aim: Aim) -> frozenset[str]:
    """Sites where no one treats for an aim.

    Those that it does not consider; and where calm is aimed at those whose own muscle does nothing
    unasked: what they gain is spill into a neighbour that has a site of its own.
    """
    others = frozenset(
        name
        for name, site in SITES.items()
        if aim.sites and name not in aim.sites and site.near not in aim.sites
    )
    if aim.against != "calm":
        return others
    unasked = condition.synkinesis.any(axis=1) | (condition.involuntary > 0)
    unasked |= condition.tone > condition.normal_tone
    moved = {info(MUSCLES[k]).stem for k in np.flatnonzero(unasked)}
    return others | {name for name, site in SITES.items() if site.muscle not in moved}


def space_of(variables: Variables, at_most: int | None) -> Space:
    """The doses that these variables may have."""
    step = constants.value("plan.site_step_units")
    here = [SITES[v[0][0]] for v in variables]
    return Space(
        least=tuple(math.ceil(site.least_units / step - 1e-9) for site in here),
        most=tuple(math.floor(site.most_units / step + 1e-9) for site in here),
        weight=tuple(len(v) for v in variables),
        sites=int(constants.value("plan.most_sites")),
        points=at_most,
    )


def _planned(trial: Trial, at_most: int | None) -> TreatmentPlan:
    step = constants.value("plan.site_step_units")
    search = Search(
        space_of(trial.variables, at_most),
        lambda levels: trial.judged([step * level for level in levels]),
    )
    search = Search(replace(search.space, floor=_floor(trial, search)), search.judge, search.tried)
    if not trial.variables or not any(had.mean() > LEAST_MM for had in trial.untreated):
        return _record(trial, search, search.start, None)
    best = search.best()
    if search.gain(best) < LEAST_GAIN:
        return _record(trial, search, (0,) * len(best), None)
    return _record(trial, search, search.cheapest(best), _record(trial, search, best, None))


def _floor(trial: Trial, search: Search) -> Levels:
    """The first dose of as many of the label's sites as the limits allow together.

    Of as many, those that gain most; where a condition's own aim is meant.
    """
    row, space = ROWS.get(trial.condition.name), search.space
    if row is None or row.aim != trial.aim.name:
        return space.start
    sides = {trial.condition.side, "middle", *(SIDES if trial.condition.side is None else ())}
    named = [
        v
        for v, places in enumerate(trial.variables)
        if places[0][0] in row.label_sites and places[0][1] in sides
    ]
    for count in range(len(named), 0, -1):
        some = [
            tuple(least if v in mine else 0 for v, least in enumerate(space.least))
            for mine in itertools.combinations(named, count)
        ]
        some = [x for x in some if space.fits(x) and search.gain(x) > 0 and search.holds(x)]
        if some:
            return max(some, key=lambda x: round(search.gain(x), 6))
    return space.start


LEAST_MM = 0.05
"""Of what is aimed at; less is nothing to treat."""


def _record(trial: Trial, search: Search, x: Levels, best: TreatmentPlan | None) -> TreatmentPlan:
    step = constants.value("plan.site_step_units")
    here, rows = places(trial.face.mesh), []
    everything = search.of(x)
    used = [v for v, level in enumerate(x) if level]
    reached: dict[str, float] = {}
    for v in used:
        for p in trial.variables[v]:
            for muscle, share in weakened(trial, here[p], step * x[v]).items():
                reached[muscle] = max(share, reached.get(muscle, 0.0))
    helps = helping(trial, reached)
    for v in used:
        alone = search.of(tuple(n if k == v else 0 for k, n in enumerate(x)))
        rest = search.of(tuple(0 if k == v else n for k, n in enumerate(x)))
        pair = len(trial.variables[v]) > 1
        rows += [
            point(trial, here[p], step * x[v], (alone, rest, everything), pair, helps)
            for p in trial.variables[v]
        ]
    doses = tuple(step * level for level in x)
    others = ({}, ()) if rows and best is None else _others(trial, search, x)
    first = tuple(trial.variables[v][0][0] for v, level in enumerate(search.start) if level)
    tried = len(search.tried)
    return TreatmentPlan(tuple(rows), doses, trial, everything, best, first, *others, tried)


def _others(
    trial: Trial, search: Search, x: Levels
) -> tuple[dict[str, tuple[float, Why]], tuple[str, ...]]:
    """Other sites that would gain something, or that a label names.

    Their smallest dose and what breaks a limit beside the doses x; or those that break none.
    """
    barred, spare, row = {}, [], ROWS.get(trial.condition.name)
    labelled = row.label_sites if row and row.aim == trial.aim.name else ()
    step = constants.value("plan.site_step_units")
    for v, level in enumerate(x):
        y = None if level else search.space.more(x, v)
        name = trial.variables[v][0][0]
        if y is None:
            continue
        if search.gain(y) - search.gain(x) < search.least_rise and name not in labelled:
            continue
        if search.holds(y):
            spare.append(name)
        else:
            barred[name] = (step * y[v], why(trial, search.of(y)))
    return barred, tuple(spare)


def _avoided(avoid: Iterable[str]) -> frozenset[str]:
    names = (avoid,) if isinstance(avoid, str) else tuple(avoid)
    for name in names:
        if name not in SITES and name not in NEAR:
            raise unknown("site or part of the face", name, [*NEAR, *SITES], see="fm.plan.SITES")
    return frozenset(names)


def _at_most(points: int | None) -> int | None:
    whole = isinstance(points, (int, np.integer)) and not isinstance(points, bool)
    if points is not None and not (whole and points >= 0):
        raise FaceModelError(f"at_most is a whole number of points, 0 or more, got {shown(points)}")
    return None if points is None else int(points)


__all__ = ["Point", "allowed", "idle", "space_of", "treatment"]
