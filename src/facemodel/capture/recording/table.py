"""A table in a text: which line names its columns, what parts them, and the numbers below."""

import csv
import re
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from operator import itemgetter

import numpy as np

from facemodel.capture.recording.text import Text
from facemodel.capture.scan.formats import Broken
from facemodel.data.progress import Progress, silent

MOST_ROWS = 450_000
"""Two hours at 60 frames a second."""
TOLD_ROWS = 10_000
"""A longer table shows how far it is, after so many rows."""
LONGEST_HEAD = 100_000
MOST_COLUMNS = 4_000
_LOOKED_AT = 200
"""Lines among which the names of the columns are looked for."""
_PARTED_BY = (",", ";", "\t", "|", None)
"""None: spaces."""
_COMMA = re.compile(r"\s*[-+]?\d*,\d+(e[-+]?\d+)?\s*%?\s*", re.I)
_POINT = re.compile(r"\s*[-+]?\d*\.\d+(e[-+]?\d+)?\s*%?\s*", re.I)
_WORD = re.compile(r"#?[^\W\d_][\w /#.-]{0,30}!?|[-.?*#]{1,3}")
_VALUES = {"true": 1.0, "yes": 1.0, "false": 0.0, "no": 0.0, "notactive": 0.0, "a": 1.0, "b": 2.0,
           "c": 3.0, "d": 4.0, "e": 5.0}  # fmt: skip
"""Words that are numbers: whether, and how much in the letters of FACS."""


@dataclass(frozen=True, eq=False)
class Table:
    """Columns by name, read when asked for.

    names   as they stand in the file
    above   lines above the names
    rows    how many there are, about
    """

    names: tuple[str, ...]
    above: str
    rows: int
    _rows: Callable[[], Iterator[tuple[int, list[str]]]]

    def read(
        self,
        numbers: Sequence[int],
        words: Sequence[int] = (),
        count: int | None = None,
        tell: Progress = silent,
    ) -> tuple[np.ndarray, list[list[str]], int]:
        """Numbers (T, n) of some columns, others as text, and how many cells held a word.

        What is blank or a word (NA, FIT_FAILED) is NaN. A last row that was cut short is left out;
        a row whose cell `count` is 0 may end there. Errors: `Broken` for cells that are no numbers
        and for rows of another length than the head.
        """
        values, lost = array("d"), 0
        said: list[list[str]] = [[] for _ in words]
        pick = itemgetter(*numbers) if len(numbers) > 1 else lambda row: (row[numbers[0]],)
        many, first, short, rows, shift = len(self.names), True, 0, 0, 0
        for number, row in self._rows():
            if short:
                raise Broken(_of_another_length(short))
            if first and len(row) == many + 1 and row[-1].strip():
                shift = 1  # numbers of rows, which have no name
            row = _as_long_as(row[shift:], many, count)
            first = False
            if len(row) != many:
                short = number
                continue
            try:
                values.extend(map(float, pick(row)))
            except ValueError:
                del values[rows * len(numbers) :]
                for k in numbers:
                    one, word = _number(row[k], number, k)
                    values.append(one)
                    lost += word
            for column, k in zip(said, words, strict=True):
                column.append(row[k])
            rows += 1
            if rows % TOLD_ROWS == 0:
                tell(min(rows, self.rows), self.rows)
        if rows >= TOLD_ROWS:
            tell(self.rows, self.rows)
        if not rows and short:
            raise Broken(_of_another_length(short))
        if not rows:
            raise Broken("it has a head and no whole row; record again, or export it again")
        return np.frombuffer(values).reshape(rows, len(numbers)), said, lost


def table(text: Text, known: Callable[[str], bool], wanted: str) -> Table:
    """The table below the line that has most of the names that are `known`.

    Errors: `Broken`; where no name is known, in the words `wanted`.
    """
    lines = list(islice(text.lines(), _LOOKED_AT))
    best, at, parted, names = 0, 0, None, []
    for k, line in enumerate(lines):
        if len(line) > LONGEST_HEAD:
            continue
        for sign in _PARTED_BY:
            cells = _cells(line, sign)
            found = sum(known(cell[:60]) for cell in cells if not cell[:1].isdigit())
            if found > best:
                best, at, parted, names = found, k, sign, cells
    if not best:
        raise Broken(_headless(lines) or wanted)
    if best == 1 and _a_row_a_name(lines[at : at + 4], parted, names, known):
        raise Broken(
            "it has a row for each moment and each name; turn it so that each name has a column of "
            "its own (pivot it), one row a moment"
        )
    while names and not names[-1].strip():  # a sign at the end of the line
        names.pop()
    if not 2 <= len(names) <= MOST_COLUMNS:
        raise Broken("a line that names its columns has two or more names, with a sign between")
    comma = parted != "," and _decimal_comma(lines[at + 1 :], parted)
    title = tuple(name.strip().lstrip("#% ").strip('"') for name in names)
    below = text.data.count(b"\n") - at
    return Table(title, "".join(lines[:at]), below, lambda: _below(text, at, parted, comma, title))


