"""Heads of nobody as a scanner would give them: relief, folds of age, noise, colours; and bodies
that are no face. Every number is drawn from a seed.
"""

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from facemodel.anatomy import template
from facemodel.anatomy.mesh import vertex_normals
from facemodel.capture import makehuman
from facemodel.capture.heads import WEIGHTS, head_mesh
from facemodel.capture.scan.reading import Surface
from facemodel.capture.seen.views import turning

UNITS = {"mm": 1.0, "cm": 0.1, "m": 0.001}
NOISE_MM = 0.12
"""Of each point, and of slow waves beside it: hand-held scanners give 0.05 to 0.2."""
TONES = {"african": (0.10, 0.05, 0.03), "asian": (0.42, 0.24, 0.15), "caucasian": (0.5, 0.29, 0.22)}
_LIPS = ("cheilion_left", "cheilion_right", "stomion_superius")


@dataclass(frozen=True, eq=False)
class Made:
    """A head in mm, upright: its surface, where its landmarks lie on it, colours (n,3) in 0..255,
    and how the head was made."""

    name: str
    surface: Surface
    landmarks: Mapping[str, np.ndarray]
    colours: np.ndarray


def people(data: makehuman.Data | None = None) -> dict[str, Callable[[], Made]]:
    """How to make heads of all ages, sexes, weights and ancestries, the shapes of `load_head`;
    MakeHuman's too where its data is given."""
    made: dict[str, Any] = {"default": (_of_modes, (25, 0.5, 0.5, None, 0.0, 0), None)}
    for k, (male, ancestry) in enumerate(itertools.product((0.0, 1.0), makehuman.ANCESTRIES)):
        sex, weight = makehuman.SEXES[int(male)], list(WEIGHTS)[k % 3]
        age, other = (18, 75, 45, 60, 30, 88)[k], (70, 25, 50, 35, 85, 25)[k]
        how = (age, male, WEIGHTS[weight], ancestry, 0.6, k)
        made[f"{sex} {age} {weight} {ancestry}"] = _of_modes, how, k
        if data is not None:
            how = (data, other, male, WEIGHTS[list(WEIGHTS)[(k + 1) % 3]], ancestry)
            made[f"MakeHuman {sex} {other} {ancestry}"] = _of_makehuman, how, 20 + k
    return {name: partial(_made, name, *how) for name, how in made.items()}


def _of_modes(age, male, heavy, ancestry, asymmetry, seed):
    """Skin, landmarks and eyes of a head, its age and ancestry."""
    if ancestry is None:
        mesh = template.mesh(2)
    else:
        mesh = head_mesh(age, male, heavy, ((ancestry, 1.0),), asymmetry, seed, level=2)
    at = dict(mesh.landmarks)
    return (mesh.vertices, mesh.faces, at, mesh.eye_centres, mesh.eye_radius), age, ancestry


def _of_makehuman(data, age, male, weight, ancestry):
    import trimesh

    person = data.person(makehuman.parts(age, male, 0.5, {ancestry: 1.0}))
    person = person + makehuman.fatness(data, weight)
    eyes, radius = makehuman.eyes(data, person)
    vertices, triangles = makehuman.head(data, person)
    used, corners = np.unique(triangles, return_inverse=True)
    row = {int(v): k for k, v in enumerate(used)}
    fine, faces = trimesh.remesh.subdivide_loop(vertices[used], corners.reshape(-1, 3), 1)
    at = {name: row[k] for name, k in makehuman.LANDMARKS.items()}
    return (fine, faces, at, eyes, radius), age, ancestry


def _made(name, way, how, seed) -> Made:
    (vertices, faces, at, eyes, radius), age, ancestry = way(*how)
    places = {n: vertices[k] for n, k in at.items()}
    normal = vertex_normals(vertices, faces)
    if seed is not None:
        height = relief(vertices, places, eyes, age, seed)
        vertices = vertices + height[:, None] * normal
    colours = painted(vertices, normal, places, eyes, ancestry or "caucasian", seed or 0)
    places = {n: vertices[k] for n, k in at.items()}
    surface, colours = with_eyes(vertices, faces, colours, eyes, radius)
    return Made(name, surface, places, colours)


