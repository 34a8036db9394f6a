"""Names for contents of the package's files: what was computed beforehand holds while they last.

hatch_build.py runs this file too, before anything is installed: it imports nothing else.
"""

import hashlib
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

_ANATOMY = ("errors.py", "data", "anatomy")
_MECHANICS = (*_ANATOMY, "mechanics")
COMPARED = ("predictions.csv",)
"""Tables that hold what the model said and what was published: they change no figure of it."""
PARTS = {
    "mesh": _ANATOMY,
    "rig": _MECHANICS,
    "aimed": (*_MECHANICS, "physiology"),
    "screen": (
        "__init__.py", *_MECHANICS, "physiology", "clinic", "capture", "case", "study", "view",
    ),
}  # fmt: skip
"""What is computed when the package is built, and the parts of the package that it depends on."""
# what changes no number: the browser's own files, and what was written from the default face
_ELSEWHERE, _WRITTEN = ("__pycache__", "js", "static"), (".glb", ".obj", ".md")


def of(name: str, package: Path, meshes: Path) -> str:
    """64 hexadecimal digits for all that one of PARTS depends on: code, tables and meshes."""
    digest = hashlib.sha256(name.encode())
    for part in PARTS[name]:
        digest.update(_contents(package / part))
    digest.update(_contents(meshes))
    return digest.hexdigest()


def of_tables(package: Path, meshes: Path) -> str:
    """64 hexadecimal digits for every figure that somebody may edit: all tables and the meshes."""
    digest = hashlib.sha256()
    for file in _files(package / "data"):
        if file.suffix == ".csv" and file.name not in COMPARED:
            digest.update(_contents(file))
    digest.update(_contents(meshes))
    return digest.hexdigest()


@cache
def _contents(path: Path) -> bytes:
    """Digest of a file, or of all files in a folder with their names; line ends count alike."""
    digest = hashlib.sha256()
    for file in [path] if path.is_file() else _files(path):
        digest.update(file.relative_to(path.parent).as_posix().encode() + b"\0")
        digest.update(file.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return digest.digest()


def _files(folder: Path) -> Iterator[Path]:
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in _ELSEWHERE)
        for name in sorted(names):
            if not name.startswith(".") and not name.endswith(_WRITTEN):
                yield Path(place, name)
