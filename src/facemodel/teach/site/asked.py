"""Exercises and predictions as a page carries them: what is asked, and sealed replies.

What Python says of every answer there is, is worked out here, so the browser says the same.
"""

from collections.abc import Iterable
from itertools import combinations
from string import ascii_lowercase
from typing import Any

from facemodel.errors import FaceModelError
from facemodel.teach.answers import ITEM_NAMES
from facemodel.teach.exercise import Exercise
from facemodel.teach.exercises import PAIRED
from facemodel.teach.judges.grading import ITEMS, WEIGHTS
from facemodel.teach.muscle_names import ABBREVIATIONS
from facemodel.teach.site.measured import TARGETS, measured
from facemodel.teach.site.sealing import sealed
from facemodel.teach.table import tolerance

FINE, COARSE, MOST = 400, 50, 3650
"""Numbers are judged by whole ones up to FINE, beyond it by every COARSEth up to MOST."""
GIVEN_UP = "*"
"""What opens the answer and the reason, once all hints are given or somebody gives up."""


def exercise(one: Exercise, then: str = "") -> dict[str, Any]:
    """What a page needs of an exercise; then: HTML that comes with the reason."""
    replies = _REPLIES[one.field](one) if one.field in _REPLIES else {}
    return {
        "field": one.field,
        "question": one.question,
        "form": one.form,
        "goal": one.tolerance,
        "options": list(one.options) if one.field != "items" else _items(one),
        "hints": list(one.hints),
        "sealed": sealed({**replies, GIVEN_UP: _given_up(one, then)}),
        **({"grading": _grading()} if one.field == "items" else {}),
        **(measured(one) if one.name in TARGETS else {}),
        **({"brief": ABBREVIATIONS} if one.options == PAIRED else {}),
    }


def prediction(text: str, options: Iterable[str], right: str, why: str) -> dict[str, Any]:
    """What a page needs of a question of `fm.ask`."""
    replies = {name: {"met": name == right, "why": why if name == right else ""}
               for name in options}  # fmt: skip
    return {"field": "ask", "question": text, "options": list(options), "sealed": sealed(replies)}


def _given_up(one: Exercise, then: str) -> dict[str, Any]:
    return {"answer": one.passing(), "why": one.explanation(), "then": then}


def _judged(one: Exercise, answer: Any) -> dict[str, Any]:
    """What the model says of an answer: goals, its own hint, the reason where it is solved."""
    found = one.judge(answer)
    goals = [[goal.text, goal.reached, bool(goal.met)] for goal in found.goals]
    solved = bool(goals) and all(met for _, _, met in goals)
    return {"goals": goals, "hint": found.hint, "why": one.explanation() if solved else ""}


def _choices(one: Exercise) -> dict[str, Any]:
    return {option: _judged(one, option) for option in one.options}


def _numbers(one: Exercise) -> dict[str, Any]:
    """By numbers, as text; in a reply `{}` stands for what was answered."""
    found = {}
    for number in [*range(FINE + 1), *range(FINE + COARSE, MOST + 1, COARSE)]:
        try:
            reply = _judged(one, float(number))
        except FaceModelError:  # beyond what can be the answer
            continue
        told = [[t, reached.replace(f"answered {number:g} ", "answered {} "), met]
                for t, reached, met in reply["goals"]]  # fmt: skip
        found[str(number)] = {**reply, "goals": told}
    return found


def _several(one: Exercise) -> dict[str, Any]:
    letters = ascii_lowercase[: len(one.options)]
    sets = [c for n in range(len(letters) + 1) for c in combinations(letters, n)]
    return {"".join(chosen): _judged(one, list(chosen)) for chosen in sets}


def _items(one: Exercise) -> list[list[Any]]:
    assert isinstance(one.options, dict)
    return [[name, list(steps)] for name, steps in one.options.items()]


def _scores(one: Exercise) -> dict[str, Any]:
    """By item and score: by how much it is off. The page adds them up as grading.py does."""
    known = one.reference()
    return {
        f"{name}={step.split()[0]}": int(step.split()[0]) - known[name]
        for name, steps in ITEMS.items()
        for step in steps
    }


def _grading() -> dict[str, Any]:
    return {
        "names": ITEM_NAMES,
        "weights": {"voluntary": WEIGHTS["voluntary"], "rest": -WEIGHTS["rest"],
                    "synkinesis": -WEIGHTS["synkinesis"]},
        "words": {"rest": "resting"},
        "points": tolerance("grade_points"),
        "items": int(tolerance("grade_items")),
    }  # fmt: skip


_REPLIES = {"choice": _choices, "number": _numbers, "several": _several, "items": _scores}
