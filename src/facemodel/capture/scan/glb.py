"""Where positions and triangles stand in a GLB file (glTF 2.0), node by node."""

import json
from typing import Any

import numpy as np

from facemodel.capture.scan.formats import Broken, nothing

LARGEST_JSON = 16_000_000
MOST_NODES = 10_000
MOST_TRIANGLES = 2_000_000
_JSON, _BIN = 0x4E4F534A, 0x004E4942
_TYPES = {5120: "<i1", 5121: "<u1", 5122: "<i2", 5123: "<u2", 5125: "<u4", 5126: "<f4"}
_COMPRESSED = ("KHR_draco_mesh_compression", "EXT_meshopt_compression")
_TRIANGLES = 4
_MOVES = {"matrix", "translation", "rotation", "scale"}


def read(data: bytes) -> tuple[np.ndarray, np.ndarray]:
    """Vertices and triangles of all parts of the scene, each where its node puts it.

    Nothing outside the file's own block of bytes is read. Errors: `Broken`.
    """
    scene, block = _chunks(data)
    required = scene.get("extensionsRequired", [])
    if isinstance(required, list) and any(name in required for name in _COMPRESSED):
        raise Broken("its geometry is compressed; export it without Draco or meshopt compression")
    placed = _placed(scene)
    meshes = {mesh: _primitives(scene, mesh, block) for mesh in dict.fromkeys(m for m, _ in placed)}
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


def _chunks(data: bytes) -> tuple[dict[str, Any], bytes]:
    """The description and the block of bytes; the first of each kind counts."""
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
    text = found.get(_JSON, b"")
    if len(text) > LARGEST_JSON:
        raise Broken("its description is too long for a scan")
    try:
        scene = json.loads(text)
    except (ValueError, RecursionError):
        raise Broken("its description is no valid JSON; export it again") from None
    if not isinstance(scene, dict):
        raise Broken("its description is no glTF; export it again")
    return scene, found.get(_BIN, b"")


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


def _primitives(scene, mesh, block) -> list[tuple[np.ndarray, np.ndarray]]:
    """Vertices and triangles of each part of a mesh that consists of triangles."""
    found = []
    for part in _list(_entry(_list(scene, "meshes"), mesh, "mesh"), "primitives"):
        attributes = part.get("attributes") if isinstance(part, dict) else None
        if not isinstance(attributes, dict):
            raise Broken("a part of it is described wrongly; export it again")
        if part.get("mode", _TRIANGLES) != _TRIANGLES or "POSITION" not in attributes:
            continue
        vertices = _accessor(scene, attributes["POSITION"], block, "VEC3").astype(float)
        if "indices" in part:
            corners = _accessor(scene, part["indices"], block, "SCALAR")
            if corners.dtype.kind != "u":
                raise Broken("a part of it counts its corners wrongly; export it again")
            corners = corners.ravel().astype(np.int64)
        else:
            corners = np.arange(len(vertices))
        if len(corners) % 3 or (len(corners) and corners.max() >= len(vertices)):
            raise Broken("its triangles name vertices that are not there; export it again")
        found.append((vertices, corners.reshape(-1, 3)))
    return found


def _accessor(scene, number, block: bytes, kind: str) -> np.ndarray:
    """(n,3) or (n,1) numbers of an accessor, within the file's own block."""
    accessor = _entry(_list(scene, "accessors"), number, "accessor")
    if "sparse" in accessor or "bufferView" not in accessor or accessor.get("type") != kind:
        raise Broken("its geometry is stored in a way that scanners do not use; export it again")
    view = _entry(_list(scene, "bufferViews"), accessor["bufferView"], "view")
    buffers = _list(scene, "buffers")
    if "uri" in _entry(buffers, view.get("buffer"), "buffer") or view["buffer"] != 0:
        raise Broken("its geometry stands in another file; export it as one GLB file")
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
