"""Points that have a side effect, each beside points with the same aim that have none."""

import csv
from dataclasses import dataclass
from importlib import resources
from typing import Any

from facemodel.anatomy.mesh import Mesh
from facemodel.physiology import toxin

Points = tuple[tuple[float, float, float, float], ...]


@dataclass(frozen=True)
class Misplacement:
    """Points that have a side effect, and points with the same aim that have not.

    side_effect    its name; aim in words; condition of the face, a preset's name
    wrong, right   injections (x, y, units, depth mm) in canonical mm; lesson in words
    """

    side_effect: str
    aim: str
    condition: str
    wrong: Points
    right: Points
    lesson: str

    def injections(self, mesh: Mesh, which: str) -> tuple[toxin.Injection, ...]:
        """The "wrong" or the "right" ones, on a face."""
        points = {"wrong": self.wrong, "right": self.right}[which]
        return tuple(
            toxin.Injection(units, point=toxin.at(mesh, x, y), depth_mm=depth)
            for x, y, units, depth in points
        )


def _read() -> tuple[Misplacement, ...]:
    text = resources.files("facemodel.data").joinpath("misplacements.csv").read_text("utf-8")

    def points(cell: str) -> Points:
        rows = (map(float, point.split()) for point in cell.split(";"))
        return tuple((x, y, units, depth) for x, y, units, depth in rows)

    rows: list[dict[str, Any]] = list(csv.DictReader(text.splitlines()))
    return tuple(
        Misplacement(**row | {"wrong": points(row["wrong"]), "right": points(row["right"])})
        for row in rows
    )


MISPLACEMENTS: tuple[Misplacement, ...] = _read()
"""One wrong and one right placement for every side effect (own choice, assume)."""
