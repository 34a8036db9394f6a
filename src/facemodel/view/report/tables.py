"""The sections of a report that are tables: scales, lines, measures, assumptions and sources."""

from collections.abc import Sequence

import numpy as np
from markupsafe import Markup

from facemodel.clinic import metrics, scales
from facemodel.data.references import evidence
from facemodel.study.sensitivity import NOT_COVERED
from facemodel.view import wording
from facemodel.view.markup import join, piece
from facemodel.view.report import sources
from facemodel.view.report.findings import RATED_S, Findings, Measure

MOST_ASSUMPTIONS = 8
LEAST_ASSUMPTION = 0.01
"""Constants that change the result by less than this share of it are counted, not listed."""


def graded(found: Findings) -> Markup:
    """Scales with their items and the rule that gave each score."""
    parts = []
    if (one := found.graded()) is None:
        parts.append(
            piece("p", "Sunnybrook, House-Brackmann and eFACE compare an affected side with the "
                "other; this condition has no side.")
        )  # fmt: skip
    else:
        parts += _palsy(found, one)
    if rated := found.rated():
        parts.append(_jankovic(found, rated))
    return join(parts)


def _palsy(found: Findings, one) -> list[Markup]:
    sums = [
        (name, *(f"{float(getattr(s, key)):.0f}" for s in one.sunnybrook))
        for name, key in (
            ("Sunnybrook composite, 0..100", "composite"),
            ("  voluntary movement, 20..100", "voluntary"),
            ("  resting symmetry, 0..20", "resting"),
            ("  synkinesis, 0..15", "synkinesis"),
        )
    ]
    sums.append(("House-Brackmann grade, I..VI",
                 *(_ROMAN[int(g.grade)] for g in one.house_brackmann)))  # fmt: skip
    sums += [
        (f"eFACE-like {key}, 0..100", *(f"{float(getattr(e, key)):.0f}" for e in one.eface))
        for key in ("total", "static", "dynamic", "synkinesis")
    ]
    head = ("scale", *_heads(found))
    items = []
    for key in one.sunnybrook[0].items:
        per = [s.items[key] for s in one.sunnybrook]
        scores = [f"{int(item.score)}" for item in per]
        items.append((_item(key), *scores, wording.capital(per[-1].rule)))
    made = [
        piece("p", f"The {one.side} side, compared with the other as it is. These scales were made "
            "for palsy; thresholds in millimetres are this model's."),
        piece("table", "Totals", head, sums, len(head) - 1),
        piece("table", "Sunnybrook items", (*head, "rule that gave the last score"), items,
              0, range(len(head))),
        piece("p", f"House-Brackmann: {one.house_brackmann[-1].rule}.", "small"),
    ]  # fmt: skip
    rows = [
        (name, *(f"{float(e.items[name]):.0f}" for e in one.eface)) for name in one.eface[0].items
    ]
    made.append(piece("table", "eFACE-like items, 100 is balanced", head, rows, len(head) - 1))
    return made


_ROMAN = ("", "I", "II", "III", "IV", "V", "VI")


def _item(key: str) -> str:
    part, _, rest = key.partition("_")
    return f"{part}: {wording.expression(rest)}"


def _heads(found: Findings) -> Sequence[str]:
    return ("before", "after") if found.treated else ("now",)


def _jankovic(found: Findings, rated: list[scales.Jankovic]) -> Markup:
    rows = [
        ("severity, 0..4", *(str(r.severity) for r in rated), rated[-1].severity_rule),
        ("frequency, 0..4", *(str(r.frequency) for r in rated), rated[-1].frequency_rule),
        ("sum, 0..8", *(str(r.score) for r in rated),
         f"people call {scales.CLINICALLY_RELEVANT_CHANGE} points relevant"),
    ]  # fmt: skip
    head = ("Jankovic", *_heads(found), "rule")
    return piece("table", f"Jankovic scale, read from {RATED_S:g} s at rest", head, rows)


