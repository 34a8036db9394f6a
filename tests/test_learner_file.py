"""The file of the start page: exercises are judged again, the sitting is read."""

import csv
import json

import msgspec
import pytest

import facemodel as fm
from facemodel.cli.main import main
from facemodel.errors import FaceModelError
from facemodel.teach import learner_file
from facemodel.teach.practice import class_report, results
from test_made import EXAMPLE, MADE

MARK = {"tries": 2, "solved": True, "gave_up": False}
FILE = {
    "schema": learner_file.SCHEMA,
    "saved": "2026-11-30T12:00:00.000Z",
    "values": {
        "name": "Kim",
        "lab": {"day": 3},
        "lesson-01": {
            "level_smile": {**MARK, "answer": "", "checked": EXAMPLE},
            "question_1": {**MARK, "tries": 1, "answer": "hardly less"},
            "of_another_version": MARK,
        },
        "lesson-01.lab-1": {"day": 3},
        "lesson-02": {"which_muscle_1": {**MARK, "checked": "masseter left"},
                      "other_corner": {**MARK, "solved": False, "gave_up": True}},
        "made-0123456789abcdef": {"exercise": MADE, "mark": {**MARK, "checked": EXAMPLE}},
        "made-0123456789abcdef.lab": EXAMPLE,
    },
}  # fmt: skip


def changed(**values):
    return {**FILE, "values": {**FILE["values"], **values}}


def test_exercises_are_judged_again():
    found = learner_file.progress_of(FILE)
    assert (found.name, found.sitting) == ("Kim", None)
    rows = {one.name: (one.kind, one.lesson, one.solved, one.tries) for one in found.done}
    assert rows == {
        "level_smile": ("exercise", "01", True, 2),
        "question_1": ("prediction", "01", True, 1),
        "which_muscle_1": ("exercise", "02", False, 2),  # whatever the file says
        "other_corner": ("exercise", "02", False, 2),
        "Level this smile": ("handed out", "", True, 2),
    }
    assert "eye_left" in found.done[0].answer


def test_every_kind_of_answer_that_is_kept_is_judged():
    for one in fm.exercises.ALL.values():
        answer = one.reference()
        if one.field == "lab":
            kind = "injections" if one.kind == "avoid" else "dampening"
            contents = fm.Case(**{kind: answer}).contents()
            answer = {name: contents[name] for name in ("dampening", "injections")}
        if one.field == "several":
            answer = [one.options["abcdefgh".index(letter)] for letter in answer]
        if one.field in ("number", "place"):
            answer = str(answer)
        if one.name in ("level_smile", "which_branch", "grade_this_face", "bad_plan", "how_many",
                        "mark_the_point", "spare_the_lid"):  # fmt: skip
            lesson = {one.name: {**MARK, "checked": answer}}
            values = {**FILE, "values": {f"lesson-{one.lesson:02d}": lesson}}
            (done,) = learner_file.progress_of(json.loads(json.dumps(values))).done
            assert done.solved, one.name


@pytest.mark.parametrize(
    "values",
    [
        {**FILE, "values": []},
        changed(**{"lesson-01": {"level_smile": {"tries": -1}}}),
        changed(**{"lesson-01": {"level_smile": {"tries": True}}}),
        changed(**{"lesson-01": {"level_smile": {"tries": 10**400}}}),
        changed(**{"made-0123456789abcdef": {"exercise": {}, "mark": MARK}}),
        changed(name="x" * 81),
        changed(practice={"attempts": [{}]}),
        {**FILE, "values": {}},
        {**FILE, "values": {f"lesson-{k:02d}": {f"question_{n}": MARK for n in range(99)}
                            for k in range(9)}},
    ],
)  # fmt: skip
def test_a_file_that_is_not_as_the_pages_write_it_is_refused(tmp_path, values):
    (tmp_path / "a.json").write_text(json.dumps(values))
    with pytest.raises(FaceModelError) as refused:
        class_report.read_board([tmp_path / "a.json"])
    assert len(str(refused.value)) < 500


def test_a_class_is_graded_from_files_of_both_kinds(tmp_path, capsys):
    sitting = fm.patients.Sitting(148, "easy", 2)
    patient = sitting.next
    given = fm.patients.Treatment(injections=fm.patients.textbook(patient))
    sitting.finish(None, [given], 30.0)
    fm.patients.save_results(sitting, tmp_path / "b.json", "Lee")
    told = json.loads(msgspec.json.encode(results._plain(sitting.attempts[0])))
    state = json.loads((tmp_path / "b.json").read_text())
    kept = {name: state[name] for name in results._STATE}
    attempt = {**told, "marks": 3, "told": ["well"], "graded": 0}
    practice = {**kept, "name": "Kim", "begun": 1, "now": None, "attempts": [attempt]}
    (tmp_path / "a.json").write_text(json.dumps(changed(practice=practice, name=None)))
    (tmp_path / "c.json").write_text(json.dumps(changed(name="=1+1")))
    (tmp_path / "d.json").write_text(json.dumps(FILE))
    (tmp_path / "e.json").write_text(json.dumps(FILE))
    names = [str(tmp_path / f"{k}.json") for k in "abcde"]
    page, table, done = (str(tmp_path / n) for n in ("p.html", "t.csv", "e.csv"))
    assert main(["grade", *names, "-o", page, "--csv", table, "--exercises", done]) == 0
    said = capsys.readouterr().out
    assert "4 results read, 1 refused" in said
    assert "Kim  (3 of 5 exercises and predictions solved)" in said
    with open(table, encoding="utf-8-sig") as file:
        rows = [row for row in csv.reader(file) if row and row[0] in ("Kim", "Lee")]
    assert rows[0][2:] == rows[1][2:]  # the same attempt
    assert [row[0] for row in rows] == ["Kim", "Lee"]
    with open(done, encoding="utf-8-sig") as file:
        many = [row for row in csv.reader(file) if "lesson" not in row]
    assert [row[0] for row in many[-15:]] == ["Kim"] * 5 + ["'=1+1"] * 5 + ["Kim"] * 5
    text = (tmp_path / "p.html").read_text()
    assert "Exercises and predictions" in text
    assert "<td>handed out</td><td></td><td>Level this smile</td>" in text
