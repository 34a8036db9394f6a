"""Slides as PNG of 1920 x 1080: faces, a line of words, and that they are simulated."""

import io
from collections.abc import Iterator, Sequence
from typing import Any

from facemodel.data.waiting import step
from facemodel.mechanics.face import Face
from facemodel.teach.instructor.slides import Frame, Slide
from facemodel.view.provenance import picture_words, stamp, stamped_png
from facemodel.view.stills import drawing, headless

SIZE = (1920, 1080)
FACE = (600, 800)  # px of each face as it is drawn
NARROW = 504  # px of it from ear to ear, for more faces than four
ACROSS, SHEET = 4, 24  # faces in a row and in a sheet: opening a browser takes longer than a face
EDGE, GAP, TOP, LINE = 40, 24, 76, 930
SMALLEST = 32  # px of a caption on one line
PAPER, INK, FAINT = "#ffffff", "#1d2126", "#5b636c"
SIMULATED = "Simulated face for teaching: no real person, no advice, no dose"


def drawn(face: Face, slides: Sequence[Slide]) -> Iterator[tuple[str, bytes]]:
    """Name and PNG of each slide.

    Errors: no browser that draws.
    """
    with drawing.begun():
        for some in _sheets(slides):
            step(f"drawing {some[0].name} to {some[-1].name}" if len(some) > 1 else some[0].name)
            faces = _faces(face, [frame for slide in some for frame in slide.frames])
            for slide in some:
                yield slide.name, _slide(slide, [faces.pop(0) for _ in slide.frames])


def _sheets(slides: Sequence[Slide]) -> Iterator[list[Slide]]:
    """Slides together whose faces fit into a sheet."""
    some: list[Slide] = []
    for slide in slides:
        if some and sum(len(one.frames) for one in (*some, slide)) > SHEET:
            yield some
            some = []
        some.append(slide)
    if some:
        yield some


def _faces(face: Face, frames: Sequence[Frame]) -> list[Any]:
    """A picture of each frame, of which those from one side are drawn in one sheet."""
    import numpy as np
    from PIL import Image

    found: dict[int, Any] = {}
    for view in dict.fromkeys(frame.view for frame in frames):
        chosen = [k for k, frame in enumerate(frames) if frame.view == view]
        rows = np.stack([frames[k].controls for k in chosen])
        png = headless.render_png(face, rows, views=(view,), size=FACE, columns=ACROSS)
        sheet = Image.open(io.BytesIO(png)).convert("RGB")
        for at, k in enumerate(chosen):
            left, top = at % ACROSS * FACE[0], at // ACROSS * FACE[1]
            found[k] = sheet.crop((left, top, left + FACE[0], top + FACE[1]))
    return [found[k] for k in range(len(frames))]


def _slide(slide: Slide, faces: list[Any]) -> bytes:
    from PIL import Image, ImageDraw

    made = Image.new("RGB", SIZE, PAPER)
    pen = ImageDraw.Draw(made)
    room = (SIZE[0] - 2 * EDGE - GAP * (len(faces) - 1)) / len(faces)
    across = FACE[0] if len(faces) <= ACROSS else NARROW
    scale = min(room / across, (LINE - TOP - GAP) / FACE[1])
    wide, high = round(across * scale), round(FACE[1] * scale)
    aside = (FACE[0] - across) // 2
    left = (SIZE[0] - len(faces) * wide - GAP * (len(faces) - 1)) // 2
    top = TOP + (LINE - GAP - TOP - high) // 2
    for picture, frame in zip(faces, slide.frames, strict=True):
        words = _font(frame.label, 32, wide)
        pen.text((left + wide // 2, top - 30), frame.label, INK, words, anchor="mm")
        shown = picture.crop((aside, 0, FACE[0] - aside, FACE[1]))
        made.paste(shown.resize((wide, high), Image.Resampling.LANCZOS), (left, top))
        left += wide + GAP
    lines = _lines(slide.caption, SIZE[0] - 2 * EDGE)
    caption = _font(max(lines, key=len), 38, SIZE[0] - 2 * EDGE)
    for k, line in enumerate(lines):
        down = LINE + 38 + 46 * (k - (len(lines) - 1) / 2)
        pen.text((SIZE[0] // 2, down), line, INK, caption, anchor="mm")
    about = f"{SIMULATED}. {stamp()}."
    pen.text((SIZE[0] // 2, SIZE[1] - 40), about, FAINT, _font(about, 24, SIZE[0]), anchor="mm")
    file = io.BytesIO()
    made.save(file, "png")
    return stamped_png(file.getvalue(), picture_words(stamp(), f"{slide.caption}. {SIMULATED}."))


def _lines(text: str, wide: float) -> list[str]:
    """A caption as it is, or in two lines where it would be too small to read from the back."""
    if _font(text, 38, wide).size >= SMALLEST:
        return [text]
    spaces = [k for k, sign in enumerate(text) if sign == " "]
    at = min(spaces, key=lambda k: abs(k - len(text) / 2))
    return [text[:at], text[at + 1 :]]


def _font(text: str, size: int, wide: float) -> Any:
    """The font that figures use, smaller where the words would not fit on a line."""
    from matplotlib import font_manager
    from PIL import ImageFont

    file = font_manager.findfont("DejaVu Sans")
    font = ImageFont.truetype(file, size)
    return font if font.getlength(text) <= wide else font.font_variant(
        size=max(12, int(size * wide / font.getlength(text)))
    )  # fmt: skip
