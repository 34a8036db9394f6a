"""Parts of view/js/practice on made-up numbers: marks, sentences and steps are worked by hand."""

from pathlib import Path

import pytest

from node_script import run


@pytest.fixture(scope="module")
def told(node, tmp_path_factory):
    script = (Path(__file__).parent / "data/practice_parts.mjs").read_text("utf-8")
    return run(node, tmp_path_factory.mktemp("practice"), script)


def near(expected):
    return pytest.approx(expected, abs=1e-9)


def test_chances_in_two_people_by_hand(told):
    """A limit is crossed by half at it, by all a quarter beyond it, by none a quarter before it."""
    droop = max(0.5, 0.3) + max(0.1, 0.7)  # 2 and 1.6 of 2 in a spasm, 1.8 and 2.2 between two
    lag = max(1 - 0.5, 1 - 0.3)  # 2.5 of 2, as far as a droop does not tell the same
    freeze = 0.9  # 40 of at least 50
    lost = 0.5  # 0.75 is kept of 0.75
    keys = ["droop left", "lag left", "freeze left", "lost_movement "]
    assert [key for key, _ in told["chances"]] == keys
    assert [x for _, x in told["chances"]] == near([x / 2 for x in (droop, lag, freeze, lost)])
    assert [x for _, x in told["calm"]] == near([0.6 / 2, 0.5 / 2, freeze / 2, lost / 2])
    units, left = told["heard"]
    # 2 and 3 units in people who need twice as much as others
    first = [(2 * 0.5 + 3 * 0.0) / 2, (2 * 0.0 + 3 * 1.0) / 2]
    assert units[0] == near(first)
    assert units[1] == near([(2 * 0.1 + 3 * 0.3) / 2, 2 * 0.2 / 2])
    assert left == [[near(1 - 0.3)], [near(1 - 0.4)]]
    # of a dampening 1 and 2 units are aimed: 4 of 2 and half of 12 of 4 of them are caught
    assert told["aimed"] == [near([1 * 4 / 2 / 2, 2 * 0.5 * 12 / 4 / 2])] * 2


def test_marks_of_a_treatment_by_hand(told):
    marks = told["marks"]
    assert marks["share"] == near(0.3 / 0.5)
    assert [name for name, _ in marks["risked"]] == ["lag", "lost_movement"]  # less of a droop
    assert [x for _, x in marks["risked"]] == near([0.35 - 0.15, 0.25])
    minor, major = 1 + 1 + 0.25, 0.2  # one that it has, a warning, and chances
    parts = {
        "benefit": 60 * 0.6 * (0.65 - 0.5) / (0.75 - 0.5),
        "harm": -(5 * minor + 20 * major),
        "dose": -(10 * 1 + 1 * (3 - 2)),  # doubled once, with a point more than is free
        "foresight": 10 * (1 - 0.2 / (0.5 * 2)),
    }
    assert marks["parts"] == near(parts)
    assert marks["total"] == near(30 + sum(parts.values()))
    assert (marks["times"], marks["warnings"]) == (near(5 / 2.5), ["5 U, more than 4."])
    far = (2 * 5 + 2 * 2 + 1 * 4) / 5
    caught = (2 * 0.5 + 2 * 0.2) / (2 * 0.6 + 2 * 0.4 + 1 * 0.4)
    assert marks["placement"] == near({"apart_mm": far, "caught": caught})
    assert told["benefit"] == near([60, 60 + 3, 60 + 4, -30, 0])
    assert told["foresight"] == near([10, 8, 4, 0, 0])
    assert told["dose"] == near([-11, -1, -1, -31])
    assert told["reached"] == [False, True, False, False, False, False]


def test_marks_of_a_dampening_and_where_none_is_right_by_hand(told):
    weaker = told["weaker"]
    assert (weaker["times"], weaker["placement"]) == (near(3 / 1.5), None)
    assert weaker["parts"]["dose"] == near(-10)
    assert weaker["parts"]["harm"] == near(-(5 * 1.25 + 20 * 0.2))  # nothing is over a ceiling
    points, dampening = told["needless"]
    assert points["parts"] == near({"benefit": 0, "harm": -10, "dose": -2 * 5, "foresight": 0})
    assert dampening["parts"] == near({"benefit": 0, "harm": -5, "dose": -2 * 3, "foresight": 0})
    assert [one["total"] for one in told["needless"]] == near([10, 19])
    for one in told["needless"]:
        assert (one["times"], one["placement"], one["risked"]) == (None, None, [])
    # of who is to be treated, left alone, referred: left alone, referred
    assert told["untreated"] == [[30, 30], [100, 60], [30, 100]]


