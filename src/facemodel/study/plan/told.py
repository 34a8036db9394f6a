"""The words of a record of treatment: what is expected, what is risked, and by which rule.

General facts about reviews and intervals are the label's, not advice for anybody.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from facemodel.clinic.findings import KINDS
from facemodel.data import constants
from facemodel.physiology.condition_table import ROWS
from facemodel.physiology.drive import Condition
from facemodel.physiology.severity import SEVERITIES
from facemodel.study.plan.point import Point, percent, words

TreatmentPlan = Any  # of record.py, which says these sentences and so imports this file
LITTLE = 0.03
"""A gain that a point adds, below which the plan without it is shown beside it."""
NOT_MODELLED = "Bruises, a dry eye, double vision, headache and distant spread are not modelled."
GENERAL = (
    "In general, says the label for blepharospasm [BotoxBlepharospasm], an effect begins within "
    "three days, is largest after one to two weeks, which is when it can be reviewed, and lasts "
    "about three months, after which treatment can be repeated. Whether a use is labelled depends "
    "on product and country; contraindications are looked for before."
)
"""What is published of time, for any treatment."""
LEFT = "Left is the person's left."
_SIZES = {
    "unmeant": ("movement that nobody asked for", "mm"),
    "mirror": ("difference between the sides", "mm"),
    "height": ("height of the lip over that of an average smile", "mm"),
    "depth": ("depth of the deepest line", "mm"),
    "held": ("contraction that nobody means, summed over muscles", ""),
}


def title(condition: Condition, aim: str) -> str:
    """What the case has, in words."""
    row = ROWS.get(condition.name)
    told = [words(condition.name) if row is None else row.label]
    if condition.side:
        told.append(condition.side)
    if row is not None and row.graded:
        near = [name for name, x in SEVERITIES.items() if abs(x - condition.severity) < 0.01]
        told.append(near[0] if near else f"between grades (severity {condition.severity:.2g} of 1)")
    if condition.name == "healthy":
        told.append(f"no disease; {aim}")
    return ", ".join(told)


def expected(plan: TreatmentPlan) -> str:
    """Aim, baseline and what people gain."""
    trial = plan.trial
    sizes = []
    for name, had in zip(plan.aim.measures, trial.untreated, strict=True):
        what, unit = _SIZES[name]
        mean = float(had.mean())
        after = f" -> {mean * (1 - plan.gain):.2g}" if len(plan.aim.measures) == 1 else ""
        sizes.append(f"{what} {mean:.2g}{after} {unit}".rstrip())
    together = " taken together" if len(sizes) > 1 else ""
    low, _, high = plan.gain_quantiles
    less = "nothing" if low < 0.005 else f"less than {percent(low)}"
    more = "as much as people have on average" if high > 1 else f"more than {percent(high)}"
    return (
        f"Aim: {plan.aim.label}. Before, mean of the model's people: {'; '.join(sizes)}. "
        f"Expected on day {plan.day:g}:{together} {percent(plan.gain)} less (one person in twenty "
        f"gains {less}, one {more})."
    )


def risks(plan: TreatmentPlan) -> str:
    """Side effects of the whole plan as people of so many, and what is not looked for."""
    n = len(plan.judged.gains)
    stems = {muscle.rsplit("_", 1)[0] for muscle in plan.weakening}
    absent = [
        kind.label
        for name, kind in KINDS.items()
        if stems & set(kind.blames) and name not in plan.side_effects
    ]
    looked = f" Looked for at these muscles and not seen: {', '.join(absent)}." if absent else ""
    none = f" None of {n} still leaves up to {percent(3 / n)} of people." if not plan.any else ""
    parts = [f"{KINDS[name].label} {_of(s, n)}" for name, s in plan.side_effects.items()]
    told = f" ({', '.join(parts)})" if parts else ""
    twice = sum(plan.side_effects.values()) > plan.any + 1e-9
    more = " One person can have several, so that parts add up to more." if twice else ""
    return (
        f"Risks of the whole plan, not of each point: any of the {len(KINDS)} side effects that "
        f"this model represents in {_of(plan.any, n)} people{told}; of these a drooping lid, an "
        f"eye or lips that do not close in {_of(plan.major, n)}.{more}{none}{looked}"
        f"{_between(plan)} {NOT_MODELLED}"
    )


def _between(plan: TreatmentPlan) -> str:
    """What a spasm hides at its height: a lid that hangs is seen when it lets go."""
    condition, n = plan.condition, len(plan.judged.gains)
    if not condition.involuntary.any():
        return ""
    rests = replace(condition, involuntary=np.zeros_like(condition.involuntary), process=None)
    seen = replace(plan.trial, condition=rests).judged(plan.doses)
    names = [kind.label for name, kind in KINDS.items() if seen.share_with([name]) > 0]
    told = f" ({', '.join(names)})" if names else ""
    return f" That is at the spasm's height; between spasms any in {_of(seen.any, n)}{told}."


def kept(plan: TreatmentPlan) -> str:
    """Which movements are tested, who keeps them, and what is left of those that need not be."""
    shares = plan.judged.shares
    names = list(dict.fromkeys(key.rsplit(" ", 1)[0] for key in shares))
    tested = [words(name) for name in names if name not in plan.aim.free]
    said = (
        f"Movement: {_of(plan.keeping, len(plan.judged.gains))} people keep at least "
        f"{percent(plan.trial.keep)} of their own {', '.join(tested)}."
    )
    for name in plan.aim.free:
        left = [s for key, s in shares.items() if key.rsplit(" ", 1)[0] == name]
        said += (
            f" {words(name).capitalize()} is weakened on purpose and need not be kept: "
            f"{percent(float(np.nanmean(left)))} of it is left on average."
        )
    if "frown" in plan.aim.tasks:
        said += " Frown is weakened on purpose and not tested."
    return said


def rule(plan: TreatmentPlan) -> str:
    """Why it is this plan, in plain words, and what is left without its weakest point."""
    share, sites = constants.value("plan.gain_share"), int(constants.value("plan.most_sites"))
    said = (
        f"Rule: up to {sites} sites a side were found to gain {percent(plan.bound)} within the "
        f"limits; this is the cheapest plan found that gains at least {percent(share)} of that."
    )
    weak = weakest(plan)
    if weak is None:
        return said
    mine = [row for row in plan.rows if row.site == weak.site and (weak.pair or row is weak)]
    points, units = plan.points - len(mine), plan.units - sum(row.units for row in mine)
    return (
        f"{said} Alternative with fewer points: without {weak.place.site.label} "
        f"{points} {'point' if points == 1 else 'points'} and {percent(weak.without)} instead of "
        f"{percent(plan.gain)}, with {percent(units / plan.units)} of the dose."
    )


def weakest(plan: TreatmentPlan) -> Point | None:
    """The point that adds least, where that is little and others are left."""
    if len({(row.site, row.side if not row.pair else "") for row in plan.rows}) < 2:
        return None
    least = max(plan.rows, key=lambda row: row.without)
    return least if plan.gain - least.without < LITTLE else None


def of_point(row: Point) -> list[str]:
    """Lines on one point, its units first."""
    return [
        f"  {row.place.site.label}, {row.side}: {row.units:g} U, {row.depth_mm:g} mm deep",
        f"      where: {row.place.site.where}",
        f"      intended: {row.intended}",
        f"      also reached, wanted: {row.wanted}",
        f"      also reached, unwanted: {row.unwanted}",
        f"      gain: {row.gains}",
    ]


def _of(share: float, people: int) -> str:
    return f"{round(share * people)} of {people}"


__all__ = ["GENERAL", "LEFT", "expected", "kept", "of_point", "risks", "rule", "title", "weakest"]
