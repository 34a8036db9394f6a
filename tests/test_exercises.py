"""Exercises answer anything: the start falls short, the reference passes, nonsense is told."""

import dataclasses
import html
import json
import pathlib
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs
from scipy.optimize import brentq

import facemodel as fm
from facemodel.teach import answers, muscle_names, quantities
from facemodel.teach.exercise import Exercise
from facemodel.teach.exercises import ALL, SPASM_SMILE, level_smile
from facemodel.teach.judges import muscles
from facemodel.teach.table import KINDS, MOST_HINTS, ROWS, TOLERANCES, tolerance
from facemodel.teach.widgets.boxes import box

LESSONS = 13
NOTEBOOKS = pathlib.Path(__file__).parents[1] / "notebooks"
EXERCISES = pytest.mark.parametrize("exercise", ALL.values(), ids=ALL)
SOLUTION = ALL["level_smile"].reference()
ABSURD = [
    None,
    "",
    "pineapple",
    "x" * 5000,
    "<script>",
    float("nan"),
    float("inf"),
    -float("inf"),
    10**400,
    1e308,
    True,
    b"bytes",
    (),
    [],
    [float("nan")] * 3,
    [float("inf")] * 3,
    [1, 2],
    [1, 2, 3, 4],
    [[1, 2], [3]],
    [None],
    ["a", None],
    [{}],
    {"eye_left": float("nan")},
    {"eye_left": None},
    {None: 0.5},
    {1: 2},
    {"pineapple": 0.5},
    {"rest_eye": float("inf")},
    dict.fromkeys(fm.REGIONS, "much"),
    np.full(len(fm.MUSCLES), np.nan),
    np.zeros((3, 3)),
    np.array(["a"]),
    object(),
    level_smile,
    fm.Case,
    1j,
    {1, 2},
]


def met(dampening) -> list[bool]:
    return [goal.met for goal in level_smile(dampening).goals]


@EXERCISES
def test_the_start_runs_falls_short_and_gets_a_hint(exercise: Exercise):
    feedback = exercise.grade(exercise.starter)
    assert feedback.goals, feedback.hint
    assert not feedback.solved
    assert len(feedback.hint.split()) >= 5
    assert feedback.explanation == ""


@EXERCISES
def test_the_reference_passes_and_brings_the_reason(exercise: Exercise):
    feedback = exercise.grade(exercise.reference())
    assert feedback.solved, str(feedback)
    assert len(feedback.explanation.split()) >= 5


@EXERCISES
def test_nonsense_gets_a_sentence(exercise: Exercise):
    for answer in ABSURD:
        feedback = exercise.grade(answer)
        assert not feedback.solved, answer
        assert feedback.hint.endswith((".", "?", "]")), answer
        assert len(feedback.hint) < 700, answer
        assert "<script>" not in feedback._repr_html_()


@EXERCISES
def test_each_try_brings_the_next_hint_and_the_reason_after_the_last(exercise: Exercise):
    assert 1 <= len(exercise.hints) <= MOST_HINTS
    found = exercise.judge(exercise.starter)
    judged = dataclasses.replace(exercise, judge=lambda answer: found)
    said = [judged.grade("", tries) for tries in range(1, len(exercise.hints) + 2)]
    for feedback, hint in zip(said[1:], exercise.hints[1:], strict=False):
        assert hint in feedback.hint
        assert feedback.explanation == ""
    assert said[-1].explanation == f"{exercise.example()} {exercise.explanation()}"
    assert said[-1].hint.startswith("Not solved. ")
    assert judged.grade("", "often") == judged.grade("")


@EXERCISES
def test_it_says_what_is_asked_of_what_form_and_how_close(exercise: Exercise):
    assert exercise.kind in KINDS
    assert 1 <= exercise.lesson <= LESSONS
    assert exercise.question.endswith((".", "?"))
    assert exercise.form
    assert exercise.tolerance
    assert fm.exercises.__dict__[exercise.name] is exercise


def test_every_kind_and_every_lesson_has_one():
    assert {one.kind for one in ALL.values()} == set(KINDS)
    assert {one.lesson for one in ALL.values()} == {*range(1, LESSONS + 1)}


