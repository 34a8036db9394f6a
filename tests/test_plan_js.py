"""view/js/core/plan finds the plans that Python finds, and tries doses on people as Python does."""

import json
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest

import browser_plans
import facemodel as fm
from facemodel.clinic.findings import KINDS
from facemodel.physiology import sites
from facemodel.study.plan import told
from facemodel.study.plan.aims import AIMS
from facemodel.study.plan.panel import Panel, planning
from facemodel.study.plan.treating import allowed, idle
from facemodel.study.plan.trial import Trial

GOLDEN = json.loads((Path(__file__).parent / "data" / "plans.json").read_text("utf-8"))


def answered(node, folder, questions: list[dict]) -> list[dict]:
    return list(browser_plans.answers(node, folder, questions))


def question(row: dict) -> dict:
    return {key: row[key] for key in ("condition", "side", "severity", "aim")}


def assert_same_plan(row: dict, plan: dict) -> None:
    assert [[p["site"], p["side"], p["units"]] for p in plan["points"]] == row["points"]
    assert plan["gain"] == pytest.approx(row["gain"], abs=1e-3)
    assert plan["bound"] == pytest.approx(row["best"], abs=1e-3)
    assert [plan[k] for k in ("any", "major", "keeping")] == pytest.approx(
        [row[k] for k in ("any", "major", "keeping")], abs=0.026
    )  # one person of forty may lie on a limit


def assert_alike(mine, theirs, where="record") -> None:
    """Figures of both languages: numbers nearly, words to the letter."""
    if isinstance(mine, dict):
        for key, one in mine.items():
            assert_alike(one, theirs[key], f"{where}.{key}")
    elif isinstance(mine, list):
        assert len(mine) == len(theirs), where
        for k, one in enumerate(mine):
            assert_alike(one, theirs[k], f"{where}[{k}]")
    elif isinstance(mine, float):
        assert theirs == pytest.approx(mine, abs=0.03, rel=0.02), where
    else:
        assert theirs == mine, where


QUICK = [row for row in GOLDEN if row["condition"] in ("gummy_smile", "hyperkinetic_frown")]


def test_quick_plans_are_pythons(node, tmp_path):
    plans = answered(node, tmp_path, [question(row) for row in QUICK])
    for row, plan in zip(QUICK, plans, strict=True):
        assert_same_plan(row, plan)
        assert plan["units"] == sum(units for *_, units in row["points"])
        assert_alike(row["figures"], plan)


def python_says(figures: dict) -> list[str]:
    """A record as told.py tells it."""
    points = [
        line
        for one in told.shown(figures)
        for line in (told.point_head(one), *told.point_lines(one, figures["gain"]))
    ]
    said = [told.title(figures), *told.paragraphs(figures), *told.weakened(figures)]
    return [*said, *points, *told.notes(figures)]


def test_both_languages_tell_a_record_in_the_same_sentences(face, node, tmp_path):
    nothing = fm.plan.treatment(face, fm.conditions.house_brackmann(5, "left")).figures
    halves = {"gain": 0.125, "any": 0.0125, "worse": 0.5, "high": 1.004, "effects": [["x", 0.025]]}
    figures = [row["figures"] for row in GOLDEN]
    figures += [json.loads(json.dumps(nothing)), figures[0] | halves]
    said = answered(node, tmp_path, [{"figures": one} for one in figures])
    for one, lines in zip(figures, said, strict=True):
        assert lines == python_says(one)
    assert len({line for lines in said for line in lines}) > 60


@pytest.mark.slow
def test_every_plan_of_the_table_is_pythons(node, tmp_path):
    plans = answered(node, tmp_path, [question(row) for row in GOLDEN])
    assert len(plans) >= 8
    for row, plan in zip(GOLDEN, plans, strict=True):
        assert_same_plan(row, plan)
        assert_alike(row["figures"], plan)
        assert plan["tried"] < 600


@pytest.mark.slow
def test_plans_of_random_wishes_are_pythons(node, tmp_path):
    questions = browser_plans.random_questions(20, 2)
    rows = list(browser_plans.compared(node, tmp_path, questions))
    assert sum(bool(row.points[0]) for row in rows) >= 8
    assert all(row.near for row in rows)
    for row in rows:
        assert row.gain[1] == pytest.approx(row.gain[0], abs=2e-3)


