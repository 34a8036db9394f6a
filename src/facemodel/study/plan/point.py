"""One point of a plan in sites: what it weakens, what for, and what it may cost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from facemodel.anatomy.muscles import MUSCLES
from facemodel.clinic.findings import KINDS
from facemodel.physiology.sites import Place
from facemodel.study.plan.judged import Judged
from facemodel.study.plan.trial import Trial

SAYS = 0.05
"""Share of a muscle's strength; less is not told."""


@dataclass(frozen=True, eq=False)
class Point:
    """One point of a plan.

    Attributes
    ----------
    place : Place
        Site, side, and where that is on the face.
    units : float
        Teaching units.
    weakens : mapping of str to float
        Muscle -> share 0..1 of its strength that this point alone takes, mean of the people.
    alone, without : float
        What this point gains alone, and the plan without it.
    costs : mapping of str to float
        Side effect -> share of the people who have it with the plan, of those that muscles which
        this point reaches are blamed for.
    gain : float
        What the whole plan gains.
    """

    place: Place
    units: float
    weakens: Mapping[str, float]
    alone: float
    without: float
    costs: Mapping[str, float]
    gain: float

    def __repr__(self) -> str:
        return f"Point({self.place.name}, {self.units:g} U)"

    site = property(lambda self: self.place.site.name, doc="Its name in code.")
    side = property(lambda self: self.place.side, doc="Left, right or middle.")
    depth_mm = property(lambda self: self.place.site.depth_mm, doc="Under the skin.")

    @property
    def why(self) -> str:
        """What it is for, in words."""
        most = next(iter(self.weakens), self.place.muscle)
        share = percent(self.weakens.get(most, 0.0))
        return (
            f"{self.place.site.where}: {words(most)} {share} weaker; "
            f"gains {percent(self.alone)} alone, and without it the plan gains "
            f"{percent(self.without)} instead of {percent(self.gain)}"
        )

    @property
    def cost(self) -> str:
        """What it may cost, in words."""
        rest = list(self.weakens)[1:]
        reached = [f"{words(m)} {percent(self.weakens[m])} weaker" for m in rest]
        told = [f"{KINDS[name].label} in {percent(share)}" for name, share in self.costs.items()]
        return "; ".join([*told, *reached]) or "nothing beyond its muscle"


def point(
    trial: Trial, place: Place, units: float, alone: Judged, rest: Judged, all_: Judged
) -> Point:
    """One row of a record, of what the point does alone, the plan without it, and with it."""
    caught = trial.caught_at((place.site.name, place.side))
    weakens = largest(trial.lost_to(units * caught).mean(axis=0))
    stems = {muscle.rsplit("_", 1)[0] for muscle in weakens}
    costs = {
        name: all_.share_with([name])
        for name, kind in KINDS.items()
        if stems & set(kind.blames) and all_.share_with([name]) > 0
    }
    return Point(place, units, weakens, alone.gain, rest.gain, costs, all_.gain)


def largest(lost: np.ndarray) -> dict[str, float]:
    """Muscle -> share lost, of shares (M,), largest first."""
    order = np.argsort(-lost, kind="stable")
    return {MUSCLES[k]: float(lost[k]) for k in order if lost[k] >= SAYS}


def words(muscle: str) -> str:
    """A name in code as words."""
    return muscle.replace("_", " ")


def percent(share: float) -> str:
    """A share as text."""
    return f"{100 * share:.0f} %"


__all__ = ["Point", "largest", "percent", "point", "words"]
