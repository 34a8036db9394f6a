"""Botulinum toxin type A on the model: dose, days and spread to the share of strength that is left.

One function per published piece: `hill` (dose to largest effect), `activity` (how much of a dose
acts on a day), spread.py (which muscle catches it), nerve_terminal.py (what it does there over the
months), `remaining` (all of it together). Teaching units are
onabotulinumtoxinA-equivalent and are never converted to another product's. Not a dosing guide.
Constants and the works they rest on: toxin.csv.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from facemodel.anatomy.checks import (
    HasMesh,
    check_face,
    check_kind,
    number,
    numbers,
    whole,
)
from facemodel.anatomy.mesh import Mesh
from facemodel.anatomy.muscles import INDEX, MUSCLES, SIDES, info
from facemodel.data import constants
from facemodel.errors import FaceModelError, unknown
from facemodel.physiology import nerve_terminal, spread
from facemodel.physiology.injection import (
    INJECTABLE,
    LAST_DAY,
    Injection,
    Injections,
    listed,
    repeated,
    total_units,
)
from facemodel.physiology.people import Person, check_person
from facemodel.physiology.scenarios import SCENARIOS, Scenario, at, scenario

M = len(MUSCLES)
LEAST = 1e-9  # of what is divided by
MOST_EXTRA_USE = 1.0  # of a muscle that stands in for others [assume]
NOT_INTERCHANGEABLE = (
    "Teaching units, onabotulinumtoxinA-equivalent. Units are not interchangeable between "
    "botulinum toxin products. Consult the current prescribing information. The product carries a "
    "boxed warning on distant spread of toxin effect (swallowing and breathing difficulties)."
)
"""What stands beside every dose: units of products are not interchangeable."""
_TABLED_ED50 = np.array([info(m).ed50_units for m in MUSCLES])


def hill(dose: ArrayLike, ed50: ArrayLike) -> np.ndarray:
    """Share 0..1 of a muscle's force that a dose (...) takes away at its peak.

    dose, ed50 in units; Emax D^n / (ED50^n + D^n) with Emax 0.95 and n 1 [Sloop1996]
    [Seoul2001] [Hamjian1994] [Iwashige1995].
    """
    dose = numbers("a dose in units", dose, 0, 1e12)
    ed50 = numbers("an ED50 in units", ed50, LEAST, np.inf)
    n = constants.value("toxin.hill_exponent")
    ratio = (dose / ed50) ** n
    return constants.value("toxin.emax") * ratio / (1 + ratio)


def activity(
    days: ArrayLike, onset_days: ArrayLike | None = None, decay_days: ArrayLike | None = None
) -> np.ndarray:
    """Share 0..1 of a dose that acts `days` (...) after it was given; 0 before.

    That is its light chain in the nerve endings, relative to the most there ever is [Lebeda2008]
    [Foran2003]. What it does there, and what follows it, is in physiology/nerve_terminal.py.
    """
    t = numbers("days", days, -LAST_DAY, LAST_DAY)
    r = nerve_terminal.rates()
    age = nerve_terminal.clock(t, _pace(onset_days, decay_days), r)
    return nerve_terminal.light_chain(age, r) / nerve_terminal.most_light_chain(r)


def _pace(onset_days: ArrayLike | None, decay_days: ArrayLike | None) -> nerve_terminal.Pace:
    """How slowly people with these times live through the course of a dose."""
    usual = constants.value("toxin.onset_days"), constants.value("toxin.decay_days")
    onset = usual[0] if onset_days is None else onset_days
    decay = usual[1] if decay_days is None else decay_days
    onset = numbers("onset in days", onset, LEAST, LAST_DAY)
    decay = numbers("decay in days", decay, LEAST, LAST_DAY)
    return nerve_terminal.Pace(onset / usual[0], decay / usual[1])


def lost(
    given: ArrayLike,
    units: np.ndarray,
    days: ArrayLike,
    ed50: np.ndarray,
    person: Person | None,
    size: bool = False,
) -> np.ndarray:
    """Share of strength (or size) (T, ..., M) lost on days (T,) to doses of several sessions.

    given: day (K,) of each session, rising; units (K, ..., M) caught then; ed50 as `ed50` gives it.
    The ED50 is the dose whose largest effect, about day 12, is half of emax.
    """
    if not len(np.atleast_1d(given)):
        return np.zeros((np.size(days), *np.shape(ed50)))
    pace, acts = nerve_terminal.Pace(), np.ones((1, *np.shape(ed50)[:-1], 1), bool)
    if person is not None:
        pace = _pace(person.onset_days, person.decay_days)
        begun = np.reshape(given, (-1, *(1,) * np.ndim(person.responds)))
        acts = ((begun <= person.responds_until_day) & person.responds)[..., None]
    ratios = units / ed50 * acts
    return nerve_terminal.lost(np.asarray(given), ratios, np.atleast_1d(days), pace, size)


def sessions(days: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """Days (K,) on which something is given, rising, and which (K, I) of the points on each."""
    given = np.unique(days)
    return given, given[:, None] == np.asarray(days)


def site(mesh: Mesh, injection: Injection) -> tuple[np.ndarray, float]:
    """Where an injection goes in: point (3,) mm of the skin, depth mm.

    Errors: a landmark that the face lacks; a point farther than 10 mm from the skin.
    """
    check_kind("an injection", injection, Injection, "make one with fm.Injection(dose, muscle=...)")
    check_kind("a mesh", mesh, Mesh, "give face.mesh")
    if injection.muscle is not None:
        point, depth = spread.middle(injection.muscle, mesh)
    elif injection.landmark is not None:
        if injection.landmark not in mesh.landmarks:
            raise unknown("landmark", injection.landmark, mesh.landmarks)
        point = mesh.vertices[mesh.landmarks[injection.landmark]]
        depth = constants.value("toxin.usual_depth_mm")
    else:
        point, away = spread.nearest(mesh, np.array(injection.point))
        farthest = constants.value("toxin.farthest_mm")
        if away > farthest:
            raise FaceModelError(
                f"the point {injection.place} lies {away:.0f} mm off the face; "
                f"give one within {farthest:g} mm of the skin"
            )
        depth = constants.value("toxin.usual_depth_mm")
    return point, depth if injection.depth_mm is None else injection.depth_mm


def shares(mesh: Mesh, injections: Sequence[Injection]) -> np.ndarray:
    """Share (I, M) of each injection's dose that each muscle catches; rows add up to at most 1."""
    spread.check_mesh(mesh)
    rows = [spread.skin(mesh).shares(*site(mesh, one), one.volume_ml) for one in listed(injections)]
    return np.array(rows).reshape(-1, M)


