"""How an injected dose spreads in the skin, and which muscles lie within its reach.

A dose spreads as a Gaussian over the resting skin, by distance in space [assume: it grows with dose
[Dover2018], and with volume [Hsu2004] or not [Seoul2001]], but not across the opening of an eye or
of the mouth. Each muscle catches the share of it that lies over the muscle's footprint: the band of
skin under which its fibres run, given in the default face's frame and carried to any face through
its chart. What the needle's depth misses the muscle by takes off exp(-|dz| / 4 mm), the orbital
septum lets 0.35 through to the levator. Muscles over one another share what lies there.
"""

import weakref
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np

from facemodel.anatomy import placement, prepared, template
from facemodel.anatomy.attachment import closest_point
from facemodel.anatomy.checks import check_kind
from facemodel.anatomy.mesh import Mesh, face_normals_areas, frozen
from facemodel.anatomy.muscles import MUSCLES, SIDES, info, stem_of
from facemodel.data import constants
from facemodel.physiology import fields
from facemodel.physiology.fields import Fields
from facemodel.physiology.footprints import strips

M = len(MUSCLES)
BEHIND_SEPTUM = "levator_palpebrae_superioris"
_THICKNESS = np.array([info(m).thickness_mm for m in MUSCLES])
_LEVATORS = [MUSCLES.index(f"{BEHIND_SEPTUM}_{side}") for side in SIDES]
INNER_SURFACES = ("conjunctiva", "oral_mucosa", "nostril")
FINE_MM2 = 3.0  # mean area of a triangle that one point stands for well enough
USUAL_ML = 0.1  # the volume to which toxin.spread_mm refers
CANDIDATES = 64  # triangles near a point, of which the nearest is sought
MOST_KNOWN = 10_000  # for memory
FAR_SIGMAS = 6.0  # a hundred-millionth of the dose lies farther off
_READ_BY_SHARES = (
    "spread_mm",
    "spread_volume_exponent",
    "depth_mm",
    "septum_share",
    "within_mm",
)
# Barycentric places at which each triangle is sampled: the centres of its nine equal parts, or of
# itself where triangles are small (mean area below FINE_MM2)
_CENTRE = np.full((1, 3), 1 / 3)
_SAMPLES = np.array([
    [7, 1, 1], [1, 7, 1], [1, 1, 7], [4, 4, 1], [4, 1, 4], [1, 4, 4],
    [5, 2, 2], [2, 5, 2], [2, 2, 5],
]) / 9.0  # fmt: skip


