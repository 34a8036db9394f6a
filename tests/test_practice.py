"""A sitting on screen: what is missing is said, two treatments, feedback, the file at the end."""

import base64
import json
import re
from types import SimpleNamespace

import ipywidgets
import pytest

import facemodel as fm
from facemodel.data import constants
from facemodel.teach.practice import feedback as feedback_module
from facemodel.teach.practice import session, treating
from facemodel.teach.practice.feedback import feedback
from facemodel.teach.practice.gradings import SCALES
from facemodel.teach.practice.kinds import KINDS, severities, standard
from facemodel.teach.practice.says import SAYS
from facemodel.teach.practice.screen import _Screen
from facemodel.teach.practice.session import Session

P = fm.patients


def text(widget) -> str:
    """All that a box says."""
    children = getattr(widget, "children", ())
    own = str(getattr(widget, "value", "")) + str(getattr(widget, "description", ""))
    return own + " ".join(text(child) for child in children)


def press(screen, label):
    def buttons(widget):
        if isinstance(widget, ipywidgets.Button):
            yield widget
        for child in getattr(widget, "children", ()):
            yield from buttons(child)

    found = [b for b in buttons(screen.box) if b.description == label and not b.disabled]
    assert len(found) == 1, label
    found[0].click()


def grade(screen, scores):
    for name, field in screen.fields.items():
        items = SCALES[screen.patient.scale].items
        field.value = next(s for s in items[name] if s.startswith(str(scores[name])))


@pytest.fixture
def screen():
    made = _Screen(P.Sitting(26, "easy", 2))
    press(made, SAYS["begin"])
    yield made
    if made.lab is not None:
        made.lab.close()


def test_what_is_missing_is_said_and_nothing_lost(screen):
    patient = screen.patient
    press(screen, "Treat")
    assert SAYS["grade_first"] in screen.reply.value
    grade(screen, patient.scores())
    screen.expect.value = "about one"
    press(screen, "Treat")
    assert "Enter the figure you expect" in screen.reply.value
    screen.expect.value = "1,5"
    press(screen, "Treat")
    assert SAYS["plan_first"] in screen.reply.value
    assert screen.expect.value == "1,5"
    assert not screen.treatments
    assert patient.history.split(".")[0] in text(screen.box)
    assert "after a palsy" not in text(screen.box)


@pytest.mark.slow
def test_two_treatments_feedback_and_the_next_patient(screen):
    patient = screen.patient
    grade(screen, patient.scores())
    screen.expect.value = "1.5 mm"
    case = screen.lab.case
    screen.lab.case = {**case, "dampening": {f"eye_{patient._side}": 0.5}}
    press(screen, "Treat")
    assert len(screen.treatments) == 1
    assert "After treatment 1" in text(screen.box)
    assert screen.fields["rest_eye"].disabled
    screen.expect.value = "1.2"
    press(screen, "Treat again, in week 14")
    assert [t.day for t in screen.treatments] == [0, 98]
    assert screen.refer.disabled
    press(screen, SAYS["done"])
    said = text(screen.box)
    assert "Synkinesis after a palsy" in said
    assert "You graded as the model does" in said
    assert "Right was to treat" in said
    assert "benefit" in said
    assert "Treatment 2" in said
    press(screen, SAYS["next"])
    assert "Patient 2 of 2" in text(screen.box)
    assert screen.sitting.attempts[0].treatments[1].predicted_mm == 1.2


def test_a_second_press_of_done_is_not_the_next_patients(screen):
    leave = screen.leave
    leave.click()
    leave.disabled = False  # a click that was on its way already
    leave.click()
    assert len(screen.sitting.attempts) == 1
    assert "Marks in order: 30." in screen.sitting.so_far()


def test_a_grading_is_given_whole_or_not_at_all(screen):
    name = next(iter(screen.fields))
    screen.fields[name].value = SCALES[screen.patient.scale].items[name][0]
    press(screen, SAYS["leave"])
    assert "have no score yet: nasolabial fold at rest" in screen.reply.value
    assert screen.sitting.attempts == []


def test_gone_on_with_a_grading_stands_in_its_fields_and_treatments_are_shown_in_turn():
    shown = []
    there = SimpleNamespace(
        fields={"eye": SimpleNamespace(value=""), "mouth": SimpleNamespace(value="")},
        _items={"eye": ("0 normal", "1 narrow"), "mouth": ("0 normal", "1 drooped")},
        treatments=["first", "second"],
        _show_weeks=lambda given: shown.append(list(given)),
        _treated=lambda: shown.append("treated"),
    )
    _Screen._go_on(there, {"eye": 1, "mouth": 0})
    assert [there.fields[name].value for name in ("eye", "mouth")] == ["1 narrow", "0 normal"]
    assert shown == [["first"], ["first", "second"], "treated"]


