"""Files of a class as they come in: of one name, of one learner twice, with formulas, large."""

import datetime
import json
import re
import time

import msgspec

import facemodel as fm
from facemodel.cli.main import main
from facemodel.teach.classroom import classroom, figures
from facemodel.teach.classroom.classroom import read_class
from facemodel.teach.items.practised import Placed
from test_classroom import record, save


def test_a_formula_behind_a_semicolon_runs_nowhere(tmp_path):
    """Excel parts cells at semicolons in many countries, whatever stands in quotes."""
    save(record("x;=cmd|'/c calc'!A1"), tmp_path, "g.json")
    save(record("-1; =2+3"), tmp_path, "h.json")
    table = tmp_path / "grades.csv"
    assert main(["grade", str(tmp_path), "--csv", str(table)]) == 0
    text = table.read_text("utf-8")
    parts = [part for row in text.splitlines() for part in re.split("[;,\t]", row)]
    assert not [part for part in parts if part.strip(' "')[:1] in ("=", "+", "@")]
    assert "x;'=cmd|" in text
    assert "-1;' =2+3" in text


def test_files_of_one_name_are_told_apart_by_their_folders(tmp_path):
    """Pages call every learner's file the same; a course hands each out in a folder."""
    for who, right in (("ann", True), ("bob", False)):
        (tmp_path / who / "in").mkdir(parents=True)
        save(record("", (right,)), tmp_path / who / "in", "results.json")
    (tmp_path / "bob" / "results.json").write_text("{")
    save(record("", (True, True)), tmp_path, "other.json")
    room = read_class([tmp_path])
    assert [one.name for one in room.learners] == ["ann/in/results", "bob/in/results", "other"]
    assert room.without_id == ["ann/in/results.json", "bob/in/results.json", "other.json"]
    assert [file for file, _ in room.refused] == ["bob/results.json"]


def test_an_id_and_a_file_of_one_name_are_two_learners(tmp_path):
    """anna, and anna.json without an id: the mark that was edited is the second one's."""
    save(record("anna", (True, False)), tmp_path, "a.json")
    path = save(record("", (True, False)), tmp_path, "anna.json")
    values = json.loads(path.read_text())
    values["entries"][1]["right"] = True
    del values["checksum"]  # as pages write none
    path.write_text(json.dumps(values))
    room = read_class([tmp_path])
    counts = {(one.name, one.known): room.checked.count(one) for one in room.learners}
    assert counts == {("anna", True): 0, ("anna", False): 1}


def test_whoever_waits_at_a_terminal_sees_which_file_is_read(tmp_path, monkeypatch):
    said = []
    monkeypatch.setattr(classroom, "step", said.append)
    for name in ("a.json", "b.json"):
        save(record(name[0]), tmp_path, name)
    read_class([tmp_path])
    assert said == ["file 1 of 2, a.json", "file 2 of 2, b.json"]


def test_what_was_answered_in_two_browsers_counts_once_and_as_it_was_first(tmp_path):
    one, other = record("K7", (False, True), "pre"), record("K7", (True, True), "pre")
    for made, right, day in ((one, False, 1), (other, True, 5)):
        date = datetime.date(2026, 3, day)
        made.entries = [msgspec.structs.replace(e, date=date) for e in made.entries]
        values = {"kind": "bad_plan", "lesson": 9, "first": str(day), "right": right, "date": date}
        made.entries += [
            fm.record.Entry(what=what, solved=right, **values) for what in ("exercise", "question")
        ]
    (learner,) = read_class(
        [save(one, tmp_path, "a.json"), save(other, tmp_path, "b.json")]
    ).learners
    assert len(learner.record.entries) == 8
    told = figures.figures_of(learner)
    assert (told.exercises, told.predictions) == ((1, 0, 1), (0, 1))
    assert told.tests["pre"].share == 0.5


def test_many_points_in_two_files_of_one_learner_are_put_together_in_no_time():
    points = [Placed(seed=1, number=k % 40, overlay="full", point=(0.01 * k, 0, 80),
                     date=datetime.date(2026, 3, 1)) for k in range(20_000)]  # fmt: skip
    mine, other = fm.record.Record("K7"), fm.record.Record("K7")
    mine.points, other.points = points[10_000:], points[:15_000]
    begun = time.process_time()
    mine.add(other)
    assert mine.points == points
    assert time.process_time() - begun < 5
