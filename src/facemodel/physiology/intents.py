"""Which groups of muscles a movement is meant with: what synkinesis spreads from."""

from collections.abc import Mapping

import numpy as np
from msgspec import Struct
from numpy.typing import ArrayLike

from facemodel.anatomy.checks import numbers
from facemodel.anatomy.muscles import INDEX, MUSCLES, SIDES, check_stems
from facemodel.data import tables
from facemodel.errors import FaceModelError, checks_keywords

M = len(MUSCLES)


class Intent(Struct, frozen=True, kw_only=True):
    """A row of data/intents.csv: a group of muscles of one side, which synkinesis spreads from.

    muscle  that shows how far the group is meant; sign: -1 where it shows it by letting go
    mouth   whether it is a movement of the mouth
    """

    name: str
    muscle: str
    sign: float
    mouth: bool
    mark: tables.Mark
    cite: tuple[str, ...] = ()
    why: str

    def __post_init__(self) -> None:
        check_stems("muscle", (self.muscle,))


INTENTS: Mapping[str, Intent] = tables.keyed(Intent, "intents.csv", "name")
GROUPS = {name: (one.muscle, one.sign) for name, one in INTENTS.items()}
"""Groups that synkinesis spreads from: name -> muscle that shows the intention, and its sign."""
GROUP_INTENTS = tuple(f"{group}_{side}" for side in SIDES for group in GROUPS)
"""Columns of a synkinesis matrix: the five group intents of the left side, then of the right."""


@checks_keywords
def group_intents(intended: ArrayLike) -> np.ndarray:
    """How strongly each of GROUP_INTENTS (..., 10) is meant in an intended activation (..., M)."""
    checked = numbers("intended activation", intended, -1, 1)
    if checked.ndim == 0 or checked.shape[-1] not in (M, len(INDEX)):
        raise FaceModelError(
            f"intended activation has shape {checked.shape}; its last axis must be the "
            f"{M} muscles of fm.MUSCLES"
        )
    return meant(checked)


def meant(intended: np.ndarray) -> np.ndarray:
    """The same, of an activation that was checked."""
    return np.maximum(intended[..., _GROUP_MUSCLE] * _GROUP_SIGN, 0)


_GROUP_MUSCLE = np.array([INDEX[f"{muscle}_{s}"] for s in SIDES for muscle, _ in GROUPS.values()])
_GROUP_SIGN = np.array([sign for _ in SIDES for _, sign in GROUPS.values()])
