"""How the red lips roll: a motion about an axis inside the lip, linear in activation."""

import numpy as np

from facemodel.anatomy.muscles import CONTROLS, INDEX, stem_of
from facemodel.anatomy.placement import on_default
from facemodel.mechanics.strength import STRENGTH
from facemodel.mechanics.tissue import Site, smoothstep

EVERSION_RAD = 0.1
"""Outward roll of the red lip when the peripheral part contracts fully [assume]."""
ROLLS = {i: c for i, c in enumerate(CONTROLS) if "_marginal" in c}
"""Controls whose columns are no elastic response: the roll does not shrink on stiffer skin."""
EVERTS = {
    INDEX[name.replace("marginal", "peripheral")]: (i, -EVERSION_RAD / STRENGTH[stem_of(name)])
    for i, name in ROLLS.items()
}
"""Controls whose columns hold a part of a rolling column: which, and its share."""

# Axis of the roll: behind the vermilion border and beside it, mm [assume: a roll looks right about
# it]
_BEHIND_MM, _ABOVE_UPPER_MM, _BELOW_LOWER_MM, _REACH_MM = 7.0, 5.0, 1.5, 14.0
_NARROWS_UPPER, _NARROWS_LOWER = 0.45, 0.8
"""Share of its height by which the red narrows, per radian, as it goes out of sight [assume: about
a third at full pressure; the lower lip leans forward, so that turning alone would raise it]."""


def left_roll(site: Site, upper: bool) -> np.ndarray:
    """Displacement (V,3), mm per radian, of the left half of a lip that rolls inward.

    Pressure on the lip explodes as it thins; a small rotation of the red lip about an axis
    parallel to it does what the marginal orbicularis oris is seen to do: the lip turns in, and
    less of its red is seen.
    """
    border = on_default(0, -60 if upper else -76)
    sign = 1.0 if upper else -1.0
    axis_y = border[1] + (_ABOVE_UPPER_MM if upper else -_BELOW_LOWER_MM)
    axis_z = border[2] - _BEHIND_MM - 8.0 * (site.x / 26.0) ** 2  # the dental arch curves back
    up, forward = site.y - axis_y, site.z - axis_z
    lip = site.upper_lip if upper else 1 - site.upper_lip
    weight = np.exp(-((site.from_lips / _REACH_MM) ** 4)) * lip * (site.z > 45)
    weight = weight * (1 - smoothstep(np.abs(site.x), 10, 26)) * smoothstep(site.x, -3, 3)
    red = site.from_lips * smoothstep(site.from_lips, 0, 8)  # the line where lips meet stays
    narrows = sign * (_NARROWS_UPPER if upper else _NARROWS_LOWER) * red
    motion = np.stack([np.zeros_like(up), -sign * forward - narrows, sign * up], axis=1)
    return motion * weight[:, None] * site.chart.scale
