"""A table in a text file: its column names and numbers, and when each of its frames was taken."""

import csv
import io
import re
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter

import numpy as np

from facemodel.capture.scan.formats import Broken

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


RATES = (24, 25, 30, 48, 50, 60, 100, 120)
"""Frames per second that cameras run at [assume]."""
STEPS_S = (0.002, 0.5)
"""Time between frames that a unit of time is believed for [assume]."""
UNITS = {"s": 1.0, "ms": 1e-3, "us": 1e-6, "ns": 1e-9}
LONGEST_S = 7200.0
_DAY_S = 86_400.0
_TIMECODE = re.compile(r"\s*(\d{1,2}):(\d{2}):(\d{2})[:;](\d{1,3}(?:\.\d+)?)\s*")
NO_TIME = (
    "it does not say when its frames were taken; give frames per second, as "
    "fm.read_recording(path, rate=60)"
)


def from_timecodes(words: list[str], rate: float | None = None) -> tuple[np.ndarray, float]:
    """Seconds (T,) of SMPTE timecodes hh:mm:ss:ff.fff, midnight passed, and the rate in 1/s.

    Frames within a second are counted from 0: without `rate` it is the lowest usual one that holds
    the highest. NaN where a cell holds no timecode. Errors: `Broken`: hardly any does, no usual
    rate holds them, too short to tell.
    """
    found = [_TIMECODE.fullmatch(word[:40]) for word in words]
    if sum(one is not None for one in found) < len(words) / 2:
        raise Broken("its timecodes are not of the form hh:mm:ss:ff; " + NO_TIME)
    parts = np.array([[float(x) for x in m.groups()] if m else [np.nan] * 4 for m in found])
    highest = np.nanmax(np.floor(parts[:, 3]))
    whole = parts[:, :3] @ [3600, 60, 1]
    if rate is None:
        if np.nanmax(whole) == np.nanmin(whole):
            raise Broken("it is shorter than a second, too short to tell its rate; " + NO_TIME)
        rate = next((r for r in RATES if highest < r), None)
        if rate is None:
            raise Broken(f"its timecodes count {highest + 1:.0f} frames a second; " + NO_TIME)
    seconds = whole + parts[:, 3] / rate
    known = np.isfinite(seconds)
    step = np.diff(seconds[known], prepend=seconds[known][:1])
    seconds[known] += _DAY_S * np.cumsum(step < -_DAY_S / 2)
    return seconds, float(rate)


def from_stamps(values: np.ndarray, unit: str | None = None) -> tuple[np.ndarray, str]:
    """Seconds (T,) of time stamps, and the unit: the one in which frames follow as frames do.

    Errors: `Broken`: no unit makes it a recording.
    """
    known = values[np.isfinite(values)]
    step = np.diff(known)
    step = float(np.median(step[step > 0])) if (step > 0).any() else 0.0
    low, high = STEPS_S
    for name, seconds in UNITS.items():
        if unit in (None, name) and low <= step * seconds <= high:
            return (values - known[0]) * seconds, name
    raise Broken("its time stamps do not follow each other as frames do; " + NO_TIME)


def from_frames(numbers: np.ndarray, rate: float | None) -> np.ndarray:
    """Seconds (T,) of frame numbers. Errors: `Broken` without a rate."""
    if rate is None:
        raise Broken(NO_TIME)
    return numbers / rate


def in_order(seconds: np.ndarray) -> np.ndarray:
    """Which frames (T,) to keep: a frame that repeats the time before goes; NaN goes.

    Errors: `Broken` where time runs backwards.
    """
    known = np.isfinite(seconds)
    step = np.diff(seconds[known], prepend=-np.inf)
    if (step < 0).any():
        row = int(np.flatnonzero(known)[np.argmax(step < 0)])
        raise Broken(f"its time runs backwards at frame {row + 1}; two takes in one file? Cut it")
    if known.any() and np.ptp(seconds[known]) > LONGEST_S:
        raise Broken("it lasts longer than two hours; cut it into takes")
    keep = np.zeros(len(seconds), bool)
    keep[known] = step > 0
    return keep
