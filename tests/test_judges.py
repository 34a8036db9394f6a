"""Keys of exercises follow the figures that they are read off: each option is right for some."""

from types import SimpleNamespace

import numpy as np
import pytest

import facemodel as fm
from facemodel.anatomy.muscles import INDEX, MUSCLES
from facemodel.data import constants
from facemodel.physiology.nerve import BRANCHES
from facemodel.teach.attempt import Attempt
from facemodel.teach.judges import limits, muscles, persons, predicting, targets, weakening

M = len(MUSCLES)


def row(*choices, **more):
    """A row of the table as a judge reads it."""
    return SimpleNamespace(name="made", goal="the right option", choices=choices, **more)


def answered(key, *tried):
    """The key, which alone passes of the options."""
    assert key.judge(key.reference).goals[0].met
    for other in tried:
        assert key.judge(other).goals[0].met == (other == key.reference)
    return key.reference


# ---- what the other side does


@pytest.mark.parametrize(
    ("left", "right", "does"),
    [(5, 4.1, "as far"), (5, 3.9, "a little"), (5, 0.11, "a little"), (5, 0.09, "nothing")],
)
def test_the_other_corner_goes_as_far_from_eight_tenths_on(monkeypatch, left, right, does):
    ways = SimpleNamespace(magnitude_mm=(left, 1.0, right))
    monkeypatch.setattr(predicting.metrics, "excursions", lambda *_: ways)
    options = ("nothing", "a little", "as far")
    key = predicting.other_corner(row(*options, muscle="zygomaticus_major_left"))
    assert answered(key, *options) == does
    assert key.figures == {"left": left, "middle": 1.0, "right": right}


def test_the_region_that_leaves_least_asymmetry_is_the_key(monkeypatch):
    options = ("eye", "smile", "forehead")
    for best in options:
        mm = iter([np.where(np.array(options) == best, 1.0, 2.0), 3.0])
        monkeypatch.setattr(predicting.metrics, "asymmetry", lambda *_, mm=mm: next(mm))
        key = predicting.which_region(row(*options))
        assert answered(key, *options) == best
        assert key.figures["before"] == 3
        assert key.figures["regions"].startswith(f"{best} 1.00")


@pytest.mark.parametrize(("first", "last", "does"), [(3, 4, "up"), (3, 3, "same"), (4, 3, "down")])
def test_a_figure_rises_stays_or_falls(first, last, does):
    assert predicting._way(row("up", "same", "down"), first, last) == does


@pytest.mark.parametrize(
    ("mm", "does"), [(0.9, "up"), (0.7, "same"), (-0.7, "same"), (-0.9, "down")]
)
def test_a_brow_stands_elsewhere_from_eight_tenths_of_a_millimetre_on(monkeypatch, mm, does):
    mesh = SimpleNamespace(landmarks={"brow_mid_left": 1}, vertices=np.full((2, 3), 7.0))
    moved = np.add(mesh.vertices, [[9, 9, 9], [0, mm, 0]])
    monkeypatch.setattr(
        predicting, "load", lambda: SimpleNamespace(mesh=mesh, deform=lambda _: moved)
    )
    key = predicting.brow_at_rest(row("up", "same", "down"))
    assert answered(key, "up", "same", "down") == does
    assert key.figures["lower"] == pytest.approx(abs(mm))


@pytest.mark.parametrize("branch", ["temporal", "zygomatic", "marginal_mandibular"])
def test_the_branch_whose_own_muscles_are_reached_least_is_the_key(branch):
    conduction = np.full(M, 0.9)
    for stem, parts in BRANCHES.items():
        if branch in parts:
            conduction[INDEX[f"{stem}_right"]] = 0.1
    broken = SimpleNamespace(conduction=conduction, side="right")
    options = [name.replace("_", " ") for name in predicting.BRANCH_NAMES]
    case = SimpleNamespace(build_condition=lambda: broken)
    key = predicting.which_branch(row(*options, case=case))
    assert answered(key, *options) == branch.replace("_", " ")


# ---- days and people


