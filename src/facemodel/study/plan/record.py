"""A plan in sites and units as a record of treatment: what is given where, why, and at what cost.

A record of a simulated case. What it weakens, in per cent, comes first; units stand behind that,
and nobody's name is on it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from facemodel.clinic.findings import KINDS
from facemodel.data.showing import frame, table_html
from facemodel.physiology.drive import Condition
from facemodel.physiology.injection import Injection
from facemodel.physiology.spread import USUAL_ML
from facemodel.physiology.toxin import NOT_INTERCHANGEABLE
from facemodel.study.plan.aims import Aim
from facemodel.study.plan.figures import figures
from facemodel.study.plan.judged import Judged
from facemodel.study.plan.panel import Panel
from facemodel.study.plan.point import Point, largest
from facemodel.study.plan.told import (
    notes,
    paragraphs,
    point_head,
    point_lines,
    shown,
    title,
    weakened,
)
from facemodel.study.plan.trial import Trial
from facemodel.study.plan.watched import Why
from facemodel.study.plan.wording import percent, plain, tell

OF_A_SIMULATED_CASE = (
    "Record of a simulated case, for teaching: of what this search found within its limits, the "
    "cheapest plan that gains enough. Limits and enough are choices, not a standard, and this is "
    "not a recommendation to treat anybody."
)
"""What stands beside every plan in sites."""
_HEAD = (
    "site", "side", "depth, mm", "units", "where", "intended", "also reached, helping the aim",
    "also reached, not helping the aim", "gain",
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
    first : tuple of str
        Sites of the label's, which are given in any case.
    barred : mapping of str to (float, list of (str, str, float))
        Site that would gain something or that the label names -> its smallest dose, and what breaks
        a limit with it beside the plan: a sentence, what that names, and the share of people.
    spare : tuple of str
        Sites that would gain something more within the limits.
    tried : int
        Sets of doses that were tried.
    """

    rows: tuple[Point, ...]
    doses: tuple[float, ...]
    trial: Trial
    judged: Judged
    best: TreatmentPlan | None
    first: tuple[str, ...]
    barred: Mapping[str, tuple[float, Why]]
    spare: tuple[str, ...]
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
        return largest(self.trial.reached.lost(self.doses).mean(axis=0))

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

    @cached_property
    def figures(self) -> dict[str, Any]:
        """Every figure that the record tells, as plain numbers, texts and lists."""
        return figures(self)

    def table(self) -> list[tuple[object, ...]]:
        """A row per point.

        Returns
        -------
        list of tuple
            Site, side, depth in mm, units, where, muscles intended, reached and wanted, reached and
            unwanted, and what the point gains.
        """
        told = self.figures
        return [
            (
                *(one["label"], one["side"], one["depth_mm"], one["units"]),
                *(line.split(": ", 1)[1] for line in point_lines(one, told["gain"])),
            )
            for one in told["points"]
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
        heads = (tell("weakened", day=plain(self.day)).rstrip(":"),)
        rows = [(line,) for line in weakened(self.figures)]
        says = f"{title(self.figures)} {self.summary()} {OF_A_SIMULATED_CASE}"
        weakens = table_html(says, heads, rows)
        units = table_html(NOT_INTERCHANGEABLE, _HEAD, self.table())
        points = f"<details><summary>Points and teaching units</summary>{units}</details>"
        return f"{weakens}{points}<p>{' '.join(notes(self.figures))}</p>"

    def summary(self) -> str:
        """What the people get of it, in short paragraphs without units.

        Returns
        -------
        str
        """
        return "\n".join(paragraphs(self.figures))

    def text(self) -> str:
        """The record: what it weakens, then points and units.

        Returns
        -------
        str
        """
        told = self.figures
        lines = [title(told), "", self.summary(), ""]
        if self.rows:
            lines.append(tell("weakened", day=plain(self.day)))
            lines += [f"  {line}" for line in weakened(told)]
            lines += ["", tell("points", units=plain(self.units), ml=plain(USUAL_ML))]
        for one in shown(told):
            lines.append(f"  {point_head(one)}")
            lines += [f"      {line}" for line in point_lines(one, told["gain"])]
        last = [*notes(told), "", OF_A_SIMULATED_CASE, NOT_INTERCHANGEABLE]
        return "\n".join([*lines, "", *last])

    def __str__(self) -> str:
        return self.text()


__all__ = ["OF_A_SIMULATED_CASE", "TreatmentPlan"]
