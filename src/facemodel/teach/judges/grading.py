"""A learner's Sunnybrook gradings beside the model's own: one for an exercise, or many at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from facemodel.case.case import Case
from facemodel.clinic.examination import SUNNYBROOK_TASKS, examine
from facemodel.clinic.scales.sunnybrook import Sunnybrook, sunnybrook
from facemodel.errors import FaceModelError
from facemodel.mechanics.face import load
from facemodel.teach import answers
from facemodel.teach.answers import Goal, Judgement, Key
from facemodel.teach.table import Row, tolerance

_VOLUNTARY = ("1 no movement", "2 slight", "3 mild excursion", "4 almost complete", "5 complete")
_SYNKINESIS = ("0 none", "1 mild", "2 moderate", "3 severe")
ITEMS: dict[str, tuple[str, ...]] = {
    "rest_eye": ("0 normal", "1 narrow or wide"),
    "rest_cheek": ("0 normal", "1 less or more pronounced", "2 absent"),
    "rest_mouth": ("0 normal", "1 drooped or pulled"),
    **{f"voluntary_{task}": _VOLUNTARY for task in SUNNYBROOK_TASKS},
    **{f"synkinesis_{task}": _SYNKINESIS for task in SUNNYBROOK_TASKS},
}
"""Items of the scale and the scores each can have."""

HEALTHY = {name: 5 if name.startswith("voluntary") else 0 for name in ITEMS}
WEIGHTS = {"rest": 5, "voluntary": 4, "synkinesis": 1}
"""Points of the composite that one step of an item's part is worth."""
IN_WORDS = {"rest": "resting"}
TELLS = 0.5  # points on average that are worth a word
COMPARED = {
    "other": "{count} grading on other scales.",
    "others": "{count} gradings on other scales.",
    "missed": "Items that differed from the model most often: {items}.",
    "grading": "{count} grading: {off} points off on average{way}.",
    "gradings": "{count} gradings: {off} points off on average{way}.",
    "too_high": ", {points} too high",
    "too_low": ", {points} too low",
    "both_ways": ", in both directions",
    "too_healthy": "Your {part} part makes faces look too healthy, by {points} points.",
    "too_impaired": "Your {part} part makes faces look too impaired, by {points} points.",
}
"""How gradings compare with the model's, in words; the browser has the same."""


def composite(scores: Mapping[str, int]) -> int:
    """Composite 0..100 of Sunnybrook's items: 4 x voluntary - 5 x resting - synkinesis; of any
    other scale the sum."""
    if set(scores) != set(ITEMS):
        return sum(scores.values())
    part = lambda name: sum(s for item, s in scores.items() if item.startswith(name))  # noqa: E731
    return max(0, min(100, 4 * part("voluntary") - 5 * part("rest") - part("synkinesis")))


def parts_of(scores: Mapping[str, float]) -> dict[str, float]:
    """Points that a grading on Sunnybrook's scale has in each part, and its composite."""
    sums = {
        part: weight * sum(s for item, s in scores.items() if item.startswith(f"{part}_"))
        for part, weight in WEIGHTS.items()
    }
    whole = sums["voluntary"] - sums["rest"] - sums["synkinesis"]
    return {"composite": max(0.0, min(100.0, whole)), **sums}


def truth(case: Case) -> Sunnybrook:
    """The model's own grading of a case on its side, after what is done to it."""
    face = load()
    exam = examine(
        face, case.build_condition(), case.remaining(face), case.build_person(), SUNNYBROOK_TASKS
    )
    return sunnybrook(exam, case.side or "left")


def grade(row: Row) -> Key:
    """Judges a grading: the composite near the model's, and most items within one step."""
    assert row.case is not None
    model = truth(row.case)
    known = {name: int(item.score) for name, item in model.items.items()}

    def judge(answer: Any) -> Judgement:
        said = answers.scores(ITEMS, answer)
        mine, theirs = composite(said), composite(known)
        off = {name: said[name] - known[name] for name in ITEMS}
        close = sum(abs(d) <= 1 for d in off.values())
        exact = sum(d == 0 for d in off.values())
        points, items = tolerance("grade_points"), int(tolerance("grade_items"))
        goals = (
            Goal(
                f"a composite within {points:g} points of the model's",
                f"yours is {mine}" + ("" if abs(mine - theirs) <= points else ", "
                + ("too high" if mine > theirs else "too low")),
                abs(mine - theirs) <= points,
            ),
            Goal(
                f"{items} of the {len(ITEMS)} items within one step",
                f"{close}, {exact} of them exactly{_which(off)}",
                close >= items,
            ),
        )  # fmt: skip
        return Judgement(goals, _where(off))

    parts = ("voluntary", "resting", "synkinesis", "composite")
    return Key(judge, known, {part: getattr(model, part) for part in parts})


