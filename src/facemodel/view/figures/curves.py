"""Curves: symmetry against movement, and one measure against a quantity."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from facemodel.anatomy.checks import check_kind, numbers
from facemodel.errors import FaceModelError
from facemodel.study.plan import Plan, TradeOff, over_tasks
from facemodel.view.figures.drawing import (
    AFTER,
    BEFORE,
    GREEN,
    PURPLE,
    QUIET,
    Drawing,
    describe,
    house_style,
    panels,
)


def trade_off(
    curve: TradeOff,
    plan: Plan | None = None,
    case: tuple[float, float] | None = None,
    ax: Any = None,
) -> Drawing:
    """Draw how much movement each step towards symmetry costs.

    Solid is the mean over tasks and sides, dashed the task that preserves least.

    Parameters
    ----------
    curve : TradeOff
        What `plan.trade_off()` returns.
    plan : Plan, optional
        A plan to mark.
    case : tuple of float, optional
        A treatment to mark: its asymmetry over rest and tasks, mm, and the mean share 0..1 of
        movement that it preserves.
    ax : matplotlib Axes, optional
        Where to draw; a new figure where it is left out.

    Returns
    -------
    Drawing
        The figure drawn on; with `ax` that of these axes, whose label then has the alt text.

    Raises
    ------
    FaceModelError
        If `curve` or `plan` is something else.

    Examples
    --------
    >>> import facemodel as fm
    >>> fm.figures.trade_off(
    ...     fm.plan.balance(fm.load(), fm.conditions.hemifacial_spasm("left")).trade_off()
    ... )
    <Drawing size 726x506 with 1 Axes>
    """
    check_kind("a trade-off", curve, TradeOff, "take plan.trade_off() of a fm.plan.balance(...)")
    check_kind("a plan", plan, (Plan, type(None)), "make one with fm.plan.balance(...)")
    order = np.argsort(curve.mirror_mm)
    across = curve.mirror_mm[order]
    mean, least = (100 * row[order] for row in (curve.mean_retained, curve.least_retained))
    with house_style():
        made, (axes,) = panels(ax, 1, (6.6, 4.6))
        axes.plot(across, mean, color=AFTER, ls="-", marker="o", label="mean of all tasks")
        axes.plot(across, least, color=PURPLE, ls="--", marker="s", ms=4, label="worst task")
        mark: dict[str, Any] = {"ms": 9, "mec": "white"}
        axes.plot(curve.untouched_mm, 100, "s", color=BEFORE, label="untreated", **mark)
        if plan is not None:
            at, shares = over_tasks(plan.after_mm), list(plan.retained.values())
            axes.plot(at, 100 * np.mean(shares), "D", color="black", label="this plan", **mark)
        if case is not None:
            axes.plot(case[0], 100 * case[1], "^", color=GREEN, label="this case", **mark)
        axes.set_xlabel("asymmetry over rest and tasks, mm")
        axes.set_ylabel("movement preserved, %")
        axes.grid(True, axis="both")
        axes.margins(0.08)
        axes.set_title("Symmetry against movement")
        axes.annotate(
            "more symmetric",
            (0.03, 0.96),
            (0.2, 0.96),
            xycoords="axes fraction",
            color=QUIET,
            va="center",
            size=9,
            arrowprops={"arrowstyle": "->", "color": QUIET},
        )
        axes.legend(loc="lower right")
    marked = "" if plan is None else f" The marked plan is at {over_tasks(plan.after_mm):.2f} mm."
    if case is not None:
        marked += f" The case is at {case[0]:.2f} mm and preserves {100 * case[1]:.0f} %."
    describe(
        made,
        [axes],
        f"Two curves over {len(across)} plans. Untreated, asymmetry is "
        f"{curve.untouched_mm:.2f} mm. At {across[-1]:.2f} mm, {mean[-1]:.0f} % of the movement is "
        f"preserved on average and {least[-1]:.0f} % in the worst task; at {across[0]:.2f} mm, "
        f"{mean[0]:.0f} % and {least[0]:.0f} %.{marked}",
    )
    return made


def curve(x: ArrayLike, y: ArrayLike, along: str, measure: str, ax: Any = None) -> Drawing:
    """Draw one measure against one quantity.

    Parameters
    ----------
    x, y : array_like (n,)
        Two or more points.
    along, measure : str
        What stands at the axes, units included.
    ax : matplotlib Axes, optional
        Where to draw; a new figure where it is left out.

    Returns
    -------
    Drawing
        The figure drawn on; with `ax` that of these axes, whose label then has the alt text.

    Raises
    ------
    FaceModelError
        If these are no numbers, or not two or more of each.

    Examples
    --------
    >>> import facemodel as fm
    >>> drawn = fm.figures.curve([0, 50, 100], [1.9, 0.8, 1.6], "weaker by, %", "asymmetry, mm")
    >>> print(drawn.alt)
    A curve of asymmetry, mm against weaker by, %: 1.90 at 0, 1.60 at 100, least 0.80 at 50, ...
    """
    across, up = (np.atleast_1d(numbers("a value of a curve", v, -1e9, 1e9)) for v in (x, y))
    if across.ndim != 1 or across.shape != up.shape or len(across) < 2:
        raise FaceModelError(
            f"a curve has two or more points; x has shape {across.shape} and y {up.shape}"
        )
    with house_style():
        made, (axes,) = panels(ax, 1, (6.4, 3.4))
        axes.plot(across, up, color=AFTER, ls="-", marker="o")
        axes.set(xlabel=along, ylabel=measure)
        axes.margins(x=0.02)
        axes.set_ylim(bottom=min(0, up.min()))
    low, high = int(up.argmin()), int(up.argmax())
    describe(
        made,
        [axes],
        f"A curve of {measure} against {along}: {up[0]:.2f} at {across[0]:g}, {up[-1]:.2f} at "
        f"{across[-1]:g}, least {up[low]:.2f} at {across[low]:g}, most {up[high]:.2f} at "
        f"{across[high]:g}.",
    )
    return made
