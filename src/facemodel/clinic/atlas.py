"""One card per muscle: what it does, what drives and opposes it, what its weakness looks like.

All of it comes from the muscle's row in muscles.csv, where it runs from courses.csv, and what to do
otherwise from misplacements.csv.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from facemodel.anatomy import courses
from facemodel.anatomy.expressions import activation
from facemodel.anatomy.muscles import STEMS, TABLE, Muscle
from facemodel.clinic.findings import KINDS, MISPLACEMENTS
from facemodel.data.references import evidence
from facemodel.errors import renamed, unknown

START = 0.6
"""Activation of the muscle that the picture begins with, where a muscle needs one to work on."""

DIRECTIONS: Mapping[str, tuple[int, int, int]] = MappingProxyType(
    {"outward": (1, 0, 0), "up": (0, 1, 0), "forward": (0, 0, 1),
     "inward": (-1, 0, 0), "down": (0, -1, 0), "back": (0, 0, -1)}
)  # fmt: skip


@dataclass(frozen=True)
class Card:
    """What the atlas says of a muscle; texts are sentences without a full stop.

    Attributes
    ----------
    muscle : str
        Stem, without side.
    action, branch : str
        What it does, and of the nerve that drives it.
    region : str
        Of fm.REGIONS, without side; "" for the levator, which is in none.
    action_units : str
        Of FACS.
    landmark, direction : str
        What shows its work (left side): outward, inward, up, down, forward, back.
    start : str
        Stem of the muscle that must act for this one to show its work, or "".
    antagonists : tuple of str
        Stems of muscles that move the landmark the other way.
    when_weak : str
        What goes wrong when it is weakened by mistake.
    side_effects, lessons : tuple of str
        Those that blame it, and what to do otherwise.
    geometry : str
        What its course rests on, and the mark of that.
    mark, cite, why
        Of the words on weakness, as of a constant (fm.parameters).
    """

    muscle: str
    action: str
    branch: str
    region: str
    action_units: str
    landmark: str
    direction: str
    start: str
    antagonists: tuple[str, ...]
    when_weak: str
    side_effects: tuple[str, ...]
    lessons: tuple[str, ...]
    geometry: str
    mark: str
    cite: tuple[str, ...]
    why: str

    def __repr__(self) -> str:
        return f"Card({self.muscle}: {self.action})"

    @property
    def name(self) -> str:
        """The muscle's name in words."""
        return self.muscle.replace("_", " ")

    @property
    def grounds(self) -> str:
        """What the words on weakness rest on, works with their journals."""
        return evidence(self.cite, self.why, places=True)

    complications = renamed("side_effects")

    def way(self) -> np.ndarray:
        """Unit vector (3,) along which the landmark moves on the left side."""
        vector = np.sum([DIRECTIONS[word] for word in self.direction.split()], axis=0)
        return vector / np.linalg.norm(vector)

    def activations(self, sides: tuple[str, ...] = ("left",)) -> tuple[np.ndarray, np.ndarray]:
        """Activations of the picture before and with the muscle at full contraction.

        Parameters
        ----------
        sides : tuple of str, optional
            "left", "right" or both.

        Returns
        -------
        tuple of ndarray of shape (M,)
        """
        begin = {self.start: START} if self.start else {}
        names = [f"{self.muscle}_{s}" for s in sides] if self.muscle in STEMS else [self.muscle]
        return activation(**begin), activation(**begin, **dict.fromkeys(names, 1.0))


def card(muscle: str) -> Card:
    """The card of a muscle, named with or without its side. Error: no such muscle."""
    stem = muscle.removesuffix("_left").removesuffix("_right") if isinstance(muscle, str) else ""
    if stem not in CARDS:
        raise unknown("muscle", muscle, CARDS)
    return CARDS[stem]


def _card(muscle: Muscle) -> Card:
    pull = courses.pulls(muscle.stem)[0]
    blamed = tuple(n for n, kind in KINDS.items() if muscle.stem in kind.blames)
    return Card(
        muscle=muscle.stem,
        action=muscle.action,
        branch=muscle.nerve_in_words,
        region=muscle.region,
        action_units=muscle.action_units,
        landmark=muscle.landmark,
        direction=" ".join(muscle.direction),
        start=muscle.start,
        antagonists=muscle.antagonists,
        when_weak=muscle.when_weak,
        side_effects=blamed,
        lessons=tuple(m.lesson for m in MISPLACEMENTS if m.side_effect in blamed),
        geometry=f"{evidence(pull.cite, pull.why, places=True)} ({pull.mark})",
        mark=muscle.weak_mark,
        cite=muscle.weak_cite,
        why=muscle.weak_why,
    )


CARDS: Mapping[str, Card] = MappingProxyType({m.stem: _card(m) for m in TABLE})
"""Cards by muscle, in the order of the muscle table."""
