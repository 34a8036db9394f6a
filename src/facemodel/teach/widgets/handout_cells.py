"""Runs the cells of a lesson in order and keeps what each of them shows."""

import ast
import base64
import contextlib
import html
import io
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup

from facemodel.errors import FaceModelError
from facemodel.teach import exercises
from facemodel.teach.exercise import Exercise
from facemodel.view.markup import piece
from facemodel.view.page import jpeg_of

_USED = re.compile(r"fm\.exercises\.(\w+)(\.show|\.picture|\.box|\()")
_FOR_THE_KERNEL = re.compile(r"^Press \*\*Shift \+ Enter\*\*.*$", re.MULTILINE)


@dataclass(frozen=True, eq=False)
class Step:
    """A cell: its text, what it printed, what its last line is worth.

    kind      "markdown" or "code"
    exercise  the exercise that it uses, and whether it `asks` for the answer
    """

    kind: str
    text: str
    printed: str = ""
    result: Any = None
    exercise: Exercise | None = None
    asks: bool = False


def steps(notebook: Path) -> list[Step]:
    """The cells of a notebook, run in order in this process.

    Errors: not a notebook; a cell that fails, with its id.
    """
    try:
        found = json.loads(notebook.read_text("utf-8"))["cells"]
    except (OSError, ValueError, KeyError, TypeError):
        raise FaceModelError(f"{notebook} is not a notebook that can be read") from None
    names: dict[str, Any] = {"__name__": "lesson"}
    made = []
    for cell in found:
        text = "".join(cell["source"])
        if cell["cell_type"] == "code":
            made.append(_run(text, cell.get("id", "?"), names))
        elif cell["cell_type"] == "markdown":
            made.append(Step("markdown", _FOR_THE_KERNEL.sub("", text).strip()))
    return made


def _run(text: str, name: str, names: dict[str, Any]) -> Step:
    """A cell; what its last expression is worth is what a notebook would show."""
    printed, result = io.StringIO(), None
    try:
        tree = ast.parse(text)
        ends = tree.body[-1] if tree.body else None
        last = ends.value if isinstance(ends, ast.Expr) else None
        if last is not None:
            tree.body.pop()
        with contextlib.redirect_stdout(printed):
            exec(compile(tree, f"cell {name}", "exec"), names)
            if last is not None:
                result = eval(compile(ast.Expression(last), f"cell {name}", "eval"), names)
    except Exception as error:
        raise FaceModelError(
            f"the cell {name!r} of this lesson fails, so that it cannot be handed out: "
            f"{type(error).__name__}: {error}"
        ) from error
    name, what = used.groups() if (used := _USED.search(text)) else ("", "")
    exercise = getattr(exercises, name) if name else None
    return Step("code", text, printed.getvalue().rstrip(), result, exercise,
                what in (".box", "("))  # fmt: skip


def markup(text: str) -> Markup:
    """Markdown as HTML; markup in it stays text."""
    import mistune

    made = str(mistune.create_markdown(escape=True, plugins=["table"])(text))
    scrolled = r'<div class="scroll">\1</div>'
    return Markup(re.sub(r"(<table>.*?</table>)", scrolled, made, flags=re.DOTALL))


def question(result: Any) -> tuple[str, tuple[str, ...], str] | None:
    """Text, options and the reply to the right one, of what `fm.ask` returned; else None."""
    import ipywidgets

    parts: Any = getattr(result, "children", ())
    if len(parts) != 3 or not isinstance(parts[1], ipywidgets.RadioButtons):
        return None
    heading, choices, reply = parts
    for option in choices.options:
        choices.value = option
        if (said := _plain(reply.value)).startswith("Yes."):
            return _plain(heading.value), tuple(choices.options), f"{option}. {said[4:].strip()}"
    return None


def shown(result: Any) -> Markup:
    """A result as HTML, as a notebook would show it."""
    bundled = getattr(result, "_repr_mimebundle_", None)
    as_html = bundled().get("text/html") if bundled else None
    if as_html is None and hasattr(result, "_repr_html_"):
        as_html = result._repr_html_()
    return Markup(_smaller(as_html)) if as_html else piece("pre", repr(result))


def _smaller(markup: str) -> str:
    """The same markup with photographs as JPEG; curves are smaller as the PNG that they are."""

    def jpeg(found: re.Match[str]) -> str:
        made = base64.b64encode(jpeg_of(base64.b64decode(found[1]))).decode()
        return f"data:image/jpeg;base64,{made}" if len(made) < len(found[1]) else found[0]

    return re.sub(r"data:image/png;base64,([A-Za-z0-9+/=]+)", jpeg, markup)


def _plain(text: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", text)).strip()
