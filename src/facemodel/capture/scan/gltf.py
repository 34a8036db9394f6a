"""Where positions and triangles stand in a glTF 2.0 file, GLB or .gltf, node by node."""

import base64
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote_to_bytes

import numpy as np

from facemodel.capture.scan.bundle import Beside, nothing_beside
from facemodel.capture.scan.formats import NONE, Broken, fan, nothing, strips

LARGEST_JSON = 16_000_000
"""Of the description, without what is embedded in it."""
LARGEST_BUFFERS = 300_000_000
MOST_EMBEDDED = 10_000
MOST_NODES = 10_000
MOST_TRIANGLES = 2_000_000
_JSON, _BIN = 0x4E4F534A, 0x004E4942
_TYPES = {5120: "<i1", 5121: "<u1", 5122: "<i2", 5123: "<u2", 5125: "<u4", 5126: "<f4"}
_COMPRESSED = (
    "KHR_draco_mesh_compression", "EXT_meshopt_compression", "KHR_meshopt_compression",
)  # fmt: skip
_SHAPES: dict[int, Callable[[np.ndarray], np.ndarray]] = {
    4: lambda corners: corners.reshape(-1, 3),
    5: lambda corners: strips(corners[None]),
    6: lambda corners: fan(corners[None]),
}
"""Triangles of a part's corners by its mode; points and lines show no surface."""
_MOVES = {"matrix", "translation", "rotation", "scale"}


def read(data: bytes, beside: Beside = nothing_beside) -> tuple[np.ndarray, np.ndarray]:
    """Vertices and triangles of all parts of the scene, each where its node puts it.

    Nothing is read but the file's own bytes and what `beside` has of the files that it names as
    its geometry. Errors: `Broken`.
    """
    file = _opened(data, beside)
    required = file.scene.get("extensionsRequired", [])
    if isinstance(required, list) and any(name in required for name in _COMPRESSED):
        raise Broken(
            "its geometry is compressed (Draco or meshopt); export it without compression, or open "
            "it in Blender and export it from there as GLB"
        )
    placed = _placed(file.scene)
    meshes = {mesh: _primitives(file, mesh) for mesh in dict.fromkeys(m for m, _ in placed)}
    if sum(len(corners) for mesh, _ in placed for _, corners in meshes[mesh]) > MOST_TRIANGLES:
        raise Broken(f"its parts have more than {MOST_TRIANGLES:,} triangles together")
    points, triangles, count = [], [], 0
    for mesh, matrix in placed:
        for vertices, corners in meshes[mesh]:
            triangles.append(corners + count)
            points.append(vertices @ matrix[:3, :3].T + matrix[:3, 3])
            count += len(vertices)
    if not triangles:
        raise nothing()
    return np.concatenate(points), np.concatenate(triangles)


@dataclass(eq=False)
class _File:
    """The description, its text with what is embedded where, and the block of a GLB file."""

    scene: dict[str, Any]
    text: bytes
    embedded: dict[str, tuple[int, int]]
    block: bytes | None
    beside: Beside
    opened: dict[int, bytes] = field(default_factory=dict)

    def buffer(self, number: Any) -> bytes:
        """The bytes of a buffer: the block, embedded, or in a file beside."""
        entry = _entry(_list(self.scene, "buffers"), number, "buffer")
        if number not in self.opened:
            self.opened[number] = self._bytes(entry.get("uri"), number)
        return self.opened[number]

    def _bytes(self, uri: Any, number: int) -> bytes:
        if uri is None and number == 0 and self.block is not None:
            return self.block
        if not isinstance(uri, str) or not uri:
            raise Broken("its geometry is not in it; export it again")
        if uri in self.embedded:
            return _decoded(self.text[slice(*self.embedded[uri])])
        left = LARGEST_BUFFERS - sum(map(len, self.opened.values()))
        return self.beside(uri, left)


