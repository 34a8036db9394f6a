"""Scales as tabled: what each reads, its range and parts, and the function that grades by it."""

import csv
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib import resources
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True)
class Part:
    """A part of a scale that is told beside its score: an attribute of the result, in words."""

    name: str
    low: float
    high: float
    label: str


@dataclass(frozen=True)
class Scale:
    """A row of data/scales.csv.

    name, label, unit  in code, in words, of the score
    low, high      range of the score; better: "higher" or "lower"
    numerals       "roman" where scores are written so
    change         smallest change of the score that counts, as `cite` and `why` say, or None
    reads          "side": an examination and the affected side; "seconds": time and activation;
                   "depth": depths of lines in mm
    tasks          that the examination must have
    function       of fm.scales that grades by it; its result has a `score`
    parts          that are told beside the score
    grade          the function: of an examination and a side, of time and activation, or of depths
    """

    name: str
    label: str
    low: float
    high: float
    unit: str
    numerals: str
    better: str
    change: float | None
    reads: str
    tasks: tuple[str, ...]
    function: str
    parts: tuple[Part, ...]
    mark: str
    cite: tuple[str, ...]
    why: str
    grade: Callable[..., Any]

    def readable_from(self, tasks: Iterable[str]) -> bool:
        """Whether an examination in these tasks shows an affected side all that the scale reads."""
        return self.reads == "side" and set(self.tasks) <= set(tasks)

    def figures(self) -> dict[str, tuple[str, str]]:
        """Name of a figure -> (attribute of the result, what it is): the score, then the parts."""
        parts = {f"{self.name}_{p.name}": (p.name, f"{self.label}: {p.label}") for p in self.parts}
        return {self.name: ("score", self.label)} | parts


def read(functions: Iterable[Callable[..., Any]]) -> Mapping[str, Scale]:
    """Scales by name, each with its function."""
    known = {one.__name__: one for one in functions}
    text = resources.files("facemodel.data").joinpath("scales.csv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines())
    return MappingProxyType({row["name"]: _scale(row, known[row["function"]]) for row in rows})


def _scale(row: dict[str, str], grade: Callable[..., Any]) -> Scale:
    cells: dict[str, Any] = {
        "low": float(row["low"]),
        "high": float(row["high"]),
        "change": float(row["change"]) if row["change"] else None,
        "tasks": tuple(row["tasks"].split()),
        "parts": tuple(map(_part, filter(None, row["parts"].split(";")))),
        "cite": tuple(row["cite"].split()),
        "grade": grade,
    }
    return Scale(**row | cells)


def _part(cell: str) -> Part:
    name, low, high, label = cell.split(maxsplit=3)
    return Part(name, float(low), float(high), label)
