"""How items are drafted, step by step, and the simulated learner who checks them."""

from types import SimpleNamespace

import numpy as np
import pytest

import facemodel as fm
from facemodel.anatomy.muscles import CONTROLS, other_side
from facemodel.data import constants
from facemodel.physiology import sites
from facemodel.teach.items import dosing, planning, seeing, testing, visiting
from facemodel.teach.items.entry import LONGEST_ANSWER, entry_of
from facemodel.teach.items.item import Item
from facemodel.teach.items.kinds import KINDS
from facemodel.teach.items.learner import Learner


def drafts(maker, count):
    """What a maker makes of the first seeds that make something."""
    made = (maker(np.random.default_rng(seed)) for seed in range(10 * count))
    return [one for one in made if one is not None][:count]


# ---- doses


def test_a_place_names_its_side_and_one_in_the_midline_none():
    for k, (name, side) in enumerate(sites.PLACES):
        told = dosing._told(k)
        assert told.endswith(f": {sites.SITES[name].where}")
        label = sites.SITES[name].label
        assert told.startswith(f"{label}: " if side == "middle" else f"{label} on the {side}: ")
    here = sites.places(fm.load().mesh)
    one, other = (here[place].point for place in sites.PLACES[:2])
    assert dosing._away(0, 1) == pytest.approx(np.sqrt(((one - other) ** 2).sum()))


def test_where_a_dose_is_best_placed_is_told_by_what_the_next_best_place_catches():
    for one in drafts(dosing.where, 8):
        assert one.figure == pytest.approx(one.values["next"] / one.values["most"])
        assert one.values["most"] >= 0.15
        assert one.figure <= 0.7
        assert len(set(one.options)) == 4


@pytest.mark.parametrize(
    ("exact", "units"), [(0.05, 0.25), (1.3, 1.25), (1.4, 1.5), (4.9, 5), (5.4, 5), (11.6, 12)]
)
def test_doses_are_round(exact, units):
    assert dosing._rounded(exact) == units


def test_a_week_in_which_strength_is_back_lies_among_weeks_in_one_ratio():
    for one in drafts(dosing.when_does_it_fade, 2):
        weeks = sorted(int(text.split()[0]) for text in one.options)
        assert one.answer == f"{one.values['week']} weeks"
        assert one.values["week"] == round(one.values["back"] / 7)
        steps = np.diff(np.log(weeks))
        assert np.ptp(steps) < 0.3
        others = [w / (one.values["back"] / 7) for w in weeks if w != one.values["week"]]
        assert one.figure == pytest.approx(min(max(x, 1 / x) for x in others))


# ---- faces


def test_one_muscle_contracts_and_often_its_mirror_image_is_offered():
    made = drafts(seeing.which_muscle, 40)
    mirrored = 0
    for one in made:
        face, rows = one.frames()
        assert face is fm.load()
        assert not rows[0].any()
        assert np.count_nonzero(rows[1]) == 1
        assert 0.6 <= rows[1].max() <= 1
        name = fm.MUSCLES[int(rows[1].argmax())]
        assert one.answer == seeing._words(name)
        assert one.values["nearest"] in one.options
        assert one.values["nearest"] != one.answer
        mirrored += seeing._words(other_side(name)) in one.options
    assert 0.25 < mirrored / len(made) < 0.75


def test_what_a_picture_shows_is_told_from_a_millimetre_on():
    face, muscle = fm.load(), "zygomaticus_major_right"
    at = face.mesh.landmarks["cheilion_right"]
    row = np.array(fm.activation(**{muscle: 1.0}))
    whole = (face.deform(row) - face.mesh.vertices)[at]
    for up in (0.9, 1.1, 2.6):
        rows = np.stack([0 * row, up / whole[1] * row])
        x, y, _ = (face.deform(rows[1]) - face.mesh.vertices)[at]
        told = [text for text in seeing.seen_moves(face, rows) if text.startswith("right cheilion")]
        ways = [f"{y:.0f} mm up"] * int(y >= 1) + [f"{-x:.0f} mm outward"] * int(-x >= 1)
        assert told == ([f"right cheilion: {', '.join(ways)}"] if ways else [])
    still = seeing.seen_moves(face, np.stack([row, row]))
    assert still == ("no landmark moves by a millimetre",)


# ---- plans


