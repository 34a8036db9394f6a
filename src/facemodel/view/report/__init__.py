"""A case as a report to take home: one page that loads nothing, as HTML or PDF."""

import os
from functools import partial
from pathlib import Path

from markupsafe import Markup

from facemodel.anatomy.checks import check_kind
from facemodel.capture.recording.recording import Recording
from facemodel.case.case import Case, CaseLike, case_of
from facemodel.data.files import write_whole
from facemodel.errors import FaceModelError, checks_keywords, shown
from facemodel.mechanics.together import together
from facemodel.view import wording
from facemodel.view.export import ending_in
from facemodel.view.markup import join, page
from facemodel.view.page import LONGEST_NOTE, LONGEST_TITLE, checked_text
from facemodel.view.provenance import BANNER, NOTICE, stamp
from facemodel.view.report import one_page as sheet
from facemodel.view.report import photos, recorded, sections, tables
from facemodel.view.report.findings import Findings, find
from facemodel.view.scene.assets import Tone, checked_tone
from facemodel.view.stills import chromium


@checks_keywords
def report(
    case: CaseLike | Recording,
    path: str | os.PathLike[str],
    *,
    title: str = "",
    note: str = "",
    tone: Tone = "medium",
    one_page: bool = False,
    recording: Recording | None = None,
    later: Recording | None = None,
) -> Path:
    """Write the report of a case or of a recording as one page, HTML or PDF; it takes seconds.

    It has pictures before and after and over days, the trade-off curve, scales with their items,
    lines, measures with their smallest detectable change, the assumptions that matter most, and
    the works behind all this. It loads nothing from anywhere. Of a recording alone it shows what is
    in it, then the face as it was found: muscles that are weak, move unasked or hold tone.

    Parameters
    ----------
    case : fm.Case or Recording
    path : path-like
        File to write; ends in .html, or in .pdf, which a Chromium, Chrome or Edge prints.
    title : str
        Heading, at most 120 characters, shown as written; the case in words where it is empty.
    note : str
        Text under the heading, at most 2,000 characters, shown as written.
    tone : str
        Skin: "light", "medium" or "deep".
    one_page : bool
        A single A4 sheet in plain words instead: the aim, what changes, the worst task, what to
        watch for. Its title has at most 80 characters, its note 400.
    recording : Recording, optional
        Of the person, for a section of its own: left and right over time, sides, tasks, blinks,
        muscles, notes.
    later : Recording, optional
        Another of the same person, to compare: before beside after with detectable change.

    Returns
    -------
    pathlib.Path

    Raises
    ------
    FaceModelError
        If this is no case or no such text, the path ends otherwise or cannot be written to, or
        there is no browser for a PDF.

    Examples
    --------
    >>> import facemodel as fm
    >>> palsy = fm.Case(condition="hb_4", side="left", dampening={"smile_right": 0.3})
    >>> fm.report(palsy, "report.html", note="For the ward round.").name  # doctest: +SKIP
    'report.html'
    """
    case, recording, alone = _subject(case, recording)
    if recording is not None and alone:
        title = title or recorded.title(recording)
    if not isinstance(one_page, bool):
        raise FaceModelError(f"one_page is True or False, got {shown(one_page)}")
    what = "a one-page report" if one_page else "a report"
    longest = (sheet.MOST_TITLE, sheet.LONGEST_NOTE) if one_page else (LONGEST_TITLE, LONGEST_NOTE)
    title = checked_text("title", title, longest[0], what)
    note = checked_text("note", note, longest[1], what)
    checked_tone(tone)
    _check_recordings(recording, later)
    named = ending_in(path, ".html", ".pdf", what="a report")  # before the seconds that it takes
    pdf = named.suffix.lower() == ".pdf"
    if pdf:
        chromium.browser()
    if one_page:
        text = sheet.text_of(find(case), title, note, tone, recording, later)
    else:
        text = text_of(case, title, note, tone, recording, later, alone)
    return write_whole(named, chromium.print_pdf(text) if pdf else text.encode(), "the report")


def _subject(
    case: CaseLike | Recording, recording: Recording | None
) -> tuple[Case, Recording | None, bool]:
    """The case and the recording of a report, and whether it is of a recording alone."""
    if not isinstance(case, Recording):
        return case_of(case), recording, False
    if recording is not None:
        raise FaceModelError("give one recording to report on, and the second one as later=")
    return recorded.as_found(case), case, True


def _check_recordings(recording: Recording | None, later: Recording | None) -> None:
    for name, take in (("recording", recording), ("later", later)):
        if take is not None:
            check_kind(name, take, Recording, "give what fm.read_recording returns")
    if later is not None and recording is None:
        raise FaceModelError("later is compared with a recording; give the first as recording=")


def text_of(
    case: Case,
    title: str = "",
    note: str = "",
    tone: Tone = "medium",
    recording: Recording | None = None,
    later: Recording | None = None,
    alone: bool = False,
) -> str:
    """The report as the text of an HTML page; alone: of the recording, which comes first."""
    found = find(case)
    # the browser draws while the rest is computed
    taken, made = together(partial(photos.take, found, tone), partial(_computed, found))
    made["photographs"] = sections.photo_sheet(found, taken)
    made["time"] = join([photos.course(found, taken), made["time"]])
    title = title or wording.title(case)
    if recording is not None:
        made["recording"] = recorded.section(recording, later, found.face)
    mark = f"{stamp(case)}; {NOTICE}"
    order = sorted(SECTIONS, key=lambda name: not (alone and name == "recording"))
    return page(
        "report",
        title=title,
        under=f"{wording.capital(wording.condition(case))}; {wording.treatment(case)}",
        note=note,
        banner=BANNER,
        stamp=f"{mark}.",
        foot=mark,
        sections=[(name, SECTIONS[name], made[name]) for name in order if name in made],
    )


SECTIONS = {
    "glance": "At a glance",
    "photographs": "Pictures (simulated)",
    "case": "The case",
    "recording": "The recording",
    "time": "Over time",
    "trade-off": "Symmetry against movement",
    "scales": "Scales",
    "lines": "Lines",
    "measures": "Measures",
    "assumptions": "Assumptions that matter most",
    "sources": "Sources and marks",
}


def _computed(found: Findings) -> dict[str, Markup]:
    """The sections, but for the pictures in them."""
    return {
        "glance": sections.glance(found),
        "case": sections.case(found),
        "time": sections.over_time(found),
        "trade-off": sections.trade_off(found),
        "scales": tables.graded(found),
        "lines": tables.lines(found),
        "measures": tables.measures(found),
        "assumptions": tables.assumptions(found),
        "sources": tables.standing(found),
    }
