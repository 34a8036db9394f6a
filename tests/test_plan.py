"""Plans: healthy faces get nothing, floors hold, sides swap, dose falls with price, and judged on
faces that did not make them."""

import time
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import facemodel as fm
from facemodel.anatomy.expressions import expression
from facemodel.anatomy.muscles import INDEX, MIRROR, SIDES, side_of
from facemodel.clinic.asymmetry import asymmetry
from facemodel.clinic.measures import palpebral_fissures_mm
from facemodel.mechanics.face import build
from facemodel.study.plan.estimate import estimate_drives
from facemodel.study.plan.problem import Problem, cone_program
from facemodel.study.plan.response import drives, respond, retained_on_frames, total_of
from facemodel.study.plan.solving import free_muscles

M = len(fm.MUSCLES)
TASKS = fm.scales.SUNNYBROOK_TASKS
SICK = (("hemifacial_spasm", 2 / 3), ("postparalytic_synkinesis", 2 / 3), ("hb_3", 1.0))


@pytest.fixture(scope="module")
def face():
    return fm.load()


@pytest.fixture(scope="module")
def plans(face):
    return {
        name: fm.plan.balance(face, fm.conditions.by_name(name, "left", severity))
        for name, severity in SICK
    }


@settings(max_examples=3, deadline=None)
@given(st.floats(0, 1), st.sampled_from(SIDES))
def test_a_healthy_face_gets_nothing(severity, side):
    face = fm.load()
    for condition in (fm.conditions.healthy(), fm.conditions.healthy_natural(side, severity)):
        plan = fm.plan.balance(face, condition)
        assert not plan.dampening
        assert plan.ratio == 1
        assert "Nothing is weakened" in str(plan)


@pytest.mark.slow
def test_people_whose_asymmetry_is_natural_get_nothing(face):
    people = [fm.people.sample(seed).in_condition(fm.conditions.healthy()) for seed in range(12)]
    plans = [fm.plan.balance(face, own, healthy_side="use") for own in people]
    doses = np.array([plan.dose for plan in plans])
    assert (doses == 0).sum() >= 10  # the constant stands for 95 % of people
    assert doses.max() < 1  # priced units
    for plan, dose in zip(plans, doses, strict=True):
        assert plan.within_healthy == (dose == 0)
        assert ("95 % of the model's healthy people" in str(plan)) == plan.within_healthy
    even = plans[int(np.argmin(doses))]
    assert not even.trade_off([0.5]).dose.any()


def test_a_mild_spasm_is_no_healthy_face(face):
    for name in ("hemifacial_spasm", "postparalytic_synkinesis"):
        plan = fm.plan.balance(face, fm.conditions.by_name(name, "left", 1 / 3))
        assert not plan.within_healthy
        assert plan.dampening


@pytest.mark.parametrize(("name", "severity"), SICK)
def test_floors_hold_on_whole_frames_and_a_plan_is_never_worse_than_nothing(
    face, plans, name, severity
):
    plan, condition = plans[name], fm.conditions.by_name(name, "left", severity)
    intents = np.stack([expression(t)[:M] for t in plan.tasks])
    before = face.deform(condition.drive(intents), dtype=float)
    after = face.deform(condition.drive(intents, remaining=plan.remaining), dtype=float)
    response = respond(face, drives(condition, TASKS))
    assert retained_on_frames(face, response, after).min() >= 0.75 - 1e-6
    assert plan.least_retained == pytest.approx(retained_on_frames(face, response, after).min())
    assert plan.ratio < 1
    assert plan.objective < plan.untouched_objective
    np.testing.assert_allclose(plan.before_mm, asymmetry(face.mesh, before), atol=1e-6)
    np.testing.assert_allclose(plan.after_mm, asymmetry(face.mesh, after), atol=1e-6)
    assert (plan.remaining >= 0).all()
    assert (plan.remaining <= 1).all()


