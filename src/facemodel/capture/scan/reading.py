"""How a file from a scanner becomes a surface: vertices and triangles, or a refusal.

Only positions and triangles are read. Materials, textures and whatever else a file names are never
opened, but for the geometry of a .gltf file, within its own folder; nothing is written; what a
header declares is held against the bytes that are there before anything is made of it. The readers
are this project's own because a check before a general loader leaves room between the two; here
what is checked is what is read.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

import numpy as np

from facemodel.anatomy.mesh import face_normals_areas, freeze_fields
from facemodel.capture.scan import bundle, formats, gltf, ply
from facemodel.capture.scan.formats import Broken
from facemodel.data.files import display_name, file_bytes
from facemodel.errors import FaceModelError

LARGEST_BYTES = 300_000_000
"""More than a million triangles in the wordiest of the formats."""
MOST_TRIANGLES = 2_000_000
"""What is cleaned in less than 2 GB and ten seconds."""
MANY_TRIANGLES = 1_000_000
"""Above this a surface is thinned: a face needs fewer."""
FEWEST_TRIANGLES = 300
_UNREADABLE_SHARE = 0.02
"""Share of vertices that may be no numbers: scanners leave a few, more means another format."""


@dataclass(frozen=True, eq=False)
class Surface:
    """What a file shows: vertices (n,3) in its own units and triangles (m,3), read-only."""

    vertices: np.ndarray
    triangles: np.ndarray

    def __post_init__(self) -> None:
        freeze_fields(self, {"vertices": float, "triangles": np.int32})

    def __repr__(self) -> str:
        return f"Surface({len(self.vertices)} vertices, {len(self.triangles)} triangles)"


def read(path: str | os.PathLike[str]) -> Surface:
    """The surface in an OBJ, PLY, STL, GLB or glTF file or a ZIP of one, in the file's units.

    Formats are told apart by content. Triangles without area and corners that nothing uses are
    left out; corners at one place are one vertex; above a million triangles neighbours are merged.
    Errors: no such file, not a plain file, too large, none of these formats, damaged, too few or
    too many triangles.
    """
    name = display_name(path)
    data = file_bytes(path, name, LARGEST_BYTES, "Save it with fewer triangles, or in binary")
    with refusing(f"the scan {name}", "save it with fewer triangles"):
        vertices, triangles = parsed(data, bundle.folder_of(path))
        del data  # as large as what was made of it
        return cleaned(vertices, triangles)


@contextmanager
def refusing(what: str, smaller: str) -> Iterator[None]:
    """Says in one sentence why `what` cannot be read; `smaller` is how to make it smaller."""
    try:
        # numbers that are none are looked for, and refused in words
        with np.errstate(all="ignore"):
            yield
    except Broken as error:
        raise FaceModelError(f"{what} cannot be read: {error}") from None
    except MemoryError:
        raise FaceModelError(f"{what} needs more memory than there is; {smaller}") from None


def parsed(
    data: bytes, beside: bundle.Beside = bundle.nothing_beside
) -> tuple[np.ndarray, np.ndarray]:
    """Vertices (n,3) and triangles (m,3) of a file's bytes, as they stand there.

    beside: the files beside it. Errors: `Broken`.
    """
    if data.startswith(bundle.SIGNS):
        data, beside = bundle.unpacked(data, LARGEST_BYTES)
    with np.errstate(over="ignore", invalid="ignore"):  # what is no number is left out by `cleaned`
        vertices, triangles = _format(data, beside)(data)
    if len(triangles) > MOST_TRIANGLES:
        raise Broken(
            f"it has {len(triangles):,} triangles; at most {MOST_TRIANGLES:,} are read. "
            "Save it with fewer"
        )
    if len(triangles) and not 0 <= triangles.min() <= triangles.max() < len(vertices):
        raise Broken("its triangles name vertices that are not there; export it again")
    return vertices, triangles


def cleaned(vertices: np.ndarray, triangles: np.ndarray) -> Surface:
    """The surface without what cannot be used. Errors: `Broken`."""
    good = np.isfinite(vertices).all(1)
    good[good] = np.abs(vertices[good]).max(1, initial=0) < 1e12
    if (~good).sum() > _UNREADABLE_SHARE * len(good):
        raise Broken(
            f"{(~good).sum():,} of its {len(good):,} vertices are no numbers; export it again"
        )
    if not good.all():
        triangles = triangles[good[triangles].all(1)]
        vertices = np.where(good[:, None], vertices, 0.0)
    _check_count(triangles)
    vertices, triangles = _used(vertices, triangles)
    low = vertices.min(0)
    size = float((vertices.max(0) - low).max())
    cell = 1e-6 * size  # so that cells can be numbered in 64 bits
    many = len(triangles) > MANY_TRIANGLES
    if many:
        cell = _cell(vertices, triangles, MANY_TRIANGLES)
    if not cell > 0:
        raise Broken("all its vertices lie at one place; it shows no surface")
    vertices, triangles = _merged(vertices - low, triangles, cell)
    triangles = _distinct(triangles) if many else triangles
    _check_count(triangles)
    return Surface(vertices + low, triangles)


def thinned(surface: Surface, most: int) -> Surface:
    """The surface with about `most` triangles at most: neighbours are merged."""
    if len(surface.triangles) <= most:
        return surface
    low = surface.vertices.min(0)
    cell = _cell(surface.vertices, surface.triangles, most)
    vertices, triangles = _merged(surface.vertices - low, surface.triangles, cell)
    return Surface(vertices + low, _distinct(triangles))


def _cell(vertices: np.ndarray, triangles: np.ndarray, count: int) -> float:
    """Size of the cells that leave `count` triangles: two in each of a flat surface."""
    return float(np.sqrt(2 * face_normals_areas(vertices, triangles)[1].sum() / count))


def _check_count(triangles: np.ndarray) -> None:
    if len(triangles) < FEWEST_TRIANGLES:
        raise Broken(
            f"it has {len(triangles)} triangles with an area; a face needs {FEWEST_TRIANGLES} or "
            "more, so scan it finer (a cloud of points must be meshed first)"
        )


def _used(vertices: np.ndarray, triangles: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The same without vertices that no triangle has."""
    used = np.zeros(len(vertices), bool)
    used[triangles] = True
    row = np.cumsum(used) - 1
    return vertices[used], row[triangles]


