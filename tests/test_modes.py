"""Dose and plan on the screen: points weaken and spoil what Python says, and plans arrive."""

from dataclasses import replace

import numpy as np
import pytest

import facemodel as fm
from facemodel.anatomy.muscles import INDEX
from facemodel.view.scene.over_time import timing
from facemodel.view.widget import requests

pytestmark = pytest.mark.browser

FRAMES = "() => new Promise((f) => requestAnimationFrame(() => requestAnimationFrame(f)))"
ON_SCREEN = """(name) => {
  const { stage, store } = app, v = app.model.vertexOf(name) * 3;
  const head = stage.scene.head("after"), box = stage.scene.canvas.getBoundingClientRect();
  const [x, y] = stage.scene.project("after", [...head.coarse.subarray(v, v + 3)]);
  return [box.left + x, box.top + y];
}"""


@pytest.fixture(scope="module")
def tab(browser, lab_page):
    context = browser.new_context(viewport={"width": 1280, "height": 1100}, reduced_motion="reduce")
    tab = context.new_page()
    tab.set_default_timeout(60_000)
    trouble = []
    tab.on("console", lambda m: trouble.append(m.text) if m.type == "error" else None)
    tab.on("pageerror", lambda error: trouble.append(str(error)))
    face = fm.load()
    asked = []

    def answer(question):
        asked.append(question)
        case = fm.Case(**tab.evaluate("cases.at(-1) ?? null") or SPASM.contents())
        return requests.answer(face, case, case.build_condition(), question)

    tab.expose_function("askPython", lambda question: _safe(answer, question))
    tab.goto(lab_page)
    tab.wait_for_function("window.app !== undefined")
    tab.asked = asked
    yield tab
    context.close()
    assert trouble == []


SPASM = fm.Case("default", "hemifacial_spasm", "left", "moderate", "smile_social")


def _safe(answer, question):
    # what a test's own thread may not do is told, not lost
    try:
        return answer(question)
    except fm.FaceModelError as error:
        return {"kind": "failed", "text": str(error)}


def mode(tab, name: str) -> None:
    tab.locator(f"input[type=radio][value={name}]").check(force=True)
    tab.evaluate(FRAMES)


def case(tab) -> fm.Case:
    return fm.Case(**tab.evaluate("cases.at(-1)"))


def test_a_click_places_a_point_which_weakens_what_lies_there(tab):
    mode(tab, "dose")
    assert tab.locator(".fm-points").is_hidden()
    before = tab.evaluate("[...app.stage.scene.head('after').coarse]")
    tab.mouse.click(*tab.evaluate(ON_SCREEN, "lateral_canthal_left"))
    tab.wait_for_function("cases.at(-1)?.injections.length === 1")
    one = case(tab).injections[0]
    face = fm.load()
    place = face.mesh.vertices[face.mesh.landmarks["lateral_canthal_left"]]
    assert np.linalg.norm(np.array(one.point) - place) < 3
    assert case(tab).day == 14
    picked = tab.evaluate("clicked.at(-1)")
    assert picked["landmark"] == "lateral_canthal_left"
    assert any(m.endswith("_left") for m in picked["muscles"])
    tab.evaluate(FRAMES)
    after = tab.evaluate("[...app.stage.scene.head('after').coarse]")
    assert np.abs(np.subtract(after, before)).max() > 0.5
    np.testing.assert_allclose(
        np.reshape(after, (-1, 3)), case(tab).after(face), atol=0.05
    )  # the same face in Python
    assert "orbicularis oculi" in tab.locator(".fm-effects").inner_text()


