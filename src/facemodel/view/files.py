"""Files that are written whole or not at all."""

import os
import secrets
from pathlib import Path

from facemodel.errors import FaceModelError


def checked_path(path: str | os.PathLike[str], what: str = "a file") -> Path:
    """The path of a file to write. Errors: no text, empty, a folder, no folder for it."""
    if not isinstance(path, (str, os.PathLike)) or not str(path) or "\0" in str(path):
        raise FaceModelError(f"{what} is named by its path, got {path!r}")
    path = Path(path)
    if path.is_dir():
        raise FaceModelError(f"{path} is a folder; name a file in it")
    if not path.parent.is_dir():
        raise FaceModelError(f"cannot write {what} to {path}: there is no folder {path.parent}")
    return path


def write_whole(path: str | os.PathLike[str], data: bytes, what: str = "the file") -> Path:
    """Write bytes and return the path; a file that stood there is replaced in one step.

    Errors: see checked_path; a folder that cannot be written to.
    """
    path = checked_path(path, what)
    # beside the target, so that the replacement is one step of the file system
    # and under a name of its own: one that a killed process left is never in the way
    scratch = path.with_name(f".{path.name[:200]}.{secrets.token_hex(6)}.part")
    try:
        with open(scratch, "xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(scratch, path)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise FaceModelError(f"cannot write {what} to {path}: {reason}") from None
    finally:
        scratch.unlink(missing_ok=True)
    return path
