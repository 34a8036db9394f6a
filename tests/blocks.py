"""What the package packs for the browser, unpacked again by whole arrays instead of JavaScript."""

import json
from typing import Any

import numpy as np

from facemodel.view.scene import compact


def unpack(blob: bytes) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """The inverse of `bundle.pack`; arrays are read-only views of `blob`."""
    length = int.from_bytes(blob[:4], "little")
    meta = json.loads(blob[4 : 4 + length])
    arrays = {}
    for row in meta.pop("arrays"):
        dtype = np.dtype(row["dtype"]).newbyteorder("<")
        count = int(np.prod(row["shape"], dtype=np.int64))
        flat = np.frombuffer(blob, dtype, count, 4 + length + row["offset"])
        arrays[row["name"]] = flat.reshape(row["shape"])
    return meta, arrays


def expand(blob: bytes) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """The inverse of `compact.compact`."""
    length = int.from_bytes(blob[:4], "little")
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
        if row.get("beside"):
            _add_expected(values, *compact._beside(arrays["faces"], values))
        else:
            values = np.cumsum(values, axis=-2 if len(shape) > 1 else 0)
        for right, left in row.get("pairs", ()):
            values[right] += values[left][arrays["mirror"]] * [-1, 1, 1]
        arrays[row["name"]] = (values * row.get("step", 1)).astype(dtype)
    return meta, arrays


def _add_expected(values: np.ndarray, lower: np.ndarray, starts: np.ndarray) -> None:
    for v in range(1, values.shape[1]):
        near = lower[starts[v] : starts[v + 1]]
        beside = values[:, near].sum(axis=1) // len(near) if len(near) else values[:, v - 1]
        values[:, v] += beside


def _unfolded(folded: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    table = (*shape, 1) if len(shape) == 1 else shape
    values = np.where(folded % 2, -(folded + 1) // 2, folded // 2)
    return np.moveaxis(values.reshape(table[-1], *table[:-1]), 0, -1).reshape(shape)
