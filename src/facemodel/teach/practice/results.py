"""Results of a sitting as a JSON file: attempts only, marks are always computed anew.

No names unless typed. The checksum shows damage; it proves nothing about who made the file.
"""

import hashlib
import json
import os
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from facemodel.case import schema
from facemodel.data import __version__, constants
from facemodel.data.files import display_name, file_bytes, json_value, write_whole
from facemodel.errors import FaceModelError, quoted, shown
from facemodel.teach.practice.session import Attempt, Session
from facemodel.teach.practice.treating import Treatment

SCHEMA = "facemodel.results/2"
LARGEST_FILE_BYTES = 2_000_000
LONGEST_NAME = 80
S = TypeVar("S", bound=Session)
GENERATOR = f"facemodel {__version__}"


_Treatment: Any = schema.struct_of(
    Treatment, injections=list[dict[str, Any]], dampening=dict[str, float]
)
_Attempt: Any = schema.struct_of(
    Attempt, patient=None, grading=dict[str, int] | None, treatments=list[_Treatment]
)


class _File(msgspec.Struct, forbid_unknown_fields=True):
    schema: str
    generator: str
    parameters: str
    seed: int
    level: str
    count: int
    minutes: float | None
    feedback: str
    name: str
    attempts: list[_Attempt]
    checksum: str = ""


_STATE = (
    "generator", "parameters", "seed", "level", "count", "minutes", "feedback", "name", "attempts",
)  # fmt: skip


def save_results(sitting: Session, path: str | os.PathLike[str], name: str = "") -> Path:
    """Write a sitting's attempts as JSON.

    Parameters
    ----------
    sitting : Sitting
        Whose attempts are written; marks are always computed anew.
    path : path-like
        Of the file.
    name : str, default ""
        What the learner wants to be called in the class.

    Returns
    -------
    Path
        Of the file.

    Raises
    ------
    FaceModelError
        For what is no sitting, a name that is too long, or a folder that cannot be written to.

    Examples
    --------
    >>> import facemodel as fm
    >>> fm.patients.save_results(fm.patients.Sitting(3, "easy", 2), "results.json").name
    'results.json'
    """
    return write_whole(path, as_text(sitting, name), "the results")


def as_text(sitting: Session, name: str = "") -> bytes:
    """The results as the text of their file. Errors: not a sitting; a name that is too long."""
    if not isinstance(sitting, Session):
        raise FaceModelError(f"save_results writes a sitting, got {type(sitting).__name__}")
    file = _File(
        SCHEMA,
        GENERATOR,
        constants.digest(),
        sitting.seed,
        sitting.level,
        sitting.count,
        sitting.minutes,
        sitting.feedback,
        clean_name(name),
        [_plain(one) for one in sitting.attempts],
    )
    file.checksum = _checksum(file)
    return msgspec.json.format(msgspec.json.encode(file), indent=1) + b"\n"


def read(path: str | os.PathLike[str], kind: type[S]) -> tuple[S, str]:
    """The sitting, of a kind of Session, and the name in a file that save_results wrote.

    Errors: no such file; too large; not JSON; damaged (its checksum does not fit); another schema;
    a value that is not allowed. Each names the file.
    """
    name = display_name(path)
    raw = file_bytes(path, name, LARGEST_FILE_BYTES, "A sitting takes about 0.01 MB")
    try:
        return _parsed(raw, kind)
    except FaceModelError as error:
        raise FaceModelError(f"the results {name}: {error}") from None


def _parsed(raw: bytes, kind: type[S]) -> tuple[S, str]:
    values = json_value(raw, "results file")
    if isinstance(values, dict) and values.get("schema", SCHEMA) != SCHEMA:
        raise FaceModelError(_other_schema(values))
    if not isinstance(values, dict) or "schema" not in values:
        raise FaceModelError("this is not a results file; give one that was saved after practice")
    file = _converted(values)
    if file.checksum != _checksum(file):
        raise FaceModelError("its checksum does not fit: the file is damaged or was edited")
    return _sitting(file, kind)


def of_state(state: dict[str, Any], kind: type[S]) -> tuple[S, str]:
    """The same of a sitting under way, as view/js/practice/sitting.js keeps it, without a checksum.

    Errors: a value is missing, of the wrong kind or not allowed.
    """
    fields = {name: state[name] for name in _STATE if name in state}
    attempts = fields.get("attempts")
    if isinstance(attempts, list):
        names = _Attempt.__struct_fields__
        fields["attempts"] = [
            {n: one[n] for n in names if n in one} if isinstance(one, dict) else one
            for one in attempts
        ]
    return _sitting(_converted({"schema": SCHEMA, "name": "", **fields}), kind)


def _converted(values: dict[str, Any]) -> _File:
    try:
        return msgspec.convert(values, _File)
    except (msgspec.ValidationError, OverflowError) as error:  # of a figure of 400 digits
        raise FaceModelError(f"a value is missing or of the wrong kind: {quoted(error)}") from None


def _sitting(file: _File, kind: type[S]) -> tuple[S, str]:
    sitting = kind(file.seed, file.level, file.count, file.minutes, file.feedback)
    if (file.generator, file.parameters) != (GENERATOR, constants.digest()):
        sitting.made_with = f"{file.generator[:60]}, parameters {file.parameters[:60]}"
    if len(file.attempts) > sitting.count:
        raise FaceModelError(
            f"it holds {len(file.attempts)} attempts at {sitting.count} patients; one each"
        )
    for patient, one in zip(sitting.patients, file.attempts, strict=False):
        treatments = tuple(
            Treatment(t.day, schema.injections(t.injections), t.dampening, t.predicted_mm)
            for t in one.treatments
        )
        sitting.attempts.append(Attempt(patient, one.grading, treatments, one.seconds, one.choice))
    return sitting, clean_name(file.name)


def _other_schema(values: dict[str, Any]) -> str:
    made, by = values["schema"], values.get("generator", "the version")
    if made != "facemodel.results/1":
        return f"its schema is {shown(made)}; this version reads {SCHEMA!r}"
    return (
        "its seeds stand for other virtual patients, whom this version no longer has, so nothing "
        f"in it could be marked; open it with {shown(by)}, which made it"
    )


def _plain(one: Attempt) -> _Attempt:
    treatments = [
        _Treatment(
            t.day,
            [schema.plain_injection(i) for i in t.injections],
            dict(t.dampening),
            t.predicted_mm,
        )
        for t in one.treatments
    ]
    grading = None if one.grading is None else dict(one.grading)
    return _Attempt(grading, treatments, one.seconds, one.choice)


def _checksum(file: _File) -> str:
    """Eight bytes, as hexadecimal, of everything but the checksum itself."""
    contents = msgspec.to_builtins(file)
    del contents["checksum"]
    text = json.dumps(contents, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def clean_name(text: Any) -> str:
    """A name as one line. Error: it is no text, or too long."""
    if not isinstance(text, str) or len(text) > LONGEST_NAME:
        raise FaceModelError(f"a name is a text of at most {LONGEST_NAME} characters, or nothing")
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
