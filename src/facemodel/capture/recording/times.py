"""When the frames of a file were taken: stamps, timecodes, dates, frame numbers, rates."""

import re
from collections.abc import Sequence
from datetime import datetime

import numpy as np

from facemodel.capture.recording.table import fold, plain
from facemodel.capture.scan.formats import Broken

RATES = (5, 6, 8, 10, 12, 15, 20, 24, 25, 30, 48, 50, 60, 72, 75, 90, 100, 120, 144, 200, 240,
         300, 480, 500, 600)  # fmt: skip
"""Frames per second that cameras and trackers run at [assume]."""
FASTEST = 600
STEPS_S = (1 / FASTEST, 1.0)
"""Time between frames that a unit of time is believed for; seconds and milliseconds never both."""
UNITS = {"s": 1.0, "ms": 1e-3, "us": 1e-6, "ns": 1e-9}
FRAMES = ("frame", "frames", "frameid", "framenumber", "frameindex", "frameno", "framenum")
_TIME = re.compile(r"(?:(?:rel(?:ative)?|elapsed|approx|video|frame|media|capture|unix)?"
                   r"(?:timestamp|timecode|time|times|stamp|datetime|date|clock|zeit|zeitstempel|"
                   r"temps|tiempo|tempo)s?|t)"
                   r"(?:in)?(|s|sec|secs|second|seconds|ms|msec|millis|milliseconds|us|usec|"
                   r"microseconds|\u00b5s|\u03bcs|ns|nsec|nanoseconds)")  # fmt: skip
_ALONE = {"seconds": "s", "secs": "s", "sec": "s", "ms": "ms", "milliseconds": "ms"}
_UNIT = re.compile(r"(?:[\W_]|in)(s)\W*$|(secs?|seconds?|ms|msecs?|millis(?:econds?)?|"
                   r"[u\u00b5\u03bc]s|usecs?|microseconds?|ns|nsecs?|"
                   r"nanoseconds?)\W*$")  # fmt: skip
_RATE = re.compile(r"(?:fps|frames?\s*(?:rate|per\s*s\w*)|export\s*fps|sampl\w*\s*rate)"
                   r"\W{0,5}(\d{1,3}(?:[.,]\d+)?)|"
                   r"(\d{1,3}(?:[.,]\d+)?) ?(?:fps|frames (?:per|a) s)", re.I)  # fmt: skip
_CODE = re.compile(r"(\d{1,2}):(\d{2}):(\d{2})[:;](\d{1,3}(?:[.,]\d+)?)")
_CLOCK = re.compile(r"(?:(\d{1,2}):)?(\d{1,2}):(\d{1,2}(?:[.,]\d+)?)")
_DAY_S = 86_400.0
NO_TIME = (
    "it does not say when its frames were taken; give frames per second, as "
    "fm.read_recording(path, rate=60)"
)


def is_time(title: str) -> bool:
    """Whether a column is of time or of frame numbers."""
    name = fold(title[:60])
    return name in FRAMES or name in _ALONE or _TIME.fullmatch(name) is not None


def columns(titles: Sequence[str]) -> list[int]:
    """Columns of time, the most telling first: with a unit, without, frame numbers."""
    seen = [k for k, title in enumerate(titles) if is_time(title)]
    return sorted(seen, key=lambda k: (fold(titles[k]) in FRAMES, _unit(titles[k]) is None, k))


def seconds(
    titles: Sequence[str], words: Sequence[list[str]], rows: int, rate: float | None, above: str
) -> tuple[np.ndarray, tuple[str, ...]]:
    """Seconds (T,) of the frames, NaN where none is told, and what was found out.

    titles, words: of the columns of time, in order; above: what stands above the table.
    Errors: `Broken`: nothing tells.
    """
    told = _rate(above) if rate is None else rate
    said: list[Broken] = []
    for title, column in zip(titles, words, strict=True):
        if fold(title) in FRAMES:
            continue
        try:
            return _column(title, column, rate)
        except Broken as error:
            said.append(error)
    if told is None:
        raise said[0] if said else Broken(NO_TIME)
    numbers = np.arange(rows, dtype=float)
    for title, column in zip(titles, words, strict=True):
        if fold(title) in FRAMES:
            numbers = floats(column)
    return numbers / told, () if rate else (f"its frames are {told:g} a second, as the file says",)


