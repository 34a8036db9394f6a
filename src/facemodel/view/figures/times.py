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
    drawing,
    house_style,
)

_SHADES = ("#D55E00", "#0072B2", "#009E73", "#CC79A7", "#7a5c00", "#333333")
_DASHES: tuple[Any, ...] = ("-", "--", "-.", ":", (0, (6, 1, 1, 1, 1, 1)), (0, (1, 1)))
_TOUCHED = 0.97
"""Regions with less strength left than this at some time are drawn."""


def over_days(case: CaseLike | Course, days: ArrayLike | None = None) -> Drawing:
    """Movement, asymmetry and remaining strength over days, compared with no treatment.

    days: as fm.course takes them. Errors: nothing dampened or injected; a course of seconds.
    """
    made = _course(case, "days", days)
    if not made.treated:
        raise FaceModelError("nothing is injected in this case: no day differs from another")
    now = measures(made)
    before = measures(replace(made, activation=made.before, remaining=np.ones_like(made.remaining)))
    point, what = _point(made.case)
    with house_style():
        figure = drawing((7.6, 6.6), made.case, *_words(made.case), rows=1)
        moved, differs, left = figure.subplots(3, 1, sharex=True, height_ratios=(1.15, 1, 1.15))
        _two_sides(moved, made.times, point, now, before)
        moved.set_title(what)
        _before_and_after(differs, made.times, now["asymmetry_mm"], before["asymmetry_mm"])
        differs.set_title("Asymmetry of the whole face")
        _strength(left, made.times, now)
        left.set_title("Strength left")
        left.set_xlabel("days")
        for one in made.case.injections:
            for axes in (moved, differs, left):
                axes.axvline(one.day, color=QUIET, lw=0.8, ls=":")
        left.set_xlim(made.times[0], made.times[-1])
        keys = [_key(AFTER, "-", "after, left"), _key(AFTER, "--", "after, right")]
        keys += [_key(BEFORE, "-", "before, left", 1.0), _key(BEFORE, "--", "before, right", 1.0)]
        _keys(figure, keys)
    best = int(np.argmin(now["asymmetry_mm"]))
    figure.set_label(
        f"Three curves over {made.times[-1]:g} days: {_said(made.case)}. {what}: "
        f"{_range(made, point, now, best)}. Asymmetry goes from "
        f"{before['asymmetry_mm'][0]:.2f} mm before to {now['asymmetry_mm'][best]:.2f} mm on day "
        f"{made.times[best]:g} and is {now['asymmetry_mm'][-1]:.2f} mm on day {made.times[-1]:g}. "
        f"{_weakest(now)}"
    )
    return figure


def over_seconds(case: CaseLike | Course, seconds: ArrayLike | None = None) -> Drawing:
    """Opening of the eyes, movement of the mouth corners and asymmetry during a spasm.

    Before is drawn where something is dampened or injected. Errors: a condition with nothing that
    runs in seconds, a course over days.
    """
    made = _course(case, "seconds", seconds)
    now = measures(made)
    before = measures(replace(made, activation=made.before)) if made.treated else None
    rows = (
        ("Eye opening", "eye_open_left_mm", "eye_open_right_mm"),
        ("Mouth-corner movement", "cheilion_left_mm", "cheilion_right_mm"),
    )
    with house_style():
        figure = drawing((7.6, 6.2), made.case, *_words(made.case), rows=1)
        panels = figure.subplots(3, 1, sharex=True)
        for axes, (title, left, right) in zip(panels[:2], rows, strict=True):
            if before is not None:
                _line(axes, made.times, before[left], BEFORE, "-", 1.0)
            _line(axes, made.times, now[left], AFTER, "-", 1.8)
            _line(axes, made.times, now[right], QUIET, ":", 1.6)
            axes.set_title(title)
            axes.set_ylim(bottom=0)
        _before_and_after(
            panels[2], made.times, now["asymmetry_mm"], before and before["asymmetry_mm"]
        )
        panels[2].set_title("Asymmetry of the whole face")
        panels[2].set_xlabel("seconds")
        for axes in panels:
            axes.set_ylabel("mm")
        panels[2].set_xlim(made.times[0], made.times[-1])
        keys = [_key(AFTER, "-", "after, left" if made.treated else "left")]
        keys += [_key(BEFORE, "-", "before, left", 1.0)] if before is not None else []
        _keys(figure, [*keys, _key(QUIET, ":", "right")])
    least = now["eye_open_left_mm"].min(), now["eye_open_right_mm"].min()
    figure.set_label(
        f"Three curves over {made.times[-1] - made.times[0]:g} seconds: {_said(made.case)}. The "
        f"left eye opens between {least[0]:.1f} and {now['eye_open_left_mm'].max():.1f} mm, the "
        f"right between {least[1]:.1f} and {now['eye_open_right_mm'].max():.1f} mm; the left "
        f"corner of the mouth moves up to {now['cheilion_left_mm'].max():.1f} mm, the right up to "
        f"{now['cheilion_right_mm'].max():.1f} mm; asymmetry reaches "
        f"{now['asymmetry_mm'].max():.2f} mm"
        + (f", before {before['asymmetry_mm'].max():.2f} mm." if before is not None else ".")
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


def _keys(figure: Drawing, handles: list[Any]) -> None:
    """One key for all panels, in the row that the heading leaves free."""
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
