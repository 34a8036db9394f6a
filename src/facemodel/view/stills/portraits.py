"""Portraits of the face as arrays of pixels, all of them in one start of a browser, or plainly."""

import io
from dataclasses import dataclass
from typing import Any

import numpy as np

from facemodel.errors import FaceModelError
from facemodel.view.provenance import NOTICE, Stamp
from facemodel.view.scene.assets import Tone
from facemodel.view.stills import chromium, headless, plain

AS_IN_THE_LAB = "drawn as in the lab"


@dataclass(frozen=True, eq=False)
class Portraits:
    """Pictures (n, height, width, 3) uint8 of one camera and one light, and how they were drawn."""

    pixels: np.ndarray
    how: str


def portraits(
    face: Any, controls: np.ndarray, size: tuple[int, int] = (360, 450), tone: Tone = "medium"
) -> Portraits:
    """The face from the front at control values (n, C), each picture `size` (width, height) px.

    A face that comes again is drawn once. Without a Chromium, Chrome or Edge matplotlib draws them,
    and `how` says so.
    """
    different, again = np.unique(controls, axis=0, return_inverse=True)
    try:
        chromium.browser()
    except FaceModelError:
        how = "flat drawing, without a browser"
        pixels = np.stack([_plain(face, row, size, tone) for row in different])
    else:
        how, pixels = AS_IN_THE_LAB, _drawn(face, different, size, tone)
    return Portraits(pixels[again.ravel()], how)


def _drawn(face: Any, controls: np.ndarray, size: tuple[int, int], tone: Tone) -> np.ndarray:
    from PIL import Image

    width, height = size
    columns = max(1, min(len(controls), round((len(controls) * height / width) ** 0.5)))
    png = headless.drawn(face, controls, size, columns, tone)
    sheet = np.asarray(Image.open(io.BytesIO(png)).convert("RGB"))
    return np.stack(
        [
            sheet[r * height : (r + 1) * height, c * width : (c + 1) * width]
            for r, c in (divmod(k, columns) for k in range(len(controls)))
        ]
    )


def _plain(face: Any, row: np.ndarray, size: tuple[int, int], tone: Tone) -> np.ndarray:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    width, height = size
    made = Figure(figsize=(width / 100, height / 100), dpi=100, facecolor=plain.BACKDROP)
    canvas = FigureCanvasAgg(made)
    plain.paint(made.add_axes((0, 0, 1, 1)), face, row, tone)
    canvas.draw()
    return np.asarray(canvas.buffer_rgba())[..., :3].copy()


WIDTH = 480  # px, for a place 300 CSS px wide: sharp on a dense screen too
_QUALITY = 80  # of a JPEG, per cent


def jpeg(pixels: np.ndarray, **words: str) -> bytes:
    """Pixels (height, width, 3) uint8 as a JPEG, which takes a fifth of a PNG's space."""
    from PIL import Image

    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "JPEG", quality=_QUALITY, optimize=True, **words)
    return out.getvalue()


def snapshot(
    face: Any, controls: np.ndarray, tone: Tone, stamp: Stamp, width: int = WIDTH
) -> bytes:
    """JPEG of the face at control values (C,), at most 60 kB unless it is wider (px) than usual;
    where it comes from is its comment.

    A face on another topology than the built-in one is an error, see `plain.triangles`.
    """
    drawn = _in_window(face, controls, tone, plain.WINDOW, width)
    return jpeg(drawn, comment=f"{stamp}; {NOTICE}")


def close_up(
    face: Any, controls: np.ndarray, tone: Tone, window: tuple[float, ...], width: int = WIDTH
) -> bytes:
    """WebP of what lies in a window (left, right, bottom, top; mm), with soft edges: each pixel is
    the mean of four. It takes half of a JPEG's space."""
    from PIL import Image

    drawn = Image.fromarray(_in_window(face, controls, tone, window, 2 * width)).reduce(2)
    out = io.BytesIO()
    drawn.save(out, "WEBP", quality=_QUALITY)
    return out.getvalue()


def _in_window(
    face: Any, controls: np.ndarray, tone: Tone, window: tuple[float, ...], width: int
) -> np.ndarray:
    left, right, bottom, top = window
    scale = width / (right - left)
    corners, colours = plain.triangles(face, controls, tone)
    pixels = (corners - [left, top]) * [scale, -scale]
    return filled(pixels, colours, width, round(scale * (top - bottom)))


def filled(corners: np.ndarray, colours: np.ndarray, width: int, height: int) -> np.ndarray:
    """Pixels (height, width, 3) uint8 of triangles (n, 3, 2) in px, y down, the farthest first.

    A triangle has the pixels whose centres lie in it, so that neighbours leave no gap. Triangles
    as large as one another are done together: nearly all are a few pixels large.
    """
    nearest = np.zeros(width * height, np.int32)  # 1 + the triangle of each pixel, 0 the ground
    corners = corners.astype(np.float32)
    a, b, c = corners[:, 0], corners[:, 1], corners[:, 2]
    lowest = np.ceil(np.minimum(np.minimum(a, b), c) - 0.5).astype(np.int32)
    highest = np.floor(np.maximum(np.maximum(a, b), c) - 0.5).astype(np.int32)
    lowest = np.maximum(lowest, 0)
    highest = np.minimum(highest, np.array([width - 1, height - 1], np.int32))
    wide, high = (highest - lowest + 1).T
    largest = np.where((wide > 0) & (high > 0), np.maximum(wide, high), 0)
    for span in np.unique(largest[largest > 0]):
        at = np.flatnonzero(largest == span).astype(np.int32)
        steps = np.arange(span, dtype=np.int32)
        x = (lowest[at, 0, None] + steps)[:, None, :]
        y = (lowest[at, 1, None] + steps)[:, :, None]
        inside = (x < width) & (y < height) & _within(corners[at], x + 0.5, y + 0.5)
        which, row, column = np.nonzero(inside)
        place = y[which, row, 0] * width + x[which, 0, column]
        np.maximum.at(nearest, place, at[which] + 1)
    table = np.vstack([plain.BACKDROP, colours])
    return np.round(255 * table).astype(np.uint8)[nearest].reshape(height, width, 3)


def _within(corners: np.ndarray, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Whether points x (n, 1, k), y (n, k, 1) lie in triangles (n, 3, 2), y down, or on an edge."""
    inner = []
    for k in range(3):
        from_x, from_y = corners[:, k].T[:, :, None, None]
        to_x, to_y = corners[:, (k + 1) % 3].T[:, :, None, None]
        inner.append((to_x - from_x) * (y - from_y) <= (to_y - from_y) * (x - from_x))
    return inner[0] & inner[1] & inner[2]
