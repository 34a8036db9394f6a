"""Where a picture, page or table comes from: version, values of the constants, seed."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from facemodel.data import __version__, constants
from facemodel.errors import FaceModelError
from facemodel.view.messages import say

NOTICE = "educational simulation, not medical advice"
PROVENANCE = "provenance"
"""Name of the last column of a table."""
_FORMULA = ("=", "+", "-", "@", "\t", "\n")


@dataclass(frozen=True)
class Stamp:
    """What a result needs to be made again; `str()` is the line that is shown.

    version     of the package
    parameters  eight hexadecimal digits naming tables, meshes and constants in force
                (constants.digest())
    seed        of what was drawn at random, None where nothing was
    person      who was drawn, as `fm.Case` writes it; None for the average person
    """

    version: str
    parameters: str
    seed: int | None = None
    person: Mapping[str, Any] | None = None

    def __str__(self) -> str:
        seed = say("notice.no_seed") if self.seed is None else self.seed
        words = say("notice.stamp", version=self.version, parameters=self.parameters, seed=seed)
        if self.person is None:
            return words
        mirrored = ", mirrored" if self.person["mirrored"] else ""
        return f"{words}, person {self.person['seed']}.{self.person['index']}{mirrored}"

    def fields(self) -> dict[str, Any]:
        """The same as plain values, for JSON."""
        return {
            "generator": f"facemodel {self.version}",
            "parameters": self.parameters,
            "seed": self.seed,
            "person": None if self.person is None else dict(self.person),
            "notice": NOTICE,
        }


def stamp(case: Any = None) -> Stamp:
    """The stamp of what is made now, with the seed of a case that has one."""
    seed, person = getattr(case, "seed", None), getattr(case, "person", None)
    return Stamp(__version__, constants.digest(), seed, person)


def picture_words(made: Stamp, description: str = "") -> dict[str, str]:
    """Text fields of a PNG: `Description` for readers who do not see it, and the stamp."""
    words = {"Description": description} if description else {}
    return {**words, "Software": f"facemodel {made.version}", "Comment": f"{made}; {NOTICE}"}


def stamped_png(png: bytes, words: Mapping[str, str]) -> bytes:
    """The same PNG with text fields, pixels untouched; fields of the same name are replaced."""
    from PIL.PngImagePlugin import PngImageFile, PngInfo  # the screen's tables need no pictures

    try:
        picture = PngImageFile(io.BytesIO(png))
        picture.load()  # fields may stand behind the pixels
        fields = {**picture.text, **words}
    except (SyntaxError, OSError):
        raise FaceModelError("only a PNG can be stamped; these bytes are not one") from None
    written = PngInfo()
    for name, text in fields.items():
        written.add_itxt(name, text)
    out = io.BytesIO()
    picture.save(out, "PNG", pnginfo=written)
    return out.getvalue()


def csv_bytes(made: Stamp, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """A table as CSV: the names of the columns, and the rows; the last column is the stamp.

    It stands in every row, so that no reader has to be told of it and no row is without: pandas,
    numpy.genfromtxt(path, delimiter=",", names=True) and spreadsheets open the table as it is.
    A text that a spreadsheet would take for a formula gets an apostrophe before it.
    """
    # without commas, for those who split lines at them
    provenance = f"{made}; {NOTICE}".replace(", ", "; ")
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*map(_inert, columns), PROVENANCE])
    writer.writerows([*map(_inert, row), provenance] for row in rows)
    text = out.getvalue()
    # Excel takes letters beyond ASCII for another code unless a mark goes before
    return text.encode("ascii" if text.isascii() else "utf-8-sig")


def _inert(cell: Any) -> Any:
    if not isinstance(cell, str):
        return cell
    cell = cell.replace("\r", " ")  # csv does not quote it, and a row would begin there
    if not cell.startswith(_FORMULA):
        return cell
    try:
        float(cell)  # a number below zero
    except ValueError:
        return f"'{cell}"
    return cell
