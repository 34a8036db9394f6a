"""PLY, OBJ and CSV: what was computed stands in the file, in mm and with its stamp."""

import csv
import io

import numpy as np
import pytest

import facemodel as fm
from facemodel.cli import main
from facemodel.data import constants

CASE = fm.Case(
    condition="hemifacial_spasm",
    side="left",
    expression="smile_social",
    injections=[fm.Injection(5, muscle="zygomaticus_major_left")],
    day=14,
    seed=2,
)


@pytest.mark.parametrize("ending", ["ply", "obj"])
def test_a_frame_comes_back_in_mm_with_colour_and_stamp(ending, face, tmp_path):
    import trimesh

    file = fm.export_mesh(CASE, tmp_path / f"face.{ending}", parts=False)
    read = trimesh.load(file, process=False, maintain_order=True)
    true = face.display(CASE.after(face))
    assert len(read.vertices) == len(true)
    np.testing.assert_allclose(read.vertices, true, atol=1e-4)
    assert np.ptp(read.visual.vertex_colors[:, :3], axis=0).min() > 40
    head = file.read_bytes()[:400]
    assert constants.digest().encode() in head
    assert b"seed 2" in head


def test_a_frame_with_its_parts_is_more_than_skin(face, tmp_path):
    import trimesh

    read = trimesh.load(fm.export_mesh(CASE, tmp_path / "face.ply"), process=False)
    assert len(read.vertices) > 2 * len(face.display_mesh.vertices)


def test_the_table_holds_the_measures_of_each_day(face, tmp_path):
    from facemodel.study import course

    days = [0, 7, 30]
    file = fm.export_measures(CASE, tmp_path / "course.csv", days=days)
    rows = list(csv.DictReader(io.StringIO(file.read_text("utf-8"))))
    assert constants.digest() in rows[0]["provenance"]
    assert [float(row["day"]) for row in rows] == days
    expected = course.measures(fm.course(CASE, days=days), face)
    assert list(rows[0]) == ["day", *expected, "provenance"]
    for name, column in expected.items():
        got = [float(row[name]) for row in rows]
        np.testing.assert_allclose(got, column, atol=6e-5, err_msg=name)
    assert float(rows[1]["cheilion_left_mm"]) < float(rows[0]["cheilion_left_mm"]) - 0.3


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda p: fm.export_glb(CASE, p / "face.gltf"), "should end in .glb"),
        (lambda p: fm.export_mesh(CASE, p / "face.stl"), "should end in .ply or .obj"),
        (lambda p: fm.export_mesh("case", p / "face.ply"), "a case is expected, got text"),
        (lambda p: fm.export_measures(CASE, p / ("x" * 300 + ".csv"), days=[1]), "cannot write"),
        (lambda p: fm.export_measures(None, p / "x.csv"), "a case is expected, got nothing"),
        (lambda p: fm.export_measures(CASE, None), "named by its path"),
        (lambda p: fm.export_glb(CASE, p / "x.glb", days=range(700)), "different frames"),
        (lambda p: fm.animate(CASE, p / "x.avi"), "should end in .gif or .mp4"),
        (lambda p: fm.animate(CASE, p / "x.gif", days=range(700)), "700 frames"),
        (lambda p: fm.animate(7, p / "x.gif"), "a case is expected, got a number"),
        (lambda p: fm.photo_sheet(CASE, p / "x.jpg"), "should end in .png or .pdf"),
        (lambda p: fm.photo_sheet({}, p / "x.png"), "a case is expected, got a dictionary"),
    ],
)
def test_a_wrong_wish_is_refused_in_one_sentence(make, said, tmp_path):
    with pytest.raises(fm.FaceModelError, match=said) as caught:
        make(tmp_path)
    assert "\n" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_the_command_writes_what_is_asked_for(tmp_path, capsys):
    case = fm.save_case(CASE, tmp_path / "case.json")
    table, mesh = tmp_path / "t.csv", tmp_path / "f.ply"
    asked = ["export", str(case), "--csv", str(table), "--mesh", str(mesh), "--days", "6"]
    assert main.main(asked) == 0
    assert table.read_text("utf-8").count("\n") == 1 + 7
    assert mesh.read_bytes().startswith(b"ply")
    said = capsys.readouterr().out
    assert str(table) in said
    assert str(mesh) in said


def test_the_command_refuses_days_out_of_range(tmp_path, capsys):
    asked = ["export", "--csv", str(tmp_path / "t.csv"), "--days", "-3"]
    assert main.main(asked) == 2
    assert "--days is 1 to" in capsys.readouterr().err
