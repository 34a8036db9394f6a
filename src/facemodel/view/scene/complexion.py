"""How skin looks at each point of the display surface: tint, gloss, wetness, hair, fold lines."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np

from facemodel.anatomy import colours
from facemodel.view.scene.fold_lines import folds, mix, smooth
from facemodel.view.scene.own_skin import own_skin

Points = np.ndarray
# share of each area in: gloss (sebum of the T zone and lips), wetness (lips, lid rims)
_GLOSS = {
    "nose_tip": 1.0, "nose_dorsum": 0.85, "ala": 0.8, "nose_root": 0.6, "glabella": 0.65,
    "forehead_central": 0.7, "forehead_lateral": 0.45, "chin": 0.55, "malar": 0.5, "philtrum": 0.35,
    "columella": 0.5, "infraorbital": 0.35, "upper_lid": 0.55, "brow_medial": 0.4,
    "upper_sulcus": 0.4, "nose_sidewall": 0.5, "temple": 0.3,
}  # fmt: skip
_WET = {"upper_vermilion": 0.6, "lower_vermilion": 1.0, "oral_mucosa": 1.0, "conjunctiva": 1.0}
# hue of the areas on top of the template's colours: blood (+) towards red, (-) towards yellow
_BLOOD = {
    "upper_lid": 0.2,
    "nasolabial": 0.25, "columella": 0.35, "chin": 0.2, "philtrum": 0.15, "lower_lid": 0.15,
    "infraorbital": 0.1, "buccal": 0.2,
    "forehead_central": -0.2, "forehead_lateral": -0.25, "temple": -0.2, "neck": -0.1,
}  # fmt: skip
_RED = np.array([1.04, 0.90, 0.89])
_YELLOW = np.array([1.02, 1.0, 0.94])


@lru_cache(4)
def complexion(face: Any, pieces: tuple[Any, ...] = ()) -> dict[str, np.ndarray]:
    """Per-vertex looks of the display mesh (V2) and of the pieces that are skin.

    skin_tint (V2,3) u8 multiplies the tone, or own_skin's; skin_traits (V2,4) u8: occlusion gloss
    wet hair;
    fold_phase (V2,) and fold_gradient (V2,3) i8 (127 = 1), fold_mask (V2,) u8; the same on the
    computing mesh: fold_phase_coarse (V,) and fold_mask_coarse (V,); of bust, collar and ears:
    fit_<name>_colours (n,3) u8, fit_<name>_traits (n,4) u8.
    """
    fine, coarse = face.display_mesh, face.mesh
    tint, occlusion = _colours(fine)
    marks = _marks(coarse)
    blood = mix(fine, _BLOOD)[:, None] + 0.12 * mottle(fine.vertices, 9.0)[:, None]
    tint = tint * np.where(blood > 0, 1 + blood * (_RED - 1), 1 - blood * (_YELLOW - 1))
    own, wet = own_skin(face), mix(fine, _WET) ** 2
    tint = tint * _shade(fine.vertices) if own is None else own.under(wet)
    tint = tint * _neck(fine.vertices)
    traits = np.stack(
        [occlusion, mix(fine, _GLOSS), wet, scalp(fine.vertices, marks)],
        axis=1,
    )
    phase, gradient, mask = folds(fine, marks, coarse.faces)
    phase_coarse, _, mask_coarse = folds(coarse, marks)
    looks = {
        "skin_tint": _bytes(tint),
        "skin_traits": _bytes(traits),
        "fold_phase": phase,
        "fold_gradient": np.round(127 * gradient).astype(np.int8),
        "fold_mask": _bytes(mask),
        "fold_phase_coarse": phase_coarse,
        "fold_mask_coarse": mask_coarse,
    }
    baked = colours.occlusion()
    for piece in pieces:
        if piece.material not in ("skin", "collar"):
            continue
        rows = np.zeros((len(piece.vertices), 4))
        rows[:, 0] = baked[piece.name.split("_")[0]]
        rows[:, 1] = 0.2
        rows[:, 3] = scalp(piece.vertices, marks) if piece.name == "bust" else 0.0
        tint = piece.colours / 255 * _shade(piece.vertices)
        tint = tint if piece.name.startswith("ear") else tint * _neck(piece.vertices)
        looks[f"fit_{piece.name}_colours"] = _bytes(tint if own is None else own.of_piece(tint))
        looks[f"fit_{piece.name}_traits"] = _bytes(rows)
    return looks


def _shade(points: Points) -> np.ndarray:
    """Faint unevenness (n,1) of any skin; below 1, so that a byte can hold lighter spots too."""
    # the neck's vertices are too far apart for spots
    uneven = 0.022 * (1 - _on_neck(points) * smooth((62 - points[:, 2]) / 20))
    return 0.9 * (1 + uneven * mottle(points * [1, -1, 1], 4.5))[:, None]


def _on_neck(points: Points) -> np.ndarray:
    return smooth((-34 - points[:, 1]) / 26)


# left sternomastoid on the skin of the default face, from the mastoid to the breastbone, mm
_STERNOMASTOID = np.array(
    [(61, -24, -16), (55, -52, -10), (46, -85, 0), (34, -112, 12), (16, -142, 30), (8, -158, 38)]
)


def _neck(points: Points) -> np.ndarray:
    """Shade (n,1) of the neck over the sternomastoid: light on its belly, a furrow on each side."""
    side = np.column_stack([np.abs(points[:, 0]), points[:, 1:]])
    start, run = _STERNOMASTOID[:-1], np.diff(_STERNOMASTOID, axis=0)
    t = np.clip(((side[:, None] - start) * run).sum(-1) / (run**2).sum(-1), 0, 1)
    off = side[:, None] - start - t[..., None] * run
    nearest = (off**2).sum(-1).argmin(axis=1)
    off = off[np.arange(len(off)), nearest]
    away = np.linalg.norm(off, axis=1)
    before = off[:, 2] - off[:, 0] > 0  # the furrow before it is the deeper one
    furrow = np.exp(-(((away - 12.0) / 5.0) ** 2)) * np.where(before, 0.11, 0.06)
    return (1 + _on_neck(points) * (0.035 * np.exp(-((away / 6.0) ** 2)) - furrow))[:, None] ** [
        0.85,
        1,
        1.05,
    ]


def _colours(mesh: Any) -> tuple[np.ndarray, np.ndarray]:
    """Tint (V,3) and occlusion (V,) of the default face; plain skin for another mesh."""
    if mesh.level != 2:
        return np.ones((len(mesh.vertices), 3)), np.ones(len(mesh.vertices))
    skin = colours.skin_colours(mesh)
    return skin["albedo"], skin["occlusion"]


def mottle(points: Points, size: float) -> np.ndarray:
    """Smooth noise (n,) about -1..1 with bumps of `size` mm: a fixed sum of plane waves.

    The same left and right: an unevenness of colour must not pass for an unevenness of movement.
    """
    points = np.column_stack([np.abs(points[:, 0]), points[:, 1:]])
    rng = np.random.default_rng(7)
    waves = rng.normal(size=(24, 3))
    waves *= rng.uniform(0.5, 1.6, (24, 1)) / np.linalg.norm(waves, axis=1)[:, None]
    waves *= 2 * np.pi / size
    return np.sin(points @ waves.T + rng.uniform(0, 6.3, 24)).sum(axis=1) / np.sqrt(12) / 1.6


# hairline of the default face as seen from its left: z, y in mm from the trichion, closed behind
_HAIRLINE = (
    (1, 2), (-12, -5), (-25, -17), (-28, -30), (-24, -44), (-33, -62), (-43, -76), (-45, -92),
    (-55, -92), (-60, -66), (-96, -63), (-102, -98), (-118, -128), (-240, -140), (-240, 90),
    (40, 90),
)  # fmt: skip


def scalp(points: Points, marks: Mapping[str, np.ndarray]) -> np.ndarray:
    """Depth 0..1 behind the hairline (n,), which hangs on the trichion and is no ruler's line.

    0 from 6 mm before it, 1 from 34 mm behind.
    """
    if not {"trichion", "tragion_left"} <= set(marks):
        return np.zeros(len(points))
    top, ear = marks["trichion"], marks["tragion_left"]
    scale = (top - ear)[[2, 1]] / [62.0, 85.0]
    line = top[[2, 1]] + np.array(_HAIRLINE) * scale
    inside = _inside(points[:, [2, 1]], line) + 1.1 * mottle(points, 11.0)
    return np.clip((inside + 6.0) / 40.0, 0, 1)


def _inside(points: Points, polygon: np.ndarray) -> np.ndarray:
    """Distance (n,) of plane points from a polygon's edge, positive inside."""
    start, end = polygon, np.roll(polygon, -1, axis=0)
    run = end - start
    away = points[:, None] - start
    t = np.clip((away * run).sum(-1) / (run**2).sum(-1), 0, 1)
    distance = np.linalg.norm(away - t[..., None] * run, axis=-1).min(axis=1)
    above = (start[:, 1] > points[:, 1:]) != (end[:, 1] > points[:, 1:])
    with np.errstate(divide="ignore", invalid="ignore"):
        crossing = start[:, 0] + run[:, 0] * (points[:, 1:] - start[:, 1]) / run[:, 1]
    odd = (above & (points[:, :1] < crossing)).sum(axis=1) % 2 == 1
    return np.where(odd, distance, -distance)


def _marks(mesh: Any) -> dict[str, np.ndarray]:
    return {name: mesh.vertices[vertex] for name, vertex in mesh.landmarks.items()}


def _bytes(share: np.ndarray) -> np.ndarray:
    return np.round(255 * np.clip(share, 0, 1)).astype(np.uint8)
