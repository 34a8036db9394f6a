"""What differs between people besides strength, tone and response: lines of muscles, the hand."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from facemodel.anatomy.mesh import Mesh
from facemodel.case.case import Case, CaseLike, case_of
from facemodel.clinic.asymmetry import asymmetry
from facemodel.data import constants
from facemodel.mechanics.face import Face, load
from facemodel.mechanics.forces.fibre_lines import SHEETS, TILTED, TILTS
from facemodel.mechanics.forces.sheet import forehead_mm
from facemodel.mechanics.stiffened import SOFTEST, STIFFEST, stiffened
from facemodel.physiology import spread, streams, toxin
from facemodel.physiology.dampening import dampen
from facemodel.physiology.fields import Fields
from facemodel.physiology.people import Person, sample
from facemodel.physiology.toxin import LAST_DAY
from facemodel.study.course import moments

FARTHEST_SD = 2.5
"""Nobody's line lies beyond, in standard deviations; a hand's error neither, per axis."""
_LINES, _HAND = 6, 5  # last word of a person's seed, as streams.person has 4


def tilts(seed: int, first: int, count: int) -> np.ndarray:
    """(count, K) degrees by which the lines of lines.TILTED are tilted in people from `first` on.

    Both parts of the frontalis lean alike.
    """
    sd = [constants.value(f"people.line_{tilt}_sd_deg") for tilt in TILTS.values()]
    z = np.stack([_clipped(_tilts(seed, first + k)) for k in range(count)])
    z[:, [TILTED.index(s) for s in SHEETS[1:]]] = z[:, [TILTED.index(SHEETS[0])]]
    return z * sd


def turns(people: Person) -> np.ndarray:
    """(N,) mm by which the line of convergence of N people lies above the usual one."""
    away = people.convergence - constants.value("people.convergence_share")
    most = FARTHEST_SD * constants.value("people.convergence_sd")
    return np.clip(away, -most, most) * forehead_mm()


def hands(seed: int, first: int, count: int, points: int) -> np.ndarray:
    """(count, points, 2) errors of the injector's hand across the face, in standard deviations."""
    made = [np.random.default_rng([seed, first + k, _HAND]) for k in range(count)]
    drawn = [_clipped(rng.normal(size=2 * points)) for rng in made]
    return np.reshape(drawn, (count, points, 2))


def _tilts(seed: int, person: int) -> np.ndarray:
    rng = np.random.default_rng([seed, person, _LINES])
    draw = lambda rng, n: rng.normal(size=n)  # noqa: E731 - local shorthand
    return streams.per_muscle(TILTED, draw, rng, seed, person, _LINES)


def _clipped(drawn: np.ndarray) -> np.ndarray:
    return np.clip(drawn, -FARTHEST_SD, FARTHEST_SD)


FEWEST, MOST, APART_MM = 7, 25, 1.7
"""Places along each axis at which the spread of a dose is worked out, and how far apart."""


@dataclass(frozen=True, eq=False)
class Hand:
    """What F fields of muscles catch of I injections that land beside where they were meant.

    error_mm  standard deviation per axis; 0: every point lands
    caught    (I, G, G, F) shares at G places along x and y; G is 1 where every point lands
    fields    of the muscles, only those that catch anything
    dose, day (I,) units and day of each injection
    """

    error_mm: float
    caught: np.ndarray
    fields: Fields
    dose: np.ndarray
    day: np.ndarray

    def shares(self, errors: np.ndarray) -> np.ndarray:
        """Shares (N, I, F) for errors (N, I, 2) in standard deviations."""
        if self.caught.shape[1] == 1:
            return np.broadcast_to(self.caught[:, 0, 0], (len(errors), *self.caught[:, 0, 0].shape))
        x, y = (_weights(errors[..., k], self.caught.shape[1]) for k in range(2))
        places = (x[..., None] * y[..., None, :]).reshape(*errors.shape[:2], x.shape[-1] ** 2)
        caught = self.caught.reshape(len(self.caught), x.shape[-1] ** 2, len(self.fields.owner))
        return np.clip(np.einsum("nig,igf->nif", places, caught, optimize=False), 0, 1)


def hand(mesh: Mesh, injections: Sequence[toxin.Injection], error_mm: float) -> Hand:
    """The hand of an injector on a face; a cubic spline lies through the places worked out."""
    many = int(np.clip(np.ceil(2 * FARTHEST_SD * error_mm / APART_MM), FEWEST, MOST))
    fields = spread.skin(mesh).fields
    at = _places(many + 1 - many % 2) * error_mm if error_mm else np.zeros(1)
    caught = np.array(
        [[[_caught(mesh, one, x, y) for y in at] for x in at] for one in injections], float
    ).reshape(len(injections), len(at), len(at), len(fields.owner))
    dose, day = (np.array([getattr(one, n) for one in injections], float) for n in ("dose", "day"))
    return Hand(float(error_mm), caught, fields, dose, day)


def _caught(mesh: Mesh, one: toxin.Injection, x: float, y: float) -> np.ndarray:
    """Shares (F,) of an injection that lands x, y mm beside its place, as placed_by_hand does."""
    if not x and not y:
        return toxin.caught(mesh, [one])[0]
    meant, depth = toxin.site(mesh, one)
    there = spread.nearest(mesh, meant + np.array([x, y, 0.0]))[0]
    moved = replace(one, muscle=None, landmark=None, point=tuple(there), depth_mm=depth)
    return toxin.caught(mesh, [moved])[0]


def _places(many: int) -> np.ndarray:
    return np.linspace(-FARTHEST_SD, FARTHEST_SD, many)


def _weights(errors: np.ndarray, many: int) -> np.ndarray:
    """(..., G) weight of each of `many` places in the cubic spline's value at errors (...)."""
    from scipy.interpolate import CubicSpline

    return CubicSpline(_places(many), np.eye(many))(errors)


def asymmetry_over_days(
    case: CaseLike,
    days: ArrayLike = tuple(range(0, 121, 8)),
    people: int = 60,
    seed: int = 0,
) -> tuple[np.ndarray, np.ndarray]:
    """Difference of the sides in mm of simulated people who all get what a case has.

    Before (N,), with nothing dampened and nothing injected, and on days (T,), (N, T); in the case's
    expression, its condition held at its height. People differ as fm.people.sample(seed, N) draws
    them: strength and tone of each muscle and side, stiffness of the skin, response to a dose. The
    case's own person is not used.
    """
    case = case_of(case)
    face, times = load(), moments("days", days, LAST_DAY)
    group = sample(seed, people)
    condition, intended, left = case.build_condition(), case.intended(), dampen(case.dampening)
    shares = np.stack([_left(face, case, group, day) for day in times], axis=1) * left  # (N, T, M)
    every = np.concatenate([np.ones_like(shares[:, :1]), shares], axis=1)
    rows = []
    for k, remaining in enumerate(every):
        own = stiffened(face, float(np.clip(group.stiffness[k], SOFTEST, STIFFEST)))
        meant = np.broadcast_to(intended, remaining.shape)
        rows.append(asymmetry(own.mesh, own.deform(group[k].drive(condition, meant, remaining))))
    return np.array(rows)[:, 0], np.array(rows)[:, 1:]


def _left(face: Face, case: Case, group: Person, day: float) -> np.ndarray:
    if not case.injections:
        return np.ones_like(group.strength)
    return toxin.remaining(face, case.injections, float(day), group)
