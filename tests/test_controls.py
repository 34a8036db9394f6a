"""The controls of the screen: labels, menus, and the wheel over the face."""

import pytest

from labpage import CONTRAST_OF, FRAMES, MENUS

pytestmark = pytest.mark.browser

LEAST = 4.5  # contrast that a label needs, WCAG 2.2 AA
OPEN = "button:enabled, .fm-option label"
UNDER_POINTER = f"""(e) => {{
  const contrast = {CONTRAST_OF};
  return [e.parentElement.matches(":hover"), contrast(e)];
}}"""
WHO = """(all) => all.map((e) => [e.className, e.textContent || e.ariaLabel,
  e.ariaPressed === "true" || Boolean(e.parentElement.querySelector("input:checked"))])"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.slow
def test_no_label_is_lost_under_the_pointer(open_lab, scheme):
    page = open_lab
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": 1200, "height": 1600})
    seen = {}
    for stage in ("explore", "overlays", "dose", "plan", "t", "p", "?"):
        _show(page, stage)
        buttons = page.locator(f".facemodel :is({OPEN})").filter(visible=True)
        for k, who in enumerate(map(tuple, buttons.evaluate_all(WHO))):
            if who not in seen:
                seen[who] = _contrast_under_pointer(buttons.nth(k), who)
    assert sum(pressed for _, _, pressed in seen) >= 16  # overlays, atlas, projector, choices
    assert {who: ratio for who, ratio in seen.items() if ratio < LEAST} == {}


def _contrast_under_pointer(button, who) -> float:
    """A row that comes while the pointer is on its way moves the button: the hand follows it."""
    for _ in range(5):
        button.hover(force=True)  # the input of a choice lies over its label
        under, contrast = button.evaluate(UNDER_POINTER)
        if under:
            return contrast
    raise AssertionError(f"the pointer does not reach {who}")


def _show(page, stage: str) -> None:
    """Brings more buttons to the screen: presses a key, or goes to a mode."""
    if stage == "overlays":
        for one in page.locator("[data-overlay]").all():
            one.click()
    elif stage in ("dose", "plan"):
        page.locator(f"input[type=radio][value={stage}]").check(force=True)
        if stage == "dose":
            page.locator(".fm-do-add_point").click()
    elif stage != "explore":
        page.locator(".fm-picture canvas").first.focus()
        page.keyboard.press(stage)
    page.evaluate(FRAMES)


@pytest.mark.parametrize(
    "width", [360, *(pytest.param(w, marks=pytest.mark.slow) for w in (760, 1200))]
)
def test_every_menu_is_as_wide_as_its_longest_name(open_lab, width):
    page = open_lab
    page.set_viewport_size({"width": width, "height": 1000})
    shown = set()
    for stage in ("explore", "dose", "plan", "t", "p"):
        if stage == "p" and width < 400:
            break  # type for a room on a phone
        _show(page, stage)
        menus = page.evaluate(MENUS, ".facemodel select")
        assert [menu for menu in menus if menu[1] < menu[2]] == []
        shown |= {name for name, _, _ in menus}
    assert len(shown) == page.locator(".facemodel select").count() == 10


def test_the_wheel_scrolls_the_page_until_the_face_has_the_focus(open_lab):
    page = open_lab
    canvas = page.locator(".fm-picture canvas").first
    canvas.blur()
    focused = "(e) => e === document.activeElement"

    def turned() -> tuple[float, float]:
        """How far the page scrolls, and the camera moves, as the wheel turns over the face."""
        page.evaluate("scrollTo(0, 0)")
        far = page.evaluate("app.stage.scene.camera.position.length()")
        box = canvas.bounding_box()
        page.mouse.move(box["x"] + box["width"] / 4, box["y"] + box["height"] / 2)
        page.mouse.wheel(0, 150)
        page.wait_for_timeout(300)  # scrolling is smooth
        moved_mm = page.evaluate("app.stage.scene.camera.position.length()") - far
        return page.evaluate("scrollY"), moved_mm

    scrolled, moved_mm = turned()
    assert scrolled > 100
    assert moved_mm == 0
    canvas.click(position={"x": 20, "y": 60})
    assert canvas.evaluate(focused)
    scrolled, moved_mm = turned()
    assert scrolled == 0
    assert moved_mm > 20
    page.locator(".fm-sentence").click()
    assert not canvas.evaluate(focused)
    scrolled, moved_mm = turned()
    assert scrolled > 100
    assert moved_mm == 0
    canvas.focus()
    page.keyboard.press("?")
    page.get_by_role("radio", name="Keys").check(force=True)
    help_ = page.get_by_role("dialog").get_by_role("row", name="wheel over the face")
    assert "scrolls the page" in help_.inner_text()


@pytest.mark.parametrize(
    ("marks", "dark"),
    [
        ("document.body.dataset.vscodeThemeKind = 'vscode-dark'", True),
        ("document.body.dataset.vscodeThemeKind = 'vscode-light'", False),
        ("document.body.className = 'dark dark-theme'", True),
        ("document.body.className = 'light light-theme'", False),
    ],
)
def test_it_takes_the_theme_of_vs_code_and_of_marimo(open_lab, marks, dark):
    open_lab.emulate_media(color_scheme="light" if dark else "dark")  # the system says otherwise
    open_lab.evaluate(marks)
    open_lab.wait_for_function(f"!!document.querySelector('.fm-dark') === {str(dark).lower()}")
    open_lab.evaluate("delete document.body.dataset.vscodeThemeKind; document.body.className = ''")
    open_lab.emulate_media(color_scheme="light")


def test_a_menu_with_a_note_can_be_set_by_keys(open_lab):
    open_lab.locator(".fm-do-undo, .fm-do-help").last.focus()
    menu = open_lab.get_by_label("Close-up")
    menu.focus()
    open_lab.keyboard.press("ArrowDown")
    open_lab.evaluate(FRAMES)
    assert menu.input_value() != ""
    open_lab.keyboard.press("ArrowUp")
    open_lab.evaluate(FRAMES)
    assert menu.input_value() == ""
