"""Cases as JSON files: written whole or not at all, and nothing unknown let in."""

import os
from pathlib import Path
from typing import Any

import msgspec

from facemodel.case.case import Case, CaseLike, case_of
from facemodel.data.files import display_name, file_bytes, json_value, write_whole
from facemodel.errors import FaceModelError, checks_keywords, shown, unknown

SCHEMA = "facemodel.case/1"
LARGEST_FILE_BYTES = 1_000_000


@checks_keywords
def save_case(case: CaseLike, path: str | os.PathLike[str]) -> Path:
    """Write a case as JSON and return the path; a file that stood there is replaced as a whole.

    The text depends on the case alone. Errors: not a case; a path that cannot be written to.
    """
    text = msgspec.json.encode({"schema": SCHEMA, **case_of(case).contents()})
    return write_whole(path, msgspec.json.format(text, indent=2) + b"\n", "the case")


@checks_keywords
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
    contents = json_value(raw, "case file")
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
