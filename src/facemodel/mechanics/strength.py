"""How strong each muscle of the default face is, found once by calibration and stored.

`python tools/calibrate.py` writes strength.csv; every other face, age and stiffness uses the same
newtons, so that a stiffer skin moves less.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

import numpy as np
from msgspec import Struct

from facemodel.anatomy.muscles import CONTROLS, MUSCLES, TONE, stem_of
from facemodel.data import tables


class _Strength(Struct, frozen=True):
    stem: str
    unit: Literal["N", "rad"]
    strength: float
    brow_mm: float
    corner_mm: float
    mark: tables.Mark


_ROWS: Mapping[str, _Strength] = tables.keyed(_Strength, "strength.csv", "stem")
STRENGTH: Mapping[str, float] = MappingProxyType({s: r.strength for s, r in _ROWS.items()})
"""Newtons at full contraction per muscle without side; radians for the rolling lip borders."""

_OWN = [_ROWS.get(stem_of(m)) for m in MUSCLES]  # none of a muscle that is not yet calibrated
OUTCOMES: Mapping[str, np.ndarray] = MappingProxyType(
    {
        "brow": np.array([row.brow_mm if row else 0.0 for row in _OWN]),
        "corner": np.array([row.corner_mm if row else 0.0 for row in _OWN]),
    }
)
"""(M,) mm per unit of a muscle that mid-brow rises and that the mouth's corner goes along a smile,
on the muscle's own side of the default face: what effort is measured by."""

SLACK: np.ndarray = np.zeros(len(CONTROLS))
"""(C,) share of a column that a control takes away at -1: all that tone holds, so that one unit of
contraction moves the skin as far below rest as above it."""
SLACK[: len(MUSCLES)] = TONE / (1 - TONE)
SLACK[[i for i, c in enumerate(CONTROLS) if c in ("jaw_forward", "jaw_shift")]] = 1.0
SLACK.flags.writeable = False
