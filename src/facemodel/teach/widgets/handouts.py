"""A lesson as one HTML file with its live faces, to hand out where no Python runs."""

import html
import json
import os
from importlib import resources
from pathlib import Path
from string import Template
from typing import Any

import numpy as np

from facemodel.capture.files.writing import checked_path, write_whole
from facemodel.data import constants
from facemodel.data.version import __version__
from facemodel.errors import FaceModelError
from facemodel.mechanics.face import load
from facemodel.study.course import untreated
from facemodel.teach.exercise import Exercise
from facemodel.teach.widgets import handout_cells
from facemodel.teach.widgets.exercise_widget import MOST_RADIO
from facemodel.view.messages import say
from facemodel.view.page import page
from facemodel.view.provenance import stamp
from facemodel.view.scene.assets import code
from facemodel.view.scene.compact import compact
from facemodel.view.scene.over_time import timing
from facemodel.view.stills.plain import png
from facemodel.view.widget.widget import FaceWidget

LARGEST_BYTES = 2_500_000
ABOUT = (
    "This is the lesson as a page of its own: every step has been run, and the faces are alive. "
    "Where the text says <em>run</em> or <em>Check</em>, predict, note your answer, and read on; "
    "replies and hints come where Python runs (<code>facemodel lab</code>)."
)
UNGRADED = "This page does not grade: Check and further hints are in the lab (facemodel lab)."
HIDDEN = (
    "A still picture, at rest and moved; the live face is left out here, because its file would "
    "tell the answer."
)


def export_lesson(notebook: str | os.PathLike[str], path: str | os.PathLike[str]) -> Path:
    """Run a lesson's notebook and write it as one HTML file, at most 2.5 MB; return the path.

    It opens without network or kernel. Keys of its exercises are not in it.
    Errors: not a notebook; a cell that fails; a folder that cannot be written to.
    """
    checked_path(path, "a hand-out")  # before the seconds that it takes
    data = page_text(handout_cells.steps(Path(notebook))).encode()
    if len(data) > LARGEST_BYTES:
        raise FaceModelError(
            f"the hand-out takes {len(data):,} bytes; at most {LARGEST_BYTES:,} fit"
        )
    return write_whole(Path(path), data, "the hand-out")


def page_text(steps: list[handout_cells.Step]) -> str:
    """The hand-out of a lesson that was run, as text."""
    labs: list[dict[str, Any]] = []
    body = [piece for step in steps for piece in _step(step, labs)]
    body.insert(1, f'<div class="note"><p>{ABOUT}</p></div>')
    shell = resources.files("facemodel.teach.widgets").joinpath("handout.html").read_text("utf-8")
    title = next(s.text for s in steps if s.kind == "markdown").splitlines()[0].lstrip("# ")
    values = {
        "policy": page.policy(shell),
        "generator": f"facemodel {__version__}",
        "title": title,
        "notice": page.NOTICE,
        "stamp": f"{stamp()}.",
        "about": say("page.about"),
    }
    return Template(shell).substitute(
        {name: html.escape(value) for name, value in values.items()},
        body="\n".join(body),
        labs=json.dumps(labs, ensure_ascii=False).replace("<", "\\u003c"),
        code=page.packed(code().encode()),
        face=page.packed_face(load(), constants.digest()),
    )


def _step(step: handout_cells.Step, labs: list[dict[str, Any]]) -> list[str]:
    if step.kind == "markdown":
        return [handout_cells.markup(step.text)]
    made = [
        f"<details><summary>Python of this step</summary><pre>{html.escape(step.text)}</pre>"
        "</details>"
    ]
    if step.printed:
        made.append(f"<pre>{html.escape(step.printed)}</pre>")
    found = step.result
    if step.exercise is not None and step.asks:
        made.append(_exercise(step.exercise))
    elif isinstance(found, FaceWidget):
        tells = step.exercise is not None and found.case["activation"]
        made.append(_still_only(found) if tells else _live(found, labs))
    elif question := handout_cells.question(found):
        made.append(_question(*question))
    elif found is not None:
        made.append(f'<div class="output">{handout_cells.shown(found)}</div>')
    return made


