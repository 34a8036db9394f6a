"""The text in a file's bytes: unpacked, and decoded whatever it was saved as."""

import bz2
import gzip
import io
import lzma
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from facemodel.capture.scan.formats import Broken

LARGEST_BYTES = 400_000_000
"""Of the text: two hours at 60 frames a second."""
_SEEN = 100_000
_CONTROL = bytes(k for k in range(32) if k not in b"\t\n\v\f\r\x1a\x1b")
_TABLES = (".csv", ".tsv", ".txt", ".tab", ".dat", ".json", ".jsonl", ".ndjson", ".log")
_BOOK = "it is an Excel workbook; save its sheet as CSV"
_VIDEO = "it is a video; fm.read_video reads that"
_KINDS = (
    (b"\xd0\xcf\x11\xe0", 0, _BOOK),
    (b"ftyp", 4, _VIDEO),
    (b"\x1aE\xdf\xa3", 0, _VIDEO),
    (b"AVI ", 8, _VIDEO),
    (b"%PDF", 0, "it is a PDF; export the table itself, as CSV"),
    (b"PAR1", 0, "it is a Parquet table; save it as CSV"),
    (b"\x89HDF", 0, "it is an HDF5 file; save its table as CSV"),
    (b"\x93NUMPY", 0, "it is an array of numpy, without names; save a CSV with named columns"),
)
_PACKED: dict[bytes, Callable] = {b"\x1f\x8b": gzip.open, b"BZh": bz2.open, b"\xfd7zXZ": lzma.open}
_MARKS = {
    b"\xef\xbb\xbf": "utf-8-sig",
    b"\xff\xfe\0\0": "utf-32",
    b"\0\0\xfe\xff": "utf-32",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}


@dataclass(frozen=True, eq=False)
class Text:
    """Bytes, and how they are to be decoded."""

    data: bytes
    encoding: str

    def lines(self) -> Iterator[str]:
        """Line by line, whatever ends them: a long text is never held twice."""
        # a text that was cut within a letter keeps its other lines
        return io.TextIOWrapper(io.BytesIO(self.data), self.encoding, errors="replace")

    def whole(self) -> str:
        """All of it."""
        return self.data.decode(self.encoding, "replace")


def of_bytes(data: bytes) -> Text:
    """The text in a file's bytes, unpacked where they are packed. Errors: `Broken`: none."""
    data = _unpacked(data)
    for sign, at, said in _KINDS:
        if data[at : at + len(sign)] == sign:
            raise Broken(said)
    encoding = _encoding(data)
    if not encoding.startswith("utf-16") and not encoding.startswith("utf-32"):
        data = data.rstrip(b"\0 \t\r\n\x1a")  # a log that was not closed may end in zeros
        if b"\0" in data or any(c in data[:_SEEN] for c in _CONTROL):
            raise Broken("it is no text; give the CSV or JSON file of a recording, not the video")
    if not data.strip() or not Text(data[:_SEEN], encoding).whole().strip():
        raise Broken("it is empty; record again, or export it again")
    return Text(data, encoding)


def _encoding(data: bytes) -> str:
    for mark, name in _MARKS.items():
        if data.startswith(mark):
            return name
    seen = data[:_SEEN]
    if data.isascii() and b"\0" not in seen:
        return "ascii"
    even, odd = seen[::2].count(0), seen[1::2].count(0)
    if max(even, odd) > 0.4 * len(seen) / 2 and min(even, odd) < 0.05 * len(seen) / 2:
        return "utf-16-le" if odd > even else "utf-16-be"
    try:
        data.decode("utf-8")
        return "utf-8"
    except UnicodeDecodeError:
        return "latin-1"


def _unpacked(data: bytes) -> bytes:
    if data.startswith(b"PK\x03\x04"):
        return _from_zip(data)
    for sign, opened in _PACKED.items():
        if data.startswith(sign):
            return _within_bounds(opened(io.BytesIO(data)))
    return data


def _from_zip(data: bytes) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            names = [one for one in packed.namelist() if not one.startswith("__MACOSX/")]
            if "[Content_Types].xml" in names:
                raise Broken(_BOOK)
            files = [one for one in names if one.lower().endswith(_TABLES)]
            if len(files) != 1:
                raise Broken(f"it packs {len(files)} tables; give a file that packs one, or unpack")
            with packed.open(files[0]) as file:
                return _within_bounds(file)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError):
        raise Broken("it is a damaged or locked zip file; unpack it and give the table") from None


def _within_bounds(file) -> bytes:
    try:
        data = file.read(LARGEST_BYTES + 1)
    except (OSError, EOFError, zlib.error, lzma.LZMAError):
        raise Broken("it is packed and damaged; unpack it, or export it again") from None
    if len(data) > LARGEST_BYTES:
        raise Broken(f"it unpacks to more than {LARGEST_BYTES / 1e6:.0f} MB; cut it into takes")
    return data
