"""Show what facemodel does without a browser: figures, picture, page, case file."""

from __future__ import annotations  # nothing is loaded to name it

import argparse
import dataclasses
import pathlib
import textwrap
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import facemodel as fm
from facemodel import cli
from facemodel.cli.files import DAMPENING, demo_case
from facemodel.data import waiting
from facemodel.data.files import made_folder
from facemodel.errors import FaceModelError
from facemodel.mechanics.together import together
from facemodel.view.stills import chromium
from facemodel.view.stills.drawing import begun

if TYPE_CHECKING:
    import numpy as np

EXAMPLE = "facemodel demo --out spasm"
PICTURE, PAGE, CASE = "before_after.png", "page.html", "case.json"
LABELS = ("before", "after")
TITLE = "A social smile under a moderate left hemifacial spasm"


def _named(text: str) -> pathlib.Path:
    if not text:
        raise argparse.ArgumentTypeError("name a folder")
    return pathlib.Path(text)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """--out."""
    parser.add_argument(
        "--out",
        required=True,
        type=_named,
        metavar="DIR",
        help="folder for picture, page and case; created if missing, and files of "
        "an earlier demo in it are replaced",
    )


def run(arguments: argparse.Namespace) -> int:
    """Print the table, write DIR/before_after.png, DIR/page.html and DIR/case.json."""
    folder = _folder(arguments.out)
    with begun():  # the browser starts while Python loads what it needs
        return _shown(folder)


def _shown(folder: pathlib.Path) -> int:
    after = demo_case()
    before = dataclasses.replace(after, dampening={})
    face = fm.load()
    with waiting.shown("demo"):
        # the browser draws while the rest is computed
        (picture, how), _ = together(
            partial(_drawn, face, before, after), partial(_told, face, before, after, folder)
        )
    text = cli.plain.alt_text(face, face.controls(_activations(before, after)), LABELS)
    print(
        "picture ", cli.provenance.with_banner(picture, folder / PICTURE, text, after), f"({how})"
    )
    look = {"tone": "medium", "height": 400}
    words = ("", "Move a slider and watch the face and the figures.", look)
    print("page    ", cli.page.write_page(after, folder / PAGE, *words, cli.page.jpeg_of(picture)))
    print()
    print(textwrap.fill(cli.provenance.BANNER, 80))
    print(f"{cli.provenance.stamp(after)}.")
    return 0


def _told(face: fm.Face, before: fm.Case, after: fm.Case, folder: pathlib.Path) -> None:
    """Print the table, write the case, and compute what the page waits for."""
    weakened = ", ".join(f"{name} {share:.0%}" for name, share in DAMPENING.items())
    rows = [f"{TITLE}, in this model.", f"Weakened: {weakened}", ""]
    rows += map(str, table(face, before, after))
    waiting.tell("\n".join([*rows, "", f"case     {fm.save_case(after, folder / CASE)}"]))
    cli.page.slow_parts(after, face)


@dataclass(frozen=True)
class Row:
    """One figure before and after, and the reference for it."""

    name: str
    unit: str
    before: float
    after: float
    digits: int = 1
    note: str = ""

    def __str__(self) -> str:
        before, after = (f"{value:.{self.digits}f}" for value in (self.before, self.after))
        return f"{self.name:<32}{before:>6} -> {after:>5} {self.unit:<3} {self.note}".rstrip()


def table(face: fm.Face, before: fm.Case, after: fm.Case) -> list[Row]:
    """Symmetry, excursions, eye opening and range of a face before and after."""
    first, second = _figures(face, before), _figures(face, after)
    expression = _expression(before)
    return [
        Row(
            name,
            unit,
            first[name],
            second[name],
            digits,
            _note(name, expression, first, second),
        )
        for name, unit, digits in ROWS
    ]


