"""How each muscle pulls: the forces, per newton, that its fibres put on the skin of a face."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from facemodel.anatomy import muscles, template
from facemodel.anatomy.mesh import face_normals_areas
from facemodel.mechanics import placement
from facemodel.mechanics.placement import Chart
from facemodel.mechanics.tissue import Site, cotangent_stiffness, smoothstep, unit

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
    "zygomaticus_major": (Line(((63, -36.5), (49, -53), (32, -68.5)), 8, (0.55, 1.0), 0.2),),
    "risorius": (Line(((60, -67), (46, -70), (32, -70)), 7, (0.5, 1.0), 0.0, forward=0.35),),
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


@dataclass(frozen=True, eq=False)
class Half:
    """The left half of a face as muscles see it (the right half is seen in a mirror)."""

    site: Site
    gradients: np.ndarray
    """Gradients of the hat functions, (F,3,3) 1/mm."""

    @property
    def mine(self) -> np.ndarray:
        """1 on this side, 0 on the other, smooth over the midline."""
        return smoothstep(self.site.x, -4.0, 4.0)

    def tangent(self, direction: np.ndarray) -> np.ndarray:
        """The part of a direction (3,) or (V,3) along the bed, (V,3)."""
        n = self.site.bed_normal
        d = np.broadcast_to(np.asarray(direction, float), n.shape)
        return d - np.einsum("ij,ij->i", d, n)[:, None] * n

    def gradient(self, field: np.ndarray) -> np.ndarray:
        """Surface gradient of a vertex field, (V,3)."""
        faces = self.site.mesh.faces
        per_face = np.einsum("fi,fid->fd", field[faces], self.gradients)
        _, areas = face_normals_areas(self.site.mesh.vertices, faces)
        return (
            _to_vertices(faces, per_face * areas[:, None] / 3, len(field)) / self.site.area[:, None]
        )

    def contract(self, fibre: np.ndarray, tension: np.ndarray) -> np.ndarray:
        """Nodal forces (V,3) of a sheet under tension (V,) N/mm along unit fibres (V,3).

        The weak form of a membrane stress t fibre x fibre; its sum is zero: a sheet that is not
        anchored pulls its ends together, a ring closes.
        """
        mesh = self.site.mesh
        normals, areas = face_normals_areas(mesh.vertices, mesh.faces)
        along = fibre[mesh.faces].mean(1)
        along = unit(along - np.einsum("fd,fd->f", along, normals)[:, None] * normals)
        strength = areas * tension[mesh.faces].mean(1)
        slope = np.einsum("fd,fid->fi", along, self.gradients)
        force = -strength[:, None, None] * slope[:, :, None] * along[:, None]
        return _to_vertices(mesh.faces, force, len(fibre))


def _to_vertices(faces: np.ndarray, values: np.ndarray, count: int) -> np.ndarray:
    """Sum (F,3) per-face or (F,3,3) per-corner vectors onto the vertices, (V,3)."""
    if values.ndim == 2:
        values = np.repeat(values[:, None], 3, axis=1)
    flat, where = values.reshape(-1, 3), faces.ravel()
    return np.stack([np.bincount(where, flat[:, k], count) for k in range(3)], axis=1)


def _bands(half: Half, stem: str) -> np.ndarray:
    """Forces of a muscle made of bands."""
    return sum(line.share * _line(half, stem, line) for line in LINES[stem])


def _line(half: Half, stem: str, line: Line) -> np.ndarray:
    site, scale = half.site, half.site.chart.scale
    path = site.chart.onto_face(np.array([placement.on_default(*p) for p in line.path]))
    depth = muscles.info(stem).depth_mm if line.depth is None else line.depth
    sink = 1 - np.arange(len(path)) / (len(path) - 1)  # deep at the bone, in the skin at the end
    for k, share in enumerate(sink):
        nearest = ((site.mesh.vertices - path[k]) ** 2).sum(1).argmin()
        path[k] -= site.bed_normal[nearest] * depth * scale * share
    distance, along, direction = _beside(site.mesh.vertices, path)
    density = np.exp(-((distance / (line.width * scale)) ** 2)) * smoothstep(along, *line.onset)
    pull = half.tangent(direction) * (1 - line.out) + direction * line.out
    force = pull * (density * site.area * half.mine)[:, None]
    force[:, 2] += line.forward * np.linalg.norm(force, axis=1)
    return force


def _beside(points: np.ndarray, path: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Distance to a polyline, share of its length there (0 at the origin), way to the origin."""
    segments = np.diff(path, axis=0)
    length = np.linalg.norm(segments, axis=1)
    start = np.concatenate([[0.0], np.cumsum(length)])
    best = np.full(len(points), np.inf)
    along, direction = np.zeros(len(points)), np.zeros((len(points), 3))
    for k, seg in enumerate(segments):
        t = np.clip((points - path[k]) @ seg / length[k] ** 2, 0, 1)
        d = np.linalg.norm(points - path[k] - t[:, None] * seg, axis=1)
        closer = d < best
        best[closer] = d[closer]
        along[closer] = ((start[k] + t * length[k]) / start[-1])[closer]
        direction[closer] = -seg / length[k]
    return best, along, direction


