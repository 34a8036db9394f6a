"""Where a sitting stands: patients in a row, what a learner did with each, what came of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np

from facemodel.anatomy.checks import number, whole
from facemodel.data import constants
from facemodel.data.showing import frame, table_html
from facemodel.errors import FaceModelError, shown, unknown
from facemodel.teach import answers
from facemodel.teach.judges.grading import Calibration, calibration, composite
from facemodel.teach.practice import treating
from facemodel.teach.practice.drawing import LARGEST_SEED, LEVELS, draw
from facemodel.teach.practice.gradings import SCALES
from facemodel.teach.practice.kinds import CHOICES, Choice
from facemodel.teach.practice.patients import Patient
from facemodel.teach.practice.says import SAYS
from facemodel.teach.practice.scoring import Score, score, untreated
from facemodel.teach.practice.treating import MOST_TREATMENTS, Treatment

MOST_PATIENTS = 50
FEEDBACK = ("each", "end")
_DONE = {"treat": "treated", "leave": "left alone", "refer": "referred"}
EVERY = 10
"""Gradings after which a learner is told how they compare with the model's."""


@dataclass(frozen=True, repr=False)
class Attempt:
    """What a learner did with one patient; marks are computed when asked for.

    Attributes
    ----------
    patient : Patient
        Who was seen.
    grading : mapping of str to int, or None
        Score of each item of the patient's scale.
    treatments : tuple of Treatment
        None, one or two, in the order of their days.
    seconds : float or None
        Time taken.
    choice : str
        "treat", "leave" or "refer"; "treat" with treatments and "leave" without unless given.
    """

    patient: Patient
    grading: Mapping[str, int] | None = None
    treatments: tuple[Treatment, ...] = ()
    seconds: float | None = None
    choice: Choice | None = None

    def __post_init__(self) -> None:
        set_ = lambda name, value: object.__setattr__(self, name, value)  # noqa: E731
        if self.grading is not None:
            set_("grading", answers.scores(SCALES[self.patient.scale].items, self.grading))
        if len(self.treatments) > MOST_TREATMENTS:
            raise FaceModelError(
                f"a patient is treated {MOST_TREATMENTS} times at most, got {len(self.treatments)}"
            )
        days = [one.day for one in self.treatments]
        if any(b <= a for a, b in pairwise(days)):
            raise FaceModelError("the second treatment comes on a later day than the first")
        if self.seconds is not None:
            set_("seconds", number("seconds", self.seconds, 0, 86400))
        if self.choice is None:
            set_("choice", "treat" if self.treatments else "leave")
        if self.choice not in CHOICES:
            raise unknown("choice", self.choice, CHOICES)
        if (self.choice == "treat") != bool(self.treatments):
            raise FaceModelError(
                "to treat somebody takes a treatment; who is left alone or referred has none"
            )

    def __repr__(self) -> str:
        graded = "graded" if self.grading is not None else "not graded"
        count = len(self.treatments)
        done = f"{count} treatment{'' if count == 1 else 's'}" if count else _DONE[self._chosen]
        return f"Attempt({self.patient!r}: {graded}, {done})"

    @property
    def _chosen(self) -> Choice:
        assert self.choice is not None  # since __post_init__
        return self.choice

    @cached_property
    def scores(self) -> tuple[Score, ...]:
        """Marks of each treatment at its review."""
        done = range(1, len(self.treatments) + 1)
        return tuple(score(self.patient, self.treatments[:k]) for k in done)

    @property
    def total(self) -> float:
        """Marks 0..100: mean of the treatments, or those of the choice, and what grading gains."""
        marks = [one.total for one in self.scores] or [untreated(self.patient, self._chosen)]
        return min(100.0, float(np.mean(marks)) + self.grading_marks)

    @cached_property
    def items_off(self) -> dict[str, int]:
        """Steps by which each item of the grading lies above the model's; empty without one."""
        if self.grading is None:
            return {}
        known = self.patient.scores()
        return {name: self.grading[name] - score for name, score in known.items()}

    @property
    def grading_marks(self) -> float:
        """What the grading gains: all for an item as the model has it, half for a step off it."""
        if not self.items_off:
            return 0.0
        near = [1.0 if d == 0 else 0.5 if abs(d) == 1 else 0.0 for d in self.items_off.values()]
        return constants.value("practice.grading_marks") * float(np.mean(near))

    @cached_property
    def grading_off(self) -> int | None:
        """Points by which the learner's composite, or sum of items, lies above the model's."""
        if self.grading is None or not self.grading:
            return None
        return composite(self.grading) - composite(self.patient.scores())


