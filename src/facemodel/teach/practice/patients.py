"""Virtual patients: who they are, drawn from a seed; what is wrong with them is hidden.

Names with an underscore hold the truth. Nobody here exists, and no history is anybody's.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from facemodel.anatomy.checks import whole
from facemodel.anatomy.expressions import expression
from facemodel.anatomy.muscles import MUSCLES, SIDES, Side
from facemodel.case.case import Case
from facemodel.clinic.assessment import Assessment
from facemodel.clinic.examination import SUNNYBROOK_TASKS, Examination, examine
from facemodel.clinic.scales.sunnybrook import sunnybrook
from facemodel.data import constants
from facemodel.errors import unknown
from facemodel.mechanics.face import Face, load
from facemodel.mechanics.stiffened import stiffened
from facemodel.physiology import conditions, people
from facemodel.physiology.drive import Condition
from facemodel.physiology.toxin import Injection
from facemodel.study.plan import Plan, balance
from facemodel.teach.judges.grading import HEALTHY
from facemodel.teach.practice.kinds import KINDS, USUAL, history
from facemodel.view import widget

M = len(MUSCLES)
LARGEST_SEED = 2**31 - 1
TASKS = ("rest", *SUNNYBROOK_TASKS)
_TRIES = 1000

LEVELS = tuple(KINDS)
"""Levels of difficulty, the easiest first."""


@dataclass(frozen=True)
class Patient:
    """Somebody who does not exist: a history, and a face that can be asked for expressions.

    Condition, severity and this person's own response to a dose are hidden until `reveal()`.

    Attributes
    ----------
    seed, level : int, str
        They make the patient; the same two make the same one everywhere.
    """

    seed: int
    level: str
    _truth: Case
    _history_seed: int

    @cached_property
    def history(self) -> str:
        """What is known before anybody looks: some sentences that name no person."""
        return history(self._truth, self._history_seed)

    @property
    def _person(self) -> people.Person:
        return self._truth.build_person()

    @property
    def _condition(self) -> Condition:
        return self._truth.build_condition()

    @property
    def _own(self) -> Condition:
        """The condition as this person has it, strength and tone included."""
        return self._person.in_condition(self._condition)

    @cached_property
    def face(self) -> Face:
        """The patient's face; its skin is their own."""
        return stiffened(load(), float(self._person.stiffness))

    @property
    def _side(self) -> Side:
        assert self._truth.side is not None
        return self._truth.side

    @cached_property
    def _plan(self) -> Plan:
        """The plan solver's, given the truth."""
        return balance(self.face, self._own)

    @cached_property
    def _knowable(self) -> Plan:
        """The plan solver's, given the condition and nothing of this person."""
        return balance(load(), self._condition)

    @cached_property
    def _meant(self) -> np.ndarray:
        """Vertices (1 + T, V, 3) mm of this person without the condition."""
        healthy = self._person.in_condition(conditions.healthy())
        return self.face.deform(np.stack([healthy.drive(u) for u in _intents()]), dtype=float)

    def frames(self, remaining: ArrayLike = 1.0) -> np.ndarray:
        """Vertices at rest and in Sunnybrook's five tasks.

        Parameters
        ----------
        remaining : array_like of shape (M,), default 1
            Share 0..1 of strength that a treatment leaves.

        Returns
        -------
        ndarray of shape (6, V, 3), mm
        """
        own = self._own
        rows = np.stack([own.drive(u, remaining) for u in _intents()])
        return self.face.deform(rows, dtype=float)

    def _assessed(self, remaining: ArrayLike = 1.0) -> Assessment:
        """Rest and Sunnybrook's five tasks untreated, and with these shares of strength (M,)."""
        mesh = self.face.mesh
        untreated, now = self._plan.problem.response.frames, self.frames(remaining)
        before, after = (Examination.of(mesh, SUNNYBROOK_TASKS, f) for f in (untreated, now))
        return Assessment(before, after, self._side)

    def scores(self) -> dict[str, int]:
        """The model's Sunnybrook score of every item, untreated: what a grading is judged by."""
        exam = examine(self.face, self._condition, 1.0, self._person, SUNNYBROOK_TASKS)
        items = sunnybrook(exam, self._side).items
        return {name: int(items[name].score) for name in HEALTHY}

    def show(self, expression: str = "rest", **options: Any) -> widget.FaceWidget:
        """The patient in the lab, which shows after a dose what an average person would show.

        Parameters
        ----------
        expression : str, default "rest"
            One of fm.EXPRESSIONS.
        **options
            Those of fm.show.

        Returns
        -------
        FaceWidget
        """
        return widget.show(self.face, expression, condition=self._untold(), hints=False, **options)

    def _untold(self) -> Condition:
        """The condition under a name that tells nothing."""
        return replace(self._own, name="hidden")

    def reveal(self) -> dict[str, Any]:
        """The truth: condition, side, severity, and what sets this person apart."""
        person = self._person
        return {
            "condition": conditions.PRESETS[self._truth.condition].label,
            "side": self._side,
            "severity": round(float(self._condition.severity), 2),
            "dose_needed": round(float(person.ed50), 2),
            "onset_days": round(float(person.onset_days), 1),
            "decay_days": round(float(person.decay_days), 0),
            "stiffness": round(float(person.stiffness), 2),
        }

    def __repr__(self) -> str:
        return f"Patient({self.seed}, {self.level!r})"


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
    >>> fm.patients.draw(1, "easy").reveal()["condition"]
    'hemifacial spasm'
    """
    seed = whole("a seed", seed, 0, LARGEST_SEED)
    if not isinstance(level, str) or level not in KINDS:
        raise unknown("level", level, LEVELS)
    return _drawn(seed, level, constants.digest())


@lru_cache(maxsize=64)
def _drawn(seed: int, level: str, constants_in_force: str) -> Patient:
    rng = np.random.default_rng([seed, LEVELS.index(level), 11])
    kind = KINDS[level][int(rng.integers(len(KINDS[level])))]
    side = SIDES[int(rng.integers(2))]
    severity = round(float(rng.uniform(kind.low, kind.high)), 3)
    people_seed, words = (int(x) for x in rng.integers(LARGEST_SEED, size=2))
    person = {"seed": people_seed, "index": _index(people_seed, kind.response)}
    truth = Case(condition=kind.condition, side=side, severity=severity, person=person)
    return Patient(seed, level, truth, words)


def _index(seed: int, response: str) -> int:
    """The first person of a seed who answers to toxin as a level asks for."""
    names = ("near", "far", "farthest")
    near, far, farthest = (constants.value(f"practice.{n}_response") for n in names)
    allowed = {
        "near": lambda away: abs(away) <= near,
        "any": lambda away: True,
        "far": lambda away: far <= abs(away) <= farthest,
    }[response]
    for k in range(_TRIES):
        person = people.sample(seed, 1, None, k)[0]
        if bool(person.responds) and allowed(float(np.log(person.ed50))):
            return k
    raise AssertionError(f"nobody of seed {seed} responds as asked for: {response}")


def _intents() -> list[np.ndarray]:
    return [expression(task)[:M] for task in TASKS]


def textbook(patient: Patient) -> tuple[Injection, ...]:
    """A sensible pattern for the patient's condition at usual doses, the same for everybody.

    Parameters
    ----------
    patient : Patient
        Whose condition and side it is for.

    Returns
    -------
    tuple of Injection

    Examples
    --------
    >>> import facemodel as fm
    >>> points = fm.patients.textbook(fm.patients.draw(1, "easy"))
    >>> len(points), sum(one.dose for one in points)
    (7, 15.75)
    """
    return tuple(
        Injection(row.units, muscle=f"{row.muscle}_{patient._side}")
        for row in USUAL
        if row.condition == patient._truth.condition
    )
