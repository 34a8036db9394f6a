"""An exercise from the lab to a learner to the class, and presenter mode, in Chromium, offline."""

import json
from importlib import resources
from pathlib import Path

import pytest

import facemodel as fm
from facemodel.cli import main
from facemodel.cli.files import demo_case
from facemodel.data import constants
from facemodel.teach.classroom.classroom import read_class
from facemodel.teach.site import pages
from facemodel.teach.site.folder import HANDED, LAB, START
from facemodel.teach.site.lessons import lesson_page, listed
from facemodel.teach.site.parts import part, viewer_part
from facemodel.view import page as packing
from facemodel.view.viewer import bundle
from labpage import AXE, BEYOND
from test_made import EXAMPLE, MADE, NAMED

pytestmark = pytest.mark.browser
NOTEBOOK = sorted((Path(__file__).parents[1] / "notebooks").glob("01_*.ipynb"))[0]
SMILE = fm.exercises.SPASM_SMILE.contents()
SERIOUS = """() => axe.run({ preload: false, resultTypes: ["violations"] })
  .then(({ violations }) => violations
    .filter(({ impact }) => ["serious", "critical"].includes(impact))
    .map(({ id, nodes }) => [id, nodes[0].html.slice(0, 200)]))"""

DROP = """(text) => {
  const data = new DataTransfer();
  data.items.add(new File([text], "made.json", { type: "application/json" }));
  const drop = new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true });
  document.getElementById("room").dispatchEvent(drop);
}"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The folder without virtual patients, with one lesson."""
    place = tmp_path_factory.mktemp("site")
    (place / "parts").mkdir()
    style = resources.files("facemodel.view").joinpath("templates/site.css")
    face = packing.packed_face(fm.load(), constants.digest())
    for name, data in {
        "parts/site.css": style.read_bytes(),
        "parts/site.js": bundle("site").read_bytes(),
        "parts/viewer.js": viewer_part(),
        f"parts/{pages.FACE}.js": part(pages.FACE, face),
        LAB: pages.lab_page(demo_case()),
        HANDED: pages.handed_page(),
        START: pages.start_page(listed([NOTEBOOK])),
    }.items():
        (place / name).write_bytes(data)
    return place


@pytest.fixture(scope="module")
def lesson(site):
    (site / "lesson-01.html").write_bytes(lesson_page(NOTEBOOK))
    return (site / "lesson-01.html").as_uri()


def go(tab, site, name: str):
    tab.goto((site / name).as_uri())
    for _ in range(600):  # the page's policy lets no test wait by a text that is evaluated there
        if tab.evaluate("Boolean(globalThis.facemodelRoom)"):
            break
        tab.wait_for_timeout(50)
    return tab


def choose(tab, button: str, file) -> None:
    with tab.expect_file_chooser() as chosen:
        tab.get_by_role("button", name=button).click()
    chosen.value.set_files(file)


def opened(tab, site, tmp_path, values):
    """The page of exercises, with this one opened."""
    (tmp_path / "made.json").write_text(json.dumps(values))
    go(tab, site, HANDED)
    choose(tab, "Open an exercise", tmp_path / "made.json")
    tab.get_by_role("button", name="Check").wait_for()
    return tab


def check(tab) -> str:
    tab.get_by_role("button", name="Check").click()
    return tab.locator(".handed-asked").inner_text()


def test_only_the_controls_that_an_exercise_allows_are_there(page_offline, site, tmp_path):
    few = {**MADE, "controls": {"weaken": ["eye_left", "smile_left"], "points": False}}
    tab = opened(page_offline, site, tmp_path, few)
    shown = [one.get_attribute("data-name") for one in tab.locator("[data-name]:visible").all()]
    assert sorted(shown) == ["eye_left", "smile_left"]
    for hidden in ("Condition", "Person", "Inject", "Plan", "Save case"):
        assert not tab.get_by_text(hidden, exact=True).first.is_visible(), hidden
    tab.evaluate("facemodelRoom.lab.open({...facemodelRoom.lab.case(), dampening: {eye_right: 1}})")
    assert tab.evaluate("facemodelRoom.lab.case().dampening") == {}
    assert "it falls by 0%" in check(tab)
    assert tab.get_by_text("Look at the eye.").is_visible()


