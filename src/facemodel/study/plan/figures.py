"""The figures of a record of treatment, which told.py makes sentences of.

Plain numbers, texts and lists, so that js/core can make the same ones and say the same of them.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from facemodel.clinic.findings import KINDS
from facemodel.data import constants
from facemodel.physiology.condition_table import ROWS
from facemodel.physiology.drive import Condition
from facemodel.physiology.severity import SEVERITIES
from facemodel.physiology.sites import SITES
from facemodel.study.plan.grades import grade, grade_name
from facemodel.study.plan.point import Point
from facemodel.study.plan.told import WORDS, rounded, tell, words
from facemodel.study.plan.trial import SMALL

TreatmentPlan = Any  # of record.py, which tells these figures and so imports this file
LITTLE = 0.03
"""A gain that a point adds, below which the plan without it is shown beside it."""


def figures(plan: TreatmentPlan) -> dict[str, Any]:
    """Every figure that a record tells."""
    judged, aim = plan.judged, plan.aim
    effects = plan.side_effects
    return {
        "title": _title(plan.condition, aim.label),
        "aim": aim.label,
        "day": plan.day,
        "people": len(judged.gains),
        "sizes": _sizes(plan),
        "together": len(aim.measures) > 1,
        "gain": plan.gain,
        "low": float(plan.gain_quantiles[0]),
        "high": float(plan.gain_quantiles[2]),
        "worse": float((judged.gains < 0).mean()),
        "any": plan.any,
        "major": plan.major,
        "kinds": len(KINDS),
        "effects": [(KINDS[name].label, share) for name, share in effects.items()],
        "between": None if judged.between is None else judged.between["any"],
        "looked": _looked(plan),
        "keeping": plan.keeping,
        "keep": plan.trial.keep,
        "tested": [words(task) for task in plan.trial.tasks],
        "free": _free(plan),
        "frowns": "frown" in aim.tasks,
        "bound": plan.bound,
        "share": constants.value("plan.gain_share"),
        "sites": int(constants.value("plan.most_sites")),
        "weakest": _weakest(plan),
        "weakening": list(plan.weakening.items()),
        "units": plan.units,
        "points": [_point(row) for row in plan.rows],
        "barred": [(SITES[name].label, broken) for name, broken in plan.barred.items()],
        "spare": [SITES[name].label for name in plan.spare],
        "notes": _notes(plan),
    }


def _title(condition: Condition, aim: str) -> list[str]:
    row = ROWS.get(condition.name)
    if condition.name == "healthy":
        return [aim, tell("no_disease")]
    told = [words(condition.name) if row is None else row.label]
    if condition.side:
        told.append(condition.side)
    if row is not None and row.graded:
        near = [name for name, x in SEVERITIES.items() if abs(x - condition.severity) < 0.01]
        between = tell("between_grades", severity=rounded(condition.severity, 2))
        told.append(near[0] if near else between)
    return told


def _sizes(plan: TreatmentPlan) -> list[tuple[str, float, float]]:
    """(name, before, after) of each measure of the aim, and of the clinical grade."""
    trial = plan.trial
    found = [
        (name, float(had.mean()), has)
        for name, had, has in zip(
            plan.aim.measures, trial.untreated, plan.judged.sizes, strict=True
        )
    ]
    name, left = grade_name(trial), 1 - trial.lost(plan.doses)
    if name is not None:
        before, after = (grade(trial, name, x) for x in (np.ones_like(left), left))
        found.append((f"grade_{name}", before, after))
    return found


def _looked(plan: TreatmentPlan) -> list[dict[str, Any]]:
    """Side effects that weakened muscles can have and nobody has, and what comes nearest."""
    stems = {muscle.rsplit("_", 1)[0] for muscle in plan.weakening}
    return [
        {
            "label": kind.label,
            "flagged": kind.flagged,
            "worst": plan.judged.harm.worst[name],
            "limit": kind.threshold,
            "unit": kind.unit,
        }
        for name, kind in KINDS.items()
        if stems & set(kind.blames) and name not in plan.side_effects
    ]


def _free(plan: TreatmentPlan) -> list[tuple[str, float]]:
    """Tasks that need not be kept, and what is left of them: mean of people and sides."""
    found = []
    for task in plan.aim.free:
        rows = [s for key, s in plan.judged.shares.items() if key.rsplit(" ", 1)[0] == task]
        found.append((words(task), float(np.nanmean(rows))))
    return found


def _notes(plan: TreatmentPlan) -> list[str]:
    """Sentences on condition, aim and sites that are treated, by their names in the table."""
    own = [f"of_{name}" for name in (plan.condition.name, plan.aim.name)]
    near = dict.fromkeys(f"near_{row.place.site.near}" for row in plan.rows)
    mine = [name for name in own if name in WORDS] or ["off_label"]
    mine += [name for name in near if name in WORDS]
    timing = "lines" if plan.aim.lines else "eye" if "near_eye" in near else "other"
    return [*mine, f"timing_{timing}", "general"]


def _weakest(plan: TreatmentPlan) -> dict[str, Any] | None:
    """What is left without the point that adds least, where that is little and others are left."""
    if len({(row.site, "" if row.pair else row.side) for row in plan.rows}) < 2:
        return None
    weak = max(plan.rows, key=lambda row: row.without)
    if plan.gain - weak.without >= LITTLE:
        return None
    mine = [row for row in plan.rows if row.site == weak.site and (weak.pair or row is weak)]
    return {
        "label": weak.place.site.label,
        "points": plan.points - len(mine),
        "without": weak.without,
        "dose": 1 - sum(row.units for row in mine) / max(plan.units, SMALL),
    }


def _point(row: Point) -> dict[str, Any]:
    site = row.place.site
    return {
        "site": row.site,
        "label": site.label,
        "side": row.side,
        "units": row.units,
        "depth_mm": row.depth_mm,
        "where": site.where,
        "muscle": words(row.place.muscle),
        "intended": row.intended,
        "wanted": row.wanted,
        "unwanted": row.unwanted,
        "costs": [KINDS[name].label for name in row.costs],
        "pair": row.pair,
        "alone": row.alone,
        "without": row.without,
    }


__all__ = ["figures"]
