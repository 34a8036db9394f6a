"""One measure against one quantity, as a curve."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from facemodel.anatomy.checks import numbers
from facemodel.errors import FaceModelError
from facemodel.view.figures.drawing import AFTER, Drawing, drawing, house_style


def curve(x: ArrayLike, y: ArrayLike, along: str, measure: str) -> Drawing:
    """y (N,) against x (N,), with what stands at the axes, units included.

    Errors: not numbers, another length, fewer than two points.
    """
    across, up = (np.atleast_1d(numbers("a value of a curve", v, -1e9, 1e9)) for v in (x, y))
    if across.ndim != 1 or across.shape != up.shape or len(across) < 2:
        raise FaceModelError(
            f"a curve has two or more points; x has shape {across.shape} and y {up.shape}"
        )
    with house_style():
        made = drawing((6.4, 3.4))
        axes = made.subplots()
        axes.plot(across, up, color=AFTER, ls="-", marker="o")
        axes.set(xlabel=along, ylabel=measure)
        axes.margins(x=0.02)
        axes.set_ylim(bottom=min(0, up.min()))
    low, high = int(up.argmin()), int(up.argmax())
    made.set_label(
        f"A curve of {measure} against {along}: {up[0]:.2f} at {across[0]:g}, {up[-1]:.2f} at "
        f"{across[-1]:g}, least {up[low]:.2f} at {across[low]:g}, most {up[high]:.2f} at "
        f"{across[high]:g}."
    )
    return made
