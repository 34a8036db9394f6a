"""Lesson 04, palsy and synkinesis: a face to grade, and what weakening its healthy side does."""

from functools import lru_cache

from facemodel.case.case import Case
from facemodel.clinic.examination import SUNNYBROOK_TASKS, Examination, examine
from facemodel.clinic.scales.movement import mirror_rms
from facemodel.clinic.scales.sunnybrook import sunnybrook
from facemodel.mechanics.face import load
from facemodel.physiology.toxin import remaining, scenario
from facemodel.teach.exercise import Exercise
from facemodel.teach.judges.choosing import choose
from facemodel.teach.judges.grading import HEALTHY, ITEMS, grade, true_scores, truth

SYNKINESIS = Case(condition="postparalytic_synkinesis", side="left", severity="moderate")


def _truth() -> str:
    known = truth(SYNKINESIS)
    return (
        f"The model's own grading: voluntary {known.voluntary}, resting {known.resting}, "
        f"synkinesis {known.synkinesis}, composite {known.composite}. Trained raters agree well, "
        "but not perfectly (0.84 to 0.93)."
    )


grade_this_face = Exercise(
    name="grade_this_face",
    lesson=4,
    kind="grade",
    question="Grade this person's left side on the Sunnybrook scale.",
    form="a score for each of the 13 items",
    tolerance="composite within 10 points, ten items within one step",
    starter=HEALTHY,
    hints=(
        "Go through the tasks one by one; compare the left side with the right side as it is now.",
        "Voluntary movement: how far does the part go that should move, as a share of the other "
        "side?",
        "Synkinesis (unwanted movement that joins in): watch the eye in mouth tasks, and the mouth "
        "in eye tasks.",
    ),
    judge=grade(SYNKINESIS),
    reference=lambda: true_scores(SYNKINESIS),
    explanation=_truth,
    field="items",
    options=ITEMS,
    case=SYNKINESIS,
)


@lru_cache(maxsize=1)
def both() -> tuple[Examination, Examination]:
    """The synkinesis before, and on day 14 of treating the healthy side alone as one study did."""
    face, condition = load(), SYNKINESIS.build_condition()
    pattern = scenario("synkinesis_both_sides", face.mesh, "left")
    healthy_side = [one for one in pattern if one.point is not None and one.point[0] < 0]
    left = remaining(face, healthy_side, 14)
    before, after = (examine(face, condition, r, tasks=SUNNYBROOK_TASKS) for r in (1.0, left))
    return before, after


_RISES, _STAYS, _FALLS = "it rises", "it stays the same", "it falls"


def _voluntary() -> str:
    before, after = (sunnybrook(exam).voluntary for exam in both())
    return _RISES if after > before else _FALLS if after < before else _STAYS


def _why() -> str:
    (v0, v1), (m0, m1) = ([f(exam) for exam in both()] for f in (_voluntary_of, mirror_rms))
    return (
        f"The voluntary part goes from {v0} to {v1} although the left side moves no farther. The "
        "scale compares it with the right side as it is now, and the right side moves less. "
        f"Asymmetry over the five tasks goes from {m0:.2f} to {m1:.2f} mm."
    )


def _voluntary_of(exam: Examination) -> int:
    return int(sunnybrook(exam).voluntary)


healthy_side_eased = Exercise(
    name="healthy_side_eased",
    lesson=4,
    kind="predict",
    question="Only the healthy right side is weakened. What does the voluntary part of the left "
    "side's Sunnybrook score do?",
    form="one of the three options",
    tolerance="the option that is true in this model",
    starter=_STAYS,
    hints=(
        "No muscle of the left side has changed. Has what it is compared with?",
        "The scale asks for the left side's movement as a share of the right side's.",
    ),
    judge=choose((_RISES, _STAYS, _FALLS), _voluntary, "what the voluntary part does"),
    reference=_voluntary,
    explanation=_why,
    field="choice",
    options=(_RISES, _STAYS, _FALLS),
)
EXERCISES = (grade_this_face, healthy_side_eased)
