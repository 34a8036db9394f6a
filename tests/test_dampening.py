"""Dampening: what it leaves, by region and by muscle."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facemodel.anatomy.muscles import INDEX, MIRROR, MUSCLES, REGIONS, TONE
from facemodel.errors import FaceModelError
from facemodel.physiology.conditions import healthy, hemifacial_spasm
from facemodel.physiology.dampening import dampen, muscles_of

names = st.sampled_from(sorted({*REGIONS, *MUSCLES, "eye", "smile", "jaw", "mentalis"}))
entries = st.dictionaries(names, st.floats(0, 1), max_size=6)


def test_nothing_dampened_leaves_everything():
    np.testing.assert_array_equal(dampen({}), np.ones(len(MUSCLES)))


@settings(deadline=None)
@given(st.lists(names))
def test_dampening_by_nothing_changes_nothing(chosen):
    np.testing.assert_array_equal(dampen(dict.fromkeys(chosen, 0)), np.ones(len(MUSCLES)))


@pytest.mark.parametrize("region", REGIONS)
def test_a_region_dampens_its_muscles_and_no_others(region):
    left = dampen({region: 0.6})
    weaker = {MUSCLES[i] for i in np.flatnonzero(left != 1)}
    assert weaker == set(REGIONS[region])
    np.testing.assert_allclose(left[left != 1], 0.4)


def test_a_name_without_side_means_all_its_sides():
    np.testing.assert_array_equal(dampen({"eye": 0.3}), dampen({"eye_left": 0.3, "eye_right": 0.3}))
    assert set(muscles_of("jaw")) >= {"masseter_left", "masseter_right", "jaw_openers"}
    assert muscles_of("mentalis") == ("mentalis_left", "mentalis_right")


def test_what_overlapping_entries_leave_multiplies():
    left = dampen({"smile_left": 0.5, "zygomaticus_major_left": 0.5, "zygomaticus_major": 0.2})
    assert left[INDEX["zygomaticus_major_left"]] == pytest.approx(0.5 * 0.5 * 0.8)
    assert left[INDEX["zygomaticus_major_right"]] == pytest.approx(0.8)


@settings(deadline=None)
@given(entries)
def test_the_order_of_entries_does_not_matter_and_more_never_leaves_more(shares):
    left = dampen(shares)
    np.testing.assert_allclose(left, dampen(dict(reversed(shares.items()))))
    assert ((left >= 0) & (left <= 1)).all()
    harder = {name: 0.5 + share / 2 for name, share in shares.items()}
    assert (dampen(harder) <= left + 1e-15).all()


@settings(deadline=None)
@given(entries)
def test_mirrored_names_dampen_the_other_side(shares):
    swap = {"left": "right", "right": "left"}
    mirrored = {
        "_".join(swap.get(part, part) for part in name.split("_")): share
        for name, share in shares.items()
    }
    np.testing.assert_allclose(dampen(mirrored), dampen(shares)[MIRROR])


def test_everything_dampened_is_a_face_with_no_tone():
    everything = dampen({**dict.fromkeys(REGIONS, 1), "levator_palpebrae_superioris": 1})
    for condition in (healthy(), hemifacial_spasm()):
        a = condition.drive(np.ones(len(MUSCLES)), everything)
        np.testing.assert_array_equal(a, np.where(TONE > 0, -1, 0))


def test_shares_may_be_arrays():
    left = dampen({"chin": np.array([0, 0.5, 1]), "neck": 0.5})
    assert left.shape == (3, len(MUSCLES))
    np.testing.assert_array_equal(left[1], dampen({"chin": 0.5, "neck": 0.5}))


@pytest.mark.parametrize(
    ("shares", "message"),
    [
        ({"eye_lef": 0.5}, "did you mean 'eye_left'"),
        ({"zygomaticus": 0.5}, "unknown region or muscle"),
        ({"eye": 1.01}, "dampening of 'eye' must lie from 0 to 1"),
        ({"eye": -0.01}, "from 0 to 1"),
        ({"eye": float("nan")}, "got nan"),
        ({"eye": "60%"}, "must be a number"),
        ({"eye": None}, "must be a number"),
        ({"eye": True}, "must be a number"),
        ({"eye": [0.1, 0.2], "chin": [0.1, 0.2, 0.3]}, "arrays of one shape"),
        ("eye", "takes a mapping"),
        (None, "takes a mapping"),
    ],
)
def test_what_is_not_allowed_is_refused_in_a_sentence(shares, message):
    with pytest.raises(FaceModelError, match=message):
        dampen(shares)
