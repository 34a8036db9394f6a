"""The screen as a reader meets it: the face first, figures where they belong, on any window."""

import pytest

import labpage
from labpage import FRAMES, as_opened, press, weaken

pytestmark = pytest.mark.browser

ASYMMETRY = """() => [...document.querySelectorAll(".fm-key-asymmetry .fm-pair span")]
  .map((e) => parseFloat(e.textContent)).filter(Number.isFinite)"""


@pytest.fixture(scope="module")
def tab(browser, lab_page):
    """One page, opened as for a projector; its type then, px, and the face's share."""
    window = {"width": 1366, "height": 768}
    context = browser.new_context(viewport=window, has_touch=True, reduced_motion="reduce")
    tab = context.new_page()
    tab.goto(f"{lab_page}?projector")
    tab.wait_for_function("window.app !== undefined")
    tab.evaluate(f"window.first = app.store.get(); ({FRAMES})()")
    yield tab, tab.evaluate(labpage.TYPE), tab.evaluate(labpage.SHARE)
    context.close()


@pytest.fixture
def desk(tab):
    return as_opened(tab[0], 1366, 768, fingers=False)


@pytest.fixture
def phone(tab):
    return as_opened(tab[0], 390, 844, fingers=True)


@pytest.mark.parametrize(
    ("width", "height", "least"), [(1366, 768, 0.36), (1920, 1080, 0.45), (1280, 800, 0.33)]
)
def test_the_face_fills_the_window_and_all_that_matters_is_in_sight(desk, width, height, least):
    desk.set_viewport_size({"width": width, "height": height})
    weaken(desk, eye_left=0.6)
    assert desk.evaluate(labpage.SHARE) >= least
    seen = desk.evaluate(labpage.IN_SIGHT, labpage.MATTERS)
    assert len(seen) > 20
    assert [one for one, yes in seen if not yes] == []
    menus = desk.evaluate(labpage.MENUS, ".facemodel select")
    assert [name for name, has, needs in menus if has < needs] == []


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
    press(desk, "expert")
    assert desk.evaluate(shown, "left") == desk.evaluate(shown, "right") == 13
    assert desk.locator(".fm-more:visible").count() > 10
    places = (".fm-column-right", ".fm-picture", ".fm-column-left")
    right, face, left = (desk.locator(place).bounding_box()["x"] for place in places)
    assert right < face < left


def test_tab_comes_to_the_affected_eye_within_twelve_stops(desk):
    desk.mouse.click(1, 1)
    desk.evaluate("document.activeElement.blur()")
    reached = []
    for _ in range(12):
        desk.keyboard.press("Tab")
        reached.append(desk.evaluate("document.activeElement.dataset.name"))
    assert "eye_left" in reached


def test_modes_keep_their_place_and_one_time_bar_plays(desk):
    places = []
    for mode in ("explore", "dose", "plan"):
        press(desk, mode)
        places.append(desk.locator(".fm-time input[value=explore] + label").bounding_box())
        assert desk.evaluate(labpage.SHARE) > 0.3
    assert [round(p["y"]) for p in places] == [round(places[0]["y"])] * 3
    assert [p["x"] for p in places] == pytest.approx([places[0]["x"]] * 3, abs=3)  # bold is wider
    press(desk, "dose")
    desk.locator(".fm-do-add_point").click()
    press(desk, "held")  # at its peak: days have the slider
    assert desk.locator(".fm-time input[type=range]").count() == 1
    press(desk, "runs")  # days and seconds: still one slider and one button
    assert desk.get_by_role("button", name="Play the ").count() == 1
    assert desk.locator(".fm-time input[type=range]").count() == 1
    for name, key in (("Day", "day"), ("Seconds", "seconds")):
        desk.get_by_role("radio", name=name, exact=True).evaluate("(e) => e.click()")
        assert desk.locator(f".fm-time input[data-name={key}]").count() == 1
        desk.get_by_role("button", name="Play the ").click()
        desk.get_by_role("button", name="Pause the ").click()


