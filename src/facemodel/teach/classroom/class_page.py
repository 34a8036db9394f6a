"""The class as one HTML page without scripts: learners, tests, kinds of items, patients."""

import os
from pathlib import Path
from typing import Any

import numpy as np

from facemodel.data.files import write_whole
from facemodel.teach.classroom.classroom import Classroom, Learner
from facemodel.teach.classroom.figures import NAMES, Figures, between, figures_of
from facemodel.teach.items.entry import Entry
from facemodel.teach.items.kinds import KINDS
from facemodel.teach.items.record import firsts
from facemodel.teach.practice import class_report
from facemodel.teach.rating.results import published
from facemodel.view import markup
from facemodel.view.provenance import NOTICE, stamp

SHADES = 5
"""Steps of the heat-map's shade, from none right to all right."""
WIDE, HIGH = 96, 26
"""Of a small curve, px."""
FEW = 2
"""Answers below which a cell of the heat-map says little: it has no shade."""


def save_page(room: Classroom, path: str | os.PathLike[str], reveal: bool = True) -> Path:
    """Write the class as a page; reveal: with the truth of each virtual patient."""
    return write_whole(path, page(room, reveal).encode(), "the class page")


def page(room: Classroom, reveal: bool = True) -> str:
    """The class as HTML."""
    told = [(one, figures_of(one)) for one in room.learners]
    sat = bool(room.board.learners)
    return markup.page(
        "class",
        title="facemodel: results of a class",
        room=room,
        notice=NOTICE,
        overview=_overview(told),
        learners=[_learner(*one) for one in told],
        heat=_heat(told),
        lessons=_lessons(room),
        agreement=_agreement(told),
        sat=class_report.told(room.board, reveal) if sat else None,
        wide=WIDE,
        high=HIGH,
        stamp=stamp(class_report.of_all(room.board)),
    )


def _overview(told: list[tuple[Learner, Figures]]) -> list[str]:
    """Sentences on the class as a whole."""
    said = []
    both = [f for _, f in told if f.gain is not None]
    if both:
        before, after = (np.mean([f.tests[form].share for f in both]) for form in ("pre", "post"))
        said.append(
            f"Tests: {before:.0%} right before and {after:.0%} after, on average of "
            f"{_count(len(both), 'learner')} with both; the same kinds of items, other items."
        )
        off = float(np.mean([f.tests["post"].overconfidence for f in both]))
        way = "as sure as right" if abs(off) < 0.05 else "too sure" if off > 0 else "too unsure"
        said.append(f"After it they were {way} (confidence less right answers: {off:+.0%}).")
    lacking = [form for form in ("pre", "post") if any(form not in f.tests for _, f in told)]
    if lacking and any(f.tests for _, f in told):
        counts = [
            f"{_count(sum(form not in f.tests for _, f in told), 'learner')} without a "
            f"{'test before' if form == 'pre' else 'test after'}"
            for form in lacking
        ]
        said.append(f"{' and '.join(counts)}.")
    totals = _total(told)
    asked = {kind: pair for kind, pair in totals.items() if pair[1] >= FEW * 5}
    if asked:
        worst = min(asked, key=lambda kind: asked[kind][0] / asked[kind][1])
        right, count = asked[worst]
        said.append(f"The hardest kind: {KINDS[worst].label}, {right} of {count} right at once.")
    return said


def _count(n: int, what: str) -> str:
    return f"{n} {what}{'' if n == 1 else 's'}"


def _learner(who: Learner, told: Figures) -> dict[str, Any]:
    """A row of the table of learners; cells are texts, curves are points of a line."""
    units, times = told.dose
    effects = sum(told.effects.values())
    return {
        "name": who.name,
        "known": who.known,
        "cells": [
            *(_share(told.tests[f].share) if f in told.tests else "-" for f in ("pre", "post")),
            _sure(told),
            _of(told.practised),
            _of(told.again),
            f"{told.exercises[0]} of {told.exercises[2]}" if told.exercises[2] else "-",
            _of(told.predictions),
            _placed(told),
            str(told.hints),
            f"{told.minutes:.0f}",
        ],
        "patients": [
            "-" if told.mark is None else f"{told.mark:.0f}",
            f"{len(told.marks)} of {told.patients}" if told.patients else "-",
            "-" if units is None else f"{units:.1f}",
            "-" if times is None else f"{times:.1f}",
            str(effects) if told.marks else "-",
        ],
        "effects": ", ".join(f"{name} {n}" for name, n in told.effects.items()),
        "answers": _line(told.curve, 1.0),
        "marks": _line(told.marks, 100.0),
        "says": _curve_in_words(told),
    }


