"""Parts of view/js/core on small numbers: what each makes of them is worked by hand."""

import json
from pathlib import Path

import numpy as np
import pytest

from node_script import run

RNG = np.random.default_rng(4)


def problem() -> dict:
    """Gaps that several forces together open, so that some have to let go again."""
    mix = RNG.normal(size=(6, 6))
    compliance = mix @ mix.T + 0.1 * np.eye(6)
    return {"compliance": compliance.ravel().tolist(), "gap": RNG.normal(-0.5, 1, 6).tolist()}


PUSHED = [problem() for _ in range(40)]


@pytest.fixture(scope="module")
def told(node, tmp_path_factory):
    script = (Path(__file__).parent / "data/core_parts.mjs").read_text("utf-8")
    return run(node, tmp_path_factory.mktemp("core"), script, json.dumps(PUSHED))


def test_a_case_on_screen_is_undone_step_by_step(told):
    """Quick steps of one gesture, and those while it is held, are one; what is new ends redoing."""
    steps = [(name, a) for name, a, *_ in told["steps"]]
    assert steps == [
        ("same", 0), ("one", 1), ("goes on", 2), ("anew", 3), ("held", 4), ("other", 5),
        ("undo", 4), ("undo", 2), ("undo", 0), ("nothing left", 0), ("redo", 2), ("amended", 9),
        ("redo", 4), ("new way", 7), ("refused", 0), ("kept", 0), ("none holds", -1),
        ("unheard", -1),
    ]  # fmt: skip
    undo = [name for name, _, can_undo, _ in told["steps"] if not can_undo]
    assert undo == ["same", "undo", "nothing left", "refused", "kept", "none holds"]
    redo = [name for name, *_, can_redo in told["steps"] if can_redo]
    assert redo == ["undo"] * 3 + ["nothing left", "redo", "amended", "redo"]
    assert told["heard"] == [
        [1, "screen"], [2, "python"], [3, "screen"], [4, "screen"], [5, "screen"], [4, "screen"],
        [2, "screen"], [0, "screen"], [2, "screen"], [9, "outside"], [4, "screen"], [7, "screen"],
        [0, "outside"], [0, "outside"], [-1, "outside"],
    ]  # fmt: skip
    assert told["lists"] == [1, 3]
    assert told["settings"] == [1, 2]


def test_dampening_by_name_and_by_muscle(told):
    assert told["shares"] == [1, 0.1, 1, 0.5, 0]
    assert told["mean"] == [
        {"share": 0.4, "mixed": True}, {"share": 0.5, "mixed": False}, {"share": 0, "mixed": False},
    ]  # fmt: skip
    names = {"brow_left": 0.5, "a_right": 0.1235, "b_right": 0.2, "d_left": 0.7}
    assert told["names"] == [names, {}]
    # 1 - 0.5 * 0.8 where region and muscle overlap
    assert told["dampening"] == pytest.approx([0.6, 0.2, 0.5, 0, 0.3, 1])
    assert told["untouched"] == [0] * 6


def test_a_case_goes_to_the_screen_and_back(told):
    assert told["state"] == {
        "carried": {"weak": {"a_left": 0.1}}, "expression": "smile", "activation": {},
        "intensity": 1, "condition": "palsy", "side": "left", "severity": pytest.approx(2 / 3),
        "dampening": [0, 0, 0, 0, 0, 0.25], "day": 3, "time": 2, "timing": "timing",
    }  # fmt: skip
    assert told["bare"] == {
        "carried": {}, "expression": "own", "activation": {}, "intensity": 1,
        "condition": "healthy", "side": "left", "severity": 0, "dampening": [0] * 6, "day": 0,
        "time": None, "timing": None,
    }  # fmt: skip
    assert (told["own"], told["kindsOwn"]) == ("own", 1)
    bare = {
        "face": "face", "condition": "healthy", "side": None, "severity": None,
        "expression": None, "activation": {}, "intensity": 1, "dampening": {}, "day": 0,
        "time_s": None,
    }  # fmt: skip
    whole = {
        "weak": {"a_left": 0.1}, "face": "default", "condition": "palsy", "side": "right",
        "severity": 0.6667, "expression": "smile", "activation": {}, "intensity": 1,
        "dampening": {"d_left": 0.25}, "day": 3, "time_s": 2,
    }  # fmt: skip
    assert told["back"] == [whole, bare, bare | {"face": "default", "activation": {"a": 1}}]


