"""What each program writes of a moving face: Live Link Face, ARKit tables, MediaPipe, OpenFace."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from facemodel.anatomy import expressions
from facemodel.anatomy.action_tables import GRADES
from facemodel.capture.recording import blendshapes, sheets
from facemodel.capture.recording.blendshapes import NOT_SHOWN
from facemodel.capture.recording.sheets import Sheet, fold, sheet
from facemodel.capture.scan.formats import Broken

LARGEST_JSON = 60_000_000
MOST_PARTS = 5_000_000
"""Objects, lists or commas of a JSON file: more than a file of LARGEST_JSON from MediaPipe has."""
SLIGHTLY = (-0.2, 1.5)
"""Shapes a little off 0..1 are brought back, as amplified ones are; others are refused [assume]."""
_STAMPS = {
    **dict.fromkeys(("time", "timestamp", "t"), None),
    **dict.fromkeys(("times", "timesec", "seconds", "timestamps", "timestampsec"), "s"),
    **dict.fromkeys(("timems", "timestampms", "ms", "milliseconds", "timestampinms"), "ms"),
    **dict.fromkeys(("timeus", "timestampus"), "us"),
    **dict.fromkeys(("timens", "timestampns"), "ns"),
}
_FRAMES = ("frame", "frames", "frameid", "framenumber", "frameindex")
_UNIT = re.compile(r"au0*(\d{1,2})r")
_FACES = ("faceblendshapes", "blendshapes", "faces")
_NAMES, _SCORES = ("categoryname", "name", "shape"), ("score", "value", "weight")
_LISTS = ("frames", "results", "data")


@dataclass(frozen=True, eq=False)
class Take:
    """Frames as a file has them.

    source   the kind of file
    time     (T,) s from the first frame
    shapes   ARKit shape -> (T,) 0..1, or
    units    FACS unit -> (T,) 0..1, which no side
    lost     frames without a face, left out
    notes    what to keep in mind
    """

    source: str
    time: np.ndarray
    shapes: Mapping[str, np.ndarray] = field(default_factory=dict)
    units: Mapping[int, np.ndarray] = field(default_factory=dict)
    lost: int = 0
    notes: tuple[str, ...] = ()


def parsed(data: bytes, rate: float | None) -> Take:
    """The take in a file's bytes, told apart by content. Errors: `Broken`."""
    text = text_of(data)
    if text.lstrip()[0] in "[{":
        return mediapipe(text, rate)
    table = sheet(text)
    if any(_UNIT.fullmatch(fold(name)) for name in table.names):
        return openface(table, rate)
    return arkit(table, rate)


def text_of(data: bytes) -> str:
    """The text in a file's bytes. Errors: `Broken`: it holds none."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise Broken("it is no text; give the CSV or JSON file of a recording, not the video")
    if not text.strip():
        raise Broken("it is empty; record again, or export it again")
    return text


def arkit(table: Sheet, rate: float | None) -> Take:
    """A table with a column per shape: Live Link Face, and what others export like it."""
    found = blendshapes.named(table.names)
    if not set(found) - {NOT_SHOWN}:
        raise Broken(
            "it has no columns of ARKit's shapes (as jawOpen) or of FACS units (as AU12_r); export "
            "it with a first line that names its columns. Landmarks: fm.read_landmarks"
        )
    missing = blendshapes.check_pairs(found)
    names = [fold(name) for name in table.names]
    raw = names.index("timecode") if "timecode" in names else None
    count = names.index("blendshapecount") if "blendshapecount" in names else None
    time_at = [] if raw is not None else time_column(names)
    values, words = table.columns([*found.values(), *time_at], raw, count)
    shapes = values[:, : len(found)]
    seconds, notes = seconds_of(
        values[:, len(found)] if time_at else None, time_at, names, words, rate
    )
    good = np.isfinite(shapes).all(1)
    source = "Live Link Face" if raw is not None else "ARKit table"
    return _take(source, seconds, shapes, list(found), good, (*notes, *_missing(missing)))


def mediapipe(text: str, rate: float | None) -> Take:
    """Frames of MediaPipe's face landmarker as JSON: a list of results, or of names with scores."""
    parts = max(text.count("{") + text.count("["), text.count(","))
    if len(text) > LARGEST_JSON or parts > MOST_PARTS:
        raise Broken("it is too long a recording; cut it into takes")
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError):
        raise Broken(
            "it is no readable JSON; it was cut short or damaged, export it again"
        ) from None
    frames = whole
    if isinstance(whole, dict):
        frames = next((v for k, v in whole.items() if fold(k[:40]) in _LISTS), None)
    if not isinstance(frames, list) or not frames:
        raise Broken('a recording in JSON is a list of frames, or {"frames": [...]}')
    rows = [_frame(one, k + 1) for k, one in enumerate(frames)]
    columns = {name: None for row in rows for name in row}
    stamp = next((name for name in columns if fold(name) in _STAMPS), None)
    found = blendshapes.named(list(columns))
    if not set(found) - {NOT_SHOWN}:
        raise Broken("its frames name none of ARKit's shapes (as jawOpen); export blend shapes")
    missing = blendshapes.check_pairs(found)
    spelt = [list(columns)[k] for k in found.values()]
    shapes = np.array([[row.get(name, np.nan) for name in spelt] for row in rows])
    stamps = None if stamp is None else np.array([row.get(stamp, np.nan) for row in rows])
    names = [fold(stamp)] if stamp else []
    seconds, notes = seconds_of(stamps, [0] if stamp else [], names, [""] * len(rows), rate)
    good = np.isfinite(shapes).all(1)
    return _take("MediaPipe", seconds, shapes, list(found), good, (*notes, *_missing(missing)))


