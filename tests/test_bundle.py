"""What Python packs is what JavaScript unpacks; the surfaces it then computes obey their laws."""

import json
import re
import subprocess
from pathlib import Path

import numpy as np
import pytest

import blocks
import facemodel as fm
from facemodel.view.scene import bundle as bundles
from facemodel.view.scene import fold_lines

JS = Path(bundles.__file__).parents[1] / "js"


@pytest.fixture(scope="module")
def face():
    return fm.load()


@pytest.fixture(scope="module")
def packed(face):
    return bundles.bundle(face)


def run(node, folder, script: str):
    """What a script prints as JSON; it may import from the viewer's modules as "js/..."."""
    file = folder / "script.mjs"
    file.write_text(script.replace('"js/', f'"{JS.as_uri()}/'), encoding="utf-8")
    done = subprocess.run([node, str(file)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def sample():
    rng = np.random.default_rng(3)
    meta = {"version": 1, "words": "Grüße", "nested": {"list": [1, 2.5, None, True]}}
    return meta, {
        "points": rng.normal(size=(5, 3)).astype(np.float32),
        "index": np.array([[0, -1], [2**31 - 1, 4]], np.int32),
        "colours": np.arange(7, dtype=np.uint8),
        "signed": np.array([-128, 127, 0], np.int8),
        "nothing": np.zeros((0, 3), np.float32),
        "flags": np.array([True, False]),
    }


def test_unpacking_gives_back_what_was_packed():
    meta, arrays = sample()
    meta_back, back = blocks.unpack(bundles.pack(meta, arrays))
    assert meta_back == meta
    for name, array in arrays.items():
        assert back[name].shape == array.shape
        np.testing.assert_array_equal(back[name], array, err_msg=name)


def test_every_array_starts_on_eight_bytes():
    blob = bundles.pack(*sample())
    length = int.from_bytes(blob[:4], "little")
    rows = json.loads(blob[4 : 4 + length])["arrays"]
    assert (4 + length) % 8 == 0
    assert all(row["offset"] % 8 == 0 for row in rows)


@pytest.mark.parametrize("shift", [0, 1])
def test_javascript_unpacks_the_same_values(node, tmp_path, shift):
    meta, arrays = sample()
    (tmp_path / "blob").write_bytes(bytes(shift) + bundles.pack(meta, arrays))
    got = run(
        node,
        tmp_path,
        f"""
        import {{ readFileSync }} from "node:fs";
        import {{ unpack }} from "js/core/bundle.js";
        const file = new Uint8Array(readFileSync({json.dumps(str(tmp_path / "blob"))}));
        const {{ meta, arrays }} = unpack(new DataView(file.slice().buffer, {shift}));
        const row = ([name, a]) => [name, [a.constructor.name, [...a]]];
        console.log(JSON.stringify([meta, Object.fromEntries(Object.entries(arrays).map(row))]));
    """,
    )
    assert got[0] == meta
    kinds = {"f": "Float32Array", "i4": "Int32Array", "u1": "Uint8Array", "i1": "Int8Array"}
    for name, array in arrays.items():
        kind, values = got[1][name]
        code = "u1" if array.dtype == bool else array.dtype.str[1:]
        assert kind == kinds[code[0] if code[0] == "f" else code]
        np.testing.assert_array_equal(np.array(values, float), array.astype(float).ravel())


def test_text_cannot_travel_as_an_array():
    with pytest.raises(fm.FaceModelError, match="use numbers"):
        bundles.pack({}, {"words": np.array(["a"])})


def test_the_bundle_of_the_face_is_finite_and_draws_the_display_surface(face, packed):
    meta, arrays = packed
    from scipy.sparse import csr_matrix

    for name, array in arrays.items():
        assert np.isfinite(array).all(), name
    operator = csr_matrix(
        (arrays["display_data"], arrays["display_indices"], arrays["display_indptr"]),
        shape=(len(face.display_mesh.vertices), len(face.mesh.vertices)),
    )
    smile = face.deform(fm.expression("smile_social"))
    np.testing.assert_allclose(operator @ smile, face.display(smile), atol=1e-3)
    assert meta["controls"] == list(fm.CONTROLS)
    assert arrays["basis"].shape == (len(fm.CONTROLS), len(face.mesh.vertices), 3)
    for row in meta["fittings"]:
        placed = "coords" if row["rig"] == "shell" else "vertices"
        assert arrays[f"fit_{row['name']}_{placed}"].shape[1] == 3


def test_a_symmetric_face_is_coloured_symmetrically(face, packed):
    arrays = packed[1]
    mirror = face.display_mesh.mirror
    for name in ("skin_tint", "skin_traits", "fold_mask"):
        values = arrays[name].astype(int)
        assert np.abs(values - values[mirror]).max() <= 1, name


def test_fold_lines_lie_where_their_muscles_press(face):
    """Brow raise creases the forehead only; a frown, between the brows; neither, the cheeks."""
    mesh = face.mesh
    phase, _, mask = fold_lines.folds(
        mesh, {name: mesh.vertices[v] for name, v in mesh.landmarks.items()}
    )

    def depth(expression: str, area: str) -> float:
        grown = gradient(face.deform(fm.expression(expression)), mesh.faces, phase)
        still = gradient(mesh.vertices, mesh.faces, phase)
        inside = (mask * mesh.areas[area])[mesh.faces].min(axis=1) > 0.12
        return float(np.median(1 - still[inside] / grown[inside]))

    assert depth("brow_raise", "forehead_central") > 0.10
    assert depth("frown", "forehead_central") < 0.05
    assert depth("frown", "glabella") > 0.05
    assert depth("brow_raise", "glabella") < 0.05
    assert depth("max_smile_squint", "crows_feet") > 0.10


def gradient(points, faces, phase):
    """Size of a field's gradient on each triangle, by least squares in its plane."""
    a, b, c = (np.asarray(points, float)[faces[:, k]] for k in range(3))
    runs = np.stack([b - a, c - a], axis=1)
    rises = np.stack(
        [phase[faces[:, 1]] - phase[faces[:, 0]], phase[faces[:, 2]] - phase[faces[:, 0]]], 1
    )
    return np.linalg.norm(np.einsum("fij,fj->fi", np.linalg.pinv(runs), rises), axis=1)


GRID = """
    import { Creases, castRay, nearestVertex, vertexNormals } from "js/core/geometry.js";
    const n = 5, points = [], faces = [], phase = [], mask = [];
    for (let j = 0; j < n; j++) for (let i = 0; i < n; i++) {
      points.push(i, j, 0.1 * i * i); phase.push(j / 2); mask.push(255);
    }
    for (let j = 0; j + 1 < n; j++) for (let i = 0; i + 1 < n; i++) {
      const a = i + n * j; faces.push(a, a + 1, a + n + 1, a, a + n + 1, a + n);
    }
    const point = (k) => points.slice(3 * k, 3 * k + 3);
    const move = (f) => Float64Array.from(phase.flatMap((_, k) => f(...point(k))));
    const creases = new Creases(points, faces, phase, mask);
    const read = (f) => { creases.update(move(f)); return [...creases.depth, ...creases.press]; };
"""


def test_creases_see_only_what_is_pressed_together(node, tmp_path):
    got = run(
        node,
        tmp_path,
        GRID
        + """
      const [c, s] = [Math.cos(0.7), Math.sin(0.7)];
      console.log(JSON.stringify({
        turned: read((x, y, z) => [c * x - s * y + 3, s * x + c * y, z - 2]),
        across: read((x, y, z) => [x, 0.8 * y, z]),
        along: read((x, y, z) => [0.8 * x, y, 0.8 * z]),
      }));
    """,
    )
    count = 25
    np.testing.assert_allclose(got["turned"], 0, atol=1e-6)
    np.testing.assert_allclose(got["across"][:count], 0.2, atol=1e-6)
    np.testing.assert_allclose(got["across"][count:], 0.2, atol=1e-6)
    np.testing.assert_allclose(got["along"][:count], 0, atol=1e-6)
    np.testing.assert_allclose(got["along"][count:], 0.2, atol=1e-6)


def test_what_a_raised_corner_gains_is_shared_with_its_neighbours(node, tmp_path):
    """Corners (0, 0), (2, 0), (0, 2), whose squares of ways to the others are 8, 12 and 12, so that
    scales are 1/2, 1/3, 1/3. The last is raised by 3: the others gain 3/4 and 1/2, it loses 1."""
    code = """
      import { Hollows } from "js/core/hollows.js";
      const rest = [0, 0, 0, 2, 0, 0, 0, 2, 0], up = [0, 0, 1, 0, 0, 1, 0, 0, 1];
      const hollows = new Hollows(rest, [0, 1, 2], up, [1, 1, 1]);
      hollows.update([...rest.slice(0, 8), 9], up); // what was before is forgotten
      console.log(JSON.stringify([...hollows.update([...rest.slice(0, 8), 3], up)]));
    """
    mixed = [(3 / 4 + (1 / 2 - 1) / 2) / 2, (1 / 2 + (3 / 4 - 1) / 2) / 2]
    assert run(node, tmp_path, code) == pytest.approx([*mixed, (-1 + (3 / 4 + 1 / 2) / 2) / 2])


def test_hollows_are_the_curvature_that_skin_has_gained(node, tmp_path):
    got = run(
        node,
        tmp_path,
        'import { Hollows } from "js/core/hollows.js";'
        + GRID
        + """
      const normals = (at) => vertexNormals(at, faces, new Float64Array(at.length));
      const share = phase.map((_, k) => (k === 12 ? 0 : 1));
      const gained = (share, f) => {
        const [still, moved] = [Float64Array.from(points), move(f)];
        const hollows = new Hollows(still, faces, normals(still), share);
        return [...hollows.update(moved, normals(moved))];
      };
      const sunk = (by) => (x, y, z) => [x, y, z + by * ((x - 2) ** 2 + (y - 2) ** 2)];
      const bowl = sunk(0.02);
      const [c, s] = [Math.cos(0.7), Math.sin(0.7)];
      console.log(JSON.stringify({
        bowl: gained(phase.map(() => 1), bowl),
        hill: gained(phase.map(() => 1), sunk(-0.02)),
        turned: gained(phase.map(() => 1), (x, y, z) => [c * x - s * y + 3, s * x + c * y, z - 2]),
        part: gained(share, bowl),
      }));
    """,
    )
    middle = 12
    assert got["bowl"][middle] == pytest.approx(0.04, rel=0.35)  # of z = 0.02 r2, per mm
    assert got["hill"][middle] == pytest.approx(-0.04, rel=0.35)
    np.testing.assert_allclose(got["turned"], 0, atol=1e-6)
    assert 0 < got["part"][middle] < got["bowl"][middle]


def test_a_ray_meets_the_front_of_the_surface_and_finds_its_nearest_vertex(node, tmp_path):
    got = run(
        node,
        tmp_path,
        GRID
        + """
      const hit = castRay(points, faces, [2.1, 1.9, 50], [0, 0, -1]);
      console.log(JSON.stringify([hit.point, nearestVertex(points, hit.point),
        castRay(points, faces, [2.1, 1.9, -50], [0, 0, 1]),
        castRay(points, faces, [9, 9, 50], [0, 0, -1])]));
    """,
    )
    assert got[0][:2] == pytest.approx([2.1, 1.9])
    assert got[0][2] == pytest.approx(0.1 * (4 + 0.1 * 5))  # between the columns at 2 and 3
    assert got[1] == 2 + 5 * 2
    assert got[2] is None
    assert got[3] is None


def test_a_slanted_ray_meets_the_nearest_triangle_in_its_plane(node, tmp_path):
    """Two steps along (1, 2, -3) from (1, 1, 6) end on the floor, one step on the shelf."""
    code = """
      import { castRay } from "js/core/geometry.js";
      const floor = [0, 0, 0, 20, 0, 0, 0, 20, 0], shelf = [0, 0, 3, 20, 0, 3, 0, 20, 3];
      const cast = (points, faces) => castRay(points, faces, [1, 1, 6], [1, 2, -3]);
      console.log(JSON.stringify([
        cast(floor, [0, 1, 2]), cast([...floor, ...shelf], [0, 1, 2, 3, 4, 5]),
        cast(floor, [0, 2, 1]),
      ]));
    """
    far, near, behind = run(node, tmp_path, code)
    assert far == {"t": pytest.approx(2), "face": 0, "point": pytest.approx([3, 5, 0])}
    assert near == {"t": pytest.approx(1), "face": 1, "point": pytest.approx([2, 3, 3])}
    assert behind is None  # seen from behind


def test_normals_in_the_browser_are_those_of_python(node, tmp_path, face):
    from facemodel.anatomy.mesh import vertex_normals

    mesh = face.mesh
    (tmp_path / "in.json").write_text(
        json.dumps([mesh.vertices.ravel().tolist(), mesh.faces.ravel().tolist()])
    )
    got = run(
        node,
        tmp_path,
        f"""
      import {{ readFileSync }} from "node:fs";
      import {{ vertexNormals }} from "js/core/geometry.js";
      const [points, faces] = JSON.parse(readFileSync({json.dumps(str(tmp_path / "in.json"))}));
      const out = vertexNormals(points, faces, new Float64Array(points.length));
      console.log(JSON.stringify([...out]));
    """,
    )
    np.testing.assert_allclose(
        np.reshape(got, (-1, 3)), vertex_normals(mesh.vertices, mesh.faces), atol=1e-9
    )


def test_still_pictures_use_the_colours_of_the_viewer():
    from facemodel.view.stills import plain

    source = (JS / "scene/light.js").read_text(encoding="utf-8")
    for tone, (skin, hair) in plain.TONES.items():
        row = re.search(rf"{tone}: \{{ skin: \[(.*?)\].*?hair: \[(.*?)\]", source)
        assert [float(x) for x in row[1].split(",")] == list(skin)
        assert [float(x) for x in row[2].split(",")] == list(hair)


def test_a_block_that_is_cut_short_is_refused(node, tmp_path):
    code = """
      import { unpack } from "js/core/bundle.js";
      import { expand } from "js/core/compact.js";
      const text = new TextEncoder().encode('{"arrays": []}');
      const whole = new Uint8Array([text.length, 0, 0, 0, ...text]);
      const said = (read, ...block) => { try { return read(...block).meta; } catch (e) { return e.message; } };
      const short = whole.slice(0, -1);
      console.log(JSON.stringify([
        said(unpack, whole), said(unpack, short), said(unpack, whole.slice(0, 3)),
        said(expand, whole), said(expand, short),
      ]));
    """  # noqa: E501 - JavaScript
    cut, face = "the face bundle is cut short", "the face is cut short"
    assert run(node, tmp_path, code) == [{}, cut, "the face bundle is empty", {}, face]


def test_two_surfaces_that_meet_share_their_normals(node, tmp_path):
    """(1, 2, 3) of one and (3, 0, 1) of the other add up to (4, 2, 4), whose length is 6."""
    code = """
      import { shareNormals } from "js/core/geometry.js";
      const [a, b] = [[9, 9, 9, 1, 2, 3], [3, 0, 1, 8, 8, 8]];
      shareNormals(a, b, [1, 0]);
      console.log(JSON.stringify([a, b]));
    """
    a, b = run(node, tmp_path, code)
    both = pytest.approx([2 / 3, 1 / 3, 2 / 3])
    assert (a[:3], a[3:], b[:3], b[3:]) == ([9, 9, 9], both, both, [8, 8, 8])


def test_two_hundred_steps_can_be_undone(node, tmp_path):
    code = """
      import { createStore } from "js/core/state.js";
      const store = createStore({ day: 0 });
      for (let day = 1; day <= 250; day++) store.change({ day });
      let steps = 0;
      for (let before = null; before !== store.get().day; steps++) { before = store.get().day; store.undo(); }
      console.log(JSON.stringify([steps - 1, store.get().day]));
    """  # noqa: E501 - JavaScript
    assert run(node, tmp_path, code) == [200, 50]
