"""The brow's sheet: frontalis."""

import numpy as np

from facemodel.anatomy import placement
from facemodel.mechanics.half import Half
from facemodel.mechanics.tissue import Site, smoothstep, unit

_BROW_X = (0.0, 11.0, 31.0, 39.0, 53.0)
_BROW_Y = (29.9, 30.8, 36.7, 37.1, 31.3)
"""Height of the brow's hair on the default face, mm, at these distances from the midline."""


def over_brow(site: Site) -> np.ndarray:
    """Height (V,) mm over the hair of the brow, in the chart."""
    return site.y - np.interp(site.x, _BROW_X, _BROW_Y)


def frontalis(half: Half, low: float | None, high: float, lean: float) -> np.ndarray:
    """A vertical sheet from brow to hairline: lifts the brow, draws the upper forehead down.

    The two meet at the line of convergence; the downward half is weaker because the galea
    spreads it over the scalp (`0.35`, assume). Source: dossier 1.2 note, S28.
    """
    site = half.site
    over, hairline = over_brow(site), placement.height(14, 68)
    brow = np.interp(site.x, _BROW_X, _BROW_Y)
    band = smoothstep(over, -7, 3) * (1 - smoothstep((over - 6) / (hairline - brow - 6), 0, 1))
    inner = smoothstep(site.x, -4, 4) if low is None else smoothstep(site.x, low - 6, low + 6)
    across = inner * (1 - smoothstep(site.x, high - 6, high + 6)) * smoothstep(site.z, 25, 45)
    force = half.contract(unit(half.tangent((lean, 1.0, -0.2))), band * across)
    return force * np.where(force[:, 1] < 0, 0.35, 1.0)[:, None]