@pytest.mark.slow
def test_shown_again_it_goes_on_where_it_stood(screen):
    begun = screen.sitting.begun
    patient = screen.patient
    grade(screen, patient.scores())
    screen.expect.value = "1.5"
    case = screen.lab.case
    screen.lab.case = {**case, "dampening": {f"eye_{patient._side}": 0.5}}
    press(screen, "Treat")
    again = _Screen(screen.sitting)
    assert screen.sitting.begun == begun
    assert again.patient is patient
    assert "After treatment 1" in text(again.box)
    assert again.fields["rest_eye"].disabled
    assert again._grading() == patient.scores()
    press(again, "Treat again, in week 14")
    assert SAYS["expect_first"].split("{")[0] in again.reply.value
    again.lab.close()


def test_the_end_offers_the_file_with_the_name_typed(screen):
    press(screen, SAYS["leave"])
    assert "You chose to leave this person alone: 30 of 100." in text(screen.box)
    press(screen, SAYS["next"])
    press(screen, SAYS["refer"])
    assert "You chose to refer: 60 of 100." in text(screen.box)
    assert [one.choice for one in screen.sitting.attempts] == ["leave", "refer"]
    press(screen, SAYS["next"])
    name, link = screen.box.children[-2:]
    name.value = "<b>Ada</b>"
    data = re.search(r"base64,([A-Za-z0-9+/=]+)\"", link.value)[1]
    file = json.loads(base64.b64decode(data))
    assert file["name"] == "<b>Ada</b>"
    assert len(file["attempts"]) == 2
    assert "<b>Ada" not in link.value
    name.value = "x" * 100
    assert "at most 80" in link.value


def test_feedback_can_wait_for_the_end_and_time_can_run_out(monkeypatch):
    made = _Screen(P.Sitting(26, "easy", 3, minutes=1, feedback="end"))
    assert "3 virtual patients, 1 minute." in text(made.box)
    press(made, SAYS["begin"])
    press(made, SAYS["leave"])
    assert SAYS["later"] in text(made.box)
    assert made.sitting.so_far() == "You will see your marks at the end."
    assert "after a palsy" not in text(made.box)
    press(made, SAYS["next"])
    assert "Patient 2 of 3" in text(made.box)
    monkeypatch.setattr("time.monotonic", lambda: made.sitting.begun + 61)
    press(made, "Treat")
    assert SAYS["too_late"] in made.reply.value
    press(made, SAYS["leave"])
    press(made, SAYS["next"])
    said = text(made.box)
    assert SAYS["over"] in said
    assert "Synkinesis after a palsy" in said
    made.lab.close()


@pytest.mark.slow
def test_a_course_rises_and_fades():
    patient = P.draw(3, "easy")  # a spasm
    days = treating.course(patient, [P.Treatment(injections=P.textbook(patient))])
    mirror = [one.mirror_mm for one in days]
    assert mirror[4] < 0.85 * mirror[0]
    assert mirror[6] > mirror[4]
    assert days[0].gain == pytest.approx(0, abs=0.01)
    assert days[4].gain > 0.1
    assert days[0].retained == pytest.approx(1, abs=0.01)
    png, alt = treating.picture(patient, [P.Treatment(injections=P.textbook(patient))], 28)
    assert png[:4] == b"\x89PNG"
    assert "rest" in alt


def test_feedback_tells_what_was_right_each_item_and_what_the_plan_would_earn():
    sitting = P.Sitting(26, "easy", 2)
    patient = sitting.next
    off = {**patient.scores(), "rest_eye": 1 - patient.scores()["rest_eye"]}
    told = " ".join(feedback(sitting.finish(off, [P.textbook(patient)])))
    assert re.search(r"sparse plan .* has \d+ points and [\d.]+ units here, and earns 100\.", told)
    assert "times the usual dose" in told
    assert re.search(r"Otherwise: eye at rest \d \(the model: \d\)\.", told)
    told = " ".join(feedback(sitting.finish(None, [P.Treatment(dampening={"cheek_left": 0.3})])))
    assert "Right was to leave this person alone" in told
    assert "would have been right" in told
    assert "sparse plan" not in told


def test_what_is_not_graded_or_predicted_is_not_asked_for():
    made = _Screen(P.Sitting(9, "easy", 1))  # an uneven lip
    press(made, SAYS["begin"])
    assert made.patient.scale == "none"
    assert not made.fields
    press(made, "Treat")
    assert SAYS["grade_first"] not in made.reply.value
    made.lab.close()


