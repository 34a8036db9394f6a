"""What scales have in common: rows of data/scales.csv, items with the rule that fired, lines."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

import numpy as np
from msgspec import Struct, structs
from numpy.typing import ArrayLike

from facemodel.anatomy.checks import numbers
from facemodel.data import constants, tables
from facemodel.errors import FaceModelError


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
    return MappingProxyType(
        {
            name: Scale(**structs.asdict(row), grade=known[row.function])
            for name, row in rows.items()
        }
    )


@dataclass(frozen=True, eq=False)
class Item:
    """A measured figure and the ladder of scores it stands on.

    measured (...); bounds ascending, scores and words one more than bounds: a figure that reaches
    bounds[k] climbs to scores[k + 1]
    """

    name: str
    measured: np.ndarray
    unit: str
    bounds: tuple[float, ...]
    scores: tuple[float, ...]
    words: tuple[str, ...]

    @property
    def _step(self) -> np.ndarray:
        return np.searchsorted(self.bounds, self.measured, side="right")

    @property
    def score(self) -> np.ndarray:
        """The score (...) of each face."""
        return np.asarray(self.scores)[self._step]

    @property
    def rule(self) -> str:
        """Which rule fired, in words; for one face."""
        if np.ndim(self.measured):
            raise FaceModelError("rules are told for one face; examine one person")
        k = int(self._step)
        low = f"from {self.bounds[k - 1]:g}" if k else ""
        high = f"below {self.bounds[k]:g}" if k < len(self.bounds) else ""
        limits = " and ".join(part for part in (low, high) if part)
        value = f"{float(self.measured):.2f} {self.unit}".strip()
        return f"{value}: {limits} is {self.words[k]} ({self.scores[k]:g})"

    def __repr__(self) -> str:
        return f"Item({self.name}: {self.rule if np.ndim(self.measured) == 0 else self.score})"


_BOUNDS = ("lines.fws_1", "lines.fws_2", "lines.fws_3")


def fws(depth_mm: ArrayLike, group: str = "line") -> Item:
    """Facial Wrinkle Scale 0 none .. 3 severe of a depth (...), mm [assume]."""
    bounds = tuple(map(constants.value, _BOUNDS))
    depth = numbers("depth in mm", depth_mm, 0, 10)
    return Item(group, depth, "mm", bounds, (0, 1, 2, 3), ("none", "mild", "moderate", "severe"))


def merz(depth_mm: ArrayLike, group: str = "line") -> Item:
    """Merz scale 0 none .. 4 very severe of a depth (...), mm."""
    bounds = tuple(map(constants.value, (*_BOUNDS, "lines.merz_4")))
    words = ("none", "mild", "moderate", "severe", "very severe")
    depth = numbers("depth in mm", depth_mm, 0, 10)
    return Item(group, depth, "mm", bounds, (0, 1, 2, 3, 4), words)
