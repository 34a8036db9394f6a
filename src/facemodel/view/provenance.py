"""Where a picture, page or table comes from (version, constants, seed) and what it is not."""

import io
import pathlib
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from facemodel.data import __version__, constants
from facemodel.data.files import write_whole
from facemodel.errors import FaceModelError
from facemodel.view.messages import say

NOTICE = say("notice.short")
EDUCATIONAL = say("notice.educational")
"""The part of the banner that never leaves the screen."""
BANNER = f"{EDUCATIONAL} {say('notice.simplified')}"


@dataclass(frozen=True)
class Stamp:
    """What a result needs to be made again; `str()` is the line that is shown.

    version     of the package
    parameters  eight hexadecimal digits naming tables, meshes and constants in force
                (constants.digest())
    seed        of what was drawn at random, None where nothing was
    person      who was drawn, as `fm.Case` writes it; None for the average person
    """

    version: str
    parameters: str
    seed: int | None = None
    person: Mapping[str, Any] | None = None

    def __str__(self) -> str:
        seed = say("notice.no_seed") if self.seed is None else self.seed
        words = say("notice.stamp", version=self.version, parameters=self.parameters, seed=seed)
        if self.person is None:
            return words
        mirrored = ", mirrored" if self.person["mirrored"] else ""
        return f"{words}, person {self.person['seed']}.{self.person['index']}{mirrored}"

    def fields(self) -> dict[str, Any]:
        """The same as plain values, for JSON."""
        return {
            "generator": f"facemodel {self.version}",
            "parameters": self.parameters,
            "seed": self.seed,
            "person": None if self.person is None else dict(self.person),
            "notice": NOTICE,
        }


def stamp(case: Any = None) -> Stamp:
    """The stamp of what is made now, with the seed of a case that has one."""
    seed, person = getattr(case, "seed", None), getattr(case, "person", None)
    return Stamp(__version__, constants.digest(), seed, person)


def picture_words(made: Stamp, description: str = "") -> dict[str, str]:
    """Text fields of a PNG: `Description` for readers who do not see it, and the stamp."""
    words = {"Description": description} if description else {}
    return {**words, "Software": f"facemodel {made.version}", "Comment": f"{made}; {NOTICE}"}


def stamped_png(png: bytes, words: Mapping[str, str]) -> bytes:
    """The same PNG with text fields, pixels untouched; fields of the same name are replaced."""
    from PIL.PngImagePlugin import PngImageFile, PngInfo  # the screen's tables need no pictures

    try:
        picture = PngImageFile(io.BytesIO(png))
        picture.load()  # fields may stand behind the pixels
        fields = {**picture.text, **words}
    except (SyntaxError, OSError):
        raise FaceModelError("only a PNG can be stamped; these bytes are not one") from None
    written = PngInfo()
    for name, text in fields.items():
        written.add_itxt(name, text)
    out = io.BytesIO()
    picture.save(out, "PNG", pnginfo=written)
    return out.getvalue()


def with_banner(png: bytes, path: pathlib.Path, description: str, case: Any = None) -> pathlib.Path:
    """Write a PNG with the banner and the stamp under the picture, and a text for readers who do
    not see it."""
    from PIL import Image, ImageDraw, ImageFont

    picture = Image.open(io.BytesIO(png)).convert("RGB")
    width, height = picture.size
    made = stamp(case)
    lines = [*textwrap.wrap(BANNER, max(40, width // 8)), f"{made}."]
    strip = 20 * len(lines) + 16
    whole = Image.new("RGB", (width, height + strip), "white")
    whole.paste(picture)
    ImageDraw.Draw(whole).multiline_text(
        (width / 2, height + strip / 2),
        "\n".join(lines),
        fill="black",
        font=ImageFont.load_default(13),  # matplotlib would take half a second to load
        anchor="mm",
        align="center",
        spacing=7,
    )
    out = io.BytesIO()
    whole.save(out, "PNG")
    data = stamped_png(out.getvalue(), picture_words(made, description))
    return write_whole(path, data, "the picture")
