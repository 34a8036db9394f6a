"""Every exercise by name, graded by the model: `fm.exercises`.

`fm.exercises.level_smile(answer)` replies to an answer, `.box(lab)` asks on screen, `.show()` shows
the face it is about. Answers are judged by what they do to the face, not by how they are written.

Examples
--------
>>> import facemodel as fm
>>> fm.exercises.when_it_is_back(30)
not yet: the day of recovery (you answered 30 days; it is much more)
The effect begins within days and fades over weeks. What do people report?
>>> fm.exercises.level_smile({"eye_left": 0.5}).solved
False
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from facemodel.anatomy.muscles import MUSCLES, side_of
from facemodel.case.case import Case
from facemodel.data import constants
from facemodel.errors import FaceModelError, missing_name, unknown
from facemodel.teach.answers import Feedback, Goal, Key
from facemodel.teach.exercise import Exercise
from facemodel.teach.judges import (
    grading,
    limits,
    muscles,
    persons,
    predicting,
    reaching,
    weakening,
)
from facemodel.teach.judges.grading import ITEMS
from facemodel.teach.table import ROWS, Row, case_of

_HOMES = (grading, limits, muscles, persons, predicting, reaching, weakening)
JUDGES: Mapping[str, Callable[[Row], Key]] = MappingProxyType(
    {one.__name__: one for home in _HOMES for one in home.JUDGES}
)
"""Functions by the names that rows have of them."""


PAIRED = tuple(m.replace("_", " ") for m in MUSCLES if side_of(m))
"""What can be chosen where a muscle with its side is asked for."""


@lru_cache(maxsize=128)
def _key(name: str, _digest: str) -> Key:
    return JUDGES[ROWS[name].judge](ROWS[name])


def _made(row: Row) -> Exercise:
    """What a row and its function make; the model works out its key when it is first asked."""
    if row.judge not in JUDGES:
        said = unknown("function", row.judge, JUDGES, see="JUDGES in teach/judges/*.py")
        raise FaceModelError(f"exercises.csv ({row.name}): column judge: {said}")
    key = lambda: _key(row.name, constants.digest())  # noqa: E731
    return Exercise(
        name=row.name,
        lesson=row.lesson,
        kind=row.kind,
        question=row.question,
        form=row.form,
        tolerance=row.tolerance,
        starter=row.read(row.starter),
        hints=row.hints,
        judge=lambda answer: key().judge(answer),
        reference=lambda: row.read(row.reference) if row.reference else key().reference,
        explanation=lambda: _explained(row, key()),
        field=row.field,
        options=ITEMS if row.field == "items" else row.choices or (
            PAIRED if row.field == "choice" else ()
        ),
        case=row.case,
        drawn=lambda: key().drawn,
    )  # fmt: skip


def _explained(row: Row, key: Key) -> str:
    try:
        return row.explanation.format(**key.figures)
    except (KeyError, ValueError, IndexError) as error:
        raise FaceModelError(
            f"exercises.csv ({row.name}): column explanation: {error}; {row.judge} gives "
            f"{', '.join(key.figures) or 'no figures'}"
        ) from None


ALL: Mapping[str, Exercise] = MappingProxyType({row.name: _made(row) for row in ROWS.values()})
"""The exercises in the order of the lessons."""
SPASM_SMILE: Case = case_of("level_smile")
"""The face of notebook 01: a social smile under a moderate left hemifacial spasm."""

# names for type checkers and editors, written by tools/exercises.py
less_eye: Exercise
why_level: Exercise
more_and_more: Exercise
both_sides: Exercise
level_smile: Exercise
which_muscle_1: Exercise
which_muscle_2: Exercise
which_muscle_3: Exercise
other_corner: Exercise
which_region: Exercise
open_the_eyes: Exercise
grade_this_face: Exercise
healthy_side_eased: Exercise
mark_the_point: Exercise
spare_the_lid: Exercise
when_it_is_back: Exercise
soften_the_lines: Exercise
brow_at_rest: Exercise
which_branch: Exercise
when_the_eye_closes: Exercise
what_comes_late: Exercise
even_but_alive: Exercise
bad_plan: Exercise
more_even: Exercise
how_many: Exercise
whole_course: Exercise
first_patient: Exercise
by_the_book: Exercise
twice_the_dose: Exercise
mirrored_take: Exercise
how_much_more: Exercise
how_far_apart: Exercise
same_face: Exercise
who_first: Exercise
# end of names

globals().update(ALL)
__all__ = ["ALL", "SPASM_SMILE", "Exercise", "Feedback", "Goal", *ALL]

if not TYPE_CHECKING:  # else type checkers would take every name for known

    def __getattr__(name: str) -> Any:
        raise missing_name("fm.exercises", name, ALL)