def test_a_plan_is_worse_by_how_uneven_its_movement_is():
    for one in drafts(planning.which_plan_is_worse, 3):
        worst, second = one.values["most"], one.values["next"]
        assert worst >= second
        assert one.figure == pytest.approx(second / worst if worst > 1 else 1.0)


@pytest.mark.parametrize(
    ("flagged", "measured", "reached"), [("above", 3.0, 1.5), ("above", -3.0, 0.0),
                                         ("below", 4.0, 0.5), ("below", 1.0, 2.0)],
)  # fmt: skip
def test_how_near_a_finding_comes_is_a_share_of_its_threshold(flagged, measured, reached):
    kind = SimpleNamespace(flagged=flagged, threshold=2.0)
    assert planning._reached(SimpleNamespace(measured=measured, kind=kind)) == reached


# ---- recordings


def test_a_made_recording_shows_five_tasks_two_seconds_each_and_one_side_weak():
    even = np.ones(len(CONTROLS))
    take = visiting._take("frontalis", "left", 0.4, even)
    full = fm.expression("brow_raise")
    left, right = (CONTROLS.index(f"frontalis_medial_{side}") for side in ("left", "right"))
    strong = full[right]
    assert strong > 0
    for second, share in ((0.5, 0), (0.8, 0.6), (1.0, 1), (2.0, 1), (2.2, 0.6), (2.5, 0)):
        row = take.controls[round(10 * second)]
        assert row[right] == pytest.approx(share * strong, abs=1e-6)
        assert row[left] == pytest.approx(0.6 * share * strong, abs=1e-6)
    smile = take.controls[round(10 * (0.5 + 3 * 2 + 1))]  # the third task
    at = CONTROLS.index("zygomaticus_major_left")
    assert smile[at] == pytest.approx(fm.expression("open_mouth_smile")[at])
    ways, weak = (visiting._ways("frontalis", "left", p, even) for p in (0.0, 0.4))
    assert np.allclose(ways[:, 0], ways[:, 1], atol=0.01)
    assert weak[0, 0] < 0.7 * weak[0, 1]
    assert weak[2:] == pytest.approx(ways[2:], rel=0.1)


# ---- the learner


def item(answer, question="What pulls?", seen=()):
    options = ("the red one", "the blue one", "the green one")
    return Item("made", 1, question, options, 0.5, "Look.", seen, answer, "It does.")


def taught(heeds):
    learner = Learner(3, heeds)
    lessons = [item("the red one", "What is up?"), item("the green one", "What is down?")]
    first = learner.choose(lessons[0])[1]
    for _ in range(60):
        for one in lessons:
            choice, _ = learner.choose(one)
            learner.hear(one, choice, one.reply(choice))
    return learner, lessons, first


def test_a_learner_guesses_at_first_and_heeds_what_replies_name():
    learner, lessons, first = taught(heeds=True)
    assert first == pytest.approx(1 / 3)
    for one in lessons:
        choice, sure = learner.choose(one)
        assert choice == one._answer
        assert sure > 0.8
        assert learner._chances(one).sum() == pytest.approx(1)


def test_a_learner_who_heeds_nothing_goes_on_guessing():
    learner, lessons, _ = taught(heeds=False)
    told = [learner.choose(lessons[0]) for _ in range(60)]
    assert [sure for _, sure in told] == pytest.approx([1 / 3] * 60)
    assert len({choice for choice, _ in told}) == 3


def test_one_reply_moves_the_weights_by_the_rate_less_what_was_believed():
    learner, one = Learner(1), item("the red one", "")
    learner.hear(one, "the red one", one.reply("the red one"))
    words = len({"the", "red", "one", "the red one", "place 0"})
    # a single word is shown, none: half the rate for what was believed by a third
    assert learner.weights["made", "", "red"] == pytest.approx(0.5 * (2 / 3) / np.sqrt(words))
    assert learner.weights["made", "", "blue"] == pytest.approx(-0.5 * (1 / 3) / np.sqrt(words))
    assert learner._chances(one)[0] > 1 / 3


# ---- entries


@pytest.mark.parametrize(("length", "fits"), [(LONGEST_ANSWER, True), (LONGEST_ANSWER + 1, False)])
def test_an_answer_has_a_longest_length(length, fits):
    values = {"what": "question", "kind": "Which?", "first": "x" * length, "date": "2026-03-01"}
    if fits:
        assert entry_of(values).first == "x" * length
    else:
        with pytest.raises(fm.FaceModelError, match="an answer in it is not one"):
            entry_of(values)
    assert LONGEST_ANSWER == 500


