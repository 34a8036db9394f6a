"""What a sitting says: the texts of its screen, and the feedback on an attempt."""

from facemodel.data import constants
from facemodel.teach.practice.patients import Patient
from facemodel.teach.practice.scoring import score
from facemodel.teach.practice.session import Attempt
from facemodel.teach.practice.treating import Treatment

PARTS = {"rest": "At rest", "voluntary": "Voluntary movement", "synkinesis": "Synkinesis"}
SAYS = {
    "title": "Virtual patients",
    "intro": "{count} virtual patients{minutes}. For each, choose expressions in the menu above "
    "the face, grade the affected side, plan with sliders or points, enter the result you expect, "
    "and treat. While you plan, the face responds as an average person would; this patient may "
    "respond differently.",
    "begin": "Begin",
    "grade": "Grade the affected side (Sunnybrook) before you treat",
    "treat": "Treat",
    "again": "Treat again, in week {week}",
    "leave": "Done with this patient",
    "sure": "This patient has not been treated. Press Done again to go on without.",
    "expect": "Asymmetry that you expect four weeks later (day {day}), in mm",
    "untreated": "Untreated, the asymmetry is {mm} mm over rest and five tasks. In healthy people "
    "it is mostly below {healthy}.",
    "plan_first": "There is no plan yet. Weaken a region, or place a point (Inject, under the "
    "face).",
    "grade_rest": "These items have no score yet: {names}. Score them, or set all to 'choose'.",
    "grade_first": "Give every item of the grading a score first.",
    "expect_first": "Enter the asymmetry you expect first: {why}",
    "too_late": "Time is up. Press Done to see your result.",
    "over": "Time is up; patients you did not reach score 0.",
    "next": "Next patient",
    "later": "Noted. You will see everything at the end.",
    "end": "All patients done. Average score: {total} of 100.",
    "save": "Save the results as a file",
    "name": "Name for the class (optional)",
    "knowable": "A plan that knows the condition, but not how this person responds to a dose, "
    "would have reached {total} with {how}.",
}


def feedback(attempt: Attempt) -> list[str]:
    """Sentences about an attempt: truth, grading, each treatment, what could have been known."""
    truth = attempt.patient.reveal()
    condition = str(truth["condition"]).capitalize()
    told = [
        f"{condition}, {truth['side']}, severity {truth['severity']}; this person needs "
        f"{truth['dose_needed']} times the usual dose (simulated response factor)."
    ]
    if attempt.grading_off is not None:
        off = attempt.grading_off
        near = (
            "as the model does"
            if off == 0
            else f"{abs(off)} points too {'high' if off > 0 else 'low'}"
        )
        told.append(f"You graded {near}.")
    if not attempt.scores:
        return [*told, "You did not treat, so there is nothing to score."]
    for k, one in enumerate(attempt.scores, 1):
        told += [
            f"Treatment {k}: {line}" if not n else line
            for n, line in enumerate(str(one).splitlines())
        ]
    dampened = bool(attempt.treatments[-1].dampening)
    total = knowable(attempt.patient, dampened)
    how = "weakening" if dampened else "points"
    told.append(SAYS["knowable"].format(total=f"{total:.0f}", how=how))
    return told


def knowable(patient: Patient, dampened: bool) -> float:
    """Marks of a plan for an average person with this condition, as a dampening or as points."""
    if dampened:
        shares = dict(patient._knowable.dampening)
        return score(patient, [Treatment(dampening=shares)]).total
    day = constants.value("practice.review_days")
    points = patient._knowable.treatment(day).injections
    return score(patient, [Treatment(injections=points)]).total
