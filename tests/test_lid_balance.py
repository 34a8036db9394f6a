"""Where the lids stand: what was measured of them, and that one force moves them one way."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from facemodel.data import constants
from facemodel.mechanics.lid_balance import (
    RING_TONE,
    closing_ring,
    closure,
    lid_motion,
    margins,
)

controls = st.floats(-1, 1.5)


def test_lids_at_rest_do_not_turn():
    assert lid_motion(0.0, 0.0, 0.0) == (0.0, 0.0, 0.0)


def test_a_lost_levator_leaves_what_muellers_muscle_holds():
    up, _ = margins(-1.0, 0.0)
    assert 1 - up == pytest.approx(constants.value("lids.opening_without_levator"))
    with constants.override({"lids.opening_without_levator": 0.1}):
        assert 1 - margins(-1.0, 0.0)[0] == pytest.approx(0.1)


def test_a_full_levator_raises_the_lid_as_far_as_a_wide_eye():
    assert margins(1.0, 0.0)[0] == pytest.approx(-constants.value("lids.rise_at_full_levator"))
    assert closure(1.0, 0.0) == 0.0  # wider than at rest is not less than open


def test_a_ring_without_tone_lets_the_upper_lid_rise_and_the_lower_sag():
    up, low = margins(0.0, -1.0)
    assert up < 0
    assert low == pytest.approx(-constants.value("lids.ring_on_lower_lid"))


def test_a_ring_moves_a_lax_lid_farther_than_one_that_a_levator_holds():
    relaxed, held = (margins(a, 0.05)[0] - margins(a, 0.0)[0] for a in (-1.0, 1.0))
    assert relaxed > 2 * held


def test_the_ring_that_closes_just_closes():
    control = (closing_ring() - RING_TONE) / (1 - RING_TONE)
    up, low = margins(-1.0, control)
    assert up + low == pytest.approx(1, abs=1e-12)
    assert closure(-1.0, control - 0.01) < 1
    assert closure(-1.0, 0.35) == 1.0


@given(controls, controls, controls)
def test_more_ring_never_opens_and_more_levator_never_closes(levator, palpebral, more):
    less, more = sorted((palpebral, more))
    assert closure(levator, less) <= closure(levator, more) + 1e-12
    assert closure(less, palpebral) + 1e-12 >= closure(more, palpebral)


@given(st.lists(st.tuples(controls, controls, st.floats(-1, 1)), min_size=1, max_size=5))
def test_many_eyes_at_once_move_as_each_alone(eyes):
    alone = np.array([lid_motion(*eye) for eye in eyes])
    both = np.array(lid_motion(*np.array(eyes).T, np.maximum, np.minimum)).T
    np.testing.assert_array_equal(both, alone)