def test_the_first_day_on_which_the_eye_closes_is_found(monkeypatch):
    most = constants.value("scales.closed_mm")
    monkeypatch.setattr(predicting, "recovery", lambda day: day)
    gap = lambda face, share, day: [most if day >= 137 else most + 0.1]  # noqa: E731
    monkeypatch.setattr(predicting.metrics, "closure_gap_mm", gap)
    key = predicting.when_the_eye_closes(row())
    assert key.reference == 137


def test_a_muscle_is_back_after_the_last_day_on_which_an_effect_shows(monkeypatch):
    effect = constants.value("toxin.baseline_effect")
    at = INDEX["corrugator_left"]
    left = np.ones((300, M))
    left[3:111, at] = 1 - 2 * effect
    left[20, at] = 0.1
    left[111:200, at] = 1 - effect / 2
    monkeypatch.setattr(predicting, "remaining", lambda *_: left)
    key = predicting.when_it_is_back(row(muscle="corrugator_left"))
    assert (key.reference, key.figures["peak"]) == (110, 20)


def test_people_are_counted_who_are_still_weaker(monkeypatch):
    effect = constants.value("toxin.baseline_effect")
    left = np.ones((40, M))
    left[:13, INDEX["corrugator_left"]] = 1 - 1.01 * effect
    left[13:20, INDEX["corrugator_left"]] = 1 - 0.99 * effect
    monkeypatch.setattr(predicting, "remaining", lambda *_: left)
    key = predicting.how_many(row(muscle="corrugator_left"))
    assert key.reference == 13


@pytest.mark.parametrize(
    ("said", "told"),
    [(22, None), (18, None), (23, "it is less"), (17, "it is more"), (26, "it is less"),
     (27, "it is much less"), (14, "it is more"), (13, "it is much more")],
)  # fmt: skip
def test_a_figure_is_judged_by_its_distance_and_told_the_way(said, told):
    goal = predicting.predict(row(), 20.0, "days", 100, 2.0, {}).judge(said).goals[0]
    assert goal.met == (told is None)
    assert goal.reached == f"you answered {said} days" + (f"; {told}" if told else "")


def test_statements_are_judged_one_by_one():
    true = {"a": True, "b": False, "c": True}
    key = predicting.statements(row("one", "two", "three"), true, {})
    assert key.reference == "ac"
    for said, told in (
        ("ac", "3 of 3 judged as the model judges them"),
        ("abc", "2 of 3 judged as the model judges them; look again at b"),
        ("b", "0 of 3 judged as the model judges them; look again at a, b, c"),
    ):
        goal = key.judge(said).goals[0]
        assert (goal.reached, goal.met) == (told, said == "ac")


def test_a_key_that_is_no_option_is_told_with_its_exercise():
    with pytest.raises(fm.FaceModelError, match=r"exercises.csv \(made\): .* lacks 'three'"):
        predicting.choose(row("one", "two"), "three", {})


# ---- weakening


def seen(monkeypatch, before, after):
    """What a case shows: `before` without shares, else `after`, which may be of the share."""
    found = lambda case, shares: (  # noqa: E731
        before if not shares else after(shares[0][1]) if callable(after) else after
    )
    monkeypatch.setattr(weakening, "_seen", found)


@pytest.mark.parametrize(
    ("change", "does"), [(0.1, "farther"), (-0.1, "less"), (0.02, "same"), (-0.02, "same")]
)
def test_a_corner_goes_farther_from_the_least_change_that_can_be_told(monkeypatch, change, does):
    monkeypatch.setattr(weakening.metrics, "detectable_change_mm", lambda _: 0.05)
    seen(monkeypatch, {"left": 3.0}, {"left": 3.0 + change})
    key = weakening.less_eye(row("farther", "same", "less", case=fm.Case()))
    assert answered(key, "farther", "same", "less") == does


@pytest.mark.parametrize(
    ("gains", "loses", "which"),
    [(0.1, 0.31, "left"), (0.31, 0.1, "right"), (0.1, 0.29, "both"), (0.29, 0.1, "both")],
)
def test_what_levels_a_smile_is_the_corner_that_changed_three_times_as_much(
    monkeypatch, gains, loses, which
):
    seen(monkeypatch, {"left": 3.0, "right": 2.0}, {"left": 3.0 - loses, "right": 2.0 + gains})
    key = weakening.why_level(row("right", "left", "both", case=fm.Case()))
    assert answered(key, "right", "left", "both") == which


