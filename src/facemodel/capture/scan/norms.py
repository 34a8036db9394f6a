"""How large the parts of adult faces are, and whether a face is of that size."""

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np

from facemodel.anatomy.mesh import Mesh

FAR = 3.0
"""Standard deviations from the nearer sex's mean from which a length is outside the norm."""
CHILD = 2
"""Lengths that small from which a face is as small as a child's [assume; the norms are those of one
population, so that one length says little]."""


@dataclass(frozen=True)
class Norm:
    """A length between two landmarks: mean and standard deviation of men and women, mm."""

    name: str
    ends: tuple[str, str]
    male: tuple[float, float]
    female: tuple[float, float]
    mark: str
    cite: tuple[str, ...]
    why: str

    def deviation(self, mm: float) -> float:
        """Standard deviations beyond the nearer sex's mean; 0 between the two."""
        (a, sa), (b, sb) = self.male, self.female
        above, below = (mm - max(a, b)) / sa, (mm - min(a, b)) / sb
        return max(above, 0.0) + min(below, 0.0)


@cache
def norms() -> tuple[Norm, ...]:
    """The table norms.csv."""
    text = resources.files("facemodel.data").joinpath("face_norms.csv").read_text("utf-8")
    return tuple(
        Norm(
            r["name"],
            (r["from"], r["to"]),
            (float(r["male_mean"]), float(r["male_sd"])),
            (float(r["female_mean"]), float(r["female_sd"])),
            r["mark"],
            tuple(r["cite"].split()),
            r["why"],
        )
        for r in csv.DictReader(text.splitlines())
    )


def lengths(mesh: Mesh) -> dict[str, float]:
    """Each length of the table on a face, mm."""
    at = {name: mesh.vertices[k] for name, k in mesh.landmarks.items()}
    return {n.name: float(np.linalg.norm(at[n.ends[0]] - at[n.ends[1]])) for n in norms()}


def outside(mesh: Mesh) -> dict[str, float]:
    """Standard deviations of the lengths that lie outside the norms of adults; negative: small."""
    found = lengths(mesh)
    far = {n.name: n.deviation(found[n.name]) for n in norms()}
    return {name: d for name, d in far.items() if abs(d) > FAR}


def is_childlike(mesh: Mesh) -> bool:
    """Whether a face is too small in several lengths to be an adult's."""
    return sum(d < 0 for d in outside(mesh).values()) >= CHILD
