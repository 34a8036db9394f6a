"""The three parts of a face that are not linear: jaw, lids and lips, prepared for a frame."""

from dataclasses import dataclass

import numpy as np

from facemodel.anatomy import template
from facemodel.anatomy.mesh import boundary_loops, reflect
from facemodel.mechanics.skin import Skin
from facemodel.mechanics.tissue import (
    Site,
    Tissue,
    default_curve,
    factorise,
    smoothstep,
    unit,
)

# ---------------------------------------------------------------- jaw

JAW_ANGLE_RAD = np.radians(26.0)
"""Opening at full jaw_openers about the effective centre (dossier 00.4)."""
JAW_CENTRE_MM = (0.0, -25.0, 8.0)
"""Effective centre of opening on the default face: rotation plus forward glide (dossier 00.4)."""
JAW_FORWARD_MM, JAW_SHIFT_MM = 5.0, 7.0
"""Protrusion and lateral shift at control 1 [assume; healthy maxima are about 7 and 10 mm]."""


@dataclass(frozen=True, eq=False)
class Jaw:
    """How far each vertex follows the mandible: `weight` (V,), about `centre` (3,).

    `sine`, `cosine` (6,V): coefficients of the odd and even powers of the jaw's angle in the sine
    and cosine of weight * angle.
    """

    weight: np.ndarray
    centre: np.ndarray
    scale: float
    sine: np.ndarray
    cosine: np.ndarray


def _series(weight: np.ndarray, first: int) -> np.ndarray:
    """(6,n) (-1)^k weight^p / p! for p = first, first + 2, ..."""
    from math import factorial

    powers = range(first, first + 12, 2)
    return np.stack([(-1) ** k * weight**p / factorial(p) for k, p in enumerate(powers)])


def jaw(site: Site, tissue: Tissue) -> Jaw:
    """How much each skin point follows the mandible: a scalar solved on the same bed.

    The bone under the skin is the mandible below an oblique line from the corner of the mouth to
    under the ear, and behind the lower lip; the skin in between is carried by its elasticity.
    """
    import scipy.sparse as sp

    default = template.mesh(1)
    corner = default.vertices[default.landmarks["cheilion_left"]]
    menton = default.vertices[default.landmarks["menton"]]
    edge = corner[1] + 0.55 * (corner[2] - site.z)
    bone = 1 - smoothstep(site.y - edge, -14, 6)
    near_lips = np.exp(-((site.from_lips / 15.0) ** 6))
    bone = (1 - site.upper_lip) * near_lips + bone * (1 - near_lips)
    neck = smoothstep(menton[2] - 6 - site.z, 0, 40) * smoothstep(menton[1] + 10 - site.y, -15, 10)
    bone = bone * (1 - neck)

    hold = np.where(site.from_lips < 9, 1e-3, tissue.slide)
    chin = np.exp(-((site.x / 30.0) ** 4)) * (site.y < corner[1] - 4) * (site.z > 45)
    hold = np.maximum(hold, 4e-4 * chin) * (1 - neck) + 1e-5 * neck
    interior = np.ones(len(hold))
    interior[np.concatenate(boundary_loops(site.mesh.faces))] = 0
    rows = sp.diags(interior) @ site.stiffness.tocsr()
    # membrane and bending of the scalar problem, N/mm and N mm [assume]
    matrix = sp.diags(site.area * hold) + 0.02 * site.stiffness
    matrix = matrix + 0.2 * rows.T @ sp.diags(1 / site.area) @ rows
    free = np.setdiff1d(np.arange(len(hold)), site.mesh.curves["outline"])
    weight = np.zeros(len(hold))
    load = (site.area * hold * bone)[free]
    weight[free] = factorise(matrix.tocsc()[free][:, free]).solve(load)
    weight = np.clip(weight, 0, 1)
    # the last 0.3 % would move 0.1 mm at full opening: end the weight there, smoothly
    weight = np.maximum(weight - 0.003, 0) / 0.997
    centre = site.chart.onto_face(np.array([JAW_CENTRE_MM]))[0]
    return Jaw(weight, centre, site.chart.scale, _series(weight, 1), _series(weight, 0))


# ---------------------------------------------------------------- lids

