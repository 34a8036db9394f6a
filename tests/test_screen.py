"""The screen as a reader meets it: the face first, figures where they belong, on any window."""

import json
from pathlib import Path

import pytest

from labpage import BEYOND, FRAMES, MENUS

pytestmark = pytest.mark.browser

AXE = Path(__file__).parents[1] / "node_modules/axe-core/axe.min.js"
SHARE = """() => {
  const { width, height } = document.querySelector(".fm-picture").getBoundingClientRect();
  return (width * height) / (innerWidth * innerHeight);
}"""
IN_SIGHT = """(where) => [...document.querySelectorAll(where)].map((e) => {
  const { top, bottom, height } = e.getBoundingClientRect();
  return [e.className || e.dataset.name, height > 0 && top >= 0 && bottom <= innerHeight];
})"""
MATTERS = (
    ".fm-picture, .fm-key-figures, .fm-says, .fm-time, .fm-time .fm-bar, "
    ".fm-region:not([hidden]) > .fm-slider input, .fm-overlays"
)
WRITTEN = """() => app.stage.scene.layout().flatMap(({ name }) =>
  app.stage.overlays.written(name).map((box) => ({ ...box, pane: name })))"""
SMALL = """() => [...document.querySelectorAll(".facemodel :is(button, select, input, summary)")]
  .filter((e) => e.checkVisibility())
  .map((e) => {
    const one = ["radio", "checkbox"].includes(e.type) ? e.parentElement : e;
    const { width, height } = one.getBoundingClientRect();
    return [e.className || e.id || e.dataset.name, width, height];
  })
  .filter(([, width, height]) => width < 43.5 || height < 43.5)"""
SERIOUS = """() => axe.run(document).then(({ violations }) => violations
  .filter(({ impact }) => ["serious", "critical"].includes(impact))
  .map(({ id, nodes }) => [id, nodes.slice(0, 3).map((one) => one.html.slice(0, 120))]))"""
ROWS = "() => [...document.querySelectorAll('.fm-figures tr')].map((row) => row.innerText)"
ASYMMETRY = """() => [...document.querySelectorAll(".fm-key-asymmetry .fm-pair span")]
  .map((e) => parseFloat(e.textContent)).filter(Number.isFinite)"""
LIDS = """() => app.stage.overlays.written("after")
  .map((box) => box.text ?? "").filter((text) => text.startsWith("eye"))"""
TYPE = "() => parseFloat(getComputedStyle(document.querySelector('.fm-sentence')).fontSize)"
TWELVE = 12  # stops of Tab


@pytest.fixture(scope="module")
def tabs(browser, lab_page):
    """One page for a mouse and one for fingers, opened once."""
    opened = {}
    for kind, options in {"desk": {}, "phone": {"has_touch": True, "is_mobile": True}}.items():
        size = {"width": 1366, "height": 768} if kind == "desk" else {"width": 390, "height": 844}
        context = browser.new_context(viewport=size, reduced_motion="reduce", **options)
        tab = context.new_page()
        tab.goto(lab_page)
        tab.wait_for_function("window.app !== undefined")
        tab.evaluate("window.first = app.store.get()")
        opened[kind] = tab
    yield opened
    for tab in opened.values():
        tab.context.close()


@pytest.fixture
def desk(tabs):
    return _fresh(tabs["desk"], 1366, 768)


@pytest.fixture
def phone(tabs):
    return _fresh(tabs["phone"], 390, 844)


def _fresh(tab, width: int, height: int):
    """The page as it opened, in a window of this size."""
    tab.set_viewport_size({"width": width, "height": height})
    tab.evaluate("app.store.change({ ...first, kept: null })")
    for value in ("explore", "simple", "both"):
        _choose(tab, value)
    tab.evaluate("app.lay(['measures'])")
    tab.evaluate("scrollTo(0, 0)")
    tab.evaluate(FRAMES)
    return tab


def _choose(tab, value: str) -> None:
    tab.locator(f"input[type=radio][value={value}]:not([name$=atlas-side])").evaluate(
        "(e) => e.click()"
    )
    tab.evaluate(FRAMES)


def _weaken(tab, **shares: float) -> None:
    """Weakens regions and waits for what is told of other expressions."""
    for name, share in shares.items():
        tab.locator(f"[data-name={name}]").evaluate(
            """(e, x) => ((e.value = x), e.dispatchEvent(new Event("input", { bubbles: true })))""",
            round(100 * share),
        )
    tab.evaluate(FRAMES)


def _case(tab, **change) -> None:
    tab.evaluate(f"app.store.change({json.dumps(change)})")
    tab.evaluate(FRAMES)


# the face first


