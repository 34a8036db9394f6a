"""A face: what it takes, what it refuses, and that every way of asking gives the same answer."""

import numpy as np
import pytest

import facemodel as fm

M = len(fm.MUSCLES)


@pytest.fixture(scope="module")
def face():
    return fm.load()


def test_the_face_is_built_once():
    assert fm.load() is fm.load(1)


def test_single_precision_agrees_with_double(face):
    rng = np.random.default_rng(0)
    for a in rng.uniform(-1, 1, (20, len(fm.MUSCLES))):
        single, double = face.deform(a), face.deform(a, dtype=float)
        assert single.dtype == np.float32
        assert double.dtype == np.float64
        assert np.abs(single - double).max() < 0.01


def test_a_batch_is_its_rows(face):
    a = np.random.default_rng(1).uniform(0, 1, (2, 3, len(fm.MUSCLES)))
    batch = face.deform(a)
    assert batch.shape == (2, 3, *face.mesh.vertices.shape)
    assert np.array_equal(batch[1, 2], face.deform(a[1, 2]))
    assert np.array_equal(face.display(batch)[0, 1], face.display(batch[0, 1]))


def test_muscles_alone_and_with_controls(face):
    a = fm.expression("open_mouth_smile")
    full = np.concatenate([a, np.zeros(len(fm.CONTROLS) - len(a))])
    assert np.array_equal(face.deform(a), face.deform(full))


def test_a_frame_does_not_touch_what_it_was_given(face):
    a = fm.expression("forced_eye_closure")
    before, rest = a.copy(), face.rig.rest.copy()
    face.deform(a)
    assert np.array_equal(a, before)
    assert np.array_equal(face.rig.rest, rest)


def test_the_controls_that_are_not_muscles_move_what_they_name(face):
    at = face.mesh.landmarks

    def moved(name, landmark, value=1.0):
        a = np.zeros(len(fm.CONTROLS))
        a[fm.CONTROLS.index(name)] = value
        return (face.deform(a, dtype=float) - face.mesh.vertices)[at[landmark]]

    assert moved("jaw_forward", "pogonion")[2] > 3
    assert moved("jaw_shift", "pogonion")[0] > 4
    assert moved("jaw_shift", "pogonion", -1.0)[0] < -4
    assert moved("cheek_pressure", "buccal_left")[2] > 3
    assert moved("gaze_pitch_left", "upper_lid_left")[1] > 1.5
    assert np.abs(moved("gaze_pitch_left", "upper_lid_right")).max() == 0


def test_the_basis_holds_what_a_muscle_moves_alone(face):
    zygomaticus = face.basis[
        fm.MUSCLES.index("zygomaticus_major_left"), face.mesh.landmarks["cheilion_left"]
    ]
    assert np.linalg.norm(zygomaticus) == pytest.approx(np.linalg.norm((6.6, 6.6, -3.5)), rel=0.01)


def test_landmark_columns_are_rows_of_the_basis(face):
    columns = face.landmark_columns("cheilion_left")
    zygomaticus = fm.activation(zygomaticus_major_left=1.0)
    moved = face.deform(zygomaticus, dtype=float)[face.mesh.landmarks["cheilion_left"]]
    here = face.mesh.vertices[face.mesh.landmarks["cheilion_left"]]
    pulled = columns[fm.MUSCLES.index("zygomaticus_major_left")]
    assert np.linalg.norm(moved - here - pulled) < 0.1 * np.linalg.norm(pulled)


@pytest.mark.parametrize(
    ("activation", "says"),
    [
        (np.zeros(5), f"{M} values"),
        (np.zeros((2, M + 1)), f"shape (2, {M + 1})"),
        (0.5, "shape ()"),
        (None, f"{M} values"),
        ("smile", "array of numbers"),
        (np.full(M, np.nan), "NaN"),
        (np.full(M, np.inf), "NaN or infinity"),
        (np.full(M, 1.6), "frontalis_medial_left is 1.6"),
        (np.r_[np.zeros(M - 1), -1.2], "jaw_openers is -1.2"),
    ],
)
def test_a_bad_activation_is_one_clear_sentence(face, activation, says):
    with pytest.raises(fm.FaceModelError) as error:
        face.deform(activation)
    assert says in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("level", ["1", 1.0, None, True, 9, -1])
def test_a_bad_level_is_refused(level):
    with pytest.raises(fm.FaceModelError, match="level"):
        fm.load(level)


def test_an_unusable_mesh_is_refused():
    from dataclasses import replace

    from facemodel.anatomy import template
    from facemodel.mechanics.face import build

    mesh = template.mesh(1)
    broken = mesh.vertices.copy()
    broken[7] = np.nan
    with pytest.raises(fm.FaceModelError, match="not numbers"):
        build(replace(mesh, vertices=broken))
    with pytest.raises(fm.FaceModelError, match="outline"):
        build(replace(mesh, curves={}))
    with pytest.raises(fm.FaceModelError, match="stiffness must be a positive number"):
        build(mesh, stiffness=0)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda f: f.deform(np.zeros(len(fm.MUSCLES)), dtype="foo"), "dtype is float"),
        (lambda f: f.deform(np.zeros(len(fm.MUSCLES)), dtype=int), "dtype is float"),
        (lambda f: f.deform(np.zeros(len(fm.MUSCLES), complex)), "an array of numbers"),
        (lambda f: f.display(np.zeros((5, 3))), r"have shape \(5, 3\)"),
        (lambda f: f.landmark_columns("x"), "unknown landmark 'x'"),
        (lambda f: f.display([[1, 2]]), "as face.deform returns"),
    ],
)
def test_what_is_of_the_wrong_kind_is_refused_in_a_sentence(call, message):
    with pytest.raises(fm.FaceModelError, match=message):
        call(fm.load())


@pytest.mark.parametrize(
    ("control", "low", "high"),
    [
        ("jaw_forward", 0, 1),
        ("cheek_pressure", 0, 1),
        ("jaw_shift", -1, 1),
        ("mentalis_left", -1, 1.5),
    ],
)
def test_every_control_keeps_its_own_range(control, low, high):
    face, a = fm.load(), np.zeros(len(fm.CONTROLS))
    for value, allowed in ((low, True), (high, True), (low - 0.1, False), (high + 0.1, False)):
        a[fm.CONTROLS.index(control)] = value
        if allowed:
            face.controls(a)
        else:
            with pytest.raises(fm.FaceModelError, match=control):
                face.controls(a)


def test_a_face_and_its_parts_print_in_a_line():
    face = fm.load(0)
    assert repr(face) == "Face(Mesh(982 vertices, 1848 faces, level 0), 63 muscles)"
    assert repr(face.single) == "Rig(982 vertices, float32)"
