"""The sections of a report that are tables: scales, lines, measures, assumptions and sources."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from markupsafe import Markup

from facemodel.clinic import metrics
from facemodel.clinic.readouts import PLACES, READOUTS
from facemodel.clinic.scales import SCALES, Item, Scale
from facemodel.data.references import evidence
from facemodel.study.sensitivity import NOT_COVERED
from facemodel.view import wording
from facemodel.view.markup import join, piece
from facemodel.view.report.findings import MARKS, RATED_S, Findings, Measure, behind, works

MOST_ASSUMPTIONS = 8
LEAST_ASSUMPTION = 0.01
"""Constants that change the result by less than this share of it are counted, not listed."""


def graded(found: Findings) -> Markup:
    """Scales with their items and the rule that gave each score."""
    graded = found.graded()
    parts = _sided(found, graded) if graded else [_no_side()]
    parts += [_rated(found, scale, results) for scale, results in found.rated().items()]
    return join(parts)


def _no_side() -> Markup:
    names = [scale.label.split()[0] for scale in SCALES.values() if scale.reads == "side"]
    which = f"{', '.join(names[:-1])} and {names[-1]}"
    said = f"{which} compare an affected side with the other. This condition has no affected side."
    return piece("p", said)


def _sided(found: Findings, graded: Mapping[Scale, list[Any]]) -> list[Markup]:
    head = ("scale", *_heads(found))
    of_palsy = [scale for scale in graded if scale.numerals and found.in_bursts]
    graded = {scale: results for scale, results in graded.items() if scale not in of_palsy}
    totals = [row for scale, results in graded.items() for row in _totals(scale, results)]
    said = (
        f"The {found.side} side, compared with the other as it is. These scales were made "
        "for palsy; thresholds in millimetres are this model's."
    )
    made = [piece("p", said), piece("table", "Totals", head, totals, len(head) - 1)]
    for scale in of_palsy:
        name = scale.label.split()[0]
        made.append(piece("p", f"{name} grades a palsy and is not given for a spasm.", "small"))
    for scale, results in graded.items():
        name = scale.label.split()[0]
        if rule := getattr(results[-1], "rule", ""):
            made.append(piece("p", f"{name}: {rule}.", "small"))
        if getattr(results[0], "items", None):
            made.append(_items(name, head, results))
    return made


def _totals(scale: Scale, results: list[Any]) -> Iterator[tuple[str, ...]]:
    """Rows of the score and of what it is made of."""
    written = _ROMAN if scale.numerals else None
    yield (_named(scale), *(_figure(one.score, written) for one in results))
    for part in scale.parts:
        name = f"  {part.label}, {part.low:g}..{part.high:g}"
        yield (name, *(_figure(getattr(one, part.name)) for one in results))


def _named(scale: Scale) -> str:
    low, high = (
        _figure(one, _ROMAN if scale.numerals else None) for one in (scale.low, scale.high)
    )
    unit = "" if scale.unit == "points" else f" {scale.unit}"
    return f"{scale.label}{unit}, {low}..{high}"


_ROMAN = ("", "I", "II", "III", "IV", "V", "VI")


def _figure(value: Any, written: Sequence[str] | None = None) -> str:
    return written[int(value)] if written else f"{float(value):.0f}"


def _items(name: str, head: Sequence[str], results: list[Any]) -> Markup:
    """Items with the rule that gave the score, or figures where they are no steps of a ladder."""
    first = results[0].items
    if not isinstance(next(iter(first.values())), Item):
        rows = [(key, *(_figure(one.items[key]) for one in results)) for key in first]
        return piece("table", f"{name} items, 100 is balanced", head, rows, len(head) - 1)
    rows = []
    for key in first:
        per = [one.items[key] for one in results]
        scores = [f"{int(item.score)}" for item in per]
        rows.append((_item(key), *scores, wording.capital(per[-1].rule)))
    heads = (*head, "rule behind the last score")
    return piece("table", f"{name} items", heads, rows, 0, range(len(head)))


def _item(key: str) -> str:
    part, _, rest = key.partition("_")
    return f"{part}: {wording.expression(rest)}"


def _heads(found: Findings) -> Sequence[str]:
    return ("before", "after") if found.treated else ("now",)


def _rated(found: Findings, scale: Scale, results: list[Any]) -> Markup:
    """A scale read from seconds of a spasm, with the rules of its parts."""
    name, _, what = scale.label.rpartition(" ")
    rows = [
        (
            f"{part.label}, {part.low:g}..{part.high:g}",
            *(_figure(getattr(one, part.name)) for one in results),
            getattr(results[-1], f"{part.name}_rule", ""),
        )
        for part in scale.parts
    ]
    counts = "" if scale.change is None else f"patients call {scale.change:g} points relevant"
    total = (f"{what}, {scale.low:g}..{scale.high:g}", *(_figure(one.score) for one in results))
    head = (name, *_heads(found), "rule")
    title = f"{name} scale, rated over {RATED_S:g} s at rest"
    return piece("table", title, head, [*rows, (*total, counts)])


def lines(found: Findings) -> Markup:
    """Lines, graded in the expression that deepens each."""
    rows = []
    scales = [scale for scale in SCALES.values() if scale.reads == "depth"]
    for group, task, depths in found.lines():
        rows.append(
            (
                wording.capital(_GROUPS.get(group, group)),
                wording.expression(task),
                wording.arrow(f"{depth:.2f}" for depth in depths),
                *(_steps(scale.grade(depth) for depth in depths) for scale in scales),
            )
        )
    heads = [f"{scale.label} {scale.low:g}..{scale.high:g}" for scale in scales]
    head = ("lines", "expression", "depth, mm", *heads)
    said = (
        f"Dynamic lines at {found.age:g} years, each in the expression that deepens it, at full "
        "effort. Lines etched at rest are not counted. Depths and grades are assumed."
    )
    made = piece("table", "Depth and grade", head, rows, 0, range(2, len(head)))
    return join([piece("p", said), made])


def _steps(items: Iterable[Item]) -> str:
    return " → ".join(dict.fromkeys(f"{int(i.score)} {i.words[int(i.score)]}" for i in items))


_GROUPS = {"crows_feet": "crow's feet", "infraorbital": "under the eye", "bunny": "bunny lines"}


def measures(found: Findings) -> Markup:
    """Measures in mm with the smallest detectable change."""
    movement = found.case.expression
    moving = movement != "rest"
    parts = [piece("p", _about_measures(found))]
    if moving:
        rows = [(row.label, measures) for row, measures in found.readouts("table")]
        rows += found.measures(found.frames, movement)
        limit = metrics.detectable_change_mm(movement or "smile_social")
        title = f"{wording.capital(found.movement)}; smallest detectable change {limit:g} mm"
        parts.append(_measured(found, title, rows))
    rows = found.measures(found.rests, "rest")
    title = f"At rest; smallest detectable change {metrics.DETECTABLE_AT_REST_MM:g} mm"
    parts.append(_measured(found, title, rows))
    row = READOUTS["asymmetry"]
    thirds = [
        ("whole face" if place == "whole" else f"{place} third", _figures(one))
        for place, one in zip(PLACES[row.places], found.readout(row.name), strict=True)
    ]
    parts.append(piece("table", "Asymmetry of the skin", ("part of the face", "mm"), thirds, 1))
    return join(parts)


def _about_measures(found: Findings) -> str:
    if not found.treated:
        return (
            "Right and left are the person's. Measures are taken from the front, as in photographs."
        )
    return (
        "Right and left are the person's. Bold marks a change that can be measured, grey one that "
        "is too small. For degrees the smallest detectable change is not known here."
    )


def _measured(found: Findings, title: str, rows) -> Markup:
    made = []
    for name, row in rows:
        unit = row[0].unit
        if len(row) == 2:
            right, left = _changed(row[1]), _changed(row[0])
        else:
            right, left = "", _changed(row[0])
        made.append((wording.capital(name), right, left, unit))
    return piece("table", title, ("measure", "right", "left, or whole face", "unit"), made, 3)


def _changed(one: Measure) -> Markup | str:
    text = _figures(one)
    if one.is_detectable is None or "→" not in text:
        return text
    return piece("told", text, one.is_detectable)


def _figures(one: Measure) -> str:
    return wording.arrow(f"{value:.{one.digits}f}" for value in one.values)


def assumptions(found: Findings) -> Markup:
    """Constants that this case depends on, strongest first."""
    ranked, shown = found.sensitivity, _shown(found)
    rows = []
    for k in shown:
        p = ranked.parameters[k]
        rows.append(
            (
                wording.capital(p.what),
                f"{p.value:g} ({p.low:g} to {p.high:g}) {'' if p.unit == '1' else p.unit}".strip(),
                f"{_or_refused(ranked.at_low[k])} to {_or_refused(ranked.at_high[k])}",
                p.mark,
                evidence(p.cite, p.why),
            )
        )
    said = (
        f"The asymmetry here is {ranked.value:.2f} mm. The third column shows the result at both "
        "ends of each constant's range, all others unchanged."
    )
    more = len(ranked.parameters) - len(shown)
    rest = (
        f"{more} more {'has' if more == 1 else 'have'} a smaller effect; "
        f"{len(ranked.without_effect)} have none. "
        f"{NOT_COVERED}"
    )
    if not rows:
        return piece("p", f"No constant changes this result by more than 1 %. {rest}")
    head = ("constant", "value and range", "asymmetry, mm", "mark", "evidence")
    made = piece("table", "One constant at a time, strongest first", head, rows, 0, (2, 3))
    return join([piece("p", said), made, piece("p", rest, "small")])


def _shown(found: Findings) -> list[int]:
    """Which constants are listed."""
    ranked = found.sensitivity
    least = LEAST_ASSUMPTION * abs(ranked.value)
    every = range(len(ranked.parameters))
    return [k for k in every if not ranked.effect[k] < least][:MOST_ASSUMPTIONS]


def _or_refused(value: float) -> str:
    return f"{value:.2f}" if np.isfinite(value) else "refused"


def standing(found: Findings) -> Markup:
    """Evidence, marks and references."""
    parts = behind(found)
    rows = [(part, evidence(cite, why), mark) for part, cite, why, mark in parts]
    keys = [key for _, cite, _, _ in parts for key in cite]
    keys += [key for k in _shown(found) for key in found.sensitivity.parameters[k].cite]
    marks = [(mark, said) for mark, said in MARKS.items()]
    return join(
        [
            piece("table", "Evidence behind each part", ("part", "evidence", "mark"), rows,
                  0, (0, 2)),
            piece("table", "Marks", ("mark", "means"), marks),
            piece("table", "References", ("work", "how we read it"), works(keys), 0),
            piece("p", "Titles in square brackets are descriptions, not quotations.", "small"),
        ]
    )  # fmt: skip