# ---- brow and forehead

_BROW_X = (0.0, 11.0, 31.0, 39.0, 53.0)
_BROW_Y = (29.9, 30.8, 36.7, 37.1, 31.3)
"""Height of the brow's hair on the default face, mm, at these distances from the midline."""


def _over_brow(site: Site) -> np.ndarray:
    return site.y - np.interp(site.x, _BROW_X, _BROW_Y)


def _frontalis(half: Half, low: float | None, high: float, lean: float) -> np.ndarray:
    """A vertical sheet from brow to hairline: lifts the brow, draws the upper forehead down.

    The two meet at the line of convergence; the downward half is weaker because the galea
    spreads it over the scalp (`0.35`, assume). Source: dossier 1.2 note, S28.
    """
    site = half.site
    over, hairline = _over_brow(site), placement.height(14, 68)
    brow = np.interp(site.x, _BROW_X, _BROW_Y)
    band = smoothstep(over, -7, 3) * (1 - smoothstep((over - 6) / (hairline - brow - 6), 0, 1))
    inner = smoothstep(site.x, -4, 4) if low is None else smoothstep(site.x, low - 6, low + 6)
    across = inner * (1 - smoothstep(site.x, high - 6, high + 6)) * smoothstep(site.z, 25, 45)
    force = half.contract(unit(half.tangent((lean, 1.0, -0.2))), band * across)
    return force * np.where(force[:, 1] < 0, 0.35, 1.0)[:, None]


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


def _orbital_superior(half: Half) -> np.ndarray:
    site, orbit = half.site, _orbit(half)
    anchored = smoothstep(site.x, 13, 24)  # the medial end is fixed to the canthal tendon
    ring = half.contract(orbit.round, _ring(half, orbit, 13, 6, 48) * orbit.sector(25, 170, 15))
    brow = np.exp(-((_over_brow(site) / 6.0) ** 2)) * smoothstep(site.x, 10, 22)
    brow = brow * (1 - smoothstep(site.x, 52, 62)) * smoothstep(site.x, 2, 8)
    return 0.3 * ring * anchored[:, None] + 0.01 * orbit.inward * (brow * site.area)[:, None]


def _orbital_lateral(half: Half) -> np.ndarray:
    site, orbit = half.site, _orbit(half)
    ring = _ring(half, orbit, 14, 9, 55)
    band, wide = ring * orbit.sector(-60, 60, 18), ring * orbit.sector(-80, 60, 18)
    # the ring is held at the medial canthus, so that its tension draws the outer side inward
    return half.contract(orbit.round, band) + 0.04 * orbit.across * (wide * site.area)[:, None]


def _orbital_inferior(half: Half) -> np.ndarray:
    site, orbit = half.site, _orbit(half)
    anchored = smoothstep(site.x, 13, 24)
    ring = half.contract(orbit.round, _ring(half, orbit, 16, 8, 48) * orbit.sector(-175, -20, 18))
    cx, cy = placement.canonical(47, -30)[0], placement.height(40, -34)
    malar = np.exp(-(((site.x - cx) / 12.0) ** 2) - ((site.y - cy) / 16.0) ** 2)
    malar = malar * smoothstep(site.x, 2, 8) * (site.z > 25)
    return 0.05 * ring * anchored[:, None] + 0.01 * orbit.inward * (malar * site.area)[:, None]


