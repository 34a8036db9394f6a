"""The face made small for a page comes back in the browser: whole numbers exactly, others near."""

import json
import subprocess
import zlib
from pathlib import Path

import numpy as np
import pytest

import blocks
import facemodel as fm
from facemodel.view.scene import assets, bundle
from facemodel.view.scene import compact as compacts

JS = Path(compacts.__file__).parents[1] / "js"


@pytest.fixture(scope="module")
def parts(face):
    return assets.face_parts(face)


@pytest.fixture(scope="module")
def block(parts):
    return compacts.compact(*parts)


def sample():
    rng = np.random.default_rng(5)
    basis = rng.normal(0, 3, (3, 4, 3)).astype(np.float32)
    meta = {"controls": ["brow_left", "brow_right", "jaw"], "words": "Grüße"}
    return meta, {
        "faces": np.array([[0, 1, 2], [1, 3, 2]], np.int32),
        "mirror": np.array([1, 0, 3, 2], np.int32),
        "basis": basis,  # of a face whose right is not its left mirrored
        "rest": rng.normal(0, 90, (4, 3)).astype(np.float32),
        "wide": np.array([2**30, -(2**30), 7, 0], np.int32),
        "table": rng.integers(-300, 300, (2, 3, 4)).astype(np.int32),
        "odd": rng.normal(size=(5, 2)).astype(np.float32),
        "small": np.array([-128, 127, 0], np.int8),
        "bytes": np.arange(7, dtype=np.uint8),
        "nothing": np.zeros((0, 3), np.int32),
        "none": np.zeros((0, 3), np.float32),
    }


def assert_close(back, arrays, even=True, finer=1.0):
    for name, array in arrays.items():
        step = finer * (compacts.step_of(name, even) or 0.0)
        assert back[name].shape == array.shape
        away = np.abs(back[name].astype(float) - array.astype(float)).max(initial=0)
        assert away <= step / 2, name


def test_it_comes_back_within_half_a_step():
    meta, arrays = sample()
    back_meta, back = blocks.expand(compacts.compact(meta, arrays))
    assert back_meta == meta
    assert_close(back, arrays, even=False)
    assert all(back[name].dtype == array.dtype for name, array in arrays.items())


def test_it_comes_back_closer_in_finer_steps():
    meta, arrays = sample()
    _, back = blocks.expand(compacts.compact(meta, arrays, finer=2.0**-3))
    assert_close(back, arrays, even=False, finer=2.0**-3)


def test_numbers_too_far_apart_are_refused():
    with pytest.raises(fm.FaceModelError, match="too far apart"):
        compacts.compact({}, {"far": np.array([2**31 - 1, -(2**31)], np.int32)})


EXPAND = """
import { readFileSync, writeFileSync } from "node:fs";
const [, , js, block, out] = process.argv;
const { expand } = await import(`${js}/core/compact.js`);
const { meta, arrays, shapes } = expand(new Uint8Array(readFileSync(block)));
for (const name in arrays) writeFileSync(`${out}/${name}`, Buffer.from(arrays[name].buffer));
const kinds = Object.values(arrays).map((a) => a.constructor.name);
console.log(JSON.stringify({ meta, shapes, kinds }));
"""


def in_javascript(node, folder, data: bytes, script=EXPAND, *more: str):
    (folder / "block").write_bytes(data)
    (folder / "run.mjs").write_text(script, encoding="utf-8")
    words = [node, folder / "run.mjs", JS.as_uri(), folder / "block", folder, *more]
    done = subprocess.run([*map(str, words)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("what", ["sample", "face"])
def test_javascript_reads_what_python_reads(node, tmp_path, what, parts, block):
    meta, arrays = sample() if what == "sample" else parts
    data = compacts.compact(meta, arrays) if what == "sample" else block
    said = in_javascript(node, tmp_path, data)
    _, back = blocks.expand(data)
    assert said["meta"] == json.loads(json.dumps(meta))
    kinds = {"float32": "Float32Array", "int32": "Int32Array", "uint8": "Uint8Array"}
    assert said["kinds"] == [kinds.get(a.dtype.name, "Int8Array") for a in arrays.values()]
    for name, array in back.items():
        assert said["shapes"][name] == list(array.shape)
        js = np.fromfile(tmp_path / name, array.dtype).reshape(array.shape)
        np.testing.assert_array_equal(js, array, err_msg=name)


FRAMES = """
import { readFileSync } from "node:fs";
const [, , js, block, , whole, poses] = process.argv;
const { expand } = await import(`${js}/core/compact.js`);
const { unpack } = await import(`${js}/core/bundle.js`);
const { createFrame } = await import(`${js}/core/frame.js`);
const faces = [expand(new Uint8Array(readFileSync(block))), unpack(readFileSync(whole))];
const frames = faces.map(createFrame);
let away = 0;
for (const controls of JSON.parse(readFileSync(poses))) {
  const [a, b] = frames.map((frame) => frame(controls).positions);
  a.forEach((x, i) => (away = Math.max(away, Math.abs(x - b[i]))));
}
console.log(away);
"""


@pytest.mark.parametrize(("uneven", "most"), [(False, 0.005), (True, 0.01)])
def test_no_vertex_is_off_by_hundredths_of_a_millimetre(node, tmp_path, parts, uneven, most):
    """Random poses with every control at work, lips pressed and jaws open among them."""
    if uneven:
        parts = assets.face_parts(fm.load_head(60, "male", asymmetry_mm=1.0))
    block = compacts.compact(*parts)
    rng = np.random.default_rng(8)
    low = [0.0 if c in ("jaw_forward", "cheek_pressure") else -1.0 for c in fm.CONTROLS]
    poses = rng.uniform(low, 1, (24, len(fm.CONTROLS)))
    (tmp_path / "whole").write_bytes(bundle.pack(*parts))
    (tmp_path / "poses").write_text(json.dumps(poses.tolist()))
    away = in_javascript(
        node, tmp_path, block, FRAMES, str(tmp_path / "whole"), str(tmp_path / "poses")
    )
    assert 0 < away <= most
    _, arrays = blocks.expand(block)
    assert np.abs(arrays["basis"] - parts[1]["basis"]).max() <= 0.005


def test_the_left_half_of_a_symmetric_face_is_enough(parts):
    """Had the right columns to travel too, movements would need half as much again."""
    meta, arrays = parts[0], {name: parts[1][name] for name in ("faces", "mirror", "basis")}
    alone = {**meta, "controls": [f"{name}." for name in meta["controls"]]}
    half, whole = (len(zlib.compress(compacts.compact(m, arrays), 1)) for m in (meta, alone))
    assert half < 0.66 * whole
