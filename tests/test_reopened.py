"""A notebook that ran, was saved and is opened again: still faces and words, nowhere an error."""

import json
import shutil

import pytest

from facemodel.cli import lab
from facemodel.view.widget.saved_output import ANSWER_LINE, BEGIN_LINE, FACE_LINE
from jupyterpage import end_kernels, run_all_cells, served

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NAME = "reopened.ipynb"
CELLS = (
    "import facemodel as fm\nfm.show(condition='hemifacial_spasm', height=440)",
    "fm.ask('Which eye is narrower?', ['the left one', 'the right one'], 'the left one', 'So.')",
    "fm.exercises.which_muscle_1.box()",
    "fm.patients.Sitting(seed=2026, level='easy', count=2).show()",
)
LINES = (FACE_LINE, ANSWER_LINE, ANSWER_LINE, BEGIN_LINE)


@pytest.fixture(scope="module")
def lab_server(tmp_path_factory):
    """Address of a notebook that did not run yet, and its file."""
    folder = tmp_path_factory.mktemp("reopened")
    cells = [
        {"cell_type": "code", "id": f"c{k}", "source": text, "metadata": {}, "outputs": [],
         "execution_count": None}
        for k, text in enumerate(CELLS)
    ]  # fmt: skip
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    book = {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    (folder / "notebooks").mkdir()
    file = folder / "notebooks" / NAME
    file.write_text(json.dumps(book))
    with served(folder) as found:
        yield found.replace(lab.FIRST, NAME), file


@pytest.fixture(scope="module")
def saved(lab_server, browser):
    """The notebook run and saved in JupyterLab, its kernel ended; what was seen while it lived."""
    address, file = lab_server
    page = opened(browser, address)
    run_all_cells(page)
    page.locator(".fm-picture canvas").first.wait_for()
    page.get_by_role("button", name="Begin").wait_for()
    alive = {
        "text": page.locator(".jp-Notebook").inner_text(),
        "stills": page.locator("[class^=fm-kept-]:visible").count(),
        "kept": page.locator("[class^=fm-kept-]").count(),
        "outputs": page.locator(".jp-OutputArea-child:visible").count(),
    }
    page.keyboard.press("Escape")
    page.keyboard.press("Control+s")
    page.wait_for_function("!document.querySelector('.jp-mod-dirty')")
    end_kernels(page)
    page.context.close()
    return address, file, alive


def opened(browser, address):
    page = browser.new_context(
        viewport={"width": 1500, "height": 1900}, reduced_motion="reduce"
    ).new_page()
    page.set_default_timeout(60_000)
    page.goto(address, wait_until="commit")
    page.locator(".jp-Notebook .jp-Cell").first.wait_for()
    page.locator("#jp-main-statusbar").get_by_text("| Idle").wait_for()
    return page


def shows_stills(page) -> None:
    face = page.locator(".jp-CodeCell").first.locator("img")
    face.wait_for()
    box = face.bounding_box()
    assert (round(box["width"]), round(box["height"])) == (300, 398)
    for k, line in enumerate(LINES):
        cell = page.locator(".jp-CodeCell").nth(k)
        assert cell.get_by_text(line, exact=True).is_visible()
    said = page.locator(".jp-Notebook").inner_text()
    assert "Which eye is narrower?" in said
    assert "the right one" in said
    for bad in ("model not found", "Error", "Loading", "FaceWidget", "VBox"):
        assert bad not in said


def test_alive_there_is_the_widget_alone(saved):
    *_, alive = saved
    assert alive["kept"] == alive["outputs"] == len(CELLS)
    assert alive["stills"] == 0
    assert not any(line in alive["text"] for line in LINES)


def test_reopened_there_is_a_picture_and_no_error(saved, browser):
    address, *_ = saved
    page = opened(browser, address)
    # JupyterLab has given the widgets up, which is what must not be seen
    failed = page.get_by_text("Error displaying widget: model not found")
    failed.nth(len(CELLS) - 1).wait_for(state="attached")
    shows_stills(page)
    # and running brings it to life
    run_all_cells(page)
    page.locator(".fm-picture canvas").first.wait_for()
    assert page.locator("[class^=fm-kept-]:visible").count() == 0
    end_kernels(page)
    page.context.close()


def test_on_another_machine_that_does_not_trust_it_too(saved, browser, tmp_path):
    _, file, _ = saved
    (tmp_path / "notebooks").mkdir()
    shutil.copy(file, tmp_path / "notebooks" / NAME)
    with served(tmp_path) as found:
        page = opened(browser, found.replace(lab.FIRST, NAME))
        assert page.locator(".jp-RenderedHTML.jp-mod-trusted").count() == 0
        shows_stills(page)
        page.context.close()


def test_exported_as_html_too(saved, browser, tmp_path):
    nbconvert = pytest.importorskip("nbconvert")
    _, file, _ = saved
    made = tmp_path / "page.html"
    made.write_text(nbconvert.HTMLExporter().from_filename(str(file))[0], "utf-8")
    page = browser.new_context(
        viewport={"width": 1200, "height": 1600}, offline=True, reduced_motion="reduce"
    ).new_page()
    page.goto(made.as_uri())
    face = page.locator("img")
    assert face.count() == 1
    assert face.evaluate("(it) => it.complete && it.naturalWidth") == 480
    said = page.locator("body").inner_text()
    for line in LINES:
        assert line in said
    assert "Error" not in said
    page.context.close()
