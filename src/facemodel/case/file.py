"""Cases as JSON files: written whole or not at all, and nothing unknown let in."""

import os
from pathlib import Path
from typing import Any

import msgspec

from facemodel.case.case import Case, CaseLike, case_of
from facemodel.case.schema import struct_of
from facemodel.data.files import display_name, file_bytes, json_value, other_schema, write_whole
from facemodel.errors import FaceModelError, checks_keywords, quoted, unknown

SCHEMA = "facemodel.case/1"
LARGEST_FILE_BYTES = 1_000_000


@checks_keywords
def save_case(case: CaseLike, path: str | os.PathLike[str]) -> Path:
    """Write a case as a JSON file; one that stood there is replaced as a whole.

    The text depends on the case alone.

    Parameters
    ----------
    case : Case, lab or mapping
        What to write: a case, the lab that shows it, or the lab's `.case`.
    path : str or path-like
        Of the file.

    Returns
    -------
    pathlib.Path

    Raises
    ------
    FaceModelError
        For what is no case, and a path that cannot be written to.

    Examples
    --------
    >>> import facemodel as fm
    >>> path = fm.save_case(fm.Case(expression="smile_social"), "smile.json")
    >>> path.name
    'smile.json'
    """
    text = msgspec.json.encode({"schema": SCHEMA, **case_of(case).contents()})
    return write_whole(path, msgspec.json.format(text, indent=2) + b"\n", "the case")


@checks_keywords
def load_case(path: str | os.PathLike[str]) -> Case:
    """The case in a file that fm.save_case wrote; keys left out take their defaults.

    Parameters
    ----------
    path : str or path-like
        Of the file.

    Returns
    -------
    Case

    Raises
    ------
    FaceModelError
        For no such file, one larger than 1 MB, no JSON, another schema, an unknown key and a value
        that is not allowed; the message names the file and the key.

    Examples
    --------
    >>> import facemodel as fm
    >>> case = fm.Case(condition="blepharospasm", severity="mild")
    >>> fm.load_case(fm.save_case(case, "case.json")) == case
    True
    """
    name = display_name(path)
    raw = file_bytes(path, name, LARGEST_FILE_BYTES, "A case takes about 0.001 MB")
    try:
        return _parsed(raw)
    except FaceModelError as error:
        raise FaceModelError(f"the case {name}: {error}") from None


# in a file of the right kinds; whether values are allowed is for Case to say
_KINDS = struct_of(
    Case,
    face=str,
    side=str | None,
    severity=float | str | None,
    activation=dict[str, float],
    dampening=dict[str, float],
    weak=dict[str, float],
    held=dict[str, float],
    injections=list[dict[str, Any]],
    person=dict[str, Any] | None,
)
_KEYS = ("schema", *_KINDS.__struct_fields__)


def _parsed(raw: bytes) -> Case:
    contents = json_value(raw, "case file")
    if not isinstance(contents, dict):
        raise FaceModelError("a case file holds one JSON object")
    if contents.get("schema") != SCHEMA:
        raise other_schema(contents.get("schema"), SCHEMA)
    del contents["schema"]
    return case_of_contents(contents)


def case_of_contents(contents: dict[str, Any]) -> Case:
    """The case whose `contents()` these are; keys left out take their defaults.

    Errors: an unknown key; a value that is not allowed.
    """
    for key in contents:
        if key not in _KEYS[1:]:
            raise unknown("key", f"$.{key}", [f"$.{name}" for name in _KEYS])
    try:
        values = msgspec.structs.asdict(msgspec.convert(contents, _KINDS))
    except (msgspec.ValidationError, OverflowError) as error:  # of a figure of 400 digits
        raise FaceModelError(
            f"a value is of the wrong kind: {quoted(error)}; correct it there"
        ) from None
    return Case(**values)
