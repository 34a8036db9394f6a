"""Sites that practitioners name: where each lies on a face, how deep, and what is given there.

Rows of data/sites.csv; a site in the midline is one place on a face, every other one two.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

import numpy as np
from msgspec import Struct

from facemodel.anatomy.attachment import closest_point
from facemodel.anatomy.mesh import Mesh
from facemodel.anatomy.muscles import STEMS
from facemodel.data import tables
from facemodel.data.showing import Listing
from facemodel.errors import unknown
from facemodel.physiology import spread
from facemodel.physiology.injection import Injection
from facemodel.physiology.points import at

Where = Literal["left", "right", "middle"]
NEIGHBOURS = 600
"""Triangles round a place among which the skin under a hand that errs is sought."""

OFF_SKIN_MM = 3.0
"""No point of the skin is farther from the nearest one at which the spread is worked out."""


class Site(Struct, frozen=True, kw_only=True):
    """A row of data/sites.csv.

    Attributes
    ----------
    name, label, where : str
        In code, in words, and how it is found on a face.
    muscle : str
        Stem of the muscle that is aimed at.
    also : tuple of str
        Stems of other muscles that are meant with it.
    spares : tuple of str
        Side effects that a point there takes no part in, although they are blamed on its muscle.
    x_mm, y_mm, depth_mm : float
        Canonical mm on the left side (fm.toxin.at), and how deep.
    least_units, most_units : float
        Smallest and largest dose of one point there.
    midline : bool
        Whether there is one on a face, not one a side.
    near : str
        Part of the face, as "mouth", that a plan can be told to avoid.
    mark, cite, why
        Where it comes from, as of a constant (fm.parameters).
    """

    name: str
    label: str
    where: str
    muscle: str
    also: tuple[str, ...] = ()
    spares: tuple[str, ...] = ()
    x_mm: float
    y_mm: float
    depth_mm: float
    least_units: float
    most_units: float
    midline: bool
    near: str
    mark: tables.Mark
    cite: tuple[str, ...] = ()
    why: str

    def __post_init__(self) -> None:
        for stem in (self.muscle, *self.also):
            if stem not in STEMS:
                raise ValueError(f"column muscle: {unknown('muscle', stem, STEMS)}")
        if not 0 < self.least_units <= self.most_units:
            raise ValueError("least_units is above 0 and no more than most_units")
        if self.midline and self.x_mm:
            raise ValueError("a site in the midline has x_mm 0")


SITES: Listing[str, Site] = Listing(
    tables.keyed(Site, "sites.csv", "name"),
    "sites",
    ("site", "where", "muscle", "units", "near"),
    lambda name, s: (name, s.where, s.muscle, f"{s.least_units:g} to {s.most_units:g}", s.near),
)
"""Sites by name, in the order of menus."""
NEAR: tuple[str, ...] = tuple(dict.fromkeys(site.near for site in SITES.values()))
"""Parts of the face that sites are near."""


@dataclass(frozen=True, eq=False)
class Place:
    """A site on a face.

    Attributes
    ----------
    site : Site
        What it is.
    side : {"left", "right", "middle"}
        Where it is.
    point : ndarray of shape (3,)
        mm, on the skin.
    """

    site: Site
    side: Where
    point: np.ndarray

    def __repr__(self) -> str:
        return f"Place({self.name})"

    @property
    def name(self) -> str:
        """Site and side, as "chin left"; a site in the midline by its name alone."""
        return self.site.name if self.side == "middle" else f"{self.site.name} {self.side}"

    @property
    def muscle(self) -> str:
        """The muscle that is aimed at; of a midline muscle with two halves the left one."""
        return f"{self.site.muscle}_{'left' if self.side == 'middle' else self.side}"

    def injection(self, units: float, day: float = 0.0) -> Injection:
        """A dose given here.

        Parameters
        ----------
        units : float
            Teaching units.
        day : float, optional
            When.

        Returns
        -------
        Injection
        """
        x, y, z = map(float, self.point)
        return Injection(units, point=(x, y, z), day=day, depth_mm=self.site.depth_mm)


_MIDDLE: tuple[Where, ...] = ("middle",)
_BOTH: tuple[Where, ...] = ("left", "right")
PLACES: tuple[tuple[str, Where], ...] = tuple(
    (name, side) for name, site in SITES.items() for side in (_MIDDLE if site.midline else _BOTH)
)
"""Site and side of every place, in the order of the table, left before right."""


@lru_cache(maxsize=8)
def places(mesh: Mesh) -> Mapping[tuple[str, str], Place]:
    """Every site on a face by name and side, in the order of PLACES."""
    sign = {"left": 1, "right": -1, "middle": 0}
    made: dict[tuple[str, str], Place] = {}
    for name, side in PLACES:
        site = SITES[name]
        point = np.array(at(mesh, sign[side] * site.x_mm, site.y_mm))
        made[name, side] = Place(site, side, point)
    return made


def caught_by_hands(
    mesh: Mesh, point: np.ndarray, depth_mm: float, errors_mm: np.ndarray
) -> np.ndarray:
    """Share (N,F) of a dose meant for a point of the skin that each field holds, of N hands.

    errors_mm (N,2): how far beside the point, to the left and up; the needle meets the skin there.
    The same as toxin.caught of such points one by one.
    """
    from scipy.sparse import csr_matrix

    skin = spread.skin(mesh)
    points = _under(skin, point + np.pad(errors_mm, ((0, 0), (0, 1))))
    reach = spread.FAR_SIGMAS * spread.spread_mm(spread.USUAL_ML)
    reach += np.linalg.norm(points - point, axis=1).max() + OFF_SKIN_MM
    near = np.linalg.norm(skin.points - point, axis=1) < reach
    part = replace(skin, points=skin.points[near], area=skin.area[near])
    kernels = np.stack([part.kernel(one, spread.USUAL_ML) for one in points])
    reached = np.flatnonzero(near[skin.sample])
    takes = skin.takes(depth_mm, reached)
    at = (np.cumsum(near) - 1)[skin.sample[reached]]
    by_field = csr_matrix((takes, (at, skin.patch[reached])), (near.sum(), len(skin.fields.owner)))
    return skin.fields.settled(kernels @ by_field)


def _under(skin: spread.Skin, meant: np.ndarray) -> np.ndarray:
    """Points (N,3) of the skin nearest to points (N,3) beside one place."""
    middles = skin.triangles.mean(axis=1)
    count = min(NEIGHBOURS, len(middles) - 1)
    around = np.argpartition(((middles - meant[0]) ** 2).sum(1), count)[:count]
    away = ((middles[around] - meant[:, None]) ** 2).sum(-1)
    few = around[np.argpartition(away, spread.CANDIDATES, axis=1)[:, : spread.CANDIDATES]]
    triangles = skin.triangles[few.ravel()]
    close = closest_point(triangles, np.repeat(meant, spread.CANDIDATES, axis=0))
    close = close.reshape(len(meant), spread.CANDIDATES, 3)
    nearest = ((close - meant[:, None]) ** 2).sum(-1).argmin(axis=1)
    return close[np.arange(len(meant)), nearest]


__all__ = ["NEAR", "PLACES", "SITES", "Place", "Site", "caught_by_hands", "places"]
