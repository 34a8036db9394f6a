"""Binary glTF 2.0: a mesh of several surfaces with morph targets, and animations of their weights.

trimesh, which writes everything else, knows neither morph targets nor animations. Displacements
are sparse accessors: what a target leaves in place takes no room.
"""

import json
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

_FLOAT, _UINT16, _UINT32 = 5126, 5123, 5125
_POINTS, _CORNERS = 34962, 34963
_TYPES = {1: "SCALAR", 3: "VEC3", 4: "VEC4"}


@dataclass(frozen=True, eq=False)
class Surface:
    """One surface of a mesh at rest, lengths in mm.

    vertices, normals (n, 3); faces (m, 3); colours (n, 3) linear 0..1, or (n, 4) with opacity;
    roughness 0..1
    targets   (T, n, 3) displacement at weight 1; two-sided surfaces are seen from behind too
    """

    name: str
    vertices: np.ndarray
    normals: np.ndarray
    faces: np.ndarray
    colours: np.ndarray
    targets: np.ndarray
    roughness: float = 0.6
    two_sided: bool = False


@dataclass(frozen=True, eq=False)
class Animation:
    """Weights (K, T) of the targets at times (K,) in s, in between in proportion."""

    name: str
    times: np.ndarray
    weights: np.ndarray
    extras: Mapping[str, Any] = field(default_factory=dict)


def glb(
    surfaces: Sequence[Surface],
    targets: Sequence[str],
    animations: Sequence[Animation],
    extras: Mapping[str, Any],
) -> bytes:
    """A GLB file with one mesh of these surfaces, its targets named as Blender reads them.

    extras: of the file (its generator is told apart). The scene is in metres, as glTF asks.
    """
    blob = _Blob()
    primitives, materials = [], []
    for k, surface in enumerate(surfaces):
        primitives.append(_primitive(blob, surface, k))
        materials.append(_material(surface))
    mesh = {
        "name": "face",
        "primitives": primitives,
        "weights": [0.0] * len(targets),
        "extras": {"targetNames": list(targets)},
    }
    document = {
        "asset": {"version": "2.0", "generator": extras["generator"], "extras": dict(extras)},
        "scene": 0,
        "scenes": [{"name": "facemodel", "nodes": [0]}],
        # millimetres within, metres without
        "nodes": [
            {"name": "millimetres", "scale": [0.001] * 3, "children": [1]},
            {"name": "face", "mesh": 0},
        ],
        "meshes": [mesh],
        "materials": materials,
    }
    if animations:
        document["animations"] = [_animation(blob, one) for one in animations]
    return _file({**document, **blob.tables()}, b"".join(blob.chunks))


