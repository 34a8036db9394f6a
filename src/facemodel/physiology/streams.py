"""Random numbers of each muscle, such that a muscle that is added changes those of no other."""

from collections.abc import Callable
from functools import cache

import numpy as np

from facemodel.anatomy.muscles import info

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
