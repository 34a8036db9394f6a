"""What people get of a set of doses, and which limits of a plan that keeps."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from facemodel.clinic.findings import Finding, flagged
from facemodel.data import constants

MAJOR = ("lid_ptosis", "lagophthalmos", "oral_incompetence")
"""Side effects that hardly anybody may get: an eye that hangs or stays open, lips that leak."""
SAME = 1e-6  # shares whose difference is below are alike
LIMITS = ("most_major", "most_any", "most_losing")
"""Constants of plan that say how many people may get what."""


Effects = Mapping[tuple[str, str], np.ndarray]
"""Side effect and side -> who (N,) has it."""


@dataclass(frozen=True, eq=False)
class Movement:
    """What is left of movement, of N people.

    Attributes
    ----------
    shares : mapping of str to ndarray of shape (N,)
        "task side" -> share of its own movement left; NaN where there was hardly any.
    kept : ndarray of bool, shape (N,)
        Who keeps enough of every task.
    close : ndarray of bool, shape (N,)
        Whose eyes close without extra effort, where that was asked for.
    """

    shares: Mapping[str, np.ndarray]
    kept: np.ndarray
    close: np.ndarray


@dataclass(frozen=True, eq=False)
class Harm:
    """What limits are set to, of N people; each part is looked at when it is asked for.

    Made of what finds movement, the findings at a spasm's height, and those between spasms or None.
    """

    _find_movement: Callable[[], Movement]
    _find_seen: Callable[[], Any]
    _find_hidden: Callable[[], Any]

    @cached_property
    def movement(self) -> Movement:
        """What is left of movement."""
        return self._find_movement()

    @cached_property
    def _seen(self) -> list[Finding]:
        return self._find_seen()

    @cached_property
    def _hidden(self) -> list[Finding] | None:
        return self._find_hidden()

    @property
    def findings(self) -> tuple[list[Finding], list[Finding]]:
        """Every side effect, beyond its limit or not, and those between spasms, if any."""
        return self._seen, self._hidden or []

    @cached_property
    def seen(self) -> Effects:
        """Who has what at a spasm's height; where nothing is involuntary, who has what."""
        return flagged(self._seen)

    @cached_property
    def between(self) -> Effects | None:
        """Who has what between spasms; None where nothing is involuntary."""
        return None if self._hidden is None else flagged(self._hidden)

    @cached_property
    def effects(self) -> Effects:
        """Who has what, in a spasm or between two."""
        between = self.between
        if between is None:
            return self.seen
        return {key: who | between[key] for key, who in self.seen.items()}

    @property
    def worst(self) -> dict[str, float]:
        """What comes nearest to each side effect's limit in anybody, or farthest beyond it."""
        return nearest([*self._seen, *(self._hidden or ())])


