"""How each muscle pulls: the forces, per newton, that its fibres put on the skin of a face."""

from collections.abc import Callable, Collection, Mapping

import numpy as np

from facemodel.anatomy import muscles, placement, template
from facemodel.anatomy.courses import COURSES, pulls
from facemodel.errors import FaceModelError
from facemodel.mechanics.forces import sheet, sphincters
from facemodel.mechanics.forces.bands import band_forces
from facemodel.mechanics.forces.fibre_lines import AVERAGE, Lines
from facemodel.mechanics.forces.half import Half, beside
from facemodel.mechanics.tissue import Site, cotangent_stiffness, smoothstep, unit


def _nasalis_transverse(half: Half) -> np.ndarray:
    """From the dorsum's end it draws the side wall up and presses it in; the dorsum is bone."""
    site = half.site
    ends = site.chart.onto_face(np.array([placement.on_default(*p) for p in ((16, -40), (4, -18))]))
    distance, _, direction = beside(site.mesh.vertices, ends)
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


def _chin_push(half: Half) -> np.ndarray:
    """The push with which the bunched chin pad lifts the lower lip."""
    site = half.site
    below = np.exp(-(((site.from_lips - 9.0) / 5.0) ** 2)) * (site.y < placement.height(0, -67))
    below = below * np.exp(-((site.x / 14.0) ** 2)) * half.mine * (site.z > 40)
    return 0.22 * np.array([0, 0.5, 0.9]) * (below * site.area)[:, None]


def _platysma(half: Half) -> np.ndarray:
    """A sheet over the jawline that pulls down and outward, the corner of the mouth with it."""
    site = half.site
    jaw = placement.on_default(43, -103)
    sheet = np.exp(-(((site.x - jaw[0]) / 11.0) ** 2) - ((site.y - jaw[1]) / 10.0) ** 2)
    force = np.array([0.75, -1.0, 0.1]) * (sheet * half.mine * (site.z > 0) * site.area)[:, None]
    corner = ((site.chart.positions - placement.on_default(34, -70)) ** 2).sum(1)
    around = np.exp(-corner / (2 * 7.0**2)) * half.mine * site.area
    return force + 0.15 * np.array([0.5, -0.1, 0.8]) * around[:, None]


def _bulge(half: Half, centre: tuple[float, float]) -> np.ndarray:
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
    "orbicularis_oculi_orbital_superior": sphincters.orbital_superior,
    "orbicularis_oculi_orbital_lateral": sphincters.orbital_lateral,
    "orbicularis_oculi_orbital_inferior": sphincters.orbital_inferior,
    "orbicularis_oculi_palpebral": sphincters.palpebral,
    "nasalis_transverse": _nasalis_transverse,
    "nasalis_alar": _nasalis_alar,
    "orbicularis_oris_upper_peripheral": lambda h: sphincters.oris_peripheral(h, upper=True),
    "orbicularis_oris_lower_peripheral": lambda h: sphincters.oris_peripheral(h, upper=False),
    "platysma": _platysma,
}
"""Of the muscles whose course is their own shape."""
_PUSHES: Mapping[str, Callable[[Half], np.ndarray]] = {"mentalis": _chin_push}
"""What bands do beside pulling."""

KINEMATIC = tuple(
    stem for stem in muscles.STEMS if any(c.kind in ("lid", "roll") for c in COURSES[stem])
)
"""Paired muscles whose work is a motion, not a force: lids.py and roll.py."""


def left_forces(
    site: Site, lines: Lines = AVERAGE, stems: Collection[str] = muscles.STEMS
) -> dict[str, np.ndarray]:
    """Forces (V,3) of each left muscle that pulls, and of half the `cheek_pressure`, per newton.

    Per newton: the nodal forces' magnitudes add up to 1 N. `lines`: where the muscles run; `stems`:
    only these muscles.
    """
    _, gradients = cotangent_stiffness(site.mesh.vertices, site.mesh.faces)
    half = Half(site, gradients)
    forces = {stem: _pull(half, stem, lines) for stem in stems if stem not in KINEMATIC}
    forces["cheek_pressure"] = _cheek_pressure(half)
    return {stem: f / np.linalg.norm(f, axis=1).sum() for stem, f in forces.items()}


def _pull(half: Half, stem: str, lines: Lines) -> np.ndarray:
    course = pulls(stem)[0]
    match course.kind:
        case "band":
            force = band_forces(half, stem, lines.tilt(stem))
            return force + _PUSHES[stem](half) if stem in _PUSHES else force
        case "sheet":
            *low, high = course.across_mm
            lean = course.lean + np.tan(lines.tilt(stem))
            return sheet.frontalis(half, low[0] if low else None, high, lean, lines.turn_mm)
        case "bulge":
            return _bulge(half, course.knots[0])
        case "own" if stem in _SHAPES:
            return _SHAPES[stem](half)
    raise FaceModelError(
        f"courses.csv says that {stem} pulls along a shape of its own, which is not written yet; "
        "add it to _SHAPES in mechanics/forces/pull.py, or make it a band"
    )
