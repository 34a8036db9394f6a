"""Groups of muscles that a movement is meant with, and what each brings along in synkinesis."""

from collections.abc import Mapping
from functools import cache
from typing import Literal

import numpy as np
from msgspec import Struct
from numpy.typing import ArrayLike

from facemodel.anatomy.checks import numbers
from facemodel.anatomy.muscles import INDEX, MUSCLES, SIDES, check_stems, group
from facemodel.data import constants, tables
from facemodel.errors import FaceModelError, checks_keywords, unknown
from facemodel.physiology.severity import between_severities

M = len(MUSCLES)
LEVELS = ("mild", "moderate", "severe")


class Intent(Struct, frozen=True, kw_only=True):
    """A row of data/intents.csv: a group of muscles of one side, which synkinesis spreads from.

    muscle  that shows how far the group is meant; sign: -1 where it shows it by letting go
    part    of the face that it moves
    """

    name: str
    muscle: str
    sign: float
    part: Literal["eye", "mouth", "brow"]
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
    """How strongly each group that synkinesis spreads from is meant.

    Parameters
    ----------
    intended : array_like
        (..., M) activation, -1..1.

    Returns
    -------
    numpy.ndarray
        (..., 10) in the order of GROUP_INTENTS.

    Examples
    --------
    >>> import facemodel as fm
    >>> meant = fm.conditions.group_intents(fm.expression("lip_pucker", side="left"))
    >>> print(meant.round(2))
    [0.   0.   1.   0.03 0.   0.   0.   0.   0.   0.  ]
    """
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


def synkinesis_matrix(side: str, severity: float) -> np.ndarray:
    """Activation (M, 10) that each of GROUP_INTENTS adds by aberrant regeneration
    [Beurskens2010] [BajajLuthra1998].

    "Any mouth movement" stands in the columns of smile, pucker and snarl alike; where two of them
    are meant at once its share of the brow adds up.
    """
    matrix = np.zeros((M, len(GROUP_INTENTS)))
    rows = dict.fromkeys(p.name.rsplit(".", 1)[0] for p in constants.parameters("synkinesis"))
    for row in rows:
        _, intent, *responding = row.split(".")
        if intent == "rest":
            continue
        share = between_severities([constants.value(f"{row}.{s}") for s in LEVELS], severity)
        several = intent == "any_mouth"
        columns = columns_of("mouth", side) if several else [_column(intent, side, row)]
        for stem in group(responding[0]):
            # a muscle named by two rows of one group takes the larger
            cell = matrix[INDEX[f"{stem}_{side}"], columns]
            matrix[INDEX[f"{stem}_{side}"], columns] = np.maximum(cell, share)
    return matrix


@cache
def columns_of(part: str, side: str) -> list[int]:
    """Columns of a synkinesis matrix that move a part of one side: "eye", "mouth" or "brow"."""
    names = [name for name, one in INTENTS.items() if one.part == part]
    return [GROUP_INTENTS.index(f"{name}_{side}") for name in names]


def _column(intent: str, side: str, constant: str) -> int:
    if intent not in INTENTS:
        raise unknown(f"group in the constant {constant}", intent, INTENTS, see="intents.csv")
    return GROUP_INTENTS.index(f"{intent}_{side}")
