"""Parts of view/js/site: records, guesses, a minute of spasms and goals, worked by hand."""

import json
from pathlib import Path

import pytest

import facemodel as fm
from facemodel.teach.site import measured
from facemodel.view.scene.assets import face_bytes
from node_script import run


@pytest.fixture(scope="module")
def told(node, tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    (folder / "face.bin").write_bytes(face_bytes(fm.load()))
    asked = {"muscles": fm.MUSCLES, "rule": {**measured._rated(), "step_s": 0.1}}
    (folder / "asked.json").write_text(json.dumps(asked))
    script = (Path(__file__).parent / "data/site_parts.mjs").read_text("utf-8")
    return run(node, folder, script)


def test_a_try_after_a_wrong_one_has_read_a_hint_but_in_a_test(told):
    """Two wrong answers, a right one and a wrong one: tries, hints, solved, the first was right."""
    practice = [[1, 0, False, False], [2, 1, False, False], [3, 2, True, False],
                [4, 2, True, False]]  # fmt: skip
    test = [[tries, 0, solved, right] for tries, _, solved, right in practice]
    assert told["entries"] == [practice, practice, test, test]


def test_exercises_that_are_solved_are_counted_without_predictions(told):
    assert told["solved"] == 2


def test_guesses_of_a_room_are_counted_and_shared(told):
    none, guessed = [0, 0, 0], [1, 2, 0]
    shares = [pytest.approx(1 / 3), pytest.approx(2 / 3), 0]
    assert told["poll"] == [none, guessed, shares, none, [1, 1, 0], [999, 2, 0]]
    assert told["open"] == [["12", "7"], [2, 1], ["12", "7"], []]
    assert told["answers"] == [
        {"answer": "b", "why": "so", "right": [False, True, False]},
        {"answer": "b", "why": "that", "right": [False, True]},
        {"answer": "a, c", "why": "these", "right": [True, False, True]},
        {"answer": "12 Days", "why": "long", "right": [False, True]},
    ]


def test_a_minute_of_spasms_by_hand(told):
    """Severity and frequency, added."""
    assert told["rated"] == [
        0 + 0,  # 15 blinks
        1 + 1,  # 29 blinks of 0.2 s
        1 + 1,  # of 0.4 s
        0 + 0,  # closures of 0.5 s are no blinks
        2 + 2,  # with 0.12 of the ring: (1 + 0.12) / 4 of it on average
        0 + 0,  # 10 blinks in half a minute, which are 20
        1 + 1,  # 11
        0 + 0,  # 0.05 of full contraction is nothing
        1 + 2,  # 0.15 for 0.6 s flutters
        2 + 2,  # 0.25
        3 + 2,  # 0.5
        3 + 2,  # 0.9 neither spreads nor lasts
        3 + 3,  # 0.5 for 1.5 s
        4 + 2,  # 0.9 that spreads to the mouth
        4 + 3,  # 0.9 for 3 s
        4 + 3,  # eyes shut for 29 of 60 s
        4 + 4,  # for 31 s
    ]


def test_goals_are_judged_from_their_limit_on_and_on_the_right_side(told):
    reached = told["reached"]
    assert reached["loses"] == [["50%", True], ["50%", False], ["0%", False]]
    assert reached["spares"] == [["50%", True], ["50%", False], ["0%", True]]
    # the smile loses, whatever the other tasks keep
    assert reached["tasks_keep"] == [["100% preserved", True], ["50% preserved", False]]
    assert reached["keeps"] == [["100% preserved", True], ["0% preserved", False]]
    assert reached["units"] == [["12", True], ["12", False]]
    closed, open_ = reached["closes"]
    assert closed == ["from 0.0 to 0.0 mm", True]
    assert (open_[0][:12], open_[1]) == ("from 0.0 to ", False)
    nothing, point, weak = "nothing is treated there", "treated: a point", "treated: forehead"
    assert reached["untreated"] == [
        [nothing, True], [nothing, True], [point, False], [nothing, True], [nothing, True],
        [weak, False],
    ]  # fmt: skip
    assert reached["harmless"][0] == ["none", True]
    assert reached["harmless"][1][0].startswith("lid ptosis, left, ")
    assert not reached["harmless"][1][1]
    assert reached["avoids"] == [["lid ptosis, left", False], ["none", True]]


def test_a_spasms_asymmetry_falls_with_both_sides_and_rises_with_the_other_one(told):
    for name in ("falls", "tasks_fall"):
        still, worse, *same = told["reached"][name]
        assert (still[0][:9], still[1]) == ("it falls ", True)
        assert (worse[0][:9], worse[1]) == ("it rises ", False)
        assert same in ([], [["it falls by 0%", False]])


def test_lines_a_smile_and_a_spasm_are_judged_by_hand(told):
    reached = told["reached"]
    # any line is deeper than -1 mm, none than a kilometre
    assert reached["lines"] == [["one", True], ["one", False], ["none", True]]
    itself = "100 % of its movement is left and it looks like itself"
    nothing = "0 % of its movement is left, below 30 %"
    polite = "it looks more like smile social"  # without what the eyes add
    assert reached["readable"] == [[itself, True], [nothing, False], [polite, False]]
    # 0.95 of full contraction for 40 s, lids not quite shut: 4 and 3
    assert reached["rated"] == [["7 before, 7 after", False], ["7 before, 0 after", True]]
