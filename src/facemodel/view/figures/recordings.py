"""Recordings: left and right over time, and one take beside another."""

from __future__ import annotations

from typing import Any

import numpy as np

from facemodel.capture.recording.recording import Recording
from facemodel.case.case import Case
from facemodel.errors import FaceModelError
from facemodel.mechanics.face import Face
from facemodel.study import movements
from facemodel.study.blinking import SLOWEST_STEP_S
from facemodel.study.course import Course, checked_face
from facemodel.study.sides import course_of_take
from facemodel.study.tracing import traced
from facemodel.view.figures.drawing import (
    AFTER,
    BEFORE,
    GREEN,
    QUIET,
    Drawing,
    describe,
    house_style,
    panels,
)

_PANELS = (
    ("Mouth-corner movement", "cheilion"),
    ("Brow movement", "brow_mid"),
    ("Eye opening", "eye_open"),
)
_NAMES = {"cheilion": "corner of the mouth", "brow_mid": "brow", "eye_open": "eye closes"}


def over_recording(take: Recording | Course, face: Face | None = None, ax: Any = None) -> Drawing:
    """Draw left and right over the time of a recording, with its tasks and blinks.

    In a gap of the recording no line is drawn.

    Parameters
    ----------
    take : Recording or Course
        A recording, or the course of one: `fm.course(case, recording=take)`.
    face : Face, optional
        Millimetres are those of this face; the built-in one unless given.
    ax : list of three matplotlib Axes, optional
        Where to draw; a new figure where it is left out.

    Returns
    -------
    Drawing
        The figure drawn on; with `ax` that of these axes, whose label then has the alt text.

    Examples
    --------
    >>> import facemodel as fm
    >>> smile = {"mouthSmileLeft": [0, 1, 1, 0], "mouthSmileRight": [0, 0.4, 0.4, 0]}
    >>> take = fm.Recording([0, 0.5, 1, 1.5], fm.arkit(smile))
    >>> fm.figures.over_recording(take)
    <Drawing size 836x682 with 3 Axes>
    """
    made = course_of_take(take)
    face = checked_face(face, made.case)
    seen = traced(face, made.activation)
    found = made.recording
    assert found is not None
    made_tasks = movements.tasks(found)
    quick = np.median(np.diff(found.time)) <= SLOWEST_STEP_S
    blinks = movements.blinks(found, face).all if quick else ()
    with house_style():
        grid = {"nrows": 3, "sharex": True}
        figure, axes = panels(ax, 3, (7.6, 6.2), made.case, _words(found, len(blinks)), 1, **grid)
        for panel, (title, point) in zip(axes, _PANELS, strict=True):
            for side, colour, dashes in (("left", AFTER, "-"), ("right", BEFORE, "--")):
                way = np.where(made.seen, seen[f"{point}_{side}_mm"], np.nan)
                panel.plot(made.times, way, color=colour, ls=dashes, lw=1.6)
            for begin, end in found.gaps:
                panel.axvspan(begin, end, color=QUIET, alpha=0.15, lw=0)
            panel.set_title(title)
            panel.set_ylabel("mm")
            panel.set_ylim(0, max(2.0, panel.get_ylim()[1]))
        for task in made_tasks:
            axes[0].axvspan(task.start_s, task.end_s, color=GREEN, alpha=0.12, lw=0)
            axes[0].axvline(task.best_s, color=GREEN, lw=0.8, ls=":")
        if blinks:
            top = axes[2].get_ylim()[1]
            axes[2].plot([one.start_s for one in blinks], [top] * len(blinks), ls="", marker="v",
                         color=QUIET, ms=4, clip_on=False)  # fmt: skip
        axes[2].set_xlabel("seconds")
        axes[2].set_xlim(made.times[0], made.times[-1])
        _keys(figure, axes, bool(made_tasks), bool(blinks), bool(len(found.gaps)))
    describe(figure, axes, _alt(made, seen, made_tasks, blinks))
    return figure


