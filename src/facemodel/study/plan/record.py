"""A plan in sites and units as a record of treatment: what is given where, why, and at what cost.

A record of a simulated case. What it weakens, in per cent, comes first; units stand behind that,
and nobody's name is on it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from facemodel.clinic.findings import KINDS
from facemodel.data.showing import frame, table_html
from facemodel.physiology.drive import Condition
from facemodel.physiology.injection import Injection
from facemodel.physiology.toxin import NOT_INTERCHANGEABLE
from facemodel.study.plan.judged import Judged
from facemodel.study.plan.panel import Panel
from facemodel.study.plan.point import Point, largest, percent, words
from facemodel.study.plan.trial import Trial

OF_A_SIMULATED_CASE = (
    "Record of a simulated case, for teaching: the fewest points and least dose that this search "
    "found for the model's people. It is not a recommendation to treat anybody."
)
"""What stands beside every plan in sites."""
_HEAD = ("site", "side", "depth, mm", "units", "why", "what it may cost")


@dataclass(frozen=True, eq=False)
class TreatmentPlan:
    """Points that a search found for a condition, and what the model's people get of them.

    Attributes
    ----------
    rows : tuple of Point
        In the order of the sites.
    doses : tuple of float
        Of the trial's variables.
    trial : Trial
        Face, condition, people and places that it was made for.
    judged : Judged
        What these people get of it.
    best : TreatmentPlan or None
        The most that was found with seven sites a side under the same limits, which the plan is
        measured by; None of itself.
    barred : mapping of str to str
        Site that would gain something -> which limit its smallest dose breaks alone.
    tried : int
        Sets of doses that were tried.
    """

    rows: tuple[Point, ...]
    doses: tuple[float, ...]
    trial: Trial
    judged: Judged
    best: TreatmentPlan | None
    barred: Mapping[str, str]
    tried: int

    condition = property(lambda self: self.trial.condition, doc="That it was made for.")
    aim = property(lambda self: self.trial.aim, doc="What is gained.")
    day = property(lambda self: self.trial.day, doc="On which it is judged.")

    def __repr__(self) -> str:
        return (
            f"TreatmentPlan({self.condition.name}: {self.points} points, {self.units:g} teaching "
            f"units, gain {percent(self.gain)}, any side effect in {percent(self.any)})"
        )

    @property
    def points(self) -> int:
        """How many."""
        return len(self.rows)

    @property
    def units(self) -> float:
        """Sum of the doses, teaching units."""
        return float(sum(row.units for row in self.rows))

    @property
    def gain(self) -> float:
        """Share by which what is aimed at falls, mean of the people."""
        return self.judged.gain

    @property
    def gain_quantiles(self) -> np.ndarray:
        """Gain (3,) that 5, 50 and 95 % of the people are below."""
        return np.quantile(self.judged.gains, (0.05, 0.5, 0.95))

    @property
    def any(self) -> float:
        """Share of the people with any side effect."""
        return self.judged.any

    @property
    def major(self) -> float:
        """Share of the people whose eye hangs or stays open, or whose lips leak."""
        return self.judged.major

    @property
    def keeping(self) -> float:
        """Share of the people who keep enough of every task."""
        return self.judged.keeping

    @property
    def side_effects(self) -> dict[str, float]:
        """Side effect -> share of the people who have it, of those that anybody has."""
        names = [name for name in KINDS if self.judged.share_with([name]) > 0]
        return {name: self.judged.share_with([name]) for name in names}

    @property
    def bound(self) -> float:
        """The most that was found with seven sites a side under the same limits."""
        return self.gain if self.best is None else self.best.gain

    @property
    def weakening(self) -> dict[str, float]:
        """Muscle -> share of its strength that is taken, mean of the people, largest first."""
        return largest(self.trial.lost(self.doses).mean(axis=0))

    @property
    def injections(self) -> tuple[Injection, ...]:
        """The points, as the lab, a case and fm.side_effects take them."""
        return tuple(row.place.injection(row.units) for row in self.rows)

    def on(self, panel: Panel) -> Judged:
        """What other people get of the same points: of fm.plan.drawn(seed, n), say.

        Parameters
        ----------
        panel : Panel
            The people, and the hand that treats them.

        Returns
        -------
        Judged
        """
        return replace(self.trial, panel=panel).judged(self.doses)

    def table(self) -> list[tuple[object, ...]]:
        """A row per point.

        Returns
        -------
        list of tuple
            Site, side, depth in mm, units, why, what it may cost.
        """
        return [(r.place.site.label, r.side, r.depth_mm, r.units, r.why, r.cost) for r in self.rows]

    def to_frame(self) -> Any:
        """The table.

        Returns
        -------
        pandas.DataFrame
        """
        columns = zip(*self.table(), strict=True) if self.rows else ((),) * len(_HEAD)
        return frame(dict(zip(_HEAD, columns, strict=True)))

    def _repr_html_(self) -> str:
        weaker = [(words(m), percent(share)) for m, share in self.weakening.items()]
        weakens = table_html(f"{self.summary()} {OF_A_SIMULATED_CASE}", ("weakens", "by"), weaker)
        units = table_html(NOT_INTERCHANGEABLE, _HEAD, self.table())
        return f"{weakens}<details><summary>Points and teaching units</summary>{units}</details>"

    def summary(self) -> str:
        """What the people get of it, in a few sentences without units.

        Returns
        -------
        str
        """
        if not self.rows:
            return self._nothing()
        low, _, high = self.gain_quantiles
        told = ", ".join(f"{KINDS[n].label} {percent(s)}" for n, s in self.side_effects.items())
        return (
            f"{self.points} points. Aim: {self.aim.label}; on day {self.day:g} the model's people "
            f"gain {percent(self.gain)} (5 % of them less than {percent(low)}, 5 % more than "
            f"{percent(high)}), {percent(self.gain / self.bound)} of the most that seven sites a "
            f"side were found to gain under the same limits. Any side effect: {percent(self.any)} "
            f"of people{f' ({told})' if told else ''}; an eye or lips that do not close, or a "
            f"drooping lid: {percent(self.major)}. {percent(self.keeping)} keep at least "
            f"{percent(self.trial.keep)} of every movement."
        )

    def _nothing(self) -> str:
        why = "; ".join(f"{site}: {limit}" for site, limit in self.barred.items())
        because = f" What would gain something breaks a limit ({why})." if why else ""
        return f"No point is placed: within the limits nothing is gained.{because}"

    def text(self) -> str:
        """The record: what it weakens, then points and units.

        Returns
        -------
        str
        """
        lines = [f"Simulated case: {_title(self.condition)}.", self.summary(), ""]
        lines += [f"  {words(m):50s} {percent(s)} weaker" for m, s in self.weakening.items()]
        if self.rows:
            lines += ["", f"Points of this simulated case ({self.units:g} teaching units):"]
        for row in self.rows:
            label = f"{row.place.site.label}, {row.side}"
            lines += [
                f"  {label:32s} {row.units:5.2f} U, {row.depth_mm:g} mm deep",
                f"      why: {row.why}",
                f"      may cost: {row.cost}",
            ]
        return "\n".join([*lines, "", OF_A_SIMULATED_CASE, NOT_INTERCHANGEABLE])

    def __str__(self) -> str:
        return self.text()


def _title(condition: Condition) -> str:
    side = f", {condition.side}" if condition.side else ""
    return f"{words(condition.name)}{side}, severity {condition.severity:.2g}"


__all__ = ["OF_A_SIMULATED_CASE", "TreatmentPlan"]
