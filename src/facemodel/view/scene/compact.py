"""The block of bytes of `bundle` made small for a page: rounded to steps, predicted, as bytes.

Lengths travel in steps that are far below what anybody could see, whole numbers as differences from
one row to the next, movements as differences from what the skin beside does and, on the right, from
the mirrored left; the bytes of equal weight then stand together, and gzip finds little that is new.
js/core/compact.js undoes it.
"""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any

import numpy as np

from facemodel.errors import FaceModelError
from facemodel.view.scene.bundle import travelling

# Powers of two: a whole number of steps is an exact float32. The largest error is half a step;
# mm, but for the skin's answer to a newton (mm/N), where the lips press with a newton at most, and
# for directions, which end as 8 bits of colour, the way from one skin line to the next, and a share
# of full contraction.
STEPS = {
    "basis": 2.0**-11,
    "creases": 2.0**-11,
    "rest": 2.0**-12,
    "rig_gap_rows": 2.0**-12,
    "rig_lips_response": 2.0**-10,
    "fold_phase": 2.0**-12,
    "fit_*_vertices": 2.0**-9,
    "fit_*_coords": 2.0**-9,
    "fit_*_normals": 2.0**-8,
    "lab_course_?": 2.0**-14,
    "lab_course_??": 2.0**-14,
    "course_samples": 2.0**-14,
}
OF_UNEVEN = {"basis": 2.0**-9, "rig_lips_response": 2.0**-9}
"""The steps of a face whose right is not its left mirrored: it would take half as much again."""
_MOVEMENTS = ("basis", "creases", "rig_lips_response")  # (K, V, 3): smooth over the skin
_ALIGN = 8


def compact(meta: Mapping[str, Any], arrays: Mapping[str, np.ndarray], finer: float = 1.0) -> bytes:
    """Header values and arrays as one block, laid out as `bundle.pack` does, to be gzipped.

    They travel as float32, int32, uint8 or int8. JavaScript gets back whole numbers and unlisted
    floats as they were, the rest within half its step of STEPS, or of `finer` (a power of two)
    times that.
    """
    arrays = {name: travelling(array) for name, array in arrays.items()}
    return _laid(meta, [_small(name, meta, arrays, finer) for name in arrays])


def replaced(blob: bytes, arrays: Mapping[str, np.ndarray], names: Sequence[str]) -> bytes:
    """A block whose arrays `names` are those of `arrays`, which hold also what they refer to.

    The rest of the block is not unpacked.
    """
    arrays = {name: travelling(array) for name, array in arrays.items()}
    meta, old = _parts(blob)
    return _laid(
        meta,
        [_small(row["name"], meta, arrays) if row["name"] in names else (row, x) for row, x in old],
    )


def _small(
    name: str, meta: Mapping[str, Any], arrays: Mapping[str, np.ndarray], finer: float = 1.0
) -> tuple[dict[str, Any], bytes]:
    """An array's row in the header, without its place, and its bytes."""
    array, values = arrays[name], None
    row: dict[str, Any] = {"name": name, "dtype": array.dtype.name, "shape": list(array.shape)}
    if whole := step_of(name, _is_even(arrays)):
        step = whole * finer
        values = np.round(array / np.float64(step)).astype(np.int64)
        row["step"] = step
        if pairs := _pairs(name, meta, arrays):
            row["pairs"] = pairs
            for right, left in pairs:
                values[right] -= values[left][arrays["mirror"]] * [-1, 1, 1]
        row["beside"] = name in _MOVEMENTS
    elif array.dtype.kind == "i" and array.itemsize == 4:
        values = array.astype(np.int64)
    if values is None:
        small = np.ascontiguousarray(array)
    elif row.get("beside"):
        small = _folded(name, values - _expected(values, *_beside(arrays["faces"], values)))
    else:
        small = _folded(name, _steps(values))
    row["width"] = small.itemsize
    return row, _planes(small)


def _laid(meta: Mapping[str, Any], parts: Iterable[tuple[dict[str, Any], bytes]]) -> bytes:
    """The block of a header and of what `_small` makes of each array."""
    table, chunks, offset = [], [], 0
    for row, data in parts:
        table.append({**row, "offset": offset})
        chunks += [data, bytes(-len(data) % _ALIGN)]
        offset += len(data) + -len(data) % _ALIGN
    header = json.dumps({**meta, "arrays": table}, allow_nan=False).encode()
    header += b" " * (-(4 + len(header)) % _ALIGN)
    return b"".join([len(header).to_bytes(4, "little"), header, *chunks])


