"""Marks of virtual patients come in the order that treatments deserve."""

import csv
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

import facemodel as fm
import patient_plans
import practice_marks
from facemodel.anatomy.muscles import INDEX
from facemodel.data import constants
from facemodel.study.plan.judged import MAJOR
from facemodel.teach.practice import kinds, others, scoring, standards, treating
from facemodel.teach.practice import placement as placing
from facemodel.teach.practice.scoring import marked
from facemodel.teach.practice.treating import left
from practising import attempt, given, plan, somebody

ROOT = Path(__file__).parents[1]
P = fm.patients


@pytest.fixture(scope="module")
def easy():
    return somebody("easy", kind="spasm", flag=None)


@pytest.fixture(scope="module")
def hard():
    return somebody("hard", kind="synkinesis", flag=None)


def test_marks_come_in_the_order_that_treatments_deserve(easy, hard):
    for patient in (easy, hard):
        tried = {n: practice_marks.marks(patient, p) for n, p in strategies(patient).items()}
        marks = {name: one.total for name, one in tried.items()}
        assert marks["nothing"] == 30
        assert marks["silence"] == 0
        assert marks["plan"] == pytest.approx(100)
        assert marks["careful"] > marks["careful x2"] > marks["careful x4"]
        assert marks["textbook"] > marks["textbook x2"]
        assert marks["plan"] > marks["plan half"] > marks["nothing"]
        assert tried["plan"].reached
        assert not tried["silence"].reached
        assert not tried["nothing"].reached


def strategies(patient):
    return practice_marks.strategies(patient, old=False)


def test_the_four_numbers_add_up_and_every_side_effect_counts(hard):
    found = P.score(hard, [plan(hard, 4)])
    assert found.total == pytest.approx(found.start + sum(found.parts.values()))
    c = lambda name: constants.value(f"practice.{name}")  # noqa: E731
    assert found.times == pytest.approx(4)
    assert found.dose == pytest.approx(2 * c("dose_marks"))
    silent = P.score(hard, [given(*practice_marks.strategies(hard, old=False)["silence"])])
    major = sum(n in MAJOR for n, _ in silent.after.side_effects)
    minor = len(silent.after.side_effects) - major + len(silent.warnings)
    assert major
    assert silent.warnings
    chance = {
        which: sum(p for (n, _), p in silent.risked.items() if (n in MAJOR) == which)
        for which in (False, True)
    }
    assert all(key not in silent.after.side_effects for key in silent.risked)
    minor, major = minor + chance[False], major + chance[True]
    assert silent.harm == pytest.approx(minor * c("minor_marks") + major * c("major_marks"))
    for told in silent.warnings:
        assert told in str(silent)


def test_what_a_patient_was_spared_counts_by_its_chance_in_others(easy):
    by = standards.standard_of(easy)
    assert others.beyond(by.chances, by.chances, ()) == {}  # the plan pays for no chance
    careful = practice_marks.strategies(easy, old=False)["careful"]
    one, four = (P.score(easy, [given(*practice_marks.times(careful, n))]) for n in (1, 4))
    assert sum(four.risked.values()) > sum(one.risked.values()) > 0
    # people who need four times as much risk as little by four times as much
    again = others.chances(easy, given(*practice_marks.times(careful, 4)), need=4.0)
    assert again == pytest.approx(others.chances(easy, given(*careful)))
    assert "Chance of more in others" in str(four)


def test_movement_lost_takes_the_benefit_and_what_gets_worse_costs_all_of_it(easy):
    by = standards.standard_of(easy)
    full = replace(by.after, side_effects=frozenset())

    def benefit(**change):
        return scored(easy, by, replace(full, **change)).benefit

    most = constants.value("practice.benefit_marks")
    assert benefit() == most
    more = constants.value("practice.beyond_share") * most
    assert benefit(gain=2 * full.gain) == pytest.approx(most + more)  # counts a tenth
    assert benefit(gain=9 * full.gain) == most + constants.value("practice.beyond_marks")
    assert benefit(retained=0.6) == pytest.approx(most / 2)
    assert benefit(retained=0.4) == 0
    assert benefit(gain=-full.gain, retained=0.4) == -most


def scored(patient, by, after, treatment=None):
    return marked(patient, by, after, treatment or plan(patient))


def test_where_leaving_alone_or_referring_is_right_that_scores_all_and_every_unit_lowers_it():
    for right in ("leave", "refer"):
        patient = somebody("hard", right=right, kind="spasm")
        told = {c: attempt(patient, choice=c).total for c in ("leave", "refer")}
        assert told[right] == 100
        assert told["leave" if right == "refer" else "refer"] in (30, 60)
        one, two, ten = (
            P.score(patient, [given(fm.Injection(u, muscle="frontalis_medial_left"))])
            for u in (1, 2, 10)
        )
        assert 30 > one.total > two.total > ten.total
        assert "would have been right" in str(ten)
        assert not one.reached


