"""Colour and shade of each point of the face and of what surrounds it, for drawing without a
browser."""

from typing import Any

import numpy as np

from facemodel.view.scene.assets import Tone
from facemodel.view.scene.complexion import complexion

# sRGB of skin and of cropped hair, as in js/scene/light.js
TONES = {
    "light": ((0.915, 0.765, 0.685), (0.27, 0.19, 0.14)),
    "medium": ((0.815, 0.625, 0.515), (0.115, 0.085, 0.07)),
    "deep": ((0.455, 0.325, 0.265), (0.05, 0.043, 0.04)),
}


def albedos(face: Any, pieces: Any, tone: Tone) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Linear colour (n, 3) and share of the sky seen (n,) of the level-2 "skin" and each piece."""
    looks = complexion(face, pieces)
    found = {"skin": _skin(looks["skin_tint"], looks["skin_traits"], tone)}
    for piece in pieces:
        if piece.material == "skin":
            tint, traits = (looks[f"fit_{piece.name}_{kind}"] for kind in ("colours", "traits"))
            found[piece.name] = _skin(tint, traits, tone)
        else:
            dim = 0.45 if piece.material in ("tooth", "mouth") else 0.85
            shade = np.full(len(piece.vertices), dim)
            found[piece.name] = (linear(piece.colours / 255), shade)
    return found


def linear(srgb: np.ndarray) -> np.ndarray:
    """Linear light of sRGB values 0..1."""
    return np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)


def _skin(tint: np.ndarray, traits: np.ndarray, tone: Tone) -> tuple[np.ndarray, np.ndarray]:
    skin, hair = (linear(np.array(colour)) for colour in TONES[tone])
    occlusion, stubble = traits[:, 0] / 255, traits[:, 3] / 255
    crop = 0.9 * np.clip(stubble, 0, 1)[:, None]
    return (skin * (tint / 255) ** 1.5) * (1 - crop) + hair * crop, occlusion
