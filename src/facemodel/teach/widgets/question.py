"""A multiple-choice question that replies to the answer chosen."""

from collections.abc import Sequence
from dataclasses import dataclass

import ipywidgets

from facemodel.errors import FaceModelError, checks_keywords, unknown
from facemodel.view.markup import piece
from facemodel.view.widget.saved_output import ANSWER_LINE, Box


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
            raise FaceModelError(f"question, options, answer and reason are texts, got {odd[0]!r}")
        if len(set(self.options)) < 2 or len(set(self.options)) < len(self.options):
            raise FaceModelError("a question needs at least two different options to choose from")
        if self.answer not in self.options:
            raise unknown("answer", self.answer, self.options)

    def reply(self, choice: str | None) -> str:
        """One or two sentences about a choice; nothing before there is one."""
        if choice is None:
            return ""
        if not isinstance(choice, str) or choice not in self.options:
            raise unknown("answer", choice, self.options)
        if choice == self.answer:
            return f"Yes. {self.why}"
        return "Not quite, in this model. Look again and choose once more."


@checks_keywords
def ask(text: str, options: Sequence[str], answer: str, why: str) -> ipywidgets.Widget:
    """A question box for a notebook: choosing an option replies at once.

    `answer` is best computed from the model in the same cell, so that the key cannot be wrong.
    """
    if isinstance(options, str) or not isinstance(options, Sequence):
        raise FaceModelError(f"options are a list of texts, got {options!r}")
    question = Question(text, tuple(options), answer, why)
    wide = ipywidgets.Layout(width="auto")
    choices = ipywidgets.RadioButtons(options=question.options, value=None, layout=wide)
    reply = ipywidgets.HTML()

    def show_reply(change: dict) -> None:
        reply.value = piece("status", question.reply(change["new"]))

    choices.observe(show_reply, names="value")
    heading = ipywidgets.HTML(piece("strong", question.text))
    return Box([heading, choices, reply], ANSWER_LINE)
