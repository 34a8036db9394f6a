"""Draws all expressions from three sides, or all conditions by severity, beside another checkout's.

python tools/expression_sheet.py ../before      expressions, above each that of ../before/src
python tools/expression_sheet.py                expressions of this checkout alone
python tools/expression_sheet.py --conditions   palsies by grade in six tasks, then the others
"""

import argparse
import io
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from PIL import Image

from facemodel.anatomy.expressions import EXPRESSIONS

ROOT = Path(__file__).parents[1]
VIEWS = ("front", "three_quarter", "profile")
ACROSS = 11
"""Expressions beside one another; the next ones follow below."""
SIZE = (160, 200)
CONDITION_SIZE = (264, 318)
SEVERITIES = ("mild", "moderate", "severe")
TASKS = {
    "rest": "rest",
    "brow_raise": "brow raise",
    "gentle_eye_closure": "gentle closure",
    "forced_eye_closure": "forced closure",
    "open_mouth_smile": "smile",
    "snarl": "snarl",
}
"""What grades of a palsy are shown in, and its name above the picture."""
OTHERS = (
    ("postparalytic_synkinesis", "synkinesis", "rest", "rest"),
    ("postparalytic_synkinesis", "synkinesis", "gentle_eye_closure", "closure"),
    ("postparalytic_synkinesis", "synkinesis", "open_mouth_smile", "smile"),
    ("postparalytic_synkinesis", "synkinesis", "lip_pucker", "pucker"),
    ("hemifacial_spasm", "spasm", "rest", "rest"),
    ("hemifacial_spasm", "spasm", "gentle_eye_closure", "closure"),
    ("blepharospasm", "blepharospasm", "rest", "rest"),
    ("meige", "Meige", "rest", "rest"),
    ("facial_dystonia_lower", "dystonia", "rest", "rest"),
    ("facial_dystonia_lower", "dystonia", "open_mouth_smile", "smile"),
)
"""Conditions that are mild to severe: name and its word above the picture, task and its word."""


class Picture(NamedTuple):
    """One face: what stands above it, what it means to do, and what it has."""

    label: str
    expression: str
    condition: str = ""
    severity: str = ""


_DRAW = """
import json, sys
import numpy as np, facemodel as fm
from facemodel.view.stills.headless import render_png

def activation(label, expression, condition, severity):
    meant = fm.expression(expression)
    if not condition:
        return meant
    given = {"severity": severity} if severity else {}
    return fm.conditions.by_name(condition, **given).drive(meant)

pictures, views, size = map(json.loads, sys.argv[1:])
acts = np.stack([activation(*one) for one in pictures])
labels = [one[0] for one in pictures]
png = render_png(fm.load(), acts, views=views, size=tuple(size), labels=labels)
sys.stdout.buffer.write(png)
"""


def drawn(
    checkout: Path, row: Sequence[Picture], views: Sequence[str], size: tuple[int, int]
) -> list[Image.Image]:
    """A strip of the pictures for each view, as the sources of a checkout draw them."""
    made = subprocess.run(
        [sys.executable, "-c", _DRAW, *map(json.dumps, (row, views, size))],
        env=os.environ | {"PYTHONPATH": str(checkout / "src")},
        stdout=subprocess.PIPE,
        check=True,
    )
    sheet = Image.open(io.BytesIO(made.stdout)).convert("RGB")
    each = sheet.height // len(views)
    return [sheet.crop((0, k * each, sheet.width, (k + 1) * each)) for k in range(len(views))]


def expressions() -> list[list[Picture]]:
    """Rows of all expressions."""
    every = [Picture(name, name) for name in EXPRESSIONS]
    return [every[first : first + ACROSS] for first in range(0, len(every), ACROSS)]


def conditions() -> list[list[Picture]]:
    """Rows of six: a task by grade, then two blocks of mild to severe beside each other."""
    grades = enumerate(("I", "II", "III", "IV", "V", "VI"), start=1)
    known = {f"hb_{k}": f"House-Brackmann {roman}" for k, roman in grades}
    rows = [
        [Picture(f"{words}, {said}" if task == "rest" else said, task, name)
         for name, words in known.items()]
        for task, said in TASKS.items()
    ]  # fmt: skip
    blocks = [
        [Picture(f"{s} {word}, {said}", task, name, s) for s in SEVERITIES]
        for name, word, task, said in OTHERS
    ]
    return rows + [left + right for left, right in zip(blocks[::2], blocks[1::2], strict=True)]


def sheet(
    checkouts: Sequence[Path],
    rows: Sequence[Sequence[Picture]],
    views: Sequence[str] = VIEWS,
    size: tuple[int, int] = SIZE,
) -> Image.Image:
    """Rows below one another: of each its views, and in each view the checkouts."""
    strips = []
    for row in rows:
        some = [drawn(checkout, row, views, size) for checkout in checkouts]
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
    parser.add_argument("--conditions", action="store_true", help="conditions, not expressions")
    parser.add_argument("--view", choices=VIEWS, default="front", help="of conditions")
    parser.add_argument("--out", type=Path, help="docs/images/expressions.jpg or conditions.jpg")
    given = parser.parse_args()
    if given.before and not (given.before / "src/facemodel").is_dir():
        parser.error(f"{given.before} is no checkout: it has no src/facemodel")
    checkouts = [*([given.before.resolve()] if given.before else []), ROOT]
    if given.conditions:
        made = sheet(checkouts, conditions(), (given.view,), CONDITION_SIZE)
    else:
        made = sheet(checkouts, expressions())
    name = "conditions.jpg" if given.conditions else "expressions.jpg"
    made.save(given.out or ROOT / "docs/images" / name, quality=82, optimize=True)


if __name__ == "__main__":
    main()
