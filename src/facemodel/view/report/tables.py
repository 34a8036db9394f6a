"""The sections of a report that are tables: scales, lines, measures, assumptions and sources."""

from collections.abc import Sequence

import numpy as np

from facemodel.clinic import metrics, scales
from facemodel.data.references import evidence
from facemodel.study.sensitivity import NOT_COVERED
from facemodel.view import wording
from facemodel.view.report import sources
from facemodel.view.report.findings import RATED_S, Findings, Measure
from facemodel.view.report.markup import Html, arrow, join, table, tag

MOST_ASSUMPTIONS = 8
LEAST_ASSUMPTION = 0.01
"""Constants that change the result by less than this share of it are counted, not listed."""


def graded(found: Findings) -> Html:
    """Scales with their items and the rule that gave each score."""
    parts = []
    if (one := found.graded()) is None:
        parts.append(
            tag("p", "Sunnybrook, House-Brackmann and eFACE compare an affected side with the "
                "other. This condition has no affected side.")
        )  # fmt: skip
    else:
        parts += _palsy(found, one)
    if rated := found.rated():
        parts.append(_jankovic(found, rated))
    return join(parts)


def _palsy(found: Findings, one) -> list[Html]:
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
        tag("p", f"The {one.side} side, compared with the other side as it is now. These scales "
            "were made for palsy. Thresholds in millimetres are choices of this model."),
        table("Totals", head, sums, len(head) - 1),
        table("Sunnybrook items", (*head, "rule behind the last score"), items,
              0, range(len(head))),
        tag("p", f"House-Brackmann: {one.house_brackmann[-1].rule}.", class_="small"),
    ]  # fmt: skip
    rows = [
        (name, *(f"{float(e.items[name]):.0f}" for e in one.eface)) for name in one.eface[0].items
    ]
    made.append(table("eFACE-like items, 100 is balanced", head, rows, len(head) - 1))
    return made


_ROMAN = ("", "I", "II", "III", "IV", "V", "VI")


def _item(key: str) -> str:
    part, _, rest = key.partition("_")
    return f"{part}: {wording.expression(rest)}"


def _heads(found: Findings) -> Sequence[str]:
    return ("before", "after") if found.treated else ("now",)


def _jankovic(found: Findings, rated: list[scales.Jankovic]) -> Html:
    rows = [
        ("severity, 0..4", *(str(r.severity) for r in rated), rated[-1].severity_rule),
        ("frequency, 0..4", *(str(r.frequency) for r in rated), rated[-1].frequency_rule),
        ("sum, 0..8", *(str(r.score) for r in rated),
         f"patients call {scales.CLINICALLY_RELEVANT_CHANGE} points relevant"),
    ]  # fmt: skip
    head = ("Jankovic", *_heads(found), "rule")
    return table(f"Jankovic scale, rated over {RATED_S:g} s at rest", head, rows)


def lines(found: Findings) -> Html:
    """Lines, graded in the expression that deepens each."""
    rows = []
    for group, task, states in found.lines():
        graded = [f"{int(fws.score)} {fws.words[int(fws.score)]}" for _, fws, _ in states]
        rows.append(
            (
                wording.capital(_GROUPS.get(group, group)),
                wording.expression(task),
                arrow(f"{depth:.2f}" for depth, _, _ in states),
                " → ".join(dict.fromkeys(graded)),
                arrow(f"{int(merz.score)}" for _, _, merz in states),
            )
        )
    head = ("lines", "expression", "depth, mm", "wrinkle scale 0..3", "Merz 0..4")
    said = (
        f"Dynamic lines at {found.age:g} years, each in the expression that deepens it, at full "
        "effort. Lines etched at rest are not counted. Depths and grades are assumed."
    )
    return join([tag("p", said), table("Depth and grade", head, rows, 0, (2, 3, 4))])


_GROUPS = {"crows_feet": "crow's feet", "infraorbital": "under the eye", "bunny": "bunny lines"}


def measures(found: Findings) -> Html:
    """Measures in mm with the smallest detectable change."""
    movement = found.case.expression
    moving = movement != "rest"
    parts = [tag("p", _about_measures(found))]
    if moving:
        rows = found.excursions() + found.measures(found.frames, movement)
        limit = metrics.detectable_change_mm(movement or "smile_social")
        title = f"{wording.capital(found.movement)}; smallest detectable change {limit:g} mm"
        parts.append(_measured(found, title, rows))
    rows = found.measures(found.rests, "rest")
    title = f"At rest; smallest detectable change {metrics.DETECTABLE_AT_REST_MM:g} mm"
    parts.append(_measured(found, title, rows))
    thirds = [
        (one.name, arrow(f"{mm:.{one.digits}f}" for mm in one.values))
        for one in found.differences()
    ]
    parts.append(table("Asymmetry of the skin", ("part of the face", "mm"), thirds, 1))
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


def _measured(found: Findings, title: str, rows) -> Html:
    made = []
    for name, row in rows:
        unit = row[0].unit
        if len(row) == 2:
            right, left = _changed(row[1]), _changed(row[0])
        else:
            right, left = "", _changed(row[0])
        made.append((wording.capital(name), right, left, unit))
    return table(title, ("measure", "right", "left, or whole face", "unit"), made, 3)


def _changed(one: Measure) -> Html | str:
    text = arrow(f"{value:.{one.digits}f}" for value in one.values)
    if one.told is None or "→" not in text:
        return text
    return tag("b", text) if one.told else tag("span", text, class_="untold")


def assumptions(found: Findings) -> Html:
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
        return tag("p", f"No constant changes this result by more than 1 %. {rest}")
    head = ("constant", "value and range", "asymmetry, mm", "mark", "evidence")
    made = table("One constant at a time, strongest first", head, rows, 0, (2, 3))
    return join([tag("p", said), made, tag("p", rest, class_="small")])


def _shown(found: Findings) -> list[int]:
    """Which constants are listed."""
    ranked = found.sensitivity
    least = LEAST_ASSUMPTION * abs(ranked.value)
    every = range(len(ranked.parameters))
    return [k for k in every if not ranked.effect[k] < least][:MOST_ASSUMPTIONS]


def _or_refused(value: float) -> str:
    return f"{value:.2f}" if np.isfinite(value) else "refused"


def standing(found: Findings) -> Html:
    """Evidence, marks and references."""
    parts = sources.behind(found)
    rows = [(part, evidence(cite, why), mark) for part, cite, why, mark in parts]
    keys = [key for _, cite, _, _ in parts for key in cite]
    keys += [key for k in _shown(found) for key in found.sensitivity.parameters[k].cite]
    marks = [(mark, said) for mark, said in sources.MARKS.items()]
    return join(
        [
            table("Evidence behind each part", ("part", "evidence", "mark"), rows, 0, (0, 2)),
            table("Marks", ("mark", "means"), marks),
            table("References", ("work", "how we read it"), sources.works(keys), 0),
            tag("p", "Titles in square brackets are descriptions, not quotations.", class_="small"),
        ]
    )  # fmt: skip