@dataclass(frozen=True, eq=False)
class Skin:
    """The skin of a face as Q sample points, and what lies under each.

    points (Q,3) mm; area (Q,) mm2; owner (N,), patch (N,), sample (N,), depth_mm (N,): muscle
    (index of fm.MUSCLES) `owner[n]` runs with its field `patch[n]` `depth_mm[n]` under point
    `sample[n]`; fields of all muscles
    """

    points: np.ndarray
    area: np.ndarray
    owner: np.ndarray
    patch: np.ndarray
    sample: np.ndarray
    depth_mm: np.ndarray
    openings: np.ndarray
    triangles: np.ndarray
    scale: float
    chart: placement.Chart
    fields: Fields
    known: dict[tuple, Any] = field(default_factory=dict, init=False, repr=False)

    def shares(self, site: np.ndarray, depth_mm: float, volume_ml: float) -> np.ndarray:
        """Share (M,) of a dose given at `site` (3,) mm and depth that each muscle catches."""
        return self.fields.total(self.caught(site, depth_mm, volume_ml))

    def caught(self, site: np.ndarray, depth_mm: float, volume_ml: float) -> np.ndarray:
        """Share (F,) of a dose given at `site` (3,) mm and depth that each field comes to hold.

        Read-only: a point that is asked for again, on another day or in another person, is kept.
        """
        site = np.asarray(site, float)
        key = ("caught", *site.tolist(), depth_mm, volume_ml, *_figures())
        return self.once(key, lambda: self._caught(site, depth_mm, volume_ml))

    def once(self, key: tuple, make: Callable[[], Any]) -> Any:
        """What `make` returned for this key the first time; the face is the same all its life."""
        if key not in self.known:
            if len(self.known) >= MOST_KNOWN:
                self.known.clear()
            self.known[key] = make()
        return self.known[key]

    def _caught(self, site: np.ndarray, depth_mm: float, volume_ml: float) -> np.ndarray:
        weight = self.kernel(site, volume_ml)
        reached = np.flatnonzero(weight[self.sample])
        lies = weight[self.sample[reached]] * self.takes(depth_mm, reached)
        found = np.bincount(self.patch[reached], lies, minlength=len(self.fields.owner))
        return frozen(self.fields.settled(found))

    def takes(self, depth_mm: float, reached: np.ndarray) -> np.ndarray:
        """Share (R,) of what lies over it that each muscle `owner[reached]` catches."""
        owner, sample = self.owner[reached], self.sample[reached]
        top = self.depth_mm[reached] * self.scale
        # a needle within a thick muscle does not miss it
        miss = np.abs(depth_mm - np.clip(depth_mm, top, top + _THICKNESS[owner] * self.scale))
        takes = np.exp(-miss / constants.value("toxin.depth_mm"))
        takes[np.isin(owner, _LEVATORS)] *= constants.value("toxin.septum_share")
        # muscles that lie over one another share what lies there, and only there
        crowd = np.bincount(sample, takes, minlength=len(self.points))
        return takes / np.maximum(1.0, crowd)[sample]

    def kernel(self, site: np.ndarray, volume_ml: float) -> np.ndarray:
        """Share (Q,) of a dose that lies at each sample point; they add up to 1."""
        sigma = spread_mm(volume_ml)
        square = ((self.points - site) ** 2).sum(1)
        square -= square.min()
        near = np.flatnonzero(square < (FAR_SIGMAS * sigma) ** 2)
        share = np.exp(-square[near] / (2 * sigma**2)) * self.area[near]
        for ends in self.openings:
            share[_crossing(site[:2], self.points[near, :2], *ends)] = 0
        weight = np.zeros(len(self.points))
        weight[near] = share / share.sum()
        return weight

    def distance_mm(self, site: np.ndarray, muscle: int) -> float:
        """From a point of the skin (3,) to the nearest skin over a muscle; 0 over it."""
        over = self.points[self.sample[self.owner == muscle]]
        if not len(over):
            return np.inf
        spacing = np.sqrt(self.area.mean())
        return float(max(0.0, np.linalg.norm(over - site, axis=1).min() - spacing))


def _figures() -> tuple[float, ...]:
    """Constants in force that shares depend on."""
    return tuple(constants.value(f"toxin.{name}") for name in _READ_BY_SHARES)


