"""One point of a plan in sites: what it weakens, what for, and what it gains."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass

import numpy as np

from facemodel.anatomy.muscles import MUSCLES
from facemodel.clinic.findings import KINDS
from facemodel.data import constants
from facemodel.physiology.sites import Place
from facemodel.study.plan.judged import Judged
from facemodel.study.plan.trial import Trial


@dataclass(frozen=True, eq=False)
class Point:
    """One point of a plan.

    Attributes
    ----------
    place : Place
        Site, side, and where that is on the face.
    units : float
        Teaching units.
    pair : bool
        Whether the other side gets the same: gains are then those of both points.
    weakens : mapping of str to float
        Muscle -> share 0..1 of its strength that this point alone takes, mean of the people.
    helps : set of str
        Muscles whose weakness the aim gains from.
    alone, without : float
        What the point or its pair gains alone, and the plan without it.
    costs : mapping of str to float
        Side effect -> share of the people who have it with the whole plan, of those that muscles
        which this point reaches are blamed for, but for those that its site takes no part in.
    """

    place: Place
    units: float
    pair: bool
    weakens: Mapping[str, float]
    helps: Set[str]
    alone: float
    without: float
    costs: Mapping[str, float]

    def __repr__(self) -> str:
        return f"Point({self.place.name}, {self.units:g} U)"

    @property
    def site(self) -> str:
        """Its name in code."""
        return self.place.site.name

    @property
    def side(self) -> str:
        """Left, right or middle."""
        return self.place.side

    @property
    def depth_mm(self) -> float:
        """Under the skin."""
        return self.place.site.depth_mm

    @property
    def intended(self) -> list[tuple[str, float]]:
        """Muscles that are aimed at, on their sides, and the share of strength that each loses."""
        return [(m, share) for m, share in self.weakens.items() if m in self._aimed]

    @property
    def wanted(self) -> list[tuple[str, float]]:
        """Other muscles that it reaches and whose weakness the aim gains from."""
        return [(m, share) for m, share in self._others if m in self.helps]

    @property
    def unwanted(self) -> list[tuple[str, float]]:
        """Other muscles that it reaches and that gain nothing."""
        return [(m, share) for m, share in self._others if m not in self.helps]

    @property
    def _aimed(self) -> set[str]:
        site = self.place.site
        sides = ("left", "right") if self.side == "middle" else (self.side,)
        return {f"{stem}_{side}" for stem in (site.muscle, *site.also) for side in sides}

    @property
    def _others(self) -> list[tuple[str, float]]:
        return [(m, share) for m, share in self.weakens.items() if m not in self._aimed]


def point(
    trial: Trial,
    place: Place,
    units: float,
    judged: tuple[Judged, Judged, Judged],
    pair: bool,
    helps: Set[str],
) -> Point:
    """One row of a record, of what is judged of it alone, of the plan without it, and with it."""
    alone, rest, all_ = judged
    weakens = weakened(trial, place, units)
    stems = {muscle.rsplit("_", 1)[0] for muscle in weakens}
    costs = {
        name: all_.share_with([name])
        for name, kind in KINDS.items()
        if name not in place.site.spares
        and stems & set(kind.blames)
        and all_.share_with([name]) > 0
    }
    return Point(place, units, pair, weakens, helps, alone.gain, rest.gain, costs)


def weakened(trial: Trial, place: Place, units: float) -> dict[str, float]:
    """Muscle -> share lost to a point alone, mean of the people, largest first."""
    caught = trial.reached.caught_at((place.site.name, place.side))
    return largest(trial.reached.lost_to(units * caught).mean(axis=0))


def helping(trial: Trial, lost: Mapping[str, float]) -> frozenset[str]:
    """Muscles whose share lost gains something of the aim by itself."""
    found, least = [], constants.value("plan.helping_gain")
    for muscle, share in lost.items():
        left = np.ones((len(trial.panel.hand_mm), len(MUSCLES)))
        left[:, MUSCLES.index(muscle)] = 1 - share
        stem = muscle.rsplit("_", 1)[0]
        if stem in trial.aim.unwanted:
            continue
        if stem in trial.aim.wanted or trial.of_strength(left).gain > least:
            found.append(muscle)
    return frozenset(found)


def largest(lost: np.ndarray) -> dict[str, float]:
    """Muscle -> share lost, of shares (M,), largest first."""
    told = constants.value("plan.told_loss")
    order = np.argsort(-lost, kind="stable")
    return {MUSCLES[k]: float(lost[k]) for k in order if lost[k] >= told}


__all__ = ["Point", "helping", "largest", "point", "weakened"]
