"""What is laid over the face says what Python computes: lines, strain, measures, reach, fibres."""

import json
import subprocess
from pathlib import Path

import numpy as np
import pytest

import facemodel as fm
from facemodel.anatomy.muscles import stem_of
from facemodel.mechanics import strain
from facemodel.physiology import footprints, spread
from facemodel.view.scene.assets import face_bytes

JS = Path(__file__).parents[1] / "src/facemodel/view/js"
SCRIPT = """
import { readFileSync } from "node:fs";
const [, , js, face, cases] = process.argv;
const load = (name) => import(`${js}/${name}.js`);
const { unpack } = await load("core/bundle");
const { createModel } = await load("core/model");
const { vertexNormals } = await load("core/geometry");
const { createBands } = await load("core/bands");
const { createLineDepth } = await load("core/wrinkles");
const { createMaps } = await load("core/maps");
const { colourAt } = await load("core/colours");
const bundle = unpack(readFileSync(face));
const model = createModel(bundle);
const lines = createLineDepth(bundle);
const maps = createMaps(bundle);
const bands = createBands(bundle, model.index);
const { meta, arrays } = bundle;
const count = arrays.mirror.length;
const named = (one) => (one.side ? `${one.name}_${one.side}` : one.name);
const values = (name, frame) => [...maps[name].values(frame, new Float32Array(count))];
const posed = JSON.parse(readFileSync(cases)).map(({ activation, age, remaining }) => {
  const { positions } = model.frame(Float64Array.from(activation));
  const depth = lines.depth(positions, age);
  const frame = { positions, from: arrays.rest };
  const healthy = model.condition("healthy", "left", 0);
  const ends = model.reach.ends(healthy, remaining);
  return {
    depth: Object.fromEntries(lines.lines.map((l) => [named(l), [...depth.subarray(l.start, l.start + l.points)]])),
    ...Object.fromEntries(Object.keys(maps).map((name) => [name, values(name, frame)])),
    measures: Object.fromEntries(model.measures.photographic(positions).map((m) => [m.name, m])),
    outline: Object.fromEntries(meta.lab.reach_landmarks.map((n) => [n, model.reach.outline(n, ends, [1, 0, 0], [0, 1, 0])])),
  };
});
bands.update(arrays.rest, vertexNormals(arrays.rest, arrays.faces, new Float32Array(3 * count)));
const fibres = bands.fibres.map(({ muscle, start, points }) => ({
  muscle: meta.muscles[muscle],
  points: [...bands.point.subarray(3 * start, 3 * (start + points))],
  depth: [...bands.depth.subarray(start, start + points)],
}));
const share = [0, 0.13, 0.5, 0.77, 1];
const colours = Object.fromEntries(["cividis", "PuOr"].map((n) => [n, share.map((s) => colourAt(n, s))]));
const limits = Object.fromEntries(Object.entries(maps).map(([name, map]) => [name, map.limits]));
console.log(JSON.stringify({ posed, fibres, colours, limits }, (key, x) => (Number.isNaN(x) ? null : x)));
"""  # noqa: E501 - JavaScript
TASKS = (
    "brow_raise", "frown", "snarl", "max_smile_squint", "open_mouth_smile", "lip_pucker", "sadness",
)  # fmt: skip


@pytest.fixture(scope="module")
def cases():
    rng = np.random.default_rng(5)
    made = []
    for k, task in enumerate(TASKS):
        remaining = rng.uniform(0.2, 1, len(fm.MUSCLES))
        activation = fm.expression(task) * rng.uniform(0.4, 1, len(fm.MUSCLES))
        made.append(
            {
                "activation": activation.tolist(),
                "age": 30 + 8 * k,
                "remaining": remaining.tolist(),
            }
        )
    return made


