"""Widgets against a page that means harm: its messages come through the comm, as a browser's do."""

import dataclasses
import json
import time
from types import SimpleNamespace

import ipywidgets
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import facemodel as fm
from facemodel.teach.practice import screen
from facemodel.teach.practice.says import SAYS
from facemodel.view.widget import guarded, requests

OWN = dataclasses.replace(fm.conditions.hemifacial_spasm("left"), name="mine")
SHOT = {"dose_units": 4, "muscle": "corrugator_left"}
PICK = {
    "point_mm": [1.0, 2.0, 3.0], "vertex": 7, "landmark": None, "distance_mm": None, "area": None,
    "muscles": ["corrugator_left"],
}  # fmt: skip


class Browser:
    """A page's end of the comm: what it sends arrives as ipywidgets takes it; `told` came back."""

    def __init__(self, widget):
        self.widget, self.told = widget, []
        widget.comm.send = lambda data=None, metadata=None, buffers=None: self.told.append(data)

    def send(self, data, buffers=()):
        message = {"content": {"data": data}, "buffers": list(buffers)}
        self.widget.comm.handle_msg(message)

    def set(self, **state):
        self.send({"method": "update", "state": state, "buffer_paths": []})

    def ask(self, content):
        self.send({"method": "custom", "content": content})

    def said(self, kind="refused"):
        """The sentences that the screen was told."""
        contents = [one["content"] for one in self.told if one["method"] == "custom"]
        return [one["text"] for one in contents if one["kind"] == kind]


def state(widget):
    """All that a page can see, as text."""
    return json.dumps(widget.get_state(), default=lambda one: one.hex(), sort_keys=True)


@pytest.fixture
def lab():
    return fm.show(expression="brow_raise", condition=OWN, dampening={"eye_left": 0.5})


@pytest.fixture
def browser(lab):
    return Browser(lab)


