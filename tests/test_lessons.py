"""A lesson in JupyterLab and in Voila: a prediction and a point marked by click are answered."""

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

import facemodel as fm
from facemodel.cli import app, lab
from jupyterpage import run_all_cells, served

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LESSON = "05_dose_days_and_spread.ipynb"
NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
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
    cell = page.locator(".jp-CodeCell")
    _answers(
        page,
        cell.filter(has_text="when_it_is_back.box"),
        cell.filter(has_text="mark_the_point.show"),
        cell.filter(has_text="mark_the_point.box"),
    )


@pytest.fixture(params=[LESSON])
def voila(tmp_path, request):
    """Voila on the lesson, with the page of `facemodel app`, which asks nothing from outside."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = tmp_path / "voila.log"
    command = [
        sys.executable,
        "-m",
        "voila",
        str(NOTEBOOKS / request.param),
        f"--port={port}",
        "--no-browser",
    ]
    with open(log, "wb") as out:
        server = subprocess.Popen(
            [*command, "--template=facemodel"],
            cwd=tmp_path,
            env={**os.environ, **app.app_environment(None), "HOME": str(tmp_path)},
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    url = f"http://127.0.0.1:{port}/"
    try:
        for _ in range(300):
            try:
                urllib.request.urlopen(f"{url}static/", timeout=2).close()
                break
            except urllib.error.HTTPError:
                break  # it answers
            except (urllib.error.URLError, TimeoutError):
                assert server.poll() is None, log.read_text("utf-8")[-2000:]
                time.sleep(0.2)
        yield url
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()


def test_in_voila(voila, page):
    page.set_default_timeout(PATIENCE * 1000)
    page.set_viewport_size({"width": 1500, "height": 1100})
    page.goto(voila, wait_until="commit")
    page.wait_for_function(
        "[...document.querySelectorAll('button')].filter(b => b.textContent == 'Check').length >= 3"
    )
    assert page.locator(".cm-content, .jp-InputArea-editor").count() == 0  # no code in sight
    cell = page.locator(".jp-CodeCell")
    boxes = cell.filter(has=page.get_by_role("button", name="Check"))
    faces = cell.filter(has=page.locator(".fm-picture"))
    _answers(page, boxes.nth(0), faces.nth(1), boxes.nth(1))


@pytest.mark.parametrize("voila", [lab.FIRST], indirect=True)
def test_lesson_01_by_keyboard_in_voila(voila, page):
    page.set_default_timeout(PATIENCE * 1000)
    page.set_viewport_size({"width": 1500, "height": 1100})
    page.goto(voila, wait_until="commit")
    slider = page.locator("[data-name=eye_left]").first
    slider.wait_for()
    page.locator(".fm-picture canvas").first.wait_for()
    figures = page.locator(".fm-figures").first
    before = figures.inner_text()
    slider.focus()
    for _ in range(3):
        page.keyboard.press("PageUp")
    assert slider.input_value() in ("60", "0.6")
    page.wait_for_function(
        "was => document.querySelector('.fm-figures').innerText !== was", arg=before
    )
    # the first prediction, by keyboard as well: the wrong option, then the right one
    asked = page.locator(".jp-CodeCell").filter(has_text="How far does the left corner")
    options = asked.locator("input[type=radio]")
    options.first.wait_for()
    replies = set()
    options.last.focus()
    page.keyboard.press("Space")
    for key in ("ArrowUp", "ArrowDown"):
        asked.locator("[role=status]").get_by_text(re.compile("Yes|Not quite")).wait_for()
        page.wait_for_timeout(1000)
        replies.add(asked.locator("[role=status]").inner_text().split()[0])
        page.keyboard.press(key)
    assert replies == {"Yes.", "Not"}


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
