"""The file of a learner's record: written whole, read with all its earlier forms.

It holds first answers; of those to items the marks can be worked out anew. The checksum shows
damage and proves nothing about who made the file; pages of the site write none.
"""

import datetime
import hashlib
import json
import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from facemodel.data import __version__, constants
from facemodel.data.files import display_name, file_bytes, json_value, write_whole
from facemodel.errors import FaceModelError, checks_keywords, kind_of, quoted, shown
from facemodel.teach.items.entry import Entry, entry_of
from facemodel.teach.items.practised import Placed, Rated
from facemodel.teach.items.record import Record
from facemodel.teach.practice import results
from facemodel.teach.practice.session import Session

SCHEMA = "facemodel.learner/2"
LARGEST_FILE_BYTES = 10_000_000
MOST_ENTRIES, MOST_SITTINGS = 20_000, 200
MOST_UNMARKED = 40
"""Items without a mark in one file: each is worked out, which takes up to a tenth of a second."""
_QUESTION = "question_"  # how pages call predictions, whose texts stand in entries alone
_GENERATOR = f"facemodel {__version__}"


class _File(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    schema: str
    generator: str
    parameters: str
    saved: str = ""
    student: str = ""
    entries: Annotated[list[Entry], Meta(max_length=MOST_ENTRIES)]
    ratings: Annotated[list[Rated], Meta(max_length=MOST_ENTRIES)] = []
    points: Annotated[list[Placed], Meta(max_length=MOST_ENTRIES)] = []
    sittings: Annotated[list[dict[str, Any]], Meta(max_length=MOST_SITTINGS)] = []
    kept: dict[str, Any] = {}
    checksum: str = ""


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
        raise FaceModelError(f"save_record writes a record, got {kind_of(record)}")
    file = _File(
        schema=SCHEMA,
        generator=_GENERATOR,
        parameters=constants.digest(),
        saved=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        student=record.student,
        entries=record.entries,
        ratings=record.ratings,
        points=record.points,
        sittings=[json.loads(results.as_text(one)) for one in record.sittings if one.attempts],
        kept=record.kept,
    )
    contents = msgspec.to_builtins(file)
    _checked(contents)  # an entry is not checked when it is made
    contents["checksum"] = _checksum(contents)
    data = msgspec.json.format(msgspec.json.encode(contents), indent=1) + b"\n"
    return write_whole(path, data, "the record")


@checks_keywords
def load_record(path: str | os.PathLike[str]) -> Record:
    """Read a learner's file: a record, what a page of the site saved, or results of a sitting.

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
        For a file that is missing, too large, damaged, of another schema, or holds what is no
        answer.

    Examples
    --------
    >>> import facemodel as fm
    >>> fm.items.load_record(fm.items.save_record(fm.items.Record("K7"), "mine.json")).student
    'K7'
    """
    name = display_name(path)
    raw = file_bytes(path, name, LARGEST_FILE_BYTES, "A hundred answers take about 0.03 MB")
    try:
        return _parsed(raw)
    except FaceModelError as error:
        raise FaceModelError(f"the record {name}: {error}") from None


def _parsed(raw: bytes) -> Record:
    values = json_value(raw, "record")
    schema = values.get("schema") if isinstance(values, dict) else None
    if not isinstance(values, dict) or not isinstance(schema, str):
        raise FaceModelError("this is no learner's file; give one that was saved as a record")
    if schema not in _READERS:
        raise FaceModelError(results.other_schema(values, SCHEMA))
    return _READERS[schema](values)


def _checked(values: dict[str, Any]) -> _File:
    try:
        return msgspec.convert(values, _File)
    except (msgspec.ValidationError, OverflowError) as error:
        raise FaceModelError(f"a value is missing or of the wrong kind: {quoted(error)}") from None


def _record(values: dict[str, Any]) -> Record:
    """The newest form."""
    _check_marks(values.get("entries"))
    file = _checked(values)
    if file.checksum and file.checksum != _checksum(values):
        raise FaceModelError("its checksum does not fit: the file is damaged or was edited")
    record = Record(file.student, file.entries, file.ratings, file.points)
    record.sittings = [_session(one) for one in file.sittings]
    record.kept = file.kept
    noted = {(one.lesson, one.kind) for one in file.entries if one.what == "exercise"}
    record.entries += [  # of a page that opened a file from before there were entries
        _exercise(lesson, name, mark, _day(file.saved))
        for lesson, name, mark in _lesson_marks(file.kept)
        if (lesson, name) not in noted and not name.startswith(_QUESTION)
    ]
    record.made_with = _others(file.generator, file.parameters)
    return record


def _items(values: dict[str, Any]) -> Record:
    """facemodel.items/1: items alone, without marks, which are worked out here."""
    stated = values.get("checksum")
    if stated != _checksum(values):
        raise FaceModelError("its checksum does not fit: the file is damaged or was edited")
    entries = values.get("entries")
    if not isinstance(entries, list) or len(entries) > MOST_ENTRIES:
        raise FaceModelError("a value is missing or of the wrong kind: entries")
    _check_marks(entries)
    record = Record(values.get("name", ""), [entry_of(one) for one in entries])
    record.made_with = _others(values.get("generator"), values.get("parameters"))
    return record


def _check_marks(entries: Any) -> None:
    """Refuses more items without a mark than are worked out in good time."""
    rows = [one for one in entries if isinstance(one, dict)] if isinstance(entries, list) else []
    unmarked = {
        f"{one.get('kind')} {one.get('seed')}"
        for one in rows
        if one.get("what", "item") == "item" and one.get("right") is None
    }
    if len(unmarked) > MOST_UNMARKED:
        raise FaceModelError(
            f"{len(unmarked):,} of its answers have no mark; at most {MOST_UNMARKED} are worked "
            "out, so give the file as it was saved"
        )


def _sitting(values: dict[str, Any]) -> Record:
    """facemodel.results/2: one sitting with virtual patients."""
    session, name = results.parsed(values, Session)
    record = Record(name)
    record.sittings, record.made_with = [session], session.made_with
    return record


def _page(values: dict[str, Any]) -> Record:
    """facemodel.learner/1: what pages kept before they kept first answers; the tries tell them."""
    kept, saved = values.get("values"), values.get("saved")
    if not isinstance(kept, dict):
        raise FaceModelError("a value is missing or of the wrong kind: values")
    date = _day(saved)
    record = Record()
    record.kept = kept
    record.entries = [
        _exercise(lesson, name, mark, date) for lesson, name, mark in _lesson_marks(kept)
    ]
    practice = kept.get("practice")
    if isinstance(practice, dict) and practice.get("attempts"):
        record.sittings = [_session(practice)]
    return record


def _day(saved: Any) -> datetime.date:
    try:
        return datetime.datetime.fromisoformat(str(saved)).date()
    except ValueError:
        raise FaceModelError(f"the date on which it was saved is none: {shown(saved)}") from None


def _lesson_marks(kept: Mapping[str, Any]) -> list[tuple[int, str, dict[str, Any]]]:
    """(lesson, exercise, mark) of what pages keep of exercises that were tried."""
    return [
        (int(key.removeprefix("lesson-")), name, mark)
        for key, marks in kept.items()
        if re.fullmatch(r"lesson-\d\d", key) and isinstance(marks, dict)
        for name, mark in marks.items()
        if isinstance(mark, dict) and mark.get("tries")
    ]


def _exercise(lesson: int, name: str, mark: Mapping[str, Any], date: datetime.date) -> Entry:
    tries, solved = mark.get("tries"), bool(mark.get("solved"))
    once = tries == 1 and isinstance(mark.get("answer"), str)
    return entry_of(
        {
            "what": "question" if name.startswith(_QUESTION) else "exercise",
            "kind": name,
            "lesson": lesson,
            "first": mark["answer"] if once else "",
            "right": solved and tries == 1,
            "solved": solved,
            "gave_up": bool(mark.get("gave_up")),
            "tries": tries,
            "date": date.isoformat(),
        }
    )


_READERS: Mapping[str, Callable[[dict[str, Any]], Record]] = {
    SCHEMA: _record,
    "facemodel.learner/1": _page,
    "facemodel.items/1": _items,
    results.SCHEMA: _sitting,
}
"""How each form of the file is read."""


def _session(values: dict[str, Any]) -> Session:
    """A sitting in a record: as its own file has it, or as a page keeps it."""
    if values.get("checksum"):
        return results.parsed(values, Session)[0]
    return results.parsed_page(values, Session)[0]


def _others(generator: Any, parameters: Any) -> str:
    if (generator, parameters) == (_GENERATOR, constants.digest()):
        return ""
    return f"{str(generator)[:60]}, parameters {str(parameters)[:60]}"


def _checksum(contents: Mapping[str, Any]) -> str:
    """Eight bytes, as hexadecimal, of everything but the checksum itself."""
    rest = {key: value for key, value in contents.items() if key != "checksum"}
    text = json.dumps(rest, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
