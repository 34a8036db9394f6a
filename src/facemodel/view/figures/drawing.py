"""A matplotlib figure in the house style that carries its text for readers who do not see it."""

import io
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import numpy as np
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine

from facemodel.data.files import write_whole
from facemodel.errors import FaceModelError
from facemodel.view.export import ending_in
from facemodel.view.provenance import NOTICE, picture_words, stamp
from facemodel.view.stills.shown import bundle, is_plot
from facemodel.view.wording import capital

STYLE = Path(__file__).with_name("facemodel.mplstyle")
"""File of the style that figures are drawn in, for matplotlib."""
BEFORE, AFTER = "#0072B2", "#D55E00"
GREEN, PURPLE = "#009E73", "#CC79A7"
INK, QUIET = "#262626", "#6b6b6b"
FORMATS = ("png", "pdf", "svg")
SCREEN_DPI = 110


class Drawing(Figure):
    """A matplotlib figure that shows itself with its alt text and is saved with its stamp.

    `fm.figures` makes it; all that matplotlib can do with a figure works on it.
    """

    case: Any = None

    @property
    def alt(self) -> str:
        """What the figure shows, in words and figures."""
        return str(self.get_label())

    def draw(self, renderer: Any) -> None:
        """Draw as matplotlib does; ticks and labels made only now get the house style too.

        Parameters
        ----------
        renderer : matplotlib renderer
        """
        with house_style():
            super().draw(renderer)

    def bytes(self, form: str = "png", dpi: float = SCREEN_DPI) -> bytes:
        """The figure as PNG, PDF or SVG with alt text and stamp in it.

        Parameters
        ----------
        form : str
            "png", "pdf" or "svg".
        dpi : float
            Pixels per inch, of a PNG and of pictures in the others.

        Returns
        -------
        bytes
        """
        made, buffer = stamp(self.case), io.BytesIO()
        if form == "png":
            words: dict[str, Any] = picture_words(made, self.alt)
        elif form == "pdf":
            words = {"Title": self.alt[:250], "Subject": self.alt, "Keywords": str(made)}
            words |= {"Creator": f"facemodel {made.version}", "CreationDate": None}
        else:
            words = {"Title": self.alt[:250], "Description": f"{self.alt} {made}", "Date": None}
        with house_style():
            self.savefig(buffer, format=form, dpi=dpi, metadata=words)
        return buffer.getvalue()

    def save(self, path: str | os.PathLike[str], dpi: float = 200) -> Path:
        """Write the figure as the path ends, with alt text and stamp in the file.

        Parameters
        ----------
        path : path-like
            File to write; ends in .png, .pdf or .svg.
        dpi : float
            Pixels per inch.

        Returns
        -------
        pathlib.Path

        Raises
        ------
        FaceModelError
            If the path ends otherwise or cannot be written to.
        """
        named = ending_in(path, *(f".{form}" for form in FORMATS))
        return write_whole(named, self.bytes(named.suffix[1:].lower(), dpi))

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, str]:
        width = self.get_figwidth() * SCREEN_DPI
        return bundle(self.bytes("png"), self.alt, width, is_plot(self))


def drawing(
    size: tuple[float, float], case: Any = None, title: str = "", under: str = "", rows: int = 0
) -> Drawing:
    """An empty figure of `size` inches, its stamp at the foot; call within `house_style`.

    A title with a quieter line under it, at the left, and room for `rows` of a key below them.
    """
    foot, head = 0.22 / size[1], ((0.58 if title else 0) + 0.22 * rows) / size[1]
    layout = ConstrainedLayoutEngine(rect=(0, foot, 1, 1 - foot - head))
    made = Drawing(figsize=size, dpi=SCREEN_DPI, layout=layout)
    made.case = case
    if title:
        made.text(0.012, 1 - 0.16 / size[1], capital(title), size=13, weight="bold", va="center")
        made.text(0.012, 1 - 0.42 / size[1], under, va="center", color=QUIET)
    made.text(0.012, 0.045 / size[1], f"{stamp(case)}; {NOTICE}", size=6.5, color=QUIET)
    return made


def panels(
    ax: Any,
    count: int,
    size: tuple[float, float],
    case: Any = None,
    words: tuple[str, str] = ("", ""),
    rows: int = 0,
    **grid: Any,
) -> tuple[Drawing, list[Any]]:
    """A figure and `count` axes to draw on: those of a new drawing, or `ax`, which is theirs.

    words: heading and the line under it, which a figure of somebody else's does not get. Error:
    another number of axes.
    """
    if ax is None:
        made = drawing(size, case, *words, rows)
        return made, list(np.ravel(made.subplots(**grid)))
    axes = list(np.ravel(np.asarray(ax, dtype=object)))
    if len(axes) != count or not all(isinstance(one, Axes) for one in axes):
        needed = "matplotlib Axes" if count == 1 else f"{count} matplotlib Axes, as a list"
        raise FaceModelError(f"ax is {needed} to draw on; leave it out for a new figure")
    return cast(Drawing, axes[0].get_figure(root=True)), axes


def describe(made: Figure, axes: Sequence[Any], alt: str) -> None:
    """Words for readers who do not see it: of a drawing of ours, else of the first of its axes."""
    (made if isinstance(made, Drawing) else axes[0]).set_label(alt)


@contextmanager
def house_style() -> Iterator[None]:
    """Draw in the house style within a `with` block, whatever matplotlib is set to.

    `fm.figures.STYLE` is its file, for `matplotlib.style.use`.

    Examples
    --------
    >>> import facemodel as fm
    >>> from matplotlib.figure import Figure
    >>> with fm.figures.house_style():
    ...     axes = Figure().subplots()
    >>> axes.spines["top"].get_visible()
    False
    """
    with rc_context(fname=STYLE):
        yield