def _below(text: Text, at: int, parted: str | None, comma: bool, names: tuple[str, ...]):
    """Line number and cells of each row below the head."""
    lines = islice(text.lines(), at + 1, None)
    if comma:
        lines = (line.replace(",", ".") for line in lines)
    if parted is None:
        rows = (_cells(line, None) for line in lines if line[:1] not in "#%")
    else:
        rows = csv.reader(lines, delimiter=parted, skipinitialspace=True)
    number = at + 1
    try:
        for number, row in enumerate(rows, at + 2):
            if number > MOST_ROWS + at:
                raise Broken(f"it has more than {MOST_ROWS:,} rows; cut it into takes")
            if not row or _is_no_row(row, names):
                continue
            yield number, row
    except csv.Error:
        raise Broken(f"its row {number + 1} is no row of a table") from None


def _is_no_row(row: list[str], names: tuple[str, ...]) -> bool:
    """Blank cells, a remark, or the head once more."""
    first = row[0].strip()
    if first and not first[0].isalpha() and first[0] != "#":
        return False
    if first[:1] == "#" and len(first) > 1 and not first.lower().startswith("#n"):
        return True
    if tuple(cell.strip() for cell in row[: len(names)]) == names:
        return True
    filled = [cell for cell in row if cell.strip()]
    return not filled or (len(filled) == 1 and len(row) < len(names) and not first[:1].isdigit())


def _as_long_as(row: list[str], many: int, count: int | None) -> list[str]:
    if len(row) > many and not any(cell.strip() for cell in row[many:]):
        return row[:many]
    if count is not None and many > len(row) > count and row[count].strip() in ("0", "0.0"):
        return [*row, *[""] * (many - len(row))]
    return row


def _number(cell: str, row: int, column: int) -> tuple[float, int]:
    """A cell's number, NaN where none was found, and whether a word stands there."""
    text = cell.strip()
    if not text:
        return np.nan, 0
    try:
        return (0.01 if text.endswith("%") else 1.0) * float(plain(text)), 0
    except ValueError:
        pass
    if text.lower() in _VALUES:
        return _VALUES[text.lower()], 0
    if _WORD.fullmatch(text):
        return np.nan, 1
    # the cell is not shown: it may hold anything
    raise Broken(f"row {row}, column {column + 1} holds no number; export it again")


def plain(text: str) -> str:
    """A number as Python writes it, whatever parts its decimals and its thousands."""
    text = text.replace("\u2212", "-").rstrip("% \xa0")
    text = "".join(c for c in text if c not in " \xa0'")
    if "," in text:  # the last sign parts off what is below one
        if text.rfind(",") > text.rfind("."):
            text = text.replace(".", "").replace(",", ".")
        else:
            text = text.replace(",", "")
    if text.count(".") > 1:
        whole, _, rest = text.rpartition(".")
        text = whole.replace(".", "") + "." + rest
    return text


def _cells(line: str, parted: str | None) -> list[str]:
    if parted is None:  # a head that numpy wrote begins with a sign of its own
        return line.lstrip("#% ").split()
    try:
        return next(csv.reader([line.rstrip("\r\n")], delimiter=parted, skipinitialspace=True), [])
    except csv.Error:
        return []


def _a_row_a_name(lines: list[str], parted, names: list[str], known) -> bool:
    """Whether names stand one below the other."""
    at = next(k for k, name in enumerate(names) if known(name[:60]))
    below = [cells[at] for line in lines[1:] if len(cells := _cells(line, parted)) > at]
    return len(below) > 0 and all(map(known, below))


def _decimal_comma(lines: list[str], parted: str | None) -> bool:
    cells = [cell for line in lines for cell in _cells(line, parted)]
    return any(map(_COMMA.fullmatch, cells)) and not any(map(_POINT.fullmatch, cells))


def _of_another_length(row: int) -> str:
    return (
        f"its row {row} has not as many cells as its head; where commas part the cells and the "
        "decimals too, save it with semicolons, else export it again"
    )


def _headless(lines: list[str]) -> str:
    if any(len(line) > LONGEST_HEAD for line in lines):
        return "its first line is too long to name columns; it is no table"
    if not any(c.isalpha() for line in lines for c in line.replace("e", "").replace("E", "")):
        return (
            "it has no line that names its columns; numbers alone do not tell which movement they "
            "are, so export it with column names"
        )
    return ""


def fold(name: str) -> str:
    """A name without case, spaces and signs."""
    return "".join(c for c in name.lower() if c.isalnum())