def captured(
    mesh: Mesh,
    injections: Injections,
    day: ArrayLike,
    person: Person | None = None,
) -> np.ndarray:
    """Effective units (..., M) in each muscle on a day, or on days (T,) as a leading axis.

    Doses of several days add up, each at its own activity: what is light chain of them.
    """
    injections = listed(injections)
    days = _days(day, person)
    doses = np.array([one.dose for one in injections])
    given = np.array([one.day for one in injections])
    times = () if person is None else (person.onset_days, person.decay_days)
    if person is not None and np.ndim(person.onset_days):
        times = tuple(np.asarray(t)[..., None] for t in times)
    acting = doses * activity(days[..., None] - given, *times)
    if person is not None:
        acting = acting * (given <= np.asarray(person.responds_until_day)[..., None])
    return acting @ shares(mesh, injections)


def remaining(
    face: HasMesh,
    injections: Injections,
    day: ArrayLike,
    person: Person | None = None,
) -> np.ndarray:
    """Share 0..1 of strength left (M,) in each muscle on a day; (T, M) on days (T,).

    face: as fm.load() makes it. person: one of fm.people; with N people (N, M). On days before
    the first injection everything is left.
    """
    return 1 - _lost(check_face(face), injections, _days(day, person), person)


def _lost(
    mesh: Mesh, injections: Injections, days: np.ndarray, person: Person | None, size: bool = False
) -> np.ndarray:
    injections = listed(injections)
    given, which = sessions([one.day for one in injections])
    units = (which * [one.dose for one in injections]) @ shares(mesh, injections)
    needed = ed50(mesh, person)
    if needed.ndim > 1:
        units = units[:, None]
    taken = lost(given, units, days.ravel(), needed, person, size)
    return taken.reshape(*days.shape, *needed.shape)


