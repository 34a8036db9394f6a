"""How close an answer must come: every tolerance of an exercise, with its mark and reason."""

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources

from facemodel.errors import unknown


@dataclass(frozen=True)
class Tolerance:
    """A tolerance as tabled; mark, cite and why as in facemodel.constants."""

    name: str
    value: float
    unit: str
    mark: str
    cite: tuple[str, ...]
    why: str
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
    return {row["name"]: _read(row) for row in rows}


def _read(row: dict[str, str]) -> Tolerance:
    return Tolerance(
        name=row["name"],
        value=float(row["value"]),
        unit=row["unit"],
        mark=row["mark"],
        cite=tuple(row["cite"].split()),
        why=row["why"],
        what=row["what"],
    )
