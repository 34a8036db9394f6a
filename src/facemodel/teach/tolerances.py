"""How close an answer must come: every tolerance of an exercise, with its source and mark."""

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources

from facemodel.errors import unknown


@dataclass(frozen=True)
class Tolerance:
    """A tolerance as tabled; marks as in facemodel.constants."""

    name: str
    value: float
    unit: str
    mark: str
    source: str
    what: str


def tolerance(name: str) -> float:
    """The tolerance of that name, in its unit."""
    table = tolerances()
    if name not in table:
        raise unknown("tolerance", name, table)
    return table[name].value


@cache
def tolerances() -> dict[str, Tolerance]:
    """Every tolerance by name."""
    text = resources.files("facemodel.data").joinpath("tolerances.csv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines())
    return {
        row["name"]: Tolerance(
            row["name"],
            float(row["value"]),
            row["unit"],
            row["mark"],
            row["source"],
            row["what"],
        )
        for row in rows
    }
