"""Where the fibres of each muscle run: where they pull the skin, and where a dose is caught."""

import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Literal

from msgspec import Meta, Struct

from facemodel.anatomy.muscles import TABLE, check_stems, info
from facemodel.data import tables
from facemodel.errors import FaceModelError

Kind = Literal["band", "sheet", "bulge", "own", "lid", "roll", "joint", "strip"]
Tilt = Literal["forehead", "alaeque", "lip", "minor", "other"]
_NEEDED: Mapping[str, tuple[str, ...]] = {
    "band": ("knots", "depth_mm", "reach_mm", "onset"),
    "sheet": ("across_mm",),
    "bulge": ("knots",),
    "strip": ("knots", "depth_mm", "width_mm"),
}
_WRITTEN_FOR: Mapping[str, tuple[str, ...]] = {
    "lid": ("levator_palpebrae_superioris",),
    "roll": ("orbicularis_oris_upper_marginal", "orbicularis_oris_lower_marginal"),
    "joint": ("jaw_openers",),
}
_OF_A_KIND = ("knots", "depth_mm", "width_mm", "reach_mm", "onset", "across_mm")
_MM = Annotated[float, Meta(ge=0)]
_Share = Annotated[float, Meta(ge=0, le=1)]


class Course(Struct, frozen=True, kw_only=True):
    """One row of courses.csv, on the left side. A muscle has one or more that pull, and strips.

    Places are frontal, in mm, on the canonical face whose origin lies between the pupils
    (interpupillary distance 63 mm). mark, cite, why: as in facemodel.constants.

    kind      "band" of fibres from bone to skin, "sheet" of the forehead, "bulge" of a belly; "own"
              shape, written out in mechanics.forces; "lid", "roll" of a lip's border and "joint"
              move without a force; "strip": where a dose is caught
    knots     places along it, from the bone to the skin; the middle of a bulge
    depth_mm  of a band, at its origin; of a strip, at each knot
    width_mm  of a strip, at each knot
    reach_mm  of a band: how far beside it the force falls to 1/e
    onset     shares of a band's length between which its force rises
    out       share of the part of a band's pull along the bed's normal that reaches the skin
    forward   share added forward, for bands that evert what they pull
    share     strength of a band among those of its muscle
    across_mm of a sheet: how far from the midline it reaches, or from where to where
    lean      of the fibres of a sheet, outward for each mm up
    tilt      which constant people.line_..._sd_deg says how much it varies between people, or ""
    """

    stem: str
    kind: Kind
    knots: tuple[tuple[float, float], ...] = ()
    depth_mm: tuple[_MM, ...] = ()
    width_mm: tuple[_MM, ...] = ()
    reach_mm: Annotated[float, Meta(gt=0)] = 0.0
    onset: tuple[_Share, ...] = ()
    out: _Share = 0.0
    forward: float = 0.0
    share: float = 1.0
    across_mm: tuple[float, ...] = ()
    lean: float = 0.0
    tilt: Tilt | Literal[""] = ""
    mark: tables.Mark
    cite: tuple[str, ...] = ()
    why: str = ""

    def __post_init__(self) -> None:
        check_stems("stem", (self.stem,))
        needed = _NEEDED.get(self.kind, ())
        for column in _OF_A_KIND:
            given = getattr(self, column) not in ((), 0.0)
            if given != (column in needed):
                does = "needs a value in" if column in needed else "takes no value in"
                raise ValueError(f"a course that is a {self.kind} {does} column {column}")
        if self.stem not in _WRITTEN_FOR.get(self.kind, (self.stem,)):
            only = " and ".join(_WRITTEN_FOR[self.kind])
            raise ValueError(f"a course that is a {self.kind} is written for {only} only")
        if self.tilt and self.kind not in ("band", "sheet"):
            raise ValueError("only the lines of bands and sheets tilt; leave column tilt empty")
        lengths = {len(self.knots), len(self.depth_mm), len(self.width_mm)}
        if self.kind == "strip" and (len(lengths) > 1 or len(self.knots) < 2):
            raise ValueError("a strip needs two knots or more, with a depth and a width for each")
        if self.kind == "band" and (len(self.knots) < 2 or len(self.depth_mm) != 1):
            raise ValueError("a band needs two knots or more, and one depth, that of its origin")
        if self.kind == "band" and len(self.onset) != 2:
            raise ValueError("onset is two shares of a band's length, as 0.5 1")


def _read() -> Mapping[str, tuple[Course, ...]]:
    found: dict[str, tuple[Course, ...]] = {muscle.stem: () for muscle in TABLE}
    for course in tables.read(Course, "courses.csv"):
        found[course.stem] = (*found[course.stem], course)
    return MappingProxyType(found)


COURSES: Mapping[str, tuple[Course, ...]] = _read()
"""Courses by muscle, in the order of the muscle table."""


def pulls(stem: str) -> tuple[Course, ...]:
    """The courses along which a muscle moves the skin. Error: it has none yet."""
    found = tuple(course for course in COURSES[stem] if course.kind != "strip")
    if not found:
        raise FaceModelError(
            f"courses.csv does not say where {stem} pulls the skin; add a row for it, as the band "
            "of a muscle beside it"
        )
    return found


def strips(stem: str) -> tuple[Course, ...]:
    """The courses along which a muscle catches a dose. Error: it takes one and has none yet."""
    found = tuple(course for course in COURSES[stem] if course.kind == "strip")
    if not found and not math.isnan(info(stem).ed50_units):
        raise FaceModelError(
            f"courses.csv does not say where {stem} catches a dose; add a row of kind strip for "
            "it, or say in muscles.csv why it has no ED50"
        )
    return found
