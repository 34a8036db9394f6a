"""Symmetry against range: what each step towards even sides costs in movement."""

from typing import Any

import numpy as np

from facemodel.anatomy.checks import check_kind
from facemodel.clinic.plan import Plan, TradeOff, over_tasks
from facemodel.view.figures.drawing import (
    AFTER,
    BEFORE,
    GREEN,
    PURPLE,
    QUIET,
    Drawing,
    drawing,
    house_style,
)


def trade_off(
    curve: TradeOff, plan: Plan | None = None, case: tuple[float, float] | None = None
) -> Drawing:
    """The plans of `plan.trade_off()`: asymmetry against movement preserved.

    Solid the mean over tasks and sides, dashed the task that keeps least; `plan` is marked on it.
    case: difference in mm and mean share kept of a treatment that is marked too.
    """
    check_kind("a trade-off", curve, TradeOff, "take plan.trade_off() of a fm.plan.balance(...)")
    check_kind("a plan", plan, (Plan, type(None)), "make one with fm.plan.balance(...)")
    order = np.argsort(curve.mirror_mm)
    across = curve.mirror_mm[order]
    mean, least = (100 * row[order] for row in (curve.mean_retained, curve.least_retained))
    with house_style():
        made = drawing((6.6, 4.6))
        axes = made.subplots()
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
    made.set_label(
        f"Two curves over {len(across)} plans. Untreated, asymmetry is "
        f"{curve.untouched_mm:.2f} mm. At {across[-1]:.2f} mm, {mean[-1]:.0f} % of the movement is "
        f"preserved on average and {least[-1]:.0f} % in the worst task; at {across[0]:.2f} mm, "
        f"{mean[0]:.0f} % and {least[0]:.0f} %.{marked}"
    )
    return made
