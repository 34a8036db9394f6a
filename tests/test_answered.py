"""Answers that instructors read: what is called right passes, and nothing else."""

import pytest

import facemodel as fm
from facemodel.teach.instructor import answered

EXERCISES = pytest.mark.parametrize("one", fm.exercises.ALL.values(), ids=lambda one: one.name)


@EXERCISES
def test_right_passes_and_nearly_right_and_wrong_do_not(one):
    rows = answered.answered(one)
    assert [row.kind for row in rows] == list(answered.KINDS)
    assert [row.reply.solved for row in rows] == [True, False, False]
    assert all(row.reply.goals and row.reply.hint for row in rows)
    assert rows[1].answer not in (rows[0].answer, rows[2].answer)
