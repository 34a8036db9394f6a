"""Files that are written whole or not at all, in folders that are made where they are missing."""

import os
import secrets
from pathlib import Path

from facemodel.capture.files.reading import display_name
from facemodel.errors import FaceModelError


def checked_path(path: str | os.PathLike, what: str = "a file", new: bool = False) -> Path:
    """The path of a file to write, before the work that goes into it.

    Errors: no text, empty, a folder, a path through a file; where `new`, what is there already.
    """
    if not isinstance(path, (str, os.PathLike)) or not str(path) or "\0" in str(path):
        raise FaceModelError(f"{what} is named by its path, got {path!r}")
    path = Path(path)
    name = display_name(path)
    try:
        if new and os.path.lexists(path):
            raise FaceModelError(f"{name} is there already; give a name that is not taken")
        if path.is_dir():
            raise FaceModelError(f"{name} is a folder; name a file in it")
        there = next(folder for folder in path.parents if folder.exists())
        if not there.is_dir():
            raise FaceModelError(
                f"cannot write {what} to {name}: {display_name(there)} is a file, no folder"
            )
    except OSError as error:
        raise _unwritten(what, name, error) from None
    return path


def write_whole(path: str | os.PathLike, data: bytes, what: str = "the file") -> Path:
    """Write bytes and return the path; a file that stood there is replaced in one step.

    Errors: see checked_path; a folder that cannot be made or written to.
    """
    path = checked_path(path, what)
    # beside the target, so that the replacement is one step of the file system
    # and under a name of its own: one that a killed process left is never in the way
    scratch = path.with_name(f".{path.name[:200]}.{secrets.token_hex(6)}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(scratch, "xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(scratch, path)
    except (OSError, ValueError) as error:
        raise _unwritten(what, display_name(path), error) from None
    finally:
        scratch.unlink(missing_ok=True)
    return path


def write_new(path: str | os.PathLike, data: bytes, what: str = "the file") -> Path:
    """Write a file that was not there before and return its path. Errors: see write_whole."""
    path = checked_path(path, what, new=True)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(path, "xb") as file:
            file.write(data)
    except (OSError, ValueError) as error:
        raise _unwritten(what, display_name(path), error) from None
    return path


def _unwritten(what: str, name: str, error: Exception) -> FaceModelError:
    reason = getattr(error, "strerror", None) or "its path is not a valid one"
    return FaceModelError(f"cannot write {what} to {name}: {reason}")
