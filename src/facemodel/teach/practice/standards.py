"""What a patient is measured by: untreated, and after the sparse plan for what they have."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from facemodel.anatomy.muscles import MUSCLES
from facemodel.data import constants
from facemodel.errors import renamed
from facemodel.physiology import toxin
from facemodel.physiology.toxin import Injection
from facemodel.study.plan.aims import AIMS
from facemodel.study.plan.trial import Trial
from facemodel.teach.practice.drawing import draw
from facemodel.teach.practice.others import Chances, chances
from facemodel.teach.practice.patients import M, Patient
from facemodel.teach.practice.treating import Treatment, left, retained

_SAYS = 0.05  # of a muscle's strength; a plan is not aimed at what loses less


@dataclass(frozen=True)
class Seen:
    """A patient on one day.

    Attributes
    ----------
    mirror_mm : float
        Asymmetry over rest and five tasks, root mean square, mm.
    involuntary_mm : float
        Movement of landmarks that nobody asked for, root mean square, mm.
    retained : float
        Least share 0..1 of its movement that a task to be kept retains on a side.
    side_effects : frozenset of (str, str)
        Name and side of those beyond their threshold.
    gain : float
        Share by which what a treatment aims at has fallen; negative where it has grown.
    figure : float
        What the aim reads first, in mm or as a share of full contraction.
    """

    mirror_mm: float
    involuntary_mm: float
    retained: float
    side_effects: frozenset[tuple[str, str]]
    gain: float = 0.0
    figure: float = 0.0

    kept = renamed("retained")
    complications = renamed("side_effects")
    unasked_mm = renamed("involuntary_mm")


FIGURES: Mapping[str, tuple[str, str]] = {
    "mirror": ("asymmetry", "mm"),
    "unmeant": ("involuntary movement", "mm"),
    "height": ("excess height of the upper lip in a smile", "mm"),
    "depth": ("depth of the lines in movement", "mm"),
}
"""What is predicted: by the measure of an aim, its name and unit; what is only held is not."""


def figure_of(patient: Patient) -> tuple[str, str] | None:
    """Name and unit of the figure that a learner predicts; None where none is shown.

    Of one-sided conditions it is the asymmetry over rest and five tasks.
    """
    measure = "mirror" if patient._truth.side else patient._aim.measures[0]
    return FIGURES.get(measure)


def seen(patient: Patient, remaining: np.ndarray) -> Seen:
    """The patient with these shares of strength (M,) left, as plans are judged."""
    trial, left_ = patient._large.trial, np.asarray(remaining, float)[None]
    judged = trial.of_strength(left_)
    mirror_mm = patient._mirror_mm(remaining)
    calm = replace(trial, aim=AIMS["calm"])
    return Seen(
        mirror_mm=mirror_mm,
        involuntary_mm=_first(calm, left_),
        retained=retained(judged, patient._aim.free),
        side_effects=frozenset(key for key, beyond in judged.effects.items() if beyond.any()),
        gain=float(judged.gains[0]),
        figure=mirror_mm if patient._truth.side else _first(trial, left_),
    )


def _first(trial: Trial, left_: np.ndarray) -> float:
    """What the aim of a trial of one person measures first."""
    return float(trial.looks.measured(left_)[0][0])


@dataclass(frozen=True)
class Standard:
    """What a patient is measured by.

    before, after    untreated, and at the review of the sparse plan in this very person
    injections       the plan's points, with the doses it is measured by
    aimed            (M,) muscles that it weakens in an average person
    taken            priced units of its weakening, as a treatment in dampening counts them
    need             dose that this person is known to need, relative to an average person's
    chances          of side effects that the plan has in others with the same condition
    """

    before: Seen
    after: Seen
    injections: tuple[Injection, ...]
    aimed: np.ndarray
    taken: float
    need: float
    chances: Chances

    @property
    def units(self) -> float:
        """Teaching units of the plan."""
        return float(sum(one.dose for one in self.injections))


def standard_of(patient: Patient, visit: int = 1) -> Standard:
    """What a patient is measured by at a visit; computed once.

    From the second visit on the plan's doses are those that the effect of the first has shown this
    person to need, within constants practice.least_need and most_need.
    """
    need = 1.0
    if visit > 1:
        least, most = (constants.value(f"practice.{name}_need") for name in ("least", "most"))
        need = float(np.clip(float(patient._person.ed50), least, most))
    return _standard_of(patient.seed, patient.level, need, constants.digest())


@lru_cache(maxsize=256)
def _standard_of(seed: int, level: str, need: float, constants_in_force: str) -> Standard:
    patient = draw(seed, level)
    points = tuple(replace(one, dose=one.dose * need) for one in patient._standard)
    day = constants.value("practice.review_days")
    before = seen(patient, np.ones(M))
    if not points:
        return Standard(before, before, (), np.zeros(M, bool), 0.0, need, {})
    given = Treatment(injections=points)
    usual = 1 - toxin.remaining(patient.face, given.injections, day)
    after = seen(patient, left(patient, [given], day))
    taken = Treatment(dampening=_dampening(usual)).taken
    risked = chances(patient, given, need)
    return Standard(before, after, points, usual >= _SAYS, taken, need, risked)


def _dampening(lost: np.ndarray) -> dict[str, float]:
    return {m: float(share) for m, share in zip(MUSCLES, lost, strict=True) if share > 0}