def test_a_kind_is_harder_the_nearer_its_options_come():
    kind = KINDS["where"]  # least 0.7, easy 0, hard 0.5
    assert [kind.difficulty(x) for x in (0, 0.25, 0.5, 0.9)] == [0.2, 0.55, 0.9, 0.9]
    assert [kind.apart(x) for x in (0.7, 0.71)] == [True, False]


# ---- by hand


def test_whose_effect_fades_faster_has_fewer_days_and_who_needs_more_a_larger_dose():
    one, usual = dosing._somebody(need=2.0, pace=1.4), dosing._somebody()
    assert one.ed50 == 2 * usual.ed50
    assert one.decay_days == pytest.approx(usual.decay_days / 1.4)


def halved(muscle, dose, need, day=28.0):
    """Half of the strength is lost of ten units times what is needed."""
    return dose / (dose + 10 * need) * min(1.0, day / 28)


def test_doses_are_apart_by_the_nearest_of_the_others(monkeypatch):
    monkeypatch.setattr(dosing, "_lost", halved)
    for one in drafts(dosing.how_much, 6):
        text = one.values["need"]
        need = 1.0 if text == "the usual dose" else float(text.split()[0])
        lost = {text: halved("", float(text.split()[0]), need) for text in one.options}
        right = lost.pop(one.answer)
        assert one.values["lost"] == right
        assert one.figure == pytest.approx(min(abs(x - right) for x in lost.values()))


def test_a_second_dose_is_apart_by_how_much_farther_the_next_best_is_from_the_aim(monkeypatch):
    monkeypatch.setattr(dosing, "_lost", halved)
    for one in drafts(dosing.what_next, 6):
        told = one.values
        off = {
            text: abs(halved("", times * told["dose"], told["need"]) - told["aim"])
            for text, times in dosing.CHOICES.items()
        }
        right = off.pop(one.answer)
        assert told["nearest"] == min(off, key=lambda text: off[text])
        assert one.figure == pytest.approx(min(off.values()) - right)
        assert told["seen"] == halved("", told["dose"], told["need"], told["day"])
        assert told["peak"] == halved("", told["dose"], told["need"])


def test_strength_is_back_on_the_first_day_after_the_lowest(monkeypatch):
    """On day 30 0.3 is left, on day 330 all is back; on day 0 nothing was lost yet."""
    days = np.arange(float(dosing.LAST))
    left = np.interp(days, [0, 30, 330], [1, 0.3, 1])
    monkeypatch.setattr(dosing, "_course", lambda muscle, dose, pace: left)
    for one in drafts(dosing.when_does_it_fade, 6):
        part = dosing.PARTS[one.values["part"]]
        assert one.values["back"] == np.ceil(30 + 300 * (part - 0.3) / 0.7 - 1e-9)
        assert one.values["peak"] == pytest.approx(0.7)


@pytest.mark.parametrize(
    ("where", "left", "right"),
    [("below", (30, 35), (-30, 35)), ("above", (30, 45), (-30, 45)),
     ("medial to", (25, 40), (-25, 40)), ("lateral to", (35, 40), (-35, 40))],
)  # fmt: skip
def test_a_point_lies_beside_its_site_as_it_is_told(monkeypatch, where, left, right):
    monkeypatch.setattr(planning.toxin, "at", lambda mesh, x, y: (x, y, 80.0))
    site = SimpleNamespace(x_mm=30.0, y_mm=40.0, depth_mm=3.0)
    points = planning._points(site, ("left", "right"), 2.0, 5.0, where)
    assert [one.point[:2] for one in points] == [left, right]
    assert {(one.dose, one.depth_mm) for one in points} == {(2.0, 3.0)}


def test_the_worst_of_four_plans_is_the_most_uneven_one(monkeypatch):
    mm = [2.0, 1.1, 3.0, 1.3, 2.4]  # before, and of four plans
    monkeypatch.setattr(planning, "_uneven", lambda rows, landmark: mm)
    for one in drafts(planning.which_plan_is_worse, 2):
        assert one.answer == one.options[1]
        told = {name: one.values[name] for name in ("before", "most", "next")}
        assert told == {"before": 2.0, "most": 3.0, "next": 2.4}
        assert one.figure == pytest.approx(2.4 / 3.0)
    monkeypatch.setattr(planning, "_uneven", lambda rows, landmark: [0.1, 0.2, 0.3, 0.9, 0.1])
    assert drafts(planning.which_plan_is_worse, 1)[0].figure == 1  # of less nobody is asked


