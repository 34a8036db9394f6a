"""Questions and exercises on screen: what is asked, a field for the answer, and the reply."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

from markupsafe import Markup

from facemodel.errors import FaceModelError, check_name, checks_keywords, shown, unknown
from facemodel.mechanics.face import load
from facemodel.teach.answers import Feedback
from facemodel.teach.items.entry import LONGEST_KIND
from facemodel.teach.items.mine import MINE
from facemodel.teach.items.noting import Noting
from facemodel.teach.widgets.question_box import (
    ANSWER,
    QuestionBox,
    choice,
    line,
    menu,
    tick,
    words,
)
from facemodel.view.markup import piece
from facemodel.view.widget.widget import FaceWidget

MOST_RADIO = 8  # longer lists are typed into, with suggestions


class Asked(Protocol):
    """What a box needs to know of an exercise."""

    @property
    def name(self) -> str: ...

    @property
    def lesson(self) -> int: ...

    @property
    def question(self) -> str: ...

    @property
    def form(self) -> str: ...

    @property
    def field(self) -> str: ...

    @property
    def options(self) -> tuple[str, ...] | Mapping[str, tuple[str, ...]]: ...

    @property
    def hints(self) -> tuple[str, ...]: ...

    def grade(self, answer: Any, tries: int = 1) -> Feedback: ...


def box(exercise: Asked, lab: Any = None, then: Any = None) -> QuestionBox:
    """A box for a notebook. Each *Check* of a wrong answer brings the next hint.

    lab: what fm.show(...) returned; then: a text or figure that comes with the reason. Errors: an
    exercise that needs the lab, without it.
    """
    if lab is not None and not isinstance(lab, FaceWidget):
        raise FaceModelError("lab is what fm.show(...) returned, or leave it out")
    if exercise.field == "lab" and lab is None:
        raise FaceModelError(
            f"{exercise.name} is answered in the lab: lab = fm.show(...), then its .box(lab)"
        )
    fields, read = _FIELDS[exercise.field](exercise, lab)
    known = {"what": "exercise", "kind": exercise.name, "lesson": exercise.lesson}
    noting = Noting(MINE, known)
    follows, tries = shown_then(then), 0

    def said(feedback: Feedback) -> str:
        told = Markup(feedback._repr_html_()) + (follows if feedback.explanation else Markup())
        return piece("said", told)

    def reply_to(asked: QuestionBox) -> str:
        nonlocal tries
        answer = read(asked.answer)
        feedback = exercise.grade(answer, tries + 1)
        tries += bool(feedback.goals)
        if feedback.goals:
            noting.answer(_in_words(answer, feedback), feedback.solved)
        return said(feedback)

    def last_reply(asked: QuestionBox) -> str:
        if not tries:  # the first answer counts
            return reply_to(asked)
        noting.give_up()
        return said(exercise.grade(read(asked.answer), len(exercise.hints) + 1))

    heading = piece("strong", exercise.question)
    made = QuestionBox(heading, fields, reply_to, "Check", last_reply, follows)
    if exercise.field == "place" and lab is not None:
        lab.observe(partial(_clicked, made), names="picked")
    return made


def shown_then(then: Any) -> Markup:
    """What follows a reply, as HTML: nothing, a text of lines, a figure, or several of these."""
    if then is None:
        return Markup()
    if isinstance(then, tuple):
        return Markup().join(map(shown_then, then))
    if isinstance(then, str):
        return piece("pre", then)
    if hasattr(then, "_repr_mimebundle_"):
        return Markup(then._repr_mimebundle_()["text/html"])
    raise FaceModelError("what follows a reply is a text, a figure of fm.figures, or several")


def _in_words(answer: Any, feedback: Feedback) -> str:
    """An answer as a record keeps it: itself where it is a text or texts, else what it reached."""
    if isinstance(answer, str):
        return answer
    if isinstance(answer, list) and all(isinstance(one, str) for one in answer):
        return "; ".join(answer)
    if isinstance(answer, dict):
        return ", ".join(f"{name} {score}" for name, score in answer.items())
    return "; ".join(goal.reached for goal in feedback.goals)


def _clicked(made: QuestionBox, change: dict) -> None:
    if change["new"]:
        made.answer = {ANSWER: " ".join(f"{x:.1f}" for x in change["new"]["point_mm"])}


Field = tuple[list[dict[str, Any]], Callable[[dict[str, Any]], Any]]


def _choice(exercise: Asked, lab: Any) -> Field:
    options = list(exercise.options)
    field = choice(options) if len(options) <= MOST_RADIO else line("begin to type a name", options)
    return [field], lambda given: given.get(ANSWER)


def _names(exercise: Asked, lab: Any) -> Field:
    return [line(exercise.form, list(exercise.options))], lambda given: given.get(ANSWER, "")


def _number(exercise: Asked, lab: Any) -> Field:
    return [line(exercise.form)], lambda given: given.get(ANSWER, "")


def _several(exercise: Asked, lab: Any) -> Field:
    options = list(exercise.options)
    return [tick(text) for text in options], lambda given: [x for x in options if given.get(x)]


def _items(exercise: Asked, lab: Any) -> Field:
    assert isinstance(exercise.options, dict)
    return [menu(name, steps) for name, steps in exercise.options.items()], dict


def _place(exercise: Asked, lab: Any) -> Field:
    hint = "a landmark, or x y z in mm" if lab is None else "click on the face, or type"
    field = line(hint, sorted(load().mesh.landmarks))
    return [field], lambda given: given.get(ANSWER) or lab or None


def _lab(exercise: Asked, lab: Any) -> Field:
    return [words("Answer in the lab, then press Check.")], lambda given: lab


_FIELDS: dict[str, Callable[[Asked, Any], Field]] = {
    "choice": _choice,
    "number": _number,
    "several": _several,
    "items": _items,
    "place": _place,
    "lab": _lab,
    "names": _names,
}


@dataclass(frozen=True)
class Question:
    """What is asked, what can be answered, which answer holds in this model, and why."""

    text: str
    options: tuple[str, ...]
    answer: str
    why: str

    def __post_init__(self) -> None:
        texts = (self.text, self.answer, self.why, *self.options)
        if odd := [t for t in texts if not isinstance(t, str)]:
            raise FaceModelError(
                f"question, options, answer and reason are texts, got {shown(odd[0])}"
            )
        if len(set(self.options)) < 2 or len(set(self.options)) < len(self.options):
            raise FaceModelError("a question needs at least two different options to choose from")
        if self.answer not in self.options:
            raise unknown("answer", self.answer, self.options)

    def reply(self, choice: str | None) -> str:
        """One or two sentences about a choice; nothing before there is one."""
        if choice is None:
            return ""
        check_name("answer", choice, self.options)
        if choice == self.answer:
            return f"Yes. {self.why}"
        return "Not quite, in this model. Look again and choose once more."


@checks_keywords
def ask(text: str, options: Sequence[str], answer: str, why: str) -> QuestionBox:
    """A question box for a notebook: choosing an option replies at once.

    Parameters
    ----------
    text : str
        The question.
    options : sequence of str
        What can be chosen, two or more.
    answer : str
        The option that holds; best computed from the model in the same cell, so that the key
        cannot be wrong.
    why : str
        The reason, which the reply to the right option gives.

    Returns
    -------
    QuestionBox
        Its `answer` and `reply` follow the screen.

    Raises
    ------
    FaceModelError
        Where something is no text, options are not different, or the answer is none of them.

    Examples
    --------
    >>> import facemodel as fm
    >>> box = fm.ask("Does tone stay?", ["yes", "no"], "no", "Weakening takes tone as well.")
    >>> box.options
    ('yes', 'no')
    """
    if isinstance(options, str) or not isinstance(options, Sequence):
        raise FaceModelError(f"options are a list of texts, got {shown(options)}")
    question = Question(text, tuple(options), answer, why)
    heading = piece("strong", question.text)
    noting = Noting(MINE, {"what": "question", "kind": text[:LONGEST_KIND]})

    def reply_to(asked: QuestionBox) -> str:
        chosen = asked.answer.get(ANSWER)
        reply = question.reply(chosen)
        if chosen:
            noting.answer(chosen, chosen == question.answer)
        return piece("status", reply)

    return QuestionBox(heading, [choice(question.options)], reply_to)
