"""Tables as files: what is measured over a course, and the outcome of a cohort."""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from facemodel.anatomy.checks import check_kind
from facemodel.case.case import CaseLike
from facemodel.data.files import write_whole
from facemodel.errors import FaceModelError, checks_keywords
from facemodel.study import course
from facemodel.study.cohort import Cohort
from facemodel.study.course import Course
from facemodel.view.export import course_of, ending_in
from facemodel.view.provenance import NOTICE, Stamp, stamp

PROVENANCE = "provenance"
"""Name of the last column of a table."""
_FORMULA = re.compile(r"(^|[;\t\n])(\s*[=+\-@\uff1d\uff0b\uff0d\uff20][^;\t\n]*)")
"""A formula at the beginning of a cell, and where a spreadsheet may see one begin: many a country's
parts cells at semicolons, whether or not they stand in quotes."""
DIGITS = 6
"""Significant digits of a number in CSV; Parquet holds all of them."""
ROWS = 10_000


@checks_keywords
def export_measures(
    case: CaseLike | Course,
    path: str | os.PathLike[str],
    days: ArrayLike | None = None,
    seconds: ArrayLike | None = None,
) -> Path:
    """Write what is measured over a course as CSV, one row per day or moment.

    Columns carry their unit in their name; the last one says where the table comes from. pandas
    and spreadsheets open the file as it is.

    Parameters
    ----------
    case : fm.Case or Course
    path : path-like
        File to write; ends in .csv.
    days : array_like (t,), optional
        Days of the course; for a case that injects something.
    seconds : float or array_like (t,), optional
        Moments of the course, or how long from 0; for a case whose spasm runs in seconds.

    Returns
    -------
    pathlib.Path

    Raises
    ------
    FaceModelError
        If this is no case or course, or the path ends otherwise or cannot be written to.

    Examples
    --------
    >>> import facemodel as fm
    >>> treated = fm.Case(
    ...     condition="hemifacial_spasm",
    ...     injections=[fm.Injection(4, muscle="zygomaticus_major_left")],
    ... )
    >>> file = fm.export_measures(treated, "course.csv", days=[0, 14])
    >>> file.read_text().split(",")[:3]
    ['day', 'asymmetry_mm', 'asymmetry_upper_mm']
    """
    named = ending_in(path, ".csv")
    made = course_of(case, days, seconds)
    columns = course.measures(made)
    time = {"days": "day"}.get(made.kind, "time_s")
    rows = np.column_stack([made.times, *columns.values()])
    data = csv_bytes(
        stamp(made.case),
        (time, *columns),
        ([f"{value:.4f}".rstrip("0").rstrip(".") for value in row] for row in rows),
    )
    return write_whole(named, data)


@checks_keywords
def export_cohort(table: Cohort, path: str | os.PathLike[str]) -> Path:
    """Write the table of a cohort as CSV or Parquet.

    One row per person, moment and expression; the day is empty before treatment, and so is what a
    person has no value of. The last column of CSV and the schema of Parquet say where the table
    comes from.

    Parameters
    ----------
    table : Cohort
        What `fm.cohort.run` returns.
    path : path-like
        File to write; ends in .csv, or in .parquet, which needs pyarrow.

    Returns
    -------
    pathlib.Path

    Raises
    ------
    FaceModelError
        If this is no cohort, the path ends otherwise, or pyarrow is missing.

    Examples
    --------
    >>> import facemodel as fm
    >>> weaker = fm.Case(dampening={"smile_left": 0.3})
    >>> file = fm.export_cohort(fm.cohort.run(3, weaker, expressions=["snarl"]), "people.csv")
    >>> file.read_text().split(",")[:3]
    ['person', 'sex', 'ed50']
    """
    named = table_path(path)
    check_kind("a cohort", table, Cohort, "give what fm.cohort.run returns")
    made = Stamp(stamp().version, stamp().parameters, table.seed)
    columns = table.columns()
    if named.suffix.lower() == ".parquet":
        return write_whole(named, _parquet(made, columns), "the table")
    data = csv_bytes(made, list(columns), _rows(list(columns.values())))
    return write_whole(named, data, "the table")


def table_path(path: str | os.PathLike[str]) -> Path:
    """The path of a table that can be written here. Errors: see export_cohort."""
    named = ending_in(path, ".csv", ".parquet")
    if named.suffix.lower() == ".parquet" and find_spec("pyarrow") is None:
        raise FaceModelError(
            "Parquet needs pyarrow (pip install 'facemodel[parquet]'); a path that ends in .csv "
            "needs nothing"
        )
    return named


def _rows(columns: Sequence[np.ndarray]) -> Iterator[tuple[str, ...]]:
    """The rows as texts; few at a time, for texts take ten times the memory of numbers."""
    for k in range(0, len(columns[0]), ROWS):
        yield from zip(*(_texts(column[k : k + ROWS]) for column in columns), strict=True)


def _texts(column: np.ndarray) -> list[str]:
    if column.dtype.kind == "b":
        return np.where(column, "1", "0").tolist()
    if column.dtype.kind != "f":
        return column.astype(str).tolist()
    return [f"{x:.{DIGITS}g}" if x == x else "" for x in column.tolist()]


def _parquet(made: Stamp, columns: dict[str, np.ndarray]) -> bytes:
    import pyarrow as arrow
    import pyarrow.parquet as parquet

    arrays: dict[str, Any] = {
        name: arrow.array(column, from_pandas=True)  # NaN is no value
        for name, column in columns.items()
    }
    words = {key: str(value) for key, value in made.fields().items()}
    data = io.BytesIO()
    parquet.write_table(arrow.table(arrays).replace_schema_metadata(words), data)
    return data.getvalue()


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
    return _FORMULA.sub(_after_apostrophe, cell)


def _after_apostrophe(found: re.Match[str]) -> str:
    before, text = found.groups()
    try:
        float(text)  # a number below zero
    except ValueError:
        return f"{before}'{text}"
    return found[0]
