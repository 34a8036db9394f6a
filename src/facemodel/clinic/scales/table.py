"""Scales as tabled: what each reads, its range and parts, and the function that grades by it."""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any, Literal

from msgspec import Struct, structs

from facemodel.data import tables
from facemodel.errors import FaceModelError, unknown


class Part(Struct, frozen=True):
    """A part of a scale that is told beside its score: an attribute of the result, in words."""

    name: str
    low: float
    high: float
    label: str


class Row(Struct, frozen=True, kw_only=True):
    """A row of data/scales.csv; mark, cite, why: as in facemodel.constants.

    name, label, unit  in code, in words, of the score
    low, high      range of the score; better: its end that is best
    numerals       "roman" where scores are written so
    change         smallest change of the score that counts, as `cite` and `why` say, or None
    reads          "side": an examination and the affected side; "seconds": time and activation;
                   "depth": depths of lines in mm
    tasks          that the examination must have
    function       of fm.scales that grades by it; its result has a `score`
    subscores      of the result, each as name, lowest, highest and words
    """

    name: str
    label: str
    low: float
    high: float
    unit: str
    better: Literal["higher", "lower"]
    reads: Literal["side", "seconds", "depth"]
    function: str
    mark: tables.Mark
    cite: tuple[str, ...] = ()
    why: str = ""
    numerals: Literal["", "roman"] = ""
    change: float | None = None
    tasks: tuple[str, ...] = ()
    subscores: tuple[tuple[str, ...], ...] = ()

    @property
    def parts(self) -> tuple[Part, ...]:
        """The subscores."""
        rows = self.subscores
        return tuple(Part(n, float(a), float(b), " ".join(words)) for n, a, b, *words in rows)

    def readable_from(self, tasks: Iterable[str]) -> bool:
        """Whether an examination in these tasks shows an affected side all that the scale reads."""
        return self.reads == "side" and set(self.tasks) <= set(tasks)

    def figures(self) -> dict[str, tuple[str, str]]:
        """Name of a figure -> (attribute of the result, what it is): the score, then the parts."""
        of = self.label.split()[0]
        parts = {f"{self.name}_{p.name}": (p.name, f"{of}: {p.label}") for p in self.parts}
        return {self.name: ("score", self.label)} | parts


class Scale(Row, frozen=True, kw_only=True):
    """A scale with the function that grades by it.

    grade  takes an examination and a side, or time and activation, or depths, as `reads` says
    """

    grade: Callable[..., Any]


def read(functions: Iterable[Callable[..., Any]]) -> Mapping[str, Scale]:
    """Scales by name, each with its function."""
    known = {one.__name__: one for one in functions}
    rows = tables.keyed(Row, "scales.csv", "name")
    for row in rows.values():
        if row.function not in known:
            said = unknown("function", row.function, known, see="clinic/scales/__init__.py")
            raise FaceModelError(f"scales.csv ({row.name}): column function: {said}")
    return MappingProxyType(
        {
            name: Scale(**structs.asdict(row), grade=known[row.function])
            for name, row in rows.items()
        }
    )
