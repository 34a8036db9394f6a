"""Expression range: the exact zonotope, and what dampening and conditions take from it."""

from itertools import product
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial import ConvexHull
from scipy.spatial.distance import pdist

import facemodel as fm
from facemodel.anatomy import template
from facemodel.anatomy.muscles import CONTROLS, INDEX, MUSCLES, TONE
from facemodel.clinic import metrics, zonotope
from facemodel.clinic.motion_range import activation_limits
from facemodel.errors import FaceModelError
from facemodel.mechanics.face import load
from facemodel.physiology.conditions import Condition, healthy, hemifacial_spasm
from facemodel.physiology.dampening import dampen

M, C = len(MUSCLES), len(CONTROLS)
MESH = template.mesh(0)
CORNER = "cheilion_left"
seeds = st.integers(0, 2**32)


def made_up_face(rng, scale=1.0):
    """A linear face: every control moves every point somewhere, muscles less below rest."""
    basis = scale * rng.normal(size=(C, len(MESH.vertices), 3))
    slack = rng.uniform(0.1, 1, C)

    def deform(a):
        a = np.asarray(a, float)
        return MESH.vertices + np.tensordot(
            np.where(a < 0, slack[:M] * a, a), basis[:M], axes=(-1, 0)
        )

    return SimpleNamespace(mesh=MESH, basis=basis, slack=slack, deform=deform)


def corners(generators):
    """All sums of generators taken or not: every corner of the zonotope is among them."""
    return np.array(list(product((0, 1), repeat=len(generators)))) @ generators


@given(seeds)
@settings(max_examples=30, deadline=None)
def test_sizes_are_those_of_the_convex_hull(seed):
    g = np.random.default_rng(seed).normal(size=(8, 3))
    points = corners(g)
    hull = ConvexHull(points)
    assert zonotope.volume(g) == pytest.approx(hull.volume)
    assert zonotope.largest_width(g) == pytest.approx(pdist(points[hull.vertices]).max())
    assert zonotope.area(g[:, :2]) == pytest.approx(ConvexHull(points[:, :2]).volume)
    outline = zonotope.outline(g[:, :2])
    assert ConvexHull(outline).volume == pytest.approx(zonotope.area(g[:, :2]))
    np.testing.assert_allclose(zonotope.extents(g, np.eye(3)), np.ptp(points, axis=0))


def test_a_box_has_the_sizes_of_a_box():
    box = np.diag([2.0, 3.0, 6.0])
    assert zonotope.volume(box) == pytest.approx(36)
    assert zonotope.area(box[:2, :2]) == pytest.approx(6)
    assert zonotope.largest_width(box) == pytest.approx(7)
    # the same box of doubled, flat and empty generators
    pieces = np.concatenate([box / 2, -box / 2, np.zeros((2, 3))])
    assert zonotope.volume(pieces) == pytest.approx(36)
    assert zonotope.largest_width(pieces) == pytest.approx(7)
    np.testing.assert_allclose(
        zonotope.outline(box[:2, :2]), [[0, 0], [2, 0], [2, 3], [0, 3]], atol=1e-12
    )


def test_a_mirror_symmetric_landmark_has_its_largest_width():
    # generators in mirrored pairs lie in common planes, where corners are shared by many faces
    rng = np.random.default_rng(0)
    half = rng.normal(size=(5, 3))
    g = np.concatenate([half, half * [-1, 1, 1]])
    assert zonotope.largest_width(g) == pytest.approx(pdist(corners(g)).max())


@given(seeds)
@settings(max_examples=20, deadline=None)
def test_no_reachable_place_lies_beyond_the_support_and_one_lies_on_it(seed):
    rng = np.random.default_rng(seed)
    face, remaining = made_up_face(rng), rng.uniform(0, 1, M)
    low, high = activation_limits(remaining)
    direction = rng.normal(size=3)
    farthest = metrics.support(face, CORNER, direction, remaining)
    unit = direction / np.linalg.norm(direction)
    i = MESH.landmarks[CORNER]

    def along(activation):
        return (face.deform(activation)[..., i, :] - MESH.vertices[i]) @ unit

    assert along(rng.uniform(low, high, (50, M))).max() <= farthest + 1e-9
    best = np.where(face.basis[:M, i] @ unit > 0, high, low)
    assert along(best) == pytest.approx(farthest)
    width = farthest + metrics.support(face, CORNER, -direction, remaining)
    full = metrics.expression_range(face, remaining, landmarks=[CORNER])
    assert width <= full.largest_width_mm[0] + 1e-9


@given(seeds, st.floats(0.1, 5))
@settings(max_examples=20, deadline=None)
def test_range_scales_with_the_face(seed, scale):
    small = metrics.expression_range(
        made_up_face(np.random.default_rng(seed)), landmarks=[CORNER, "glabella"]
    )
    large = metrics.expression_range(
        made_up_face(np.random.default_rng(seed), scale), landmarks=[CORNER, "glabella"]
    )
    np.testing.assert_allclose(large.width_mm, scale * small.width_mm)
    np.testing.assert_allclose(large.largest_width_mm, scale * small.largest_width_mm)
    np.testing.assert_allclose(large.area_mm2, scale**2 * small.area_mm2)
    np.testing.assert_allclose(large.volume_mm3, scale**3 * small.volume_mm3)


