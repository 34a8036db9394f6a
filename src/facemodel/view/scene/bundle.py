"""Everything the browser needs to draw and move a face, as one block of bytes."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from typing import Any

import numpy as np

from facemodel.anatomy import muscles, template
from facemodel.errors import FaceModelError
from facemodel.view.scene.complexion import complexion
from facemodel.view.scene.own_skin import POWER, beside_skin, own_skin

VERSION = 1
_ALIGN = 8
# rows of the rig that say once more, in a form that suits whole-array arithmetic, what others say
_REARRANGED = {
    "rows",
    "creases",
    "jaw_sine",
    "jaw_cosine",
    "whiten",
    "unwhiten",
    *(f"lids_{name}" for name in ("table", "place", "rest", "offset", "along", "turn")),
}

DETAIL_STEP_MM = 0.04
"""Of a person's relief, which js/scene/detail.js reads: 5 mm fit into a signed byte."""


def bundle(
    face: Any,
    arrays: Mapping[str, np.ndarray] | None = None,
    meta: Mapping[str, Any] | None = None,
) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """Header values and arrays of a `Face`: skin, muscles, rig, display surface, fittings.

    `arrays` and `meta` are added as they are (tables of conditions, measures ...).
    Floats travel as float32, integers as int32, colours as uint8; lengths in mm.
    """
    mesh = face.mesh
    pieces = beside_skin(face)
    rig = [row for row in _flat(face.single) if row[0] not in _REARRANGED]
    head = {
        "version": VERSION,
        "muscles": list(muscles.MUSCLES),
        "controls": list(muscles.CONTROLS),
        "regions": {name: list(members) for name, members in muscles.REGIONS.items()},
        "landmarks": {name: int(vertex) for name, vertex in mesh.landmarks.items()},
        "curves": {name: [int(v) for v in chain] for name, chain in mesh.curves.items()},
        "areas": list(mesh.areas),
        "eye_centres": np.asarray(mesh.eye_centres, float).tolist(),
        "eye_radius": float(mesh.eye_radius),
        "fittings": [{"name": p.name, "rig": p.rig, "material": p.material} for p in pieces],
        "rig": {name: value for name, value in rig if not isinstance(value, np.ndarray)},
    }
    body = {
        "rest": mesh.vertices,
        "faces": mesh.faces,
        "mirror": mesh.mirror,
        "areas": np.stack([mesh.areas[name] for name in mesh.areas]),
        "basis": face.basis,
        "slack": face.slack,
        "creases": face.single.creases.transpose(0, 2, 1),
        **_display(face),
        **{f"rig_{name}": value for name, value in rig if isinstance(value, np.ndarray)},
    }
    for piece in pieces:
        # hair is placed by its coordinates and lit like the skin it grows from
        spare = ("vertices", "normals") if piece.rig == "shell" else ()
        rows = [r for r in _flat(piece) if isinstance(r[1], np.ndarray) and r[0] not in spare]
        body |= {f"fit_{piece.name}_{name}": value for name, value in rows}
    body |= complexion(face, pieces)
    body |= arrays or {}
    if own := own_skin(face):
        head["own_skin"] = {"tone": own.tone.tolist(), "power": POWER}
    return {**head, **(meta or {})}, {name: travelling(array) for name, array in body.items()}


def pack(meta: Mapping[str, Any], arrays: Mapping[str, np.ndarray]) -> bytes:
    """One blob: length of the header (4 bytes, little-endian), JSON header, arrays on 8 bytes.

    The header's "arrays" lists name, dtype, shape and the offset from the start of the data,
    which is the first multiple of 8 behind the header.
    """
    table, chunks, offset = [], [], 0
    for name, array in arrays.items():
        array = travelling(array)
        data = array.astype(array.dtype.newbyteorder("<"), copy=False).tobytes()
        table.append(
            {"name": name, "dtype": array.dtype.name, "shape": list(array.shape), "offset": offset}
        )
        chunks += [data, bytes(-len(data) % _ALIGN)]
        offset += len(data) + -len(data) % _ALIGN
    header = json.dumps({**meta, "arrays": table}, allow_nan=False).encode()
    header += b" " * (-(4 + len(header)) % _ALIGN)
    return b"".join([len(header).to_bytes(4, "little"), header, *chunks])


def travelling(array: np.ndarray) -> np.ndarray:
    """The array in one of the four types that JavaScript reads: f32, i32, u8, i8."""
    array = np.asarray(array)
    if array.dtype.kind == "f":
        return np.ascontiguousarray(array, np.float32)
    if array.dtype in (np.uint8, np.int8):
        return np.ascontiguousarray(array)
    if array.dtype.kind == "b":
        return np.ascontiguousarray(array, np.uint8)
    if array.dtype.kind in "iu":
        return np.ascontiguousarray(array, np.int32)
    raise FaceModelError(f"an array of {array.dtype} cannot travel to the browser; use numbers")


def _flat(value: Any, prefix: str = "") -> list[tuple[str, Any]]:
    """Arrays, numbers and words of a dataclass and of those within it, names joined by "_".

    A pair (left, right) of dataclasses gives `<field>_left_...` and `<field>_right_...`.
    """
    rows: list[tuple[str, Any]] = []
    for field in dataclasses.fields(value):
        name, item = prefix + field.name, getattr(value, field.name)
        if dataclasses.is_dataclass(item):
            rows += _flat(item, f"{name}_")
        elif isinstance(item, tuple) and item and dataclasses.is_dataclass(item[0]):
            for side, part in zip(("left", "right"), item, strict=True):
                rows += _flat(part, f"{name}_{side}_")
        elif isinstance(item, np.generic):
            rows.append((name, item.item()))
        elif isinstance(item, (np.ndarray, bool, int, float, str)):
            rows.append((name, item))
    return rows


def _display(face: Any) -> dict[str, np.ndarray]:
    """The display surface: one sparse product (CSR, V2 x V), its triangles, a person's relief."""
    from scipy.sparse import identity

    mesh, fine = face.mesh, face.display_mesh
    if fine is mesh:
        operator = identity(len(mesh.vertices), format="csr")
    else:
        operator = template.subdivision(mesh.level, fine.level).tocsr()
    relief = {}
    if face.detail is not None:
        relief["detail"] = np.round(face.detail / DETAIL_STEP_MM).astype(np.int8)
    return {
        "display_data": operator.data,
        "display_indices": operator.indices,
        "display_indptr": operator.indptr,
        "display_faces": fine.faces,
        **relief,
    }
