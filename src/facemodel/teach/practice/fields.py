"""The native fields and texts that the screen of a sitting is put together from.

Each takes from the page what its own control sets, and nothing once it is closed.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import ipywidgets
from markupsafe import Markup

from facemodel.errors import FaceModelError
from facemodel.teach.answers import item_name
from facemodel.teach.practice.says import PARTS, SAYS
from facemodel.view.markup import piece
from facemodel.view.widget.guarded import Guarded

NOT_CHOSEN = SAYS["choose"]
STAYS = """.fm-practice-side { position: sticky; top: 0; align-self: flex-start; }
.fm-practice-side :is(h3, p) { margin: 2px 0; }"""


LONGEST_LINE = 200
Say = Callable[[str], None]


class _Field(Guarded):
    """What is filled in or pressed, until it is disabled; `say` shows why something is refused."""

    say: Say

    def _wanted(self, sent: Mapping[str, Any]) -> dict[str, Any]:
        wanted = super()._wanted(sent)
        if wanted and self.disabled:
            raise FaceModelError("this field is closed now")
        return wanted

    def _refused(self, text: str) -> None:
        self.say(text)


class _Menu(_Field, ipywidgets.Dropdown):
    _takes = ("index",)

    def _check_trait(self, name: str, value: Any) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            raise FaceModelError("a score is chosen by its number")
        super()._check_trait(name, value)


class _Line(_Field, ipywidgets.Text):
    _takes = ("value",)

    def _check_trait(self, name: str, value: Any) -> None:
        super()._check_trait(name, value)
        if len(value) > LONGEST_LINE:
            raise FaceModelError(f"a line has at most {LONGEST_LINE} letters")


class _Button(_Field, ipywidgets.Button):
    def _handle_custom_msg(self, content: Any, buffers: Any) -> None:
        if content != {"event": "click"} or self.disabled:
            return
        try:
            self._check_often()
        except FaceModelError as error:
            self.say(str(error))
        else:
            self.click()


class _Html(Guarded, ipywidgets.HTML):
    pass


class _Row(Guarded, ipywidgets.HBox):
    pass


class _Column(Guarded, ipywidgets.VBox):
    pass


def grading_fields(items: Mapping[str, Sequence[str]], say: Say) -> dict[str, ipywidgets.Dropdown]:
    """A menu of scores for each item of a scale; a part's heading is over its items."""
    return {
        name: _made(
            _Menu,
            say,
            options=[NOT_CHOSEN, *steps],
            description=_short(name),
            tooltip=item_name(name),
            style={"description_width": "9.5em"},
            layout=ipywidgets.Layout(width="100%", margin="0"),
        )
        for name, steps in items.items()
    }


def _made(kind: type[_Field], say: Say, **values: Any) -> Any:
    made = kind(**values)
    made.say = say
    return made


def _short(name: str) -> str:
    """An item's name without its part, which stands over it."""
    part, _, item = name.partition("_")
    text = item.replace("_", " ") if part in PARTS else name
    return item_name(name).removesuffix(" at rest") if part == "rest" else text.replace("_", " ")


def grid(fields: Mapping[str, ipywidgets.Widget]) -> ipywidgets.Box:
    """Sunnybrook's items part by part: at rest, asked for, joining in; others in one column."""
    if not any(name.startswith(tuple(PARTS)) for name in fields):
        return column(list(fields.values()))
    parts = [
        _Column(
            [
                html(piece("part", head, of="practice")),
                *(f for n, f in fields.items() if n.startswith(f"{part}_")),
            ],
            layout=ipywidgets.Layout(flex="1 1 300px", min_width="0"),
        )
        for part, head in PARTS.items()
    ]
    return _Row(parts, layout=ipywidgets.Layout(flex_flow="row wrap"))


def beside(face: ipywidgets.Widget, side: Sequence[ipywidgets.Widget]) -> ipywidgets.HBox:
    """A face, and what is done about it beside it, in sight while the face's page scrolls."""
    wide, narrow = (ipywidgets.Layout(flex=f, min_width="0") for f in ("9 1 560px", "1 1 300px"))
    left = _Column([face], layout=wide)
    right = _Column([html(piece("style", STAYS)), *side], layout=narrow)
    right.add_class("fm-practice-side")
    return _Row([left, right], layout=ipywidgets.Layout(flex_flow="row wrap"))


def text_field(label: str, say: Say) -> ipywidgets.Text:
    """A field of one line, with its label."""
    wide = {"description_width": "initial"}
    return _made(
        _Line,
        say,
        description=label,
        style=wide,
        layout=ipywidgets.Layout(width="44em", max_width="100%"),
        continuous_update=False,  # single letters would arrive after the button that follows them
    )


def button(text: str, act: Callable[[], None], say: Say) -> ipywidgets.Button:
    """A button that acts when pressed."""
    wide = ipywidgets.Layout(width="max-content")
    made = _made(_Button, say, description=text, layout=wide)
    made.on_click(lambda _: act())
    return made


def row(children: Sequence[ipywidgets.Widget]) -> ipywidgets.HBox:
    """Side by side."""
    return _Row(children)


def column(children: Sequence[ipywidgets.Widget]) -> ipywidgets.VBox:
    """One under the other."""
    return _Column(children)


def html(text: str) -> ipywidgets.HTML:
    """Markup as it stands."""
    return _Html(text)


def said(text: str) -> ipywidgets.HTML:
    """Markup that is read out when it appears."""
    return html(piece("said", Markup(text)))


def paragraphs(lines: Sequence[str]) -> Markup:
    """Lines as paragraphs, their signs escaped."""
    return piece("paragraphs", lines)
