"""The file of golden values: exact numbers and texts by key, packed so that many small ones fit."""

import io
import json
from collections.abc import Mapping
from os import PathLike

import numpy as np

from facemodel.data.files import write_whole

DIGEST = "sha256"
"""How a text begins that stands for all bits of an array; it is comparable on one platform only."""
Value = np.ndarray | list[str]


def write(path: str | PathLike[str], values: Mapping[str, Value], platform: str) -> None:
    """Values by key; numbers lie behind one another, compressed together."""
    index: dict[str, dict] = {}
    data, at = [], 0
    for key, value in sorted(values.items()):
        if isinstance(value, list):
            index[key] = {"text": value}
            continue
        index[key] = {"dtype": value.dtype.str, "shape": value.shape, "at": at}
        data.append(value.tobytes())
        at += value.nbytes
    told = json.dumps({"platform": platform, "index": index}, separators=(",", ":"))
    packed = io.BytesIO()
    np.savez_compressed(packed, told=_octets(told.encode()), data=_octets(b"".join(data)))
    write_whole(path, packed.getvalue())


def read(path: str | PathLike[str]) -> tuple[dict[str, Value], str]:
    """Values by key, and the platform that made them."""
    with np.load(path) as file:
        told, data = json.loads(file["told"].tobytes()), file["data"].tobytes()
    values: dict[str, Value] = {}
    for key, one in told["index"].items():
        if "text" in one:
            values[key] = one["text"]
            continue
        kind, count = np.dtype(one["dtype"]), int(np.prod(one["shape"]))
        values[key] = np.frombuffer(data, kind, count, one["at"]).reshape(one["shape"])
    return values, told["platform"]


def _octets(data: bytes) -> np.ndarray:
    return np.frombuffer(data, np.uint8)
