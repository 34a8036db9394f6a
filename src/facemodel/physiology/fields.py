"""Into which fields each muscle is cut, so that a dose acts on the end plates that it reaches.

End plates lie scattered over a facial muscle, and a fibre, about as long as the muscle, has one or
a few in one place [Happak1997]. So a muscle loses the mean of what its end plates lose, each by the
toxin there. What a muscle has caught spreads within it more widely than in the skin [Borodic1994].
A field is a patch so small next to that spread that one amount of toxin holds in it. Fields lie on
the default face and go to any face as footprints do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType

import numpy as np

from facemodel.anatomy import template
from facemodel.anatomy.muscles import MUSCLES, stem_of
from facemodel.data import constants
from facemodel.physiology.footprints import strips

M = len(MUSCLES)
FIELD_MM = 7.0
"""No point of a footprint lies farther from the middle that its field is grown from."""
_SETTLES = 3  # times that fields move to the middle of what is theirs


@dataclass(frozen=True, eq=False)
class Fields:
    """The fields (F) of all muscles of a face, muscle by muscle.

    owner (F,) index of fm.MUSCLES; weight (F,) share of its muscle's footprint, 0 for one that
    this face has nothing of; scale of the face relative to the default face
    """

    owner: np.ndarray
    weight: np.ndarray
    scale: float
    known: dict[float, np.ndarray] = field(default_factory=dict, init=False, repr=False)

    def settled(self, caught: np.ndarray) -> np.ndarray:
        """What fields hold (..., F) once what they caught has spread within their muscles."""
        hit = np.zeros(M, bool)
        hit[self.owner[caught.reshape(-1, caught.shape[-1]).any(axis=0)]] = True
        of = np.flatnonzero(hit[self.owner])  # most muscles catch nothing of a point
        held, paths = np.zeros(caught.shape), self._paths(constants.value("toxin.within_mm"))
        held[..., of] = caught[..., of] @ paths[np.ix_(of, of)]
        return held

    def _paths(self, within_mm: float) -> np.ndarray:
        """Share (F, F) of what each field caught that each field of the same muscle then holds."""
        if within_mm not in self.known:
            places = every()[1]
            away = self.scale**2 * _square(places, places)
            share = np.exp(-away / (2 * within_mm**2)) * self.weight
            share *= self.owner[:, None] == self.owner
            self.known[within_mm] = share / np.maximum(share.sum(axis=1, keepdims=True), 1e-300)
        return self.known[within_mm]

    def total(self, units: np.ndarray) -> np.ndarray:
        """Units (..., M) in each muscle, from those in its fields (..., F)."""
        return np.add.reduceat(units, np.searchsorted(self.owner, np.arange(M)), axis=-1)

    def even(self, units: np.ndarray) -> np.ndarray:
        """Units (..., F) in each field of muscles (..., M) that are evenly filled."""
        return units[..., self.owner] * self.weight

    def mean(self, values: np.ndarray, of: np.ndarray) -> np.ndarray:
        """Mean (..., M) over each muscle of values (..., K) of fields `of` (K,), 0 elsewhere."""
        out = np.zeros((*values.shape[:-1], M))
        if len(of):
            muscles, first = np.unique(self.owner[of], return_index=True)
            out[..., muscles] = np.add.reduceat(values * self.weight[of], first, axis=-1)
        return out


@cache
def middles() -> Mapping[str, np.ndarray]:
    """Where the fields (K,3) mm of each muscle lie, by stem, on the default face's left side."""
    points = template.mesh(template.PREPARED).vertices
    found = {}
    for stem, bands in strips().items():
        over = np.any([band.beside(points)[0] for band in bands], axis=0)
        found[stem] = _middles(points[over] if over.any() else bands[0].point(0.5)[0][None])
    return MappingProxyType(found)


def _middles(points: np.ndarray) -> np.ndarray:
    """Middles (K,3) of patches that cover points (P,3)."""
    chosen = points[:1]
    while (away := _square(points, chosen).min(axis=1)).max() > FIELD_MM**2:
        chosen = np.concatenate([chosen, points[away.argmax()][None]])
    for _ in range(_SETTLES):
        nearest = _square(points, chosen).argmin(axis=1)
        chosen = np.stack([points[nearest == k].mean(axis=0) for k in range(len(chosen))])
    return chosen.round(3)  # as the page gets them


def _square(points: np.ndarray, middles: np.ndarray) -> np.ndarray:
    return ((points[:, None] - middles) ** 2).sum(axis=-1)


@cache
def every() -> tuple[np.ndarray, np.ndarray]:
    """Owner (F,) and middle (F,3) mm of every field; a muscle that has no skin has one."""
    owner, places = [], []
    for k, muscle in enumerate(MUSCLES):
        here = middles().get(stem_of(muscle), np.zeros((1, 3)))
        owner.append(np.full(len(here), k))
        places.append(here * [-1 if muscle.endswith("_right") else 1, 1, 1])
    return np.concatenate(owner), np.concatenate(places)


def number(muscle: int, points: np.ndarray) -> np.ndarray:
    """Which of all fields each default-face point (P,3) over a muscle lies in."""
    owner, places = every()
    own = np.flatnonzero(owner == muscle)
    return own[_square(points, places[own]).argmin(axis=1)]


__all__ = ["Fields", "every", "middles", "number"]
