"""Where positions and triangles stand in OBJ and STL files."""

import re
import warnings
from collections.abc import Iterator

import numpy as np

LONGEST_POLYGON = 64
MOST_LINES = 4_000_000
"""Vertices and faces in words: what is read in ten seconds, a million triangles and more."""
LONGEST_LINE = 1_000_000
_BLOCK = 16_000_000
_STL_HEAD, _STL_ROW = 84, 50
NONE = np.empty((0, 3), np.int64)


class Broken(Exception):
    """What is wrong with a file, to be completed with its name."""


# ---- OBJ: G. Wavefront's "v x y z" and "f a/t/n b/t/n c/t/n", counted from 1, or back from -1


def obj(data: bytes) -> tuple[np.ndarray, np.ndarray]:
    """Vertices and triangles of an OBJ file; every other line, materials too, is passed over."""
    check_lines(sum(map(data.count, (b"v ", b"v\t", b"f ", b"f\t"))))
    points, triangles = [np.empty((0, 3))], [NONE]
    for block in blocks(data):
        lines = [line for line in block.splitlines() if line[:2] in (*_VERTEX, *_FACE)]
        corners = [line[1:] for line in lines if line[:2] in _VERTEX]
        polygons = [line[1:] for line in lines if line[:2] in _FACE]
        if polygons:
            text = re.sub(rb"/[^\s/]*(/[^\s/]*)?", b"", b"\n".join(polygons))
            flat, start, size = ragged(text.split(b"\n"))
            if (flat < 0).any():
                before = sum(map(len, points)) + _vertices_before_faces(lines)
                flat = np.where(flat < 0, flat + 1 + np.repeat(before, size), flat)
            triangles += fans(flat, start, size)
        if corners:  # some scanners write a colour behind the position
            points.append(table(corners, "vertex")[:, :3])
    if min(len(np.concatenate(rows)) for rows in (points, triangles)) == 0:
        raise nothing()
    found = np.concatenate(triangles)
    if found.min() < 1:
        raise Broken(
            "its faces name vertices that are not there; OBJ counts from 1, or back from -1. "
            "Export it again"
        )
    return np.concatenate(points), found - 1


_VERTEX, _FACE = (b"v ", b"v\t"), (b"f ", b"f\t")


def _vertices_before_faces(lines: list[bytes]) -> np.ndarray:
    """How many of these lines before each line of a face are of a vertex: -1 is the last so far."""
    vertex = np.array([line[:2] in _VERTEX for line in lines])
    return np.cumsum(vertex)[~vertex]


# ---- STL: three corners per triangle, in binary or in words


def is_binary_stl(data: bytes) -> bool:
    """Whether the length is the one that the declared number of triangles needs."""
    if len(data) < _STL_HEAD:
        return False
    return len(data) == _STL_HEAD + _STL_ROW * int.from_bytes(data[80:84], "little")


def binary_stl(data: bytes) -> tuple[np.ndarray, np.ndarray]:
    """Vertices and triangles of a binary STL file; no two triangles share a vertex."""
    row = np.dtype([("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("mark", "<u2")])
    return _soup(np.frombuffer(data, row, offset=_STL_HEAD)["corners"].reshape(-1, 3))


def text_stl(data: bytes) -> tuple[np.ndarray, np.ndarray]:
    """The same of an STL file in words."""
    check_lines(data.lower().count(b"vertex"))
    corners = []
    for block in blocks(data):
        lines = (line.strip() for line in block.splitlines())
        found = [line[6:] for line in lines if line[:6].lower() == b"vertex"]
        if found:
            corners.append(table(found, "vertex", 3))
    points = np.concatenate(corners) if corners else np.empty((0, 3))
    if len(points) % 3:
        raise Broken("it ends within a triangle: it was cut short; export it again")
    return _soup(points)


def _soup(corners: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return corners.astype(float), np.arange(len(corners)).reshape(-1, 3)


# ---- text and polygons, for PLY as well


def nothing() -> Broken:
    """For a file without a surface."""
    return Broken("it has no vertices or no faces; export the surface, not a cloud of points")


def check_lines(count: int) -> None:
    """Refuses more vertices and faces than are read in good time. Errors: `Broken`."""
    if count > MOST_LINES:
        raise Broken(
            f"it has {count:,} vertices and faces; at most {MOST_LINES:,} are read in words. Save "
            "it in binary, or with fewer triangles"
        )


def blocks(data: bytes) -> Iterator[bytes]:
    """The text in pieces that end with a line, so that memory stays in bounds."""
    at = 0
    while at < len(data):
        end = data.find(b"\n", min(at + _BLOCK, len(data)))
        end = len(data) if end < 0 else end + 1
        if end - at > _BLOCK + LONGEST_LINE:
            raise Broken("it has a line without end; it is damaged, export it again")
        yield data[at:end]
        at = end


def _numbers(text: bytes) -> np.ndarray:
    """The numbers in a text; what is none ends it early."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", DeprecationWarning)
        try:
            return np.fromstring(text, sep=" ")
        except (DeprecationWarning, ValueError):
            raise Broken("a line holds something that is no number; export it again") from None


def table(lines: list[bytes], what: str, columns: int | None = None) -> np.ndarray:
    """Lines of equally many numbers as a table; at least three columns."""
    flat = _numbers(b" ".join(lines))
    width = columns or len(lines[0].split())
    if width < 3 or flat.size != width * len(lines):
        raise Broken(f"its lines of a {what} are not alike; it is damaged, export it again")
    return flat.reshape(len(lines), width)


def ragged(lines: list[bytes]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Whole numbers of lines one after the other; where each line starts and how many it has."""
    flat = _numbers(b" ".join(lines))
    size = np.array([len(line.split()) for line in lines], np.int64)
    if len(flat) != size.sum() or (np.abs(flat) >= 2**31).any() or (flat != np.floor(flat)).any():
        raise Broken("a face has a corner that is no whole number; export it again")
    return flat.astype(np.int64), np.cumsum(size) - size, size


def fans(flat: np.ndarray, start: np.ndarray, size: np.ndarray) -> list[np.ndarray]:
    """Triangles of polygons whose corners stand in `flat` from `start` on."""
    if len(size) and not 0 <= size.min() <= size.max() <= LONGEST_POLYGON:
        raise Broken(f"it has a face of {size.max()} corners; save it as triangles")
    return [fan(flat[start[size == k][:, None] + np.arange(k)]) for k in np.unique(size) if k > 2]


def fan(corners: np.ndarray) -> np.ndarray:
    """Triangles (m,3) of polygons (n,k) with k corners each."""
    k = corners.shape[1]
    if k < 3:
        return np.empty((0, 3), np.int64)
    first = np.repeat(corners[:, :1], k - 2, axis=1)
    return np.stack([first, corners[:, 1:-1], corners[:, 2:]], axis=-1).reshape(-1, 3)


def strips(corners: np.ndarray) -> np.ndarray:
    """Triangles (m,3) of strips in rows (n,k): each ends at a negative number, or with its row."""
    flat = np.pad(corners, ((0, 0), (0, 1)), constant_values=-1).ravel()
    at, end = np.arange(len(flat)), flat < 0
    first = np.maximum.accumulate(np.where(end, at + 1, 0))
    whole = np.flatnonzero(~(end[:-2] | end[1:-1] | end[2:]))
    rows = flat[whole[:, None] + [0, 1, 2]]
    odd = (whole - first[whole]) % 2 == 1  # every other triangle is wound the other way
    rows[odd] = rows[odd][:, [1, 0, 2]]
    return rows
