"""How strong each muscle of the default face is, found once by calibration and stored.

`python tools/calibrate.py` writes strength.csv; every other face, age and stiffness uses the same
newtons, so that a stiffer skin moves less.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

import numpy as np
from msgspec import Struct

from facemodel.anatomy.muscles import CONTROLS, stem_of
from facemodel.data import tables


class _Strength(Struct, frozen=True):
    stem: str
    unit: Literal["N", "rad"]
    strength: float
    slack: float
    mark: tables.Mark


_ROWS: Mapping[str, _Strength] = tables.keyed(_Strength, "strength.csv", "stem")
STRENGTH: Mapping[str, float] = MappingProxyType({s: r.strength for s, r in _ROWS.items()})
"""Newtons at full contraction per muscle without side; radians for the rolling lip borders."""

_SHARE = {stem: row.slack for stem, row in _ROWS.items()}
SLACK: np.ndarray = np.array([_SHARE.get(stem_of(c), 0.0) for c in CONTROLS])
"""(C,) share of a control's column that acts below zero, where tone is lost."""
SLACK[[i for i, c in enumerate(CONTROLS) if c in ("jaw_forward", "jaw_shift")]] = 1.0
SLACK.flags.writeable = False
