"""The face before and after, with what moved beside it, and how far its landmarks can go."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from facemodel.case import own_face
from facemodel.case.case import CaseLike, case_of
from facemodel.clinic import metrics
from facemodel.study.course import untreated
from facemodel.view import wording
from facemodel.view.figures.drawing import (
    AFTER,
    BEFORE,
    QUIET,
    Drawing,
    describe,
    house_style,
    panels,
)
from facemodel.view.scene.assets import Tone
from facemodel.view.stills import plain, portraits

_ROWS = (
    ("mouth-corner movement", "cheilion", "moves"),
    ("brow movement", "brow_mid", "moves"),
    ("eye opening", "", "open"),
)
_LEAST_MM = 0.05


def before_after(case: CaseLike, tone: Tone = "medium", ax: Any = None) -> Drawing:
    """Draw the face of a case without and with its treatment, and what moved in mm.

    A browser draws the faces where there is one; else they are flat, and the figure says so.

    Parameters
    ----------
    case : fm.Case
    tone : str
        Skin: "light", "medium" or "deep".
    ax : list of three matplotlib Axes, optional
        Where to draw; a new figure where it is left out.

    Returns
    -------
    Drawing
        The figure drawn on; with `ax` that of these axes, whose label then has the alt text.

    Raises
    ------
    FaceModelError
        If this is no case, or `tone` is unknown.

    Examples
    --------
    >>> import facemodel as fm
    >>> fm.figures.before_after(fm.Case(dampening={"smile_left": 0.3}))  # doctest: +SKIP
    <Drawing size 1122x539 with 3 Axes>
    """
    case = case_of(case)
    face = own_face.face_of(case.face)
    controls = face.controls(np.stack([untreated(case).drive(face), case.drive(face)]))
    pictures = portraits.portraits(face, controls, (480, 600), tone)
    rows = _figures(face, face.deform(controls))
    with house_style():
        words = wording.title(case), wording.treatment(case)
        grid: dict[str, Any] = {"ncols": 3, "width_ratios": (1, 1, 1.05)}
        made, axes = panels(ax, 3, (10.2, 4.9), case, words, **grid)
        for k, (label, colour) in enumerate((("before", BEFORE), ("after", AFTER))):
            _portrait(axes[k], pictures.pixels[k], label, colour)
        _dumbbells(axes[2], rows)
        if pictures.how != portraits.AS_IN_THE_LAB:
            place: dict[str, Any] = {"transform": axes[1].transAxes, "ha": "right", "va": "top"}
            axes[1].text(1, -0.02, pictures.how, size=6.5, color=QUIET, **place)
    said = "; ".join(f"{name} {a:.1f} mm before and {b:.1f} mm after" for name, a, b in rows)
    describe(
        made,
        axes,
        f"A simulated face from the front before and after: {wording.movement(case)}, "
        f"{wording.condition(case)}, {wording.treatment(case)}. The person's right is on the left "
        f"of the picture. {said}.",
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


LANDMARKS = (
    *(f"{stem}_{side}" for stem in ("brow_mid", "cheilion", "malar") for side in ("left", "right")),
    "labiale_inferius",
)


def reach(case: CaseLike, landmarks: Sequence[str] = LANDMARKS, ax: Any = None) -> Drawing:
    """Draw the range of motion of landmarks from the front, before and after treatment.

    Blue dashed outlines before, vermillion fields after; beside them the share of the largest
    width that is preserved. Only muscles count: the jaw and the lids' turning are not in it.

    Parameters
    ----------
    case : fm.Case
    landmarks : sequence of str
        Names of `fm.load().mesh.landmarks`.
    ax : list of two matplotlib Axes, optional
        Where to draw; a new figure where it is left out.

    Returns
    -------
    Drawing
        The figure drawn on; with `ax` that of these axes, whose label then has the alt text.

    Raises
    ------
    FaceModelError
        If this is no case, or there is no such landmark.

    Examples
    --------
    >>> import facemodel as fm
    >>> weaker = fm.Case(dampening={"smile_left": 0.3})
    >>> fm.figures.reach(weaker, ["cheilion_left", "cheilion_right"])
    <Drawing size 1012x616 with 2 Axes>
    """
    case = case_of(case)
    face = own_face.face_of(case.face)
    condition, remaining = case.build_condition(), case.remaining(face)
    sizes = metrics.expression_range(face, remaining, condition, landmarks)
    kept = 100 * sizes.relative()["width"]
    with house_style():
        title = f"range of motion; {wording.condition(case)}"
        words = title, wording.treatment(case)
        grid: dict[str, Any] = {"ncols": 2, "width_ratios": (1, 0.85)}
        made, axes = panels(ax, 2, (9.2, 5.6), case, words, **grid)
        over, bars = axes
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
    describe(
        made,
        axes,
        f"Range of motion of landmarks as outlines over a face, before and after: "
        f"{wording.condition(case)}, {wording.treatment(case)}. Width preserved: {rows}.",
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