def _where(off: dict[str, int]) -> str:
    """The part of the scale that a grading misses by most points, in words."""
    parts = {
        part: w * sum(d for name, d in off.items() if name.startswith(part))
        for part, w in WEIGHTS.items()
    }
    part = max(parts, key=lambda name: abs(parts[name]))
    if not parts[part]:
        return ""
    way = "high" if parts[part] > 0 else "low"
    return f"Your {IN_WORDS.get(part, part)} part is furthest off: its scores are too {way}."


def _which(off: dict[str, int]) -> str:
    """The items that a grading scores otherwise, as they follow the count of those that fit."""
    odd = [answers.item_name(name) for name, d in off.items() if d]
    return f"; others: {', '.join(odd)}" if odd else ""


@dataclass(frozen=True, repr=False)
class Calibration:
    """N gradings of a learner against the model's, learner less model.

    Attributes
    ----------
    count : int
        N, on any scale.
    off : tuple of int
        Points of the composite, of those on Sunnybrook's scale.
    parts : mapping of str to float
        Mean points of the composite that the scores of "rest", "voluntary" and "synkinesis" add.
    items : mapping of str to float
        Share of gradings, 0..1, in which the score of an item is not the model's, commonest first.
    """

    count: int
    off: tuple[int, ...]
    parts: Mapping[str, float]
    items: Mapping[str, float]

    @property
    def bias(self) -> float:
        """Mean points of the composite above the model's."""
        return float(np.mean(self.off)) if self.off else float("nan")

    @property
    def spread(self) -> float:
        """Standard deviation of N gradings, points; NaN for one."""
        return float(np.std(self.off, ddof=1)) if len(self.off) > 1 else float("nan")

    @property
    def mean_error(self) -> float:
        """Mean distance from the model's composite in points."""
        return float(np.mean(np.abs(self.off))) if self.off else float("nan")

    def __str__(self) -> str:
        lines = self._points() if self.off else []
        if others := self.count - len(self.off):
            lines.append(COMPARED[_count("other", others)].format(count=others))
        missed = [(name, share) for name, share in self.items.items() if share > 0][:3]
        if missed:
            told = ", ".join(f"{answers.item_name(name)} ({share:.0%})" for name, share in missed)
            lines.append(COMPARED["missed"].format(items=told))
        return "\n".join(lines)

    __repr__ = __str__

    def _points(self) -> list[str]:
        """The gradings on Sunnybrook's scale in words."""
        n, way = len(self.off), ""
        if abs(self.bias) >= TELLS:
            name = "too_high" if self.bias > 0 else "too_low"
            way = COMPARED[name].format(points=f"{abs(self.bias):.1f}")
        elif self.mean_error >= TELLS:
            way = COMPARED["both_ways"]
        off = f"{self.mean_error:.1f}"
        lines = [COMPARED[_count("grading", n)].format(count=n, off=off, way=way)]
        part = max(self.parts, key=lambda p: abs(self.parts[p]))
        if abs(self.parts[part]) >= TELLS:
            name = "too_healthy" if self.parts[part] > 0 else "too_impaired"
            points = f"{abs(self.parts[part]):.1f}"
            lines.append(COMPARED[name].format(part=IN_WORDS.get(part, part), points=points))
        return lines


def _count(what: str, n: int) -> str:
    return what if n == 1 else f"{what}s"


def calibration(
    said: Sequence[Mapping[str, int]], true: Sequence[Mapping[str, int]]
) -> Calibration:
    """Compare N gradings, item -> score, with the model's. Errors: none to compare."""
    if not said or len(said) != len(true):
        raise FaceModelError("there is no grading to compare yet; grade a patient first")
    pairs = list(zip(said, true, strict=True))
    off = [{name: s[name] - t[name] for name in t} for s, t in pairs]
    sign = {"rest": -1, "voluntary": 1, "synkinesis": -1}
    points = [one for one in off if set(one) == set(ITEMS)]
    parts = {
        part: sign[part] * WEIGHTS[part] * float(
            np.mean([sum(d for n, d in one.items() if n.startswith(part)) for one in points])
        )
        for part in (WEIGHTS if points else ())
    }  # fmt: skip
    names = dict.fromkeys(name for one in off for name in one)
    missed = {
        name: float(np.mean([one[name] != 0 for one in off if name in one])) for name in names
    }
    return Calibration(
        len(off),
        tuple(composite(s) - composite(t) for s, t in pairs if set(t) == set(ITEMS)),
        parts,
        dict(sorted(missed.items(), key=lambda row: -row[1])),
    )


JUDGES = (grade,)
