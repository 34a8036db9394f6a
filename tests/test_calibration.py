"""A learner's gradings against the model's, in figures that can be added up by hand."""

import math

import pytest

import facemodel as fm
from facemodel.teach.judges import grading
from facemodel.teach.judges.grading import HEALTHY, ITEMS, calibration, composite

TASKS = [name.removeprefix("voluntary_") for name in ITEMS if name.startswith("voluntary")]
TRUE = HEALTHY | {"rest_eye": 1, f"voluntary_{TASKS[0]}": 3, f"synkinesis_{TASKS[1]}": 2}


def test_the_composite_is_the_published_sum():
    assert composite(HEALTHY) == 100
    assert composite(TRUE) == 4 * 23 - 5 * 1 - 2
    worst = {name: 2 if name == "rest_cheek" else 1 for name in ITEMS}
    worst |= {name: 3 for name in ITEMS if name.startswith("synkinesis")}
    assert composite(worst) == 0  # 20 - 20 - 15 is below the scale
    assert composite({"severity": 3, "frequency": 2}) == 5  # another scale: the sum


def test_bias_spread_and_parts_of_two_gradings():
    kind = TRUE | {"rest_eye": 0, f"voluntary_{TASKS[0]}": 4}  # 5 and 4 points above
    hard = TRUE | {f"synkinesis_{TASKS[1]}": 3, f"synkinesis_{TASKS[2]}": 2}  # 3 below
    found = calibration([kind, hard], [TRUE, TRUE])
    assert (found.count, found.off) == (2, (9, -3))
    assert (found.bias, found.mean_error) == (3, 6)
    assert found.spread == pytest.approx(12 / math.sqrt(2))
    assert found.parts == {"rest": 2.5, "voluntary": 2, "synkinesis": -1.5}
    missed = {name: share for name, share in found.items.items() if share}
    assert missed == dict.fromkeys(
        ("rest_eye", *(f"voluntary_{TASKS[0]}", *(f"synkinesis_{t}" for t in TASKS[1:3]))), 0.5
    )
    assert set(list(found.items)[:4]) == set(missed)  # commonest first
    said = str(found)
    assert "2 gradings: 6.0 points off on average, 3.0 too high." in said
    assert "Your resting part makes faces look too healthy, by 2.5 points." in said


def test_the_other_way_round_is_told_the_other_way_round():
    found = calibration([TRUE], [HEALTHY])
    assert (found.bias, found.parts["rest"]) == (-15, -5)
    assert math.isnan(found.spread)
    said = str(found)
    assert "1 grading: 15.0 points off on average, 15.0 too low." in said
    assert "Your voluntary part makes faces look too impaired, by 8.0 points." in said
    both_ways = calibration([HEALTHY, TRUE], [TRUE, HEALTHY])
    assert "15.0 points off on average, in both directions." in str(both_ways)
    assert "makes faces look" not in str(both_ways)


def test_other_scales_are_counted_and_not_added_up():
    spasm = {"severity": 3, "frequency": 2}
    found = calibration([HEALTHY, spasm], [HEALTHY, spasm | {"severity": 4}])
    assert (found.count, found.off) == (2, (0,))
    assert found.items["severity"] == 1  # of the gradings that have it
    assert "1 grading on other scales." in str(found)
    alone = calibration([spasm], [spasm])
    assert math.isnan(alone.bias)
    assert math.isnan(alone.mean_error)
    assert str(alone) == "1 grading on other scales."


@pytest.mark.parametrize(("said", "true"), [([], []), ([HEALTHY], [HEALTHY, HEALTHY])])
def test_nothing_to_compare_is_refused(said, true):
    with pytest.raises(fm.FaceModelError, match="no grading to compare"):
        calibration(said, true)


def test_the_part_that_is_furthest_off_counts_by_its_weight():
    off = dict.fromkeys(ITEMS, 0)
    assert grading._where(off) == ""
    assert grading._which(off) == ""
    high = off | {"rest_eye": 1, f"voluntary_{TASKS[0]}": 1}  # 5 points against 4
    assert "Your resting part is furthest off: its scores are too high." in grading._where(high)
    low = high | {f"voluntary_{TASKS[0]}": -1, f"voluntary_{TASKS[1]}": -1}
    assert "Your voluntary part is furthest off: its scores are too low." in grading._where(low)
    assert grading._which(high).count(",") == 1
