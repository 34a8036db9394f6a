"""What the lessons say in words beside their own figures, held against the model."""

import json
import pathlib
import re

import numpy as np
import pytest

import facemodel as fm
from facemodel.teach.judges import limits, persons

NOTEBOOKS = pathlib.Path(__file__).parents[1] / "notebooks"


def said(number: int) -> str:
    (path,) = NOTEBOOKS.glob(f"{number:02}_*.ipynb")
    cells = json.loads(path.read_bytes())["cells"]
    return "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown")


def test_lesson_01_its_two_settings_make_both_corners_alike():
    text = said(1)
    assert "*eye* to 60 % and *smile* to 10 %" in text
    told = fm.exercises.why_level.explanation()
    left, right = (float(x) for x in re.findall(r"moves ([\d.]+)|right one ([\d.]+)", told)[0:2]
                   for x in x if x)  # fmt: skip
    assert abs(left - right) < 0.5


def test_lesson_02_the_inner_end_of_the_brow_moves_most():
    assert "in a frown the inner end moves most; in a brow raise both ends rise" in said(2)
    face = fm.load()
    for name in ("frown", "brow_raise"):
        moved = face.deform(fm.expression(name)) - face.deform(fm.expression("rest"))
        inner, outer = (
            moved[face.mesh.landmarks[f"brow_{end}_left"]] for end in ("inner", "outer")
        )
        assert np.linalg.norm(inner) > 1.3 * np.linalg.norm(outer)
        assert (outer[1] > 2) == (name == "brow_raise")


def test_lesson_03_one_contraction_is_held_and_short_bursts_follow():
    assert "one contraction is held for two seconds, and short bursts" in said(3)
    case = fm.Case(condition="hemifacial_spasm", side="left", severity="moderate", seed=2)
    course = fm.course(case, seconds=10)
    pulls = course.activation.max(axis=1) > 0.15
    (edges,) = np.nonzero(np.diff(pulls))
    lasted = np.diff(course.times[edges])[::2]
    assert abs(lasted[0] - 2) < 0.2
    assert len(lasted) > 2
    assert lasted[1:].max() < 0.21


def test_lesson_03_two_settings_frame_the_exercise():
    assert "A fifth weaker is not noticed" in said(3)
    few, many = (fm.exercises.open_the_eyes({"eye": share}).goals for share in (0.2, 0.8))
    assert [goal.met for goal in few] == [False, True]
    assert [goal.met for goal in many] == [True, False]


def test_lesson_05_doubling_at_a_safe_place_is_warned_of_one_day():
    """The next step of its take-away: each doubling adds less, and a ceiling is named."""
    (point,) = fm.exercises.spare_the_lid.reference()
    found = []
    for units in (2, 4, 8, 16):
        one = fm.Injection(units, point=point.point, depth_mm=point.depth_mm)
        lost = 1 - fm.toxin.remaining(fm.load(), [one], 14)[fm.MUSCLES.index("corrugator_left")]
        warned = [effect.label for effect in fm.side_effects(fm.load(), [one], day=14)]
        found.append((float(lost), warned))
    assert np.all(np.diff(np.diff([lost for lost, _ in found])) < 0)
    assert [bool(warned) for _, warned in found] == [False, False, False, True]


def test_lesson_06_what_the_labelled_points_do_to_brow_anger_and_sadness():
    assert "a quarter to a third of the forehead" in said(6)
    face, rest = fm.load(), fm.expression("rest")
    plain, brow = fm.conditions.healthy(), fm.load().mesh.landmarks
    points = fm.toxin.scenario("label_glabellar", face.mesh)
    injected = fm.toxin.remaining(face, points, 14)
    parts = [fm.MUSCLES.index(f"frontalis_{part}_left") for part in ("lateral", "medial")]
    assert np.all((injected[parts] > 0.6) & (injected[parts] < 0.75))

    def seen(weaker):
        still = plain.drive(rest, weaker)
        moved = face.deform(still) - face.deform(plain.drive(rest))
        kept = [
            fm.scales.legibility(face, name, plain.drive(fm.expression(name), weaker), still)
            for name in ("anger", "sadness")
        ]
        lift = [moved[brow[f"brow_{end}_left"], 1] for end in ("inner", "mid")]
        return lift, [one.retained for one in kept]

    (inner, _), (anger, sadness) = seen(fm.dampen({"glabella": 0.8}))
    assert inner > 0.1
    assert anger < 0.5
    assert sadness > 1.05
    (inner, pupil), (anger, sadness) = seen(injected)
    assert inner < 0
    assert abs(pupil) < 0.1
    assert anger < 0.6
    assert sadness < 0.9


def test_lesson_09_the_point_in_the_cheek_is_what_costs_some_their_gain():
    told = fm.exercises.more_even.explanation()
    better, without = map(int, re.search(r"^(\d+) of 40.*without it (\d+) would", told).groups())
    assert better < without


@pytest.mark.slow
def test_lesson_10_the_plan_takes_about_three_times_the_units_of_the_exercise():
    assert "about three times as many" in said(10)
    spasm = fm.conditions.hemifacial_spasm("left", "moderate")
    plan = fm.plan.balance(fm.load(), spasm, at_most=5).treatment(day=14)
    assert 2.5 * 8 < plan.total_units < 3.5 * 8


def test_lesson_11_what_doing_nothing_and_the_usual_pattern_are_worth():
    patient = fm.patients.draw(*persons.FIRST)
    nothing = fm.patients.score(patient, [fm.patients.Treatment()])
    assert nothing.total == int(re.search(r"Doing nothing scores (\d+)", said(11))[1])
    usual = fm.patients.Treatment(injections=fm.patients.textbook(patient))
    marks = fm.patients.score(patient, [usual])
    assert f"{marks.total:.0f} marks" in fm.exercises.by_the_book.explanation()


def test_lesson_11_tells_what_was_hidden_with_a_reply_and_not_before():
    (path,) = NOTEBOOKS.glob("11_*.ipynb")
    sources = ["".join(c["source"]) for c in json.loads(path.read_bytes())["cells"]]
    telling = [text for text in sources if ".reveal()" in text]
    assert telling
    assert all(".box(then=" in text and "print(" not in text for text in telling)


def test_lesson_13_two_faces_cannot_be_told_apart_at_rest():
    told = fm.exercises.same_face
    assert told.reference() == "raising the brows"
    share, rest, _ = limits.alike()
    assert 0.2 < share < 1
    face = fm.load()
    marks = list(face.mesh.landmarks.values())
    weak, tight = face.deform(rest)[:, marks]
    apart = np.linalg.norm(weak - tight, axis=-1).max()
    assert 0 < apart < fm.metrics.detectable_change_mm("smile_social")
    labels, rows = told.drawn()
    assert len(labels) == len(rows) == 2


def test_lesson_13_more_than_three_quarters_is_assumed():
    assert "More than three quarters are assumed" in said(13)
    marks = [one.mark for one in fm.parameters()]
    assert marks.count("assume") > 0.75 * len(marks)


def test_lesson_13_whom_to_refer_follows_from_the_table_of_warnings():
    refers = {flag.text for flag in limits.FLAGS.values() if flag.right == "refer"}
    ask = fm.exercises.who_first
    key = [text for letter, text in zip("abcdef", ask.options, strict=True)
           if letter in ask.reference()]  # fmt: skip
    assert set(key) == refers & set(ask.options)
    assert 0 < len(key) < len(ask.options)
