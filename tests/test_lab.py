"""`facemodel lab` for real: JupyterLab in Chromium runs notebook 01, and a key moves the face."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

from facemodel.commands import lab

pytestmark = pytest.mark.browser

PATIENCE = 120  # s


@pytest.fixture
def address(tmp_path):
    """The lab as the command line starts it, with an empty home."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = tmp_path / "lab.log"
    home = tmp_path / "home"
    home.mkdir()
    jupyter = {name: str(home / name) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR")}
    options = ["--dir", "notebooks", "--port", str(port), "--no-browser"]
    with open(log, "wb") as out:
        server = subprocess.Popen(
            [sys.executable, "-m", "facemodel", "lab", *options],
            cwd=tmp_path,
            env={**os.environ, **jupyter, "HOME": str(home)},
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    try:
        yield _wait_for_address(server, log, port)
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()


def _wait_for_address(server: subprocess.Popen, log, port: int) -> str:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and server.poll() is None:
        found = re.search(rf"http://127\.0\.0\.1:{port}\S+", log.read_text("utf-8"))
        if found:
            try:
                urllib.request.urlopen(found.group(), timeout=5).close()
                return found.group()
            except urllib.error.URLError:
                pass
        time.sleep(0.2)
    raise AssertionError(f"JupyterLab did not start:\n{log.read_text('utf-8')[-2000:]}")


def test_notebook_01_runs_and_a_key_moves_face_and_figures(address, page):
    from test_browser import moved, picture, settle

    assert lab.FIRST in address
    page.set_default_timeout(PATIENCE * 1000)
    page.set_viewport_size({"width": 1700, "height": 1100})  # wide enough for both panes in a row
    page.goto(address, wait_until="commit")
    _run_all_cells(page)
    assert page.locator('[data-mime-type="application/vnd.jupyter.stderr"]').count() == 0
    assert page.locator('[data-mime-type="application/vnd.jupyter.error"]').count() == 0
    assert page.get_by_text("Would you like to receive").count() == 0  # the news pop-up

    page.locator(".fm-picture canvas").first.scroll_into_view_if_needed()
    settle(page)
    still, figures = picture(page), page.locator(".fm-figures").inner_text()
    slider = page.locator("[data-name=eye_left]").first
    slider.focus()
    for _ in range(3):
        page.keyboard.press("PageUp")
    share = moved(still, picture(page))
    assert share["after", "left"] > 0.002
    assert share["after", "right"] < 0.3 * share["after", "left"]
    assert page.locator(".fm-figures").inner_text() != figures

    cells = page.locator(".jp-Cell").count()
    for key in "xddmb":  # in JupyterLab: cut, delete, convert and insert cells; not from a slider
        page.keyboard.press(key)
    page.wait_for_timeout(500)
    assert slider.is_visible()
    assert page.locator(".jp-Cell").count() == cells

    # the exercise grades what the sliders say now
    cell = page.locator(".jp-CodeCell").filter(has_text="exercises.level_smile")
    cell.scroll_into_view_if_needed()
    cell.get_by_text("it falls by 0%").wait_for()
    cell.locator(".cm-content").click()
    page.keyboard.press("Control+Enter")
    cell.get_by_text(re.compile(r"it falls by [1-9]\d%")).wait_for()


def _run_all_cells(page) -> None:
    """Run > Run All Cells, once the kernel answers."""
    page.locator(".jp-Notebook .jp-Cell").first.wait_for()
    started = page.locator(".jp-CodeCell .jp-InputArea-prompt").filter(
        has_text=re.compile(r"[\d*]")
    )
    dialog = page.locator(".jp-Dialog")
    for _ in range(3):
        # "Idle" in the status bar is the kernel's own word; the circle of the toolbar is too early,
        # and on a busy machine running then opens a "Select Kernel" dialog instead.
        page.locator("#jp-main-statusbar").get_by_text("| Idle").wait_for()
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        started.or_(dialog).first.wait_for()
        if not dialog.count():
            break
        dialog.get_by_role("button", name=re.compile("Select")).last.click()
    page.wait_for_function(
        """() => {
          const prompts = [...document.querySelectorAll(".jp-CodeCell .jp-InputArea-prompt")];
          const ran = (prompt) => /^\\[\\d+\\]/.test(prompt.textContent.trim());
          return prompts.length > 0 && prompts.every(ran);
        }"""
    )
