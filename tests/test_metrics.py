"""Measures: no pose, exact symmetry, displacements that are known beforehand."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

import facemodel as fm
from facemodel.anatomy import template
from facemodel.anatomy.mesh import reflect
from facemodel.clinic import metrics
from facemodel.clinic.pose import head_points, rigid_fit
from facemodel.errors import FaceModelError

MESH = template.mesh(1)
REST = MESH.vertices
V = len(REST)
SKIN = metrics.skin_weights(MESH)

angles = st.floats(-3, 3)
shifts = st.floats(-300, 300)
poses = st.tuples(st.tuples(angles, angles, angles), st.tuples(shifts, shifts, shifts))


def bump(landmark, vector, radius=8.0):
    """A smooth displacement round a landmark, `vector` at the landmark itself, none at the border.

    It moves a whole neighbourhood, as skin does, so that lines through it keep their order.
    """
    distance = np.linalg.norm(REST - REST[MESH.landmarks[landmark]], axis=1)
    share = np.clip(1 - (distance / radius) ** 2, 0, 1) ** 2
    return share[:, None] * np.asarray(vector, float)


def posed(vertices, pose):
    turn, shift = pose
    return vertices @ Rotation.from_rotvec(turn).as_matrix().T + np.array(shift)


CROOKED = REST + bump("cheilion_left", (3, 4, -1), 20) + bump("brow_mid_right", (0, 6, 0), 15)


def test_a_symmetric_face_has_no_asymmetry():
    assert metrics.asymmetry(MESH, REST) < 1e-12
    smile = bump("cheilion_left", (5, 5, -3), 25)
    smile = smile + reflect(smile, MESH.mirror)
    assert metrics.asymmetry(MESH, REST + smile) < 1e-12
    assert metrics.symmetry_index(MESH, REST + smile, "smile_social") == pytest.approx(100)


@settings(max_examples=25, deadline=None)
@given(poses)
def test_no_measure_depends_on_how_the_head_is_held(pose):
    held = posed(CROOKED, pose)
    assert metrics.asymmetry(MESH, held) == pytest.approx(
        metrics.asymmetry(MESH, CROOKED), abs=1e-9
    )
    by_third = metrics.asymmetry(MESH, CROOKED, by="thirds")
    for third, value in metrics.asymmetry(MESH, held, by="thirds").items():
        assert value == pytest.approx(by_third[third], abs=1e-9)
    natural = REST + bump("malar_left", (1, 0, 1), 20)
    assert metrics.asymmetry(MESH, held, rest=natural) == pytest.approx(
        metrics.asymmetry(MESH, CROOKED, rest=natural), abs=1e-9
    )
    assert metrics.symmetry_index(MESH, held, "snarl") == pytest.approx(
        metrics.symmetry_index(MESH, CROOKED, "snarl"), abs=1e-7, nan_ok=True
    )
    np.testing.assert_allclose(
        metrics.excursions(MESH, held).vector_mm,
        metrics.excursions(MESH, CROOKED).vector_mm,
        atol=1e-9,
    )
    still = metrics.facial_measures(MESH, CROOKED)
    for name, value in metrics.facial_measures(MESH, held).items():
        np.testing.assert_allclose(value, still[name], atol=1e-9, err_msg=name)


def test_asymmetry_is_the_rms_distance_to_the_mirror_image():
    # one point of skin off by d on the left only: it and its partner are d off their mirror images
    i, d = MESH.landmarks["malar_left"], 1e-3
    moved = np.array(REST)
    moved[i] += [0, 0, d]
    expected = d * np.sqrt(2 * SKIN[i] / SKIN.sum())
    # the rigid fit takes up a little of so local a difference, never adds to it
    assert 0.99 * expected < metrics.asymmetry(MESH, moved) <= expected


def test_asymmetry_is_the_same_for_a_face_and_its_mirror_image():
    assert metrics.asymmetry(MESH, reflect(CROOKED, MESH.mirror)) == pytest.approx(
        metrics.asymmetry(MESH, CROOKED)
    )


def test_asymmetry_does_not_depend_on_the_level_of_detail():
    def crooked(mesh):
        x, y, z = mesh.vertices.T
        offset = 4 * np.exp(-((x - 30) ** 2 + (y + 50) ** 2 + (z - 80) ** 2) / 400)
        return metrics.asymmetry(mesh, mesh.vertices + offset[:, None] * [0, 1, 0])

    assert crooked(template.mesh(2)) == pytest.approx(crooked(MESH), rel=0.02)


def test_skin_weights_are_areas():
    fine = metrics.skin_weights(template.mesh(2))
    assert fine.sum() == pytest.approx(SKIN.sum(), rel=0.01)
    np.testing.assert_array_equal(SKIN, SKIN[MESH.mirror])


def test_what_is_not_skin_does_not_count():
    moved = np.array(REST)
    inside = MESH.areas["oral_mucosa"] + MESH.areas["conjunctiva"] + MESH.areas["nostril"] > 0.999
    moved[inside & (REST[:, 0] > 0)] += [0, 5, 0]
    assert inside.sum() > 100
    assert metrics.asymmetry(MESH, moved) < 1e-6


def test_thirds_make_up_the_whole_and_find_the_place():
    whole = metrics.asymmetry(MESH, CROOKED)
    parts = metrics.asymmetry(MESH, CROOKED, by="thirds")
    shares = metrics.thirds(MESH) @ SKIN / SKIN.sum()
    assert shares.sum() == pytest.approx(1)
    assert np.sqrt(sum(s * parts[t] ** 2 for s, t in zip(shares, metrics.THIRDS, strict=True))) == (
        pytest.approx(whole)
    )
    brow = metrics.asymmetry(MESH, REST + bump("brow_mid_left", (0, 6, 0), 15), by="thirds")
    assert max(brow, key=brow.get) == "upper"
    lip = metrics.asymmetry(MESH, REST + bump("cheilion_left", (0, 6, 0), 15), by="thirds")
    assert max(lip, key=lip.get) == "lower"


def test_rest_takes_a_natural_asymmetry_away():
    natural = REST + bump("malar_left", (1, 0, 2), 20)
    assert metrics.asymmetry(MESH, natural) > 0.1
    assert metrics.asymmetry(MESH, natural, rest=natural) < 1e-12


def test_symmetry_index_is_the_ratio_of_the_sides():
    moved = REST + bump("cheilion_left", (3, 4, 0)) + bump("cheilion_right", (0, 2, 0))
    assert metrics.symmetry_index(MESH, moved, "smile_social") == pytest.approx(40)
    assert metrics.symmetry_index(MESH, moved, ["cheilion"]) == pytest.approx(40)
    assert metrics.symmetry_by_thirds(MESH, moved)["lower"] < 60


def test_symmetry_index_is_undefined_where_nothing_moves_detectably():
    moved = REST + bump("cheilion_left", (0, 0.79, 0))
    assert np.isnan(metrics.symmetry_index(MESH, moved, "smile_social"))
    thirds = metrics.symmetry_by_thirds(MESH, REST + bump("brow_mid_left", (0, 9, 0), 12))
    assert thirds["upper"] < 20
    assert np.isnan(thirds["lower"])


def test_symmetry_index_counts_from_the_rest_it_is_given():
    rest = REST + bump("cheilion_left", (0, -5, 0), 15)
    moved = rest + bump("cheilion_left", (0, 4, 0)) + bump("cheilion_right", (0, 4, 0))
    assert metrics.symmetry_index(MESH, moved, "smile_social", rest=rest) == pytest.approx(100)
    assert metrics.symmetry_index(MESH, moved, "smile_social") < 90


@pytest.mark.parametrize(
    ("landmark", "vector", "degrees"),
    [
        ("cheilion_left", (2, 0, 0), 0),
        ("cheilion_left", (2, 2, -1), 45),
        ("cheilion_right", (-2, 2, -1), 45),
        ("cheilion_right", (3, 0, 0), 180),
        ("brow_mid_right", (0, -2, 1), -90),
        ("labiale_superius", (1, 0, 0), 0),
    ],
)
def test_excursions_are_the_displacement_and_point_outward_and_up(landmark, vector, degrees):
    e = metrics.excursions(MESH, REST + bump(landmark, vector), [landmark, "nasion"])
    np.testing.assert_allclose(e.vector_mm, [vector, (0, 0, 0)], atol=1e-9)
    assert e.magnitude_mm[0] == pytest.approx(np.linalg.norm(vector))
    assert e.direction_deg[0] == pytest.approx(degrees)


def test_a_landmark_that_stays_has_no_direction():
    still = head_points(MESH, REST, np.arange(V))
    e = metrics.excursions(MESH, still, rest=still)
    assert np.isnan(e.direction_deg).all()
    assert e.landmarks == tuple(MESH.landmarks)


def test_measures_of_the_default_face_lie_in_published_ranges():
    m = metrics.facial_measures(MESH, REST)
    # fissure 9.7 +/- 1.2, MRD1 3.5, MRD2 5.2 [Read2006] [Rana2023]; iris covered by the lid
    assert m["palpebral_fissure_height_mm"] == pytest.approx([9.7, 9.7], abs=1.2)
    assert m["mrd1_mm"] == pytest.approx([3.5, 3.5], abs=1.2)
    assert m["mrd2_mm"] == pytest.approx([5.2, 5.2], abs=1.2)
    for name, value in m.items():
        if np.ndim(value):
            assert value[0] == pytest.approx(value[1], abs=1e-9), name
        else:
            assert value == pytest.approx(0, abs=1e-9), name


def test_each_measure_sees_its_own_movement_and_no_other_side():
    rest = metrics.facial_measures(MESH, REST)

    def change(*bumps):
        now = metrics.facial_measures(MESH, REST + sum(bump(*b) for b in bumps))
        return {name: now[name] - rest[name] for name in rest}

    smile = change(("cheilion_left", (4, 4, 0), 12))
    assert smile["commissure_height_deviation_mm"] == pytest.approx(4)
    assert smile["commissure_excursion_mm"][0] > 4
    assert smile["smile_angle_deg"][0] > 3
    assert smile["commissure_excursion_mm"][1] == pytest.approx(0)
    lid = change(("upper_lid_right", (0, -3, 0), 7))
    assert lid["mrd1_mm"] == pytest.approx([0, -3], abs=0.3)
    assert lid["palpebral_fissure_height_mm"] == pytest.approx([0, -3], abs=0.3)
    assert lid["mrd2_mm"] == pytest.approx([0, 0], abs=1e-9)
    lower = change(("lower_lid_right", (0, 2, 0), 4))
    assert lower["mrd2_mm"][1] < -1
    assert lower["mrd1_mm"] == pytest.approx([0, 0], abs=1e-9)
    brow = change(("brow_mid_left", (0, 5, 0), 25))
    assert brow["brow_height_mm"] == pytest.approx([5, 0], abs=0.5)
    philtrum = change(("labiale_superius", (-2, 0, 0), 6))
    assert philtrum["philtral_deviation_mm"] == pytest.approx(-2)
    assert philtrum["philtral_deviation_deg"] < -3
    lip = change(("lower_lip_lat_left", (0, -4, 0), 10))
    assert lip["lower_lip_height_deviation_mm"] > 2
    assert lip["upper_lip_height_deviation_mm"] == pytest.approx(0)


def test_dental_show_is_the_gap_between_the_lips_on_each_side():
    rest = metrics.facial_measures(MESH, REST)["dental_show_mm"]
    lower = MESH.curves["lip_seal_lower"]
    left = lower[REST[lower, 0] > 1]
    parted, crossed = np.array(REST), np.array(REST)
    parted[left] -= [0, 3, 0]
    crossed[left] += [0, 3, 0]
    parted = metrics.facial_measures(MESH, parted)["dental_show_mm"]
    np.testing.assert_allclose(parted - rest, [3, 0], atol=1e-9)
    assert metrics.facial_measures(MESH, crossed)["dental_show_mm"][0] == 0


def test_a_mirrored_face_has_its_measures_exchanged():
    here = metrics.facial_measures(MESH, CROOKED)
    there = metrics.facial_measures(MESH, reflect(CROOKED, MESH.mirror))
    for name, value in here.items():
        if name.startswith("philtral"):
            assert there[name] == pytest.approx(-value, abs=1e-9)
        else:
            np.testing.assert_allclose(there[name], value[..., ::-1] if np.ndim(value) else value)


def test_measures_are_taken_in_the_frame_of_the_pupils():
    # eyes that stand obliquely tilt the frame: the level mouth is then off level
    tilt = np.array([[0, 3.0, 0], [0, -3.0, 0]])
    mesh = dataclasses.replace(MESH, eye_centres=MESH.eye_centres + tilt)
    corners = REST[[MESH.landmarks["cheilion_left"], MESH.landmarks["cheilion_right"]], 0]
    expected = np.ptp(corners) * np.sin(np.arctan2(6, np.ptp(MESH.eye_centres[:, 0])))
    assert metrics.facial_measures(mesh, REST)["commissure_height_deviation_mm"] == (
        pytest.approx(expected)
    )


def test_percent_difference_is_of_the_side_the_user_calls_healthy():
    assert metrics.percent_difference([6.0, 8.0], "right") == pytest.approx(25)
    assert metrics.percent_difference([6.0, 8.0], "left") == pytest.approx(100 / 3)
    assert np.isnan(metrics.percent_difference([6.0, 0.0], "right"))


def test_detectable_change_is_the_published_one():
    assert metrics.detectable_change_mm("rest") == 0.8
    assert metrics.detectable_change_mm("smile_social") == 1.5
    assert metrics.detectable_change_mm("open_mouth_smile") == 1.3
    np.testing.assert_array_equal(
        metrics.is_detectable([0.7, -0.9, 1.4, np.nan], "rest"), [False, True, True, False]
    )
    np.testing.assert_array_equal(metrics.is_detectable([0.9, 1.4, -1.6]), [False, False, True])


def test_batches_are_leading_axes():
    batch = np.stack([[REST, CROOKED, REST], [CROOKED, CROOKED, REST]])
    assert metrics.asymmetry(MESH, batch).shape == (2, 3)
    assert metrics.asymmetry(MESH, batch)[0, 1] == pytest.approx(metrics.asymmetry(MESH, CROOKED))
    assert metrics.symmetry_index(MESH, batch, "brow_raise").shape == (2, 3)
    assert metrics.excursions(MESH, batch, ["nasion"]).vector_mm.shape == (2, 3, 1, 3)
    for name, value in metrics.facial_measures(MESH, batch).items():
        one = metrics.facial_measures(MESH, CROOKED)[name]
        assert value.shape == (2, 3, *np.shape(one))
        np.testing.assert_allclose(value[1, 0], one, atol=1e-12)


@settings(deadline=None)
@given(poses)
def test_a_rigid_fit_finds_the_motion_it_is_given(pose):
    points = REST[::50]
    rotation, shift = rigid_fit(points, posed(points, pose), np.ones(len(points)))
    np.testing.assert_allclose(points @ rotation + shift, posed(points, pose), atol=1e-9)
    assert np.linalg.det(rotation) == pytest.approx(1)


def test_a_rigid_fit_never_mirrors():
    # the left half of a face, which no rotation can lay over its mirror image
    half = REST[REST[:, 0] > 0]
    rotation, _ = rigid_fit(half * [-1, 1, 1], half, np.ones(len(half)))
    assert np.linalg.det(rotation) == pytest.approx(1)


def with_nan():
    broken = np.array(REST)
    broken[7, 1] = np.nan
    return broken


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: metrics.asymmetry(MESH, REST[:-1]), "this mesh needs"),
        (lambda: metrics.asymmetry(MESH, with_nan()), "NaN"),
        (lambda: metrics.asymmetry(MESH, "face"), "must be numbers in mm"),
        (lambda: metrics.asymmetry(MESH, REST, by="halves"), "by='thirds'"),
        (lambda: metrics.asymmetry(MESH, REST, rest=REST[:5]), "this mesh needs"),
        (lambda: metrics.excursions(MESH, REST, ["cheilon_left"]), "did you mean 'cheilion_left'"),
        (lambda: metrics.symmetry_index(MESH, REST, "smil_social"), "did you mean 'smile_social'"),
        (lambda: metrics.symmetry_index(MESH, REST, "rest"), "moves no landmark"),
        (lambda: metrics.symmetry_index(MESH, REST, ["nasion"]), "unknown landmark 'nasion_left'"),
        (lambda: metrics.facial_measures(MESH, with_nan()), "NaN"),
        (lambda: metrics.percent_difference([1, 2], "both"), "unknown side"),
    ],
)
def test_what_is_not_allowed_is_refused_in_a_sentence(call, message):
    with pytest.raises(FaceModelError, match=message):
        call()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: metrics.asymmetry(fm.load(), np.zeros((1, 3))), "a mesh is expected, got a Face"),
        (lambda: metrics.excursions(fm.load(), None), "a mesh is expected, got a Face"),
        (lambda: metrics.excursions(fm.load().mesh, None, "cheilion_left"), "list of names"),
        (lambda: metrics.symmetry_index(fm.load().mesh, None, 5), "a movement is"),
        (lambda: metrics.percent_difference("ab", "left"), "left then right"),
        (lambda: metrics.percent_difference([1, 2, 3], "left"), "left then right"),
        (lambda: metrics.is_detectable("a"), "a number of millimetres"),
        (lambda: metrics.is_detectable(1, "foo"), "unknown expression 'foo'"),
        (lambda: metrics.detectable_change_mm(3), "unknown expression 3"),
    ],
)
def test_what_is_of_the_wrong_kind_is_refused_in_a_sentence(call, message):
    with pytest.raises(FaceModelError, match=message):
        call()


def test_every_expression_has_a_healthy_symmetry_to_compare_with():
    assert metrics.healthy_symmetry_percent("smile_social") == (91, 5)
    assert metrics.healthy_symmetry_percent("forced_eye_closure") == (93, 5)
    assert metrics.healthy_symmetry_percent("snarl") == (92, 3)


def test_the_asymmetry_index_knows_direction_where_the_symmetry_index_does_not():
    face = fm.load()
    mesh = face.mesh
    both = face.deform(fm.expression("smile_social"), dtype=float)
    assert metrics.facial_asymmetry_index(mesh, both) == pytest.approx(0, abs=1e-9)
    one = face.deform(fm.expression("smile_social", side="left"), dtype=float)
    assert metrics.facial_asymmetry_index(mesh, one) > 0.5
    crossed = mesh.vertices + (both - mesh.vertices)[mesh.mirror]  # the right moves inward
    crossed[mesh.vertices[:, 0] > 0] = both[mesh.vertices[:, 0] > 0]
    assert metrics.symmetry_index(mesh, crossed, ["cheilion"]) > 95
    assert metrics.facial_asymmetry_index(mesh, crossed) > 0.2
    left, right = (
        face.deform(fm.expression("snarl", side=s), dtype=float) for s in ("left", "right")
    )
    index = metrics.facial_asymmetry_index
    assert index(mesh, left) == pytest.approx(index(mesh, right))


def test_a_smile_deepens_the_nasolabial_fold_and_a_palsy_flattens_it():
    face = fm.load()
    fold = lambda a: metrics.nasolabial_fold(face.mesh, face.deform(a, dtype=float))  # noqa: E731
    rest = fold(np.zeros(len(fm.MUSCLES)))["nasolabial_depth_mm"]
    assert rest[0] == pytest.approx(rest[1])
    smile = fold(fm.activation(zygomaticus_major_left=1, zygomaticus_minor_left=0.25))
    assert smile["nasolabial_depth_mm"][0] > rest[0] + 0.3
    assert abs(smile["nasolabial_depth_mm"][1] - rest[1]) < 0.5
    toneless = fold(np.array([-1.0 if m.endswith("_left") else 0.0 for m in fm.MUSCLES]))
    assert toneless["nasolabial_depth_mm"][0] < rest[0]
    angle = fold(np.zeros(len(fm.MUSCLES)))["nasolabial_angle_deg"]
    assert angle[0] == pytest.approx(angle[1])
    assert smile["nasolabial_angle_deg"][0] > angle[0]  # the corner goes outward


def test_an_iris_gives_the_scale():
    assert metrics.millimetres_per_unit(11.77) == 1
    assert metrics.millimetres_per_unit(1.177) == pytest.approx(10)
    for bad in (0, -1, float("nan"), "x"):
        with pytest.raises(FaceModelError, match="iris"):
            metrics.millimetres_per_unit(bad)


def test_a_head_that_moved_is_found_and_one_that_did_not_is_left():
    coarse = fm.load(0)
    frames = coarse.deform(fm.expression("snarl"), float)
    angle = np.radians(7)
    turn = np.array(
        [[np.cos(angle), 0, np.sin(angle)], [0, 1, 0], [-np.sin(angle), 0, np.cos(angle)]]
    )
    straight = fm.metrics.excursions(coarse.mesh, frames).vector_mm
    turned_head = fm.metrics.excursions(coarse.mesh, frames @ turn + [3, 1, 2]).vector_mm
    assert np.abs(straight - turned_head).max() < 1e-9
    at = list(coarse.mesh.landmarks.values())
    assert np.array_equal(straight, (frames - coarse.mesh.vertices)[at])
