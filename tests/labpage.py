"""Looking at the lab in a page: what its panes show, as pixels, and where things stand on it."""

import base64
import io
import json
from pathlib import Path

import numpy as np

FRAMES = "() => new Promise((f) => requestAnimationFrame(() => requestAnimationFrame(f)))"
READ = """async (ink) => {
  const { toBlob } = HTMLCanvasElement.prototype;
  HTMLCanvasElement.prototype.toBlob = function (done, type) {
    done(this.toDataURL(type)); // at once: toBlob waits for an idle moment, seconds in a busy page
  };
  const layer = document.querySelector(".fm-ink");
  const url = ink ? layer.toDataURL() : await app.stage.scene.screenshot();
  HTMLCanvasElement.prototype.toBlob = toBlob;
  return url.split(",")[1];
}"""

CONTRAST_OF = """(e) => {
  const linear = (c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
  const shade = (c) => linear(c / 255);
  const rgb = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => 0.2126 * shade(r) + 0.7152 * shade(g) + 0.0722 * shade(b);
  const ground = (e) => {
    for (; e; e = e.parentElement) {
      const c = rgb(getComputedStyle(e).backgroundColor);
      if (c.length === 3 || c[3] > 0.5) return c;
    }
    return [255, 255, 255];
  };
  const [a, b] = [light(rgb(getComputedStyle(e).color)), light(ground(e))].sort((x, y) => y - x);
  return (a + 0.05) / (b + 0.05);
}"""
"""Contrast of an element's text with what is painted behind it."""

MENUS = """(where) => [...document.querySelectorAll(where)]
  .filter((menu) => menu.checkVisibility())
  .map((menu) => {
    const whole = menu.cloneNode(true); // as wide as its longest option
    menu.after(whole);
    whole.style.cssText = "position: absolute; width: auto; max-width: none; visibility: hidden";
    const [has, needs] = [menu.offsetWidth, whole.offsetWidth];
    whole.remove();
    return [menu.labels[0]?.textContent ?? menu.ariaLabel, has, needs];
  })"""
"""Name, width and the width that the longest option needs, px, of every menu in sight."""

BEYOND = """() => [...document.querySelectorAll("body, body *")]
  .filter((e) => e.checkVisibility() && !e.closest(".fm-sr, svg, pre, .scroll"))
  .filter((e) => {
    const scrolls = ["auto", "scroll"].includes(getComputedStyle(e).overflowX);
    const edge = e.getBoundingClientRect().right > innerWidth + 0.5;
    return edge || (scrolls && e.scrollWidth > e.clientWidth);
  })
  .map((e) => [e.tagName, e.className, e.textContent.slice(0, 30)])"""
"""What lies beyond the right edge of the window, or has to be scrolled sideways (code may)."""


def choose(lab, value: str):
    """Panes or a view, by the value of its button."""
    lab.locator(f"input[type=radio][value={value}]").check(force=True)
    lab.evaluate(FRAMES)


def panes(lab, ink: bool = False) -> dict[str, np.ndarray]:
    """What each pane shows (H, W, 3), or (H, W, 4) of what a pen drew over it; marks left out."""
    from PIL import Image

    lab.evaluate(FRAMES)
    png = base64.b64decode(lab.evaluate(READ, ink))
    whole = np.asarray(Image.open(io.BytesIO(png)).convert("RGBA" if ink else "RGB")).astype(int)
    places = lab.evaluate("app.stage.scene.layout()")
    return {p["name"]: whole[:, int(np.ceil(p["x"])) : int(p["x"] + p["width"])] for p in places}


def place_of(lab, pane: str, vertex: int) -> tuple[float, float]:
    """Where a vertex of the face at rest lies in a pane, px from the picture's corner."""
    code = "([pane, i]) => app.stage.scene.project(pane, [...app.model.rest.subarray(3*i, 3*i+3)])"
    x, y = lab.evaluate(code, [pane, int(vertex)])
    return x, y


def unlike(a: np.ndarray, b: np.ndarray) -> float:
    """Share of pixels that differ."""
    wide = min(a.shape[1], b.shape[1])
    return float((np.abs(a[:, :wide] - b[:, :wide]).sum(axis=2) > 60).mean())


def flipped(a: np.ndarray) -> np.ndarray:
    return a[:, ::-1]


SHARE = """() => {
  const { width, height } = document.querySelector(".fm-picture").getBoundingClientRect();
  return (width * height) / (innerWidth * innerHeight);
}"""
"""Share of the window that the picture has."""

WRITTEN = """() => app.stage.scene.layout().flatMap(({ name }) =>
  app.stage.overlays.written(name).map((box) => ({ ...box, pane: name })))"""
"""What is written over the face: boxes with their pane, and a text or a number."""

SMALL = """() => [...document.querySelectorAll(".facemodel :is(button, select, input, summary)")]
  .filter((e) => e.checkVisibility())
  .map((e) => {
    const one = ["radio", "checkbox"].includes(e.type) ? e.parentElement : e;
    const { width, height } = one.getBoundingClientRect();
    return [e.className || e.id || e.dataset.name, width, height];
  })
  .filter(([, width, height]) => width < 43.5 || height < 43.5)"""