def test_units_by_keyboard_spoil_the_lid_and_the_note_says_why(tab):
    tab.locator(".fm-do-clear_points").click()
    tab.locator(".fm-dose select").select_option("corrugator_left")
    add = tab.locator(".fm-do-add_point")
    add.focus()
    tab.keyboard.press("Enter")
    units = tab.get_by_label("point 1, units")
    units.focus()
    for _ in range(4):
        tab.keyboard.press("ArrowUp")
    assert float(units.input_value()) == 3.5
    assert case(tab).injections[0].dose == 3.5
    # a deep point at the rim reaches the lid's levator
    tab.evaluate(
        """(point_mm) => { const [one] = app.store.get().carried.injections;
        app.modes.reply({kind: "points", day: 14, injections: [
          {...one, muscle: null, point_mm, depth_mm: 8, dose_units: 5}]}); }""",
        list(fm.toxin.at(fm.load().mesh, 31.5, 13)),
    )
    note = tab.locator(".fm-side-effects li", has_text="upper lid falls")
    note.wait_for()
    text = note.inner_text()
    found = fm.side_effects(fm.load(), case(tab).injections, 14, case(tab).build_condition())
    told = next(one for one in found if one.name == "lid_ptosis")
    assert f"lost {100 * told.lost_share:.0f} %" in text
    note.get_by_role("button").click()
    tab.evaluate(FRAMES)
    assert tab.evaluate("app.store.get().expression") == "rest"
    for _ in range(3):
        tab.locator(".fm-do-undo").click()
    assert case(tab).injections[0].muscle == "corrugator_left"  # undo brings the work back


def test_a_point_has_the_form_that_python_gives_back(tab):
    mode(tab, "dose")
    tab.evaluate("app.dosing.give([])")
    tab.locator(".fm-do-add_point").click()
    point = {"point_mm": [float(x) for x in fm.toxin.at(fm.load().mesh, 31.5, 13)]}
    tab.evaluate("(place) => app.dosing.add(place)", point)
    sent = tab.evaluate("cases.at(-1).injections")
    assert [list(one) for one in sent] == [list(one) for one in case(tab).contents()["injections"]]
    assert sent == case(tab).contents()["injections"]


@pytest.mark.parametrize("first", ["case", "timing"])
def test_a_case_of_python_acts_whichever_of_it_arrives_first(tab, first):
    mode(tab, "dose")
    face = fm.load()
    bare, dosed = SPASM, replace(SPASM, injections=[fm.toxin.Injection(5, "frontalis_medial_left")])
    dosed = replace(dosed, day=14)
    old, new = (
        {
            k: v.ravel().tolist() if isinstance(v, np.ndarray) else v
            for k, v in (meta | arrays).items()
        }
        for meta, arrays in (timing(bare, face), timing(dosed, face))
    )
    tab.evaluate("([given, old]) => app.set(given, null, old)", [bare.contents(), old])
    steps = {
        "case": "([given, old, now]) => { app.set(given, null, old); app.drawn(now); }",
        "timing": "([given, old, now]) => { app.drawn(now); app.set(given, null, now); }",
    }
    tab.evaluate(steps[first], [dosed.contents(), old, new])
    tab.evaluate(FRAMES)
    assert "left frontalis medial" in tab.locator(".fm-effects").inner_text()
    assert tab.get_by_label("Day", exact=True).count() == 1


def test_the_affected_side_is_offered_first_and_named(tab):
    tab.evaluate("app.store.change({ side: 'left' })")
    options = tab.locator(".fm-dose select option").all_inner_texts()
    assert options[0].startswith("left ")
    assert all(text.split()[0] in ("left", "right") for text in options)
    tab.evaluate("app.store.change({ side: 'right' })")
    assert tab.locator(".fm-dose select option").first.inner_text().startswith("right ")
    tab.evaluate("app.store.change({ side: 'left' })")


def test_too_many_units_are_changed_and_it_says_so(tab):
    mode(tab, "dose")
    tab.evaluate("app.dosing.give([])")
    tab.locator(".fm-do-add_point").click()
    units = tab.get_by_label("point 1, units")
    units.fill("500")
    units.blur()
    assert units.input_value() == "100"
    said = tab.locator(".fm-dose [role=alert]")
    assert said.inner_text() == "Point 1, units: 0.25 to 100 is possible, so 500 became 100."
    units.fill("2.5")
    units.blur()
    assert said.is_hidden()


