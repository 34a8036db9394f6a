"""The page in Firefox: it opens, draws the face and follows a slider."""

import shutil

import pytest

import facemodel as fm
from firefox import Firefox

PROGRAM = shutil.which("firefox-esr") or shutil.which("firefox")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.browser,
    pytest.mark.skipif(PROGRAM is None, reason="Firefox is not installed"),
]
DRAWN = """
const canvas = document.querySelector(".fm-picture canvas");
const small = Object.assign(document.createElement("canvas"), { width: 200, height: 100 });
const pen = small.getContext("2d", { willReadFrequently: true });
pen.drawImage(canvas, 0, 0, 200, 100);
return [...pen.getImageData(0, 0, 200, 100).data].filter((_, k) => k % 4 < 3);
"""
MOVED = """
const slider = document.querySelector("[data-name=eye_left]");
slider.value = 80;
slider.dispatchEvent(new Event("input", { bubbles: true }));
"""


def test_the_page_opens_and_moves(tmp_path):
    case = fm.Case(condition="hemifacial_spasm", side="left", expression="smile_social")
    page = fm.export_page(case, tmp_path / "page.html")
    with Firefox(PROGRAM, tmp_path / "profile", 1366, 853) as firefox:
        firefox.ask("WebDriver:Navigate", url=page.as_uri())
        firefox.until("return !!document.querySelector('.fm-picture canvas')?.width")
        firefox.until("return document.querySelector('.fm-key-asymmetry').innerText.includes('=')")
        still = firefox.evaluate(DRAWN)
        assert len(set(still)) > 50  # a face, not a blank canvas
        firefox.evaluate(MOVED)
        firefox.until("return document.querySelector('.fm-key-asymmetry').innerText.includes('▼')")
        moved = firefox.evaluate(DRAWN)
        assert sum(abs(a - b) > 25 for a, b in zip(still, moved, strict=True)) > 20
        width = firefox.evaluate("return document.documentElement.scrollWidth - innerWidth")
        assert width <= 0
