"""The educational banner: its words, and how a picture gets it."""

import io
import pathlib

BANNER = (
    "Educational simulation. Not medical advice, not a medical device, not a dosing guide. "
    "The anatomy, forces and drug effects are simplified and partly illustrative; "
    "individual results vary."
)


def with_banner(png: bytes, path: pathlib.Path, description: str) -> pathlib.Path:
    """Write a PNG with the banner under the picture and a text for readers who do not see it."""
    import textwrap

    from matplotlib.figure import Figure
    from matplotlib.image import imread

    pixels = imread(io.BytesIO(png))
    height, width = pixels.shape[:2]
    lines = textwrap.wrap(BANNER, max(40, width // 8))
    strip = 20 * len(lines) + 16
    made = Figure(figsize=(width / 100, (height + strip) / 100), dpi=100, facecolor="white")
    made.figimage(pixels, 0, strip)
    made.text(
        0.5,
        strip / 2 / (height + strip),
        "\n".join(lines),
        ha="center",
        va="center",
        size=9,
        linespacing=1.5,
    )
    made.savefig(path, format="png", metadata={"Description": description})
    return path
