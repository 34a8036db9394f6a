"""Expected answers, computed anew: of exercises, of a class's tests and of its patients."""

from typing import Any

import numpy as np

from facemodel.teach.exercise import Exercise
from facemodel.teach.exercises import ALL
from facemodel.teach.instructor.answered import answered
from facemodel.teach.items.item import Item
from facemodel.teach.items.testing import FORMS, test
from facemodel.teach.practice.session import Session
from facemodel.teach.table import ROWS

SMALLEST_SEED = 1000
"""Sittings of smaller seeds come with every folder of pages, or the marks were set on them."""


def keys_of_exercises() -> list[dict[str, Any]]:
    """Of each exercise: its question, why others fail, and answers with what a learner reads.

    Errors: an answer of the key does not pass any more.
    """
    return [_exercise(one) for one in ALL.values()]


def _exercise(one: Exercise) -> dict[str, Any]:
    row = ROWS[one.name]
    return {
        "name": one.name,
        "lesson": f"{one.lesson:02d}",
        "question": one.question,
        "tolerance": one.tolerance,
        "answer": row.answer,
        "pitfall": row.pitfall,
        "replies": replies(one),
    }


def replies(one: Exercise) -> list[tuple[str, str, str]]:
    """(what kind of answer, the answer, what the learner reads): one that passes, one that nearly
    does and one that does not at the first try, and the last after all hints."""
    rows = answered(one)
    spent = one.grade(one.starter, len(one.hints) + 1)
    return [
        *((row.kind, row.answer, str(row.reply)) for row in rows),
        ("wrong, hints used up", rows[-1].answer, str(spent)),
    ]


def seed_of_tests(seed: int) -> int:
    """The seed of a class's tests: another than that of its patients, which learners are told."""
    return int(np.random.default_rng([seed, 71]).integers(2**31))


def keys_of_tests(seed: int) -> list[dict[str, Any]]:
    """Both forms of the test of a seed, with the option that holds and why."""
    return [
        {"form": form, "items": [_item(one) for one in test(seed, form).items]} for form in FORMS
    ]


def _item(one: Item) -> dict[str, Any]:
    right = next(option for option in one.options if one.reply(option).right)
    return {
        "kind": one.kind.replace("_", " "),
        "question": one.question,
        "options": one.options,
        "right": right,
        "why": one.reply(right).text,
        "difficulty": f"{one.difficulty:.2f}",
    }


def keys_of_patients(sitting: Session) -> list[dict[str, Any]]:
    """The truth of each patient, with the history that the learner reads."""
    return [{"history": one.history, **one.reveal()} for one in sitting.patients]
