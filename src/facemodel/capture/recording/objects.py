"""A recording written as JSON: lists of frames, of names with scores, matrices, a value a line."""

import json
import re
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np

from facemodel.capture.recording import face_mesh, names, times
from facemodel.capture.recording.table import fold
from facemodel.capture.recording.text import Text
from facemodel.capture.scan.formats import Broken

LARGEST_JSON = 60_000_000
MOST_PARTS = 5_000_000
"""Objects, lists or commas of a JSON file: more than a file of LARGEST_JSON from MediaPipe has."""
MOST_NAMES = 5_000
LONGEST_LINE = 1_000_000
_FACES = ("faceblendshapes", "blendshapes", "faces", "categories", "weights", "coefficients",
          "shapes", "values", "expressions", "actionunits", "aus", "facs")  # fmt: skip
_POINTS = ("facelandmarks", "landmarks", "multifacelandmarks", "keypoints", "points", "mesh")
_NAMES, _SCORES = ("categoryname", "name", "shape"), ("score", "value", "weight")
_TITLES = ("names", "facsnames", "blendshapenames", "shapenames", "blendshapes", "columns", "head")
_LISTS = ("frames", "results", "data", "weightmat", "rows", "samples")
_RATES = ("fps", "exportfps", "framerate", "framespersecond", "samplerate", "rate")
_NOT_JSON = "it is no readable JSON; it was cut short or damaged, export it again"


@dataclass(frozen=True, eq=False)
class Objects:
    """What a `table.Table` holds, read from JSON: names, numbers, and cells that are text."""

    names: tuple[str, ...]
    above: str
    _values: np.ndarray
    _words: Mapping[tuple[int, int], str]

    def read(
        self, numbers, words=(), count=None, tell=None
    ) -> tuple[np.ndarray, list[list[str]], int]:
        """As `table.Table.read`."""
        wanted = self._values[:, list(numbers)]
        said = [
            [self._words.get((t, k), "" if np.isnan(v) else repr(float(v)))
             for t, v in enumerate(self._values[:, k])]
            for k in words
        ]  # fmt: skip
        held = {k for k in numbers}
        return wanted, said, sum(k in held for _, k in self._words)


def is_json(text: Text) -> bool:
    """Whether a text begins as JSON does."""
    return text.whole()[:100].lstrip("\ufeff \t\r\n")[:1] in ("[", "{")


def table(text: Text, person: str | None) -> Objects:
    """The frames of a JSON file, or of one with a value a line. Errors: `Broken`."""
    rate, rows = _rows(text)
    found: dict[str, int] = {}
    values, widths, words = array("d"), [], {}
    for t, row in enumerate(rows):
        cells = [np.nan] * len(found)
        for name, value in _frame(row, t + 1, person).items():
            k = found.setdefault(name, len(found))
            if k == len(cells):
                cells.append(np.nan)
            if isinstance(value, str):
                words[t, k] = value
            else:
                cells[k] = value
        if len(found) > MOST_NAMES:
            raise Broken("its frames name none of ARKit's shapes (as jawOpen); export blend shapes")
        values.extend(cells)
        widths.append(len(cells))
    if not widths:
        raise Broken('a recording in JSON is a list of frames, or {"frames": [...]}')
    table = np.full((len(widths), len(found)), np.nan)
    flat, at = np.frombuffer(values), np.concatenate([[0], np.cumsum(widths)])
    for t, width in enumerate(widths):
        table[t, :width] = flat[at[t] : at[t + 1]]
    return Objects(tuple(found), f"fps: {rate:g}" if rate else "", table, words)


def _rows(text: Text) -> tuple[float | None, Iterator[Any]]:
    """Frames a second where the file tells them, and the frames."""
    if len(text.data) <= LARGEST_JSON:
        whole = text.whole()
        if max(whole.count("{") + whole.count("["), whole.count(",")) <= MOST_PARTS:
            try:
                return _of_whole(json.loads(whole))
            except (ValueError, RecursionError):
                pass
    if not _has_a_value_a_line(text):
        long = len(text.data) > LARGEST_JSON or text.data.count(b",") > MOST_PARTS
        raise Broken("it is too long a recording; cut it into takes" if long else _NOT_JSON)
    return None, _line_by_line(text)


