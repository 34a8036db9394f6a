"""Virtual patients in a page that opens from a file: a sitting from its beginning to its file."""

import json
import subprocess
import sys

import pytest

import facemodel as fm
import practice_page
from facemodel.teach.practice import feedback
from facemodel.teach.practice.says import PAGE, SAYS
from facemodel.teach.practice.session import Session
from labpage import AXE, FRAMES, key

pytestmark = pytest.mark.browser

SITTINGS = [Session(1, "easy", 3)]
FIGURES = ".fm-key-figures, .fm-figures, .fm-says, .fm-overlays, .fm-column, .fm-time"
FACE = ".fm-picture canvas"
BEYOND = "document.documentElement.scrollWidth - innerWidth"
SERIOUS = """() => axe.run(".fmp", { preload: false, resultTypes: ["violations"] })
  .then(({ violations }) => violations
    .filter(({ impact }) => ["serious", "critical"].includes(impact))
    .map(({ id, nodes }) => [id, nodes[0].html.slice(0, 200)]))"""


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    return practice_page.written(tmp_path_factory.mktemp("site"), SITTINGS)


@pytest.fixture(scope="module")
def forgetful(tmp_path_factory):
    folder = tmp_path_factory.mktemp("forgetful")
    return practice_page.written(folder, [Session(1, "easy", 1)], lasting=False)


def said(tab) -> str:
    return tab.locator(".fmp-said").inner_text()


def come(tab, button: str) -> None:
    """Waits for the step that has this button, and for its picture."""
    tab.locator(button).wait_for()
    tab.evaluate("practice.ready")
    tab.evaluate(FRAMES)


def grade(tab, patient, off: int = 0) -> dict[str, int]:
    known = {name: max(0, score - off) for name, score in patient.scores().items()}
    for name, score in known.items():
        tab.locator(f".fmp-item select[name={name}]").select_option(str(score))
    return known


def give(tab, muscle: str, expected: str) -> None:
    tab.locator(".fm-dose select").first.select_option(muscle)
    tab.locator(".fm-do-add_point").click()
    tab.locator("[name=expected]").fill(expected)
    tab.locator(".fmp-give").click()


