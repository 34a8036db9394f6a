"""Figures for documents and notebooks, each with alt text and the stamp of where it comes from.

Each function returns a matplotlib figure (`figure.save("file.pdf")`, `figure.alt`) that shows
itself in a notebook, or draws on axes of your own, given as `ax`; `show` shows a figure of your
own. Blue is before, vermillion is after, and a dash, a width or a marker tells them apart as well.

Examples
--------
>>> import facemodel as fm
>>> drawn = fm.figures.curve([0, 50, 100], [1.9, 0.8, 1.6], "weaker by, %", "asymmetry, mm")
>>> drawn.save("curve.pdf").name
'curve.pdf'
"""

from facemodel.view.figures.bands import cohort_bands, people_over_days
from facemodel.view.figures.curves import curve, trade_off
from facemodel.view.figures.drawing import STYLE, Drawing, house_style
from facemodel.view.figures.faces import before_after, reach
from facemodel.view.figures.recordings import over_recording, two_takes
from facemodel.view.figures.times import over_days, over_seconds
from facemodel.view.stills.shown import show

__all__ = [
    "STYLE",
    "Drawing",
    "before_after",
    "cohort_bands",
    "curve",
    "house_style",
    "over_days",
    "over_recording",
    "over_seconds",
    "people_over_days",
    "reach",
    "show",
    "trade_off",
    "two_takes",
]
