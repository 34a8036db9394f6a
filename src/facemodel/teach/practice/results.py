"""Results of a sitting as a JSON file: attempts only, marks are always computed anew.

No names unless typed. The checksum shows damage; it proves nothing about who made the file.
"""

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from facemodel.case import schema
from facemodel.data import __version__, constants, files
from facemodel.data.files import display_name, file_bytes, json_value, write_whole
from facemodel.errors import FaceModelError, kind_of, quoted, shown
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
        raise FaceModelError(f"save_results writes a sitting, got {kind_of(sitting)}")
    file = _File(
        SCHEMA,
        GENERATOR,
        constants.digest(),
        sitting.seed,
        sitting.level,
        sitting.count,
        sitting.minutes,
        sitting.feedback,
        cleaned_name(name),
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
        raise FaceModelError(other_schema(values))
    if not isinstance(values, dict) or "schema" not in values:
        raise FaceModelError("this is not a results file; give one that was saved after practice")
    return parsed(values, kind)


def parsed(values: Any, kind: type[S]) -> tuple[S, str]:
    """The sitting and the name in the values of such a file. Errors: as of `read`, but no name."""
    file = _checked(values)
    if file.checksum != _checksum(file):
        raise FaceModelError("its checksum does not fit: the file is damaged or was edited")
    return _opened(file, kind)


def parsed_page(values: Mapping[str, Any], kind: type[S]) -> tuple[S, str]:
    """The same of a sitting as a page keeps it: with marks, which are left out, and unsigned."""
    kept = [name for name in _File.__struct_fields__ if name in values]
    attempts = values.get("attempts")
    return _opened(
        _checked(
            {
                **{name: values[name] for name in kept},
                "schema": SCHEMA,
                "attempts": [_plain_attempt(one) for one in attempts]
                if isinstance(attempts, list)
                else attempts,
            }
        ),
        kind,
    )


def _plain_attempt(one: Any) -> Any:
    """What a page keeps of an attempt, without marks, and without what is null in a point."""
    if not isinstance(one, dict) or not isinstance(one.get("treatments"), list):
        return one
    given = []
    for treatment in one["treatments"]:
        points = treatment.get("injections") if isinstance(treatment, dict) else None
        if not isinstance(points, list) or not all(isinstance(p, dict) for p in points):
            return one
        rows = [{k: v for k, v in point.items() if v is not None} for point in points]
        given.append({**treatment, "injections": rows})
    known = {name: one[name] for name in _Attempt.__struct_fields__ if name in one}
    return {**known, "treatments": given}


def _checked(values: Any) -> _File:
    try:
        return msgspec.convert(values, _File)
    except (msgspec.ValidationError, OverflowError) as error:  # of a figure of 400 digits
        raise FaceModelError(f"a value is missing or of the wrong kind: {quoted(error)}") from None


def _opened(file: _File, kind: type[S]) -> tuple[S, str]:
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
    return sitting, cleaned_name(file.name)


def other_schema(values: dict[str, Any], known: str = SCHEMA) -> str:
    """Why a file of another schema is not read."""
    made, by = values["schema"], values.get("generator", "the version")
    if made != "facemodel.results/1":
        return str(files.other_schema(made, known))
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


def cleaned_name(text: Any) -> str:
    """A name or student id as one line of printable signs. Errors: none, too long."""
    if not isinstance(text, str) or len(text) > LONGEST_NAME:
        raise FaceModelError(f"a name is a text of at most {LONGEST_NAME} characters, or nothing")
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