class _Blob:
    """The binary part of a file and the tables that say what lies where."""

    def __init__(self) -> None:
        self.chunks: list[bytes] = []
        self.size = 0
        self.views: list[dict[str, Any]] = []
        self.accessors: list[dict[str, Any]] = []
        self.empty: dict[int, int] = {}

    def view(self, array: np.ndarray, target: int | None = None) -> int:
        data = np.ascontiguousarray(array).tobytes()
        row = {"buffer": 0, "byteOffset": self.size, "byteLength": len(data)}
        self.views.append(row | ({"target": target} if target else {}))
        self.chunks += [data, bytes(-len(data) % 4)]
        self.size += len(data) + -len(data) % 4
        return len(self.views) - 1

    def add(
        self, array: np.ndarray, kind: int, target: int | None = None, bounds=False, **more
    ) -> int:
        """An accessor over an array (n,) or (n, k)."""
        row = {
            "bufferView": self.view(array, target),
            "componentType": kind,
            "count": len(array),
            "type": _TYPES[1 if array.ndim == 1 else array.shape[1]],
            **more,
        }
        return self._keep(row | (_bounds(array) if bounds else {}))

    def sparse(self, moved: np.ndarray) -> int:
        """An accessor over displacements (n, 3), of which most may be nothing."""
        n, rows = len(moved), np.flatnonzero(moved.any(axis=1))
        if len(rows):
            return self._sparse(moved, rows)
        if n not in self.empty:  # one serves all targets; Assimp opens no accessor without data
            self.empty[n] = self._sparse(moved, np.zeros(1, np.int64))
        return self.empty[n]

    def _sparse(self, moved: np.ndarray, rows: np.ndarray) -> int:
        """An accessor over displacements (n, 3) that tells those of some rows; others are none."""
        n, values = len(moved), moved[rows].astype("<f4")
        kind = np.uint16 if n <= 0xFFFF else np.uint32
        whole = values if len(rows) == n else np.concatenate([values, np.zeros((1, 3), "<f4")])
        row = {
            "componentType": _FLOAT,
            "count": n,
            "type": "VEC3",
            "sparse": {
                "count": len(rows),
                "indices": {
                    "bufferView": self.view(rows.astype(kind)),
                    "componentType": _UINT16 if kind is np.uint16 else _UINT32,
                },
                "values": {"bufferView": self.view(values)},
            },
        }
        return self._keep(row | _bounds(whole))

    def tables(self) -> dict[str, Any]:
        return {
            "accessors": self.accessors,
            "bufferViews": self.views,
            "buffers": [{"byteLength": self.size}],
        }

    def _keep(self, row: dict[str, Any]) -> int:
        self.accessors.append(row)
        return len(self.accessors) - 1


def _bounds(array: np.ndarray) -> dict[str, list[float]]:
    low, high = np.atleast_1d(array.min(axis=0)), np.atleast_1d(array.max(axis=0))
    return {"min": low.tolist(), "max": high.tolist()}


def _primitive(blob: _Blob, surface: Surface, material: int) -> dict[str, Any]:
    rgba = np.ones((len(surface.colours), 4))
    rgba[:, : surface.colours.shape[1]] = np.clip(surface.colours, 0, 1)
    attributes = {
        "POSITION": blob.add(surface.vertices.astype("<f4"), _FLOAT, _POINTS, bounds=True),
        "NORMAL": blob.add(_unit(surface.normals).astype("<f4"), _FLOAT, _POINTS),
        "COLOR_0": blob.add(
            np.round(65535 * rgba).astype("<u2"), _UINT16, _POINTS, normalized=True
        ),
    }
    corners = np.asarray(surface.faces).ravel()
    return {
        "attributes": attributes,
        "indices": blob.add(corners.astype("<u4"), _UINT32, _CORNERS),
        "material": material,
        "targets": [{"POSITION": blob.sparse(moved)} for moved in surface.targets],
    }


def _unit(rows: np.ndarray) -> np.ndarray:
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def _material(surface: Surface) -> dict[str, Any]:
    return {
        "name": surface.name,
        "doubleSided": surface.two_sided,
        **({"alphaMode": "BLEND"} if surface.colours.shape[1] == 4 else {}),
        "pbrMetallicRoughness": {"metallicFactor": 0.0, "roughnessFactor": surface.roughness},
    }


def _animation(blob: _Blob, one: Animation) -> dict[str, Any]:
    times = blob.add(np.asarray(one.times, "<f4"), _FLOAT, bounds=True)
    weights = blob.add(np.asarray(one.weights, "<f4").ravel(), _FLOAT)
    return {
        "name": one.name,
        "samplers": [{"input": times, "output": weights, "interpolation": "LINEAR"}],
        "channels": [{"sampler": 0, "target": {"node": 1, "path": "weights"}}],
        "extras": dict(one.extras),
    }


def _file(document: Mapping[str, Any], binary: bytes) -> bytes:
    text = json.dumps(document, separators=(",", ":"), allow_nan=False).encode()
    text += b" " * (-len(text) % 4)
    head = struct.pack("<III", 0x46546C67, 2, 28 + len(text) + len(binary))
    return b"".join(
        [
            head,
            struct.pack("<II", len(text), 0x4E4F534A),
            text,
            struct.pack("<II", len(binary), 0x004E4942),
            binary,
        ]
    )
