"""Figures that screen and report show of a movement: rows of a table, and how each is measured.

js/core/readouts.js has the same functions by the same names.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any, Literal

import numpy as np
from msgspec import Struct

from facemodel.anatomy.expressions import EXPRESSIONS
from facemodel.anatomy.muscles import SIDES
from facemodel.clinic.assessment import Assessment, Pair
from facemodel.clinic.asymmetry import THIRDS, asymmetry
from facemodel.clinic.examination import MOVEMENT
from facemodel.clinic.excursions import detectable_change_mm, excursions
from facemodel.clinic.motion_range import REACH_LANDMARKS, expression_range
from facemodel.clinic.symmetry import (
    healthy_symmetry_percent,
    symmetry_by_thirds,
    symmetry_index,
)
from facemodel.data import tables
from facemodel.errors import unknown
from facemodel.mechanics.face import Face
from facemodel.physiology.drive import Condition

PLACES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"whole": ("whole",), "thirds": ("whole", *THIRDS), "each": SIDES}
)
"""What a readout is taken of: one figure, that of the whole and of each third, or of each side."""
_USUAL = "smile_social"  # what a movement without a name is compared with


class Readout(Struct, frozen=True, kw_only=True):
    """A row of data/readouts.csv.

    name, label, unit, digits  in code, in words, of the figure as it is written
    short          its words in the line of key figures; "" where it is not among them
    help, note     what it is, at length; what it is read against, in a few words
    places         "whole", "thirds" or "each", see PLACES
    figure         function of FIGURES and of js/core/readouts.js; "" where only a share is shown
    stem           of the landmark that it measures
    preserved      "range": per cent of the landmark's range of motion, of all landmarks where none
                   is named; "itself": of the figure before; "": no share is shown
    what           moves less where a share of range is lost, in a sentence
    healthy        whether healthy people's symmetry is shown beside it
    detectable     whether a change is compared with the smallest detectable one
    report         "card", "table" or both: where a report has it
    """

    name: str
    label: str
    help: str
    unit: Literal["mm", "%"]
    digits: int
    places: Literal["whole", "thirds", "each"]
    healthy: bool
    detectable: bool
    short: str = ""
    note: str = ""
    figure: str = ""
    stem: str = ""
    preserved: Literal["", "range", "itself"] = ""
    what: str = ""
    report: tuple[Literal["card", "table"], ...] = ()

    def __post_init__(self) -> None:
        if self.figure and self.figure not in FIGURES:
            raise ValueError(f"column figure: {unknown('figure', self.figure, FIGURES)}")

    def measure(self, shown: "Shown", place: str) -> Pair:
        """The figure before and after, of one of its places."""
        return FIGURES[self.figure](shown, self, place)

    def preserved_percent(self, shown: "Shown", side: str) -> float:
        """Per cent of a side's movement that is left, as `preserved` says."""
        if self.preserved == "itself":
            before, after = self.measure(shown, side)
            return 100 * after / before
        every = tuple(name for name in REACH_LANDMARKS if name.endswith(f"_{side}"))
        return shown.range_percent((f"{self.stem}_{side}",) if self.stem else every)


@dataclass(frozen=True, eq=False)
class Shown:
    """A movement on screen or on paper, before and after.

    expression  its name; None for a movement of one's own
    moved       rest and MOVEMENT; tasks: the clinical tasks
    condition   the person's; remaining (M,) share of strength left after
    """

    face: Face
    expression: str | None
    moved: Assessment
    tasks: Assessment
    condition: Condition
    remaining: np.ndarray

    @property
    def landmarks(self) -> tuple[str, ...]:
        """Stems of landmarks that the expression moves."""
        return EXPRESSIONS[self.expression].landmarks if self.expression else ()

    @property
    def detectable_mm(self) -> float:
        """Smallest detectable change in mm in this movement."""
        return detectable_change_mm(self.expression or _USUAL)

    @property
    def healthy_percent(self) -> tuple[float, float]:
        """Mean and SD of healthy people's symmetry index in this movement."""
        return healthy_symmetry_percent(self.expression or _USUAL)

    def range_percent(self, landmarks: tuple[str, ...]) -> float:
        """Per cent of the range of motion of landmarks that is left."""
        found = expression_range(self.face, self.remaining, self.condition, landmarks)
        return 100 * found.overall()["width"]

    @cached_property
    def frames(self) -> Pair:
        """Vertices (V, 3) mm of the movement."""
        return self.moved.pair(lambda exam: exam.frames[MOVEMENT])

    def of_frames(self, measure: Callable[[np.ndarray], Any]) -> Pair:
        """A measure of the vertices of the movement."""
        return Pair(*map(measure, self.frames))


def _symmetry(shown: Shown, row: Readout, place: str) -> Pair:
    """Symmetry index in per cent, counted from the built-in rest."""
    mesh, stems = shown.face.mesh, shown.landmarks
    if place in THIRDS:
        return shown.of_frames(lambda frame: symmetry_by_thirds(mesh, frame)[place])
    return shown.of_frames(lambda frame: symmetry_index(mesh, frame, stems) if stems else np.nan)


def _asymmetry(shown: Shown, row: Readout, place: str) -> Pair:
    """Root mean square distance from the mirror image."""
    mesh = shown.face.mesh
    if place in THIRDS:
        return shown.of_frames(lambda frame: asymmetry(mesh, frame, by="thirds")[place])
    return shown.of_frames(lambda frame: asymmetry(mesh, frame))


def _excursion(shown: Shown, row: Readout, side: str) -> Pair:
    """Distance of the row's landmark from the built-in rest."""
    mesh, name = shown.face.mesh, f"{row.stem}_{side}"
    return shown.of_frames(lambda frame: excursions(mesh, frame, [name]).magnitude_mm[0])


def _opening(shown: Shown, row: Readout, side: str) -> Pair:
    """Gap between the lids."""
    return shown.moved.pair(lambda exam: exam.fissures_mm(MOVEMENT)[SIDES.index(side)])


def _closure_gap(shown: Shown, row: Readout, side: str) -> Pair:
    """Gap between the lids when the eyes are closed with effort."""
    return Pair(*(gap[SIDES.index(side)] for gap in shown.tasks.closure_gap_mm))


def _own_movement(shown: Shown, row: Readout, side: str) -> Pair:
    """Mean distance of the expression's landmarks from the face's own rest."""
    names = [f"{stem}_{side}" for stem in shown.landmarks]
    if not names:
        return Pair(np.nan, np.nan)
    return shown.moved.pair(
        lambda exam: np.mean([np.linalg.norm(exam.moved(MOVEMENT, name)) for name in names])
    )


def _mouth_width(shown: Shown, row: Readout, place: str) -> Pair:
    """Distance between the corners of the mouth."""
    return shown.moved.pair(
        lambda exam: np.linalg.norm(
            np.subtract(*(exam.at(MOVEMENT, f"cheilion_{side}") for side in SIDES))
        )
    )


FIGURES: Mapping[str, Callable[[Shown, Readout, str], Pair]] = MappingProxyType(
    {
        one.__name__.removeprefix("_"): one
        for one in (
            _symmetry, _asymmetry, _excursion, _opening, _closure_gap, _own_movement, _mouth_width,
        )
    }
)  # fmt: skip
"""Functions by the names that rows have of them."""


READOUTS: Mapping[str, Readout] = tables.keyed(Readout, "readouts.csv", "name")
"""Readouts by name."""
