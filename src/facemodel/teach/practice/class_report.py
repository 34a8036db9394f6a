"""Virtual patients of a class: attempts of many learners side by side, as a table and in figures.

Marks are computed anew from the attempts; what a file says of itself is not believed.
"""

import os
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from facemodel.clinic.findings import KINDS
from facemodel.data import constants
from facemodel.data.files import write_whole
from facemodel.teach.judges.grading import Calibration, calibration
from facemodel.teach.practice.patients import Patient
from facemodel.teach.practice.session import Attempt, Session
from facemodel.view.export.tables import csv_bytes
from facemodel.view.provenance import stamp

_MISSED = {
    "treat": "somebody not treated who could be helped",
    "leave": "somebody not left alone who should have been",
    "refer": "somebody not referred who should have been",
}
BINS = tuple(range(0, 101, 10))


@dataclass(frozen=True)
class Sat:
    """One sitting of a learner: the student id, or else the file's name; the file."""

    name: str
    file: str
    sitting: Session


@dataclass(frozen=True)
class Board:
    """Sittings of a class, one or more of each learner who sat."""

    learners: tuple[Sat, ...]

    @property
    def attempts(self) -> list[Attempt]:
        return [a for one in self.learners for a in one.sitting.attempts]

    @property
    def patients(self) -> list[Patient]:
        """Every patient met, in the order of the sittings."""
        found: dict[tuple[int, str], Patient] = {}
        for attempt in self.attempts:
            found.setdefault((attempt.patient.seed, attempt.patient.level), attempt.patient)
        return list(found.values())

    def of(self, patient: Patient) -> list[Attempt]:
        """Every learner's attempt at a patient."""
        return [a for a in self.attempts if a.patient == patient]

    def calibration(self) -> Calibration | None:
        """All gradings of the class against the model's; None where nobody graded."""
        graded = [a for a in self.attempts if a.grading]
        if not graded:
            return None
        said = [dict(a.grading) for a in graded if a.grading is not None]
        return calibration(said, [a.patient.scores() for a in graded])

    def errors(self) -> list[tuple[str, int]]:
        """What went wrong in treatments, the commonest first, with how often."""
        found: Counter[str] = Counter()
        for attempt in self.attempts:
            right = attempt.patient.reveal()["right"]
            if attempt.choice != right:
                found[_MISSED[right]] += 1
            for one in attempt.scores if right == "treat" else ():
                if one.after.retained < constants.value("practice.kept"):
                    found["a task lost more than a quarter of its movement"] += 1
                if one.times is not None and one.times >= 2:
                    found["twice the plan's dose or more"] += 1
                if one.share < 0.25:
                    found["little gained"] += 1
                if one.predicted_mm is not None and not one.foresight:
                    found["a prediction that was far off"] += 1
            for one in attempt.scores:
                for name, _ in one.after.side_effects:
                    found[KINDS[name].label] += 1
        return found.most_common()


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
    return write_whole(path, csv_bytes(stamp(of_all(board)), head, rows), "the table")


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


def told(board: Board, reveal: bool = True) -> dict[str, Any]:
    """What the class page says of sittings; reveal: with the truth of each patient."""
    marks = np.array([one.sitting.total for one in board.learners])
    counts, _ = np.histogram(marks, BINS)
    low, middle, high = np.percentile(marks, [25, 50, 75])
    most = max(counts.max(), 1)
    return {
        "kinds": len({(s.sitting.seed, s.sitting.level, s.sitting.count) for s in board.learners}),
        "learners": _learners(board),
        "distribution": f"Distribution of marks: median {middle:.0f}, quartiles {low:.0f} and "
        f"{high:.0f}",
        "bins": [
            (f"{start} to {start + 10}", n, f"{100 * n / most:.0f}")
            for start, n in zip(BINS, counts, strict=False)
        ],
        "patients": _patients(board, reveal),
        "errors": board.errors()[:10],
        "discuss": _discuss(board, reveal),
    }


def _learners(board: Board) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for one in sorted(board.learners, key=lambda learner: -learner.sitting.total):
        s = one.sitting
        graded = [abs(a.grading_off) for a in s.attempts if a.grading_off is not None]
        reached = sum(bool(a.scores and a.scores[-1].reached) for a in s.attempts)
        seconds = [a.seconds for a in s.attempts if a.seconds is not None]
        rows.append(
            (
                one.name,
                f"{s.total:.0f}",
                f"{len(s.attempts)} of {s.count}",
                str(reached),
                f"{np.mean(graded):.1f}" if graded else "-",
                f"{np.mean(seconds) / 60:.1f}" if seconds else "-",
            )
        )
    return rows


def _patients(board: Board, reveal: bool) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for k, patient in enumerate(board.patients, 1):
        attempts = board.of(patient)
        marks = [a.total for a in attempts]
        reached = np.mean([bool(a.scores and a.scores[-1].reached) for a in attempts])
        off = [a.grading_off for a in attempts if a.grading_off is not None]
        truth = patient.reveal()
        told = (
            f"{truth['condition']}, {truth['side']}, severity {truth['severity']}; "
            f"right: {truth['right']}; needs "
            f"{truth['dose_needed']} times the usual dose"
            if reveal
            else "hidden"
        )
        rows.append(
            (
                str(k),
                patient.level,
                f"{np.mean(marks):.0f} ({min(marks):.0f}-{max(marks):.0f})",
                f"{reached:.0%}",
                f"{np.mean(off):+.1f}" if off else "-",
                told,
            )
        )
    return rows


def _discuss(board: Board, reveal: bool) -> list[str]:
    items = []
    found = board.calibration()
    if found is not None:
        items += str(found).splitlines()
    patients = board.patients
    if len(board.learners) > 1 and patients:
        spread = [float(np.std([a.total for a in board.of(p)])) for p in patients]
        k = int(np.argmax(spread))
        items.append(
            f"Patient {k + 1} divides the class most (standard deviation of the marks: "
            f"{spread[k]:.0f}): ask two learners what they saw."
        )
        hardest = int(np.argmin([np.mean([a.total for a in board.of(p)]) for p in patients]))
        items.append(f"Patient {hardest + 1} was the hardest. What could have warned you?")
    if errors := board.errors():
        items.append(f"The most common error: {errors[0][0]}.")
    if reveal and patients:
        away = [abs(np.log(float(p.reveal()["dose_needed"]))) for p in patients]
        k = int(np.argmax(away))
        items.append(
            f"Patient {k + 1} responds to a dose least like the average person. Did the second "
            "treatment take that into account?"
        )
    return items


def of_all(board: Board) -> Session | None:
    """The sitting that names the seed of the whole class; None where seeds differ."""
    seeds = {one.sitting.seed for one in board.learners}
    return board.learners[0].sitting if len(seeds) == 1 else None
