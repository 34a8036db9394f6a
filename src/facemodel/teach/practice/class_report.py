"""The class: results of many learners side by side, as a table and as one HTML page.

Marks are computed anew from the attempts; what a file says of itself is not believed.
"""

import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np

from facemodel.clinic.findings import KINDS
from facemodel.data import constants
from facemodel.data.files import display_name, write_whole
from facemodel.errors import FaceModelError, plain
from facemodel.teach import learner_file
from facemodel.teach.judges.grading import Calibration, calibration
from facemodel.teach.learner_file import Done
from facemodel.teach.practice import class_exercises, results
from facemodel.teach.practice.class_exercises import Worker
from facemodel.teach.practice.patients import Patient
from facemodel.teach.practice.session import Attempt
from facemodel.teach.practice.sitting import Sitting, load_results
from facemodel.view import markup
from facemodel.view.provenance import NOTICE, stamp

_MISSED = {
    "treat": "somebody not treated who could be helped",
    "leave": "somebody not left alone who should have been",
    "refer": "somebody not referred who should have been",
}
BINS = tuple(range(0, 101, 10))
MOST_FILES = 2000


@dataclass(frozen=True)
class Learner:
    """One results file: the name typed, or else the file's; and the sitting in it."""

    name: str
    file: str
    sitting: Sitting


@dataclass(frozen=True)
class Board:
    """Results of a class: sittings, and exercises of pages; refused: (file, reason) of others."""

    learners: tuple[Learner, ...]
    refused: tuple[tuple[str, str], ...]
    workers: tuple[Worker, ...] = ()

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

    @property
    def made_otherwise(self) -> list[tuple[str, str]]:
        """(file, what it was made with) where version or parameters were others than these."""
        return [(o.file, o.sitting.made_with) for o in self.learners if o.sitting.made_with]

    @property
    def files(self) -> set[str]:
        """Names of those that were read."""
        return {one.file for one in self.learners} | {one.file for one in self.workers}

    @property
    def of_all(self) -> Sitting | None:
        """The sitting that names the seed of the whole class; None where seeds differ."""
        seeds = {one.sitting.seed for one in self.learners}
        return self.learners[0].sitting if len(seeds) == 1 else None

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


def read_board(paths: Sequence[str | os.PathLike[str]]) -> Board:
    """The board of these results files; those that cannot be read are listed with the reason.

    Errors: no file at all; none that can be read.
    """
    if not paths or len(paths) > MOST_FILES:
        raise FaceModelError(f"give 1 to {MOST_FILES:,} results files, as results/*.json")
    learners, refused, workers = [], [], []
    seen: dict[str, str] = {}
    for path in paths:
        file = plain(Path(path).name)
        try:
            sitting, name, done = _read(path)
        except FaceModelError as error:
            refused.append((file, str(error).removeprefix(f"the results {display_name(path)}: ")))
            continue
        text = b"" if sitting is None else results.as_text(sitting, name)
        same = sha256(text + repr((name, done)).encode()).hexdigest()
        if same in seen:
            refused.append((file, f"duplicate of {seen[same]}; only that file was counted"))
            continue
        seen[same] = file
        if sitting is not None:
            learners.append(Learner(name or Path(file).stem, file, sitting))
        if done:
            workers.append(Worker(name or Path(file).stem, file, done))
    if not learners and not workers:
        raise FaceModelError(
            f"none of {len(refused)} results files can be read; the first: "
            f"{refused[0][0]}: {refused[0][1]}"
        )
    return Board(tuple(learners), tuple(refused), tuple(workers))


def _read(path: str | os.PathLike[str]) -> tuple[Sitting | None, str, tuple[Done, ...]]:
    """The sitting, the name and the exercises in a results file. Error: there is nothing in it."""
    done: tuple[Done, ...] = ()
    if learner_file.is_learner_file(values := learner_file.read_values(path)):
        found = learner_file.progress_of(values)
        sitting, name, done = found.sitting, found.name, found.done
        if sitting is None and not done:
            raise FaceModelError("it holds no exercise and no patient yet")
    else:
        sitting, name = load_results(path)
    for attempt in sitting.attempts if sitting is not None else ():
        _ = attempt.scores  # a point off this face shows here
    return sitting, name, done


def save_page(board: Board, path: str | os.PathLike[str], reveal: bool = True) -> Path:
    """Write the class as one HTML page without scripts; reveal: with the truth of each patient."""
    return write_whole(path, page(board, reveal).encode(), "the class page")


def page(board: Board, reveal: bool = True) -> str:
    """The class as HTML."""
    marks = np.array([one.sitting.total for one in board.learners])
    counts, _ = np.histogram(marks, BINS)
    low, middle, high = np.percentile(marks if len(marks) else [0.0], [25, 50, 75])
    most = max(counts.max(), 1)
    return markup.page(
        "class",
        title="facemodel: results of a class",
        board=board,
        made=board.files,
        notice=NOTICE,
        kinds=len({(s.sitting.seed, s.sitting.level, s.sitting.count) for s in board.learners}),
        learners=_learners(board),
        distribution=f"Distribution of marks: median {middle:.0f}, quartiles {low:.0f} and "
        f"{high:.0f}",
        bins=[
            (f"{start} to {start + 10}", n, f"{100 * n / most:.0f}")
            for start, n in zip(BINS, counts, strict=False)
        ],
        patients=_patients(board, reveal),
        errors=board.errors()[:10],
        discuss=_discuss(board, reveal),
        exercises=class_exercises.summary(board.workers),
        stamp=stamp(board.of_all),
    )


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
