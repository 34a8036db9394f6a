"""Files of a class: whose they are, which cannot be read and why, and whether recorded marks hold.

Files of one student id are one learner. All is read here; nothing leaves the machine.
"""

import os
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

import msgspec
import numpy as np

from facemodel.data.files import display_name
from facemodel.data.waiting import step
from facemodel.errors import FaceModelError, plain, short_words
from facemodel.teach.drills.targets import target
from facemodel.teach.items.drawing import draw
from facemodel.teach.items.entry import Entry
from facemodel.teach.items.record import Record
from facemodel.teach.items.record_file import load_record
from facemodel.teach.practice import results
from facemodel.teach.practice.class_report import Board, Sat
from facemodel.teach.rating.faces import known

MOST_FILES = 2000
MOST_CHECKED = 150
"""Different items whose recorded marks are worked out anew: a few seconds."""


@dataclass(frozen=True)
class Learner:
    """One learner.

    name     student id, or the file's name where none was given
    known    whether there is a student id
    files    in the order in which they were given
    record   all that the files have
    """

    name: str
    known: bool
    files: tuple[str, ...]
    record: Record


@dataclass(frozen=True)
class Checked:
    """Recorded marks of items that were worked out anew.

    items     different items, of so many that were answered
    differ    (learner, item) whose mark is another one; it was made with other items, or edited
    """

    items: int
    of: int
    differ: tuple[tuple[Learner, str], ...]

    def count(self, learner: Learner) -> int:
        """How many of a learner's marks differ."""
        return sum(one is learner for one, _ in self.differ)


@dataclass(frozen=True)
class Classroom:
    """A class. refused: (file, reason) of files that could not be read."""

    learners: tuple[Learner, ...]
    refused: tuple[tuple[str, str], ...]

    @cached_property
    def board(self) -> Board:
        """Sittings with virtual patients of all learners."""
        rows = [
            Sat(one.name, one.files[0], sitting)
            for one in self.learners
            for sitting in one.record.sittings
            if sitting.attempts or not one.record.entries
        ]
        return Board(tuple(rows))

    @property
    def twice(self) -> list[tuple[str, str]]:
        """(student id, its files) of ids that stand in more than one file."""
        return [(o.name, ", ".join(o.files)) for o in self.learners if len(o.files) > 1]

    @property
    def without_id(self) -> list[str]:
        """Files without a student id."""
        return [one.files[0] for one in self.learners if not one.known]

    @property
    def made_otherwise(self) -> list[tuple[str, str]]:
        """(files, what one was made with) where version or parameters were others than these."""
        return [(", ".join(o.files), o.record.made_with)
                for o in self.learners if o.record.made_with]  # fmt: skip

    @cached_property
    def checked(self) -> Checked:
        """Marks of items, tests first, as the model has them."""
        asked: dict[tuple[str, int], list[tuple[Learner, Entry]]] = {}
        for learner in self.learners:
            for one in learner.record.entries:
                if one.what == "item" and one.seed is not None:
                    asked.setdefault((one.kind, one.seed), []).append((learner, one))
        keys = sorted(asked, key=lambda key: all(e.form not in ("pre", "post")
                                                 for _, e in asked[key]))  # fmt: skip
        tests = sum(any(e.form in ("pre", "post") for _, e in asked[key]) for key in keys)
        rest = np.random.default_rng(24).permutation(keys[tests:]).tolist() if keys[tests:] else []
        chosen = [*keys[:tests], *((kind, int(seed)) for kind, seed in rest)][:MOST_CHECKED]
        differ = [
            (learner, f"{key[0]} {key[1]}")
            for key in chosen
            for learner, entry in asked[key]
            if not _holds(entry)
        ]
        return Checked(len(chosen), len(keys), tuple(differ))


def _holds(entry: Entry) -> bool:
    """Whether the recorded mark of an item is the model's."""
    assert entry.seed is not None
    try:
        return draw(entry.kind, entry.seed).reply(entry.first).right == entry.right
    except FaceModelError:  # no such option: the item was another one
        return False


def files_in(asked: Iterable[Path]) -> list[Path]:
    """Files, and those ending in .json of folders and what is in them."""
    found: list[Path] = []
    for path in asked:
        try:
            found += sorted(path.rglob("*.json")) if path.is_dir() else [path]
        except OSError:  # no name of a file: reading it says so
            found.append(path)
    return found


def read_class(paths: Sequence[str | os.PathLike[str]]) -> Classroom:
    """The class whose files these are; those that cannot be read are listed with the reason.

    Errors: no file at all; none that can be read.
    """
    files = files_in(Path(path) for path in paths)
    if not files or len(files) > MOST_FILES:
        raise FaceModelError(f"give 1 to {MOST_FILES:,} results files, as results/*.json")
    found: dict[tuple[bool, str], Learner] = {}
    refused: list[tuple[str, str]] = []
    seen: dict[str, str] = {}
    names = _names(files)
    for k, path in enumerate(files, 1):
        file = names[path]
        step(f"file {k} of {len(files)}, {file}")
        try:
            record = _marked(load_record(path))
            same = _digest(record)
            if same in seen:
                raise FaceModelError(f"duplicate of {seen[same]}; only that file was counted")
            _put(found, record, file)
        except FaceModelError as error:
            refused.append((file, str(error).removeprefix(f"the record {display_name(path)}: ")))
            continue
        seen[same] = file
    if not found:
        raise FaceModelError(
            f"none of {len(refused)} results files can be read; the first: "
            f"{short_words(refused[0][0])}: {refused[0][1]}"
        )
    return Classroom(tuple(found.values()), tuple(refused))


def _marked(record: Record) -> Record:
    """The record, once all that it has was compared with the model's. Errors: a point off this
    face, an item that a scale has not, a drill that there is not."""
    for one in record.ratings:
        known(one)
    for skill in {(one.seed, one.number, one.skill) for one in record.points}:
        target(skill[0], skill[1], skill[2])
    for sitting in record.sittings:
        for attempt in sitting.attempts:
            _ = attempt.scores
    return record


def _names(files: Sequence[Path]) -> dict[Path, str]:
    """What each file is called: its name, with as many folders before it as tell it from others.

    Pages call every learner's file the same, and a course hands out a folder for each of them.
    """
    ends = Counter(path.parts[-k:] for path in set(files) for k in range(1, len(path.parts) + 1))
    found = {}
    for path in files:
        own = (path.parts[-k:] for k in range(1, len(path.parts)) if ends[path.parts[-k:]] == 1)
        found[path] = plain("/".join(next(own, path.parts)))
    return found


def _put(found: dict[tuple[bool, str], Learner], record: Record, file: str) -> None:
    """Add a file to its learner: who has the same student id, else somebody of their own."""
    known = bool(record.student)
    key = known, record.student or f"{file} {len(found)}"
    before = found.get(key)
    if before is None:
        found[key] = Learner(record.student or file.removesuffix(".json"), known, (file,), record)
        return
    made_with = before.record.made_with or record.made_with
    before.record.add(record)
    before.record.made_with = made_with
    found[key] = Learner(before.name, known, (*before.files, file), before.record)


def _digest(record: Record) -> str:
    """Of all that counts in a record."""
    held = [record.student, record.entries, record.ratings, record.points]
    made = sha256(msgspec.json.encode(held))
    for sitting in record.sittings:
        made.update(results.as_text(sitting))
    return made.hexdigest()
