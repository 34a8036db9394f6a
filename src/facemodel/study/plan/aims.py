"""What a plan in sites gains: one number by condition, as data/aims.csv names it.

Of every measure, a number per person, less is better; a gain is the share of the people's mean by
which it falls.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType
from typing import Literal

import numpy as np
from msgspec import Struct

from facemodel.anatomy.expressions import EXPRESSIONS
from facemodel.anatomy.mesh import Mesh
from facemodel.anatomy.muscles import MUSCLES, SIDES, STEMS
from facemodel.clinic.excursions import landmark_vertices
from facemodel.clinic.wrinkles.curve import EXPRESSIONS_OF_GROUP, GROUPS, Curve, curves
from facemodel.clinic.wrinkles.depth import Across, depth_of
from facemodel.data import tables
from facemodel.data.showing import Listing
from facemodel.errors import FaceModelError, check_name, unknown
from facemodel.mechanics.strain import Gauge, gauge
from facemodel.physiology.condition_table import ROWS
from facemodel.physiology.drive import Condition, healthy
from facemodel.physiology.sites import NEAR, SITES
from facemodel.study.plan.skin import SkinPoints

M = len(MUSCLES)
AGE = 40.0  # of skin whose condition says no age
LIP = "stomion_superius"
"""Landmark of the upper lip that covers the gum."""
_MIRRORED = np.array([-1.0, 1.0, 1.0])


class Aim(Struct, frozen=True, kw_only=True):
    """A row of data/aims.csv.

    Attributes
    ----------
    name, label : str
        In code and in words.
    measures : tuple of str
        Of MEASURES, each counting alike.
    tasks : tuple of str
        In which they are taken.
    landmarks : tuple of str
        Stems, of measures that read some only.
    lines : tuple of str
        Groups whose depth counts.
    against : {"", "calm", "healthy"}
        What the face is compared with: itself without synkinesis, spasm and held tone, or an
        average condition.
    free : tuple of str
        Tasks that need not be kept, since the aim is to move less in them.
    sites : tuple of str
        Sites, or what they are near, that are considered for it; all unless named.
    wanted, unwanted : tuple of str
        Stems of muscles whose weakness is meant, or is not, whatever it gains.
    mark, cite, why
        Where it comes from, as of a constant (fm.parameters).
    """

    name: str
    label: str
    measures: tuple[str, ...]
    tasks: tuple[str, ...]
    landmarks: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    against: Literal["", "calm", "healthy"] = ""
    free: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    wanted: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()
    mark: tables.Mark
    cite: tuple[str, ...] = ()
    why: str

    def __post_init__(self) -> None:
        known = {"measures": MEASURES, "tasks": EXPRESSIONS, "lines": GROUPS, "free": EXPRESSIONS,
                 "sites": (*SITES, *NEAR), "wanted": STEMS, "unwanted": STEMS}  # fmt: skip
        for column, names in known.items():
            for name in getattr(self, column):
                if name not in names:
                    raise ValueError(f"column {column}: {unknown('word', name, names)}")

    def compared_with(self, condition: Condition) -> Condition | None:
        """The condition of the face that this one is compared with.

        Parameters
        ----------
        condition : Condition
            Of the face.

        Returns
        -------
        Condition or None
        """
        if self.against == "calm":
            return calm(condition)
        return healthy() if self.against == "healthy" else None


def calm(condition: Condition) -> Condition:
    """The same nerve without what it does unasked: what it fails to carry stays."""
    return replace(
        condition,
        synkinesis=np.zeros_like(condition.synkinesis),
        involuntary=np.zeros(M),
        tone=np.minimum(condition.tone, condition.normal_tone),
        process=None,
    )


@dataclass(frozen=True, eq=False)
class Seen:
    """What measures read of N people: frames by task (N,P,3) mm, and strength left (N,M).

    strips holds frames (N,P',3) of the skin round the lines, by task.
    """

    frames: Mapping[str, np.ndarray]
    strips: Mapping[str, np.ndarray]
    left: np.ndarray


@dataclass(frozen=True, eq=False)
class Setting:
    """What does not change with a plan: aim, the face's points, and whom it is compared with.

    skin   points that stand for the face's skin, by their numbers in frames
    """

    aim: Aim
    mesh: Mesh
    skin: SkinPoints
    condition: Condition
    against: Mapping[str, np.ndarray]
    strip: Strip | None

    @cached_property
    def pairs(self) -> tuple[list[int], list[int]]:
        """Points of the landmarks that are compared, left and right."""
        names = self.mesh.landmarks
        paired = [n.removesuffix("_left") for n in names if n.endswith("_left")]
        stems = self.aim.landmarks or paired
        left, right = (
            landmark_vertices(self.mesh, [f"{s}_{side}" for s in stems]) for side in SIDES
        )
        return left, right

    @cached_property
    def not_meant(self) -> Mapping[str, tuple[np.ndarray, np.ndarray, np.ndarray]]:
        """By task: points that it does not mean, skin of each, where each (N,) should be."""
        found = {}
        for task in self.aim.tasks:
            mine = self.skin.unmeant(task)
            at = self.skin.vertices[mine]
            found[task] = at, self.skin.shares[mine], self.against[task][:, at]
        return found


def unmeant(seen: Seen, setting: Setting) -> np.ndarray:
    """mm (N,) root mean square over tasks and the skin that each does not mean."""
    squares = []
    for task, (at, share, meant) in setting.not_meant.items():
        off = seen.frames[task][:, at] - meant
        squares.append((off**2).sum(-1) @ share / share.sum())
    return np.sqrt(np.mean(squares, axis=0))


def mirror(seen: Seen, setting: Setting) -> np.ndarray:
    """mm (N,) root mean square over tasks and pairs: how far from the mirror image of the other.

    Of what moved; that a face at rest is uneven by itself does not count.
    """
    rest, (left, right) = setting.mesh.vertices, setting.pairs
    squares = []
    for task in setting.aim.tasks:
        moved, other = (seen.frames[task][:, at] - rest[at] for at in (left, right))
        apart = moved - other * _MIRRORED
        squares.append((apart**2).sum(-1).mean(-1))
    return np.sqrt(np.mean(squares, axis=0))


def height(seen: Seen, setting: Setting) -> np.ndarray:
    """mm (N,) root mean square of how much higher landmarks stand than those compared with."""
    return np.sqrt(np.mean(np.square(_higher(seen, setting)), axis=(0, 2)))


def below(seen: Seen, setting: Setting) -> np.ndarray:
    """mm (N,) mean by which landmarks stand lower than those compared with."""
    return -np.mean(_higher(seen, setting), axis=(0, 2))


def _higher(seen: Seen, setting: Setting) -> list[np.ndarray]:
    """mm (N,L) by task: how much higher landmarks stand than those compared with."""
    stems = setting.aim.landmarks
    at = landmark_vertices(setting.mesh, [f"{s}_{side}" for s in stems for side in SIDES])
    return [seen.frames[t][:, at, 1] - setting.against[t][:, at, 1] for t in setting.aim.tasks]


def lip(seen: Seen, setting: Setting) -> np.ndarray:
    """mm (N,) mean height of the upper lip's edge on the face."""
    edge = setting.mesh.landmarks[LIP]
    return np.mean([seen.frames[t][:, edge, 1] for t in setting.aim.tasks], 0)


def depth(seen: Seen, setting: Setting) -> np.ndarray:
    """mm (N,) mean over groups of the deepest line of each."""
    assert setting.strip is not None
    age = setting.condition.age_years or AGE
    deepest = [
        setting.strip.deepest_mm(seen.strips[EXPRESSIONS_OF_GROUP[group]], group, age)
        for group in setting.aim.lines
    ]
    return np.mean(deepest, axis=0)


def held(seen: Seen, setting: Setting) -> np.ndarray:
    """Share (N,) of full contraction that muscles hold although nobody means it, summed."""
    condition = setting.condition
    more = np.maximum(condition.tone - condition.normal_tone, 0)
    return seen.left @ (condition.involuntary + more)


MEASURES: Mapping[str, Callable[[Seen, Setting], np.ndarray]] = MappingProxyType(
    {one.__name__: one for one in (unmeant, mirror, height, below, lip, depth, held)}
)
"""What is measured, by name; js/core has the same functions."""


@dataclass(frozen=True, eq=False)
class Strip:
    """The skin round some groups of lines: its points (P',), triangles and the lines on it."""

    points: np.ndarray
    gauge: Gauge
    curves: tuple[Curve, ...]

    @cached_property
    def _across(self) -> list[Across]:
        return [Across.of(self.gauge, one) for one in self.curves]

    def deepest_mm(self, vertices: np.ndarray, group: str, age_years: float) -> np.ndarray:
        """mm (N,) of a group's deepest line on moved points (N,P',3)."""
        rows = [
            depth_of(across.strain(vertices), one, age_years).max(-1)
            for one, across in zip(self.curves, self._across, strict=True)
            if one.line.group == group
        ]
        return np.max(rows, axis=0)


def strip_of(mesh: Mesh, groups: Sequence[str]) -> Strip | None:
    """The skin round these groups of lines. Errors: a group that is read from the shape."""
    if not groups:
        return None
    mine = [one for one in curves(mesh).values() if one.line.group in groups]
    if any(one.line.read_from == "shape" for one in mine):
        raise FaceModelError("a plan cannot aim at the nasolabial fold; name other lines")
    whole = gauge(mesh)
    used = np.unique(np.concatenate([one.gauge.tocoo().col for one in mine]))
    points = np.unique(whole.faces[used])
    new = np.full(len(mesh.vertices), -1)
    new[points] = np.arange(len(points))
    part = Gauge(new[whole.faces[used]], *(x[used] for x in
                 (whole.axes, whole.inverse, whole.area, whole.middle)))  # fmt: skip
    return Strip(points, part, tuple(replace(one, gauge=one.gauge[:, used]) for one in mine))


AIMS: Listing[str, Aim] = Listing(
    tables.keyed(Aim, "aims.csv", "name"),
    "aims",
    ("aim", "what is gained", "tasks"),
    lambda name, aim: (name, aim.label, aim.tasks),
)
"""What plans can aim at, by name."""


def aim_of(condition: Condition, name: str | None) -> Aim:
    """The aim asked for, or a condition's own. Errors: unknown; a condition that has none."""
    if name is None:
        row = ROWS.get(condition.name)
        if row is None or not row.aim:
            raise FaceModelError(
                f"nothing is said of what a plan for {condition.name!r} aims at; name one as "
                f"aim=, of {', '.join(AIMS)}"
            )
        return AIMS[row.aim]
    check_name("aim", name, AIMS, see="fm.plan.AIMS")
    return AIMS[name]


__all__ = ["AIMS", "MEASURES", "Aim", "Seen", "Setting", "Strip", "aim_of", "calm", "strip_of"]
