"""Figures for documents and notebooks, each with alt text and the stamp of where it comes from.

Each function returns a matplotlib figure (`figure.save("file.pdf")`, `figure.alt`) that shows
itself in a notebook; `show` does the same for a figure of your own. Blue is before, vermillion is
after, and a dash, a width or a marker tells them apart as well.
"""

from facemodel.view.figures.bands import cohort_bands, people_over_days
from facemodel.view.figures.curve import curve
from facemodel.view.figures.drawing import STYLE, Drawing, house_style
from facemodel.view.figures.pair import before_after
from facemodel.view.figures.reach import reach
from facemodel.view.figures.times import over_days, over_seconds
from facemodel.view.figures.trade_off import trade_off
from facemodel.view.stills.shown import show

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
