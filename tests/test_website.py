"""The site: it is built without a warning, has every public name, and asks for nothing."""

import pathlib
import re
import subprocess
import sys

import pytest

import facemodel as fm

ROOT = pathlib.Path(__file__).parents[1]
LESSONS = sorted(path.stem for path in (ROOT / "notebooks").glob("[0-9]*.ipynb"))
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    pytest.importorskip("pydata_sphinx_theme", reason="`make docs` installs what builds the site")
    out = tmp_path_factory.mktemp("site")
    command = [sys.executable, str(ROOT / "tools" / "website.py"), "--out", str(out)]
    made = subprocess.run(command, capture_output=True, text=True, timeout=600)
    assert made.returncode == 0, made.stderr
    assert "WARNING" not in made.stderr
    return out


def pages(site):
    """The site's pages, without hand-outs, which hold whole faces, and the theme's templates."""
    aside = {"live", "_static"}
    return [path for path in site.rglob("*.html") if not aside & {*path.relative_to(site).parts}]


def test_every_public_name_has_a_page(site):
    for name in fm.__all__:
        page = (site / "reference" / f"{name}.html").read_text("utf-8")
        assert re.search(rf'id="(module-)?facemodel\.{name}"', page), name


def test_every_member_of_a_module_can_be_linked_to(site):
    page = (site / "reference" / "metrics.html").read_text("utf-8")
    assert {f"facemodel.metrics.{name}" for name in fm.metrics.__all__} <= set(
        re.findall(r'id="([\w.]+)"', page)
    )


def test_every_lesson_is_there_alive(site):
    for lesson in LESSONS:
        page = (site / "notebooks" / f"{lesson}.html").read_text("utf-8")
        assert f'<iframe src="live/{lesson}.html"' in page
        hand_out = (site / "notebooks" / "live" / f"{lesson}.html").read_text("utf-8")
        assert 'class="live"' in hand_out


def test_links_lead_to_pages_that_are_there(site):
    for page in pages(site):
        for target in re.findall(r'(?:href|src)="([^"#?]+)', page.read_text("utf-8")):
            if not re.match(r"[a-z]+:", target):
                assert (page.parent / target).exists(), (page.name, target)


def test_nothing_is_loaded_from_elsewhere(site):
    loads = r'<(?:script|link|img|iframe|source|video|audio)\b[^>]*?(?:src|href)="(\w*:?//[^"]*)'
    for page in pages(site):
        assert re.findall(loads, page.read_text("utf-8")) == [], page.name
    for style in site.rglob("*.css"):
        text = style.read_text("utf-8")
        assert re.findall(r"""(?:@import|url\()\s*["'(]*(\w*:?//[^"')]*)""", text) == [], style.name
