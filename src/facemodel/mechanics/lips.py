"""The lips: where they meet, and what it takes to keep them from crossing."""

from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from facemodel.anatomy import template
from facemodel.anatomy.mesh import reflect
from facemodel.mechanics.jaw import Jaw
from facemodel.mechanics.skin import Skin
from facemodel.mechanics.tissue import Site

MOST = 63
"""Places of contact at most: every vertex of the line at level 2, every other one at level 3."""
NEAR_MM = 0.5
"""Lips whose places are farther apart do not touch, however they have slid."""
SHORTEST_MM = 0.1
"""Of the lip's line between neighbours of a place, where it is bunched."""


@dataclass(frozen=True, eq=False)
class Lips:
    """Pairs of points where the lips meet; contact keeps every gap at or above zero.

    `upper`, `lower` (P,) vertices; `gap` (12,P): coefficients of the powers of the jaw's angle in
    the gap (mm), its first row the gap at rest; `line` (3,P) mm: the lower lip's places at rest, x
    and y, and how much farther left the upper lip's lie; `response` (P,V,3) mm per N; `compliance`
    (P,P) mm of gap per N.
    """

    upper: np.ndarray
    lower: np.ndarray
    gap: np.ndarray
    line: np.ndarray
    response: np.ndarray
    compliance: np.ndarray

    def at(self, points: np.ndarray) -> "Lips":
        """The lips of vertices (P,) alone: the same places, whose vertices are not named (-1)."""
        unnamed = np.full(len(self.upper), -1)
        return replace(self, upper=unnamed, lower=unnamed, response=self.response[:, points])


def _seal(site: Site, part: str) -> np.ndarray:
    """Vertices of one lip along the line where the lips meet, right corner to left."""
    from scipy.spatial import cKDTree

    if site.mesh.level is not None:
        return site.mesh.curves[f"lip_seal_{part}"]
    default = template.mesh(1)
    points = default.vertices[default.curves[f"lip_seal_{part}"]]
    mine = site.upper_lip > 0.5 if part == "upper" else site.upper_lip < 0.5
    candidates = np.flatnonzero(mine)
    return candidates[cKDTree(site.chart.positions[candidates]).query(points)[1]]


def lips(site: Site, skin: Skin, jaw: Jaw) -> Lips:
    """Prepare contact of the lips all along the line where they meet, at MOST places."""
    upper, lower = _seal(site, "upper"), _seal(site, "lower")
    # every vertex but the corners, which cannot cross: lips would pass each other between places
    step = -(-(len(upper) - 1) // (MOST + 1))
    upper, lower = upper[step:-1:step], lower[step:-1:step]
    facing = np.abs(site.x[upper] - site.x[lower]) < 2.0  # mm; on a coarse mesh some do not
    upper, lower = upper[facing], lower[facing]
    distinct = _distinct(upper, lower)
    upper, lower = upper[distinct], lower[distinct]
    count = len(site.mesh.vertices)
    forces = np.zeros((len(upper), count, 3))
    rows = np.arange(len(upper))
    forces[rows, upper, 1] = 1.0
    forces[rows, lower, 1] = -1.0
    if not site.mesh.symmetric:
        response = skin.respond(forces)
    else:  # one half of the pairs is the mirror image of the other
        response = np.empty_like(forces)
        half = (len(upper) + 1) // 2
        response[:half] = skin.respond(forces[:half])
        response[half:] = reflect(response[: len(upper) - half][::-1], site.mesh.mirror)
    compliance = response[:, upper, 1] - response[:, lower, 1]
    y, z = (site.mesh.vertices - jaw.centre)[:, 1:].T
    height = np.empty((12, count))  # of a rest point turned by the jaw, see Jaw
    height[::2], height[1::2] = y * jaw.cosine, -z * jaw.sine
    return Lips(
        upper=upper,
        lower=lower,
        gap=height[:, upper] - height[:, lower],
        line=gap_rows(site.mesh.vertices[None], upper, lower).reshape(4, -1)[1:],
        response=response,
        compliance=(compliance + compliance.T) / 2,
    )


def gap_rows(columns: np.ndarray, upper: np.ndarray, lower: np.ndarray) -> np.ndarray:
    """(E,4P) mm of gap and of `Lips.line` at the lips' places, of columns (E,V,3)."""
    over, under = columns[:, upper], columns[:, lower]
    ahead = over[..., 0] - under[..., 0]
    return np.concatenate([over[..., 1] - under[..., 1], under[..., 0], under[..., 1], ahead], 1)


def facing(gap: np.ndarray, line: np.ndarray) -> np.ndarray:
    """Gaps (...,P) from gaps of places (...,P) that have slid along the lower lip's line (...,3,P).

    What an upper lip's place faces then lies higher or lower, by the line's slope.
    """
    x, y, ahead = line[..., 0, :], line[..., 1, :], line[..., 2, :]
    last = gap.shape[-1] - 1
    near, far = np.maximum(np.arange(-1, last), 0), np.minimum(np.arange(1, last + 2), last)
    run = np.maximum(x[..., far] - x[..., near], SHORTEST_MM)
    return gap - ahead * (y[..., far] - y[..., near]) / run


def contact_forces(whiten: np.ndarray, unwhiten: np.ndarray, gap: np.ndarray) -> np.ndarray:
    """Least forces (P,) N that keep gaps (P,) mm at or above zero."""
    return _nnls()(whiten, -(unwhiten @ gap))[0].astype(gap.dtype, copy=False)


@cache
def _nnls():
    from scipy.optimize import nnls  # slow to load, and many faces never press their lips

    return nnls


def _distinct(upper: np.ndarray, lower: np.ndarray) -> np.ndarray:
    """Places whose two vertices no other place uses: a coarse mesh may give one to several.

    Chosen from the middle outward, so that both sides of a symmetric mouth choose alike.
    """
    middle = (len(upper) - 1) / 2
    used: set[int] = set()
    kept = []
    for k in np.argsort(np.abs(np.arange(len(upper)) - middle), kind="stable"):
        pair = {int(upper[k]), int(lower[k])}
        if len(pair) == 2 and not pair & used:
            used |= pair
            kept.append(k)
    return np.sort(kept)
