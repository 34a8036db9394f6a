"""Marks of a treatment: evenness, calm, movement retained, side effects, dose, foresight.

Everything is measured on this person at the review, and gains are counted against those of the plan
solver that was given the truth: its own plan gets full marks, doing nothing none.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from facemodel.anatomy.expressions import EXPRESSIONS
from facemodel.clinic import findings as side_effects
from facemodel.clinic.assessment import assess
from facemodel.clinic.asymmetry import over_tasks
from facemodel.clinic.examination import Examination
from facemodel.data import constants
from facemodel.data.showing import table_html
from facemodel.errors import FaceModelError, renamed
from facemodel.teach.practice.patients import M, Patient, draw
from facemodel.teach.practice.treating import Treatment, left

LEAST_GAIN_MM = 0.02  # a reference that gains less is not measured against


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
        Least share 0..1 of its movement that a task retains on a side.
    side_effects : frozenset of (str, str)
        Name and side of those beyond their threshold.
    """

    mirror_mm: float
    involuntary_mm: float
    retained: float
    side_effects: frozenset[tuple[str, str]]

    kept = renamed("retained")
    complications = renamed("side_effects")
    unasked_mm = renamed("involuntary_mm")


@dataclass(frozen=True, repr=False)
class Score:
    """Marks of one treatment at its review.

    Attributes
    ----------
    symmetry, calm : float
        Share 0..1 of what the plan that knows the truth gains.
    range, safety, restraint, foresight : float
        Factors 0..1 for movement retained, side effects that the reference does not have, dose,
        and the prediction; 1 where none was asked for.
    reached : bool
        Whether gain and movement retained reach the target.
    before, after, reference : Seen
        Untreated, at the review, and after the plan that knows the truth.
    dose : float
        Relative to the reference's, in points or in dampening.
    units : float or None
        Teaching units given; None for a dampening, which is no dose.
    predicted_mm : float or None
        Asymmetry that was expected, mm.
    """

    symmetry: float
    calm: float
    range: float
    safety: float
    restraint: float
    foresight: float
    reached: bool
    before: Seen
    after: Seen
    reference: Seen
    dose: float
    units: float | None
    predicted_mm: float | None

    @property
    def gain(self) -> float:
        """Evenness and calm together, 0..1."""
        share = constants.value("practice.symmetry_share")
        return share * self.symmetry + (1 - share) * self.calm

    @property
    def total(self) -> float:
        """The marks, 0..100."""
        weight = constants.value("practice.prediction_share")
        foresight = 1 - weight * (1 - self.foresight)
        return 100 * self.gain * self.range * self.safety * self.restraint * foresight

    @property
    def _dose_told(self) -> str:
        given = "Weakening" if self.units is None else f"{self.units:.1f} teaching units"
        if self.dose <= constants.value("practice.dose_free"):
            return f"{given}: the dose costs no marks."
        what = "the weakening" if self.units is None else "the points"
        return f"{given}, {self.dose:.1f} times {what} of a plan that knows the truth: too much."

    def __str__(self) -> str:
        b, a, r = self.before, self.after, self.reference
        lines = [
            f"{self.total:.0f} of 100; the target is {'' if self.reached else 'not '}reached.",
            f"Asymmetry {b.mirror_mm:.2f} -> {a.mirror_mm:.2f} mm (a plan that knows "
            f"the truth: {r.mirror_mm:.2f}); involuntary movement {b.involuntary_mm:.2f} -> "
            f"{a.involuntary_mm:.2f} mm ({r.involuntary_mm:.2f}).",
            f"Movement preserved in the worst task: {100 * a.retained:.0f} % "
            f"({100 * r.retained:.0f}).",
            self._dose_told,
        ]
        worse = sorted(a.side_effects - r.side_effects)
        if worse:
            told = ", ".join(f"{n.replace('_', ' ')} {s}" for n, s in worse)
            lines.append(f"Side effects: {told}.")
        if shared := sorted(a.side_effects & r.side_effects):
            told = ", ".join(f"{n.replace('_', ' ')} {s}" for n, s in shared)
            lines.append(f"Side effects, also of the plan that knows the truth: {told}.")
        if self.predicted_mm is not None:
            lines.append(
                f"You expected {self.predicted_mm:.2f} mm; the result is {a.mirror_mm:.2f} mm."
            )
        return "\n".join(lines)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        rows = [
            (when, one.mirror_mm, one.involuntary_mm, one.retained, len(one.side_effects))
            for when, one in (
                ("before", self.before),
                ("at the review", self.after),
                ("a plan that knows the truth", self.reference),
            )
        ]
        head = ("", "asymmetry, mm", "involuntary, mm", "movement preserved", "side effects")
        return table_html(str(self).splitlines()[0], head, rows)