def _crossing(start: np.ndarray, ends: np.ndarray, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Numbers of the segments from `start` (2,) to `ends` (Q,2) that cross the one from a to b."""

    def turn(p, q, r):
        return (q[..., 0] - p[..., 0]) * (r[..., 1] - p[..., 1]) - (q[..., 1] - p[..., 1]) * (
            r[..., 0] - p[..., 0]
        )

    before = np.maximum(ends, start) < np.minimum(a, b)
    apart = (before | (np.minimum(ends, start) > np.maximum(a, b))).any(axis=1)
    some = np.flatnonzero(~apart)
    ends = ends[some]
    crosses = turn(start, ends, a) * turn(start, ends, b) < 0
    return some[crosses & (turn(a, b, start) * turn(a, b, ends) < 0)]


def spread_mm(volume_ml: float) -> float:
    """Standard deviation of the spread, mm."""
    exponent = constants.value("toxin.spread_volume_exponent")
    return constants.value("toxin.spread_mm") * (volume_ml / 0.1) ** exponent


_SKINS: "weakref.WeakKeyDictionary[Mesh, Skin]" = weakref.WeakKeyDictionary()


def skin(mesh: Mesh) -> Skin:
    """The skin of a face with its footprints; computed once per face. Errors: not a mesh."""
    check_mesh(mesh)
    if mesh not in _SKINS:
        _SKINS[mesh] = _skin(mesh)
    return _SKINS[mesh]


def check_mesh(mesh: Mesh) -> None:
    """Error: not a mesh."""
    check_kind("a mesh", mesh, Mesh, "give face.mesh")


def _skin(mesh: Mesh) -> Skin:
    inner = np.sum([mesh.areas[a] for a in INNER_SURFACES if a in mesh.areas], axis=0) > 0.5
    faces = mesh.faces[~inner[mesh.faces].any(axis=1)]
    chart = placement.chart(mesh)
    areas = face_normals_areas(mesh.vertices, faces)[1]
    places = _SAMPLES if areas.mean() > FINE_MM2 else _CENTRE
    points = np.einsum("sk,fkx->fsx", places, mesh.vertices[faces]).reshape(-1, 3)
    charted = np.einsum("sk,fkx->fsx", places, chart.positions[faces]).reshape(-1, 3)
    owners = fields.every()[0]
    owner, patch, sample, depth = [], [], [], []
    for stem, bands in strips().items():
        for side in SIDES:
            side_points = charted * [1 if side == "left" else -1, 1, 1]
            over, at = np.zeros(len(points), bool), np.zeros(len(points))
            for band in bands:
                inside, deep = band.beside(side_points)
                over |= inside
                at[inside] = deep[inside]
            found = np.flatnonzero(over)
            muscle = MUSCLES.index(f"{stem}_{side}")
            owner.append(np.full(len(found), muscle))
            patch.append(fields.number(muscle, charted[found]))
            sample.append(found)
            depth.append(at[found])
    area = np.repeat(areas / len(places), len(places))
    of, at = np.concatenate(patch), np.concatenate(sample)
    under = np.bincount(of, area[at], minlength=len(owners))
    whole = np.bincount(owners, under, minlength=M)[owners]
    return Skin(
        points,
        area,
        np.concatenate(owner),
        of,
        at,
        np.concatenate(depth),
        _openings(mesh),
        mesh.vertices[faces],
        chart.scale,
        chart,
        Fields(owners, frozen(under / np.maximum(whole, 1e-9)), chart.scale),
    )


def _openings(mesh: Mesh) -> np.ndarray:
    """Eyes and mouth from corner to corner, as seen from the front (3,2,2) mm."""
    pairs = [(f"endocanthion_{side}", f"exocanthion_{side}") for side in SIDES]
    pairs.append(("cheilion_right", "cheilion_left"))
    return np.array([[mesh.vertices[mesh.landmarks[n], :2] for n in pair] for pair in pairs])


def middle(muscle: str, mesh: Mesh) -> tuple[np.ndarray, float]:
    """Skin point (3,) mm over the middle of a muscle's belly, and the muscle's depth there, mm."""
    return skin(mesh).once(("middle", muscle), lambda: _middle(muscle, mesh))


def _middle(muscle: str, mesh: Mesh) -> tuple[np.ndarray, float]:
    stem = muscle.removesuffix("_left").removesuffix("_right")
    on_default, depth = strips()[stem][0].point(0.5)
    if muscle.endswith("_right"):
        on_default[0] *= -1
    here = skin(mesh)
    at = here.chart.onto_face(on_default[None])[0]
    return nearest(mesh, at)[0], depth * here.scale


def aimed(mesh: Mesh) -> np.ndarray:
    """Share (M,) that each muscle catches of a dose given over the middle of its own belly.

    1 for the levator, which nobody aims at, and for what is no muscle of the skin.
    """
    if mesh is template.mesh(template.PREPARED):
        made = _prepared()
        if made is not None and tuple(made["figures"]) == _figures():
            return frozen(made["share"])
    return skin(mesh).once(("aimed", *_figures()), lambda: _aimed(mesh))


@cache
def _prepared() -> dict[str, np.ndarray] | None:
    return prepared.read("aimed")


def to_prepare() -> dict[str, np.ndarray]:
    """What `aimed` reads of the built-in face, with the constants it holds for."""
    share = _aimed(template.mesh(template.PREPARED))
    return {"share": share, "figures": np.array(_figures())}


def _aimed(mesh: Mesh) -> np.ndarray:
    share = np.ones(M)
    for k, muscle in enumerate(MUSCLES):
        if stem_of(muscle) in strips() and k not in _LEVATORS:
            share[k] = skin(mesh).shares(*middle(muscle, mesh), USUAL_ML)[k]
    return frozen(share)


def nearest(mesh: Mesh, point: np.ndarray) -> tuple[np.ndarray, float]:
    """Nearest point (3,) of the outer skin and its distance, mm."""
    point = np.asarray(point, float)
    return skin(mesh).once(("nearest", *point.tolist()), lambda: _nearest(mesh, point))


def _nearest(mesh: Mesh, point: np.ndarray) -> tuple[np.ndarray, float]:
    triangles = skin(mesh).triangles
    # the nearest skin lies on one of the triangles whose middles are nearest
    away = ((triangles.mean(axis=1) - point) ** 2).sum(1)
    triangles = triangles[np.argpartition(away, CANDIDATES)[:CANDIDATES]]
    close = closest_point(triangles, np.broadcast_to(point, (CANDIDATES, 3)))
    away = np.linalg.norm(close - point, axis=1)
    k = int(away.argmin())
    return frozen(close[k]), float(away[k])