def python_trial(face, name, side, severity, aim, count=None, **wishes):
    condition = fm.conditions.PRESETS[name].of(side, severity)
    people = first(count)
    people = people.mirrored() if condition.side == "right" else people
    may = allowed(condition.side, idle(condition, AIMS[aim]))
    more = {"day": 28.0, "keep": 0.75, "gently": False} | wishes
    return Trial(face, condition, AIMS[aim], people, may, *more.values())


def first(count: int | None) -> Panel:
    """The first people that plans are made for; all of them without a count."""
    everybody, hand_mm = planning().people, planning().hand_mm
    rows = {one.name: getattr(everybody, one.name) for one in fields(everybody)}
    few = {name: x[:count] for name, x in rows.items() if np.ndim(x)}
    return Panel(replace(everybody, **few), hand_mm[:count])


CASES = [
    ("hemifacial_spasm", "left", 2 / 3, "spasm", {"lower_lid_outer": 2, "cheek_upper": 2}, True),
    ("postparalytic_synkinesis", "right", 1.0, "calm", {"upper_lid_outer": 5, "chin": 5}, False),
    ("blepharospasm", None, 1.0, "calm", {"lower_lid_outer": 5, "upper_lid_inner": 5}, True),
    ("healthy", None, 0.0, "lines", {"forehead_inner": 5, "frown_inner": 5}, False),
]


@pytest.mark.parametrize(
    ("count", "cases"), [(2, CASES[:3]), pytest.param(None, CASES, marks=pytest.mark.slow)]
)
def test_doses_do_to_people_what_python_says(face, node, tmp_path, count, cases):
    trials = [python_trial(face, *case[:4], count, gently=case[5]) for case in cases]
    doses = [
        [float(case[4].get(places[0][0], 0)) for places in trial.variables]
        for case, trial in zip(cases, trials, strict=True)
    ]
    asked = [
        dict(zip(("condition", "side", "severity", "aim"), case, strict=False))
        | {"doses": given, "gently": case[5], "people": count}
        for case, given in zip(cases, doses, strict=True)
    ]
    seen = set()
    for trial, given, answer in zip(trials, doses, answered(node, tmp_path, asked), strict=True):
        mine = trial.judged(given)
        assert np.abs(trial.reached.lost(given) - answer["lost"]).max() < 2e-3
        assert answer["gain"] == pytest.approx(mine.gain, abs=2e-3)
        for own, theirs in zip(trial.untreated, answer["untreated"], strict=True):
            np.testing.assert_allclose(theirs, own, atol=2e-3)
        np.testing.assert_allclose(answer["sizes"], mine.sizes, atol=2e-3)
        one = 0 if count else 1.01 / len(trial.panel.hand_mm)  # of forty, one may lie on a limit
        for name, share in answer["effects"]:
            if name in KINDS:
                assert share == pytest.approx(mine.share_with([name]), abs=one), name
                seen |= {name} if share else set()
        assert answer["any"] == pytest.approx(mine.any, abs=one)
        assert answer["keeping"] == pytest.approx(mine.keeping, abs=one)
        assert answer["breach"] == pytest.approx(mine.breach(), abs=2 * one)
        assert (answer["between"] is None) == (mine.harm.between is None)
    assert len(seen) >= (2 if count else 3)


@pytest.mark.slow
def test_points_of_a_case_do_to_people_what_python_says(face, node, tmp_path):
    here = sites.places(face.mesh)
    given = [here[name, "left"].injection(5.0) for name in ("lower_lid_outer", "cheek_upper")]
    trial = python_trial(face, "hemifacial_spasm", "left", 2 / 3, "bite")
    mine = trial.of_injections(given)
    asked = {
        "condition": "hemifacial_spasm", "side": "left", "severity": 2 / 3, "aim": "bite",
        "injections": fm.Case(injections=given).contents()["injections"],
    }  # fmt: skip
    (answer,) = answered(node, tmp_path, [asked])
    assert mine.any > 0.3
    assert answer["any"] == pytest.approx(mine.any, abs=0.026)
    assert answer["keeping"] == pytest.approx(mine.keeping, abs=0.026)
