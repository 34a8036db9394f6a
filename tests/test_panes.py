"""Panes and views of the lab: each choice shows what it names, under one camera for all panes."""

import json

import numpy as np
import pytest

import facemodel as fm
from facemodel.data import constants
from labpage import FRAMES, choose, flipped, panes, place_of, unlike

pytestmark = pytest.mark.browser


@pytest.fixture
def lab(open_lab):
    return open_lab


def test_the_mirror_shows_the_face_and_its_mirror_image(lab):
    choose(lab, "mirror")
    seen = panes(lab)
    assert list(seen) == ["after", "mirrored"]
    assert unlike(*seen.values()) > 0.02  # a smile under a spasm is not symmetric
    assert unlike(seen["after"], flipped(seen["mirrored"])) < 0.004
    assert lab.locator(".fm-mark-mirrored .fm-rl").all_inner_texts() == ["L", "R"]


def test_halves_are_each_symmetric_and_unlike_each_other(lab):
    lab.set_viewport_size({"width": 1500, "height": 700})  # one face or two, as tall as the picture
    choose(lab, "halves")
    seen = panes(lab)
    for name, half in seen.items():
        assert unlike(half, flipped(half)) < 0.004, name
    assert unlike(*seen.values()) > 0.02
    choose(lab, "after")
    whole = panes(lab)["after"]
    choose(lab, "halves")
    width = seen["right_twice"].shape[1]
    middle = (whole.shape[1] - width) // 2
    same = whole[:, middle : middle + width]
    # away from the seam the left half of the screen is the person's right side as it is; at the
    # outer edge the backdrop darkens, which a pane of another width does elsewhere. Outlines may
    # lie half a pixel apart, as one width is odd and the other even.
    face = slice(width // 5, width // 2 - 20)
    assert unlike(seen["right_twice"][:, face], same[:, face]) < 0.02
    assert unlike(seen["left_twice"][:, face], same[:, face]) > 0.04


def test_plan_a_stays_while_plan_b_follows_the_sliders(lab):
    lab.locator("[data-name=smile_left]").press("End")
    lab.keyboard.press("k")
    still = panes(lab)
    assert list(still) == ["plan_a", "plan_b"]
    assert unlike(*still.values()) == 0
    lab.locator("[data-name=smile_right]").press("End")
    moved = panes(lab)
    assert unlike(moved["plan_a"], still["plan_a"]) == 0
    assert unlike(moved["plan_b"], still["plan_b"]) > 0.005
    words = lab.locator(".fm-pane-name").all_inner_texts()
    assert [w[:12] for w in words] == ["A: symmetry ", "B: symmetry "]
    lab.get_by_role("button", name="Back to A").click()
    assert unlike(*panes(lab).values()) == 0
    assert lab.evaluate("cases.at(-1).dampening") == {"smile_left": 1}


@pytest.mark.parametrize("view", ["profile", "three_quarter"])
def test_the_cameras_of_all_panes_are_one_and_both_sides_can_be_seen(lab, view):
    healthy = json.dumps({"condition": "healthy", "dampening": [0.0] * len(fm.MUSCLES)})
    lab.evaluate(f"app.store.change({healthy})")
    front = panes(lab)
    choose(lab, view)
    seen = panes(lab)
    assert unlike(front["before"], seen["before"]) > 0.1
    assert unlike(seen["before"], seen["after"]) == 0
    choose(lab, f"{view}_right")
    assert unlike(panes(lab)["before"], flipped(seen["before"])) < 0.01
    if view == "profile":
        assert lab.locator(".fm-mark-after .fm-rl").all_inner_texts() == ["R", ""]


@pytest.mark.slow
def test_keys_go_round_the_views_and_the_panes(lab):
    def view():
        return lab.locator(".fm-views input:checked").get_attribute("value")

    seen = []
    for _ in range(6):
        lab.keyboard.press("v")
        seen.append(view())
    assert seen == [
        "three_quarter", "profile", "below", "profile_right", "three_quarter_right", "front",
    ]  # fmt: skip
    lab.keyboard.press("Shift+V")
    assert view() == "three_quarter_right"
    names = []
    for _ in range(4):
        lab.keyboard.press("Shift+B")
        names.append(lab.locator(".fm-mark [data-pane]").evaluate_all("a => a[0].dataset.pane"))
    assert names == ["change", "after", "right_twice", "plan_a"]


def test_a_double_click_looks_closely_at_that_part_and_back(lab):
    whole = panes(lab)["before"]
    x, y = place_of(lab, "before", fm.load().mesh.landmarks["labiale_inferius"])
    box = lab.locator(".fm-picture").bounding_box()
    point = (box["x"] + x, box["y"] + y)
    lab.mouse.dblclick(*point)
    parts = lab.get_by_label("Close-up")
    assert parts.input_value() == "mouth"
    close = panes(lab)["before"]
    assert unlike(whole, close) > 0.3
    lab.mouse.dblclick(*point)
    assert parts.input_value() == ""
    assert unlike(panes(lab)["before"], whole) == 0
    parts.select_option("eye_left")
    lab.keyboard.press("f")
    assert unlike(panes(lab)["before"], whole) == 0


def test_the_projector_has_large_type_and_few_controls(lab):
    count = """() => [...document.querySelectorAll(".facemodel :is(button, input, select)")]
      .filter((e) => e.checkVisibility()).length"""
    size = "() => parseFloat(getComputedStyle(document.querySelector('.fm-sentence')).fontSize)"
    controls, type_ = lab.evaluate(count), lab.evaluate(size)
    lab.keyboard.press("p")
    lab.evaluate(FRAMES)
    assert lab.evaluate(count) < controls / 2
    assert lab.evaluate(size) >= 24
    assert lab.get_by_text("Educational simulation.").is_visible()
    lab.keyboard.press("p")
    lab.evaluate(FRAMES)
    assert (lab.evaluate(count), lab.evaluate(size)) == (controls, type_)


@pytest.mark.slow
def test_a_saved_picture_says_where_it_comes_from(lab):
    from PIL import Image

    lab.evaluate(
        """() => {
          window.said = [];
          const plain = CanvasRenderingContext2D.prototype.fillText;
          CanvasRenderingContext2D.prototype.fillText = function (text, ...rest) {
            said.push(text);
            return plain.call(this, text, ...rest);
          };
        }"""
    )
    seen = panes(lab)
    with lab.expect_download() as waiting:
        lab.get_by_role("button", name="Save picture").click()
    assert waiting.value.suggested_filename == "facemodel-smile_social-both.png"
    saved = np.asarray(Image.open(waiting.value.path()).convert("RGB")).astype(int)
    width = seen["before"].shape[1]
    # what is on the screen, but for the names written over it
    assert unlike(saved[40:400, :width], seen["before"][40:400]) < 0.01
    words = lab.evaluate("said")
    stamp = f"facemodel {fm.__version__}, parameters {constants.digest()}, seed 0"
    assert any(stamp in text for text in words)
    assert {"before", "after", "R", "L"} <= set(words)
    assert any(text.startswith("Educational simulation") for text in words)
