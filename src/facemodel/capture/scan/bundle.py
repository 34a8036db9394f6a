"""Which files belong to one scan: what a ZIP packs, and what lies beside a file in its folder.

Nothing is unpacked to disk. A file beside the scan is opened only where the scan names it, within
the scan's own folder.
"""

import io
import os
import re
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from facemodel.capture.scan.formats import Broken
from facemodel.data.files import display_name, file_bytes

Beside = Callable[[str, int], bytes]
"""The bytes, at most so many, of the file that a scan calls so. Errors: `Broken`."""
MOST_FILES = 10_000
SIGNS = (b"PK\3\4", b"PK\5\6")
"""What a ZIP begins with; the second if it is empty."""
_PICTURES = (".jpg", ".jpeg", ".png")
_SCANS = (".obj", ".ply", ".stl", ".glb", ".gltf")
_DAMAGED = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, RuntimeError, ValueError
)  # fmt: skip


def nothing_beside(name: str, most: int) -> bytes:
    """For a scan of which nothing but its own bytes is to be read."""
    raise Broken("its geometry stands in another file; export it as one GLB file")


def folder_of(path: str | os.PathLike[str]) -> Beside:
    """The files in the folder of a file that is no ZIP."""
    folder = Path(path).parent

    def beside(name: str, most: int) -> bytes:
        found = folder / _within(unquote(name))
        if not found.is_file():
            raise _missing(name)
        return file_bytes(found, display_name(name), most, "Export the scan with fewer triangles")

    return beside


def unpacked(data: bytes, most: int) -> tuple[bytes, Beside]:
    """The one scan in a ZIP, at most so many bytes of it, and the files beside it there."""
    members = _members(data)
    packed = {_within(one.filename): one for one in members}
    scans = [_within(one.filename) for one in members if one.filename.lower().endswith(_SCANS)]
    if len(scans) != 1:
        raise _not_one(scans, packed)

    def beside(name: str, most: int) -> bytes:
        inside = (PurePosixPath(scans[0]).parent / _within(unquote(name))).as_posix()
        if inside not in packed:
            raise _missing(name)
        return _member(data, packed[inside], most)

    return _member(data, packed[scans[0]], most), beside


def picture(data: bytes, most: int) -> bytes | None:
    """The one picture in a ZIP, at most so many bytes of it; None: it packs none, or several."""
    found = [one for one in _members(data) if one.filename.lower().endswith(_PICTURES)]
    return _member(data, found[0], most) if len(found) == 1 else None


def _members(data: bytes) -> list[zipfile.ZipInfo]:
    if data.count(b"PK\1\2") > MOST_FILES:  # before Python makes a list of them
        raise Broken(f"it packs more than {MOST_FILES:,} files; pack the scan alone")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            return [one for one in file.infolist() if _is_file(one.filename)]
    except _DAMAGED:
        raise _damaged() from None


def _is_file(name: str) -> bool:
    """Whether it names no folder and no shadow file, as macOS packs one with every file."""
    shadow = name.startswith("__MACOSX/") or PurePosixPath(name).name.startswith("._")
    return bool(name) and not name.endswith("/") and not shadow


def _member(data: bytes, one: zipfile.ZipInfo, most: int) -> bytes:
    if one.flag_bits & 1:
        raise Broken("it is locked with a password; unpack it and give the scan")
    if one.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Broken("it is packed in an unusual way; unpack it and give the scan")
    if one.file_size > most:
        raise Broken(
            f"{display_name(one.filename)} in it is larger than the {most / 1e6:,.0f} MB that are "
            "read; save the scan with fewer triangles"
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file, file.open(one) as inner:
            return inner.read(one.file_size)  # never more than it says, and held to its checksum
    except _DAMAGED:
        raise _damaged() from None


def _within(name: str) -> str:
    """A name that stays in its folder, as it stands in a list of files."""
    path = PurePosixPath(name.replace("\\", "/"))
    elsewhere = path.is_absolute() or ".." in path.parts or re.search(r"^[A-Za-z]:|://|\0", name)
    if elsewhere or not path.parts:
        raise Broken("it names a file outside its own folder; export or pack it again")
    return path.as_posix()


def _missing(name: str) -> Broken:
    return Broken(
        f"its file {display_name(name)} is not there; keep both together, or export it as one GLB "
        "file"
    )


def _damaged() -> Broken:
    return Broken("it is a damaged ZIP file; pack it again, or give the scan itself")


def _not_one(scans: list[str], packed: dict[str, zipfile.ZipInfo]) -> Broken:
    if scans:
        names = ", ".join(display_name(name) for name in scans[:3])
        more = ", ..." if len(scans) > 3 else ""
        return Broken(f"it packs {len(scans)} scans ({names}{more}); unpack it and give one")
    if not packed:
        return Broken("it is an empty ZIP file; pack the scan into it")
    if any(name.lower().endswith((".usdc", ".usda", ".usd")) for name in packed):
        return Broken("it is a USDZ file; export the scan as OBJ, PLY, STL, GLB or glTF instead")
    return Broken("it packs no OBJ, PLY, STL, GLB or glTF file; pack the scan into it")
