"""A lesson as one HTML file with its live faces, to hand out where no Python runs."""

import os
from pathlib import Path
from typing import Any

import numpy as np
from markupsafe import Markup

from facemodel.data import constants
from facemodel.data.files import checked_path, write_whole
from facemodel.errors import FaceModelError
from facemodel.mechanics.face import load
from facemodel.study.course import untreated
from facemodel.teach.widgets import handout_cells
from facemodel.teach.widgets.exercise_widget import MOST_RADIO
from facemodel.view import markup, page
from facemodel.view.markup import piece
from facemodel.view.provenance import stamp
from facemodel.view.scene.assets import code
from facemodel.view.scene.compact import compact
from facemodel.view.scene.over_time import timing
from facemodel.view.stills.plain import png
from facemodel.view.widget.widget import FaceWidget

LARGEST_BYTES = 2_500_000
HIDDEN = (
    "A still picture, at rest and moved. The live face is left out here because its file would "
    "give away the answer."
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
    body.insert(1, piece("about", of="handout_pieces"))
    title = next(s.text for s in steps if s.kind == "markdown").splitlines()[0].lstrip("# ")
    return markup.page(
        "handout",
        policy=markup.script_policy("handout"),
        title=title,
        notice=page.EDUCATIONAL,
        words=page.WORDS,
        stamp=f"{stamp()}.",
        body=body,
        labs=labs,
        code=page.packed(code().encode()),
        face=page.packed_face(load(), constants.digest()),
    )


def _step(step: handout_cells.Step, labs: list[dict[str, Any]]) -> list[Markup]:
    if step.kind == "markdown":
        return [handout_cells.markup(step.text)]
    made = [piece("code", step.text, of="handout_pieces")]
    if step.printed:
        made.append(piece("pre", step.printed))
    found = step.result
    if step.exercise is not None and step.asks:
        made.append(piece("exercise", step.exercise, MOST_RADIO, of="handout_pieces"))
    elif isinstance(found, FaceWidget):
        tells = step.exercise is not None and found.case["activation"]
        made.append(_still_only(found) if tells else _live(found, labs))
    elif question := handout_cells.question(found):
        made.append(piece("question", *question, of="handout_pieces"))
    elif found is not None:
        made.append(piece("output", handout_cells.shown(found), of="handout_pieces"))
    return made


def _live(lab: FaceWidget, labs: list[dict[str, Any]]) -> Markup:
    case, face, own = lab.value, lab.face, lab._own_condition
    look = {"tone": lab.tone, "height": lab.height, "mode": lab.mode, "overlays": lab.overlays}
    plan = None if own else page.plan_of(case, face)
    labs.append(
        {
            "options": {"case": case.contents(), "own": own, "plan": plan, **look},
            "timing": page.packed(compact(*timing(case, face))),
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
