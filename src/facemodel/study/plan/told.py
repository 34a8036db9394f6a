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
    why = [
        f"{site}: {', '.join(tell(name, share=percent(share)) for name, share in broken)}"
        for site, broken in f["barred"]
    ]
    return " ".join([WORDS["nothing"], *([tell("barred", why="; ".join(why))] if why else [])])


def _expected(f: Figures) -> str:
    sizes = [tell(name, change=_change(had, has)) for name, had, has in f["sizes"]]
    gain = tell(
        "gain",
        gain=percent(f["gain"]),
        together=WORDS["together"] if f["together"] else "",
        low=percent(f["low"]),
        high=percent(f["high"]),
    )
    head = tell("sizes", day=plain(f["day"]), n=f["people"], sizes="; ".join(sizes))
    said = [tell("aim", aim=f["aim"]), head, gain]
    if f["high"] > 1:
        said.append(WORDS["more"])
    if f["worse"]:
        said.append(tell("worse", worse=_of(f["worse"], f["people"])))
    return " ".join([*said, WORDS["measured"]])


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
    if not f["any"]:
        said.append(tell("none", n=n, most=percent(3 / n)))
    if f["between"] is not None:
        said.append(tell("between", any=_of(f["between"], n)))
    if f["looked"]:
        names = [_not_seen(one) for one in f["looked"]]
        said.append(tell("looked", names=", ".join(names)))
    return " ".join([*said, WORDS["not_modelled"]])


def _not_seen(one: Figures) -> str:
    digits = 1 if one["unit"] == "mm" else 0
    worst, limit = rounded(one["worst"], digits), plain(one["limit"])
    return tell(
        f"looked_{one['flagged']}", name=one["label"], worst=worst, limit=limit, unit=one["unit"]
    )


def _kept(f: Figures) -> str:
    keeping = _of(f["keeping"], f["people"])
    said = [tell("kept", keeping=keeping, keep=percent(f["keep"]), tasks=", ".join(f["tested"]))]
    for task, left in f["free"]:
        said.append(tell("free", task=task[0].upper() + task[1:], left=percent(left)))
    return " ".join([*said, *([WORDS["frown"]] if f["frowns"] else [])])


def _rule(f: Figures) -> str:
    said = tell("rule", sites=f["sites"], bound=percent(f["bound"]), share=percent(f["share"]))
    weak = f["weakest"]
    if weak is None:
        return said
    fewer = tell(
        "fewer_one" if weak["points"] == 1 else "fewer",
        site=weak["label"],
        points=weak["points"],
        gain=percent(weak["without"]),
        whole=percent(f["gain"]),
        dose=percent(weak["dose"]),
    )
    return f"{said} {fewer}"


def _weaker(muscles: Sequence[tuple[str, float]]) -> list[str]:
    return [tell("weaker", muscle=words(m), share=percent(share)) for m, share in muscles]


def _muscles(muscles: Sequence[tuple[str, float]]) -> str:
    return ", ".join(_weaker(muscles))


def _change(had: float, has: float) -> str:
    """Before and after, to as many digits: two below one."""
    digits = 2 if had < 1 else 1
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
