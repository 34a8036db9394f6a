"""The drawn scene in a real browser: panes, picking, lost contexts and tidy ends."""

import base64
import io
import json

import numpy as np
import pytest

import facemodel as fm

pytestmark = pytest.mark.browser

PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>scene</title>
<body style="margin: 0"><div id="stage" style="width: 600px; height: 360px"></div>
<script type="module">
const slowly = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
const bytes = (text) => Uint8Array.fromBase64?.(text) ?? slowly(text);
const code = new Blob([bytes("%(code)s")], { type: "text/javascript" });
const { createScene, unpack } = await import(URL.createObjectURL(code));
window.bundle = unpack(bytes("%(face)s"));
window.smile = new Float32Array(bytes("%(smile)s").buffer);
window.makeScene = (options) => createScene(document.getElementById("stage"), bundle, options);
window.scene = makeScene({});
</script>"""
TWO_FRAMES = "() => new Promise((f) => requestAnimationFrame(() => requestAnimationFrame(f)))"
LOSE = """async () => {
  const gl = scene.canvas.getContext("webgl2").getExtension("WEBGL_lose_context");
  const said = (event) => new Promise((done) => scene.on(event, done));
  const lost = said("lost");
  gl.loseContext();
  await lost;
  await new Promise((done) => setTimeout(done, 50));
  const restored = said("restored");
  gl.restoreContext();
  await restored;
}"""


@pytest.fixture(scope="module")
def face():
    return fm.load()


@pytest.fixture(scope="module")
def address(face, tmp_path_factory):
    from facemodel.view import viewer
    from facemodel.view.scene.bundle import bundle, pack

    smile = face.deform(fm.activation(zygomaticus_major_left=1.0)).astype("<f4")
    text = PAGE % {
        "code": base64.b64encode(viewer.code().encode()).decode(),
        "face": base64.b64encode(pack(*bundle(face))).decode(),
        "smile": base64.b64encode(smile.tobytes()).decode(),
    }
    file = tmp_path_factory.mktemp("scene") / "scene.html"
    file.write_text(text, encoding="utf-8")
    return file.as_uri()


@pytest.fixture
def stage(page, address):
    page.goto(address)
    page.wait_for_function("window.scene")
    page.evaluate(TWO_FRAMES)
    return page


def picture(page) -> np.ndarray:
    from matplotlib.image import imread

    page.evaluate(TWO_FRAMES)
    return imread(io.BytesIO(page.locator("canvas").screenshot()))[..., :3]


@pytest.mark.slow
def test_only_the_pane_that_moves_changes(stage):
    still = picture(stage)
    stage.evaluate("() => scene.update('after', smile)")
    moved = np.abs(picture(stage) - still).max(axis=2) > 0.1
    assert moved[:, :298].sum() == 0
    assert moved[:, 302:].sum() > 200
    stage.evaluate("() => scene.update('after', bundle.arrays.rest)")
    assert np.abs(picture(stage) - still).max() < 0.02


def test_a_point_on_the_picture_is_a_vertex_of_the_face(stage, face):
    for name in ("pronasale", "cheilion_left", "forehead_right"):
        vertex = face.mesh.landmarks[name]
        point = json.dumps(face.mesh.vertices[vertex].tolist())
        hit = stage.evaluate(f"() => scene.pick(...scene.project('after', {point}))")
        assert hit["pane"] == "after"
        away = face.mesh.vertices[hit["vertex"]] - face.mesh.vertices[vertex]
        assert np.linalg.norm(away) < 3, name
    assert stage.evaluate("() => scene.pick(2, 2)") is None


def test_the_same_picture_after_the_context_was_lost(stage):
    stage.evaluate("() => scene.update('after', smile)")
    before = picture(stage)
    stage.evaluate(LOSE)
    assert np.abs(picture(stage) - before).max() < 0.02


def test_the_screenshot_is_the_picture(stage):
    stage.evaluate("() => scene.view('three_quarter')")
    seen = picture(stage)
    sent = stage.evaluate("""async () => {
      const bytes = new Uint8Array(await (await scene.screenshot()).arrayBuffer());
      return btoa(Array.from(bytes, (b) => String.fromCharCode(b)).join(""));
    }""")
    from matplotlib.image import imread

    shot = imread(io.BytesIO(base64.b64decode(sent)))[..., :3]
    assert shot.shape == seen.shape
    assert np.abs(shot - seen).max() < 0.02


def test_tone_theme_and_panes_change_what_is_seen(stage):
    first = picture(stage)
    stage.evaluate("() => scene.setTone('deep')")
    deep = picture(stage)
    assert deep[180, 150].sum() < first[180, 150].sum() - 0.3
    stage.evaluate("() => scene.setTheme(true)")
    assert picture(stage)[4, 4].sum() < 0.5 * deep[4, 4].sum()
    stage.evaluate("() => scene.setPanes(['after'])")
    assert [pane["width"] for pane in stage.evaluate("() => scene.layout()")] == [600]


def test_hair_stands_on_the_scalp_in_layers_and_goes_where_it_goes(stage):
    layers = stage.evaluate("""() => {
      const { children } = scene.head("before").group;
      return children.filter(({ name }) => name === "hair").map(({ geometry }) => ({
        count: geometry.instanceCount,
        shared: children.some((other) => other.name !== "hair"
          && other.geometry.attributes.position === geometry.attributes.position),
      }));
    }""")
    assert len(layers) == 2  # over the forehead's skin and over the back of the head
    assert all(row["shared"] and row["count"] >= 2 for row in layers)  # a cap and strands over it


def test_narrow_panes_stand_one_above_the_other(stage):
    stage.evaluate("() => { document.getElementById('stage').style.width = '220px'; }")
    stage.evaluate(TWO_FRAMES)
    panes = stage.evaluate("() => scene.layout()")
    assert [pane["x"] for pane in panes] == [0, 0]
    assert panes[1]["y"] > panes[0]["height"]


@pytest.mark.slow
def test_scenes_come_and_go_without_filling_the_browser(stage):
    """A browser keeps about 16 contexts: a scene that is done must give its own back."""
    stage.evaluate("""async () => {
      for (let k = 0; k < 17; k++) {
        scene.dispose();
        window.scene = makeScene({ panes: ["after"] });
      }
    }""")
    assert stage.locator("canvas").count() == 1
    assert np.ptp(picture(stage)[180]) > 0.3