def test_what_was_found_and_whose_face_it_is(told):
    assert told["found"]["conduction"] == [1, 0.75, 1, 1, 1, 1]
    assert told["found"]["tone"] == pytest.approx([0.2, 0.2, 0.6, 0.2, 0.2, 0.1])
    assert told["asBefore"] == {"conduction": [1] * 6, "tone": [0.2] * 6}
    assert told["sides"] == ["left", None, "right", None, None]  # more than twice the other side
    assert told["inPerson"] == {
        "strength": [0.5, 3], "tone": [0.75, 1], "normal_tone": pytest.approx([0.3, 0.96]),
    }  # fmt: skip
    assert told["same"] == [True, False, False, True, False, False, False]
    assert told["whose"] == [0, 1, -1]
    assert told["like"] == {
        "carried": {"weak": 1, "person": {"seed": 1, "index": 2}},
        "timing": {
            "doses": [5], "days": [], "caught": [], "course": None,
            "strength": [6, 7, 8, 9, 10, 11], "tone": [12, 14, 16, 18, 20, 22],
            "ed50": [18, 21, 24, 27, 30, 33], "person": {"onset_days": 3, "decay_days": 4},
        },
    }  # fmt: skip


def test_names_and_headings(told):
    assert told["hasFound"] == [True, True, False, False]
    assert told["muscles"] == [
        "a b", "left a b", "a b", "orbicularis oculi", "frontalis", "zygomaticus major",
    ]  # fmt: skip
    assert told["unknown"] == "no text is called no.text"
    assert told["headings"] == [
        "Smile; palsy, left", "Smile; palsy, left, moderate", "Smile; palsy, left, severity 0.42",
        "Smile; healthy", "Smile; muscles as found",
    ]  # fmt: skip


def test_figures_before_and_after(told):
    assert told["figures"] == {
        "even": [7, 5], "thirds": {"even": {"upper": [5, 3], "middle": [2, 2], "lower": [3, 3]}},
        "corner": {"left": [7, 7], "right": [7, 7]}, "width": [50, 30],
        "gap": {"left": [500, 300], "right": [-500, -300]},
        "lids": {"left": [5, 3], "right": [-5, -3]},
        "own": {"left": [2, 1], "right": [0, 0]},
    }  # fmt: skip
    assert told["noStems"] is None
    half = {"left": 75, "right": 75}
    assert told["preserved"] == {"corner": half, "own": {"left": 75, "right": 50}, "side": half}
    assert told["overactive"] == [0, 2]  # by more than 0.1 beyond what is tried, or beyond nothing
    assert told["remaining"] == [0.75, 0]


def test_points_lines_and_turns(told):
    assert told["front"] == [[1, 1, 1], [1, 2, 2], None, None, None, [1, 1, 5], [1, 1, 5]]
    assert told["nearest"] == [
        [1, 1, 0], [1, 0, 0], [0, 2, 0], [2, 2, 0], [4, 0, 0], [0, 0, 0], [4, 0, 0],
    ]  # fmt: skip
    assert np.max(told["fits"]) < 1e-12


def test_forces_push_only_where_a_gap_would_close(told):
    hand = [[1, 0.5], [1.5, 0], [1, 1], [1, 0], [0, 0]]
    for force, expected in zip(told["forces"], hand, strict=True):
        assert force == pytest.approx(expected)
    several = 0
    for asked, force in zip(PUSHED, told["pushed"], strict=True):
        gap = np.reshape(asked["compliance"], (6, 6)) @ force + asked["gap"]
        assert min(force) >= 0
        assert gap.min() > -1e-8
        assert np.abs(force * gap).max() < 1e-8
        several += sum(x > 0 for x in force) > 2
    assert several > 10