@pytest.mark.parametrize(
    ("uneven", "does"),
    [
        (lambda share: 2 - share, "falls"),
        (lambda share: abs(share - 0.4) + (share > 0.8), "turns"),
        (lambda share: 1 + abs(share - 0.6), "stays"),
    ],
)
def test_asymmetry_falls_turns_round_or_does_neither(monkeypatch, uneven, does):
    monkeypatch.setattr(weakening, "_seen", lambda case, shares: {"uneven": uneven(shares[0][1])})
    key = weakening.more_and_more(row("falls", "turns", "stays", case=fm.Case()))
    assert answered(key, "falls", "turns", "stays") == does
    least = {"falls": 1.0, "turns": 0.4, "stays": 0.6}[does]
    assert key.figures["at"] == pytest.approx(least)


@pytest.mark.parametrize(("still", "how"), [(0.009, "perfect"), (0.5, "less"), (2.1, "as before")])
def test_a_face_that_does_not_move_is_as_symmetric_as_it_is_still(monkeypatch, still, how):
    seen(monkeypatch, {"uneven": 2.0}, {"uneven": still})
    key = weakening.both_sides(row("as before", "less", "perfect", case=fm.Case()))
    assert answered(key, "as before", "less", "perfect") == how


# ---- people


@pytest.mark.parametrize(("most", "times"), [(1.25, "same"), (1.35, "half"), (3.1, "thrice")])
def test_people_are_apart_by_how_often_one_loses_what_another_does(monkeypatch, most, times):
    lost = np.linspace(0.2, 0.2 * most, 40)
    low, high = np.quantile(lost, (0.05, 0.95))
    lost = 0.2 + (lost - low) / (high - low) * (0.2 * most - 0.2)  # 5 and 95 % exactly so
    left = np.ones((40, M))
    left[:, INDEX["corrugator_left"]] = 1 - lost
    monkeypatch.setattr(limits, "remaining", lambda *_: left)
    key = limits.how_far_apart(row("same", "half", "thrice", muscle="corrugator_left"))
    assert answered(key, "same", "half", "thrice") == times
    assert key.figures["times"] == pytest.approx(most)


def marked(gain, kept, total, plan=0.5, plan_kept=0.8):
    return SimpleNamespace(
        after=SimpleNamespace(gain=gain, retained=kept),
        reference=SimpleNamespace(gain=plan, retained=plan_kept),
        times=1.0, total=total, parts={"harm": 0.0},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("gain", "kept", "which"),
    [(0.6, 0.78, "more"), (0.6, 0.795, "same"), (0.6, 0.9, "same"), (0.4, 0.78, "less")],
)
def test_a_usual_pattern_gains_more_at_a_price_or_not_at_all(monkeypatch, gain, kept, which):
    monkeypatch.setattr(persons, "_by_the_book", lambda: (None, marked(gain, kept, 70.0), None))
    key = persons.by_the_book(row("less", "same", "more"))
    assert answered(key, "less", "same", "more") == which


@pytest.mark.parametrize(
    ("total", "which"), [(74, "more"), (72, "same"), (68, "same"), (66, "fewer")]
)
def test_twice_the_dose_is_worth_what_its_marks_are_more(monkeypatch, total, which):
    both = (None, marked(0.6, 0.9, 70.0), marked(0.6, 0.9, float(total)))
    monkeypatch.setattr(persons, "_by_the_book", lambda: both)
    key = persons.twice_the_dose(row("more", "same", "fewer"))
    assert answered(key, "more", "same", "fewer") == which
    assert (key.figures["before"], key.figures["total"]) == (70, total)