@pytest.mark.parametrize(
    ("width", "height", "least"), [(1366, 768, 0.36), (1920, 1080, 0.45), (1280, 800, 0.33)]
)
def test_the_face_fills_the_window_and_all_that_matters_is_in_sight(desk, width, height, least):
    desk.set_viewport_size({"width": width, "height": height})
    _weaken(desk, eye_left=0.6)
    assert desk.evaluate(SHARE) >= least
    seen = desk.evaluate(IN_SIGHT, MATTERS)
    assert len(seen) > 20
    assert [one for one, yes in seen if not yes] == []
    assert [menu for menu in desk.evaluate(MENUS, ".facemodel select") if menu[1] < menu[2]] == []


def test_simple_shows_what_is_overactive_and_expert_everything(desk):
    shown = """(side) => [...document.querySelectorAll(`.fm-column-${side} .fm-region`)]
      .filter((e) => e.checkVisibility()).length"""
    over = desk.locator(".fm-column-left .fm-over:visible").count()
    assert 0 < over == desk.evaluate(shown, "left") == desk.evaluate(shown, "right") < 13
    more = desk.locator(".fm-unfold").first
    assert more.inner_text().startswith(f"+ {13 - over} more")
    more.click()
    assert desk.evaluate(shown, "right") == 13
    desk.locator(".fm-unfold").first.click()
    _choose(desk, "expert")
    assert desk.evaluate(shown, "left") == desk.evaluate(shown, "right") == 13
    assert desk.locator(".fm-more:visible").count() > 10
    left, right = (
        desk.locator(f".fm-column-{side}").bounding_box()["x"] for side in ("left", "right")
    )
    face = desk.locator(".fm-picture").bounding_box()["x"]
    assert right < face < left


def test_tab_comes_to_the_affected_eye_within_twelve_stops(desk):
    desk.evaluate("document.activeElement.blur()")
    desk.mouse.click(1, 1)
    desk.evaluate("document.activeElement.blur()")
    reached = []
    for _ in range(TWELVE):
        desk.keyboard.press("Tab")
        reached.append(desk.evaluate("document.activeElement.dataset.name"))
    assert "eye_left" in reached


def test_modes_keep_their_place_and_one_time_bar_plays(desk):
    places = []
    for mode in ("explore", "dose", "plan"):
        _choose(desk, mode)
        places.append(desk.locator(".fm-time input[value=explore] + label").bounding_box())
        assert desk.evaluate(SHARE) > 0.3
    assert [round(p["y"]) for p in places] == [round(places[0]["y"])] * 3
    assert [p["x"] for p in places] == pytest.approx([places[0]["x"]] * 3, abs=3)  # bold is wider
    _choose(desk, "dose")
    desk.locator(".fm-do-add_point").click()
    _choose(desk, "runs")  # days and seconds: still one slider and one button
    assert desk.get_by_role("button", name="Play the ").count() == 1
    assert desk.locator(".fm-time input[type=range]").count() == 1
    for name, key in (("Day", "day"), ("Seconds", "seconds")):
        desk.get_by_role("radio", name=name, exact=True).evaluate("(e) => e.click()")
        assert desk.locator(f".fm-time input[data-name={key}]").count() == 1
        desk.get_by_role("button", name="Play the ").click()
        desk.get_by_role("button", name="Pause the ").click()


# figures where they belong


def _apart(boxes):
    """The texts of each pane, and pairs of what one covers."""
    texts, covered = [], []
    for pane in {box["pane"] for box in boxes}:
        of = [box for box in boxes if box["pane"] == pane]
        for k, one in enumerate(of):
            if "text" not in one:
                continue
            texts.append(one["text"])
            covered += [
                (one["text"], other.get("text", j))
                for j, other in enumerate(of)
                if j != k
                and one["x"] < other["x"] + other["width"]
                and other["x"] < one["x"] + one["width"]
                and one["y"] < other["y"] + other["height"]
                and other["y"] < one["y"] + one["height"]
            ]
    return texts, covered


@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080), (390, 844)])
def test_figures_stand_on_the_face_and_cover_nothing(desk, size):
    desk.set_viewport_size({"width": size[0], "height": size[1]})
    _weaken(desk, eye_left=0.6)
    figures = desk.evaluate(ROWS)
    desk.evaluate(FRAMES)
    texts, covered = _apart(desk.evaluate(WRITTEN))
    assert covered == []
    assert len(texts) >= (8 if size[0] == 390 else 12)
    opening = next(row for row in figures if row.startswith("eye opening"))
    left = [t for t in texts if t.startswith("eye") and "→" in t and "3." in t]
    before, after = left[0].removeprefix("eye ").removesuffix(" mm").split("→")
    assert before.strip() in opening
    assert after.strip() in opening
    desk.locator("[data-overlay=measures]").click()
    desk.evaluate(FRAMES)
    assert desk.evaluate("app.stage.overlays.inked") is False


