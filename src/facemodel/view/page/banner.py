"""The educational banner: its words, and how a picture gets it."""

import io
import pathlib
from typing import Any

from facemodel.view.messages import say
from facemodel.view.provenance import picture_words, stamp

NOTICE = say("notice.educational")
"""The part of the banner that never leaves the screen."""
BANNER = f"{NOTICE} {say('notice.simplified')}"


def with_banner(png: bytes, path: pathlib.Path, description: str, case: Any = None) -> pathlib.Path:
    """Write a PNG with the banner and the stamp under the picture, and a text for readers who do
    not see it."""
    import textwrap

    from matplotlib.figure import Figure
    from matplotlib.image import imread

    pixels = imread(io.BytesIO(png))
    height, width = pixels.shape[:2]
    made = stamp(case)
    lines = [*textwrap.wrap(BANNER, max(40, width // 8)), f"{made}."]
    strip = 20 * len(lines) + 16
    drawn = Figure(figsize=(width / 100, (height + strip) / 100), dpi=100, facecolor="white")
    drawn.figimage(pixels, 0, strip)
    drawn.text(
        0.5,
        strip / 2 / (height + strip),
        "\n".join(lines),
        ha="center",
        va="center",
        size=9,
        linespacing=1.5,
    )
    drawn.savefig(path, format="png", metadata=picture_words(made, description))
    return path