def openface(table: Sheet, rate: float | None) -> Take:
    """A table of OpenFace: intensities 0..5 of FACS units, which are of the whole face."""
    names = [fold(name) for name in table.names]
    found: dict[int, int] = {}
    left_out = []
    for k, name in enumerate(names):
        if match := _UNIT.fullmatch(name):
            unit = int(match[1])
            if unit in found:
                raise Broken(f"it has two columns of unit {unit}; leave one of them")
            if unit in expressions.ACTION_UNITS:
                found[unit] = k
            else:
                left_out.append(unit)
    if not found:
        raise Broken("its FACS units are none that this face makes; see fm.ACTION_UNITS")
    others = {key: names.index(key) for key in ("success", "faceid") if key in names}
    time_at = time_column(names)
    values, words = table.columns([*found.values(), *time_at, *others.values()])
    units = values[:, : len(found)]
    extra = dict(zip(others, values[:, len(found) + len(time_at) :].T, strict=True))
    if len(np.unique(extra.get("faceid", np.zeros(1)))) > 1:
        raise Broken("it shows several faces (face_id); keep the rows of one")
    good = np.isfinite(units).all(1) & (extra.get("success", np.ones(len(units))) > 0)
    _check_range(units[good], [f"AU{n:02d}_r" for n in found], (-0.5, 5.5), "0 to 5")
    shares = np.interp(units, range(6), [0.0, *GRADES.values()])
    seconds, notes = seconds_of(
        values[:, len(found)] if time_at else None, time_at, names, words, rate
    )
    notes = (*notes, "OpenFace's units have no side: the sides of the face move alike here")
    if left_out:
        notes = (*notes, "units that this face does not make: " + ", ".join(map(str, left_out)))
    keep, lost = kept(seconds, good)
    seen = {unit: shares[keep, k] for k, unit in enumerate(found)}
    return Take("OpenFace", _from_zero(seconds[keep]), units=seen, lost=lost, notes=notes)


def _take(source, seconds, shapes, names, good, notes) -> Take:
    keep, lost = kept(seconds, good)
    shapes = shapes[keep]
    _check_range(shapes, names, SLIGHTLY, "0 to 1")
    if ((shapes < -0.01) | (shapes > 1.01)).any():
        notes = (*notes, "some shapes went beyond 0 to 1 and were brought back")
    shapes = np.clip(shapes, 0, 1)
    if NOT_SHOWN in names and shapes[:, names.index(NOT_SHOWN)].max() > 0.1:
        notes = (*notes, "the tongue comes out in it, and does not on this face")
    seen = {name: shapes[:, k] for k, name in enumerate(names) if name != NOT_SHOWN}
    return Take(source, _from_zero(seconds[keep]), shapes=seen, lost=lost, notes=tuple(notes))