def test_elsewhere_doing_nothing_or_referring_earns_thirty(easy):
    assert attempt(easy).choice == "leave"
    assert attempt(easy).total == 30
    assert attempt(easy, choice="refer").total == 30


def test_at_a_second_visit_nobody_is_marked_down_for_needing_more():
    patient = next(
        p for p in (P.draw(s, "hard") for s in range(300))
        if p._kind.kind == "spasm" and p._right == "treat" and p._person.ed50 > 1.8
    )  # fmt: skip
    need = float(patient._person.ed50)
    first = plan(patient)
    again, same = (plan(patient, f, day=98.0) for f in (need, 1.0))
    assert P.score(patient, [plan(patient, need)]).dose > 10  # at a first visit nobody could know
    second = P.score(patient, [first, again])
    assert second.dose == 0
    assert second.total > 95
    # the same too small dose again is no longer all that could be done
    assert P.score(patient, [first, same]).total < second.total


def test_placement_stands_apart(easy):
    found = P.score(easy, [plan(easy)])
    assert found.placement.apart_mm == pytest.approx(0, abs=0.1)
    assert found.placement.caught > 0.9
    far = P.score(easy, [given(fm.Injection(5, muscle=f"mentalis_{easy._side}"))])
    assert far.placement.apart_mm > 30
    assert far.placement.caught < 0.2
    assert "mm from the plan's points" in str(far)


def test_a_plan_of_the_table_is_what_the_search_finds_today():
    """One that is quick; the slow test has them all."""
    row = patient_plans.row(kinds.KINDS["gum"], 1.0)
    (found,) = (r for r in rows_of_plans() if (r["kind"], r["severity"]) == ("gum", "1"))
    assert row == found


def rows_of_plans():
    with (ROOT / "src/facemodel/data/patient_plans.csv").open() as file:
        return list(csv.DictReader(file))


@pytest.mark.slow
def test_two_hundred_patients():
    """The pairs of docs/practice.md, on seeds that no weight was set on."""
    rows = practice_marks.tried(practice_marks.people(practice_marks.JUDGED_FROM, 200))
    assert len(rows) == 200
    assert "| careful |" in practice_marks.table(rows)
    for one, other, wanted in practice_marks.PAIRS:
        share, count = practice_marks.better(rows, one, other)
        assert count >= 50
        if other in practice_marks.NOT_REACHED:
            marks = [practice_marks.total(row[other]) for row in rows if other in row]
            assert np.mean(marks) < 25
        else:
            assert share >= wanted, (one, other, share)


def test_a_dampening_acts_as_the_doses_it_stands_for():
    patient = P.draw(0, "hard")  # needs more of a dose than others
    assert patient.reveal()["dose_needed"] > 1
    meant = P.Treatment(dampening={"mentalis_left": 0.5})
    k = INDEX["mentalis_left"]
    shares = 1 - left(patient, [meant], [0.0, 14.0, 28.0, 300.0])[:, k]
    assert shares[0] == 0
    assert 0.2 < shares[1] < 0.5
    assert shares[3] < 0.02
    average = fm.toxin.hill(treating._units(meant.wanted)[k], fm.toxin._TABLED_ED50[k])
    assert average == pytest.approx(0.5, abs=1e-6)


def test_a_second_treatment_adds_to_what_is_left_of_the_first(easy):
    first = P.Treatment(injections=P.textbook(easy))
    second = P.Treatment(98.0, P.textbook(easy))
    assert all(one.day == 98 for one in second.injections)
    both = left(easy, [first, second], 126.0)
    assert (both <= left(easy, [second], 126.0) + 1e-12).all()
    assert P.score(easy, [first, second]).units == second.units


def test_a_true_prediction_gains_and_a_false_one_or_none_costs_nothing(easy):
    points = P.textbook(easy)
    free = P.score(easy, [given(*points)])
    true = P.score(easy, [given(*points, predicted_mm=free.after.mirror_mm)])
    wrong = P.score(easy, [given(*points, predicted_mm=free.before.mirror_mm * 3)])
    assert true.total == pytest.approx(free.total + constants.value("practice.foresight_marks"))
    assert wrong.total == free.total
    assert "of asymmetry; it is" in str(true)


@pytest.mark.slow
def test_what_is_predicted_follows_from_what_is_aimed_at():
    of_kind = {k: somebody("middling", kind=k) for k in ("blepharospasm", "gum", "frown")}
    told = {k: standards.figure_of(p)[0] for k, p in of_kind.items()}
    assert told["blepharospasm"] == "involuntary movement"
    assert "upper lip" in told["gum"]
    assert "lines" in told["frown"]
    for patient in of_kind.values():
        before, after = standards.standard_of(patient).before, standards.standard_of(patient).after
        assert 0 < after.figure < before.figure


