"""The outcome of a cohort as a file: CSV for anybody, Parquet where pyarrow is at hand."""

import io
import os
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from facemodel.anatomy.checks import check_kind
from facemodel.data.files import write_whole
from facemodel.errors import FaceModelError, checks_keywords
from facemodel.study.cohort import Cohort
from facemodel.view.export.case_files import ending_in
from facemodel.view.provenance import Stamp, csv_bytes, stamp

DIGITS = 6
"""Significant digits of a number in CSV; Parquet holds all of them."""
ROWS = 10_000


@checks_keywords
def export_cohort(table: Cohort, path: str | os.PathLike[str]) -> Path:
    """Write the table of a cohort as CSV or Parquet, as the path ends, and return the path.

    One row per person, moment and expression; day is empty before treatment, and so is what a
    person has no value of. The last column of CSV and the schema of Parquet say where the table
    comes from. Errors: another ending; Parquet without pyarrow.
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
