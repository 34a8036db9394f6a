"""A face's points on a surface: what is seen in its pictures, put back where it was drawn from.

The frame is the default face's, mm; `Pose` takes the surface there, as far as it is known.
"""

from dataclasses import dataclass

import numpy as np

from facemodel.capture.scan.alignment import Similarity, robust
from facemodel.capture.seen import picture
from facemodel.capture.seen.drawing import Body, Window, draw
from facemodel.capture.seen.standard import standard

VIEWS = ((0, 0), (-20, 0), (20, 0), (0, -12), (0, 12))
"""Degrees by which the head is turned and nodded."""
PIXELS = 512
WINDOW = Window(np.array([0.0, 10.0, 80.0]), 115.0, PIXELS)
"""A face with some forehead and neck."""
FAR_MM = 15.0
"""What lies that much before or behind its place in a face is hair, a lash or an empty socket."""
LEAST_POINTS = 100
"""Of the skin, that a face must show."""
_HOLE_PX = 5


@dataclass(frozen=True, eq=False)
class View:
    """Points (478,3) in the frame, NaN where the surface has none, and the network's flag."""

    points: np.ndarray
    flag: float


def placed(body: Body, pose: Similarity) -> Body:
    return Body(pose(body.vertices), body.triangles, body.normals @ pose.rotation.T)


def turning(turn: float, nod: float) -> np.ndarray:
    """(3,3) about the vertical axis, then about the horizontal one; degrees."""
    (c, s), (d, e) = ((np.cos(a), np.sin(a)) for a in np.radians([turn, nod]))
    return np.array([[1, 0, 0], [0, d, -e], [0, e, d]]) @ [[c, 0, s], [0, 1, 0], [-s, 0, c]]


def quick(body: Body) -> View:
    """What one picture shows of a surface that stands about as the default face."""
    drawn = draw(body, WINDOW)
    seen = picture.track(drawn.picture, 3)
    return View(back(seen.at, drawn.depth, WINDOW), seen.flag)


def looked_at(body: Body, turn: float, nod: float) -> View:
    """What a turned view shows of a surface that stands as the default face, in its frame."""
    turned = turning(turn, nod)
    window = Window(turned @ WINDOW.middle, WINDOW.half, PIXELS)
    drawn = draw(body.turned(turned), window)
    seen = picture.track_both(drawn.picture, 2, standard().mirror)
    points = back(seen.at, drawn.depth, window)
    return View(_without_far(points, turned) @ turned, seen.flag)


def back(seen: np.ndarray, depth: np.ndarray, window: Window) -> np.ndarray:
    """Places (478,3) of points in a picture, NaN where nothing was drawn."""
    column, row = np.clip(np.floor(seen[:, :2]).astype(int), 0, PIXELS - 1).T
    z = filled(depth)[row, column]
    points = window.from_pixels(np.column_stack([seen[:, :2], z]))
    points[~np.isfinite(z)] = np.nan
    return points


def filled(depth: np.ndarray) -> np.ndarray:
    """The depth with holes of a pixel or two filled, and thin things before it taken away."""
    from scipy.ndimage import median_filter  # not where a face is only shown

    nothing = -1e9
    z = median_filter(np.where(np.isfinite(depth), depth, nothing), _HOLE_PX)
    return np.where(z > nothing, z, np.nan)


def _without_far(points: np.ndarray, turned: np.ndarray) -> np.ndarray:
    """The points without those that lie far before or behind a face."""
    skin, face = points[: picture.SKIN], standard().points[: picture.SKIN] @ turned.T
    there = np.isfinite(skin).all(1)
    if there.sum() < LEAST_POINTS:
        return points
    expected = robust(face[there], skin[there])(standard().points @ turned.T)
    off = points[:, 2] - expected[:, 2]
    far = np.abs(off - np.nanmedian(off)) > FAR_MM
    return np.where(far[:, None], np.nan, points)
