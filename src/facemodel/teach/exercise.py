"""The one form of every exercise: a question, an answer that the model judges, hints, a reason.

`exercise(answer)` or `exercise.grade(answer, tries)` replies to anything at all with a Feedback: an
answer that is none gets a sentence that says what an answer looks like.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import ipywidgets
import numpy as np

from facemodel.case.case import Case
from facemodel.errors import FaceModelError
from facemodel.mechanics.face import load
from facemodel.teach.feedback import Feedback, Judgement
from facemodel.teach.widgets.exercise_widget import box
from facemodel.view import figures
from facemodel.view.figures.drawing import Shown
from facemodel.view.stills import plain
from facemodel.view.widget.showing import show
from facemodel.view.widget.widget import FaceWidget

KINDS = ("identify", "mark", "predict", "grade", "reach", "avoid", "explain")
FIELDS = ("choice", "number", "several", "items", "place", "lab")
MOST_HINTS = 3
WHOSE_SIDES = "Sides are the person's own: their left is on your right."


@dataclass(frozen=True, eq=False)
class Exercise:
    """A question that the model grades. Keys stay in the package.

    name         of fm.exercises; lesson 1..10 that it belongs to; kind of KINDS
    question     what is asked
    form         what an answer looks like, in words
    tolerance    how close is close enough, in words
    starter      an answer to begin with: it runs, and is not enough
    hints        one to three, from a nudge to nearly the way
    judge        answer -> Judgement; raises FaceModelError where the answer is none
    reference    () -> an answer that is enough
    explanation  () -> why, in figures of the model
    field        how a box asks for the answer, of FIELDS
    options      what can be chosen; of "items", name -> what can be chosen
    case         what to look at, or None
    """

    name: str
    lesson: int
    kind: str
    question: str
    form: str
    tolerance: str
    starter: Any
    hints: tuple[str, ...]
    judge: Callable[[Any], Judgement]
    reference: Callable[[], Any]
    explanation: Callable[[], str]
    field: str
    options: tuple[str, ...] | Mapping[str, tuple[str, ...]] = ()
    case: Case | None = None

    def __post_init__(self) -> None:
        assert self.kind in KINDS, self.kind
        assert self.field in FIELDS, self.field
        assert 1 <= len(self.hints) <= MOST_HINTS, self.name

    def grade(self, answer: Any, tries: int = 1) -> Feedback:
        """Reply to an answer; never an error.

        tries: which attempt this is, from 1. Each brings the next hint; after the last one the
        explanation comes unasked.
        """
        count = tries if isinstance(tries, int) and tries > 0 else 1
        try:
            found = self.judge(answer)
        except FaceModelError as error:
            return Feedback((), f"{_sentence(error)} An answer is {self.form}.")
        if Feedback(found.goals, "").solved:
            return Feedback(found.goals, "Solved, in this model.", self.explanation())
        if count > len(self.hints):
            return Feedback(found.goals, found.hint or self.hints[-1], self.explanation())
        ladder = self.hints[count - 1]
        hint = f"{found.hint} {ladder}" if found.hint and count > 1 else found.hint or ladder
        return Feedback(found.goals, hint)

    __call__ = grade

    def show(self, **options: Any) -> FaceWidget:
        """Its face in the lab, with the options of fm.show.

        What is to be found out has no name there; points of treatment begin with the starter's.
        Errors: an exercise that shows no face.
        """
        case = self._shown()
        if self.kind == "avoid":
            case, options = replace(case, injections=self.starter), {"mode": "dose", **options}
        if self.kind not in ("identify", "grade"):
            return show(case=case, **options)
        condition = replace(case.build_condition(), name="hidden")
        return show(
            expression=case.intended(),
            condition=None if case.condition == "healthy" else condition,
            **options,
        )

    def picture(self) -> Shown:
        """Its face at rest and in its movement, side by side, as a still with alt text.

        Errors: an exercise that shows no face.
        """
        case, face = self._shown(), load()
        rest = case.build_condition().drive(0 * case.intended())
        rows = np.stack([rest, case.drive(face)])
        return figures.show(plain.figure(face, rows, labels=("rest", "movement")))

    def _shown(self) -> Case:
        if self.case is None:
            raise FaceModelError(f"{self.name} shows no face of its own; use fm.show")
        return self.case

    def box(self, lab: FaceWidget | None = None) -> ipywidgets.Widget:
        """The exercise as a box in a notebook: the question, a field, *Check*, and the reply.

        lab: what fm.show(...) returned, for exercises that are answered with its sliders or points.
        """
        return box(self, lab)

    def __repr__(self) -> str:
        return f"Exercise({self.name}: {self.question})"


def _sentence(error: Exception) -> str:
    text = str(error)
    text = text if text.endswith((".", "?")) else text + "."
    return text[0].upper() + text[1:]
