"""Jaw, lids and lips: published closure figures, no gap, no cut, no crossing, no fold."""

import numpy as np
import pytest

import facemodel as fm
from facemodel.anatomy.mesh import face_normals_areas
from facemodel.anatomy.muscles import MIRROR
from facemodel.mechanics import surface
from facemodel.mechanics.turning import jaw_angle
from facemodel.validation import lid_gap


@pytest.fixture(scope="module")
def face():
    return fm.load()


@pytest.fixture(scope="module")
def random_drives():
    """120 faces that nobody makes: up to 25 muscles at once, each 0..1, the jaw open or shut."""
    rng = np.random.default_rng(1)
    drives = np.zeros((120, len(fm.MUSCLES)))
    for a in drives:
        some = rng.choice(len(a), rng.integers(3, 25), replace=False)
        a[some] = rng.uniform(0, 1, len(some))
        a[-1] *= rng.random() < 0.5
    return drives


# ---- closure


def test_a_blink_falls_and_a_squint_rises(face):
    at, rest = face.mesh.landmarks, face.mesh.vertices

    def travel(a):
        u = face.deform(a, dtype=float) - rest
        return abs(u[at["upper_lid_left"], 1]), abs(u[at["lower_lid_left"], 1])

    upper, lower = travel(fm.action_unit(45))
    assert upper > 5 * lower
    upper, lower = travel(fm.action_unit(7))
    assert lower > 1.2 * upper


# ---- lids on the globe


@pytest.mark.parametrize(
    "drive",
    [
        fm.expression("gentle_eye_closure"),
        fm.expression("forced_eye_closure"),
        fm.action_unit(46, side="left"),
        np.clip(fm.expression("gentle_eye_closure") + fm.expression("brow_raise"), -1, 1),
        np.clip(fm.expression("gentle_eye_closure") + fm.expression("open_mouth_smile"), -1, 1),
    ],
    ids=["gentle", "forced", "wink", "with brow raise", "with smile"],
)
def test_closed_lids_leave_no_gap(face, drive):
    assert lid_gap(face, drive, level_two=False) <= 0.5
    assert lid_gap(face, drive) <= 0.5


def _clearance(face, vertices):
    """Least distance (mm) of drawn skin from either globe, the skirt behind the margin left out."""
    mesh = face.display_mesh
    skin = np.flatnonzero((mesh.areas["conjunctiva"] < 0.01) & (np.abs(mesh.vertices[:, 2]) > 40))
    d = np.linalg.norm(vertices[skin, None] - mesh.eye_centres, axis=2)
    return d.min() - mesh.eye_radius


def test_lids_never_cut_the_eyeball(face, random_drives):
    closing = np.array([fm.expression(n) for n in fm.EXPRESSIONS])
    for a in [*closing, *random_drives[:40]]:
        assert _clearance(face, face.display(face.deform(a))) > 0.2


def test_a_brow_raise_does_not_drag_the_lids_open(face):
    u = face.deform(fm.expression("brow_raise"), dtype=float) - face.mesh.vertices
    at = face.mesh.landmarks
    assert abs(u[at["upper_lid_left"], 1]) < 0.1 * u[at["brow_mid_left"], 1]


# ---- lips


def test_lips_never_cross(face, random_drives):
    expressions = np.array([fm.expression(n) for n in fm.EXPRESSIONS])
    units = np.array([fm.action_unit(n) for n in fm.ACTION_UNITS])
    for a in [*expressions, *units, *random_drives]:
        x = face.deform(a, dtype=float)
        assert surface.crossing_mm(face.mesh, x) <= 0.5
        assert surface.crossing_mm(face.display_mesh, face.display(x)) <= 0.05