def test_every_tolerance_says_where_it_comes_from():
    for one in TOLERANCES.values():
        assert all((one.unit, one.cite or one.why, one.what)), one.name
        assert one.mark in ("seen", "recall", "assume", "calc")
    with pytest.raises(fm.FaceModelError, match="mark_share"):
        tolerance("mark_shares")


def test_keys_are_not_in_the_notebooks():
    """Neither the name of a muscle or branch sought, nor a reference answer as it is written."""
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        code = "\n".join(
            "".join(cell["source"])
            for cell in json.loads(path.read_bytes())["cells"]
            if cell["cell_type"] == "code"
        )
        number = int(path.stem[:2])
        for one in (e for e in ALL.values() if e.lesson == number):
            key = one.reference()
            if one.kind == "identify":
                assert key.replace(" ", "_") not in code.replace(" ", "_"), one.name
            if isinstance(key, dict):
                assert str(key) not in code.replace('"', "'"), one.name


def test_doing_nothing_is_no_solution_but_costs_nothing():
    assert met({"eye_left": 0.0, "smile_right": 0.0}) == [False, True, True]


def test_freezing_the_side_fails_on_both():
    """The trap: a paralysed side sags, so it is neither level nor moving."""
    frozen = {name: 1.0 for name in fm.REGIONS if name.endswith("_left")}
    assert met(frozen) == [False, False, True]
    assert "less: it costs the most" in level_smile(frozen).hint


def test_freezing_the_whole_face_is_level_and_fails():
    assert met(dict.fromkeys(fm.REGIONS, 1.0)) == [True, False, False]


def test_the_healthy_side_counts_however_it_is_named():
    for name in ("smile", "zygomaticus_major_right"):
        assert met(SOLUTION | {name: 0.1})[2] is False


def test_a_hint_names_the_third_where_most_is_left():
    assert "middle third" in level_smile({"smile_left": 0.3}).hint


def test_no_hint_gives_the_key_away():
    for attempt in ({"smile_left": 0.9}, {"eye_left": 0.2}):
        said = str(level_smile(attempt))
        assert not any(str(v) in said for v in SOLUTION.values())


def test_a_case_and_the_lab_on_screen_answer_as_well():
    case = dataclasses.replace(SPASM_SMILE, dampening=SOLUTION)
    assert level_smile(case) == level_smile(SOLUTION)
    lab = level_smile.show()
    assert lab.value == SPASM_SMILE
    assert not lab.plans  # what it suggests would be the answer
    lab.case = case.contents()
    assert level_smile(lab).solved


def test_what_falls_short_is_not_told_as_enough():
    short = ALL["even_but_alive"]({"eye_left": 0.4, "chin_left": 0.6, "neck_left": 0.6})
    assert not short.goals[0].met
    assert short.goals[0].reached == "it falls by 7%"


def test_markup_is_escaped_and_complete():
    shown = level_smile({})._repr_html_()
    assert shown.count("<li>") == 3
    assert "not yet" in shown


def test_a_muscle_may_be_written_as_one_likes_and_its_side_counts():
    ask = ALL["which_muscle_1"]
    stem = ask.reference().removesuffix("_left")
    for written in (f"{stem}_left", f"Left {stem.replace('_', ' ')}", f" {stem.upper()}  LEFT "):
        assert ask(written).solved, written
    assert [g.met for g in ask(f"{stem}_right").goals] == [True, False]
    assert [g.met for g in ask(stem).goals] == [True, False]
    assert "Sides are the person's" in ask(stem).hint


def test_a_muscle_that_moves_the_skin_alike_counts():
    """levator labii superioris and zygomaticus minor are one movement to the eye in this model."""
    near = muscles.likeness("levator_labii_superioris_left", "zygomaticus_minor_left")
    assert near == pytest.approx(0.9, abs=0.05)
    row = structs.replace(ROWS["which_muscle_1"], look={"activation": "zygomaticus_minor_left"})
    judge = muscles.name_the_muscle(row).judge
    alike = judge("levator labii superioris left").goals[0].met
    assert alike == (near >= tolerance("alike"))
    assert not judge("zygomaticus major left").goals[0].met


