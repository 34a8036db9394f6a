"""Blinks: counted, timed, and how far each eye closes; what is no blink is not counted."""

import numpy as np
import pytest

import facemodel as fm
from facemodel.study import movements

TIME = np.arange(600) / 60


def blink(at, length=0.2, height=1.0):
    """A closing in 0.35 of the length and an opening in the rest."""
    return np.interp(TIME, [at, at + 0.35 * length, at + length], [0, height, 0])


def take(left, right, keep=slice(None), **shapes):
    made = fm.arkit({"eyeBlinkLeft": left, "eyeBlinkRight": right, **shapes})
    return fm.Recording(TIME[keep], made[keep])


def test_blinks_are_counted_timed_and_judged_a_side(face):
    way = sum(blink(at) for at in (1, 3, 5.5, 8))
    seen = movements.blinks(take(way, 0.5 * way), face)
    assert [one.start_s for one in seen] == pytest.approx([1, 3, 5.5, 8], abs=0.05)
    assert len(seen) == 4
    assert seen.per_minute == pytest.approx(4 / TIME[-1] * 60)
    assert seen.complete("left") == 4
    assert seen.complete("right") == 0
    assert seen.closes_percent("left") > 95
    assert 30 < seen.closes_percent("right") < 70
    assert "4, 24 a minute" in repr(seen)


@pytest.mark.parametrize("length", [0.12, 0.2, 0.35, 0.5])
def test_their_length_is_that_of_half_their_height(length, face):
    seen = movements.blinks(take(blink(2, length), blink(2, length)), face)
    assert seen.seconds == pytest.approx(length / 2, abs=0.2 * length + 0.01)


def test_looking_down_a_long_closure_and_a_squint_are_no_blinks(face):
    down = np.interp(TIME, [1, 1.1, 1.3, 1.4], [0, 1, 1, 0])
    shut = np.interp(TIME, [3, 3.1, 5, 5.1], [0, 1, 1, 0])
    gaze = {"eyeLookDownLeft": down, "eyeLookDownRight": down}
    assert not movements.blinks(take(0 * TIME, 0 * TIME, **gaze), face).all
    assert not movements.blinks(take(shut, shut), face).all
    assert not movements.blinks(take(blink(2, height=0.2), blink(2, height=0.2)), face).all
    assert "none in 10.0 s" in repr(movements.blinks(take(0 * TIME, 0 * TIME), face))


def test_a_blink_at_a_gap_or_an_end_is_not_judged(face):
    way = blink(2) + blink(6)
    keep = np.r_[0:125, 160:600]  # a gap from within the first
    seen = movements.blinks(take(way, way, keep), face)
    assert [one.start_s for one in seen] == pytest.approx([6], abs=0.05)
    assert seen.seen_s == pytest.approx(TIME[-1] - 36 / 60, abs=0.02)
    cut = movements.blinks(take(way, way, slice(125, 600)), face)
    assert len(cut) == 1


def test_frames_that_are_too_far_apart_show_no_blinks(face):
    with pytest.raises(fm.FaceModelError, match="20 frames a second"):
        movements.blinks(take(blink(2), blink(2), slice(None, None, 6)), face)
    with pytest.raises(fm.FaceModelError, match="a take"):
        movements.blinks(fm.Case())


def test_blinks_are_a_table(face):
    pytest.importorskip("pandas", reason="pip install pandas")
    table = movements.blinks(take(blink(2), blink(2)), face).to_frame()
    assert list(table.columns) == ["start_s", "seconds", "left_percent", "right_percent"]
