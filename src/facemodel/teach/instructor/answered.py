"""Right, nearly right and wrong answers to an exercise, and what a learner reads of them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from facemodel.errors import FaceModelError
from facemodel.teach.answer_words import in_words
from facemodel.teach.answers import Feedback
from facemodel.teach.exercise import Exercise

KINDS = ("right", "nearly right", "wrong")
STEPS = (0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1)
"""Shares of an answer that passes, of which the first that fails is nearly right."""
FARTHER = (1, 2, 5, 10, 15, 22, 30, 50)
"""How far beside a number that passes others are tried."""


@dataclass(frozen=True)
class Answered:
    """An answer and the reply to it: `kind` of KINDS, the answer in words, the first reply."""

    kind: str
    answer: str
    reply: Feedback


def answered(one: Exercise) -> list[Answered]:
    """A right, a nearly right and a wrong answer to an exercise.

    Errors: the answer of the key does not pass any more; none is nearly right.
    """
    right = one.reference()
    if not (found := one.grade(right)).solved:
        raise FaceModelError(f"the answer of {one.name} in the key does not pass: {found}")
    near = next((x for x in _NEAR[one.field](one, right) if not one(x).solved), None)
    if near is None:
        raise FaceModelError(f"{one.name} has no answer that nearly passes")
    rows = zip(KINDS, (right, near, one.starter), strict=True)
    return [Answered(kind, _told(one, answer), one(answer)) for kind, answer in rows]


def _told(one: Exercise, answer: Any) -> str:
    if one.field == "items":
        return ", ".join(str(score) for score in answer.values()) + " (items in their order)"
    if not answer:
        return "nothing is done"
    return in_words(list(answer) if one.field == "several" else answer)


def _choice(one: Exercise, right: str) -> Iterator[str]:
    """The other side of a muscle; else the option beside the right one that is not the starter."""
    if one.kind == "identify":
        yield right.replace("left", "LEFT").replace("right", "left").replace("LEFT", "right")
    beside = sorted(one.options, key=lambda x: abs(_place(one, x) - _place(one, right)))
    yield from (option for option in beside if option not in (right, one.starter))


def _place(one: Exercise, option: str) -> int:
    plain = option.replace("_", " ")
    return list(one.options).index(plain) if plain in one.options else 0


def _number(_: Exercise, right: float) -> Iterator[float]:
    for off in FARTHER:
        yield from (x for x in (right - off, right + off) if x >= 0)


def _several(one: Exercise, right: str) -> Iterator[str]:
    yield right[:-1]
    yield from (right + letter for letter in "abcdef"[: len(one.options)] if letter not in right)


def _items(_: Exercise, right: dict[str, int]) -> Iterator[dict[str, int]]:
    """Whoever overlooks what joins in."""
    yield {name: 0 if name.startswith("synkinesis") else score for name, score in right.items()}
    low = [name for name, score in right.items() if name.startswith("voluntary") and score > 1]
    for count in range(1, len(low) + 1):
        yield {**right, **{name: right[name] - 1 for name in low[:count]}}


def _point(_: Exercise, right: tuple[float, float, float]) -> Iterator[tuple[float, float, float]]:
    """The same point of the other side."""
    yield -right[0], right[1], right[2]


def _lab(_: Exercise, right: Any) -> Iterator[Any]:
    for step in STEPS:
        if isinstance(right, dict):
            yield {name: round(step * share, 3) for name, share in right.items()}
        else:
            yield [replace(one, dose=step * one.dose) for one in right]


_NEAR: dict[str, Callable[[Exercise, Any], Iterator[Any]]] = {
    "choice": _choice,
    "number": _number,
    "several": _several,
    "items": _items,
    "place": _point,
    "lab": _lab,
}