"""What a finger would miss."""

IN_SIGHT = """(where) => [...document.querySelectorAll(where)].map((e) => {
  const { top, bottom, height } = e.getBoundingClientRect();
  return [e.className || e.dataset.name, height > 0 && top >= 0 && bottom <= innerHeight];
})"""
MATTERS = (
    ".fm-picture, .fm-key-figures, .fm-says, .fm-time, .fm-time .fm-bar, "
    ".fm-region:not([hidden]) > .fm-slider input, .fm-overlays"
)
"""What is in sight without scrolling."""

LIDS = """() => app.stage.overlays.written("after")
  .map((box) => box.text ?? "").filter((text) => text.startsWith("eye"))"""
AXE = Path(__file__).parents[1] / "node_modules/axe-core/axe.min.js"
SERIOUS = """(rules) => axe.run(".facemodel", {
  ...(rules.length ? { runOnly: rules } : {}), preload: false, resultTypes: ["violations"],
}).then(({ violations }) => violations
  .filter(({ impact }) => ["serious", "critical"].includes(impact))
  .map(({ id, nodes }) => [id, nodes.slice(0, 3).map((one) => one.html.slice(0, 120))]))"""
ROWS = "() => [...document.querySelectorAll('.fm-figures tr')].map((row) => row.innerText)"
TYPE = "() => parseFloat(getComputedStyle(document.querySelector('.fm-sentence')).fontSize)"
MOVE = """(e, x) => ((e.value = x), e.dispatchEvent(new Event("input", { bubbles: true })))"""


def as_opened(lab, width: int, height: int, fingers: bool):
    """The lab as it opened, in a window of this size, for a mouse or for fingers."""
    touch = lab.context.new_cdp_session(lab)
    touch.send("Emulation.setTouchEmulationEnabled", {"enabled": fingers, "maxTouchPoints": 5})
    lab.set_viewport_size({"width": width, "height": height})
    lab.evaluate("app.store.change({ ...first, kept: null })")
    if lab.locator(".fm-do-projector[aria-pressed=true]").count():
        lab.locator(".fm-do-projector").click()
    for value in ("explore", "simple", "both"):
        press(lab, value)
    lab.evaluate("app.lay(['measures']); scrollTo(0, 0)")
    lab.evaluate(FRAMES)
    return lab


def press(lab, value: str) -> None:
    """A choice of a bar, whether or not it is in sight."""
    one = lab.locator(f"input[type=radio][value={value}]:not([name$=atlas-side])")
    if not one.is_checked():
        one.evaluate("(e) => e.click()")
        lab.evaluate(FRAMES)


def key(lab, name: str) -> None:
    """A key while the face has the focus."""
    lab.locator(".fm-picture canvas").first.focus()
    lab.keyboard.press(name)
    lab.evaluate(FRAMES)


def serious(lab, rules: list[str]) -> list:
    """What axe finds serious, by these of its rules or all."""
    if not lab.evaluate("'axe' in window"):
        lab.add_script_tag(path=str(AXE))
    return lab.evaluate(SERIOUS, rules)


def weaken(lab, **shares: float) -> None:
    for name, share in shares.items():
        lab.locator(f"[data-name={name}]").evaluate(MOVE, round(100 * share))
    lab.evaluate(FRAMES)


def case(lab, **change) -> None:
    """Another case, in fields of the screen's state."""
    lab.evaluate(f"app.store.change({json.dumps(change)})")
    lab.evaluate(FRAMES)


def meet(a: dict, b: dict, by: float = 0) -> bool:
    """Whether two boxes overlap by more than so many px."""
    across = a["x"] < b["x"] + b["width"] - by and b["x"] < a["x"] + a["width"] - by
    return across and a["y"] < b["y"] + b["height"] - by and b["y"] < a["y"] + a["height"] - by


def texts(boxes: list[dict]) -> tuple[list[str], list[tuple]]:
    """The texts over the face, and pairs of what one covers."""
    written = [box["text"] for box in boxes if "text" in box]
    covered = [
        (one["text"], other.get("text"))
        for one in boxes
        for other in boxes
        if "text" in one and other is not one and one["pane"] == other["pane"] and meet(one, other)
    ]
    return written, covered


def drag(lab, name: str) -> tuple[float, float]:
    """Moves a slider with a finger; share of the face in sight meanwhile, and its value."""
    slider = lab.locator(f"[data-name={name}]").first
    slider.evaluate("(e) => e.scrollIntoView({ block: 'center' })")
    lab.wait_for_timeout(60)
    box = slider.bounding_box()
    y = box["y"] + box["height"] / 2
    touch = lab.context.new_cdp_session(lab)
    start, end = box["x"] + 13, box["x"] + 0.7 * box["width"]
    moves = [("touchMove", start + k * (end - start) / 4) for k in range(1, 5)]
    for kind, x in (("touchStart", start), *moves):
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
    lab.evaluate(FRAMES)
    face = lab.locator(".fm-picture").bounding_box()
    top, bottom = max(0, face["y"]), min(lab.viewport_size["height"], face["y"] + face["height"])
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    touch.detach()
    return (bottom - top) / face["height"], float(slider.input_value())
