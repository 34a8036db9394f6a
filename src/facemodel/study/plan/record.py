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
from facemodel.study.plan.aims import Aim
from facemodel.study.plan.judged import Judged
from facemodel.study.plan.panel import Panel
from facemodel.study.plan.point import Point, largest, percent, words
from facemodel.study.plan.told import (
    GENERAL,
    LEFT,
    expected,
    kept,
    of_point,
    risks,
    rule,
    title,
)
from facemodel.study.plan.trial import Trial

OF_A_SIMULATED_CASE = (
    "Record of a simulated case, for teaching: the fewest points and least dose that this search "
    "found for the model's people. It is not a recommendation to treat anybody."
)
"""What stands beside every plan in sites."""
_HEAD = (
    "site", "side", "where", "depth, mm", "units", "intended", "also reached, wanted",
    "also reached, unwanted", "gain",
)  # fmt: skip


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

    @property
    def condition(self) -> Condition:
        """That it was made for."""
        return self.trial.condition

    @property
    def aim(self) -> Aim:
        """What is gained."""
        return self.trial.aim

    @property
    def day(self) -> float:
        """On which it is judged."""
        return self.trial.day

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
            Site, side, where, depth in mm, units, muscles intended, reached and wanted, reached and
            unwanted, and what the point gains.
        """
        return [
            (
                *(r.place.site.label, r.side, r.place.site.where, r.depth_mm, r.units),
                *(r.intended, r.wanted, r.unwanted, r.gains),
            )
            for r in self.rows
        ]

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
        heads = ("weakens", f"by, mean, day {self.day:g}")
        weakens = table_html(f"{self.summary()} {OF_A_SIMULATED_CASE}", heads, weaker)
        units = table_html(f"{LEFT} {NOT_INTERCHANGEABLE}", _HEAD, self.table())
        return f"{weakens}<details><summary>Points and teaching units</summary>{units}</details>"

    def summary(self) -> str:
        """What the people get of it, in short paragraphs without units.

        Returns
        -------
        str
        """
        if not self.rows:
            return self._nothing()
        return "\n".join([expected(self), risks(self), kept(self), rule(self)])

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
        lines = [f"Simulated case: {title(self.condition, self.aim.label)}. {LEFT}", ""]
        lines += [self.summary(), ""]
        if self.rows:
            lines.append(f"Weakened, mean of the people on day {self.day:g}, most first:")
        lines += [f"  {words(m):50s} {percent(s)} weaker" for m, s in self.weakening.items()]
        if self.rows:
            lines += ["", f"Points of this simulated case ({self.units:g} teaching units):"]
        lines += [line for row in self.rows for line in of_point(row)]
        return "\n".join([*lines, "", GENERAL, OF_A_SIMULATED_CASE, NOT_INTERCHANGEABLE])

    def __str__(self) -> str:
        return self.text()


__all__ = ["OF_A_SIMULATED_CASE", "TreatmentPlan"]
