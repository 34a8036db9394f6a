"""Finished parts of a cohort on disk: written whole or not at all, read back or made again."""

import hashlib
import io
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from facemodel.data import __version__, constants
from facemodel.data.files import write_whole
from facemodel.errors import FaceModelError

LAYOUT = 3
"""Of the files, a SHA-256 and the arrays (npz) it is of; older layouts are not read."""
_SUM = hashlib.sha256().digest_size


class Kept:
    """A folder of finished parts; those of another cohort lie in a folder of their own."""

    def __init__(self, folder: str | os.PathLike[str], fingerprint: str):
        if not isinstance(folder, (str, os.PathLike)) or not str(folder) or "\0" in str(folder):
            raise FaceModelError(f"keep is the path of a folder, got {folder!r}")
        self.folder = Path(folder) / fingerprint
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise FaceModelError(f"cannot keep parts in {folder}: {error.strerror}") from None

    def read(self, first: int, count: int) -> dict[str, np.ndarray] | None:
        """A part that was finished; None where there is none, or not to the last bit as written."""
        try:
            whole = self._path(first, count).read_bytes()
        except OSError:
            return None
        name, data = whole[:_SUM], whole[_SUM:]
        if hashlib.sha256(data).digest() != name:
            return None
        with np.load(io.BytesIO(data), allow_pickle=False) as file:
            found = {name: file[name] for name in file.files}
        return found if all(len(rows) == count for rows in found.values()) else None

    def write(self, first: int, count: int, part: Mapping[str, np.ndarray]) -> None:
        """Keep a part; one that stood there is replaced in one step of the file system."""
        data = io.BytesIO()
        arrays: dict[str, Any] = dict(part)
        np.savez(data, **arrays)
        whole = hashlib.sha256(data.getvalue()).digest() + data.getvalue()
        write_whole(self._path(first, count), whole, "a part of the cohort")

    def _path(self, first: int, count: int) -> Path:
        return self.folder / f"people-{first:08d}-{count:05d}.kept"


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