def seconds_of(stamps, time_at, names, words, rate) -> tuple[np.ndarray, tuple[str, ...]]:
    """Seconds (T,), and a note where the unit of time was guessed."""
    try:
        if words and any(words):
            seconds, found = sheets.from_timecodes(words, rate)
            note = "" if rate else f"its timecodes were read as {found:g} frames a second"
            return seconds, (note,) if note else ()
        if stamps is not None and names[time_at[0]] not in _FRAMES:
            unit = _STAMPS[names[time_at[0]]]
            seconds, known = sheets.from_stamps(stamps, unit)
            return seconds, () if unit or known == "s" else (f"its time was read as {known}",)
    except Broken:
        if rate is None:
            raise
        stamps = None
    numbers = np.arange(len(words), dtype=float) if stamps is None else stamps
    return sheets.from_frames(numbers, rate), ()


def time_column(names: list[str]) -> list[int]:
    """Column of time stamps, else of frame numbers, else none."""
    stamps = [k for k, name in enumerate(names) if name in _STAMPS]
    return (stamps or [k for k, name in enumerate(names) if name in _FRAMES])[:1]


def kept(seconds: np.ndarray, good: np.ndarray) -> tuple[np.ndarray, int]:
    """Frames (T,) that hold a face and a moment, and how many do not."""
    keep = sheets.in_order(np.where(good, seconds, np.nan))
    lost = int((~keep).sum())
    if lost > len(keep) / 2 or keep.sum() < 2:
        raise Broken(
            f"{lost:,} of its {len(keep):,} frames hold no face or no moment; record again, in "
            "good light and facing the camera"
        )
    return keep, lost


def _check_range(
    values: np.ndarray, names: list[str], span: tuple[float, float], said: str
) -> None:
    outside = ~((values >= span[0]) & (values <= span[1]))
    if outside.any():
        row, k = np.argwhere(outside)[0]
        value = values[row, k]
        raise Broken(
            f"{names[k]} goes from {said} and is {value:.3g} in frame {row + 1} of the take"
        )


def _missing(names: tuple[str, ...]) -> tuple[str, ...]:
    if not names:
        return ()
    shown = ", ".join(names[:6]) + (f" and {len(names) - 6} more" if len(names) > 6 else "")
    return (f"not in the file, and taken as still: {shown}",)


def _from_zero(seconds: np.ndarray) -> np.ndarray:
    return seconds - seconds[0]


def _frame(frame: Any, number: int) -> dict[str, float]:
    """Names with numbers of one frame; without shapes where no face was seen."""
    if not isinstance(frame, dict):
        frame = {"faces": frame}
    row: dict[str, float] = {}
    for key, value in frame.items():
        if fold(key[:40]) in _FACES:
            row.update(_face(value, number))
        elif isinstance(value, (int, float)) and not isinstance(value, bool):
            row[key] = _finite(value, number)
    return row


def _face(value: Any, number: int, deep: int = 0) -> dict[str, float]:
    """Names with scores of the one face of a frame, in any of the nestings it is written in."""
    if isinstance(value, dict):
        value = value.get("categories", value)
    if isinstance(value, dict):
        return {k: _finite(v, number) for k, v in value.items()}
    if not isinstance(value, list) or deep > 2:
        raise Broken(f"frame {number} holds no blend shapes; export it again")
    if not value:
        return {}
    if isinstance(value[0], list) or (isinstance(value[0], dict) and "categories" in value[0]):
        if len(value) > 1:
            raise Broken(f"frame {number} shows {len(value)} faces; record one person")
        return _face(value[0], number, deep + 1)
    return dict(_category(one, number) for one in value)


def _category(one: Any, number: int) -> tuple[str, float]:
    known = {fold(k[:40]): v for k, v in one.items()} if isinstance(one, dict) else {}
    name = next((known[k] for k in _NAMES if k in known), None)
    score = next((known[k] for k in _SCORES if k in known), None)
    if not isinstance(name, str):
        raise Broken(f"frame {number} holds blend shapes without a name; export it again")
    return name, _finite(score, number)


def _finite(value: Any, number: int) -> float:
    if value is None:
        return float("nan")
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        raise Broken(f"frame {number} holds a shape that is no number; export it again")
    try:
        return float(value)
    except OverflowError:
        return float("inf")