def test_gradings_by_hand(told):
    # 1 3 5 2 of 1 2 2 3: all, half, nothing and half of 10 marks
    assert told["graded"] == [
        ["3 high; 5.0", "else b 3 (2), c 5 (2), d 2 (3)"],
        ["same; 10.0"],
        ["same sum; 7.5", "else a 2 (1), b 1 (2)"],
        ["1 low; 8.8", "else d 2 (3)"],
        [],
    ]
    # 4 * 5 - 5 * 1 - 3 and 4 * 5 - 1
    assert told["composites"] == ["7 low; 5.0", "7 high; 5.0"]


def test_a_sitting_is_told_by_hand(told):
    assert told["attempts"] == near([(40 + 60) / 2 + 5, 100, 60])
    assert told["total"] == near((40.4 + 60) / 4)  # of those not reached, too
    # every second grading; of twelve the last ten, which are the model's
    assert told["due"] == [
        ["so far", "10 others"], [], ["so far", "2 others", "missed d (50%)"], [], [],
    ]  # fmt: skip
    assert told["end"] == [["over", "end 30"], ["end 30"], ["end 60"]]
    assert told["order"] == ["marks 40, 60", "", "marks 40, 60"]
    assert told["none"] == ""


def test_a_treatment_is_told_by_hand(told):
    said, (alone, reached) = told["said"], told["saidElse"]
    assert said == [
        "48 of 30: b +20, h -5, d -2, f +4", "25 (50) no 80 (90)", "3.00 2.00 2.00 1.00",
        "2 ps 5.0 x2.0 -2", "has Lag, left", "may Droop, left (10 %); lost (20 %)", "Too much.",
        "3 60", "1.00 mm asymmetry 1.50",
    ]  # fmt: skip
    assert alone == [said[0], "leave", said[2], "weaker none", said[4]]
    assert reached == [
        "48 of 30: b +0, h +0, d +0, f +0", "25 (50) yes 80 (90)", said[2], "1 p 5.0 x2.0",
    ]  # fmt: skip


def test_doses_and_dampenings_by_hand(told):
    # units of which 0.5, and at most 0.8, of 0.9 are lost; the third muscle takes none
    aimed = [2 * (0.5 / 0.4) ** 0.5, 4 * (0.8 / 0.1) ** 0.5, 0]
    assert told["made"] == [98, None, near(aimed), near(sum(aimed))]
    assert told["points"] == [5, 0, [98, 98]]
    assert told["unreached"] == [["c_left"], [], ["c_left"]]
    assert told["caught"] == near([(2 + 3) * 0.5, (2 + 3) * 7])
    assert told["timing"] == {
        "doses": [1, 1], "days": [0, 98], "caught": near([2 * 0.5, 2 * 7, 4 * 0.5, 4 * 7]),
        "ed50": [1, 2],
        "person": {"onset_days": 3, "decay_days": 60, "responds": True, "stiffness": 1},
    }  # fmt: skip
    assert told["looked"] == [98 + 0, 98 + 28]  # days of the course, not since the last treatment
    assert told["weeks"] == [{"day": 98, "gain": 0.098}, {"day": 126, "gain": 0.126}]


def test_points_of_a_drill_by_hand(told):
    """The site lies at (20, 10), where 0.8 is caught; from 0.8 of that on it is a hit."""
    assert told["drilled"] == [
        [1, 0, True, "100% 0.0"],
        [near(0.6 / 0.8), near(34**0.5), False, "75% 5.8 go down+out b left 5%"],
        [near(0.72 / 0.8), 5, True, "90% 5.0 go up+in c left 20%"],
        [0, 40, False, "0% 40.0 across a right 80%"],
        [1, near((1.5**2 + 3**2) ** 0.5), True, "100% 3.4 a right 10%"],
        [1, 0, True, "100% 0.0"],
        [near(0.6 / 0.8), 15, False, "75% 15.0 go in b left 5%"],
    ]


def test_a_sitting_treats_twice_by_hand(told):
    assert told["sat"] == [["first", "second"], "first", False]
    assert told["treated"] == [[0, [0], 1.5], [98, [98], None]]
    assert told["now"] == ["weeks", [{"dose_units": 3, "day": 5}]]