def test_more_even_smiles_are_counted(monkeypatch):
    mm = iter([np.full(40, 2.0), np.r_[np.full(27, 1.0), np.full(13, 3.0)], np.full(40, 1.9)])
    monkeypatch.setattr(persons.metrics, "asymmetry", lambda *_: next(mm))
    monkeypatch.setattr(persons, "remaining", lambda face, points, day, who: len(points))
    nobody = SimpleNamespace(drive=lambda *_: np.zeros((1, M)))
    monkeypatch.setattr(persons.people, "sample", lambda *_: nobody)
    key = persons.more_even(row())
    assert key.reference == 27
    assert key.figures["without"] == 40
    assert key.figures["high"] == pytest.approx(0.5)


# ---- targets


def attempt(**shown):
    return SimpleNamespace(**shown)


def test_targets_are_met_from_their_limit_on_and_say_what_was_reached():
    falls = targets.falls("asymmetry", lambda a: a.fall, 0.6, None)
    for fall, told, met in ((0.6, "it falls by 60%", True), (0.59, "it falls by 59%", False),
                            (-0.2, "it rises by 20%", False)):  # fmt: skip
        one = attempt(fall=fall)
        assert (falls.reached(one), falls.met(one)) == (told, met)
    keeps = targets.keeps("the mouth", "range", lambda a: a.kept, 0.7, None)
    for kept, met in ((0.7, True), (0.69, False)):
        assert (keeps.reached(attempt(kept=kept)), keeps.met(attempt(kept=kept))) == (
            f"{kept:.0%} preserved", met)  # fmt: skip
    few = targets.at_most_units(5.0)
    for dose, met in ((2.5, True), (2.6, False)):
        case = fm.Case(injections=[fm.Injection(dose, muscle="corrugator_left")] * 2)
        assert few.met(attempt(case=case)) == met
        assert few.reached(attempt(case=case)) == f"{2 * dose:g}"


def test_an_eye_that_closes_leaves_less_than_the_side_effect():
    most = constants.value("side_effects.lagophthalmos")
    closes = targets.eyes_close()
    for gaps, met, hint in (
        ((0.0, most - 0.01), True, "no longer meet"), ((0.0, most), False, "no longer meet"),
        ((most, most + 1), False, "did not meet before either"),
    ):  # fmt: skip
        one = attempt(gaps_mm=gaps)
        assert closes.met(one) == met
        assert hint in closes.hint(one)
        assert closes.reached(one) == f"from {gaps[0]:.1f} to {gaps[1]:.1f} mm"


def test_eyes_are_measured_before_and_after_in_the_one_that_is_wider_then():
    before, after = Attempt(fm.Case(dampening={"eye_left": 1.0})).gaps_mm
    whole, lost = (
        fm.metrics.closure_gap_mm(fm.load(), share) for share in (1.0, fm.dampen({"eye_left": 1.0}))
    )
    assert (before, after) == pytest.approx((whole[0], lost[0]))
    assert after > before + 1 > lost[1]


def test_what_is_treated_on_a_side_is_found_by_region_muscle_and_point():
    alone = targets.side_alone("right")

    def touched(dampening=None, points=()):
        one = attempt(case=fm.Case(dampening=dampening or {}, injections=list(points)))
        told = "nothing is treated there" if alone.met(one) else "treated: "
        assert alone.reached(one).startswith(told)
        return not alone.met(one)

    assert not touched()
    assert not touched({"eye_left": 0.5, "eye_right": 0.0})
    assert touched({"eye_right": 0.1})
    assert touched({"forehead": 0.1})
    assert touched({"mentalis_right": 0.1})
    face = fm.load().mesh
    for x, side in ((-20.0, True), (20.0, False), (-0.5, False)):
        point = fm.Injection(1.0, point=tuple(fm.toxin.at(face, x, 40.0)))
        assert touched(points=[point]) == side
    assert touched(points=[fm.Injection(1.0, muscle="mentalis_right")])
    assert not touched(points=[fm.Injection(1.0, landmark="cheilion_left")])


def test_the_entry_that_takes_most_is_the_one_of_most_muscles():
    few, many = {"mentalis_left": 0.9}, {"eye_left": 0.5}
    assert targets.most_dampened(few | many) == "left eye"
    assert targets.most_dampened(few | {"eye_left": 0.1}) == "left mentalis"


# ---- plans and recordings


