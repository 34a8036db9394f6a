"""The same notebook in Voila: no code in sight, the sliders work, nothing of ours leaves."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from facemodel.commands import lab

pytestmark = [pytest.mark.browser, pytest.mark.slow]
NOTEBOOK = Path(__file__).parents[1] / "notebooks" / lab.FIRST
# Voila's own template asks a CDN for its icons; `facemodel app` will bring a template that does not
VOILAS_OWN = "fontawesome"


@pytest.fixture
def address(tmp_path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    shutil.copy(NOTEBOOK, tmp_path)
    log = tmp_path / "voila.log"
    home = {name: str(tmp_path / name) for name in ("HOME", "JUPYTER_CONFIG_DIR")}
    with open(log, "wb") as out:
        server = subprocess.Popen(
            [sys.executable, "-m", "voila", lab.FIRST, f"--port={port}", "--no-browser"],
            cwd=tmp_path,
            env={**os.environ, **home},
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


def test_a_key_moves_the_face_in_voila(address, browser):
    from test_browser import moved, picture, settle

    context = browser.new_context(viewport={"width": 1500, "height": 1100})
    page = context.new_page()
    page.set_default_timeout(120_000)
    outside, trouble = [], []
    page.on("request", lambda r: outside.append(r.url) if "127.0.0.1" not in r.url else None)
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.goto(address, wait_until="commit")
    slider = page.locator("[data-name=eye_left]").first
    slider.wait_for()
    assert page.locator(".cm-content, .jp-InputArea-editor").count() == 0  # no code in sight
    page.locator(".fm-picture canvas").first.scroll_into_view_if_needed()
    settle(page)
    page.wait_for_timeout(1000)
    still, figures = picture(page), page.locator(".fm-figures").inner_text()
    slider.focus()
    for _ in range(3):
        page.keyboard.press("PageUp")
    share = moved(still, picture(page))
    assert share["after", "left"] > 0.002
    assert share["after", "right"] < 0.3 * share["after", "left"]
    assert page.locator(".fm-figures").inner_text() != figures
    context.close()
    ours = [u for u in outside if VOILAS_OWN not in u and not u.startswith(("data:", "blob:"))]
    assert ours == []
    assert trouble == []
