"""The page by keyboard alone: every stop of Tab does what it names, and nothing leaves the page."""

import pytest

import facemodel as fm
import walking
from facemodel.view import page as pages

pytestmark = pytest.mark.browser

FOCUS = "(e) => e === document.activeElement"


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    case = fm.Case("default", "hemifacial_spasm", "left", "moderate", "smile_social")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pages, "still_jpeg", lambda *_: b"")  # seconds
        return fm.export_page(case, tmp_path_factory.mktemp("keys") / "page.html")


@pytest.fixture
def live(page_offline, file):
    page_offline.goto(file.as_uri())
    page_offline.locator("#lab .facemodel").wait_for()
    return page_offline


def press(page, name: str, key: str = "Enter"):
    page.get_by_role("button", name=name, exact=True).first.focus()
    page.keyboard.press(key)


@pytest.mark.slow
def test_once_round_the_screen_every_stop_changes_what_it_names(live):
    live.set_viewport_size({"width": 1280, "height": 1000})
    live.get_by_role("radio", name="Expert").check(force=True)
    found = walking.walk(live)
    assert set(walking.KEYS) - set(found) == {"slider day"}  # nothing was injected
    sliders = [stop for stop in found if stop.startswith("slider ")]
    assert len(sliders) >= 2 * 13 + 1


@pytest.mark.slow
def test_undo_redo_link_and_reset(live):
    still = walking.read(live)
    live.locator("[data-name=smile_left]").first.focus()
    live.keyboard.press("End")
    less = walking.read(live)
    press(live, "Undo")
    assert walking.changed(still, walking.read(live)) == set()
    redo = live.get_by_role("button", name="Redo", exact=True)
    assert redo.evaluate(FOCUS)  # nothing is left to undo: the focus is handed on, not lost
    live.keyboard.press("Enter")
    assert walking.changed(less, walking.read(live)) == set()
    live.get_by_label("Link both sides").focus()
    live.keyboard.press("Space")
    live.locator("[data-name=chin_right]").first.focus()
    live.keyboard.press("End")
    walking.read(live)  # once it is drawn
    values = [live.locator(f"[data-name=chin_{s}]").first.input_value() for s in ("right", "left")]
    assert values == ["100", "100"]
    press(live, "Reset")
    assert walking.changed(still, walking.read(live)) == set()
    assert live.locator("[data-name=smile_left]").first.input_value() == "0"


def test_single_muscles_time_modes_and_saving(live):
    live.get_by_role("radio", name="Expert").focus()
    live.keyboard.press("Space")
    more = live.get_by_role("button", name="muscles of Their left smile")
    more.focus()
    live.keyboard.press("Enter")
    one = live.locator("[data-name=zygomaticus_major_left]").first
    for _ in range(4):  # past the region's own slider and its other muscle
        live.keyboard.press("Tab")
        if one.evaluate(FOCUS):
            break
    still = walking.read(live)
    live.keyboard.press("End")
    assert {"after left", "figures"} <= walking.changed(still, walking.read(live))
    assert live.locator("[data-name=seconds]").count() == 0  # a spasm at its peak stands still
    press(live, "Play the seconds")
    pause = live.get_by_role("button", name="Pause the seconds", exact=True)
    pause.wait_for()
    before = live.locator("[data-name=seconds]").first.input_value()
    now = "document.querySelector('[data-name=seconds]').value"
    live.wait_for_function(f"(before) => {now} !== before", arg=before)
    live.keyboard.press("Enter")
    live.get_by_role("button", name="Play the seconds", exact=True).wait_for()
    for mode, panel in (("Inject", ".fm-dose"), ("Plan", ".fm-plan")):
        live.get_by_role("radio", name=mode, exact=True).focus()
        live.keyboard.press("Space")
        assert live.locator(panel).is_visible()
    with live.expect_download() as waiting:
        press(live, "Save picture")
    assert waiting.value.suggested_filename.endswith(".png")
