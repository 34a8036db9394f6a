"""The colours of a scanned person: read, freed of the room's light, laid on, saved and drawn."""

import io
from dataclasses import replace

import numpy as np
import pytest
import trimesh
from PIL import Image

import facemodel as fm
import scan_files
from facemodel.anatomy import template
from facemodel.anatomy.colours import encoded, linear
from facemodel.anatomy.mesh import vertex_normals
from facemodel.capture.scan import colours, opening
from facemodel.capture.scan.reading import read
from facemodel.view.scene.bundle import bundle
from facemodel.view.scene.own_skin import POWER, beside_skin
from facemodel.view.stills import plain

SKIN, SPOT = np.array([0.30, 0.14, 0.09]), np.array([0.10, 0.02, 0.02])


@pytest.fixture(scope="module")
def painted():
    """A head, its colours (linear light, a spot on the left cheek), and these lit from the left."""
    head = fm.load_head(30, "female")
    mesh = head.display_mesh
    albedo = np.tile(SKIN, (len(mesh.vertices), 1))
    cheek = mesh.vertices[mesh.landmarks["malar_left"]]
    albedo[np.linalg.norm(mesh.vertices - cheek, axis=1) < 7] = SPOT
    light = 0.75 + 0.25 * vertex_normals(mesh.vertices, mesh.faces)[:, :1]
    return head, albedo, np.round(255 * encoded(albedo * light)).astype(np.uint8)


@pytest.fixture(scope="module")
def file(painted, tmp_path_factory):
    head, _, seen = painted
    path = tmp_path_factory.mktemp("colours") / "me.ply"
    mesh = head.display_mesh
    trimesh.Trimesh(mesh.vertices, mesh.faces, vertex_colors=seen, process=False).export(path)
    return path


@pytest.fixture(scope="module")
def scan(painted, file):
    mesh = painted[0].mesh
    marks = {name: mesh.vertices[mesh.landmarks[name]] for name in fm.SCAN_LANDMARKS}
    return opening.face_of(read(file), marks, 1.0, coloured=colours.read(file))


@pytest.mark.slow
def test_the_spot_is_there_and_the_light_of_the_room_is_not(scan):
    mesh, light = scan.display_mesh, linear(scan.colours / 255)

    def at(name):
        return light[mesh.landmarks[name]]

    assert at("malar_left") == pytest.approx(SPOT * 0.75, abs=0.03)
    assert at("malar_right") == pytest.approx(SKIN * 0.75, abs=0.03)
    left, right = (light[mesh.vertices[:, 0] * side > 40].mean() for side in (1, -1))
    assert left == pytest.approx(right, rel=0.05)  # lit: a third apart


def test_it_is_kept_in_a_case(scan, tmp_path):
    case = fm.load_case(fm.save_case(fm.Case(face=scan), tmp_path / "me.json"))
    back = case.build_face().colours
    assert np.abs(back.astype(int) - scan.colours).max() <= 2
    assert len(case.face) < 60_000


def test_screen_and_stills_draw_it(scan):
    meta, arrays = bundle(scan)
    there = np.arange(len(scan.colours))
    lips = scan.display_mesh.areas["lower_vermilion"] + scan.display_mesh.areas["upper_vermilion"]
    mesh = scan.display_mesh
    face = there[(mesh.vertices[:, 1] > -40) & (mesh.vertices[:, 2] > 20) & (lips < 0.01)]
    wanted = linear(scan.colours / 255)[face]
    drawn = meta["own_skin"]["tone"] * (arrays["skin_tint"] / 255.0)[face] ** POWER
    assert np.median(np.abs(drawn - wanted)) < 0.004
    still = plain.albedos(scan, (), "light")["skin"][0][face]
    assert np.median(np.abs(still - wanted)) < 0.004
    assert "own_skin" not in bundle(fm.load())[0]


def test_brows_are_drawn_once(painted):
    head, _, seen = painted
    mesh = head.display_mesh
    own = seen.copy()
    for side in ("left", "right"):
        brow = mesh.vertices[mesh.landmarks[f"brow_mid_{side}"]] + [0, 5, 0]
        own[(np.abs(mesh.vertices - brow) < [15, 3, 15]).all(1)] //= 2
    brows = [
        [piece.name for piece in beside_skin(face) if piece.name.startswith("brow")]
        for face in (head, replace(head, colours=seen), replace(head, colours=own))
    ]
    assert brows == [["brow_left", "brow_right"]] * 2 + [[]]
    names = [p["name"] for p in bundle(replace(head, colours=own))[0]["fittings"]]
    assert "lash_left" in names
    assert "brow_left" not in names


def test_strips_of_triangles_are_read_without_colours(tmp_path):
    path, points = tmp_path / "strips.ply", np.random.default_rng(0).normal(size=(256, 3))
    path.write_bytes(scan_files.strips_ply(points, np.zeros((0, 3), int)))
    assert len(read(path).vertices)
    assert colours.read(path) is None


@pytest.mark.slow
def test_a_masked_face_loses_it(scan):
    assert fm.de_identify(scan).colours is None


