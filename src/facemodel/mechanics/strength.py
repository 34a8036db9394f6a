"""How strong each muscle of the default face is, found once by calibration and stored.

`python tools/calibrate.py` writes strength.csv; every other face, age and stiffness uses the same
newtons, so that a stiffer skin moves less.
"""

import csv
from collections.abc import Mapping
from importlib import resources
from types import MappingProxyType

import numpy as np

from facemodel.anatomy.muscles import CONTROLS, stem_of


def _rows() -> list[dict[str, str]]:
    text = resources.files("facemodel.data").joinpath("strength.csv").read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


STRENGTH: Mapping[str, float] = MappingProxyType({r["stem"]: float(r["strength"]) for r in _rows()})
"""Newtons at full contraction per muscle without side; radians for the rolling lip borders."""

_SHARE = {r["stem"]: float(r["slack"]) for r in _rows()}
SLACK: np.ndarray = np.array([_SHARE.get(stem_of(c), 0.0) for c in CONTROLS])
"""(C,) share of a control's column that acts below zero, where tone is lost."""
SLACK[[i for i, c in enumerate(CONTROLS) if c in ("jaw_forward", "jaw_shift")]] = 1.0
SLACK.flags.writeable = False