LOWER_DROOP_SHARE = 0.146
"""Share of the opening by which the lower lid falls when the palpebral part loses all tone: 1.5 of
10.3 mm [assume, dossier 3.3]."""
RAISE_SHARE = 0.2
"""Share of the opening by which the upper lid rises at levator 1: 2 mm [assume, dossier 3.3]."""
GAZE_SHARE = (0.24, 0.10)
"""Share of the opening by which upper and lower lid follow 25 degrees of gaze: 0.1 mm per degree
for the upper lid [assume, dossier 2.4], 0.04 for the lower [assume]."""
LID_CLEARANCE_MM = 0.6
"""No lid point in front of the globe comes nearer to it than this [assume]."""


LOWER_SLIDE_MM = 1.5
"""How far the lower lid's middle slides toward the nose as the lids close [assume, dossier 3.3]."""
OVERLAP_MM = 0.15
"""How far the closed margins pass each other, so that the smoothed surface drawn shows no gap."""


@dataclass(frozen=True, eq=False)
class Lids:
    """The lids, first axis the eye (left, right), in cylinder coordinates about the canthal axis.

    A point turns about the globe's centre by `upper * u + lower * l + meet * c` radians, where c
    is the closure and u, l the shares of it that the two lids do; it slides along the axis by
    `slide * c` mm and its distance from the axis grows by the factor `1 + swell * c`. At c = 1 the
    margins lie on one curve, whatever the shares.
    """

    index: np.ndarray
    """(2,n) vertices; the shorter eye's last one is repeated."""
    upper: np.ndarray
    lower: np.ndarray
    meet: np.ndarray
    slide: np.ndarray
    swell: np.ndarray
    hold: np.ndarray
    """(2,n) share of linear motion that closing takes away."""
    keep_out: np.ndarray
    """(2,n) least distance from the globe's centre, mm; 0 on the skirt behind the margin."""
    place: np.ndarray
    """(2,3,n) where the coordinates of `index` stand in a flat (3,V) array."""
    rest: np.ndarray
    """(2,3,n) positions at rest, and the same from the centre: `offset`."""
    offset: np.ndarray
    centre: np.ndarray
    """(2,3,1) mm."""
    axes: np.ndarray
    """(2,3,3) rows: along the canthi, up, forward."""
    along: np.ndarray
    """(2,3,1) the first of them."""
    turn: np.ndarray
    """(2,9,3) the parts of a rotation about it that stay, go with the cosine, and with the sine."""
    table: np.ndarray
    """(2,4,4n) what 1, u, l and c each add to a point's angle, to the share of linear motion it
    keeps, to the growth of its distance from the axis and to its slide: the rows above, for one
    product."""
    push: np.ndarray
    """(C,2) share of the lids' clearance from the globe that a control can use up: below 1 in sum,
    nothing can touch it."""


@dataclass(frozen=True, eq=False)
class _Eye:
    """The arrays of `Lids` for one eye."""

    index: np.ndarray
    upper: np.ndarray
    lower: np.ndarray
    meet: np.ndarray
    slide: np.ndarray
    swell: np.ndarray
    hold: np.ndarray
    keep_out: np.ndarray
    centre: np.ndarray
    axes: np.ndarray


def _margins(site: Site, side: str) -> dict[str, np.ndarray]:
    """Points (k,3) of both lid margins, inner to outer corner."""
    if site.mesh.level is not None:
        curves = site.mesh.curves
        return {p: site.mesh.vertices[curves[f"lid_margin_{p}_{side}"]] for p in ("upper", "lower")}
    return {
        p: site.chart.onto_face(default_curve(f"lid_margin_{p}_{side}")) for p in ("upper", "lower")
    }


