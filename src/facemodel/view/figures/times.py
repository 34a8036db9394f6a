"""Courses: what is measured over days after a treatment, and over the seconds of a spasm."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from facemodel.anatomy.expressions import EXPRESSIONS
from facemodel.case.case import Case, CaseLike
from facemodel.errors import FaceModelError
from facemodel.study.course import Course, course, measures
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

_SHADES = ("#D55E00", "#0072B2", "#009E73", "#CC79A7", "#7a5c00", "#333333")
_DASHES: tuple[Any, ...] = ("-", "--", "-.", ":", (0, (6, 1, 1, 1, 1, 1)), (0, (1, 1)))
_TOUCHED = 0.97
"""Regions with less strength left than this at some time are drawn."""


def over_days(case: CaseLike | Course, days: ArrayLike | None = None, ax: Any = None) -> Drawing:
    """Draw movement, asymmetry and remaining strength over days, compared with no treatment.

    Parameters
    ----------
    case : fm.Case or Course
        With something weakened or injected.
    days : array_like (t,), optional
        0 to 120 where they are left out.
    ax : list of three matplotlib Axes, optional
        Where to draw; a new figure where it is left out.

    Returns
    -------
    Drawing
        The figure drawn on; with `ax` that of these axes, whose label then has the alt text.

    Raises
    ------
    FaceModelError
        If nothing is weakened or injected, or the course is one of seconds.

    Examples
    --------
    >>> import facemodel as fm
    >>> treated = fm.Case(
    ...     condition="hemifacial_spasm",
    ...     injections=[fm.Injection(4, muscle="zygomaticus_major_left")],
    ... )
    >>> fm.figures.over_days(treated, [0, 7, 30, 90])
    <Drawing size 836x726 with 3 Axes>
    """
    made = _course(case, "days", days)
    if not made.treated:
        raise FaceModelError("nothing is injected in this case: no day differs from another")
    now = measures(made)
    before = measures(replace(made, activation=made.before, remaining=np.ones_like(made.remaining)))
    point, what = _point(made.case)
    with house_style():
        grid = {"nrows": 3, "sharex": True, "height_ratios": (1.15, 1, 1.15)}
        figure, axes = panels(ax, 3, (7.6, 6.6), made.case, _words(made.case), 1, **grid)
        moved, differs, left = axes
        _two_sides(moved, made.times, point, now, before)
        moved.set_title(what)
        _before_and_after(differs, made.times, now["asymmetry_mm"], before["asymmetry_mm"])
        differs.set_title("Asymmetry of the whole face")
        _strength(left, made.times, now)
        left.set_title("Strength left")
        left.set_xlabel("days")
        for one in made.case.injections:
            for panel in axes:
                panel.axvline(one.day, color=QUIET, lw=0.8, ls=":")
        left.set_xlim(made.times[0], made.times[-1])
        keys = [_key(AFTER, "-", "after, left"), _key(AFTER, "--", "after, right")]
        keys += [_key(BEFORE, "-", "before, left", 1.0), _key(BEFORE, "--", "before, right", 1.0)]
        _keys(figure, axes, keys)
    best = int(np.argmin(now["asymmetry_mm"]))
    describe(
        figure,
        axes,
        f"Three curves over {made.times[-1]:g} days: {_said(made.case)}. {what}: "
        f"{_range(made, point, now, best)}. Asymmetry goes from "
        f"{before['asymmetry_mm'][0]:.2f} mm before to {now['asymmetry_mm'][best]:.2f} mm on day "
        f"{made.times[best]:g} and is {now['asymmetry_mm'][-1]:.2f} mm on day {made.times[-1]:g}. "
        f"{_weakest(now)}",
    )
    return figure


def over_seconds(
    case: CaseLike | Course, seconds: ArrayLike | None = None, ax: Any = None
) -> Drawing:
    """Draw the opening of the eyes, movement of the mouth corners and asymmetry during a spasm.

    What it was before is drawn where something is weakened or injected.

    Parameters
    ----------
    case : fm.Case or Course
    seconds : float or array_like (t,), optional
        Moments, or how long from 0; 30 s where they are left out.
    ax : list of three matplotlib Axes, optional
        Where to draw; a new figure where it is left out.

    Returns
    -------
    Drawing
        The figure drawn on; with `ax` that of these axes, whose label then has the alt text.

    Raises
    ------
    FaceModelError
        If nothing of the condition runs in seconds, or the course is one of days.

    Examples
    --------
    >>> import facemodel as fm
    >>> spasm = fm.Case(condition="hemifacial_spasm", expression="rest", seed=5)
    >>> fm.figures.over_seconds(spasm, [7, 7.1, 7.2, 7.3])
    <Drawing size 836x682 with 3 Axes>
    """
    made = _course(case, "seconds", seconds)
    now = measures(made)
    before = measures(replace(made, activation=made.before)) if made.treated else None
    rows = (
        ("Eye opening", "eye_open_left_mm", "eye_open_right_mm"),
        ("Mouth-corner movement", "cheilion_left_mm", "cheilion_right_mm"),
    )
    with house_style():
        grid = {"nrows": 3, "sharex": True}
        figure, axes = panels(ax, 3, (7.6, 6.2), made.case, _words(made.case), 1, **grid)
        for panel, (title, left, right) in zip(axes[:2], rows, strict=True):
            if before is not None:
                _line(panel, made.times, before[left], BEFORE, "-", 1.0)
            _line(panel, made.times, now[left], AFTER, "-", 1.8)
            _line(panel, made.times, now[right], QUIET, ":", 1.6)
            panel.set_title(title)
            panel.set_ylim(bottom=0)
        last = axes[2]
        _before_and_after(last, made.times, now["asymmetry_mm"], before and before["asymmetry_mm"])
        last.set_title("Asymmetry of the whole face")
        last.set_xlabel("seconds")
        for panel in axes:
            panel.set_ylabel("mm")
        last.set_xlim(made.times[0], made.times[-1])
        keys = [_key(AFTER, "-", "after, left" if made.treated else "left")]
        keys += [_key(BEFORE, "-", "before, left", 1.0)] if before is not None else []
        _keys(figure, axes, [*keys, _key(QUIET, ":", "right")])
    least = now["eye_open_left_mm"].min(), now["eye_open_right_mm"].min()
    describe(
        figure,
        axes,
        f"Three curves over {made.times[-1] - made.times[0]:g} seconds: {_said(made.case)}. The "
        f"left eye opens between {least[0]:.1f} and {now['eye_open_left_mm'].max():.1f} mm, the "
        f"right between {least[1]:.1f} and {now['eye_open_right_mm'].max():.1f} mm; the left "
        f"corner of the mouth moves up to {now['cheilion_left_mm'].max():.1f} mm, the right up to "
        f"{now['cheilion_right_mm'].max():.1f} mm; asymmetry reaches "
        f"{now['asymmetry_mm'].max():.2f} mm"
        + (f", before {before['asymmetry_mm'].max():.2f} mm." if before is not None else "."),
    )
    return figure


def _course(case: Any, kind: str, times: Any) -> Course:
    if isinstance(case, Course) and times is None:
        made = case
    elif kind == "days":
        made = course(case, days=tuple(range(0, 121)) if times is None else times)
    else:
        made = course(case, seconds=30.0 if times is None else times)
    if made.kind != kind:
        raise FaceModelError(f"this is a course of {made.kind}; the figure is of {kind}")
    return made


def _point(case: Case) -> tuple[str, str]:
    """The landmark that the case's expression is about, and what a panel calls it."""
    marks = EXPRESSIONS[case.expression or "rest"].landmarks
    if any(mark.startswith("brow") for mark in marks) and "cheilion" not in marks:
        return "brow_mid", "Brow movement"
    if any("lid" in mark for mark in marks):
        return "eye_open", "Eye opening"
    return "cheilion", "Mouth-corner movement"


