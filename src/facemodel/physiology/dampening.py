"""How much of each muscle's strength remains when regions or muscles are dampened."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from facemodel.anatomy.checks import numbers
from facemodel.anatomy.expressions import muscles_named
from facemodel.anatomy.muscles import INDEX, MUSCLES, REGION_STEMS, REGIONS, SIDES, STEMS
from facemodel.errors import FaceModelError, checks_keywords, shown, unknown


@checks_keywords
def dampen(shares: Mapping[str, ArrayLike]) -> np.ndarray:
    """Share of strength left, from the share taken away by region or muscle.

    Where entries overlap (a region and one of its muscles, a name with and without side) what they
    leave multiplies: .5 and .5 leave .25, in any order.

    Parameters
    ----------
    shares : mapping of str to float or array
        By names of fm.REGIONS and fm.MUSCLES; a name without side means all its sides. 0 leaves a
        muscle alone, .6 makes it 60 % weaker, 1 takes all it has, tone included. Arrays of one
        shape stand for many at once.

    Returns
    -------
    numpy.ndarray
        (..., M) 0..1.

    Raises
    ------
    FaceModelError
        For an unknown name, and a share that is no number from 0 to 1.

    Examples
    --------
    >>> import facemodel as fm
    >>> left = fm.dampen({"eye_left": 0.6, "mentalis": 0.3})
    >>> print(left[fm.MUSCLES.index("mentalis_right")])
    0.7
    """
    if not isinstance(shares, Mapping):
        raise FaceModelError(
            "dampen takes a mapping of regions or muscles to shares, as {'eye_left': 0.6}"
        )
    remaining = np.ones(len(MUSCLES))
    for name, share in shares.items():
        left = 1 - numbers(f"dampening of {shown(name)}", share, 0, 1)[..., None]
        chosen = np.zeros(len(MUSCLES), bool)
        chosen[[INDEX[m] for m in muscles_of(name)]] = True
        try:
            remaining = remaining * np.where(chosen, left, 1.0)
        except ValueError:
            raise FaceModelError(
                f"dampening of {shown(name)} has shape {left.shape[:-1]}, which does not fit "
                f"{remaining.shape[:-1]}; give numbers, or arrays of one shape"
            ) from None
    return remaining


def strength_left(remaining, or_say: str = "") -> np.ndarray:
    """Share of strength left, one number or (..., M), as what is driven takes it.

    Refuses a mapping, for its figures would be read as what is taken; `or_say`: another way out.
    """
    if isinstance(remaining, Mapping):
        name, share = next(iter(remaining.items()), ("eye_left", 0.2))
        if not isinstance(share, (int, float)) or not 0 <= share <= 1:
            share = 0.2
        taken = f"{{{shown(name)}: {1 - share:.4g}}}"
        raise FaceModelError(
            f"remaining is the strength left, for every muscle; to leave {100 * share:.4g} % of "
            f"{name} say {or_say and f'{or_say}={taken} or '}"
            f"remaining=fm.dampen({taken})"
        )
    return numbers("remaining strength", remaining, 0, 1)


def muscles_of(name: str) -> tuple[str, ...]:
    """Muscles that a region or a muscle stands for; without side, those of all its sides."""
    if isinstance(name, str) and name in REGIONS:
        return REGIONS[name]
    if isinstance(name, str) and name in REGION_STEMS:
        parts = (f"{name}_{end}" for end in (*SIDES, "midline"))
        return tuple(m for part in parts for m in REGIONS.get(part, ()))
    if isinstance(name, str) and (name in MUSCLES or name in STEMS):
        return muscles_named(name)
    known = (*REGION_STEMS, *REGIONS, *STEMS, *MUSCLES)
    raise unknown("region or muscle", name, known, see="fm.REGIONS and fm.MUSCLES")
