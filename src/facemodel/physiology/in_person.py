"""A condition in a person: what lies between an intent and a muscle, before toxin takes its share.

One face is computed in numbers, which is fast for one, and many in arrays; the formulas (effort.py)
stand once and give the same last bit.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, NamedTuple, Protocol

import numpy as np

from facemodel.anatomy.muscles import TONE
from facemodel.mechanics.strength import OUTCOMES

RISE, FALL = 1 - TONE, np.where(TONE > 0, TONE, 1.0)
"""(M,) from rest to a full contraction, and to none; muscles without tone never fall."""


class Words(NamedTuple):
    """What the formulas say: of numbers, which is fast with one face, or of arrays."""

    larger: Callable
    smaller: Callable
    choose: Callable
    some: Callable


ONE = Words(max, min, lambda so, this, other: this if so else other, bool)
MANY = Words(np.maximum, np.minimum, np.where, np.any)


class Face(NamedTuple):
    """A state by muscle: M numbers each, or arrays (M, ...), whose axes behind are the batch.

    rows: for each outcome, what a muscle's share of it depends on: `_row` of one muscle after the
    other in one face, and of all at once in many.
    """

    resting: Any
    normal: Any
    conduction: Any
    strength: Any
    tone: Any
    rows: Mapping[str, Any]


@dataclass(frozen=True, eq=False)
class Drive:
    """What stands between an intent and the share w of full contraction that a muscle gives.

    All (M,) or (..., M): resting, its tone now; normal, what the tone was in health; conduction;
    strength, relative to an average person's. What remains of it comes on top.
    """

    resting: np.ndarray
    normal: np.ndarray
    conduction: np.ndarray
    strength: np.ndarray

    @property
    def _state(self) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        return self.resting, self.normal, self.conduction, self.strength

    @cached_property
    def of_one(self) -> Face | None:
        """The state of one face as lists, kept; None of several."""
        if any(x.ndim > 1 for x in self._state):
            return None
        rows = {outcome: _row(*self._state, TONE, mm) for outcome, mm in OUTCOMES.items()}
        listed = {
            name: list(zip(*(x.tolist() for x in r), strict=True)) for name, r in rows.items()
        }
        resting, normal, conduction, strength = (x.tolist() for x in self._state)
        return Face(resting, normal, conduction, strength, TONE.tolist(), listed)

    def of_many(self, axes: int) -> Face:
        """The state of faces in so many axes, muscles first."""
        r, n, k, f, tone = (muscles_first(x, axes) for x in (*self._state, TONE))
        mm = {name: muscles_first(x, axes) for name, x in OUTCOMES.items()}
        return Face(r, n, k, f, tone, {name: _row(r, n, k, f, tone, x) for name, x in mm.items()})


def muscles_first(x: np.ndarray, axes: int) -> np.ndarray:
    """(M, ...) with as many axes as the others have."""
    return x.reshape((1,) * (axes - x.ndim) + x.shape).transpose(axes - 1, *range(axes - 1))


def _row(resting, normal, conduction, strength, tone, mm) -> tuple[np.ndarray, ...]:
    """What a muscle's share of an outcome depends on: tone, share per intent, size and reach."""
    healthy = unit_of(MANY, normal, tone, strength)
    return resting, normal, conduction * (1 - normal), strength, tone, healthy, mm


def unit_of(o: Words, contraction, tone, strength):
    """Control value of a contraction, in one unit above rest and below."""
    unit = (contraction - tone) / (1 - tone)
    return o.choose(unit > 0, strength * unit, unit)


class _Condition(Protocol):
    """As drive.py has it."""

    @property
    def conduction(self) -> np.ndarray: ...
    @property
    def tone(self) -> np.ndarray: ...
    @property
    def normal_tone(self) -> np.ndarray: ...
    @property
    def strength(self) -> np.ndarray: ...


@dataclass(frozen=True, eq=False)
class InPerson:
    """A condition in a person: what neither intent nor toxin changes, all (M,) or (..., M).

    extra is tone over t0; up, down are units of control per unit of v in that direction, up_below
    and down_above beyond rest. `up` and `down` are 1 in an average person, exactly.
    """

    drive: Drive
    extra: np.ndarray
    up: np.ndarray
    up_below: np.ndarray
    down: np.ndarray
    down_above: np.ndarray


def in_person(condition: _Condition, strength: np.ndarray, tone: np.ndarray) -> InPerson:
    """A condition in people whose strength and tone are these times an average person's."""
    resting = np.minimum(condition.tone * tone, 1)
    n, k = np.minimum(condition.normal_tone * tone, 1), condition.conduction
    return InPerson(
        Drive(resting, n, k, condition.strength * strength),
        extra=resting - TONE,
        up=k * ((1 - n) / RISE),
        up_below=k * n / RISE,
        down=k * (n / FALL),
        down_above=k * (1 - n) / FALL,
    )


@lru_cache(maxsize=16)
def in_one_person(condition: _Condition, strength: bytes, tone: bytes) -> InPerson:
    """The same of one person, kept: while a slider moves, condition and person stay."""
    return in_person(condition, np.frombuffer(strength), np.frombuffer(tone))
