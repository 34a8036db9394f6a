"""How hard a face tries: outcomes are met while strength is left, and nothing rises beyond."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import facemodel as fm
from facemodel.anatomy.muscles import INDEX, MIRROR, MUSCLES, SIDES, TONE
from facemodel.clinic.measures import facial_measures, palpebral_fissures_mm
from facemodel.data import constants
from facemodel.physiology import effort
from facemodel.physiology.drive import healthy
from facemodel.physiology.in_person import Drive

M = len(MUSCLES)
shares = arrays(float, M, elements=st.floats(0, 1))
AVERAGE = Drive(TONE, TONE, np.ones(M), np.ones(M))
GENTLE = fm.expression("gentle_eye_closure")[:M]


@pytest.fixture(scope="module")
def face():
    return fm.load()


def only(name: str, remaining: float) -> np.ndarray:
    left = np.ones(M)
    left[INDEX[name]] = remaining
    return left


def gaps(face, condition, remaining=1.0) -> np.ndarray:
    frame = face.deform(condition.drive(GENTLE, remaining), dtype=float)
    return palpebral_fissures_mm(face.mesh, frame)


def height(face, landmark: str, remaining) -> np.ndarray:
    """Rise (2,) of a landmark at rest, left and right, over a face with all its strength."""
    at = [face.mesh.landmarks[f"{landmark}_{side}"] for side in SIDES]
    frame = face.deform(healthy().drive(np.zeros(M), remaining), dtype=float)
    return frame[at, 1] - face.mesh.vertices[at, 1]


# ---- lids


def test_lids_meet_while_the_ring_has_a_third_of_its_strength(face):
    rings = [f"orbicularis_oculi_palpebral_{side}" for side in SIDES]
    left = np.ones(M)
    left[[INDEX[r] for r in rings]] = 0.35
    assert gaps(face, healthy(), left).max() < 0.1
    left[[INDEX[r] for r in rings]] = 0.2
    assert gaps(face, healthy(), left).min() > 0.5


def test_closing_is_tried_with_both_eyes(face):
    drive = healthy().drive(GENTLE, only("orbicularis_oculi_palpebral_left", 0.4))
    assert drive[INDEX["orbicularis_oculi_palpebral_right"]] > 0.4 > GENTLE.max()


@settings(deadline=None, max_examples=30)
@given(st.floats(0, 1), st.floats(0, 1))
def test_a_weaker_ring_never_closes_better(one, other):
    less, more = sorted((one, other))
    weak, strong = (
        healthy().drive(GENTLE, only("orbicularis_oculi_palpebral_left", r))[
            INDEX["orbicularis_oculi_palpebral_left"]
        ]
        for r in (less, more)
    )
    assert weak <= strong + 1e-12


def test_house_brackmann_grades_differ_by_what_effort_closes(face):
    gap = {g: gaps(face, fm.conditions.by_name(f"hb_{g}", side="left"))[0] for g in range(1, 7)}
    assert max(gap[1], gap[2], gap[3]) < 0.5
    assert 0.5 < gap[4] < gap[5] < gap[6]


def test_the_other_lid_answers_by_herings_law(face):
    mesh, left = face.mesh, only("orbicularis_oculi_palpebral_left", 0.5)
    rest, weak = (
        facial_measures(mesh, face.deform(healthy().drive(np.zeros(M), r), dtype=float))["mrd1_mm"]
        for r in (1.0, left)
    )
    this, other = weak - rest
    assert this > 0.2
    assert other / this == pytest.approx(-constants.value("lids.shared_drive"), abs=0.05)


def test_what_is_let_go_is_held_no_more():
    """A lid, or a brow, is held by as much of the answer as its muscle is not meant to let go."""
    ring, brow = only("orbicularis_oculi_palpebral_left", 0.5), only("frontalis_medial_left", 0.5)
    for left, muscles in ((ring, effort.LEVATORS), (brow, effort.MOVERS["brow"].ravel())):
        _, whole = effort.tried(AVERAGE, np.zeros(M), left)
        assert np.abs(whole[muscles]).min() > 0.01
        assert not np.delete(whole, muscles).any()
        for meant, share in ((-0.25, 0.75), (-0.9, 0.1), (0.5, 1)):
            u = np.zeros(M)
            u[muscles] = meant
            _, held = effort.tried(AVERAGE, u, left)
            np.testing.assert_allclose(held[muscles], share * whole[muscles])


def test_who_has_lost_nothing_answers_nothing_beside_others_who_have():
    left = np.ones((60, M))
    left[30:, effort.RINGS[0]] = 0.5
    people = fm.people.sample(3, 60)
    whole, weak = (people.drive(healthy(), np.zeros(M), x) for x in (np.ones((60, M)), left))
    assert (whole[30:] != weak[30:]).any(axis=1).all()
    np.testing.assert_array_equal(weak[:30], whole[:30])  # to the last bit


# ---- brow


def test_a_brow_that_sinks_is_held_while_frontalis_has_strength(face):
    left = np.ones(M)
    left[effort.MOVERS["brow"].ravel()] = 0.6
    np.testing.assert_allclose(height(face, "brow_mid", left), 0, atol=0.1)
    left[effort.MOVERS["brow"].ravel()] = 0.05
    assert (height(face, "brow_mid", left) < -1).all()


def test_a_brow_whose_depressors_are_weak_rises(face):
    left = np.ones(M)
    left[[INDEX[f"orbicularis_oculi_orbital_superior_{s}"] for s in SIDES]] = 0.3
    assert (height(face, "brow_mid", left) > 0.3).all()


def test_nothing_holds_the_corner_of_the_mouth(face):
    left = np.ones(M)
    left[[INDEX[f"zygomaticus_major_{s}"] for s in SIDES]] = 0.5
    assert (height(face, "cheilion", left) < -0.5).all()


def test_a_dead_nerve_drives_no_other_brow():
    dead = fm.conditions.by_name("hb_6", side="left")
    drive = dead.drive(np.zeros(M))
    assert drive[INDEX["frontalis_medial_right"]] == 0


# ---- reaching


def test_a_smile_that_falls_short_is_tried_harder():
    smile = fm.expression("smile_social")[:M]
    zygomaticus = [INDEX[f"zygomaticus_major_{s}"] for s in SIDES]
    left = np.ones(M)
    left[zygomaticus] = 0.7
    tried = healthy().drive(smile, left)[zygomaticus]
    with_habit = 0.7 * smile[zygomaticus] - 0.3 * TONE[zygomaticus] / (1 - TONE[zygomaticus])
    assert (tried > with_habit + 0.05).all()
    assert (tried < smile[zygomaticus]).all()


def test_effort_ends_at_full_intent():
    left = np.ones(M)
    left[[INDEX[f"zygomaticus_major_{s}"] for s in SIDES]] = 0.1
    smile = fm.expression("smile_social")[:M]
    harder, _ = effort.tried(AVERAGE, smile, left)
    assert harder[effort.MOVERS["corner"]].max() == pytest.approx(1)
    assert (harder >= smile).all()


# ---- laws


@settings(deadline=None)
@given(arrays(float, M, elements=st.floats(-1, 1)))
def test_nothing_is_tried_harder_where_nothing_is_lost(u):
    harder, held = effort.tried(AVERAGE, u, np.ones(M))
    closing = (u[effort.LEVATORS] <= effort.LET_GO) & (u[effort.RINGS] > 0)
    others = np.ones(M, bool)
    others[effort.RINGS[closing]] = False  # lids that are meant to close do close
    np.testing.assert_array_equal(harder[others], u[others])
    np.testing.assert_array_equal(held, 0)


@settings(deadline=None)
@given(arrays(float, M, elements=st.floats(-1, 1)), shares)
def test_mirrored_weakness_is_answered_in_mirror(u, left):
    mirrored = healthy().drive(u[MIRROR], left[MIRROR])
    np.testing.assert_allclose(mirrored, healthy().drive(u, left)[MIRROR], atol=1e-12)


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 2**32))
def test_many_people_are_answered_as_each_alone(seed):
    rng = np.random.default_rng(seed)
    people = fm.people.sample(int(rng.integers(1000)), 4)
    left = rng.uniform(0, 1, (4, M))
    condition = replace(healthy(), conduction=rng.uniform(0, 1, M))
    both = people.drive(condition, GENTLE, left)
    for k in range(4):
        np.testing.assert_array_equal(both[k], people[k].drive(condition, GENTLE, left[k]))