def two_takes(
    first: Recording | Course,
    second: Recording | Course,
    face: Face | None = None,
    ax: Any = None,
) -> Drawing:
    """Draw the largest movement of each point and side in two takes, before beside after.

    A change that measuring could not distinguish is drawn hollow.

    Parameters
    ----------
    first, second : Recording or Course
        The takes; the same movements must have been asked for in both.
    face : Face, optional
        Millimetres are those of this face; the built-in one unless given.
    ax : matplotlib Axes, optional
        Where to draw; a new figure where it is left out.

    Returns
    -------
    Drawing
        The figure drawn on; with `ax` that of these axes, whose label then has the alt text.

    Examples
    --------
    >>> import facemodel as fm
    >>> smiles = [fm.arkit({"mouthSmileLeft": [0, size, 0]}) for size in (1.0, 0.2)]
    >>> takes = [fm.Recording([0, 0.5, 1], smile) for smile in smiles]
    >>> fm.figures.two_takes(*takes)
    <Drawing size 836x418 with 1 Axes>
    """
    rows = movements.changes(first, second, face)
    words = ("Two takes", "largest movement of each side; hollow: a change below what can be told")
    with house_style():
        figure, axes = panels(ax, 1, (7.6, 3.8), Case(), words, 0)
        panel, labels = axes[0], []
        for k, (name, row) in enumerate(rows.items()):
            labels.append(label(name))
            panel.plot([row.first_mm, row.second_mm], [k, k], color=QUIET, ls="-", lw=1.2, zorder=1)
            panel.plot(row.first_mm, k, "o", color=BEFORE, ms=10)
            fill = AFTER if row.detectable else "white"
            panel.plot(row.second_mm, k, "s", color=AFTER, mfc=fill, ms=7)
            said = f"{round(row.change_mm, 1) + 0.0:+.1f} mm"
            panel.text(1.01, k, said, va="center", color=QUIET,
                       transform=panel.get_yaxis_transform())  # fmt: skip
        panel.set_yticks(range(len(labels)), labels)
        panel.invert_yaxis()
        panel.set_xlim(left=0)
        panel.set_xlabel("mm; circle: first take, square: second")
    below = {
        name: "" if row.detectable else " (below what can be told)" for name, row in rows.items()
    }
    told = [
        f"{label(name)} {row.first_mm:.1f} to {row.second_mm:.1f} mm{below[name]}"
        for name, row in rows.items()
    ]
    describe(figure, axes, "Two takes compared. " + "; ".join(told) + ".")
    return figure


def _words(take: Recording, blinks: int) -> tuple[str, str]:
    return (
        f"Recording of {take.seconds:.1f} s",
        f"{take.source}; {len(take.time):,} frames, {_many(blinks)}; millimetres of this face",
    )


def _many(blinks: int) -> str:
    return f"{blinks or 'no'} blink{'s' * (blinks != 1)}"


def _keys(figure: Any, axes: list[Any], tasks: bool, blinks: bool, gaps: bool) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    rows: list[Any] = [
        Line2D([], [], color=AFTER, lw=1.6, label="left"),
        Line2D([], [], color=BEFORE, lw=1.6, ls="--", label="right"),
    ]
    if tasks:
        rows.append(Patch(color=GREEN, alpha=0.2, label="task, dotted: its best frame"))
    if blinks:
        rows.append(Line2D([], [], color=QUIET, ls="", marker="v", ms=4, label="blink"))
    if gaps:
        rows.append(Patch(color=QUIET, alpha=0.2, label="no frames"))
    if not isinstance(figure, Drawing):
        axes[0].legend(handles=rows)
        return
    where = (0.005, 1 - 0.55 / figure.get_figheight())
    figure.legend(
        handles=rows, loc="upper left", bbox_to_anchor=where, ncols=len(rows), borderpad=0
    )


def label(column: str) -> str:
    """A column of measures in words."""
    point, side = column.removesuffix("_mm").rsplit("_", 1)
    if point not in _NAMES:
        raise FaceModelError(f"there is no point {point!r} of a recording")
    return f"{_NAMES[point]}, {side}"


def _alt(made: Course, seen: dict[str, np.ndarray], tasks, blinks) -> str:
    best = {name: float(np.max(way[made.seen])) for name, way in seen.items()}
    least = {s: float(np.min(seen[f"eye_open_{s}_mm"][made.seen])) for s in ("left", "right")}
    shown = ", ".join(f"{task.label} at {task.best_s:.1f} s" for task in tasks) or "no task"
    return (
        f"Three curves over {made.times[-1] - made.times[0]:.1f} seconds of a recording. The left "
        f"corner of the mouth moves up to {best['cheilion_left_mm']:.1f} mm, the right up to "
        f"{best['cheilion_right_mm']:.1f} mm; the left brow up to {best['brow_mid_left_mm']:.1f} "
        f"mm, the right up to {best['brow_mid_right_mm']:.1f} mm; the eyes close to "
        f"{least['left']:.1f} mm left and {least['right']:.1f} mm right. It holds {shown}, and "
        f"{_many(len(blinks))}."
    )
