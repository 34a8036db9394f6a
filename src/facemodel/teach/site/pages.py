"""The pages of the folder but its lessons; without kernel and network."""

from typing import Any

from facemodel.case.case import Case
from facemodel.case.file import SCHEMA
from facemodel.data import constants
from facemodel.mechanics.face import load
from facemodel.teach.practice.results import GENERATOR
from facemodel.teach.practice.session import Session
from facemodel.view import markup, page, wording
from facemodel.view.messages import say
from facemodel.view.provenance import EDUCATIONAL, stamp
from facemodel.view.scene.compact import compact
from facemodel.view.scene.over_time import timing

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; base-uri 'none'; form-action 'none'"
)
"""No script but the folder's own files. Styles stand in templates too: the viewer sets them."""
FACE = "face-default"


def made(template: str, title: str, scripts: tuple[str, ...], **values: Any) -> bytes:
    """A page of the template, with the scripts of these names and what all pages have."""
    return markup.page(
        template,
        policy=POLICY,
        title=title,
        scripts=scripts,
        notice=EDUCATIONAL,
        about=say("page.about"),
        say=say,
        parameters=constants.digest(),
        **{"stamp": f"{stamp()}.", "given": None, **values},
    ).encode()


def start_page(lessons: list[dict[str, Any]]) -> bytes:
    """What there is; lessons: [{"number": "01", "title", "exercises": how many}]."""
    return made("site_start", say("site.title"), ("site",), lessons=lessons)


def questions_page() -> bytes:
    """Items to practise, and the test before and after."""
    return made("site_questions", say("site.questions"), ("site",))


def rating_page() -> bytes:
    """Faces to be graded on Sunnybrook's scale and eFACE."""
    return made("site_rating", say("site.rating"), ("site",))


def lab_page(case: Case) -> bytes:
    """The lab, which opens on a case."""
    given = {
        "face": FACE,
        "schema": SCHEMA,
        "generator": GENERATOR,
        "timing": page.packed(compact(*timing(case, load()))),
        "options": {"case": case.contents()},
    }
    title = wording.title(case)
    return made("site_lab", title, ("site", "viewer", FACE), given=given, stamp=f"{stamp(case)}.")


def handed_page() -> bytes:
    """Exercises that an instructor made in the lab and handed out."""
    given = {"face": FACE, "timing": page.packed(compact(*timing(Case(), load())))}
    return made("site_handed", say("handed.title"), ("site", "viewer", FACE), given=given)


def practice_page(chosen: Session | None) -> bytes:
    """Virtual patients, whose screen is a bundle of its own; chosen: a sitting to begin with."""
    wishes = {}
    if chosen is not None:
        minutes = "" if chosen.minutes is None else f"{chosen.minutes:g}"
        wishes = {"minutes": minutes, "end": chosen.feedback == "end"}
    scripts = ("site", "viewer", "practice")
    return made("site_practice", say("site.practice"), scripts, given={"wishes": wishes})


def drills_page() -> bytes:
    """Drills of placing points, in the bundle of virtual patients."""
    return made("site_drills", say("site.drills"), ("site", "viewer", "practice"))
