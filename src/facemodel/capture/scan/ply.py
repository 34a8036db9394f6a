"""Where positions and triangles stand in a PLY file: a header that declares rows, then the rows."""

import re
from dataclasses import dataclass
from itertools import islice
from typing import Literal

import numpy as np

from facemodel.capture.scan.formats import (
    LONGEST_POLYGON,
    NONE,
    Broken,
    blocks,
    check_lines,
    fan,
    fans,
    nothing,
    ragged,
    strips,
    table,
)

LONGEST_HEADER = 65_536
LONGEST_STRIPS = 8_000_000
"""Corners of all strips of one row: two million triangles, each in a strip of its own."""
MOST_COLUMNS = 256
MOST_DIGITS = 15  # of a number of rows
MOST_MIXED_ROWS = 1_000_000
_ROWS_AT_ONCE = 200_000
_TYPES = {
    "char": "i1", "int8": "i1", "uchar": "u1", "uint8": "u1", "short": "i2", "int16": "i2",
    "ushort": "u2", "uint16": "u2", "int": "i4", "int32": "i4", "uint": "u4", "uint32": "u4",
    "float": "f4", "float32": "f4", "double": "f8", "float64": "f8",
}  # fmt: skip
_ORDERS = {"ascii": "", "binary_little_endian": "<", "binary_big_endian": ">"}
_CORNERS = ("vertex_indices", "vertex_index")
_STRIPS = "tristrips"


@dataclass(frozen=True)
class _Element:
    """One kind of row: how many there are and their columns.

    A column is (name, type), or for a list (name, type of its length, type).
    """

    name: str
    count: int
    columns: tuple[tuple[str, ...], ...] = ()

    @property
    def lists(self) -> list[str]:
        return [c[0] for c in self.columns if len(c) == 3]

    @property
    def corners(self) -> str | None:
        """Name of the list of corners, if there are rows and they are faces or strips."""
        if self.name not in ("face", _STRIPS) or not self.count:
            return None
        return next((name for name in self.lists if name in _CORNERS), None)

    @property
    def longest(self) -> int:
        return LONGEST_STRIPS if self.name == _STRIPS else LONGEST_POLYGON

    def triangles(self, corners: np.ndarray) -> np.ndarray:
        """Triangles (m,3) of rows (n,k) of corners."""
        return (strips if self.name == _STRIPS else fan)(corners.astype(np.int64))

    def dtype(self, order: str, lengths: dict[str, int]) -> np.dtype:
        """Layout of a row whose lists have these lengths."""
        fields: list[tuple] = []
        for name, *kinds in self.columns:
            if len(kinds) == 2:
                fields.append((f"# {name}", order + kinds[0]))
                fields.append((name, order + kinds[1], (lengths[name],)))
            else:
                fields.append((name, order + kinds[0]))
        return np.dtype(fields)

    def short(self) -> Broken:
        return Broken(
            f"it declares {self.count:,} rows and is shorter than that; it was cut short or its "
            "header is wrong"
        )


def read(data: bytes) -> tuple[np.ndarray, np.ndarray]:
    """Vertices and triangles of a PLY file, in words or binary of either byte order."""
    end = re.search(rb"\bend_header[ \t]*(\r\n|\n|\r)", data[:LONGEST_HEADER])
    if end is None:
        raise Broken("its header does not end; it was cut short or is damaged")
    order, elements = _header(data[: end.start()])
    used = [k for k, e in enumerate(elements) if e.name == "vertex" or e.corners]
    elements = elements[: used[-1] + 1] if used else []
    if not {"vertex"} < {elements[k].name for k in used}:
        raise nothing()
    vertices, triangles = (_in_binary if order else _in_words)(data, end.end(), order, elements)
    return vertices, np.concatenate(triangles)


def _header(text: bytes) -> tuple[str, list[_Element]]:
    """Byte order ("" in words) and the elements, as declared."""
    order, elements = None, []
    for line in text.decode("ascii", "replace").splitlines()[1:]:
        try:
            match line.split():
                case ["format", kind, _]:
                    order = _ORDERS[kind]
                case ["element", name, count] if len(count) <= MOST_DIGITS:
                    elements.append(_Element(name, int(count)))
                case ["property", "list", count, kind, name]:
                    elements[-1] = _with(elements[-1], (name, _TYPES[count], _TYPES[kind]))
                case ["property", kind, name]:
                    elements[-1] = _with(elements[-1], (name, _TYPES[kind]))
                case [] | ["comment" | "obj_info", *_]:
                    pass
                case _:
                    raise ValueError
        except (ValueError, KeyError, IndexError):
            raise Broken("its header has a line that no PLY file has; export it again") from None
    if order is None or any(e.count < 0 for e in elements):
        raise Broken("its header does not say how the rows are written; export it again")
    return order, elements


def _with(element: _Element, column: tuple[str, ...]) -> _Element:
    known = {c[0] for c in element.columns}
    corners_of_floats = column[0] in _CORNERS and column[-1].startswith("f")
    if column[0] in known or len(known) == MOST_COLUMNS or corners_of_floats:
        raise ValueError
    if len(column) == 3 and column[1].startswith("f"):
        raise ValueError
    return _Element(element.name, element.count, (*element.columns, column))


