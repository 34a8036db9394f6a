"""Marks of a treatment in four numbers: benefit, harm, dose, foresight; placement stands apart.

Everything is measured on this person at the review. Benefit is the gain against the sparse plan's
in this very person; every side effect counts, whoever caused it, so does a dose over a ceiling, and
what did not come to pass in this person counts by its chance in others with the same condition.
Where leaving alone or referring is right, every unit lowers the marks.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from facemodel.clinic.ceilings import excesses
from facemodel.clinic.findings import KINDS
from facemodel.data import constants
from facemodel.data.showing import table_html
from facemodel.errors import FaceModelError
from facemodel.study.plan.judged import MAJOR
from facemodel.teach.practice import others
from facemodel.teach.practice.kinds import Choice
from facemodel.teach.practice.patients import Patient
from facemodel.teach.practice.placement import Placement, placement
from facemodel.teach.practice.says import MARKS
from facemodel.teach.practice.standards import Seen, Standard, figure_of, seen, standard_of
from facemodel.teach.practice.treating import Treatment, left


@dataclass(frozen=True, repr=False)
class Score:
    """Marks of one treatment at its review.

    Attributes
    ----------
    start : float
        Marks before anything counts: those of doing nothing.
    benefit : float
        Marks gained, or lost where it got worse.
    harm, dose : float
        Marks lost by side effects; and by units and points beyond the plan's.
    foresight : float
        Marks gained by a true prediction.
    share : float
        Gain, -1..1, of the plan's gain in this person.
    reached : bool
        Whether gain and movement retained reach the target without a major side effect.
    before, after, reference : Seen
        Untreated, at the review, and after the plan.
    times : float or None
        Units given, or weakening, relative to the plan's; None where there is no plan.
    units : float or None
        Teaching units given; None for a dampening, which is no dose.
    points : int
        How many were given.
    predicted_mm : float or None
        What was expected of the figure that is predicted.
    placement : Placement or None
        None for a dampening, and where there is no plan.
    warnings : tuple of str
        Doses over a ceiling, in words; each counts as a minor side effect.
    risked : mapping of (str, str) to float
        Side effect and side, of those that this person was spared: chance in others, as far as the
        plan's is smaller.
    right : str
        What was right for this patient: "treat", "leave" or "refer".
    figure : (str, str) or None
        Name and unit of the figure that is predicted; None where none is.
    """

    start: float
    benefit: float
    harm: float
    dose: float
    foresight: float
    share: float
    reached: bool
    before: Seen
    after: Seen
    reference: Seen
    times: float | None
    units: float | None
    points: int
    predicted_mm: float | None
    placement: Placement | None
    warnings: tuple[str, ...]
    risked: others.Chances
    right: Choice
    figure: tuple[str, str] | None

    @property
    def total(self) -> float:
        """The marks, 0..100."""
        made = self.start + self.benefit - self.harm - self.dose + self.foresight
        return float(np.clip(made, 0, 100))

    @property
    def parts(self) -> dict[str, float]:
        """The four numbers, in marks; they add to `start`."""
        return {
            "benefit": self.benefit,
            "harm": -self.harm,
            "dose": -self.dose,
            "foresight": self.foresight,
        }

    @property
    def _dose_told(self) -> str:
        given = MARKS["weakening"] if self.units is None else _counted(self.points, self.units)
        if self.times is None:
            return MARKS["none_right"].format(given=given)
        told = "times_cost" if self.dose else "times"
        return MARKS[told].format(given=given, times=f"{self.times:.1f}", marks=f"{self.dose:.0f}")

    @property
    def _outcome(self) -> str:
        a, r = self.after, self.reference
        if self.right != "treat":
            return MARKS[self.right]
        return MARKS["gain"].format(
            gain=f"{100 * a.gain:.0f}",
            plan=f"{100 * r.gain:.0f}",
            target=MARKS["reached" if self.reached else "not_reached"],
            kept=f"{100 * a.retained:.0f}",
            plan_kept=f"{100 * r.retained:.0f}",
        )

    def __str__(self) -> str:
        b, a = self.before, self.after
        parts = [MARKS[name].format(marks=f"{n + 0:+.0f}") for name, n in self.parts.items()]
        lines = [
            MARKS["total"].format(
                total=f"{self.total:.0f}", start=f"{self.start:.0f}", parts=", ".join(parts)
            ),
            self._outcome,
            MARKS["asymmetry"].format(
                before=f"{b.mirror_mm:.2f}",
                after=f"{a.mirror_mm:.2f}",
                unasked=f"{b.involuntary_mm:.2f}",
                unasked_after=f"{a.involuntary_mm:.2f}",
            ),
            self._dose_told,
        ]
        if effects := sorted(a.side_effects):
            told = ", ".join(f"{KINDS[n].label}, {s}" for n, s in effects)
            lines.append(MARKS["side_effects"].format(effects=told))
        lines += others.told(self.risked)
        lines += self.warnings
        if self.placement is not None:
            apart, caught = self.placement.apart_mm, 100 * self.placement.caught
            lines.append(MARKS["placement"].format(apart=f"{apart:.0f}", caught=f"{caught:.0f}"))
        if self.predicted_mm is not None and self.figure is not None:
            name, unit = self.figure
            said, true = f"{self.predicted_mm:.2f}", f"{a.figure:.2f}"
            lines.append(MARKS["expected"].format(expected=said, unit=unit, name=name, figure=true))
        return "\n".join(lines)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        rows = [
            (when, one.gain, one.mirror_mm, one.involuntary_mm, one.retained, len(one.side_effects))
            for when, one in (
                ("before", self.before),
                ("at the review", self.after),
                ("after the plan", self.reference),
            )
        ]
        head = ("", "gain", "asymmetry, mm", "involuntary, mm", "movement preserved")
        return table_html(str(self).splitlines()[0], (*head, "side effects"), rows)


def _counted(points: int, units: float) -> str:
    return MARKS["point" if points == 1 else "points"].format(points=points, units=f"{units:.1f}")


def review_day(treatment: Treatment) -> float:
    """Day on which a treatment is judged."""
    return treatment.day + constants.value("practice.review_days")


def untreated(patient: Patient, choice: Choice) -> float:
    """Marks for leaving a patient alone, or for referring them."""
    if choice == patient._right:
        return 100.0
    if (patient._right, choice) == ("leave", "refer"):
        return constants.value("practice.needless_referral_marks")
    return constants.value("practice.nothing_marks")


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
    >>> patient = fm.patients.draw(3, "easy")
    >>> usual = fm.patients.Treatment(injections=fm.patients.textbook(patient))
    >>> found = fm.patients.score(patient, [usual])
    >>> round(found.start), found.benefit > 0, found.harm >= 0
    (30, True, True)
    """
    days = [one.day for one in treatments]
    if not days or days != sorted(days):
        raise FaceModelError("give at least one treatment, the earlier one first")
    last = treatments[-1]
    measured = standard_of(patient, len(treatments))
    after = seen(patient, left(patient, treatments, review_day(last)))
    return marked(patient, measured, after, last)


