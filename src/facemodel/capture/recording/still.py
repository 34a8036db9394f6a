"""How a face was seen at rest, as a value: `Rest`, of shapes or of points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from facemodel.anatomy.mesh import frozen
from facemodel.capture.recording import blendshapes, tracks

_MIRROR = np.array([-1.0, 1.0, 1.0])


@dataclass(frozen=True, eq=False)
class Rest:
    """What was taken out of a take as rest; of points only how uneven they lie.

    Attributes
    ----------
    shapes : mapping of str to float
        ARKit's shapes 0..1 at rest.
    points : mapping of str to ndarray of shape (3,)
        Landmark -> mm by which it lies off where its partner's mirror image has it, halved.
    """

    shapes: Mapping[str, float] = field(default_factory=dict)
    points: Mapping[str, np.ndarray] = field(default_factory=dict)

    def mirrored(self) -> Rest:
        """The same with left and right exchanged."""
        return Rest(
            {blendshapes.other_side(name): level for name, level in self.shapes.items()},
            {tracks.other_side(name): off * _MIRROR for name, off in self.points.items()},
        )


def of_points(names: list[str], start: np.ndarray, there: np.ndarray) -> Rest:
    """The unevenness of points (L, 3) at rest beyond that of a face, whose points lie `there`."""
    other = [names.index(tracks.other_side(name)) for name in names]
    away = start - there
    odd = (away - away[other] * _MIRROR) / 2
    return Rest(points={n: frozen(one, float) for n, one in zip(names, odd, strict=True)})
