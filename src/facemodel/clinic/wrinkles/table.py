"""Lines of the face as tabled: groups, courses over the skin, muscles that fold them."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from types import MappingProxyType

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


@dataclass(frozen=True)
class Line:
    """One line as tabled: group, course in canonical mm (left side), muscles, skin thickness.

    read_from: "across" or "along" for strain across or along it, "shape" for the deformed shape
    """

    name: str
    group: str
    sided: bool
    path: tuple[tuple[float, float], ...]
    muscles: tuple[str, ...]
    skin_mm: float
    read_from: str
    mark: str
    cite: tuple[str, ...]
    why: str


def _read() -> Mapping[str, Line]:
    text = resources.files("facemodel.data").joinpath("lines.csv").read_text("utf-8")
    found = {}
    for row in csv.DictReader(text.splitlines()):
        knots = [knot.split() for knot in row["path"].split(";")]
        path = tuple((float(x), float(y)) for x, y in knots)
        found[row["name"]] = Line(
            row["name"],
            row["group"],
            row["side"] == "both",
            path,
            tuple(row["muscles"].split()),
            float(row["skin_mm"]),
            row["read_from"],
            row["mark"],
            tuple(row["cite"].split()),
            row["why"],
        )
    return MappingProxyType(found)


LINES: Mapping[str, Line] = _read()
"""The lines by name without side [assume]."""
