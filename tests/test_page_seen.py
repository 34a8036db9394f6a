"""The page as its reader sees it: its heading names what is shown, and it fits a phone."""

import dataclasses

import pytest

import facemodel as fm
from facemodel.cli.files import demo_case
from facemodel.view import page as pages
from labpage import BEYOND, FRAMES, MENUS

pytestmark = pytest.mark.browser

LOOK = {"tone": "medium", "height": 480}


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    """A page with all that a page can have: points, days, seconds, a note and a person's seed."""
    points = ("orbicularis_oculi_palpebral_left", "levator_labii_superioris_alaeque_nasi_left")
    doses = [fm.Injection(2.5, muscle=name) for name in points]
    case = dataclasses.replace(demo_case(), injections=doses, day=14, seed=2**40)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pages, "plan_of", lambda *_: None)  # seconds
        text = pages.page_text(case, "", "Look at the left eye.", LOOK, b"")
    place = tmp_path_factory.mktemp("page") / "page.html"
    place.write_text(text, encoding="utf-8")
    return place


PHONES = (360, 450, 600)  # widths, px


@pytest.mark.slow
def test_nothing_lies_beyond_the_edge_of_a_phone(page_offline, file):
    tab = page_offline
    tab.set_viewport_size({"width": PHONES[0], "height": 844})
    tab.goto(file.as_uri())
    canvas = tab.locator(".fm-picture canvas").first
    canvas.wait_for()
    tab.locator("[data-name=jaw_left]").press("End")
    tab.evaluate("document.querySelector('.fm-doses').open = true")
    for stage in ("explore", "dose", "plan", *"mwadlri", "t", "?"):
        if len(stage) > 1:
            tab.locator(f"input[type=radio][value={stage}]").check(force=True)
        else:
            canvas.press(stage)
        for width in PHONES:
            tab.set_viewport_size({"width": width, "height": 844})
            tab.evaluate(FRAMES)
            wide = tab.evaluate("document.documentElement.scrollWidth")
            beyond = tab.evaluate(BEYOND)
            assert (wide, beyond) == (width, []), stage
            if stage == "?":
                menus = tab.evaluate(MENUS, ".facemodel select")
                assert [menu for menu in menus if menu[1] < menu[2]] == [], width


def test_the_heading_names_the_condition_that_is_shown(page_offline, file):
    tab = page_offline
    tab.goto(file.as_uri())
    tab.locator(".fm-picture canvas").first.wait_for()
    heading = tab.locator("h1")
    assert heading.inner_text() == "Social smile; hemifacial spasm, left, moderate"
    tab.get_by_label("Condition", exact=True).select_option("hb_5")
    tab.get_by_role("radio", name="Their right").check(force=True)
    tab.get_by_label("Expression", exact=True).select_option("brow_raise")
    now = "Brow raise; facial palsy, House-Brackmann V, right"
    assert heading.inner_text() == now
    assert tab.title() == now
    tab.locator("[data-name=severity]").press("PageDown")
    assert heading.inner_text() == f"{now}, severity 0.80"
    tab.keyboard.press("Control+z")
    assert heading.inner_text() == now


@pytest.mark.slow
def test_a_title_stays_and_the_case_under_it_follows(page_offline, tmp_path, monkeypatch):
    monkeypatch.setattr(pages, "plan_of", lambda *_: None)  # seconds
    text = pages.page_text(demo_case(), "Monday's smile", "", LOOK, b"")
    (tmp_path / "page.html").write_text(text, encoding="utf-8")
    tab = page_offline
    tab.goto((tmp_path / "page.html").as_uri())
    tab.locator(".fm-picture canvas").first.wait_for()
    tab.get_by_label("Condition", exact=True).select_option("healthy")
    assert tab.locator("#shown").inner_text() == "Social smile; healthy"
    assert tab.locator("h1").inner_text() == tab.title() == "Monday's smile"
