"""How a face at rest would look if one muscle held more or less tone, in a take's own terms."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from facemodel.anatomy import template
from facemodel.anatomy.expressions import arkit
from facemodel.anatomy.mesh import frozen
from facemodel.anatomy.muscles import INDEX, MUSCLES, TONE
from facemodel.capture.recording import blendshapes, tracks
from facemodel.capture.scan.cage import shapes as person_modes
from facemodel.mechanics.face import Face

KNOTS = {"held": (0.15, 0.3, 0.5, 0.75, 1.0), "slack": (-0.33, -0.66, -1.0)}
"""Activation at which the whole model is asked; between them answers are interpolated."""
SIZES = np.arange(0.05, 1.001, 0.05)
"""How much of a full contraction, or of a muscle's tone, is tried."""
LEAST_TONE = 0.1
"""Share of full contraction that a muscle must hold in health to be able to lose some [assume]."""
NOT_MEANT = ("levator_palpebrae", "masseter", "temporalis", "jaw_openers")
"""Muscles that are not of the facial nerve: what they do at rest is not looked for."""
_SHAPES = tuple(
    n for n in blendshapes.SHAPES if n.endswith(("Left", "Right")) and not n.startswith("eyeLook")
    and n not in ("jawLeft", "jawRight", "mouthLeft", "mouthRight")
)  # fmt: skip
LEVELS = tuple(n for n in _SHAPES if not n.startswith("eyeWide"))
"""Shapes that are told of at rest."""
_LITTLE = 0.3
"""mm: what a shape at 1 must move points by to be worth it to a tracker [assume]."""
_FLIP = np.array([-1.0, 1.0, 1.0])


@dataclass(frozen=True, eq=False)
class Explanations:
    """Muscles and kinds, and where each of them would bring landmarks or shapes.

    muscles, kinds (K,); seen (K, H, n): at each of SIZES
    """

    muscles: tuple[str, ...]
    kinds: tuple[str, ...]
    seen: np.ndarray

    @property
    def names(self) -> tuple[str, ...]:
        """In words, as "held zygomaticus_major_left"."""
        return tuple(f"{k} {m}" for k, m in zip(self.kinds, self.muscles, strict=True))


def of_points(face: Face, names: Sequence[str]) -> Explanations:
    """Unevenness of landmarks as Rest.points has it: (K, H, 3 L)."""
    every, muscles, kinds, moved = _moved(face)
    other = [every.index(tracks.other_side(name)) for name in every]
    odd = (moved - moved[:, :, other] * _FLIP) / 2
    at = [every.index(name) for name in names]
    return Explanations(muscles, kinds, odd[:, :, at].reshape(*odd.shape[:2], -1))


def of_shapes(face: Face) -> Explanations:
    """What levels_of makes of shapes at rest: (K, H, n)."""
    _, muscles, kinds, _ = _moved(face)
    levels = dict(zip(_SHAPES, np.moveaxis(_as_shapes(face), -1, 0), strict=True))
    return Explanations(muscles, kinds, levels_of(levels))


def levels_of(shapes: Mapping[str, Any]) -> np.ndarray:
    """Levels (..., n) of LEVELS: of an eye how far it is narrower, for a lid that is drawn down
    and held up at once is seen where it is."""
    none = np.zeros(np.shape(next(iter(shapes.values()))))
    levels = {name: np.asarray(shapes.get(name, none), float) for name in _SHAPES}
    for side in ("Left", "Right"):
        levels[f"eyeBlink{side}"] = levels[f"eyeBlink{side}"] - levels[f"eyeWide{side}"]
    return np.stack([levels[name] for name in LEVELS], axis=-1)


def own_unevenness(names: Sequence[str]) -> np.ndarray:
    """(3 L, 3 L) mm2: how unevenly people's points lie at rest without any muscle's doing."""
    modes = person_modes().odd[:, :-2]
    marks = template.mesh(1).landmarks
    rows = template.subdivision(0, 1)[[marks[name] for name in names]]
    lies = np.stack([rows @ one for one in modes]).reshape(len(modes), -1)
    return lies.T @ lies


@lru_cache(4)
def _as_shapes(face: Face) -> np.ndarray:
    """Levels (K, H, S) at which shapes come nearest to what each muscle does to the landmarks.

    As a tracker sees it: no shape goes below 0, and one that does little is not used.
    """
    from scipy.optimize import nnls

    names, _, _, moved = _moved(face)
    at = [face.mesh.landmarks[name] for name in names]
    full = np.stack([arkit({name: 1.0}) for name in _SHAPES])
    columns = (face.deform(full)[:, at].astype(float) - face.mesh.vertices[at]).reshape(
        len(_SHAPES), -1
    )
    table = np.concatenate([columns.T, _LITTLE * np.eye(len(_SHAPES))])
    none = np.zeros(len(_SHAPES))
    flat = moved.reshape(-1, columns.shape[1])
    found = np.array([nnls(table, np.append(row, none))[0] for row in flat])
    return frozen(np.minimum(found, 1).reshape(*moved.shape[:2], -1))


@lru_cache(4)
def _moved(face: Face):
    """Every landmark's name; muscles and kinds (K,); mm (K, H, L, 3) from rest, by SIZES."""
    names = tuple(face.mesh.landmarks)
    at = [face.mesh.landmarks[name] for name in names]
    asked = [
        (m, kind) for m in MUSCLES if not m.startswith(NOT_MEANT) for kind in KNOTS
        if kind == "held" or TONE[INDEX[m]] >= LEAST_TONE
    ]  # fmt: skip
    found = []
    for muscle, kind in asked:
        rows = np.zeros((len(KNOTS[kind]), len(MUSCLES)))
        rows[:, INDEX[muscle]] = KNOTS[kind]
        frames = face.deform(rows)[:, at].astype(float) - face.mesh.vertices[at]
        knots = np.abs([0.0, *KNOTS[kind]])
        frames = np.concatenate([np.zeros((1, len(at), 3)), frames])
        found.append(_between(knots, frames))
    muscles, kinds = zip(*asked, strict=True)
    return names, muscles, kinds, frozen(np.stack(found))


def _between(knots: np.ndarray, frames: np.ndarray) -> np.ndarray:
    """Frames (H, ...) at SIZES, from those at knots."""
    k = np.clip(np.searchsorted(knots, SIZES) - 1, 0, len(knots) - 2)
    share = ((SIZES - knots[k]) / (knots[k + 1] - knots[k])).reshape(-1, *(1,) * (frames.ndim - 1))
    return frames[k] * (1 - share) + frames[k + 1] * share
