"""Lines of the face as tabled: groups, courses over the skin, muscles that fold them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from msgspec import Struct

from facemodel.anatomy.muscles import check_stems
from facemodel.data import tables

EXPRESSIONS_OF_GROUP: Mapping[str, str] = MappingProxyType(
    {
        "forehead": "brow_raise",
        "glabella": "frown",
        "bunny": "snarl",
        "crows_feet": "max_smile_squint",
        "infraorbital": "max_smile_squint",
        "nasolabial": "open_mouth_smile",
        "perioral": "lip_pucker",
        "marionette": "sadness",
        "chin": "sadness",
        "neck": "lower_teeth",
    }
)
"""The expression at full effort that each group of lines is graded in."""
GROUPS = tuple(EXPRESSIONS_OF_GROUP)
"""Groups that lines are graded in."""


class Line(Struct, frozen=True, kw_only=True):
    """One line as tabled: group, course in canonical mm (left side), muscles, skin thickness.

    side: "both" of a line on either side, "m" of one in the middle; read_from: "across" or "along"
    for strain across or along it, "shape" for the deformed shape
    """

    name: str
    group: str
    side: Literal["both", "m"]
    path: tuple[tuple[float, float], ...]
    muscles: tuple[str, ...]
    skin_mm: float
    read_from: Literal["across", "along", "shape"]
    mark: tables.Mark
    cite: tuple[str, ...] = ()
    why: str = ""

    def __post_init__(self) -> None:
        check_stems("muscles", self.muscles, groups=True)

    @property
    def sided(self) -> bool:
        """Whether there is one on either side."""
        return self.side == "both"


LINES: Mapping[str, Line] = tables.keyed(Line, "lines.csv", "name")
"""The lines by name without side [assume]."""
