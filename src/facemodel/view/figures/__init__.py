"""Figures for documents and notebooks, each with alt text and the stamp of where it comes from.

Each function returns a matplotlib figure (`figure.save("file.pdf")`, `figure.alt`) that shows
itself in a notebook; `show` does the same for a figure of your own. Blue is before, vermillion is
after, and a dash, a width or a marker tells them apart as well.
"""

from facemodel.view.figures.curves import cohort_bands, curve, people_over_days, trade_off
from facemodel.view.figures.drawing import STYLE, Drawing, house_style, show
from facemodel.view.figures.faces import before_after, reach
from facemodel.view.figures.times import over_days, over_seconds

__all__ = [
    "STYLE",
    "Drawing",
    "before_after",
    "cohort_bands",
    "curve",
    "house_style",
    "over_days",
    "over_seconds",
    "people_over_days",
    "reach",
    "show",
    "trade_off",
]
