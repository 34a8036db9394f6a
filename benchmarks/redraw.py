"""The picture in a browser: a changed face drawn again, beside the same by k3d."""

import base64
import json
import os
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.ratio import Found, Ratio
from facemodel.anatomy.expressions import expression
from facemodel.case.case import Case
from facemodel.data.files import write_whole
from facemodel.errors import FaceModelError
from facemodel.mechanics.face import load
from facemodel.view.page import export_page
from facemodel.view.scene import assets
from facemodel.view.stills import headless
from facemodel.view.stills.chromium import FLAGS, browser
from facemodel.view.viewer import code

PX = 400
LAB = {"width": 1280, "height": 800}  # px of a window with the lab in it
SLIDER_BOUND = 1.25  # of a bare k3d update
NEEDED = {"playwright": "facemodel[browser]", "k3d": "k3d"}

_OURS = """<!doctype html><meta charset="utf-8"><body style="margin: 0">
<div id="face" style="width: %(px)dpx; height: %(px)dpx"></div><script type="module">
const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
const code = new Blob([bytes("%(code)s")], { type: "text/javascript" });
const viewer = await import(URL.createObjectURL(code));
const options = { panes: ["after"], tone: "medium", dark: false, quality: "auto" };
const scene = viewer.createScene(
  document.getElementById("face"), viewer.unpack(bytes("%(face)s")), options);
const poses = JSON.parse(%(poses)s).map(({ positions, pose }) => [
  new Float32Array(bytes(positions).buffer), pose]);
window.canvas = scene.canvas;
window.context = scene.canvas.getContext("webgl2");
window.redraw = async (k) => {
  scene.update("after", ...poses[k %% 2]);
  scene.render();
};
</script>"""

_THEIRS = """async (texts) => {
  const K = await K3DInstance;
  const vertices = texts.map((text) =>
    new Float32Array(Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer));
  const [object] = Object.values(K.getWorld().ObjectsListJson);
  K.setAutoRendering?.(false);
  window.canvas = K.getWorld().renderer.domElement;
  window.context = K.getWorld().renderer.getContext();
  window.redraw = async (k) => {
    object.vertices = { ...object.vertices, data: vertices[k % 2] };
    await K.reload(object, { vertices: object.vertices }, true);
    K.render(true);
  };
}"""

# what a learner does: a slider of the lab with both faces, moved; no kernel is asked
_SLIDER = """() => {
  window.canvas = document.querySelector(".fm-picture canvas");
  window.context = canvas.getContext("webgl2");
  const slider = document.querySelector("[data-name=eye_left]");
  window.redraw = async (k) => {
    slider.value = k % 2 ? 60 : 20;
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    await new Promise(requestAnimationFrame);
  };
}"""

# a pixel is read back, so that the drawing is done and not only asked for
_CLOCK = """async (rounds) => {
  const pixel = new Uint8Array(4);
  const times = [];
  for (let k = 0; k < rounds + 4; k++) {
    await new Promise(requestAnimationFrame);
    const start = performance.now();
    await redraw(k);
    context.readPixels(0, 0, 1, 1, context.RGBA, context.UNSIGNED_BYTE, pixel);
    if (k >= 4) times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  return times[times.length >> 1];
}"""


def redraw(quick: bool = False) -> Found:
    """A face that changed, drawn again; k3d draws the same vertices as one plain surface."""
    missing = [pip for name, pip in NEEDED.items() if find_spec(name) is None]
    if missing:
        return Found(left_out=[f"the picture beside k3d's: pip install {' '.join(missing)}"])
    try:
        program = browser()
    except FaceModelError as error:
        return Found(left_out=[f"the picture beside k3d's: {error}"])
    from playwright.sync_api import sync_playwright

    root = ["--no-sandbox"] if getattr(os, "geteuid", lambda: 1)() == 0 else []
    ours, vertices, theirs = _pages()
    times: dict[str, list[float]] = {"ours": [], "theirs": []}
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as api:
        chromium = api.chromium.launch(executable_path=program, args=[*FLAGS, *root])
        tabs = {"ours": _opened(chromium, Path(folder) / "ours.html", ours, "redraw")}
        tabs["theirs"] = _opened(chromium, Path(folder) / "k3d.html", theirs, "K3DInstance")
        tabs["theirs"].evaluate(_THEIRS, vertices)
        for _ in range(1 if quick else 5):
            for name, tab in tabs.items():
                tab.bring_to_front()
                times[name].append(tab.evaluate(_CLOCK, 5 if quick else 20))
        sizes = {name: tab.evaluate("canvas.width * canvas.height") for name, tab in tabs.items()}
        slid = _slid(chromium, Path(folder), quick)
        chromium.close()
    us = {name: 1000 * float(np.median(t)) for name, t in times.items()}
    what = f"a changed face drawn again in Chromium ({PX} x {PX} px)"
    against = f"k3d redraw of its vertices ({sizes['theirs'] / sizes['ours']:.2f} as many px)"
    return Found([Ratio(what, us["ours"], against, us["theirs"]), slid])


