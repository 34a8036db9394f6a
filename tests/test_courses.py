"""Courses: days, seconds and the making of an expression, and what is measured on the way."""

from dataclasses import replace

import numpy as np
import pytest

import facemodel as fm
from facemodel.data import constants
from facemodel.study import course

SPASM = fm.Case(condition="hemifacial_spasm", side="left", expression="smile_social")
TREATED = fm.Case(
    condition="hemifacial_spasm",
    side="left",
    expression="smile_social",
    injections=[fm.Injection(5, muscle="zygomaticus_major_left", day=3)],
)


def test_before_the_first_injection_days_are_as_nothing_treated(face):
    made = fm.course(TREATED, days=[0, 2, 14, 100], face=face)
    np.testing.assert_array_equal(made.activation[:2], made.before[:2])
    now = course.measures(made, face)
    weak = now["strength_smile_left"]
    assert weak[0] == weak[1] == 1
    assert weak[2] < weak[3] < 1
    assert now["cheilion_left_mm"][2] < now["cheilion_left_mm"][0] - 1
    assert now["strength_smile_right"].min() > 0.999


def test_a_row_is_what_the_case_gives_on_that_day(face):
    made = fm.course(TREATED, days=[20], face=face)
    frame = replace(TREATED, day=20).after(face)
    expected = fm.metrics.asymmetry(face.mesh, frame)
    np.testing.assert_allclose(course.measures(made, face)["asymmetry_mm"], [expected], rtol=1e-5)


def test_left_out_the_case_says_what_runs():
    assert fm.course(TREATED).kind == "days"
    runs = fm.course(SPASM)
    assert runs.kind == "seconds"
    assert np.ptp(runs.activation, axis=0).max() > 0.1  # it begins where something happens
    moves = fm.course(fm.Case(expression="brow_raise"))
    assert moves.kind == "movement"
    made, let_go = (constants.value(f"processes.expression.{n}_s") for n in ("attack", "release"))
    assert moves.times[-1] == pytest.approx(0.2 + made + 1 + let_go + 0.2, abs=0.1)
    np.testing.assert_allclose(moves.activation[[0, -1]], 0, atol=1e-9)
    full = moves.activation[len(moves.times) // 2]
    np.testing.assert_allclose(full, fm.expression("brow_raise"))


def test_mirrored_cases_have_mirrored_courses(face):
    one = course.measures(fm.course(TREATED, days=[30], face=face), face)
    other = course.measures(fm.course(TREATED.mirrored(), days=[30], face=face), face)
    swap = {"left": "right", "right": "left"}
    for name, values in one.items():
        parts = [swap.get(part, part) for part in name.split("_")]
        np.testing.assert_allclose(other["_".join(parts)], values, atol=2e-3, err_msg=name)


@pytest.mark.parametrize(
    ("case", "times", "said"),
    [
        (TREATED, {"days": [1], "seconds": 2}, "give one of them"),
        (TREATED, {"days": []}, "each larger than the one before"),
        (TREATED, {"days": [3, 2]}, "each larger than the one before"),
        (TREATED, {"days": [float("nan")]}, "days must lie from 0"),
        (TREATED, {"days": "soon"}, "days must be a number"),
        (fm.Case(), {"seconds": 3}, "has nothing that runs in seconds"),
        (SPASM, {"seconds": 1e9}, "seconds must lie from"),
        ("spasm", {}, "a case is expected, got text"),
    ],
)
def test_a_wrong_wish_is_refused_in_one_sentence(case, times, said):
    with pytest.raises(fm.FaceModelError, match=said):
        fm.course(case, **times)


def test_a_course_prints_in_a_line_and_shows_a_dozen_moments(face):
    made = fm.course(TREATED, days=range(0, 100, 2), face=face)
    assert repr(made).startswith("Course(50 moments, day 0 to 98, of Case(")
    assert len(repr(made)) < 500
    shown = made._repr_html_()
    assert shown.count("<tr>") == 11  # a head, and every fifth of fifty
    assert "<th>day</th><th>asymmetry_mm</th>" in shown


def test_a_course_is_a_frame_of_what_is_measured():
    pytest.importorskip("pandas", reason="pip install pandas")
    made = fm.course(TREATED, days=[0, 30])
    table = made.to_frame()
    assert table["day"].tolist() == [0, 30]
    assert table["asymmetry_mm"].tolist() == course.measures(made)["asymmetry_mm"].tolist()
