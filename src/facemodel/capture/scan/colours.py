"""The colours of a scanned person's skin, for each drawn vertex of the face laid on the scan.

A scan's colours have the light of the room in them, which would be lit a second time: what follows
the direction that the skin faces is taken out. Where the scan shows no skin (lids' margins, the
seal of the lips, nostrils, hair that lies off the face, the back of the head) the default skin's
own shades go on in the person's tone.
"""

import io
import os
from dataclasses import dataclass
from functools import partial
from typing import Any, cast

import numpy as np
from PIL import Image

from facemodel.anatomy import template
from facemodel.anatomy.colours import encoded, linear, skin_colours
from facemodel.anatomy.mesh import vertex_normals
from facemodel.capture.photo.picture_file import silent
from facemodel.capture.scan import bundle, detail
from facemodel.capture.scan.alignment import Similarity
from facemodel.capture.scan.formats import Broken
from facemodel.capture.scan.reading import LARGEST_BYTES
from facemodel.data.files import display_name, file_bytes
from facemodel.errors import FaceModelError
from facemodel.mechanics.face import DISPLAY_LEVEL

NEAR_MM = 3.0
"""What lies farther from the skin is hair, a collar, another part."""
LEAST_SHARE = 0.5
"""Of the vertices that the scan shows which must have a colour."""
LEAST_SPREAD = 2.0
"""Standard deviation, of 255, below which a scan has one colour, that of its program."""
LARGEST_PICTURE_BYTES, LARGEST_PICTURE_PX = 100_000_000, 100_000_000
_DARKEST = 0.004
_TINT_POWER = 1.5
"""How the default skin's shades are laid on a tone (js/scene/light.js, the medium one)."""


class Unread(Exception):
    """The colours of a scan whose shape could be read are written in a way that is not known."""


@dataclass(frozen=True, eq=False)
class Coloured:
    """Points (n,3) in a scan's own units and their colours (n,3), linear light 0..1."""

    points: np.ndarray
    colours: np.ndarray


def read(
    path: str | os.PathLike[str], texture: str | os.PathLike[str] | None = None
) -> Coloured | None:
    """Colours in a scan's file, which `reading.read` has found sound; None: it has none.

    texture: the picture that the scan's own texture coordinates refer to; where a ZIP packs one
    picture with an OBJ, that. No file that a scan names is opened. Errors: a picture that cannot be
    read, or that the scan has no coordinates for; `Unread`.
    """
    data = file_bytes(path, display_name(path), LARGEST_BYTES)
    given = None if texture is None else _picture_in(texture)
    if data.startswith(bundle.SIGNS):
        packed, (data, _) = data, bundle.unpacked(data, LARGEST_BYTES)
        if given is None and not _is_gltf(data):
            given = _packed(packed)
    found = [part for part in map(partial(_of_part, given=given), _parts(data)) if part is not None]
    if not found:
        if texture is not None:
            raise FaceModelError(
                "the scan has no texture coordinates, so nobody knows where on it the picture "
                "belongs; leave texture= out, or export the scan with its texture coordinates"
            )
        return None
    colours = np.concatenate([colours for _, colours in found])
    if colours.std(axis=0).max() < LEAST_SPREAD:
        return None
    return Coloured(np.concatenate([points for points, _ in found]), linear(colours / 255))


def _parts(data: bytes) -> list[Any]:
    """A scan's parts as trimesh has them, without a file that the scan names. Errors: `Unread`."""
    import trimesh

    kinds = {b"glTF": "glb", b"ply\n": "ply", b"ply\r": "ply"}
    text = "gltf" if _is_gltf(data) else "obj" if b"\nv " in data[:10_000_000] else None
    kind = kinds.get(data[:4], text)
    if kind is None:
        return []
    try:
        made = trimesh.load(io.BytesIO(data), file_type=kind, process=False, force="scene")
        return [part for part in cast(trimesh.Scene, made).dump() if hasattr(part, "visual")]
    except Exception as error:  # a general loader fails in many ways on what the own readers take
        raise Unread from error


