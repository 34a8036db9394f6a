"""What a learner answered and when, in a file of their own, and which items are to be asked again.

The record holds first answers, never marks: whether one was right is always computed anew. The
checksum shows damage; it proves nothing about who made the file.
"""

import datetime
import hashlib
import json
import os
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from facemodel.data import __version__, constants
from facemodel.data.files import display_name, file_bytes, json_value, write_whole
from facemodel.errors import FaceModelError, checks_keywords, unknown
from facemodel.teach.items.drawing import LARGEST_SEED, draw
from facemodel.teach.items.item import Item
from facemodel.teach.items.kinds import KINDS
from facemodel.teach.items.testing import Result
from facemodel.teach.practice.results import LONGEST_NAME

SCHEMA = "facemodel.items/1"
DAYS = (1, 7, 30)
"""Days after the first answer on which an item is asked again."""
LARGEST_FILE_BYTES = 5_000_000
Form = Literal["practice", "again", "pre", "post"]


class Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One item as it was answered.

    Attributes
    ----------
    kind, seed : str, int
        Of the item.
    form : {"practice", "again", "pre", "post"}
        When it was asked.
    first : str
        The first answer, the one that counts.
    tries, hints : int
        How many answers were given, and hints read.
    seconds : float
        Until the first answer.
    confidence : float or None
        0..1, said with the first answer.
    date : datetime.date
        Of the first answer.
    """

    kind: str
    seed: Annotated[int, Meta(ge=0, le=LARGEST_SEED)]
    form: Form = "practice"
    first: str
    tries: Annotated[int, Meta(ge=1)] = 1
    hints: Annotated[int, Meta(ge=0)] = 0
    seconds: Annotated[float, Meta(ge=0)] = 0.0
    confidence: Annotated[float, Meta(ge=0, le=1)] | None = None
    date: datetime.date

    @property
    def item(self) -> Item:
        """The item that was answered."""
        return draw(self.kind, self.seed)

    @property
    def right(self) -> bool:
        """Whether the first answer holds in this model."""
        return self.item.reply(self.first).right


class _File(msgspec.Struct, forbid_unknown_fields=True):
    schema: str
    generator: str
    parameters: str
    name: str
    entries: list[Entry]
    checksum: str = ""


class Record:
    """All items that one learner has answered, in the order of their answers.

    Parameters
    ----------
    name : str, optional
        What the learner wants to be called in the class.
    entries : sequence of Entry, optional
        What was answered before.

    Attributes
    ----------
    name : str
        As given.
    entries : list of Entry
        The answers.

    Examples
    --------
    >>> import facemodel as fm
    >>> fm.items.Record()
    Record(0 answers)
    """

    def __init__(self, name: str = "", entries: "list[Entry] | tuple[Entry, ...]" = ()):
        if not isinstance(name, str) or len(name) > LONGEST_NAME:
            raise FaceModelError(
                f"a name is a text of at most {LONGEST_NAME} characters, or nothing"
            )
        self.name = " ".join("".join(c if c.isprintable() else " " for c in name).split())
        self.entries = list(entries)
        self.made_with = ""

    def due(self, today: datetime.date) -> list[Item]:
        """Items to be asked again, those that wait longest first.

        Each practised item comes on day 1, 7 and 30; a wrong answer starts that anew.

        Parameters
        ----------
        today : datetime.date

        Returns
        -------
        list of Item
        """
        waits: dict[tuple[str, int], tuple[datetime.date, int]] = {}
        for one in self.entries:
            if one.form not in ("practice", "again"):
                continue
            key = one.kind, one.seed
            start, step = waits.get(key, (one.date, -1))
            waits[key] = (start, step + 1) if step < 0 or one.right else (one.date, 0)
        rows = [
            (start + datetime.timedelta(DAYS[step]), key)
            for key, (start, step) in waits.items()
            if step < len(DAYS)
        ]
        return [draw(*key) for date, key in sorted(rows) if date <= today]

    def result(self, form: Form = "practice") -> Result:
        """First answers of a form, marked.

        Parameters
        ----------
        form : {"practice", "again", "pre", "post"}, optional

        Returns
        -------
        Result
            Of the items that have a confidence.

        Raises
        ------
        FaceModelError
            Where there is none.
        """
        told = [one for one in self.entries if one.form == form and one.confidence is not None]
        if not told:
            raise FaceModelError(f"the record has no answers of form {form!r} with a confidence")
        return Result(
            tuple(one.right for one in told),
            tuple(one.confidence or 0.0 for one in told),
            tuple(one.kind for one in told),
        )

    def __repr__(self) -> str:
        return f"Record({len(self.entries)} answers)"


_GENERATOR = f"facemodel {__version__}"


@checks_keywords
def save_record(record: Record, path: str | os.PathLike[str]) -> Path:
    """Write a learner's record as JSON.

    Parameters
    ----------
    record : Record
    path : path-like

    Returns
    -------
    Path
        Of the file.

    Raises
    ------
    FaceModelError
        For what is no record, or a folder that cannot be written to.

    Examples
    --------
    >>> import facemodel as fm
    >>> fm.items.save_record(fm.items.Record(), "mine.json").name
    'mine.json'
    """
    if not isinstance(record, Record):
        raise FaceModelError(f"save_record writes a record, got {type(record).__name__}")
    file = _File(SCHEMA, _GENERATOR, constants.digest(), record.name, record.entries)
    file.checksum = _checksum(file)
    data = msgspec.json.format(msgspec.json.encode(file), indent=1) + b"\n"
    return write_whole(path, data, "the record")


@checks_keywords
def load_record(path: str | os.PathLike[str]) -> Record:
    """Read what save_record wrote.

    Parameters
    ----------
    path : path-like

    Returns
    -------
    Record
        Its `made_with` names version and parameters where others than these wrote it; else "".

    Raises
    ------
    FaceModelError
        For a file that is missing, too large, damaged, of another schema, or holds what is no item.

    Examples
    --------
    >>> import facemodel as fm
    >>> fm.items.load_record(fm.items.save_record(fm.items.Record("Kim"), "mine.json")).name
    'Kim'
    """
    name = display_name(path)
    raw = file_bytes(path, name, LARGEST_FILE_BYTES, "A hundred answers take about 0.03 MB")
    try:
        return _parsed(raw)
    except FaceModelError as error:
        raise FaceModelError(f"the record {name}: {error}") from None


def _parsed(raw: bytes) -> Record:
    values = json_value(raw, "record")
    if isinstance(values, dict) and values.get("schema") != SCHEMA:
        raise FaceModelError(f"it has schema {values.get('schema')!r}, a record has {SCHEMA!r}")
    try:
        file = msgspec.convert(values, _File)
    except msgspec.ValidationError as error:
        raise FaceModelError(f"a value is missing or of the wrong kind: {error}") from None
    if file.checksum != _checksum(file):
        raise FaceModelError("its checksum does not fit: the file is damaged or was edited")
    record = Record(file.name, file.entries)
    for one in record.entries:  # its item is drawn when it is asked for: thousands take minutes
        if one.kind not in KINDS:
            raise unknown("kind of item", one.kind, KINDS)
    if (file.generator, file.parameters) != (_GENERATOR, constants.digest()):
        record.made_with = f"{file.generator[:60]}, parameters {file.parameters[:60]}"
    return record


def _checksum(file: _File) -> str:
    """Eight bytes, as hexadecimal, of everything but the checksum itself."""
    contents = msgspec.to_builtins(file)
    del contents["checksum"]
    text = json.dumps(contents, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
