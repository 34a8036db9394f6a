"""A record of treatment in words, made of its figures; js/core/plan/told.js says the same.

Sentences are rows of data/record_words.csv, which the page gets too. General facts about reviews
and intervals are the label's, not advice for anybody.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

from facemodel.data import tables


class Row(Struct, frozen=True, kw_only=True):
    """A row of data/record_words.csv."""

    name: str
    text: str


WORDS: Mapping[str, str] = {
    name: row.text for name, row in tables.keyed(Row, "record_words.csv", "name").items()
}
"""Sentence by name; {words} in braces are filled in."""
NEAR = 0.75
"""Share of a limit from which on what comes nearest to it is called near."""
LEAST_TOLD_MM = 0.1
"""Less is told as less than that."""
Figures = Mapping[str, Any]
"""Of figures.py."""


def tell(name: str, /, **values: object) -> str:
    """A sentence with what it names filled in."""
    return WORDS[name].format_map(values)


def title(f: Figures) -> str:
    """The case in a line."""
    return tell("case", title=", ".join(f["title"]))


def paragraphs(f: Figures) -> list[str]:
    """What people get of the whole plan: aim and sizes, gain, risks, movement, and the rule."""
    if not f["points"]:
        return [_nothing(f)]
    return [_expected(f), _risks(f), _kept(f), _rule(f)]


def notes(f: Figures) -> list[str]:
    """What is looked for before, and when it is seen again."""
    return [tell(name, units=plain(f["units"])) for name in f["notes"]]


def weakened(f: Figures) -> list[str]:
    """Muscles of the whole plan, most weakened first."""
    return _weaker(f["weakening"])


def point_head(one: Figures) -> str:
    """Where it is given, and how much."""
    values = {"units": plain(one["units"]), "depth": plain(one["depth_mm"])}
    return tell("point", site=one["label"], side=one["side"], **values)


def point_lines(one: Figures, whole: float) -> list[str]:
    """How a point is found, what it reaches and gains."""
    none = WORDS["others_none"]
    unwanted = _muscles(one["unwanted"]) or none
    if one["costs"]:
        unwanted = tell("part", muscles=unwanted, effects=", ".join(one["costs"]))
    gains = {"alone": percent(one["alone"]), "without": percent(one["without"])}
    return [
        tell("where", where=one["where"]),
        tell("intended", muscles=_muscles(one["intended"]) or one["muscle"]),
        tell("wanted", muscles=_muscles(one["wanted"]) or none),
        tell("unwanted", muscles=unwanted),
        tell("pair_gain" if one["pair"] else "point_gain", **gains, whole=percent(whole)),
    ]


def _nothing(f: Figures) -> str:
    why = _barred(f)
    return " ".join([WORDS["nothing"], *([tell("barred", why=why)] if why else [])])


def _barred(f: Figures) -> str:
    return "; ".join(
        f"{site}: {', '.join(tell(name, share=percent(share)) for name, share in broken)}"
        for site, broken in f["barred"]
    )


def _expected(f: Figures) -> str:
    sizes = [tell(name, change=_change(name, had, has)) for name, had, has in f["sizes"]]
    gain = tell(
        "gain",
        gain=percent(f["gain"]),
        together=_together(f) if f["together"] else "",
        low=percent(f["low"]),
        high=percent(f["high"]),
    )
    head = tell("sizes", day=plain(f["day"]), n=f["people"], sizes="; ".join(sizes))
    said = [tell("aim", aim=f["aim"]), head, gain]
    if f["high"] > 1:
        said.append(WORDS["more"])
    if f["worse"]:
        name = f"worse_{f['sizes'][0][0]}"
        worse = _of(f["worse"], f["people"])
        said.append(tell(name if name in WORDS else "worse", worse=worse))
    return " ".join([*said, WORDS["measured"]])


def _together(f: Figures) -> str:
    falls = [percent(1 - has / had) for name, had, has in f["sizes"] if _in_mm(name)]
    return tell("together", parts=" and ".join(falls))


def _risks(f: Figures) -> str:
    n = f["people"]
    parts = ", ".join(f"{label} {_of(share, n)}" for label, share in f["effects"])
    said = [
        tell(
            "risks",
            any=_of(f["any"], n),
            kinds=f["kinds"],
            parts=f" ({parts})" if parts else "",
            major=_of(f["major"], n),
        )
    ]
    if sum(share for _, share in f["effects"]) > f["any"] + 1e-9:
        said.append(WORDS["several"])
    if not f["major"]:
        said.append(tell("none", n=n, most=percent(3 / n)))
    if f["between"] is not None:
        said.append(tell("between", any=_of(f["between"], n)))
    if f["looked"]:
        names = [_not_seen(one) for one in f["looked"]]
        said.append(tell("looked", names=", ".join(names)))
    return " ".join([*said, WORDS["not_modelled"]])


def _not_seen(one: Figures) -> str:
    worst, limit, above = one["worst"], one["limit"], one["flagged"] == "above"
    values = {"name": one["label"], "limit": plain(limit), "unit": one["unit"]}
    if above and one["unit"] == "mm" and worst < LEAST_TOLD_MM:
        return tell("looked_under", **values)
    near = worst >= NEAR * limit if above else limit >= NEAR * worst
    values["near"] = WORDS["near"] if near else ""
    return tell(
        f"looked_{one['flagged']}", worst=rounded(worst, 1 if one["unit"] == "mm" else 0), **values
    )


def _kept(f: Figures) -> str:
    keeping = _of(f["keeping"], f["people"])
    said = [tell("kept", keeping=keeping, keep=percent(f["keep"]), tasks=", ".join(f["tested"]))]
    for task, left in f["free"]:
        said.append(tell("free", task=task[0].upper() + task[1:], left=percent(left)))
    return " ".join([*said, *([WORDS["frown"]] if f["frowns"] else [])])


def _rule(f: Figures) -> str:
    said = tell("rule", sites=f["sites"], bound=percent(f["bound"]), share=percent(f["share"]))
    others = [tell("left_out", why=_barred(f))] if f["barred"] else []
    others += [tell("spare", names=", ".join(f["spare"]))] if f["spare"] else []
    weak = f["weakest"]
    if weak is None:
        return " ".join([said, *others])
    fewer = tell(
        "fewer_one" if weak["points"] == 1 else "fewer",
        site=weak["label"],
        points=weak["points"],
        gain=percent(weak["without"]),
        whole=percent(f["gain"]),
        dose=percent(weak["dose"]),
    )
    return " ".join([said, fewer, *others])


def _weaker(muscles: Sequence[tuple[str, float]]) -> list[str]:
    return [tell("weaker", muscle=words(m), share=percent(share)) for m, share in muscles]


def _muscles(muscles: Sequence[tuple[str, float]]) -> str:
    return ", ".join(_weaker(muscles))


def _in_mm(measure: str) -> bool:
    return not measure.startswith("grade_")


def _change(measure: str, had: float, has: float) -> str:
    """Before and after: two digits behind the point, one of a grade."""
    digits = 2 if _in_mm(measure) else 1
    return f"{rounded(had, digits)} → {rounded(has, digits)}"


def _of(share: float, people: int) -> str:
    return f"{math.floor(share * people + 0.5)} of {people}"


def words(name: str) -> str:
    """A name in code as words."""
    return name.replace("_", " ")


def percent(share: float) -> str:
    """A share as text; halves go up, as in JavaScript."""
    return f"{math.floor(100 * share + 0.5)} %"


def rounded(x: float, digits: int) -> str:
    """A number to so many digits behind the point; halves go up."""
    return f"{math.floor(x * 10**digits + 0.5) / 10**digits:.{digits}f}"


def plain(x: float) -> str:
    """A number as short as it can be."""
    return f"{x:g}"


__all__ = [
    "WORDS",
    "notes",
    "paragraphs",
    "percent",
    "plain",
    "point_head",
    "point_lines",
    "rounded",
    "tell",
    "title",
    "weakened",
    "words",
]
