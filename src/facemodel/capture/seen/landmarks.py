"""The twelve landmarks that place a scan, from the points that the networks see on it.

Corners of eyes and mouth, wings and chin are the points beside them. The networks have learnt them
from photographs and put them elsewhere than anatomists do; how far was measured on this project's
own heads, and on those of MakeHuman, where it is about nothing: half of it is taken. Tip and base
of the nose are read from the profile instead, by their definitions.
"""

import numpy as np

from facemodel.anatomy import template
from facemodel.capture.scan.alignment import Similarity
from facemodel.capture.seen import views
from facemodel.capture.seen.drawing import Body, draw
from facemodel.capture.seen.standard import LANDMARKS, standard

OFFSET_SHARE = 0.5
_TIP_BOX_MM = (8.0, 9.0)
_MIDDLE_MM = 1.0
UPPER_LIP = 0
"""The point in the middle of the upper lip's border."""


def landmarks(body: Body, place: Similarity, points: np.ndarray) -> dict[str, np.ndarray]:
    """Places (3,) by name, in the frame of the body; points (478,3) of it likewise."""
    mesh = template.mesh(1)
    found = {}
    for name, k in LANDMARKS.items():
        offset = mesh.vertices[mesh.landmarks[name]] - standard().points[k]
        found[name] = place(points[k]) + OFFSET_SHARE * offset
    found |= _of_the_nose(views.placed(body, place), found["pronasale"], place(points[UPPER_LIP]))
    return {name: place.back(point) for name, point in found.items()}


def _of_the_nose(body: Body, tip: np.ndarray, lip: np.ndarray) -> dict[str, np.ndarray]:
    """Tip: what stands out most near the one that is seen. Base: what lies deepest below the line
    from there to the upper lip, in the middle. Nothing where the scan has no such profile."""
    window = views.WINDOW
    depth = views.filled(draw(body, window).depth)
    line = np.arange(window.pixels) + 0.5
    grid = np.stack([*np.meshgrid(line, line), np.nan_to_num(depth, nan=-np.inf)], -1)
    places = window.from_pixels(grid.reshape(-1, 3))
    near = (np.abs(places[:, :2] - tip[:2]) < _TIP_BOX_MM).all(1)
    if not np.isfinite(places[near, 2]).any():
        return {}
    top = places[near][places[near, 2].argmax()]
    middle = np.abs(places[:, 0] - top[0]) < _MIDDLE_MM
    middle &= (places[:, 1] < top[1]) & (places[:, 1] > lip[1]) & np.isfinite(places[:, 2])
    profile = places[middle]
    if not len(profile):
        return {"pronasale": top}
    y, z = (lip - top)[1:] / np.linalg.norm((lip - top)[1:])
    below = (profile[:, 2] - top[2]) * y - (profile[:, 1] - top[1]) * z
    base = profile[below.argmax()]
    return {"pronasale": top, "subnasale": np.array([top[0], *base[1:]])}
