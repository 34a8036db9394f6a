"""Exercises with an answer in words or figures: choose, predict a number, judge statements."""

from collections.abc import Callable, Mapping
from typing import Any

from facemodel.teach import answers
from facemodel.teach.feedback import Goal, Judgement


def choose(options: tuple[str, ...], key: Callable[[], str], goal: str) -> Callable:
    """A judge of one option among several; the key comes from the model when it is asked."""

    def judge(answer: Any) -> Judgement:
        chosen = answers.one_of(options, answer)
        return Judgement((Goal(goal, f"you chose: {chosen}", chosen == key()),))

    return judge


def predict(
    key: Callable[[], float], unit: str, low: float, high: float, near: float, goal: str
) -> Callable:
    """A judge of a predicted number: enough within `near` of the model's, in `unit`."""

    def judge(answer: Any) -> Judgement:
        said = answers.figure(answer, low, high, unit)
        off = said - key()
        if abs(off) <= near:
            return Judgement((Goal(goal, f"you answered {said:g} {unit}", True),))
        way = "less" if off > 0 else "more"
        far = "much " if abs(off) > 3 * near else ""
        return Judgement((Goal(goal, f"you answered {said:g} {unit}; it is {far}{way}", False),))

    return judge


def statements(truths: Mapping[str, Callable[[], bool]], goal: str) -> Callable:
    """A judge of which statements hold; whether each does is worked out by the model."""
    texts = tuple(truths)

    def judge(answer: Any) -> Judgement:
        chosen = answers.several(texts, answer)
        right = [(text in chosen) == truths[text]() for text in texts]
        reached = f"{sum(right)} of {len(right)} judged as the model judges them"
        return Judgement((Goal(goal, reached, all(right)),))

    return judge


def true_ones(truths: Mapping[str, Callable[[], bool]]) -> str:
    """Letters of the statements that hold."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    return "".join(
        letter for letter, holds in zip(letters, truths.values(), strict=False) if holds()
    )