@pytest.mark.parametrize(("name", "severity"), SICK)
def test_eyes_still_close_and_lips_keep_their_ring(face, plans, name, severity):
    plan = plans[name]
    condition = fm.conditions.by_name(name, "left", severity)
    for intent, allowed in (("gentle_eye_closure", 1.0), ("forced_eye_closure", 0.5)):
        u = expression(intent)[:M]
        had = palpebral_fissures_mm(face.mesh, face.deform(condition.drive(u)))
        has = palpebral_fissures_mm(face.mesh, face.deform(condition.drive(u, plan.remaining)))
        assert (has <= np.maximum(allowed, had + 0.3) + 0.05).all()
    ring = [k for m, k in INDEX.items() if m.startswith("orbicularis_oris")]
    assert plan.remaining[ring].min() >= 0.6 - 1e-6
    assert plan.remaining[[INDEX[f"levator_palpebrae_superioris_{s}"] for s in SIDES]].min() == 1


def test_swapping_the_sides_swaps_the_plan(face, plans):
    for name, severity in SICK[:2]:
        other = fm.plan.balance(face, fm.conditions.by_name(name, "right", severity))
        np.testing.assert_allclose(other.remaining[MIRROR], plans[name].remaining, atol=2e-3)
        np.testing.assert_allclose(other.after_mm, plans[name].after_mm, atol=1e-3)


@settings(max_examples=15, deadline=None)
@given(st.sampled_from([name for name, _ in SICK]), st.floats(1e-4, 1), st.floats(1.05, 20))
def test_a_higher_price_never_buys_more_dose(plans, name, price, factor):
    from dataclasses import replace

    problem = plans[name].problem
    allowed = np.array([not m.startswith(fm.plan.UNTOUCHED) for m in fm.MUSCLES])
    none = np.zeros(len(problem.response.floors))
    dose = [
        problem.weight @ replace(problem, price=p).solve(allowed, none)[0]
        for p in (price, price * factor)
    ]
    assert dose[1] <= dose[0] + 1e-3


def test_the_trade_off_pays_for_symmetry_in_movement(plans):
    plan = plans["hemifacial_spasm"]
    curve = plan.trade_off()
    assert (np.diff(curve.keep) < 0).all()
    assert (curve.least_retained >= curve.keep - 1e-6).all()
    assert (np.diff([p.objective for p in curve.plans]) <= 1e-6).all()  # a looser floor is no worse
    assert curve.mirror_mm[-1] < 0.9 * curve.mirror_mm[1] < curve.untouched_mm
    assert curve.mean_retained[-1] < curve.mean_retained[1]
    own = curve.plans[list(curve.keep).index(plan.settings.keep)]
    np.testing.assert_allclose(own.remaining, plan.remaining, atol=1e-3)
    with pytest.raises(fm.FaceModelError, match="at least one floor"):
        plan.trade_off([])
    with pytest.raises(fm.FaceModelError, match="keep must lie"):
        plan.trade_off([2])


def test_a_dearer_floor_costs_what_the_plan_says(face, plans):
    plan = plans["hemifacial_spasm"]
    name = max(plan.floor_cost, key=plan.floor_cost.get)
    assert name == "open_mouth_smile left"
    tighter = fm.plan.balance(face, plan.condition, keep=0.85)
    assert tighter.after_mm.mean() > plan.after_mm.mean()
    assert tighter.least_retained >= 0.85 - 1e-6


def test_at_most_so_many_muscles(face, plans):
    few = fm.plan.balance(face, plans["hemifacial_spasm"].condition, at_most=4)
    assert 1 <= len(few.dampening) <= 4
    assert few.objective >= plans["hemifacial_spasm"].objective - 1e-9
    assert few.least_retained >= 0.75 - 1e-6
    none = fm.plan.balance(face, plans["hemifacial_spasm"].condition, at_most=0)
    assert not none.dampening


def test_the_healthy_side_is_left_alone_unless_it_is_the_only_way(face, plans):
    palsy = plans["hb_3"].condition
    healthy = [k for m, k in INDEX.items() if side_of(m) == "right" and k < M]
    left_alone = fm.plan.balance(face, palsy, healthy_side="leave")
    assert left_alone.remaining[healthy].min() == 1
    used = fm.plan.balance(face, palsy, healthy_side="use")
    spared = plans["hb_3"]
    assert (1 - used.remaining[healthy]).sum() >= (1 - spared.remaining[healthy]).sum()
    spasm = plans["hemifacial_spasm"]
    mine = [k for m, k in INDEX.items() if side_of(m) == "left" and k < M]
    assert (1 - spasm.remaining[healthy]).sum() < 0.1 * (1 - spasm.remaining[mine]).sum()


