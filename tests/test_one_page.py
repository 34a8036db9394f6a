"""The one-page report: it fits on one sheet, and what it says is what the model finds."""

import numpy as np
import pytest

import facemodel as fm
from conftest import missing
from facemodel.cli import main
from facemodel.data import constants
from facemodel.view import wording
from facemodel.view.report import one_page, photos
from facemodel.view.report.findings import find
from facemodel.view.stills import chromium
from test_report import grey

SPASM = fm.Case(
    condition="hemifacial_spasm", side="left", expression="smile_social",
    dampening={"eye_left": 0.6, "smile_left": 0.2},
)  # fmt: skip
FULL = fm.Case(
    condition="hb_5",
    side="left",
    expression="open_mouth_smile",
    injections=[fm.Injection(6, landmark=name) for name in ("malar_right", "glabella")],
    dampening={"eye_left": 0.6, "smile_right": 0.8, "jaw_right": 0.5},
    person={"seed": 3, "index": 1},
    day=14,
)


@pytest.fixture
def undrawn(monkeypatch):
    monkeypatch.setattr(photos, "portraits", grey)


def text(case, title="", note=""):
    return one_page.text_of(find(case), title, note, "medium")


@pytest.mark.browser
@pytest.mark.parametrize("case", [fm.Case(), SPASM, FULL], ids=["healthy", "spasm", "full"])
def test_it_prints_on_one_sheet_with_the_longest_words(case, undrawn):
    try:
        chromium.browser()
    except fm.FaceModelError as error:
        missing(str(error))
    words = "wide word " * 40
    longest = text(case, words[: one_page.MOST_TITLE], words[: one_page.LONGEST_NOTE])
    assert chromium.print_pdf(longest).count(b"/Type /Page\n") == 1


@pytest.mark.browser
def test_with_a_recording_it_still_prints_on_one_sheet(undrawn):
    take = fm.sample_recording()
    words = "wide word " * 40
    title, note = words[: one_page.MOST_TITLE], words[: one_page.LONGEST_NOTE]
    made = one_page.text_of(find(SPASM), title, note, "medium", take, take)
    assert "<h2>The recording</h2>" in made
    assert "Brow: left 7.6 mm, right 5.0 mm" in made
    assert "Changed by more than measuring errors: nothing." in made
    mine = fm.movements.strengths(take).case()
    estimated = one_page.text_of(find(mine), "", "", "medium", take)
    assert "Nothing is weakened here" in estimated
    assert "What is done" not in estimated
    try:
        chromium.browser()
    except fm.FaceModelError as error:
        missing(str(error))
    assert chromium.print_pdf(made).count(b"/Type /Page\n") == 1


def test_it_says_aim_worst_task_and_what_to_watch_for(undrawn):
    said, found = text(SPASM), find(SPASM)
    before, after = found.readout("asymmetry")[0].values
    assert f"{before:.2f} mm before and {after:.2f} mm after" in said
    for head in ("Aim", "What changes", "Worst task", "What to watch for"):
        assert f"<h2>{head}</h2>" in said
    sheet = one_page.Sheet(found)
    # the plan's tasks, as the long report counts them
    long = found.own[1]
    assert sheet._kept.keys() == long.keys()
    np.testing.assert_allclose([sheet._kept[k] for k in long], list(long.values()), atol=0.01)


def test_a_task_that_gets_worse_and_an_eye_that_stays_open_are_named(undrawn):
    said = " ".join(one_page.Sheet(find(FULL)).watch)
    gap = find(FULL).readout("gap")[0].values
    assert f"The left eye does not close: a gap of {gap[0]:.1f} → {gap[1]:.1f} mm stays" in said
    worst = one_page.Sheet(find(SPASM))
    k = worst._hardest
    grown = float(worst._differ_mm[k, 1] - worst._differ_mm[k, 0])
    assert ("worse than before" in worst.worst) == (grown >= constants.value("scales.worse_mm"))
    assert grown >= constants.value(
        "scales.worse_mm"
    )  # forced closure pays for the eye that is weakened


def test_a_case_without_treatment_has_no_before_and_after(undrawn):
    said = text(fm.Case(condition="hb_4", side="left"))
    assert "Nothing is weakened here" in said
    assert "before is on the left" not in said


def test_the_command_makes_it_and_long_notes_are_refused(undrawn, tmp_path, capsys):
    file = tmp_path / "one.html"
    assert main.main(["report", "--one-page", "-o", str(file), "--note", "For the ward."]) == 0
    assert "For the ward." in file.read_text("utf-8")
    assert main.main(["report", "--one-page", "-o", str(file), "--note", "x" * 401]) == 2
    assert "at most 400 characters" in capsys.readouterr().err
    with pytest.raises(fm.FaceModelError, match="one_page is True or False"):
        fm.report(SPASM, file, one_page=1)


@pytest.mark.browser
def test_pictures_of_a_row_are_in_line_where_a_caption_wraps(undrawn, page_offline, tmp_path):
    file = tmp_path / "one.html"
    file.write_text(text(SPASM), "utf-8")
    page_offline.set_viewport_size({"width": 760, "height": 1000})
    page_offline.goto(file.as_uri())
    heads = page_offline.locator(".task figcaption b")
    assert len({box["height"] for box in map(lambda b: b.bounding_box(), heads.all())}) > 1
    tops = {round(image.bounding_box()["y"], 1) for image in page_offline.locator("img").all()}
    assert len(tops) == 1


@pytest.mark.parametrize(
    ("share", "said"),
    [(0.614, "61 % of it is preserved"), (0.998, "it is preserved in full"),
     (1.03, "it is 3 % larger than before")],
)  # fmt: skip
def test_movement_that_grows_is_not_called_preserved(share, said):
    assert wording.preserved(share, "it") == said


def test_where_every_task_moves_farther_none_is_said_to_lose(undrawn, monkeypatch):
    monkeypatch.setattr(one_page.Sheet, "_kept", {"snarl left": 1.02, "snarl right": 1.04})
    said = one_page.Sheet(find(SPASM)).changes
    assert "tasks is 3 % larger than before. No task loses movement." in said