def _palpebral(half: Half) -> np.ndarray:
    """The preseptal lower lid; closing itself is kinematic (contact.py)."""
    site, orbit = half.site, _orbit(half)
    middle = template.mesh(1).eye_centres[0, 1]
    lid = np.exp(-(((site.from_lids - 9.0) / 4.0) ** 2)) * (orbit.away < 32)
    lid = lid * smoothstep(site.x, 2, 8) * smoothstep(middle - site.y, 0, 4)
    return orbit.inward * (lid * site.area)[:, None]


# ---- nose


def _nasalis_transverse(half: Half) -> np.ndarray:
    """From the dorsum's end it draws the side wall up and presses it in; the dorsum is bone."""
    site = half.site
    ends = site.chart.onto_face(np.array([placement.on_default(*p) for p in ((16, -40), (4, -18))]))
    distance, _, direction = _beside(site.mesh.vertices, ends)
    fibre = unit(half.tangent(direction))
    band = np.exp(-((distance / (6.0 * site.chart.scale)) ** 2)) * half.mine
    drawn = half.contract(fibre, band) * smoothstep(site.x, 6, 11)[:, None]
    pressed = np.array([-0.9, 0.2, -0.5]) * (band * site.area)[:, None]
    return drawn + 0.04 * pressed


def _nasalis_alar(half: Half) -> np.ndarray:
    site = half.site
    default = template.mesh(1)
    wing = default.vertices[default.landmarks["alare_left"]]
    near = np.exp(-((site.chart.positions - wing) ** 2).sum(1) / (2 * 4.0**2))
    return np.array([1.0, -0.3, 0.0]) * (near * site.area * half.mine)[:, None]


# ---- mouth


def _lip(half: Half, upper: bool) -> np.ndarray:
    share = half.site.upper_lip if upper else 1 - half.site.upper_lip
    return share * smoothstep(half.site.x, -3, 3) * (half.site.z > 45)


def _oris_peripheral(half: Half, upper: bool) -> np.ndarray:
    """Hoop tension round the lips, and the push forward that purses them.

    Hoop tension alone protruded 0.5 of the 5 mm that a pucker needs (dossier 00.13); that the red
    lip turns outward as well is added as a roll (columns.py).
    """
    site = half.site
    fibre = unit(np.cross(site.normal, half.gradient(site.from_lips)))
    ring = np.exp(-(((site.from_lips - 5.0) / 6.0) ** 2)) * _lip(half, upper)
    push = (
        np.exp(-((site.from_lips / 9.0) ** 2)) * np.exp(-((site.x / 22.0) ** 4)) * _lip(half, upper)
    )
    outward = unit(site.bed_normal * [1.0, 0.6, 1.0])
    return half.contract(fibre, ring) + 0.05 * outward * (push * site.area)[:, None]


def _mentalis(half: Half) -> np.ndarray:
    """The band, and the push with which the bunched chin pad lifts the lower lip."""
    site = half.site
    band = _bands(half, "mentalis")
    below = np.exp(-(((site.from_lips - 9.0) / 5.0) ** 2)) * (site.y < placement.height(0, -67))
    below = below * np.exp(-((site.x / 14.0) ** 2)) * half.mine * (site.z > 40)
    return band + 0.22 * np.array([0, 0.5, 0.9]) * (below * site.area)[:, None]


def _platysma(half: Half) -> np.ndarray:
    """A sheet over the jawline that pulls down and outward, the corner of the mouth with it."""
    site = half.site
    jaw = placement.on_default(43, -103)
    sheet = np.exp(-(((site.x - jaw[0]) / 11.0) ** 2) - ((site.y - jaw[1]) / 10.0) ** 2)
    force = np.array([0.75, -1.0, 0.1]) * (sheet * half.mine * (site.z > 0) * site.area)[:, None]
    corner = ((site.chart.positions - placement.on_default(34, -70)) ** 2).sum(1)
    around = np.exp(-corner / (2 * 7.0**2)) * half.mine * site.area
    return force + 0.15 * np.array([0.5, -0.1, 0.8]) * around[:, None]