def test_a_marked_point_is_scored_in_mm_whatever_form_it_has():
    ask, mesh = ALL["mark_the_point"], fm.load().mesh
    aim = np.array(ask.reference())
    written = "{} {} {}".format(*aim)
    injection = fm.Injection(1, point=tuple(aim))
    for answer in (list(aim), aim, written, injection, fm.Case(injections=[injection])):
        assert "0.0 mm" in ask(answer).goals[0].reached
    corner = mesh.vertices[mesh.landmarks["cheilion_left"]]
    away = np.linalg.norm(corner - aim)
    assert f"{away:.1f} mm" in ask("cheilion_left").goals[0].reached
    assert "lower" in ask("cheilion_left").hint
    assert not ask(fm.Injection(1, muscle="depressor_anguli_oris_left")).goals
    assert not ask(fm.Case()).goals
    assert "10 mm" in ask((0, 0, 500)).hint


@pytest.mark.parametrize(
    ("moved", "said"),  # side, mm outward, mm up
    [
        ((-1, 0, 0), "on the other side of the face. Sides are"),
        ((-1, 0, 12), "on the other side of the face, and lower there. Sides are"),
        ((1, 0, 34), "is lower"),
        ((1, 0, -12), "is higher"),
        ((1, -15, 0), "farther from the midline. "),
        ((1, 8, 0), "nearer to the midline. "),
    ],
)
def test_the_way_to_the_reference_is_true(moved, said):
    ask, mesh = ALL["mark_the_point"], fm.load().mesh
    side, outward, up = moved
    aim = np.add(ask.reference(), (outward, up, 0))
    skin = mesh.vertices[mesh.vertices[:, 2] > 30]
    beside = skin[np.argmin(np.linalg.norm((skin - aim)[:, :2], axis=1))] * [side, 1, 1]
    hint = ask(np.where([True, True, False], aim * [side, 1, 1], beside)).hint
    assert said in hint
    assert ("other side" in hint) == (side < 0)


def test_in_the_midline_there_is_no_other_side():
    ask, mesh = ALL["mark_the_point"], fm.load().mesh
    hints = [ask(fm.toxin.at(mesh, x, ask.reference()[1])).hint for x in (-1.0, 1.0)]
    assert all("farther from the midline" in hint for hint in hints)
    assert not any("other side" in hint for hint in hints)


def test_points_on_the_wrong_side_are_not_told_to_stay_there():
    ask = ALL["spare_the_lid"]
    (point,) = {one.point for one in ask.reference()}
    across = fm.Injection(1.5, point=(-point[0], *point[1:]), depth_mm=4)
    assert "There is no point on the left" in ask([across]).hint
    other = fm.Injection(1.5, muscle="corrugator_right")
    assert "There is no point on the left" in ask([other]).hint
    shallow = fm.Injection(0.1, point=point, depth_mm=4)
    assert "Too little reaches the left corrugator" in ask([across, shallow]).hint


def test_a_click_on_the_skin_is_a_marked_point():
    ask = ALL["mark_the_point"]
    lab = ask.show()
    asked = ask.box(lab)
    assert "no point is marked" in ask(lab).hint.lower()
    there = {"vertex": 0, "landmark": None, "distance_mm": None, "area": None, "muscles": []}
    lab.picked = {"point_mm": list(ask.reference()), **there}
    assert ask(lab).solved
    assert len(asked.answer["answer"].split()) == 3
    asked.check()
    assert "Solved" in asked.reply


def test_points_of_treatment_are_answered_in_the_lab_they_begin_in():
    ask = ALL["spare_the_lid"]
    lab = ask.show()
    assert lab.mode == "dose"
    assert list(lab.value.injections) == ask.starter
    asked = ask.box(lab)
    asked.check()
    assert "lid ptosis" in asked.reply
    lab.case = dataclasses.replace(lab.value, injections=ask.reference()).contents()
    asked.check()
    assert "Solved" in asked.reply


