"""Finished parts of a cohort on disk: written whole or not at all, read back or made again."""

import hashlib
import io
import os
import zipfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from facemodel import __version__, constants
from facemodel.errors import FaceModelError

LAYOUT = 1
"""Of the files; another number and older ones are not read."""


class Kept:
    """A folder of finished parts; those of another cohort lie in a folder of their own."""

    def __init__(self, folder: str | os.PathLike, fingerprint: str):
        if not isinstance(folder, (str, os.PathLike)) or not str(folder) or "\0" in str(folder):
            raise FaceModelError(f"keep is the path of a folder, got {folder!r}")
        self.folder = Path(folder) / fingerprint
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise FaceModelError(f"cannot keep parts in {folder}: {error.strerror}") from None

    def read(self, first: int, count: int) -> dict[str, np.ndarray] | None:
        """A part that was finished; None where there is none, or none that can be read."""
        try:
            with (
                open(self._path(first, count), "rb") as opened,
                np.load(opened, allow_pickle=False) as file,
            ):
                found = {name: file[name] for name in file.files}
        except (OSError, ValueError, EOFError, zipfile.BadZipFile):
            return None
        return found if found and all(len(rows) == count for rows in found.values()) else None

    def write(self, first: int, count: int, part: Mapping[str, np.ndarray]) -> None:
        """Keep a part; one that stood there is replaced in one step of the file system."""
        data = io.BytesIO()
        np.savez(data, **part)
        path = self._path(first, count)
        scratch = path.with_name(f".{path.name}.{os.getpid()}.part")
        try:
            with open(scratch, "wb") as file:
                file.write(data.getvalue())
                file.flush()
                os.fsync(file.fileno())
            os.replace(scratch, path)
        except OSError as error:
            raise FaceModelError(f"cannot keep a part in {path.parent}: {error.strerror}") from None
        finally:
            scratch.unlink(missing_ok=True)

    def _path(self, first: int, count: int) -> Path:
        return self.folder / f"people-{first:08d}-{count:05d}.npz"


def fingerprint(*values) -> str:
    """Sixteen hexadecimal digits that name a cohort: its values, the constants, the version."""
    text = repr((LAYOUT, __version__, constants.digest(), *(_plain(v) for v in values)))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _plain(value) -> object:
    if isinstance(value, np.ndarray):
        # far coarser than rounding, which may differ from one machine's arithmetic to another's
        rounded = np.ascontiguousarray(np.round(np.asarray(value, float), 3)) + 0.0
        return value.shape, hashlib.sha256(rounded.tobytes()).hexdigest()
    if isinstance(value, Mapping):
        return sorted((key, _plain(one)) for key, one in value.items())
    return value