def test_numbers_of_points_stand_in_their_dots_and_cover_no_eye(desk):
    _choose(desk, "dose")
    menu = desk.get_by_label("Add a point at")
    names = menu.locator("option").evaluate_all("a => a.map((o) => o.value)")
    names = [name for name in names if name.endswith("_left")]
    for name in [n for n in names if n.startswith("orbicularis_oculi")][:4] + names[:3]:
        menu.select_option(name)
        desk.locator(".fm-do-add_point").click()
    desk.evaluate(FRAMES)
    boxes = desk.evaluate(WRITTEN)
    numbers = [b for b in boxes if b["pane"] == "after" and "number" in b]
    eyes = [b for b in boxes if b["pane"] == "after"][:2]
    rows = desk.locator(".fm-points tbody tr")
    assert len(numbers) >= 5
    assert rows.count() == 7
    assert {str(n["number"]) for n in numbers} <= set(rows.locator("th").all_inner_texts())
    meets = lambda a, b: (  # noqa: E731
        a["x"] < b["x"] + b["width"] - 0.5 and b["x"] < a["x"] + a["width"] - 0.5
        and a["y"] < b["y"] + b["height"] - 0.5 and b["y"] < a["y"] + a["height"] - 0.5
    )  # fmt: skip
    for k, one in enumerate(numbers):
        assert not any(meets(one, other) for other in [*eyes, *numbers[:k]]), one
    assert _apart(boxes)[1] == []


def test_the_line_of_figures_says_how_much_and_whether_it_is_healthy(desk):
    line = desk.locator(".fm-key-figures")
    assert len(desk.locator(".fm-key-item").all()) == 3
    _weaken(desk, eye_left=0.6)
    before, after = desk.evaluate(ASYMMETRY)
    assert f"▼ {100 * (before - after) / before:.0f} %" in line.inner_text()
    assert "below healthy 86–96 %" in line.inner_text()
    _weaken(desk, eye_left=0, smile_right=1)
    assert "worse" in desk.locator(".fm-key-asymmetry").inner_text()
    _case(desk, condition="healthy")
    _weaken(desk, smile_right=0, smile_left=0)
    assert "above healthy" in line.inner_text()


# sentences that are true


def test_sentences_say_before_and_after_and_what_is_worse(desk):
    says = desk.locator(".fm-says")
    _weaken(desk, eye_left=0.6)
    text = says.inner_text()
    lids = desk.evaluate(LIDS)
    assert any(f"({t.removeprefix('eye ')})" in text for t in lids)
    _weaken(desk, eye_left=0, smile_left=1)
    assert "which is worse" in says.inner_text()
    assert "Worse: asymmetry grows" in says.inner_text()
    _case(desk, condition="hb_5", severity=1)
    _weaken(desk, eye_left=0.6, smile_left=0.3)
    assert "did not close before and now stays wider open" in says.inner_text()
    assert "no longer closes" not in says.inner_text()


def test_what_gets_worse_in_another_expression_is_said_and_shown(desk):
    _weaken(desk, eye_left=0.6)
    worse = desk.locator(".fm-elsewhere")
    worse.wait_for()
    said = worse.inner_text()
    before, after = (float(x) for x in said.split("asymmetry ")[1].split(" mm")[0].split(" → "))
    assert after > before + 0.15
    worse.get_by_role("button", name="Show").click()
    desk.evaluate(FRAMES)
    assert (
        desk.get_by_label("Expression", exact=True).locator("option:checked").inner_text() in said
    )
    now = desk.locator(".fm-key-asymmetry").inner_text()
    assert f"{before:.2f}" in now
    assert f"{after:.2f}" in now


def test_a_changed_condition_is_called_so(desk):
    desk.evaluate(
        """() => {
          const own = app.model.condition("hemifacial_spasm", "left", 0.5);
          app.set(app.case(), Object.fromEntries(Object.entries(own).map(([k, v]) => [k, [...v]])));
        }"""
    )
    desk.evaluate(FRAMES)
    named = desk.get_by_label("Condition", exact=True).locator("option:checked").inner_text()
    assert named == "changed condition"
    picture = desk.locator(".fm-picture canvas").get_attribute("aria-label")
    assert "changed condition" in picture


# a phone


def _drag(tab, name: str) -> tuple[float, float]:
    """Moves a slider with a finger; share of the face in sight meanwhile, and its value."""
    slider = tab.locator(f"[data-name={name}]").first
    slider.evaluate("(e) => e.scrollIntoView({ block: 'center' })")
    tab.wait_for_timeout(60)
    box = slider.bounding_box()
    y = box["y"] + box["height"] / 2
    touch = tab.context.new_cdp_session(tab)
    start, end = box["x"] + 13, box["x"] + 0.7 * box["width"]
    moves = [("touchMove", start + k * (end - start) / 4) for k in range(1, 5)]
    for kind, x in (("touchStart", start), *moves):
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
    tab.evaluate(FRAMES)
    face = tab.locator(".fm-picture").bounding_box()
    top, bottom = max(0, face["y"]), min(tab.viewport_size["height"], face["y"] + face["height"])
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    touch.detach()
    return (bottom - top) / face["height"], float(slider.input_value())