@pytest.mark.parametrize(("after", "does"), [(60, "up"), (50, "same"), (40, "down")])
def test_the_healthy_side_alone_is_treated_and_is_the_one_on_the_right(monkeypatch, after, does):
    """A condition of the left; a point without a place is of neither side."""
    points = [fm.Injection(1.0, point=(20.0, 40.0, 80.0)),
              fm.Injection(2.0, point=(-20.0, 40.0, 80.0)),
              fm.Injection(4.0, muscle="mentalis_left")]  # fmt: skip
    given = []
    monkeypatch.setattr(predicting, "scenario", lambda *_: points)
    monkeypatch.setattr(predicting, "remaining", lambda face, some, day: given.append(some) or 0.5)
    monkeypatch.setattr(predicting, "examine", lambda face, condition, left, tasks: left)
    monkeypatch.setattr(predicting, "_voluntary", lambda left: 50 if left == 1 else after)
    monkeypatch.setattr(predicting, "mirror_rms", lambda left: 3.0 * left)
    case = SimpleNamespace(build_condition=lambda: None)
    key = predicting.healthy_side_eased(row("up", "same", "down", case=case))
    assert answered(key, "up", "same", "down") == does
    assert given == [[points[1]]]
    assert key.figures == {"v0": 50, "v1": after, "m0": 3.0, "m1": 1.5, "units": 2.0}


@pytest.mark.parametrize(
    ("fall", "left", "gap", "right", "rest", "remaining", "holds"),
    [(0.2, 0.5, 0.5, 0.89, 2.0, 1.0, "abcde"), (-0.2, 0.49, 1.5, 0.91, 0.5, 1.1, "f")],
)
def test_statements_on_a_bad_plan_hold_by_its_figures(
    monkeypatch, fall, left, gap, right, rest, remaining, holds
):
    def exam(shares, mm):
        ways = {"cheilion_left": (3.0, 4.0, 0.0), "cheilion_right": (0.0, 0.0, 2.0)}
        return SimpleNamespace(
            moved=lambda task, name: shares[name.rpartition("_")[2]] * np.array(ways[name]),
            rest=mm,
        )

    made = SimpleNamespace(
        tasks=SimpleNamespace(
            both=(exam({"left": 1, "right": 1}, 1.0), exam({"left": left, "right": right}, rest))
        ),
        face=fm.load(), fall=fall, gaps_mm=(0.1, gap), asymmetry_mm=(2.0, 3.0),
        remaining=np.array([0.5, remaining]),
    )  # fmt: skip
    monkeypatch.setattr(predicting, "Attempt", lambda case: made)
    monkeypatch.setattr(predicting.metrics, "asymmetry", lambda mesh, mm: mm)
    key = predicting.bad_plan(row(*"abcdef", case=fm.Case()))
    assert key.reference == holds
    assert key.figures["left"] == pytest.approx(left)
    assert (key.figures["gap0"], key.figures["gap1"]) == (0.1, gap)


def test_a_corner_must_move_by_what_can_be_told_of_what_it_moved(monkeypatch):
    one = SimpleNamespace(first_mm=8.0, detectable_mm=1.0)
    monkeypatch.setattr(predicting, "sample_recording", lambda: None)
    monkeypatch.setattr(predicting, "changes", lambda *_: {"cheilion_right_mm": one})
    assert predicting.how_much_more(row()).reference == 12.5


@pytest.mark.parametrize(("said", "which"), [("right", "the right"), (None, "neither")])
def test_a_mirrored_recording_is_called_by_what_it_shows_then(monkeypatch, said, which):
    take = SimpleNamespace(side="left", mirrored=lambda: SimpleNamespace(side=said))
    monkeypatch.setattr(predicting, "sample_recording", lambda: take)
    monkeypatch.setattr(predicting, "strengths", lambda one: one)
    key = predicting.mirrored_take(row("the left", "the right", "neither"))
    assert answered(key, "the left", "the right", "neither") == which