def test_a_plan_takes_less_than_a_second(face):
    condition = fm.conditions.hemifacial_spasm("left")
    took = []
    for _ in range(3):
        start = time.process_time()
        fm.plan.balance(face, condition)
        took.append(time.process_time() - start)
    assert min(took) < 1.0


def _rms(mm):
    return float(np.sqrt(np.mean(np.square(mm))))


def _seen(true, condition, seed, noise_mm):
    rng = np.random.default_rng([seed, 1])
    frames = true.deform(
        condition.drive(np.stack([expression(t)[:M] for t in ("rest", *TASKS)])), dtype=float
    )
    return {
        t: {n: x[v] + rng.normal(0, noise_mm, 3) for n, v in true.mesh.landmarks.items()}
        for t, x in zip(("rest", *TASKS), frames, strict=True)
    }


def _judged(planned_on, condition, seed, **how):
    """Plan from noisy landmarks of a face of another stiffness; judge on that face."""
    stiffness = float(np.exp(np.random.default_rng([seed, 77]).normal(0, 0.15)))
    true = build(planned_on.mesh, stiffness=stiffness)
    plan = fm.plan.from_landmarks(planned_on, _seen(true, condition, seed, 1.0), "left", **how)
    response = respond(true, drives(condition, TASKS))
    after = true.deform(response.drives.activation(plan.remaining), dtype=float)
    before_mm, after_mm = (asymmetry(true.mesh, x) for x in (response.frames, after))
    synkinesis = [
        float(fm.scales.sunnybrook(fm.examine(true, condition, r), "left").synkinesis)
        for r in (1.0, plan.remaining)
    ]
    kept = retained_on_frames(true, response, after)
    return _rms(after_mm) / _rms(before_mm), float(kept.min()), synkinesis


@pytest.mark.slow
def test_a_plan_from_noisy_landmarks_holds_on_a_face_of_other_stiffness(face):
    ratio, kept, _ = _judged(face, fm.conditions.hemifacial_spasm("left"), 0)
    assert ratio <= 0.55
    assert kept >= 0.75


@pytest.mark.slow
def test_ten_faces_that_did_not_make_the_plan(face):
    spasm = [_judged(face, fm.conditions.hemifacial_spasm("left"), s) for s in range(10)]
    assert min(kept for _, kept, _ in spasm) >= 0.75
    # frontalis and ring hold the brow against each other, which landmarks do not tell apart; a plan
    # that knows the truth comes to 0.45
    assert np.median([ratio for ratio, _, _ in spasm]) <= 0.55
    synkinesis = fm.conditions.postparalytic_synkinesis("left")
    rows = [_judged(face, synkinesis, s, comes_and_goes=False) for s in range(10)]
    assert min(kept for _, kept, _ in rows) >= 0.75
    assert max(ratio for ratio, _, _ in rows) < 1
    # eyes must still close, so the ring keeps the part that narrows them in other tasks
    shares = [after / before for _, _, (before, after) in rows]
    assert np.median(shares) <= 0.65
    assert max(shares) <= 0.75


def test_what_drives_a_face_is_found_from_landmarks(face):
    condition = fm.conditions.hemifacial_spasm("left")
    found = estimate_drives(face, _seen(face, condition, 0, 0.05), "left", noise_mm=0.05)
    truth = drives(condition, TASKS)
    seen, made = (total_of(d.activation()[0], np.ones(M)) for d in (found, truth))
    for muscle in ("zygomaticus_major_left", "orbicularis_oculi_orbital_lateral_left"):
        k = INDEX[muscle]
        assert seen[k] == pytest.approx(made[k], abs=0.12)
    healthy = [k for m, k in INDEX.items() if side_of(m) == "right" and k < M]
    assert np.abs(seen[healthy] - made[healthy]).max() < 0.12


