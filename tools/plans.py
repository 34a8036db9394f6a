"""Compares plans in sites with the old plan and published protocols, and writes docs/plan.md.

python tools/plans.py                    writes that table and tests/data/plans.json (minutes)
python tools/plans.py --enumerate WORDS  is anything cheaper? (up to an hour a condition)
"""

import argparse
import itertools
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

import facemodel as fm
from facemodel.data import constants
from facemodel.data.files import write_whole
from facemodel.physiology import toxin
from facemodel.physiology.drive import Condition
from facemodel.study.plan.panel import Panel, alike
from facemodel.study.plan.search import Levels, Space
from facemodel.study.plan.treating import space_of
from facemodel.study.plan.trial import Trial

ROOT = Path(__file__).parents[1]
BEGIN, END = "<!-- tools/plans.py: {} -->", "<!-- end -->"
OTHERS, SEED = 200, 900
"""People who are not among those that plans are made for."""
AT_ONCE = 400  # plans that are tried on the average person together
NEAR = 0.04  # by which the average person may gain less than people do on average
LEAST_ALONE = 0.002  # a site that gains less alone is left out of what is enumerated
MOST_CHECKED = 2000


@dataclass(frozen=True)
class Case:
    """A row: its name, the condition as a case has it, the aim, and published protocols."""

    label: str
    condition: Condition
    aim: str | None = None
    protocols: tuple[tuple[str, str, float], ...] = ()


def cases() -> list[Case]:
    """Those of the table."""
    spasm, after_palsy = fm.conditions.hemifacial_spasm, fm.conditions.postparalytic_synkinesis
    usual = (("usual pattern", "hfs_usual", 1.0), ("small doses", "hfs_small", 1.0))
    low = (("2.5 U a point", "synkinesis_low", 1.0),
           ("both sides, 70 U", "synkinesis_both_sides", 1.0))  # fmt: skip
    label = (("label, 2.5 U a point", "label_blepharospasm", 1.0),
             ("label, 5 U a point", "label_blepharospasm", 2.0))  # fmt: skip
    made = [
        Case(f"spasm, {how}, left", spasm("left", how), protocols=usual)
        for how in ("severe", "moderate")
    ]
    made += [
        Case(f"synkinesis, {how}, {side}", after_palsy(side, how), protocols=low)
        for side in ("left", "right")
        for how in ("severe", "moderate")
    ]
    return [
        *made,
        Case("blepharospasm, severe", fm.conditions.blepharospasm("severe"), protocols=label),
        Case("blepharospasm, moderate", fm.conditions.blepharospasm("moderate"), protocols=label),
        Case(
            "lines of forehead and glabella",
            fm.conditions.healthy(),
            "lines",
            (
                ("label, glabella", "label_glabellar", 1.0),
                ("label, forehead", "label_forehead", 1.0),
            ),
        ),
        Case(
            "strong frown",
            fm.conditions.hyperkinetic_frown(1.0),
            None,
            (("label, glabella", "label_glabellar", 1.0),),
        ),
        Case(
            "gummy smile",
            fm.conditions.gummy_smile(1.0),
            None,
            (("2.5 U a side", "gummy_yonsei", 1.0),),
        ),
    ]


HEAD = (
    "| condition | treatment | points | U | gain | any side effect | major | keep 75 % |\n"
    "|---|---|---|---|---|---|---|---|"
)


def compared(face, one: Case, plan: fm.plan.TreatmentPlan) -> list[str]:
    """Rows of a condition: what 200 other people get."""
    trial = replace(plan.trial, panel=_others(one.condition))
    judged = trial.judged(plan.doses)
    best = plan.best
    said = "; ".join(f"{r.place.site.label} {r.units:g}" for r in plan.rows if r.side != "right")
    if one.condition.side == "right":
        said = "; ".join(f"{r.place.site.label} {r.units:g}" for r in plan.rows)
    rows = [_row(one.label, f"**plan**: {said}", plan.points, plan.units, judged)]
    if best is not None:
        rows.append(
            _row("", "most with 7 sites", best.points, best.units, trial.judged(best.doses))
        )
    given = {}
    if one.aim is None and one.condition.side:
        given["old plan"] = fm.plan.balance(face, one.condition).treatment(28).injections
    for label, name, times in one.protocols:
        pattern = fm.toxin.scenario(name, face.mesh, one.condition.side or "left")
        given[label] = tuple(replace(p, dose=times * p.dose) for p in pattern)
    for label, points in given.items():
        units = toxin.total_units(points)
        rows.append(_row("", label, len(points), units, trial.of_injections(points)))
    return rows


def _others(condition: Condition) -> Panel:
    panel = fm.plan.drawn(SEED, OTHERS)
    return panel.mirrored() if condition.side == "right" else panel


def _row(label: str, treatment: str, points: int, units: float, judged: fm.plan.Judged) -> str:
    shares = (judged.any, judged.major, judged.keeping)
    told = " | ".join(f"{100 * share:.1f} %" for share in shares)
    return f"| {label} | {treatment} | {points} | {units:g} | {judged.gain:.2f} | {told} |"


