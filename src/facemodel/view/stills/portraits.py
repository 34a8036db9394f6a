"""Portraits of the face as arrays of pixels, all of them in one start of a browser, or plainly."""

import io
from dataclasses import dataclass
from typing import Any

import numpy as np

from facemodel.errors import FaceModelError
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
    from matplotlib.image import imread

    width, height = size
    columns = max(1, min(len(controls), round((len(controls) * height / width) ** 0.5)))
    png = headless.render_png(face, controls, size=size, columns=columns, tone=tone)
    sheet = np.round(255 * imread(io.BytesIO(png))[..., :3]).astype(np.uint8)
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