@dataclass(frozen=True, eq=False)
class Judged:
    """What N people get of a set of doses.

    Attributes
    ----------
    gains : ndarray of shape (N,)
        Of each, as a share of what the people have on average; their mean is the gain.
    sizes : tuple of float
        What is left of each measure of the aim, mean of the people.
    harm : Harm
        What limits are set to; most doses gain too little to need it.
    """

    gains: np.ndarray
    sizes: tuple[float, ...]
    harm: Harm

    def __repr__(self) -> str:
        return (
            f"Judged({len(self.gains)} people, gain {self.gain:.2f}, any side effect in "
            f"{self.any:.0%}, {self.keeping:.0%} keep every movement)"
        )

    @cached_property
    def effects(self) -> Effects:
        """Who has what, in a spasm or between two."""
        return self.harm.effects

    @property
    def shares(self) -> Mapping[str, np.ndarray]:
        """ "task side" -> share (N,) of its own movement left; NaN where there was hardly any."""
        return self.harm.movement.shares

    @property
    def kept(self) -> np.ndarray:
        """Who (N,) keeps enough of every task."""
        return self.harm.movement.kept

    @property
    def close(self) -> np.ndarray:
        """Whose (N,) eyes close without extra effort, where that was asked for."""
        return self.harm.movement.close

    @cached_property
    def gain(self) -> float:
        """Mean of the people."""
        return float(self.gains.mean())

    @property
    def noise(self) -> float:
        """Standard error of the gain: how far the mean of as many other people may lie from it."""
        return float(self.gains.std(ddof=1) / np.sqrt(len(self.gains)))

    def share_with(self, names: Sequence[str] | None = None) -> float:
        """Share of the people who have any of these side effects.

        Parameters
        ----------
        names : sequence of str, optional
            All unless given.

        Returns
        -------
        float
        """
        return share_of(self.effects, names)

    @property
    def between(self) -> dict[str, float] | None:
        """Share of the people with each side effect, and with "any", between spasms.

        None where nothing is involuntary.
        """
        seen = self.harm.between
        if seen is None:
            return None
        names = dict.fromkeys(name for name, _ in seen)
        return {"any": share_of(seen), **{name: share_of(seen, [name]) for name in names}}

    @cached_property
    def any(self) -> float:
        """Share of the people with any side effect."""
        return self.share_with()

    @cached_property
    def major(self) -> float:
        """Share of the people with a side effect of MAJOR."""
        return self.share_with(MAJOR)

    @cached_property
    def keeping(self) -> float:
        """Share of the people who keep enough of every task."""
        return float(self.kept.mean())

    @property
    def _losing(self) -> float:
        """Share of the people who lose too much movement, or whose eyes do not close."""
        return 1 - min(self.keeping, float(self.close.mean()))

    def _used(self) -> dict[str, float]:
        """Share of the people that each limit counts, by the limit's name."""
        return {"most_major": self.major, "most_any": self.any, "most_losing": self._losing}

    def holds(self, part: float = 1.0) -> bool:
        """Whether no more than this part 0..1 of what every limit allows is used.

        As `breach`, but what is cheap to look at comes first, and the first limit that is broken
        ends it.

        Parameters
        ----------
        part : float, optional
            Of every limit.

        Returns
        -------
        bool
        """
        most = {name: part * constants.value(f"plan.{name}") + SAME for name in LIMITS}
        return (
            self._losing <= most["most_losing"]
            and share_of(self.harm.seen) <= most["most_any"]
            and self.any <= most["most_any"]
            and self.major <= most["most_major"]
        )

    def breach(self) -> float:
        """By how much the limits are exceeded, summed; 0 where all hold."""
        return sum(
            max(share - constants.value(f"plan.{name}"), 0.0)
            for name, share in self._used().items()
        )

    def broken(self) -> list[tuple[str, float]]:
        """The limits that do not hold.

        Returns
        -------
        list of (str, float)
            Constant of plan, and the share of people that it counts; empty where all hold.
        """
        return [
            (name, share)
            for name, share in self._used().items()
            if share > constants.value(f"plan.{name}")
        ]


def share_of(
    effects: Mapping[tuple[str, str], np.ndarray], names: Sequence[str] | None = None
) -> float:
    """Share of the people who have any of these side effects; of all unless named."""
    rows = [who for (name, _), who in effects.items() if names is None or name in names]
    return float(np.any(rows, axis=0).mean()) if rows else 0.0


def nearest(found: Iterable[Finding]) -> dict[str, float]:
    """Name -> what was measured nearest to its limit in any face, or farthest beyond it."""
    rows: dict[str, float] = {}
    for one in found:
        below = one.kind.flagged == "below"  # both, from before and from health, must be beyond
        worse, both = (min, np.maximum) if below else (max, np.minimum)
        here = float(worse(np.ravel(both(one.measured, one.from_health))))
        rows[one.name] = worse(here, rows.get(one.name, here))
    return rows


__all__ = ["LIMITS", "MAJOR", "Harm", "Judged", "Movement", "share_of"]
