"""A scanned person's own colours as a tint of the skin: they stand on a tone of their own.

A tint multiplies a tone and a byte holds no more than 1, so the tone is the brightest of the
person's skin; the tint travels as a square root, which keeps dark shades apart.
"""

from dataclasses import dataclass

import numpy as np

from facemodel.anatomy.colours import linear
from facemodel.mechanics.face import Face

POWER = 2.0
_BRIGHTEST = 0.995
"""Quantile of the colours that is the tone: a few spots shine in any photograph."""
_TINT_POWER = 1.5
_WET, _WET_SHARE = np.array([0.95, 0.80, 0.81]), 0.8
"""What wet skin is multiplied with in js/scene/skin.js: a photograph has it already."""


@dataclass(frozen=True, eq=False)
class OwnSkin:
    """tone (3,) linear light; tint (V2,3) 0..1 of the drawn skin, to be raised to POWER."""

    tone: np.ndarray
    tint: np.ndarray
    mean: np.ndarray

    def under(self, wet: np.ndarray) -> np.ndarray:
        """The tint (V2,3) of skin that is as wet (V2,), to be darkened for it when drawn."""
        darkened = 1 + np.minimum(wet, _WET_SHARE)[:, None] * (_WET - 1)
        return np.minimum(self.tint / darkened ** (1 / POWER), 1)

    def of_piece(self, tint: np.ndarray) -> np.ndarray:
        """The tint (n,3) of bust or ears, which no scan colours: the person's mean shade."""
        return np.sqrt(self.mean / self.tone) * tint ** (_TINT_POWER / POWER)


def own_skin(face: Face) -> OwnSkin | None:
    """The colours of a face that has some of its own."""
    if face.colours is None:
        return None
    light = linear(face.colours / 255)
    tone = np.maximum(np.quantile(light, _BRIGHTEST, axis=0), 0.01)
    return OwnSkin(tone, np.sqrt(np.minimum(light / tone, 1)), np.median(light, axis=0))