@pytest.fixture(scope="module")
def said(node, face, cases, tmp_path_factory):
    """What JavaScript makes of the cases, of the fibres and of the colours."""
    folder = tmp_path_factory.mktemp("overlays")
    (folder / "face.bin").write_bytes(face_bytes(face))
    (folder / "cases.json").write_text(json.dumps(cases))
    (folder / "run.mjs").write_text(SCRIPT)
    names = ["run.mjs", JS.as_uri(), folder / "face.bin", folder / "cases.json"]
    done = subprocess.run([node, *map(str, names)], cwd=folder, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def both(said, face, cases):
    """Pairs of what JavaScript says of a case, the case, and Python's vertices."""
    return [
        (js, case, face.deform(np.array(case["activation"]), dtype=float))
        for js, case in zip(said["posed"], cases, strict=True)
    ]


def test_a_scale_holds_what_expressions_show(said):
    for name, limits in said["limits"].items():
        assert limits == sorted(set(limits))
        largest = np.abs([one[name] for one in said["posed"]]).max(axis=1)
        assert limits[0] < largest.max()
        if name != "strain":  # the last of folded lids may lie beyond
            assert largest.max() < limits[-1]


def test_lines_are_as_deep_as_python_says(both, face):
    deep = set()
    for js, case, vertices in both:
        seen = fm.wrinkles.lines(face.mesh, vertices, age_years=case["age"])
        assert sorted(js["depth"]) == sorted(seen.curves)
        for name, depth in js["depth"].items():
            np.testing.assert_allclose(depth, seen.dynamic_mm[name], atol=0.02, err_msg=name)
            if max(depth) > 0.1:
                deep.add(seen.curves[name].line.group)
    assert len(deep) >= 8  # nearly every group is tried, not only flat skin


def test_strain_is_the_change_of_area(both, face):
    gauge = strain.gauge(face.mesh)
    for js, _, vertices in both:
        larger, smaller = np.moveaxis(gauge.principal(vertices)[0], -1, 0)
        area = strain.at_vertices(face.mesh, (1 + larger) * (1 + smaller) - 1)
        np.testing.assert_allclose(js["strain"], area, atol=2e-3)
        assert np.abs(area).max() > 0.1


def test_colours_tell_which_side_moves_more_and_how_far_skin_has_gone(both, face):
    mesh = face.mesh
    for js, _, vertices in both:
        way = np.linalg.norm(vertices - mesh.vertices, axis=1)
        np.testing.assert_allclose(js["difference"], way, atol=0.01)
        np.testing.assert_allclose(js["asymmetry"], way - way[mesh.mirror], atol=0.02)


def test_measures_are_those_of_the_clinic(both, face):
    for js, _, vertices in both:
        python = fm.metrics.facial_measures(face.mesh, vertices)
        measures = js["measures"]
        for k, side in enumerate(("left", "right")):
            for name, key in (
                ("brow_height", "brow_height_mm"),
                ("fissure", "palpebral_fissure_height_mm"),
            ):
                got = measures[f"{name}_{side}"]
                assert got["value"] == pytest.approx(python[key][k], abs=0.02)
                low, high = np.array(got["ends"])
                if name == "brow_height":  # what is drawn is what is said
                    assert high[1] - low[1] == pytest.approx(got["value"], abs=0.02)
        raised = python["commissure_height_deviation_mm"]
        assert abs(measures["commissure"]["value"]) == pytest.approx(raised, abs=0.02)
        assert measures["philtrum"]["value"] == pytest.approx(
            python["philtral_deviation_mm"], abs=0.02
        )


def test_reach_is_the_envelope(both, face):
    angles = np.linspace(0, 2 * np.pi, 24, endpoint=False)
    ways = np.stack([np.cos(angles), np.sin(angles)])
    for js, case, _ in both:
        remaining = np.array(case["remaining"])
        for name in ("cheilion_left", "brow_mid_right"):
            rest = face.mesh.vertices[face.mesh.landmarks[name], :2]
            python = fm.metrics.envelope(face, name, remaining) - rest
            drawn = np.array(js["outline"][name])
            np.testing.assert_allclose((drawn @ ways).max(0), (python @ ways).max(0), atol=0.02)


def test_fibres_lie_under_the_skin_of_their_muscle(said, face):
    """Every muscle with a footprint has fibres on both sides, as deep as tabled, on its course."""
    found = {}
    for fibre in said["fibres"]:
        found.setdefault(fibre["muscle"], []).append(fibre)
    stems = set(footprints.strips())
    assert {stem_of(name) for name in found} == stems
    assert len(found) == 2 * len(stems)
    mesh = face.mesh
    for name, fibres in found.items():
        points = np.concatenate([np.reshape(f["points"], (-1, 3)) for f in fibres])
        depth = np.concatenate([f["depth"] for f in fibres])
        skin = np.array([spread.nearest(mesh, p)[1] for p in points[:: max(1, len(points) // 6)]])
        tabled = depth[:: max(1, len(points) // 6)]
        # a corner of the face is nearer than straight outward; never farther
        assert (skin <= tabled + 1.0).all(), name
        assert np.median(skin / np.maximum(tabled, 1)) > 0.45, name
        middle, deep = spread.middle(name, mesh)
        assert np.linalg.norm(points - middle, axis=1).min() < deep + 5, name
        side = 1 if name.endswith("_left") else -1
        assert np.median(side * points[:, 0]) > 0, name


def test_the_right_fibres_mirror_the_left(said):
    left, right = (
        [f for f in said["fibres"] if f["muscle"].endswith(side)] for side in ("left", "right")
    )
    for a, b in zip(left, right, strict=True):
        one, other = np.reshape(a["points"], (-1, 3)), np.reshape(b["points"], (-1, 3))
        np.testing.assert_allclose(one * [-1, 1, 1], other, atol=1e-3)


def test_colours_are_those_of_matplotlib(said):
    from matplotlib import colormaps

    share = np.array([0, 0.13, 0.5, 0.77, 1])
    for name, colours in said["colours"].items():
        table = colormaps[name if name == "cividis" else "PuOr_r"]
        np.testing.assert_allclose(colours, 255 * table(share)[:, :3], atol=8, err_msg=name)


def test_laying_on_an_overlay_leaves_the_tone_of_the_notebook_alone(node, tmp_path):
    """What the screen reports reaches the traits that Python has, and no others."""
    script = f"""
    import {{ keepLook }} from "{JS.as_uri()}/panels/sync.js";
    const values = {{ tone: "deep" }};
    let saved = 0;
    const model = {{
      get: (name) => values[name],
      set: (name, value) => (values[name] = value),
      save_changes: () => saved++,
    }};
    keepLook(model, {{ overlays: ["muscles"] }});
    const quiet = JSON.stringify([values, saved]);
    keepLook(model, {{ tone: "light" }});
    console.log(quiet, JSON.stringify([values, saved]));
    """
    file = tmp_path / "look.mjs"
    file.write_text(script)
    done = subprocess.run([node, str(file)], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ['[{"tone":"deep"},0]', '[{"tone":"light"},1]']


def test_labels_that_lie_on_one_another_are_spread_wherever_they_are(node, tmp_path):
    """y + 17 - y can be less than 17, for which it once looked for a free place for ever."""
    (tmp_path / "run.mjs").write_text(
        f"""const {{ spread }} = await import("{JS.as_uri()}/overlays/pen.js");
        const at = (y) => ({{ x: 0, y, width: 50 }});
        const placed = [];
        for (let y = 0; y < 700; y += 0.37) placed.push(spread([at(y), at(y + 3.1), at(y + 4)]));
        console.log(JSON.stringify(placed.map((labels) => labels.map((one) => one.y))));"""
    )
    done = subprocess.run(
        [node, str(tmp_path / "run.mjs")], capture_output=True, text=True, timeout=60, check=True
    )
    assert np.diff(np.array(json.loads(done.stdout)), axis=1).min() > 16.9