def test_one_colour_is_none(painted, tmp_path):
    mesh = painted[0].display_mesh
    grey = np.full((len(mesh.vertices), 4), 200, np.uint8)
    path = tmp_path / "grey.ply"
    trimesh.Trimesh(mesh.vertices, mesh.faces, vertex_colors=grey, process=False).export(path)
    assert colours.read(path) is None
    trimesh.Trimesh(mesh.vertices, mesh.faces, process=False).export(tmp_path / "plain.stl")
    assert colours.read(tmp_path / "plain.stl") is None


@pytest.fixture(scope="module")
def sheet():
    """A square with texture coordinates and its picture: red below, blue above."""
    points = np.array([[0, 0, 0], [9, 0, 0], [9, 9, 0], [0, 9, 0.0]])
    uv = [[0, 0], [1, 0], [1, 1], [0, 1]]
    picture = np.zeros((64, 64, 3), np.uint8)
    picture[:32, :, 2], picture[32:, :, 0] = 255, 255
    return points, np.array([[0, 1, 2], [0, 2, 3]]), np.array(uv, float), Image.fromarray(picture)


def test_a_texture_is_read_out_of_a_glb_file(sheet, tmp_path):
    points, corners, uv, picture = sheet
    look = trimesh.visual.TextureVisuals(uv, image=picture)
    trimesh.Trimesh(points, corners, visual=look, process=False).export(tmp_path / "me.glb")
    found = colours.read(tmp_path / "me.glb")
    low, high = (found.colours[found.points[:, 1] == y].mean(0) for y in (0, 9))
    assert (low[0], high[2]) == pytest.approx((1, 1), abs=0.02)


def test_a_texture_beside_an_obj_file_is_read_when_it_is_given(sheet, tmp_path):
    points, _, uv, picture = sheet
    lines = [*(f"v {x} {y} {z}" for x, y, z in points), *(f"vt {u} {v}" for u, v in uv)]
    (tmp_path / "me.obj").write_text("\n".join([*lines, "f 1/1 2/2 3/3", "f 1/1 3/3 4/4", ""]))
    picture.save(tmp_path / "me.png")
    assert colours.read(tmp_path / "me.obj") is None
    found = colours.read(tmp_path / "me.obj", tmp_path / "me.png")
    assert found.colours[found.points[:, 1] == 0].mean(0)[0] == pytest.approx(1, abs=0.02)


def test_the_picture_that_a_zip_packs_with_an_obj_is_read(sheet, tmp_path):
    points, _, uv, picture = sheet
    lines = [*(f"v {x} {y} {z}" for x, y, z in points), *(f"vt {u} {v}" for u, v in uv)]
    obj = "\n".join([*lines, "f 1/1 2/2 3/3", "f 1/1 3/3 4/4", ""]).encode()
    made = io.BytesIO()
    picture.save(made, "PNG")
    png = made.getvalue()

    def read(files):
        (tmp_path / "me.zip").write_bytes(scan_files.zipped(files))
        return colours.read(tmp_path / "me.zip")

    found = read({"a/me.obj": obj, "a/me.mtl": b"", "a/me.png": png})
    assert found.colours[found.points[:, 1] == 0].mean(0)[0] == pytest.approx(1, abs=0.02)
    assert read({"me.obj": obj}) is None
    assert read({"me.obj": obj, "a.png": png, "b.png": png}) is None  # nobody knows which
    with pytest.raises(colours.Unread):
        read({"me.obj": obj, "me.png": b"no picture"})


def test_a_texture_embedded_in_a_gltf_file_is_read(sheet, tmp_path):
    points, corners, uv, picture = sheet
    look = trimesh.visual.TextureVisuals(uv, image=picture)
    mesh = trimesh.Trimesh(points, corners, visual=look, process=False)
    files = trimesh.exchange.gltf.export_gltf(trimesh.Scene(mesh), embed_buffers=True)
    (tmp_path / "me.gltf").write_bytes(files["model.gltf"])
    found = colours.read(tmp_path / "me.gltf")
    assert found.colours[found.points[:, 1] == 0].mean(0)[0] == pytest.approx(1, abs=0.02)


def test_pictures_that_do_not_belong_or_are_none_are_refused(file, tmp_path):
    (tmp_path / "me.jpg").write_bytes(b"no picture")
    with pytest.raises(fm.FaceModelError, match="no JPEG or PNG picture"):
        colours.read(file, tmp_path / "me.jpg")
    plain_obj = tmp_path / "plain.obj"
    plain_obj.write_text("v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n")
    made = io.BytesIO()
    Image.new("RGB", (4, 4)).save(made, "PNG")
    (tmp_path / "me.png").write_bytes(made.getvalue())
    with pytest.raises(fm.FaceModelError, match="no texture coordinates"):
        colours.read(plain_obj, tmp_path / "me.png")


@pytest.mark.slow
def test_colours_that_a_file_hides_are_told_and_the_face_opens(file, monkeypatch):
    def fails(*_, **__):
        raise IndexError

    monkeypatch.setattr(trimesh, "load", fails)
    scan = fm.open_scan(file)
    assert scan.colours is None
    assert any("colours could not be read" in note for note in scan.report.notes)


def test_the_default_mesh_has_as_many_drawn_vertices_as_a_case_keeps():
    from facemodel.case.own_face import _RELIEF

    assert len(template.mesh(2).vertices) == _RELIEF