def _of_part(part: Any, given: Image.Image | None) -> tuple[np.ndarray, np.ndarray] | None:
    """Points and colours (n,3), 0..255, of a part of a scan."""
    from trimesh.visual.color import uv_to_color

    visual = part.visual
    if visual.kind == "vertex":
        colours = np.asarray(visual.vertex_colors, float)
        if colours.shape != (len(part.vertices), 4):  # as of triangle strips, which are points here
            return None
        return np.asarray(part.vertices), colours[:, :3]
    uv = getattr(visual, "uv", None)
    if uv is None or len(uv) != len(part.vertices):
        return None
    material = getattr(visual, "material", None)
    picture = given or getattr(material, "baseColorTexture", getattr(material, "image", None))
    if picture is None or not np.isfinite(uv).all():
        return None
    corners = part.faces
    middle = part.vertices[corners].mean(1), uv[corners].mean(1)
    points, uv = (np.concatenate(pair) for pair in zip((part.vertices, uv), middle, strict=True))
    return points, uv_to_color(uv, picture)[:, :3].astype(float)


def _is_gltf(data: bytes) -> bool:
    return data.startswith(b"glTF") or data[:1000].lstrip().startswith(b"{")


def _packed(data: bytes) -> Image.Image | None:
    """The picture that a ZIP packs with a scan."""
    try:
        found = bundle.picture(data, LARGEST_PICTURE_BYTES)
        return None if found is None else _picture(found, "in it")
    except (FaceModelError, Broken) as error:
        raise Unread from error


def _picture_in(path: str | os.PathLike[str]) -> Image.Image:
    name = display_name(path)
    return _picture(file_bytes(path, name, LARGEST_PICTURE_BYTES), name)


def _picture(data: bytes, name: str) -> Image.Image:
    try:
        with silent():
            picture = Image.open(io.BytesIO(data), formats=("JPEG", "PNG"))
            if picture.width * picture.height > LARGEST_PICTURE_PX:
                raise FaceModelError(f"the picture {name} is too large; save it smaller")
            return picture.convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise FaceModelError(f"{name} is no JPEG or PNG picture that can be read") from None


def laid_on(coloured: Coloured, place: Similarity, skin: np.ndarray, seen: np.ndarray):
    """(V2,3) uint8 sRGB of drawn vertices (V2,3) at rest; None: too few have a colour.

    place: takes the scan to the frame of the face; seen (V2,): vertices that it shows.
    """
    from scipy.spatial import cKDTree

    faces = template.mesh(DISPLAY_LEVEL).faces
    tree = cKDTree(place(coloured.points))
    away, nearest = tree.query(skin, k=4, distance_upper_bound=NEAR_MM)
    there = np.isfinite(away)
    weight = np.where(there, 1 / (0.3 + np.where(there, away, 0)), 0)
    colour = coloured.colours[np.minimum(nearest, len(coloured.points) - 1)]
    total = weight.sum(1)
    known = (total > 0) & seen & (detail.skin_only() > 0.5)
    if known.sum() < LEAST_SHARE * seen.sum():
        return None
    mean = (weight[..., None] * colour).sum(1) / np.maximum(total, 1e-9)[:, None]
    shades = skin_colours(template.mesh(DISPLAY_LEVEL))["albedo"] ** _TINT_POWER
    off = np.log(np.maximum(mean, _DARKEST) / shades)
    tone = np.median(off[known], axis=0)
    off = np.where(known[:, None], off - tone, 0)
    off -= _light(off, vertex_normals(skin, faces), known)[:, None]
    off = np.stack([detail.filled(off[:, k], known, faces) for k in range(3)], axis=1)
    return np.round(255 * encoded(shades * np.exp(tone + off))).astype(np.uint8)


def _light(off: np.ndarray, normal: np.ndarray, known: np.ndarray) -> np.ndarray:
    """(V2,) of the logarithm of brightness that follows the direction of the skin: a room's light.

    Least squares over what is known, darkest and brightest twentieth (brows, shine) left out.
    """
    bright = off.mean(1)
    low, high = np.quantile(bright[known], [0.05, 0.95])
    used = known & (bright > low) & (bright < high)
    table = np.column_stack([normal, np.ones(len(normal))])
    share = np.linalg.lstsq(table[used], bright[used], rcond=None)[0]
    return np.where(known, normal @ share[:3] - (normal[used] @ share[:3]).mean(), 0)
