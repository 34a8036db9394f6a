"""A cohort but for who is in it, as one value that travels to workers, and what they make of it."""

import pickle
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from facemodel.anatomy.mesh import Mesh
from facemodel.clinic.symmetry import asymmetry
from facemodel.data import constants
from facemodel.mechanics import stiffened
from facemodel.mechanics.frame import Rig, frames
from facemodel.mechanics.varied import Varied
from facemodel.physiology import people, toxin
from facemodel.physiology.drive import Condition
from facemodel.study.cohort import draws, measures
from facemodel.study.cohort.injection_error import Hand

AT_ONCE, AT_ONCE_SURFACE = 25, 5
"""People whose frames are held in memory together."""


@dataclass(frozen=True, eq=False)
class Job:
    """A cohort but for who is in it.

    intents   (1 + T, C or M) of rest and the tasks; tasks their names, without rest
    dampened  (M,) strength that dampening leaves; ed50 (M,) units in an average person
    hand      what the injections do; days (D,) when people are seen
    rig       of the points that measures read, or of the whole skin
    varied    what lines add to its columns; None where people's lines do not vary
    mesh      the points that measures read
    surface   None, or the whole skin's mesh and the places (P,) of those points in it
    overrides constants that are not as tabled
    """

    rig: Rig
    varied: Varied | None
    mesh: Mesh
    surface: tuple[Mesh, np.ndarray] | None
    condition: Condition
    intents: np.ndarray
    tasks: tuple[str, ...]
    dampened: np.ndarray
    hand: Hand
    ed50: np.ndarray
    days: np.ndarray
    seed: int
    sex: str | None
    overrides: Mapping[str, float]

    def part(self, first: int, count: int) -> dict[str, np.ndarray]:
        """People `first` to `first + count`: measures (count, 1 + D, 1 + T), "side_effects"."""
        with constants.override(self.overrides):
            who = people.sample(self.seed, count, self.sex, first)
            tilt = draws.tilts(self.seed, first, count)
            errors = draws.hands(self.seed, first, count, len(self.hand.dose))
            at_once = AT_ONCE if self.surface is None else AT_ONCE_SURFACE
            rows = [
                self._measured(who[k : k + at_once], tilt[k : k + at_once], errors[k : k + at_once])
                for k in range(0, count, at_once)
            ]
        return {name: np.concatenate([row[name] for row in rows]) for name in rows[0]}

    def _measured(self, who: people.Person, tilt: np.ndarray, errors: np.ndarray):
        left = self.remaining(who, errors)
        moved = self._frames(who, left, tilt)
        found = {}
        if self.surface is not None:
            whole, points = self.surface
            found["asymmetry_mm"] = asymmetry(whole, moved)
            moved = moved[..., points, :]
        found |= measures.measured(self.mesh, self.tasks, moved)
        flags = measures.side_effects(self.mesh, self.tasks, moved)
        return found if flags is None else {**found, "side_effects": flags}

    def _frames(self, who: people.Person, left: np.ndarray, tilt: np.ndarray) -> np.ndarray:
        """(N, 1 + D, 1 + T, P, 3) mm; the first moment is before treatment."""
        every = np.concatenate([np.ones_like(left[:, :1]), left], axis=1)
        driven = self.condition.drive(
            self.intents,
            every[:, :, None],
            strength=who.strength[:, None, None],
            tone=who.tone[:, None, None],
        )
        flat = driven.reshape(len(driven), -1, driven.shape[-1])
        weights = stiffened.weights(flat, self.rig.slack, who.stiffness)
        if self.varied is not None:
            weights = self.varied.weights(weights, tilt, draws.turns(who))
        moved = frames(self.rig, flat, weights)
        return moved.reshape(*driven.shape[:3], *moved.shape[2:])

    def remaining(self, who: people.Person, errors: np.ndarray) -> np.ndarray:
        """Strength (N, D, M) that dampening and the injections leave in N people on each day."""
        given, which = toxin.sessions(self.hand.day)
        shares = self.hand.shares(errors)
        units = np.einsum("ki,nim->knm", which * self.hand.dose, shares, optimize=False)
        lost = toxin.lost(given, units, self.days, self.ed50 * who.ed50[:, None], who)
        return self.dampened * (1 - lost.swapaxes(0, 1))


def packed(job: Job) -> bytes:
    """A job as bytes, as it goes to a worker."""
    return pickle.dumps(job, protocol=pickle.HIGHEST_PROTOCOL)


def part(packed_job: bytes, first: int, count: int) -> dict[str, np.ndarray]:
    """What a worker does: Job.part of a packed job, which it keeps for the next part."""
    return _unpacked(packed_job).part(first, count)


@lru_cache(maxsize=1)
def _unpacked(packed_job: bytes) -> Job:
    return pickle.loads(packed_job)