@pytest.mark.parametrize("size", [(360, 740), (390, 844), (820, 1180), (844, 390)])
def test_the_face_stays_in_view_under_any_slider_of_a_phone(phone, size):
    width, height = size
    phone.set_viewport_size({"width": width, "height": height})
    _choose(phone, "expert")
    phone.evaluate(FRAMES)
    assert phone.evaluate("document.documentElement.scrollWidth") <= width
    assert phone.evaluate(BEYOND) == []
    assert phone.evaluate(SMALL) == []
    left, right = (phone.locator(f".fm-column-{s}").bounding_box() for s in ("left", "right"))
    assert right["x"] + right["width"] <= left["x"]
    assert left["x"] + left["width"] <= width
    for name in ("forehead_left", "chin_right", "jaw_left"):
        share, value = _drag(phone, name)
        assert share > 0.98, name
        assert value > 30, name


def test_a_finger_finds_what_a_word_means(phone):
    word = phone.locator(".fm-key-asymmetry .fm-term")
    word.tap()
    note = phone.locator("[role=tooltip]:visible")
    assert "mirror image" in note.inner_text()
    box = note.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    phone.locator(".fm-sentence").tap()
    assert note.count() == 0


# help, and help for everybody


def test_the_help_has_three_leaves_and_gives_the_focus_back(desk):
    opener = desk.locator(".fm-do-help")
    opener.focus()
    desk.keyboard.press("Enter")
    panel = desk.get_by_role("dialog")
    leaves = {}
    for leaf in ("This screen", "Words", "Keys"):
        panel.get_by_role("radio", name=leaf).evaluate("(e) => e.click()")
        leaves[leaf] = panel.locator(".fm-help-leaf").inner_text()
    assert len(set(leaves.values())) == 3
    panel.get_by_role("radio", name="Words").evaluate("(e) => e.click()")
    assert 15 <= panel.locator("dt").count() <= 40
    face, over = desk.locator(".fm-picture").bounding_box(), panel.bounding_box()
    covered = max(0, face["x"] + face["width"] - over["x"]) / face["width"]
    assert covered < 0.5
    desk.keyboard.press("Escape")
    assert not panel.is_visible()
    assert opener.evaluate("(e) => e === document.activeElement")


def test_notes_come_to_the_pointer_and_to_the_keyboard(desk):
    note = desk.locator("[role=tooltip]:visible")
    desk.locator("[data-overlay=arrows]").hover()
    note.wait_for()
    assert "Direction and distance" in note.inner_text()
    desk.mouse.move(5, 400)
    note.wait_for(state="hidden")
    desk.locator("[data-overlay=muscles]").focus()
    desk.keyboard.press("Tab")
    note.wait_for()
    who = desk.evaluate("document.activeElement.getAttribute('aria-describedby')")
    assert desk.locator(f"#{who}").inner_text() == note.inner_text()
    desk.keyboard.press("Escape")
    note.wait_for(state="hidden")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_in_any_mode(desk, scheme):
    desk.emulate_media(color_scheme=scheme)
    if not desk.evaluate("'axe' in window"):
        desk.add_script_tag(path=str(AXE))
    for stage in ("explore", "expert", "dose", "plan", "?", "help_words", "t", "p"):
        if len(stage) == 1:
            desk.locator(".fm-picture canvas").first.focus()
            desk.keyboard.press(stage)
            desk.evaluate(FRAMES)
        else:
            _choose(desk, stage)
        assert desk.evaluate(SERIOUS) == [], stage
    for key in ("p", "t", "Escape"):
        desk.locator(".fm-picture canvas").first.focus()
        desk.keyboard.press(key)
    desk.emulate_media(color_scheme="light")


def test_the_projector_can_be_asked_for_by_address(browser, lab_page):
    context = browser.new_context(viewport={"width": 1366, "height": 768}, reduced_motion="reduce")
    tab = context.new_page()
    tab.goto(f"{lab_page}?projector")
    tab.wait_for_function("window.app !== undefined")
    tab.evaluate(FRAMES)
    assert tab.evaluate(TYPE) >= 24
    assert tab.evaluate(SHARE) > 0.4
    tab.locator(".fm-do-projector").click()
    tab.evaluate(FRAMES)
    assert tab.locator(".fm-column-left").is_visible()
    context.close()