def test_a_spasm_at_its_peak_has_no_dead_slider_and_play_sets_it_going(desk):
    assert desk.locator(".fm-time input[type=range]").count() == 0
    assert desk.locator(".facemodel input[type=range]:disabled:visible").count() == 0
    desk.get_by_role("button", name="Play the seconds").click()
    desk.get_by_role("button", name="Pause the seconds").click()
    assert desk.locator("input[value=runs]").is_checked()
    assert desk.locator(".fm-time input[data-name=seconds]").is_enabled()


@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080), (390, 844)])
def test_figures_stand_on_the_face_and_cover_nothing(desk, size):
    desk.set_viewport_size({"width": size[0], "height": size[1]})
    weaken(desk, eye_left=0.6)
    figures = desk.evaluate(labpage.ROWS)
    desk.evaluate(FRAMES)
    written, covered = labpage.texts(desk.evaluate(labpage.WRITTEN))
    assert covered == []
    assert len(written) >= (8 if size[0] == 390 else 12)
    opening = next(row for row in figures if row.startswith("eye opening"))
    left = [t for t in written if t.startswith("eye") and "→" in t and "3." in t]
    before, after = left[0].removeprefix("eye ").removesuffix(" mm").split("→")
    assert before.strip() in opening
    assert after.strip() in opening
    desk.locator("[data-overlay=measures]").click()
    desk.evaluate(FRAMES)
    assert desk.evaluate("app.stage.overlays.inked") is False


def test_numbers_of_points_stand_in_their_dots_and_cover_no_eye(desk):
    press(desk, "dose")
    menu = desk.get_by_label("Add a point at")
    names = menu.locator("option").evaluate_all("a => a.map((o) => o.value)")
    names = [name for name in names if name.endswith("_left")]
    for name in [n for n in names if n.startswith("orbicularis_oculi")][:4] + names[:2]:
        menu.select_option(name)
        desk.locator(".fm-do-add_point").click()
    desk.evaluate(FRAMES)
    boxes = desk.evaluate(labpage.WRITTEN)
    numbers = [b for b in boxes if b["pane"] == "after" and "number" in b]
    eyes = [b for b in boxes if b["pane"] == "after"][:2]
    rows = desk.locator(".fm-points tbody tr")
    assert len(numbers) >= 5
    assert rows.count() == 6
    assert {str(n["number"]) for n in numbers} <= set(rows.locator("th").all_inner_texts())
    for k, one in enumerate(numbers):
        assert not any(labpage.meet(one, other, 0.5) for other in [*eyes, *numbers[:k]]), one
    assert labpage.texts(boxes)[1] == []


def test_the_line_of_figures_says_how_much_and_whether_it_is_healthy(desk):
    line = desk.locator(".fm-key-figures")
    assert len(desk.locator(".fm-key-item").all()) == 3
    weaken(desk, eye_left=0.6)
    before, after = desk.evaluate(ASYMMETRY)
    assert f"▼ {100 * (before - after) / before:.0f} %" in line.inner_text()
    assert "below healthy 86–96 %" in line.inner_text()
    weaken(desk, eye_left=0, smile_right=1)
    assert "worse" in desk.locator(".fm-key-asymmetry").inner_text()
    labpage.case(desk, condition="healthy")
    weaken(desk, smile_right=0, smile_left=0)
    assert "above healthy" in line.inner_text()
    for share in (0.2, 0.4, 0.8):  # 0.00 = 0.00 mm has no per cent
        weaken(desk, forehead_left=share, forehead_right=share)
        assert desk.evaluate(ASYMMETRY) == [0, 0]
        assert "%" not in desk.locator(".fm-key-asymmetry").inner_text()