def _eye(site: Site, side: str) -> _Eye:
    """Prepare the lids of one eye; on another face the default face's margins are carried over."""
    from scipy.interpolate import PchipInterpolator

    k, sign = (0, 1.0) if side == "left" else (1, -1.0)
    vertices, centre = site.mesh.vertices, site.mesh.eye_centres[k]
    radius, mm = site.mesh.eye_radius, site.chart.scale
    margins = _margins(site, side)
    along = unit(margins["upper"][-1] - margins["upper"][0])
    forward = unit(np.array([0, 0, 1.0]) - along[2] * along)
    up = np.cross(forward, along)
    axes = np.stack([along, up if up[1] > 0 else -up, forward])

    def cylinder(points: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        local = (points - centre) @ axes.T
        return local[:, 0], np.arctan2(local[:, 1], local[:, 2]), np.hypot(local[:, 1], local[:, 2])

    start, end = cylinder(margins["upper"][[0, -1]])[0]
    angle, reach = {}, {}
    for part, points in margins.items():
        s, a, rho = cylinder(points)
        keep = np.concatenate([[True], np.diff(s) > 1e-6])
        angle[part] = PchipInterpolator(s[keep], a[keep])
        reach[part] = PchipInterpolator(s[keep], rho[keep])

    t, phi, rho = cylinder(vertices)
    at = np.clip(t, start, end)
    share = (at - start) / (end - start)
    bump = 4 * share * (1 - share)  # 0 at the canthi, 1 in the middle
    toward_nose = LOWER_SLIDE_MM * mm * bump
    later = np.clip(at - toward_nose, start, end)
    top, bottom = angle["upper"](at), angle["lower"](at)

    r = np.linalg.norm(vertices - centre, axis=1)
    near = (r < radius + 16 * mm) & (vertices[:, 2] > centre[2] - 8 * mm) & (sign * site.x > 5)
    fade = near * np.exp(-np.maximum(r - radius - 6 * mm, 0) / (6 * mm))
    fade = fade * ((t >= start) & (t <= end))
    is_upper = phi > (top + bottom) / 2
    on_upper = is_upper * (1 - smoothstep((phi - top) * r / mm, 4, 15)) * fade
    on_lower = ~is_upper * (1 - smoothstep((bottom - phi) * r / mm, 2, 10)) * fade
    at_margin = np.exp(-((site.from_lids / 5.5) ** 3))

    def opening(where: np.ndarray) -> np.ndarray:
        pass_by = OVERLAP_MM * mm / radius * bump
        return np.maximum(angle["upper"](where) - angle["lower"](where), 0) + pass_by

    common = {
        w: (reach["upper"](x) + reach["lower"](x)) / 2 for w, x in (("at", at), ("later", later))
    }
    swell = on_upper * (common["at"] / reach["upper"](at) - 1)
    swell = swell + on_lower * (common["later"] / reach["lower"](at) - 1)
    upper, lower = -opening(at) * on_upper, opening(later) * on_lower
    # the canthi do not turn, but closing holds them as well
    index = np.flatnonzero((np.abs(upper) + np.abs(lower) > 1e-3) | (near & (at_margin > 0.5)))
    skin = r[index] > radius + 1.0 * mm  # the skirt behind the margin lies inside on purpose
    return _Eye(
        index=index,
        upper=upper[index],
        lower=lower[index],
        meet=((angle["lower"](later) - bottom) * on_lower)[index],
        slide=((later - at) * on_lower)[index],
        swell=(swell * at_margin)[index],
        hold=at_margin[index],
        keep_out=np.where(skin, radius + LID_CLEARANCE_MM * mm, 0.0),
        centre=centre,
        axes=axes,
    )


def _rotation(along: np.ndarray, up: np.ndarray, forward: np.ndarray) -> np.ndarray:
    """(9,3) stacked: P, Q, S of the rotation P + cos(t) Q + sin(t) S that turns forward upward."""
    return np.concatenate(
        [
            np.outer(along, along),
            np.outer(up, up) + np.outer(forward, forward),
            np.outer(up, forward) - np.outer(forward, up),
        ]
    )


def lids(site: Site, basis: np.ndarray) -> Lids:
    """Prepare both eyes' lids; `basis` (C,V,3) tells what could press them on the globe."""
    eyes = [_eye(site, side) for side in ("left", "right")]
    count = max(len(eye.index) for eye in eyes)

    def both(name: str) -> np.ndarray:
        rows = [getattr(eye, name) for eye in eyes]
        return np.stack([np.concatenate([r, np.repeat(r[-1:], count - len(r))]) for r in rows])

    index = both("index")
    centre = np.stack([eye.centre for eye in eyes])
    axes = np.stack([eye.axes for eye in eyes])
    rest = site.mesh.vertices[index]
    offset = rest - centre[:, None]
    clearance = np.linalg.norm(offset, axis=-1) - both("keep_out")
    inward = np.maximum(-np.einsum("ceid,eid->cei", basis[:, index], unit(offset)), 0)
    row = {f: both(f) for f in ("upper", "lower", "meet", "slide", "swell", "hold", "keep_out")}
    table = np.zeros((2, 4, 4, index.shape[1]))  # eye, input, output, point
    table[:, 1, 0], table[:, 2, 0], table[:, 3, 0] = row["upper"], row["lower"], row["meet"]
    table[:, 0, 1], table[:, 3, 1] = 1, -row["hold"]
    table[:, 0, 2], table[:, 3, 2] = 1, row["swell"]
    table[:, 3, 3] = row["slide"]
    return Lids(
        index=index,
        **row,
        table=table.reshape(2, 4, -1),
        place=index[:, None] + len(site.mesh.vertices) * np.arange(3)[:, None],
        rest=np.ascontiguousarray(rest.transpose(0, 2, 1)),
        offset=np.ascontiguousarray(offset.transpose(0, 2, 1)),
        centre=centre[..., None],
        axes=axes,
        along=axes[:, 0, :, None],
        turn=np.stack([_rotation(*eye.axes) for eye in eyes]),
        push=(inward / clearance).max(-1),
    )


# ---------------------------------------------------------------- lips


@dataclass(frozen=True, eq=False)
class Lips:
    """Pairs of points where the lips meet; contact keeps every gap at or above zero.

    `upper`, `lower` (P,) vertices; `gap` (12,P): coefficients of the powers of the jaw's angle in
    the gap (mm), its first row the gap at rest; `response` (P,V,3) mm per N; `compliance` (P,P)
    mm of gap per N.
    """

    upper: np.ndarray
    lower: np.ndarray
    gap: np.ndarray
    response: np.ndarray
    compliance: np.ndarray


def _seal(site: Site, part: str) -> np.ndarray:
    """Vertices of one lip along the line where the lips meet, right corner to left."""
    from scipy.spatial import cKDTree

    if site.mesh.level is not None:
        return site.mesh.curves[f"lip_seal_{part}"]
    default = template.mesh(1)
    points = default.vertices[default.curves[f"lip_seal_{part}"]]
    mine = site.upper_lip > 0.5 if part == "upper" else site.upper_lip < 0.5
    candidates = np.flatnonzero(mine)
    return candidates[cKDTree(site.chart.positions[candidates]).query(points)[1]]


def lips(site: Site, skin: Skin, jaw: Jaw, pairs: int = 15) -> Lips:
    """Prepare contact of the lips at `pairs` places, symmetric about the midline."""
    upper, lower = _seal(site, "upper"), _seal(site, "lower")
    # the same places at every level: evenly spaced, closer in the middle where the lips bend
    # most; the corners themselves cannot cross
    share = np.linspace(0, 1, pairs + 2)[1:-1]
    share = np.union1d(share, (0.5 - 1 / 32, 0.5 + 1 / 32))
    where = np.unique((share * (len(upper) - 1)).round().astype(int))
    upper, lower = upper[where], lower[where]
    distinct = upper != lower
    upper, lower = upper[distinct], lower[distinct]
    count = len(site.mesh.vertices)
    forces = np.zeros((len(upper), count, 3))
    rows = np.arange(len(upper))
    forces[rows, upper, 1] = 1.0
    forces[rows, lower, 1] = -1.0
    if site.mesh.level is None:
        response = skin.respond(forces)
    else:  # one half of the pairs is the mirror image of the other
        response = np.empty_like(forces)
        half = (len(upper) + 1) // 2
        response[:half] = skin.respond(forces[:half])
        response[half:] = reflect(response[: len(upper) - half][::-1], site.mesh.mirror)
    compliance = response[:, upper, 1] - response[:, lower, 1]
    y, z = (site.mesh.vertices - jaw.centre)[:, 1:].T
    height = np.empty((12, count))  # of a rest point turned by the jaw, see Jaw
    height[::2], height[1::2] = y * jaw.cosine, -z * jaw.sine
    return Lips(
        upper=upper,
        lower=lower,
        gap=height[:, upper] - height[:, lower],
        response=response,
        compliance=(compliance + compliance.T) / 2,
    )
