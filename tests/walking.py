"""Going through the whole screen with the keyboard alone: each stop, a key, and what changed.

Used on the lab's own page, in JupyterLab and on the page to hand out. Pictures are read
from the canvas, a quarter of its size; without a graphics card it keeps what it drew last.
"""

import base64

import numpy as np

FOCUSED = """() => {
  const e = document.activeElement, root = e.closest(".facemodel");
  if (!root) return null;
  const words = (x) => x?.textContent.trim() ?? "";
  const name = e.dataset.name ? `slider ${e.dataset.name}`
    : e.dataset.overlay ? `overlay ${e.dataset.overlay}`
    : e.matches(".fm-more") ? `more ${words(e)}`
    : e.type === "radio" ? `choice ${words(e.closest("fieldset").querySelector("legend"))}`
    : e.matches("select") ? `menu ${words(e.labels?.[0]) || e.getAttribute("aria-label")}`
    : e.matches("canvas") ? "picture"
    : `${e.localName} ${e.getAttribute("aria-label") ?? words(e.labels?.[0] ?? e)}`;
  return name;
}"""
READ = """(k) => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => {
  const root = document.querySelectorAll(".facemodel")[k];
  const small = (canvas) => {
    const high = Math.round(480 * canvas.clientHeight / canvas.clientWidth);
    const copy = new OffscreenCanvas(480, high);
    const pen = copy.getContext("2d", { willReadFrequently: true });
    pen.drawImage(canvas, 0, 0, copy.width, copy.height);
    const data = pen.getImageData(0, 0, copy.width, copy.height).data;
    let text = "";
    for (let i = 0; i < data.length; i += 8192)
      text += String.fromCharCode(...data.subarray(i, i + 8192));
    return btoa(text);
  };
  const text = (part) => root.querySelector(part)?.innerText ?? "";
  done({
    picture: small(root.querySelector(".fm-picture canvas")),
    ink: small(root.querySelector(".fm-ink")),
    figures: text(".fm-figures") + text(".fm-key-figures"),
    sentence: text(".fm-sentence"),
    panes: text(".fm-marks"),
    legends: text(".fm-legends"),
    pressed: [...root.querySelectorAll("[aria-pressed=true]")].map((e) => e.textContent).join(),
    panels: [".fm-dose", ".fm-plan", ".fm-atlas", ".fm-help"]
      .filter((one) => root.querySelector(one)?.checkVisibility()).join(),
  });
})))"""


def read(page, number: int = 0) -> dict:
    """What one of the viewers shows: pictures (H, W, 4), figures and words."""
    seen = page.evaluate(READ, number)
    for name in ("picture", "ink"):
        flat = np.frombuffer(base64.b64decode(seen[name]), np.uint8)
        seen[name] = flat.reshape(-1, 480, 4).astype(int)
    return seen


def changed(before: dict, after: dict) -> set[str]:
    """Names of what differs: words, ink, and each side of each of the two panes."""
    words = {name for name in before if isinstance(before[name], str)}
    found = {name for name in words if before[name] != after[name]}
    if before["ink"].shape != after["ink"].shape or drawn(before) != drawn(after):
        found.add("ink")
    return found | {f"{pane} {side}" for (pane, side), x in quarters(before, after).items() if x}


def drawn(seen: dict) -> bytes:
    """Where the pen has left ink."""
    return (seen["ink"][:, :, 3] > 12).tobytes()


def quarters(before: dict, after: dict) -> dict[tuple[str, str], float]:
    """Share of pixels that differ, by pane and by side of the person."""
    a, b = before["picture"], after["picture"]
    if a.shape != b.shape:
        return {(pane, side): 1.0 for pane in ("before", "after") for side in ("right", "left")}
    different = np.abs(a - b)[:, :, :3].sum(axis=2) > 24
    parts = np.array_split(different, 4, axis=1)  # the person's right is on our left
    names = [(pane, side) for pane in ("before", "after") for side in ("right", "left")]
    return {name: float(part.mean()) for name, part in zip(names, parts, strict=True)}