def _column(title: str, column: list[str], rate: float | None):
    """Seconds of one column of time, whatever it is written as."""
    filled = [word for word in column if word.strip()]
    first = filled[0].strip() if filled else ""
    if not filled:
        raise Broken("its column of time is empty; " + NO_TIME)
    if _CODE.fullmatch(first[:40]):
        found, note = _timecodes(column, rate)
        return found - found[np.isfinite(found)][0], note
    unit = _unit(title)
    if _CLOCK.fullmatch(first):
        found, note = np.array([_clock(word) for word in column]), ()
    elif re.match(r"\d{4}[-/.]\d|\d{1,2}[-/.]\d{1,2}[-/.]\d{4}", first):
        found, note = _dates(column), ()
    else:
        found, unit, note = _stamps(floats(column), unit)
    found = _over_midnight(found)
    _check_steps(found)
    known = found[np.isfinite(found)]
    return found - known[0], note


def _stamps(values: np.ndarray, unit: str | None) -> tuple[np.ndarray, str, tuple[str, ...]]:
    """Seconds of numbers: in the unit of the title, else in that in which frames follow as they do.

    Errors: `Broken`: none.
    """
    step = _step(values)
    if unit is not None:
        return values * UNITS[unit], unit, ()
    if not step:
        raise Broken("its column of time holds one time, or none that can be read; " + NO_TIME)
    low, high = STEPS_S
    for name, size in UNITS.items():
        if low * 0.99 <= step * size <= high * 1.01:
            note = () if name == "s" else (f"its time was read as {name}",)
            return values * size, name, note
    raise Broken(
        f"its time stamps do not follow each other as frames do (they are {step:g} apart); name "
        "the unit in the column's title, as time_s or time_ms, or give frames per second, as "
        "fm.read_recording(path, rate=60)"
    )


def _timecodes(column: list[str], rate: float | None) -> tuple[np.ndarray, tuple[str, ...]]:
    """Seconds of SMPTE timecodes hh:mm:ss:ff.fff, and the rate that their steps give."""
    found = [_CODE.fullmatch(word.strip()[:40]) for word in column]
    if sum(one is not None for one in found) < len(column) / 2:
        raise Broken("its timecodes are not of the form hh:mm:ss:ff; " + NO_TIME)
    parts = np.array([
        [float(x.replace(",", ".")) for x in m.groups()] if m else [np.nan] * 4 for m in found
    ])  # fmt: skip
    if np.nanmax(parts[:, 1:3]) >= 60:
        raise Broken("its timecodes are not of the form hh:mm:ss:ff; " + NO_TIME)
    whole = _over_midnight(parts[:, :3] @ [3600, 60, 1])
    note: tuple[str, ...] = ()
    if rate is None:
        rate = _rate_of(whole, np.floor(parts[:, 3]))
        note = (f"its timecodes were read as {rate:g} frames a second",)
    return whole + parts[:, 3] / rate, note


def _rate_of(whole: np.ndarray, frame: np.ndarray) -> float:
    """Frames a second of timecodes, from where the count begins anew. Errors: `Broken`."""
    known = np.isfinite(whole)
    second, count = whole[known], frame[known]
    highest = count.max()
    turns = np.flatnonzero(np.diff(second) == 1)
    if not len(turns):
        raise Broken("it is shorter than a second, too short to tell its rate; " + NO_TIME)
    within = np.diff(count)[np.diff(second) == 0]
    step = np.median(within[within > 0]) if (within > 0).any() else 1.0
    likely = float(np.median(count[turns] + step - count[turns + 1]))
    usual = [rate for rate in RATES if rate > highest]
    if not usual:
        raise Broken(f"its timecodes count {highest + 1:.0f} frames a second; " + NO_TIME)
    nearest = min(usual, key=lambda rate: abs(rate - likely))
    if abs(nearest - likely) <= 0.1 * nearest or len(turns) < 2:
        return float(nearest)
    return float(max(round(likely), highest + 1))