def _bulge(half: Half, centre: Point) -> np.ndarray:
    """The swelling belly of a jaw closer; its work on the jaw is kinematic."""
    site = half.site
    near = ((site.chart.positions - placement.on_default(*centre)) ** 2).sum(1)
    return site.bed_normal * (np.exp(-near / (2 * 11.0**2)) * site.area)[:, None]


def _cheek_pressure(half: Half) -> np.ndarray:
    """Air behind the closed lips: pushes the cheeks, and a little the lips, outward."""
    site = half.site
    near = ((site.chart.positions - placement.on_default(40, -60)) ** 2).sum(1)
    where = np.exp(-near / (2 * 14.0**2))
    where = where + 0.5 * np.exp(-((site.from_lips / 10.0) ** 2)) * smoothstep(site.x, -3, 3)
    direction = 0.6 * site.bed_normal + np.array([0, 0, 0.4])
    return direction * (where * site.area * half.mine)[:, None]


_SHAPES: Mapping[str, Callable[[Half], np.ndarray]] = {
    "frontalis_medial": lambda h: _frontalis(h, None, 29.5, 0.0),
    "frontalis_lateral": lambda h: _frontalis(h, 27.0, 60.0, 0.05),
    "orbicularis_oculi_orbital_superior": _orbital_superior,
    "orbicularis_oculi_orbital_lateral": _orbital_lateral,
    "orbicularis_oculi_orbital_inferior": _orbital_inferior,
    "orbicularis_oculi_palpebral": _palpebral,
    "nasalis_transverse": _nasalis_transverse,
    "nasalis_alar": _nasalis_alar,
    "orbicularis_oris_upper_peripheral": lambda h: _oris_peripheral(h, upper=True),
    "orbicularis_oris_lower_peripheral": lambda h: _oris_peripheral(h, upper=False),
    "mentalis": _mentalis,
    "platysma": _platysma,
    "masseter": lambda h: _bulge(h, (56, -66)),
    "temporalis": lambda h: _bulge(h, (62, 25)),
}

KINEMATIC = (
    "levator_palpebrae_superioris",
    "orbicularis_oris_upper_marginal",
    "orbicularis_oris_lower_marginal",
)
"""Paired muscles whose work is a motion, not a force: contact.py and roll.py."""


def reflected(site: Site) -> Site:
    """The face in a mirror: its right half seen as a left one."""
    flip = np.array([-1.0, 1.0, 1.0])
    mesh, chart = site.mesh, site.chart
    default_flip = Chart(
        chart.positions * flip,
        lambda p: chart.onto_face(np.atleast_2d(p) * flip) * flip,
        chart.scale,
    )
    mirrored = replace(
        mesh,
        vertices=mesh.vertices * flip,
        faces=np.ascontiguousarray(mesh.faces[:, ::-1]),
        eye_centres=mesh.eye_centres[::-1] * flip,
    )
    return replace(
        site,
        mesh=mirrored,
        chart=default_flip,
        normal=site.normal * flip,
        bed_normal=site.bed_normal * flip,
    )


def left_forces(site: Site) -> dict[str, np.ndarray]:
    """Forces (V,3) of each left muscle that pulls, and of half the `cheek_pressure`, per newton.

    Per newton: the nodal forces' magnitudes add up to 1 N.
    """
    _, gradients = cotangent_stiffness(site.mesh.vertices, site.mesh.faces)
    half = Half(site, gradients)
    forces = {
        stem: _SHAPES[stem](half) if stem in _SHAPES else _bands(half, stem)
        for stem in muscles.STEMS
        if stem not in KINEMATIC
    }
    forces["cheek_pressure"] = _cheek_pressure(half)
    return {stem: f / np.linalg.norm(f, axis=1).sum() for stem, f in forces.items()}
