"""Random numbers of people and muscles; a muscle that is added changes those of no other."""

import math
from collections.abc import Callable
from functools import cache

import numpy as np

from facemodel.anatomy.muscles import INDEX, MUSCLES, SIDES, STEMS, info, side_of

Draw = Callable[[np.random.Generator, int], np.ndarray]


def per_muscle(
    names: tuple[str, ...], draw: Draw, rng: np.random.Generator, *seed: int
) -> np.ndarray:
    """Random numbers (..., K) of K muscles, each named with or without its side.

    Muscles that are `drawn` by their row in muscles.csv share the stream `rng`, in the order given;
    each of the others has a stream of its own, made from `seed` and its name. `draw(rng, n)` makes
    (..., n) of them.
    """
    old, new = _split(names)
    shared = draw(rng, len(old))
    if not new:
        return shared
    found = np.empty((*shared.shape[:-1], len(names)))
    found[..., old] = shared
    for k in new:
        found[..., k] = draw(np.random.default_rng([*seed, *names[k].encode()]), 1)[..., 0]
    return found


@cache
def _split(names: tuple[str, ...]) -> tuple[list[int], list[int]]:
    """Places of muscles that share a stream, and of those that have their own."""
    old = [k for k, name in enumerate(names) if info(name).drawn is not None]
    return old, [k for k in range(len(names)) if k not in old]


def _place(muscle: str) -> tuple[float, int]:
    """Where a muscle's random numbers are drawn: left before right, as `drawn` says."""
    side, drawn = side_of(muscle), info(muscle).drawn
    return (math.inf if drawn is None else drawn, SIDES.index(side) if side else len(SIDES))


def _first_part(muscle: str) -> int:
    """Index of the first part of a muscle, as strong as which all of its parts are."""
    whole, side = info(muscle).part_of, side_of(muscle)
    parts = [m for m in MUSCLES if whole and info(m).part_of == whole and side_of(m) == side]
    return INDEX[min(parts or [muscle], key=_place)]


_WHOLE = np.array([_first_part(m) for m in MUSCLES])
_DRAWN = tuple(sorted(MUSCLES, key=lambda m: _place(m)[::-1]))
_DRAWN_STEMS = tuple(sorted(STEMS, key=_place))
OF_MUSCLE = np.array([_DRAWN.index(MUSCLES[k]) for k in _WHOLE])
OF_STEM = np.array([_DRAWN_STEMS.index(STEMS[k]) for k in _WHOLE[: len(STEMS)]])


def person(seed: int, index: int) -> dict[str, np.ndarray]:
    """Random numbers of one person, in a fixed order: normal unless named in the comment.

    Those of muscles are as drawn; OF_MUSCLE and OF_STEM put them in the order of fm.MUSCLES.
    """
    rng = np.random.default_rng([seed, index, 4])

    def normal(names: tuple[str, ...], what: int) -> np.ndarray:
        return per_muscle(names, lambda r, n: r.normal(size=n), rng, seed, index, 4, what)

    return {
        "male": np.array(rng.uniform()),
        "shared": normal(_DRAWN_STEMS, 1),
        "side": normal(_DRAWN, 2),
        "risorius": np.array(rng.uniform()),
        "ed50": np.array(rng.normal()),
        "onset": np.array(rng.normal()),
        "decay": np.array(rng.normal()),
        "responds": np.array(rng.uniform()),
        "stiffness": np.array(rng.normal()),
        "convergence": np.array(rng.normal()),
        "lost": np.array(rng.exponential()),  # exponential
        "tone": normal(_DRAWN, 3),  # last, so that others stay as they were
    }