def _opened(data: bytes, beside: Beside) -> _File:
    """The description without what is embedded: images are never decoded, buffers when used."""
    text, block = _chunks(data) if data.startswith(b"glTF") else (data, None)
    if text.count(b'"data:') > MOST_EMBEDDED:
        raise Broken("it has too many embedded parts for a scan")
    spans = [found.span(1) for found in re.finditer(rb'"(data:[^"]*)"', text)]
    ends = [0, *(end for _, end in spans)]
    pieces = [
        text[a:b] + b"data:%d" % k for k, (a, (b, _)) in enumerate(zip(ends, spans, strict=False))
    ]
    plain = b"".join([*pieces, text[ends[-1] :]])
    if len(plain) > LARGEST_JSON:
        raise Broken("its description is too long for a scan")
    try:
        scene = json.loads(plain)
    except (ValueError, RecursionError):
        raise Broken("its description is no valid JSON; export it again") from None
    asset = scene.get("asset") if isinstance(scene, dict) else None
    if not isinstance(asset, dict) or not str(asset.get("version")).startswith("2."):
        raise Broken("it is no glTF 2.0 file; export it again")
    embedded = {f"data:{k}": span for k, span in enumerate(spans)}
    return _File(scene, text, embedded, block, beside)


def _decoded(uri: bytes) -> bytes:
    """The bytes of what is embedded as `data:type;base64,...`."""
    head, comma, body = uri.partition(b",")
    try:
        if not comma or not head.endswith(b";base64"):
            raise ValueError
        return base64.b64decode(unquote_to_bytes(body.replace(b"\\/", b"/")), validate=True)
    except ValueError:
        raise Broken("what is embedded in it is damaged; export it again, as GLB") from None


def _chunks(data: bytes) -> tuple[bytes, bytes]:
    """The description and the block of bytes of a GLB file; the first of each kind counts."""
    if len(data) < 20 or int.from_bytes(data[4:8], "little") != 2:
        raise Broken("it is no glTF 2.0 file; export it again")
    if int.from_bytes(data[8:12], "little") != len(data):
        raise Broken("its declared length is not the file's; it was cut short or is damaged")
    found: dict[int, bytes] = {}
    at = 12
    while at < len(data):
        length, kind = (int.from_bytes(data[at + k : at + k + 4], "little") for k in (0, 4))
        if at + 8 + length > len(data):
            raise Broken("a chunk of it is longer than the file; it was cut short or is damaged")
        if kind in (_JSON, _BIN):
            found.setdefault(kind, data[at + 8 : at + 8 + length])
        at += 8 + length
    return found.get(_JSON, b""), found.get(_BIN, b"")


def _placed(scene: dict[str, Any]) -> list[tuple[int, np.ndarray]]:
    """Mesh numbers of the scene's nodes with their (4,4) matrices; every node at most once."""
    nodes = _list(scene, "nodes")
    if len(nodes) > MOST_NODES:
        raise Broken(f"its scene has {len(nodes):,} nodes; at most {MOST_NODES:,} are read")
    scenes = _list(scene, "scenes")
    if scenes:
        roots = _list(_entry(scenes, scene.get("scene", 0), "scene"), "nodes")
    else:
        roots = list(range(len(nodes)))
    placed, seen = [], set()
    waiting = [(root, np.eye(4)) for root in roots]
    while waiting:
        number, matrix = waiting.pop()
        node = _entry(nodes, number, "node")
        if number in seen:
            if scenes:
                raise Broken("a node of its scene stands in itself or twice; export it again")
            continue
        seen.add(number)
        if not _MOVES.isdisjoint(node):
            matrix = matrix @ _matrix(node)
        if "mesh" in node:
            _entry(_list(scene, "meshes"), node["mesh"], "mesh")
            placed.append((node["mesh"], matrix))
        waiting += [(child, matrix) for child in _list(node, "children")]
    return placed


