"""The exercises of a class: a table of one row for each learner and exercise, and a summary."""

import os
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from facemodel.data.files import write_whole
from facemodel.teach.learner_file import Done
from facemodel.view.export.tables import csv_bytes
from facemodel.view.provenance import stamp

HEAD = (
    "name", "file", "kind", "lesson", "exercise", "tries", "solved", "gave_up", "answer",
)  # fmt: skip


@dataclass(frozen=True)
class Worker:
    """One learner's exercises: the name typed, or else the file's; and what was done."""

    name: str
    file: str
    done: tuple[Done, ...]


def save_exercises(workers: Sequence[Worker], path: str | os.PathLike[str]) -> Path:
    """Write one row for each learner and exercise as CSV."""
    rows = [
        [one.name, one.file, d.kind, d.lesson, d.name, d.tries, d.solved, d.gave_up, d.answer]
        for one in workers
        for d in one.done
    ]
    return write_whole(path, csv_bytes(stamp(), HEAD, rows), "the table of exercises")


def summary(workers: Sequence[Worker]) -> list[tuple[str, ...]]:
    """By exercise: kind, lesson, name, learners who tried, solved, gave up, tries on average."""
    found: dict[tuple[str, str, str], list[Done]] = defaultdict(list)
    for one in workers:
        for done in one.done:
            found[done.kind, done.lesson, done.name].append(done)
    rows: list[tuple[str, ...]] = []
    for (kind, lesson, name), all_of in sorted(found.items()):
        count = len(all_of)
        solved, gave_up = (sum(getattr(d, what) for d in all_of) for what in ("solved", "gave_up"))
        tries = sum(d.tries for d in all_of) / count
        rows.append((kind, lesson, name.replace("_", " "), str(count), f"{solved / count:.0%}",
                     f"{gave_up / count:.0%}", f"{tries:.1f}"))  # fmt: skip
    return rows
