"""What a sitting says of an attempt: truth, what was right, grading, each treatment, the plan."""

from facemodel.teach.answers import item_name
from facemodel.teach.practice.says import GRADED, TRUTH
from facemodel.teach.practice.scoring import score, untreated
from facemodel.teach.practice.session import Attempt
from facemodel.teach.practice.standards import standard_of
from facemodel.teach.practice.treating import Treatment


def feedback(attempt: Attempt) -> list[str]:
    """Sentences about an attempt: truth, what was right, grading, each treatment, the plan."""
    patient, truth = attempt.patient, attempt.patient.reveal()
    label = str(truth["condition"])
    told = [
        TRUTH["who"].format(
            condition=label[:1].upper() + label[1:],
            side=truth["side"],
            severity=truth["severity"],
            also=TRUTH["also"].format(also=truth["also"]) if truth["also"] else "",
            need=truth["dose_needed"],
        ),
        TRUTH["right"].format(right=TRUTH[truth["right"]], why=truth["why"]),
    ]
    told += _graded(attempt)
    if not attempt.scores:
        marks = f"{untreated(patient, attempt._chosen):.0f}"
        told.append(TRUTH["chosen"].format(chosen=TRUTH[attempt._chosen], marks=marks))
    for k, one in enumerate(attempt.scores, 1):
        first, *rest = str(one).splitlines()
        told += [TRUTH["treatment"].format(number=k, line=first), *rest]
    if truth["right"] == "treat":
        by = standard_of(patient)
        total = f"{score(patient, [Treatment(injections=by.injections)]).total:.0f}"
        points, units = len(by.injections), f"{by.units:g}"
        told.append(TRUTH["plan"].format(points=points, units=units, total=total))
    return told


def _graded(attempt: Attempt) -> list[str]:
    """How the grading compares with the model's, by item."""
    if not attempt.items_off:
        return []
    off = attempt.grading_off
    if off:
        near = GRADED["high" if off > 0 else "low"].format(points=abs(off))
    else:
        near = GRADED["same_sum" if any(attempt.items_off.values()) else "same"]
    told = [GRADED["whole"].format(near=near, marks=f"{attempt.grading_marks:.1f}")]
    known = attempt.patient.scores()
    items = [
        GRADED["item"].format(name=item_name(name), said=attempt.grading[name], known=known[name])
        for name, d in attempt.items_off.items()
        if d and attempt.grading is not None
    ]
    return [*told, GRADED["others"].format(items=", ".join(items))] if items else told