def test_sentences_say_before_and_after_and_what_is_worse(desk):
    says = desk.locator(".fm-says")
    weaken(desk, eye_left=0.6)
    text = says.inner_text()
    lids = desk.evaluate(labpage.LIDS)
    assert any(f"({t.removeprefix('eye ')})" in text for t in lids)
    weaken(desk, eye_left=0, smile_left=1)
    assert "which is worse" in says.inner_text()
    assert "Worse: asymmetry grows" in says.inner_text()
    labpage.case(desk, condition="hb_5", severity=1)
    weaken(desk, eye_left=0.6, smile_left=0.3)
    assert "did not close before and now stays wider open" in says.inner_text()
    assert "no longer closes" not in says.inner_text()


def test_what_gets_worse_in_another_expression_is_said_and_shown(desk):
    weaken(desk, eye_left=0.6)
    worse = desk.locator(".fm-elsewhere")
    worse.wait_for()
    said = worse.inner_text()
    before, after = (float(x) for x in said.split("asymmetry ")[1].split(" mm")[0].split(" → "))
    assert after > before + 0.15
    worse.get_by_role("button", name="Show").click()
    desk.evaluate(FRAMES)
    menu = desk.get_by_label("Expression", exact=True)
    assert menu.locator("option:checked").inner_text() in said
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


SIZES = ((390, 844), (820, 1180), (844, 390))


@pytest.mark.parametrize(
    "size", [(360, 740), *(pytest.param(size, marks=pytest.mark.slow) for size in SIZES)]
)
def test_the_face_stays_in_view_under_any_slider_of_a_phone(phone, size):
    width, height = size
    phone.set_viewport_size({"width": width, "height": height})
    press(phone, "expert")
    phone.evaluate(FRAMES)
    assert phone.evaluate("document.documentElement.scrollWidth") <= width
    assert phone.evaluate(labpage.BEYOND) == []
    assert phone.evaluate(labpage.SMALL) == []
    left, right = (phone.locator(f".fm-column-{s}").bounding_box() for s in ("left", "right"))
    assert right["x"] + right["width"] <= left["x"]
    assert left["x"] + left["width"] <= width
    for name in ("forehead_left", "chin_right", "jaw_left"):
        share, value = labpage.drag(phone, name)
        assert share > 0.98, name
        assert value > 30, name


@pytest.mark.parametrize(
    ("where", "told"),
    [(".fm-key-asymmetry .fm-term", "mirror image"), ("label[for$=-eye_left]", "orbicularis")],
)
def test_a_finger_finds_what_a_word_or_a_slider_means(phone, where, told):
    phone.locator(where).tap()
    note = phone.locator("[role=tooltip]:visible")
    assert told in note.inner_text()
    box = note.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    phone.locator(".fm-banner").tap()
    assert note.count() == 0


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
    stops = {"[data-overlay=muscles]": "Direction", "[data-name=glabella_left]": "orbicularis"}
    for before, told in stops.items():
        desk.locator(before).focus()
        desk.keyboard.press("Tab")
        note.wait_for()
        assert told in note.inner_text()
        who = desk.evaluate("document.activeElement.getAttribute('aria-describedby')")
        assert desk.locator(f"#{who}").inner_text() == note.inner_text()
        desk.keyboard.press("Escape")
        note.wait_for(state="hidden")


@pytest.mark.parametrize(
    ("scheme", "rules"),
    [("light", []), pytest.param("dark", ["color-contrast"], marks=pytest.mark.slow)],
)
def test_axe_finds_nothing_serious_in_any_mode(desk, scheme, rules):
    desk.emulate_media(color_scheme=scheme)
    for stage in ("expert", "dose", "plan", "?", "help_words", "t", "p"):
        if len(stage) > 1:
            press(desk, stage)
        else:
            labpage.key(desk, stage)
        assert labpage.serious(desk, rules) == [], stage
    for key in ("p", "t", "Escape"):
        labpage.key(desk, key)
    desk.emulate_media(color_scheme="light")


def test_the_projector_can_be_asked_for_by_address(tab, desk):
    _, type_px, share = tab
    assert type_px >= 24
    assert share > 0.4
    assert desk.evaluate(labpage.TYPE) < 20
    assert desk.locator(".fm-column-left").is_visible()
