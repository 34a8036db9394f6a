"""Lesson 02, muscles and action units: which muscle made this movement?"""

import numpy as np

from facemodel.anatomy.expressions import activation
from facemodel.anatomy.muscles import info
from facemodel.case.case import Case
from facemodel.clinic import metrics
from facemodel.mechanics.face import load
from facemodel.teach.exercise import WHOSE_SIDES, Exercise
from facemodel.teach.judges.choosing import choose
from facemodel.teach.judges.movements import OPTIONS, name_the_muscle

_FORM = "the name of one muscle with its side, such as 'masseter left'"


def _muscle(number: int, muscle: str, starter: str, hints: tuple[str, str]) -> Exercise:
    case = Case(activation={muscle: 1.0})
    action = info(muscle).action.rstrip(".")
    return Exercise(
        name=f"which_muscle_{number}",
        lesson=2,
        kind="identify",
        question="One muscle contracts. Which one, and on which side?",
        form=_FORM,
        tolerance="a muscle whose movement is 90 % similar counts too",
        starter=starter,
        hints=(*hints, WHOSE_SIDES),
        judge=name_the_muscle(case),
        reference=lambda: muscle,
        explanation=lambda: f"It is {muscle.replace('_', ' ')}: {action}.",
        field="choice",
        options=tuple(m.replace("_", " ") for m in OPTIONS),
        case=case,
    )


which_muscle_1 = _muscle(
    1,
    "depressor_anguli_oris_left",
    "platysma left",
    (
        "Watch the corner of the mouth: does it go up or down, in or out?",
        "Its fibres run from the corner to the edge of the jaw.",
    ),
)
which_muscle_2 = _muscle(
    2,
    "frontalis_lateral_right",
    "corrugator right",
    (
        "Compare the inner and the outer end of the brow.",
        "It is the only muscle that lifts this end of the brow.",
    ),
)
which_muscle_3 = _muscle(
    3,
    "mentalis_left",
    "depressor anguli oris left",
    (
        "Look below the lower lip: does the lip go up or down?",
        "It pushes the lower lip up from below, as in doubt.",
    ),
)


_STAYS, _LITTLE, _AS_FAR = "it stays where it is", "it follows a little", "it moves just as far"


def _followed_mm() -> np.ndarray:
    """Movement (2,) mm of the left and the right corner as the left zygomaticus major contracts."""
    vertices = load().deform(activation(zygomaticus_major_left=1.0))
    corners = ("cheilion_left", "cheilion_right")
    return metrics.excursions(load().mesh, vertices, corners).magnitude_mm


def _follows() -> str:
    left, right = _followed_mm()
    return _AS_FAR if right > 0.8 * left else _LITTLE if right > 0.1 else _STAYS


other_corner = Exercise(
    name="other_corner",
    lesson=2,
    kind="predict",
    question="Only the left zygomaticus major contracts. What does the right corner of the mouth "
    "do?",
    form="one of the three options",
    tolerance="the option that is true in this model",
    starter=_STAYS,
    hints=(
        "No muscle of the right side contracts. What else is attached to that corner?",
        "Lips and skin form one sheet across both sides.",
    ),
    judge=choose((_STAYS, _LITTLE, _AS_FAR), _follows, "what the right corner does"),
    reference=_follows,
    explanation=lambda: (
        "The left corner moves {:.1f} mm and drags the right one {:.1f} mm along: "
        "the skin is one sheet.".format(*_followed_mm())
    ),
    field="choice",
    options=(_STAYS, _LITTLE, _AS_FAR),
)
EXERCISES = (which_muscle_1, which_muscle_2, which_muscle_3, other_corner)