def test_colours_by_hand(told):
    assert told["colours"][:5] == [
        [0, 34, 78], [254, 232, 56], [4, 42.5, 95], [45, 0, 75], [127, 59, 8],
    ]  # fmt: skip
    assert told["colours"][5] == "rgb(1 3 3 / 0.5)"
    assert told["strip"] == [1024, [0, 34, 78, 255], [254, 232, 56, 255]]
    assert told["limits"] == [1, 1, 2, 2]


def test_doses_over_a_ceiling_by_hand(told):
    """3 and 4 units 5 mm apart on day 0, on the left; 5 units ten days later on the right."""
    assert told["most"] == [1, 0]
    assert told["excesses"] == [
        [["both", 7, 0]], [["both", 12, 0]], [["left", 7, 0], ["right", 5, 2]], [],
        [["both", 7, 0]], [], [],
    ]  # fmt: skip
    assert told["apart"] == []


def test_a_condition_lies_between_its_samples(told):
    """Samples of severity 0, 0.5 and 1 are 2, 3 and 4 times (0.1, 0, 0.2, 0)."""
    times = (2, 2.5, 3.5, 4, None, 1, 4, 2)
    for found, k in zip(told["between"], times, strict=True):
        assert found == pytest.approx([0.1 * k, 0, 0.2 * k, 0] if k else [0, 0.25, 0, 0.5])
    left, right = np.zeros((2, 4, 4))
    left[2], right[3] = [2, 0, 4, 0], [4, 0, 2, 0]  # of the other row, and of the other columns
    assert told["joined"] == [left.ravel().tolist(), right.ravel().tolist()]
    assert told["years"] == [35, 50, 60, 75, None]
    assert told["meant"] == [0.7, 0, 0.8]  # to smile, or to let go
    assert told["unknownCondition"] == "unknown condition flu"
    assert told["mirror"] == [1, 0, 3, 2]


def test_measures_go_by_the_pupils_and_leave_a_persons_own_unevenness(told):
    """Across the pupils is (0.6, 0.8): a corner at (2, -5) lies at (-2.8, -4.6), the other one at
    (-5.6, -1.2), the lip's middle (1, 2) is 2.2 off."""
    tilted = told["tilted"]
    assert tilted["commissure"] == pytest.approx(-3.4, abs=1e-5)
    assert tilted["commissure_tilt"] == pytest.approx(np.degrees(np.arctan2(-3.4, 2.8)), abs=1e-4)
    assert tilted["philtrum"] == pytest.approx(2.2, abs=1e-6)
    assert told["atRest"] == pytest.approx(0, abs=1e-6)


def test_seconds_of_a_spasm_come_from_the_nearest_course(told):
    first = [6, False, 5, pytest.approx(5.2), False]
    assert told["courses"] == [
        [6, True, 5, pytest.approx(5.2), False], [*first[:4], True], [1, False, 0, 0, False],
        [2, False, 0, pytest.approx(0.1), True], [1, False, 1, 1, True], first, first, None, None,
    ]  # fmt: skip
    assert np.allclose(
        told["seconds"],
        [[0.1, 0, 0.2], [0.2, 0, 0.3], [0, 0, 0.1], [0.4, 0, 0.5], [0.35, 0, 0.45]],
    )
    assert np.allclose(told["flipped"], [0, 0.1, 0.2])


def test_the_atlas_moves_the_muscle_that_is_shown(told):
    rest = [0.0] * 6
    left, work = [0, 0, 0.5, 0, 0, 0], [0, 0, 0.5, 0, 1, 0]
    frames = [rest, [1, 1, 0, 0, 0, 0], rest, [0, 1, 0, 0, 0, 0], left, work]
    assert told["atlas"] == {
        "frames": frames, "pictures": [[[0, 1], True], [[1], True], [[4], True]],
        "paired": [True, False],
    }  # fmt: skip