def with_eyes(vertices, faces, colours, eyes, radius) -> tuple[Surface, np.ndarray]:
    """Skin and both eyeballs as one surface, and its colours."""
    import trimesh

    ball = trimesh.creation.icosphere(4, radius)
    iris = (np.hypot(*ball.vertices[:, :2].T) < 0.48 * radius) & (ball.vertices[:, 2] > 0)
    shade = np.repeat(225.0 - 160.0 * iris[:, None], 3, 1)
    count = len(vertices) + np.array([0, len(ball.vertices)])
    points = [vertices, *(ball.vertices + centre for centre in eyes)]
    corners = [faces, *(ball.faces + first for first in count)]
    surface = Surface(np.concatenate(points), np.concatenate(corners))
    return surface, np.concatenate([colours, shade, shade])


def relief(skin, at, eyes, age: float, seed: int) -> np.ndarray:
    """(n,) mm: what makes a face its own beyond any shape mode. Nothing at lids and where lips
    meet, which are closed."""
    random = np.random.default_rng([seed, 18])
    old = float(np.clip((age - 25) / 60, 0, 1))
    front = skin[skin[:, 2] > at["exocanthion_left"][2] - 10]
    out = np.zeros(len(skin))
    for centre in front[random.integers(len(front), size=16)]:
        out += random.normal(0, 0.6) * _bump(skin, centre, random.uniform(7, 16))
    nose = at["pronasale"] + 0.5 * (eyes.mean(0) - at["pronasale"]) + [0, 2, 10]
    out += random.uniform(-0.8, 1.5) * _bump(skin, nose, 6)
    out += random.uniform(-0.5, 1.0) * _bump(skin, at["pronasale"], 8)
    out += random.uniform(-1.2, 1.0) * _bump(skin, at["pogonion"], 7)
    brow = eyes[:, 1].mean() + 20
    lines = np.sin(2 * np.pi * skin[:, 1] / 9) * np.clip((skin[:, 1] - brow - 8) / 8, 0, 1)
    out += 0.35 * old * lines * (skin[:, 2] > 40)
    for side, eye in zip(("left", "right"), eyes, strict=True):
        out += random.uniform(0, 1.2) * _bump(skin, eye + np.array([0, 18, 12]), 7)  # brow
        out += 1.2 * old * _bump(skin, eye + np.array([0, -17, 12]), 7)  # bag below the eye
        wing, corner = at[f"alare_{side}"], at[f"cheilion_{side}"]
        outward = np.array([np.sign(corner[0]) * 9, 0, 0])
        for t in np.linspace(0, 1, 9):
            out -= 0.45 * old * _bump(skin, (1 - t) * wing + t * corner + outward * (0.3 + t), 3)
    return out * _away(skin, at)


def _bump(skin, centre, width):
    return np.exp(-((np.linalg.norm(skin - centre, axis=1) / width) ** 2))


def _away(skin, at) -> np.ndarray:
    """(n,) 0 at the lids and along the line of the lips, 1 from some millimetres on."""
    away = np.ones(len(skin))
    for side in ("left", "right"):
        inner, outer = at[f"endocanthion_{side}"], at[f"exocanthion_{side}"]
        half = np.linalg.norm(outer - inner) / 2
        flat = (skin - (inner + outer) / 2)[:, :2] / [half, 7]
        away *= np.clip((np.hypot(*flat.T) - 1) / 0.5, 0, 1)
    left, right, middle = (at[n] for n in _LIPS)
    across = np.clip((skin[:, 0] - right[0]) / (left[0] - right[0]), 0, 1)
    corners = (left[1] + right[1]) / 2
    line = corners + (middle[1] - corners) * 4 * across * (1 - across)
    beyond = np.maximum(np.abs(skin[:, 0] - middle[0]) - (left[0] - right[0]) / 2, 0)
    return away * np.clip((np.hypot(skin[:, 1] - line, beyond) - 1) / 4, 0, 1)


