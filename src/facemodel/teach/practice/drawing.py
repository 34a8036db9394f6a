"""Which virtual patient a seed and a level stand for, and the usual pattern for what they have."""

from collections.abc import Sequence
from functools import lru_cache
from typing import TypeVar

import numpy as np

from facemodel.anatomy.checks import whole
from facemodel.anatomy.muscles import SIDES
from facemodel.case.case import Case
from facemodel.data import constants
from facemodel.errors import check_name
from facemodel.physiology import conditions, people, points
from facemodel.physiology.toxin import Injection
from facemodel.teach.practice import kinds
from facemodel.teach.practice.kinds import HEADS, KINDS, USUAL, Flag, Kind, flags_of
from facemodel.teach.practice.patients import Patient

LARGEST_SEED = 2**31 - 1
POPULATION = 2
"""Which patients seeds stand for; another number is other people."""
_TRIES = 1000
_Row = TypeVar("_Row", Kind, Flag)

LEVELS = tuple(kinds.LEVELS)
"""Levels of difficulty, the easiest first."""


def draw(seed: int, level: str = "easy") -> Patient:
    """The patient of a seed and a level.

    Parameters
    ----------
    seed : int
        0 to 2**31 - 1.
    level : str, default "easy"
        One of fm.patients.LEVELS.

    Returns
    -------
    Patient

    Raises
    ------
    FaceModelError
        For an unknown level, or a seed that is no whole number.

    Examples
    --------
    >>> import facemodel as fm
    >>> fm.patients.draw(3, "easy").reveal()["condition"]
    'hemifacial spasm'
    """
    seed = whole("a seed", seed, 0, LARGEST_SEED)
    check_name("level", level, LEVELS)
    return _drawn(seed, level, constants.digest())


@lru_cache(maxsize=256)
def _drawn(seed: int, level: str, constants_in_force: str) -> Patient:
    rng = np.random.default_rng([seed, LEVELS.index(level), 11, POPULATION])
    row = kinds.LEVELS[level]
    kind = _one_of(tuple(KINDS.values()), rng)
    side = SIDES[int(rng.integers(2))] if conditions.PRESETS[kind.condition].sided else None
    graded = conditions.PRESETS[kind.condition].graded
    share = float(rng.uniform(row.from_share, row.to_share))
    severity = round(kind.low + share * (kind.high - kind.low), 3) if graded else None
    fits = [h for h in HEADS.values() if kind.youngest <= h.age <= kind.oldest]
    head = fits[int(rng.integers(len(fits)))]
    flagged, flags = bool(rng.uniform() < row.flagged), flags_of(kind)
    flag = _one_of(flags, rng) if flagged and flags else None
    people_seed, words = (int(x) for x in rng.integers(LARGEST_SEED, size=2))
    index = _index(people_seed, row.response, head.sex)
    person = {"seed": people_seed, "index": index, "sex": head.sex}
    truth = Case(condition=kind.condition, side=side, severity=severity, person=person)
    return Patient(seed, level, truth, kind, flag, head, words)


def _one_of(rows: Sequence[_Row], rng: np.random.Generator) -> _Row:
    weights = np.array([row.weight for row in rows])
    return rows[int(rng.choice(len(rows), p=weights / weights.sum()))]


def _index(seed: int, response: str, sex: str) -> int:
    """The first person of a seed and sex who answers to toxin as a level asks for."""
    names = ("near", "far", "farthest")
    near, far, farthest = (constants.value(f"practice.{n}_response") for n in names)
    allowed = {
        "near": lambda away: abs(away) <= near,
        "any": lambda away: True,
        "far": lambda away: far <= abs(away) <= farthest,
    }[response]
    for k in range(_TRIES):
        person = people.sample(seed, 1, sex, k)[0]
        if bool(person.responds) and allowed(float(np.log(person.ed50))):
            return k
    raise AssertionError(f"nobody of seed {seed} responds as asked for: {response}")


def textbook(patient: Patient) -> tuple[Injection, ...]:
    """The usual pattern for the patient's condition, the same for everybody who has it.

    Parameters
    ----------
    patient : Patient
        Whose condition and side it is for.

    Returns
    -------
    tuple of Injection
        Empty where the tables have none.

    Examples
    --------
    >>> import facemodel as fm
    >>> points = fm.patients.textbook(fm.patients.draw(3, "easy"))
    >>> len(points), sum(one.dose for one in points)
    (7, 15.75)
    """
    if patient._kind.usual:
        mesh, side = patient.face.mesh, patient._side
        made = [points.scenario(name, mesh, side) for name in patient._kind.usual]
        return tuple(one for pattern in made for one in pattern)
    return tuple(
        Injection(row.units, muscle=f"{row.muscle}_{patient._side}")
        for row in USUAL
        if row.condition == patient._truth.condition and patient._kind.right == "treat"
    )
