"""The whole kit as one folder of static files, which opens by double click or from any server."""

import os
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any

from facemodel.case.case import Case
from facemodel.data import constants
from facemodel.data.files import made_folder, write_whole
from facemodel.data.waiting import step
from facemodel.errors import FaceModelError
from facemodel.mechanics.face import load
from facemodel.physiology.conditions import PRESETS
from facemodel.teach.drills import shipped as drills
from facemodel.teach.practice import shipped
from facemodel.teach.practice.session import Session
from facemodel.teach.rating import LEVELS
from facemodel.teach.site import pages, questions, rating
from facemodel.teach.site.lessons import lesson_page, listed, number_of
from facemodel.teach.site.parts import LARGEST_BYTES, part, viewer_part
from facemodel.view import page
from facemodel.view.viewer import bundle

START, LAB, HANDED = "index.html", "lab.html", "exercise.html"


def files(
    case: Case, notebooks: Path, sitting: Session | None = None
) -> Iterator[tuple[str, bytes]]:
    """Names and contents, in the order in which a visitor can use them.

    The lab opens on `case`; lessons are the notebooks of a folder, run one by one; virtual patients
    are those of a sitting, or of `shipped.usual_sittings`.
    """
    lessons = sorted(notebooks.glob("[0-9][0-9]_*.ipynb"))
    style = resources.files("facemodel.view").joinpath("templates/site.css")
    yield "parts/site.css", style.read_bytes()
    yield "parts/site.js", bundle("site").read_bytes()
    yield "parts/viewer.js", viewer_part()
    face = page.packed_face(load(), constants.digest())
    yield f"parts/{pages.FACE}.js", part(pages.FACE, face)
    yield LAB, pages.lab_page(case)
    yield HANDED, pages.handed_page()
    yield START, pages.start_page(listed(lessons))
    for one in lessons:
        step(f"lesson {one.stem}")
        yield f"lesson-{number_of(one)}.html", lesson_page(one)
    step("drawing questions")
    for name, value in questions.parts():
        yield f"parts/{name}.js", part(name, value)
    yield "questions.html", pages.questions_page()
    step("drawing faces to be graded")
    for name, value in rating.parts(LEVELS if sitting is None else LEVELS[:1]):
        yield f"parts/{name}.js", part(name, value)
    yield "rating.html", pages.rating_page()
    yield "parts/plans.js", part("plans", usual_plans())
    step("drawing virtual patients")
    sittings = shipped.usual_sittings() if sitting is None else [sitting]
    seeds = drills.SEEDS if sitting is None else drills.SEEDS[:1]  # few heads for few patients
    drilled = drills.heads(seeds)
    for head in dict.fromkeys([*shipped.heads(sittings), *drilled]):
        name = f"face-{head.replace('_', '-')}"
        yield f"parts/{name}.js", part(name, page.packed(shipped.head_block(head)))
    yield "parts/patients.js", part("patients", shipped.shipped(sittings))
    yield "parts/practice.js", bundle("practice").read_bytes()
    for head in drilled:
        name = f"drill-{head.replace('_', '-')}"
        yield f"parts/{name}.js", part(name, drills.drawn(head))
    yield "parts/drills.js", part("drills", drills.shipped(seeds))
    yield "drills.html", pages.drills_page()
    yield "practice.html", pages.practice_page(sitting)  # last: then all that it needs is there


def usual_plans() -> dict[str, Any]:
    """Plans of whole muscles by condition, at its usual severity, on the left, in the average
    person; conditions that none is worth having are left out."""
    found = {}
    for name, preset in PRESETS.items():
        case = Case(condition=name, side="left" if preset.sided else None)
        if (plan := page.plan_of(case, load())) is not None:
            found[name] = plan
    return found


def write_site(
    folder: str | os.PathLike[str], case: Case, notebooks: Path, sitting: Session | None = None
) -> Iterator[Path]:
    """Write the folder, file by file; gives each that is there. The rest is as in `files`.

    Errors: the folder cannot be written to; a file is too large.
    """
    made_folder(folder)  # before the minutes that it takes
    for name, data in files(case, notebooks, sitting):
        if len(data) > LARGEST_BYTES:
            raise FaceModelError(
                f"{name} takes {len(data):,} bytes; at most {LARGEST_BYTES:,} fit into a file"
            )
        yield write_whole(Path(folder) / name, data)