def _live(lab: FaceWidget, labs: list[dict[str, Any]]) -> str:
    case, face, own = lab.value, lab.face, lab._own_condition
    look = {"tone": lab.tone, "height": lab.height, "mode": lab.mode, "overlays": lab.overlays}
    plan = None if own else page.plan_of(case, face)
    labs.append(
        {
            "options": {"case": case.contents(), "own": own, "plan": plan, **look},
            "timing": page.packed(compact(*timing(case, face))),
        }
    )
    words = {name: html.escape(text) for name, text in page.WORDS.items()}
    return (
        f'<section class="live" aria-label="Live face {len(labs)}">'
        f'<p class="says" role="status" data-old="{words["too_old"]}" '
        f'data-failed="{words["failed"]}">{words["loading"]}</p>'
        f'<figure class="still">{_picture(lab)}<figcaption>{words["caption"]}</figcaption></figure>'
        '<div class="lab"></div></section>'
    )


def _picture(lab: FaceWidget) -> str:
    """The lab's face before and after as a still, once where nothing is treated."""
    case, face = lab.value, lab.face
    if lab._own_condition:
        rows = np.stack([lab.condition.drive(case.intended(), r) for r in
                         (1.0, case.remaining(face))])  # fmt: skip
    else:
        rows = np.stack([untreated(case).drive(face), case.drive(face)])
    many = 1 if np.array_equal(rows[0], rows[1]) else 2
    words = f"Still picture of {'the face' if many == 1 else 'the face before and after'}"
    return handout_cells.image(png(face, rows[:many], labels=("", "")[:1] if many == 1 else
                           ("before", "after"), tone=lab.tone), words)  # fmt: skip


def _still_only(lab: FaceWidget) -> str:
    case, face = lab.value, lab.face
    rows = np.stack([lab.condition.drive(0 * case.intended()), case.drive(face)])
    pair = png(face, rows, labels=("rest", "movement"))
    drawn = handout_cells.image(pair, "The face at rest and moved")
    return f'<figure class="output">{drawn}<figcaption>{HIDDEN}</figcaption></figure>'


def _exercise(exercise: Exercise) -> str:
    """The exercise as a form on paper: question, what is enough, and where to note the answer."""
    said = [f"<p><strong>{html.escape(exercise.question)}</strong></p>", _field(exercise)]
    said.append(f"<p>Enough: {html.escape(exercise.tolerance)}.</p>")
    said.append(
        f"<details><summary>A hint</summary><p>{html.escape(exercise.hints[0])}</p></details>"
    )
    said.append(f"<p><small>{UNGRADED}</small></p>")
    return f'<div class="asked">{"".join(said)}</div>'


def _field(exercise: Exercise) -> str:
    options = exercise.options
    if isinstance(options, dict):
        rows = "".join(
            f"<label>{html.escape(name.replace('_', ' '))} <select><option></option>"
            + "".join(f"<option>{html.escape(step)}</option>" for step in steps)
            + "</select></label>"
            for name, steps in options.items()
        )
        return f"<div>{rows}</div>"
    if exercise.field == "choice" and len(options) > MOST_RADIO:
        rows = "".join(f"<option>{html.escape(text)}</option>" for text in options)
        return f'<select aria-label="Your answer"><option></option>{rows}</select>'
    if exercise.field in ("choice", "several"):
        return _boxes(
            options, exercise.name, "checkbox" if exercise.field == "several" else "radio"
        )
    if exercise.field == "lab":
        return "<p>Answer in the live face above and read the figures under it.</p>"
    asked = html.escape(exercise.form)
    return f'<p>An answer is {asked}. <input type="text" aria-label="Your answer"></p>'


def _boxes(options: Any, name: str, kind: str) -> str:
    rows = "".join(
        f'<li><label><input type="{kind}" name="{html.escape(name)}"> '
        f"{html.escape(text)}</label></li>"
        for text in options
    )
    return f"<ul>{rows}</ul>"


def _question(text: str, options: tuple[str, ...], reply: str) -> str:
    """A prediction, with what the model says behind a line to open."""
    return (
        f'<div class="asked"><p><strong>{html.escape(text)}</strong></p>'
        f"{_boxes(options, text, 'radio')}"
        '<details class="reply"><summary>You have decided? What the model says</summary>'
        f"<p>{html.escape(reply)}</p></details></div>"
    )
