"""Lesson 10, put it together: points for a spasm that weaken it without side effects."""

from dataclasses import replace

from facemodel.mechanics.face import load
from facemodel.physiology.toxin import Injection, scenario
from facemodel.teach.exercise import Exercise
from facemodel.teach.judges.targets import (
    BY_POINTS,
    by_points,
    eyes_close,
    falls,
    no_side_effects,
    side_alone,
)
from facemodel.teach.lessons.smile import SPASM_SMILE
from facemodel.teach.tolerances import tolerance

SPASM_COURSE = replace(SPASM_SMILE, day=14)
"""The spasm of lesson 01 on the fourteenth day of a course."""


def usual(factor: float = 1.0, leave_out: tuple[int, ...] = ()) -> list[Injection]:
    """The usual pattern of a left spasm with doses times a factor, without some of its points."""
    pattern = scenario("hfs_usual", load().mesh, "left")
    return [
        replace(one, dose=factor * one.dose)
        for k, one in enumerate(pattern, 1)
        if k not in leave_out
    ]


_STARTER = [Injection(5.0, muscle="zygomaticus_major_left")]

whole_course = Exercise(
    name="whole_course",
    lesson=10,
    kind="avoid",
    question="Place points on the left side that lower the asymmetry of this smile by a tenth on "
    "day 14, without side effects.",
    form=BY_POINTS,
    tolerance="asymmetry 10 % lower, no side effect, eyes that close between spasms, the right "
    "side untreated",
    starter=_STARTER,
    hints=(
        "Where does the spasm contract hardest, and what else does that muscle do?",
        "Points around the eye reduce most of it. A point in the cheek costs the smile.",
        "Begin with fm.toxin.scenario('hfs_usual', face.mesh), halve its doses, and leave out the "
        "point in the cheek.",
    ),
    judge=by_points(
        SPASM_COURSE,
        (
            falls(
                "asymmetry",
                lambda a: a.fall,
                tolerance("course_asymmetry"),
                lambda a: (
                    "The spasm pulls almost as before: too few units reach the muscles that "
                    "contract."
                ),
            ),
            eyes_close(),
            no_side_effects(),
            side_alone("right"),
        ),
    ),
    reference=lambda: usual(0.5, leave_out=(4,)),
    explanation=lambda: (
        "In this model half the usual doses without the cheek are enough: more asymmetry "
        "than the best plan, but nothing lost. In a series of 16 people asymmetry fell by 11 %."
    ),
    field="lab",
    case=SPASM_COURSE,
)
EXERCISES = (whole_course,)