def test_a_picture_shows_rest_and_movement_and_does_not_name_the_muscle(monkeypatch):
    from matplotlib.figure import Figure

    from facemodel.view.stills import plain as stills

    def quick(face, rows, labels):  # painting takes seconds; notebook 02 paints
        made = Figure(figsize=(1, 1))
        made.set_label(stills.alt_text(face, rows, labels))
        return made

    monkeypatch.setattr(stills, "figure", quick)
    said = ALL["which_muscle_1"].picture()._repr_mimebundle_()["text/plain"]
    assert "rest: cheilion left moves 0.0 mm" in said
    assert re.search(r"movement: cheilion left moves [5-9]\.", said)
    assert "depressor" not in said


def test_a_prediction_is_told_which_way_it_is_off():
    ask = ALL["when_the_eye_closes"]
    day = ask.reference()
    near = tolerance("predicted_week")
    assert ask(day + near).solved
    assert ask(f"{day:.0f} days").solved
    assert "less" in ask(day + 2 * near).goals[0].reached
    assert "much more" in ask(1).goals[0].reached


def test_a_grading_is_compared_item_by_item():
    ask = ALL["grade_this_face"]
    known = ask.reference()
    one_off = known | {"voluntary_brow_raise": known["voluntary_brow_raise"] + 1}
    assert ask(one_off).solved
    told = ask(one_off).goals[1].reached
    assert told.endswith("12 of them exactly; others: voluntary brow raise")
    assert "others" not in ask(known).goals[1].reached
    worded = {name: f"{score} in words" for name, score in known.items()}
    assert ask(worded).solved
    low = known | {name: 1 for name in known if name.startswith("voluntary")}
    assert "voluntary part is furthest off" in ask(low).hint
    assert "too low" in ask(low).hint
    assert "12 items have no score yet: nasolabial fold at rest, mouth" in ask({"rest_eye": 0}).hint
    assert "Rest_eye is scored 0, 1, got 7" in ask(known | {"rest_eye": 7}).hint


def test_statements_are_chosen_by_letter_list_or_text():
    ask = ALL["bad_plan"]
    key = ask.reference()
    texts = [text for letter, text in zip("abcdef", ask.options, strict=True) if letter in key]
    for answer in (key, key.upper(), ", ".join(key), list(key), texts, set(key)):
        assert ask(answer).solved, answer


def test_a_wrong_placement_of_every_kind_fails_and_says_which_muscle():
    ask = ALL["spare_the_lid"]
    assert "levator palpebrae superioris left" in ask(ask.starter).hint
    strong = [fm.Injection(9, muscle="corrugator_left", depth_mm=2)]
    assert [g.met for g in ask(strong).goals[:2]] == [True, False]
    assert "too little" in ask([]).hint.lower()


def test_a_spasm_does_not_count_as_an_eye_that_closes():
    """Between spasms nothing helps the lids: the gap is judged without the spasm."""
    ask, face = ALL["open_the_eyes"], fm.load()
    spasm = fm.conditions.blepharospasm("moderate")

    def gap(share, condition):
        left = fm.dampen({"eye": share})
        return fm.metrics.closure_gap_mm(face, left, condition).max() - 1

    alone, helped = (brentq(gap, 0.7, 0.9, (c,)) for c in (fm.conditions.healthy(), spasm))
    assert alone < helped - 2e-4
    assert not ask({"eye": (alone + helped) / 2}).goals[1].met
    assert ask({"eye": alone - 2e-4}).goals[1].met