def painted(skin, normal, at, eyes, ancestry: str, seed: int) -> np.ndarray:
    """(n,3) 0..255: a tone, brows, lips, red cheeks, freckles, and a room's light from one side."""
    random = np.random.default_rng([seed, 81])
    colour = np.tile(np.array(TONES[ancestry]) * random.uniform(0.85, 1.15), (len(skin), 1))
    mouth = (at["cheilion_left"] + at["cheilion_right"]) / 2
    lips = np.hypot((skin[:, 0] - mouth[0]) / 25, (skin[:, 1] - at["stomion_superius"][1]) / 8) < 1
    colour[lips & (skin[:, 2] > mouth[2] - 8)] *= [0.85, 0.55, 0.6]
    for eye in eyes:
        brow = np.hypot((skin[:, 0] - eye[0]) / 22, (skin[:, 1] - eye[1] - 21) / 4) < 1
        colour[brow & (skin[:, 2] > eye[2])] *= 0.35
        colour *= 1 - _bump(skin, eye + np.array([0, -38, 8]), 14)[:, None] * [0.02, 0.18, 0.15]
    front = skin[skin[:, 2] > at["exocanthion_left"][2]]
    for centre in front[random.integers(len(front), size=12)]:
        colour[np.linalg.norm(skin - centre, axis=1) < random.uniform(1.2, 2.5)] *= 0.5
    light = 0.8 + 0.2 * normal @ np.array([0.6, 0.5, 0.62])
    return 255 * np.clip(colour * light[:, None], 0, 1) ** (1 / 2.2)


def noisy(surface: Surface, seed: int, mm: float = NOISE_MM) -> Surface:
    """As a scanner has it: each point off by itself, and slow waves along the surface."""
    random = np.random.default_rng([seed, 5])
    normal = vertex_normals(surface.vertices, surface.triangles)
    waves = sum(
        np.sin(surface.vertices @ random.normal(0, 2 * np.pi / 40, 3) + random.uniform(0, 6))
        for _ in range(6)
    )
    off = random.normal(0, mm, len(normal)) + mm * waves / np.sqrt(3)
    return Surface(surface.vertices + off[:, None] * normal, surface.triangles)


POSES = tuple(
    turning(*angles) for angles in ((0, 0), (90, 0), (-35, 20), (180, 0), (0, -90), (140, 65))
)
"""As programs leave a head: upright, from the side, turned, from behind, on its back, askew."""


def laid_down(points: np.ndarray, pose: int, unit: str) -> np.ndarray:
    """Points in a pose and unit, far from where they were."""
    return UNITS[unit] * (points @ POSES[pose].T + [30.0, -500.0, 80.0])


def no_faces() -> dict[str, Surface]:
    """Ten bodies without a face, one of them a head from which the face was cut."""
    import trimesh

    ball, make = trimesh.creation.icosphere(5), trimesh.creation
    ways = ball.vertices
    egg = ways * [62, 88, 75] * (1 - 0.18 * ways[:, 1:2])
    made = {
        "sphere": (100 * ways, ball.faces),
        "ellipsoid": (ways * [70, 100, 90], ball.faces),
        "egg": (egg, ball.faces),
    }
    for seed in (1, 4, 9):
        bumps = np.random.default_rng(seed).normal(size=(12, 3))
        bumps /= np.linalg.norm(bumps, axis=1, keepdims=True)
        grown = 1 + 0.15 * np.exp(-8 * (1 - ways @ bumps.T)).sum(1, keepdims=True)
        made[f"lumps {seed}"] = (90 * grown * ways, ball.faces)
    bodies = {
        "box": make.box((100, 140, 90)).subdivide().subdivide().subdivide(),
        "ring": make.torus(80, 30, 64, 64),
        "tube": make.cylinder(60, 180, sections=64).subdivide().subdivide(),
    }
    made |= {name: (body.vertices, body.faces) for name, body in bodies.items()}
    mesh = template.mesh(2)
    far = np.linalg.norm(mesh.vertices - [0, -5, 80], axis=1) > 72
    made["head without its face"] = (mesh.vertices, mesh.faces[far[mesh.faces].all(1)])
    return {name: Surface(*one) for name, one in made.items()}