def _check_positions(element: _Element) -> None:
    if not {"x", "y", "z"} <= {c[0] for c in element.columns if len(c) == 2}:
        raise Broken("its vertices have no x, y and z; export it again")


# ---- binary


def _in_binary(data, at, order, elements) -> tuple[np.ndarray, list[np.ndarray]]:
    vertices, triangles = np.empty((0, 3)), [NONE]
    for element in elements:
        first = at
        rows, at = _alike(data, at, order, element)
        if element.name == "vertex":
            _check_positions(element)
            if rows is None:
                raise Broken("its vertices hold lists; export it again")
            vertices = np.stack([rows[k].astype(float) for k in "xyz"], axis=1)
        elif rows is None:
            found, at = _mixed(data, first, order, element)
            triangles.append(found)
        elif element.corners:
            triangles.append(element.triangles(rows[element.corners]))
    return vertices, triangles


def _alike(data, at, order, element) -> tuple[np.ndarray | None, int]:
    """The rows of an element and where they end; None where their lists differ in length."""
    smallest = element.dtype(order, dict.fromkeys(element.lists, 0)).itemsize
    if smallest * element.count > len(data) - at:
        raise element.short()
    if not element.count or not element.columns:
        return np.empty(0, element.dtype(order, dict.fromkeys(element.lists, 3))), at
    lengths, _ = _row(data, at, order, element)
    dtype = element.dtype(order, {name: n for name, (_, n) in lengths.items()})
    if dtype.itemsize * element.count > len(data) - at:
        if not element.lists:
            raise element.short()
        return None, at
    rows = np.frombuffer(data, dtype, element.count, at)
    if any((rows[f"# {name}"] != n).any() for name, (_, n) in lengths.items()):
        return None, at
    return rows, at + dtype.itemsize * element.count


def _row(data, at, order, element) -> tuple[dict[str, tuple[int, int]], int]:
    """Where each list of the row at a place starts and how long it is; where the row ends."""
    lists = {}
    for name, *kinds in element.columns:
        sizes = [int(kind[1]) for kind in kinds]
        if at + sizes[0] > len(data):
            raise element.short()
        if len(kinds) == 2:
            how: Literal["big", "little"] = "big" if order == ">" else "little"
            n = int.from_bytes(data[at : at + sizes[0]], how, signed=kinds[0][0] == "i")
            if not 0 <= n <= element.longest:
                raise Broken(f"it has a face of {n} corners; save it as triangles")
            lists[name] = (at + sizes[0], n)
            at += n * sizes[1]
        at += sizes[0]
    return lists, at


def _mixed(data, at, order, element) -> tuple[np.ndarray, int]:
    """Triangles of faces with different numbers of corners, and where the rows end."""
    if element.count > MOST_MIXED_ROWS:
        raise Broken("its faces have different numbers of corners; save it as triangles")
    corners = element.corners
    starts: dict[int, list[int]] = {}
    for _ in range(element.count):
        lists, at = _row(data, at, order, element)
        if corners:
            start, n = lists[corners]
            starts.setdefault(n, []).append(start)
    if at > len(data):
        raise element.short()
    kinds = {c[0]: c[-1] for c in element.columns}
    bytes_ = np.frombuffer(data, np.uint8)
    triangles = [NONE]
    for n, where in starts.items():
        if n > 2:
            dtype = np.dtype(order + kinds[corners])
            raw = bytes_[np.array(where)[:, None] + np.arange(n * dtype.itemsize)]
            triangles.append(element.triangles(raw.view(dtype)))
    return np.concatenate(triangles), at


# ---- in words


def _in_words(data, at, _order, elements) -> tuple[np.ndarray, list[np.ndarray]]:
    check_lines(sum(element.count for element in elements))
    lines = (line for block in blocks(data[at:]) for line in block.splitlines())
    vertices, triangles = [np.empty((0, 3))], [NONE]
    for element in elements:
        names = [c[0] for c in element.columns]
        if element.name == "vertex":
            _check_positions(element)
        if element.corners and names[0] != element.corners:
            raise Broken("its faces do not begin with their corners; save it as binary")
        left = element.count
        while left:
            rows = list(islice(lines, min(left, _ROWS_AT_ONCE)))
            if not rows:
                raise element.short()
            left -= len(rows)
            if element.name == "vertex":
                found = table(rows, "vertex", len(names))
                vertices.append(found[:, [names.index(k) for k in "xyz"]])
            elif element.corners:
                triangles += _counted(rows, element)
    return np.concatenate(vertices), triangles


def _counted(rows: list[bytes], element: _Element) -> list[np.ndarray]:
    """Triangles of lines that begin with a number of corners."""
    flat, start, size = ragged(rows)
    if not size.all():
        raise Broken("a line of a face is empty; export it again")
    count = flat[start]
    if (count > size - 1).any():
        raise Broken("a face has fewer corners than it says; export it again")
    if element.name != _STRIPS:
        return fans(flat, start + 1, count)
    place = np.arange(len(flat)) - np.repeat(start, size)
    within = (place > 0) & (place <= np.repeat(count, size))
    return [strips(np.where(within, flat, -1)[None])]
