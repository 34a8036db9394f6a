"""The lids: they turn about the eyeball, meet on one curve and never cut into it."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

import numpy as np

from facemodel.mechanics.tissue import Site, default_curve, smoothstep, unit

LID_CLEARANCE_MM = 0.6
"""No lid point in front of the globe comes nearer to it than this [assume]."""
LOWER_SLIDE_MM = 1.5
"""How far the lower lid's middle slides toward the nose as the lids close [assume]."""
HELD_WITHIN_MM = 16.0
"""As far from the margins the globe leads a closing lid, ever less [assume: nearer, the skin that
squeezing gathers there would fold over itself]."""
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

    def at(self, points: np.ndarray, rest: np.ndarray) -> "Lids":
        """The lids of vertices (P,) alone, which at rest lie at (P,3) mm."""
        new = np.full(max(int(points.max()), int(self.index.max())) + 1, -1)
        new[points] = np.arange(len(points))
        eyes = [np.flatnonzero(new[row] >= 0) for row in self.index]
        count = max(len(eye) for eye in eyes)
        pick = np.stack([np.concatenate([e, np.repeat(e[-1:], count - len(e))]) for e in eyes])
        index, *rows = (
            np.take_along_axis(getattr(self, name), pick, 1) for name in ("index", *ROWS)
        )
        row = dict(zip(ROWS, rows, strict=True))
        same = {"centre": self.centre, "axes": self.axes, "push": self.push}
        return arranged(new[index], row, rest, **same)

    def of(self, eye: int) -> "Lids":
        """The lids of one eye (0 left, 1 right), without the axis of the eyes."""
        own = {f.name: getattr(self, f.name)[eye] for f in fields(self) if f.name != "push"}
        return replace(self, **own, push=self.push[:, eye])


ROWS = ("upper", "lower", "meet", "slide", "swell", "hold", "keep_out")


def margins(site: Site, side: str) -> dict[str, np.ndarray]:
    """Points (k,3) of both lid margins, inner to outer corner."""
    if site.mesh.level is not None:
        curves = site.mesh.curves
        return {p: site.mesh.vertices[curves[f"lid_margin_{p}_{side}"]] for p in ("upper", "lower")}
    return {
        p: site.chart.onto_face(default_curve(f"lid_margin_{p}_{side}")) for p in ("upper", "lower")
    }


def canthal_axes(margin: np.ndarray) -> np.ndarray:
    """Rows along the canthi, up and forward (3,3), from the points of a margin."""
    along = unit(margin[-1] - margin[0])
    forward = unit(np.array([0, 0, 1.0]) - along[2] * along)
    up = np.cross(forward, along)
    return np.stack([along, up if up[1] > 0 else -up, forward])


def cylinder(points: np.ndarray, centre: np.ndarray, axes: np.ndarray):
    """Place along the canthal axis, angle about it and distance from it, of points (k,3)."""
    local = (points - centre) @ axes.T
    return local[:, 0], np.arctan2(local[:, 1], local[:, 2]), np.hypot(local[:, 1], local[:, 2])


def _curves(margins: Mapping[str, np.ndarray], centre: np.ndarray, axes: np.ndarray) -> tuple:
    """Angle and reach of each margin over its place along the axis, as functions by lid."""
    from scipy.interpolate import PchipInterpolator

    angle, reach = {}, {}
    for part, points in margins.items():
        s, a, rho = cylinder(points, centre, axes)
        keep = np.concatenate([[True], np.diff(s) > 1e-6])
        angle[part] = PchipInterpolator(s[keep], a[keep])
        reach[part] = PchipInterpolator(s[keep], rho[keep])
    return angle, reach