def size(
    face: HasMesh, injections: Injections, day: ArrayLike, person: Person | None = None
) -> np.ndarray:
    """Thickness (M,) of each muscle relative to its own before; (T, M) on days (T,).

    Fibres without use shrink [Hamjian1994]. A masseter's weakness makes the temporalis work more to
    bite as before, so that it grows by the same rule [TemporalisThickness2025]. One person.
    """
    mesh, days = check_face(face), _days(day, person)
    if person is not None and person.count is not None:
        raise FaceModelError("the size of muscles is one person's; give people[k]")
    thin = 1 - _lost(mesh, injections, days, person, size=True)
    grid = np.arange(0, days.max(initial=0) + 1)
    left = 1 - _lost(mesh, injections, grid, person)
    closers = [[INDEX[f"{stem}_{side}"] for side in SIDES] for stem in ("masseter", "temporalis")]
    share = constants.value("toxin.temporalis_share")
    masseters, temporales = (left[:, one].mean(axis=1) for one in closers)
    bite = (1 - share) * masseters + share * temporales
    extra = np.minimum(1 / bite - 1, MOST_EXTRA_USE)
    grown = nerve_terminal.followed(extra, days)
    for k in closers[1]:
        thin[..., k] += grown * (1 - _lost(mesh, injections, days, person)[..., k])
    return thin


def _days(day: ArrayLike, person: Person | None) -> np.ndarray:
    check_person(person)
    days = numbers("day", day, 0, LAST_DAY)
    if days.ndim and person is not None and np.ndim(person.onset_days):
        raise FaceModelError("several people are asked about one day at a time")
    return days


def ed50(mesh: Mesh, person: Person | None = None) -> np.ndarray:
    """Units (M,) or (N, M) that a muscle must catch to lose half of what it can lose.

    Dose and effect were measured with doses given into the muscle [Sloop1996] [Iwashige1995],
    part of which lies beside it. So the tabled dose is what is aimed at the muscle, and this the
    part of it that the muscle then catches. Infinite for what is not injected.
    """
    check_person(person)
    scale = constants.value("toxin.ed50_factor") * (1.0 if person is None else person.ed50)
    tabled = np.where(np.isfinite(_TABLED_ED50), _TABLED_ED50, np.inf)
    return tabled * spread.aimed(mesh) * np.asarray(scale)[..., None]


def placed_by_hand(
    mesh: Mesh,
    injections: Injections,
    seed: int,
    error_mm: float | None = None,
) -> tuple[Injection, ...]:
    """The same injections as a hand places them: each off by a normal error across the face.

    error_mm: standard deviation per axis, 0 to 20; None for a practised injector's (constant
    people.expert_error_mm).
    """
    if error_mm is None:
        error_mm = constants.value("people.expert_error_mm")
    size, seed = number("error in mm", error_mm, 0, 20), whole("a seed", seed, 0)
    rng = np.random.default_rng([seed, 5])
    placed = []
    for one in listed(injections):
        meant, depth = site(mesh, one)
        there = spread.nearest(mesh, meant + np.append(rng.normal(0, size, 2), 0.0))[0]
        placed.append(replace(one, muscle=None, landmark=None, point=tuple(there), depth_mm=depth))
    return tuple(placed)


__all__ = [
    "INJECTABLE",
    "NOT_INTERCHANGEABLE",
    "SCENARIOS",
    "Injection",
    "Scenario",
    "activity",
    "at",
    "captured",
    "ed50",
    "hill",
    "lost",
    "placed_by_hand",
    "remaining",
    "repeated",
    "scenario",
    "sessions",
    "shares",
    "site",
    "size",
    "total_units",
]
