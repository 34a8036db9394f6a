"""The rings round eye and mouth: the orbicularis muscles."""

from dataclasses import dataclass

import numpy as np

from facemodel.anatomy import placement, template
from facemodel.mechanics.forces.half import Half
from facemodel.mechanics.forces.sheet import over_brow
from facemodel.mechanics.tissue import Site, smoothstep, unit

# ---- orbicularis oculi


@dataclass(frozen=True, eq=False)
class _Orbit:
    angle: np.ndarray
    """Degrees round the eye: 0 lateral, 90 up."""
    away: np.ndarray
    """Distance from the middle of the eye opening."""
    inward: np.ndarray
    """Unit direction toward it, along the bed."""
    across: np.ndarray
    """Unit direction toward it in the frontal plane: presses the skin on the orbital rim."""
    round: np.ndarray
    """Unit fibre direction of the rings round the lid margin."""

    def sector(self, low: float, high: float, soft: float) -> np.ndarray:
        a = self.angle
        return smoothstep(a, low - soft, low + soft) * (1 - smoothstep(a, high - soft, high + soft))


def _orbit(half: Half) -> _Orbit:
    site = half.site
    default = template.mesh(1)
    corners = [
        default.vertices[default.landmarks[f"{n}_left"]] for n in ("endocanthion", "exocanthion")
    ]
    middle = np.mean(corners, axis=0)
    here = site.chart.onto_face(middle[None])[0]
    offset = site.chart.positions - middle
    return _Orbit(
        angle=np.degrees(np.arctan2(offset[:, 1], offset[:, 0])),
        away=np.linalg.norm(offset, axis=1),
        inward=unit(half.tangent(here - site.mesh.vertices)),
        across=unit((here - site.mesh.vertices) * [1.0, 1.0, 0.0]),
        round=unit(np.cross(site.normal, half.gradient(site.from_lids))),
    )


def _ring(half: Half, orbit: _Orbit, radius: float, width: float, reach: float) -> np.ndarray:
    """Tension of the ring of fibres `radius` mm outside the lid margin of this side."""
    site = half.site
    band = np.exp(-(((site.from_lids - radius) / width) ** 2)) * (orbit.away < reach)
    return band * smoothstep(site.x, 2, 8) * (site.z > 22)


def orbital_superior(half: Half) -> np.ndarray:
    site, orbit = half.site, _orbit(half)
    anchored = smoothstep(site.x, 13, 24)  # the medial end is fixed to the canthal tendon
    ring = half.contract(orbit.round, _ring(half, orbit, 13, 6, 48) * orbit.sector(25, 170, 15))
    brow = np.exp(-((over_brow(site) / 6.0) ** 2)) * smoothstep(site.x, 10, 22)
    brow = brow * (1 - smoothstep(site.x, 52, 62)) * smoothstep(site.x, 2, 8)
    return 0.3 * ring * anchored[:, None] + 0.01 * orbit.inward * (brow * site.area)[:, None]


def orbital_lateral(half: Half) -> np.ndarray:
    site, orbit = half.site, _orbit(half)
    ring = _ring(half, orbit, 14, 9, 55)
    band, wide = ring * orbit.sector(-60, 60, 18), ring * orbit.sector(-80, 60, 18)
    # the ring is held at the medial canthus, so that its tension draws the outer side inward
    return half.contract(orbit.round, band) + 0.04 * orbit.across * (wide * site.area)[:, None]


def orbital_inferior(half: Half) -> np.ndarray:
    site, orbit = half.site, _orbit(half)
    anchored = smoothstep(site.x, 13, 24)
    ring = half.contract(orbit.round, _ring(half, orbit, 16, 8, 48) * orbit.sector(-175, -20, 18))
    malar = _patch(site, 47, -30, 12, 16) + 0.6 * _patch(site, 34, -26, 10, 10)
    malar = malar * smoothstep(site.x, 2, 8) * (site.z > 25)
    return 0.05 * ring * anchored[:, None] + 0.01 * orbit.inward * (malar * site.area)[:, None]


def _patch(site: Site, x: float, y: float, across: float, up: float) -> np.ndarray:
    """1 at a canonical place, falling off over so many mm across and up."""
    there = placement.canonical(x, y)[0], placement.height(x, y)
    return np.exp(-(((site.x - there[0]) / across) ** 2) - ((site.y - there[1]) / up) ** 2)


def palpebral(half: Half) -> np.ndarray:
    """The preseptal lower lid; closing itself is kinematic (lids.py)."""
    site, orbit = half.site, _orbit(half)
    middle = template.mesh(1).eye_centres[0, 1]
    lid = np.exp(-(((site.from_lids - 9.0) / 4.0) ** 2)) * (orbit.away < 32)
    lid = lid * smoothstep(site.x, 2, 8) * smoothstep(middle - site.y, 0, 4)
    return orbit.inward * (lid * site.area)[:, None]


# ---- orbicularis oris


def _lip(half: Half, upper: bool) -> np.ndarray:
    share = half.site.upper_lip if upper else 1 - half.site.upper_lip
    return share * smoothstep(half.site.x, -3, 3) * (half.site.z > 45)


def oris_peripheral(half: Half, upper: bool) -> np.ndarray:
    """Hoop tension round the lips, and the push forward that purses them.

    Hoop tension alone protruded 0.5 of the 5 mm that a pucker needs; that the red
    lip turns outward as well is added as a roll (columns.py).
    """
    site = half.site
    fibre = unit(np.cross(site.normal, half.gradient(site.from_lips)))
    ring = np.exp(-(((site.from_lips - 5.0) / 6.0) ** 2)) * _lip(half, upper)
    push = (
        np.exp(-((site.from_lips / 9.0) ** 2)) * np.exp(-((site.x / 22.0) ** 4)) * _lip(half, upper)
    )
    outward = unit(site.bed_normal * [1.0, 0.4, 1.0])
    return half.contract(fibre, ring) + 0.05 * outward * (push * site.area)[:, None]
