"""The GLB file: valid for Khronos, named targets, and an animation that is the true face."""

import json
import shutil
import struct
import subprocess
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import facemodel as fm
from conftest import missing
from facemodel.data import constants
from facemodel.view.export import faces, morphs

ROOT = Path(__file__).parents[1]
CASE = fm.Case(
    condition="hemifacial_spasm",
    side="left",
    expression="forced_eye_closure",
    dampening={"eye_left": 0.6},
    seed=4,
)
VALIDATE = """
const { validateBytes } = require(process.argv[2]);
const bytes = new Uint8Array(require("fs").readFileSync(process.argv[3]));
validateBytes(bytes).then((report) => console.log(JSON.stringify(report)));
"""


@pytest.fixture(scope="module")
def file(tmp_path_factory) -> Path:
    """Closing the eyes hard: lids, the least linear part."""
    steps = np.linspace(0, 1, 6)
    drive = [replace(CASE, intensity=float(s)).drive() for s in steps]
    made = replace(fm.course(CASE, seconds=steps), activation=np.array(drive))
    return faces.export_glb(made, tmp_path_factory.mktemp("glb") / "face.glb")


@pytest.fixture(scope="module")
def document(file) -> tuple[dict, bytes]:
    return parts(file)


def parts(file: Path) -> tuple[dict, bytes]:
    """The description and the numbers of a GLB file."""
    data = file.read_bytes()
    magic, version, length, size, kind = struct.unpack("<IIIII", data[:20])
    assert (magic, version, length, kind) == (0x46546C67, 2, len(data), 0x4E4F534A)
    return json.loads(data[20 : 20 + size]), data[28 + size :]


def values(document, number: int) -> np.ndarray:
    """The numbers of an accessor, as a reader of glTF takes them."""
    head, binary = document
    row = head["accessors"][number]
    columns = {"SCALAR": 1, "VEC3": 3, "VEC4": 4}[row["type"]]
    kinds = {5126: "<f4", 5123: "<u2", 5125: "<u4"}
    offset = row.get("byteOffset", 0)

    def read(view: int, kind: int, count: int) -> np.ndarray:
        start = offset + head["bufferViews"][view].get("byteOffset", 0)
        return np.frombuffer(binary, kinds[kind], count, start)

    if "bufferView" in row:
        return read(row["bufferView"], row["componentType"], row["count"] * columns).reshape(
            -1, columns
        )
    full = np.zeros((row["count"], columns), np.float32)
    if sparse := row.get("sparse"):
        where = read(
            sparse["indices"]["bufferView"], sparse["indices"]["componentType"], sparse["count"]
        )
        moved = read(sparse["values"]["bufferView"], 5126, sparse["count"] * columns)
        full[where] = moved.reshape(-1, columns)
    return full


def played(document, animation: int, frame: int) -> np.ndarray:
    """Skin in mm at a frame of an animation: rest and targets by their weights."""
    head, _ = document
    primitive = head["meshes"][0]["primitives"][0]
    sampler = head["animations"][animation]["samplers"][0]
    count = len(primitive["targets"])
    weights = values(document, sampler["output"]).reshape(-1, count)[frame]
    skin = values(document, primitive["attributes"]["POSITION"]).astype(float)
    for weight, target in zip(weights, primitive["targets"], strict=True):
        skin += weight * values(document, target["POSITION"])
    return skin


@pytest.mark.parametrize(("animation", "name"), [(0, "before"), (1, "after")])
def test_the_animation_is_the_true_face(document, face, animation, name):
    head, _ = document
    assert head["animations"][animation]["name"] == name
    frame = 4
    activation = {
        "before": fm.course(CASE, seconds=np.linspace(0, 1, 6)).before[frame],
        "after": replace(CASE, intensity=0.8).drive(),
    }[name]
    true = face.display(face.deform(activation))
    shown = played(document, animation, frame)[: len(true)]
    off = np.linalg.norm(shown - true, axis=1).max()
    said = head["asset"]["extras"]
    assert off <= morphs.TOLERANCE_MM + 0.005
    assert off <= said["animation_off_by_mm"] + 0.005
    assert said["without_corrections_off_by_mm"] > 1  # what the corrections are for
    assert np.linalg.norm(true - face.display_mesh.vertices, axis=1).max() > 3


def test_the_targets_are_named_and_each_is_its_muscle_at_work(document, face):
    head, _ = document
    names = head["meshes"][0]["extras"]["targetNames"]
    targets = head["meshes"][0]["primitives"][0]["targets"]
    assert len(names) == len(targets) == len(set(names))
    assert set(fm.MUSCLES) <= set(names)
    for muscle in ("zygomaticus_major_left", "jaw_openers", "levator_palpebrae_superioris_right"):
        moved = values(document, targets[names.index(muscle)]["POSITION"])
        true = face.display(face.deform(fm.activation(**{muscle: 1.0})))
        expected = true - face.display_mesh.vertices
        np.testing.assert_allclose(moved[: len(true)], expected, atol=2 * morphs.LEAST_MM)
        assert np.abs(expected).max() > 1


