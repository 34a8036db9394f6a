"""What differs between people besides strength, tone and response: lines of muscles, the hand."""

import numpy as np

from facemodel.data import constants
from facemodel.mechanics.forces.fibre_lines import SHEETS, TILTED, TILTS
from facemodel.mechanics.forces.sheet import forehead_mm
from facemodel.physiology import streams
from facemodel.physiology.people import Person

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
