"""Treatments of a virtual patient, and what they leave of this person's strength on a day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from facemodel.anatomy.checks import number
from facemodel.anatomy.mesh import Mesh
from facemodel.anatomy.muscles import MUSCLES, info
from facemodel.case import schema
from facemodel.case.case import Case
from facemodel.data import constants
from facemodel.errors import FaceModelError
from facemodel.physiology import toxin
from facemodel.physiology.dampening import dampen
from facemodel.teach import answers
from facemodel.teach.practice.patients import Patient

M = len(MUSCLES)
_ED50 = np.array([info(m).ed50_units for m in MUSCLES])
_REACHED = np.isfinite(_ED50)
MOST_TREATMENTS = 2


@dataclass(frozen=True)
class Treatment:
    """What is given on a day: points and doses, or the dampening that is meant.

    day         of the course, 0 the first
    injections  fm.Injection values; their own day is that of the treatment
    dampening   share by region or muscle that an average person would lose at the peak; a person
                loses more or less, as they do of a dose
    predicted_mm  what the learner expects of the mirror difference at the review, or None
    """

    day: float = 0.0
    injections: tuple[toxin.Injection, ...] = ()
    dampening: Mapping[str, float] = field(default_factory=dict)
    predicted_mm: float | None = None

    def __post_init__(self) -> None:
        set_ = lambda name, value: object.__setattr__(self, name, value)  # noqa: E731
        set_("day", number("the day of a treatment", self.day, 0, toxin.LAST_DAY))
        points = schema.injections(self.injections)
        set_("injections", tuple(replace(one, day=self.day) for one in points))
        left = dampen(self.dampening)
        if untreatable := [MUSCLES[k] for k in np.flatnonzero((left < 1) & ~_REACHED)]:
            raise FaceModelError(
                f"no dose reaches {untreatable[0].replace('_', ' ')}; remove it of the plan"
            )
        shares = {name: float(share) for name, share in self.dampening.items() if share}
        set_("dampening", shares)
        if self.injections and self.dampening:
            raise FaceModelError("give either points and doses or a dampening, not both")
        if self.predicted_mm is not None:
            said = number("a prediction in mm", self.predicted_mm, 0, 50)
            set_("predicted_mm", said)

    @property
    def wanted(self) -> np.ndarray:
        """Share (M,) that an average person would lose of the dampening at the peak."""
        most = constants.value("practice.most_dampening")
        return np.minimum(1 - dampen(self.dampening), most)

    @property
    def units(self) -> float | None:
        """Teaching units of the points; None for a dampening, which is no dose."""
        return float(sum(one.dose for one in self.injections)) if self.injections else None

    @property
    def taken(self) -> float:
        """Priced units of the dampening, as a plan counts them: ED50 times share, summed."""
        return float(np.nan_to_num(_ED50[_REACHED] * self.wanted[_REACHED]).sum())


def read(answer: Any, day: float = 0.0, predicted_mm: float | None = None) -> Treatment:
    """A treatment from a case, the lab on screen, a list of injections, or a dampening.

    Errors: none of these; a value that is not allowed.
    """
    if isinstance(answer, Treatment):
        return replace(answer, day=day, predicted_mm=predicted_mm)
    case = answers.case_of(answer)
    if isinstance(case, Case):
        if case.injections and case.dampening:
            raise FaceModelError("there are both points and weakened regions; reset one of them")
        return Treatment(day, tuple(case.injections), dict(case.dampening), predicted_mm)
    if isinstance(answer, Mapping):
        return Treatment(day, (), answer, predicted_mm)
    if isinstance(answer, toxin.Injection | Sequence) and not isinstance(answer, str | bytes):
        return Treatment(day, schema.injections(answer), {}, predicted_mm)
    raise FaceModelError(
        "a treatment is a list of fm.Injection, a dampening such as {'eye_left': 0.5}, a case, or "
        f"the lab on screen; got {type(answer).__name__}"
    )


def left(patient: Patient, treatments: Sequence[Treatment], days) -> np.ndarray:
    """Share of strength (M,), or (D, M) on days (D,), that treatments leave in this patient."""
    days = np.asarray(days, float)
    mesh, person = patient.face.mesh, patient._person
    caught = np.array([_caught(mesh, one) for one in treatments]).reshape(-1, M)
    given, which = toxin.sessions([one.day for one in treatments])
    lost = toxin.lost(given, which @ caught, days.ravel(), toxin.ed50(mesh, person), person)
    return 1 - lost.reshape(*days.shape, M)


def _caught(mesh: Mesh, one: Treatment) -> np.ndarray:
    """Units (M,) that muscles catch of a treatment."""
    if one.injections:
        return np.array([p.dose for p in one.injections]) @ toxin.shares(mesh, one.injections)
    # what is aimed at a muscle is caught there in part; see toxin.ed50
    return _units(one.wanted) * np.where(_REACHED, toxin.ed50(mesh) / _ED50, 0.0)


def _units(share: np.ndarray) -> np.ndarray:
    """Units (M,) aimed at each muscle that take such a share (M,) in an average person."""
    emax = constants.value("toxin.emax")
    n = constants.value("toxin.hill_exponent")
    ratio = (share / np.maximum(emax - share, 1e-9)) ** (1 / n)
    return np.where(_REACHED, np.nan_to_num(_ED50) * ratio, 0.0)
