"""Exercises that ask for a Sunnybrook grading of a face and compare it with the model's own."""

from collections.abc import Callable
from typing import Any

from facemodel.case.case import Case
from facemodel.clinic.examination import SUNNYBROOK_TASKS, examine
from facemodel.clinic.scales.sunnybrook import Sunnybrook, sunnybrook
from facemodel.mechanics.face import load
from facemodel.teach import answers
from facemodel.teach.feedback import Goal, Judgement
from facemodel.teach.tolerances import tolerance

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


def composite(scores: dict[str, int]) -> int:
    """Composite 0..100 of item scores: 4 x voluntary - 5 x resting - synkinesis."""
    part = lambda name: sum(s for item, s in scores.items() if item.startswith(name))  # noqa: E731
    return max(0, min(100, 4 * part("voluntary") - 5 * part("rest") - part("synkinesis")))


def truth(case: Case) -> Sunnybrook:
    """The model's own grading of a case on its side, after what is done to it."""
    face = load()
    exam = examine(
        face, case.build_condition(), case.remaining(face), case.build_person(), SUNNYBROOK_TASKS
    )
    return sunnybrook(exam, case.side or "left")


def true_scores(case: Case) -> dict[str, int]:
    """The model's score of every item."""
    return {name: int(item.score) for name, item in truth(case).items.items()}


def grade(case: Case) -> Callable[[Any], Judgement]:
    """A judge of a grading: the composite near the model's, and most items within one step."""

    def judge(answer: Any) -> Judgement:
        said, known = answers.scores(ITEMS, answer), true_scores(case)
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
                f"{close}, {exact} of them exactly",
                close >= items,
            ),
        )  # fmt: skip
        return Judgement(goals, _where(off))

    return judge


def _where(off: dict[str, int]) -> str:
    """The part of the scale that a grading misses by most points, in words."""
    weights = {"rest": 5, "voluntary": 4, "synkinesis": 1}
    parts = {
        part: w * sum(d for name, d in off.items() if name.startswith(part))
        for part, w in weights.items()
    }
    part = max(parts, key=lambda name: abs(parts[name]))
    if not parts[part]:
        return ""
    name = {"rest": "resting", "voluntary": "voluntary", "synkinesis": "synkinesis"}[part]
    way = "high" if parts[part] > 0 else "low"
    return f"Your {name} part is furthest off: its scores are too {way}."
