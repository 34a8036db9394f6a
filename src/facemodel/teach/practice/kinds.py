"""Virtual patients of a level: what they have, what they tell, and what is usually given.

A history is a few plain sentences from a table of words. It follows from the condition; ages,
years and occasions are drawn and mean nothing to the model. No history names or describes a real
person.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

import numpy as np
from msgspec import Struct

from facemodel.anatomy.muscles import check_stems
from facemodel.case.case import Case
from facemodel.data import tables
from facemodel.errors import unknown

_WHO = ("Somebody in their {age}s", "A person in their {age}s", "A {years}-year-old person")
BEGAN: Mapping[str, tuple[str, ...]] = {
    "hemifacial_spasm": (
        "reports that one lower lid began to twitch {n} years ago, and that the cheek now twitches "
        "too.",
        "has had twitches around one eye for {n} years; by now the mouth is pulled too.",
        "reports involuntary eye closure, first when tired, daily for the last {n} years.",
    ),
    "postparalytic_synkinesis": (
        "woke up {n} years ago unable to move one side of the face; it recovered, but not fully.",
        "had a facial palsy (weakness of one side) {n} years ago. Some strength has returned, but "
        "not the ease of movement.",
        "recovered from a facial palsy {n} years ago and has felt tight on that side since.",
    ),
}
_TROUBLE: Mapping[str, tuple[str, ...]] = {
    "hemifacial_spasm": (
        "Reading is tiring, and the person avoids being photographed.",
        "It gets worse when people look, and never stops completely.",
        "The other side has never been affected.",
    ),
    "postparalytic_synkinesis": (
        "The eye narrows during a smile, and the chin tightens when the eyes close.",
        "The eye narrows during meals, and the neck feels pulled.",
        "Friends say the smile looks held back.",
    ),
}
_WISH = (
    "The wish: less of it, and a smile that still feels like one's own.",
    "The wish: fewer unwanted movements and more symmetry, without a frozen look.",
    "The wish is to be at ease in conversation; the smile must not be lost.",
)
_BEFORE = (
    "Nothing has been injected before.",
    "This would be the first treatment.",
    "There has been no treatment of this kind.",
)


class Kind(Struct, frozen=True, kw_only=True):
    """A row of data/patient_levels.csv: patients of a level, and how they answer to a dose."""

    level: str
    condition: str
    low: float
    high: float
    response: Literal["near", "any", "far"]

    def __post_init__(self) -> None:
        if self.condition not in BEGAN:
            raise ValueError(f"column condition: {unknown('history of', self.condition, BEGAN)}")


class Dose(Struct, frozen=True, kw_only=True):
    """A row of data/textbook_patterns.csv: what a muscle of the affected side usually gets."""

    condition: str
    muscle: str
    units: float
    mark: tables.Mark
    cite: tuple[str, ...] = ()
    why: str

    def __post_init__(self) -> None:
        check_stems("muscle", (self.muscle,))


_ROWS = tables.read(Kind, "patient_levels.csv")
KINDS: Mapping[str, tuple[Kind, ...]] = MappingProxyType(
    {level: tuple(r for r in _ROWS if r.level == level) for level in [r.level for r in _ROWS]}
)
USUAL = tables.read(Dose, "textbook_patterns.csv")


def history(truth: Case, seed: int) -> str:
    """The sentences of a patient; the affected side is not mentioned, for it can be seen."""
    rng = np.random.default_rng([seed, 12])

    def one(of: tuple[str, ...]) -> str:
        return of[int(rng.integers(len(of)))]

    years = int(rng.integers(30, 75))
    who = one(_WHO).format(age=10 * (years // 10), years=years)
    began = one(BEGAN[truth.condition]).format(n=int(rng.integers(2, 9)))
    return " ".join([f"{who} {began}", one(_TROUBLE[truth.condition]), one(_WISH), one(_BEFORE)])
