"""Which site on which head a point of a drill asks for, and how much of its muscle it reaches.

Judged is the share of the muscle that is reached, not the distance: a site is a published place,
and neighbours of it can be as good.
"""

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from facemodel.anatomy.checks import numbers, whole
from facemodel.anatomy.muscles import MUSCLES, SIDES, stem_of
from facemodel.capture.heads import load_head
from facemodel.data import constants
from facemodel.errors import FaceModelError, check_name
from facemodel.mechanics.face import Face
from facemodel.physiology import spread
from facemodel.physiology.sites import PLACES, SITES, Place, places
from facemodel.physiology.spread import USUAL_ML
from facemodel.teach.drills.says import SAYS
from facemodel.teach.items.practised import FARTHEST_MM, LARGEST_SEED, MOST_POINTS
from facemodel.teach.practice.kinds import HEADS, Head

EDITION = 1
"""Which points seeds stand for; another number is other points."""
ENOUGH = 0.8
"""Share of what the site itself catches from which a point counts as a hit [assume]."""
LEFT_OUT = {
    "forehead_middle": "its muscle is so wide that no hand misses it",
    "neck_upper": "its muscle is so wide that no hand misses it",
    "neck_middle": "its muscle is so wide that no hand misses it",
    "jaw": "it is turned away from whoever looks from the front",
}
DRILLED = tuple((name, side) for name, side in PLACES if name not in LEFT_OUT)
SKILLS = ("all", *dict.fromkeys(SITES[name].near for name, _ in DRILLED))
"""What can be drilled: every site, or those near a part of the face."""
HEADS_USED, IN_A_ROW = 4, 4
"""Heads of a drill, and points on one before the next."""
TOLD = 0.05
"""Share of a dose that another muscle catches, from which it is told."""
SAME_MM = 2.0
"""Distances up and sideways that are not worth a word."""


@dataclass(frozen=True)
class Judged:
    """A point, judged.

    Attributes
    ----------
    share : float
        What the meant muscle catches there, of what it catches at the site itself, 0..1.
    apart_mm : float
        Distance to the site.
    hit : bool
        Whether the share is at least ENOUGH.
    text : str
        Share, distance and direction, and what else catches the dose.
    """

    share: float
    apart_mm: float
    hit: bool
    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Target:
    """A site on a head that is to be found.

    Attributes
    ----------
    seed, number, skill : int, int, str
        They make it; the same three make the same one everywhere.
    label, side : str
        The site in words; "left", "right" or "middle", the person's own.
    where : str
        How the site is found on a face.
    """

    seed: int
    number: int
    skill: str
    label: str
    side: str
    where: str
    _name: str
    _head: Head

    @property
    def head(self) -> str:
        """Name of the head."""
        return self._head.head

    @cached_property
    def face(self) -> Face:
        """The head as a face."""
        return load_head(self._head.age, self._head.sex, self._head.weight, self._head.ancestry)

    @property
    def _place(self) -> Place:
        return places(self.face.mesh)[self._name, self.side]

    @property
    def muscles(self) -> tuple[int, ...]:
        """Places in fm.MUSCLES of what is meant: of a site in the midline on both sides."""
        site = SITES[self._name]
        sides = SIDES if self.side == "middle" else (self.side,)
        stems = (site.muscle, *site.also)
        return tuple(
            k for k, m in enumerate(MUSCLES) if stem_of(m) in stems and m.endswith(tuple(sides))
        )

    def _caught(self, point: np.ndarray) -> np.ndarray:
        depth = SITES[self._name].depth_mm
        return spread.skin(self.face.mesh).shares(point, depth, USUAL_ML)

    def judge(self, point: tuple[float, float, float] | np.ndarray) -> Judged:
        """How good a point is.

        Parameters
        ----------
        point : tuple of float
            x, y, z in mm on the head.

        Returns
        -------
        Judged

        Raises
        ------
        FaceModelError
            For what are no three numbers.
        """
        at = numbers("a coordinate in mm", point, -FARTHEST_MM, FARTHEST_MM)
        if at.shape != (3,):
            raise FaceModelError("a point is three numbers, x, y and z in mm")
        caught, meant = self._caught(at), list(self.muscles)
        share = min(1.0, float(caught[meant].sum() / self._caught(self._place.point)[meant].sum()))
        apart = float(np.linalg.norm(at - self._place.point))
        others = [k for k in np.argsort(-caught) if k not in meant and caught[k] >= TOLD]
        told = [SAYS["share"].format(share=f"{share:.0%}", apart=f"{apart:.1f}")]
        if apart > SAME_MM:
            told.append(_way(at, self._place.point))
        if others:
            named = MUSCLES[others[0]].replace("_", " ")
            told.append(SAYS["other"].format(muscle=named, share=f"{caught[others[0]]:.0%}"))
        return Judged(share, apart, share >= ENOUGH, " ".join(filter(None, told)))

    def __repr__(self) -> str:
        return f"Target({self.label}, {self.side})"


def _way(at: np.ndarray, aim: np.ndarray) -> str:
    """Which way the site lies from a point, in words."""
    if min(abs(at[0]), abs(aim[0])) > SAME_MM and at[0] * aim[0] < 0:
        return SAYS["across"]
    higher, outward = aim[1] - at[1], abs(aim[0]) - abs(at[0])
    ways = [SAYS["higher" if higher > 0 else "lower"]] if abs(higher) > SAME_MM else []
    if abs(outward) > SAME_MM:
        ways.append(SAYS["outward" if outward > 0 else "inward"])
    return SAYS["way"].format(ways=SAYS["and"].join(ways)) if ways else ""


def target(seed: int, number: int = 0, skill: str = "all") -> Target:
    """What a point of a drill asks for.

    Parameters
    ----------
    seed : int
        0 to 2**31 - 1.
    number : int, optional
        From 0.
    skill : str, optional
        One of fm.drills.SKILLS.

    Returns
    -------
    Target

    Raises
    ------
    FaceModelError
        For an unknown skill, or a number out of range.

    Examples
    --------
    >>> import facemodel as fm
    >>> fm.drills.target(7, 0, "mouth")
    Target(Yonsei point, left)
    """
    seed = whole("a seed", seed, 0, LARGEST_SEED)
    number = whole("the number of a point", number, 0, MOST_POINTS - 1)
    check_name("skill", skill, SKILLS)
    return _target(seed, number, skill, constants.digest())


@lru_cache(maxsize=MOST_POINTS)
def _target(seed: int, number: int, skill: str, constants_in_force: str) -> Target:
    asked = [one for one in DRILLED if skill in ("all", SITES[one[0]].near)]
    turn, at = divmod(number, len(asked))
    rng = np.random.default_rng([seed, SKILLS.index(skill), turn, 25, EDITION])
    name, side = asked[int(rng.permutation(len(asked))[at])]
    heads = np.random.default_rng([seed, 26, EDITION]).permutation(len(HEADS))[:HEADS_USED]
    head = list(HEADS.values())[int(heads[number // IN_A_ROW % HEADS_USED])]
    site = SITES[name]
    return Target(seed, number, skill, site.label, side, site.where, name, head)
