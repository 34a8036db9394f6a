"""The figures of a record of treatment, which told.py makes sentences of.

Plain numbers, texts and lists, so that js/core can make the same ones and say the same of them.
"""

from __future__ import annotations

from collections.abc import Set
from typing import Any

import numpy as np

from facemodel.clinic.findings import KINDS
from facemodel.data import constants
from facemodel.physiology.condition_table import ROWS
from facemodel.physiology.drive import Condition
from facemodel.physiology.severity import SEVERITIES
from facemodel.physiology.sites import SITES
from facemodel.study.plan.grades import grade, grade_name
from facemodel.study.plan.judged import LIMITS
from facemodel.study.plan.point import Point
from facemodel.study.plan.trial import SMALL
from facemodel.study.plan.watched import called, closing, failing, joins
from facemodel.study.plan.wording import WORDS, tell, words

TreatmentPlan = Any  # of record.py, which tells these figures and so imports this file
WATCHED = {"brow": ("lid_ptosis",), "eye": ("lid_ptosis",)}
"""Side effects that are told of points near a part of the face, whatever they weaken."""


def figures(plan: TreatmentPlan) -> dict[str, Any]:
    """Every figure that a record tells."""
    judged, aim, trial = plan.judged, plan.aim, plan.trial
    effects, left = plan.side_effects, 1 - plan.trial.reached.lost(plan.doses)
    near = {row.place.site.near for row in plan.rows}
    considered = list(dict.fromkeys(v[0][0] for v in trial.variables))
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
        "measure": aim.measures[0],
        "barely": plan.gain < constants.value("plan.visible_gain") and not aim.lines,
        "worse": float((judged.gains < 0).mean()),
        **_over(plan, left),
        "any": plan.any,
        "major": plan.major,
        "kinds": len(KINDS),
        "limits": [constants.value(f"plan.{name}") for name in LIMITS],
        "artefact": _artefact(plan),
        "effects": [(called(name), share) for name, share in effects.items()],
        "between": None if judged.between is None else judged.between["any"],
        "looked": _looked(plan, near),
        "closing": closing(trial, left) if "eye" in near else None,
        "keeping": plan.keeping,
        "failing": [(words(task), share) for task, share in failing(trial, judged)],
        "keep": plan.trial.keep,
        "tested": [words(task) for task in plan.trial.tasks],
        "free": _free(plan),
        "frowns": "frown" in aim.tasks,
        "bound": plan.bound,
        "share": constants.value("plan.gain_share"),
        "sites": int(constants.value("plan.most_sites")),
        "only": SITES[considered[0]].label if len(considered) == 1 else None,
        "first": [SITES[name].label for name in plan.first],
        "weakest": _weakest(plan),
        "weakening": list(plan.weakening.items()),
        "units": plan.units,
        "points": [_point(row) for row in plan.rows],
        "barred": [(SITES[name].label, *why) for name, why in plan.barred.items()],
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
        told.append(_grade_words(condition.severity))
    return told


def _grade_words(severity: float) -> str:
    for name, x in SEVERITIES.items():
        if abs(x - severity) < 0.01:
            return name
    above = next(name for name, x in SEVERITIES.items() if x > severity)
    below = [name for name, x in SEVERITIES.items() if x < severity]
    if not below:
        return tell("below_grades", above=above)
    return tell("between_grades", below=below[-1], above=above)


def _sizes(plan: TreatmentPlan) -> list[tuple[str, float, float]]:
    """(name, before, after) of each measure of the aim, and of the clinical grade."""
    trial = plan.trial
    found = [
        (name, float(had.mean()), has)
        for name, had, has in zip(
            plan.aim.measures, trial.untreated, plan.judged.sizes, strict=True
        )
    ]
    name, left, looks = grade_name(trial), 1 - trial.reached.lost(plan.doses), trial.looks
    if plan.aim.name == "gum":
        before, after = (-float(looks.measure("below", x).mean()) for x in (looks.whole, left))
        found.insert(0, ("place", before, after))
    found += joins(trial, left)
    if name is not None:
        before, after = (grade(trial, name, x) for x in (np.ones_like(left), left))
        found.append((f"grade_{name}", before, after))
    return found


def _over(plan: TreatmentPlan, left: np.ndarray) -> dict[str, Any]:
    """By how much (5 and 95 % of people) a lip comes down, and who has it below an average one."""
    looks = plan.trial.looks
    if plan.aim.name != "gum":
        return {"lowered": None, "below": None, "under": None}
    fall = looks.measure("lip", looks.whole) - looks.measure("lip", left)
    before, after = (looks.measure("below", x) for x in (looks.whole, left))
    too_far = after[plan.judged.gains < 0]
    return {
        "lowered": np.quantile(fall, (0.05, 0.95)).tolist(),
        "below": float(too_far.max()) if len(too_far) else None,
        "under": [float((mm > 0).mean()) for mm in (before, after)],
    }


def _artefact(plan: TreatmentPlan) -> dict[str, bool]:
    """Whether points take part in a side effect, or in what bars a site, as none do in people."""
    mine = {name for row in plan.rows for name in row.place.site.spares}
    barred = any(
        name in {called(one) for one in mine | set(SITES[site].spares)}
        for site, (_, broken) in plan.barred.items()
        for _, name, *_ in broken
    )
    return {"counted": bool(mine & set(plan.side_effects)), "barred": barred}


def _looked(plan: TreatmentPlan, near: Set[str]) -> list[dict[str, Any]]:
    """Side effects that weakened muscles can have and nobody has, and what comes nearest."""
    stems = {muscle.rsplit("_", 1)[0] for muscle in plan.weakening}
    always = {name for part in near for name in WATCHED.get(part, ())}
    return [
        {
            "label": called(name),
            "flagged": kind.flagged,
            "worst": plan.judged.harm.worst[name],
            "limit": kind.threshold,
            "unit": kind.unit,
        }
        for name, kind in KINDS.items()
        if (stems & set(kind.blames) or name in always) and name not in plan.side_effects
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
    timing = plan.aim.name if f"timing_{plan.aim.name}" in WORDS else timing
    return [*mine, f"timing_{timing}", "general"]


def _weakest(plan: TreatmentPlan) -> dict[str, Any] | None:
    """What is left without the point that adds least, where that is little and others are left."""
    if len({(row.site, "" if row.pair else row.side) for row in plan.rows}) < 2:
        return None
    weak = max(plan.rows, key=lambda row: row.without)
    if plan.gain - weak.without >= constants.value("plan.fewer_gain"):
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
        "costs": [called(name) for name in row.costs],
        "pair": row.pair,
        "alone": row.alone,
        "without": row.without,
    }


__all__ = ["figures"]
