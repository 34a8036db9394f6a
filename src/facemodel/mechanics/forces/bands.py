"""Muscles that are bands from bone to skin: the force they put on the skin.

The force lies along the band toward its origin, Gaussian across it, and sits near the insertion,
where it rises along the band. Where bands run stands in courses.csv.
"""

import numpy as np

from facemodel.anatomy import placement
from facemodel.anatomy.courses import Course, pulls
from facemodel.mechanics.forces.half import Half, beside
from facemodel.mechanics.tissue import smoothstep


def band_forces(half: Half, stem: str, tilt: float = 0.0) -> np.ndarray:
    """Forces of a muscle made of bands, each tilted by so many radians."""
    return np.sum([band.share * _band(half, band, tilt) for band in pulls(stem)], axis=0)


def turned(path: np.ndarray, tilt: float) -> np.ndarray:
    """A line (n,2) turned about its last point so that its angle to the vertical grows by `tilt`.

    The angle is the one between the vertical and the way from the last point to the first.
    """
    if tilt == 0:
        return path
    across, up = path[0] - path[-1]
    turn = -tilt if across * up > 0 else tilt
    c, s = np.cos(turn), np.sin(turn)
    return path[-1] + (path - path[-1]) @ np.array([[c, s], [-s, c]])


def _band(half: Half, band: Course, tilt: float) -> np.ndarray:
    site, scale = half.site, half.site.chart.scale
    course = turned(np.array(band.knots), tilt)
    path = site.chart.onto_face(np.array([placement.on_default(*p) for p in course]))
    sink = 1 - np.arange(len(path)) / (len(path) - 1)  # deep at the bone, in the skin at the end
    for k, share in enumerate(sink):
        nearest = ((site.mesh.vertices - path[k]) ** 2).sum(1).argmin()
        path[k] -= site.bed_normal[nearest] * band.depth_mm[0] * scale * share
    distance, along, direction = beside(site.mesh.vertices, path)
    density = np.exp(-((distance / (band.reach_mm * scale)) ** 2)) * smoothstep(along, *band.onset)
    pull = half.tangent(direction) * (1 - band.out) + direction * band.out
    force = pull * (density * site.area * half.mine)[:, None]
    force[:, 2] += band.forward * np.linalg.norm(force, axis=1)
    return force
