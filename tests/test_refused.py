"""What Python refuses, in the page that sent it: said, taken back, and no step of undo."""

import pytest

from test_browser import picture, settle

pytestmark = pytest.mark.browser
NOTE = ".fm-refused"


def refuse(page, case, text):
    told = {"kind": "refused", "text": text, "case": case, "own": False}
    page.evaluate("(told) => app.reply(told)", told)
    settle(page)


def test_a_refused_case_is_taken_back_and_is_no_step_of_undo(open_lab):
    page = open_lab
    first = page.evaluate("app.case()")
    page.evaluate("app.store.change({ dampening: app.store.get().dampening.map(() => 0.2) })")
    held, before = page.evaluate("app.case()"), picture(page)
    page.evaluate("app.store.change({ intensity: 0.1 })")
    page.evaluate("app.store.change({ intensity: 0.2 })")
    settle(page)
    assert page.evaluate("app.case()") != held
    assert not page.locator(NOTE).is_visible()
    refuse(page, held, "<b>no</b> such thing")
    assert page.evaluate("app.case()") == held
    assert (picture(page) == before).all()
    assert page.locator(NOTE).inner_text() == "<b>no</b> such thing"
    assert page.evaluate("app.store.canRedo()") is False
    refuse(page, held, "again")  # what holds already stays
    assert page.evaluate("app.case()") == held
    page.evaluate("app.store.undo()")
    settle(page)
    assert page.evaluate("app.case()") == first
    assert not page.locator(NOTE).is_visible()


def test_a_case_that_the_page_never_had_is_shown_without_a_step(open_lab):
    page = open_lab
    steps = page.evaluate("app.store.canUndo()")
    other = {**page.evaluate("app.case()"), "expression": "lip_pucker"}
    refuse(page, other, "no")
    assert page.evaluate("app.case().expression") == "lip_pucker"
    assert page.evaluate("app.store.canUndo()") == steps
