"""The lab in real Chromium: the keyboard moves the right side of the face, and nothing leaves."""

import io
import json

import numpy as np
import pytest

from labpage import CONTRAST_OF

pytestmark = pytest.mark.browser

CHANGED = 30  # sum of differences over R, G and B, of 765


def settle(page):
    """Two frames: the one that draws and the one that shows."""
    page.evaluate(
        "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
    )


def picture(page) -> np.ndarray:
    """The canvas (H, W, 3) as it stands on the screen, without what lies over it."""
    from PIL import Image

    settle(page)
    png = page.locator(".fm-picture canvas").first.screenshot()
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB")).astype(int)


def moved(before: np.ndarray, after: np.ndarray) -> dict[tuple[str, str], float]:
    """Share of pixels that changed, by pane and by side of the person."""
    different = np.abs(before - after).sum(axis=2) > CHANGED
    quarters = np.array_split(different, 4, axis=1)  # the person's right is on our left
    names = [(pane, side) for pane in ("before", "after") for side in ("right", "left")]
    return {name: float(q.mean()) for name, q in zip(names, quarters, strict=True)}


def slider(page, name: str):
    return page.locator(f"[data-name={name}]").first


def figures(page) -> str:
    return page.locator(".fm-figures").inner_text()


@pytest.fixture
def lab(open_lab):
    open_lab.evaluate("document.activeElement.blur()")  # no ring round the picture
    open_lab.evaluate("app.lay([])")  # the faces alone: pictures of them are compared
    settle(open_lab)
    return open_lab


@pytest.mark.parametrize(("side", "other"), [("left", "right"), ("right", "left")])
def test_a_slider_moves_its_own_side_of_the_after_picture(lab, side, other):
    still, words = picture(lab), figures(lab)
    slider(lab, f"smile_{side}").focus()
    for _ in range(5):
        lab.keyboard.press("PageUp")
    share = moved(still, picture(lab))
    assert share["after", side] > 0.005
    # the skin is one sheet: a corner that lets go draws the middle of the lips along a little
    assert share["after", other] < 0.5 * share["after", side]
    assert share["before", "left"] == share["before", "right"] == 0
    assert figures(lab) != words
    assert lab.evaluate("cases.at(-1).dampening") == {f"smile_{side}": 1}
    for _ in range(5):  # presses that a busy machine takes slowly are steps of their own
        lab.keyboard.press("Control+z")
        if not lab.evaluate("cases.at(-1).dampening"):
            break
    assert np.abs(picture(lab) - still).max() <= 8
    assert figures(lab) == words


def test_keys(lab):
    eye = slider(lab, "eye_left")
    eye.focus()
    seen = []
    for key in ("ArrowRight", "ArrowUp", "PageUp", "ArrowLeft", "PageDown", "End", "Home"):
        lab.keyboard.press(key)
        seen.append(int(eye.input_value()))
    assert seen == [5, 10, 30, 25, 5, 100, 0]
    assert eye.get_attribute("aria-valuetext") == "0 % weaker"
    menu = lab.get_by_label("Expression", exact=True)
    tasks = ["brow_raise", "gentle_eye_closure", "open_mouth_smile", "snarl", "lip_pucker"]
    for number, task in enumerate(tasks, start=1):
        lab.keyboard.press(str(number))
        settle(lab)
        assert menu.input_value() == task
    for panes in (["before"], ["after"], ["before", "after"]):
        lab.keyboard.press("b")
        assert lab.locator(".fm-pane-name").all_inner_texts() == panes
    lab.keyboard.press("?")
    assert lab.get_by_role("dialog").is_visible()
    lab.keyboard.press("Escape")
    assert not lab.get_by_role("dialog").is_visible()
    assert eye.evaluate("(e) => e === document.activeElement")  # the focus is where it was
    lab.keyboard.press("Control+z")
    settle(lab)
    assert menu.input_value() == "snarl"
    lab.keyboard.press("Control+Shift+z")
    settle(lab)
    assert menu.input_value() == "lip_pucker"


def test_tab_goes_down_the_screen(lab):
    lab.get_by_role("radio", name="Expert").check(force=True)
    lab.get_by_label("Expression", exact=True).focus()
    order = []
    for _ in range(80):
        lab.keyboard.press("Tab")
        name = lab.evaluate("document.activeElement.dataset.name ?? ''")
        if name in order:  # once round
            break
        order += [name] if name else []
    stems = [n.removesuffix("_left") for n in order if n.endswith("_left")]
    assert stems[:3] == ["forehead", "glabella", "eye"]
    assert stems[-1] == "jaw"
    assert [n.removesuffix("_right") for n in order if n.endswith("_right")] == stems
    # the affected side first
    assert order.index("severity") < order.index("forehead_left") < order.index("forehead_right")


