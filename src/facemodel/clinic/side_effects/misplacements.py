"""Points that have a side effect, each beside points with the same aim that have none."""

from msgspec import Struct

from facemodel.anatomy.mesh import Mesh
from facemodel.data import tables
from facemodel.physiology import toxin

Points = tuple[tuple[float, float, float, float], ...]


class Misplacement(Struct, frozen=True, kw_only=True):
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


MISPLACEMENTS: tuple[Misplacement, ...] = tables.read(Misplacement, "misplacements.csv")
"""One wrong and one right placement for every side effect (own choice, assume)."""
