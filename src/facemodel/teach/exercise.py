"""The one form of every exercise: a question, an answer that the model judges, hints, a reason.

`exercise(answer)` or `exercise.grade(answer, tries)` replies to anything at all with a Feedback: an
answer that is none gets a sentence that says what an answer looks like.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from facemodel.case.case import Case
from facemodel.errors import FaceModelError
from facemodel.mechanics.face import load
from facemodel.teach import widgets
from facemodel.teach.answer_words import in_words, spot
from facemodel.teach.answers import Feedback, Judgement
from facemodel.teach.table import FIELDS, KINDS, MOST_HINTS
from facemodel.view import widget
from facemodel.view.messages import say
from facemodel.view.stills import plain, shown

if TYPE_CHECKING:
    import ipywidgets


@dataclass(frozen=True, eq=False)
class Exercise:
    """A question that the model grades.

    Attributes
    ----------
    name : str
        Its name in fm.exercises.
    lesson : int
        The lesson that it belongs to, 1 to 13; 0 where an instructor made it.
    kind : str
        "identify", "mark", "predict", "grade", "reach", "avoid" or "explain".
    question : str
        What is asked.
    form : str
        What an answer looks like.
    tolerance : str
        How close is close enough.
    starter : object
        An answer to begin with: it runs, and is not enough.
    hints : tuple of str
        Up to three, from a nudge to nearly the way.
    judge : callable
        Answer to Judgement; raises FaceModelError where the answer is none.
    reference : callable
        Gives an answer that is enough.
    explanation : callable
        Gives the reason, in figures of the model.
    field : str
        How a box asks for it: "choice", "number", "several", "items", "place", "lab" or "names".
    options : tuple of str, or mapping of str to tuple of str
        What can be chosen, for items by their name.
    case : Case or None
        What to look at.
    drawn : callable, optional
        Gives labels and activations of faces to look at, where no case shows them; else None.
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
    drawn: Callable[[], tuple[tuple[str, ...], np.ndarray] | None] | None = None

    def __post_init__(self) -> None:
        assert self.kind in KINDS, self.kind
        assert self.field in FIELDS, self.field
        assert len(self.hints) <= MOST_HINTS, self.name

    def grade(self, answer: Any, tries: int = 1) -> Feedback:
        """Reply to an answer, whatever it is; nothing raises an error.

        Parameters
        ----------
        answer : object
            As `form` says; a case, or the lab on screen, answers with what was done in it.
        tries : int, default 1
            Which attempt this is. Each brings the next hint, and one more an answer that passes
            and the explanation.

        Returns
        -------
        Feedback
        """
        count = tries if isinstance(tries, int) and tries > 0 else 1
        try:
            found = self.judge(answer)
        except FaceModelError as error:
            return Feedback((), f"{_sentence(error)} An answer is {self.form}.")
        last = self.hints[-1] if self.hints else ""
        if Feedback(found.goals, "").solved:
            return Feedback(found.goals, "Solved, in this model.", self.explanation())
        if count > max(1, len(self.hints)):
            failed = say("lesson.not_solved", why=found.hint or last)
            return Feedback(found.goals, failed, f"{self.example()} {self.explanation()}")
        ladder = self.hints[count - 1] if self.hints else ""
        hint = f"{found.hint} {ladder}" if found.hint and count > 1 else found.hint or ladder
        return Feedback(found.goals, hint)

    __call__ = grade

    def passing(self) -> str:
        """An answer that is enough, in words."""
        known = self.reference()
        if self.field == "place":
            return spot(known)
        if self.field == "number":
            return f"{in_words(known)} {self.form.removeprefix('a number of ').partition(',')[0]}"
        return in_words(list(known) if self.field == "several" else known)

    def example(self) -> str:
        """An answer that is enough, in a sentence."""
        return say("lesson.answer", text=self.passing())

    def show(self, **options: Any) -> "widget.FaceWidget":
        """Its face in the lab, where what is to be found out has no name.

        Where the learner weakens or places points, the lab suggests no plan: that is the answer.

        Parameters
        ----------
        **options
            Those of fm.show.

        Returns
        -------
        FaceWidget

        Raises
        ------
        FaceModelError
            For an exercise that shows no face.
        """
        case = self._shown()
        if self.field == "lab":
            options = {"plans": False, **options}
        if self.kind == "avoid":
            case, options = replace(case, injections=self.starter), {"mode": "dose", **options}
        if self.kind not in ("identify", "grade"):
            return widget.show(case=case, **options)
        condition = replace(case.build_condition(), name="hidden")
        return widget.show(
            expression=case.intended(),
            condition=None if case.condition == "healthy" else condition,
            **options,
        )

    def picture(self) -> shown.Shown:
        """Its face at rest and in its movement, or the faces that it compares, as a still.

        Raises
        ------
        FaceModelError
            For an exercise that shows no face.
        """
        face = load()
        if self.drawn is not None and (compared := self.drawn()) is not None:
            labels, rows = compared
            return shown.show(plain.figure(face, rows, labels=labels))
        case = self._shown()
        rest = case.build_condition().drive(0 * case.intended())
        rows = np.stack([rest, case.drive(face)])
        return shown.show(plain.figure(face, rows, labels=("rest", "movement")))

    def _shown(self) -> Case:
        if self.case is None:
            raise FaceModelError(f"{self.name} shows no face of its own; use fm.show")
        return self.case

    def box(self, lab: "widget.FaceWidget | None" = None, then: Any = None) -> "ipywidgets.Widget":
        """The exercise as a box in a notebook: the question, a field, *Check*, and the reply.

        Parameters
        ----------
        lab : FaceWidget, optional
            What fm.show returned; needed where its sliders or points are the answer.
        then : str or Shown, optional
            A text, or a figure of fm.figures, that is shown with the reason and not before.

        Returns
        -------
        ipywidgets.Widget

        Raises
        ------
        FaceModelError
            Where the lab is needed and missing, or something else is given for it.
        """
        return widgets.box(self, lab, then)

    def __repr__(self) -> str:
        return f"Exercise({self.name}: {self.question})"


def _sentence(error: Exception) -> str:
    text = str(error)
    text = text if text.endswith((".", "?")) else text + "."
    return text[0].upper() + text[1:]
