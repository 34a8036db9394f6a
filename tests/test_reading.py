"""Scan files: what is in them is read, and what means harm is refused in one sentence."""

import os
import re
import subprocess
import sys
from urllib.parse import unquote

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import scan_files
from facemodel import FaceModelError
from facemodel.anatomy.mesh import face_normals_areas
from facemodel.capture.scan import formats, gltf, reading

HOSTILE = scan_files.hostile()
SHEET = scan_files.sheet()
WHOLE = {name: write(*SHEET) for name, write in scan_files.WRITERS.items()}


def read(data: bytes, folder, name="scan.bin"):
    file = folder / name
    file.write_bytes(data)
    return reading.read(file)


@pytest.mark.parametrize("kind", WHOLE)
def test_every_format_gives_the_same_surface(kind, tmp_path):
    surface = read(WHOLE[kind], tmp_path)
    vertices, triangles = SHEET
    assert len(surface.vertices) == len(vertices)  # STL: corners at one place are one vertex
    got = np.sort(surface.vertices[surface.triangles].mean(1), axis=0)
    assert got == pytest.approx(np.sort(vertices[triangles].mean(1), axis=0), abs=1e-4)
    assert upward(surface.vertices, surface.triangles) == pytest.approx(225, rel=1e-4)


def upward(vertices, triangles) -> float:
    """Area of a sheet seen from above, less what is wound the other way."""
    normals, areas = face_normals_areas(vertices, triangles)
    return float((normals[:, 2] * areas).sum())


def test_polygons_are_split_and_mixed_rows_read(tmp_path):
    v, t = SHEET
    quads = np.concatenate([t, t[:, :1] * 0 + 1], axis=1)
    head, rows = scan_files.ply(v, quads).split(b"end_header\n")
    mixed = rows + b"".join(bytes([3]) + row.astype("<i4").tobytes() for row in t)
    head = head.replace(b"face 450", b"face 900") + b"end_header\n"
    vertices, triangles = reading.parsed(head + mixed)
    assert len(triangles) == 3 * len(t)
    assert len(vertices) == len(v)


@pytest.mark.parametrize("block", [100, 16_000_000])
def test_obj_counts_back_from_the_last_vertex_before_the_face(block, monkeypatch):
    """Two parts one after the other: the same number back is another vertex in each."""
    monkeypatch.setattr(formats, "_BLOCK", block)
    v, t = SHEET
    lines, parts = [], (v, v + 9.0)
    for part in parts:
        lines += ["v {:.9g} {:.9g} {:.9g}".format(*p) for p in part]
        lines += ["vn 0 0 1", *("f {0}/1/{0} {1} {2}//{2}".format(*(row - len(v))) for row in t)]
    vertices, triangles = reading.parsed("\n".join(lines).encode())
    assert np.array_equal(triangles, np.concatenate([t, t + len(v)]))
    assert vertices == pytest.approx(np.concatenate(parts), abs=1e-6)
    back, forth = ("\n".join([*lines, f"f 1 2 {k}"]).encode() for k in (-2 * len(v) - 1, 0))
    for data in (back, forth):
        with pytest.raises(reading.Broken, match="not there; OBJ counts from 1"):
            reading.parsed(data)


def test_nodes_of_a_glb_put_their_parts_in_place(tmp_path):
    matrix = np.array([[0, -2.0, 0, 5], [2, 0, 0, 6], [0, 0, 2, 7], [0, 0, 0, 1]])
    data = scan_files.glb(*SHEET, matrix=matrix)
    plain, placed = read(WHOLE["glb"], tmp_path), read(data, tmp_path)
    assert np.ptp(placed.vertices, axis=0) == pytest.approx(
        2 * np.ptp(plain.vertices, axis=0)[[1, 0, 2]]
    )
    assert placed.vertices.min(0) == pytest.approx([5 - 2 * 15, 6, 7], abs=1e-4)


def test_strips_and_fans_of_a_glb_are_triangles():
    """Strips of two rows follow each other with corners twice, as exporters join them."""
    v, _ = SHEET
    rows = scan_files.zigzag()[:, :-1]
    joined = np.concatenate([rows[:, :1], rows, rows[:, -1:]], axis=1)

    def read(corners, mode):
        change = {"mode": mode, "attributes": {"POSITION": 0}, "indices": 1}
        data = scan_files.glb(v, corners, lambda s: s["meshes"][0]["primitives"][0].update(change))
        return reading.parsed(data)

    vertices, triangles = read(joined.ravel()[1:], 5)
    assert upward(vertices, triangles) == pytest.approx(225, rel=1e-4)
    vertices, triangles = read(np.array([0, 1, 18, 33, 32]), 6)
    assert triangles.tolist() == [[0, 1, 18], [0, 18, 33], [0, 33, 32]]
    for mode in (0, 1):
        with pytest.raises(reading.Broken, match="no faces"):
            read(rows, mode)


