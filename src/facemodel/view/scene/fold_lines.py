"""Where skin creases: the course of its fold lines over the display surface.

Skin creases when it is pressed together across a line. Only the course is fixed here (phase,
gradient, mask); how deep a line shows is computed from the moving surface (js/core/geometry.js,
`Creases`), so a paralysed forehead has none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from facemodel.anatomy import nasolabial

Points = np.ndarray
DIMPLED = 40.0
"""Added to the phase of skin that dimples instead, which lies below 20, so that shaders tell
it from lines (scene/light.js): muscle fibres end in it one by one."""

HANGING = -30.0
"""Added to the phase of the fold over an upper lid: it is there at rest and goes as the lid closes,
so that scene/head.js must tell it from lines."""


_NEEDED = {"endocanthion_left", "exocanthion_left", "glabella", "cheilion_left", "alare_left"}


def folds(
    mesh: Any, marks: Mapping[str, np.ndarray], *coarser: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Course of the fold lines: phase (V,) (a line at each whole number), its gradient (V,3) per mm
    (clipped to 1), mask (V,) 0..1. `coarser` are other triangles drawn on the same vertices."""
    points = mesh.vertices
    courses = _courses(mesh, marks)
    if not courses:
        return np.zeros(len(points)), np.zeros((len(points), 3)), np.zeros(len(points))
    phases, gradients, masks = [], [], []
    for phase, mask in courses:
        phases.append(phase(points))
        steps = [phase(points + 0.05 * axis) - phase(points - 0.05 * axis) for axis in np.eye(3)]
        gradients.append(np.stack(steps, axis=1) / 0.1)
        # the nasolabial fold is the deepest: js/scene/skin.js makes a mask of 1 that much stronger
        masks.append(np.clip(mask, 0, 1) * (1.0 if phase.__name__ == "smile" else 0.6))
    masks = np.array(masks)
    family = _families(masks, mesh.faces)
    pick = (family, np.arange(len(points)))
    mask = masks[pick]
    for triangles in (mesh.faces, *coarser):
        # a phase cannot jump in sight: where two families meet, neither shows
        mixed = triangles[(family[triangles] != family[triangles[:, :1]]).any(axis=1)]
        mask[mixed] = 0
    return np.array(phases)[pick], np.clip(np.array(gradients)[pick], -1, 1), mask


def _families(masks: np.ndarray, faces: np.ndarray, reach: int = 6) -> np.ndarray:
    """Family of lines (V,) at each vertex: the strongest mask, carried `reach` edges beyond it."""
    family = np.where(masks.max(axis=0) > 0.01, masks.argmax(axis=0), -1)
    for _ in range(reach):
        nearby = family[faces].max(axis=1)
        grown = np.full(len(family), -1)
        np.maximum.at(grown, faces.ravel(), np.repeat(nearby, 3))
        family = np.where(family < 0, grown, family)
    return np.maximum(family, 0)


