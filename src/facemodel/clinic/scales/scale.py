"""What scales have in common: rows of data/scales.csv, items with the rule that fired, lines."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from msgspec import Struct, structs
from numpy.typing import ArrayLike

from facemodel.anatomy.checks import numbers
from facemodel.clinic.instruments import Noise, lengths
from facemodel.data import constants, tables
from facemodel.data.showing import Listing
from facemodel.errors import FaceModelError, unknown


class Part(Struct, frozen=True):
    """A part of a scale that is told beside its score.

    Attributes
    ----------
    name : str
        Attribute of the scale's result.
    low, high : float
        Its range, in points.
    label : str
        The part in words.
    """

    name: str
    low: float
    high: float
    label: str


class Row(Struct, frozen=True, kw_only=True):
    """A row of data/scales.csv.

    Attributes
    ----------
    name, label, unit : str
        In code, in words, of the score.
    low, high : float
        Range of the score.
    better : {"higher", "lower"}
        Its end that is best.
    reads : {"side", "seconds", "depth"}
        An examination and the affected side; time and activation; depths of lines in mm.
    function : str
        Of fm.scales that grades by it; its result has a `score`.
    mark, cite, why
        Where it comes from, as of a constant (fm.parameters).
    numerals : {"", "roman"}
        How scores are written.
    change : float or None
        Smallest change of the score that counts.
    tasks : tuple of str
        Those that the examination must have.
    subscores : tuple of tuple
        Of the result, each as name, lowest, highest and words.
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
        """Whether an examination shows all that the scale reads of an affected side.

        Parameters
        ----------
        tasks : iterable of str
            Those of the examination.

        Returns
        -------
        bool
        """
        return self.reads == "side" and set(self.tasks) <= set(tasks)

    def figures(self) -> dict[str, tuple[str, str]]:
        """The figures of a result: the score, then the parts.

        Returns
        -------
        dict of str to (str, str)
            Name of a figure -> attribute of the result, and what it is.
        """
        of = self.label.split()[0]
        parts = {f"{self.name}_{p.name}": (p.name, f"{of}: {p.label}") for p in self.parts}
        return {self.name: ("score", self.label)} | parts


class Scale(Row, frozen=True, kw_only=True):
    """A scale with the function that grades by it.

    Attributes
    ----------
    name, label, low, high, unit, better, reads, function, mark, cite, why, numerals, change, tasks
        As in the table, see `Row`; `parts` lists the subscores.
    subscores : tuple of tuple
        As in the table.
    grade : callable
        Takes an examination and a side, time and activation, or depths in mm, as `reads` says.
    """

    grade: Callable[..., Any]

    def __repr__(self) -> str:
        return f"Scale({self.name}: {self.label}, {self.low:g} to {self.high:g} {self.unit})"


def read(functions: Iterable[Callable[..., Any]]) -> Mapping[str, Scale]:
    """Scales by name, each with its function."""
    known = {one.__name__: one for one in functions}
    rows = tables.keyed(Row, "scales.csv", "name")
    for row in rows.values():
        if row.function not in known:
            said = unknown("function", row.function, known, see="clinic/scales/__init__.py")
            raise FaceModelError(f"scales.csv ({row.name}): column function: {said}")
    made = {n: Scale(**structs.asdict(row), grade=known[row.function]) for n, row in rows.items()}
    head = ("scale", "in words", "low", "high", "better", "change that counts")
    return Listing(
        made, "scales", head, lambda n, s: (n, s.label, s.low, s.high, s.better, s.change)
    )


@dataclass(frozen=True, eq=False)
class Item:
    """A measured figure and the ladder of scores it stands on.

    A figure that reaches bounds[k] climbs to scores[k + 1].

    Attributes
    ----------
    name : str
        What was measured.
    measured : ndarray of shape (...)
        The figure.
    unit : str
        Of the figure and the bounds.
    bounds : tuple of float
        Ascending.
    scores, words : tuple
        The steps, one more than bounds.
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
        """The score (...) of each face, in points."""
        return np.asarray(self.scores)[self._step]

    @property
    def rule(self) -> str:
        """Which rule fired, in words; of one face."""
        if np.ndim(self.measured):
            raise FaceModelError("rules are told for one face; examine one person")
        k = int(self._step)
        low = f"from {self.bounds[k - 1]:g}" if k else ""
        high = f"below {self.bounds[k]:g}" if k < len(self.bounds) else ""
        limits = " and ".join(part for part in (low, high) if part)
        value = f"{float(self.measured):z.2f} {self.unit}".strip()
        return f"{value}: {limits} is {self.words[k]} ({self.scores[k]:g})"

    def __repr__(self) -> str:
        return f"Item({self.name}: {self.rule if np.ndim(self.measured) == 0 else self.score})"


_BOUNDS = ("lines.fws_1", "lines.fws_2", "lines.fws_3")


def fws(
    depth_mm: ArrayLike,
    group: str = "line",
    noise: Noise = None,
    seed: int = 0,
) -> Item:
    """Facial Wrinkle Scale of a line: 0 none, 1 mild, 2 moderate, 3 severe [assume].

    Parameters
    ----------
    depth_mm : array_like of shape (...)
        Depth in mm, 0 to 10.
    group : str, optional
        What it is called in the result.
    noise : str, float or None, optional
        Error of the reading: a name of fm.metrics.INSTRUMENTS, or a standard deviation in mm.
    seed : int, optional
        Of the error; the same one reads the same again.

    Returns
    -------
    Item

    Raises
    ------
    FaceModelError
        For a depth out of range.

    Examples
    --------
    >>> import facemodel as fm
    >>> fm.scales.fws(0.0, "forehead")
    Item(forehead: 0.00 mm: below 0.1 is none (0))
    """
    depth = lengths(noise, seed).of(numbers("depth in mm", depth_mm, 0, 10), group)
    return Item(
        group, depth, "mm", fws_steps(), (0, 1, 2, 3), ("none", "mild", "moderate", "severe")
    )


def fws_steps() -> tuple[float, ...]:
    """Depths in mm from which a line is mild, moderate and severe."""
    return tuple(map(constants.value, _BOUNDS))


def merz(
    depth_mm: ArrayLike,
    group: str = "line",
    noise: Noise = None,
    seed: int = 0,
) -> Item:
    """Merz scale of a line: 0 none to 4 very severe [assume].

    Parameters
    ----------
    depth_mm : array_like of shape (...)
        Depth in mm, 0 to 10.
    group : str, optional
        What it is called in the result.
    noise : str, float or None, optional
        Error of the reading: a name of fm.metrics.INSTRUMENTS, or a standard deviation in mm.
    seed : int, optional
        Of the error; the same one reads the same again.

    Returns
    -------
    Item

    Raises
    ------
    FaceModelError
        For a depth out of range.

    Examples
    --------
    >>> import facemodel as fm
    >>> fm.scales.merz([0.0, 5.0]).score
    array([0, 4])
    """
    bounds = tuple(map(constants.value, (*_BOUNDS, "lines.merz_4")))
    words = ("none", "mild", "moderate", "severe", "very severe")
    depth = lengths(noise, seed).of(numbers("depth in mm", depth_mm, 0, 10), group)
    return Item(group, depth, "mm", bounds, (0, 1, 2, 3, 4), words)