def _matrix(node: dict[str, Any]) -> np.ndarray:
    """The (4,4) matrix of a node."""
    if "matrix" in node:
        return _floats(node["matrix"], 16).reshape(4, 4).T
    matrix = np.eye(4)
    x, y, z, w = _floats(node.get("rotation", [0, 0, 0, 1]), 4)
    matrix[:3, :3] = [
        [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
        [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
        [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
    ]
    matrix[:3, :3] *= _floats(node.get("scale", [1, 1, 1]), 3)
    matrix[:3, 3] = _floats(node.get("translation", [0, 0, 0]), 3)
    return matrix


def _primitives(file: _File, mesh: int) -> list[tuple[np.ndarray, np.ndarray]]:
    """Vertices and triangles of each part of a mesh that consists of triangles."""
    found = []
    for part in _list(_entry(_list(file.scene, "meshes"), mesh, "mesh"), "primitives"):
        attributes = part.get("attributes") if isinstance(part, dict) else None
        if not isinstance(attributes, dict):
            raise Broken("a part of it is described wrongly; export it again")
        mode = part.get("mode", 4)
        if not isinstance(mode, int) or mode not in _SHAPES or "POSITION" not in attributes:
            continue
        vertices = _accessor(file, attributes["POSITION"], "VEC3").astype(float)
        if "indices" in part:
            corners = _accessor(file, part["indices"], "SCALAR")
            if corners.dtype.kind != "u":
                raise Broken("a part of it counts its corners wrongly; export it again")
            corners = corners.ravel().astype(np.int64)
        else:
            corners = np.arange(len(vertices))
        if (mode == 4 and len(corners) % 3) or (len(corners) and corners.max() >= len(vertices)):
            raise Broken("its triangles name vertices that are not there; export it again")
        found.append((vertices, _SHAPES[mode](corners) if len(corners) > 2 else NONE))
    return found


def _accessor(file: _File, number: Any, kind: str) -> np.ndarray:
    """(n,3) or (n,1) numbers of an accessor, within its buffer."""
    accessor = _entry(_list(file.scene, "accessors"), number, "accessor")
    if "sparse" in accessor or "bufferView" not in accessor or accessor.get("type") != kind:
        raise Broken("its geometry is stored in a way that scanners do not use; export it again")
    view = _entry(_list(file.scene, "bufferViews"), accessor["bufferView"], "view")
    block = file.buffer(view.get("buffer"))
    if accessor.get("componentType") not in list(_TYPES):
        raise Broken("its numbers are of an unknown type; export it again")
    dtype = np.dtype(_TYPES[accessor["componentType"]])
    columns = 3 if kind == "VEC3" else 1
    start, length = _whole(view.get("byteOffset", 0)), _whole(view.get("byteLength"))
    offset, count = _whole(accessor.get("byteOffset", 0)), _whole(accessor.get("count"))
    width = dtype.itemsize * columns
    stride = _whole(view.get("byteStride", width))
    needed = offset + (stride * (count - 1) + width if count else 0)
    if stride < width or start + length > len(block) or needed > length:
        raise Broken("it declares more numbers than it holds; it was cut short or is damaged")
    strides = (stride, dtype.itemsize)
    values = np.ndarray((count, columns), dtype, block, start + offset, strides)
    if accessor.get("normalized") is True and dtype.kind != "f":
        return np.maximum(values / np.iinfo(dtype).max, -1)
    return values


def _list(place: Any, key: str) -> list:
    value = place.get(key, []) if isinstance(place, dict) else None
    if not isinstance(value, list):
        raise Broken("its description is no glTF; export it again")
    return value


def _entry(values: list, number: Any, what: str) -> dict[str, Any]:
    if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number < len(values):
        raise Broken(f"it names a {what} that is not there; export it again")
    if not isinstance(values[number], dict):
        raise Broken("its description is no glTF; export it again")
    return values[number]


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**40:
        raise Broken("it declares a length that is none; export it again")
    return value


def _floats(values: Any, count: int) -> np.ndarray:
    kinds = (int, float)
    if (
        not isinstance(values, list)
        or len(values) != count
        or not all(isinstance(v, kinds) and not isinstance(v, bool) for v in values)
        or not all(abs(v) < 1e12 for v in values)
    ):
        raise Broken("a node of its scene has no valid place; export it again")
    return np.array(values, float)