def test_a_sitting_prints_in_a_line_and_its_attempts_in_a_table():
    sitting = P.Sitting(26, "easy", 2)
    assert repr(sitting) == "Sitting(seed 26, easy: 0 of 2 patients done)"
    attempt = sitting.finish(treatments=[{"eye_left": 0.3}], seconds=60)
    told = f"Attempt({sitting.patients[0]!r}: not graded, 1 treatment)"
    assert repr(attempt) == told
    assert repr(attempt.treatments[0]) == "Treatment(day 0: eye_left 30%)"
    assert repr(attempt.scores[0]) == str(attempt.scores[0])
    assert sitting._repr_html_().count("<tr>") == 2
    assert attempt.scores[0]._repr_html_().count("<tr>") == 4


def test_a_sitting_becomes_a_frame():
    pytest.importorskip("pandas")
    sitting = P.Sitting(26, "easy", 2)
    attempt = sitting.finish(treatments=[{"eye_left": 0.3}], seconds=60)
    table = sitting.to_frame()
    assert list(table.columns) == [
        "patient",
        "choice",
        "marks",
        "grading_off",
        "treatments",
        "seconds",
    ]
    assert table["marks"][0] == attempt.total


# ---- by hand


def test_marks_of_an_attempt_and_of_a_sitting_by_hand():
    two = SimpleNamespace(scores=[SimpleNamespace(total=x) for x in (40, 60)], grading_marks=5.0)
    assert P.Attempt.total.fget(two) == (40 + 60) / 2 + 5
    most = SimpleNamespace(scores=[SimpleNamespace(total=98)], grading_marks=5.0)
    assert P.Attempt.total.fget(most) == 100
    steps = SimpleNamespace(items_off={"a": 0, "b": 1, "c": -1, "d": 2})
    whole = constants.value("practice.grading_marks")
    assert P.Attempt.grading_marks.fget(steps) == pytest.approx(whole * (1 + 0.5 + 0.5 + 0) / 4)
    sat = SimpleNamespace(attempts=[SimpleNamespace(total=x) for x in (40.0, 60.0)], count=4)
    assert Session.total.fget(sat) == 25  # who was not reached scores 0


def test_a_calibration_is_due_after_every_ten_gradings_and_can_be_of_the_last(monkeypatch):
    def attempt(k):
        return SimpleNamespace(grading={"a": k} if k else None,
                               patient=SimpleNamespace(scores=lambda: {"a": 0}))  # fmt: skip

    compared = []
    monkeypatch.setattr(session, "calibration", lambda said, true: compared.append((said, true)))
    sat = SimpleNamespace(attempts=[attempt(k) for k in (1, 0, 2, 3)])
    Session.calibration(sat, last=2)
    Session.calibration(sat)
    assert compared == [([{"a": 2}, {"a": 3}], [{"a": 0}] * 2),
                        ([{"a": 1}, {"a": 2}, {"a": 3}], [{"a": 0}] * 3)]  # fmt: skip
    for graded, due in ((0, False), (9, False), (10, True), (11, False), (20, True)):
        sat.attempts = [attempt(0), *(attempt(1) for _ in range(graded))]
        assert Session.calibration_due.fget(sat) is due


def test_a_grading_is_told_by_hand():
    def told(off, items):
        known = {"a": 1, "b": 2}
        grading = {name: known[name] + by for name, by in items.items()}
        patient = SimpleNamespace(scores=lambda: known)
        return feedback_module._graded(
            SimpleNamespace(items_off=items, grading_off=off, grading_marks=7.5, grading=grading,
                            patient=patient)
        )  # fmt: skip

    assert told(3, {"a": 3, "b": 0}) == [
        "You graded 3 points too high; it gains 7.5 marks.", "Otherwise: a 4 (the model: 1)."
    ]  # fmt: skip
    assert told(-1, {"a": 0, "b": -1})[0] == "You graded 1 points too low; it gains 7.5 marks."
    assert told(0, {"a": 1, "b": -1})[0].startswith("You graded as the model does in sum;")
    assert told(0, {"a": 0, "b": 0}) == ["You graded as the model does; it gains 7.5 marks."]


def test_a_plan_is_of_the_nearest_severity_that_plans_are_made_for():
    kind = next(one for one in KINDS.values() if one.right == "treat" and one.low < one.high)
    low, middle, high = severities(kind)
    for severity, near in (
        (low, low), (low + 0.4 * (middle - low), low), (low + 0.6 * (middle - low), middle),
        (high - 0.1 * (high - middle), high),
    ):  # fmt: skip
        assert standard(kind, severity).severity == near
