"""The surface of a face as arrays: vertices, triangles, mirror map, landmarks, areas and curves."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any

import numpy as np

SYMMETRIC_MM = 1e-9
"""Below this two sides are told apart by rounding alone."""


@dataclass(frozen=True, eq=False)
class Mesh:
    """A face surface and the names on it. Arrays are read-only.

    Attributes
    ----------
    vertices : numpy.ndarray
        (V, 3) mm; origin mid-way between the tragi, +x the subject's left, +y up, +z out of the
        face.
    faces : numpy.ndarray
        (F, 3) triangles, counter-clockwise seen from outside.
    mirror : numpy.ndarray
        (V,) vertex that is the mirror image of each vertex.
    landmarks : mapping of str to int
        Vertex of each landmark.
    areas : mapping of str to numpy.ndarray
        (V,) weight 0..1 of each area of the skin; the weights of a vertex sum to 1.
    curves : mapping of str to numpy.ndarray
        (K,) vertices along a line on the face.
    eye_centres : numpy.ndarray
        (2, 3) mm, left then right.
    eye_radius : float
        mm.
    level : int or None
        Level of detail of the default face's topology, whatever the shape; else None.
    quads : numpy.ndarray or None
        (Q, 4), where the surface was made of quads.
    """

    vertices: np.ndarray
    faces: np.ndarray
    mirror: np.ndarray
    landmarks: Mapping[str, int]
    areas: Mapping[str, np.ndarray]
    curves: Mapping[str, np.ndarray]
    eye_centres: np.ndarray
    eye_radius: float
    level: int | None = None
    quads: np.ndarray | None = None

    def __post_init__(self) -> None:
        freeze_fields(self, _DTYPES)
        object.__setattr__(self, "landmarks", MappingProxyType(dict(self.landmarks)))
        for name, dtype in (("areas", float), ("curves", np.int32)):
            rows = {key: frozen(row, dtype) for key, row in getattr(self, name).items()}
            object.__setattr__(self, name, MappingProxyType(rows))

    def __repr__(self) -> str:
        where = "" if self.level is None else f", level {self.level}"
        return f"Mesh({len(self.vertices)} vertices, {len(self.faces)} faces{where})"

    @cached_property
    def symmetric(self) -> bool:
        """Whether this is a face on the default topology that is its own mirror image."""
        if self.level is None:
            return False
        apart = np.abs(self.vertices - reflect(self.vertices, self.mirror)).max()
        eyes = np.abs(self.eye_centres - self.eye_centres[::-1] * [-1, 1, 1]).max()
        return bool(max(apart, eyes) < SYMMETRIC_MM)

    def points(self, landmarks: Iterable[str]) -> np.ndarray:
        """Positions (K, 3) mm of landmarks.

        Parameters
        ----------
        landmarks : iterable of str
            K names of `landmarks`.

        Returns
        -------
        numpy.ndarray

        Examples
        --------
        >>> import facemodel as fm
        >>> left, right = fm.load().mesh.points(["cheilion_left", "cheilion_right"])
        >>> print((left - right).round(1))
        [54.3  0.   0. ]
        """
        return self.vertices[[self.landmarks[name] for name in landmarks]]

    def at(self, points: np.ndarray) -> "Mesh":
        """The mesh of some vertices alone, without faces; what names them is kept.

        Parameters
        ----------
        points : numpy.ndarray
            (P,) vertices; with each also its mirror image.

        Returns
        -------
        Mesh
        """
        new = np.full(len(self.vertices), -1)
        new[points] = np.arange(len(points))
        kept = {name: new[line][new[line] >= 0] for name, line in self.curves.items()}
        whole = [
            n for n, line in kept.items() if len(line) == len(self.curves[n]) or n == "outline"
        ]
        return Mesh(
            vertices=self.vertices[points],
            faces=np.zeros((0, 3), int),
            mirror=new[self.mirror[points]],
            landmarks={name: int(new[v]) for name, v in self.landmarks.items() if new[v] >= 0},
            areas={name: weights[points] for name, weights in self.areas.items()},
            curves={name: kept[name] for name in whole},
            eye_centres=self.eye_centres,
            eye_radius=self.eye_radius,
        )

    def __reduce__(self) -> tuple[Any, ...]:
        # a mappingproxy cannot be pickled; plain dicts can, and __post_init__ wraps them again
        return Mesh, (
            self.vertices, self.faces, self.mirror, dict(self.landmarks), dict(self.areas),
            dict(self.curves), self.eye_centres, self.eye_radius, self.level, self.quads,
        )  # fmt: skip


def to_arrays(mesh: Mesh) -> dict[str, np.ndarray]:
    """All of a mesh that has quads and a level, as arrays of numbers and of words."""
    areas, curves = mesh.areas, mesh.curves
    return {
        **{name: getattr(mesh, name) for name in _DTYPES},
        "landmark_names": np.array(list(mesh.landmarks)),
        "landmarks": np.array(list(mesh.landmarks.values())),
        "area_names": np.array(list(areas)),
        "areas": np.stack(list(areas.values())),
        "curve_names": np.array(list(curves)),
        "curves": np.concatenate(list(curves.values())),
        "curve_ends": np.cumsum([len(line) for line in curves.values()]),
        "eye_radius": np.array(mesh.eye_radius),
        "level": np.array(mesh.level),
    }


def from_arrays(arrays: Mapping[str, np.ndarray]) -> Mesh:
    """The inverse of `to_arrays`."""
    names = {of: arrays[f"{of}_names"].tolist() for of in ("landmark", "area", "curve")}
    lines = np.split(arrays["curves"], arrays["curve_ends"][:-1])
    return Mesh(
        **{name: arrays[name] for name in _DTYPES},
        landmarks=dict(zip(names["landmark"], arrays["landmarks"].tolist(), strict=True)),
        areas=dict(zip(names["area"], arrays["areas"], strict=True)),
        curves=dict(zip(names["curve"], lines, strict=True)),
        eye_radius=float(arrays["eye_radius"]),
        level=int(arrays["level"]),
    )


_DTYPES = {
    "vertices": float,
    "faces": np.int32,
    "mirror": np.int32,
    "eye_centres": float,
    "quads": np.int32,
}


def frozen(values, dtype=None) -> np.ndarray:
    """Read-only array of `values`; shares memory only with arrays that are read-only already."""
    array = np.asarray(values, dtype)
    if array.flags.writeable:
        array = np.array(array)
        array.flags.writeable = False
    return array


def freeze_fields(one: object, dtypes: Mapping[str, type]) -> None:
    """Makes array fields of a frozen dataclass read-only while it is made; None stays."""
    for name, dtype in dtypes.items():
        value = getattr(one, name)
        if value is not None:
            object.__setattr__(one, name, frozen(value, dtype))


def face_normals_areas(vertices: np.ndarray, faces: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Unit normals (..., F, 3) and areas (..., F) mm2 of triangles; vertices (..., V, 3)."""
    a, b, c = (vertices[..., faces[:, j], :] for j in range(3))
    cross = np.cross(b - a, c - a)
    length = np.linalg.norm(cross, axis=-1)
    return cross / np.maximum(length, 1e-300)[..., None], length / 2