@dataclass(repr=False)
class Session:
    """Patients of a seed in a row, and a learner's attempts at them.

    Attributes
    ----------
    seed : int
        With level and count, it gives the same patients to everybody.
    level : str
        One of fm.patients.LEVELS.
    count : int
        How many patients, 1 to 50.
    minutes : float or None
        Time allowed for all of them.
    feedback : str
        "each": after each patient; "end": after the last one.
    attempts : list of Attempt
        One for each patient that was finished, in order.
    begun, arrived : float or None
        When the sitting began and its patient came, s of time.monotonic.
    graded, under_way : dict or None, list of Treatment
        What was already done with the patient who is there, to go on from.
    made_with : str
        Other version and parameters that a results file was made with; empty for these.
    """

    seed: int
    level: str = "middling"
    count: int = 10
    minutes: float | None = None
    feedback: str = "each"
    attempts: list[Attempt] = field(default_factory=list)
    begun: float | None = field(default=None, compare=False)
    arrived: float | None = field(default=None, compare=False)
    graded: dict[str, int] | None = field(default=None, compare=False)
    under_way: list[Treatment] = field(default_factory=list, compare=False)
    made_with: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        self.seed = whole("a seed", self.seed, 0, LARGEST_SEED)
        self.count = whole("the number of patients", self.count, 1, MOST_PATIENTS)
        draw(0, self.level)
        if self.minutes is not None:
            self.minutes = number("minutes", self.minutes, 1, 600)
        if self.feedback not in FEEDBACK:
            raise FaceModelError(f"feedback is 'each' or 'end', got {shown(self.feedback)}")

    def __repr__(self) -> str:
        done = f"{len(self.attempts)} of {self.count} patients done"
        return f"{type(self).__name__}(seed {self.seed}, {self.level}: {done})"

    def _repr_html_(self) -> str:
        head = ("patient", "choice", "marks", "grading off", "treatments", "seconds")
        return table_html(repr(self), head, zip(*self._columns().values(), strict=True))

    def to_frame(self) -> Any:
        """The attempts as a pandas DataFrame, a row each, with marks 0..100.

        Raises
        ------
        FaceModelError
            Where pandas is not installed.
        """
        return frame(self._columns())

    def _columns(self) -> dict[str, list[Any]]:
        return {
            "patient": [one.patient.seed for one in self.attempts],
            "choice": [one.choice for one in self.attempts],
            "marks": [one.total for one in self.attempts],
            "grading_off": [one.grading_off for one in self.attempts],
            "treatments": [len(one.treatments) for one in self.attempts],
            "seconds": [one.seconds for one in self.attempts],
        }

    @cached_property
    def patients(self) -> tuple[Patient, ...]:
        """The patients, the same for everybody with this seed and level."""
        rng = np.random.default_rng([self.seed, LEVELS.index(self.level), 13])
        seeds = rng.choice(LARGEST_SEED, size=MOST_PATIENTS, replace=False)
        return tuple(draw(int(s), self.level) for s in seeds[: self.count])

    @property
    def next(self) -> Patient | None:
        """Who comes next; None when all are through."""
        done = len(self.attempts)
        return self.patients[done] if done < self.count else None

    def finish(
        self,
        grading: Mapping[str, int] | None = None,
        treatments: Sequence[Any] = (),
        seconds: float | None = None,
        choice: Choice | None = None,
    ) -> Attempt:
        """Note what was done with the next patient.

        Parameters
        ----------
        grading : mapping of str to int, optional
            Score of each item of the patient's scale.
        treatments : sequence, optional
            Up to two: each a Treatment, a list of fm.Injection, a dampening, a case, or the lab.
        seconds : float, optional
            Time taken.
        choice : str, optional
            "leave" or "refer" where there is no treatment; "leave" unless given.

        Returns
        -------
        Attempt

        Raises
        ------
        FaceModelError
            When all patients are done, or an answer is not one of those allowed.
        """
        patient = self.next
        if patient is None:
            raise FaceModelError("all patients of this session are done; begin another one")
        given = [t if isinstance(t, Treatment) else treating.read(t) for t in treatments]
        attempt = Attempt(patient, grading, tuple(given), seconds, choice)
        self.attempts.append(attempt)
        self.arrived, self.graded, self.under_way = None, None, []
        return attempt

    def so_far(self) -> str:
        """Marks and gradings up to now in words; none before the end of an examination."""
        if self.feedback == "end" and self.next is not None:
            return "You will see your marks at the end."
        if not self.attempts:
            return "No patient completed yet."
        told = [SAYS["order"].format(marks=", ".join(f"{m:.0f}" for m in self.curve))]
        if any(one.grading for one in self.attempts):
            told.append(str(self.calibration()))
        return "\n".join(told)

    @property
    def total(self) -> float:
        """Mean marks 0..100 over all patients; those not finished count as 0."""
        return sum(one.total for one in self.attempts) / self.count

    @property
    def curve(self) -> np.ndarray:
        """Marks (A,) of the attempts in their order: the learning curve."""
        return np.array([one.total for one in self.attempts])

    def calibration(self, last: int | None = None) -> Calibration:
        """How the gradings compare with the model's.

        Parameters
        ----------
        last : int, optional
            Of the last so many alone.

        Returns
        -------
        Calibration

        Raises
        ------
        FaceModelError
            While nothing is graded.
        """
        graded = [a for a in self.attempts if a.grading][-(last or MOST_PATIENTS) :]
        said = [dict(a.grading) for a in graded if a.grading is not None]
        return calibration(said, [a.patient.scores() for a in graded])

    @property
    def calibration_due(self) -> bool:
        """Whether another EVERY gradings are through."""
        graded = sum(bool(a.grading) for a in self.attempts)
        return graded > 0 and graded % EVERY == 0
