"""Reach envelopes: every place that a landmark can be brought to, before and after."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from facemodel.case.case import CaseLike, case_of
from facemodel.clinic import metrics
from facemodel.mechanics.face import load
from facemodel.view import wording
from facemodel.view.figures.drawing import (
    AFTER,
    BEFORE,
    QUIET,
    Drawing,
    drawing,
    house_style,
)
from facemodel.view.stills import plain

LANDMARKS = (
    *(f"{stem}_{side}" for stem in ("brow_mid", "cheilion", "malar") for side in ("left", "right")),
    "labiale_inferius",
)


def reach(case: CaseLike, landmarks: Sequence[str] = LANDMARKS) -> Drawing:
    """Where landmarks can go by muscles alone, from the front, drawn over the outline of the face.

    Blue dashed outlines before, vermillion fields after dampening and injections; on the right the
    share of their largest width that is left. The jaw and the lids' turning are not in it.
    """

    case, face = case_of(case), load()
    condition, remaining = case.build_condition(), case.remaining(face)
    sizes = metrics.expression_range(face, remaining, condition, landmarks)
    kept = 100 * sizes.relative()["width"]
    with house_style():
        title = f"range of motion; {wording.condition(case)}"
        made = drawing((9.2, 5.6), case, title, wording.treatment(case))
        over, bars = made.subplots(1, 2, width_ratios=(1, 0.85))
        _faintly(over, face)
        for name in sizes.landmarks:
            before = metrics.envelope(face, name, 1.0, condition)
            after = metrics.envelope(face, name, remaining, condition)
            over.fill(*after.T, color=AFTER, alpha=0.4, lw=0, zorder=2)
            over.plot(*_closed(after).T, color=AFTER, ls="-", lw=1.4)
            over.plot(*_closed(before).T, color=BEFORE, ls="--", lw=1.4)
            over.plot(*face.mesh.vertices[face.mesh.landmarks[name], :2], ".", color="black", ms=4)
        over.set_title("Range of motion from the front")
        _bars(bars, sizes, kept)
    shares = zip(sizes.landmarks, kept, strict=True)
    rows = ", ".join(f"{wording.landmark(name)} {share:.0f} %" for name, share in shares)
    made.set_label(
        f"Range of motion of landmarks as outlines over a face, before and after: "
        f"{wording.condition(case)}, {wording.treatment(case)}. Width preserved: {rows}."
    )
    return made


def _faintly(axes: Any, face: Any) -> None:
    """The face at rest as a pale picture in mm, R and L and a scale beside it."""
    from matplotlib.patches import Rectangle

    plain.paint(axes, face, face.controls(np.zeros(len(face.slack))), "light")
    for drawn in axes.collections:
        drawn.set_rasterized(True)  # tens of thousands of triangles, which a PDF should not carry
    (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    veil: dict[str, Any] = {"color": "white", "alpha": 0.6, "zorder": 1.5}
    axes.add_patch(Rectangle((left, bottom), right - left, top - bottom, **veil))
    axes.text(left + 5, top - 14, "R", color=QUIET)
    axes.text(right - 5, top - 14, "L", color=QUIET, ha="right")
    axes.plot([left + 5, left + 25], [bottom + 6, bottom + 6], color=QUIET, lw=1.5, ls="-")
    axes.text(left + 15, bottom + 9, "20 mm", color=QUIET, ha="center", size=8)
    axes.grid(False)


def _bars(axes: Any, sizes: Any, kept: np.ndarray) -> None:
    full = sizes.undampened.largest_width_mm
    rows = np.arange(len(kept))
    outline = {"color": "white", "edgecolor": BEFORE, "ls": "--", "lw": 1.2}
    axes.barh(rows - 0.18, full, 0.3, label="before", **outline)
    axes.barh(rows + 0.18, sizes.largest_width_mm, 0.3, color=AFTER, label="after")
    for row, width, share in zip(rows, full, kept, strict=True):
        axes.text(width + 0.02 * full.max(), row, f"{share:.0f} %", va="center", size=9)
    axes.set_yticks(rows, [wording.landmark(name) for name in sizes.landmarks])
    axes.invert_yaxis()
    axes.set(xlabel="largest width of the range, mm", xlim=(0, 1.18 * full.max()))
    axes.tick_params(axis="y", length=0)
    axes.grid(False)
    axes.grid(True, axis="x")
    axes.set_title("Largest width, and the share left")
    axes.legend(loc="lower right")


def _closed(outline: np.ndarray) -> np.ndarray:
    return np.concatenate([outline, outline[:1]])
