"""Sentences of a record of treatment by name, and numbers as it writes them.

Sentences are rows of data/record_words.csv, which the page gets too.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from msgspec import Struct

from facemodel.data import tables


class Row(Struct, frozen=True, kw_only=True):
    """A row of data/record_words.csv."""

    name: str
    text: str


WORDS: Mapping[str, str] = {
    name: row.text for name, row in tables.keyed(Row, "record_words.csv", "name").items()
}
"""Sentence by name; {words} in braces are filled in."""


def tell(name: str, /, **values: object) -> str:
    """A sentence with what it names filled in."""
    return WORDS[name].format_map(values)


def of(share: float, people: int) -> str:
    """A share of so many people as a count of them."""
    return f"{count(share, people)} of {people}"


def count(share: float, people: int) -> int:
    """People in a share of so many; halves go up."""
    return math.floor(share * people + 0.5)


def words(name: str) -> str:
    """A name in code as words."""
    return name.replace("_", " ")


def percent(share: float) -> str:
    """A share as text; halves go up, as in JavaScript."""
    return f"{math.floor(100 * share + 0.5)} %"


def rounded(x: float, digits: int) -> str:
    """A number to so many digits behind the point; halves go up."""
    return f"{math.floor(x * 10**digits + 0.5) / 10**digits:.{digits}f}"


def plain(x: float) -> str:
    """A number as short as it can be."""
    return f"{x:g}"


__all__ = ["WORDS", "count", "of", "percent", "plain", "rounded", "tell", "words"]