ALL = {"before right", "before left", "after right", "after left"}
# where Tab stops -> key, what must change by it, key that takes it back (None: Control+z)
KEYS = {
    "menu Expression": ("ArrowDown", ALL | {"figures", "sentence"}, None),
    "menu Condition": ("ArrowDown", {"before left", "after left", "figures", "sentence"}, None),
    "choice Affected side": ("ArrowLeft", ALL | {"figures", "sentence"}, None),
    "slider severity": ("PageDown", {"before left", "after left", "figures"}, None),
    "menu Person": ("ArrowDown", {"before left", "after left", "figures"}, None),
    "choice Mode": ("ArrowRight", {"panels"}, "ArrowLeft"),
    "button Help": ("Enter", {"panels"}, "Escape"),
    "choice Spasm": ("ArrowRight", {"before left"}, None),
    "slider day": ("Home", {"after left", "figures", "sentence"}, None),
    "choice Show": ("ArrowRight", {"panes"}, "ArrowLeft"),
    "choice View": ("ArrowRight", ALL, "ArrowLeft"),
    "menu Close-up": ("ArrowDown", ALL, "ArrowUp"),
    "choice Skin": ("ArrowRight", ALL, "ArrowLeft"),
    "button Save as plan A": ("Enter", {"panes"}, "b"),
    "button Projector": ("Enter", {"pressed"}, "Enter"),
    "button Atlas": ("Enter", {"panels", "panes"}, "t"),
    **{f"overlay {name}": ("Space", {"pressed", "legends"}, "Space") for name in (
        "muscles", "arrows", "asymmetry", "strain", "lines", "measures", "reach", "points")},
}  # fmt: skip
BY_PEN = {"arrows", "lines", "measures", "reach", "points"}


def walk(page, only=None) -> dict[str, set[str]]:
    """Tabs from the first menu once round; presses each stop's key; gives what changed by stop.

    Each region's slider is set to its end. Every step is taken back, and must be back. `only`
    (stop) -> bool leaves stops alone.
    """
    page.get_by_label("Expression").first.focus()
    still, found, last = read(page), {}, None
    for _ in range(150):
        stop = page.evaluate(FOCUSED)
        if stop is not None and stop == last:  # a radio that is not the chosen one, then the chosen
            page.keyboard.press("Tab")
            continue
        if stop is None or stop in found:
            break
        found[stop], last = set(), stop
        region = stop.startswith("slider ") and stop.endswith(("_left", "_right"))
        key, must, back = KEYS.get(stop, ("End", set(), None) if region else (None, set(), None))
        if key and (only is None or only(stop)):
            page.keyboard.press(key)
            seen = read(page)
            found[stop] = changed(still, seen)
            assert must <= found[stop], (stop, must - found[stop])
            if region:
                own_side(stop, still, seen)
            page.keyboard.press(back or "Control+z")
            again = changed(still, read(page))
            assert not again, (stop, "was not taken back", again)
        page.keyboard.press("Tab")
    return found


def own_side(stop: str, before: dict, after: dict) -> None:
    """A slider moves its side of the face after, and nothing before.

    Both frontales share the drive that holds a brow, so that a weak forehead raises the other one.
    """
    side = stop.rsplit("_", 1)[1]
    other = {"left": "right", "right": "left"}[side]
    share = quarters(before, after)
    assert share["before", "left"] == share["before", "right"] == 0, stop
    both = any(part in stop for part in ("ring", "forehead", "frontalis"))
    if share["after", side] > 0.001 and not both:  # a few pixels have no side
        assert share["after", other] < 0.6 * share["after", side], (stop, share)
    if "jaw" not in stop:  # no figure tells how hard the teeth are clenched
        assert before["figures"] != after["figures"], stop