def _share(x: float) -> str:
    return f"{x:.0%}"


def _sure(told: Figures) -> str:
    last = told.tests.get("post") or told.tests.get("pre")
    return "-" if last is None else f"{last.overconfidence:+.0%}"


def _of(pair: tuple[int, int]) -> str:
    return f"{pair[0] / pair[1]:.0%} of {pair[1]}" if pair[1] else "-"


def _placed(told: Figures) -> str:
    return "-" if told.apart_mm is None else f"{_of(told.points)}, {told.apart_mm:.0f} mm off"


def _line(values: tuple[float, ...], most: float) -> str:
    """Points of a line in a box of WIDE by HIGH; "" for fewer than two values."""
    if len(values) < 2:
        return ""
    x = np.linspace(2, WIDE - 2, len(values))
    y = HIGH - 2 - (HIGH - 4) * np.clip(np.array(values) / most, 0, 1)
    return " ".join(f"{a:.1f},{b:.1f}" for a, b in zip(x, y, strict=True))


def _curve_in_words(told: Figures) -> str:
    return ", ".join(f"{share:.0%}" for share in told.curve)


def _total(told: list[tuple[Learner, Figures]]) -> dict[str, tuple[int, int]]:
    found = {}
    for kind in KINDS:
        pairs = [f.items[kind] for _, f in told if kind in f.items]
        if pairs:
            found[kind] = sum(p[0] for p in pairs), sum(p[1] for p in pairs)
    return found


def _heat(told: list[tuple[Learner, Figures]]) -> dict[str, Any] | None:
    """Kinds of items by learners: text and shade of each cell; None where nobody answered any."""
    totals = _total(told)
    if not totals:
        return None
    rows = [(who.name, f.items) for who, f in told if f.items]
    return {
        "head": [KINDS[kind].label for kind in totals],
        "rows": [
            (name, [_cell(items.get(kind)) for kind in totals])
            for name, items in [*rows, ("all", totals)]
        ],
    }


def _lessons(room: Classroom) -> list[tuple[str, ...]]:
    """A row for each exercise and prediction: who answered, right at once, later, tries, hints."""
    asked: dict[tuple[int, str], list[Entry]] = {}
    for learner in room.learners:
        for one in firsts(learner.record.entries):
            if one.what != "item":
                asked.setdefault((one.lesson or 0, one.kind), []).append(one)
    return [
        (
            kind.replace("_", " "),
            str(lesson or "-"),
            str(len(entries)),
            _share(float(np.mean([bool(one.right) for one in entries]))),
            _share(float(np.mean([one.solved for one in entries]))),
            str(sum(one.gave_up for one in entries)),
            f"{np.mean([one.tries for one in entries]):.1f}",
            f"{np.mean([one.hints for one in entries]):.1f}",
        )
        for (lesson, kind), entries in sorted(asked.items())
    ]


def _cell(pair: tuple[int, int] | None) -> tuple[str, str]:
    if pair is None:
        return "", ""
    right, asked = pair
    shade = f"s{min(SHADES - 1, int(SHADES * right / asked))}" if asked >= FEW else ""
    return f"{right}/{asked}", shade


def _agreement(told: list[tuple[Learner, Figures]]) -> list[tuple[str, ...]]:
    """ICC with the model by part, and what is published of raters among one another."""
    rows = [
        (who.name, str(f.faces), *(format(f.agreement[part]) for part in NAMES))
        for who, f in told
        if f.agreement
    ]
    if (of_class := between([who for who, _ in told])) is not None:
        count, found = of_class
        rows.append(("between learners", str(count), *(format(found[part]) for part in NAMES)))
    if rows:
        known = [published("sunnybrook", part, "raters") or "-" for part in NAMES]
        rows.append(("published, between raters", "-", *known))
    return rows