@EXERCISES
def test_the_box_asks_replies_and_counts_tries(exercise: Exercise):
    lab = exercise.show() if exercise.field == "lab" else None
    asked = box(exercise, lab)
    assert exercise.question.split()[0] in asked._question
    assert asked.reply == ""
    asked._handle_custom_msg({"kind": "check"}, [])
    assert 'role="status"' in asked.reply
    start = exercise.starter
    rows = {row["name"]: row for row in asked._fields}
    if exercise.field in ("choice", "place", "number"):
        asked.answer = {"answer": str(start)}
    elif exercise.field == "several":
        asked.answer = {list(rows)["abcdef".index(start)]: True}
    elif exercise.field == "items":
        asked.answer = {
            name: next(o for o in rows[name]["options"] if o.startswith(str(score)))
            for name, score in start.items()
        }
    asked.check()
    if exercise.field == "lab":
        return
    assert "not yet" in asked.reply
    asked.check()
    last = (*exercise.hints[1:], exercise.example())
    assert any(text in html.unescape(asked.reply) for text in last)


def test_a_box_that_needs_the_lab_says_so():
    with pytest.raises(fm.FaceModelError, match=r"level_smile .* its \.box\(lab\)"):
        level_smile.box()
    with pytest.raises(fm.FaceModelError, match=r"fm\.show"):
        level_smile.box("lab")
    with pytest.raises(fm.FaceModelError, match="no face"):
        ALL["how_many"].show()


def test_what_is_to_be_found_out_has_no_name_on_screen():
    lab = ALL["which_branch"].show()
    assert lab.value.condition == "healthy"
    np.testing.assert_array_equal(
        lab.condition.conduction, ALL["which_branch"].case.build_condition().conduction
    )


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.complex_numbers()
    | st.sampled_from(["a", "rest_eye", "eye_left", "cheilion_left", "3 mild", "1 2 3"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(max_size=8) | st.none(), inner, max_size=3)
        | st.tuples(inner, inner, inner)
    ),
    max_leaves=6,
)


@settings(max_examples=60, deadline=None)
@given(ANYTHING)
def test_every_reader_takes_anything_or_says_what_is_wrong(answer):
    face = fm.load()
    readers = (
        lambda a: answers.one_of(("one", "two"), a),
        lambda a: quantities.figure(a, 0, 100, "days"),
        lambda a: answers.several(("one", "two"), a),
        lambda a: answers.scores({"rest_eye": ("0 no", "1 yes")}, a),
        answers.dampening,
        lambda a: answers.place(face, a),
        lambda a: answers.injections(face, a),
    )
    for read in readers:
        try:
            read(answer)
        except fm.FaceModelError as refusal:
            assert str(refusal)  # noqa: PT017


def test_an_overdose_solves_no_exercise_of_points():
    eye = "orbicularis_oculi_orbital_{}_left"
    much = {
        "50 units in one place": [(eye.format("lateral"), 50)],
        "10 units in one place": [(eye.format("lateral"), 10), (eye.format("inferior"), 10)],
    }
    for told, points in much.items():
        answer = [fm.Injection(units, muscle=muscle) for muscle, units in points]
        reply = fm.exercises.whole_course(answer)
        assert not reply.solved
        assert told in reply.hint


@pytest.mark.parametrize(
    ("written", "days"),
    [
        ("19 weeks", 133),
        ("4 months", 122),
        ("120-140", 130),
        ("120 to 140 days", 130),
        ("18–20 weeks", 133),
        ("about 130", 130),
        ("Day 138", 138),
        ("1 year", 365),
        ("138,5", 138.5),
    ],
)
def test_days_may_be_weeks_months_or_a_range(written, days):
    assert quantities.figure(written, 0, 1000, "days") == days


@pytest.mark.parametrize(
    "written", ["-1", "140-120", "4 miles", "19 weeks or so", "1-2-3", "", "x-3"]
)
def test_what_is_no_figure_is_refused(written):
    with pytest.raises(fm.FaceModelError, match="number in days"):
        quantities.figure(written, 0, 1000, "days")


def test_other_figures_have_their_own_units():
    assert quantities.figure("30 people", 0, 40, "people") == 30
    assert quantities.figure("20 %", 0, 100, "per cent") == 20
    with pytest.raises(fm.FaceModelError, match="number in people"):
        quantities.figure("3 weeks", 0, 40, "people")


