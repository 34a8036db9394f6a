"""The virtual patients of a class as a table: one row for each learner and patient."""

import os
from pathlib import Path

from facemodel.data.files import write_whole
from facemodel.teach.practice.class_report import Board
from facemodel.teach.practice.session import Attempt
from facemodel.view.export.tables import csv_bytes
from facemodel.view.provenance import stamp


def save_table(board: Board, path: str | os.PathLike[str], reveal: bool = True) -> Path:
    """Write one row for each learner and patient as CSV, where `csv_bytes` disarms what a
    spreadsheet would run."""
    head = ["name", "file", "patient", "level", "choice", "marks", "reached", "treatments"]
    head += ["grading_off", "grading_marks", "gain", "benefit", "harm", "dose", "foresight"]
    head += ["kept_share", "mirror_before_mm", "mirror_after_mm", "side_effects", "times", "units"]
    head += ["apart_mm", "caught_share", "predicted_mm", "seconds"]
    head += ["condition", "severity", "right"] if reveal else []
    rows = []
    for one in board.learners:
        for attempt in one.sitting.attempts:
            row = [one.name, one.file, attempt.patient.seed, attempt.patient.level]
            row += [attempt.choice, round(attempt.total, 2)]
            row += _figures(attempt)
            row += ["" if attempt.seconds is None else round(attempt.seconds, 1)]
            if reveal:
                truth = attempt.patient.reveal()
                row += [truth["condition"], truth["severity"], truth["right"]]
            rows.append(row)
    return write_whole(path, csv_bytes(stamp(board.of_all), head, rows), "the table")


def _figures(attempt: Attempt) -> list[object]:
    """What was measured after the last treatment; empty cells where there was none."""
    last = attempt.scores[-1] if attempt.scores else None
    off = "" if attempt.grading_off is None else attempt.grading_off
    row: list[object] = [bool(last and last.reached), len(attempt.treatments), off]
    row += [round(attempt.grading_marks, 2)]
    if last is None:
        return [*row, *[""] * 14]
    place = last.placement
    effects = " ".join(f"{n}:{s}" for n, s in sorted(last.after.side_effects))
    cell = lambda x, digits: "" if x is None else round(x, digits)  # noqa: E731
    return [
        *row,
        round(last.after.gain, 4),
        *(round(marks, 2) for marks in last.parts.values()),
        round(last.after.retained, 4),
        round(last.before.mirror_mm, 4),
        round(last.after.mirror_mm, 4),
        effects,
        cell(last.times, 4),
        cell(last.units, 3),
        cell(place and place.apart_mm, 2),
        cell(place and place.caught, 4),
        "" if last.predicted_mm is None else last.predicted_mm,
    ]
