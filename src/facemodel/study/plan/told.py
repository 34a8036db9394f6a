"""A record of treatment in words, made of its figures; js/core/plan/told.js says the same.

General facts about reviews
and intervals are the label's, not advice for anybody.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from facemodel.data import constants
from facemodel.study.plan.confidence import most_of
from facemodel.study.plan.wording import WORDS, count, of, percent, plain, rounded, tell, words

Figures = Mapping[str, Any]
"""Of figures.py."""


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
    k = len(f["points"])
    points = WORDS["points_one"] if k == 1 else tell("points_more", n=k)
    values = {"units": plain(f["units"]), "day": plain(f["day"]), "points": points}
    return [tell(name, **values) for name in f["notes"]]


def weakened(f: Figures) -> list[str]:
    """Muscles of the whole plan, most weakened first."""
    shares, found = dict(f["weakening"]), []
    told: set[str] = set()
    for muscle, share in shares.items():
        stem, side = muscle.rsplit("_", 1)
        other = f"{stem}_{'right' if side == 'left' else 'left'}"
        if other not in shares:
            found += _weaker([(muscle, share)])
        elif stem not in told:
            told.add(stem)
            left, right = (percent(shares[f"{stem}_{one}"]) for one in ("left", "right"))
            found.append(tell("weaker_both", muscle=words(stem), left=left, right=right))
    return found


def shown(f: Figures) -> list[Figures]:
    """The points that are told: of two that get the same the left one stands for both."""
    return [one for one in f["points"] if not (one["pair"] and one["side"] == "right")]


def point_head(one: Figures) -> str:
    """Where it is given, and how much."""
    values = {"units": plain(one["units"]), "depth": plain(one["depth_mm"])}
    pair = one["pair"] and one["side"] == "left"
    return tell("pair" if pair else "point", site=one["label"], side=one["side"], **values)


def point_lines(one: Figures, whole: float) -> list[str]:
    """How a point is found, what it reaches and gains."""
    none = tell("others_none", share=percent(constants.value("plan.told_loss")))
    unwanted = _muscles(one["unwanted"]) or none
    if one["costs"]:
        name = "part" if one["unwanted"] else "part_intended"
        unwanted = tell(name, muscles=unwanted, effects=", ".join(one["costs"]))
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
        f"{site} {plain(units)} U: {', '.join(_breaks(f['people'], *one) for one in broken)}"
        for site, units, broken in f["barred"]
    )


def _breaks(n: int, sentence: str, name: str, share: float, whole: float) -> str:
    told = sentence if count(share, n) == count(whole, n) else f"{sentence}_with"
    return tell(told, name=words(name), share=of(share, n), whole=of(whole, n))


def _expected(f: Figures) -> str:
    sizes = [tell(name, change=_change(name, had, has)) for name, had, has in f["sizes"]]
    head = tell("sizes", day=plain(f["day"]), n=f["people"], sizes="; ".join(sizes))
    said = [tell("aim", aim=f["aim"]), head, _gain(f)]
    if f["barely"]:
        said.append(WORDS["barely"])
    said += _untreated(f)
    if f["worse"] and f["under"] is None:
        name = "worse_depth" if f["measure"] == "depth" else "worse"
        said.append(tell(name, worse=of(f["worse"], f["people"])))
    return " ".join([*said, WORDS["measured"]])


def _untreated(f: Figures) -> list[str]:
    """The larger part of what joins in, where hardly anything of it is taken."""
    parts = [one for one in f["sizes"] if f"part_{one[0]}" in WORDS]
    if not parts:
        return []
    name, had, has = max(parts, key=lambda one: one[1])
    little = has > (1 - constants.value("plan.told_fall")) * had
    return [tell("untreated", part=WORDS[f"part_{name}"])] if little else []


def _gain(f: Figures) -> str:
    if f["lowered"]:
        low, high = (rounded(mm, 1) for mm in f["lowered"])
        return tell("gain_lip", gain=percent(f["gain"]), low=low, high=high)
    together = ""
    if f["together"]:
        falls = [percent(1 - has / had) for _, had, has in f["sizes"][:2]]
        together = tell("together", parts=" and ".join(falls))
    ends = {"low": percent(f["low"]), "high": percent(f["high"])}
    return tell("gain", gain=percent(f["gain"]), together=together, **ends)


def _risks(f: Figures) -> str:
    n = f["people"]
    parts = ", ".join(f"{label} {of(share, n)}" for label, share in f["effects"])
    said = [
        tell(
            "risks",
            first=_first(f),
            any=of(f["any"], n),
            kinds=f["kinds"],
            parts=f" ({parts})" if parts else "",
            major=of(f["major"], n),
        )
    ]
    if sum(share for _, share in f["effects"]) > f["any"] + 1e-9:
        said.append(WORDS["several"])
    if f["artefact"]["counted"]:
        said.append(WORDS["artefact"])
    shares = [f["any"], f["major"], *([f["closing"]["after"][2]] if f["closing"] else [])]
    shares += [] if f["under"] is None else [f["worse"]]
    counts = sorted({count(share, n) for share in shares})
    limits = [tell("limit", count=f"{k} of {n}", most=percent(most_of(k, n))) for k in counts]
    said.append(tell("confidence", limits=", ".join(limits)))
    if f["between"] is not None:
        said.append(tell("between", any=of(f["between"], n)))
    if f["looked"]:
        names = [_not_seen(one) for one in f["looked"]]
        said.append(tell("looked", names=", ".join(names)))
    if f["closing"]:
        said.append(WORDS["blinking"])
    return " ".join([*said, WORDS["not_modelled"]])


def _first(f: Figures) -> str:
    """What is told before the count of side effects, which it is not in."""
    n, said = f["people"], []
    if f["closing"]:
        (*_, before), (has, most, wide) = (f["closing"][k] for k in ("before", "after"))
        risk = WORDS["closing_risk"] if wide else ""
        limit = plain(constants.value("side_effects.lagophthalmos"))
        told = {"has": rounded(has, 1), "most": rounded(most, 1), "risk": risk, "limit": limit}
        said.append(tell("closing", wide=of(wide, n), before=of(before, n), **told))
    if f["below"] is not None:
        said.append(tell("over", worse=of(f["worse"], n), below=rounded(f["below"], 1)))
    if f["under"] is not None:
        before, after = (of(share, n) for share in f["under"])
        said.append(tell("under", before=before, after=after))
    return "".join(f"{one} " for one in said)


def _not_seen(one: Figures) -> str:
    worst, limit, above = one["worst"], one["limit"], one["flagged"] == "above"
    least = constants.value("plan.told_mm")
    values = {"name": one["label"], "limit": plain(limit), "unit": one["unit"]}
    if above and one["unit"] == "mm" and worst < least:
        return tell("looked_under", least=plain(least), **values)
    share = constants.value("plan.near_limit")
    near = worst >= share * limit if above else limit >= share * worst
    values["near"] = WORDS["near"] if near else ""
    return tell(
        f"looked_{one['flagged']}", worst=rounded(worst, 1 if one["unit"] == "mm" else 0), **values
    )


def _kept(f: Figures) -> str:
    keeping = of(f["keeping"], f["people"])
    fails = ", ".join(f"{task} {of(share, f['people'])}" for task, share in f["failing"])
    said = [
        tell(
            "kept",
            keeping=keeping,
            keep=percent(f["keep"]),
            tasks=", ".join(f["tested"]),
            failing=" " + tell("failing", tasks=fails) if fails else "",
        )
    ]
    for task, left in f["free"]:
        said.append(tell("free", task=task[0].upper() + task[1:], left=percent(left)))
    return " ".join([*said, *([WORDS["frown"]] if f["frowns"] else [])])


def _rule(f: Figures) -> str:
    name = "rule_only" if f["only"] else "rule"
    figures = {"sites": f["sites"], "bound": percent(f["bound"]), "share": percent(f["share"])}
    figures["little"] = percent(constants.value("plan.least_gain"))
    said = tell(name, site=f["only"], **figures)
    if f["first"]:
        said = tell("first", names=", ".join(f["first"])) + " " + said
    said = f"{_limits(f)} {said}"
    others = [tell("left_out", why=_barred(f))] if f["barred"] else []
    if f["artefact"]["barred"]:
        others.append(WORDS["artefact_too" if f["artefact"]["counted"] else "artefact"])
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


def _limits(f: Figures) -> str:
    n = f["people"]
    names = ("major", "any", "losing")
    most = (math.floor(limit * n + 1e-6) for limit in f["limits"])
    return tell("limits", n=n, **dict(zip(names, most, strict=True)))


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


__all__ = ["notes", "paragraphs", "point_head", "point_lines", "shown", "title", "weakened"]
