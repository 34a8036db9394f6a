"""How rows are shown: named in a line, as a small HTML table, and as a pandas frame."""

import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import Any, TypeVar

import numpy as np

from facemodel.errors import FaceModelError

MOST_ROWS = 60
"""Rows of a table that a notebook is given; how many more there are is said below it."""
LINE = 300  # characters that name what is in a listing
Key = TypeVar("Key")
Row = TypeVar("Row")


class _Shown:
    """What a collection prints as: how many there are and their names, a table, a frame."""

    _what: str
    _head: tuple[str, ...]

    def _names(self) -> Iterable[object]:
        raise NotImplementedError

    def _table(self) -> list[Sequence[object]]:
        raise NotImplementedError

    def __repr__(self) -> str:
        listed = list(map(str, self._names()))
        names = textwrap.shorten(", ".join(listed), LINE, placeholder=" ...")
        return f"<{len(listed)} {self._what}: {names}>"

    def _repr_html_(self) -> str:
        return table_html(self._what, self._head, self._table())

    def to_frame(self) -> Any:
        """The table as a pandas DataFrame, one row each.

        Raises
        ------
        FaceModelError
            Where pandas is not installed.
        """
        rows = self._table()
        return frame({name: [row[k] for row in rows] for k, name in enumerate(self._head)})


class Rows(_Shown, tuple[Row, ...]):
    """Rows in their order, as a tuple; a notebook shows them as a table.

    Parameters
    ----------
    rows : iterable
        What the tuple holds.
    what : str
        What the rows are, in the plural.
    head : sequence of str
        Names of the columns that are shown; the first names the row.
    cells : callable
        The cells of a row.
    """

    _cells: Callable[[Row], Sequence[object]]

    def __new__(
        cls,
        rows: Iterable[Row],
        what: str,
        head: Sequence[str],
        cells: Callable[[Row], Sequence[object]],
    ) -> "Rows[Row]":
        made = super().__new__(cls, rows)
        made._what, made._head, made._cells = what, tuple(head), cells
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        return tuple, (list(self),)  # what it prints as stays behind

    def _names(self) -> Iterable[object]:
        return (row[0] for row in self._table())

    def _table(self) -> list[Sequence[object]]:
        return [self._cells(row) for row in self]


class Listing(_Shown, Mapping[Key, Row]):
    """Rows by name, which nobody can change; a notebook shows them as a table.

    Parameters
    ----------
    rows : mapping
        The rows by name, in their order.
    what : str
        What the rows are, in the plural.
    head : sequence of str
        Names of the columns that are shown.
    cells : callable
        The cells of a row, from its name and itself.
    """

    def __init__(
        self,
        rows: Mapping[Key, Row],
        what: str,
        head: Sequence[str],
        cells: Callable[[Key, Row], Sequence[object]],
    ) -> None:
        self._rows = MappingProxyType(dict(rows))
        self._what, self._head, self._cells = what, tuple(head), cells

    def __getitem__(self, name: Key) -> Row:
        return self._rows[name]

    def __iter__(self) -> Iterator[Key]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def _names(self) -> Iterable[object]:
        return self

    def _table(self) -> list[Sequence[object]]:
        return [self._cells(name, row) for name, row in self._rows.items()]


def table_html(what: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A small HTML table whose texts are escaped.

    Parameters
    ----------
    what : str
        What the rows are: the caption.
    head : sequence of str
        Names of the columns.
    rows : iterable of sequences
        A cell per column: texts, numbers, lists of texts; empty for None and NaN.

    Returns
    -------
    str
    """
    listed = list(rows)
    shown, more = listed[:MOST_ROWS], len(listed) - MOST_ROWS
    return _template().render(what=what, head=head, rows=shown, more=more)


def frame(columns: Mapping[str, Any]) -> Any:
    """Columns of one length as a pandas DataFrame.

    Parameters
    ----------
    columns : mapping of str to sequence
        Values by the name of their column.

    Returns
    -------
    pandas.DataFrame

    Raises
    ------
    FaceModelError
        Where pandas is not installed.
    """
    try:
        import pandas
    except ImportError:
        raise FaceModelError(
            "a frame needs pandas, which is not installed: pip install pandas"
        ) from None
    return pandas.DataFrame(dict(columns))


@cache
def _template() -> Any:
    from jinja2 import Environment, PackageLoader  # 40 ms, for the first table

    made = Environment(loader=PackageLoader("facemodel", "data"), autoescape=True)
    made.filters["text"] = _text
    return made.get_template("table.html.j2")


def _text(cell: object) -> str:
    if cell is None or cell != cell:
        return ""
    if isinstance(cell, (bool, np.bool_)):
        return "yes" if cell else "no"
    if isinstance(cell, (float, np.floating)):
        return f"{cell:.4g}"
    if isinstance(cell, (tuple, list)):
        return ", ".join(map(_text, cell))
    return str(cell)
