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
from facemodel.view.figures.drawing import (
    AFTER,
    BEFORE,
    Drawing,
    describe,
    house_style,
    panels,
)

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
    ax: Any = None,
) -> Drawing:
    """Draw a measure of many people as bands: the middle one, half of them, nine in ten.

    Parameters
    ----------
    x : array_like (t,)
        Days or another quantity, rising.
    groups : dict of str to array (n, t)
        One to four groups of n people by name; NaN where a person has no value.
    measure, unit : str
        What is measured, and its unit.
    along : str
        What `x` is.
    case : fm.Case, optional
        Whose seed the stamp carries.
    title : tuple of str
        A heading, and a line under it.
    ax : matplotlib Axes, optional
        Where to draw; a new figure where it is left out.

    Returns
    -------
    Drawing
        The figure drawn on; with `ax` that of these axes, whose label then has the alt text.

    Raises
    ------
    FaceModelError
        If the shapes do not fit, or nobody has a value at some moment.

    Examples
    --------
    >>> import facemodel as fm
    >>> rows = [[1.9, 0.8, 1.2], [1.7, 0.6, 1.5], [2.2, 1.1, 1.4]]
    >>> fm.figures.cohort_bands([0, 30, 90], {"three people": rows}, "asymmetry")
    <Drawing size 836x484 with 1 Axes>
    """
    at = np.atleast_1d(numbers("x of a figure", x, -1e9, 1e9))
    if not isinstance(groups, dict) or not 1 <= len(groups) <= len(_COLOURS):
        raise FaceModelError(f"groups are 1 to {len(_COLOURS)} by name, each an array (N, T)")
    levels = {name: _levels(name, rows, len(at)) for name, rows in groups.items()}
    with house_style():
        made, (axes,) = panels(ax, 1, (7.6, 4.4 + (0.5 if title[0] else 0)), case, title)
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
    describe(made, [axes], f"{measure} over {along} in simulated people. {said}.")
    return made


def people_over_days(
    case: CaseLike,
    days: ArrayLike = tuple(range(0, 121, 8)),
    people: int = 60,
    seed: int = 0,
    ax: Any = None,
) -> Drawing:
    """Draw the asymmetry of simulated people over days after a case's treatment.

    All get what the case has injected and weakened; nothing here is a forecast for anybody.

    Parameters
    ----------
    case : fm.Case
    days : array_like (t,)
        Days after day 0.
    people : int
        How many.
    seed : int
        Who they are, as in `fm.people.sample`.
    ax : matplotlib Axes, optional
        Where to draw; a new figure where it is left out.

    Returns
    -------
    Drawing
        The figure drawn on; with `ax` that of these axes, whose label then has the alt text.

    Raises
    ------
    FaceModelError
        If this is no case, or there are no people.

    Examples
    --------
    >>> import facemodel as fm
    >>> treated = fm.Case(
    ...     condition="hemifacial_spasm",
    ...     injections=[fm.Injection(4, muscle="zygomaticus_major_left")],
    ... )
    >>> fm.figures.people_over_days(treated, [0, 14, 90], people=3)
    <Drawing size 836x539 with 1 Axes>
    """
    case = case_of(case)
    before, after = asymmetry_over_days(case, days, people, seed)
    flat = np.broadcast_to(before[:, None], after.shape)
    groups = {"after": after, "before": flat}
    heading = wording.title(case), wording.treatment(case)
    drawn = replace(case, seed=seed)
    made = cohort_bands(days, groups, "asymmetry", case=drawn, title=heading, ax=ax)
    named = made if ax is None else ax
    words_of = f"{wording.title(case)}: {wording.treatment(case)}"
    named.set_label(f"{words_of}. {wording.capital(str(named.get_label()))}")
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
