"""From intent to activation: the laws of the drive, and the spasm."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from facemodel.anatomy.expressions import arkit, expression
from facemodel.anatomy.muscles import CONTROLS, INDEX, MIRROR, MUSCLES, TONE
from facemodel.data import constants
from facemodel.errors import FaceModelError
from facemodel.physiology import conditions
from facemodel.physiology.conditions import (
    GROUP_INTENTS,
    Condition,
    by_name,
    group_intents,
    healthy,
    hemifacial_spasm,
)
from facemodel.physiology.effort import LET_GO, LEVATORS, MOVERS, RINGS, tried
from facemodel.physiology.in_person import Drive

M = len(MUSCLES)
HAS_TONE = TONE > 0
intents = arrays(float, M, elements=st.floats(-1, 1))
shares = arrays(float, M, elements=st.floats(0, 1))


def made_up(rng) -> Condition:
    """A condition with everything wrong at once, differently on each side."""
    return Condition(
        "made up",
        "left",
        0.5,
        conduction=rng.uniform(0, 1, M),
        synkinesis=rng.uniform(0, 0.3, (M, len(GROUP_INTENTS))),
        tone=rng.uniform(0, 0.4, M),
        normal_tone=np.minimum(TONE * rng.uniform(0.5, 1.5, M), 1),
        strength=rng.uniform(0.5, 1.5, M),
        involuntary=rng.uniform(0, 0.3, M),
    )


def literal_drive(condition, u, r):
    """The formula of drive.py, word for word; how hard it tries is checked in test_effort.py."""
    t0, n = TONE, condition.normal_tone
    state = Drive(condition.tone, n, condition.conduction, condition.strength)
    harder, held = tried(state, u, np.asarray(r, float))
    v = harder + group_intents(harder) @ condition.synkinesis.T + held
    c = condition.tone + condition.involuntary
    c = c + condition.conduction * ((1 - n) * np.maximum(v, 0) - n * np.maximum(-v, 0))
    c = r * np.clip(c, 0, 1)
    with np.errstate(invalid="ignore", divide="ignore"):
        below = (c - t0) / t0
    return np.where(c >= t0, condition.strength * (c - t0) / (1 - t0), below)


@settings(deadline=None)
@given(intents)
def test_a_healthy_face_does_exactly_what_is_intended(u):
    # lids that are meant to close do close, whatever of the ring was meant (test_effort)
    assume(not ((u[LEVATORS] <= LET_GO) & (u[RINGS] > 0)).any())
    a = healthy().drive(u)
    np.testing.assert_array_equal(a[HAS_TONE], u[HAS_TONE])
    # a muscle without tone has nothing to let go
    np.testing.assert_array_equal(a[~HAS_TONE], np.maximum(u[~HAS_TONE], 0))


@settings(deadline=None)
@given(intents, st.integers(0, 2**32))
def test_nothing_remaining_is_no_tone_anywhere(u, seed):
    for condition in (healthy(), hemifacial_spasm(), made_up(np.random.default_rng(seed))):
        a = condition.drive(u, remaining=0)
        assert (a[HAS_TONE] == -1).all()
        assert (a[~HAS_TONE] == 0).all()


@settings(deadline=None)
@given(intents, shares, st.integers(0, 2**32))
def test_the_drive_is_the_published_formula(u, remaining, seed):
    condition = made_up(np.random.default_rng(seed))
    np.testing.assert_allclose(
        condition.drive(u, remaining), literal_drive(condition, u, remaining), atol=1e-12
    )


@settings(deadline=None)
@given(intents, shares, st.integers(0, 2**32))
def test_a_mirrored_condition_drives_the_mirrored_face(u, remaining, seed):
    condition = made_up(np.random.default_rng(seed))
    mirrored = condition.mirrored().drive(u[MIRROR], remaining[MIRROR])
    np.testing.assert_allclose(mirrored, condition.drive(u, remaining)[MIRROR], atol=1e-14)
    assert condition.mirrored().side == "right"


@settings(deadline=None)
@given(intents, shares, shares, st.integers(0, 2**32))
def test_less_remaining_never_means_more_activation(u, one, other, seed):
    """Of muscles that no outcome drives harder; without synkinesis, which that would spread to."""
    made = made_up(np.random.default_rng(seed))
    condition = replace(made, synkinesis=np.zeros_like(made.synkinesis))
    less, more = np.minimum(one, other), np.maximum(one, other)
    alone = np.ones(M, bool)
    alone[[*LEVATORS, *RINGS, *(k for rows in MOVERS.values() for k in rows.ravel())]] = False
    weaker, stronger = (condition.drive(u, r)[alone] for r in (less, more))
    assert (weaker <= stronger + 1e-12).all()


def test_strength_stands_outside_the_clip():
    strong = Condition("strong", strength=np.full(M, 1.5))
    np.testing.assert_allclose(strong.drive(np.ones(M)), 1.5)
    assert (strong.drive(np.full(M, -1.0))[HAS_TONE] == -1).all()


def test_batches_are_leading_axes():
    rng = np.random.default_rng(3)
    condition, u = hemifacial_spasm(), rng.uniform(-1, 1, (2, 5, M))
    remaining = rng.uniform(0, 1, (5, M))
    a = condition.drive(u, remaining)
    assert a.shape == (2, 5, M)
    np.testing.assert_array_equal(a[1, 3], condition.drive(u[1, 3], remaining[3]))
    assert condition.drive(u[0, 0], remaining).shape == (5, M)


def test_controls_that_are_not_muscles_pass_unchanged():
    u = arkit({"jawLeft": 0.5, "eyeLookUpLeft": 1, "mouthSmileLeft": 0.4})
    np.testing.assert_array_equal(healthy().drive(u), u)
    a = hemifacial_spasm().drive(u, np.full((4, M), 0.5))
    assert a.shape == (4, len(CONTROLS))
    np.testing.assert_array_equal(a[2, M:], u[M:])


def test_synkinesis_follows_the_group_intents():
    u = np.zeros(M)
    u[INDEX["levator_palpebrae_superioris_right"]] = -0.8
    u[INDEX["incisivus_left"]] = 0.3
    u[INDEX["levator_palpebrae_superioris_left"]] = 0.5  # opening wide is no closing
    u[INDEX["frontalis_medial_left"]] = -0.2
    meant = dict(zip(GROUP_INTENTS, group_intents(u), strict=True))
    assert meant.pop("eye_closure_right") == 0.8
    assert meant.pop("pucker_left") == 0.3
    assert set(meant.values()) == {0}


@pytest.mark.parametrize("side", ["left", "right"])
def test_a_moderate_spasm_overpulls_a_social_smile_on_its_side_alone(side):
    smile = expression("smile_social", intensity=0.75)  # a spasm adds nothing to a posed one's ends
    a = hemifacial_spasm(side, "moderate").drive(smile)
    other = {"left": "right", "right": "left"}[side]
    assert a[INDEX[f"zygomaticus_major_{side}"]] > 1.3 * smile[INDEX[f"zygomaticus_major_{side}"]]
    # the eye is narrowed and still open (closure is the palpebral part while the levator works)
    assert 0.3 < a[INDEX[f"orbicularis_oculi_palpebral_{side}"]] < 0.8
    elsewhere = [i for i, m in enumerate(MUSCLES) if not m.endswith(side)]
    np.testing.assert_array_equal(a[elsewhere], smile[elsewhere])
    np.testing.assert_array_equal(hemifacial_spasm(other).drive(smile), a[MIRROR])


def test_a_spasm_contracts_as_the_table_weighs_it():
    a = hemifacial_spasm("left", 0.5).involuntary
    ring = a[INDEX["orbicularis_oculi_palpebral_left"]]
    for muscle, weight in {
        "zygomaticus_major": 0.7,
        "orbicularis_oris_lower_peripheral": 0.5,
        "mentalis": 0.5,
        "platysma": 0.5,
        "frontalis_medial": 0.7,
        "corrugator": 0.4,
    }.items():
        assert a[INDEX[f"{muscle}_left"]] == pytest.approx(weight * ring)


@pytest.mark.parametrize(("severity", "share"), [("mild", 0.1), ("moderate", 0.2), ("severe", 0.3)])
def test_ephaptic_spread_goes_both_ways_by_severity(severity, share):
    s = hemifacial_spasm("right", severity).synkinesis
    column = {name: s[:, i] for i, name in enumerate(GROUP_INTENTS)}
    assert column["smile_right"][INDEX["orbicularis_oculi_palpebral_right"]] == pytest.approx(share)
    assert column["eye_closure_right"][INDEX["zygomaticus_major_right"]] == pytest.approx(share)
    assert not any(column[f"{g}_left"].any() for g in conditions.GROUPS)


def test_severity_grows_the_spasm_from_nothing():
    u = expression("smile_social")
    np.testing.assert_array_equal(hemifacial_spasm("left", 0.0).drive(u), u)
    eye = INDEX["orbicularis_oculi_palpebral_left"]
    drives = [hemifacial_spasm("left", s).drive(u)[eye] for s in ("mild", "moderate", "severe")]
    assert drives == sorted(drives)
    assert by_name("hemifacial_spasm", severity="mild").severity == pytest.approx(1 / 3)


def test_arrays_are_read_only_and_the_callers_stay_theirs():
    tone = np.full(M, 0.1)
    condition = Condition("x", tone=tone)
    tone[:] = 0
    assert (condition.tone == 0.1).all()
    with pytest.raises(ValueError, match="read-only"):
        condition.tone[0] = 1


def nan_at(i):
    u = np.zeros(M)
    u[i] = np.nan
    return u


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: healthy().drive(np.zeros(M - 1)), "its last axis must be"),
        (lambda: healthy().drive(0.0), "its last axis must be"),
        (lambda: healthy().drive(nan_at(5)), "from -1 to 1, got nan"),
        (lambda: healthy().drive(np.full(M, 1.2)), "from -1 to 1, got 1.2"),
        (lambda: healthy().drive(np.zeros(M), -0.1), "remaining strength must lie from 0 to 1"),
        (lambda: healthy().drive(np.zeros(M), nan_at(2)), "got nan"),
        (lambda: healthy().drive(np.zeros(M), "half"), "must be a number"),
        (lambda: healthy().drive(np.zeros(M), np.ones(M + 1)), "does not fit"),
        (lambda: healthy().drive(np.zeros((2, M)), np.ones((3, M))), "does not fit"),
        (lambda: healthy().drive(np.zeros(M), tone=np.ones(3)), "tone of a person has shape"),
        (lambda: healthy().drive(np.zeros(M), tone=nan_at(0)), "tone of a person must"),
        (lambda: healthy().drive(np.zeros(M), tone=-1), "tone of a person must"),
        (lambda: Condition("x", normal_tone=np.full(M, 2)), "normal_tone of a condition must"),
        (lambda: hemifacial_spasm().drive(np.zeros(M), time=-1.0), "time in seconds must"),
        (lambda: hemifacial_spasm().drive(np.zeros((2, M)), time=1.0), "one intended activation"),
        (lambda: Condition("x", age_years=5), "age in years must lie from 18"),
        (lambda: Condition("x", strength=np.full(M, 3.1)), "strength of a condition must"),
        (lambda: hemifacial_spasm("up"), "a side is 'left' or 'right'"),
        (lambda: hemifacial_spasm(severity="moderat"), "did you mean 'moderate'"),
        (lambda: hemifacial_spasm(severity=2), "severity must lie from 0 to 1"),
        (lambda: by_name("spasm"), "unknown condition 'spasm'"),
        (lambda: by_name("healthy", side="left"), "neither side nor severity"),
        (lambda: Condition("x", tone=np.zeros(3)), "tone of a condition has shape"),
        (lambda: Condition("x", conduction=np.full(M, 1.1)), "conduction of a condition must"),
        (lambda: Condition("x", side="middle"), "unknown side"),
    ],
)
def test_what_is_not_allowed_is_refused_in_a_sentence(call, message):
    with pytest.raises(FaceModelError, match=message):
        call()


@pytest.mark.parametrize(
    "values", [{"ephaptic": "x"}, {"amplitude": 5}, {"amplitude": [1, 2]}, {"ephaptic": -0.1}]
)
def test_a_spasm_of_no_sensible_size_is_refused(values):
    with pytest.raises(FaceModelError, match=next(iter(values))):
        conditions.hemifacial_spasm("left", **values)


@pytest.mark.parametrize("intended", [np.zeros(66), np.zeros(5), np.zeros(M, complex)])
def test_an_intent_of_another_shape_or_kind_is_refused(intended):
    with pytest.raises(FaceModelError, match="intended activation"):
        conditions.healthy().drive(intended)


@pytest.mark.parametrize("severity", [1.0, 0.5])
def test_an_injured_temporal_branch_keeps_the_tabled_share_of_the_brows_tone(severity):
    name = "nerve.temporal_injury.brow_tone_kept"
    (row,) = (one for one in constants.parameters("nerve") if one.name == name)
    low, high = row.low, row.high
    made = {}
    for kept in (low, high):
        with constants.override({name: kept}):
            made[kept] = conditions.temporal_branch_injury("left", severity).tone
    ratio = made[low] / np.where(made[high] > 0, made[high], 1)
    expected = (1 + severity * (low - 1)) / (1 + severity * (high - 1))
    assert ratio[INDEX["frontalis_medial_left"]] == pytest.approx(expected)
    others = [INDEX[m] for m in ("zygomaticus_major_left", "frontalis_medial_right")]
    assert np.array_equal(made[low][others], made[high][others])
