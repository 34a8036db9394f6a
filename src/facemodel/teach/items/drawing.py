"""Which item a kind and a seed stand for: drafts are drawn until the truth of one is clear."""

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

import numpy as np

from facemodel.anatomy.checks import whole
from facemodel.data import constants
from facemodel.errors import check_name, checks_keywords
from facemodel.teach.items import dosing, planning, seeing, visiting
from facemodel.teach.items.item import Item
from facemodel.teach.items.kinds import KINDS, Draft, Kind, Maker
from facemodel.teach.items.practised import LARGEST_SEED

EDITION = 1
"""Which items seeds stand for; another number is other items."""
_TRIES = 400
MAKERS: Mapping[str, Maker] = MappingProxyType(
    {one.__name__: one for home in (seeing, dosing, planning, visiting) for one in home.MAKERS}
)
"""Functions by the kinds that they make."""


@checks_keywords
def draw(kind: str, seed: int) -> Item:
    """The item of a kind and a seed.

    Its truth is computed by the model and is apart from the other options by the kind's margin.

    Parameters
    ----------
    kind : str
        One of fm.items.KINDS.
    seed : int
        0 to 2**31 - 1; the same seed gives the same item everywhere.

    Returns
    -------
    Item

    Raises
    ------
    FaceModelError
        For an unknown kind, or a seed that is no whole number.

    Examples
    --------
    >>> import facemodel as fm
    >>> item = fm.items.draw("how_much", 1)
    >>> len(item.options), 0.2 <= item.difficulty <= 0.9
    (4, True)
    """
    check_name("kind of item", kind, KINDS)
    return _drawn(kind, whole("a seed", seed, 0, LARGEST_SEED), constants.digest())


@lru_cache(maxsize=4096)
def _drawn(kind: str, seed: int, constants_in_force: str) -> Item:
    rng = np.random.default_rng([seed, list(KINDS).index(kind), 20, EDITION])
    for _ in range(_TRIES):
        draft = MAKERS[kind](rng)
        if draft is not None and _fair(KINDS[kind], draft):
            return _item(KINDS[kind], seed, draft)
    raise AssertionError(f"no clear item of kind {kind} from seed {seed}")


def _fair(kind: Kind, draft: Draft) -> bool:
    """Whether no two options are the same, and the truth is apart from the others."""
    return len(set(draft.options)) == len(draft.options) and kind.apart(draft.figure)


def _item(kind: Kind, seed: int, draft: Draft) -> Item:
    values = {**draft.values, "answer": draft.answer}
    return Item(
        kind.name,
        seed,
        kind.question.format(**values),
        tuple(draft.options),
        kind.difficulty(draft.figure),
        kind.hint,
        draft.seen,
        draft.answer,
        kind.says.format(**values),
        draft.frames,
    )
