"""The ears: a surface each, from the canal over concha, antihelix and helix back to the head."""

import numpy as np

from facemodel.anatomy.mesh import vertex_normals
from facemodel.anatomy.parts.fitting import (
    Fitting,
    blend,
    grid_faces,
    mixed,
    smooth_step,
    without_slivers,
)

SEGMENTS = 40
CANAL = np.array([-9.5, -5.0])
"""Where the rings begin: mm forward and up, as all places of the ear."""
# outline of the left ear seen from its side, from the front of the helix over the top and the lobe
# to the tragus; 58 mm high and 32 mm wide, as ears of adults are, one tenth less [recall]
_OUTLINE = np.array([
    (1.5, 5.5), (2.8, 12), (1.5, 19), (-3.5, 24.5), (-11, 26.5), (-18.5, 25), (-24.5, 20),
    (-28.3, 12), (-29.0, 3), (-27.5, -6), (-24, -14.5), (-19, -21.5), (-15, -26.5), (-10.5, -30.7),
    (-5.5, -31.6), (-1.4, -29.0), (0.6, -24.0), (1.2, -18), (2.2, -12), (3.2, -6), (2.6, 0),
])  # fmt: skip
_RINGS = (0.0, 0.15, 0.28, 0.39, 0.48, 0.56, 0.64, 0.72, 0.80, 0.87, 0.92, 0.965, 1.0)
"""Share of the way from the canal to the outline; two more rings turn over the rim to the head."""


_PLAIN, _RIM, _HOLLOW, _CANAL = (255, 255, 255), (255, 236, 232), (206, 178, 170), (96, 62, 56)


def ears() -> tuple[Fitting, Fitting]:
    """Left and right ear of the default face; mirror images."""
    return _ear("ear_left", 1), _ear("ear_right", -1)


def _ear(name: str, side: int) -> Fitting:
    outline = _even(_OUTLINE, SEGMENTS)
    share = np.array(_RINGS)[:, None]
    flat = CANAL + share[..., None] * (outline - CANAL)
    x = _lateral(flat, share)
    rim_back, root = 0.96, 0.66
    rows = [np.dstack([x[..., None], flat[..., 1:], flat[..., :1]])]
    behind = CANAL + rim_back * (outline - CANAL)
    foot = CANAL + root * (outline - CANAL)
    rows.append(np.column_stack([x[-1] - 4.0, behind[:, 1], behind[:, 0]])[None])
    rows.append(np.column_stack([np.full(SEGMENTS, 61.0), foot[:, 1], foot[:, 0]])[None])
    rings = np.concatenate(rows)
    vertices = rings.reshape(-1, 3) * [side, 1, 1]
    faces = grid_faces(len(rings), SEGMENTS, closed=True)
    faces = without_slivers(vertices, faces[:, ::-1] if side < 0 else faces)
    return Fitting(
        name=name, vertices=vertices, faces=faces, normals=vertex_normals(vertices, faces),
        colours=_colours(), material="skin", **blend(vertices),
    )  # fmt: skip


def _colours() -> np.ndarray:
    """Colours (n, 3): less light in the bowl, next to none in the canal, blood in the rim."""
    share = np.array([*_RINGS, 0.9, 0.6])
    bowl = 1 - smooth_step(share, 0.30, 0.62)
    scapha = np.exp(-(((share - 0.80) / 0.06) ** 2))
    row = mixed(_PLAIN, _RIM, smooth_step(share, 0.84, 0.93))
    row = mixed(row, _HOLLOW, np.maximum(bowl, 0.55 * scapha))
    row = mixed(row, _CANAL, 1 - smooth_step(share, 0.05, 0.26))
    return np.repeat(row, SEGMENTS, axis=0)


def _lateral(flat: np.ndarray, share: np.ndarray) -> np.ndarray:
    """How far out (rings, segments) mm from the midline the ear's surface lies at places `flat`."""
    forward, up = flat[..., 0], flat[..., 1]

    def hill(at, spread):
        away = (flat - np.array(at)) / spread
        return np.exp(-(away**2).sum(-1))

    def ring(at, spread):
        return np.exp(-(((share - at) / spread) ** 2))

    # the plane of the ear leaves the head backwards; the lobe hangs nearer to it
    lobe = smooth_step(-up, 13.0, 27.0)
    x = 68.2 + (0.47 - 0.20 * lobe) * np.maximum(2.0 - forward, 0.0) + 0.02 * up
    # helix: from over the tragus round the top and down behind, gone where the lobe begins
    helix = smooth_step(up, -20.0, -8.0) * np.maximum(
        smooth_step(-forward, 2.0, 10.0), smooth_step(up, 2.0, 8.0)
    )
    x += helix * (3.4 * ring(0.935, 0.075) - 2.1 * ring(0.80, 0.075))
    # antihelix, that forks towards the front and leaves a hollow between its legs
    back = smooth_step(-forward, 9.0, 16.0) * smooth_step(up, -19.0, -11.0)
    x += 2.6 * back * ring(0.62, 0.11)
    x += 1.8 * hill((-13.0, 14.5), (5.0, 3.0)) + 1.3 * hill((-7.5, 10.5), (5.5, 2.2))
    x -= 1.8 * hill((-7.0, 16.0), (4.5, 2.4))
    # concha: the bowl round the canal, parted by the root of the helix
    x -= 5.4 * (1 - smooth_step(share, 0.16, 0.60)) + 1.3 * hill((-14.0, -4.0), (6.0, 7.0))
    x += 3.2 * hill((-3.5, 4.8), (6.5, 2.0))
    # tragus before the canal, antitragus below it, the notch between them
    x += 5.2 * hill((-1.6, -5.5), (3.2, 4.6)) + 3.4 * hill((-12.0, -16.5), (5.0, 2.8))
    x -= 2.6 * hill((-4.6, -15.0), (2.6, 3.0))
    return x + 1.6 * hill((-8.0, -24.5), (6.0, 5.0)) - 1.6 * lobe * ring(1.0, 0.12)


def _even(points: np.ndarray, count: int) -> np.ndarray:
    """A closed smooth curve through about `points`, as `count` points equally far apart."""
    curve = points
    for _ in range(4):  # Chaikin: corners cut, twice as many points
        after = np.roll(curve, -1, axis=0)
        curve = np.stack([0.75 * curve + 0.25 * after, 0.25 * curve + 0.75 * after], 1)
        curve = curve.reshape(-1, 2)
    closed = np.concatenate([curve, curve[:1]])
    along = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(closed, axis=0).T))])
    at = np.linspace(0, along[-1], count, endpoint=False)
    return np.stack([np.interp(at, along, closed[:, k]) for k in (0, 1)], axis=1)