REFUSED = {
    "an unknown expression": {"case": {"expression": "nonsense"}},
    "a foreign key": {"case": {"expression": "rest", "<img src=x onerror=alert(1)>": 1}},
    "no mapping": {"case": [1, 2]},
    "NaN": {"case": {"intensity": float("nan")}},
    "beyond 1": {"case": {"dampening": {"eye_left": 2}}},
    "off the face": {"case": {"injections": [{"dose_units": 1, "point_mm": [0, 0, 900]}]}},
    "a figure of 400 digits": {"case": {"seed": 10**400}},
    "an own condition": {"_own_condition": {"tone": [1] * 63}},
    "a condition without end": {"_own_condition": {"conduction": float("inf")}},
    "negative height": {"height": -5},
    "any height": {"height": 500},
    "hints": {"hints": False},
    "plans": {"plans": False},
    "an unknown trait": {"_face": 1},
    "a method": {"set_state": 1},
    "code": {"_esm": "export default {}"},
    "another model": {"_model_module": "evil"},
    "another's assets": {"_assets": "IPY_MODEL_0"},
    "timing": {"_timing": "x"},
    "a tone": {"tone": "green"},
    "a tone that is a list": {"tone": ["medium"]},
    "an overlay": {"overlays": ["bones"]},
    "overlays of no list": {"overlays": "muscles"},
    "a moment of text": {"replay": "now"},
    "a pick of text": {"picked": "nose"},
    "a pick off the mesh": {"picked": {**PICK, "vertex": 10**9}},
    "a pick of nobody's muscle": {"picked": {**PICK, "muscles": ["<b>"]}},
    "a pick without end": {"picked": {**PICK, "point_mm": [float("nan"), 0, 0]}},
    "a pick with a foreign key": {"picked": {**PICK, "more": 1}},
    "one of two": {"case": {"expression": "rest", "injections": [SHOT], "day": 9}, "tone": "green"},
    "too much": {"case": {"injections": [SHOT] * 30_000}},
    "too long": {"case": {"expression": "x" * 2_000_000}},
    "too deep": {"picked": {**PICK, "area": [[[[[[[[[[[[[["x"]]]]]]]]]]]]]]}},
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_a_page_may_not_send_changes_nothing(name, lab, browser, caplog):
    before, seen = state(lab), []
    lab.observe(seen.append)
    browser.set(**REFUSED[name])
    assert state(lab) == before
    assert seen == []
    assert repr(lab.value) == "Case(expression='brow_raise', dampening={'eye_left': 0.5})"
    assert np.array_equal(lab.condition.tone, OWN.tone)
    (said,) = browser.said()
    assert said.isprintable()
    assert len(said) < 300
    assert "<" not in said
    assert caplog.text == ""  # no traceback
    assert "echo_update" not in [one["method"] for one in browser.told]
    for data in browser.told:  # what goes back is what holds
        if data["method"] == "update":
            assert data["state"] == {k: v for k, v in lab.get_state().items() if k in data["state"]}


def test_what_was_refused_is_put_back_on_the_page(lab, browser):
    browser.set(case={"expression": "nonsense"}, _own_condition=None)
    refusal, back = browser.told
    assert refusal["content"]["case"] == lab.case
    assert refusal["content"]["own"] is True
    assert "unknown expression 'nonsense'" in refusal["content"]["text"]
    assert back["state"] == {"case": lab.case, "_own_condition": lab._own_condition}


def test_what_the_screen_sets_arrives(lab, browser):
    own, seen = lab._own_condition, []
    lab.observe(lambda change: seen.append(change["name"]))
    case = {**lab.case, "condition": "hb_3", "side": "left", "injections": [SHOT], "day": 14}
    browser.set(_own_condition=None, case=case)
    assert lab.value.condition == "hb_3"
    assert set(seen) - {"_property_lock"} == {"case", "_own_condition", "_timing"}
    browser.set(_own_condition=json.loads(json.dumps(own)), case=lab.case | {"dampening": {}})
    assert lab.value.dampening == {}
    assert np.array_equal(lab.condition.tone, OWN.tone)  # undo on the page brings it back
    browser.set(tone="deep", overlays=["muscles", "muscles"], picked=PICK, replay=float("nan"))
    assert (lab.tone, lab.overlays, lab.picked, lab.replay) == ("deep", ["muscles"], PICK, None)
    assert browser.said() == []


def test_a_page_that_repeats_what_holds_is_not_refused(lab, browser):
    browser.set(**{k: v for k, v in lab.get_state().items() if not isinstance(v, bytes)})
    assert browser.said() == []
    browser.send({"method": "request_state"})
    assert {"case", "tone", "_own_condition"} <= browser.told[-1]["state"].keys()


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
    | st.sampled_from(["rest", "smile_social", "hb_3", "left", "eye_left", "muscles", "light"]),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(st.sampled_from([*fm.Case().contents(), *PICK, "seed", "x"]), inner),
    max_leaves=12,
)  # fmt: skip
SHARED = []


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from([*fm.show().keys, "x"]), VALUES, min_size=1, max_size=3))
def test_any_message_is_taken_as_a_whole_or_not_at_all(sent):
    if not SHARED:
        SHARED.append(Browser(fm.show()))
    (page,) = SHARED
    before, count = state(page.widget), len(page.said())
    page.set(**sent)
    if len(page.said()) > count:
        assert state(page.widget) == before
        assert page.said()[-1].isprintable()
    assert np.isfinite(page.widget.activation).all()
    assert page.widget.height is None
    assert page.widget.hints is True


@settings(max_examples=80, deadline=None)
@given(VALUES, VALUES)
def test_what_is_no_message_of_a_widget_is_refused_in_a_word(one, other):
    if not SHARED:
        SHARED.append(Browser(fm.show()))
    (page,) = SHARED
    page.told.clear()
    before = state(page.widget)
    page.ask(one)
    page.send(one)
    page.send({"method": one, "state": other})
    page.send({"method": "update", "state": one if not isinstance(one, dict) else 1})
    page.send({"method": "update", "state": {}, "buffer_paths": [["case", "x"]]}, [b"1"])
    page.send({"method": "update", "state": {}, "buffer_paths": 0})
    page.widget.comm.handle_msg({"content": one})
    assert state(page.widget) == before
    assert len(page.said()) >= 6


