"""The lab, a question, an exercise and the picker in a marimo notebook, both ways.

marimo comes with the extra of its name; FACEMODEL_MARIMO may name another Python that has it.
"""

import importlib.util
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from conftest import STILL

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ROOT = Path(__file__).parents[1]
PATIENCE_S = 60
NOTEBOOK = """
import marimo
app = marimo.App()

@app.cell
def _():
    import json
    import marimo as mo
    import facemodel as fm
    return fm, json, mo

@app.cell
def _(fm, mo):
    lab = mo.ui.anywidget(fm.show(condition="hemifacial_spasm", height=300))
    lab
    return (lab,)

@app.cell
def _(json, lab, mo):
    lab.value
    mo.md("SAW " + json.dumps(lab.widget.case["dampening"]))
    return

@app.cell
def _(lab, mo):
    def change(_):
        lab.widget.case = {**lab.widget.case, "dampening": {"smile_left": 0.5}}
    mo.ui.button(label="Python changes it", on_change=change)
    return

@app.cell
def _(fm):
    fm.ask("Which eye is narrower?", ["the left one", "the right one"], "the left one", "So.")
    return

@app.cell
def _(fm):
    fm.exercises.which_muscle_1.box()
    return

@app.cell
def _(fm, mo):
    picker = mo.ui.anywidget(fm.pick_landmarks(fm.export_mesh(fm.Case(), "scan.ply", parts=False)))
    picker
    return (picker,)

@app.cell
def _(mo, picker):
    picker.value
    mo.md(f"PICKED {len(picker.widget.landmarks)}")
    return

if __name__ == "__main__":
    app.run()
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    python = os.environ.get("FACEMODEL_MARIMO", sys.executable)
    if python == sys.executable and importlib.util.find_spec("marimo") is None:
        pytest.skip("marimo is not installed (pip install -e '.[marimo]'): its test did not run")
    folder = tmp_path_factory.mktemp("marimo")
    (folder / "book.py").write_text(NOTEBOOK)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    words = ["run", "book.py", "--headless", "--no-token", "--host", "127.0.0.1", "--port", port]
    server = subprocess.Popen(
        [python, "-m", "marimo", *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.STDOUT,
    )
    try:
        yield _answering(f"http://127.0.0.1:{port}")
    finally:
        server.terminate()
        server.wait(20)


def _answering(address: str) -> str:
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return address
        except urllib.error.URLError:
            time.sleep(0.2)
    raise AssertionError("marimo did not start")


@pytest.fixture(scope="module")
def book(address, browser):
    """The notebook as marimo shows it, with everything in it drawn."""
    page = browser.new_context(viewport={"width": 1300, "height": 1000}, **STILL).new_page()
    page.set_default_timeout(PATIENCE_S * 1000)
    page.goto(address)
    page.locator(".fm-picture canvas").first.wait_for()
    page.locator(".fm-clicks-picture canvas").wait_for()
    yield page
    page.context.close()


def test_nothing_says_that_it_is_not_supported(book):
    assert book.get_by_text("not supported").count() == 0
    assert book.locator(".fm-ask").count() == 2


def test_a_slider_changes_python_and_python_moves_the_picture(book):
    slider = book.locator("[data-name=eye_left]").first
    slider.scroll_into_view_if_needed()
    slider.focus()
    book.keyboard.press("End")
    book.get_by_text(re.compile(r'SAW \{"eye_left": 1')).wait_for()
    picture = book.locator(".fm-picture")
    picture.scroll_into_view_if_needed()
    before = picture.screenshot()
    book.get_by_role("button", name="Python changes it").click()
    book.wait_for_function(
        "() => [...document.querySelectorAll('*')].some((e) => e.shadowRoot?.querySelector("
        "'[data-name=smile_left]')?.value > 0) ||"
        "document.querySelector('[data-name=smile_left]')?.value > 0"
    )
    assert slider.input_value() == "0"
    picture.scroll_into_view_if_needed()
    assert picture.screenshot() != before


def test_a_question_replies(book):
    ask = book.locator(".fm-ask").first
    ask.get_by_label("the right one").check()
    ask.get_by_text("Not quite").wait_for()
    ask.get_by_label("the left one").check()
    ask.get_by_text("Yes. So.").wait_for()


def test_an_exercise_replies_to_what_was_typed(book):
    ask = book.locator(".fm-ask").nth(1)
    ask.get_by_role("combobox").fill("frontalis_lateral_left")
    ask.get_by_role("button", name="Check").click()
    ask.get_by_text("not yet").first.wait_for()


def test_a_click_in_the_picker_reaches_python(book):
    canvas = book.locator(".fm-clicks-picture canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    book.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    book.get_by_text("PICKED 1").wait_for()
