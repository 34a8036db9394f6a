"""A lesson as one HTML file with its live faces, to hand out where no Python runs."""

import ast
import base64
import contextlib
import html
import io
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from markupsafe import Markup

from facemodel.data import constants
from facemodel.data.files import (
    checked_path,
    display_name,
    file_bytes,
    json_value,
    write_whole,
)
from facemodel.errors import FaceModelError, shown
from facemodel.mechanics.face import load
from facemodel.study.course import untreated
from facemodel.teach import exercises
from facemodel.teach.exercise import Exercise
from facemodel.teach.widgets.boxes import MOST_RADIO
from facemodel.teach.widgets.question_box import ANSWER, QuestionBox
from facemodel.view import markup, page
from facemodel.view.markup import piece
from facemodel.view.provenance import stamp
from facemodel.view.scene.compact import compact
from facemodel.view.scene.over_time import replay, timing
from facemodel.view.stills.plain import png
from facemodel.view.viewer import code, licences
from facemodel.view.widget.widget import FaceWidget

LARGEST_BYTES = 2_500_000
LARGEST_NOTEBOOK = 20_000_000
HIDDEN = (
    "A still picture, at rest and moved. The live face is left out here because its file would "
    "give away the answer."
)
_USED = re.compile(r"fm\.exercises\.(\w+)(\.show|\.picture|\.box|\()")
_HEADING = re.compile(r"## .*")
_FOR_THE_KERNEL = re.compile(r"^.* once you choose \*\*Run\*\*.*$", re.MULTILINE)
_DOCUMENT = re.compile(r"\[(\w+)\]\(\.\./docs/\w+\.md\)")


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


def export_lesson(notebook: str | os.PathLike[str], path: str | os.PathLike[str]) -> Path:
    """Run a lesson's notebook and write it as one HTML file, at most 2.5 MB; return the path.

    It opens without network or kernel. Keys of its exercises are not in it.
    Errors: not a notebook; a cell that fails; a folder that cannot be written to.
    """
    checked_path(path, "a hand-out")  # before the seconds that it takes
    data = page_text(steps_of(Path(notebook))).encode()
    if len(data) > LARGEST_BYTES:
        raise FaceModelError(
            f"the hand-out takes {len(data):,} bytes; at most {LARGEST_BYTES:,} fit"
        )
    return write_whole(Path(path), data, "the hand-out")


def page_text(steps: list[Step]) -> str:
    """The hand-out of a lesson that was run, as text."""
    labs: list[dict[str, Any]] = []
    body = body_of(steps, labs, on_paper)
    body.insert(1, piece("about", of="handout_pieces"))
    return markup.page(
        "handout",
        policy=markup.script_policy("handout"),
        title=title_of(steps),
        notice=page.EDUCATIONAL,
        words=page.WORDS,
        stamp=f"{stamp()}.",
        licences=licences(),
        body=body,
        labs=labs,
        code=page.packed(code().encode()),
        face=page.packed_face(load(), constants.digest()),
    )


def title_of(steps: list[Step]) -> str:
    """The first line of a lesson."""
    return next(s.text for s in steps if s.kind == "markdown").splitlines()[0].lstrip("# ")


Asks = Callable[[Step, int], list[Markup] | None]
"""What is shown of a step that asks, an exercise or a prediction, None for other steps; it is
given the number of live faces before it."""


def body_of(steps: list[Step], labs: list[dict[str, Any]], asks: Asks) -> list[Markup]:
    """The steps as HTML; what live faces need is added to `labs`. A heading alone folds the text
    after it, as JupyterLab does: what is to be read last tells what was to be predicted."""
    made: list[Markup] = []
    heading = ""
    for step in steps:
        if step.kind == "markdown" and _HEADING.fullmatch(step.text):
            heading = step.text.lstrip("# ")
            continue
        shown = _step(step, labs, asks)
        if heading:
            shown = [piece("folded", heading, Markup().join(shown), of="handout_pieces")]
        made, heading = made + shown, ""
    return made


def on_paper(step: Step, _labs: int) -> list[Markup] | None:
    """An exercise as a form, a prediction with its answer behind a line to open."""
    if step.exercise is not None and step.asks:
        asked = piece("exercise", step.exercise, MOST_RADIO, of="handout_pieces")
    elif found := question_of(step.result):
        text, options, right, why = found
        asked = piece("question", text, options, f"{right}. {why}", of="handout_pieces")
    else:
        return None
    return [*_told(step), asked]


def _told(step: Step) -> list[Markup]:
    """The code of a step and what it printed."""
    made = [piece("code", step.text, of="handout_pieces")]
    return [*made, piece("pre", step.printed)] if step.printed else made


def _step(step: Step, labs: list[dict[str, Any]], asks: Asks) -> list[Markup]:
    if step.kind == "markdown":
        return [markup.markdown(step.text)]
    if (asked := asks(step, len(labs))) is not None:
        return asked
    made, found = _told(step), step.result
    if isinstance(found, FaceWidget):
        tells = step.exercise is not None and found.case["activation"]
        made.append(_still_only(found) if tells else _live(found, labs))
    elif found is not None:
        made.append(piece("output", _shown(found), of="handout_pieces"))
    return made