@pytest.mark.slow
def test_from_the_lab_to_a_learner_to_the_class(page_offline, site, tmp_path):
    tab = go(page_offline, site, LAB)
    tab.evaluate("(given) => facemodelRoom.open(given)", SMILE)
    tab.get_by_role("button", name="Make an exercise").click()
    save = tab.get_by_role("button", name="Save the exercise")
    save.click()
    tab.get_by_text("Give it a title.").wait_for()
    tab.locator("[name=title]").fill("Level <b>this</b>")
    tab.locator("[name=question]").fill("Make the smile level.")
    tab.locator("[name=hint]").first.fill("Look at the eye.")
    tab.locator("[name=why]").fill("The eye pulls most.")
    save.click()
    tab.get_by_text("The example does not reach every goal").wait_for()
    tab.evaluate("(given) => facemodelRoom.open(given)", {**SMILE, **EXAMPLE})
    with tab.expect_download() as download:
        save.click()
    download.value.save_as(tmp_path / "made.json")
    made = json.loads((tmp_path / "made.json").read_text())
    assert (made["title"], made["goals"]) == ("Level <b>this</b>",
                                              [{"kind": "falls", "percent": 50}])  # fmt: skip
    assert "mouth_ring" not in json.dumps(made["case"])
    one = fm.load_exercise(tmp_path / "made.json")
    assert one(one.reference()).solved

    opened(tab, site, tmp_path, made)
    assert tab.locator(".handed-asked h2").inner_text() == "Level <b>this</b>"
    check(tab)
    tab.reload()
    tab.get_by_role("button", name="Level <b>this</b>").click()
    tab.get_by_text("tries: 1").wait_for()
    tab.get_by_role("button", name="Give up").click()
    tab.get_by_text("The eye pulls most.").wait_for()
    assert tab.evaluate("facemodelRoom.lab.case().dampening") == EXAMPLE["dampening"]
    check(tab)
    tab.get_by_text("Solved, in this model.").wait_for()

    go(tab, site, START)
    tab.get_by_label("Student id").fill("=Kim 7")
    tab.get_by_label("Student id").press("Tab")
    with tab.expect_download() as download:
        tab.get_by_role("button", name="Save my results").click()
    download.value.save_as(tmp_path / "kim.json")
    (one,) = read_class([tmp_path / "kim.json"]).learners
    (entry,) = one.record.entries
    assert (entry.what, entry.kind, entry.lesson) == ("exercise", "Level <b>this</b>", 0)
    assert (entry.right, entry.solved, entry.gave_up, entry.tries) == (False, True, True, 2)
    table = tmp_path / "grades.csv"
    assert main.main(["grade", str(tmp_path / "kim.json"), "--csv", str(table),
                      "-o", str(tmp_path / "class.html")]) == 0  # fmt: skip
    assert "'=Kim 7" in table.read_text("utf-8-sig")
    assert "<b>this</b>" not in (tmp_path / "class.html").read_text()


@pytest.mark.slow
def test_a_file_is_dropped_and_its_muscles_are_named(page_offline, site):
    tab = go(page_offline, site, HANDED)
    tab.evaluate(DROP, json.dumps(NAMED))
    tab.get_by_role("button", name="Check").wait_for()
    tab.locator(".fm-picture canvas").first.wait_for()
    assert not tab.locator(".fm-side-pane").is_visible()
    assert "mentalis" not in tab.locator(".handed-lab").inner_text().lower()
    answer = tab.get_by_label("Your answer")
    answer.fill("mentalis left, masseter left")
    assert "1 right, 1 wrong" in check(tab)
    answer.fill("mentalis left, mentalis right")
    assert "They lift it." in check(tab)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "This file has no exercise"),
        (json.dumps({**MADE, "schema": "facemodel.exercise/0"}), "This file has no exercise"),
        (json.dumps({**MADE, "goals": [{"kind": "grin"}]}), "because of its goals."),
        (json.dumps({**MADE, "case": {"day": -1}}), "because of its day."),
        (" " * 200_001, "is larger than 0.2 MB"),
    ],
)
def test_a_file_that_is_no_exercise_changes_nothing(page, site, tmp_path, text, said):
    (tmp_path / "bad.json").write_text(text)
    go(page, site, HANDED)
    choose(page, "Open an exercise", tmp_path / "bad.json")
    page.get_by_text(said).wait_for()
    assert page.evaluate("localStorage.length") == 0


@pytest.mark.slow
def test_a_room_guesses_before_it_is_told(page_offline, lesson):
    tab = page_offline
    tab.goto(lesson)
    tab.get_by_role("button", name="Present").click()
    poll = tab.locator(".poll:visible")
    for _ in range(30):
        if poll.count():
            break
        tab.keyboard.press("PageDown")
    for press in ("1", "1", "2", "2", "2", "Shift+1"):
        tab.keyboard.press(press)
    assert [one.input_value() for one in poll.locator("input.count").all()][:2] == ["1", "3"]
    assert not poll.locator(".bar").count()
    assert not poll.get_by_text("Answer:").count()
    tab.keyboard.press("Enter")
    right = poll.locator("li.right .option").inner_text().removesuffix("✓").strip()
    poll.get_by_text(f"Answer: {right}.").wait_for()
    tab.keyboard.press("2")
    assert poll.locator("span.count").all_inner_texts()[:2] == ["1 · 25 %", "3 · 75 %"]
    size = "parseFloat(getComputedStyle(document.querySelector('.poll')).fontSize)"
    assert tab.evaluate(size) >= 24
    tab.keyboard.press("Escape")
    assert not tab.locator(".poll").count()
    assert tab.locator("h1").first.is_visible()


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1366, 390])
def test_forms_fit_and_can_be_read(page, site, tmp_path, width, scheme):
    page.set_viewport_size({"width": width, "height": 768})
    page.emulate_media(color_scheme=scheme)
    warned = []
    page.on("console", lambda m: warned.append(m.text) if "glViewport" in m.text else None)
    for show in ("make", "asked"):
        if show == "make":
            go(page, site, LAB).get_by_role("button", name="Make an exercise").click()
            page.locator("[name=title]").wait_for()
        else:
            opened(page, site, tmp_path, MADE)
            check(page)
        beyond = [one for one in page.evaluate(BEYOND) if "fm-" not in one[1]]
        assert beyond == []
        page.evaluate(AXE.read_text("utf-8"))
        assert page.evaluate(SERIOUS) == []
    assert warned == []
