"""Patterns of points as labels and studies describe them, and places on the canonical face."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from msgspec import Struct
from msgspec.structs import asdict

from facemodel.anatomy import placement
from facemodel.anatomy.checks import check_side, number
from facemodel.anatomy.mesh import Mesh
from facemodel.anatomy.muscles import Side
from facemodel.data import tables
from facemodel.errors import unknown
from facemodel.physiology import spread
from facemodel.physiology.injection import Injection


def at(mesh: Mesh, x: float, y: float) -> tuple[float, float, float]:
    """Point (x, y, z) mm on this face of a place on the canonical face, from between the pupils."""
    on_default = placement.on_default(*(number("a place in mm", one, -300, 300) for one in (x, y)))
    point = spread.skin(mesh).chart.onto_face(on_default[None])[0]
    px, py, pz = map(float, spread.nearest(mesh, point)[0])
    return px, py, pz


@dataclass(frozen=True)
class Scenario:
    """A pattern of points as labels and studies describe them.

    points: (where, x, y, units, depth in mm or nan) in canonical mm; where is "both" sides, "m"
    for the midline, "side" for the side asked for, "other" for the other one
    """

    name: str
    about: str
    sided: bool
    dose_mark: str
    place_mark: str
    cite: tuple[str, ...]
    why: str
    points: tuple[tuple[str, float, float, float, float], ...]


def scenario(name: str, mesh: Mesh, side: Side = "left", day: float = 0.0) -> tuple[Injection, ...]:
    """The injections of a pattern of SCENARIOS on a face; `side` for those of one side."""
    if not isinstance(name, str) or name not in SCENARIOS:
        raise unknown("scenario", name, SCENARIOS, see="fm.toxin.SCENARIOS")
    check_side(side)
    pattern, made = SCENARIOS[name], []
    mine = 1 if side == "left" else -1
    sides = {"both": (1, -1), "m": (1,), "side": (mine,), "other": (-mine,)}
    for where, x, y, units, depth in pattern.points:
        deep = None if np.isnan(depth) else depth
        for sign in sides[where]:
            made.append(Injection(units, point=at(mesh, sign * x, y), day=day, depth_mm=deep))
    return tuple(made)


class _Pattern(Struct, frozen=True):
    name: str
    about: str
    sided: bool
    dose_mark: tables.Mark
    place_mark: tables.Mark
    points: tuple[tuple[str, ...], ...]
    cite: tuple[str, ...] = ()
    why: str = ""

    def __post_init__(self) -> None:
        self.read()

    def read(self) -> Scenario:
        return Scenario(**{**asdict(self), "points": tuple(map(_point, self.points))})


def _point(words: tuple[str, ...]) -> tuple[str, float, float, float, float]:
    if words[0] not in ("both", "m", "side", "other") or len(words) not in (4, 5):
        raise ValueError(f"a point is both, m, side or other, x y units and depth, not {words}")
    where, x, y, units, depth = (*words, "nan")[:5]
    return where, float(x), float(y), float(units), float(depth)


SCENARIOS: Mapping[str, Scenario] = MappingProxyType(
    {name: row.read() for name, row in tables.keyed(_Pattern, "scenarios.csv", "name").items()}
)
"""Patterns of points by name, as data: labels, studies and practice, each with its marks."""


__all__ = ["SCENARIOS", "Scenario", "at", "scenario"]