def test_questions_are_bounded_in_number_and_shape(lab, browser, monkeypatch, caplog):
    asked = []
    monkeypatch.setattr(
        "facemodel.view.widget.widget.answer",
        lambda *given: asked.append(given[-1]) or {"kind": "plan"},
    )
    clock = [100.0]
    monkeypatch.setattr(guarded, "time", SimpleNamespace(monotonic=lambda: clock[0]))
    for _ in range(guarded.MOST_QUESTIONS + 30):
        browser.ask({"kind": "plan"})
    assert len(asked) == guarded.MOST_QUESTIONS
    assert browser.said() == ["the page asks too often; wait a minute"] * 30
    clock[0] += guarded.WITHIN_S + 1
    browser.ask({"kind": "plan"})
    assert len(asked) == guarded.MOST_QUESTIONS + 1
    for wrong in ({"kind": "scan"}, {"kind": ["plan"]}, {}, "plan", None, {"kind": "x" * 900}):
        browser.ask(wrong)
    assert len(asked) == guarded.MOST_QUESTIONS + 1
    assert len(browser.said()) == 36
    assert max(map(len, browser.said())) < 200
    assert caplog.text == ""


@pytest.mark.parametrize(
    "wrong",
    [
        {"keep": "x"}, {"keep": float("nan")}, {"keep": [1] * 50}, {"at_most": -1},
        {"at_most": 10**400}, {"healthy_side": 1}, {"healthy_side": ["spare"]}, {"eyes": "closed"},
        {"eyes": {}}, {"day": -3}, {"day": None}, {"kind": "points", "day": "9"},
    ],
)  # fmt: skip
def test_a_plan_that_cannot_be_asked_for_is_refused_in_a_sentence(wrong, lab, browser):
    browser.ask({"kind": "plan", **wrong})
    (said,) = browser.said("failed")
    assert said.isprintable()
    assert len(said) < 300


@pytest.mark.parametrize("off", ["hints", "plans"])
def test_no_plan_is_given_where_a_learner_makes_one(off):
    page = Browser(fm.show(**{off: False}))
    page.set(**{off: True})
    page.ask({"kind": "plan"})
    assert page.said("failed") == ["here no plan is shown; make one with sliders or points"]


def test_code_and_looks_are_no_pages_to_change(lab):
    for widget, sent in ((lab._assets, {"code": "x"}), (lab.layout, {"width": "1px", "flex": [1]})):
        before, page = state(widget), Browser(widget)
        page.set(**sent)
        page.send([])
        assert state(widget) == before
        page.send({"method": "request_state"})
        assert page.told[-1]["state"]["_model_name"] == widget._model_name


def test_an_error_in_somebodys_own_observer_is_still_theirs(lab, browser, caplog):
    lab.observe(lambda change: 1 / 0, "tone")
    browser.set(tone="light")
    assert "ZeroDivisionError" in caplog.text  # in a notebook ipywidgets shows it there
    assert lab.tone == "light"
    assert browser.said() == []


def test_a_case_as_large_as_a_message_is_taken_in_good_time(lab, browser):
    many = [SHOT] * 3_000
    begun = time.process_time()
    browser.set(case={**lab.case, "injections": many})
    assert len(lab.value.injections) == 3_000
    assert time.process_time() - begun < 5
    browser.set(case={**lab.case, "injections": many * 2})
    assert browser.said() == ["the page sent more than a widget takes"]


def test_an_answer_is_one_of_its_field():
    box = fm.ask("Does tone stay?", ["yes", "no"], "no", "Weakening takes tone as well.")
    page = Browser(box)
    page.set(answer={"answer": "yes"})
    before, told = box.answer, box.reply
    for wrong in (
        {"answer": "perhaps"}, {"answer": True}, {"x": "no"}, {"": "no"}, "no", None, [],
        {"answer": {}},
    ):  # fmt: skip
        page.set(answer=wrong)
        assert box.answer == before
        assert 'role="status"' in box.reply
        assert box.reply != told
    for name, value in (("reply", "<b>right</b>"), ("_fields", []), ("_question", "x")):
        page.set(**{name: value})
        assert f"the page set {name}, which it only shows" in box.reply
    assert "right" not in box.reply
    page.ask({"kind": "check"})
    assert "which has no answer here" in box.reply
    page.set(answer={"answer": "no"})
    assert "Yes." in box.reply