@pytest.mark.parametrize("uri", ["numbers.bin", "in%20here/numbers.bin", "./numbers.bin"])
@pytest.mark.parametrize("packed", [False, True])
def test_the_numbers_of_a_gltf_may_stand_beside_it(uri, packed, tmp_path):
    v, t = SHEET
    block = scan_files.scene_of(v, t)[1]
    files = {"me/scan.gltf": scan_files.gltf(v, t, uri)}
    files[f"me/{unquote(uri).removeprefix('./')}"] = block
    if packed:
        surface = read(scan_files.zipped(files), tmp_path)
    else:
        for name, data in files.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_bytes(data)
        surface = reading.read(tmp_path / "me" / "scan.gltf")
    assert upward(surface.vertices, surface.triangles) == pytest.approx(225, rel=1e-4)


@pytest.mark.parametrize("uri", ["../numbers.bin", "..%2Fnumbers.bin", "{}/numbers.bin"])
def test_a_gltf_reads_nothing_outside_its_folder(uri, tmp_path):
    v, t = SHEET
    (tmp_path / "numbers.bin").write_bytes(scan_files.scene_of(v, t)[1])
    folder = tmp_path / "me"
    folder.mkdir()
    with pytest.raises(FaceModelError, match="outside its own folder"):
        read(scan_files.gltf(v, t, uri.format(tmp_path)), folder)


def test_a_file_beside_is_read_within_bounds(tmp_path, monkeypatch):
    v, t = SHEET
    block = scan_files.scene_of(v, t)[1]
    monkeypatch.setattr(gltf, "LARGEST_BUFFERS", len(block) - 1)
    (tmp_path / "numbers.bin").write_bytes(block)
    data = scan_files.gltf(v, t, "numbers.bin")
    with pytest.raises(FaceModelError, match=r"'numbers\.bin' has .* MB"):
        read(data, tmp_path)
    with pytest.raises(FaceModelError, match=r"'numbers\.bin' in it is larger"):
        read(scan_files.zipped({"scan.gltf": data, "numbers.bin": block}), tmp_path)


@pytest.mark.parametrize("bits", [0x7FC00000, 0x7F800001, 0x7F800000])
def test_a_few_vertices_that_are_no_numbers_are_left_out(bits, tmp_path):
    """Quiet and signalling NaN, which a processor minds, and infinity."""
    v, t = SHEET
    v = v.astype("<f4")
    v[40] = np.array([bits], "<u4").view("<f4")
    surface = read(scan_files.ply(v, t), tmp_path)
    assert np.isfinite(surface.vertices).all()
    assert len(surface.triangles) == len(t) - 6


def test_a_surface_above_the_limit_is_thinned_and_stays_where_it_is(monkeypatch):
    monkeypatch.setattr(reading, "MANY_TRIANGLES", 5_000)
    vertices, triangles = scan_files.sheet(100, 100)
    surface = reading.cleaned(vertices, triangles)
    assert 2_500 < len(surface.triangles) < len(triangles) / 2
    x, y, z = surface.vertices.T
    assert z == pytest.approx(0.1 * x * y, abs=0.5)  # a cell is 3 wide
    assert np.ptp(surface.vertices, axis=0) == pytest.approx(np.ptp(vertices, axis=0), rel=0.02)


@pytest.mark.parametrize("name", HOSTILE)
def test_files_that_mean_harm_get_a_reply(name, tmp_path):
    data, word = HOSTILE[name]
    with pytest.raises(FaceModelError) as reply:
        read(data, tmp_path, "evil <b>.obj")
    text = str(reply.value)
    assert word in text
    assert "\n" not in text
    assert len(text) < 300
    assert str(tmp_path) not in text
    assert "<" not in text
    assert os.listdir(tmp_path) == ["evil <b>.obj"]  # nothing was written


