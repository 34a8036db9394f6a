"""The folder of an instructor: guide, session plans, answers, the cases of a class, slides."""

import os
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any

from facemodel.data.files import display_name, made_folder, write_whole
from facemodel.data.waiting import step
from facemodel.errors import FaceModelError
from facemodel.mechanics.face import load
from facemodel.teach.instructor import keys, pictures
from facemodel.teach.instructor.slides import GROUPS, slides
from facemodel.teach.practice.session import Session
from facemodel.view import markup
from facemodel.view.provenance import EDUCATIONAL, stamp

Pages = tuple[tuple[str, str], ...]
PAGES: Pages = (
    ("index.html", "Guide"),
    ("sessions.html", "Session plans"),
    ("keys.html", "Expected answers"),
    ("class.html", "This class"),
    ("pictures/index.html", "Slides"),
)
LEARNERS = ("lesson-*.html", "practice.html", "[0-9][0-9]_*.ipynb")
"""Files of a learners' folder, into which no answer may be written."""
POLICY = markup.NOTHING.replace("img-src data:", "img-src 'self' data:")


def files(sitting: Session, with_pictures: bool = True) -> Iterator[tuple[str, bytes]]:
    """Names and contents, pages first.

    Errors: a key that does not pass; a seed that other people have; no browser that draws.
    """
    if sitting.seed < keys.SMALLEST_SEED:
        raise FaceModelError(
            f"seed {sitting.seed} is not a class's own: sittings below {keys.SMALLEST_SEED} come "
            f"with every folder of pages; choose another, as {keys.SMALLEST_SEED + sitting.seed}"
        )
    pages = PAGES if with_pictures else PAGES[:-1]
    for name, text in (("index.html", "guide.md"), ("sessions.html", "sessions.md")):
        words = resources.files("facemodel.teach.instructor").joinpath(text).read_text("utf-8")
        yield name, _page("instructor", name, pages, content=markup.markdown(words))
    step("answers")
    exercises = keys.keys_of_exercises()
    yield "keys.html", _page("instructor_keys", "keys.html", pages, exercises=exercises)
    yield "class.html", _class_page(sitting, pages)
    if not with_pictures:
        return
    step("plans for slides")
    made = list(slides(load()))
    groups = [(words, [s for s in made if s.group == group]) for group, words in GROUPS.items()]
    yield from ((f"pictures/{name}.png", png) for name, png in pictures.drawn(load(), made))
    yield PAGES[-1][0], _page("instructor_slides", PAGES[-1][0], pages, groups=groups)


def _class_page(sitting: Session, pages: Pages) -> bytes:
    """The truth of a class's patients, and both of its tests with their key."""
    seed = keys.seed_of_tests(sitting.seed)
    return _page(
        "instructor_class",
        "class.html",
        pages,
        seed=sitting.seed,
        level=sitting.level,
        count=sitting.count,
        patients=keys.keys_of_patients(sitting),
        tests_seed=seed,
        tests=keys.keys_of_tests(seed),
    )


def _page(template: str, name: str, pages: Pages, **values: Any) -> bytes:
    return markup.page(
        template,
        policy=POLICY,
        title=f"{dict(PAGES)[name]}, for instructors",
        pages=pages,
        up="../" * name.count("/"),
        notice=EDUCATIONAL,
        stamp=f"{stamp()}.",
        **values,
    ).encode()


def write_instructor(
    folder: str | os.PathLike[str], sitting: Session, with_pictures: bool = True
) -> Iterator[Path]:
    """Write the folder, file by file; gives each that is there. The rest is as in `files`.

    Errors: it is a learners' folder, or cannot be written to.
    """
    there = made_folder(folder)  # before the minutes that it takes
    if found := next((one for kind in LEARNERS for one in there.glob(kind)), None):
        raise FaceModelError(
            f"{display_name(there)} holds {found.name}, which learners open; write the answers "
            "into another folder"
        )
    for name, data in files(sitting, with_pictures):
        yield write_whole(there / name, data)