def _clock(word: str) -> float:
    found = _CLOCK.fullmatch(word.strip()[:40])
    if found is None:
        return np.nan
    hours, minutes, rest = (float((part or "0").replace(",", ".")) for part in found.groups())
    return 3600 * hours + 60 * minutes + rest


def _dates(column: list[str]) -> np.ndarray:
    found = np.array([_date(word.strip()) for word in column])
    if np.isnan(found).mean() > 0.5:
        raise Broken(
            "its dates are written in a way that is not known; write them as "
            "2024-05-01T10:00:00.033, or give frames per second with rate="
        )
    return found


def _date(word: str) -> float:
    text = word[:50].replace(",", ".")
    half = 0.0
    if (said := re.search(r"\s*([AaPp])\.?[Mm]\.?$", text)) is not None:
        text, hour = text[: said.start()], re.search(r"\s(\d{1,2}):", text)
        noon = hour is not None and int(hour[1]) == 12
        half = _DAY_S / 2 * ((said[1] in "Pp") - noon)
    text = re.sub(r"^(\d{4})[/.](\d{1,2})[/.](\d{1,2})", r"\1-\2-\3", text)
    text = re.sub(r"(\.\d{6})\d+", r"\1", text)
    if (part := re.search(r"\.(\d{1,5})(?=$|[Z+-])", text)) is not None:
        text = text.replace(part[0], part[0].ljust(7, "0"), 1)
    text = re.sub(r"^(\S+ \d\d):(\d\d):(\d\d):(\d)", r"\1:\2:\3.\4", text)
    for order in (r"\3-\2-\1", r"\3-\1-\2"):  # day or month first: both give the same day
        made = re.sub(r"^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})", order, text)
        made = re.sub(r"([-\sT])(\d)(?=[-\sT:])", r"\g<1>0\2", made)
        try:
            return datetime.fromisoformat(made).timestamp() + half
        except (ValueError, OverflowError, OSError):
            continue
    return np.nan


def _over_midnight(found: np.ndarray) -> np.ndarray:
    """Time of day made to rise where midnight passes."""
    found, known = found.copy(), np.isfinite(found)
    step = np.diff(found[known], prepend=found[known][:1])
    found[known] += _DAY_S * np.cumsum((step < -_DAY_S / 2) & (step > -_DAY_S))
    return found


def floats(column: list[str]) -> np.ndarray:
    """Numbers (T,) of cells, NaN where there is none."""
    try:
        return np.array(column, dtype=float)
    except ValueError:
        return np.array([_float(word) for word in column])


def _float(word: str) -> float:
    try:
        return float(plain(word.strip()))
    except ValueError:
        return np.nan


def _step(values: np.ndarray) -> float:
    """Usual step between moments that differ, 0 where none do."""
    step = np.diff(values[np.isfinite(values)])
    return float(np.median(step[step > 0])) if (step > 0).any() else 0.0


def _check_steps(found: np.ndarray) -> None:
    known = found[np.isfinite(found)]
    if len(known) < len(found) / 2:
        raise Broken("half of its frames have no time that can be read; " + NO_TIME)
    if not (np.diff(known) > 0).any():
        raise Broken("all its frames have one time; " + NO_TIME)
    same = (np.diff(known) == 0).mean()
    if same > 0.6:
        raise Broken(
            f"its times are rounded: {100 * same:.0f} % of the frames have the time of the frame "
            "before; give frames per second, as fm.read_recording(path, rate=60)"
        )


def _unit(title: str) -> str | None:
    """Unit of time that a title names: time_s, timestampMs, Time (seconds)."""
    if fold(title[:60]) in _ALONE:
        return _ALONE[fold(title[:60])]
    found = _UNIT.search(title.strip()[:60].lower())
    word = next(filter(None, found.groups()), "") if found else ""
    if not word:
        return None
    signs = (("ms", ("ms", "mil")), ("us", ("us", "mic", "\u00b5", "\u03bc")), ("ns", ("n",)))
    return next((unit for unit, begins in signs if word.startswith(begins)), "s")


def _rate(above: str) -> float | None:
    """Frames a second that the lines above a table name."""
    found = _RATE.search(above[:20_000])
    rate = float((found[1] or found[2]).replace(",", ".")) if found else 0.0
    return rate if 0 < rate <= 1000 else None