def seen(patient: Patient, remaining) -> Seen:
    """The patient with these shares of strength (M,) left."""
    tasks = patient._assessed(remaining)
    told = assess(
        patient.face, patient._condition, np.asarray(remaining), patient._person, side_effects.TASKS
    )
    return Seen(
        mirror_mm=float(tasks.after.over_tasks_mm),
        involuntary_mm=_involuntary(patient, tasks.after),
        retained=float(tasks.least_retained),
        side_effects=frozenset((one.name, one.side) for one in told.side_effects if one.beyond),
    )


def _involuntary(patient: Patient, seen: Examination) -> float:
    """How far landmarks that a task does not need stand from where this person means them."""
    landmarks = patient.face.mesh.landmarks
    means = []
    for (task, frame), meant in zip(seen.frames.items(), patient._meant, strict=True):
        needed = EXPRESSIONS[task].landmarks if task != "rest" else ()
        at = [v for name, v in landmarks.items() if name.rsplit("_", 1)[0] not in needed]
        off = np.linalg.norm(frame[at] - meant[at], axis=1)
        means.append(float(np.sqrt(np.mean(off**2))))
    return float(over_tasks(np.array(means)))


def review_day(treatment: Treatment) -> float:
    """Day on which a treatment is judged."""
    return treatment.day + constants.value("practice.review_days")


def score(patient: Patient, treatments: Sequence[Treatment]) -> Score:
    """Marks of the last of these treatments, at its review; earlier ones still act then.

    Parameters
    ----------
    patient : Patient
        Who was treated.
    treatments : sequence of Treatment
        One or more, the earlier one first.

    Returns
    -------
    Score

    Raises
    ------
    FaceModelError
        Without a treatment, or in another order.

    Examples
    --------
    >>> import facemodel as fm
    >>> patient = fm.patients.draw(1, "easy")
    >>> usual = fm.patients.Treatment(injections=fm.patients.textbook(patient))
    >>> fm.patients.score(patient, [usual]).reached
    True
    """
    days = [one.day for one in treatments]
    if not days or days != sorted(days):
        raise FaceModelError("give at least one treatment, the earlier one first")
    last = treatments[-1]
    return marked(patient, seen(patient, left(patient, treatments, review_day(last))), last)


def marked(patient: Patient, after: Seen, given: Treatment | None) -> Score:
    """Marks of what was seen at a review; given None for the reference itself."""
    c = lambda name: constants.value(f"practice.{name}")  # noqa: E731
    before, reference = _bounds(patient.seed, patient.level, constants.digest())
    dose = 1.0 if given is None else _dose(patient, given)
    predicted_mm = None if given is None else given.predicted_mm
    lost = max(0.0, c("kept") - after.retained) / c("range_span")
    dearer = max(0.0, dose - c("dose_free")) / c("dose_free")
    worse = len(after.side_effects - reference.side_effects)
    symmetry = _gain(before.mirror_mm, after.mirror_mm, reference.mirror_mm)
    calm = _gain(before.involuntary_mm, after.involuntary_mm, reference.involuntary_mm)
    foresight = 1.0
    if predicted_mm is not None:
        span = c("prediction_span") * before.mirror_mm
        foresight = float(np.clip(1 - abs(predicted_mm - after.mirror_mm) / span, 0, 1))
    made = Score(
        symmetry,
        calm,
        float(max(c("range_least"), 1 - lost)),
        float(c("complication_factor") ** worse),
        float(max(c("dose_least"), 1 - (1 - c("dose_least")) * dearer)),
        foresight,
        False,
        before,
        after,
        reference,
        dose,
        None if given is None else given.units,
        predicted_mm,
    )
    reached = made.gain >= c("target_share") and after.retained >= c("target_kept")
    return replace(made, reached=bool(reached))


@lru_cache(maxsize=64)
def _bounds(seed: int, level: str, constants_in_force: str) -> tuple[Seen, Seen]:
    """A patient untreated, and after the reference's plan."""
    patient = draw(seed, level)
    before, reference = (seen(patient, r) for r in (np.ones(M), patient._plan.remaining))
    return before, reference


def _dose(patient: Patient, given: Treatment) -> float:
    """Dose of a treatment, points or dampening, relative to the reference's."""
    if given.units is not None:
        return given.units / reference_units(patient.seed, patient.level, constants.digest())
    return given.taken / Treatment(dampening=dict(patient._plan.dampening)).taken


def _gain(before: float, after: float, reference: float) -> float:
    """Share 0..1 of the reference's gain; where it gains nothing, whether nothing was lost."""
    possible = before - reference
    if possible < LEAST_GAIN_MM:
        return float(after <= before + LEAST_GAIN_MM) if after != before else 0.0
    return float(np.clip((before - after) / possible, 0, 1))


@lru_cache(maxsize=64)
def reference_units(seed: int, level: str, constants_in_force: str) -> float:
    """Teaching units of the points that come near the reference's plan in this person."""
    patient = draw(seed, level)
    points = patient._plan.treatment(constants.value("practice.review_days")).injections
    return float(sum(one.dose for one in points)) * float(patient._person.ed50)
