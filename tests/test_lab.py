"""`facemodel lab` for real: JupyterLab in Chromium runs notebook 01, and a key moves the face."""

import re

import pytest

from facemodel.cli import lab
from jupyterpage import PATIENCE, run_all_cells, served

pytestmark = pytest.mark.browser


@pytest.fixture
def address(tmp_path):
    with served(tmp_path) as found:
        yield found


def test_notebook_01_runs_and_a_key_moves_face_and_figures(address, page):
    from test_browser import moved, picture, settle

    assert lab.FIRST in address
    page.set_default_timeout(PATIENCE * 1000)
    page.set_viewport_size({"width": 1700, "height": 1100})  # wide enough for both panes in a row
    page.goto(address, wait_until="commit")
    run_all_cells(page)
    assert page.locator('[data-mime-type="application/vnd.jupyter.stderr"]').count() == 0
    assert page.locator('[data-mime-type="application/vnd.jupyter.error"]').count() == 0
    assert page.get_by_text("Would you like to receive").count() == 0  # the news pop-up

    page.locator(".fm-picture canvas").first.scroll_into_view_if_needed()
    settle(page)
    still, figures = picture(page), page.locator(".fm-figures").first.inner_text()
    slider = page.locator("[data-name=eye_left]").first
    slider.focus()
    for _ in range(3):
        page.keyboard.press("PageUp")
    share = moved(still, picture(page))
    assert share["after", "left"] > 0.002
    assert share["after", "right"] < 0.3 * share["after", "left"]
    assert page.locator(".fm-figures").first.inner_text() != figures

    # the wheel scrolls the notebook over the face too; it zooms once the face was clicked
    face = page.locator(".fm-picture canvas").first
    distance = "(e) => e.getBoundingClientRect().top"
    for clicked in (False, True):
        if clicked:
            face.click(position={"x": 20, "y": 60})
        else:
            face.hover(position={"x": 20, "y": 60})
        top, still = face.evaluate(distance), picture(page)
        page.mouse.wheel(0, 120)
        page.wait_for_timeout(500)
        assert (face.evaluate(distance) < top - 50) != clicked
        assert (max(moved(still, picture(page)).values()) > 0.05) == clicked
        page.mouse.wheel(0, -120)
    slider.focus()

    cells = page.locator(".jp-Cell").count()
    for key in "xddmb":  # in JupyterLab: cut, delete, convert and insert cells; not from a slider
        page.keyboard.press(key)
    page.wait_for_timeout(500)
    assert slider.is_visible()
    assert page.locator(".jp-Cell").count() == cells

    # the exercise grades what the sliders of its lab say now
    own = page.locator(".jp-CodeCell").filter(has_text="level_smile.show()")
    cell = page.locator(".jp-CodeCell").filter(has_text="level_smile.box(level)")
    cell.scroll_into_view_if_needed()
    cell.get_by_role("button", name="Check").click()
    cell.get_by_text("it falls by 0%").wait_for()
    own.locator("[data-name=eye_left]").focus()
    for _ in range(3):
        page.keyboard.press("PageUp")
    cell.get_by_role("button", name="Check").click()
    cell.get_by_text(re.compile(r"it falls by [1-9]\d%")).wait_for()