def test_side_effects_of_three_exams_by_hand(told):
    """The left corner goes (4, 3), then (2, 1.5) mm; in health (4, 2). The right one (-4, 3)."""
    health = 100 * (2 * 4 + 1.5 * 2) / 20  # of what a healthy one keeps along its own way
    lag = (8 * 2 + 5 * 1.5) / 89**0.5 - 5 / 89**0.5  # both ways together are (8, 5)
    rows = {
        "falls left": ([3 - 1.5, 3 - 10, 1.5 - 10], False, 2 - 1.5),
        "falls right": ([0, 3 - 12, 3 - 12], False, 0),
        "hangs left": ([1.5, 10 - 3, 10 - 1.5], False, 0.5),
        "hangs right": ([0, 9, 9], False, 0),
        "rises_over left": ([2.5, -5 - 3, -4 - 1.5], False, -5.5 - (-5 - 2)),
        "rises_over right": ([0, -8, -8], False, 0),
        "stands_higher left": ([-1.5, 0, 1.5 - 3], False, -1.5),
        "stands_higher right": ([1.5, 0, 1.5], False, 1.5 - 1),
        "gapes left": ([3, 1, 4], True, 3),
        "gapes right": ([0.5, 2, 2.5], False, 0.5),
        "retains left": ([50, 5, 2.5], True, health),
        "retains right": ([100, 5, 5], False, 100),
        "retains_lift left": ([75, 3, 1.5], False, 75),  # of the 2 mm that tell
        "retains_lift right": ([150, 3, 3], False, 150),
        "falls_short left": ([2.5, 5, 2.5], True, (4 - 2) * 0.8**0.5 + (2 - 1.5) * 0.2**0.5),
        "falls_short right": ([0, 5, 5], False, 0),
        "lags left": ([2.5, 0, 2.5], False, lag),  # as what it retains tells it
        "lags right": ([-2.5, 0, -2.5], False, -2.5),
        "worse_gap both": ([3, 1, 4], True, 3),
        "worse_kept both": ([50, 5, 2.5], True, health),
        "still left": ([100, 0, 0], False, 100),  # nothing moved that could be lost
        "still right": ([100, 0, 0], False, 100),
    }
    assert [name for name, *_ in told["sideEffects"]] == list(rows)
    for name, figures, beyond, nearest in told["sideEffects"]:
        expected, over, farthest = rows[name]
        assert figures == pytest.approx(expected, abs=1e-9), name
        assert beyond is over, name
        assert nearest == pytest.approx(farthest, abs=1e-9), name


def test_who_lost_most_is_blamed_and_of_nearly_equal_losses_who_is_named_first(told):
    """On the left, on the right, on both; the second muscle's loss counts a twentieth less."""
    # 0.5 against 0.95 * 0.52, against 0.95 * 0.6, and 0.5 against 0.7 of the same muscle
    assert told["blamed"] == [[0, 1, 0], [2, 1, 2], [0, 1, 1]]


def test_doses_of_points_by_hand(told):
    """The first two fields are of the first muscle, the third of the third; acting after 20."""
    doses = told["doses"]
    assert (doses["doses"], doses["days"], doses["course"]) == ([2, 4], [0, 6], "course")
    assert doses["caught"] == [1, 0.1, 3, 5, 0.2, 3]
    first, second = 2 * 10 / 20, 4 * (10 - 6) / 20
    acting = [first * (1 + 0.1), 0, first * 3, second * (5 + 0.2), 0, second * 3]
    assert doses["acting"] == pytest.approx(acting)
    lost = [{"muscle": 2, "lost": 0.75}, {"muscle": 0, "lost": 0.5}]  # 0.015 is not worth a line
    assert doses["effects"] == lost
