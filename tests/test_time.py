"""Time on the screen: days after injections, seconds of a spasm, by keyboard, as in Python."""

import json

import numpy as np
import pytest

import facemodel as fm
from facemodel.view import page as pages
from facemodel.view.scene import over_time
from test_browser import moved, picture, settle, slider
from test_bundle import run

CASE = fm.Case(
    condition="hemifacial_spasm",
    side="left",
    severity="moderate",
    expression="smile_social",
    injections=[
        fm.Injection(5, muscle="orbicularis_oculi_orbital_lateral_left"),
        fm.Injection(5, muscle="zygomaticus_major_left"),
    ],
    day=14,
)


def test_the_scale_of_days_runs_both_ways_and_reaches_four_months(node, tmp_path):
    days = [0, 1, 14, 120.5]
    got = run(
        node,
        tmp_path,
        f"""
        import {{ dayAt, lastDay, placeOf }} from "js/panels/clock.js";
        const back = {days}.map((day) => dayAt(placeOf(day, 150), 150));
        console.log(JSON.stringify([back, lastDay([0, 30], 5), lastDay([0], 200), lastDay([], 0)]));
    """,
    )
    assert got[0] == pytest.approx(days)
    assert got[1:] == [150, 200, 120]


def test_a_sampled_spasm_holds_the_second_asked_for_and_its_first_contraction():
    spasm = fm.conditions.hemifacial_spasm("left", "mild")
    row, samples = over_time.course(spasm, 0.5)
    assert samples.shape == (over_time.LENGTH_S * over_time.RATE_HZ + 1, len(fm.MUSCLES))
    assert samples[: 3 * over_time.RATE_HZ].max() > 0.05  # a mild one pauses for 20 s
    row, samples = over_time.course(spasm, 0.5, 500.0)
    assert row["start_s"] <= 500 < row["start_s"] + over_time.LENGTH_S
    at = round((500 - row["start_s"]) * over_time.RATE_HZ)
    np.testing.assert_array_equal(samples[at], spasm.process.involuntary(np.array([500.0]), 0.5)[0])


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """A page with a treated spasm; its still picture is left out."""
    place = tmp_path_factory.mktemp("time") / "page.html"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pages, "plan_of", lambda *_: None)
        text = pages.page_text(CASE, "Time", "", {"tone": "medium", "height": 300}, b"")
    place.write_text(text, encoding="utf-8")
    return place.as_uri()


@pytest.fixture
def live(page, address):
    page.emulate_media(reduced_motion="no-preference")
    page.goto(address)
    page.locator("#lab .facemodel").wait_for()
    settle(page)
    return page


def state(page) -> dict:
    return json.loads(
        page.evaluate(
            "(({ day, time }) => JSON.stringify({ day, time }))(facemodelPage.store.get())"
        )
    )


def wait_until(page, condition: str):
    """By polling from here: the page's policy forbids to evaluate text in it."""
    for _ in range(100):
        if page.evaluate(f"(({{ day, time }}) => {condition})(facemodelPage.store.get())"):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"never: {condition}; {state(page)}")


@pytest.mark.browser
def test_days_pass_by_keyboard_and_by_playing(live, face):
    day = slider(live, "day")
    assert day.get_attribute("aria-valuetext") == "day 14"
    day.focus()
    seen = []
    for key in ("ArrowRight", "PageUp", "ArrowLeft", "PageDown", "End", "Home"):
        live.keyboard.press(key)
        seen.append(state(live)["day"])
    assert seen == [15, 22, 21, 14, 120, 0]
    untreated = picture(live)
    signs = live.locator(".fm-figures .fm-sign").all_inner_texts()
    assert {sign.strip() for sign in signs} == {"="}  # on day 0 nothing acts
    assert "By day 0 the injected dose has no effect" in live.locator(".fm-sentence").inner_text()
    for _ in range(2):
        live.keyboard.press("PageUp")
    share = moved(untreated, picture(live))
    assert share["after", "left"] > 0.005
    assert share["before", "left"] == share["before", "right"] == 0
    corner = np.linalg.norm(
        (face.deform(CASE.drive(face)) - face.mesh.vertices)[face.mesh.landmarks["cheilion_left"]]
    )
    assert f"{corner:.1f}" in live.locator(".fm-figures tr", has_text="corner").inner_text()
    live.keyboard.press("Space")
    wait_until(live, "day > 16")
    live.keyboard.press("Space")
    stopped = state(live)
    live.wait_for_timeout(300)
    assert state(live) == stopped
    live.keyboard.press("Control+z")  # all that played is one step
    settle(live)
    assert state(live)["day"] == 14
    live.locator(".fm-doses summary").press("Enter")
    doses = live.locator(".fm-doses").inner_text()
    assert "units over the left zygomaticus major, " in doses
    assert "mm deep, day 0" in doses
    assert "not interchangeable" in doses


@pytest.mark.browser
def test_a_spasm_runs_in_seconds_and_only_where_there_is_one(live):
    seconds = slider(live, "seconds")
    assert seconds.count() == 0  # at its peak the slider has the days
    held = picture(live)
    live.get_by_role("radio", name="live").focus()
    live.keyboard.press("Space")
    settle(live)
    assert state(live)["time"] is not None
    assert moved(held, picture(live))["before", "left"] > 0.005  # it starts before the first burst
    before = state(live)["time"]
    live.get_by_role("button", name="Play the seconds").press("Enter")
    wait_until(live, f"time > {before} + 1")
    live.get_by_role("button", name="Pause the seconds").press("Enter")
    assert live.locator(".fm-nearest").inner_text() == ""  # moderate is in the table
    slider(live, "severity").press("ArrowLeft")
    settle(live)
    assert "severity of 67 %, the nearest in the table" in live.locator(".fm-nearest").inner_text()
    live.get_by_label("Condition").select_option("hb_4")
    settle(live)
    assert not seconds.is_visible()
    assert slider(live, "day").is_visible()


@pytest.mark.slow
@pytest.mark.browser
def test_where_motion_is_unwelcome_days_go_from_mark_to_mark(live):
    live.emulate_media(reduced_motion="reduce")
    note = "({ day }) => seen.push([Math.round(1e6 * day) / 1e6, performance.now()])"
    live.evaluate(f"() => {{ window.seen = []; facemodelPage.store.subscribe({note}); }}")
    live.get_by_role("button", name="Play the days").click()
    wait_until(live, "day > 31")
    live.get_by_role("button", name="Pause the days").click()
    seen = dict(live.evaluate("seen"))
    first, second = list(seen)[:2]
    assert (first, second) == (30, 60)
    assert seen[60] - seen[30] > 700
