"""The section of a report on a recording: its sides, tasks, blinks, muscles and changes."""

import math
from collections.abc import Callable, Iterator, Sequence

from markupsafe import Markup

from facemodel.anatomy.muscles import SIDES
from facemodel.capture.recording.recording import Recording
from facemodel.case.case import Case
from facemodel.errors import FaceModelError
from facemodel.mechanics.face import Face
from facemodel.study import movements
from facemodel.view import figures, wording
from facemodel.view.figures.recordings import label
from facemodel.view.markup import join, piece
from facemodel.view.report.sections import drawn_as

Rows = tuple[Sequence[str], Sequence[Sequence[str]]]
"""Head and rows of a table."""
_KINDS = {
    "weak": "weaker than the other side",
    "unasked": "more, involuntarily",
    "held": "held at rest: overactive",
    "slack": "of its tone lost at rest",
}
OF_THIS_FACE = "Millimetres are those of this face; a recording has none of its own."


def sides(take: Recording, face: Face | None = None, sd_percent: float | None = None) -> Rows:
    """The largest movement of each side beside healthy people's. Error: it has no sides."""
    rows = []
    for name, row in movements.sides(take, face, sd_percent).items():
        moves = not math.isnan(row.symmetry_percent)
        said = f"{row.floor_percent:.0f} % and more"
        if not row.judged:
            said = "not judged: this kind of file's own error is not known"
        elif row.below:
            said += ": below"
        index = f"{row.symmetry_percent:.0f} %" if moves else "-"
        rows.append((name, f"{row.left_mm:.1f} mm", f"{row.right_mm:.1f} mm", index, said))
    return ("largest movement", "left", "right", "symmetry", "healthy people"), rows


def tasks(take: Recording) -> Rows:
    """When each task begins and ends, and its best frame."""
    rows = [
        (one.label, f"{one.start_s:.1f} s", f"{one.end_s:.1f} s", f"{one.best_s:.1f} s")
        for one in movements.tasks(take)
    ]
    return ("task", "from", "to", "best"), rows


def changes(first: Recording, later: Recording, face: Face | None = None) -> Rows:
    """Before beside after, and whether a change can be told from an error of measuring."""
    rows = []
    for name, row in movements.changes(first, later, face).items():
        least = f"{row.detectable_mm:.1f} mm"
        said = "can be told" if row.detectable else f"below what can be told ({least})"
        point = label(name)
        moved = (f"{row.first_mm:.1f} mm", f"{row.second_mm:.1f} mm", f"{row.change_mm:+.1f} mm")
        rows.append((point, *moved, said))
    return ("change", "before", "after", "change", ""), rows


def muscles(found: movements.Estimate) -> Rows:
    """What differs between the sides, with its range."""
    rows = []
    for one in found.findings:
        said = _KINDS[one.kind]
        if one.instead:
            said += f" (or: {', '.join(map(_plain, one.instead))})"
        span = f"{one.percent:.0f} % ({one.low_percent:.0f} to {one.high_percent:.0f})"
        rows.append((_plain(one.muscle), span, said))
    return ("muscle", "how much (95 %)", ""), rows


def as_found(take: Recording) -> Case:
    """What a take tells of the muscles as a case; a healthy face where it tells nothing."""
    try:
        return movements.strengths(take).case()
    except FaceModelError:
        return Case()


def title(take: Recording) -> str:
    """What a report of a take alone is of."""
    return f"Recording of {take.seconds:.1f} s, {take.source}"


def rest_untold(take: Recording) -> str:
    """Why nothing is told of rest beside what is told of movement; "" otherwise."""
    try:
        return movements.strengths(take).untold
    except FaceModelError:
        return ""


def section(take: Recording, later: Recording | None, face: Face) -> Markup:
    """All of it, with the plot of left and right over time and the notes."""
    parts = [
        piece("p", _said(take, face)),
        drawn_as(figures.over_recording(take, face), "Left and right over time."),
        _table("Sides", lambda: sides(take, face)),
        _table("Tasks", lambda: tasks(take)),
        _table(
            "Muscles that differ from the other side", lambda: muscles(movements.strengths(take))
        ),
    ]
    if untold := rest_untold(take):
        parts.append(piece("p", f"Rest: {untold}"))
    if later is not None:
        parts.append(_table("Before and after", lambda: changes(take, later, face)))
        parts.append(drawn_as(figures.two_takes(take, later, face), "Before and after."))
    parts += [piece("p", "Notes on this recording", "caption"), piece("items", take.notes)]
    return join([*parts, piece("p", OF_THIS_FACE, "small")])


def short(take: Recording, later: Recording | None, face: Face) -> tuple[Markup, Markup]:
    """The same in a few lines, for one sheet, and the plot."""
    parts = [piece("p", _said(take, face)), *(piece("p", text) for text in _sides_said(take, face))]
    if later is not None:
        told = [
            f"{point} {change}"
            for point, _, _, change, said in changes(take, later, face)[1]
            if said == "can be told"
        ]
        known = ", ".join(told) or "nothing"
        parts.append(piece("p", f"Changed by more than measuring errors: {known}."))
    return join(parts), drawn_as(figures.over_recording(take, face), OF_THIS_FACE)


def _plain(name: str) -> str:
    return name.replace("_", " ")


def _said(take: Recording, face: Face) -> str:
    try:
        found = movements.blinks(take, face)
        blinks = f"Blinks: {len(found) or 'none'}"
        if found.all:
            how_far = ", ".join(f"{s} eye by {found.closes_percent(s):.0f} %" for s in SIDES)
            blinks += f", {found.per_minute:.0f} a minute, {found.seconds:.2f} s long; {how_far}"
    except FaceModelError as error:
        blinks = f"Blinks: {error}"
    many = len(movements.tasks(take))
    tasks_of = "1 task" if many == 1 else f"{many or 'no'} tasks"
    return (
        f"{take.source}, {len(take.time):,} frames in {take.seconds:.1f} s, {tasks_of}. {blinks}."
    )


def _sides_said(take: Recording, face: Face) -> Iterator[str]:
    try:
        for name, left, right, _, healthy in sides(take, face)[1]:
            yield f"{wording.capital(name)}: left {left}, right {right} (healthy: {healthy})."
    except FaceModelError as error:
        yield f"Sides: {error}"


def _table(title: str, made: Callable[[], Rows]) -> Markup:
    try:
        head, rows = made()
    except FaceModelError as error:
        return piece("p", f"{title}: {error}")
    return piece("table", title, head, rows, 0) if rows else piece("p", f"{title}: none.")
