"""How a scan lies: the points that place it, its similarity to the default face, its unit."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from facemodel.anatomy import landmarks
from facemodel.data.files import display_name, file_bytes, json_value
from facemodel.errors import FaceModelError, kind_of, unknown

UNITS = {"um": 0.001, "mm": 1.0, "cm": 10.0, "in": 25.4, "dm": 100.0, "ft": 304.8, "m": 1000.0}
"""Millimetres per unit that scanners write in."""
HEAD_SIZES = (0.64, 1.56)
"""Size of a head, relative to the default face, that a unit is believed for [assume]: wider than
people differ, children included, narrower than the steps between units."""


@dataclass(frozen=True, eq=False)
class Similarity:
    """x -> scale * rotation @ x + shift."""

    scale: float
    rotation: np.ndarray
    shift: np.ndarray

    def __call__(self, points: np.ndarray) -> np.ndarray:
        return self.scale * np.asarray(points) @ self.rotation.T + self.shift

    def back(self, points: np.ndarray) -> np.ndarray:
        """What lies at these points afterwards."""
        return (np.asarray(points) - self.shift) @ self.rotation / self.scale

    def then(self, other: "Similarity") -> "Similarity":
        """This one, and the other after it."""
        return Similarity(
            other.scale * self.scale, other.rotation @ self.rotation, other(self.shift)
        )


def fit(
    source: np.ndarray, target: np.ndarray, scaled: bool = True, weight: np.ndarray | None = None
) -> Similarity:
    """The similarity (or rigid motion) that brings points (n,3) nearest to others.

    Least squares, each point with its weight (n,); S. Umeyama, IEEE PAMI 13 (1991) 376. A
    reflection is never returned.
    """
    w = np.full(len(source), 1 / len(source)) if weight is None else weight / weight.sum()
    a, b = w @ source, w @ target
    u, size, vt = np.linalg.svd((target - b).T @ ((source - a) * w[:, None]))
    sign = np.array([1.0, 1.0, np.sign(np.linalg.det(u) * np.linalg.det(vt))])
    rotation = (u * sign) @ vt
    spread = (w * ((source - a) ** 2).sum(1)).sum()
    scale = float((size * sign).sum() / spread) if scaled else 1.0
    return Similarity(scale, rotation, b - scale * rotation @ a)


ROBUST_ROUNDS = 12


def robust(source: np.ndarray, target: np.ndarray) -> Similarity:
    """The similarity that most points agree on: what lies far off hardly counts (Geman-McClure,
    its scale twice the median distance)."""
    weight = np.ones(len(source))
    for _ in range(ROBUST_ROUNDS):
        place = fit(source, target, weight=weight)
        away = np.linalg.norm(place(source) - target, axis=1)
        weight = 1 / (1 + (away / (2 * np.median(away) + 1e-12)) ** 2) ** 2
    return place


def is_mirrored(source: np.ndarray, target: np.ndarray) -> bool:
    """Whether a mirror image of the points fits the others clearly better than they do."""

    def misfit(points):
        return np.linalg.norm(fit(points, target)(points) - target)

    return bool(misfit(source * [-1, 1, 1]) < 0.5 * misfit(source))


def unit_of(size: float) -> tuple[str, float] | None:
    """Name and mm of the unit in which a head has a person's size; None: there is no such.

    `size` is that of the head in the file's units, relative to the default face in mm.
    """
    low, high = HEAD_SIZES
    return next(((n, mm) for n, mm in UNITS.items() if low <= size * mm <= high), None)


NEEDED = (
    "exocanthion_left", "endocanthion_left", "endocanthion_right", "exocanthion_right",
    "pronasale", "alare_left", "alare_right", "subnasale",
    "cheilion_left", "cheilion_right", "stomion_superius", "pogonion",
)  # fmt: skip
"""The twelve that place a scan: corners of the eyes, tip, wings and base of the nose, corners of
the mouth, where the lips meet, and the chin's foremost point; sides are the person's own."""
LARGEST_BYTES = 1_000_000

Landmarks = Mapping[str, np.ndarray]


def given(what: object) -> dict[str, np.ndarray]:
    """Points (3,) by name, in the scan's own units, from a mapping or the path of a JSON file.

    A JSON file holds one object, {"pronasale": [x, y, z], ...}. Names are those of
    face.mesh.landmarks; those of NEEDED must be there, more make it better. Errors: anything else.
    """
    if isinstance(what, (str, os.PathLike)):
        what = _file(what)
    if not isinstance(what, Mapping):
        raise FaceModelError(
            f"landmarks are a mapping of names to [x, y, z] or the path of a JSON file, got "
            f"{kind_of(what)}"
        )
    points = {_name(name): _point(name, value) for name, value in what.items()}
    missing = [name for name in NEEDED if name not in points]
    if missing:
        raise FaceModelError(
            f"{len(missing)} of the {len(NEEDED)} landmarks that place a scan are missing: "
            + ", ".join(missing)
        )
    _check_apart(points)
    return points


def _file(path: str | os.PathLike[str]) -> object:
    """What a JSON file of landmarks holds."""
    name = display_name(path)
    data = file_bytes(path, name, LARGEST_BYTES)
    try:
        return json_value(data, "file of landmarks")
    except FaceModelError as error:
        raise FaceModelError(
            f"the landmarks {name}: {error}; a file holds one object "
            '{"pronasale": [x, y, z], ...}'
        ) from None


def _name(name: object) -> str:
    known = landmarks.names()
    if not isinstance(name, str) or name not in known:
        shown = name[:60] if isinstance(name, str) else name
        raise unknown("landmark", shown, known, see="face.mesh.landmarks")
    return name


def _point(name: str, value: object) -> np.ndarray:
    try:
        point = np.asarray(value)
    except ValueError:
        point = np.empty(0)
    if point.dtype.kind not in "iuf" or point.shape != (3,) or not np.isfinite(point).all():
        raise FaceModelError(f"landmark {name!r} must be three numbers [x, y, z]")
    return point.astype(float)


def _check_apart(points: Landmarks) -> None:
    """Refuses two names at one place: a click that was meant for another name."""
    order = sorted(points, key=lambda name: tuple(points[name]))
    lips = {"stomion_superius", "stomion_inferius"}
    for one, other in pairwise(order):
        if np.array_equal(points[one], points[other]) and {one, other} != lips:
            raise FaceModelError(f"landmarks {one!r} and {other!r} are at one place; correct one")
