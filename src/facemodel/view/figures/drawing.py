"""A matplotlib figure in the house style that carries its text for readers who do not see it."""

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from matplotlib import rc_context
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine

from facemodel.data.files import checked_path, write_whole
from facemodel.errors import FaceModelError
from facemodel.view.provenance import NOTICE, picture_words, stamp
from facemodel.view.stills.shown import bundle
from facemodel.view.wording import capital

STYLE = Path(__file__).with_name("facemodel.mplstyle")
"""File of the style that figures are drawn in, for matplotlib."""
BEFORE, AFTER = "#0072B2", "#D55E00"
GREEN, PURPLE = "#009E73", "#CC79A7"
INK, QUIET = "#262626", "#6b6b6b"
FORMATS = ("png", "pdf", "svg")
SCREEN_DPI = 110


class Drawing(Figure):
    """A figure that shows itself in a notebook with its alt text and is saved with its stamp."""

    case: Any = None

    @property
    def alt(self) -> str:
        """What the figure shows, in words and figures."""
        return str(self.get_label())

    def draw(self, renderer: Any) -> None:
        """As matplotlib; ticks and labels that are made only now get the house style too."""
        with house_style():
            super().draw(renderer)

    def bytes(self, form: str = "png", dpi: float = SCREEN_DPI) -> bytes:
        """The figure as PNG, PDF or SVG with alt text and stamp in it."""
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
        """Write a .png, .pdf or .svg and return its path."""
        named = checked_path(path)
        form = named.suffix.lower().removeprefix(".")
        if form not in FORMATS:
            raise FaceModelError(f"{named.name!r} should end in .png, .pdf or .svg")
        return write_whole(named, self.bytes(form, dpi))

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, str]:
        return bundle(self.bytes("png"), self.alt, self.get_figwidth() * SCREEN_DPI)


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


@contextmanager
def house_style() -> Iterator[None]:
    """Within the block matplotlib draws in the style of facemodel.mplstyle."""
    with rc_context(fname=STYLE):
        yield
