"""A table in a text file: its column names, and its numbers, or what is wrong with it."""

import csv
import io
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter

import numpy as np

from facemodel.capture.files.formats import Broken

MOST_ROWS = 250_000
"""More than an hour at 60 frames a second."""
LONGEST_HEAD = 100_000
MOST_COLUMNS = 4_000
_DELIMITERS = (",", ";", "\t")


@dataclass(frozen=True, eq=False)
class Sheet:
    """Names of the columns as they stand in the file, and the rows as text, read when asked for."""

    names: tuple[str, ...]
    _text: str
    _delimiter: str

    def columns(
        self, which: Sequence[int], raw: int | None = None, count: int | None = None
    ) -> tuple[np.ndarray, list[str]]:
        """Numbers (T, n) of the columns `which`, blank cells NaN, and column `raw` as text.

        A last row that was cut short is left out; one whose cell `count` is 0 may end there.
        Errors: `Broken` for cells that are no numbers and for rows as long as the head is not.
        """
        values = array("d")
        words: list[str] = []
        pick = itemgetter(*which) if len(which) > 1 else lambda row: (row[which[0]],)
        short = 0
        for number, row in self._rows():
            if short:
                raise Broken(f"its row {short} has not as many cells as its head; export it again")
            if count is not None and len(row) > count and row[count].strip() == "0":
                row = [*row, *[""] * (len(self.names) - len(row))]
            if len(row) != len(self.names):
                short = number
                continue
            try:
                values.extend(map(float, pick(row)))
            except ValueError:
                del values[len(words) * len(which) :]
                values.extend(self._cells(row, which, number))
            words.append(row[raw] if raw is not None else "")
        if not words:
            raise Broken("it has a head and no whole row; record again, or export it again")
        return np.frombuffer(values).reshape(len(words), len(which)), words

    def _rows(self) -> Iterator[tuple[int, list[str]]]:
        """Row number in the file and cells, empty lines left out."""
        reader = csv.reader(io.StringIO(self._text), delimiter=self._delimiter)
        try:
            next(reader)
            for row in reader:
                if row:
                    yield reader.line_num, row
        except csv.Error:
            raise Broken(f"its row {reader.line_num} is no row of a table") from None

    def _cells(self, row: list[str], which: Sequence[int], number: int) -> Iterator[float]:
        for k in which:
            text = row[k].strip()
            try:
                yield float(text) if text else np.nan
            except ValueError:  # the cell is not shown: it may hold anything
                raise Broken(
                    f"row {number}, column {k + 1} holds no number; export it again"
                ) from None


def fold(name: str) -> str:
    """A name without case, spaces and signs."""
    return "".join(c for c in name.lower() if c.isalnum())


def columns_of(titles: Sequence[str], known: Mapping[str, str]) -> dict[str, int]:
    """Name -> column of the titles that are `known`, folded. Errors: `Broken`, two of one name."""
    found: dict[str, int] = {}
    for k, title in enumerate(titles):
        name = known.get(fold(title[:60]))
        if name in found:
            raise Broken(f"it has two columns of {name}; leave one of them")
        if name:
            found[name] = k
    return found


def sheet(text: str) -> Sheet:
    """The table in a text whose first line names its columns. Errors: `Broken`."""
    end = text.find("\n")
    head = text[: end if end >= 0 else len(text)]
    if len(head) > LONGEST_HEAD:
        raise Broken("its first line is too long to name columns; it is no table")
    if (rows := text.count("\n")) > MOST_ROWS:
        raise Broken(f"it has {rows:,} rows; at most {MOST_ROWS:,} are read. Cut it into takes")
    delimiter = max(_DELIMITERS, key=head.count)
    try:
        names = next(csv.reader([head.rstrip("\r")], delimiter=delimiter), [])
    except csv.Error:
        names = []
    if not 2 <= len(names) <= MOST_COLUMNS:
        raise Broken("its first line names no columns; a table begins with their names")
    return Sheet(tuple(name.strip() for name in names), text, delimiter)