def test_limits_are_no_tone_and_what_the_drive_makes_of_remaining_strength():
    low, high = activation_limits(1)
    np.testing.assert_array_equal(high, 1)
    np.testing.assert_array_equal(low, np.where(TONE > 0, -1, 0))
    share = 0.4
    low, high = activation_limits(share)
    np.testing.assert_array_equal(low, np.where(TONE > 0, -1, 0))
    # c = remaining: (c - t0) / (1 - t0) above tone, (c - t0) / t0 below it (the levator, 0.6)
    expected = np.where(
        share >= TONE, (share - TONE) / (1 - TONE), (share - TONE) / np.maximum(TONE, 1e-9)
    )
    np.testing.assert_allclose(high, expected)


def test_a_condition_narrows_the_range():
    spasm = hemifacial_spasm("left", "severe")
    low, _ = activation_limits(1, spasm)
    ring = INDEX["orbicularis_oculi_palpebral_left"]
    assert low[ring] == pytest.approx((spasm.involuntary[ring] - TONE[ring]) / (1 - TONE[ring]))
    assert low[ring] > 0.3
    palsy = Condition("palsy", conduction=np.full(M, 0.3))
    _, high = activation_limits(1, palsy)
    np.testing.assert_allclose(high, 0.3)
    face = made_up_face(np.random.default_rng(2))
    free, held, weak = (
        metrics.expression_range(face, condition=c, landmarks=[CORNER]).largest_width_mm[0]
        for c in (healthy(), spasm, palsy)
    )
    assert held < free
    assert weak < free


def test_synkinesis_does_not_count_in_the_limits():
    tied = Condition("tied", synkinesis=np.full((M, 10), 0.2))
    for limit, free in zip(activation_limits(0.5, tied), activation_limits(0.5), strict=True):
        np.testing.assert_array_equal(limit, free)


def test_nothing_dampened_keeps_everything_and_full_dampening_leaves_nothing():
    face = made_up_face(np.random.default_rng(5))
    whole = metrics.expression_range(face, landmarks=[CORNER])
    assert whole.overall() == {"width": 1, "area": 1, "volume": 1}
    none = metrics.expression_range(face, 0, landmarks=[CORNER])
    assert none.overall() == pytest.approx({"width": 0, "area": 0, "volume": 0}, abs=1e-12)
    np.testing.assert_allclose(none.undampened.volume_mm3, whole.volume_mm3)


@given(seeds)
@settings(max_examples=15, deadline=None)
def test_less_remaining_never_widens_the_range(seed):
    rng = np.random.default_rng(seed)
    face, more = made_up_face(rng), rng.uniform(0, 1, M)
    less = more * rng.uniform(0, 1, M)
    wide, narrow = (
        metrics.expression_range(face, r, landmarks=[CORNER, "chin_right"]) for r in (more, less)
    )
    assert (narrow.width_mm <= wide.width_mm + 1e-9).all()
    assert (narrow.area_mm2 <= wide.area_mm2 + 1e-9).all()
    assert (narrow.volume_mm3 <= wide.volume_mm3 + 1e-9).all()
    for share in narrow.relative().values():
        assert (share <= 1 + 1e-9).all()


def test_the_envelope_holds_every_reachable_place_and_touches_it():
    rng = np.random.default_rng(8)
    face, remaining = made_up_face(rng), rng.uniform(0.2, 1, M)
    outline = metrics.envelope(face, CORNER, remaining)
    rest = MESH.vertices[MESH.landmarks[CORNER], :2]
    for angle in np.linspace(0, 2 * np.pi, 17):
        d = np.array([np.cos(angle), np.sin(angle)])
        farthest = metrics.support(face, CORNER, [*d, 0], remaining)
        assert ((outline - rest) @ d).max() == pytest.approx(farthest)


def test_on_the_default_face_dampening_the_left_smile_takes_range_from_the_left_corner():
    face = load()
    less = metrics.expression_range(face, dampen({"smile_left": 0.6}))
    share = dict(zip(less.landmarks, less.relative()["area"], strict=True))
    assert share["cheilion_left"] < 0.9 < share["cheilion_right"] <= 1
    assert share["brow_mid_left"] > 0.99
    assert less.overall("left")["volume"] < less.overall("right")["volume"] <= 1
    # the places a real frame reaches lie inside, as long as nothing but the skin moves
    _, high = activation_limits()
    a = np.zeros(M)
    a[INDEX["zygomaticus_major_left"]] = high[INDEX["zygomaticus_major_left"]]
    moved = metrics.excursions(face.mesh, face.deform(a, dtype=float), [CORNER]).vector_mm[0]
    assert np.linalg.norm(moved) <= metrics.support(face, CORNER, moved) + 1e-6