def test_the_case_is_saved_as_python_reads_it(tab, tmp_path):
    tab.evaluate("app.store.change({ intensity: 0.8 })")
    with tab.expect_download() as given:
        tab.locator(".fm-do-save_case").click()
    assert given.value.suggested_filename == "case.json"
    assert fm.load_case(given.value.path()) == case(tab)
    assert case(tab).intensity == 0.8


def test_a_plan_is_proposed_moved_along_and_becomes_points(tab):
    mode(tab, "dose")
    tab.locator(".fm-do-clear_points").click()
    mode(tab, "plan")
    tab.locator(".fm-do-propose").click()
    words = tab.locator(".fm-plan [role=status]")
    words.filter(has_text="every task preserves at least").wait_for()
    plan = fm.plan.balance(fm.load(), fm.conditions.hemifacial_spasm("left"))
    assert f"{fm.plan.over_tasks(plan.after_mm):.2f} mm" in words.inner_text()
    taken = fm.dampen(case(tab).dampening)
    np.testing.assert_allclose(taken, plan.remaining, atol=0.01)
    floor = tab.get_by_label("Minimum movement to preserve")
    floor.focus()
    tab.keyboard.press("Home")  # nothing may be lost
    tab.evaluate(FRAMES)
    whole = fm.plan.balance(fm.load(), case(tab).build_condition(), keep=1.0)
    np.testing.assert_allclose(fm.dampen(case(tab).dampening), whole.remaining, atol=0.01)
    tab.keyboard.press("End")
    tab.evaluate(FRAMES)
    assert fm.dampen(case(tab).dampening)[INDEX["zygomaticus_major_left"]] < 0.9
    tab.locator(".fm-do-points_for_plan").click()
    tab.wait_for_function("cases.at(-1).injections.length > 2")
    assert not case(tab).dampening  # points instead of sliders
    assert tab.evaluate("app.modes.mode") == "dose"
    assert [q["kind"] for q in tab.asked] == ["plan", "points"]


def test_a_changed_case_makes_the_plan_stale(tab):
    mode(tab, "plan")
    tab.evaluate("app.store.change({ side: 'right' })")
    tab.evaluate(FRAMES)
    assert "ask for a new one" in tab.locator(".fm-plan [role=status]").inner_text()
    assert tab.locator(".fm-do-points_for_plan").is_disabled()
    mode(tab, "explore")
    assert tab.locator(".fm-plan").is_hidden()


def test_another_person_has_the_same_condition_otherwise(tab):
    tab.evaluate("app.store.change({ side: 'left' })")
    tab.locator(".fm-do-reset").click()
    mode(tab, "dose")
    tab.evaluate("app.store.change({ carried: { ...app.store.get().carried, injections: [] } })")
    tab.locator(".fm-dose select").select_option("zygomaticus_major_left")
    tab.locator(".fm-do-add_point").click()
    average = tab.evaluate("[...app.stage.scene.head('after').coarse]")
    tab.get_by_label("Person", exact=True).select_option("3")
    tab.evaluate(FRAMES)
    assert case(tab).person == {"seed": 2, "index": 2, "sex": None, "mirrored": False}
    after = tab.evaluate("[...app.stage.scene.head('after').coarse]")
    assert np.abs(np.subtract(after, average)).max() > 0.3
    np.testing.assert_allclose(np.reshape(after, (-1, 3)), case(tab).after(fm.load()), atol=0.05)


@pytest.mark.parametrize(
    ("question", "says"),
    [
        (None, "no question is named"),
        ({"kind": "dose"}, "unknown question 'dose'"),
        ({"kind": "plan", "keep": 2}, "keep must lie"),
        ({"kind": "plan", "eyes": "shut"}, "way to close the eyes"),
        ({"kind": "points", "day": "x"}, "day must be a number"),
    ],
)
def test_a_bad_question_is_answered_in_a_sentence(question, says):
    with pytest.raises(fm.FaceModelError, match=says):
        requests.answer(fm.load(), SPASM, SPASM.build_condition(), question)
