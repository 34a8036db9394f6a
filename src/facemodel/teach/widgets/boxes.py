"""Questions and exercises on screen: what is asked, a field for the answer, and the reply."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import ipywidgets
from markupsafe import Markup

from facemodel.errors import FaceModelError, checks_keywords, unknown
from facemodel.mechanics.face import load
from facemodel.teach.answers import Feedback
from facemodel.view.markup import piece
from facemodel.view.widget.saved_output import ANSWER_LINE, Box
from facemodel.view.widget.widget import FaceWidget

MOST_RADIO = 8  # longer lists are typed into, with suggestions
NOT_CHOSEN = "choose"


class Asked(Protocol):
    """What a box needs to know of an exercise."""

    @property
    def name(self) -> str: ...

    @property
    def question(self) -> str: ...

    @property
    def form(self) -> str: ...

    @property
    def field(self) -> str: ...

    @property
    def options(self) -> tuple[str, ...] | Mapping[str, tuple[str, ...]]: ...

    def grade(self, answer: Any, tries: int = 1) -> Feedback: ...


def box(exercise: Asked, lab: Any = None) -> ipywidgets.Widget:
    """A box for a notebook. Each *Check* of a wrong answer brings the next hint.

    lab: what fm.show(...) returned. Errors: an exercise that needs the lab, without it.
    """
    if lab is not None and not isinstance(lab, FaceWidget):
        raise FaceModelError("lab is what fm.show(...) returned, or leave it out")
    if exercise.field == "lab" and lab is None:
        raise FaceModelError(
            f"{exercise.name} is answered in the lab: lab = fm.show(...), then "
            f"fm.exercises.{exercise.name}.box(lab)"
        )
    field, read = _FIELDS[exercise.field](exercise, lab)
    check = ipywidgets.Button(description="Check", button_style="primary")
    reply = ipywidgets.HTML()
    tries = 0

    def answer(_: Any) -> None:
        nonlocal tries
        feedback = exercise.grade(read(), tries + 1)
        tries += bool(feedback.goals)
        reply.value = piece("said", Markup(feedback._repr_html_()))

    check.on_click(answer)
    return Box([_text(exercise.question, bold=True), *field, check, reply], ANSWER_LINE)


Field = tuple[list, Callable[[], Any]]


def _choice(exercise: Asked, lab: Any) -> Field:
    options, wide = exercise.options, ipywidgets.Layout(width="auto")
    if len(options) <= MOST_RADIO:
        field = ipywidgets.RadioButtons(options=options, value=None, layout=wide)
    else:
        field = ipywidgets.Combobox(
            options=options, placeholder="begin to type a name", continuous_update=False
        )
    return [field], lambda: field.value


def _number(exercise: Asked, lab: Any) -> Field:
    field = ipywidgets.Text(placeholder=exercise.form, continuous_update=False)
    return [field], lambda: field.value


def _several(exercise: Asked, lab: Any) -> Field:
    wide = ipywidgets.Layout(width="auto")
    boxes = [
        ipywidgets.Checkbox(description=text, indent=False, layout=wide)
        for text in exercise.options
    ]
    return boxes, lambda: [b.description for b in boxes if b.value]


def _items(exercise: Asked, lab: Any) -> Field:
    style = {"description_width": "17em"}
    wide = ipywidgets.Layout(width="34em", max_width="100%")
    assert isinstance(exercise.options, dict)
    fields = {
        name: ipywidgets.Dropdown(
            options=[NOT_CHOSEN, *steps],
            description=name.replace("_", " "),
            style=style,
            layout=wide,
        )
        for name, steps in exercise.options.items()
    }
    chosen = lambda: {n: f.value for n, f in fields.items() if f.value != NOT_CHOSEN}  # noqa: E731
    return list(fields.values()), chosen


def _place(exercise: Asked, lab: Any) -> Field:
    field = ipywidgets.Combobox(
        options=sorted(load().mesh.landmarks),
        placeholder="a landmark, or x y z in mm" if lab is None else "click on the face, or type",
        layout=ipywidgets.Layout(width="24em"),
        continuous_update=False,  # single letters would arrive after the button that follows them
    )

    def clicked(change: dict) -> None:
        if change["new"]:
            field.value = " ".join(f"{x:.1f}" for x in change["new"]["point_mm"])

    if lab is not None:
        lab.observe(clicked, names="picked")
    return [field], lambda: field.value or lab or None


def _lab(exercise: Asked, lab: Any) -> Field:
    return [_text("Answer in the lab, then press Check.")], lambda: lab


def _text(text: str, bold: bool = False) -> ipywidgets.Widget:
    return ipywidgets.HTML(piece("strong" if bold else "p", text))


_FIELDS: dict[str, Callable[[Asked, Any], Field]] = {
    "choice": _choice,
    "number": _number,
    "several": _several,
    "items": _items,
    "place": _place,
    "lab": _lab,
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
    ipywidgets.Widget

    Raises
    ------
    FaceModelError
        Where something is no text, options are not different, or the answer is none of them.

    Examples
    --------
    >>> import facemodel as fm
    >>> box = fm.ask("Does tone stay?", ["yes", "no"], "no", "Weakening takes tone as well.")
    >>> box.children[1].options
    ('yes', 'no')
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
