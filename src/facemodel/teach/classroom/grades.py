"""Grades of a class as a table, a row for each student id, for the gradebook of a course."""

import os
from datetime import date
from pathlib import Path
from typing import Any

from facemodel.data.files import write_whole
from facemodel.teach.classroom.classroom import Classroom, Learner
from facemodel.teach.classroom.figures import NAMES, Figures, figures_of
from facemodel.teach.items.entry import Entry
from facemodel.view.export.tables import csv_bytes
from facemodel.view.provenance import stamp

HEAD = (
    "student", "files", "pre_percent", "post_percent", "gain_points", "pre_overconfidence",
    "post_overconfidence", "items", "items_right_percent", "again", "again_right_percent",
    "exercises", "exercises_solved", "exercises_right_at_once", "predictions",
    "predictions_right", "hints", "minutes", "patients", "marks", "units_mean", "times_plan",
    "side_effects", "faces_graded", *(f"icc_{name}" for name in NAMES), "points_placed",
    "points_hit", "points_apart_mm", "note",
)  # fmt: skip


def save_grades(room: Classroom, path: str | os.PathLike[str]) -> Path:
    """Write one row for each learner as CSV, where `csv_bytes` disarms what a spreadsheet would
    run; who gave no student id has none, and the file's name beside it."""
    rows = [
        [*_row(one, figures_of(one)), _note(one, room.checked.count(one))] for one in room.learners
    ]
    return write_whole(path, csv_bytes(stamp(), HEAD, rows), "the grades")


ANSWERS = (
    "student", "file", "what", "kind", "seed", "lesson", "form", "first", "right", "solved",
    "gave_up", "tries", "hints", "seconds", "confidence", "date",
)  # fmt: skip
"""Columns of a row for each answer."""


def save_answers(room: Classroom, path: str | os.PathLike[str]) -> Path:
    """Write one row for each item, exercise and prediction that a learner answered."""
    rows = [
        [one.name if one.known else "", one.files[0], *_answer(entry)]
        for one in room.learners
        for entry in one.record.entries
    ]
    return write_whole(path, csv_bytes(stamp(), ANSWERS, rows), "the answers")


def _answer(one: Entry) -> list[Any]:
    values = [getattr(one, name) for name in ANSWERS[2:]]
    return ["" if x is None else x.isoformat() if isinstance(x, date) else x for x in values]


def _row(who: Learner, told: Figures) -> list[Any]:
    tests = [told.tests.get(form) for form in ("pre", "post")]
    units, times = told.dose
    return [
        who.name if who.known else "",
        "; ".join(who.files),
        *(_cell(None if one is None else 100 * one.share) for one in tests),
        _cell(None if told.gain is None else 100 * told.gain),
        *(_cell(None if one is None else one.overconfidence, 3) for one in tests),
        *(x for pair in (told.practised, told.again) for x in (pair[1], _percent(*pair))),
        told.exercises[2],
        *told.exercises[:2],
        told.predictions[1],
        told.predictions[0],
        told.hints,
        round(told.minutes, 1),
        len(told.marks),
        _cell(told.mark),
        _cell(units),
        _cell(times, 2),
        sum(told.effects.values()),
        told.faces,
        *(_cell(told.agreement[n].value if n in told.agreement else None, 3) for n in NAMES),
        told.points[1],
        told.points[0],
        _cell(told.apart_mm),
    ]


def _note(who: Learner, differ: int) -> str:
    """What is to be looked at before these grades are taken; differ: marks of items."""
    said = [] if who.known else ["no student id"]
    if len(who.files) > 1:
        said.append(f"student id in {len(who.files)} files")
    if differ:
        said.append(f"{differ} marks of items are not the model's")
    return ", ".join(said)


def _percent(right: int, asked: int) -> Any:
    return _cell(100 * right / asked if asked else None)


def _cell(x: float | None, digits: int = 1) -> Any:
    return "" if x is None or x != x else round(x, digits)
