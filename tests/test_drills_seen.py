"""Drills in a page that opens from a file: clicks, keys, the fading picture, and a reload."""

from importlib import resources

import msgspec
import pytest

import facemodel as fm
import practice_page
from facemodel.teach.drills import pictures, shipped
from facemodel.teach.site import pages
from facemodel.teach.site.parts import part, viewer_part
from facemodel.view.viewer import bundle
from labpage import AXE

pytestmark = pytest.mark.browser

SEED = 1
SERIOUS = """() => axe.run(".fmp", { preload: false, resultTypes: ["violations"] })
  .then(({ violations }) => violations
    .filter(({ impact }) => ["serious", "critical"].includes(impact))
    .map(({ id, nodes }) => [id, nodes[0].html.slice(0, 200)]))"""


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """The page with the first head of its first drill."""
    folder = tmp_path_factory.mktemp("drills")
    (folder / "parts").mkdir()
    (folder / "drills.html").write_bytes(pages.drills_page())
    style = resources.files("facemodel.view").joinpath("templates/site.css")
    (folder / "parts" / "site.css").write_bytes(style.read_bytes())
    head = fm.drills.target(SEED).head
    name = head.replace("_", "-")
    files = {
        "site": bundle("site").read_bytes(),
        "practice": bundle("practice").read_bytes(),
        "viewer": viewer_part(),
        "drills": part("drills", shipped.shipped([SEED])),
        f"drill-{name}": part(f"drill-{name}", shipped.drawn(head)),
        f"face-{name}": part(f"face-{name}", practice_page.packed(head)),
    }
    for stem, data in files.items():
        (folder / "parts" / f"{stem}.js").write_bytes(data)
    return (folder / "drills.html").as_uri()


def click(tab, aim, off=(0.0, 0.0)) -> None:
    """A click beside a site, so many mm to the right and down."""
    x, y = pictures.on_picture(aim._place.point)
    left, top, width, _ = pictures.box()
    shown = tab.locator(".fm-drill-picture").bounding_box()
    scale = shown["width"] / width
    at = {"x": scale * (x + off[0] - left), "y": scale * (y + off[1] - top)}
    tab.locator(".fm-drill-picture").click(position=at)


@pytest.mark.slow
def test_a_drill_by_clicks_on_a_page_without_kernel(page, address):
    page.set_viewport_size({"width": 1366, "height": 900})
    page.goto(address)
    page.locator(".fmp-begin").click()
    page.locator(".fm-drill-picture img").wait_for()
    aims = [fm.drills.target(SEED, k) for k in range(4)]
    for k, aim in enumerate(aims):
        title = page.locator(".fm-drill h3")
        page.locator(".fm-drill h3", has_text=f"Point {k + 1}:").wait_for()
        assert aim.label in title.inner_text()
        overlay = "full" if k < 2 else "outline"
        assert page.locator(f"svg .fm-drill-{overlay}").count() == 1
        assert page.locator("svg .fm-drill-site").count() == 0
        click(page, aim)
        page.locator("svg .fm-drill-site").wait_for()
        assert page.locator(".fm-drill-good").count() == 1
        assert "of what the site catches" in page.locator(".fm-drill-reply").inner_text()
        click(page, aim, (9, 9))  # is judged once
        if k < 3:
            page.locator(".fm-drill button").click()
    page.evaluate(AXE.read_text("utf-8"))
    assert page.evaluate(SERIOUS) == []
    kept = page.evaluate("JSON.parse(localStorage.getItem('facemodel:points'))")
    points = [msgspec.convert(one, fm.drills.Placed) for one in kept]
    assert fm.drills.progress(points).hits == len(points) == 4


def test_a_reload_goes_on_and_keys_place_a_point(page, address):
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(address)
    page.locator(".fmp-begin").click()
    page.locator(".fm-drill-picture img").wait_for()
    picture = page.locator(".fm-drill-picture")
    picture.focus()
    for key in ("ArrowLeft", "Shift+ArrowDown", "Enter"):
        page.keyboard.press(key)
    page.locator("svg .fm-drill-site").wait_for()
    page.reload()
    page.locator(".fm-drill h3", has_text="Point 2:").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
