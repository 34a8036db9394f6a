"""The learner's record: noted by itself, saved with one call, read in all its earlier forms."""

import datetime
import hashlib
import json
import time

import pytest

import facemodel as fm
from facemodel.teach.items import mine, record_file
from facemodel.teach.items.asking import SURE
from facemodel.teach.items.record import Record

DAY = datetime.date(2026, 3, 1)


@pytest.fixture
def record(monkeypatch):
    """The record of this session, empty."""
    fresh = mine.MINE
    monkeypatch.setattr(fresh, "student", "")
    for name in ("entries", "sittings"):
        monkeypatch.setattr(fresh, name, [])
    monkeypatch.setattr(fresh, "kept", {})
    return fresh


def wrong_of(item):
    return next(o for o in item.options if not item.reply(o).right)


def note(what, kind, **more):
    return fm.record.Entry(what=what, kind=kind, first="30", date=DAY, **more)


def test_boxes_note_first_answers_tries_and_hints(record):
    item = fm.items.draw("how_much", 1)
    box = fm.items.box(item)
    box.answer = {"answer": wrong_of(item), SURE: "sure"}
    box.check()
    asked = fm.ask("Does tone stay?", ["yes", "no"], "no", "It goes too.")
    asked.answer = {"answer": "yes"}
    asked.answer = {"answer": "no"}
    exercise = fm.exercises.when_it_is_back.box()
    for text in ("soon", "30", "40"):  # the first is no answer
        exercise.answer = {"answer": text}
        exercise.check()
    first, question, number = record.entries
    assert (first.what, first.kind, first.seed, first.right) == ("item", "how_much", 1, False)
    assert (question.what, question.first, question.right) == ("question", "yes", False)
    assert (question.tries, question.hints, question.solved) == (2, 1, True)
    assert (number.kind, number.lesson, number.first) == ("when_it_is_back", 5, "30")
    assert (number.tries, number.hints, number.solved) == (2, 1, False)
    assert number.date == datetime.date.today()


def test_a_sitting_on_screen_is_part_of_the_record_once(record):
    sitting = fm.patients.Sitting(148, "easy", 2)
    sitting.show()
    sitting.show()
    assert record.sittings == [sitting]


def test_one_file_grows_over_sessions_and_holds_no_name(record, tmp_path):
    path = tmp_path / "mine.json"
    record.entries = [note("exercise", "level_smile", lesson=1, tries=2)]
    fm.record.save(path, "K7")
    record.entries = [note("question", "Does tone stay?")]  # the next notebook
    record.student = ""
    sitting = fm.patients.Sitting(148, "easy", 1)
    sitting.finish(None, [], 3.0)
    record.sittings = [sitting]
    fm.record.save(path)
    fm.record.save(path)  # nothing comes twice
    again = fm.record.load_record(path)
    assert [one.what for one in again.entries] == ["exercise", "question"]
    assert (again.student, len(again.sittings), again.sittings[0].total) == ("K7", 1, sitting.total)
    assert set(json.loads(path.read_text())) == {
        "schema", "generator", "parameters", "saved", "student", "entries", "ratings", "points",
        "sittings", "kept", "checksum",
    }  # fmt: skip


def test_two_students_do_not_share_a_file(record, tmp_path):
    path = fm.record.save(tmp_path / "mine.json", "K7")
    with pytest.raises(fm.FaceModelError, match="two students, 'B2' and 'K7'"):
        fm.record.save(path, "B2")


def test_an_entry_that_could_not_be_read_again_is_not_written(record, tmp_path):
    record.entries = [note("exercise", "level_smile", hints=True)]
    with pytest.raises(fm.FaceModelError, match="hints"):
        fm.record.save(tmp_path / "mine.json")
    assert not list(tmp_path.iterdir())


def test_later_tries_replace_earlier_ones_and_longer_sittings_shorter_ones():
    early, late = Record("", [note("item", "how_much", seed=1, right=True)]), Record()
    late.entries = [note("item", "how_much", seed=1, right=True, tries=3)]
    for record, count in ((early, 1), (late, 2)):
        sitting = fm.patients.Sitting(148, "easy", 2)
        for _ in range(count):
            sitting.finish(None, [], 3.0)
        record.sittings = [sitting]
    early.add(late)
    assert [one.tries for one in early.entries] == [3]
    assert [len(one.attempts) for one in early.sittings] == [2]


def signed(values):
    text = json.dumps(values, sort_keys=True, separators=(",", ":"))
    return {**values, "checksum": hashlib.sha256(text.encode()).hexdigest()[:16]}


def test_records_of_items_alone_are_still_read(tmp_path):
    item = fm.items.draw("how_much", 1)
    row = {
        "kind": "how_much", "seed": 1, "form": "pre", "first": wrong_of(item), "tries": 2,
        "hints": 1, "seconds": 3.5, "confidence": 0.75, "date": "2026-03-01",
    }  # fmt: skip
    old = {"schema": "facemodel.items/1", "generator": "facemodel 0.0.9", "parameters": "x",
           "name": "Kim", "entries": [row]}  # fmt: skip
    path = tmp_path / "old.json"
    path.write_text(json.dumps(signed(old)))
    record = fm.record.load_record(path)
    assert (record.student, record.made_with) == ("Kim", "facemodel 0.0.9, parameters x")
    assert record.result("pre").right == (False,)
    path.write_text(json.dumps(signed(old) | {"name": "Tim"}))
    with pytest.raises(fm.FaceModelError, match="checksum"):
        fm.record.load_record(path)


