"""How items are drafted, step by step, and the simulated learner who checks them."""

from types import SimpleNamespace

import numpy as np
import pytest

import facemodel as fm
from facemodel.anatomy.muscles import CONTROLS, other_side
from facemodel.physiology import sites
from facemodel.teach.items import dosing, planning, seeing, visiting
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
