"""The photo sheet of a clinic: rest and eight tasks, before and after, one camera and one light."""

import os
from pathlib import Path
from typing import Any

import numpy as np

from facemodel.anatomy.expressions import expression
from facemodel.case import own_face
from facemodel.case.case import Case, CaseLike, case_of
from facemodel.clinic import metrics
from facemodel.errors import checks_keywords
from facemodel.study.course import untreated
from facemodel.view import wording
from facemodel.view.export import ending_in
from facemodel.view.figures.drawing import AFTER, BEFORE, INK, QUIET, Drawing, house_style
from facemodel.view.provenance import BANNER, stamp
from facemodel.view.scene.assets import Tone
from facemodel.view.stills import portraits

TASKS = (
    "rest",
    "brow_raise",
    "gentle_eye_closure",
    "forced_eye_closure",
    "closed_smile",
    "open_mouth_smile",
    "snarl",
    "lip_pucker",
    "lower_teeth",
)
"""What is photographed: rest, the Sunnybrook tasks, and what the eFACE adds to them."""
DPI = 200
_COLUMNS = 3
_A4 = (11.69, 8.27)
_PICTURE = (350, 430)  # px
_CUT = 24  # px at top and bottom: cap of the hair, end of the neck
# inches of the page
_MARGIN, _TOP, _FOOT, _GAP, _LINE = 0.35, 0.72, 0.40, 0.22, 0.25


@checks_keywords
def photo_sheet(case: CaseLike, path: str | os.PathLike[str], tone: Tone = "medium") -> Path:
    """Write a clinic's photo sheet of a case: rest and eight tasks, before and after, on A4.

    Each task is at full effort, on the case's day, with its asymmetry in mm; one picture each where
    nothing is treated. A browser draws the faces where there is one; else they are flat, and the
    sheet says so.

    Parameters
    ----------
    case : fm.Case
    path : path-like
        File to write; ends in .png or .pdf.
    tone : str
        Skin: "light", "medium" or "deep".

    Returns
    -------
    pathlib.Path

    Raises
    ------
    FaceModelError
        If this is no case, or the path ends otherwise or cannot be written to.

    Examples
    --------
    >>> import facemodel as fm
    >>> palsy = fm.Case(condition="hb_4", side="left")
    >>> fm.photo_sheet(palsy, "sheet.pdf").name  # doctest: +SKIP
    'sheet.pdf'
    """
    case = case_of(case)
    named = ending_in(path, ".png", ".pdf", what="a sheet")  # before the seconds that it takes
    return drawn(case, tone).save(named, dpi=DPI)


def drawn(case: Case, tone: Tone = "medium"):
    """The sheet as a matplotlib figure."""
    face = own_face.face_of(case.face)
    rows = [activations(face, untreated(case))]
    if case.dampening or case.injections:
        rows.append(activations(face, case))
    controls = face.controls(np.stack(rows, axis=1))  # (tasks, 1 or 2, C)
    flat = controls.reshape(-1, controls.shape[-1])
    pictures = portraits.portraits(face, flat, _PICTURE, tone)
    pixels = pictures.pixels[:, _CUT : _PICTURE[1] - _CUT]
    pixels = pixels.reshape(*controls.shape[:2], *pixels.shape[1:])
    differences = metrics.asymmetry(face.mesh, face.deform(flat)).reshape(controls.shape[:2])
    with house_style():
        return _sheet(case, pixels, differences, pictures.how)


def activations(face: Any, case: Case) -> np.ndarray:
    """Activation (9, M) of TASKS under the condition of a case, with what it leaves of strength."""
    intended = np.stack([expression(task) for task in TASKS])
    remaining, condition, who = case.remaining(face), case.build_condition(), case.build_person()
    return np.stack([who.drive(condition, u, remaining, case.time_s) for u in intended])