def _parts(blob: bytes) -> tuple[dict[str, Any], list[tuple[dict[str, Any], bytes]]]:
    """The inverse of `_laid`. Error: cut short."""
    length = int.from_bytes(blob[:4], "little")
    if len(blob) < 4 + length:
        raise FaceModelError(
            f"the face is cut short: its header needs {4 + length} bytes, there are {len(blob)}"
        )
    meta = json.loads(blob[4 : 4 + length])
    parts = []
    for row in meta.pop("arrays"):
        start = 4 + length + row.pop("offset")
        parts.append((row, blob[start : start + row["width"] * math.prod(row["shape"])]))
    return meta, parts


def _is_even(arrays: Mapping[str, np.ndarray]) -> bool:
    """Whether a face's right is its left mirrored; so is what is no face."""
    if not {"rest", "mirror"} <= arrays.keys():
        return True
    rest = arrays["rest"]
    return bool(np.abs(rest - rest[arrays["mirror"]] * [-1, 1, 1]).max() < STEPS["rest"])


def step_of(name: str, even: bool = True) -> float | None:
    """The step that an array is rounded to, or None where it travels as it is."""
    if not even and name in OF_UNEVEN:
        return OF_UNEVEN[name]
    return next((step for pattern, step in STEPS.items() if fnmatchcase(name, pattern)), None)


def _pairs(name: str, meta: Mapping[str, Any], arrays: Mapping[str, np.ndarray]) -> list[list[int]]:
    """[right, left] rows of an array (K, V, 3) that a symmetric face mirrors into each other."""
    if name == "basis":
        at = {control: k for k, control in enumerate(meta["controls"])}
        rights = [control for control in at if control.endswith("_right")]
        return [[at[c], at[c.removesuffix("_right") + "_left"]] for c in rights]
    if name == "creases":  # left ones first
        half = len(arrays[name]) // 2
        return [[half + k, k] for k in range(half)]
    if name == "rig_lips_response":
        upper = arrays["rig_lips_upper"].tolist()
        place = {vertex: k for k, vertex in enumerate(upper)}
        found = [(place.get(int(arrays["mirror"][v]), k), k) for k, v in enumerate(upper)]
        return [[other, k] for other, k in found if other > k]
    return []


def _steps(values: np.ndarray) -> np.ndarray:
    """Differences of whole numbers (..., rows, columns) or (rows,) from the row before."""
    return np.diff(values, axis=-2 if values.ndim > 1 else 0, prepend=0) if values.size else values


def _beside(faces: np.ndarray, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Pairs (vertex, neighbour with a smaller number), by vertex, and where each vertex starts.

    As often as triangles have them: both readers count alike, and no set has to be made.
    """
    ends = np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]])
    lower, upper = ends.min(axis=1), ends.max(axis=1)
    order = np.argsort(upper, kind="stable")
    starts = np.searchsorted(upper[order], np.arange(values.shape[1] + 1))
    return lower[order], starts


def _expected(values: np.ndarray, lower: np.ndarray, starts: np.ndarray) -> np.ndarray:
    """What vertices before say of each of (K, V, 3): the mean of those beside, else the last."""
    count = np.diff(starts)
    sums = np.add.reduceat(values[:, lower], np.minimum(starts[:-1], len(lower) - 1), axis=1)
    last = np.concatenate([np.zeros_like(values[:, :1]), values[:, :-1]], axis=1)
    mean = sums // np.maximum(count, 1)[:, None]
    return np.where(count[:, None] > 0, mean, last)


def _folded(name: str, values: np.ndarray) -> np.ndarray:
    """Whole numbers (..., columns) as small unsigned ones, column by column.

    Signs are folded in: 0, -1, 1, -2 ... -> 0, 1, 2, 3 ...
    """
    table = values[:, None] if values.ndim == 1 else values
    folded = np.where(table < 0, -2 * table - 1, 2 * table)
    largest = int(folded.max(initial=0))
    width = next((w for w in (1, 2, 4) if largest < 256**w), None)
    if width is None:
        raise FaceModelError(f"the numbers of {name} lie too far apart to be made small")
    return np.ascontiguousarray(np.moveaxis(folded, -1, 0), f"<u{width}")


def _planes(array: np.ndarray) -> bytes:
    """All first bytes, then all second bytes ... of the little-endian numbers."""
    plain = array.astype(array.dtype.newbyteorder("<"), copy=False)
    return plain.reshape(-1).view(np.uint8).reshape(-1, plain.itemsize).T.tobytes()
