"""The exercise of notebook 01 has a solution, and the wrong ways do not pass."""

import dataclasses

import pytest

import facemodel as fm
from facemodel.teach.exercises import SPASM_SMILE, level_smile

SOLUTION = {"eye_left": 0.7, "smile_left": 0.3, "mouth_ring_left": 0.2, "neck_left": 0.5}


def met(dampening) -> list[bool]:
    return [goal.met for goal in level_smile(dampening).goals]


def test_the_reference_solution_solves_it():
    feedback = level_smile(SOLUTION)
    assert feedback.solved, str(feedback)
    assert feedback.hint.startswith("Solved")
    case = dataclasses.replace(SPASM_SMILE, dampening=SOLUTION)
    assert level_smile(case) == feedback


def test_doing_nothing_is_no_solution_but_costs_nothing():
    assert met({}) == [False, True, True]
    assert met({"eye_left": 0.0, "smile_right": 0.0}) == [False, True, True]


def test_freezing_the_side_fails_on_both():
    """The trap: a paralysed side sags, so it is neither level nor moving."""
    frozen = {name: 1.0 for name in fm.REGIONS if name.endswith("_left")}
    assert met(frozen) == [False, False, True]
    assert "Ease" in level_smile(frozen).hint


def test_freezing_the_whole_face_is_level_and_fails():
    assert met(dict.fromkeys(fm.REGIONS, 1.0)) == [True, False, False]


def test_the_healthy_side_counts_however_it_is_named():
    for name in ("smile_right", "smile", "zygomaticus_major_right", "zygomaticus_major"):
        assert met(SOLUTION | {name: 0.1})[2] is False


def test_a_hint_names_the_third_where_most_is_left():
    assert "middle third" in level_smile({"smile_left": 0.3}).hint


def test_no_hint_gives_the_key_away():
    for attempt in ({}, {"smile_left": 0.9}, {"eye_left": 0.2}):
        assert not any(str(v) in str(level_smile(attempt)) for v in SOLUTION.values())


@pytest.mark.parametrize("attempt", [{"eye_lft": 0.5}, {"eye_left": 2}, [0.5], "eye_left"])
def test_an_attempt_that_is_none_is_refused(attempt):
    with pytest.raises(fm.FaceModelError):
        level_smile(attempt)


def test_markup_is_escaped_and_complete():
    shown = level_smile({})._repr_html_()
    assert shown.count("<li>") == 3
    assert "not yet" in shown
