"""Which doses are more than labels and studies give: in one place, in one session, in a month.

Rows of data/dose_ceilings.csv say where, how much and who says so; js/core/ceilings.js has the same
functions by the same names. A point counts for the region of the muscle that catches most of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from msgspec import Struct

from facemodel.anatomy.mesh import Mesh
from facemodel.anatomy.muscles import MUSCLES, SIDES, info, side_of
from facemodel.data import constants, tables
from facemodel.physiology import toxin

EVERY = "every"
PLACE_MM = 5.0
"""Points of one session within this distance are one place; a unit spreads about as far."""
ALIKE = 4
"""Digits of the shares that muscles catch of a point: of those alike, the first muscle counts."""
REGIONS = tuple(info(m).region for m in MUSCLES)


class Ceiling(Struct, frozen=True, kw_only=True):
    """A row of data/dose_ceilings.csv, which also has the columns of its limit, a constant.

    name, label    in code, and in words
    scope          "place": points near one another; "session": all of a day, or of `days`
    sides          "each" is counted on its own, or "both" together
    regions        of muscles, as data/muscles.csv has them; "every" is all
    days           up to which earlier sessions count; 0: this one alone
    sentence       with {given}, {limit} and {side}
    """

    name: str
    label: str
    scope: Literal["place", "session"]
    sides: Literal["each", "both"]
    regions: tuple[str, ...]
    days: float
    sentence: str

    def __post_init__(self) -> None:
        for one in self.regions:
            if one != EVERY and one not in REGIONS:
                raise ValueError(f"column regions: no muscle has the region {one!r}")

    @property
    def limit(self) -> float:
        """The most in force, in units."""
        return constants.value(f"dose_ceilings.{self.name}")

    def covers(self, muscle: int) -> bool:
        """Whether a point that this muscle catches most of counts."""
        return EVERY in self.regions or REGIONS[muscle] in self.regions


CEILINGS: Mapping[str, Ceiling] = tables.keyed(Ceiling, "dose_ceilings.csv", "name", others=True)
"""Ceilings by name, in the order in which they are told."""


@dataclass(frozen=True)
class Excess:
    """More than a ceiling: its row, "left", "right" or "both", the units, the first point (0..)."""

    ceiling: Ceiling
    side: str
    given: float
    first: int

    def says(self) -> str:
        """In words."""
        given, limit = f"{round(self.given, 2):g}", f"{self.ceiling.limit:g}"
        return self.ceiling.sentence.format(given=given, limit=limit, side=self.side) + "."


def excesses(mesh: Mesh, injections: Sequence[toxin.Injection]) -> list[Excess]:
    """Every ceiling that these points break, on each side at its worst place or session."""
    if not injections:
        return []
    most = toxin.shares(mesh, injections).round(ALIKE).argmax(1)
    at = np.array([toxin.site(mesh, one)[0] for one in injections])
    near = np.linalg.norm(at[:, None] - at[None], axis=-1) <= PLACE_MM
    days = np.array([one.day for one in injections])
    doses = np.array([one.dose for one in injections])
    found = []
    for ceiling in CEILINGS.values():
        counts = np.array([ceiling.covers(k) for k in most])
        since = days[:, None] - days[None]
        with_it = (since >= 0) & (since <= ceiling.days) & counts[:, None] & counts[None]
        if ceiling.scope == "place":
            with_it &= near
        for side in SIDES if ceiling.sides == "each" else ("both",):
            here = np.array([side == "both" or side_of(MUSCLES[k]) == side for k in most])
            given = ((with_it & here[:, None] & here[None]) * doses).sum(1)
            worst = int(given.argmax())
            if given[worst] > ceiling.limit + 1e-9:
                first = int(np.flatnonzero(with_it[worst] & here)[0])
                found.append(Excess(ceiling, side, float(given[worst]), first))
    return found