def lines(found: Findings) -> Markup:
    """Lines, graded in the expression that deepens each."""
    rows = []
    for group, task, states in found.lines():
        graded = [f"{int(fws.score)} {fws.words[int(fws.score)]}" for _, fws, _ in states]
        rows.append(
            (
                wording.capital(_GROUPS.get(group, group)),
                wording.expression(task),
                wording.arrow(f"{depth:.2f}" for depth, _, _ in states),
                " → ".join(dict.fromkeys(graded)),
                wording.arrow(f"{int(merz.score)}" for _, _, merz in states),
            )
        )
    head = ("lines", "in", "deepest, mm", "wrinkle scale 0..3", "Merz 0..4")
    said = (
        f"Dynamic lines at {found.age:g} years, each in the expression that deepens it, at full "
        "effort. Nothing etched at rest is counted. Depths and grades are assumed."
    )
    return join([piece("p", said), piece("table", "Depth and grade", head, rows, 0, (2, 3, 4))])


_GROUPS = {"crows_feet": "crow's feet", "infraorbital": "under the eye", "bunny": "bunny lines"}


def measures(found: Findings) -> Markup:
    """Measures in mm with what a measurement can tell."""
    movement = found.case.expression
    moving = movement != "rest"
    parts = [piece("p", _about_measures(found))]
    if moving:
        rows = found.excursions() + found.measures(found.frames, movement)
        limit = metrics.detectable_change_mm(movement or "smile_social")
        title = f"In the {found.movement}; a change is told from {limit:g} mm"
        parts.append(_measured(found, title, rows))
    rows = found.measures(found.rests, "rest")
    title = f"At rest; a change is told from {metrics.DETECTABLE_AT_REST_MM:g} mm"
    parts.append(_measured(found, title, rows))
    thirds = [
        (one.name, wording.arrow(f"{mm:.{one.digits}f}" for mm in one.values))
        for one in found.differences()
    ]
    parts.append(
        piece(
            "table", "Difference of the sides over the skin", ("part of the face", "mm"), thirds, 1
        )
    )
    return join(parts)


def _about_measures(found: Findings) -> str:
    if not found.treated:
        return (
            "Right and left are the person's. Measures are taken from the front, as on photographs."
        )
    return (
        "Right and left are the person's. Bold: a change that a measurement would tell; grey: one "
        "that it would not. For degrees no smallest change is known here."
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
    text = wording.arrow(f"{value:.{one.digits}f}" for value in one.values)
    if one.told is None or "→" not in text:
        return text
    return piece("told", text, one.told)


def assumptions(found: Findings) -> Markup:
    """Constants that this case hangs on, strongest first."""
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
        f"The difference of the sides here is {ranked.value:.2f} mm. Each of these constants "
        "alone, moved to the ends of its range, makes it what stands in the third column."
    )
    more = len(ranked.parameters) - len(shown)
    rest = (
        f"{more} more change it by less, {len(ranked.without_effect)} leave this case as it is. "
        f"{NOT_COVERED}"
    )
    if not rows:
        return piece("p", f"No constant changes this result by more than 1 %. {rest}")
    head = ("what", "value and range", "makes it, mm", "mark", "evidence")
    made = piece("table", "Each constant alone, the strongest first", head, rows, 0, (2, 3))
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
    parts = sources.behind(found)
    rows = [(part, evidence(cite, why), mark) for part, cite, why, mark in parts]
    keys = [key for _, cite, _, _ in parts for key in cite]
    keys += [key for k in _shown(found) for key in found.sensitivity.parameters[k].cite]
    marks = [(mark, said) for mark, said in sources.MARKS.items()]
    return join(
        [
            piece("table", "Evidence behind each part", ("part", "evidence", "mark"), rows,
                  0, (0, 2)),
            piece("table", "Marks", ("mark", "means"), marks),
            piece("table", "References", ("work", "how it was read"), sources.works(keys), 0),
            piece("p", "Titles in square brackets are described, not quoted.", "small"),
        ]
    )  # fmt: skip