@pytest.mark.parametrize(
    ("written", "stem", "side"),
    [
        ("DAO left", "depressor_anguli_oris", "left"),
        ("l. DAO", "depressor_anguli_oris", "left"),
        ("right lateral frontalis", "frontalis_lateral", "right"),
        ("LLSAN R", "levator_labii_superioris_alaeque_nasi", "right"),
        ("lls left", "levator_labii_superioris", "left"),
        ("corrugator supercilii right", "corrugator", "right"),
        ("ZM", "zygomaticus_major", None),
    ],
)
def test_muscles_may_be_abbreviated_and_in_any_order(written, stem, side):
    assert muscle_names.named(written) == (stem, side)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("frontalis right", "which frontalis: medial or lateral"),
        ("zygomaticus left", "which zygomaticus: minor or major"),
        ("left right DAO", "unknown muscle"),
        ("pineapple", "unknown muscle"),
        ("left", "unknown muscle"),
    ],
)
def test_a_name_of_several_muscles_is_asked_back(written, said):
    with pytest.raises(fm.FaceModelError, match=said):
        muscle_names.named(written)


def test_every_abbreviation_leads_to_a_muscle():
    for brief, whole in muscle_names.ABBREVIATIONS.items():
        words = set(whole.split())
        assert not words - {"left", "right"} or any(
            words <= set(stem.split("_")) for stem in muscle_names.STEMS
        ), brief


def test_the_kits_own_point_for_a_muscle_passes():
    """Seven millimetres from the middle of its belly, and as much of the muscle is reached."""
    points = fm.toxin.scenario("dao", fm.load().mesh)
    (own,) = (one for one in points if one.point[0] > 0)
    assert ALL["mark_the_point"](own.point).solved


def test_giving_up_shows_what_passes_and_why_this_failed():
    frozen = {name: 1.0 for name in fm.REGIONS if name.endswith("_left")}
    told = level_smile.grade(frozen, 9)
    assert not told.solved
    assert told.hint.startswith("Not solved. Too much movement is lost.")
    assert told.explanation.startswith("One answer that passes: left forehead 30%, left eye 70%")
    asked = level_smile.box(level_smile.show())
    asked._handle_custom_msg({"kind": "give_up"}, [])
    assert "One answer that passes" not in asked.reply  # the first answer counts
    asked._handle_custom_msg({"kind": "give_up"}, [])
    assert "One answer that passes" in asked.reply


def test_what_follows_comes_with_the_reason_and_not_before():
    ask = ALL["other_corner"]
    figure = fm.figures.curve([0, 1], [0, 1], "x", "y")
    asked = ask.box(then=("one < two", figure))
    assert "one &lt; two" not in json.dumps(asked.get_state(), default=str)
    asked.answer = {"answer": ask.starter}
    asked.check()
    assert "one &lt; two" not in asked.reply
    asked.answer = {"answer": ask.reference()}
    asked.check()
    assert "one &lt; two" in asked.reply
    assert "<img" in asked.reply
    with pytest.raises(fm.FaceModelError, match="a text, a figure"):
        ask.box(then=5)


def test_statements_say_which_to_look_at_again():
    ask = ALL["bad_plan"]
    wrong = "".join(letter for letter in "abcdef" if (letter in ask.reference()) != (letter == "b"))
    assert ask(wrong).goals[0].reached.endswith("look again at b")


def test_nothing_told_in_a_lesson_solves_its_exercise():
    """Shares that the text or the code of a lesson names, points that it places."""
    assert not level_smile({"eye_left": 0.6, "smile_left": 0.1}).solved
    assert not level_smile({"eye_left": 0.6, "smile_left": 0.3}).solved
    for share in (0.2, 0.8):
        assert not ALL["open_the_eyes"]({"eye": share}).solved
    for lower in (0, 5, 10, 15):
        told = fm.Injection(4, point=(27.4, 44 - lower, 82), depth_mm=8)
        assert not ALL["spare_the_lid"]([told]).solved
    face, spasm = fm.load(), fm.conditions.hemifacial_spasm("left", "moderate")
    points = fm.plan.balance(face, spasm, at_most=5).treatment(day=14).injections
    whole = ALL["whole_course"](list(points))
    assert [goal.met for goal in whole.goals] == [True, False, True, True, True]