def test_the_same_plan_does_not_do_the_same_to_everybody(face, plans):
    plan = plans["hemifacial_spasm"]
    spread = plan.outcomes(people=8, seed=3)
    low, middle, high = spread.quantiles("asymmetry_mm")
    assert low < middle < high
    assert middle < 0.7 * spread.quantiles("asymmetry_mm", (0.5,), "before")[0]
    seen = _seen(face, plan.condition, 0, 1.0)
    with pytest.raises(fm.FaceModelError, match="condition is not known"):
        fm.plan.from_landmarks(face, seen, "left").outcomes()


def test_injection_points_come_near_the_plan_and_name_what_they_cost(face, plans):
    plan = plans["hemifacial_spasm"]
    treatment = plan.treatment(day=14)
    assert 3 <= len(treatment.injections) <= 20
    assert plan.after_mm.mean() <= treatment.after_mm.mean() < 0.6 * plan.before_mm.mean()
    assert min(treatment.retained.values()) >= 0.73
    step = 0.25
    for one in treatment.injections:
        assert one.dose >= 0.5
        assert one.dose / step == pytest.approx(round(one.dose / step))
    np.testing.assert_allclose(
        treatment.remaining, fm.toxin.remaining(face, treatment.injections, 14)
    )
    for found in treatment.side_effects:
        assert "mm" in found.sentence or "over it" in found.sentence
    text = str(treatment)
    assert "not a recommendation" in text
    assert "-11 %" in text
    assert "teaching units" in text


def test_a_treatment_of_nothing_is_nothing(face):
    treatment = fm.plan.balance(face, fm.conditions.healthy()).treatment()
    assert treatment.injections == ()
    assert treatment.total_units == 0
    assert treatment.side_effects == ()
    for day in (0, 90):  # doses for a late day would be far too much at the peak
        said = f"day {day} less than a quarter of a dose acts"
        with pytest.raises(fm.FaceModelError, match=said):
            fm.plan.balance(face, fm.conditions.healthy()).treatment(day=day)
    for day in (2, 60):  # the days that the sentence offers
        assert fm.plan.balance(face, fm.conditions.healthy()).treatment(day=day).day == day


def test_a_plan_without_tasks_is_refused_and_what_was_looked_at_is_named(face):
    palsy = fm.conditions.marginal_mandibular_palsy("left", 1.0)
    with pytest.raises(fm.FaceModelError, match="at least one task"):
        fm.plan.balance(face, palsy, tasks=[])
    said = str(fm.plan.balance(face, palsy))
    assert "over rest and brow raise, gentle eye closure" in said
    assert "only in other tasks is not considered" in said


def test_a_higher_price_never_takes_more(face):
    spasm = fm.conditions.hemifacial_spasm("left", "moderate")
    doses = [fm.plan.balance(face, spasm, price=p).dose for p in (0, 0.001, 0.003, 0.01, 0.03, 1)]
    assert all(b <= a + 1e-6 for a, b in pairwise(doses))
    assert doses[0] > doses[-1]