def cheaper(plan: fm.plan.TreatmentPlan, at_most_s: float) -> str:
    """What enumerating every cheaper set of doses finds, in words."""
    trial, space = plan.trial, space_of(plan.trial.variables, None)
    step = constants.value("plan.site_step_units")
    x = tuple(round(dose / step) for dose in plan.doses)
    need = constants.value("plan.gain_share") * plan.bound - 1e-6
    useful = [v for v in range(len(x)) if x[v] or _best_alone(trial, space, v) >= LEAST_ALONE]
    average = replace(trial, panel=alike(AT_ONCE))
    begun, seen, near = time.process_time(), 0, []
    least = float(average.judged(plan.doses).gain) - plan.gain + need - NEAR
    first = [v for v in useful if trial.variables[v][0][0] in plan.first]
    every = (y for y in _enumerated(space, useful, space.cost(x)) if all(y[v] for v in first))
    while some := list(itertools.islice(every, AT_ONCE)):
        if time.process_time() - begun > at_most_s:
            return f"not finished after {seen:,} cheaper sets of doses"
        seen += len(some)
        gains = _gains(average, np.array(some) * step)
        near += [(y, g) for y, g in zip(some, gains, strict=True) if g >= least]
    near.sort(key=lambda pair: -pair[1])
    for y, _ in near[:MOST_CHECKED]:
        judged = trial.judged([step * level for level in y])
        if judged.gain >= need and judged.breach() == 0:
            doses = ", ".join(f"{trial.variables[v][0][0]} {step * y[v]:g}" for v in useful if y[v])
            return f"**cheaper: {doses} ({space.cost(y):g} of {space.cost(x):g})**"
    checked = min(len(near), MOST_CHECKED)
    rest = "" if len(near) == checked else f" (of {len(near):,} that come near)"
    return (
        f"none cheaper than {space.cost(x):g} in {seen:,} sets of doses at {len(useful)} "
        f"{'site' if len(useful) == 1 else 'sites'}; "
        f"{checked:,} of them tried in full{rest}"
    )


def _best_alone(trial: Trial, space: Space, v: int) -> float:
    step = constants.value("plan.site_step_units")
    doses = np.zeros((2, len(space.most)))
    doses[:, v] = step * np.array([space.least[v], space.most[v]])
    return max(trial.judged(row).gain for row in doses)


def _enumerated(space: Space, useful: list[int], cost: float) -> Iterator[Levels]:
    """Every set of doses at these variables that costs less; a part that costs as much ends it."""

    def grown(x: Levels, rest: list[int]) -> Iterator[Levels]:
        for k, v in enumerate(rest):
            for level in range(space.least[v], space.most[v] + 1):
                y = (*x[:v], level, *x[v + 1 :])
                if space.cost(y) >= cost - 1e-9 or not space.fits(y):
                    break
                yield y
                yield from grown(y, rest[k + 1 :])

    yield from grown((0,) * len(space.most), useful)


def _gains(average: Trial, doses: np.ndarray) -> np.ndarray:
    """Gain (B,) of the average person by each of B sets of doses (B,V)."""
    units = np.zeros((AT_ONCE, average.reached.caught.shape[-1]))
    units[: len(doses)] = doses @ average.reached.caught[:, 0]
    return average.of_strength(1 - average.reached.lost_to(units)).gains[: len(doses)]


def written(name: str, text: str) -> None:
    """Between the marks of docs/plan.md."""
    page = ROOT / "docs" / "plan.md"
    before, rest = page.read_text("utf-8").split(BEGIN.format(name))
    after = rest.split(END, 1)[1]
    write_whole(page, f"{before}{BEGIN.format(name)}\n\n{text}\n\n{END}{after}".encode())


def main() -> None:
    """Plan, compare and write; or enumerate and write."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument(
        "--enumerate",
        nargs="+",
        metavar="WORDS",
        help="conditions whose name has one of these in it",
    )
    asked.add_argument("--seconds", type=float, default=600, help="of enumerating one condition")
    how = asked.parse_args()
    face = fm.load()
    if how.enumerate:
        mine = [one for word in how.enumerate for one in cases() if word in one.label]
        found = ["| condition | found |", "|---|---|"]
        for one in mine:
            plan = fm.plan.treatment(face, one.condition, aim=one.aim)
            found.append(f"| {one.label} | {cheaper(plan, how.seconds)} |")
            print(found[-1], flush=True)
            written("enumerated", "\n".join(found))
        return
    rows, golden = [HEAD], []
    for one in cases():
        begun = time.process_time()
        plan = fm.plan.treatment(face, one.condition, aim=one.aim)
        print(f"{one.label}: {time.process_time() - begun:.1f} s, {plan.tried} tried", flush=True)
        rows += compared(face, one, plan)
        golden.append(_golden(one, plan))
    written("compared", "\n".join(rows))
    text = json.dumps(golden, indent=1) + "\n"
    write_whole(ROOT / "tests" / "data" / "plans.json", text.encode())


def _golden(one: Case, plan: fm.plan.TreatmentPlan) -> dict[str, object]:
    """A plan as both languages must find it."""
    c = one.condition
    return {
        "condition": c.name,
        "side": c.side,
        "severity": c.severity,
        "aim": plan.aim.name,
        "points": [[row.site, row.side, row.units] for row in plan.rows],
        "gain": round(plan.gain, 6),
        "best": round(plan.bound, 6),
        "any": plan.any,
        "major": plan.major,
        "keeping": plan.keeping,
        "figures": _rounded(plan.figures),
    }


def _rounded(value: Any) -> Any:
    """Figures without digits that may differ from machine to machine."""
    if isinstance(value, float):
        return round(value, 6)
    if isinstance(value, dict):
        return {key: _rounded(one) for key, one in value.items()}
    return [_rounded(one) for one in value] if isinstance(value, list | tuple) else value


if __name__ == "__main__":
    main()
