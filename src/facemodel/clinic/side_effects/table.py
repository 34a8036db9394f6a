"""Side effects as tabled: what each measures and where, when it counts, which muscles it blames."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from types import MappingProxyType
from typing import Any

import numpy as np

from facemodel.data import constants


@dataclass(frozen=True)
class Kind:
    """A row of data/side_effects.csv.

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
    unit: str
    flagged: str
    sentence: str
    measure: str
    task: str
    landmarks: tuple[str, ...]
    sides: str
    blames: tuple[str, ...]
    suppressed_by: str
    panel: str

    @property
    def threshold(self) -> float:
        """The limit in force, in `unit`."""
        return constants.value(f"side_effects.{self.name}")

    def is_beyond(self, measured: np.ndarray) -> np.ndarray:
        """Whether what was measured (...) lies beyond the threshold."""
        if self.flagged == "below":
            return measured < self.threshold
        return measured > self.threshold


def _read() -> Mapping[str, Kind]:
    text = resources.files("facemodel.data").joinpath("side_effects.csv").read_text("utf-8")
    return MappingProxyType({row["name"]: _kind(row) for row in csv.DictReader(text.splitlines())})


def _kind(row: Mapping[str, str]) -> Kind:
    cells: dict[str, Any] = {name: row[name] for name in Kind.__dataclass_fields__}
    return Kind(**cells | {name: tuple(row[name].split()) for name in ("landmarks", "blames")})


KINDS: Mapping[str, Kind] = _read()
"""Side effects by name; `dysphagia_warning` is a warning of a dose in the neck and no finding."""

_IN_TABLES = (
    "brow_raise", "gentle_eye_closure", "open_mouth_smile", "lower_teeth", "lip_pucker",
)  # fmt: skip
TASKS: tuple[str, ...] = tuple(
    dict.fromkeys((*_IN_TABLES, *(kind.task for kind in KINDS.values() if kind.task != "rest")))
)
"""Tasks that show them, besides rest, in the order in which tables of cohorts have them."""
