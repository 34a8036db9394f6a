"""Which muscle is the reason of a side effect, and which point of treatment reached it.

Nothing is looked up: the face is moved before and after, measured, and compared with thresholds;
then the spread model tells which muscle caught how much from which point.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from facemodel.anatomy.checks import check_face, check_kind, number
from facemodel.anatomy.mesh import Mesh
from facemodel.anatomy.muscles import INDEX, SIDES
from facemodel.clinic.assessment import assess
from facemodel.clinic.ceilings import CEILINGS, Excess, excesses
from facemodel.clinic.findings import KINDS, TASKS, Finding, Kind, flagged
from facemodel.errors import FaceModelError, checks_keywords
from facemodel.mechanics.face import Face
from facemodel.physiology import spread, toxin
from facemodel.physiology.drive import Condition, healthy
from facemodel.physiology.injection import Injections
from facemodel.physiology.people import Person, check_person

FARTHER_MM = 5.0  # by which the sentence moves a point away, to say what that would spare
SENTENCE = (
    "In this model {says} (flagged {way} {threshold}): {muscle} lost {percent} % of its strength "
    "to {units} units, {from_units} of them from point {point}, {where}; from {away_mm} mm farther "
    "away it would receive {farther}."
)
"""How a flagged finding is told, here and on the screen."""
AWAY, OVER = "{mm} mm away from it", "directly over it"


@dataclass(frozen=True)
class SideEffect:
    """One finding beyond its threshold.

    Attributes
    ----------
    name, side : str
        Of data/side_effects.csv or data/dose_ceilings.csv; "left", "right" or "both".
    measured, threshold : float
        What was found, and what flags it, in `unit`.
    unit : str
        mm or %.
    muscle : str or None
        That lost strength by it; None where the dose alone is the reason.
    lost_share : float
        0..1 of that muscle's strength.
    units : float
        Effective units that it caught.
    from_point : int
        Number, from 1, of the injection that most of them came from.
    distance_mm : float
        From that point to the skin over the muscle; 0 over it.
    units_farther : float
        What it would catch from that point if given 5 mm farther away.
    before, after : float
        mm, untreated and treated in this condition: the figures it was found in.
    sentence : str
        All of it in words.
    """

    name: str
    side: str
    measured: float
    threshold: float
    unit: str
    muscle: str | None
    lost_share: float
    units: float
    from_point: int
    distance_mm: float
    units_farther: float
    before: float
    after: float
    sentence: str

    @property
    def label(self) -> str:
        """Its name in words."""
        return (CEILINGS if self.name in CEILINGS else KINDS)[self.name].label

    def __repr__(self) -> str:
        return f"SideEffect({self.name}, {self.side}: {self.measured:.3g} {self.unit})"


@checks_keywords
def side_effects(
    face: Face,
    injections: Injections,
    day: float = 14.0,
    condition: Condition | None = None,
    person: Person | None = None,
) -> tuple[SideEffect, ...]:
    """Side effects of injections on a day, in the order of the table; then doses over a ceiling.

    Each side is compared with itself before treatment, under the same condition. Thresholds are
    constants `side_effects.*`. Ceilings of a place, a session and a month are constants
    `dose_ceilings.*`; they are told whatever the face shows.

    Parameters
    ----------
    face : Face
        Of fm.load or fm.open_scan.
    injections : Injection or sequence of Injection
        The points.
    day : float, optional
        When the face is looked at.
    condition : Condition, optional
        Of fm.conditions, held at its height; healthy unless given.
    person : Person, optional
        One of fm.people; the average person unless given.

    Returns
    -------
    tuple of SideEffect

    Raises
    ------
    FaceModelError
        For a day out of range, a point off the face, and more than one person.

    Examples
    --------
    >>> import facemodel as fm
    >>> point = fm.Injection(6, muscle="depressor_labii_inferioris_left")
    >>> found = fm.side_effects(fm.load(), point)
    >>> sorted({one.side for one in found})
    ['left']
    """
    condition = healthy() if condition is None else condition
    check_kind("a condition", condition, Condition, "make one with fm.conditions")
    check_face(face)
    day = number("day", day, 0, toxin.LAST_DAY)
    injections = tuple(toxin.listed(injections))
    if not injections:
        return ()
    check_person(person)
    if person is not None and person.count is not None:
        raise FaceModelError("side effects are those of one person; give people[k]")
    remaining = toxin.remaining(face, injections, day, person)
    acting = Acting(
        mesh=face.mesh,
        injections=injections,
        remaining=remaining,
        caught=toxin.captured(face.mesh, injections, day, person),
        each=np.stack([toxin.captured(face.mesh, one, day, person) for one in injections]),
    )
    found = assess(face, condition, remaining, person, TASKS).side_effects
    told = flagged(found)
    effects = [acting.explained(one) for one in found if told[one.name, one.side]]
    too_much = [_beyond_a_ceiling(one) for one in excesses(face.mesh, injections)]
    return (*effects, *too_much)


complications = side_effects
"""The name it had, for notebooks in use."""


@dataclass(frozen=True, eq=False)
class Acting:
    """Injections as they act on a day.

    remaining (M,) share of strength left; caught (M,) effective units, each (I, M) of one point
    """

    mesh: Mesh
    injections: Sequence[toxin.Injection]
    remaining: np.ndarray
    caught: np.ndarray
    each: np.ndarray

    def explained(self, one: Finding) -> SideEffect:
        """A finding with the muscle that is the reason, and the point that reached it."""
        muscle = self._blamed(one)
        k = INDEX[muscle]
        point = int(self.each[:, k].argmax())
        place, depth = toxin.site(self.mesh, self.injections[point])
        made = SideEffect(
            name=one.name,
            side=one.side,
            measured=one.measured,
            threshold=one.kind.threshold,
            unit=one.kind.unit,
            muscle=muscle,
            lost_share=float(1 - self.remaining[k]),
            units=float(self.caught[k]),
            from_point=point + 1,
            distance_mm=spread.skin(self.mesh).distance_mm(place, k),
            units_farther=float(self.each[point, k] * self._farther(point, place, depth, k)),
            before=one.before,
            after=one.after,
            sentence="",
        )
        return replace(made, sentence=self._sentence(made, one, float(self.each[point, k])))

    def _blamed(self, one: Finding) -> str:
        """The muscle that lost most; of equal losses, the one that the table names first."""
        sides = SIDES if one.side == "both" else (one.side,)
        blamed = [f"{stem}_{s}" for stem in one.kind.blames for s in sides]
        return max(blamed, key=lambda m: (1 - self.remaining[INDEX[m]]) * _weight(m, one.kind))

    def _farther(self, point: int, place: np.ndarray, depth: float, muscle: int) -> float:
        """Share of what a muscle catches that it would still catch from 5 mm farther away."""
        skin, volume_ml = spread.skin(self.mesh), self.injections[point].volume_ml
        now = skin.shares(place, depth, volume_ml)[muscle]
        over = skin.points[skin.sample[skin.owner == muscle]]
        away = place - over.mean(0)
        away /= max(float(np.linalg.norm(away)), 1e-9)
        moved = spread.nearest(self.mesh, place + FARTHER_MM * away)[0]
        return float(skin.shares(moved, depth, volume_ml)[muscle] / max(now, 1e-12))

    def _sentence(self, made: SideEffect, one: Finding, units: float) -> str:
        away = AWAY.format(mm=f"{made.distance_mm:.0f}")
        return SENTENCE.format(
            says=one.says(),
            way=one.kind.flagged,
            threshold=f"{made.threshold:g} {made.unit}",
            muscle=str(made.muscle).replace("_", " "),
            percent=f"{100 * made.lost_share:.0f}",
            units=f"{made.units:.2f}",
            from_units=f"{units:.2f}",
            point=made.from_point,
            where=away if made.distance_mm >= 1 else OVER,
            away_mm=f"{FARTHER_MM:g}",
            farther=f"{made.units_farther:.2f}",
        )


def _weight(muscle: str, kind: Kind) -> float:
    return 1 - 0.05 * [muscle.startswith(s) for s in kind.blames].index(True)


def _beyond_a_ceiling(one: Excess) -> SideEffect:
    """A dose that is more than a ceiling, as a side effect that no muscle is blamed for."""
    return SideEffect(
        name=one.ceiling.name,
        side=one.side,
        measured=one.given,
        threshold=one.ceiling.limit,
        unit="U",
        muscle=None,
        lost_share=0.0,
        units=0.0,
        from_point=one.first + 1,
        distance_mm=0.0,
        units_farther=0.0,
        before=0.0,
        after=0.0,
        sentence=one.says(),
    )
