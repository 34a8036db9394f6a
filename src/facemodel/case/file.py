"""Cases as JSON files: written whole or not at all, and nothing unknown let in."""

import json
import os
import secrets
from pathlib import Path
from typing import Any

import msgspec

from facemodel.capture.files.reading import display_name, file_bytes
from facemodel.case.case import Case
from facemodel.errors import FaceModelError, shown, unknown

SCHEMA = "facemodel.case.case/1"
LARGEST_FILE_BYTES = 1_000_000


def save_case(case: Case, path: str | os.PathLike[str]) -> Path:
    """Write a case as JSON and return the path; a file that stood there is replaced as a whole.

    The text depends on the case alone. Errors: not a case; a folder that cannot be written to.
    """
    if not isinstance(case, Case):
        raise FaceModelError(f"save_case writes a Case, got {type(case).__name__}")
    path = _path(path)
    name = display_name(path)
    text = msgspec.json.encode({"schema": SCHEMA, **case.contents()})
    # beside the target, so that the replacement is one step of the file system
    # and under a name of its own: one that a killed process left is never in the way
    scratch = path.with_name(f".{path.name[:200]}.{secrets.token_hex(6)}.part")
    try:
        with open(scratch, "xb") as file:
            file.write(msgspec.json.format(text, indent=2) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        os.replace(scratch, path)
    except (OSError, ValueError) as error:
        raise FaceModelError(f"cannot write the case to {name}: {_reason(error)}") from None
    finally:
        scratch.unlink(missing_ok=True)
    return path


def load_case(path: str | os.PathLike[str]) -> Case:
    """Read a case that save_case wrote; keys left out take their defaults.

    Errors: no such file; larger than 1 MB; not JSON; another schema; an unknown key; a value that
    is not allowed. Each names the file and the key.
    """
    name = display_name(path)
    raw = file_bytes(path, name, LARGEST_FILE_BYTES, "A case takes about 0.001 MB")
    try:
        return _parsed(raw)
    except FaceModelError as error:
        raise FaceModelError(f"the case {name}: {error}") from None


class _File(msgspec.Struct):
    """A case as it stands in a file."""

    schema: str
    face: str = "default"
    condition: str = "healthy"
    side: str | None = None
    severity: float | str | None = None
    expression: str | None = "rest"
    activation: dict[str, float] = {}
    intensity: float = 1.0
    dampening: dict[str, float] = {}
    injections: list[dict[str, Any]] = []
    day: float = 0.0
    time_s: float | None = None
    person: dict[str, Any] | None = None
    seed: int = 0


def _parsed(raw: bytes) -> Case:
    try:
        # the standard library's reader tells of keys that are given twice; the file is small
        contents = json.loads(
            raw.decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_no_number
        )
    except (ValueError, RecursionError) as error:
        raise FaceModelError(f"this is not a readable case file ({error})") from None
    if not isinstance(contents, dict):
        raise FaceModelError("a case file holds one JSON object")
    if contents.get("schema") != SCHEMA:
        raise FaceModelError(
            f"its schema is {shown(contents.get('schema'))}; this version reads {SCHEMA!r}"
        )
    for key in contents:
        if key not in _File.__struct_fields__:
            raise unknown("key", f"$.{key}", [f"$.{name}" for name in _File.__struct_fields__])
    try:
        values = msgspec.structs.asdict(msgspec.convert(contents, _File))
    except msgspec.ValidationError as error:
        raise FaceModelError(f"a value is of the wrong kind: {error}; correct it there") from None
    del values["schema"]
    return Case(**values)


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """An object of a JSON file whose every key is given once."""
    found: dict[str, object] = {}
    for key, value in pairs:
        if key in found:
            raise FaceModelError(f"the key {shown(key)} is given twice; leave one of them")
        found[key] = value
    return found


def _no_number(text: str) -> None:
    raise ValueError(f"{text} is no number")


def _path(path: str | os.PathLike[str]) -> Path:
    if not isinstance(path, (str, os.PathLike)) or not str(path):
        raise FaceModelError("a case file is named by its path, as text or a pathlib.Path")
    return Path(path)


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)