def test_the_mouse_drags_links_and_resets(lab):
    box = slider(lab, "smile_left").bounding_box()
    middle, height = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    lab.mouse.click(middle, height)
    settle(lab)
    assert 40 < int(slider(lab, "smile_left").input_value()) < 60
    assert slider(lab, "smile_right").input_value() == "0"
    lab.mouse.dblclick(middle, height)
    settle(lab)
    assert slider(lab, "smile_left").input_value() == "0"
    lab.keyboard.down("Shift")
    lab.mouse.click(middle, height)
    lab.keyboard.up("Shift")
    settle(lab)
    assert (
        slider(lab, "smile_right").input_value() == slider(lab, "smile_left").input_value() != "0"
    )
    lab.get_by_role("button", name="Reset").click()
    settle(lab)
    assert slider(lab, "smile_right").input_value() == "0"
    lab.get_by_label("Link both sides").check()
    slider(lab, "chin_right").press("End")
    settle(lab)
    assert slider(lab, "chin_left").input_value() == "100"


def test_muscles_of_a_region_can_be_dampened_one_by_one(lab):
    lab.get_by_role("radio", name="Expert").check(force=True)
    button = lab.locator("[data-name=smile_left]").locator("xpath=..").get_by_role("button")
    button.click()
    muscle = slider(lab, "zygomaticus_major_left")
    assert muscle.is_visible()
    muscle.press("End")
    settle(lab)
    assert lab.evaluate("cases.at(-1).dampening") == {"zygomaticus_major_left": 1}
    assert slider(lab, "smile_left").input_value() == "50"  # one of two muscles
    slider(lab, "smile_left").press("Home")
    settle(lab)
    assert muscle.input_value() == "0"


def test_menus_change_the_face(lab):
    spasm = picture(lab)
    lab.get_by_label("Condition").select_option("healthy")
    healthy = picture(lab)
    share = moved(spasm, healthy)
    assert share["before", "left"] > 0.005
    assert share["before", "left"] > 4 * share["before", "right"]
    assert "100 %" in lab.locator(".fm-card").first.inner_text()
    lab.get_by_label("Expression", exact=True).select_option("open_mouth_smile")
    share = moved(healthy, picture(lab))
    assert min(share.values()) > 0.005
    lab.get_by_label("Condition").select_option("hemifacial_spasm")
    settle(lab)  # a healthy face has no side to choose
    lab.get_by_role("radio", name="Their right").check(force=True)
    settle(lab)
    assert lab.evaluate("[cases.at(-1).condition, cases.at(-1).side]") == [
        "hemifacial_spasm",
        "right",
    ]
    assert "right" in lab.locator(".fm-sentence").inner_text()


def test_the_first_point_can_be_undone(lab):
    lab.get_by_role("radio", name="Inject").check(force=True)
    lab.locator(".fm-do-add_point").click()
    settle(lab)
    assert lab.locator("[data-name=day]").count() == 1
    lab.keyboard.press("Control+z")
    settle(lab)
    assert lab.evaluate("cases.at(-1).injections ?? []") == []
    assert lab.locator("[data-name=day]").count() == 0


def test_the_sentence_names_the_muscle_that_did_it(lab):
    slider(lab, "eye_left").press("End")
    settle(lab)
    sentence = lab.locator(".fm-sentence")
    assert "left orbicularis oculi pulls less, so the left eye opens" in sentence.inner_text()
    slider(lab, "smile_left").press("End")
    settle(lab)
    assert "left zygomaticus major" in sentence.inner_text()
    assert "so the left eye opens" in sentence.inner_text()
    assert "mouth corner is" in sentence.inner_text()


def test_the_picture_survives_a_lost_context(lab):
    still = picture(lab)
    lab.evaluate(
        """async () => {
          const gl = document.querySelector(".fm-picture canvas").getContext("webgl2");
          const loss = gl.getExtension("WEBGL_lose_context");
          const wait = (ms) => new Promise((done) => setTimeout(done, ms));
          loss.loseContext(); await wait(200); loss.restoreContext(); await wait(500);
        }"""
    )
    assert np.abs(picture(lab) - still).mean() < 0.5