ROWS = (
    ("symmetry of the smile", "%", 0),
    ("asymmetry, whole face", "mm", 2),
    ("  upper third", "mm", 2),
    ("  middle third", "mm", 2),
    ("  lower third", "mm", 2),
    ("left mouth-corner movement", "mm", 1),
    ("right mouth-corner movement", "mm", 1),
    ("left eye opening", "mm", 1),
    ("right eye opening", "mm", 1),
    ("left eye, gap when closed", "mm", 1),
    ("right eye, gap when closed", "mm", 1),
    ("left corner, smile preserved", "%", 0),
    ("right corner, smile preserved", "%", 0),
    ("expression range, left side", "%", 0),
    ("expression range, right side", "%", 0),
)
OPEN_MM = 0.5  # between closed lids that count as not closed
# Figures of single points, to which the published detectable change applies; none is known for a
# mean over the whole skin.
OF_POINTS = [name for name, _, _ in ROWS if name.endswith(("movement", "opening"))]


def _expression(case: fm.Case) -> str:
    assert case.expression is not None, "the demo shows named expressions"
    return case.expression


def _figures(face: fm.Face, case: fm.Case) -> dict[str, float]:
    expression = _expression(case)
    mesh, vertices = face.mesh, face.deform(case.drive())
    thirds = fm.metrics.asymmetry(mesh, vertices, by="thirds")
    ends = ["cheilion_left", "cheilion_right"]
    corners = fm.metrics.excursions(mesh, vertices, ends).magnitude_mm
    eyes = fm.metrics.facial_measures(mesh, vertices)["palpebral_fissure_height_mm"]
    condition, remaining = case.build_condition(), case.remaining()
    gaps = fm.metrics.closure_gap_mm(face, remaining, condition)
    kept = fm.metrics.task_range(face, remaining, condition, [expression]).relative()
    reach = fm.metrics.expression_range(face, remaining, condition)
    values = (
        fm.metrics.symmetry_index(mesh, vertices, expression),
        fm.metrics.asymmetry(mesh, vertices),
        *(thirds[name] for name in fm.metrics.THIRDS),
        *corners,
        *eyes,
        *gaps,
        *(100 * kept),
        *(100 * reach.overall(side)["width"] for side in ("left", "right")),
    )
    return {name: float(value) for (name, _, _), value in zip(ROWS, values, strict=True)}


def _note(name: str, expression: str, first: dict[str, float], second: dict[str, float]) -> str:
    if name == "symmetry of the smile":
        mean, spread = fm.metrics.healthy_symmetry_percent(expression)
        return f"healthy people {mean:.0f} ± {spread:.0f}"
    change = second[name] - first[name]
    if "gap when closed" in name:
        closed = first[name] <= OPEN_MM
        what = "no longer closes" if closed else "did not close before either"
        return what if change > OPEN_MM else ""
    if name in OF_POINTS and not fm.metrics.is_detectable(change, expression):
        limit = fm.metrics.detectable_change_mm(expression)
        return (
            "unchanged"
            if abs(change) < 0.05
            else f"below the smallest detectable change ({limit} mm)"
        )
    return ""


def _drawn(face: fm.Face, before: fm.Case, after: fm.Case) -> tuple[bytes, str]:
    """The picture as PNG and how it was drawn."""
    activations = _activations(before, after)
    try:
        chromium.browser()
    except FaceModelError as error:
        return cli.plain.png(face, activations, labels=LABELS), f"flat drawing: {error}"
    return cli.headless.render_png(face, activations, labels=LABELS), "drawn as in the lab"


def _activations(before: fm.Case, after: fm.Case) -> np.ndarray:
    import numpy as np

    return np.stack([before.drive(), after.drive()])


def _folder(path: pathlib.Path) -> pathlib.Path:
    made_folder(path)  # else the last step would be the first to tell
    files = (path / name for name in (PICTURE, PAGE, CASE))
    if taken := next(filter(pathlib.Path.is_dir, files), None):
        raise FaceModelError(f"{taken} is a folder; remove it, or choose another one with --out")
    return path
