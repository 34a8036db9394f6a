"""The pictures for slides: which there are, what each shows, and its caption in plain words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from msgspec import Struct

from facemodel.anatomy.expressions import EXPRESSIONS, expression
from facemodel.case.case import Case
from facemodel.clinic.findings import KINDS, MISPLACEMENTS, Misplacement
from facemodel.clinic.side_effects import SideEffect, side_effects
from facemodel.data import tables
from facemodel.mechanics.face import Face
from facemodel.physiology import toxin
from facemodel.physiology.conditions import PRESETS, by_name
from facemodel.physiology.injection import Injection
from facemodel.study.plan.treating import treatment

Group = Literal["condition", "plan", "overdose"]
GROUPS: Mapping[str, str] = {
    "expression": "Expressions",
    "condition": "Conditions by severity",
    "plan": "Before and after a sparse plan",
    "overdose": "Too much of a usual pattern",
    "placement": "Points in the wrong place",
}
"""Each with its heading, in the order of the contact sheet."""
SIDE: Literal["left"] = "left"
DAY = 28.0
"""After an injection, in plans and overdoses; misplaced points are judged on day 14."""
PLACED_DAY = 14.0
MOST_FINDINGS = 3
PLAIN: Mapping[str, str] = {
    "lid_ptosis": "a drooping lid",
    "brow_ptosis": "a sinking brow",
    "lateral_escape": "an outer brow that shoots up",
    "smile_asymmetry": "an uneven smile",
    "lagophthalmos": "an eye that stays open",
    "lower_lid_sag": "a sagging lower lid",
    "lower_lip_asymmetry": "an uneven lower lip",
    "oral_incompetence": "lips that leak",
    "commissure_droop": "a hanging corner of the mouth",
}
"""Everyday words of side effects whose label has none."""


class Row(Struct, frozen=True, kw_only=True):
    """A row of data/slides.csv.

    name        of the file; group
    condition   of the face; several are shown beside one another
    sided       whether the condition has a side, which is the left then
    severities  shown beside one another; empty: that of the condition
    expression  what the face means to do
    pattern, times  of overdoses: a key of fm.toxin.SCENARIOS, and how many times its dose
    caption     in plain words; of plans it is computed, of overdoses it is the beginning
    """

    name: str
    group: Group
    condition: tuple[str, ...]
    sided: bool
    severities: tuple[str, ...] = ()
    expression: str
    pattern: str = ""
    times: float | None = None
    caption: str = ""

    def __post_init__(self) -> None:
        for name in self.condition:
            if name not in PRESETS or PRESETS[name].sided != self.sided:
                raise ValueError(f"column condition: {name} is no condition, or sided is wrong")
        if self.expression not in EXPRESSIONS:
            raise ValueError(f"column expression: {self.expression} is no expression")
        if (self.group == "overdose") != bool(self.pattern and self.times):
            raise ValueError("columns pattern and times are for overdoses, and for all of them")
        if self.pattern and self.pattern not in toxin.SCENARIOS:
            raise ValueError(f"column pattern: {self.pattern} is no pattern")
        if self.group != "plan" and not self.caption:
            raise ValueError("column caption is empty")


ROWS: Mapping[str, Row] = tables.keyed(Row, "slides.csv", "name")


@dataclass(frozen=True, eq=False)
class Frame:
    """One face of a slide: controls (C,), from where it is seen, and the words above it."""

    controls: np.ndarray
    view: str
    label: str


@dataclass(frozen=True, eq=False)
class Slide:
    """Faces beside one another, with one line of words."""

    name: str
    group: str
    caption: str
    frames: tuple[Frame, ...]


def slides(face: Face) -> Iterator[Slide]:
    """Every slide, in the order of GROUPS."""
    for name in EXPRESSIONS:
        yield _expression(face, name)
    makers = {"condition": _condition, "plan": _plan, "overdose": _overdose}
    for row in ROWS.values():
        yield makers[row.group](face, row)
    for one in MISPLACEMENTS:
        yield _misplaced(face, one)


def _expression(face: Face, name: str) -> Slide:
    label = EXPRESSIONS[name].label
    rest = face.controls(np.atleast_2d(expression("rest")))[0]
    moved = face.controls(np.atleast_2d(expression(name)))[0]
    frames = (
        Frame(rest, "front", "at rest"),
        Frame(moved, "front", label),
        Frame(moved, "three_quarter", label),
    )
    units = [str(unit) for unit in EXPRESSIONS[name].units]
    told = f": action unit{'s' * (len(units) > 1)} {', '.join(units)}" if units else ""
    shown = frames[1:] if name == "rest" else frames
    return Slide(f"expression_{name}", "expression", f"{_capital(label)}{told}", shown)


def _case(row: Row, condition: str, severity: str | None, **more: Any) -> Case:
    given: dict[str, Any] = {"severity": severity} if severity else {}
    side = SIDE if row.sided else None
    return Case(condition=condition, side=side, expression=row.expression, **given, **more)


def _seen(face: Face, case: Case, label: str) -> Frame:
    return Frame(face.controls(np.atleast_2d(case.drive(face)))[0], "front", label)


def _condition(face: Face, row: Row) -> Slide:
    frames = [
        _seen(face, _case(row, condition, severity), severity or _grade(condition))
        for condition in row.condition
        for severity in row.severities or (None,)
    ]
    if row.severities:
        first = Case(expression=row.expression)
        frames.insert(0, _seen(face, first, "healthy"))
    return Slide(row.name, row.group, row.caption, tuple(frames))


def _grade(condition: str) -> str:
    return PRESETS[condition].label.split()[-1]


def _plan(face: Face, row: Row) -> Slide:
    (condition,), (severity,) = row.condition, row.severities
    before = _case(row, condition, severity)
    plan = treatment(face, before.build_condition(), day=DAY)
    after = _case(row, condition, severity, injections=plan.injections, day=DAY)
    side = f", {SIDE}" if row.sided else ""
    points = "1 point" if plan.points == 1 else f"{plan.points} points"
    caption = (
        f"{_capital(PRESETS[condition].label)}, {severity}{side}: {points} for "
        f"{plan.aim.label}, {plan.gain:.0%} on average"
    )
    frames = (_seen(face, before, "before"), _seen(face, after, "four weeks after"))
    return Slide(row.name, row.group, caption, frames)


def _overdose(face: Face, row: Row) -> Slide:
    (condition,) = row.condition
    severity = row.severities[0] if row.severities else None
    assert row.times is not None
    usual = toxin.scenario(row.pattern, face.mesh, SIDE)
    many = tuple(
        Injection(row.times * one.dose, point=one.point, depth_mm=one.depth_mm) for one in usual
    )
    before = _case(row, condition, severity)
    frames = (
        _seen(face, before, "before"),
        _seen(face, _case(row, condition, severity, injections=usual, day=DAY), "usual dose"),
        _seen(
            face,
            _case(row, condition, severity, injections=many, day=DAY),
            f"{row.times:g} times the dose",
        ),
    )
    found = side_effects(face, many, day=DAY, condition=before.build_condition())
    caption = f"{row.caption}, {row.times:g} times the usual dose: {_listed(found)}"
    return Slide(row.name, row.group, caption, frames)


def _listed(found: Sequence[SideEffect]) -> str:
    """What is found on the face, in words; ceilings of a dose are no finding."""
    sides: dict[str, set[str]] = {}
    for one in found:
        if one.name in KINDS:
            sides.setdefault(one.name, set()).add(one.side)
    seen = [_named(name, where) for name, where in sides.items()]
    if not seen:
        over = ", but over a ceiling of the dose" if found else ""
        return f"no side effect in this model{over}"
    more = f" and {len(seen) - MOST_FINDINGS} more" if len(seen) > MOST_FINDINGS else ""
    return ", ".join(seen[:MOST_FINDINGS]) + more


def _named(name: str, sides: set[str]) -> str:
    where = sides.pop() if len(sides) == 1 else "both"
    aside = "both sides" if where == "both" else where
    return f"{PLAIN.get(name, KINDS[name].label)} ({aside})"


def _misplaced(face: Face, one: Misplacement) -> Slide:
    kind = KINDS[one.side_effect]
    condition = by_name(one.condition)
    intent = expression(kind.task)

    def seen(label: str, points: tuple[Injection, ...]) -> Frame:
        left = toxin.remaining(face, points, PLACED_DAY) if points else 1.0
        row = condition.drive(intent, remaining=left)
        return Frame(face.controls(np.atleast_2d(row))[0], "front", label)

    right, wrong = (one.injections(face.mesh, which) for which in ("right", "wrong"))
    frames = (
        seen("before", ()),
        seen("right place and dose", right),
        seen("wrong place or dose", wrong),
    )
    aim, lesson = _capital(one.aim), one.lesson.partition(";")[0]
    return Slide(f"place_{one.side_effect}", "placement", f"{aim}: {lesson}", frames)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