LIMITED = """
import resource, sys, time
resource.setrlimit(resource.RLIMIT_AS, (2_000_000_000, 2_000_000_000))
sys.path.insert(0, {tests!r})
import scan_files
from facemodel.capture.scan import formats, reading
from facemodel import FaceModelError
opened = []
def watch(event, what):
    told = event in ("open", "subprocess.Popen", "socket.connect") and isinstance(what, str)
    if told and not what.endswith((".py", ".pyc", ".so")):
        opened.append(what)
sys.addaudithook(lambda event, args: watch(event, args[0]) if args else None)
for name, (data, _) in scan_files.hostile().items():
    with open("scan", "wb") as file:
        file.write(data)
    opened.clear()
    start = time.perf_counter()
    try:
        reading.read("scan")
        print("read", name)
    except FaceModelError:
        pass
    took = time.perf_counter() - start
    if took > 10 or opened != ["scan"]:
        print(name, took, opened)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="limits of memory are set as on Linux")
def test_no_file_takes_2_gb_or_10_s_or_opens_another(tmp_path):
    code = LIMITED.format(tests=os.path.dirname(__file__))
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.returncode) == ("", 0), done.stderr[-2000:]


@st.composite
def damaged(draw):
    """A good file with bytes changed, cut, put in, doubled, or numbers of the header replaced."""
    data = bytearray(WHOLE[draw(st.sampled_from(sorted(WHOLE)))])
    for _ in range(draw(st.integers(1, 4))):
        at = draw(
            st.integers(0, max(0, min(len(data) - 1, draw(st.sampled_from([90, 900, 10**9])))))
        )
        match draw(st.integers(0, 4)):
            case 0:
                data[at : at + 1] = draw(st.binary(min_size=1, max_size=1))
            case 1:
                del data[at:]
            case 2:
                data[at:at] = draw(st.binary(max_size=8))
            case 3:
                del data[at : at + draw(st.integers(1, 50))]
            case 4:
                value = draw(st.sampled_from([0, 1, 2**31, 2**32 - 1, 255]))
                data[at : at + 4] = value.to_bytes(4, "little")
    return bytes(data)


@settings(max_examples=150, deadline=None)
@given(damaged())
def test_whatever_is_done_to_a_file_it_is_read_or_refused(data):
    try:
        vertices, triangles = reading.parsed(data)
        surface = reading.cleaned(vertices, triangles)
    except reading.Broken:
        return
    assert np.isfinite(surface.vertices).all()
    assert len(surface.triangles) >= reading.FEWEST_TRIANGLES
    assert surface.triangles.max() < len(surface.vertices)


def test_what_is_no_plain_file_is_refused(tmp_path, monkeypatch):
    for path in (tmp_path, tmp_path / "none.ply", "\0", "", None, 3, b"scan.ply"):
        with pytest.raises(FaceModelError):
            reading.read(path)
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.obj")
        with pytest.raises(FaceModelError, match="no plain file"):
            reading.read(tmp_path / "pipe.obj")
        with pytest.raises(FaceModelError, match="no plain file"):
            reading.read("/dev/zero")
    monkeypatch.setattr(reading, "LARGEST_BYTES", 100)
    with pytest.raises(FaceModelError, match="MB"):
        read(WHOLE["ply"], tmp_path)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("kind", ["ply", "stl"])
def test_numbers_that_are_none_are_refused_without_a_warning_of_numpy(kind, tmp_path):
    v, t = scan_files.sheet()
    data = getattr(scan_files, kind)(v, t)
    signalling = b"\x01\x00\xa0\x7f"  # a NaN that a cast warns of
    start = data.index(b"end_header\n") + 11 if kind == "ply" else 84 + 12
    size = 12 if kind == "ply" else 50
    rows = bytearray(data)
    for k in range(len(v) if kind == "ply" else len(t)):
        rows[start + size * k : start + size * k + 4] = signalling
    (tmp_path / "scan").write_bytes(rows)
    with pytest.raises(FaceModelError, match="vertices are no numbers"):
        reading.read(tmp_path / "scan")


def test_a_count_of_400_digits_is_not_repeated(tmp_path):
    data = scan_files.text_ply(*scan_files.sheet())
    count = re.search(rb"element vertex (\d+)", data)[1]
    (tmp_path / "scan").write_bytes(data.replace(b"vertex " + count, b"vertex " + b"9" * 400))
    with pytest.raises(FaceModelError, match="a line that no PLY file has") as reply:
        reading.read(tmp_path / "scan")
    assert len(str(reply.value)) < 200
