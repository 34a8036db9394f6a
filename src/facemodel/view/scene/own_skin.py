"""A scanned person's own colours as a tint of the skin: they stand on a tone of their own.

A tint multiplies a tone and a byte holds no more than 1, so the tone is the brightest of the
person's skin; the tint travels as a square root, which keeps dark shades apart.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from facemodel.anatomy.colours import linear
from facemodel.anatomy.mesh import Mesh
from facemodel.anatomy.parts import Fitting, fittings
from facemodel.mechanics.face import Face

POWER = 2.0
_BRIGHTEST = 0.995
"""Quantile of the colours that is the tone: a few spots shine in any photograph."""
_TINT_POWER = 1.5
_WET, _WET_SHARE = np.array([0.95, 0.80, 0.81]), 0.8
"""What wet skin is multiplied with in js/scene/skin.js: a photograph has it already."""

_BROW = ("inner", "mid", "arch", "outer", "tail")
_BROW_MM, _BROW_SHARE, _BROW_DARK = 10.0, 0.1, 0.6
"""How far from the model's brow one's own is looked for, the share of the skin there that it takes
at least, and how bright that is beside the rest [assume]."""


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


def beside_skin(face: Face) -> tuple[Fitting, ...]:
    """The parts beside the skin, without the model's brows where the colours show the person's."""
    pieces, mesh = fittings(face.display_mesh), face.display_mesh
    if face.colours is None:
        return pieces
    light = linear(face.colours / 255).mean(1)
    if not all(_shows_a_brow(mesh, light, side) for side in ("left", "right")):
        return pieces
    return tuple(piece for piece in pieces if not piece.name.startswith("brow"))


def _shows_a_brow(mesh: Mesh, light: np.ndarray, side: str) -> bool:
    """Whether skin (V2,) is darker along a brow than beside it."""
    line = mesh.vertices[[mesh.landmarks[f"brow_{part}_{side}"] for part in _BROW]]
    line = np.concatenate([np.linspace(a, b, 9) for a, b in pairwise(line)])
    near = light[np.linalg.norm(mesh.vertices[:, None] - line, axis=2).min(1) < _BROW_MM]
    return bool(np.quantile(near, _BROW_SHARE) < _BROW_DARK * np.median(near))
