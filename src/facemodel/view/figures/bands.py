"""Cohorts: how a measure of many simulated people runs, as bands about the middle one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from facemodel.anatomy.checks import numbers
from facemodel.case.case import CaseLike, case_of
from facemodel.errors import FaceModelError
from facemodel.study.cohort.draws import asymmetry_over_days
from facemodel.view import wording
from facemodel.view.figures.drawing import AFTER, BEFORE, Drawing, drawing, house_style

_SHARES = ((5, 95), (25, 75))
_COLOURS, _DASHES = (AFTER, BEFORE, "#009E73", "#CC79A7"), ("-", "--", "-.", ":")
_HATCHES = (None, "////", "....", "xxxx")


def cohort_bands(
    x: ArrayLike,
    groups: Mapping[str, np.ndarray],
    measure: str,
    unit: str = "mm",
    along: str = "days",
    case: CaseLike | None = None,
    title: tuple[str, str] = ("", ""),
) -> Drawing:
    """Middle person, half of all people and nine in ten of them, for one to four groups.

    x (T,) rises; groups: name -> (N, T) a measure of N people, NaN where a person has none; unit
    and along stand at the axes; case: whose seed the stamp carries; title: a heading and a line
    under it. Errors: shapes that do not fit,
    no people.
    """
    at = np.atleast_1d(numbers("x of a figure", x, -1e9, 1e9))
    if not isinstance(groups, dict) or not 1 <= len(groups) <= len(_COLOURS):
        raise FaceModelError(f"groups are 1 to {len(_COLOURS)} by name, each an array (N, T)")
    levels = {name: _levels(name, rows, len(at)) for name, rows in groups.items()}
    with house_style():
        made = drawing((7.6, 4.4 + (0.5 if title[0] else 0)), case, *title)
        axes = made.subplots()
        for (name, (low, quarter, middle, upper, high)), colour, dashes, hatch in zip(
            levels.items(), _COLOURS, _DASHES, _HATCHES, strict=False
        ):
            axes.fill_between(at, low, high, color=colour, alpha=0.14, lw=0)
            half: dict[str, Any] = {
                "facecolor": (colour, 0.25),
                "edgecolor": (colour, 0.45),
                "hatch": hatch,
            }
            axes.fill_between(at, quarter, upper, lw=0, **half)
            label = f"{name} ({len(groups[name]):,} people)"
            axes.plot(at, middle, color=colour, ls=dashes, label=label)
        axes.set(xlabel=along, ylabel=f"{measure}, {unit}", xlim=(at[0], at[-1]))
        key = "Line: the middle person. Darker: half of them. Lighter: nine in ten."
        axes.set_title(key, size=9, fontweight="normal")
        axes.legend(loc="best")
    said = "; ".join(
        f"{name}: the middle of {len(groups[name])} people is {row[2][0]:.2f} {unit} at {at[0]:g} "
        f"and {row[2][-1]:.2f} {unit} at {at[-1]:g} {along}, nine in ten lie between "
        f"{row[0][-1]:.2f} and {row[4][-1]:.2f} there"
        for name, row in levels.items()
    )
    made.set_label(f"{measure} over {along} in simulated people. {said}.")
    return made


def people_over_days(
    case: CaseLike,
    days: ArrayLike = tuple(range(0, 121, 8)),
    people: int = 60,
    seed: int = 0,
) -> Drawing:
    """Asymmetry of simulated people over days after what a case has, and before it.

    Who they are: see facemodel.courses.cohort. Nothing here is a forecast for anybody.
    """
    case = case_of(case)
    before, after = asymmetry_over_days(case, days, people, seed)
    flat = np.broadcast_to(before[:, None], after.shape)
    groups = {"after": after, "before": flat}
    heading = wording.title(case), wording.treatment(case)
    drawn = replace(case, seed=seed)
    made = cohort_bands(days, groups, "asymmetry", case=drawn, title=heading)
    words_of = f"{wording.title(case)}: {wording.treatment(case)}"
    made.set_label(f"{words_of}. {wording.capital(made.alt)}")
    return made


def _levels(name: str, rows: Any, length: int) -> np.ndarray:
    """Percentiles 5, 25, 50, 75, 95 (5, T) over people."""
    try:
        values = np.asarray(rows, float)
    except (TypeError, ValueError):
        values = np.zeros(0)
    if values.ndim != 2 or values.shape[1] != length or not len(values):
        raise FaceModelError(
            f"group {name!r} has shape {values.shape}; it must be people by moments, (N, {length})"
        )
    if np.isnan(values).all(axis=0).any():
        raise FaceModelError(f"group {name!r} has a moment at which nobody has a value")
    low, quarter = _SHARES[0][0], _SHARES[1][0]
    return np.nanpercentile(values, [low, quarter, 50, 100 - quarter, 100 - low], axis=0)
