"""The face before and after, with what moved beside it."""

from typing import Any

import numpy as np

from facemodel.case.case import CaseLike, case_of
from facemodel.clinic import metrics
from facemodel.mechanics.face import load
from facemodel.study.course import untreated
from facemodel.view import wording
from facemodel.view.figures.drawing import (
    AFTER,
    BEFORE,
    QUIET,
    Drawing,
    drawing,
    house_style,
)
from facemodel.view.scene.assets import Tone
from facemodel.view.stills import portraits

_ROWS = (
    ("mouth-corner movement", "cheilion", "moves"),
    ("brow movement", "brow_mid", "moves"),
    ("eye opening", "", "open"),
)
_LEAST_MM = 0.05


def before_after(case: CaseLike, tone: Tone = "medium") -> Drawing:
    """The face of a case without and with its dampening and injections, and figures of both.

    Drawn in a browser where there is one, else plainly.
    """

    case, face = case_of(case), load()
    controls = face.controls(np.stack([untreated(case).drive(face), case.drive(face)]))
    pictures = portraits.portraits(face, controls, (480, 600), tone)
    rows = _figures(face, face.deform(controls))
    with house_style():
        made = drawing((10.2, 4.9), case, wording.title(case), wording.treatment(case))
        grid = made.add_gridspec(1, 3, width_ratios=(1, 1, 1.05))
        for k, (label, colour) in enumerate((("before", BEFORE), ("after", AFTER))):
            axes = made.add_subplot(grid[k])
            _portrait(axes, pictures.pixels[k], label, colour)
        _dumbbells(made.add_subplot(grid[2]), rows)
        if pictures.how != portraits.AS_IN_THE_LAB:
            place: dict[str, Any] = {"transform": axes.transAxes, "ha": "right", "va": "top"}
            axes.text(1, -0.02, pictures.how, size=6.5, color=QUIET, **place)
    said = "; ".join(f"{name} {a:.1f} mm before and {b:.1f} mm after" for name, a, b in rows)
    made.set_label(
        f"A simulated face from the front before and after: {wording.movement(case)}, "
        f"{wording.condition(case)}, {wording.treatment(case)}. The person's right is on the left "
        f"of the picture. {said}."
    )
    return made


def _portrait(axes: Any, pixels: np.ndarray, label: str, colour: str) -> None:
    axes.imshow(pixels, interpolation="antialiased")
    axes.set(xticks=[], yticks=[])
    axes.grid(False)
    axes.spines[:].set_visible(False)
    axes.set_title(label, color=colour, loc="left")
    height, width = pixels.shape[:2]
    for x, side, ha in ((0.03, "R", "left"), (0.97, "L", "right")):
        axes.text(x * width, 0.06 * height, side, ha=ha, color="#4d4d4d", size=9)


def _figures(face: Any, frames: np.ndarray) -> list[tuple[str, float, float]]:
    """Name with side, mm before and mm after."""
    opening = metrics.facial_measures(face.mesh, frames)["palpebral_fissure_height_mm"]
    rows = []
    for name, landmark, kind in _ROWS:
        for k, side in ((1, "right"), (0, "left")):
            if kind == "open":
                before, after = opening[:, k]
            else:
                moved = metrics.excursions(face.mesh, frames, [f"{landmark}_{side}"]).magnitude_mm
                before, after = moved[:, 0]
            rows.append((f"{side} {name}", float(before), float(after)))
    difference = metrics.asymmetry(face.mesh, frames)
    rows.append(("asymmetry", float(difference[0]), float(difference[1])))
    return rows


def _dumbbells(axes: Any, rows: list[tuple[str, float, float]]) -> None:
    most = max(max(a, b) for _, a, b in rows)
    for k, (name, before, after) in enumerate(rows):
        axes.plot([before, after], [k, k], color="#b0b0b0", lw=2.5, ls="-", zorder=1)
        axes.plot(before, k, "o", ms=8, mfc="white", mec=BEFORE, mew=2, zorder=2)
        axes.plot(after, k, "D", ms=6.5, color=AFTER, zorder=3)
        axes.text(0, k - 0.3, name, size=9, va="bottom")
        changed = abs(after - before) >= _LEAST_MM
        said = f"{before:.1f} → {after:.1f}" if changed else f"{after:.1f}"
        axes.text(1.34 * most, k, said, size=9, va="center", ha="right")
    axes.set(ylim=(len(rows) - 0.5, -0.9), xlim=(-0.02 * most, 1.36 * most), yticks=[], xlabel="mm")
    axes.set_xticks([x for x in axes.get_xticks() if 0 <= x <= 1.02 * most])
    axes.grid(False)
    axes.grid(True, axis="x")
    axes.spines["left"].set_visible(False)
    axes.set_title("○ before   ◆ after", loc="left", size=9, fontweight="normal")
