"""The head of a target from the front: the picture, the muscle over it, and the skin at a click."""

from functools import lru_cache

import numpy as np

from facemodel.anatomy.muscles import MUSCLES
from facemodel.mechanics.face import Face
from facemodel.physiology import spread
from facemodel.teach.drills.targets import Target
from facemodel.view.provenance import stamp
from facemodel.view.stills.plain import WINDOW
from facemodel.view.stills.portraits import snapshot

HALF = 0.5  # of a triangle's samples that lie over the muscle, from which it is part of it


@lru_cache(maxsize=8)
def _still(face: Face, tone) -> bytes:
    return snapshot(face, face.controls(np.zeros(len(MUSCLES))), tone, stamp())


def picture(target: Target) -> bytes:
    """JPEG of the head at rest, from the front; its edges are those of WINDOW, mm."""
    return _still(target.face, target._head.tone)


def point_at(face: Face, x_mm: float, y_mm: float) -> tuple[float, float, float] | None:
    """The skin that is seen at a place of the picture; None where there is none."""
    corners = spread.skin(face.mesh).triangles
    a, b, c = (corners[:, k, :2] for k in range(3))
    at = np.array([x_mm, y_mm])
    area = _cross(b - a, c - a)
    shares = np.stack([_cross(c - b, at - b), _cross(a - c, at - c), _cross(b - a, at - a)])
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = shares / area
    # what faces away is behind what faces the viewer
    hit = np.flatnonzero((area > 0) & (shares >= -1e-9).all(0))
    if not len(hit):
        return None
    found = np.einsum("kn,nkx->nx", shares[:, hit], corners[hit])
    x, y, z = map(float, found[found[:, 2].argmax()])
    return x, y, z


def _cross(u: np.ndarray, v: np.ndarray) -> np.ndarray:
    return u[..., 0] * v[..., 1] - u[..., 1] * v[..., 0]


def shape(target: Target) -> tuple[str, str]:
    """SVG paths in mm of the muscle as the viewer sees it: its surface and its outline, y down."""
    skin = spread.skin(target.face.mesh)
    per = len(skin.points) // len(skin.triangles)
    mine = np.unique(skin.sample[np.isin(skin.owner, target.muscles)])
    counts = np.bincount(mine // per, minlength=len(skin.triangles))
    corners = skin.triangles[counts >= HALF * per]
    flat = np.round(corners[:, :, :2] * [1, -1], 1)
    to_b, to_c = (corners[:, k, :2] - corners[:, 0, :2] for k in (1, 2))
    flat = flat[_cross(to_b, to_c) > 0]  # what is turned away is not seen
    surface = "".join(f"M{_pair(a)}L{_pair(b)}L{_pair(c)}Z" for a, b, c in flat)
    edges: dict[tuple, int] = {}
    for triangle in flat.tolist():
        for k in range(3):
            edge = tuple(sorted((tuple(triangle[k]), tuple(triangle[(k + 1) % 3]))))
            edges[edge] = edges.get(edge, 0) + 1
    outline = "".join(f"M{_pair(a)}L{_pair(b)}" for (a, b), n in edges.items() if n == 1)
    return surface, outline


def _pair(point) -> str:
    return f"{point[0]:g} {point[1]:g}"


def on_picture(point) -> tuple[float, float]:
    """Where a point lies in the picture's millimetres, y down."""
    return float(point[0]), -float(point[1])


def box() -> tuple[float, float, float, float]:
    """Left, top, width and height of the picture, mm, y down."""
    left, right, bottom, top = WINDOW
    return left, -top, right - left, top - bottom