def test_a_cone_program_gives_the_projection_and_its_price():
    # nearest point to (2, 0) of the unit disc is (1, 0); the row x <= 0.5 cuts it at a price
    hessian, linear = 2 * np.eye(2), np.array([-4.0, 0.0])
    disc = [(np.eye(2), np.zeros(2), np.zeros(2), 1.0)]
    low, high = np.full(2, -9.0), np.full(2, 9.0)
    x, _ = cone_program(hessian, linear, np.zeros((0, 2)), np.zeros(0), low, high, disc)
    np.testing.assert_allclose(x, [1, 0], atol=1e-5)
    x, price = cone_program(hessian, linear, [[1.0, 0.0]], [0.5], low, high, disc)
    np.testing.assert_allclose(x, [0.5, 0], atol=1e-5)
    assert price[0] == pytest.approx(3, abs=1e-3)  # -d/dx (x - 2)^2 at 0.5
    with pytest.raises(fm.FaceModelError, match="lower them"):
        cone_program(hessian, linear, [[1.0, 0.0]], [-20.0], low, high, disc)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda f, c: fm.plan.balance(None, c), "a face is expected, got nothing"),
        (lambda f, c: fm.plan.balance(f, "spasm"), "a condition is expected, got text"),
        (lambda f, c: fm.plan.balance(f, c, "snarl"), "write"),
        (lambda f, c: fm.plan.balance(f, c, 3), "list of expressions"),
        (lambda f, c: fm.plan.balance(f, c, ["snarll"]), "did you mean 'snarl'"),
        (lambda f, c: fm.plan.balance(f, c, [None]), "no task is named"),
        (lambda f, c: fm.plan.balance(f, c, keep=1.5), "keep must lie from 0 to 1"),
        (lambda f, c: fm.plan.balance(f, c, keep=np.nan), "keep must lie from 0 to 1"),
        (lambda f, c: fm.plan.balance(f, c, price=-1), "price must lie"),
        (lambda f, c: fm.plan.balance(f, c, at_most=2.5), "whole number of muscles"),
        (lambda f, c: fm.plan.balance(f, c, healthy_side="maybe"), "spare"),
        (lambda f, c: fm.plan.balance(f, c, eyes=None), "way to close the eyes"),
        (lambda f, c: fm.plan.from_landmarks(f, {"rest": {}}), "at least one task"),
        (lambda f, c: fm.plan.from_landmarks(f, None), "give landmarks of 'rest'"),
        (
            lambda f, c: fm.plan.from_landmarks(
                f, {"rest": {"cheilion_left": (0, 0, np.nan)}, "snarl": {}}
            ),
            "three finite numbers",
        ),
        (
            lambda f, c: fm.plan.from_landmarks(f, {"rest": {"nose": (0, 0, 0)}, "snarl": {}}),
            "unknown landmark 'nose'",
        ),
        (
            lambda f, c: fm.plan.from_landmarks(f, {"rest": 3, "snarl": {}}),
            "landmarks of rest are a mapping",
        ),
    ],
)
def test_a_bad_question_is_answered_in_a_sentence(face, call, says):
    with pytest.raises(fm.FaceModelError, match=says):
        call(face, fm.conditions.healthy())


def test_a_plan_and_what_follows_from_it_print_in_a_line(plans):
    plan = plans["hb_3"]
    curve, points = plan.trade_off([0.9, 0.5]), plan.treatment()
    told = [repr(one) for one in (plan, curve, points, plan.problem, plan.problem.response)]
    assert max(map(len, told)) < 300
    assert told[0].startswith(f"Plan({len(plan.dampening)} muscles, asymmetry ")
    assert "90 % kept" in told[1]
    for shown, rows in ((plan, plan.dampening), (curve, curve.plans), (points, points.injections)):
        assert shown._repr_html_().count("<tr>") == 1 + len(rows)


def test_plans_and_trade_offs_are_frames(plans):
    pytest.importorskip("pandas", reason="pip install pandas")
    plan = plans["hb_3"]
    assert dict(plan.to_frame().to_numpy()) == plan.dampening
    assert plan.trade_off([0.9, 0.5]).to_frame()["keep"].is_monotonic_decreasing


@pytest.mark.parametrize("keep", [0.9, 0.5])
def test_solving_with_few_muscles_first_finds_the_whole_problems_plan(plans, keep):
    problem = replace(plans["hemifacial_spasm"].problem, keep=keep)
    free = free_muscles("left", "spare")
    slack = np.full(len(problem.response.floors), 0.01)
    found, prices = problem.solve(free, slack)
    most, cost = 1 - problem.least[free], problem.price * problem.weight[free]
    whole, dear = problem.minimise(np.eye(M)[:, free], np.zeros(M), 0 * most, most, cost, slack)
    assert np.count_nonzero(found) > 10
    assert found[free] == pytest.approx(whole, abs=1e-5)
    assert prices == pytest.approx(dear, abs=1e-5)


def test_a_curve_solves_nothing_twice(plans, monkeypatch):
    one, asked = plans["hemifacial_spasm"], []
    solve = Problem.solve
    monkeypatch.setattr(
        Problem,
        "solve",
        lambda self, allowed, slack: (
            asked.append((*self.room(slack), *allowed)) or solve(self, allowed, slack)
        ),
    )
    curve = one.trade_off()
    assert any(plan is one for plan in curve.plans)
    assert len(asked) == len(set(asked)) >= len(curve.plans) - 1
