"""What a sitting says: the texts of its screen, and the feedback on an attempt."""

from facemodel.teach.answers import item_name
from facemodel.teach.practice.scoring import score, untreated
from facemodel.teach.practice.session import Attempt
from facemodel.teach.practice.standards import standard_of
from facemodel.teach.practice.treating import Treatment

PARTS = {"rest": "At rest", "voluntary": "Voluntary movement", "synkinesis": "Synkinesis"}
SAYS = {
    "title": "Virtual patients",
    "intro": "{count} virtual patients{minutes}. For each, choose expressions in the menu above "
    "the face, grade the affected side, plan with sliders or points, enter the result you expect, "
    "and treat. While you plan, the face responds as an average person would; this patient may "
    "respond differently.",
    "begin": "Begin",
    "grade": "Grade before you treat ({scale})",
    "treat": "Treat",
    "again": "Treat again, in week {week}",
    "leave": "Leave alone",
    "refer": "Refer",
    "done": "Done with this patient",
    "expect": "{name} that you expect four weeks later (day {day}), in {unit}",
    "untreated": "Untreated, it is {figure} {unit} of {name}.",
    "unmeasured": "No figure is predicted here.",
    "healthy": " Over rest and five tasks, healthy people are mostly below {healthy}.",
    "plan_first": "There is no plan yet. Weaken a region, or place a point (Inject, under the "
    "face).",
    "grade_rest": "These items have no score yet: {names}. Score them, or set all to 'choose'.",
    "grade_first": "Give every item of the grading a score first.",
    "expect_first": "Enter the figure you expect first: {why}",
    "too_late": "Time is up. Press Done to see your result.",
    "over": "Time is up; patients you did not reach score 0.",
    "next": "Next patient",
    "later": "Noted. You will see everything at the end.",
    "end": "All patients done. Average score: {total} of 100.",
    "save": "Save the results as a file",
    "name": "Name for the class (optional)",
    "plan": "The sparse plan for this condition, which knows nothing of this person, has {points} "
    "points and {units:g} units here, and earns {total:.0f}.",
}
_SHOULD = {"treat": "to treat", "leave": "to leave this person alone", "refer": "to refer"}


def feedback(attempt: Attempt) -> list[str]:
    """Sentences about an attempt: truth, what was right, grading, each treatment, the plan."""
    patient, truth = attempt.patient, attempt.patient.reveal()
    label = str(truth["condition"])
    condition = label[:1].upper() + label[1:]
    also = f"; also {truth['also']}" if truth["also"] else ""
    told = [
        f"{condition}, {truth['side']}, severity {truth['severity']}{also}; "
        f"this person needs {truth['dose_needed']} times the usual dose (simulated response "
        "factor).",
        f"Right was {_SHOULD[truth['right']]}: {truth['why']}.",
    ]
    told += _graded(attempt)
    if not attempt.scores:
        marks = untreated(patient, attempt._chosen)
        told.append(f"You chose {_SHOULD[attempt._chosen]}: {marks:.0f} of 100.")
    for k, one in enumerate(attempt.scores, 1):
        told += [
            f"Treatment {k}: {line}" if not n else line
            for n, line in enumerate(str(one).splitlines())
        ]
    if truth["right"] == "treat":
        by = standard_of(patient)
        total = score(patient, [Treatment(injections=by.injections)]).total
        told.append(SAYS["plan"].format(points=len(by.injections), units=by.units, total=total))
    return told


def _graded(attempt: Attempt) -> list[str]:
    """How the grading compares with the model's, by item."""
    if not attempt.items_off:
        return []
    off = attempt.grading_off
    near = (
        "as the model does"
        if not any(attempt.items_off.values())
        else f"{abs(off)} points too {'high' if off > 0 else 'low'}"
        if off
        else "as the model does in sum"
    )
    gained = f"it gains {attempt.grading_marks:.1f} marks"
    known = attempt.patient.scores()
    items = [
        f"{item_name(name)} {attempt.grading[name]} (the model: {known[name]})"
        for name, d in attempt.items_off.items()
        if d and attempt.grading is not None
    ]
    return [
        f"You graded {near}; {gained}.",
        *([f"Otherwise: {', '.join(items)}."] if items else []),
    ]
