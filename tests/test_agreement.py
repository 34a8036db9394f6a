"""Figures of agreement: as their authors print them, and as they must be where it is clear."""

import numpy as np
import pytest

from facemodel.errors import FaceModelError
from facemodel.teach.judges.agreement import Estimate, drift, icc, limits

# six faces by four judges [ShroutFleiss1979], and two flow meters of 17 people [BlandAltman1986]
JUDGES = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
WRIGHT = (
    494, 395, 516, 434, 476, 557, 413, 442, 650, 433, 417, 656, 267, 478, 178, 423, 427,
)  # fmt: skip
MINI = (512, 430, 520, 428, 500, 600, 364, 380, 658, 445, 432, 626, 260, 477, 259, 350, 451)


def test_the_worked_example_of_shrout_and_fleiss():
    found = icc(JUDGES)
    assert round(found.value, 2) == 0.29
    assert (round(found.low, 2), round(found.high, 2)) == (0.02, 0.76)


def test_the_worked_example_of_bland_and_altman():
    found = limits(WRIGHT, MINI)
    assert found.count == 17
    assert round(found.bias.value, 1) == -2.1
    assert (round(found.bias.low), round(found.bias.high)) == (-22, 18)
    spread = (found.upper.value - found.lower.value) / (2 * 1.96)
    assert round(spread, 1) == 38.8
    # standard error 16.3 and t 2.12 of either limit
    for one in (found.lower, found.upper):
        assert (one.high - one.low) / 2 == pytest.approx(2.12 * 16.3, abs=0.1)


def test_raters_of_one_mind_agree_wholly_and_a_constant_bias_counts_against_them():
    faces = np.array([10.0, 40, 55, 70, 90])
    assert icc(np.stack([faces, faces], 1)).value == 1
    aside = icc(np.stack([faces, faces + 20], 1)).value
    assert 0.5 < aside < 0.9
    assert np.isnan(icc(np.full((4, 2), 3.0)).value)
    assert f"{icc(np.full((4, 2), 3.0))}" == "not known"
    assert f"{icc([[5, 7]] * 4)}" == "not known"  # no face differs
    # no freedom is left for an interval
    assert f"{icc([[4, 4], [1, 7], [4, 4]])}" == "-1.00"
    with np.errstate(all="raise"):
        assert f"{icc([[1, 3], [2, 2], [3, 1]])}" == "-3.00"
        assert f"{icc([[1, 2], [2, 1]])}" == "not known"


def test_noise_lowers_agreement_and_its_interval_holds_the_truth():
    rng = np.random.default_rng(3)
    held = 0
    for _ in range(200):
        faces = rng.normal(0, 2, (30, 1))
        held += (found := icc(faces + rng.normal(0, 1, (30, 2)))).low <= 0.8 <= found.high
    assert 180 <= held <= 199


def test_drift_is_told_per_ten_faces():
    off = 0.3 * np.arange(20) - 2
    assert drift(off).value == pytest.approx(3)
    assert np.isnan(drift([1.0]).value)
    # slope 0, residuals -1/3, 2/3, -1/3 about it: standard error root 1/3; t of one is 12.706
    bent = drift([0.0, 1.0, 0.0])
    assert (bent.value, bent.low, bent.high) == pytest.approx((0, -73.36, 73.36), abs=0.01)
    calm = drift(np.random.default_rng(1).normal(0, 5, 40))
    assert calm.low < 0 < calm.high


def test_a_figure_is_written_with_its_interval():
    one = Estimate(0.5, 0.25, 0.754)
    assert (str(one), f"{one}", f"{one:.1f}") == (*["0.50 [0.25 to 0.75]"] * 2, "0.5 [0.2 to 0.8]")


def test_too_little_says_so():
    assert np.isnan(limits([1.0], [2.0]).bias.value)
    with pytest.raises(FaceModelError, match="two raters or more"):
        icc([[1, 2]])
