"""What a part that is drawn round the skin is: its surface, its colours and what it moves with."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from facemodel.anatomy.mesh import face_normals_areas, freeze_fields


@dataclass(frozen=True, eq=False)
class Fitting:
    """A part beside the skin, at rest, and how it follows the level-2 skin and the jaw.

    vertices   (n, 3) mm at rest; faces (m, 3) counter-clockwise seen from where they are looked at
    normals    (n, 3) unit, at rest
    colours    (n, 3) uint8; with material "skin" they multiply the skin's tone (255 = unchanged)
    rig        "eye_left", "eye_right"  turns with that eye about its centre
               "blend"  p = rest + skin_share (skin[skin_index] - skin_rest[skin_index])
                              + (1 - skin_share) jaw_share (J(rest) - rest), J the rigid motion
                              of the jaw
               "shell"  bound to skin corners p0, p1, p2:
                        p = p0 + a (p1 - p0) + b (p2 - p0) + h * unit normal of the corners
    skin_index, skin_share, jaw_share   (n,) for "blend"; shares 0 = stays still
    corners (n, 3), coords (n, 3) = a, b, h   for "shell"
    weld       (k, 2) own vertex, skin vertex at the same place: with the same normal, no seam shows
    """

    name: str
    vertices: np.ndarray
    faces: np.ndarray
    normals: np.ndarray
    colours: np.ndarray
    rig: str
    material: str
    skin_index: np.ndarray | None = None
    skin_share: np.ndarray | None = None
    jaw_share: np.ndarray | None = None
    corners: np.ndarray | None = None
    coords: np.ndarray | None = None
    weld: np.ndarray | None = None

    def __post_init__(self) -> None:
        freeze_fields(self, _DTYPES)

    def __repr__(self) -> str:
        return f"Fitting({self.name}, {len(self.vertices)} vertices, {len(self.faces)} faces)"


_DTYPES = {
    "vertices": float,
    "faces": np.int32,
    "normals": float,
    "colours": np.uint8,
    "skin_index": np.int32,
    "skin_share": float,
    "jaw_share": float,
    "corners": np.int32,
    "coords": float,
    "weld": np.int32,
}


def blend(vertices, *, skin_index=0, skin_share=0.0, jaw_share=0.0) -> dict[str, Any]:
    """Rig fields of a part that follows skin or jaw; scalars stand for all vertices."""
    n = len(vertices)
    return {
        "rig": "blend",
        "skin_index": np.broadcast_to(skin_index, n),
        "skin_share": np.broadcast_to(skin_share, n),
        "jaw_share": np.broadcast_to(jaw_share, n),
    }


def grid_faces(rows: int, columns: int, *, closed: bool = False, start: int = 0) -> np.ndarray:
    """Triangles of a grid of vertices listed row by row from `start`.

    The side seen is the one where columns run to the right while rows run up. `closed` joins the
    last column to the first.
    """
    index = start + np.arange(rows * columns).reshape(rows, columns)
    if closed:
        index = np.concatenate([index, index[:, :1]], axis=1)
    a, b, c, d = index[:-1, :-1], index[:-1, 1:], index[1:, 1:], index[1:, :-1]
    return np.stack([np.stack([a, b, c], -1), np.stack([a, c, d], -1)], axis=2).reshape(-1, 3)


def without_slivers(vertices: np.ndarray, faces: np.ndarray) -> np.ndarray:
    """Faces that have an area: a row of a grid that is one point leaves triangles without any."""
    return faces[face_normals_areas(vertices, faces)[1] > 1e-9]


def mixed(low, high, share) -> np.ndarray:
    """Colours (..., 3) between two colours, by a share 0..1 of the second."""
    share = np.asarray(share, float)[..., None]
    return np.asarray(low, float) * (1 - share) + np.asarray(high, float) * share


def smooth_step(x, low: float, high: float) -> np.ndarray:
    """0 below `low`, 1 above `high`, smooth in between."""
    t = np.clip((np.asarray(x, float) - low) / (high - low), 0, 1)
    return t * t * (3 - 2 * t)


def merged(parts: Sequence[tuple[np.ndarray, ...]]) -> tuple[np.ndarray, ...]:
    """One (vertices, faces, *per vertex) from several."""
    offsets = np.cumsum([0] + [len(part[0]) for part in parts[:-1]])
    faces = np.concatenate([part[1] + o for part, o in zip(parts, offsets, strict=True)])
    others = [np.concatenate(column) for column in list(zip(*parts, strict=True))[2:]]
    return (np.concatenate([part[0] for part in parts]), faces, *others)
