"""The brow's sheet: frontalis."""

import numpy as np

from facemodel.anatomy import placement
from facemodel.mechanics.forces.half import Half
from facemodel.mechanics.tissue import Site, smoothstep, unit

_BROW_X = (0.0, 11.0, 31.0, 39.0, 53.0)  # see _BROW_Y
_BROW_Y = (29.9, 30.8, 36.7, 37.1, 31.3)
"""Height of the brow's hair on the default face, mm, at these distances from the midline."""


_SINKS = 0.35
"""Share of the sheet's downward pull that the skin of the upper forehead gets [assume]."""
_TURN_MM = 37.0
"""The line of convergence rises by this where that share falls to 1/e: read off the face."""


def over_brow(site: Site) -> np.ndarray:
    """Height (V,) mm over the hair of the brow, in the chart."""
    return site.y - np.interp(site.x, _BROW_X, _BROW_Y)


def frontalis(
    half: Half, low: float | None, high: float, lean: float, turn_mm: float = 0.0
) -> np.ndarray:
    """A vertical sheet from brow to hairline: lifts the brow, draws the upper forehead down.

    The two meet at the line of convergence; the downward half is weaker because the galea
    spreads it over the scalp (`0.35`, assume) [Cotofana2020] [FrontalisVectors]. Where the line
    lies `turn_mm` higher, the downward half is weaker still.
    """
    site = half.site
    over, hairline = over_brow(site), placement.height(14, 68)
    brow = np.interp(site.x, _BROW_X, _BROW_Y)
    band = smoothstep(over, -7, 3) * (1 - smoothstep((over - 6) / (hairline - brow - 6), 0, 1))
    inner = smoothstep(site.x, -4, 4) if low is None else smoothstep(site.x, low - 6, low + 6)
    across = inner * (1 - smoothstep(site.x, high - 6, high + 6)) * smoothstep(site.z, 25, 45)
    force = half.contract(unit(half.tangent((lean, 1.0, -0.2))), band * across)
    sinks = _SINKS * np.exp(-turn_mm / _TURN_MM)
    return force * np.where(force[:, 1] < 0, sinks, 1.0)[:, None]


def forehead_mm() -> float:
    """From the brow to the hairline on the built-in face, over the inner brow."""
    x = 14
    return placement.height(x, 68) - float(np.interp(x, _BROW_X, _BROW_Y))
