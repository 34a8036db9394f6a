"""Draws the pictures of the screen, of overlays and of figures that stand in docs/images.

python tools/pictures.py ../before     the screen of ../before/src above that of this checkout
python tools/pictures.py               all but the screen at six sizes
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

import facemodel as fm
from facemodel.view.stills import chromium, headless

ROOT = Path(__file__).parents[1]
IMAGES = ROOT / "docs/images"
SIZES = {
    (1366, 768): False, (1920, 1080): False, (820, 1180): True, (390, 844): True,
    (844, 390): True, (360, 740): True,
}  # fmt: skip
"""Windows of the screen, and whether fingers work on them."""
HIGH = 300  # px of each in the sheet
WEAKER = {"eye_left": 0.6, "smile_left": 0.2}
SMILE = fm.Case(
    condition="hemifacial_spasm", side="left", severity="moderate", expression="smile_social",
    dampening=WEAKER,
)  # fmt: skip
SHOTS = [
    fm.Injection(1, muscle="zygomaticus_major_left"),
    fm.Injection(2.5, muscle="orbicularis_oculi_orbital_lateral_left"),
    fm.Injection(2, muscle="orbicularis_oculi_palpebral_left"),
]
INJECTED = replace(SMILE, dampening={}, injections=SHOTS, day=14)
OVERLAYS = {
    "lab_muscles": ("muscles",), "lab_asymmetry": ("asymmetry", "arrows"),
    "lab_measures": ("measures",), "lab_reach": ("reach",),
}  # fmt: skip
EXPORT = "import facemodel as fm; fm.export_page(fm.Case(**{!r}), {!r})"


def page_of(checkout: Path, case: fm.Case, file: Path) -> str:
    """Address of the page of a case as a checkout writes it."""
    fields = {name: value for name, value in case.contents().items() if name != "schema"}
    command = [sys.executable, "-c", EXPORT.format(fields, str(file))]
    env = {**os.environ, "PYTHONPATH": str(checkout / "src")}
    subprocess.run(command, check=True, env=env, cwd=checkout)
    return file.as_uri()


def windows(browser, address: str, scheme: str) -> Iterator[Image.Image]:
    """The page in each window of SIZES, as high as one another."""
    for (width, height), fingers in SIZES.items():
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme,
            reduced_motion="reduce", has_touch=fingers, is_mobile=fingers,
        )  # fmt: skip
        shot = seen(context.new_page(), address)
        context.close()
        yield shot.resize((round(width * HIGH / height), HIGH), Image.Resampling.LANCZOS)


def seen(tab, address: str) -> Image.Image:
    """What a tab shows of a page once the face is drawn."""
    tab.goto(address)
    tab.locator(".fm-picture canvas").first.wait_for()
    tab.wait_for_timeout(1500)
    with tempfile.TemporaryDirectory() as folder:
        tab.screenshot(path=f"{folder}/a.png")
        return Image.open(f"{folder}/a.png").convert("RGB")


def screens(browser, before: Path, folder: Path) -> Image.Image:
    """The screen before and after at six sizes, in the light and the dark theme."""
    rows = []
    for when, checkout in (("before", before), ("after", ROOT)):
        address = page_of(checkout, SMILE, folder / f"{when}.html")
        for scheme in ("light", "dark"):
            rows.append((f"{when}, {scheme}", list(windows(browser, address, scheme))))
    wide = max(sum(one.width + 8 for one in row) for _, row in rows) + 8
    made = Image.new("RGB", (wide, len(rows) * (HIGH + 30) + 8), "#888")
    pen, font = ImageDraw.Draw(made), ImageFont.load_default(18)
    for k, (words, row) in enumerate(rows):
        top, left = 4 + k * (HIGH + 30), 8
        pen.text((8, top + 3), words, fill="white", font=font)
        for one in row:
            made.paste(one, (left, top + 26))
            left += one.width + 8
    return made


def overlays(folder: Path) -> Iterator[tuple[str, Path]]:
    """Files with overlays over the smile before and after, and lines in three expressions."""
    face = fm.load()
    before, after = replace(SMILE, dampening={}), SMILE
    faces = np.stack([before.drive(), after.drive()])
    left = np.stack([before.remaining(), after.remaining()])
    for name, over in OVERLAYS.items():
        file = folder / f"{name}.png"
        headless.render_png(
            face, faces, file, labels=("before", "after"), columns=2, size=(340, 420),
            overlays=over, remaining=left,
        )  # fmt: skip
        yield name, file
    three = ("brow_raise", "frown", "max_smile_squint")
    rows = np.stack([fm.expression(name) for name in three])
    file = folder / "lab_lines.png"
    words = [name.replace("_", " ") for name in three]
    headless.render_png(face, rows, file, labels=words, columns=3, size=(260, 320),
                        overlays=("lines",))  # fmt: skip
    yield "lab_lines", file


def figures(folder: Path) -> Iterator[tuple[str, Path]]:
    """Files of the photo sheet and of figures."""
    yield "photo_sheet", fm.photo_sheet(SMILE, folder / "photo_sheet.png")
    yield "over_days", fm.figures.over_days(INJECTED).save(folder / "over_days.png", dpi=110)
    yield "reach", fm.figures.reach(SMILE).save(folder / "reach.png", dpi=110)


WIDTHS = {"photo_sheet": 1300, "over_days": 900, "reach": 1000}


def kept(name: str, made: Image.Image) -> None:
    """Write a picture as docs/images/NAME.jpg."""
    wide = WIDTHS.get(name, made.width)
    small = made.convert("RGB").resize(
        (wide, round(made.height * wide / made.width)), Image.Resampling.LANCZOS
    )
    small.save(IMAGES / f"{name}.jpg", quality=82, optimize=True)
    print(f"{name}.jpg", small.size, flush=True)


def main() -> None:
    """Draw and write all."""
    from playwright.sync_api import sync_playwright

    assert __doc__ is not None
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("before", type=Path, nargs="?", help="another checkout, drawn above")
    given = parser.parse_args()
    flags = [flag for flag in chromium.FLAGS if "headless" not in flag]
    with tempfile.TemporaryDirectory() as place, sync_playwright() as api:
        folder = Path(place)
        root = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = api.chromium.launch(executable_path=chromium.browser(), args=[*flags, *root])
        if given.before:
            kept("screen", screens(browser, given.before.resolve(), folder))
        tab = browser.new_page(viewport={"width": 1100, "height": 688}, reduced_motion="reduce")
        kept("page", seen(tab, page_of(ROOT, INJECTED, folder / "page.html")))
        browser.close()
        for name, file in (*overlays(folder), *figures(folder)):
            kept(name, Image.open(file))


if __name__ == "__main__":
    main()
