"""The kinds of items: rows of a table with words and margins, and how a difficulty comes of them.

A draft whose truth is not apart from the other options by its kind's margin is thrown away.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from msgspec import Struct

from facemodel.anatomy.muscles import Side
from facemodel.data import tables
from facemodel.teach.items.item import Frames

EASIEST, HARDEST = 0.2, 0.9


class Kind(Struct, frozen=True, kw_only=True):
    """A row of data/item_kinds.csv.

    Attributes
    ----------
    name, label : str
        In code and in words.
    question, hint, says : str
        Templates of the question and of the reason, and a nudge.
    unit : str
        Of the figure by which the truth is apart from the other options.
    least, easy, hard : float
        The figure at which an item is not asked any more, and at difficulty 0.2 and 0.9.
    mark, cite, why
        Where the margin comes from, as of a constant (fm.parameters).
    """

    name: str
    label: str
    question: str
    hint: str
    says: str
    unit: str
    least: float
    easy: float
    hard: float
    mark: tables.Mark
    cite: tuple[str, ...] = ()
    why: str

    def __post_init__(self) -> None:
        if self.easy == self.hard:
            raise ValueError("columns easy and hard differ; else no item is harder than another")

    def apart(self, figure: float) -> bool:
        """Whether the truth is clear at this figure."""
        return figure <= self.least if self.hard > self.easy else figure >= self.least

    def difficulty(self, figure: float) -> float:
        """0.2 to 0.9 at this figure."""
        share = float(np.clip((figure - self.easy) / (self.hard - self.easy), 0, 1))
        return round(EASIEST + (HARDEST - EASIEST) * share, 2)


KINDS: Mapping[str, Kind] = tables.keyed(Kind, "item_kinds.csv", "name")
"""Kinds by name, in the order of the table."""


@dataclass(frozen=True)
class Draft:
    """What a kind's function makes of random numbers.

    values         of the templates; `answer` is added
    options        in the order in which they are shown
    figure         by which the truth is apart, of the kind's unit
    """

    values: dict[str, Any]
    options: Sequence[str]
    answer: str
    figure: float
    seen: tuple[str, ...] = ()
    frames: Callable[[], Frames] | None = None


Maker = Callable[[np.random.Generator], Draft | None]
"""Random numbers to a draft; None where they make none."""


@dataclass(frozen=True)
class Chooser:
    """Random choices that read well: one of a row, some of it, an order."""

    rng: np.random.Generator
    sides: tuple[Side, Side] = field(default=("left", "right"))

    def one(self, row: Sequence[Any]) -> Any:
        return row[int(self.rng.integers(len(row)))]

    def some(self, row: Sequence[Any], count: int) -> list[Any]:
        return [row[int(k)] for k in self.rng.permutation(len(row))[:count]]

    def side(self) -> Side:
        return self.sides[int(self.rng.integers(2))]

    def chance(self, share: float) -> bool:
        return bool(self.rng.uniform() < share)