def _two_sides(axes: Any, times: np.ndarray, point: str, now: Any, before: Any) -> None:
    for side, dashes in (("left", "-"), ("right", "--")):
        values, untouched = now[f"{point}_{side}_mm"], before[f"{point}_{side}_mm"]
        _line(axes, times, untouched, BEFORE, dashes, 1.0)
        _line(axes, times, values, AFTER, dashes, 2.0)
    axes.set_ylabel("mm")
    axes.set_ylim(bottom=0)


def _before_and_after(axes: Any, times: np.ndarray, after: np.ndarray, before: Any) -> None:
    if before is not None:
        _line(axes, times, before, BEFORE, "-", 1.0)
    _line(axes, times, after, AFTER, "-", 2.0)
    axes.set_ylabel("mm")
    axes.set_ylim(bottom=0)


def _strength(axes: Any, times: np.ndarray, now: Any) -> None:
    touched = _regions(now)
    for (_, share), colour, dashes in zip(touched, _SHADES, _DASHES, strict=False):
        _line(axes, times, 100 * share, colour, dashes, 1.8)
    axes.set_ylabel("%")
    axes.set_ylim(0, 105)
    if touched:
        handles = [
            _key(colour, dashes, wording.place(name))
            for (name, _), colour, dashes in zip(touched, _SHADES, _DASHES, strict=False)
        ]
        axes.legend(handles=handles, loc="lower right", ncols=min(3, len(handles)))


def _regions(now: Any) -> list[tuple[str, np.ndarray]]:
    """Regions that lose strength, weakest first, at most as many as there are styles."""
    found = [
        (name.removeprefix("strength_"), share)
        for name, share in now.items()
        if name.startswith("strength_") and share.min() < _TOUCHED
    ]
    return sorted(found, key=lambda row: row[1].min())[: len(_SHADES)]


def _weakest(now: Any) -> str:
    rows = [
        f"the {wording.place(name)} keeps {100 * share.min():.0f} % of its strength at the least"
        for name, share in _regions(now)[:3]
    ]
    return ("; ".join(rows) + ".").capitalize() if rows else ""


def _range(made: Course, point: str, now: Any, at: int) -> str:
    sides = (f"{side} {now[f'{point}_{side}_mm'][at]:.1f} mm" for side in ("left", "right"))
    return f"{' and '.join(sides)} on day {made.times[at]:g}"


def _line(axes: Any, x: np.ndarray, y: np.ndarray, colour: str, dashes: Any, width: float) -> None:
    axes.plot(x, y, color=colour, ls=dashes, lw=width)


def _key(colour: str, dashes: Any, label: str, width: float = 2.0):
    from matplotlib.lines import Line2D

    return Line2D([], [], color=colour, ls=dashes, lw=width, label=label)


def _keys(figure: Drawing, axes: list[Any], handles: list[Any]) -> None:
    """One key for all panels, in the row that the heading leaves free."""
    if not isinstance(figure, Drawing):
        axes[0].legend(handles=handles)
        return
    figure.legend(
        handles=handles,
        loc="upper left",
        bbox_to_anchor=(0.005, 1 - 0.55 / figure.get_figheight()),
        ncols=len(handles),
        borderpad=0,
    )


def _words(case: Case) -> tuple[str, str]:
    return wording.title(case), wording.treatment(case)


def _said(case: Case) -> str:
    return f"{wording.movement(case)}, {wording.condition(case)}, {wording.treatment(case)}"