def test_marks_that_are_missing_are_worked_out_of_a_few_items_alone(tmp_path):
    row = {"kind": "what_will_droop", "form": "practice", "first": "x", "date": "2026-03-01"}
    new = json.loads(fm.record.save_record(fm.record.Record("K7"), tmp_path / "r").read_bytes())
    del new["checksum"]
    before = {"schema": "facemodel.items/1", "name": "K7"}
    for old in (new, before):
        path = tmp_path / "many.json"
        many = [{**row, "seed": seed} for seed in range(20_000)]
        path.write_text(json.dumps(signed({**old, "entries": many})))
        begun = time.process_time()
        with pytest.raises(fm.FaceModelError, match="20,000 of its answers have no mark; at most"):
            fm.record.load_record(path)
        assert time.process_time() - begun < 5
        first = fm.items.draw("how_much", 1).options[0]
        few = [{**row, "kind": "how_much", "seed": 1, "first": first}]
        path.write_text(json.dumps(signed({**old, "entries": few * 500})))
        assert len(fm.record.load_record(path).entries) == 500


def test_what_pages_saved_before_is_still_read(tmp_path):
    path = tmp_path / "page.json"
    marks = {
        "which_muscle_1": {"tries": 1, "solved": True, "gave_up": False, "answer": "mentalis left"},
        "bad_plan": {"tries": 3, "solved": True, "gave_up": True, "answer": ["a"]},
        "question_1": {"tries": 1, "solved": False, "gave_up": False, "answer": "more"},
        "never": {"tries": 0, "solved": False, "gave_up": False, "answer": ""},
    }
    attempt = {"grading": None, "seconds": 3, "choice": "leave", "treatments": [], "marks": [1]}
    practice = {"seed": 148, "level": "easy", "count": 1, "minutes": None, "feedback": "each",
                "generator": "g", "parameters": "p", "name": "", "begun": 1, "now": None,
                "attempts": [attempt]}  # fmt: skip
    values = {"lesson-03": marks, "practice": practice, "lab": {"day": 3}}
    old = {"schema": "facemodel.learner/1", "saved": "2026-03-01T10:00:00.000Z", "values": values}
    path.write_text(json.dumps(old))
    record = fm.record.load_record(path)
    told = [(one.what, one.kind, one.lesson, one.first, one.right) for one in record.entries]
    assert told == [
        ("exercise", "which_muscle_1", 3, "mentalis left", True),
        ("exercise", "bad_plan", 3, "", False),
        ("question", "question_1", 3, "more", False),
    ]
    assert (record.entries[1].gave_up, record.entries[1].date) == (True, DAY)
    assert [len(one.attempts) for one in record.sittings] == [1]
    assert record.kept["lab"] == {"day": 3}
    new = {"schema": record_file.SCHEMA, "generator": "g", "parameters": "p", "kept": values,
           "saved": old["saved"],
           "entries": [{"what": "exercise", "kind": "bad_plan", "lesson": 3, "first": "b",
                        "right": False, "date": "2026-03-02"}]}  # fmt: skip
    path.write_text(json.dumps(new))  # a page opened the old file and saved it again
    kinds = [(one.kind, one.first) for one in fm.record.load_record(path).entries]
    assert kinds == [("bad_plan", "b"), ("which_muscle_1", "mentalis left")]


def test_results_of_a_sitting_are_a_record_too(tmp_path):
    sitting = fm.patients.Sitting(148, "easy", 1)
    sitting.finish(None, [], 3.0)
    record = fm.record.load_record(fm.patients.save_results(sitting, tmp_path / "a.json", "Kim"))
    assert (record.student, record.sittings[0].total) == ("Kim", sitting.total)


GOOD = {"what": "item", "kind": "how_much", "seed": 1, "first": "1.25 U", "date": "2026-03-01"}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"kind": "what"}, "unknown kind"),
        ({"seed": None}, "a seed"),
        ({"seed": 2**40}, "seed"),
        ({"first": "seven"}, "unknown answer"),
        ({"tries": 0}, "tries"),
        ({"confidence": 2}, "confidence"),
        ({"date": "soon"}, "date"),
        ({"what": "secret"}, "what"),
        ({"extra": 1}, "extra"),
        ({"what": "exercise", "first": "x" * 501}, "500"),
    ],
)
def test_an_answer_that_is_none_is_refused(tmp_path, change, said):
    values = {"schema": record_file.SCHEMA, "generator": "g", "parameters": "p",
              "entries": [GOOD | change]}  # fmt: skip
    path = tmp_path / "a.json"
    path.write_text(json.dumps(values))
    with pytest.raises(fm.FaceModelError, match=said):
        fm.record.load_record(path)
    path.write_text(json.dumps(values | {"entries": [GOOD]}))
    assert len(fm.record.load_record(path).entries) == 1


@pytest.mark.parametrize("text", ["[]", "{}", "{", '{"schema": 1}', '{"schema": "other/1"}'])
def test_what_is_no_record_is_refused(tmp_path, text):
    path = tmp_path / "a.json"
    path.write_text(text)
    with pytest.raises(fm.FaceModelError, match=r"a\.json"):
        fm.record.load_record(path)
