"""An attempt at a virtual patient: what a learner did with them, and what marks that earns."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from facemodel.anatomy.checks import number
from facemodel.errors import FaceModelError
from facemodel.teach import answers
from facemodel.teach.judges.grading import ITEMS, composite
from facemodel.teach.practice.patients import Patient
from facemodel.teach.practice.scoring import Score, score
from facemodel.teach.practice.treating import MOST_TREATMENTS, Treatment


@dataclass(frozen=True)
class Attempt:
    """What a learner did with one patient; marks are computed when asked for.

    grading     item -> score, or None where none was given
    treatments  none, one or two, in the order of their days
    seconds     taken, or None
    """

    patient: Patient
    grading: Mapping[str, int] | None = None
    treatments: tuple[Treatment, ...] = ()
    seconds: float | None = None

    def __post_init__(self) -> None:
        set_ = lambda name, value: object.__setattr__(self, name, value)  # noqa: E731
        if self.grading is not None:
            set_("grading", answers.scores(ITEMS, self.grading))
        if len(self.treatments) > MOST_TREATMENTS:
            raise FaceModelError(
                f"a patient is treated {MOST_TREATMENTS} times at most, got {len(self.treatments)}"
            )
        days = [one.day for one in self.treatments]
        if any(b <= a for a, b in pairwise(days)):
            raise FaceModelError("the second treatment comes on a later day than the first")
        if self.seconds is not None:
            set_("seconds", number("seconds", self.seconds, 0, 86400))

    @cached_property
    def scores(self) -> tuple[Score, ...]:
        """Marks of each treatment at its review."""
        done = range(1, len(self.treatments) + 1)
        return tuple(score(self.patient, self.treatments[:k]) for k in done)

    @property
    def total(self) -> float:
        """Mean marks 0..100 of the treatments; 0 where there was none."""
        return float(np.mean([one.total for one in self.scores])) if self.scores else 0.0

    @cached_property
    def grading_off(self) -> int | None:
        """Points by which the learner's composite lies above the model's."""
        if self.grading is None:
            return None
        return composite(dict(self.grading)) - composite(self.patient.scores())
