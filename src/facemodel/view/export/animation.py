"""A course as moving pictures: the face before and after above a curve that a mark runs along."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from facemodel.case import own_face
from facemodel.case.case import CaseLike, case_of
from facemodel.clinic import metrics
from facemodel.data.files import write_whole
from facemodel.data.waiting import step
from facemodel.errors import FaceModelError, checks_keywords
from facemodel.study.course import Course, burst_s
from facemodel.view import wording
from facemodel.view.export import course_of, ending_in, warn_if_still
from facemodel.view.figures.drawing import AFTER, BEFORE, INK, QUIET, house_style
from facemodel.view.messages import say
from facemodel.view.provenance import NOTICE, stamp
from facemodel.view.scene.assets import Tone
from facemodel.view.stills import portraits

FRAMES_PER_S = {"days": 10, "seconds": 15, "movement": 15, "recording": 15}
MOST_FRAMES = 200
_PICTURE = (300, 368)  # px
_HEAD, _STRIP = 64, 168  # px above and below the pictures
_LABELS = {1: (("", INK),), 2: ((say("pane.before"), BEFORE), (say("pane.after"), AFTER))}
_LAST_S = 1.2  # how long the last frame of a GIF stays


@checks_keywords
def animate(
    case: CaseLike | Course,
    path: str | os.PathLike[str],
    days: ArrayLike | None = None,
    seconds: ArrayLike | None = None,
    tone: Tone = "medium",
) -> Path:
    """Write a course as moving pictures, GIF or MP4.

    Before and after stand side by side where something is weakened or injected. A browser draws
    the faces where there is one; else they are flat, and the frames say so. A warning says so
    where nothing moves.

    Parameters
    ----------
    case : fm.Case or Course
    path : path-like
        File to write; ends in .gif or .mp4, which needs the extra `video`.
    days : array_like (t,), optional
        Days of the course; for a case that injects something.
    seconds : float or array_like (t,), optional
        Moments of the course, or how long from just before its first burst; for a case whose
        spasm runs in seconds.
    tone : str
        Skin: "light", "medium" or "deep".

    Returns
    -------
    pathlib.Path

    Raises
    ------
    FaceModelError
        If the path ends otherwise or cannot be written to, or there are more than 200 frames.

    Examples
    --------
    >>> import facemodel as fm
    >>> spasm = fm.Case(condition="hemifacial_spasm", expression="rest", seed=5)
    >>> fm.animate(spasm, "spasm.gif", seconds=range(24, 28)).name  # doctest: +SKIP
    'spasm.gif'
    """
    named = ending_in(path, ".gif", ".mp4", what="an animation")
    write = _gif if named.suffix.lower() == ".gif" else _mp4()
    if seconds is not None and np.ndim(seconds) == 0 and not isinstance(case, Course):
        seconds = burst_s(case_of(case), seconds)  # the seconds before it show a still face
    made = _thinned(course_of(case, days, seconds))
    warn_if_still(made)
    plate = _plate(made, tone)
    return write_whole(named, write(plate, made), "the animation")


@dataclass(frozen=True, eq=False)
class Plate:
    """What frames are made from: the still part, portraits, and where the mark runs.

    background (H, W, 3) uint8; portraits (T, P, h, w, 3); corners P of (x, y) px; marks (T, 2) px;
    foot y px of the curve's axis; times T texts; right x px where they end
    """

    background: np.ndarray
    portraits: np.ndarray
    corners: tuple[tuple[int, int], ...]
    marks: np.ndarray
    foot: float
    times: tuple[str, ...]
    right: int
    alt: str

    def frames(self) -> Iterator[Any]:
        """Pillow images, one per moment."""
        from PIL import Image, ImageDraw

        font, small, colour = _font(17), _font(13), AFTER
        for k, text in enumerate(self.times):
            frame = self.background.copy()
            for (x, y), picture in zip(self.corners, self.portraits[k], strict=True):
                high, wide = picture.shape[:2]
                frame[y : y + high, x : x + wide] = picture
            image = Image.fromarray(frame)
            draw = ImageDraw.Draw(image)
            for (x, y), (label, tint) in zip(self.corners, _LABELS[len(self.corners)], strict=True):
                draw.text((x + 12, y + 10), "R", fill="#4d4d4d", font=small)
                draw.text((x + wide - 12, y + 10), "L", fill="#4d4d4d", font=small, anchor="ra")
                draw.text((x + 12, y + high - 12), label, fill=tint, font=font, anchor="ls")
            x, y = self.marks[k]
            draw.line((x, y, x, self.foot), fill=colour, width=1)
            draw.ellipse((x - 5, y - 5, x + 5, y + 5), fill=colour, outline="white")
            draw.text((self.right, 14), text, fill=INK, font=font, anchor="ra")
            yield image


def _thinned(made: Course) -> Course:
    """The moments that are shown: at most so many a second as the animation has frames."""
    step = 1
    if made.kind != "days" and len(made.times) > 1:
        spacing = (made.times[-1] - made.times[0]) / (len(made.times) - 1)
        step = max(1, round(1 / (spacing * FRAMES_PER_S[made.kind])))
    shown = slice(None, None, step)
    if len(made.times[shown]) > MOST_FRAMES:
        raise FaceModelError(
            f"this course has {len(made.times[shown])} frames; an animation takes {MOST_FRAMES}, "
            "so give fewer days or seconds"
        )
    rows = ("times", "activation", "before", "remaining")
    return replace(made, **{name: getattr(made, name)[shown] for name in rows})


def _moves(made: Course) -> str:
    return "recorded movement" if made.recording else wording.movement(made.case)


def _plate(made: Course, tone: Tone) -> Plate:
    face = own_face.face_of(made.case.face)
    takes = [made.before, made.activation] if made.treated else [made.activation]
    controls = face.controls(np.stack(takes, axis=1))
    drawn = portraits.portraits(face, controls.reshape(-1, controls.shape[-1]), _PICTURE, tone)
    pixels = drawn.pixels.reshape(*controls.shape[:2], *drawn.pixels.shape[1:])
    curves = [metrics.asymmetry(face.mesh, face.deform(rows)) for rows in takes]
    background, corners, marks, foot = _background(made, curves, drawn.how)
    unit = "day {:g}" if made.kind == "days" else "{:.1f} s"
    start = 0.0 if made.kind == "days" else made.times[0]
    times = tuple(unit.format(time - start) for time in made.times)
    unit = "days" if made.kind == "days" else "s"
    alt = (
        f"A simulated face over {made.times[-1] - made.times[0]:g} {unit}: "
        f"{_moves(made)}, {wording.condition(made.case)}, {wording.treatment(made.case)}. "
        f"Asymmetry is between {curves[-1].min():.2f} and "
        f"{curves[-1].max():.2f} mm."
    )
    right = background.shape[1] - 14
    return Plate(background, pixels, corners, marks, foot, times, right, alt)


def _background(made: Course, curves: list[np.ndarray], how: str):
    """Titles, the curve with its axes, the stamp; and where pictures and mark go."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    wide, high = _PICTURE
    count = len(curves)
    width, height = max(2 * wide, count * wide), _HEAD + high + _STRIP
    with house_style():
        figure = Figure(figsize=(width / 100, height / 100), dpi=100)
        canvas = FigureCanvasAgg(figure)
        write = lambda x, y, text, **k: figure.text(  # noqa: E731 - px from the top left
            x / width, 1 - y / height, text, va="center", **k
        )
        write(
            12,
            22,
            wording.capital(f"{_moves(made)}; {wording.condition(made.case)}"),
            size=11,
            weight="bold",
        )
        write(12, 44, wording.treatment(made.case), size=8.5, color=QUIET)
        left = (width - count * wide) // 2
        corners = tuple((left + k * wide, _HEAD) for k in range(count))
        axes = figure.add_axes((54 / width, 58 / height, 1 - 74 / width, (_STRIP - 84) / height))
        times = made.times - (0 if made.kind == "days" else made.times[0])
        if count == 2:
            axes.plot(times, curves[0], color=BEFORE, ls="--", lw=1.2)
        axes.plot(times, curves[-1], color=AFTER, ls="-", lw=1.8)
        axes.set_ylim(0, 1.15 * max(curve.max() for curve in curves) + 0.05)
        axes.set_xlim(times[0], max(times[-1], times[0] + 1e-6))
        axes.set_title("asymmetry, mm", size=8.5, fontweight="normal")
        axes.set_xlabel("days" if made.kind == "days" else "seconds", size=8.5, labelpad=1)
        axes.tick_params(labelsize=8)
        note = "" if how == portraits.AS_IN_THE_LAB else f"; {how}"
        write(12, height - 9, f"{stamp(made.case)}; {NOTICE}{note}", size=6.3, color=QUIET)
        canvas.draw()
        marks = axes.transData.transform(np.column_stack([times, curves[-1]]))
        foot = height - axes.transAxes.transform((0, 0))[1]
    marks[:, 1] = height - marks[:, 1]
    return np.asarray(canvas.buffer_rgba())[..., :3].copy(), corners, marks, foot


