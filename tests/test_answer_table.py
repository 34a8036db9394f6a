"""The instructor's table of answers: what it calls right passes, and nothing else."""

import re

import pytest

import facemodel as fm
from facemodel.teach import answer_table

EXERCISES = pytest.mark.parametrize("one", fm.exercises.ALL.values(), ids=lambda one: one.name)


@EXERCISES
def test_right_passes_and_nearly_right_and_wrong_do_not(one):
    rows = answer_table.answered(one)
    assert [row.kind for row in rows] == list(answer_table.KINDS)
    assert [row.reply.solved for row in rows] == [True, False, False]
    assert all(row.reply.goals and row.reply.hint for row in rows)
    assert rows[1].answer not in (rows[0].answer, rows[2].answer) or len(one.options) == 2


@pytest.mark.slow
def test_the_table_has_every_exercise_and_what_is_read():
    text = answer_table.table()
    assert re.findall(r"^### Lesson \d\d: `(\w+)`", text, re.MULTILINE) == list(fm.exercises.ALL)
    assert text.count("| nearly right |") == len(fm.exercises.ALL)
    assert "on the other side of the face" in text
    assert all(line.count("|") >= 4 for line in text.splitlines() if line.startswith("|"))
