"""The outcome of a benchmark as a figure: ratios against their bounds, and growth."""

from typing import Any

import numpy as np

from benchmarks.outcome import Outcome
from benchmarks.ratio import Growth, Ratio
from facemodel.errors import FaceModelError
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

ROW_IN = 0.2
COLOURS = (BEFORE, AFTER, GREEN, PURPLE)
MARKERS = "osD^"


def figure(made: Outcome) -> Drawing:
    """Ratios as points on a logarithmic axis, bounds as bars, and growth beside its reference.

    Errors: nothing was measured.
    """
    rows = [row for _, row in made.rows]
    if not rows and not made.growth:
        raise FaceModelError("there is nothing to draw; measure something")
    tall, low = 0.9 + ROW_IN * len(rows), 3.2
    heights = ([tall] if rows else []) + ([low] if made.growth else [])
    with house_style():
        drawn = drawing(
            (9.6, sum(heights) + 0.8), None, "Speed, memory and size",
            "ratios to what is named; bars are bounds",
        )  # fmt: skip
        parts = drawn.subfigures(len(heights), 1, height_ratios=heights, squeeze=False)[:, 0]
        if rows:
            _ratios(parts[0].subplots(), rows)
        if made.growth:
            across = parts[-1].subplots(1, len(made.growth))
            for axes, one, k in zip(np.atleast_1d(across), made.growth, range(99), strict=False):
                _growth(axes, one, k % len(COLOURS))
    drawn.set_label(_said(made))
    return drawn


def _ratios(axes: Any, rows: list[Ratio]) -> None:
    y = np.arange(len(rows))[::-1]
    axes.axvline(1, color=QUIET, lw=0.8)
    for at, row in zip(y, rows, strict=True):
        if row.bound is not None:
            axes.plot(row.bound, at, marker="|", ms=11, mew=2, color=QUIET, ls="")
        colour, marker = (BEFORE, "o") if row.passed else (AFTER, "X")
        axes.plot(row.ratio, at, marker=marker, color=colour, ls="")
        axes.text(
            1.01, at, f"{row.ratio:,.3g}", transform=axes.get_yaxis_transform(), va="center", size=7
        )
    axes.set_xscale("log")
    axes.set_yticks(y, [f"{row.what} / {row.against}" for row in rows], size=7)
    axes.set_ylim(-0.7, len(rows) - 0.3)
    axes.margins(x=0.12)
    axes.set_xlabel("ratio")


def _growth(axes: Any, one: Growth, k: int) -> None:
    axes.loglog(one.sizes, np.array(one.us) / 1000, color=COLOURS[k], marker=MARKERS[k], ls="-")
    axes.loglog(one.sizes, np.array(one.reference_us) / 1000, color=QUIET, ls="--", lw=1)
    axes.set_title(f"{one.what}\npower {one.exponent:.2f}", size=8)
    axes.set_xlabel(one.along)
    axes.set_ylabel("ms" if not k else "")
    axes.set_xticks(one.sizes, [f"{n:,}" for n in one.sizes], size=6, rotation=45)
    axes.minorticks_off()


def _said(made: Outcome) -> str:
    words = [f"{len(made.rows)} ratios, {len(made.failed)} beyond their bound."]
    words += [f"{row.what}: {row.ratio:.2g} of {row.against}." for _, row in made.rows]
    words += [f"{g.what} grows with {g.along} to the power {g.exponent:.2f}." for g in made.growth]
    return " ".join(words)