def test_a_milder_complaint_is_harder_and_a_warning_that_changes_nothing_hardest(monkeypatch):
    def figure(right, severity, flag=None):
        truth = {"severity": severity, "also": "", "condition": "x", "why": "y"}
        patient = SimpleNamespace(
            reveal=lambda: truth, history="", _kind=SimpleNamespace(right=right),
            _flag=flag and SimpleNamespace(right=flag),
        )  # fmt: skip
        monkeypatch.setattr(visiting, "_somebody", lambda rng, wanted: patient)
        return visiting.refer_or_treat(np.random.default_rng(1)).figure

    assert figure("treat", 1.0) == pytest.approx(0.1)
    assert figure("treat", 0.25) == pytest.approx(0.1 + 0.6 * 0.75)
    assert (figure("refer", 1.0), figure("leave", 0.1)) == (0.35, 0.6)
    assert (figure("treat", 1.0, "refer"), figure("treat", 1.0, "treat")) == (0.75, 0.9)


def test_what_a_recording_shows_is_the_weak_side(monkeypatch):
    ways = {0.0: [[5.0, 5.0]] * 5}
    monkeypatch.setattr(
        visiting, "_ways", lambda name, side, percent, noise: np.array(
            ways.get(percent, [[4.0, 5.0], [3.9, 5.0], [5.0, 4.0], [5.0, 3.9], [5.0, 5.0]]))
    )  # fmt: skip
    monkeypatch.setattr(visiting, "_take", lambda name, side, percent, noise: (name, side))

    def found(take):
        muscle = f"{visiting.WEAKENED[take[0]][0]}_{take[1]}"
        return SimpleNamespace(findings=[SimpleNamespace(kind="weak", muscle=muscle, percent=0.5)])

    monkeypatch.setattr(visiting.movements, "strengths", found)
    (one,) = drafts(visiting.read_take, 1)
    tasks = [task.replace("_", " ") for task in visiting.SUNNYBROOK_TASKS]
    assert one.seen == (f"{tasks[1]}: left moves less", f"{tasks[3]}: right moves less")


def test_an_item_of_a_test_is_the_first_that_is_near_or_the_nearest(monkeypatch):
    asked = []

    def drawn(hard):
        rows = iter(hard)
        monkeypatch.setattr(testing, "draw", lambda kind, seed: asked.append(seed)
                            or SimpleNamespace(difficulty=next(rows)))  # fmt: skip
        return [testing._near("where", 0.5, which, np.random.default_rng(which))
                for which in (0, 1)]  # fmt: skip

    assert [one.difficulty for one in drawn([0.9, 0.57, 0.41, 0.2, 0.58])] == [0.57, 0.58]
    asked.clear()
    far = [0.2, 0.9, 0.35, 0.8, 0.2, 0.9, 0.7, 0.3]
    assert [one.difficulty for one in drawn([*far, *far[::-1]])] == [0.35, 0.35]
    assert {seed % 2 for seed in asked[:8]} == {0}
    assert {seed % 2 for seed in asked[8:]} == {1}


def test_places_that_are_offered_beside_the_best_are_the_nearest_of_the_lesser(monkeypatch):
    monkeypatch.setattr(dosing, "_away", lambda k, best: float(k))
    monkeypatch.setattr(dosing.Chooser, "chance", lambda self, share: False)
    numbers = {dosing._told(k): k for k in range(len(sites.PLACES))}
    shares = dosing._caught(constants.digest())
    for one in drafts(dosing.where, 6):
        side, stem = one.values["side"], one.values["muscle"].replace(" ", "_")
        share = shares[:, fm.MUSCLES.index(f"{stem}_{side}")]
        best = numbers[one.answer]
        apart = KINDS["where"].apart
        here = [k for k, (_, at) in enumerate(sites.PLACES) if at in (side, "middle")]
        lesser = [k for k in here if apart(share[k] / share[best])]
        offered = {numbers[text] for text in one.options} - {best}
        assert offered <= set(lesser[:6])
