"""Two viewers in one JupyterLab notebook: what keys and clicks do there, and what Python sees."""

import json
import math
import re

import pytest

import walking
from facemodel.cli import lab
from jupyterpage import run_all_cells, served

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CELLS = (
    "import json, facemodel as fm\n"
    "lab = fm.show(expression='smile_social', height=440,\n"
    "              condition=fm.conditions.hemifacial_spasm('left', severity='moderate'))\n"
    "lab",
    "other = fm.show(expression='rest', height=440)\nother",
    "asked = globals().get('asked', 0) + 1\n"
    "print('SAW', asked, json.dumps([[x.case, x.picked, list(x.overlays)] for x in (lab, other)]))",
    "lab.case = {**lab.case, 'expression': 'lip_pucker', 'dampening': {'eye_right': 0.5}}",
)
CONTEXTS = """window.contexts = [];
const whole = HTMLCanvasElement.prototype.getContext;
HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
  const got = whole.call(this, kind, ...rest);
  if (got && kind.startsWith("webgl") && !contexts.includes(got)) contexts.push(got);
  return got;
};"""
ALIVE = "contexts.filter((gl) => !gl.isContextLost()).length"
LOSE = """async () => {
  const gl = document.querySelector(".fm-picture canvas").getContext("webgl2");
  const loss = gl.getExtension("WEBGL_lose_context");
  const wait = (ms) => new Promise((done) => setTimeout(done, ms));
  loss.loseContext(); await wait(300); loss.restoreContext(); await wait(700);
}"""


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    folder = tmp_path_factory.mktemp("jupyter")
    cells = [
        {"cell_type": "code", "id": f"c{k}", "source": text, "metadata": {}, "outputs": [],
         "execution_count": None}
        for k, text in enumerate(CELLS[:3])
    ]  # fmt: skip
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    book = {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    (folder / "notebooks").mkdir()
    (folder / "notebooks" / "two.ipynb").write_text(json.dumps(book))
    with served(folder) as found:
        yield found.replace(lab.FIRST, "two.ipynb")


@pytest.fixture
def notebook(address, page):
    """The notebook, run from top to bottom; nothing outside is asked, nothing fails."""
    page.add_init_script(CONTEXTS)
    page.set_default_timeout(40_000)
    page.set_viewport_size({"width": 1800, "height": 1150})
    page.goto(address, wait_until="commit")
    run_all_cells(page)
    page.locator(".fm-picture canvas").nth(1).wait_for()
    return page


def python(page) -> list:
    """[case, picked, overlays] of both widgets, as a cell prints them."""
    said = page.locator(".jp-CodeCell").nth(2).locator(".jp-OutputArea-output")
    text = "".join(said.all_inner_texts())
    count = int(re.search(r"SAW (\d+)", text).group(1))
    run(page, 2)
    said.filter(has_text=f"SAW {count + 1} ").wait_for()
    return json.loads("".join(said.all_inner_texts()).split(f"SAW {count + 1} ")[1])


def run(page, cell: int):
    page.locator(".jp-CodeCell").nth(cell).locator(".cm-content").click()
    page.keyboard.press("Control+Enter")


def viewer(page, number: int):
    found = page.locator(".facemodel").nth(number)
    found.locator("canvas").first.scroll_into_view_if_needed()
    return found


def test_two_viewers_go_their_own_ways_and_python_follows_each(notebook):
    first, second = viewer(notebook, 0), viewer(notebook, 1)
    still = [walking.read(notebook, k) for k in (0, 1)]
    first.locator("[data-name=eye_left]").first.focus()
    notebook.keyboard.press("End")
    seen = [walking.read(notebook, k) for k in (0, 1)]
    share = walking.quarters(still[0], seen[0])
    assert share["after", "left"] > 0.002 > share["before", "left"]
    assert walking.changed(still[1], seen[1]) == set()
    assert [case["dampening"] for case, *_ in python(notebook)] == [{"eye_left": 1}, {}]
    # undo and redo reach Python
    viewer(notebook, 0)
    first.locator("[data-name=eye_left]").first.focus()
    notebook.keyboard.press("Control+z")
    assert walking.changed(still[0], walking.read(notebook, 0)) == set()
    assert python(notebook)[0][0]["dampening"] == {}
    first.locator("[data-name=eye_left]").first.focus()
    notebook.keyboard.press("Control+Shift+z")
    assert walking.changed(seen[0], walking.read(notebook, 0)) == set()
    assert python(notebook)[0][0]["dampening"] == {"eye_left": 1}
    # a key that belongs to the other one
    second.locator("[data-name=eye_left]").first.focus()
    notebook.keyboard.press("1")
    cases = [case for case, *_ in python(notebook)]
    assert [case["expression"] for case in cases] == ["smile_social", "brow_raise"]


def test_a_click_on_the_skin_tells_python_where(notebook, face):
    box = viewer(notebook, 1).locator(".fm-picture canvas").bounding_box()
    vertex = face.mesh.landmarks["glabella"]
    x, y, z = face.mesh.vertices[vertex]
    # the camera's own sums, in the right pane: a lens of 18 degrees that looks at (0, -1, 55)
    wide, high = box["width"] / 2, box["height"]
    seen_mm = max(248, 176 * high / wide)
    far = seen_mm / 2 / math.tan(math.radians(9)) - (z - 55)
    px = high / (2 * far * math.tan(math.radians(9)))
    at = (box["x"] + 1.5 * wide + x * px, box["y"] + high / 2 - (y + 1) * px)
    notebook.mouse.click(*at)
    (_, nothing, _), (_, picked, _) = python(notebook)
    assert nothing is None
    assert picked["landmark"] == "glabella"
    assert picked["distance_mm"] < 3
    assert math.dist(picked["point_mm"], face.mesh.vertices[picked["vertex"]]) < 5
    assert {"procerus_left", "procerus_right"} & set(picked["muscles"])
    assert picked["area"]


def test_python_sets_the_screen_and_sees_overlays(notebook):
    first = viewer(notebook, 0)
    still = walking.read(notebook, 0)
    notebook.keyboard.press("Escape")
    cell = notebook.locator(".jp-CodeCell").nth(2).locator(".cm-content")
    text = cell.inner_text()
    cell.click()
    notebook.keyboard.press("Control+a")
    notebook.keyboard.insert_text(CELLS[3] + "\n" + text)
    run(notebook, 2)
    first.get_by_text("lip pucker").first.wait_for(state="attached")
    notebook.wait_for_function(
        "document.querySelector('.facemodel [data-name=eye_right]').value === '50'"
    )
    assert {"after right", "figures"} <= walking.changed(still, walking.read(notebook, 0))
    first.locator("[data-name=eye_right]").first.focus()
    notebook.keyboard.press("m")
    assert python(notebook)[0][2] == ["measures", "muscles"]


def test_the_kernel_draws_the_spasm_of_the_very_severity(notebook):
    first = viewer(notebook, 0)
    first.locator("[data-name=severity]").first.focus()
    notebook.keyboard.press("ArrowLeft")
    first.get_by_role("radio", name="live").focus()
    notebook.keyboard.press("Space")
    notebook.wait_for_function(
        "document.querySelector('.facemodel .fm-nearest').textContent === ''", timeout=10_000
    )
    assert first.locator("[data-name=severity]").first.input_value() == "62"
    (case, *_), _ = python(notebook)
    assert (case["severity"], case["time_s"] is None) == (pytest.approx(0.62, abs=0.01), False)
    still = walking.read(notebook, 0)
    first.locator("[data-name=severity]").first.focus()
    notebook.keyboard.press("Control+z")
    notebook.keyboard.press("Control+z")
    assert walking.changed(still, walking.read(notebook, 0))


def test_twelve_runs_of_a_cell_leave_two_contexts(notebook):
    for k in range(12):
        before = notebook.evaluate("contexts.length")
        run(notebook, 0)
        notebook.wait_for_function(f"contexts.length > {before}")
        notebook.locator(".fm-picture canvas").nth(1).wait_for()
        assert notebook.evaluate("document.querySelectorAll('.fm-picture canvas').length") == 2, k
    notebook.wait_for_timeout(500)
    assert notebook.evaluate("contexts.length") >= 14  # as many were made
    assert notebook.evaluate(ALIVE) == 2


def test_a_lost_context_comes_back_with_the_same_picture(notebook):
    viewer(notebook, 0)
    still = walking.read(notebook, 0)
    notebook.evaluate(LOSE)
    assert max(walking.quarters(still, walking.read(notebook, 0)).values()) < 0.002
    first = notebook.locator(".facemodel").first
    first.locator("[data-name=eye_left]").first.focus()
    notebook.keyboard.press("End")
    assert walking.quarters(still, walking.read(notebook, 0))["after", "left"] > 0.002


def test_every_control_by_keyboard_alone(notebook):
    """What cannot be gone round in this way, undo, reset and playing, is in test_keyboard.py."""
    viewer(notebook, 0)
    found = walking.walk(notebook)
    assert sum(stop.startswith("slider") for stop in found) >= 15
    missing = set(walking.KEYS) - set(found) - {"slider day"}
    assert missing == set()
    assert python(notebook)[0][0]["dampening"] == {}  # all of it was taken back
