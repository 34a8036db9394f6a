"""Treatments of a virtual patient: what they leave of this person's strength, and what shows."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from facemodel.anatomy.checks import number
from facemodel.anatomy.expressions import expression
from facemodel.anatomy.mesh import Mesh
from facemodel.anatomy.muscles import MUSCLES, info
from facemodel.case import schema
from facemodel.case.case import Case
from facemodel.data import constants
from facemodel.errors import FaceModelError, kind_of
from facemodel.physiology import dose_response, spread, toxin
from facemodel.physiology.dampening import dampen
from facemodel.study.plan.judged import Judged
from facemodel.teach import answers
from facemodel.teach.practice.patients import Patient
from facemodel.view.stills.plain import figure

M = len(MUSCLES)
_ED50 = np.array([info(m).ed50_units for m in MUSCLES])
_REACHED = np.isfinite(_ED50)
MOST_TREATMENTS = 2
DAYS = (0.0, 3.0, 7.0, 14.0, 28.0, 56.0, 84.0)
"""Days after a treatment on which the patient comes back to be looked at."""


@dataclass(frozen=True, repr=False)
class Treatment:
    """What is given on a day: points and doses, or the dampening that is meant.

    Attributes
    ----------
    day : float
        Of the course; 0 is the first.
    injections : tuple of Injection
        Points and teaching units; their own day is that of the treatment.
    dampening : mapping of str to float
        Share 0..1 by region or muscle that an average person would lose at the peak.
    predicted_mm : float or None
        Asymmetry that the learner expects at the review, mm.
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

    def __repr__(self) -> str:
        if self.units is not None:
            given = f"{len(self.injections)} points, {self.units:g} units"
        else:
            given = ", ".join(f"{n} {s:.0%}" for n, s in self.dampening.items()) or "nothing"
        return f"Treatment(day {self.day:g}: {given})"

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
        """Units that a dampening stands for: aimed at each muscle, those that would take it."""
        return float(_units(self.wanted).sum())


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
        f"the lab on screen; got {kind_of(answer)}"
    )


def left(patient: Patient, treatments: Sequence[Treatment], days) -> np.ndarray:
    """Share of strength (M,), or (D, M) on days (D,), that treatments leave in this patient."""
    days = np.asarray(days, float)
    mesh, person = patient.face.mesh, patient._person
    given, which = dose_response.sessions([one.day for one in treatments])
    ed50, fields = toxin.ed50(mesh, person), spread.skin(mesh).fields
    units = np.array([caught(mesh, one) for one in treatments]).reshape(-1, len(fields.owner))
    lost = dose_response.lost(given, which @ units, days.ravel(), ed50, person, fields)
    return 1 - lost.reshape(*days.shape, M)


def caught(mesh: Mesh, one: Treatment) -> np.ndarray:
    """Units (F,) that fields of muscles catch of a treatment."""
    if one.injections:
        return np.array([p.dose for p in one.injections]) @ toxin.caught(mesh, one.injections)
    # what is aimed at a muscle is caught there in part; see toxin.ed50
    units = _units(one.wanted) * np.where(_REACHED, toxin.ed50(mesh) / _ED50, 0.0)
    return spread.skin(mesh).fields.even(units)


def _units(share: np.ndarray) -> np.ndarray:
    """Units (M,) aimed at each muscle that take such a share (M,) in an average person."""
    emax = constants.value("toxin.emax")
    n = constants.value("toxin.hill_exponent")
    ratio = (share / np.maximum(emax - share, 1e-9)) ** (1 / n)
    return np.where(_REACHED, np.nan_to_num(_ED50) * ratio, 0.0)


@dataclass(frozen=True)
class Day:
    """A patient on a day of the course: asymmetry in mm, gain, least share that a task retains."""

    day: float
    mirror_mm: float
    gain: float
    retained: float


def course(patient: Patient, treatments: Sequence[Treatment]) -> list[Day]:
    """The days after the last of these treatments; earlier ones still act then."""
    start = treatments[-1].day
    rows = left(patient, treatments, [start + d for d in DAYS])
    found = []
    for day, remaining in zip(DAYS, rows, strict=True):
        judged = patient._large.trial.of_strength(remaining[None])
        mirror_mm = patient._mirror_mm(remaining)
        found.append(Day(start + day, mirror_mm, float(judged.gains[0]), retained(judged)))
    return found


def retained(judged: Judged, free: Sequence[str] = ()) -> float:
    """Least share that a task of one person keeps on a side, of others than `free`; 1 where nothing
    moved."""
    rows = [float(s[0]) for name, s in judged.shares.items() if name.split()[0] not in free]
    return min((share for share in rows if np.isfinite(share)), default=1.0)


def picture(patient: Patient, treatments: Sequence[Treatment], day: float) -> tuple[bytes, str]:
    """PNG of rest and an open smile, before any treatment and on a day; and its alt text."""
    own = patient._own
    shares = [np.ones(M), left(patient, treatments, day)]
    intents = [np.zeros(M), expression("open_mouth_smile")[:M]]
    rows = np.stack([own.drive(u, s) for u in intents for s in shares])
    labels = [
        f"{what}, {when}" for what in ("rest", "smile") for when in ("before", f"day {day:g}")
    ]
    made = figure(patient.face, rows, labels=labels)
    out = io.BytesIO()
    made.savefig(out, format="png", dpi=60)
    return out.getvalue(), made.get_label()
