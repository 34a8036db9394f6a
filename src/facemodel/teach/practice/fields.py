"""The native fields and texts that the screen of a sitting is put together from."""

from collections.abc import Callable, Mapping, Sequence

import ipywidgets
from markupsafe import Markup

from facemodel.teach.practice.says import PARTS, SAYS
from facemodel.view.markup import piece

NOT_CHOSEN = SAYS["choose"]
STAYS = """.fm-practice-side { position: sticky; top: 0; align-self: flex-start; }
.fm-practice-side :is(h3, p) { margin: 2px 0; }"""


def grading_fields(items: Mapping[str, Sequence[str]]) -> dict[str, ipywidgets.Dropdown]:
    """A menu of scores for each item of a scale; a part's heading is over its items."""
    return {
        name: ipywidgets.Dropdown(
            options=[NOT_CHOSEN, *steps],
            description=_short(name),
            tooltip=name.replace("_", " "),
            style={"description_width": "9.5em"},
            layout=ipywidgets.Layout(width="100%", margin="0"),
        )
        for name, steps in items.items()
    }


def _short(name: str) -> str:
    """An item's name without its part, which stands over it."""
    part, _, item = name.partition("_")
    return (item if part in PARTS else name).replace("_", " ")


def grid(fields: Mapping[str, ipywidgets.Widget]) -> ipywidgets.Box:
    """Sunnybrook's items part by part: at rest, asked for, joining in; others in one column."""
    if not any(name.startswith(tuple(PARTS)) for name in fields):
        return column(list(fields.values()))
    parts = [
        ipywidgets.VBox(
            [
                html(piece("part", head, of="practice")),
                *(f for n, f in fields.items() if n.startswith(f"{part}_")),
            ],
            layout=ipywidgets.Layout(flex="1 1 300px", min_width="0"),
        )
        for part, head in PARTS.items()
    ]
    return ipywidgets.HBox(parts, layout=ipywidgets.Layout(flex_flow="row wrap"))


def beside(face: ipywidgets.Widget, side: Sequence[ipywidgets.Widget]) -> ipywidgets.HBox:
    """A face, and what is done about it beside it, in sight while the face's page scrolls."""
    wide, narrow = (ipywidgets.Layout(flex=f, min_width="0") for f in ("9 1 560px", "1 1 300px"))
    left = ipywidgets.VBox([face], layout=wide)
    right = ipywidgets.VBox([html(piece("style", STAYS)), *side], layout=narrow)
    right.add_class("fm-practice-side")
    return ipywidgets.HBox([left, right], layout=ipywidgets.Layout(flex_flow="row wrap"))


def text_field(label: str) -> ipywidgets.Text:
    """A field of one line, with its label."""
    wide = {"description_width": "initial"}
    return ipywidgets.Text(
        description=label,
        style=wide,
        layout=ipywidgets.Layout(width="44em", max_width="100%"),
        continuous_update=False,  # single letters would arrive after the button that follows them
    )


def button(text: str, act: Callable[[], None]) -> ipywidgets.Button:
    """A button that acts when pressed."""
    made = ipywidgets.Button(description=text, layout=ipywidgets.Layout(width="max-content"))
    made.on_click(lambda _: act())
    return made


def row(children: Sequence[ipywidgets.Widget]) -> ipywidgets.HBox:
    """Side by side."""
    return ipywidgets.HBox(children)


def column(children: Sequence[ipywidgets.Widget]) -> ipywidgets.VBox:
    """One under the other."""
    return ipywidgets.VBox(children)


def html(text: str) -> ipywidgets.HTML:
    """Markup as it stands."""
    return ipywidgets.HTML(text)


def said(text: str) -> ipywidgets.HTML:
    """Markup that is read out when it appears."""
    return html(piece("said", Markup(text)))


def paragraphs(lines: Sequence[str]) -> Markup:
    """Lines as paragraphs, their signs escaped."""
    return piece("paragraphs", lines)
