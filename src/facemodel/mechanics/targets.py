"""How far each muscle alone should move the skin: the table the strengths are calibrated to."""

from typing import Annotated

import numpy as np
from msgspec import Meta, Struct

from facemodel.anatomy import placement
from facemodel.anatomy.mesh import Mesh
from facemodel.anatomy.muscles import CONTROLS, stem_of
from facemodel.data import tables
from facemodel.errors import unknown

Place = str | tuple[float, float]
_KNOWN = frozenset(map(stem_of, CONTROLS))


class Target(Struct, frozen=True, kw_only=True):
    """One row of targets.csv: where a place goes when one muscle contracts fully.

    `place` is a landmark, or a canonical frontal point "x y" in mm; `vector_mm` lateral, up,
    forward; `sides` 2 means that both sides contract (midline places); `fitted` marks the target
    whose size sets the muscle's strength: the size of the others, and the direction of all, are
    predictions. `judged` targets are compared with the model; the others only set a strength that
    nothing published sets. mark, cite, why: as in facemodel.constants.
    """

    stem: str
    place: str
    vector_mm: tuple[float, float, float]
    sides: Annotated[int, Meta(ge=1, le=2)]
    fitted: bool
    judged: bool
    mark: tables.Mark
    cite: tuple[str, ...] = ()
    why: str = ""

    def __post_init__(self) -> None:
        if self.stem not in _KNOWN:
            raise ValueError(f"column stem: {unknown('muscle', self.stem, _KNOWN)}")
        if len(self.place.split()) > 2 or self.size == 0:
            raise ValueError("place is a landmark or x y in mm, and vector_mm not zero")

    @property
    def at(self) -> Place:
        """The landmark, or the canonical frontal point in mm."""
        name, *y = self.place.split()
        return (float(name), float(y[0])) if y else name

    @property
    def size(self) -> float:
        return float(np.linalg.norm(self.vector_mm))


TARGETS: tuple[Target, ...] = tables.read(Target, "targets.csv")


def place(mesh: Mesh, where: Place) -> tuple[np.ndarray, np.ndarray]:
    """Vertices (k,) and weights (k,) of a place on a mesh of the default face."""
    if isinstance(where, str):
        return np.array([mesh.landmarks[where]]), np.ones(1)
    corners, weights, _ = placement.cast_frontal(mesh, placement.canonical(*where))
    return corners, weights
