"""Spasms in time: the tabled rates and lengths, and any moment in any order."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facemodel.anatomy.expressions import expression
from facemodel.anatomy.muscles import INDEX, MIRROR, MUSCLES, TONE
from facemodel.data import constants
from facemodel.errors import FaceModelError
from facemodel.physiology import conditions
from facemodel.physiology.conditions import attack_and_release
from facemodel.physiology.severity import SEVERITIES
from facemodel.physiology.spasm import processes
from facemodel.physiology.spasm.processes import Blepharospasm, HemifacialSpasm, Meige

M = len(MUSCLES)
REST = np.zeros(M)
EYE = INDEX["orbicularis_oculi_palpebral_left"]
PROCESSES = [
    HemifacialSpasm("left", 1.0),
    HemifacialSpasm("right", 0.4, seed=3),
    Blepharospasm(0.8),
    Meige(0.5, seed=1),
]


@pytest.mark.parametrize("process", PROCESSES, ids=repr)
@settings(max_examples=25, deadline=None)
@given(times=st.lists(st.floats(0, 1e6), min_size=2, max_size=8))
def test_a_moment_is_the_same_in_any_order_and_company(process, times):
    together = process.involuntary(np.array(times))
    for time, row in zip(times, together, strict=True):
        assert np.array_equal(process.involuntary(np.array([time]))[0], row)
    assert np.array_equal(process.involuntary(np.array(times[::-1])), together[::-1])


@pytest.mark.parametrize("process", PROCESSES, ids=repr)
def test_the_other_side_is_the_mirror(process):
    times = np.arange(0, 60, 0.25)
    mirrored = process.mirrored()
    assert np.allclose(mirrored.involuntary(times), process.involuntary(times)[:, MIRROR])
    assert mirrored.mirrored() == process


def test_seeds_differ_and_repeat():
    times = np.arange(0, 120, 0.1)
    first, again, other = (
        HemifacialSpasm("left", 1.0, seed=s).involuntary(times) for s in (0, 0, 1)
    )
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


@pytest.mark.parametrize("name", conditions.SEVERITIES)
def test_clusters_come_as_often_as_tabled(name):
    """Counted from the trace itself: a pause of over 3 s is one between clusters."""
    step, whole = 0.02, 1200
    spasm = HemifacialSpasm("left", conditions.SEVERITIES[name])
    trace = spasm.involuntary(np.arange(0, whole, step))[:, EYE]
    pauses = np.count_nonzero(np.diff(np.flatnonzero(trace > 0.02)) * step > 3.0)
    mean_gap = constants.value(f"processes.spasm.gap_s.{name}")
    length = constants.value("processes.spasm.cluster_least_s")
    length = (length + constants.value("processes.spasm.cluster_most_s")) / 2
    begun = whole / (mean_gap + length)
    # of exponential gaps this share is longer than 3 s
    assert pauses == pytest.approx(begun * np.exp(-3.0 / mean_gap), rel=0.3)


def test_worse_spasms_take_more_of_the_time():
    times = np.arange(0, 600, 0.05)
    busy = [
        (HemifacialSpasm("left", level).involuntary(times)[:, EYE] > 0.02).mean()
        for level in conditions.SEVERITIES.values()
    ]
    assert 0 < busy[0] < busy[1] < busy[2] < 0.9


def test_a_burst_is_as_quick_as_tabled():
    """At a low rate hardly any two bursts overlap: runs of contraction are single bursts."""
    low = constants.value("processes.spasm.burst_least_s")
    high = constants.value("processes.spasm.burst_most_s")
    trace = HemifacialSpasm("left", 0.3).involuntary(np.arange(0, 1200, 0.005))[:, EYE] > 0
    edges = np.flatnonzero(np.diff(trace.astype(int))) * 0.005
    lengths = np.diff(edges)[0 if not trace[0] else 1 :: 2]
    single = lengths[lengths < 1.0]
    assert len(single) > 30
    assert np.median(single) == pytest.approx((low + high) / 2, rel=0.3)


def test_an_effort_doubles_the_rate_of_bursts():
    spasm, times = HemifacialSpasm("left", 0.3), np.arange(0, 2400, 0.01)
    count = []
    for effort in (0.0, 1.0):
        busy = spasm.involuntary(times, effort)[:, EYE] > 0
        edges = np.flatnonzero(np.diff(busy.astype(int))) * 0.01
        count.append(np.count_nonzero(np.diff(edges)[0 if not busy[0] else 1 :: 2] < 0.5))
    assert count[1] == pytest.approx(2 * count[0], rel=0.25)


def test_closing_the_eyes_is_such_an_effort():
    condition = conditions.hemifacial_spasm("left", "mild", ephaptic=0)
    times = np.arange(0, 300, 0.05)
    cheek = INDEX["mentalis_left"]
    closed = condition.drive(expression("forced_eye_closure"), time=times)[:, cheek]
    rest = condition.drive(REST, time=times)[:, cheek]
    assert (closed > rest).sum() > 20


def test_a_blepharospasm_closes_both_eyes_about_eleven_times_a_minute():
    trace = Blepharospasm(1.0).involuntary(np.arange(0, 1800, 0.05))
    ring = trace[:, INDEX["orbicularis_oculi_orbital_superior_left"]] > 0.3
    episodes = np.count_nonzero(np.diff(ring.astype(int)) == 1) / 30
    assert 6 <= episodes <= 12  # 11 begin, some overlap
    assert ring.mean() < 0.95
    assert (trace[:, INDEX["zygomaticus_major_left"]] == 0).all()


@pytest.mark.parametrize("name", ["mild", "moderate", "severe"])
def test_a_blepharospasm_blinks_as_often_as_tabled(name):
    """Over 300 blocks, whose number of blinks is Poisson's; none where there is no spasm."""
    often = constants.value(f"processes.blepharospasm.blinks_per_min.{name}")

    def begun(severity):
        process = Blepharospasm(severity)
        return sum(len(processes._blinks(process, k, "").start_s) for k in range(300))

    expected = 300 * processes.BLOCK_S / 60 * often
    assert abs(begun(SEVERITIES[name]) - expected) < 4 * expected**0.5
    assert begun(0.0) == 0


