"""A case as one HTML file that needs nothing else: no kernel, no network, no installation."""

import base64
import gzip
import io
import os
import unicodedata
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import Any

import numpy as np

from facemodel.anatomy.checks import check_kind
from facemodel.capture.recording.recording import Recording
from facemodel.case.case import Case, CaseLike, case_of
from facemodel.data import constants
from facemodel.data.files import checked_path, write_whole
from facemodel.data.waiting import step
from facemodel.errors import FaceModelError, checks_keywords
from facemodel.mechanics.face import Face
from facemodel.mechanics.together import together
from facemodel.study import plan as plans
from facemodel.study.course import checked_face, untreated
from facemodel.view import markup, wording
from facemodel.view.messages import say
from facemodel.view.provenance import BANNER, EDUCATIONAL, stamp
from facemodel.view.scene.assets import Tone, checked_height, checked_tone, face_block
from facemodel.view.scene.compact import compact
from facemodel.view.scene.over_time import replay, timing
from facemodel.view.stills import chromium, headless, plain, portraits
from facemodel.view.viewer import code, licences
from facemodel.view.widget.requests import of_person, plan_contents

LARGEST_BYTES = 2_000_000
LONGEST_TITLE, LONGEST_NOTE = 120, 2000
# What the page says before the viewer is there, or without it
WORDS = {
    "loading": say("page.loading"),
    "too_old": say("notice.too_old"),
    "failed": say("page.failed"),
    "caption": say("page.caption"),
    "about": say("page.about"),
}
_STILL = (380, 440)  # px of each of the two pictures
_LABELS = (say("pane.before"), say("pane.after"))


@checks_keywords
def export_page(
    case: CaseLike,
    path: str | os.PathLike[str],
    *,
    title: str = "",
    note: str = "",
    tone: Tone = "medium",
    height: int | None = None,
    face: Face | None = None,
    recording: Recording | None = None,
) -> Path:
    """Write a case as one HTML file with a live face that opens without network.

    Sliders, menus and figures work in it as in `fm.show`. Where a browser cannot draw them, still
    pictures remain, before and after; a Chromium, Chrome or Edge on this machine draws these, and
    without one they are flat.

    Parameters
    ----------
    case : fm.Case
    path : path-like
        File to write; one that is there is replaced.
    title : str
        Heading, at most 120 characters, shown as written; the case in words where it is empty.
    note : str
        Text under the heading, at most 2,000 characters, shown as written.
    tone : str
        Skin: "light", "medium" or "deep".
    height : int, optional
        Of the picture, 240 to 2,000 CSS px; as high as the window allows where it is left out.
    face : Face, optional
        Another face than the case's own; a scanned face leaves the machine with the page.
    recording : Recording, optional
        A movement that the page can replay; it leaves the machine with the page.

    Returns
    -------
    pathlib.Path

    Raises
    ------
    FaceModelError
        If this is no case or no such text, the page would take more than 2 MB, or the path cannot
        be written to.

    Examples
    --------
    >>> import facemodel as fm
    >>> file = fm.export_page(fm.Case(dampening={"smile_left": 0.3}), "smile.html")
    >>> file.stat().st_size < 1_600_000
    True
    """
    case = case_of(case)
    title = checked_text("title", title, LONGEST_TITLE)
    note = checked_text("note", note, LONGEST_NOTE)
    look = {"tone": checked_tone(tone), "height": checked_height(height)}
    checked_path(path, "a page")  # before the seconds that it takes
    face = checked_face(face, case)
    if recording is not None:
        check_kind("a recording", recording, Recording, "give what fm.read_recording returns")
    # the browser draws while the rest is computed
    jpeg, _ = together(partial(still_jpeg, face, case, tone), partial(slow_parts, case, face))
    return write_page(case, path, title, note, look, jpeg, face, recording)


def write_page(
    case: Case,
    path,
    title: str,
    note: str,
    look: dict[str, Any],
    jpeg: bytes,
    face: Face | None = None,
    recording: Recording | None = None,
) -> Path:
    """Write the page with a still picture that is there; see page_text. Error: beyond 2 MB."""
    data = page_text(case, title, note, look, jpeg, face, recording).encode()
    if len(data) > LARGEST_BYTES:
        raise FaceModelError(f"the page takes {len(data):,} bytes; at most {LARGEST_BYTES:,} fit")
    return write_whole(path, data, "the page")


