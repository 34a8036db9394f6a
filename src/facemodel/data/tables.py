"""How a table of this folder becomes typed rows: one reader, and one error for what it cannot read.

What a cell may hold follows from the type of its field: text; a number; `yes` or `no`; one of a few
words (Literal); words or numbers `a b c` (a tuple); points `x y; x y` (a tuple of tuples); shares
`a:1 b:0.5` (a mapping); `none` is a list or a mapping without entries. An empty cell is the default
of its field; without a default it needs a value.
"""

import csv
import io
import math
import os
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Literal, TypeVar, get_type_hints

import msgspec
from msgspec import inspect

from facemodel.errors import FaceModelError, shown, unknown

FOLDER = os.path.dirname(__file__)
Mark = Literal["seen", "recall", "assume", "calc", "calibrated"]
"""How far a figure can be trusted, as facemodel.data.constants says."""
NONE = "none"
BYTE_ORDER_MARK = "\ufeff"  # with which some spreadsheets begin a file
Row = TypeVar("Row")
Columns = Mapping[str, tuple[str, bool, Callable[[str], Any]]]


def read(kind: type[Row], file: str, others: bool = False) -> tuple[Row, ...]:
    """Rows of a table in its order, as frozen dataclasses or structs.

    Parameters
    ----------
    kind
        Class of a row; its fields are the columns of the table, in any order.
    file
        Name of the table in this folder, as "muscles.csv".
    others
        Whether the table has columns of other classes as well, which are passed over.

    Raises
    ------
    FaceModelError
        A column too many or too few, a cell that its column cannot hold, or a row that the class
        refuses with a ValueError. The message names file, line, row and column.
    """
    with open(os.path.join(FOLDER, file), encoding="utf-8", newline="") as opened:
        text = opened.read().removeprefix(BYTE_ORDER_MARK)
    lines = csv.reader(io.StringIO(text, newline=""))
    head = next(lines, [])
    columns = _columns(kind)
    _check_head(file, head, columns, others)
    found: list[Row] = []
    for cells in lines:
        if any(cells):  # a spreadsheet may end a table with rows of nothing but commas
            where = f"{file}, line {lines.line_num} ({shown(cells[0])[1:-1]})"
            if len(cells) != len(head):
                raise FaceModelError(
                    f"{where} has {len(cells)} cells for {len(head)} columns; put a text that "
                    "contains a comma between double quotes"
                )
            found.append(_row(kind, columns, dict(zip(head, cells, strict=True)), where))
    return tuple(found)


def keyed(kind: type[Row], file: str, key: str, others: bool = False) -> Mapping[Any, Row]:
    """Rows of a table by the value of one field, which no two rows may share."""
    found: dict[Any, Row] = {}
    for row in read(kind, file, others):
        name = getattr(row, key)
        if name in found:
            raise FaceModelError(f"{file} has two rows whose {key} is {name!r}; keep one of them")
        found[name] = row
    return MappingProxyType(found)


def _row(kind: type[Row], columns: Columns, cells: Mapping[str, str], where: str) -> Row:
    values: dict[str, Any] = {}
    for column, (name, needed, made) in columns.items():
        text = cells[column]
        if not text.strip():
            if needed:
                raise FaceModelError(f"{where}: column {column} is empty and needs a value")
            continue
        try:
            values[name] = made(text.strip())
        except ValueError as error:
            raise FaceModelError(f"{where}: column {column} is {shown(text)}; {error}") from None
    try:
        return kind(**values)
    except ValueError as error:
        raise FaceModelError(f"{where}: {error}") from None


def _columns(kind: type) -> Columns:
    """Column -> name of its field, whether it needs a value, and what makes one of a text.

    msgspec may rename a field, for a column that is called `from`.
    """
    told, hints = inspect.type_info(kind), get_type_hints(kind, include_extras=True)
    assert isinstance(told, (inspect.StructType, inspect.DataclassType)), kind
    return {f.encode_name: (f.name, f.required, _cell(f.type, hints[f.name])) for f in told.fields}


def _cell(kind: inspect.Type, hint: Any) -> Callable[[str], Any]:
    if kind == inspect.StrType():
        return str
    parser = _parser(kind)

    def made(text: str) -> Any:
        try:
            value = msgspec.convert(parser(text), hint, strict=False)
        except msgspec.ValidationError as error:
            what = str(error).partition(" - at ")[0].replace("`", "")
            _, few, word = what.partition("Invalid enum value ")
            if few:
                what = str(unknown("word", word.strip("'"), _words(kind)))
            raise ValueError(what[:1].lower() + what[1:]) from None
        return MappingProxyType(value) if isinstance(value, dict) else value

    return made


def _parser(kind: inspect.Type) -> Callable[[str], Any]:
    """What makes of a cell's text the plain values that msgspec converts."""
    match kind:
        case inspect.UnionType(types=types):
            return _parser(next(t for t in types if not isinstance(t, inspect.NoneType)))
        case inspect.DictType(value_type=value):
            one = _parser(value)
            return lambda text: _shares(text, one)
        case inspect.VarTupleType(item_type=item) | inspect.TupleType(item_types=(item, *_)):
            parts = isinstance(item, (inspect.VarTupleType, inspect.TupleType))
            one = _parser(item)
            return lambda text: _listed(text, one, ";" if parts else None)
        case inspect.BoolType():
            return _yes_no
        case inspect.FloatType():
            return _number
        case _:
            return str


def _listed(text: str, item: Callable[[str], Any], between: str | None) -> list[Any]:
    return [item(part) for part in text.split(between)] if text != NONE else []


def _shares(text: str, value: Callable[[str], Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for word in text.split() if text != NONE else ():
        name, colon, share = word.rpartition(":")
        if not colon or name in found:
            raise ValueError(f"expected names with shares, each once, as a:1 b:0.5, not {word!r}")
        found[name] = value(share)
    return found


def _yes_no(text: str) -> bool:
    if text not in ("yes", "no"):
        raise ValueError("expected yes or no")
    return text == "yes"


def _number(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise ValueError(f"expected a number, not {shown(text)}")
    return number


def _words(kind: inspect.Type) -> tuple[str, ...]:
    """The words that a column may hold, wherever in its cells they stand."""
    match kind:
        case inspect.LiteralType(values=values):
            return tuple(map(str, values))
        case inspect.UnionType(types=types):
            return tuple(word for t in types for word in _words(t))
        case inspect.DictType(key_type=inner) | inspect.VarTupleType(item_type=inner):
            return _words(inner)
        case _:
            return ()


def _check_head(file: str, head: list[str], columns: Columns, others: bool) -> None:
    for column in head:
        if column not in columns and not others:
            raise FaceModelError(f"{file}: {unknown('column', column, columns)}")
        if head.count(column) > 1:
            raise FaceModelError(f"{file} has two columns {column}; keep one of them")
    missing = [column for column in columns if column not in head]
    if missing:
        raise FaceModelError(f"{file} lacks the column {missing[0]}; add it, with a value per row")
