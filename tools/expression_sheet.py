"""Draws every expression from three sides, above each the same one of another checkout.

python tools/expression_sheet.py ../before      of the sources in ../before/src
python tools/expression_sheet.py                of this checkout alone
"""

import argparse
import io
import os
import subprocess
import sys
from pathlib import Path

from PIL import Image

from facemodel.anatomy.expressions import EXPRESSIONS

ROOT = Path(__file__).parents[1]
VIEWS = ("front", "three_quarter", "profile")
ACROSS = 11
"""Expressions beside one another; the next ones follow below."""
SIZE = (160, 200)
_DRAW = """
import sys
import numpy as np, facemodel as fm
from facemodel.view.stills.headless import render_png
names, views, size = (part.split(",") for part in sys.argv[1:])
acts = np.stack([fm.expression(name) for name in names])
png = render_png(fm.load(), acts, views=views, size=tuple(map(int, size)), labels=names)
sys.stdout.buffer.write(png)
"""


def drawn(checkout: Path, names: list[str]) -> list[Image.Image]:
    """A strip of the expressions for each view, as the sources of a checkout draw them."""
    given = (",".join(names), ",".join(VIEWS), ",".join(map(str, SIZE)))
    made = subprocess.run(
        [sys.executable, "-c", _DRAW, *given],
        env=os.environ | {"PYTHONPATH": str(checkout / "src")},
        stdout=subprocess.PIPE,
        check=True,
    )
    sheet = Image.open(io.BytesIO(made.stdout)).convert("RGB")
    each = sheet.height // len(VIEWS)
    return [sheet.crop((0, k * each, sheet.width, (k + 1) * each)) for k in range(len(VIEWS))]


def sheet(checkouts: list[Path]) -> Image.Image:
    """All expressions: below one another the views, and in each view the checkouts."""
    names = list(EXPRESSIONS)
    strips = []
    for first in range(0, len(names), ACROSS):
        some = [drawn(checkout, names[first : first + ACROSS]) for checkout in checkouts]
        strips += [strip for view in zip(*some, strict=True) for strip in view]
    made = Image.new("RGB", (max(s.width for s in strips), sum(s.height for s in strips)), "white")
    top = 0
    for strip in strips:
        made.paste(strip, (0, top))
        top += strip.height
    return made


def main() -> None:
    """Draw and write the sheet."""
    assert __doc__ is not None
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("before", type=Path, nargs="?", help="another checkout, drawn above")
    parser.add_argument("--out", type=Path, default=ROOT / "docs/images/expressions.jpg")
    given = parser.parse_args()
    sheet([*([given.before.resolve()] if given.before else []), ROOT]).save(
        given.out, quality=82, optimize=True
    )


if __name__ == "__main__":
    main()
