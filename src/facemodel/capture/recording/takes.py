"""A file's frames as it has them: shapes or units over time, found in whatever text holds them."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from facemodel.anatomy.action_tables import GRADES
from facemodel.anatomy.checks import number
from facemodel.capture.recording import (
    blendshapes,
    checks,
    names,
    objects,
    sideways,
    steps,
    table,
    text,
    times,
)
from facemodel.capture.recording.blendshapes import NOT_SHOWN
from facemodel.capture.recording.table import fold
from facemodel.capture.scan.formats import Broken
from facemodel.data.progress import Progress, silent
from facemodel.errors import FaceModelError

MOST_BLANK = 0.5
"""Share of a column that may be blank before the column counts as not in the file [assume]."""
_SCALE = re.compile(r"^# scale: (\d{1,3})$", re.M)  # as fm.scrub_recording writes it
NO_COLUMNS = (
    "it has no columns of ARKit's shapes (as jawOpen) or of FACS units (as AU12_r); export it with "
    "a line that names its columns. Landmarks: fm.read_landmarks"
)


@dataclass(frozen=True)
class Asked:
    """What a reader was told of a file: rate 1/s, person, what is full; None: find out."""

    rate: float | None = None
    person: str | None = None
    scale: float | None = None
    tell: Progress = silent


def asked(rate=None, person=None, scale=None, tell: Progress = silent) -> Asked:
    """What a reader is told of a file, checked."""
    if rate is not None:
        rate = number("rate", rate, 0.1, 1000)
    if scale is not None:
        scale = number("scale", scale, 1e-3, 1e6)
    if person is not None and (not isinstance(person, (str, int)) or isinstance(person, bool)):
        raise FaceModelError("person is what the file calls one of the people in it, as person=0")
    return Asked(rate, None if person is None else str(person), scale, tell)


@dataclass(frozen=True, eq=False)
class Take:
    """Frames as a file has them.

    source   the kind of file
    time     (T,) s from the first frame
    shapes   ARKit shape -> (T,) 0..1, or
    units    FACS unit and side (None: both) -> (T,) 0..1
    lost     frames without a face, left out
    notes    what to keep in mind
    """

    source: str
    time: np.ndarray
    shapes: Mapping[str, np.ndarray] = field(default_factory=dict)
    units: Mapping[names.Unit, np.ndarray] = field(default_factory=dict)
    lost: int = 0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Rows:
    """Rows of the person who was asked for.

    values   (T, n) numbers of the columns asked for
    moments  (T,) s
    sure     (T,) whether a face was seen, and surely
    unsure   how many were not sure
    notes    what was found out
    """

    values: np.ndarray
    moments: np.ndarray
    sure: np.ndarray
    unsure: int
    notes: tuple[str, ...]


def parsed(data: bytes, asked: Asked) -> Take:
    """The take in a file's bytes, told apart by content. Errors: `Broken`."""
    found = opened(data, names.is_measure, NO_COLUMNS, asked)
    if asked.scale is None and (above := _SCALE.search(found.above)):
        asked = replace(asked, scale=float(above[1]))
    shapes, units = names.shapes(found.names), names.Named({})
    if len(shapes.columns) < 2:
        units = names.units(found.names)
    if len(units.columns) > len(shapes.columns):
        return _units(found, units, asked)
    if not set(shapes.columns) - {NOT_SHOWN}:
        raise Broken(_no_shapes(found))
    return _shapes(found, shapes, asked)


def opened(
    data: bytes, known: Callable[[str], bool], wanted: str, asked: Asked
) -> table.Table | objects.Objects:
    """The table in a file's bytes, or the frames of its JSON. Errors: `Broken`."""
    found = text.of_bytes(data)
    if objects.is_json(found):
        return objects.table(found, asked.person)
    return table.table(found, known, wanted)


def rows_of(found, columns: list[int], asked: Asked) -> Rows:
    """Numbers of some columns with their moments, of one person. Errors: `Broken`."""
    titles = found.names
    folded = [fold(title[:40]) for title in titles]
    time_at, who_at = times.columns(titles), checks.persons(titles)
    rate_at = [folded.index(name) for name in ("fps", "framerate") if name in folded][:1]
    score_at, seen_at = checks.sure(titles)
    count = folded.index("blendshapecount") if "blendshapecount" in folded else None
    wanted = [*columns, *score_at, *seen_at]
    values, words, lost = found.read(wanted, [*time_at, *rate_at, *who_at], count, asked.tell)
    mine = np.ones(len(values), bool)
    if who_at:
        mine = checks.of_one(words[-1], asked.person)
        values = values[mine]
        words = [[w for w, own in zip(column, mine, strict=True) if own] for column in words]
    measured = values[:, : len(columns)]
    above = found.above
    if rate_at and words[len(time_at)]:
        above += f"\nfps: {words[len(time_at)][0]}"
    moments, notes = times.seconds(
        [titles[k] for k in time_at], words[: len(time_at)], len(values), asked.rate, above
    )
    if not who_at:
        checks.check_one_row_a_moment(moments, measured)
    moments, rounded = steps.spread(moments, measured)
    notes += rounded
    sure = np.ones(len(values), bool)
    if seen_at:
        sure &= values[:, -1] > 0
    unsure = 0
    if score_at:
        believed = checks.confident(values[:, len(columns)])
        unsure = int((sure & ~believed).sum())
        sure &= believed
    if unsure:
        limit = f"{100 * checks.LEAST_SURE:.0f} %"
        notes = (
            *notes,
            f"{unsure:,} frames were left out: the tracker's confidence is below {limit}",
        )
    if lost:
        notes = (*notes, f"{lost:,} cells hold a word in place of a number and count as not seen")
    return Rows(measured, moments, sure, unsure, notes)


