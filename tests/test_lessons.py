"""A lesson in JupyterLab: a prediction and a point marked by click are answered."""

import json
import re
from pathlib import Path

import pytest

import facemodel as fm
from facemodel.cli import lab
from jupyterpage import run_all_cells, served

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
LESSON = "05_dose_days_and_spread.ipynb"
PATIENCE = 180  # s


@pytest.fixture
def address(tmp_path):
    with served(tmp_path) as found:
        yield found


def test_in_jupyterlab(address, page):
    page.set_default_timeout(PATIENCE * 1000)
    page.set_viewport_size({"width": 1700, "height": 1100})
    page.goto(address.replace(lab.FIRST, LESSON), wait_until="commit")
    run_all_cells(page)
    asked = ("when_it_is_back.box", "mark_the_point.show", "mark_the_point.box")
    _answers(page, *(page.locator(".jp-Cell").nth(_place(text)) for text in asked))


def _place(text: str) -> int:
    """Number of the cell with this code, which is folded away on the page."""
    cells = json.loads((NOTEBOOKS / LESSON).read_text("utf-8"))["cells"]
    (found,) = [
        k
        for k, cell in enumerate(cells)
        if cell["cell_type"] == "code" and text in "".join(cell["source"])
    ]
    return found


def _answers(page, prediction, face, marking) -> None:
    """A predicted day and a click are answered as Python answers them."""
    day = fm.exercises.when_it_is_back
    _reply(prediction, f"{day.reference():.0f}", "Solved")
    face.scroll_into_view_if_needed()
    picture = face.locator(".fm-picture canvas")
    picture.scroll_into_view_if_needed()
    page.wait_for_timeout(1500)
    box = picture.bounding_box()
    # the pane on the right, on the cheek beside the person's left corner of the mouth
    page.mouse.click(box["x"] + 0.82 * box["width"], box["y"] + 0.72 * box["height"])
    marking.scroll_into_view_if_needed()
    field = marking.locator("input[type=text]")
    for _ in range(100):
        if field.input_value():
            break
        page.wait_for_timeout(100)
    told = fm.exercises.mark_the_point(field.input_value())
    assert told.goals
    marking.get_by_role("button", name="Check").click()
    marking.get_by_text(told.goals[0].reached).wait_for()


def _reply(box, answer: str, said: str) -> None:
    box.scroll_into_view_if_needed()
    box.locator("input[type=text]").fill(answer)
    box.locator("input[type=text]").press("Tab")
    box.get_by_role("button", name="Check").click()
    box.get_by_text(re.compile(said)).wait_for()