def test_a_dampening_is_compared_with_a_dampening_and_has_no_units(easy):
    by = standards.standard_of(easy)
    usual = 1 - fm.toxin.remaining(easy.face, by.injections, 28)
    best = P.Treatment(dampening={m: s for m, s in zip(fm.MUSCLES, usual, strict=True) if s > 0})
    found = P.score(easy, [best])
    assert found.units is None
    assert found.times == pytest.approx(1)
    assert found.dose == 0
    assert found.placement is None
    assert "units" not in str(found)
    every = {m: 0.9 for m in fm.toxin.INJECTABLE if not m.startswith("levator_palpebrae")}
    assert P.score(easy, [P.Treatment(dampening=every)]).total == 0


def test_no_treatment_or_one_out_of_order_is_refused(easy):
    first, second = (P.Treatment(day, P.textbook(easy)) for day in (0.0, 98.0))
    for wrong in ([], [second, first]):
        with pytest.raises(fm.FaceModelError, match="the earlier one first"):
            P.score(easy, wrong)


# ---- by hand


def finding(name, side, measured, from_health):
    return SimpleNamespace(
        name=name, side=side, measured=np.array(measured), from_health=np.array(from_health),
        kind=others.KINDS[name],
    )  # fmt: skip


def test_chances_go_by_what_lies_round_a_limit_before_and_from_health():
    """1 mm is the limit of a lid's ptosis, 60 % of what lips keep; half a span is a quarter."""
    span = constants.value("practice.threshold_span")
    found = others._flagged(
        [
            finding("lid_ptosis", "left", [1.0, 1 + span / 2, 9.0], [9.0, 9.0, 1 - span / 2]),
            finding("oral_incompetence", "both", 60 * np.array([1, 1 - span / 2, 0]),
                    60 * np.array([0, 0, 1 + span / 2])),
        ]
    )  # fmt: skip
    assert found["lid_ptosis", "left"] == pytest.approx([0.5, 0.75, 0.25])
    assert found["oral_incompetence", "both"] == pytest.approx([0.5, 0.75, 0.25])


def test_what_another_side_effect_tells_counts_as_far_as_that_does_not(monkeypatch):
    span = constants.value("practice.threshold_span")
    kinds_ = {
        name: SimpleNamespace(flagged="above", threshold=1.0, suppressed_by=by)
        for name, by in (("gap", ""), ("sag", "gap"))
    }
    monkeypatch.setattr(others, "KINDS", kinds_)
    rows = [finding("sag", "left", [9.0, 9.0], [9.0, 9.0]),
            finding("gap", "left", [1 + span / 2, 0.0], [9.0, 9.0])]  # fmt: skip
    found = others._flagged(rows)
    assert found["sag", "left"] == pytest.approx([1 - 0.75, 1])


def test_chances_are_means_of_people_in_a_spasm_or_between_two_and_of_what_is_kept(monkeypatch):
    seen, hidden = {("a", "left"): np.array([0.2, 0.8])}, {("a", "left"): np.array([0.6, 0.1])}
    monkeypatch.setattr(others, "_flagged", lambda rows: rows)
    given_, heard = [], []
    kept = {"smile left": np.array([0.75, np.nan]), "frown left": np.array([0.0, 0.0]),
            "brow_raise right": np.array([1.2, np.nan])}  # fmt: skip
    trial = SimpleNamespace(
        reached=SimpleNamespace(
            units_of=lambda points: np.array([[4.0], [6.0]]),
            lost_to=lambda units: given_.append(units) or units / 10,
        ),
        of_strength=lambda left_: (
            heard.append(left_)
            or SimpleNamespace(harm=SimpleNamespace(findings=(seen, hidden)), shares=kept)
        ),
        aim=SimpleNamespace(free=("frown",)),
        keep=0.75,
    )
    patient = SimpleNamespace(_large=SimpleNamespace(others=trial))
    found = others.chances(patient, SimpleNamespace(injections=["point"]), need=2.0)
    assert given_[0].tolist() == [[2.0], [3.0]]
    assert np.allclose(heard[0], [[0.8], [0.7]])
    assert found["a", "left"] == pytest.approx((0.6 + 0.8) / 2)
    assert found[others.LOST, ""] == pytest.approx(0.5 / 2)  # who moved nothing has lost nothing
    risked = {("lid_ptosis", "left"): 0.3, ("brow_ptosis", "left"): 0.5, (others.LOST, ""): 0.1}
    assert others.expected(risked, major=True) == pytest.approx(0.3)
    assert others.expected(risked, major=False) == pytest.approx(0.6)


