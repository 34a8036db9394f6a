"""The jaw: how far each point of the skin follows the mandible, and about which centre."""

from dataclasses import dataclass, replace
from math import factorial

import numpy as np

from facemodel.anatomy import template
from facemodel.anatomy.mesh import boundary_loops
from facemodel.mechanics.tissue import Site, Tissue, factorise, smoothstep

JAW_ANGLE_RAD = np.radians(26.0)
"""Opening at full jaw_openers about the effective centre [assume: parts the lips by 40 mm without a
fold]."""
JAW_CENTRE_MM = (0.0, -25.0, 8.0)
"""Effective centre of opening on the default face: rotation plus forward glide
[assume: about the hinge alone skin folds]."""
JAW_FORWARD_MM, JAW_SHIFT_MM = 5.0, 7.0
"""Protrusion and lateral shift at control 1 [assume; healthy maxima are about 7 and 10 mm]."""


@dataclass(frozen=True, eq=False)
class Jaw:
    """How far each vertex follows the mandible: `weight` (V,), about `centre` (3,).

    `sine`, `cosine` (6,V): coefficients of the odd and even powers of the jaw's angle in the sine
    and cosine of weight * angle.
    """

    weight: np.ndarray
    centre: np.ndarray
    scale: float
    sine: np.ndarray
    cosine: np.ndarray

    def at(self, points: np.ndarray) -> "Jaw":
        """The jaw of vertices (P,) alone."""
        rows = {name: getattr(self, name).take(points, -1) for name in ("weight", "sine", "cosine")}
        return replace(self, **rows)


def _series(weight: np.ndarray, first: int) -> np.ndarray:
    """(6,n) (-1)^k weight^p / p! for p = first, first + 2, ..."""
    powers = range(first, first + 12, 2)
    return np.stack([(-1) ** k * weight**p / factorial(p) for k, p in enumerate(powers)])


def jaw(site: Site, tissue: Tissue) -> Jaw:
    """How much each skin point follows the mandible: a scalar solved on the same bed.

    The bone under the skin is the mandible below an oblique line from the corner of the mouth to
    under the ear, and behind the lower lip; the skin in between is carried by its elasticity.
    """
    import scipy.sparse as sp

    default = template.mesh(1)
    corner = default.vertices[default.landmarks["cheilion_left"]]
    menton = default.vertices[default.landmarks["menton"]]
    edge = corner[1] + 0.55 * (corner[2] - site.z)
    bone = 1 - smoothstep(site.y - edge, -14, 6)
    near_lips = np.exp(-((site.from_lips / 15.0) ** 6))
    # wider than the lips' own border: the corner of an open mouth would turn inside out
    bone = (1 - smoothstep(site.lip_side, -11, 11)) * near_lips + bone * (1 - near_lips)
    neck = smoothstep(menton[2] - 6 - site.z, 0, 46) * smoothstep(menton[1] + 10 - site.y, -15, 10)
    bone = bone * (1 - neck)

    hold = np.where(site.from_lips < 9, 1e-3, tissue.slide)
    chin = np.exp(-((site.x / 30.0) ** 4)) * (site.y < corner[1] - 4) * (site.z > 45)
    hold = np.maximum(hold, 4e-4 * chin) * (1 - neck) + 1e-5 * neck
    interior = np.ones(len(hold))
    interior[np.concatenate(boundary_loops(site.mesh.faces))] = 0
    rows = sp.diags(interior) @ site.stiffness.tocsr()
    # membrane and bending of the scalar problem, N/mm and N mm [assume]
    matrix = sp.diags(site.area * hold) + 0.02 * site.stiffness
    matrix = matrix + 0.2 * rows.T @ sp.diags(1 / site.area) @ rows
    free = np.setdiff1d(np.arange(len(hold)), site.mesh.curves["outline"])
    weight = np.zeros(len(hold))
    load = (site.area * hold * bone)[free]
    weight[free] = factorise(matrix.tocsc()[free][:, free]).solve(load)
    weight = np.clip(weight, 0, 1)
    # the last 0.3 % would move 0.1 mm at full opening: end the weight there, smoothly
    weight = np.maximum(weight - 0.003, 0) / 0.997
    centre = site.chart.onto_face(np.array([JAW_CENTRE_MM]))[0]
    return turning(weight, centre, site.chart.scale)


def turning(weight: np.ndarray, centre: np.ndarray, scale: float) -> Jaw:
    """The jaw that points follow by a weight (V,), with the series of its turn."""
    return Jaw(weight, centre, scale, sine=_series(weight, 1), cosine=_series(weight, 0))
