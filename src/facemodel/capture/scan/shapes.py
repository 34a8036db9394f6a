"""How faces differ: modes of shape on our own cage, measured on CC0 heads (PROVENANCE.md)."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from facemodel.anatomy import template
from facemodel.anatomy.mesh import reflect
from facemodel.data.files import mesh_folder


@dataclass(frozen=True, eq=False)
class Shapes:
    """Displacements of the cage and of both eyes' centres from the default face, mm.

    even     (K,984,3) modes that keep a face symmetric, at one standard deviation; the first
             `adult` of them are those in which adults of other sex, age and ancestry differ
    odd      (L,984,3) modes in which the two sides differ
    corners  extreme adult, "sex-age-weight-ancestry" -> sizes of the first modes
    """

    even: np.ndarray
    odd: np.ndarray
    corners: dict[str, np.ndarray]


@cache
def shapes() -> Shapes:
    """The modes in heads.npz."""
    with np.load(mesh_folder() / "heads.npz", allow_pickle=False) as data:
        step = float(data["step"])
        keys = [str(key) for key in data["keys"]]
        return Shapes(
            even=data["even"] * step,
            odd=data["odd"] * step,
            corners=dict(zip(keys, data["corners"].astype(float), strict=True)),
        )


@cache
def mirror() -> np.ndarray:
    """(984,) the same point of cage or eyes on the other side."""
    own = template.mesh(0).mirror
    return np.concatenate([own, [len(own) + 1, len(own)]])


def symmetric_part(moved: np.ndarray) -> np.ndarray:
    """What both sides of displacements (..., 984, 3) have in common."""
    return (moved + reflect(moved, mirror())) / 2