def marked(patient: Patient, by: Standard, after: Seen, given: Treatment) -> Score:
    """Marks of what was seen at the review of a treatment."""
    c = lambda name: constants.value(f"practice.{name}")  # noqa: E731
    treat = patient._right == "treat"
    gained = after.gain / max(by.after.gain, c("least_gain")) if treat else 0.0
    share = float(np.clip(gained, -1, 1))
    more = min(c("beyond_marks"), c("benefit_marks") * c("beyond_share") * max(0.0, gained - 1))
    kept = (after.retained - c("kept_none")) / (c("kept") - c("kept_none"))
    moves = float(np.clip(kept, 0, 1)) if share > 0 else 1.0
    benefit = (c("benefit_marks") * share + more) * moves
    major = sum(name in MAJOR for name, _ in after.side_effects)
    warnings = _warnings(patient, by, given)
    minor = len(after.side_effects) - major + len(warnings)
    found = others.chances(patient, given, by.need) if treat else {}
    risked = others.beyond(found, by.chances, after.side_effects)
    times = _times(by, given) if treat else None
    foresight, figure = 0.0, figure_of(patient)
    if given.predicted_mm is not None and figure is not None and treat:
        span = c("prediction_span") * by.before.figure
        off = abs(given.predicted_mm - after.figure) / max(span, 1e-9)
        foresight = c("foresight_marks") * max(0.0, 1 - off)
    reached = share >= c("target_share") and after.retained >= c("target_kept") and not major
    return Score(
        start=c("nothing_marks"),
        benefit=benefit,
        harm=c("minor_marks") * (minor + others.expected(risked, major=False))
        + c("major_marks") * (major + others.expected(risked, major=True)),
        dose=_dose_marks(given, times),
        foresight=foresight,
        share=share,
        reached=bool(treat and reached),
        before=by.before,
        after=after,
        reference=by.after,
        times=times,
        units=given.units,
        points=len(given.injections),
        predicted_mm=given.predicted_mm,
        placement=placement(patient, by, given) if treat else None,
        warnings=warnings,
        risked=risked,
        right=patient._right,
        figure=figure,
    )


def _times(by: Standard, given: Treatment) -> float:
    """Units, or weakening, relative to the plan's."""
    if given.units is not None:
        return given.units / by.units
    return given.taken / by.taken


def _dose_marks(given: Treatment, times: float | None) -> float:
    """Marks that units and points take; times: relative to the plan, None where none is right."""
    c = lambda name: constants.value(f"practice.{name}")  # noqa: E731
    if times is None:
        units = given.taken if given.units is None else given.units
        return c("needless_unit_marks") * units
    doubled = max(0.0, float(np.log2(max(times, 1e-9))))
    more = max(0.0, len(given.injections) - c("free_points"))
    return c("dose_marks") * doubled + c("point_marks") * more


def _warnings(patient: Patient, by: Standard, given: Treatment) -> tuple[str, ...]:
    """Ceilings that these points break and the plan's do not, as it is at this visit."""
    mesh = patient.face.mesh
    allowed = {(one.ceiling.name, one.side) for one in excesses(mesh, by.injections)}
    broken = excesses(mesh, given.injections)
    return tuple(one.says() for one in broken if (one.ceiling.name, one.side) not in allowed)
