"""A face of one's own in a case: a word that is saved, loaded and shown like any other."""

import base64
import pickle
import zlib
from dataclasses import replace

import numpy as np
import pytest

import facemodel as fm
from facemodel.cli.main import main
from facemodel.study.course import measures

GENERATOR = np.random.default_rng(1)


@pytest.fixture(scope="module")
def face():
    """A head with relief, as a scan leaves one."""
    head = fm.load_head(60, "female", asymmetry_mm=0.8, seed=2)
    return replace(head, detail=GENERATOR.uniform(-2, 2, len(head.display_mesh.vertices)))


@pytest.fixture(scope="module")
def case(face):
    return fm.Case(face=face, condition="hemifacial_spasm", expression="smile_social")


@pytest.mark.slow
def test_a_case_holds_the_shape_and_the_relief(face, case):
    built = case.build_face()
    assert np.abs(built.mesh.vertices - face.mesh.vertices).max() < 0.02
    assert np.abs(built.mesh.eye_centres - face.mesh.eye_centres).max() < 0.01
    assert built.detail == pytest.approx(face.detail, abs=0.021)
    assert case.face_at_rest(2).mesh.level == 2
    assert repr(case).startswith("Case(face=<own>")


@pytest.mark.slow
def test_the_relief_stays_on_a_person_with_stiffer_skin(case):
    person = replace(case, person={"seed": 3})
    assert person.build_person().stiffness != 1
    assert person.build_face().detail is not None


def test_it_is_saved_loaded_and_compared(case, tmp_path):
    file = fm.save_case(case, tmp_path / "me.json")
    assert file.stat().st_size < 100_000
    again = fm.load_case(file)
    assert again == case
    assert hash(again) == hash(case)
    assert pickle.loads(pickle.dumps(case)) == case
    assert again != replace(case, face="default")


def test_the_built_in_face_is_the_word_default():
    assert fm.Case(face=fm.load()) == fm.Case()


@pytest.mark.parametrize(
    "word",
    [
        "own:", "own:é", "own:AAAA", "own:" + base64.b64encode(zlib.compress(b"1" * 99)).decode(),
        "own:" + base64.b64encode(zlib.compress(b"\0" * 5_906)).decode(),
        "own:" + base64.b64encode(zlib.compress(b"\0" * 50_000_000)).decode(),
    ],
)  # fmt: skip
def test_what_is_no_face_is_refused(word):
    with pytest.raises(fm.FaceModelError, match="damaged"):
        fm.Case(face=word)


def test_a_name_that_is_none_and_a_mesh_of_its_own_are_refused():
    with pytest.raises(fm.FaceModelError, match="unknown face 'nobody'"):
        fm.Case(face="nobody")
    with pytest.raises(fm.FaceModelError, match="mesh of its own"):
        fm.Case(face=fm.load(2))


def test_the_lab_and_what_takes_it_keep_the_face(case):
    lab = fm.show(case=case)
    assert np.abs(lab.face.mesh.vertices - case.build_face().mesh.vertices).max() == 0
    assert lab.case.get("face", "default") == "default"  # the page draws it without the word
    assert lab.value == case


def test_exports_have_the_face(case, tmp_path):
    import trimesh

    file = fm.export_mesh(case, tmp_path / "me.ply", parts=False)
    own = trimesh.load(file, process=False).vertices
    face = case.build_face()
    assert np.abs(own - face.display(case.after(face))).max() < 0.01
    other = fm.Case(condition=case.condition, expression=case.expression)
    assert np.abs(own - fm.load().display(other.after())).max() > 2


def test_the_courses_of_a_case_are_measured_on_its_face(case):
    made = fm.course(case, seconds=[0.0, 1.0])
    own, other = (measures(made, face) for face in (None, fm.load()))
    assert own["asymmetry_mm"] != pytest.approx(other["asymmetry_mm"])


@pytest.mark.slow
def test_the_command_makes_a_case_of_a_scan(face, tmp_path, capsys):
    scan = fm.export_mesh(
        fm.Case(face=replace(face, detail=None)), tmp_path / "me.ply", parts=False
    )
    assert main(["face", str(scan), "--out", str(tmp_path / "me.json")]) == 0
    assert "median" in capsys.readouterr().out
    made = fm.load_case(tmp_path / "me.json").build_face()
    landmarks = list(fm.SCAN_LANDMARKS)
    away = made.mesh.points(landmarks) - face.mesh.points(landmarks)
    assert np.median(np.linalg.norm(away - away.mean(0), axis=1)) < 2.5
    assert main(["face", str(tmp_path / "no.ply"), "--out", str(tmp_path / "x.json")]) == 2
