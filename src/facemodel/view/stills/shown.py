"""A picture that a notebook shows with its alt text, and that an export of the notebook keeps."""

import io
import textwrap
from typing import Any

from facemodel.errors import FaceModelError, kind_of
from facemodel.view import markup
from facemodel.view.provenance import picture_words, stamp


class Shown:
    """What a notebook shows with its alt text, and an export of the notebook keeps.

    Parameters
    ----------
    data : dict of str
        Text by MIME type.
    """

    def __init__(self, data: dict[str, str]):
        self._data = data

    def __repr__(self) -> str:
        return f"<shown: {textwrap.shorten(self._data['text/plain'], 200, placeholder=' ...')}>"

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, str]:
        return self._data


def show(figure: Any, alt: str | None = None) -> Shown:
    """Show a matplotlib figure of your own with words for readers who do not see it.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
    alt : str, optional
        What the figure shows; its label (`figure.set_label`) where it is left out.

    Returns
    -------
    Shown
        A notebook shows it, with the words in the place of a missing picture.

    Raises
    ------
    FaceModelError
        If there is neither `alt` nor a label.

    Examples
    --------
    >>> import facemodel as fm
    >>> from matplotlib.figure import Figure
    >>> mine = Figure()
    >>> _ = mine.subplots().plot([0, 1], [2, 1])
    >>> fm.figures.show(mine, "A line that falls from 2 to 1.")
    <shown: A line that falls from 2 to 1.>
    """
    from matplotlib.figure import Figure

    if not isinstance(figure, Figure):
        raise FaceModelError(f"show takes a matplotlib Figure, got {kind_of(figure)}")
    words = alt if alt is not None else str(figure.get_label())
    if not isinstance(words, str) or not words.strip():
        raise FaceModelError("a figure needs words for readers who do not see it; give alt='...'")
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", metadata=picture_words(stamp(), words))
    width = figure.get_figwidth() * figure.dpi
    return Shown(bundle(buffer.getvalue(), words, width, is_plot(figure)))


def is_plot(figure: Any) -> bool:
    """Whether a figure has lines and letters only, so that it may be shown light on dark."""
    return not any(axes.images for axes in figure.axes)


DARK = "filter: invert(.9) hue-rotate(180deg)"
"""A plot on a dark page: white becomes nearly black, and hues stay."""
_THEMES = ('[data-jp-theme-light="false"]', ".vscode-dark", ".dark-theme", '[data-theme="dark"]')
"""Dark pages of JupyterLab, VS Code, marimo and Sphinx; the system's own theme is not theirs."""
_FOLLOWS = f":is({', '.join(_THEMES)}) .fm-plot {{ {DARK} }}"


def bundle(png: bytes, alt: str, width: float, plot: bool) -> dict[str, str]:
    """What a notebook stores: HTML that keeps the alt text, and the words alone.

    A plot follows the page's theme. The PNG's own entry is left out, for nbconvert writes "No
    description" beside it.
    """
    style = f"width: {width:.0f}px; max-width: 100%; height: auto"
    look = {"class": "fm-plot"} if plot else {}
    image = markup.image(png, alt, "png", style=style, **look)
    made = image + markup.piece("style", _FOLLOWS) if plot else image
    return {"text/html": str(made), "text/plain": alt}