def _sheet(case: Case, pixels: np.ndarray, differences: np.ndarray, how: str):
    made = Drawing(figsize=_A4, dpi=110)
    made.case = case
    across, down = _A4
    rows = -(-len(TASKS) // _COLUMNS)
    wide = (across - 2 * _MARGIN - (_COLUMNS - 1) * _GAP) / _COLUMNS
    high = (down - _TOP - _FOOT) / rows
    count, tall, broad = pixels.shape[1:4]
    picture = min(wide / 2, (high - _LINE - 0.08) * broad / tall)  # inches across
    for k in range(len(TASKS)):
        row, column = divmod(k, _COLUMNS)
        x = _MARGIN + column * (wide + _GAP) + (wide - 2 * picture) / 2
        y = down - _TOP - _LINE - row * high
        _caption(made, k, x, y, x + 2 * picture, differences[k])
        for j in range(count):
            left = x + (j if count == 2 else 0.5) * picture
            _photo(made, pixels[k, j], (left, y, picture, picture * tall / broad), j, count == 2)
    _around(made, case, count == 2, how)
    made.set_label(_alt(case, differences))
    return made


def _caption(made: Any, k: int, left: float, y: float, right: float, differences) -> None:
    across, down = _A4
    said = " → ".join(f"{mm:.2f}" for mm in differences)
    name, height = wording.capital(wording.expression(TASKS[k])), (y + 0.06) / down
    made.text(left / across, height, name, size=10.5, weight="bold", color=INK)
    made.text(right / across, height, f"{said} mm", size=9, ha="right", color=QUIET)


def _photo(made: Any, pixels: np.ndarray, box, j: int, paired: bool) -> None:
    (left, y, wide, high), (across, down) = box, _A4
    axes = made.add_axes((left / across, (y - high) / down, wide / across, high / down))
    axes.imshow(pixels, interpolation="antialiased", aspect="auto")
    axes.set(xticks=[], yticks=[])
    axes.grid(False)
    axes.spines[:].set(visible=True, color=(BEFORE, AFTER)[j] if paired else QUIET, lw=1.4)
    if paired and j == 0:
        axes.spines[:].set_linestyle("--")
    for at, mark, ha in ((0.03, "R", "left"), (0.97, "L", "right")):
        axes.text(
            at, 0.96, mark, transform=axes.transAxes, ha=ha, va="top", size=7.5, color="#4d4d4d"
        )


def _around(made: Any, case: Case, paired: bool, how: str) -> None:
    """Title, key, and at the foot what the pictures are and where they come from."""
    across, down = _A4
    left, right = _MARGIN / across, 1 - _MARGIN / across
    title = {"size": 15, "weight": "bold", "va": "center"}
    made.text(left, 1 - 0.28 / down, wording.capital(wording.condition(case)), **title)
    under = wording.treatment(case) + (f"; day {case.day:g}" if case.injections else "")
    made.text(left, 1 - 0.55 / down, under, size=10, color=QUIET, va="center")
    if paired:
        key = {"size": 10, "ha": "right", "va": "center", "weight": "bold"}
        made.text(right, 1 - 0.28 / down, "left of each pair: before", color=BEFORE, **key)
        made.text(right, 1 - 0.50 / down, "right of each pair: after", color=AFTER, **key)
    seen = (
        "Same camera and light; R and L are the person's own right and left. Figures: "
        "asymmetry of the whole face, mm."
    )
    drawing = "" if how == portraits.AS_IN_THE_LAB else f" {wording.capital(how)}."
    made.text(left, 0.27 / down, f"{seen}{drawing} {stamp(case)}.", size=7.2, color=QUIET)
    made.text(left, 0.12 / down, BANNER, size=6.6, color=QUIET)


def _alt(case: Case, differences: np.ndarray) -> str:
    rows = "; ".join(
        f"{wording.expression(task)} {' to '.join(f'{mm:.2f}' for mm in row)} mm"
        for task, row in zip(TASKS, differences, strict=True)
    )
    pairs = "before and after, side by side" if differences.shape[1] == 2 else "once each"
    return (
        f"A sheet of nine pairs of portraits of a simulated face: rest and eight tasks, {pairs}. "
        f"{wording.condition(case)}; {wording.treatment(case)}. Asymmetry: {rows}."
    )