def _has_a_value_a_line(text: Text) -> bool:
    first, second = (*islice((x for x in text.lines() if x.strip()), 2), "", "")[:2]
    try:
        return bool(second) and len(first) < LONGEST_LINE and bool(json.loads(first))
    except (ValueError, RecursionError):
        return False


def _line_by_line(text: Text) -> Iterator[Any]:
    """A value a line; a last line that was cut short is left out."""
    broken = 0
    for number, line in enumerate(text.lines(), 1):
        if not line.strip():
            continue
        if broken:
            raise Broken(f"its line {broken} is no readable JSON; leave it out, or export it again")
        try:
            yield json.loads(line)
        except (ValueError, RecursionError):
            broken = number


def _of_whole(whole: Any) -> tuple[float | None, Iterator[Any]]:
    if isinstance(whole, list):
        heads = whole[0] if whole and isinstance(whole[0], list) else []
        if heads and all(isinstance(name, str) for name in heads):
            return None, (_titled(heads, row) for row in whole[1:])
        return None, iter(whole)
    if not isinstance(whole, dict):
        raise Broken('a recording in JSON is a list of frames, or {"frames": [...]}')
    rate = _rate(whole)
    known = {fold(key[:40]): value for key, value in whole.items()}
    heads = next((known[k] for k in _TITLES if _all(known.get(k), str)), None)
    frames = next((known[k] for k in _LISTS if isinstance(known.get(k), list)), None)
    if frames is None:
        frames = max((v for v in whole.values() if _all(v, (dict, list, type(None)))),
                     key=len, default=None)  # fmt: skip
    if frames:
        if heads:
            return rate, (_titled(heads, row) for row in frames)
        return rate, iter(frames)
    for one in _nested(whole):
        columns = {key: v for key, v in one.items() if isinstance(v, list) and len(v) > 1}
        columns |= {k: v for k, v in whole.items() if times.is_time(k) and isinstance(v, list)}
        if any(names.is_measure(key) for key in columns):  # a list a shape
            return rate, _turned(columns)
        if one and all(re.fullmatch(r"\d+(\.\d+)?", key) for key in one):
            title = "frame" if all(key.isdigit() for key in one) else "time"
            return rate, ({title: float(key), "faces": row} for key, row in one.items())
    raise Broken('a recording in JSON is a list of frames, or {"frames": [...]}')


def _nested(whole: dict, deep: int = 0) -> Iterator[dict]:
    """An object and those within it."""
    yield whole
    for value in whole.values() if deep < 3 else ():
        if isinstance(value, dict):
            yield from _nested(value, deep + 1)


def _turned(columns: dict[str, list]) -> Iterator[dict[str, Any]]:
    lengths = {len(column) for column in columns.values()}
    if len(lengths) > 1:
        raise Broken("its lists of values are not of one length; export it again")
    for row in zip(*columns.values(), strict=True):
        yield dict(zip(columns, row, strict=True))


def _titled(heads: list[str], row: Any) -> Any:
    """A frame whose values stand in the order of names that the file gives once."""
    if isinstance(row, dict):
        lists = {k: v for k, v in row.items() if _all(v, (int, float)) and len(v) == len(heads)}
        if len(lists) != 1:
            return row
        ((key, values),) = lists.items()
        return {k: v for k, v in row.items() if k != key} | dict(zip(heads, values, strict=True))
    if isinstance(row, list) and row and len(row) != len(heads):
        raise Broken("its rows have not as many values as it has names; export it again")
    return dict(zip(heads, row, strict=True)) if isinstance(row, list) else row