def vertex_areas(vertices: np.ndarray, faces: np.ndarray) -> np.ndarray:
    """Area (V,) mm2 that each vertex (V, 3) stands for: a third of its triangles."""
    areas = face_normals_areas(vertices, faces)[1]
    return np.bincount(faces.ravel(), np.repeat(areas / 3, 3), minlength=len(vertices))


def vertex_normals(vertices: np.ndarray, faces: np.ndarray) -> np.ndarray:
    """Unit normals (V, 3) of vertices (V, 3): area-weighted mean of the triangles round each."""
    normals, areas = face_normals_areas(vertices, faces)
    weighted = np.repeat(normals * areas[:, None], 3, axis=0)
    corner = faces.ravel()
    total = np.stack(
        [np.bincount(corner, weighted[:, k], minlength=len(vertices)) for k in range(3)], axis=1
    )
    return total / np.maximum(np.linalg.norm(total, axis=1, keepdims=True), 1e-300)


def edges(faces: np.ndarray) -> np.ndarray:
    """Edges (E, 2) of triangles or quads (F, 3 or 4), each once, smaller vertex first, sorted."""
    ends = np.stack([faces, np.roll(faces, -1, axis=1)], axis=-1).reshape(-1, 2)
    return np.unique(np.sort(ends, axis=1), axis=0)


def boundary_loops(faces: np.ndarray) -> list[np.ndarray]:
    """Vertices along each hole or border, in the direction of the faces' edges, longest first."""
    ends = np.stack([faces, np.roll(faces, -1, axis=1)], axis=-1).reshape(-1, 2).astype(np.int64)
    n = int(faces.max()) + 1
    forward, backward = ends[:, 0] * n + ends[:, 1], ends[:, 1] * n + ends[:, 0]
    onward = {int(a): int(b) for a, b in ends[~np.isin(forward, backward)]}
    loops = []
    while onward:
        start, following = next(iter(onward.items()))
        loop = [start]
        while following != start:
            loop.append(following)
            following = onward.pop(following)
        del onward[start]
        loops.append(np.array(loop))
    return sorted(loops, key=len, reverse=True)


def reflect(vectors: np.ndarray, mirror: np.ndarray) -> np.ndarray:
    """Positions or displacements (..., V, 3) as a mirror shows them: left and right exchanged."""
    return vectors[..., mirror, :] * np.array([-1, 1, 1], vectors.dtype)
