"""Muscles that are bands from bone to skin: their course, and the force they put on the skin."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from facemodel.anatomy import muscles, placement
from facemodel.mechanics.forces.half import Half, beside
from facemodel.mechanics.tissue import smoothstep

Point = tuple[float, float]


@dataclass(frozen=True)
class Line:
    """A band of fibres from bone to skin, in canonical frontal mm [placement: assume, after 1.2].

    The force lies along the band toward its origin, Gaussian across it (`width`), and sits near
    the insertion: it rises between the shares `onset` of the band's length. `out` is the share of
    the direction's part along the bed's normal that reaches the skin.
    """

    path: tuple[Point, ...]
    width: float
    onset: tuple[float, float]
    out: float
    depth: float | None = None
    """Depth of the origin, mm; None: the muscle table's."""
    forward: float = 0.0
    """Forward share added, for bands that evert what they pull."""
    share: float = 1.0
    """Strength of this band among those of its muscle."""


LINES: Mapping[str, tuple[Line, ...]] = {
    "corrugator": (Line(((8, 15), (20, 22), (34, 26)), 8, (0.05, 0.5), 0.1),),
    "procerus": (Line(((2, -6), (3, 8), (3, 22)), 6, (0.45, 0.95), 0.2),),
    "depressor_supercilii": (Line(((12, 4), (13, 21)), 5, (0.4, 0.95), 0.2),),
    "depressor_septi_nasi": (Line(((4, -54), (1, -42)), 4, (0.3, 0.9), 0.1),),
    "levator_labii_superioris_alaeque_nasi": (
        Line(((9, -8), (13, -22), (18.5, -38)), 5, (0.45, 0.9), 0.3),  # to the wing of the nose
        Line(((9, -8), (13, -30), (9.5, -54)), 4.5, (0.6, 1.0), 0.3, share=0.5),  # to the lip
    ),
    "levator_labii_superioris": (Line(((26, -17), (19, -36), (12, -54)), 6, (0.55, 1.0), 0.3),),
    "levator_anguli_oris": (Line(((22, -34), (28, -50), (34, -67)), 6, (0.55, 1.0), 0.4),),
    "zygomaticus_minor": (Line(((50, -26), (32, -40), (15, -53)), 5.5, (0.6, 1.0), 0.4),),
    "zygomaticus_major": (
        Line(((63, -36.5), (49, -53), (32, -68.5)), 8, (0.55, 1.0), 0.2, forward=0.2),
    ),
    "risorius": (Line(((60, -67), (46, -70), (32, -70)), 7, (0.5, 1.0), 0.0, forward=0.6),),
    "buccinator": (Line(((58, -66), (46, -69), (32, -70)), 9, (0.5, 1.0), 0.8, depth=7),),
    "depressor_anguli_oris": (
        Line(((28, -104), (30, -87), (32, -70)), 6.5, (0.5, 1.0), 0.0, depth=0, forward=0.15),
    ),
    "depressor_labii_inferioris": (
        Line(((19, -106), (15, -92), (11, -78)), 6.5, (0.55, 1.0), 0.0, forward=0.35),
    ),
    "mentalis": (Line(((5, -84), (7, -103)), 8, (0.3, 0.9), 0.3, depth=14),),
    "incisivus": (Line(((10, -68), (20, -69), (31, -69)), 7, (0.35, 0.95), 0.3, depth=12),),
}


def band_forces(half: Half, stem: str, tilt: float = 0.0) -> np.ndarray:
    """Forces of a muscle made of bands, each tilted by so many radians."""
    return np.sum([line.share * _line(half, stem, line, tilt) for line in LINES[stem]], axis=0)


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


def _line(half: Half, stem: str, line: Line, tilt: float) -> np.ndarray:
    site, scale = half.site, half.site.chart.scale
    course = turned(np.array(line.path, float), tilt)
    path = site.chart.onto_face(np.array([placement.on_default(*p) for p in course]))
    depth = muscles.info(stem).depth_mm if line.depth is None else line.depth
    sink = 1 - np.arange(len(path)) / (len(path) - 1)  # deep at the bone, in the skin at the end
    for k, share in enumerate(sink):
        nearest = ((site.mesh.vertices - path[k]) ** 2).sum(1).argmin()
        path[k] -= site.bed_normal[nearest] * depth * scale * share
    distance, along, direction = beside(site.mesh.vertices, path)
    density = np.exp(-((distance / (line.width * scale)) ** 2)) * smoothstep(along, *line.onset)
    pull = half.tangent(direction) * (1 - line.out) + direction * line.out
    force = pull * (density * site.area * half.mine)[:, None]
    force[:, 2] += line.forward * np.linalg.norm(force, axis=1)
    return force
