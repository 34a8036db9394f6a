"""What stirs on the screen: eased expressions, blinks and glances, and movement shown doubled."""

import pytest

from conftest import fresh_page

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def shared(browser, lab_page):
    """The lab with a clock that stands still but for `run`."""
    for page in fresh_page(browser):
        page.set_viewport_size({"width": 390, "height": 844})  # small faces are drawn soon
        page.emulate_media(reduced_motion="no-preference")
        page.clock.install(time=0)
        page.goto(lab_page)
        page.wait_for_function("window.app !== undefined")
        page.clock.pause_at(600)
        page.evaluate("window.first = app.store.get()")
        yield page


@pytest.fixture
def lab(shared):
    """The same at rest, with motion welcome."""
    shared.emulate_media(reduced_motion="no-preference")
    shared.mouse.up()
    shared.locator("input[type=radio][value=explore]").check(force=True)
    shared.evaluate("app.lay([])")
    shared.evaluate("scrollTo(0, 0)")  # what is out of sight does not stir
    shared.evaluate("app.store.change(first)")
    show(shared, "rest", "healthy")
    shared.clock.run_for(600)
    return shared


def show(page, expression, condition="healthy", severity=0):
    page.evaluate(
        "([expression, condition, severity]) => "
        "app.store.change({ expression, condition, severity, side: 'left' })",
        [expression, condition, severity],
    )


def seen(page) -> dict:
    return page.evaluate(
        """() => {
          const { head } = app.stage.scene;
          const at = app.model.vertexOf;
          const y = (pane, name) => head(pane).coarse[3 * at(name) + 1];
          const gap = (side) => y("before", `upper_lid_${side}`) - y("before", `lower_lid_${side}`);
          const eye = head("before").group.children.find(({ name }) => name === "eye_left");
          const rest = app.model.rest[3 * at("cheilion_right") + 1];
          return { left: gap("left"), right: gap("right"), gaze: eye.matrix.elements[8],
                   up: eye.matrix.elements[9],
                   corner: y("after", "cheilion_right") - rest };
        }"""
    )


def run(page, milliseconds: int, step: int = 30) -> list[dict]:
    """What is seen at each step of a time that passes."""
    shots = []
    for _ in range(milliseconds // step):
        page.clock.run_for(step)
        shots.append(seen(page))
    return shots


CLEAR = """(marks) => marks.map((mark) => {
  const [right, name, left] = [...mark.children].map((one) => one.getBoundingClientRect());
  const [pane, note] = [mark, mark.querySelector("small")]
    .map((one) => one.getBoundingClientRect());
  const apart = right.right < name.left && name.right < left.left && name.bottom < note.top;
  return apart && note.left > pane.left && note.right < pane.right && note.height < 45;
})"""
"""Whether R, the name of a pane, L and the note under them, of two lines at most, keep apart."""


def lowest(shots, side: str) -> float:
    return min(shot[side] for shot in shots) / max(shot[side] for shot in shots)


@pytest.mark.slow
def test_an_expression_passes_into_the_next_in_a_fifth_of_a_second(lab):
    show(lab, "open_mouth_smile")
    shots = [shot["corner"] for shot in run(lab, 330)]
    assert shots[-1] > 4
    assert shots == sorted(shots)
    assert sum(0.05 * shots[-1] < x < 0.95 * shots[-1] for x in shots) >= 3
    assert shots[-1] == shots[-2]
    lab.emulate_media(reduced_motion="reduce")
    show(lab, "rest")
    assert run(lab, 60)[-1]["corner"] == pytest.approx(0, abs=0.2)


def test_a_slider_is_followed_at_once(lab):
    show(lab, "open_mouth_smile")
    lab.clock.run_for(400)
    lab.locator("[data-name=smile_right]").first.press("End")
    shots = [shot["corner"] for shot in run(lab, 120)]
    assert shots[1] == shots[-1] < 2


@pytest.mark.slow
def test_a_calm_face_blinks_and_looks_about_and_comes_back(lab):
    before = seen(lab)
    shots = run(lab, 9000, 50)
    assert lowest(shots, "left") < 0.35
    assert lowest(shots, "right") < 0.35
    assert max(abs(shot["gaze"]) for shot in shots) > 0.003
    closed = sum(shot["left"] < 0.9 * before["left"] for shot in shots)
    assert closed * 50 < 3 * 280  # three blinks at most, each over in a fifth of a second
    lab.evaluate("() => app.store.change({ dampening: app.store.get().dampening.map(() => 0.01) })")
    lab.clock.run_for(100)
    assert seen(lab)["left"] == pytest.approx(before["left"], abs=0.05)


@pytest.mark.slow
def test_a_paralysed_eye_does_not_blink_with_the_other(lab):
    show(lab, "rest", "hb_6", 1)
    shots = run(lab, 9000, 50)
    assert lowest(shots, "right") < 0.25
    assert lowest(shots, "left") > 0.4  # what the lid's lifter lets go of
    assert max(shot["up"] for shot in shots) < 0.03  # eyes turn up in a held closure alone
    show(lab, "gentle_eye_closure", "hb_6", 1)
    lab.clock.run_for(600)
    assert seen(lab)["up"] == pytest.approx(0.42, abs=0.03)


@pytest.mark.parametrize(
    "why",
    ["reduced motion"]
    + [pytest.param(x, marks=pytest.mark.slow) for x in ("a range", "a held slider", "a dose")],
)
def test_a_face_keeps_still_when_it_should(lab, why):
    if why == "reduced motion":
        lab.emulate_media(reduced_motion="reduce")
    elif why == "a range":
        lab.locator("[data-overlay=reach]").click()
    elif why == "a dose":
        lab.get_by_role("radio", name="Inject").check(force=True)
    else:
        lab.locator("[data-name=smile_right]").first.hover()
        lab.mouse.down()
    lab.clock.run_for(200)
    shots = run(lab, 9000, 150)
    assert all(shot == shots[0] for shot in shots)


@pytest.mark.slow
def test_movement_is_doubled_in_the_picture_alone_and_says_so(lab):
    show(lab, "open_mouth_smile")
    lab.clock.run_for(600)
    figures = ".fm-key-figures, .fm-sentence"
    once, said = seen(lab)["corner"], lab.locator(figures).all_inner_texts()
    button = lab.locator(".fm-do-twice")
    button.click()
    lab.clock.run_for(200)
    assert seen(lab)["corner"] == pytest.approx(2 * once, rel=1e-4)
    assert lab.locator(figures).all_inner_texts() == said
    names = lab.locator(".fm-pane-name").all_inner_texts()
    assert all("movement doubled for teaching" in name for name in names)
    lab.clock.run_for(200)
    assert lab.locator(".fm-mark").evaluate_all(CLEAR) == [True, True]
    lab.locator("[data-overlay=measures]").click()
    lab.clock.run_for(200)
    assert button.get_attribute("aria-pressed") == "false"  # what is measured is not doubled
    assert seen(lab)["corner"] == pytest.approx(once, rel=1e-4)
    assert "doubled" not in "".join(lab.locator(".fm-pane-name").all_inner_texts())
    button.click()
    lab.clock.run_for(200)
    measures = lab.locator("[data-overlay=measures]")
    assert measures.get_attribute("aria-pressed") == "false"
    assert seen(lab)["corner"] == pytest.approx(2 * once, rel=1e-4)
    button.click()
    lab.clock.run_for(200)
    assert seen(lab)["corner"] == pytest.approx(once, rel=1e-4)
