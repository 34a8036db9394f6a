"""Scans are read where they are, kept nowhere, and can be stripped of what names a person."""

import json
import logging
import os
import sys
from dataclasses import replace

import numpy as np
import pytest

import facemodel as fm
import scan_files
import test_scans
from facemodel import FaceModelError
from facemodel.anatomy import template
from facemodel.capture import heads, privacy
from facemodel.capture.scan import alignment, reading

WATCHED: list[str] | None = None


def _watch(event, args):
    """Remembers files opened for writing and anything sent, while WATCHED is a list."""
    if WATCHED is None:
        return
    if (
        event == "open"
        and isinstance(args[0], str)
        and any(c in str(args[1] or "") for c in "wax+")
    ):
        WATCHED.append(args[0])
    if event in ("socket.connect", "socket.getaddrinfo", "subprocess.Popen", "os.rename"):
        WATCHED.append(event)


sys.addaudithook(_watch)


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """A person scanned in centimetres with a wall behind, colours, a comment and a name."""
    folder = tmp_path_factory.mktemp("patient mueller")
    person = test_scans.person(5)
    face = test_scans.surface(person)
    move = test_scans.anyhow(4, 10.0)
    wall, bricks = scan_files.sheet()
    vertices = move(np.concatenate([face.vertices, wall * 40 - [300, 300, 400]]))
    triangles = np.concatenate([face.triangles, bricks + len(face.vertices)])
    path = folder / "anna mueller.ply"
    path.write_bytes(scan_files.ply(vertices, triangles))
    marks = {name: move(p).tolist() for name, p in test_scans.points(person).items()}
    return path, marks, person


@pytest.fixture(scope="module")
def scrubbed(files, tmp_path_factory):
    path, marks, _ = files
    out = tmp_path_factory.mktemp("out") / "clean.ply"
    return out, privacy.scrub(path, out, marks)


@pytest.mark.slow
def test_a_scrubbed_scan_is_the_skin_of_the_face_upright_in_mm(files, scrubbed):
    _, _, person = files
    out, marks = scrubbed
    surface = reading.read(out)
    here = np.array(list(marks.values()))
    there = np.array([person.vertices[person.landmarks[name]] for name in marks])
    back = alignment.fit(here, there)
    assert back.scale == pytest.approx(1, abs=1e-3)
    assert back.rotation == pytest.approx(np.eye(3), abs=0.1)
    points = back(surface.vertices)
    assert np.linalg.norm(points, axis=1).max() < 200  # the wall is gone
    for side, centre in zip(("left", "right"), person.eye_centres, strict=True):
        lid = person.vertices[person.landmarks[f"upper_lid_{side}"]]
        assert np.linalg.norm(points - lid, axis=1).min() > 2
        assert np.linalg.norm(points - centre, axis=1).min() > person.eye_radius
    nose = person.vertices[person.landmarks["pronasale"]]
    assert np.linalg.norm(points - nose, axis=1).min() < 1


@pytest.mark.slow
def test_nothing_but_geometry_is_in_it(files, scrubbed):
    out, marks = scrubbed
    data = out.read_bytes()
    head = data[: data.index(b"end_header")].decode()
    properties = [line.split()[-1] for line in head.splitlines() if line.startswith("property")]
    assert properties == ["x", "y", "z", "vertex_indices"]
    for word in (b"mueller", b"anna", b"secret", b"Texture", b"red"):
        assert word not in data
    assert os.listdir(out.parent) == ["clean.ply"]
    assert json.loads(json.dumps(marks)) == marks


def test_nothing_is_written_over(files, tmp_path):
    path, marks, _ = files
    before = path.read_bytes()
    for taken in (path, tmp_path):
        with pytest.raises(FaceModelError, match="there already"):
            fm.scrub(path, taken, marks)
    assert path.read_bytes() == before
    assert os.listdir(tmp_path) == []


@pytest.mark.slow
def test_it_opens_again_and_opening_writes_sends_and_tells_nothing(scrubbed, capsys, caplog):
    global WATCHED
    out, marks = scrubbed
    caplog.set_level(logging.DEBUG)
    WATCHED = []
    try:
        scan = fm.open_scan(out, marks)
        opened = list(WATCHED)
    finally:
        WATCHED = None
    assert opened == []
    assert capsys.readouterr() == ("", "")
    told = [r.getMessage() for r in caplog.records]
    assert not [text for text in told if "clean" in text]
    assert "clean" not in repr(scan) + str(scan.report)
    assert scan.report.skin.median_mm < 0.5
    assert scan.report.unit == "mm"
    assert [note for note in scan.report.notes if "upper_lid" in note]  # completed from the rest


def test_no_folder_stands_in_a_message(files):
    path, marks, _ = files
    with pytest.raises(FaceModelError) as reply:
        fm.open_scan(path.with_name("no such.ply"), marks)
    assert "patient" not in str(reply.value)
    with pytest.raises(FaceModelError) as reply:
        fm.scrub(path, path / "x.ply", marks)
    assert "patient" not in str(reply.value)
    assert "x.ply" in str(reply.value)


def test_a_case_holds_nothing_of_a_scan():
    case = fm.Case(expression="smile_social")
    assert not [name for name in case.contents() if "path" in name or "scan" in name]


def test_de_identifying_keeps_the_asymmetry_and_moves_the_shape():
    mesh = heads.head_mesh(70, 1.0, 0.9, (("asian", 1.0),), 1.0, 3)
    face = fm.Face(mesh, None, None)
    default = template.mesh(1).vertices
    other = fm.de_identify(face, 0.6).mesh
    own, left = (
        np.linalg.norm(v - default, axis=1).mean() for v in (mesh.vertices, other.vertices)
    )
    assert left < 0.6 * own
    odd = [v - v[mesh.mirror] * [-1, 1, 1] for v in (mesh.vertices, other.vertices)]
    assert odd[1] == pytest.approx(odd[0], abs=1e-9)
    assert other.eye_radius == pytest.approx(0.4 * mesh.eye_radius + 0.6 * 12.1)


@pytest.mark.parametrize("share", [-0.1, 1.1, "half", None, float("nan"), True, [0.5]])
def test_a_share_out_of_range_is_refused(share, face):
    with pytest.raises(FaceModelError, match="share"):
        fm.de_identify(face, share)


def test_what_is_no_face_is_refused(face):
    with pytest.raises(FaceModelError, match="a face is expected"):
        fm.de_identify(face.mesh)
    with pytest.raises(FaceModelError, match="of its own"):
        fm.de_identify(replace(face, mesh=replace(face.mesh, level=None)))
