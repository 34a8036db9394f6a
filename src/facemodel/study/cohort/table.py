"""The outcome of a cohort: what was measured on whom, compared, summed up, laid out in rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from facemodel.anatomy.checks import numbers
from facemodel.anatomy.expressions import EXPRESSIONS
from facemodel.case.case import Case
from facemodel.clinic.findings import KINDS, TASKS
from facemodel.clinic.outcomes import When
from facemodel.data.showing import frame, table_html
from facemodel.errors import FaceModelError, renamed, shown, unknown
from facemodel.physiology.people import Person
from facemodel.study.cohort.job import MEASURES

PERSON_COLUMNS = ("sex", "ed50", "onset_days", "decay_days", "responds", "stiffness", "convergence")
BEFORE = "before"


@dataclass(frozen=True, eq=False)
class Cohort:
    """N people before and on D days after the same treatment, at rest and in T tasks.

    Attributes
    ----------
    case : Case
        What all of them got, and the condition they have; its own person is not among them.
    days : ndarray of shape (D,)
        When they were seen.
    expressions : tuple of str
        "rest", then the tasks.
    before : mapping of str to ndarray of shape (N, 1 + T)
        By measure; fm.cohort.MEASURES says what each is.
    after : mapping of str to ndarray of shape (N, D, 1 + T)
        The same on each day.
    side_effects : mapping of str to ndarray of bool, shape (N, D)
        Whether a person has it on either side; empty where the tasks do not show them.
    people : Person
        The N people.
    placement_mm : float
        The injector's hand.
    """

    case: Case
    days: np.ndarray
    expressions: tuple[str, ...]
    before: Mapping[str, np.ndarray]
    after: Mapping[str, np.ndarray]
    side_effects: Mapping[str, np.ndarray]
    people: Person
    placement_mm: float

    def __len__(self) -> int:
        return len(self.people.strength)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Cohort):
            return NotImplemented
        return self.case == other.case and _same(self.columns(), other.columns())

    def __repr__(self) -> str:
        tasks = ", ".join(self.expressions[:4]) + ", ..." * (len(self.expressions) > 4)
        days = ", ".join(f"{day:g}" for day in self.days[:6]) + ", ..." * (len(self.days) > 6)
        return f"Cohort({len(self):,} people, seed {self.seed}; {tasks}; days {days})"

    def _repr_html_(self) -> str:
        rows = [
            (name, expression, *self.quantiles(name, expression, 0.5, "before"), *after)
            for name in self.after
            for expression in self.expressions
            if np.isfinite(after := self.quantiles(name, expression, 0.5)).any()
        ]
        head = ("median of", "in", BEFORE, *(f"day {day:g}" for day in self.days))
        return table_html(repr(self), head, rows)

    def to_frame(self) -> Any:
        """The table of `columns` as a pandas DataFrame."""
        return frame(self.columns())

    spoiled = renamed("side_effects")
    __hash__ = None  # type: ignore[assignment]

    @property
    def seed(self) -> int | None:
        """Seed that the people were drawn with."""
        return self.people.seed

    def quantiles(
        self,
        measure: str,
        expression: str,
        shares: ArrayLike = (0.05, 0.5, 0.95),
        when: When = "after",
    ) -> np.ndarray:
        """Values that shares of the people lie below, on each day.

        Parameters
        ----------
        measure : str
            One of `after`.
        expression : str
            One of `expressions`.
        shares : array_like of shape (K,), optional
            0..1 of people.
        when : {"after", "before", "change"}, optional
            "change" is after less before.

        Returns
        -------
        ndarray of shape (K, D)
            (K, 1) of "before"; NaN where nobody has the measure.
        """
        rows = self._rows(measure, expression)
        chosen = {"before": rows[:, :1], "after": rows[:, 1:], "change": rows[:, 1:] - rows[:, :1]}
        if when not in chosen:
            raise FaceModelError(f"when is 'before', 'after' or 'change', got {shown(when)}")
        values = chosen[when]
        shares = numbers("a share of people", shares, 0, 1)
        known = np.isfinite(values).any(axis=0)
        found = np.full((*shares.shape, values.shape[1]), np.nan)
        found[..., known] = np.nanquantile(values[:, known], shares, axis=0)
        return found

    def rates(self) -> dict[str, np.ndarray]:
        """Share of people who have each side effect on a day.

        Returns
        -------
        dict of str to ndarray of shape (D,)

        Raises
        ------
        FaceModelError
            For expressions without the tasks that show them.
        """
        if not self.side_effects:
            raise FaceModelError(
                f"side effects show in {', '.join(TASKS[:-1])} and {TASKS[-1]}; ask for these "
                "expressions, or leave expressions out"
            )
        return {name: flags.mean(axis=0) for name, flags in self.side_effects.items()}

    def bands(self, measure: str, expression: str) -> dict[str, Any]:
        """What fm.figures.cohort_bands takes: `cohort_bands(**made.bands(measure, expression))`.

        Parameters
        ----------
        measure : str
            One of `after`.
        expression : str
            One of `expressions`.

        Returns
        -------
        dict
        """
        rows = self._rows(measure, expression)
        if len(self.days) < 2:
            raise FaceModelError("bands run over days; give run two or more of them")
        unit, what = MEASURES[measure]
        words = expression.replace("_", " ")
        untreated = np.repeat(rows[:, :1], len(self.days), axis=1)
        return {
            "x": self.days,
            "groups": {"after": rows[:, 1:], BEFORE: untreated},
            "measure": f"{what}, {words}",
            "unit": unit or "share",
            "case": self.case,
        }

    def columns(self) -> dict[str, np.ndarray]:
        """The table by columns, one row for each person, moment and expression.

        Returns
        -------
        dict of str to ndarray
            person, who they are, expression, day (NaN before treatment), each measure, each side
            effect (of the person on that day, repeated in every expression).
        """
        n, d, t = len(self), len(self.days), len(self.expressions)
        shape = (n, 1 + d, t)
        by_person = np.arange(n)[:, None, None]

        def spread(values: np.ndarray) -> np.ndarray:
            return np.broadcast_to(values, shape).ravel()

        found = {"person": spread(by_person)}
        for name in PERSON_COLUMNS:
            found[name] = spread(np.asarray(getattr(self.people, name))[:, None, None])
        found["day"] = spread(np.concatenate([[np.nan], self.days])[None, :, None])
        found["expression"] = spread(np.array(self.expressions)[None, None])
        for name in self.after:
            both = np.concatenate([self.before[name][:, None], self.after[name]], axis=1)
            found[name] = both.ravel()
        for name, flags in self.side_effects.items():
            both = np.concatenate([np.zeros((n, 1), bool), flags], axis=1)
            found[name] = spread(both[:, :, None])
        return found

    def __str__(self) -> str:
        days = "".join(f"{f'day {day:g}':>10s}" for day in self.days)
        spread = f"5 % .. 95 %, day {self.days[0]:g}"
        lines = [f"{len(self):,} simulated people, seed {self.seed}: medians, and a spread"]
        for expression in self.expressions:
            words = expression.replace("_", " ")
            lines += ["", f"{words:28s}{'before':>8s}{days}{spread:>24s}"]
            for name in self.after:
                if np.isfinite(self._rows(name, expression)).any():
                    lines.append(self._line(name, expression))
        if self.side_effects:
            lines += ["", f"{'people with, %':36s}{days}"]
            lines += [
                f"  {name.replace('_', ' '):34s}" + "".join(f"{100 * r:10.1f}" for r in rate)
                for name, rate in self.rates().items()
            ]
        return "\n".join(lines)

    def _line(self, name: str, expression: str) -> str:
        digits = 0 if MEASURES[name][0] == "%" else 2
        low, middle, high = self.quantiles(name, expression)
        before = self.quantiles(name, expression, [0.5], when="before")[0, 0]
        cells = "".join(f"{value:10.{digits}f}" for value in middle)
        spread = f"{low[0]:.{digits}f} .. {high[0]:.{digits}f}"
        return f"  {name:26s}{before:8.{digits}f}{cells}{spread:>24s}"

    def _rows(self, measure: str, expression: str) -> np.ndarray:
        """(N, 1 + D) of a measure in an expression, before treatment first."""
        if measure not in self.after:
            if measure == "asymmetry_mm":
                raise FaceModelError("the whole skin was not measured; give surface=True to run")
            raise unknown("measure", measure, self.after)
        if not isinstance(expression, str) or expression not in self.expressions:
            if isinstance(expression, str) and expression in EXPRESSIONS:
                raise FaceModelError(
                    f"{expression!r} was not measured; give run(..., expressions=[{expression!r}])"
                )
            raise unknown("expression", expression, self.expressions)
        k = self.expressions.index(expression)
        before, after = self.before[measure][:, k], self.after[measure][:, :, k]
        return np.concatenate([before[:, None], after], axis=1)


def _same(a: Mapping[str, np.ndarray], b: Mapping[str, np.ndarray]) -> bool:
    return list(a) == list(b) and all(
        np.array_equal(a[name], b[name], equal_nan=a[name].dtype.kind == "f") for name in a
    )


def joined(parts: list[dict[str, np.ndarray]]) -> tuple[dict, dict, dict]:
    """before, after and side_effects of a Cohort from the parts of jobs, in the order of people.

    The parts are emptied on the way: a table and its parts would take twice the memory.
    """
    rows = {name: np.concatenate([part.pop(name) for part in parts]) for name in list(parts[0])}
    flags = rows.pop("side_effects", None)
    ordered = [name for name in MEASURES if name in rows]
    before = {name: rows[name][:, 0] for name in ordered}
    after = {name: rows[name][:, 1:] for name in ordered}
    effects = {} if flags is None else {n: flags[..., k] for k, n in enumerate(KINDS)}
    return before, after, effects