def test_without_webgl_a_plain_drawing_follows_the_sliders(page, lab_page):
    page.add_init_script(
        """const whole = HTMLCanvasElement.prototype.getContext;
        HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
          return kind.startsWith("webgl") ? null : whole.call(this, kind, ...rest);
        };
        console.error = () => {};"""  # three says on the console what it misses
    )
    page.goto(lab_page)
    page.wait_for_function("window.app !== undefined")
    assert page.get_by_text("has no 3-D graphics").is_visible()
    still = picture(page)
    slider(page, "smile_left").press("End")
    share = moved(still, picture(page))
    assert share["after", "left"] > 0.002
    assert share["before", "left"] == share["before", "right"] == 0
    page.set_viewport_size({"width": 900, "height": 1000})
    settle(page)
    canvas, box = (page.locator(f".fm-picture{part}").bounding_box() for part in (" canvas", ""))
    assert canvas["width"] == box["width"]
    assert page.evaluate("document.querySelector('.fm-picture canvas').width") == box["width"]
    page.evaluate("app.dispose()")
    assert page.locator(".facemodel").count() == 0


def test_nothing_is_cut_off_at_any_width(lab):
    slider(lab, "eye_left").press("End")  # the longest figures
    for width in (560, 760, 900, 1010, 1200):
        lab.set_viewport_size({"width": width, "height": 1200})
        settle(lab)
        beyond = lab.evaluate(BEYOND)
        assert not beyond, (width, beyond)


BEYOND = """() => [...document.querySelectorAll(".facemodel, .fm-card, .fm-card *")]
  .filter((e) => {
    const box = e.closest(".fm-card, .facemodel").getBoundingClientRect();
    return e.getBoundingClientRect().right > box.right + 1;
  })
  .map((e) => `${e.className || e.tagName}: ${e.textContent.slice(0, 30)}`)"""


def test_a_small_screen_shows_face_sliders_and_main_figures_without_scrolling(lab):
    lab.set_viewport_size({"width": 1280, "height": 800})
    slider(lab, "smile_left").press("End")
    settle(lab)
    shown = {}
    for part in (
        ".fm-picture",
        ".fm-column-left",
        ".fm-column-right",
        ".fm-key-figures",
        ".fm-sentence",
    ):
        box = lab.locator(part).bounding_box()
        shown[part] = (box["y"] >= 0, box["y"] + box["height"] <= 800 - 32)  # the banner's line
    assert set(shown.values()) == {(True, True)}, shown
    key, table = (lab.locator(f".fm-{part}").inner_text() for part in ("key-figures", "figures"))
    numbers = lab.evaluate(KEY_NUMBERS)
    assert len(numbers) == 6, key
    assert [n for n in numbers if n not in table] == []  # the same figures as in the table below
    assert "healthy" in key


KEY_NUMBERS = """() => [...document.querySelectorAll(".fm-key-figures :is(.fm-before, .fm-after)")]
  .map((e) => e.textContent.trim()).filter(Boolean)"""


def test_a_narrow_screen_keeps_sliders_on_their_sides(lab):
    lab.set_viewport_size({"width": 560, "height": 1200})
    settle(lab)
    right, left, face = (
        lab.locator(s).bounding_box()
        for s in (".fm-column-right", ".fm-column-left", ".fm-picture")
    )
    assert face["y"] + face["height"] <= right["y"] == left["y"]
    assert right["x"] + right["width"] <= left["x"]
    assert lab.evaluate("document.documentElement.scrollWidth <= innerWidth")


CONTRAST = f"""() => {{
  const contrast = {CONTRAST_OF};
  const found = [];
  for (const e of document.querySelectorAll(".facemodel *")) {{
    const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
    if (!own || !e.checkVisibility() || e.closest(".fm-sr, .fm-marks, style, :disabled")) continue;
    found.push([e.className || e.tagName, parseFloat(getComputedStyle(e).fontSize), contrast(e)]);
  }}
  return found;
}}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_can_be_read_and_every_control_has_a_name(lab, scheme):
    lab.emulate_media(color_scheme=scheme)
    slider(lab, "eye_left").press("PageUp")
    settle(lab)
    found = lab.evaluate(CONTRAST)
    assert len(found) > 60
    assert [row for row in found if row[1] < 14] == []
    assert [row for row in found if row[2] < 4.5] == []
    unnamed = lab.evaluate(
        """() => [...document.querySelectorAll(".facemodel :is(input, select, button)")]
          .filter((e) => !e.labels?.[0]?.textContent.trim() && !e.textContent.trim()
            && !e.getAttribute("aria-label")).map((e) => e.outerHTML)"""
    )
    assert unnamed == []
    assert lab.get_by_text("Educational simulation.").is_visible()
    status = lab.get_by_role("status")
    lab.wait_for_timeout(900)
    assert "left" in status.inner_text()
    assert json.dumps(lab.evaluate("cases.at(-1)"))