def test_doses_are_compared_with_the_plans_by_hand():
    c = lambda name: constants.value(f"practice.{name}")  # noqa: E731
    by = SimpleNamespace(units=10.0, taken=2.0)
    weaker = SimpleNamespace(units=None, taken=6.0, injections=())
    free = int(c("free_points"))
    points = SimpleNamespace(units=5.0, taken=0.0, injections=range(free + 3))
    assert scoring._times(by, weaker) == 3
    assert scoring._times(by, points) == 0.5
    assert scoring._dose_marks(weaker, 4.0) == pytest.approx(2 * c("dose_marks"))
    assert scoring._dose_marks(points, 0.5) == pytest.approx(3 * c("point_marks"))
    assert scoring._dose_marks(weaker, None) == pytest.approx(6 * c("needless_unit_marks"))
    assert scoring._dose_marks(points, None) == pytest.approx(5 * c("needless_unit_marks"))


def test_a_target_is_reached_with_movement_and_without_a_major_side_effect(easy):
    by = standards.standard_of(easy)
    full = replace(by.after, side_effects=frozenset(), retained=1.0)
    kept = constants.value("practice.target_kept")
    for change, reached in (
        ({}, True), ({"retained": kept}, True), ({"retained": kept - 0.01}, False),
        ({"gain": 0.0}, False), ({"side_effects": frozenset({("lid_ptosis", "left")})}, False),
        ({"side_effects": frozenset({("brow_ptosis", "left")})}, True),
    ):  # fmt: skip
        assert scored(easy, by, replace(full, **change)).reached is reached, change


def test_a_prediction_is_worth_less_the_farther_off_in_parts_of_what_there_was(easy):
    by = standards.standard_of(easy)
    by = replace(by, before=replace(by.before, figure=2.0), after=replace(by.after, figure=0.5))
    after, most = replace(by.after, figure=1.0), constants.value("practice.foresight_marks")
    span = 2.0 * constants.value("practice.prediction_span")
    for off, worth in ((0.0, 1), (span / 4, 0.75), (-span / 2, 0.5), (1.1 * span, 0)):
        told = scored(easy, by, after, plan(easy, predicted_mm=1.0 + off))
        assert told.foresight == pytest.approx(worth * most)


def test_placement_is_weighed_by_dose_by_hand(monkeypatch):
    """1 U 5 mm and 3 U 1 mm from the plan's nearer point; muscles catch 0.5 and 0.25 of them."""
    monkeypatch.setattr(placing.toxin, "site", lambda mesh, one: (np.array(one.point, float), 3))
    shares = np.array([[0.4, 0.1], [0.1, 0.15]])
    monkeypatch.setattr(placing.toxin, "shares", lambda mesh, points: shares)
    points = [SimpleNamespace(point=p, dose=d) for p, d in (((3, 4, 0), 1.0), ((20, 1, 0), 3.0))]
    aims = [SimpleNamespace(point=p) for p in ((0, 0, 0), (20, 0, 0))]
    patient = SimpleNamespace(face=SimpleNamespace(mesh=None))
    by = SimpleNamespace(injections=aims, aimed=np.array([True, False]))
    found = placing.placement(patient, by, SimpleNamespace(injections=points))
    assert found.apart_mm == pytest.approx((1 * 5 + 3 * 1) / 4)
    assert found.caught == pytest.approx((1 * 0.4 + 3 * 0.1) / (1 * 0.5 + 3 * 0.25))


def test_the_days_after_a_treatment_are_counted_from_it_and_the_worst_task_is_told(monkeypatch):
    asked = []

    def half(patient, treatments, days):
        asked.extend(days)
        return np.full((len(days), 1), 0.5)

    shares = {"smile left": np.array([0.7]), "snarl right": np.array([0.4]),
              "frown left": np.array([0.1]), "pucker left": np.array([np.nan])}  # fmt: skip
    judged = SimpleNamespace(gains=np.array([0.3]), shares=shares)
    trial = SimpleNamespace(of_strength=lambda left_: judged)
    patient = SimpleNamespace(_large=SimpleNamespace(trial=trial), _mirror_mm=lambda left_: 2.0)
    monkeypatch.setattr(treating, "left", half)
    rows = treating.course(patient, [given(day=0.0), given(day=98.0)])
    assert asked == [98 + day for day in treating.DAYS]
    assert [one.day for one in rows] == asked
    assert {(one.gain, one.mirror_mm, one.retained) for one in rows} == {(0.3, 2.0, 0.1)}
    assert treating.retained(judged, free=("frown",)) == 0.4
    assert treating.retained(SimpleNamespace(shares={"smile left": np.array([np.nan])})) == 1
