"""The Jankovic rating of courses whose spasms and blinks are known: each word of the scale."""

import numpy as np
import pytest

import facemodel as fm
from facemodel.anatomy.muscles import INDEX, MUSCLES
from facemodel.clinic.scales.jankovic import RING, severity_held, steps

STEP = 0.04
OPEN = fm.conditions.healthy().drive(np.zeros(len(MUSCLES)))
LIFTERS = [INDEX[f"levator_palpebrae_superioris_{side}"] for side in ("left", "right")]
LIDS = [INDEX[f"orbicularis_oculi_palpebral_{side}"] for side in ("left", "right")]


def rated(spasms=(), blinks=(), seconds=60.0, muscles=RING, others=None):
    """A minute of a healthy face with spasms (start, length, height) and blinks."""
    time = np.arange(0, seconds, STEP)
    activation = np.tile(OPEN, (len(time), 1))
    for rows, at in ((muscles, spasms), (LIDS, [(*one, 1.0) for one in blinks])):
        for start, length, height in at:
            when = (time >= start - 1e-9) & (time < start + length - 1e-9)
            activation[np.ix_(when, LIFTERS)] = -0.3  # let go and more: lids meet
            activation[np.ix_(when, np.ravel(rows))] = height
    for name, height in (others or {}).items():
        activation[:, INDEX[name]] = height
    return fm.scales.jankovic(time, activation)


def points(made):
    return made.severity, made.frequency


def every(seconds, length, until=60.0):
    return [(start, length) for start in np.arange(1, until - 1, seconds)]


def test_blinks_are_counted_and_too_many_are_the_first_step():
    usual, often = rated(blinks=every(4, 0.2)), rated(blinks=every(2, 0.2))
    assert (usual.blinks_per_min, often.blinks_per_min) == (15, 29)
    assert (points(usual), points(often)) == ((0, 0), (1, 1))
    assert usual.amplitude == usual.longest_s == 0
    assert often.closed == pytest.approx(29 * 0.2 / 60)
    half = rated(blinks=every(4, 0.2, until=30), seconds=30)
    assert half.blinks_per_min == 14  # seven in half a minute


def test_a_closure_that_lasts_is_no_blink():
    assert rated(blinks=every(2, 0.4)).blinks_per_min == 29
    assert rated(blinks=every(2, 0.48)).blinks_per_min == 0


@pytest.mark.parametrize(("height", "severity"), [
    (0.05, 0), (0.15, 1), (0.25, 2), (0.4, 2), (0.5, 3), (0.75, 3), (0.9, 3),
])  # fmt: skip
def test_severity_goes_by_the_height_of_short_spasms(height, severity):
    made = rated([(10, 0.6, height), (30, 0.4, height)])
    assert made.severity == severity
    assert made.amplitude == pytest.approx(height if severity else 0)
    assert made.frequency == (2 if severity else 0)  # fluttering, none of over a second
    assert made.longest_s == pytest.approx(0.6 if severity >= 3 else 0)


def test_what_only_reaches_a_step_is_below_it():
    flutter = steps()[0]
    made = rated([(10, 0.6, flutter)])
    assert made.amplitude == flutter  # to the last bit
    assert points(made) == (0, 0)


def test_the_most_severe_lasts_or_reaches_the_lower_face():
    short = [(10, 1.9, 0.9)]
    assert points(rated(short)) == (3, 3)
    assert points(rated([(10, 2.2, 0.9)])) == (4, 3)
    for name, height, severity in (("platysma_left", 0.3, 4), ("platysma_right", 0.15, 3)):
        assert rated(short, others={name: height}).severity == severity


def test_frequency_goes_by_length_and_by_the_time_that_eyes_are_closed():
    lengths = {0.92: 2, 1.2: 3, 29.0: 3, 31.0: 4}
    for length, frequency in lengths.items():
        made = rated([(5, length, 0.9)])
        assert made.frequency == frequency
        assert made.longest_s == pytest.approx(length)
        assert made.closed == pytest.approx(length / 60)
    apart = rated([(5, 0.6, 0.9), (20, 0.92, 0.9), (40, 0.3, 0.9)])
    assert apart.longest_s == pytest.approx(0.92)


def test_the_stronger_eye_counts_and_a_ring_is_the_mean_of_its_parts():
    left = rated([(10, 0.6, 0.9)], muscles=RING[:1])
    assert (left.amplitude, left.severity) == (pytest.approx(0.9), 3)
    part = rated([(10, 0.6, 0.9)], muscles=RING[0, :1])
    rest = OPEN[RING[0, 1:]].clip(0).sum()
    assert part.amplitude == pytest.approx((0.9 + rest) / RING.shape[1])


def test_a_held_spasm_has_the_same_steps():
    held = np.tile(OPEN, (9, 1))
    heights = [height for step in steps() for height in (step - 0.01, step + 0.01)] + [1.0]
    for row, height in zip(held, heights, strict=True):
        row[RING[1]] = height
    assert severity_held(held).tolist() == [0, 1, 1, 2, 2, 3, 3, 4, 4]
    with pytest.raises(fm.FaceModelError, match="measures no length"):
        fm.scales.jankovic([0, STEP], np.tile(OPEN, (2, 1)), noise=0.4)
