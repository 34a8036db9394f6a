"""Where muscles pull in one person: the tilt of their lines, the turning point of the forehead.

Both sides of a person are alike. `AVERAGE` is the face that every table describes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np

from facemodel.anatomy.checks import number
from facemodel.anatomy.courses import COURSES
from facemodel.errors import FaceModelError, shown, unknown

TILTS: Mapping[str, str] = MappingProxyType(
    {stem: some[0].tilt for stem, some in COURSES.items() if some and some[0].tilt}
)
"""How much the lines of a muscle vary between people: people.line_..._sd_deg, by stem."""
TILTED = tuple(TILTS)
"""Stems of the muscles whose lines can tilt: the forehead's sheets, the bands to brow and lips."""
SHEETS = tuple(stem for stem, some in COURSES.items() if some and some[0].kind == "sheet")
MOST_TILT_DEG, MOST_TURN_MM = 30.0, 20.0  # bounds against slips


@dataclass(frozen=True)
class Lines:
    """How the lines of one person's muscles differ from those of the tables.

    tilt_deg  stem -> degrees by which a band's line lies farther from the vertical, turned about
              the end in the skin; of the frontalis: by which its fibres lean outward. -30 to 30
    turn_mm   how much higher than usual the forehead turns from rising to sinking, -20 to 20;
              millimetres of the built-in face
    """

    tilt_deg: Mapping[str, float] = field(default_factory=dict)
    turn_mm: float = 0.0

    def __post_init__(self) -> None:
        if not isinstance(self.tilt_deg, Mapping):
            raise FaceModelError(
                f"tilts are a mapping of muscles to degrees, got {shown(self.tilt_deg)}"
            )
        for stem in self.tilt_deg:
            if stem not in TILTED:
                raise unknown("line", stem, TILTED)
        checked = {
            stem: number(f"tilt of {stem} in degrees", tilt, -MOST_TILT_DEG, MOST_TILT_DEG)
            for stem, tilt in self.tilt_deg.items()
        }
        turn = number("turn_mm", self.turn_mm, -MOST_TURN_MM, MOST_TURN_MM)
        object.__setattr__(self, "tilt_deg", MappingProxyType(checked))
        object.__setattr__(self, "turn_mm", turn)

    def tilt(self, stem: str) -> float:
        """Tilt of one muscle's line in radians."""
        return float(np.radians(self.tilt_deg.get(stem, 0.0)))


AVERAGE = Lines()