def _live(lab: FaceWidget, labs: list[dict[str, Any]]) -> Markup:
    case, face, own = lab.value, lab.face, lab._own_condition
    look = {"tone": lab.tone, "height": lab.height, "mode": lab.mode, "overlays": lab.overlays}
    look |= {"hints": lab.hints, "plans": lab.plans}
    look |= {"replay": lab.replay, "mirrored": lab.mirrored}
    plan = page.plan_of(case, face) if lab.hints and lab.plans and not own else None
    take = lab._recording
    labs.append(
        {
            "options": {"case": case.contents(), "own": own, "plan": plan, **look},
            "timing": page.packed(compact(*timing(case, face))),
            "take": take and page.packed(compact(*replay(take))),
        }
    )
    return piece("live", len(labs), page.WORDS, _picture(lab), of="handout_pieces")


def _picture(lab: FaceWidget) -> Markup:
    """The lab's face before and after as a still, once where nothing is treated."""
    case, face = lab.value, lab.face
    if lab._own_condition:
        rows = np.stack([lab.condition.drive(case.intended(), r) for r in
                         (1.0, case.remaining(face))])  # fmt: skip
    else:
        rows = np.stack([untreated(case).drive(face), case.drive(face)])
    many = 1 if np.array_equal(rows[0], rows[1]) else 2
    words = f"Still picture of {'the face' if many == 1 else 'the face before and after'}"
    labels = ("",) if many == 1 else ("before", "after")
    return _image(png(face, rows[:many], labels=labels, tone=lab.tone), words)


def _still_only(lab: FaceWidget) -> Markup:
    case, face = lab.value, lab.face
    rows = np.stack([lab.condition.drive(0 * case.intended()), case.drive(face)])
    drawn = _image(png(face, rows, labels=("rest", "movement")), "The face at rest and moved")
    return piece("figure", drawn, HIDDEN, "output")


def _image(data: bytes, alt: str) -> Markup:
    return markup.image(page.jpeg_of(data), alt)


def first_line(notebook: Path) -> str:
    """The heading of a notebook, which is not run for it."""
    return _cells(notebook)[0]["source"].splitlines()[0].lstrip("# ")


def _cells(notebook: Path) -> list[dict[str, Any]]:
    name = display_name(notebook)
    data = file_bytes(notebook, name, LARGEST_NOTEBOOK, "A lesson takes about 0.02 MB")
    try:
        found: Any = json_value(data, "notebook")
        cells = [{**c, "source": "".join(c["source"])} for c in found["cells"]]
        return [{**c, "cell_type": c["cell_type"]} for c in cells]
    except (FaceModelError, KeyError, TypeError, AttributeError):
        raise FaceModelError(f"{name} is not a notebook that can be read") from None


def steps_of(notebook: Path) -> list[Step]:
    """The cells of a notebook, run in order in this process.

    Errors: not a notebook; a cell that fails, with its number and first line.
    """
    name = display_name(notebook)
    cells = [(c["cell_type"], c["source"]) for c in _cells(notebook)]
    names: dict[str, Any] = {"__name__": "lesson"}
    made = []
    for number, (kind, text) in enumerate(cells, start=1):
        if kind == "code":
            made.append(_run(text, number, name, names))
        elif kind == "markdown":
            text = _DOCUMENT.sub(r"*\1* in the documentation of the kit", text)
            made.append(Step("markdown", _FOR_THE_KERNEL.sub("", text).strip()))
    return made


def _run(text: str, number: int, notebook: str, names: dict[str, Any]) -> Step:
    """A cell; what its last expression is worth is what a notebook would show."""
    printed, result = io.StringIO(), None
    try:
        tree = ast.parse(text)
        ends = tree.body[-1] if tree.body else None
        last = ends.value if isinstance(ends, ast.Expr) else None
        if last is not None:
            tree.body.pop()
        with contextlib.redirect_stdout(printed):
            exec(compile(tree, f"cell {number}", "exec"), names)
            if last is not None:
                result = eval(compile(ast.Expression(last), f"cell {number}", "eval"), names)
    except Exception as error:
        first = shown(text.strip().partition("\n")[0])
        raise FaceModelError(
            f"{notebook} cannot be handed out: cell {number}, {first}, fails with "
            f"{type(error).__name__}: {error}; mend that cell, or take the notebook as it came"
        ) from error
    name, what = used.groups() if (used := _USED.search(text)) else ("", "")
    exercise = getattr(exercises, name) if name else None
    return Step("code", text, printed.getvalue().rstrip(), result, exercise,
                what in (".box", "("))  # fmt: skip


def question_of(result: Any) -> tuple[str, tuple[str, ...], str, str] | None:
    """Text, options, the right one and why it is, of what `fm.ask` returned; else None."""
    if not isinstance(result, QuestionBox) or result._button or not result.options:
        return None
    for option in result.options:
        result.answer = {ANSWER: option}
        if (said := _plain(result.reply)).startswith("Yes."):
            return _plain(result._question), result.options, option, said[4:].strip()
    return None


def _shown(result: Any) -> Markup:
    """A result as HTML, as a notebook would show it."""
    bundled = getattr(result, "_repr_mimebundle_", None)
    as_html = bundled().get("text/html") if bundled else None
    if as_html is None and hasattr(result, "_repr_html_"):
        as_html = result._repr_html_()
    return Markup(_smaller(as_html)) if as_html else piece("pre", repr(result))


def _smaller(text: str) -> str:
    """The same markup with photographs as JPEG; curves are smaller as the PNG that they are."""

    def jpeg(found: re.Match[str]) -> str:
        made = base64.b64encode(page.jpeg_of(base64.b64decode(found[1]))).decode()
        return f"data:image/jpeg;base64,{made}" if len(made) < len(found[1]) else found[0]

    return re.sub(r"data:image/png;base64,([A-Za-z0-9+/=]+)", jpeg, text)


def _plain(text: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", text)).strip()