def _merged(
    vertices: np.ndarray, triangles: np.ndarray, cell: float
) -> tuple[np.ndarray, np.ndarray]:
    """Vertices in one cell become their mean; triangles that lose a corner or their area go."""
    place = np.floor(vertices / cell + 0.5).astype(np.int64)
    span = place.max(0) + 1
    key = (place[:, 0] * span[1] + place[:, 1]) * span[2] + place[:, 2]
    order = np.argsort(key)
    step = np.diff(key[order], prepend=-1) != 0
    group = np.empty(len(key), np.int64)
    group[order] = np.cumsum(step) - 1
    count = np.bincount(group)
    middle = np.stack([np.bincount(group, vertices[:, k]) / count for k in range(3)], axis=1)
    corners = group[triangles]
    a, b, c = corners.T
    corners = corners[(a != b) & (b != c) & (c != a)]
    corners = corners[face_normals_areas(middle, corners)[1] > 1e-8 * cell * cell]
    return _used(middle, corners)


def _distinct(triangles: np.ndarray) -> np.ndarray:
    """Each triangle once: thinning lays some on each other."""
    corners = np.sort(triangles, axis=1)
    order = np.lexsort(corners.T)
    new = np.diff(corners[order], axis=0, prepend=-1).any(axis=1)
    return triangles[order[new]]


_FORMATS = "OBJ, PLY, STL, GLB or glTF"
_PICTURE = f"it is a picture or a video, which has no depth; give the scan itself, as {_FORMATS}"
_SCENE = "it is a 3-D file of another kind; open it in Blender and export it from there as GLB"
_OLD = "it is a 3-D file of another kind; open it in MeshLab and save it as PLY"
_CLOUD = "it is a cloud of points; make a mesh of it, as CloudCompare does, and save that as PLY"
_PACKED = "it is packed; unpack it, or pack it as ZIP"
_OTHERS = (
    (0, b"\xff\xd8\xff", _PICTURE), (0, b"\x89PNG", _PICTURE), (0, b"GIF8", _PICTURE),
    (0, b"II*\0", _PICTURE), (0, b"MM\0*", _PICTURE), (8, b"WEBP", _PICTURE),
    (4, b"ftyp", _PICTURE), (0, b"\x1aE\xdf\xa3", _PICTURE), (8, b"AVI ", _PICTURE),
    (0, b"Kaydara FBX", _SCENE), (0, b"; FBX", _SCENE), (0, b"BLENDER", _SCENE),
    (0, b"PXR-USDC", _SCENE), (0, b"#usda", _SCENE), (0, b"#VRML", _OLD), (0, b"#X3D", _OLD),
    (0, b"ASTM-E57", _CLOUD), (0, b"LASF", _CLOUD), (0, b"# .PCD", _CLOUD),
    (0, b"\x1f\x8b", _PACKED), (0, b"7z\xbc\xaf", _PACKED), (0, b"Rar!", _PACKED),
    (0, b"BZh", _PACKED), (0, b"\xfd7zXZ", _PACKED), (0, b"PK\7\x08", _PACKED),
)  # fmt: skip
"""Where other files bear a sign, the sign, and what they are and what to do with them."""


def _format(data: bytes, beside: bundle.Beside) -> Callable[[bytes], tuple[np.ndarray, np.ndarray]]:
    """The reader of what the bytes are; a file's name proves nothing."""
    head = data[:100_000]
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if data.startswith(b"glTF") or start.startswith(b"{"):
        return partial(gltf.read, beside=beside)
    if data.startswith((b"ply\n", b"ply\r")):
        return ply.read
    if formats.is_binary_stl(data):
        return formats.binary_stl
    for at, sign, said in _OTHERS:
        if data.startswith(sign, at):
            raise Broken(said)
    if b"\0" not in head:
        if start.startswith(b"solid"):
            return formats.text_stl
        if start[:2] in (b"v ", b"v\t") or b"\nv " in data[:10_000_000]:
            return formats.obj
        if b"<COLLADA" in head:
            raise Broken(_OLD)
    what = "empty and no" if not data else "no"
    raise Broken(f"it is {what} {_FORMATS} file; export it as one of them")