def test_meige_beats_in_mouth_and_jaw():
    trace = Meige(1.0).involuntary(np.arange(0, 60, 0.02))[:, INDEX["jaw_openers"]]
    beats = np.count_nonzero(np.diff((trace > trace.mean()).astype(int)) == 1) / 60
    assert beats == pytest.approx(constants.value("processes.meige.rhythm_hz"), rel=0.1)
    assert trace.max() == pytest.approx(constants.value("processes.meige.jaw_severe"), rel=0.01)


def test_constants_reach_a_running_process():
    times = np.arange(0, 60, 0.05)
    process = HemifacialSpasm("left", 1.0)
    before = process.involuntary(times)
    with constants.override({"processes.spasm.bursts_per_s.severe": 1.5}):
        assert not np.array_equal(process.involuntary(times), before)
    assert np.array_equal(process.involuntary(times), before)


def test_dampening_takes_from_a_spasm_in_time_too():
    condition = conditions.hemifacial_spasm("left", "severe")
    times = np.arange(0, 60, 0.1)
    tone = TONE[EYE]
    full, half = (
        tone + (1 - tone) * condition.drive(REST, left, time=times)[:, EYE].max()
        for left in (1.0, 0.5)
    )
    assert full > 0.5
    assert half == pytest.approx(0.5 * full, rel=0.01)


@given(st.floats(-10, 100))
def test_an_expression_rises_holds_and_falls(time):
    share = attack_and_release(time, start_s=1.0, hold_s=2.0)
    assert 0 <= share <= 1
    if time <= 1.0 or time >= 1.0 + 0.6 + 2.0 + 0.28:
        assert share == pytest.approx(0, abs=1e-9)
    if 1.6 <= time <= 3.6:
        assert share == pytest.approx(1)


def test_a_time_may_be_one_number_or_many():
    condition = conditions.hemifacial_spasm("left", "severe")
    times = np.array([0.5, 12.25, 33.0])
    many = condition.drive(REST, time=times)
    for time, row in zip(times, many, strict=True):
        assert np.array_equal(condition.drive(REST, time=time), row)
    assert np.array_equal(conditions.healthy().drive(REST, time=times), np.zeros((3, M)))


def test_an_expression_may_be_made_while_a_spasm_runs():
    """The effort of each moment counts: a smile brings bursts that rest does not."""
    condition = conditions.hemifacial_spasm("left", "severe")
    times = np.arange(0, 40, 0.05)
    made = attack_and_release(times, start_s=10, hold_s=15)
    smile = made[:, None] * expression("open_mouth_smile")
    course = condition.drive(smile, time=times)
    for k in range(0, len(times), 97):
        assert np.array_equal(course[k], condition.drive(smile[k], time=times[k]))
    at_rest = condition.drive(REST, time=times)
    assert np.array_equal(course[made == 0], at_rest[made == 0])
    brow = INDEX["corrugator_left"]  # no part of a smile
    assert (course[:, brow] >= at_rest[:, brow]).all()
    assert (course[:, brow] > at_rest[:, brow]).sum() > 20
    for some, seconds in ((smile, times[:-1]), (smile[:-1], times)):
        with pytest.raises(FaceModelError, match="as many as seconds"):
            condition.drive(some, time=seconds)
