"""Frames: many people at once move as one face does, and nobody's depend on who else is there."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import facemodel as fm
from facemodel.anatomy.muscles import INDEX, SIDES
from facemodel.mechanics import stiffened
from facemodel.mechanics.frame import frame, frames, steady
from facemodel.mechanics.varied import varied
from facemodel.physiology import people
from facemodel.study.cohort import draws, job

# every small non-linear part takes part: lids, lips that touch, the jaw forward and to the side
NAMES = ("rest", "forced_eye_closure", "lip_pucker", "surprise", "open_mouth_smile", "snarl")


@pytest.fixture(scope="module")
def coarse():
    return fm.load(0)


@pytest.fixture(scope="module")
def lined(coarse):
    return varied(coarse)


def driven(who, condition=None):
    """(N, F, C) controls of people in NAMES, and in one with jaw and gaze moved."""
    condition = condition or fm.conditions.hemifacial_spasm("left")
    intents = np.stack([fm.load(0).controls(fm.expression(n)) for n in (*NAMES, "surprise")])
    for name, value in (("jaw_forward", 0.6), ("jaw_shift", -0.4), ("gaze_pitch_left", 0.5)):
        intents[-1, INDEX[name]] = value
    return np.stack([who.drive(condition, u) for u in intents], axis=1)


def moved(rig, controls, who):
    """Frames of people whose skin differs and whose muscles' lines do not."""
    return frames(rig, controls, stiffened.weights(controls, rig.slack, who.stiffness))


def test_people_move_as_each_of_their_faces(coarse):
    who = people.sample(2, 4)
    controls = driven(who)
    points = job.points_read(coarse.mesh)
    whole = moved(coarse.rig, controls, who)
    some = moved(coarse.rig.at(points), controls, who)
    for k in range(4):
        own = stiffened.stiffened(coarse, float(who.stiffness[k]))
        true = own.deform(controls[k], dtype=float)
        assert np.abs(whole[k] - true).max() < 1e-9
        assert np.abs(some[k] - true[:, points]).max() < 1e-9
    assert np.ptp(whole, axis=0).max() > 1  # people do differ


def test_people_who_do_nothing_are_at_rest(coarse):
    nothing = np.zeros((2, 3, len(fm.CONTROLS)))
    still = frames(coarse.rig, nothing, np.zeros((2, 3, len(coarse.rig.gap_rows))))
    assert np.abs(still - frame(coarse.rig, nothing[0, 0])).max() < 1e-9


def test_leading_axes_are_frames_one_by_one(coarse):
    controls = driven(people.sample(2, 2))
    batch = frame(coarse.rig, controls)
    assert batch.shape == (*controls.shape[:2], *coarse.mesh.vertices.shape)
    for at in np.ndindex(controls.shape[:2]):
        assert np.array_equal(batch[at], frame(coarse.rig, controls[at]))


def test_nobodys_frames_depend_on_who_else_is_there(coarse, lined):
    who = people.sample(5, 6)
    controls, rig = driven(who), coarse.rig.at(job.points_read(coarse.mesh), lined.columns)
    weights = stiffened.weights(controls, rig.slack, who.stiffness)
    weights = lined.weights(weights, draws.tilts(5, 0, 6), draws.turns(who))
    together = frames(rig, controls, weights)
    for some in (slice(4, 5), slice(1, 4), [5, 0]):
        assert np.array_equal(together[some], frames(rig, controls[some], weights[some]))
    part = frames(rig, controls[:, :1], weights[:, :1])  # rest alone: few lids turn
    assert np.abs(together[:, :1] - part).max() < 1e-9


@given(st.integers(1, 90), st.integers(1, 40), st.integers(1, 30))
@example(64, 4000, 2)  # one column alone is more than a piece may be
def test_a_product_in_pieces_is_the_product(rows, inner, columns):
    rng = np.random.default_rng(rows)
    left, right = rng.normal(size=(2, rows, inner)), rng.normal(size=(inner, columns))
    assert np.allclose(steady(left, right), left @ right, rtol=0, atol=1e-10)


def test_the_points_keep_their_names(coarse):
    points = job.points_read(coarse.mesh)
    mesh = coarse.mesh.at(points)
    for name, vertex in coarse.mesh.landmarks.items():
        assert points[mesh.landmarks[name]] == vertex
    assert np.array_equal(points[mesh.mirror], coarse.mesh.mirror[points])
    for side in SIDES:
        name = f"lid_margin_upper_{side}"
        assert np.array_equal(points[mesh.curves[name]], coarse.mesh.curves[name])


def test_measures_of_points_are_those_of_the_whole_face(coarse):
    points = job.points_read(coarse.mesh)
    mesh = coarse.mesh.at(points)
    shown = coarse.deform(fm.conditions.hemifacial_spasm().drive(fm.expression("snarl")), float)
    whole = fm.metrics.symmetry_index(coarse.mesh, shown, "snarl")
    few = fm.metrics.symmetry_index(mesh, shown[points], "snarl")
    assert few == pytest.approx(whole, abs=1e-9)