def test_lips_that_are_pushed_together_stay_in_contact(face):
    pressed = fm.action_unit(17)
    upper, lower = (face.mesh.curves[f"lip_seal_{part}"] for part in ("upper", "lower"))
    x = face.deform(pressed, dtype=float)
    assert abs((x[upper, 1] - x[lower, 1])[len(upper) // 2]) < 0.3
    free = np.tensordot(face.controls(pressed), face.rig.basis, 1)[[upper[16], lower[16]], 1]
    assert free[0] - free[1] < -0.5  # without contact they would have crossed


# ---- jaw


def test_the_mouth_opens_40_mm(face):
    x = face.deform(fm.action_unit(27), dtype=float)
    at = face.mesh.landmarks
    opening = np.linalg.norm(x[at["stomion_superius"]] - x[at["stomion_inferius"]])
    assert opening == pytest.approx(40, abs=2)


@pytest.mark.parametrize("name", ["jaw", *fm.EXPRESSIONS])
def test_nothing_tears_or_folds(face, name):
    a = fm.action_unit(27) if name == "jaw" else fm.expression(name)
    mesh = face.mesh
    before, area = face_normals_areas(mesh.vertices, mesh.faces)
    after, new_area = face_normals_areas(face.deform(a, dtype=float), mesh.faces)
    assert new_area.min() > 0.02
    assert (new_area / area).max() < 6
    left, right = _neighbours(mesh.faces)
    flat = (before[left] * before[right]).sum(1) > 0.2
    folded = flat & ((after[left] * after[right]).sum(1) < -0.2)
    # the skirt behind the lid margin is out of sight, and skin between closing lids is laid on
    # itself: there a mesh may fold, nowhere else
    closing = name in ("gentle_eye_closure", "forced_eye_closure", "pain")
    may = ("conjunctiva", "upper_lid", "lower_lid", "upper_sulcus") if closing else ("conjunctiva",)
    loose = (sum(mesh.areas[area] for area in may) > 0.2)[mesh.faces].any(1)
    assert (folded & ~(loose[left] & loose[right])).sum() == 0


def _neighbours(faces):
    ends = np.sort(np.stack([faces, np.roll(faces, -1, 1)], -1).reshape(-1, 2), axis=1)
    key = ends[:, 0].astype(np.int64) * (faces.max() + 1) + ends[:, 1]
    order = np.argsort(key, kind="stable")
    owner = np.repeat(np.arange(len(faces)), 3)[order]
    same = key[order][1:] == key[order][:-1]
    return owner[:-1][same], owner[1:][same]


def test_the_closers_hold_the_jaw(face):
    a = face.controls(fm.action_unit(27))
    assert jaw_angle(a) == pytest.approx(np.radians(26))
    a[fm.MUSCLES.index("masseter_right")] = 0.4
    assert jaw_angle(a) == pytest.approx(0.6 * np.radians(26))
    a[fm.MUSCLES.index("masseter_right")] = 1.5
    assert jaw_angle(a) == 0


def test_the_jaw_series_is_the_rotation(face):
    jaw, theta = face.rig.jaw, np.radians(26)
    powers = theta ** np.arange(12)
    assert np.abs(powers[::2] @ jaw.cosine - np.cos(jaw.weight * theta)).max() < 1e-12
    assert np.abs(powers[1::2] @ jaw.sine - np.sin(jaw.weight * theta)).max() < 1e-12


def test_the_skipped_keep_out_check_would_have_found_nothing(face, random_drives):
    # a frame looks for lids inside the globe only where `push` says that some could be
    lids = face.rig.lids
    for a in [*random_drives, *random_drives[:, MIRROR]]:
        full = face.controls(a)
        if np.maximum(full @ lids.push, 0).max() <= 1:
            x = face.deform(a, dtype=float)[lids.index]
            r = np.linalg.norm(x - lids.centre.transpose(0, 2, 1), axis=-1)
            assert (r >= lids.keep_out - 1e-9).all()


def test_lids_that_are_pressed_stay_outside_the_globe(face):
    from dataclasses import replace

    from facemodel.anatomy.muscles import INDEX
    from facemodel.mechanics.frame import frame

    rig, k = face.rig, INDEX["cheek_pressure"]
    pressed = np.zeros((3, len(face.mesh.vertices)))
    for eye, centre in enumerate(face.mesh.eye_centres):
        index = rig.lids.index[eye]
        pressed[:, index] = 4.0 * (centre - face.mesh.vertices[index]).T / face.mesh.eye_radius
    rows = rig.rows.copy()
    rows[1 + k] = pressed
    push = rig.lids.push.copy()
    push[k] = 2.0  # twice the clearance there is
    heavy = replace(rig, rows=rows, lids=replace(rig.lids, push=push))
    a = np.zeros(len(fm.CONTROLS))
    a[k] = 1.0
    x = frame(heavy, a)[rig.lids.index]
    r = np.linalg.norm(x - rig.lids.centre.transpose(0, 2, 1), axis=-1)
    assert (r >= rig.lids.keep_out - 1e-9).all()
    free = (heavy.rest + pressed.T)[rig.lids.index]
    without = np.linalg.norm(free - rig.lids.centre.transpose(0, 2, 1), axis=-1)
    assert (without < rig.lids.keep_out - 0.5).any()  # it was needed