def test_the_point_that_is_spared_is_the_one_in_the_cheek(monkeypatch):
    given = []
    monkeypatch.setattr(persons, "remaining", lambda face, points, day, who: given.append(points))
    monkeypatch.setattr(persons.metrics, "asymmetry", lambda *_: np.arange(40.0) + 1)
    nobody = SimpleNamespace(drive=lambda *_: np.zeros((1, M)))
    monkeypatch.setattr(persons.people, "sample", lambda *_: nobody)
    key = persons.more_even(row())
    usual, spared = given
    (left_out,) = [one for one in usual if one not in spared]
    mesh = fm.load().mesh
    at = [fm.toxin.site(mesh, one)[0] for one in usual]
    cheek = mesh.vertices[mesh.landmarks["nasolabial_left"]]
    away = [np.linalg.norm(one - cheek) for one in at]
    assert usual[int(np.argmin(away))] == left_out
    assert (key.reference, key.figures["without"]) == (0, 0)  # as uneven as before


@pytest.mark.parametrize(
    ("apart", "ups", "told"),
    [(0.6, (1.0, 1.0), "at rest"), (0.4, (1.0, 1.6), "moved"), (0.4, (3.0, 3.4), "nothing"),
     (0.4, (1.6, 1.0), "moved")],
)  # fmt: skip
def test_two_faces_are_told_apart_by_what_differs_by_more_than_can_be_told(
    monkeypatch, apart, ups, told
):
    """Brows stand 2 mm low in both; another landmark is where it is, or `apart` beside it."""
    still = np.zeros((2, 3))
    rest = np.array([[[0, -2, 0], [0, 0, 0]], [[0, -2, 0], [apart, 0, 0]]], float)
    raised = rest + np.array([[[0, up, 0], [0, 0, 0]] for up in ups])
    mesh = SimpleNamespace(landmarks={"brow_mid_left": 0, "cheilion_left": 1})
    face = SimpleNamespace(mesh=mesh, deform=lambda rows: rows if np.ndim(rows) > 1 else still)
    monkeypatch.setattr(limits, "load", lambda: face)
    monkeypatch.setattr(limits, "alike", lambda: (0.5, rest, raised))
    monkeypatch.setattr(limits.metrics, "detectable_change_mm", lambda _: 0.5)
    key = limits.same_face(row("at rest", "moved", "nothing"))
    assert answered(key, "at rest", "moved", "nothing") == told
    figures = {"share": 0.5, "drop": 2.0, "most": apart, "weak": ups[0], "tight": ups[1]}
    assert {name: key.figures[name] for name in figures} == pytest.approx(figures)


# ---- places


@pytest.mark.parametrize(
    ("at", "aim", "way"),
    [
        ((20, 10), (20, 13), "The reference is higher. "),
        ((20, 10), (20, 7), "The reference is lower. "),
        ((20, 10), (23, 10), "The reference is farther from the midline. "),
        ((-23, 10), (-20, 10), "The reference is nearer to the midline. "),
        ((-20, 10), (-25, 5), "The reference is lower and farther from the midline. "),
        ((20, 10), (21.9, 8.1), ""),
        ((1, 10), (-1, 10), ""),
    ],
)
def test_the_way_to_a_place_is_told_from_two_millimetres_on(at, aim, way):
    assert muscles._way(np.array([*at, 0.0]), np.array([*aim, 0.0])) == way


def test_a_place_on_the_other_side_is_told_with_the_way_there():
    told = muscles._way(np.array([20.0, 10, 0]), np.array([-25.0, 10, 0]))
    side = "The reference is on the other side of the face"
    assert told.startswith(f"{side}, and farther from the midline there. ")
    assert muscles._way(np.array([20.0, 10, 0]), np.array([-20.0, 10, 0])).startswith(f"{side}. ")


def test_what_a_muscle_would_receive_is_told_beside_what_receives_most():
    share = np.zeros(M)
    assert muscles._told("mentalis_left", share).startswith("At this point no muscle")
    share[INDEX["mentalis_left"]] = 0.2
    assert muscles._told("mentalis_left", share) == (
        "mentalis left would receive 20% of a dose here."
    )
    share[INDEX["corrugator_left"]] = 0.5
    assert muscles._told("mentalis_left", share) == (
        "Here corrugator left would receive most of a dose (50%), the target muscle 20%."
    )