def _shapes(found, named: names.Named, asked: Asked) -> Take:
    """A table with a column per shape: Live Link Face, MediaPipe, and what others export."""
    rows = rows_of(found, list(named.columns.values()), asked)
    titles, values = _filled(list(named.columns), rows)
    missing = blendshapes.check_pairs(titles)
    good = np.isfinite(values).all(1) & rows.sure
    keep, lost = checks.kept(rows.moments, good, rows.unsure)
    seen, moments = values[keep], rows.moments[keep] - rows.moments[keep][0]
    full, scaled = checks.shape_scale(seen, asked.scale)
    seen = seen / full
    checks.check_range(seen, titles, checks.SLIGHTLY, "0 to 1")
    notes = [*named.notes, *rows.notes, *scaled, *_missing(missing)]
    if ((seen < -0.01) | (seen > 1.01)).any():
        notes.append("some shapes went beyond 0 to 1 and were brought back")
    seen = np.clip(seen, 0, 1)
    if NOT_SHOWN in titles and seen[:, titles.index(NOT_SHOWN)].max() > 0.1:
        notes.append("the tongue comes out in it, and does not on this face")
    shapes = {name: seen[:, k] for k, name in enumerate(titles) if name != NOT_SHOWN}
    source = _source(found)
    if source == "Live Link Face":
        shapes, more = sideways.settled(shapes)
        notes += more
    notes += steps.told(moments)
    return Take(source, moments, shapes=shapes, lost=lost, notes=tuple(notes))


def _units(found, named: names.Named, asked: Asked) -> Take:
    """FACS units: of the whole face, as OpenFace has them, or a side each."""
    rows = rows_of(found, list(named.columns.values()), asked)
    titles = [f"AU{number:02d}" for number, _ in named.columns]
    good = np.isfinite(rows.values).all(1) & rows.sure
    keep, lost = checks.kept(rows.moments, good, rows.unsure)
    seen, moments = rows.values[keep], rows.moments[keep] - rows.moments[keep][0]
    openface = names.is_openface(found.names)
    classes = any(fold(title).endswith("c") and fold(title).startswith("au")
                  for title in found.names)  # fmt: skip
    full, scaled = checks.unit_scale(rows.values, openface, classes, asked.scale)
    checks.check_range(seen, titles, (-0.1 * full, 1.1 * full), f"0 to {full:g}")
    shares = np.clip(seen / full, 0, 1)
    if full == 5:
        shares = np.interp(seen, range(6), [0.0, *GRADES.values()])
    sided = any(side for _, side in named.columns)
    source = "OpenFace" if openface and not sided else "FACS table"
    notes = [*rows.notes, *scaled, *named.notes]
    if not sided:
        notes.append(f"{source}'s units have no side: the sides of the face move alike here")
    notes += steps.told(moments)
    units = {unit: shares[:, k] for k, unit in enumerate(named.columns)}
    return Take(source, moments, units=units, lost=lost, notes=tuple(notes))


def _filled(titles: list[str], rows: Rows) -> tuple[list[str], np.ndarray]:
    """Columns that hold numbers in frames that hold a face; others are not in the file."""
    there = np.isfinite(rows.values)
    faces = there.any(1) & rows.sure
    blank = ~there[faces].any(0) if faces.any() else np.zeros(len(titles), bool)
    use = [k for k in range(len(titles)) if not blank[k]]
    return [titles[k] for k in use], rows.values[:, use]


def _source(found) -> str:
    folded = [fold(title[:40]) for title in found.names]
    if isinstance(found, objects.Objects):
        return "MediaPipe" if "neutral" in folded else "ARKit frames"
    if "timecode" in folded and "blendshapecount" in folded:
        return "Live Link Face"
    return "ARKit table"


def _no_shapes(found) -> str:
    if isinstance(found, objects.Objects):
        return "its frames name none of ARKit's shapes (as jawOpen); export blend shapes"
    return NO_COLUMNS


def _missing(missing: tuple[str, ...]) -> tuple[str, ...]:
    if not missing:
        return ()
    shown = ", ".join(missing[:6]) + (f" and {len(missing) - 6} more" if len(missing) > 6 else "")
    return (f"not in the file, and taken as still: {shown}",)
