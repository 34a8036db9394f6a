"""Side effects as tabled: what each measures and where, when it counts, which muscles it blames."""

from collections.abc import Mapping
from typing import Literal

import numpy as np
from msgspec import Struct

from facemodel.anatomy.expressions import EXPRESSIONS
from facemodel.anatomy.muscles import check_stems
from facemodel.data import constants, tables
from facemodel.errors import unknown


class Kind(Struct, frozen=True, kw_only=True):
    """A row of data/side_effects.csv, which also has the columns of its threshold, a constant.

    name, label    in code, and in words
    unit           of the threshold, which is the constant `side_effects.` + name
    flagged        "above" or "below" the threshold
    sentence       with {side}, {measured} and the figures in mm {before} and {after}
    measure        of clinic/side_effects/measures.py and js/core/side_effects.js
    task           in which it shows, and landmarks (stems) where; panel: close-up of the page
    sides          "each", or "worse": the worse side is told, as "both"
    blames         stems of muscles whose weakness does it, the likeliest first
    suppressed_by  a side effect that tells the same: where it is flagged on a side, this one is not
    """

    name: str
    label: str
    unit: Literal["mm", "%"]
    flagged: Literal["above", "below"]
    sentence: str
    measure: str
    task: str
    landmarks: tuple[str, ...]
    sides: Literal["each", "worse"]
    blames: tuple[str, ...]
    panel: str
    suppressed_by: str = ""

    def __post_init__(self) -> None:
        check_stems("blames", self.blames)
        if self.task not in EXPRESSIONS:
            raise ValueError(f"column task: {unknown('expression', self.task, EXPRESSIONS)}")

    @property
    def threshold(self) -> float:
        """The limit in force, in `unit`."""
        return constants.value(f"side_effects.{self.name}")

    def is_beyond(self, measured: np.ndarray) -> np.ndarray:
        """Whether what was measured (...) lies beyond the threshold."""
        if self.flagged == "below":
            return measured < self.threshold
        return measured > self.threshold


KINDS: Mapping[str, Kind] = tables.keyed(Kind, "side_effects.csv", "name", others=True)
"""Side effects by name; `dysphagia_warning` is a warning of a dose in the neck and no finding."""

_IN_TABLES = (
    "brow_raise", "gentle_eye_closure", "open_mouth_smile", "lower_teeth", "lip_pucker",
)  # fmt: skip
TASKS: tuple[str, ...] = tuple(
    dict.fromkeys((*_IN_TABLES, *(kind.task for kind in KINDS.values() if kind.task != "rest")))
)
"""Tasks that show them, besides rest, in the order in which tables of cohorts have them."""
