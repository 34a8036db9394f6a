"""The block of bytes of `bundle` made small for a page: rounded to steps, predicted, as bytes.

Lengths travel in steps that are far below what anybody could see, whole numbers as differences from
one row to the next, a right column as what differs from the mirrored left one; the bytes of equal
weight then stand together, and gzip finds little that is new. js/compact.js undoes it.
"""

import json
from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import Any

import numpy as np

from facemodel.errors import FaceModelError
from facemodel.view.bundle import travelling

# Powers of two: a whole number of steps is an exact float32. The largest error is half a step;
# mm, but for the skin's answer to a newton (mm/N), where the lips press with a newton at most, and
# for directions, which end as 8 bits of colour, and a share of full contraction.
STEPS = {
    "basis": 2.0**-11,
    "rest": 2.0**-12,
    "rig_lips_response": 2.0**-10,
    "fit_*_vertices": 2.0**-9,
    "fit_*_coords": 2.0**-9,
    "fit_*_normals": 2.0**-8,
    "lab_course_?": 2.0**-14,
    "lab_course_??": 2.0**-14,
    "course_samples": 2.0**-14,
}
_ALIGN = 8


def compact(meta: Mapping[str, Any], arrays: Mapping[str, np.ndarray]) -> bytes:
    """Header values and arrays as one block, laid out as `bundle.pack` does, to be gzipped.

    They travel as float32, int32, uint8 or int8. `expand` gives back whole numbers and unlisted
    floats as they were, the rest within half its step of STEPS.
    """
    arrays = {name: travelling(array) for name, array in arrays.items()}
    table, chunks, offset = [], [], 0
    for name, array in arrays.items():
        row: dict[str, Any] = {"name": name, "dtype": array.dtype.name, "shape": list(array.shape)}
        values = None
        if step := step_of(name):
            values = np.round(array / np.float64(step)).astype(np.int64)
            row["step"] = step
            if pairs := _pairs(name, meta, arrays):
                row["pairs"] = pairs
                for right, left in pairs:
                    values[right] -= values[left][arrays["mirror"]] * [-1, 1, 1]
        elif array.dtype.kind == "i" and array.itemsize == 4:
            values = array.astype(np.int64)
        small = np.ascontiguousarray(array) if values is None else _folded(name, values)
        row["width"] = small.itemsize
        data = _planes(small)
        table.append({**row, "offset": offset})
        chunks += [data, bytes(-len(data) % _ALIGN)]
        offset += len(data) + -len(data) % _ALIGN
    header = json.dumps({**meta, "arrays": table}, allow_nan=False).encode()
    header += b" " * (-(4 + len(header)) % _ALIGN)
    return b"".join([len(header).to_bytes(4, "little"), header, *chunks])


def expand(blob: bytes) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """The inverse of `compact`. Error: cut short."""
    length = int.from_bytes(blob[:4], "little")
    if len(blob) < 4 + length:
        raise FaceModelError(
            f"the face is cut short: its header needs {4 + length} bytes, there are {len(blob)}"
        )
    meta = json.loads(blob[4 : 4 + length])
    arrays: dict[str, np.ndarray] = {}
    for row in meta.pop("arrays"):
        dtype, shape, width = np.dtype(row["dtype"]), tuple(row["shape"]), row["width"]
        count = int(np.prod(shape, dtype=np.int64))
        start = 4 + length + row["offset"]
        planes = np.frombuffer(blob, np.uint8, count * width, start).reshape(width, count)
        flat = np.ascontiguousarray(planes.T)
        if "step" not in row and dtype != np.int32:
            arrays[row["name"]] = flat.view(dtype.newbyteorder("<")).reshape(shape)
            continue
        values = _unfolded(flat.view(f"<u{width}").ravel().astype(np.int64), shape)
        for right, left in row.get("pairs", ()):
            values[right] += values[left][arrays["mirror"]] * [-1, 1, 1]
        arrays[row["name"]] = (values * row.get("step", 1)).astype(dtype)
    return meta, arrays


def step_of(name: str) -> float | None:
    """The step that an array is rounded to, or None where it travels as it is."""
    return next((step for pattern, step in STEPS.items() if fnmatchcase(name, pattern)), None)


def _pairs(name: str, meta: Mapping[str, Any], arrays: Mapping[str, np.ndarray]) -> list[list[int]]:
    """[right, left] rows of an array (K, V, 3) that a symmetric face mirrors into each other."""
    if name == "basis":
        at = {control: k for k, control in enumerate(meta["controls"])}
        rights = [control for control in at if control.endswith("_right")]
        return [[at[c], at[c.removesuffix("_right") + "_left"]] for c in rights]
    if name == "rig_lips_response":
        upper = arrays["rig_lips_upper"].tolist()
        place = {vertex: k for k, vertex in enumerate(upper)}
        found = [(place.get(int(arrays["mirror"][v]), k), k) for k, v in enumerate(upper)]
        return [[other, k] for other, k in found if other > k]
    return []


def _folded(name: str, values: np.ndarray) -> np.ndarray:
    """Whole numbers (..., rows, columns) as small unsigned ones, column by column.

    Each is the difference from the row before; signs are folded in: 0, -1, 1, -2 ... -> 0, 1, 2 ...
    """
    table = values.reshape(*values.shape, 1) if values.ndim == 1 else values
    steps = np.diff(table, axis=-2, prepend=0) if table.size else table
    steps = np.moveaxis(steps, -1, 0)
    folded = np.where(steps < 0, -2 * steps - 1, 2 * steps)
    largest = int(folded.max(initial=0))
    width = next((w for w in (1, 2, 4) if largest < 256**w), None)
    if width is None:
        raise FaceModelError(f"the numbers of {name} lie too far apart to be made small")
    return np.ascontiguousarray(folded, f"<u{width}")


def _unfolded(folded: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    table = (*shape, 1) if len(shape) == 1 else shape
    steps = np.where(folded % 2, -(folded + 1) // 2, folded // 2)
    steps = np.moveaxis(steps.reshape(table[-1], *table[:-1]), 0, -1)
    return np.cumsum(steps, axis=-2).reshape(shape)


def _planes(array: np.ndarray) -> bytes:
    """All first bytes, then all second bytes ... of the little-endian numbers."""
    plain = array.astype(array.dtype.newbyteorder("<"), copy=False)
    return plain.reshape(-1).view(np.uint8).reshape(-1, plain.itemsize).T.tobytes()