def _courses(mesh: Any, marks: Mapping[str, np.ndarray]) -> list[tuple[Callable, np.ndarray]]:
    """(phase(points), mask (V,)) of each family of lines whose landmarks and areas the mesh has."""
    if not set(marks) >= _NEEDED:
        return []
    points = mesh.vertices
    x, y = np.abs(points[:, 0]), points[:, 1]
    outer, between = marks["exocanthion_left"], marks["glabella"]
    corner, wing = marks["cheilion_left"], marks["alare_left"]
    below = marks.get("sublabiale", corner - [0, 20, 0])
    root = marks.get("nasion", between - [0, 15.6, 0])
    top = marks["trichion"][1] if "trichion" in marks else between[1] + 48

    def forehead(p):
        side = np.abs(p[:, 0])
        wave = 1.6 * np.cos(side / 15.0) - 0.0022 * side**2 + 0.5 * np.sin(side / 5.3 + p[:, 1] / 9)
        return (p[:, 1] - between[1] - 6.0 - wave) / 9.0

    def frown(p):
        return (np.abs(p[:, 0]) - 0.16 * (p[:, 1] - between[1])) / 12.0 + 0.5

    def crow(p):
        run = np.hypot(np.abs(p[:, 0]) - outer[0], p[:, 2] - outer[2])
        side = np.where(np.abs(p[:, 0]) > outer[0], 1.0, -1.0)
        return np.arctan2(p[:, 1] - outer[1] + 1.0, side * run + 6.0) / np.radians(21.0)

    def bunny(p):
        # from the sides of the nose up and straight across its root, where the procerus draws one
        return (p[:, 1] - root[1] - 1.5 + 0.8 * (np.hypot(p[:, 0], 9.0) - 9.0)) / 5.5

    def smile(p):
        return _beside(p, wing, corner) / 20.0

    def chin(p):
        return (p[:, 1] - below[1]) / 6.5 + DIMPLED

    def lip(p):
        return np.abs(p[:, 0]) / 3.6 + 0.5

    away = np.hypot(np.hypot(x - outer[0], points[:, 2] - outer[2]), y - outer[1])
    lateral = smooth((x - outer[0] - 2) / 5)
    drop = (wing[1] + 4 - y) / (wing[1] - corner[1])
    return [
        (forehead, mix(mesh, {"forehead_central": 1, "forehead_lateral": 0.9})
            * smooth((top - 6 - y) / 12)
            * smooth((0.95 * outer[0] + 12 - x) / 14)),
        (frown, smooth((15 - x) / 5) * smooth((16 - np.abs(y - between[1] + 3)) / 11)),
        (crow, 0.75 * lateral * smooth((away - 5) / 7) * smooth((27 - away) / 15)
            * smooth((outer[1] + 9 - y) / 6) * smooth((y - outer[1] + 20) / 8)),
        (bunny, 0.8 * mix(mesh, {"nose_sidewall": 1, "nose_root": 1})),
        (smile, smooth((7.5 - np.abs(_beside(points, wing, corner))) / 3.0)
            * smooth(drop / 0.3) * smooth((1.2 - drop) / 0.7)),
        (chin, 0.9 * smooth((22 - x) / 10) * smooth((below[1] + 4 - y) / 5)
            * smooth((y - below[1] + 34) / 16)),
        (lip, 0.7 * mix(mesh, {"upper_lip_skin": 1, "lower_lip_skin": 0.8, "philtrum": 0.6})
            * smooth((y - below[1] + 1) / 5)),
        _over_lid(points, marks["endocanthion_left"], outer),
    ]  # fmt: skip


def _over_lid(points: Points, inner: np.ndarray, outer: np.ndarray) -> tuple[Callable, np.ndarray]:
    """The fold over the upper lids, arched as they are and highest over their middle."""
    wide = outer[0] - inner[0]

    def lid(p):
        across = (np.abs(p[:, 0]) - inner[0]) / wide - 0.54
        top = (inner[1] + outer[1]) / 2 + wide * (0.398 - 0.51 * across**2)
        return (p[:, 1] - top) / 6.0 + HANGING

    x = np.abs(points[:, 0])
    mask = smooth((2.6 - np.abs(6.0 * (lid(points) - HANGING))) / 1.2)
    mask = (
        mask
        * smooth((x - inner[0] - 1) / (0.25 * wide))
        * smooth((outer[0] + 1 - x) / (0.2 * wide))
    )
    return lid, mask * (points[:, 2] > inner[2] - 8)


def _beside(points: Points, wing: np.ndarray, corner: np.ndarray) -> np.ndarray:
    """Distance (n,) mm outwards from the nasolabial line, about along the skin."""
    return 0.8 * nasolabial.beside(points, wing, corner)


def mix(mesh: Any, shares: Mapping[str, float]) -> np.ndarray:
    """Sum of area weights times shares (V,); areas that a mesh does not have count nothing."""
    total = np.zeros(len(mesh.vertices))
    for name, share in shares.items():
        total += share * np.asarray(mesh.areas.get(name, 0.0))
    return total


def smooth(t: np.ndarray) -> np.ndarray:
    t = np.clip(t, 0, 1)
    return t * t * (3 - 2 * t)