def test_task_range_measures_whole_frames_from_their_own_rest():
    face = load()
    less = dampen({"forehead_left": 0.5})
    tasks = metrics.task_range(face, less)
    share = dict(zip(tasks.rows, tasks.relative(), strict=True))
    assert share["brow_raise", "brow_mid_left"] < 0.8
    # the other brow starts from higher up, as the drive that holds the weak one is shared
    assert share["brow_raise", "brow_mid_left"] < share["brow_raise", "brow_mid_right"] < 1
    assert share["gentle_eye_closure", "upper_lid_left"] == pytest.approx(1, abs=0.05)
    rest, raised = (
        face.deform(healthy().drive(u, less)) for u in (np.zeros(M), np.array(_brow_raise()))
    )
    for name in ("brow_mid_left", "brow_mid_right"):
        moved = metrics.excursions(face.mesh, raised, [name], rest).magnitude_mm[0]
        row = tasks.excursion_mm[tasks.rows.index(("brow_raise", name))]
        assert row == pytest.approx(moved, abs=1e-4)


def _brow_raise():
    from facemodel.anatomy.expressions import expression

    return expression("brow_raise")


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda f: metrics.expression_range(f, np.ones((2, M))), "a range takes one number or"),
        (lambda f: metrics.expression_range(f, 1.2), "from 0 to 1, got 1.2"),
        (lambda f: metrics.expression_range(f, np.full(M, np.nan)), "got nan"),
        (lambda f: metrics.expression_range(f, landmarks=["cheilion"]), "unknown landmark"),
        (lambda f: metrics.expression_range(f).overall("top"), "lies on side 'top'"),
        (lambda f: metrics.support(f, CORNER, (0, 0, 0)), "not all zero"),
        (lambda f: metrics.support(f, CORNER, (0, 1)), "three finite numbers"),
        (lambda f: metrics.task_range(f, np.ones((2, M))), "a range takes one number or"),
        (lambda f: metrics.task_range(f, tasks=["smil"]), "unknown expression"),
    ],
)
def test_what_is_not_allowed_is_refused_in_a_sentence(call, message):
    face = made_up_face(np.random.default_rng(0))
    with pytest.raises(FaceModelError, match=message):
        call(face)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda f: metrics.expression_range(f.mesh), "a face is expected, got a Mesh"),
        (lambda f: metrics.closure_gap_mm(f.mesh), "a face is expected, got a Mesh"),
        (lambda f: metrics.expression_range(f, condition="healthy"), "a condition is expected"),
        (lambda f: metrics.task_range(f, condition="healthy"), "a condition is expected"),
        (lambda f: metrics.expression_range(f, landmarks=CORNER), "list of names"),
        (lambda f: metrics.support(f, CORNER, "up"), "three finite numbers"),
        (lambda f: metrics.support(f, CORNER, 1), "three finite numbers"),
        (lambda f: metrics.task_range(f, tasks=[]), "a list of expressions"),
        (lambda f: metrics.task_range(f, tasks="snarl"), "a list of expressions"),
        (lambda f: metrics.task_range(f, tasks=["rest"]), "moves no landmark"),
    ],
)
def test_what_is_of_the_wrong_kind_is_refused_in_a_sentence(call, message):
    with pytest.raises(FaceModelError, match=message):
        call(load())


def test_what_weakening_the_eye_costs():
    face = load()
    gaps = [metrics.closure_gap_mm(face, fm.dampen({"eye_left": d})) for d in (0, 0.5, 0.75, 1)]
    left, right = np.transpose(gaps)
    assert left[0] <= 0.5  # T3
    assert left[1] <= 0.5  # effort makes up for half
    assert (np.diff(left[1:]) > 0).all()
    assert left[-1] > 5
    assert (right <= 0.5).all()
    mirrored = metrics.closure_gap_mm(face, fm.dampen({"eye_right": 0.75}))
    np.testing.assert_allclose(mirrored[::-1], gaps[2], atol=1e-4)


def test_ranges_print_in_a_line():
    face, weak = fm.load(), fm.dampen({"smile_left": 0.5})
    reach = metrics.expression_range(face, weak, landmarks=["cheilion_left", "chin_left"])
    left = 100 * reach.overall()["width"]
    assert repr(reach) == f"ExpressionRange(2 landmarks, {left:.0f} % of their width left)"
    tasks = metrics.task_range(face, weak, tasks=["smile_social"])
    least = 100 * tasks.relative().min()
    assert repr(tasks) == f"TaskRange(2 movements, at least {least:.0f} % of each left)"
    moved = metrics.excursions(face.mesh, face.deform(fm.expression("snarl")), ["chin_left"])
    assert repr(moved) == f"Excursions(1 landmarks, up to {moved.magnitude_mm[0]:.1f} mm)"
