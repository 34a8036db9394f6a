"""Looking at the lab in a page: what its panes show, as pixels."""

import base64
import io

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
