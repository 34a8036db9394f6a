"""Where a .tflite file keeps its tensors and operations: flatbuffers, and flexbuffers for options.

Only files whose sha256 is known come here (see `network.load`), so nothing is checked again.
"""

import struct
from dataclasses import dataclass

import numpy as np

_INT, _FLOAT, _INTS = 1, 3, 11
"""Types of a flexbuffer's value; an offset leads to the last."""


@dataclass(frozen=True)
class Table:
    """A table of a flatbuffer: its fields by number, absent ones at their defaults."""

    data: bytes
    at: int

    def _field(self, number: int) -> int:
        """Where a field stands; 0: it is absent."""
        layout = self.at - struct.unpack_from("<i", self.data, self.at)[0]
        slot = 4 + 2 * number
        if slot >= struct.unpack_from("<H", self.data, layout)[0]:
            return 0
        offset = struct.unpack_from("<H", self.data, layout + slot)[0]
        return self.at + offset if offset else 0

    def has(self, number: int) -> bool:
        return bool(self._field(number))

    def scalar(self, number: int, code: str = "<i", default: int = 0) -> int:
        place = self._field(number)
        return struct.unpack_from(code, self.data, place)[0] if place else default

    def array(self, number: int, dtype: str = "<i4") -> np.ndarray:
        """A vector of numbers; empty where it is absent."""
        count, place = self._vector(number)
        return np.frombuffer(self.data, dtype, count, place)

    def text(self, number: int) -> str:
        return self.array(number, "u1").tobytes().decode()

    def table(self, number: int) -> "Table":
        return Table(self.data, self._follow(self._field(number)))

    def tables(self, number: int) -> list["Table"]:
        count, place = self._vector(number)
        return [Table(self.data, self._follow(place + 4 * k)) for k in range(count)]

    def _vector(self, number: int) -> tuple[int, int]:
        place = self._field(number)
        if not place:
            return 0, 0
        place = self._follow(place)
        return struct.unpack_from("<I", self.data, place)[0], place + 4

    def _follow(self, place: int) -> int:
        return place + struct.unpack_from("<I", self.data, place)[0]


def root(data: bytes) -> Table:
    """The table that a flatbuffer begins with."""
    return Table(data, struct.unpack_from("<I", data)[0])


def options(data: bytes) -> dict[str, object]:
    """The map in a flexbuffer: whole numbers, fractions and lists of whole numbers by name."""
    kind, width = data[-2], data[-1]
    place = len(data) - 2 - width
    start = place - _unsigned(data, place, width)
    step = 1 << (kind & 3)
    count = _unsigned(data, start - step, step)
    names = start - 3 * step - _unsigned(data, start - 3 * step, step)
    name_step = _unsigned(data, start - 2 * step, step)
    found: dict[str, object] = {}
    for k in range(count):
        at = names + k * name_step
        at -= _unsigned(data, at, name_step)
        name = data[at : data.index(b"\0", at)].decode()
        found[name] = _value(data, start + k * step, step, data[start + count * step + k])
    return found


def _value(data: bytes, place: int, step: int, kind: int) -> object:
    what, width = kind >> 2, 1 << (kind & 3)
    if what == _INT:
        return int.from_bytes(data[place : place + step], "little", signed=True)
    if what == _FLOAT:
        return float(np.frombuffer(data, f"<f{step}", 1, place)[0])
    if what == _INTS:
        start = place - _unsigned(data, place, step)
        count = _unsigned(data, start - width, width)
        return np.frombuffer(data, f"<i{width}", count, start).astype(int)
    raise ValueError(f"a flexbuffer's value of type {what} is not read here")


def _unsigned(data: bytes, place: int, width: int) -> int:
    return int.from_bytes(data[place : place + width], "little")
