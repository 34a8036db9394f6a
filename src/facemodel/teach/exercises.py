"""Every exercise by name, graded by the model: `fm.exercises`.

`fm.exercises.level_smile(answer)` replies to an answer, `.box(lab)` asks on screen, `.show()` shows
the face it is about. Answers are judged by what they do to the face, not by how they are written.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from facemodel.errors import missing_name
from facemodel.teach.exercise import Exercise
from facemodel.teach.feedback import Feedback, Goal
from facemodel.teach.lessons import (
    dose,
    lines,
    muscles,
    palsy,
    people,
    planning,
    recovery,
    smile,
    spasm,
    worked,
)
from facemodel.teach.lessons.dose import mark_the_point, spare_the_lid, when_it_is_back
from facemodel.teach.lessons.lines import brow_at_rest, soften_the_lines
from facemodel.teach.lessons.muscles import (
    other_corner,
    which_muscle_1,
    which_muscle_2,
    which_muscle_3,
)
from facemodel.teach.lessons.palsy import grade_this_face, healthy_side_eased
from facemodel.teach.lessons.people import how_many
from facemodel.teach.lessons.planning import bad_plan, even_but_alive
from facemodel.teach.lessons.recovery import what_comes_late, when_the_eye_closes, which_branch
from facemodel.teach.lessons.smile import SPASM_SMILE, level_smile
from facemodel.teach.lessons.spasm import open_the_eyes, which_region
from facemodel.teach.lessons.worked import whole_course

_LESSONS = (smile, muscles, spasm, palsy, dose, lines, recovery, planning, people, worked)
ALL: Mapping[str, Exercise] = MappingProxyType(
    {one.name: one for lesson in _LESSONS for one in lesson.EXERCISES}
)
"""The exercises in the order of the lessons."""

__all__ = [
    "ALL",
    "SPASM_SMILE",
    "Exercise",
    "Feedback",
    "Goal",
    "bad_plan",
    "brow_at_rest",
    "even_but_alive",
    "grade_this_face",
    "healthy_side_eased",
    "how_many",
    "level_smile",
    "mark_the_point",
    "open_the_eyes",
    "other_corner",
    "soften_the_lines",
    "spare_the_lid",
    "what_comes_late",
    "when_it_is_back",
    "when_the_eye_closes",
    "which_branch",
    "which_muscle_1",
    "which_muscle_2",
    "which_muscle_3",
    "which_region",
    "whole_course",
]


if not TYPE_CHECKING:  # else type checkers would take every name for known

    def __getattr__(name: str):
        raise missing_name("fm.exercises", name, ALL)
