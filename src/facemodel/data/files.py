"""How a file is found, read within bounds, written whole or not at all, and named in a message."""

import json
import os
import re
import stat
import tempfile
from functools import cache
from pathlib import Path
from typing import BinaryIO

from facemodel.data import placing
from facemodel.errors import FaceModelError, plain, quoted, shown

LONGEST_NAME = 60
_SIGNS = dict.fromkeys(map(ord, "<>&\"'`"), "?")


@cache
def mesh_folder() -> Path:
    """Folder of the default face: inside the package in a wheel, meshes/ in a checkout."""
    package = Path(__file__).resolve().parents[1]
    places = (package / "_meshes" / "default_face", package.parents[1] / "meshes" / "default_face")
    for place in places:
        if (place / "cage.json").is_file():
            return place
    raise FaceModelError(
        "the default face's cage.json is missing: expected it in "
        + " or ".join(str(place) for place in places)
        + "; reinstall facemodel or restore meshes/default_face from the repository"
    )


def display_name(path: object) -> str:
    """A path's last part in quotes, fit for a message: no folders, no control signs, no markup.

    Errors: not a path.
    """
    if not isinstance(path, (str, os.PathLike)) or not str(path):
        raise FaceModelError("a file is named by its path, as text or a pathlib.Path")
    text = Path(str(path).replace("\\", "/")).name or "(no name)"
    said = plain(text).translate(_SIGNS)
    return f"'{said[:LONGEST_NAME]}{'...' if len(said) > LONGEST_NAME else ''}'"


def file_bytes(path: str | os.PathLike[str], name: str, largest: int, smaller: str = "") -> bytes:
    """All bytes of a plain file that has at most `largest` of them.

    name, and how a file is made smaller, are for messages.
    """
    with opened_file(path, name, largest, smaller) as file:
        try:
            # memory for what it may have is taken at once
            return file.read(os.fstat(file.fileno()).st_size)
        except OSError as error:
            raise FaceModelError(f"the file {name} cannot be read: {error.strerror}") from None


def opened_file(
    path: str | os.PathLike[str], name: str, largest: int, smaller: str = ""
) -> BinaryIO:
    """A plain file to read, which has at most `largest` bytes; the rest is as in `file_bytes`."""
    try:
        # not blocking: a pipe would wait for somebody to write
        flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        handle = os.open(path, flags)
    except FileNotFoundError:
        raise FaceModelError(f"there is no file {name}; check the path") from None
    except (OSError, ValueError) as error:
        raise FaceModelError(f"the file {name} cannot be opened: {_reason(error)}") from None
    status = os.fstat(handle)
    if not stat.S_ISREG(status.st_mode):
        os.close(handle)
        raise FaceModelError(f"{name} is no plain file; give the path of one")
    if status.st_size > largest:
        os.close(handle)
        raise FaceModelError(
            f"the file {name} has {status.st_size / 1e6:,.1f} MB; at most "
            f"{largest / 1e6:,.0f} MB are read. {smaller}".rstrip(". ")
        )
    return os.fdopen(handle, "rb")


def json_value(data: bytes, kind: str) -> object:
    """What a JSON file holds; every key of an object stands there once, every number is finite.

    kind: of file, for messages. Errors: no such text.
    """
    try:
        # msgspec's reader takes the last of two equal keys and says nothing; the files are small
        text = data.decode("utf-8-sig")
        found = json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)
        if re.search(r"\\ud[89a-f]", text, re.IGNORECASE):  # halves of a letter may stand alone
            json.dumps(found, ensure_ascii=False).encode()
        return found
    except FaceModelError:
        raise
    except (ValueError, RecursionError) as error:
        raise FaceModelError(f"this is not a readable {kind} ({quoted(error)})") from None


def other_schema(found: object, known: str) -> FaceModelError:
    """Why a JSON file that names this schema, or None, is not read."""
    names = "no schema, as files of facemodel do" if found is None else f"the schema {shown(found)}"
    return FaceModelError(f"it names {names}; this version reads {known!r}")


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for key, value in pairs:
        if key in found:
            raise FaceModelError(f"the key {shown(key)} is given twice; leave one of them")
        found[key] = value
    return found


def _no_number(text: str) -> None:
    raise ValueError(f"{text} is no number")


def checked_path(path: str | os.PathLike, what: str = "a file", new: bool = False) -> Path:
    """The path of a file to write, before the work that goes into it.

    Errors: no text, empty, a folder, a path through a file; where `new`, what is there already.
    """
    if not isinstance(path, (str, os.PathLike)) or not str(path) or "\0" in str(path):
        raise FaceModelError(f"{what} is named by its path, got {shown(path)}")
    path = Path(path)
    name = display_name(path)
    try:
        if new and os.path.lexists(path):
            raise FaceModelError(f"{name} is there already; give a name that is not taken")
        if path.is_dir():
            raise FaceModelError(f"{name} is a folder; name a file in it")
        if path.exists() and not path.is_file():  # a device or a pipe would be replaced by a file
            raise FaceModelError(f"{name} is no plain file; give another name")
        there = next(folder for folder in path.parents if folder.exists())
        if not there.is_dir():
            raise FaceModelError(
                f"cannot write {what} to {name}: {display_name(there)} is a file, no folder"
            )
    except OSError as error:
        raise _unwritten(what, name, error) from None
    return path


def made_folder(path: str | os.PathLike) -> Path:
    """A folder that is there now and can be written to: made where it was missing.

    It is asked for before the work that goes into it. Errors: no text, empty; a file; not to be
    made, or not to be written to.
    """
    if not isinstance(path, (str, os.PathLike)) or not str(path) or "\0" in str(path):
        raise FaceModelError(f"a folder is named by its path, got {shown(path)}")
    folder = Path(path)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except (OSError, ValueError) as error:
        name = display_name(folder)
        raise FaceModelError(
            f"cannot write to the folder {name}: {_reason(error)}; choose another one"
        ) from None
    return folder


def write_whole(path: str | os.PathLike, data: bytes, what: str = "the file") -> Path:
    """Write bytes and return the path; a file that stood there is replaced in one step.

    Errors: see checked_path; a folder that cannot be made or written to.
    """
    return _write(checked_path(path, what), data, what, new=False)


def write_new(path: str | os.PathLike, data: bytes, what: str = "the file") -> Path:
    """Write a file that was not there before and return its path. Errors: see write_whole."""
    return _write(checked_path(path, what, new=True), data, what, new=True)


def _write(path: Path, data: bytes, what: str, new: bool) -> Path:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        placing.place(path, data, new)
    except (OSError, ValueError) as error:
        raise _unwritten(what, display_name(path), error) from None
    return path


def _unwritten(what: str, name: str, error: Exception) -> FaceModelError:
    return FaceModelError(f"cannot write {what} to {name}: {_reason(error)}")


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or "its path is not a valid one"