def _all(value: Any, kind) -> bool:
    return isinstance(value, list) and len(value) > 0 and all(isinstance(x, kind) for x in value)


def _rate(whole: dict, deep: int = 0) -> float | None:
    for key, value in whole.items():
        if fold(key[:40]) in _RATES and isinstance(value, (int, float)) and 0 < value <= 1000:
            return float(value)
        if isinstance(value, dict) and deep < 2 and (found := _rate(value, deep + 1)):
            return found
    return None


def _frame(frame: Any, number: int, person: str | None) -> dict[str, float | str]:
    """Names with numbers of one frame; without shapes where no face was seen."""
    if not isinstance(frame, dict):
        frame = {"faces": frame}
    row: dict[str, float | str] = {}
    for key, value in frame.items():
        named = fold(key[:40]) in _FACES and not isinstance(value, (str, int, float))
        if named or (isinstance(value, dict) and any(map(names.is_measure, list(value)[:200]))):
            row.update(_face(value, number, person))
        elif isinstance(value, (str, int, float)):
            row[key] = _finite(value, number) if not isinstance(value, str) else _text(key, value)
        elif isinstance(value, list) and fold(key[:40]) in _POINTS:
            row.update(face_mesh.cells(value))
        elif value is None and names.is_measure(key):
            row[key] = np.nan
    return row


def _face(value: Any, number: int, person: str | None, deep: int = 0) -> dict[str, float | str]:
    """Names with scores of the one face of a frame, in any of the nestings it is written in."""
    if value is None:
        return {}
    if isinstance(value, dict):
        inner = next((v for k, v in value.items() if fold(k[:40]) in _FACES and
                      isinstance(v, (dict, list))), value)  # fmt: skip
        if inner is not value and deep <= 2:
            return _face(inner, number, person, deep + 1)
        return {k: _text(k, v) if isinstance(v, str) else _finite(v, number)
                for k, v in value.items() if not isinstance(v, (dict, list))}  # fmt: skip
    if not isinstance(value, list) or deep > 2:
        raise Broken(f"frame {number} holds no blend shapes; export it again")
    if not value:
        return {}
    if _is_face(value[0]):
        which = 0
        if len(value) > 1:
            if person is None or not person.isdigit() or int(person) >= len(value):
                raise Broken(
                    f"frame {number} shows {len(value)} faces; choose one of them with person=, "
                    "as person=0"
                )
            which = int(person)
        return _face(value[which], number, person, deep + 1)
    return dict(_category(one, number) for one in value)


def _is_face(value: Any) -> bool:
    if isinstance(value, list) or value is None:
        return True
    known = {fold(k[:40]) for k in value} if isinstance(value, dict) else set()
    return bool(known.intersection(_FACES)) or any(
        map(names.is_measure, value if isinstance(value, dict) else ())
    )


def _category(one: Any, number: int) -> tuple[str, float | str]:
    known = {fold(k[:40]): v for k, v in one.items()} if isinstance(one, dict) else {}
    name = next((known[k] for k in _NAMES if k in known), None)
    score = next((known[k] for k in _SCORES if k in known), None)
    if not isinstance(name, str):
        raise Broken(f"frame {number} holds blend shapes without a name; export it again")
    if isinstance(score, str):
        raise Broken(f"frame {number} holds a shape that is no number; export it again")
    return name, _finite(score, number)


def _text(name: str, value: str) -> float | str:
    """A text cell: a number written as text, a word where none was found, else the text."""
    if not names.is_measure(name):
        return value[:200]
    try:
        return float(value.replace(",", "."))
    except ValueError:
        if value and not value[0].isalpha():
            raise Broken("it holds a shape that is no number; export it again") from None
        return np.nan


def _finite(value: Any, number: int) -> float:
    if value is None:
        return float("nan")
    if not isinstance(value, (int, float)):
        raise Broken(f"frame {number} holds a shape that is no number; export it again")
    try:
        return float(value)
    except OverflowError:
        return float("inf")