@pytest.mark.slow
def test_a_sitting_of_three_ends_in_a_file_that_python_grades(page_offline, address, tmp_path):
    tab, (first, second, third) = page_offline, SITTINGS[0].patients
    tab.goto(address)
    tab.locator(".fmp-begin").click()
    come(tab, ".fmp-treat")
    assert tab.locator(".fmp-history").inner_text().endswith(first.history)
    assert [one for one in tab.locator(FIGURES).all() if one.is_visible()] == []
    for letter in "mwasldritkb":  # their buttons are hidden, and so is what they show
        key(tab, letter)
    assert tab.locator(".fm-overlays [aria-pressed=true], .fm-atlas:visible").count() == 0
    assert tab.evaluate("practice.lab.stage.shown") == "before"
    key(tab, "3")
    assert tab.evaluate("practice.lab.store.get().expression") == "open_mouth_smile"
    tab.locator(".fmp-treat").click()
    assert said(tab) == SAYS["grade_first"]
    grading = grade(tab, first, off=1)
    tab.locator(".fmp-treat").click()
    come(tab, ".fmp-give")
    assert tab.locator(".fm-key-figures").is_visible()
    tab.locator(".fmp-give").click()
    assert said(tab) == SAYS["plan_first"]
    give(tab, "orbicularis_oculi_palpebral_right", "much")
    assert said(tab).startswith(SAYS["expect_first"].format(why=""))
    box = tab.locator(FACE).first.bounding_box()  # a point on the cheek of the face "after"
    tab.mouse.click(box["x"] + 0.63 * box["width"], box["y"] + 0.55 * box["height"])
    tab.locator(".fm-points tbody tr").nth(1).wait_for()
    tab.locator("[name=expected]").fill("2,6 mm")
    tab.locator(".fmp-give").click()
    come(tab, ".fmp-plan")
    assert tab.locator(".fmp-weeks tbody tr").count() == 7

    tab.reload()
    come(tab, ".fmp-plan")
    tab.locator(".fmp-plan").click()
    come(tab, ".fmp-give")
    assert tab.locator(".fm-points tbody tr").count() == 2  # as it was at the first visit
    tab.reload()
    come(tab, ".fmp-give")
    assert tab.locator(".fm-points tbody tr").count() == 2
    give(tab, "corrugator_right", "2.5")
    come(tab, ".fmp-done")
    assert tab.locator(".fmp-plan").count() == 0
    tab.locator(".fmp-done").click()
    come(tab, ".fmp-next")
    told = tab.locator(".fmp-side [role=status] p").all_inner_texts()

    for patient, choice in ((second, second._right), (third, "leave")):
        tab.locator(".fmp-next").click()
        come(tab, ".fmp-leave")
        assert tab.locator(".fmp-history").inner_text().endswith(patient.history)
        tab.locator(f".fmp-{choice}").click()
    come(tab, ".fmp-next")
    tab.locator(".fmp-next").click()
    tab.locator("[name=name]").fill("Kim <b>")
    with tab.expect_download() as download:
        tab.locator(".fmp-save").click()
    path = tmp_path / download.value.suggested_filename
    download.value.save_as(path)

    sitting, name = fm.patients.load_results(path)
    assert (name, sitting.made_with, len(sitting.attempts)) == ("Kim <b>", "", 3)
    assert sitting.attempts[0].grading == grading
    assert [len(one.treatments) for one in sitting.attempts] == [2, 0, 0]
    assert told == [line.strip() for line in feedback.feedback(sitting.attempts[0])]
    assert f"{sitting.total:.0f} of 100" in tab.locator(".fmp-room").inner_text()
    kept = json.loads(tab.evaluate("localStorage.getItem('practice')"))
    assert [one["marks"] for one in kept["attempts"]] == pytest.approx(sitting.curve, abs=0.01)
    command = [sys.executable, "-m", "facemodel", "grade", path, "-o", tmp_path / "class.html"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "Kim &lt;b&gt;" in (tmp_path / "class.html").read_text("utf-8")


@pytest.mark.slow
def test_it_works_by_keyboard_alone(page_offline, address):
    tab = page_offline
    tab.goto(address)

    def to(button: str) -> None:
        for _ in range(80):
            if tab.evaluate("(one) => document.activeElement?.matches(one)", button):
                return
            tab.keyboard.press("Tab")
        raise AssertionError(f"Tab does not come to {button}")

    to(".fmp-begin")
    tab.keyboard.press("Enter")
    come(tab, ".fmp-treat")
    assert tab.evaluate("document.activeElement.matches('.fmp-bar h2')")
    for _ in SITTINGS[0].patients[0].scores():
        to(".fmp-item select:not(.done)")
        tab.evaluate("document.activeElement.classList.add('done')")
        tab.keyboard.press("ArrowDown")
    to(".fmp-treat")
    tab.keyboard.press("Enter")
    come(tab, ".fmp-give")
    to(".fm-do-add_point")
    tab.keyboard.press("Enter")
    to("[name=expected]")
    tab.keyboard.type("2")
    to(".fmp-give")
    tab.keyboard.press("Enter")
    come(tab, ".fmp-done")
    to(".fmp-done")
    tab.keyboard.press("Enter")
    come(tab, ".fmp-next")
    assert tab.evaluate("document.activeElement.matches('.fmp-told')")
    to(".fmp-next")


@pytest.mark.parametrize(
    "width", [360, *(pytest.param(w, marks=pytest.mark.slow) for w in (900, 1366))]
)
def test_nothing_lies_beyond_the_edge_and_nothing_serious_bars_anybody(
    page_offline, forgetful, width
):
    tab = page_offline
    tab.set_viewport_size({"width": width, "height": 780})
    tab.goto(forgetful)
    tab.add_script_tag(path=str(AXE))
    assert tab.locator(".fmp-note").inner_text() == PAGE["not_kept"]

    def look() -> None:
        tab.evaluate(FRAMES)
        assert tab.evaluate(BEYOND) <= 0
        assert tab.evaluate(SERIOUS) == []

    look()
    tab.locator(".fmp-begin").click()
    come(tab, ".fmp-treat")
    look()
    face = tab.locator(FACE).first.bounding_box()
    assert min(face["width"], face["height"]) > 250
    grade(tab, SITTINGS[0].patients[0])
    tab.locator(".fmp-treat").click()
    come(tab, ".fmp-give")
    look()
    face, panel = (tab.locator(one).first.bounding_box() for one in (FACE, ".fm-dose"))
    beside, under = face["x"] + face["width"], face["y"] + face["height"]
    assert face["width"] > 0.3 * width
    assert panel["x"] >= beside or panel["y"] >= under
    give(tab, "corrugator_right", "2")
    come(tab, ".fmp-done")
    look()
    tab.locator(".fmp-done").click()
    come(tab, ".fmp-next")
    look()
    tab.locator(".fmp-next").click()
    tab.locator(".fmp-save").wait_for()
    look()
