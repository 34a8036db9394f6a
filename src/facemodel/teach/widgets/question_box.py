"""A question on screen: its fields, the answer that is in them, and the reply to it."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import anywidget
import traitlets as t
from markupsafe import Markup

from facemodel.errors import FaceModelError
from facemodel.teach.answers import item_name
from facemodel.view.markup import piece
from facemodel.view.widget.saved_output import ANSWER_LINE, Kept

ANSWER = "answer"
"""Name of the field of a question that has only one."""
GIVE_UP = "Give up"
LONGEST_LINE = 1000
_HERE = Path(__file__)


def choice(options: Sequence[str]) -> dict[str, Any]:
    """One of a few options."""
    return {"kind": "choice", "name": ANSWER, "options": list(options)}


def line(hint: str, options: Sequence[str] = ()) -> dict[str, Any]:
    """A line to type into, with what it suggests."""
    return {"kind": "text", "name": ANSWER, "hint": hint, "options": list(options)}


def tick(option: str) -> dict[str, Any]:
    """An option that holds or does not, beside others."""
    return {"kind": "tick", "name": option}


def menu(name: str, options: Sequence[str]) -> dict[str, Any]:
    """A menu of options with its label."""
    return {"kind": "menu", "name": name, "label": item_name(name), "options": list(options)}


def words(text: str) -> dict[str, Any]:
    """No field, but a line that says where the answer is given."""
    return {"kind": "words", "name": "", "label": text}


def _fits(row: Mapping[str, Any], value: object) -> bool:
    """Whether a field can hold a value."""
    if row["kind"] == "tick":
        return isinstance(value, bool)
    if not isinstance(value, str):
        return False
    return len(value) <= LONGEST_LINE if row["kind"] == "text" else value in row["options"]


class QuestionBox(Kept, anywidget.AnyWidget):
    """A question with its fields and the reply; `fm.ask` and the box of an exercise make it.

    It runs wherever an anywidget does: JupyterLab, VS Code, marimo.

    Parameters
    ----------
    question : str
        The question as HTML.
    fields : sequence of dict
        What this module's functions make.
    reply_to : callable
        Makes the reply as HTML from this box.
    button : str
        What asks for the reply; "": every answer does.
    last_reply : callable, optional
        Makes the reply for somebody who gives up, from this box; None: nobody can.
    then : str
        HTML that a page shows with the reason; in a notebook the reply has it.

    Attributes
    ----------
    answer : dict
        What is in the fields, by their names; what is empty is not there.
    reply : str
        The reply as HTML.
    options : tuple of str
        What can be chosen, where it is one of a few.
    """

    _esm = _HERE.with_suffix(".js").read_text("utf-8")
    _css = _HERE.with_suffix(".css").read_text("utf-8")
    _line = ANSWER_LINE
    _takes = ("answer",)
    _question = t.Unicode().tag(sync=True)
    _fields: t.List = t.List().tag(sync=True)
    _button = t.Unicode().tag(sync=True)
    _give_up = t.Unicode().tag(sync=True)
    answer: t.Dict = t.Dict().tag(sync=True)
    reply = t.Unicode().tag(sync=True)

    def __init__(
        self,
        question: str,
        fields: Sequence[Mapping[str, Any]],
        reply_to: Callable[["QuestionBox"], str],
        button: str = "",
        last_reply: Callable[["QuestionBox"], str] | None = None,
        then: str = "",
    ):
        ends = GIVE_UP if last_reply else ""
        super().__init__(
            _question=str(question), _fields=list(fields), _button=button, _give_up=ends
        )
        self._reply_to, self._last_reply, self.then = reply_to, last_reply, str(then)
        if button:
            self._kinds = ("check", "give_up") if last_reply else ("check",)
        else:
            self.observe(lambda _: self.check(), names="answer")

    @property
    def options(self) -> tuple[str, ...]:
        """What can be chosen, where it is one of a few."""
        return tuple(o for row in self._fields if row["kind"] == "choice" for o in row["options"])

    def check(self) -> None:
        """Reply to what is in the fields."""
        self.reply = str(self._reply_to(self))

    def give_up(self) -> None:
        """Reply with an answer that is enough, and with the reason."""
        if self._last_reply:
            self.reply = str(self._last_reply(self))

    def _asked(self, question: Mapping[str, Any]) -> None:
        if question["kind"] == "give_up":
            return self.give_up()
        self.check()

    def _refused(self, text: str) -> None:
        self.reply = str(piece("status", text))

    @t.validate("answer")
    def _checked(self, proposal: dict) -> dict[str, Any]:
        """What is in the fields that there are: a text, a tick, or an option of the field's own."""
        fields = {row["name"]: row for row in self._fields if row["name"]}
        for name, value in proposal["value"].items():
            if name not in fields or not _fits(fields[name], value):
                raise FaceModelError("an answer is a field's name with a text, or with a tick")
        return proposal["value"]

    def __repr__(self) -> str:
        return f"<question: {Markup(self._question).striptags()}>"

    def _said(self) -> Markup:
        ticks = [row["name"] for row in self._fields if row["kind"] == "tick"]
        texts = [row["label"] for row in self._fields if row["kind"] == "words"]
        shown = [piece("items", rows) for rows in (self.options, ticks) if rows]
        return Markup().join([Markup(self._question), *shown, *(piece("p", x) for x in texts)])