def test_the_fields_of_an_exercise_take_what_they_hold():
    for name in fm.exercises.ALL:
        exercise = getattr(fm.exercises, name)
        lab = fm.show() if exercise.field == "lab" else None
        box = exercise.box(lab) if lab else exercise.box()
        page = Browser(box)
        before = state(box)
        page.set(answer={"answer": "x" * 5000})
        page.set(answer={row["name"]: ["x"] for row in box._fields})
        assert box.answer == {}
        assert before != state(box)  # the reply says why
        page.ask({"kind": "check"})
        assert "Traceback" not in box.reply


@pytest.mark.slow
def test_clicks_on_a_scan_lie_in_it(tmp_path):
    picker = fm.pick_landmarks(fm.export_mesh(fm.Case(), tmp_path / "scan.ply", parts=False))
    page = Browser(picker)
    page.set(clicked={"pronasale": [0.1, 0.2, 0.3]})
    before = state(picker)
    for wrong in (
        {"pronasale": [1e308, 0, 0]}, {"pronasale": [float("nan")] * 3}, {"nose": [0, 0, 0]},
        {"pronasale": "abc"}, {"pronasale": [0.1] * 4}, {"pronasale": None}, [], None,
    ):  # fmt: skip
        page.set(clicked=wrong)
    page.set(height=-5)
    page.set(_names=[])
    assert state(picker) == before
    assert len(page.said()) == 10
    page.ask({"kind": "scan"})
    assert page.told[-1]["content"] == {"kind": "scan"}


def _all(widget):
    yield widget
    for child in getattr(widget, "children", ()):
        yield from _all(child)


def _of(made, kind):
    return [one for one in _all(made.box) if isinstance(one, kind)]


@pytest.fixture
def practice():
    made = screen._Screen(fm.patients.Sitting(26, "easy", 2, minutes=5))
    (begin,) = _of(made, ipywidgets.Button)
    made.begin = Browser(begin)
    made.begin.ask({"event": "click"})
    return made


def test_time_of_a_sitting_runs_once(practice):
    begun = practice.sitting.begun
    practice.begin.ask({"event": "click"})
    assert practice.sitting.begun == begun


def test_a_sitting_takes_from_the_page_what_its_controls_set(practice):
    menu = next(iter(practice.fields.values()))
    page = Browser(menu)
    page.set(index=2)
    assert menu.value == menu.options[2]
    for wrong in (99, -1, None, "1", True, 1.5, []):
        page.set(index=wrong)
        assert menu.index == 2
        assert 'role="status"' in practice.reply.value
        practice.reply.value = ""
    page.set(_options_labels=["a", "b", "c"])
    assert "only shows" in practice.reply.value
    menu.disabled = True
    page.set(disabled=False)
    page.set(index=1)
    assert (menu.index, menu.disabled) == (2, True)
    assert "closed" in practice.reply.value
    line = Browser(practice.expect)
    line.set(value="x" * 5000)
    line.set(value=5)
    assert practice.expect.value == ""
    for widget in _all(practice.box):
        before, children = state(widget), Browser(widget)
        for name in ("children", "value", "description", "_dom_classes", "_view_name"):
            if name in widget.keys and name not in widget._takes:
                children.set(**{name: "x"})
        assert state(widget) == before


def test_a_button_that_is_out_of_use_does_nothing(practice):
    treat = Browser(practice.treat)
    treat.ask({"event": "click"})  # nothing is graded: it says so
    assert SAYS["grade_first"] in practice.reply.value
    practice.reply.value = ""
    practice.treat.disabled = True
    for sent in ({"event": "click"}, {"event": "x"}, None, {"kind": "click"}, "click", []):
        treat.ask(sent)
    treat.set(disabled=False)
    assert practice.reply.value.count("only shows") == 1
    assert practice.treatments == []


def test_the_pick_of_a_screen_is_checked_by_name(face):
    assert requests.checked_pick(face.mesh, PICK) == PICK