def page_text(
    case: Case,
    title: str,
    note: str,
    look: dict[str, Any],
    jpeg: bytes,
    face: Face | None = None,
    recording: Recording | None = None,
) -> str:
    """The page as text; `jpeg` is the still picture, `look` has the tone and height.

    Without a title the case in words is the heading.
    """
    face = checked_face(face, case)
    options = {"case": case.contents(), "plan": plan_of(case, face), **look}
    return markup.page(
        "page",
        policy=markup.script_policy("page"),
        title=title or wording.title(case),
        heading=title,
        case=wording.title(case),
        note=note,
        banner=BANNER,
        notice=EDUCATIONAL,
        stamp=f"{stamp(case)}.",
        licences=licences(),
        words=WORDS,
        still=_picture(case, jpeg, face),
        options=options,
        code=packed(code().encode()),
        face=packed_face(face, constants.digest()),
        timing=packed(compact(*timing(case, face))),
        take="" if recording is None else packed(compact(*replay(recording))),
    )


def slow_parts(case: Case, face: Face) -> None:
    """Compute what takes seconds and does not need the still picture; it is kept for the page."""
    plan_of(case, face)
    packed_face(face, constants.digest())


def plan_of(case: Case, face: Face) -> dict[str, Any] | None:
    """The plan of a case and its curve, which a page without kernel cannot ask for."""
    who = None if case.person is None else tuple(sorted(case.person.items()))
    found = tuple(tuple(sorted(one.items())) for one in (case.weak, case.held))
    named = (case.condition, case.side, case.severity)
    return _planned(face, named, who, found, constants.digest())


@lru_cache(8)
def _planned(face, named, who, found, parameters) -> dict[str, Any] | None:
    # alike for every expression, day and dampening; `parameters` tells overridden constants apart
    person = None if who is None else dict(who)
    condition, side, severity = named
    weak, held = map(dict, found)
    case = Case(
        condition=condition, side=side, severity=severity, person=person, weak=weak, held=held
    )
    step("searching for a plan")
    one = plans.balance(face, of_person(case, case.build_condition()))
    return plan_contents(one) if one.dampening else None


def still_jpeg(face: Face, case: Case, tone: Tone) -> bytes:
    """The case before and after from the front, as one JPEG."""
    activations = _before_and_after(case, face)
    try:
        chromium.browser()
    except FaceModelError:
        png = plain.png(face, activations, labels=_LABELS, tone=tone)
    else:
        png = headless.drawn(face, face.controls(activations), _STILL, 2, tone, labels=_LABELS)
    return jpeg_of(png)


def jpeg_of(png: bytes) -> bytes:
    """A picture as JPEG."""
    from PIL import Image

    return portraits.jpeg(np.asarray(Image.open(io.BytesIO(png)).convert("RGB")))


def _picture(case: Case, jpeg: bytes, face: Face) -> str:
    words = plain.alt_text(face, face.controls(_before_and_after(case, face)), _LABELS)
    return markup.image(jpeg, words)


def _before_and_after(case: Case, face: Face) -> np.ndarray:
    """Activations (2, M): with nothing dampened or injected, and as the case has it."""
    return np.stack([untreated(case).drive(face), case.drive(face)])


@cache
def packed_face(face: Face, _constants: str) -> str:
    return packed(face_block(face))


def packed(data: bytes) -> str:
    """gzip without a date, so that equal cases give equal pages, and base64."""
    # looser, the face takes 1 % more; tighter, 0.2 % less and twice as long
    return base64.b64encode(gzip.compress(data, 9, mtime=0)).decode()


def checked_text(name: str, value: Any, longest: int, of: str = "a page") -> str:
    """Text as a page can show it: no control characters but line breaks, no broken surrogates."""
    if not isinstance(value, str) or len(value) > longest:
        raise FaceModelError(f"the {name} of {of} is text of at most {longest:,} characters")
    if odd := [c for c in value if c not in "\n\t" and unicodedata.category(c) in ("Cc", "Cs")]:
        raise FaceModelError(f"the {name} of {of} has a character that no page shows: {odd[0]!r}")
    return value.strip()