def _slid(chromium: Any, folder: Path, quick: bool) -> Ratio:
    """From a slider of the lab to its picture; k3d redraws a plain surface of as many px."""
    case = Case(condition="hemifacial_spasm", expression="smile_social")
    page = export_page(case, folder / "lab.html")
    lab = chromium.new_page(viewport=LAB)
    lab.goto(page.as_uri())
    lab.locator("[data-name=eye_left]").first.wait_for()
    lab.wait_for_function("document.querySelector('.fm-picture canvas')?.width > 100")
    lab.evaluate(_SLIDER)
    px = round(lab.evaluate("canvas.width * canvas.height") ** 0.5)
    _, vertices, plain = _pages(px)
    theirs = _opened(chromium, folder / "k3d_large.html", plain, "K3DInstance", px)
    theirs.evaluate(_THEIRS, vertices)
    times: dict[Any, list[float]] = {lab: [], theirs: []}
    for _ in range(1 if quick else 5):
        for tab, list_ in times.items():
            tab.bring_to_front()
            list_.append(tab.evaluate(_CLOCK, 5 if quick else 20))
    ours, bare = (1000 * float(np.median(times[tab])) for tab in (lab, theirs))
    what = f"slider to picture in the lab, both faces ({LAB['width']} x {LAB['height']} px)"
    return Ratio(what, ours, f"k3d redraw of a surface, {px} x {px} px", bare, SLIDER_BOUND)


def _pages(px: int = PX) -> tuple[str, list[str], str]:
    """Our page; two sets of displayed vertices; the page of k3d with the first of them."""
    import k3d

    face = load(1)
    controls = [face.controls(expression(name)) for name in ("open_mouth_smile", "snarl")]
    frames = [face.deform(one) for one in controls]
    poses = [
        {"positions": _text(frame), "pose": headless.pose(face, one)}
        for frame, one in zip(frames, controls, strict=True)
    ]
    page = _OURS % {
        "px": px,
        "code": base64.b64encode(code().encode()).decode(),
        "face": base64.b64encode(assets.face_bytes(face)).decode(),
        "poses": json.dumps(json.dumps(poses)),
    }
    shown = [face.display(frame) for frame in frames]
    faces = np.asarray(face.display_mesh.faces, np.uint32)
    middle = (shown[0].min(0) + shown[0].max(0)) / 2
    plot = k3d.plot(
        height=px, grid_visible=False, menu_visibility=False, axes_helper=0,
        camera_auto_fit=False, camera_fov=24,
    )  # fmt: skip
    plot.snapshot_type = "full"
    plot += k3d.mesh(np.asarray(shown[0], np.float32), faces, color=0xC99A7C)
    # from the front and as large as our own picture
    plot.camera = [*(middle + np.array([0, 0, 560])), *middle, 0, 1, 0]
    plain = plot.get_snapshot().replace("<body", '<body style="margin: 0; overflow: hidden"', 1)
    return page, [_text(frame) for frame in shown], plain


def _opened(chromium: Any, file: Path, text: str, ready: str, px: int = PX) -> Any:
    write_whole(file, text.encode())
    tab = chromium.new_page(viewport={"width": px, "height": px})
    tab.goto(file.as_uri())
    tab.wait_for_function(f"window.{ready} !== undefined", timeout=60_000)
    return tab


def _text(values: np.ndarray) -> str:
    return base64.b64encode(np.asarray(values, "<f4").tobytes()).decode()