def _eye(site: Site, side: str) -> dict[str, np.ndarray]:
    """The lids of one eye: "index", ROWS, "centre" and "axes" as `Lids` has them.

    On another face the default face's margins are carried over.
    """
    k, sign = (0, 1.0) if side == "left" else (1, -1.0)
    vertices, centre = site.mesh.vertices, site.mesh.eye_centres[k]
    radius, mm = site.mesh.eye_radius, site.chart.scale
    edges = margins(site, side)
    axes = canthal_axes(edges["upper"])
    start, end = cylinder(edges["upper"][[0, -1]], centre, axes)[0]
    angle, reach = _curves(edges, centre, axes)

    t, phi, _ = cylinder(vertices, centre, axes)
    at = np.clip(t, start, end)
    share = (at - start) / (end - start)
    bump = 4 * share * (1 - share)  # 0 at the canthi, 1 in the middle
    later = np.clip(at - LOWER_SLIDE_MM * mm * bump, start, end)  # toward the nose
    top, bottom = angle["upper"](at), angle["lower"](at)

    r = np.linalg.norm(vertices - centre, axis=1)
    near = (r < radius + 16 * mm) & (vertices[:, 2] > centre[2] - 8 * mm) & (sign * site.x > 5)
    fade = near * np.exp(-np.maximum(r - radius - 6 * mm, 0) / (6 * mm))
    fade = fade * ((t >= start) & (t <= end))
    is_upper = phi > (top + bottom) / 2
    on_upper = is_upper * (1 - smoothstep((phi - top) * r / mm, 4, 15)) * fade
    on_lower = ~is_upper * (1 - smoothstep((bottom - phi) * r / mm, 2, 10)) * fade
    at_margin = np.exp(-((site.from_lids / 5.5) ** 3))

    held = near * (1 - smoothstep(site.from_lids, 0, HELD_WITHIN_MM))

    def shared(where: np.ndarray) -> np.ndarray:
        """Share of the way that the lower lid does beside the canthi, where the lids meet halfway:
        an upper lid that came down to the lower one there would turn the canthus inside out."""
        part = (where - start) / (end - start)
        return 0.5 * (1 - smoothstep(4 * part * (1 - part), 0, 0.35))

    def opening(where: np.ndarray) -> np.ndarray:
        pass_by = OVERLAP_MM * mm / radius * bump
        return np.maximum(angle["upper"](where) - angle["lower"](where), 0) + pass_by

    def halfway(where: np.ndarray) -> np.ndarray:
        return (reach["upper"](where) + reach["lower"](where)) / 2

    swell_upper = on_upper * (halfway(at) / reach["upper"](at) - 1)
    swell = swell_upper + on_lower * (halfway(later) / reach["lower"](at) - 1)
    upper, lower = -opening(at) * on_upper, opening(later) * on_lower
    meet = (angle["lower"](later) - bottom) * on_lower
    meet = meet + shared(later) * lower - shared(at) * upper
    # the canthi do not turn, but closing holds them as well
    index = np.flatnonzero((np.abs(upper) + np.abs(lower) > 1e-3) | (held > 0))
    skin = r > radius + 1.0 * mm  # the skirt behind the margin lies inside on purpose
    rows = {
        "upper": upper,
        "lower": lower,
        "meet": meet,
        "slide": (later - at) * on_lower,
        "swell": swell * at_margin,
        "hold": held,
        "keep_out": np.where(skin, radius + LID_CLEARANCE_MM * mm, 0.0),
    }
    own = {name: row[index] for name, row in rows.items()}
    return {"index": index, **own, "centre": centre, "axes": axes}


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
    count = max(len(eye["index"]) for eye in eyes)

    def both(name: str) -> np.ndarray:
        rows = [eye[name] for eye in eyes]
        return np.stack([np.concatenate([r, np.repeat(r[-1:], count - len(r))]) for r in rows])

    index, row = both("index"), {name: both(name) for name in ROWS}
    centre = np.stack([eye["centre"] for eye in eyes])
    offset = site.mesh.vertices[index] - centre[:, None]
    clearance = np.linalg.norm(offset, axis=-1) - row["keep_out"]
    inward = np.maximum(-np.einsum("ceid,eid->cei", basis[:, index], unit(offset)), 0)
    return arranged(
        index,
        row,
        site.mesh.vertices,
        centre=centre[..., None],
        axes=np.stack([eye["axes"] for eye in eyes]),
        push=(inward / clearance).max(-1),
    )


def arranged(
    index: np.ndarray,
    row: Mapping[str, np.ndarray],
    vertices: np.ndarray,
    centre: np.ndarray,
    axes: np.ndarray,
    push: np.ndarray,
) -> Lids:
    """Lids of `index` (2,n) and ROWS (2,n) each, with what follows from them and the vertices."""
    table = np.zeros((2, 4, 4, index.shape[1]))  # eye, input, output, point
    table[:, 1, 0], table[:, 2, 0], table[:, 3, 0] = row["upper"], row["lower"], row["meet"]
    table[:, 0, 1], table[:, 3, 1] = 1, -row["hold"]
    table[:, 0, 2], table[:, 3, 2] = 1, row["swell"]
    table[:, 3, 3] = row["slide"]
    rest = np.ascontiguousarray(vertices[index].transpose(0, 2, 1))
    return Lids(
        index=index,
        **row,
        table=table.reshape(2, 4, -1),
        place=index[:, None] + len(vertices) * np.arange(3)[:, None],
        rest=rest,
        offset=rest - centre,
        centre=centre,
        axes=axes,
        along=axes[:, 0, :, None],
        turn=np.stack([_rotation(*eye) for eye in axes]),
        push=push,
    )
