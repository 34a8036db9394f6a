"""What a face before and after differs in, as figures of each side effect on each side."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from facemodel.anatomy.muscles import SIDES
from facemodel.clinic.side_effects.measures import MEASURES, Both, Figures
from facemodel.clinic.side_effects.table import KINDS, Kind


@dataclass(frozen=True)
class Finding:
    """What one side effect measures on one side, beyond its threshold or not.

    name, side     of KINDS; "left", "right" or "both"
    measured       what is judged: a change in mm, or per cent of a movement lost or retained
    before, after  mm, untreated and treated: the two figures that `measured` comes from
    The three are floats of one face, or arrays (...) of many.
    """

    name: str
    side: str
    measured: Any
    before: Any
    after: Any

    @property
    def kind(self) -> Kind:
        """The row of the table."""
        return KINDS[self.name]

    @property
    def beyond(self) -> Any:
        """Whether (...) it lies beyond its threshold."""
        return self.kind.is_beyond(self.measured)

    def says(self) -> str:
        """The finding of one face in words."""
        return self.kind.sentence.format_map(vars(self))


def findings(both: Both) -> list[Finding]:
    """Every Finding on every side, flagged or not, in the order of KINDS."""
    found = []
    for kind in KINDS.values():
        sides = {side: MEASURES[kind.measure](both, kind, side) for side in SIDES}
        if kind.sides == "worse":
            sides = {"both": _worse(kind, *sides.values())}
        found += [Finding(kind.name, side, *map(_number, row)) for side, row in sides.items()]
    return found


def flagged(found: Iterable[Finding]) -> dict[tuple[str, str], Any]:
    """(name, side) -> whether (...) it is told: beyond, and not the same as another that is."""
    beyond = {(one.name, one.side): one.beyond for one in found}
    same = {key: beyond.get((KINDS[key[0]].suppressed_by, key[1]), False) for key in beyond}
    return {key: np.logical_and(beyond[key], np.logical_not(same[key])) for key in beyond}


def _worse(kind: Kind, left: Figures, right: Figures) -> Figures:
    first = left[0] <= right[0] if kind.flagged == "below" else left[0] >= right[0]
    a, b, c = (np.where(first, one, other) for one, other in zip(left, right, strict=True))
    return a, b, c


def _number(figure: np.ndarray) -> Any:
    return figure if np.ndim(figure) else float(figure)
