"""A cohort but for who is in it, as one value that travels to workers, and what they make of it."""

import pickle
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from types import MappingProxyType

import numpy as np

from facemodel.anatomy.mesh import Mesh
from facemodel.anatomy.muscles import SIDES
from facemodel.clinic.assessment import is_healthy
from facemodel.clinic.asymmetry import asymmetry
from facemodel.clinic.examination import Examination
from facemodel.clinic.excursions import landmark_vertices, retained
from facemodel.clinic.findings import KINDS, TASKS, findings, flagged
from facemodel.clinic.measures import palpebral_fissures_mm
from facemodel.data import constants
from facemodel.mechanics import stiffened
from facemodel.mechanics.frame import Rig, frames
from facemodel.mechanics.varied import Varied
from facemodel.physiology import dose_response, people
from facemodel.physiology.drive import Condition, healthy
from facemodel.study.cohort import draws
from facemodel.study.cohort.draws import Hand

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
        found |= measured(self.mesh, self.tasks, moved)
        flags = side_effects(self.mesh, self.tasks, moved, partial(self._healthy, who, tilt))
        return found if flags is None else {**found, "side_effects": flags}

    def _frames(self, who: people.Person, left: np.ndarray, tilt: np.ndarray) -> np.ndarray:
        """(N, 1 + D, 1 + T, P, 3) mm; the first moment is before treatment."""
        every = np.concatenate([np.ones_like(left[:, :1]), left], axis=1)
        return self._moved(self.condition, who, every, tilt)

    def _healthy(self, who: people.Person, tilt: np.ndarray) -> np.ndarray | None:
        """The same (N, 1, 1 + T, P, 3) without condition; None where there is none."""
        if is_healthy(self.condition):
            return None
        moved = self._moved(healthy(), who, np.ones((len(tilt), 1, len(self.dampened))), tilt)
        return moved if self.surface is None else moved[..., self.surface[1], :]

    def _moved(self, condition: Condition, who: people.Person, every: np.ndarray, tilt: np.ndarray):
        driven = condition.drive(
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
        given, which = dose_response.sessions(self.hand.day)
        shares = self.hand.shares(errors)
        units = np.einsum("ki,nif->knf", which * self.hand.dose, shares, optimize=False)
        ed50 = self.ed50 * who.ed50[:, None]
        lost = dose_response.lost(given, units, self.days, ed50, who, self.hand.fields)
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


MEASURES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "landmark_asymmetry_mm": ("mm", "difference of paired landmarks from their mirror image"),
        "own_rest_symmetry_percent": (
            "%",
            "movement of the less mobile side as a share of the other's, each from its own rest",
        ),
        "moved_left_mm": ("mm", "movement of the left side's landmarks"),
        "moved_right_mm": ("mm", "movement of the right side's landmarks"),
        "kept_left": ("", "share of the left side's movement that is left"),
        "kept_right": ("", "share of the right side's movement that is left"),
        "eye_open_left_mm": ("mm", "opening of the left eye"),
        "eye_open_right_mm": ("mm", "opening of the right eye"),
        "asymmetry_mm": ("mm", "asymmetry of the whole skin"),
    }
)
"""Measures of a cohort: name -> (unit, what). The last one only where the surface is asked for."""

LANDMARK_MEASURES = tuple(n for n in MEASURES if n != "asymmetry_mm")


EVERY_TENTH = 10


def points_read(mesh: Mesh) -> np.ndarray:
    """Vertices (P,) that measures on landmarks and lids read, and some of the outline."""
    curves = [
        mesh.curves[f"lid_margin_{lid}_{side}"] for lid in ("upper", "lower") for side in SIDES
    ]
    named = np.concatenate(
        [list(mesh.landmarks.values()), *curves, mesh.curves["outline"][::EVERY_TENTH]]
    )
    return np.unique(np.concatenate([named, mesh.mirror[named]]))


def measured(mesh: Mesh, tasks: Sequence[str], frames: np.ndarray) -> dict[str, np.ndarray]:
    """LANDMARK_MEASURES, each (N, 1 + D, 1 + T), of frames (N, 1 + D, 1 + T, P, 3).

    The first moment is before treatment, the first task is rest. NaN where a task has none.
    """
    seen = Examination.of(mesh, tasks, frames)
    found = {name: np.full(frames.shape[:3], np.nan) for name in LANDMARK_MEASURES}
    found["landmark_asymmetry_mm"] = _landmark_asymmetry(mesh, frames)
    eyes = palpebral_fissures_mm(mesh, frames)
    for k, side in enumerate(SIDES):
        found[f"eye_open_{side}_mm"] = eyes[..., k]
    for t, task in enumerate(tasks, start=1):
        found["own_rest_symmetry_percent"][:, :, t] = seen.own_rest_symmetry_percent(task)
        for side in SIDES:
            path = seen.movement(task, side)
            found[f"moved_{side}_mm"][:, :, t] = seen.moved_mm(task, side)
            found[f"kept_{side}"][:, :, t] = retained(path[:, :1], path)
    return found


def side_effects(
    mesh: Mesh,
    tasks: Sequence[str],
    frames: np.ndarray,
    without: Callable[[], np.ndarray | None],
) -> np.ndarray | None:
    """Side effects (N, D, K) on either side, in the order of KINDS; frames as `measured`.

    None where the tasks do not show them. `without` makes the frames without condition, or None.
    """
    if not set(TASKS) <= set(tasks):
        return None
    before, after = (Examination.of(mesh, tasks, part) for part in (frames[:, :1], frames[:, 1:]))
    well = without()
    exam = before if well is None else Examination.of(mesh, tasks, well)
    told = flagged(findings((before, after), exam))
    rows = [np.any([flag for (n, _), flag in told.items() if n == name], axis=0) for name in KINDS]
    return np.stack(rows, axis=-1)


def _landmark_asymmetry(mesh: Mesh, frames: np.ndarray) -> np.ndarray:
    """Root mean square (...) of how far left landmarks lie from the mirror image of right ones."""
    stems = [n.removesuffix("_left") for n in mesh.landmarks if n.endswith("_left")]
    left, right = (
        frames[..., landmark_vertices(mesh, [f"{stem}_{side}" for stem in stems]), :]
        for side in SIDES
    )
    apart = left - right * np.array([-1.0, 1.0, 1.0])
    return np.sqrt((apart**2).sum(-1).mean(-1))