def test_eyes_turn_up_by_a_target_where_closing_is_meant(document, face):
    head, _ = document
    mesh = head["meshes"][0]
    column = mesh["extras"]["targetNames"].index("eyes_up")
    moved = []
    for material, primitive in zip(head["materials"], mesh["primitives"], strict=True):
        target = values(document, primitive["targets"][column]["POSITION"])
        if material["name"] != "eyes":
            assert not target.any()
            continue
        rest = values(document, primitive["attributes"]["POSITION"])
        moved = [(rest, target)]
    ((rest, target),) = moved
    centre = face.mesh.eye_centres[0]
    left = rest[:, 0] > 0
    at_rest, up = (rest - centre)[left], (rest + target - centre)[left]
    pupil = at_rest[:, 2].argmax()
    angle = np.degrees(np.arctan2(up[pupil, 1], up[pupil, 2]))
    angle -= np.degrees(np.arctan2(at_rest[pupil, 1], at_rest[pupil, 2]))
    assert angle == pytest.approx(constants.value("lids.bell_deg"), abs=0.5)
    drive = np.stack([face.controls(CASE.drive()), face.controls(fm.expression("surprise"))])
    shares = morphs.weights(drive)[:, morphs.NAMES.index("eyes_up")]
    assert shares[0] > 0.9
    assert shares[1] == 0


def test_every_surface_has_every_target_and_unit_normals(document):
    head, _ = document
    for primitive in head["meshes"][0]["primitives"]:
        assert len(primitive["targets"]) == len(head["meshes"][0]["weights"])
        normals = values(document, primitive["attributes"]["NORMAL"])
        np.testing.assert_allclose(np.linalg.norm(normals, axis=1), 1, atol=1e-4)


def test_the_collar_alone_fades(document):
    head, _ = document
    for primitive in head["meshes"][0]["primitives"]:
        material = head["materials"][primitive["material"]]
        fades = material["name"] == "collar"
        opacity = values(document, primitive["attributes"]["COLOR_0"])[:, 3]
        assert (material.get("alphaMode") == "BLEND") == fades
        assert (opacity.min() == 0) == fades
        assert opacity.max() > 65_000


def test_the_file_says_where_it_comes_from_and_what_it_leaves_out(document):
    extras = document[0]["asset"]["extras"]
    assert extras["parameters"] == constants.digest()
    assert extras["seed"] == 4
    assert fm.Case(**extras["case"]) == CASE
    assert "slide on the eyeball" in extras["left_out"]


def test_khronos_finds_no_error(file, node):
    package = ROOT / "node_modules" / "gltf-validator"
    if not package.exists():
        missing("no gltf-validator (npm ci)")
    done = subprocess.run(
        [node, "-e", VALIDATE, "-", str(package), str(file)], capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    report = json.loads(done.stdout)
    assert report["issues"]["messages"] == []
    assert report["info"]["hasMorphTargets"]
    assert report["info"]["animationCount"] == 2


def test_every_number_stands_in_the_file(document):
    """An accessor without data is valid, all zero; Assimp, and what is built on it, opens none."""
    head, _ = document
    assert any(row.get("sparse", {}).get("count") == 1 for row in head["accessors"])
    for row in head["accessors"]:
        assert "bufferView" in row or "sparse" in row


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("assimp") is None, reason="no Assimp on this machine")
def test_assimp_reads_the_file_and_moves_it_alike(document, file, tmp_path):
    done = subprocess.run(
        ["assimp", "export", file, tmp_path / "theirs.glb", "-fglb2"],
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout.decode()[-500:]
    theirs = parts(tmp_path / "theirs.glb")
    for ours, other in zip(
        *(head["meshes"][0]["primitives"] for head, _ in (document, theirs)), strict=True
    ):
        corners = values(document, ours["indices"])[:, 0]
        same = values(theirs, other["indices"])[:, 0]
        for one, two in zip(ours["targets"], other["targets"], strict=True):
            expected = values(document, one["POSITION"])[corners]
            moved = values(theirs, two["POSITION"])[same]
            np.testing.assert_allclose(moved, expected, atol=1e-4)


def test_trimesh_reads_the_file(file, face):
    import trimesh

    scene = trimesh.load(file)
    assert len(scene.geometry) == 6  # skin, eyes, teeth, mouth, hair, collar
    high = scene.extents[1]
    assert 0.2 < high < 0.4  # metres


def test_a_face_that_needs_no_correction_is_written_too(face):
    shape = morphs.morphs(face, "medium")
    still = np.broadcast_to(shape.rest, (3, *shape.rest.shape))
    more, shares, off = morphs.corrections(shape, still, np.zeros((3, len(morphs.NAMES))))
    assert (more.shape, shares.shape, off) == ((0, *shape.rest.shape), (3, 0), 0)


def test_eyes_that_look_aside_are_refused():
    controls = np.zeros((1, len(fm.CONTROLS)))
    controls[0, fm.CONTROLS.index("gaze_yaw_left")] = 0.5
    with pytest.raises(fm.FaceModelError, match="look ahead"):
        morphs.weights(controls)