def _gif(plate: Plate, made: Course) -> bytes:
    from PIL import Image

    step(f"putting {len(plate.times)} frames together")
    frames = list(plate.frames())
    # one palette for all frames, or the skin would flicker
    few = frames[:: max(1, len(frames) // 8)]
    strip = Image.new("RGB", (few[0].width, few[0].height * len(few)))
    for k, frame in enumerate(few):
        strip.paste(frame, (0, k * frame.height))
    palette = strip.quantize(256)
    images = [frame.quantize(palette=palette) for frame in frames]
    # GIF counts hundredths of a second: rounded frame by frame it would run too fast
    ends = np.round(100 * np.arange(1, len(images)) / FRAMES_PER_S[made.kind]).astype(int)
    pauses = (10 * np.diff(ends, prepend=0)).tolist()
    buffer = io.BytesIO()
    images[0].save(
        buffer,
        format="GIF",
        save_all=True,
        append_images=images[1:],
        duration=[*pauses, round(1000 * _LAST_S)],
        loop=0,
        comment=f"{plate.alt} {stamp(made.case)}; {NOTICE}".encode("ascii", "replace"),
    )
    return buffer.getvalue()


def _mp4():
    try:
        import imageio_ffmpeg
    except ImportError:
        raise FaceModelError(
            'videos need the extra `video`: python -m pip install "facemodel[video]"; '
            "a .gif needs nothing"
        ) from None

    def write(plate: Plate, made: Course) -> bytes:
        import tempfile

        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "course.mp4"
            size = plate.background.shape[1::-1]
            writer = imageio_ffmpeg.write_frames(
                str(file),
                size,
                fps=FRAMES_PER_S[made.kind],
                macro_block_size=2,
                output_params=["-metadata", f"comment={plate.alt} {stamp(made.case)}; {NOTICE}"],
            )
            writer.send(None)
            for frame in plate.frames():
                writer.send(np.ascontiguousarray(np.asarray(frame)))
            writer.close()
            return file.read_bytes()

    return write


def _font(size: int):
    from matplotlib.font_manager import FontProperties, findfont
    from PIL import ImageFont

    return ImageFont.truetype(findfont(FontProperties(family="DejaVu Sans", weight="bold")), size)
