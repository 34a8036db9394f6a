"""A recording as a file of Live Link Face, which animation programs read: `export_recording`."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np

from facemodel.anatomy.checks import check_kind
from facemodel.anatomy.expressions import ARKIT_NAMES
from facemodel.capture.recording.recording import Recording
from facemodel.capture.recording.times import RATES
from facemodel.data.files import write_whole
from facemodel.errors import FaceModelError, checks_keywords

_HEAD = tuple(
    f"{part}{turn}" for part in ("Head", "LeftEye", "RightEye") for turn in ("Yaw", "Pitch", "Roll")
)
_EXCHANGED = {"mouthLeft": "mouthRight", "mouthRight": "mouthLeft"}
"""As the app writes them [LiveLink2023], and as fm.read_recording expects them."""
_MOST_HOURS = 24


@checks_keywords
def export_recording(take: Recording, path: str | os.PathLike[str]) -> Path:
    """Write a recording as the CSV that Live Link Face writes, for programs that read it.

    Timecodes are those of the usual rate nearest to the recording's own, from 00:00:00:00; frames
    in a gap are not there. Where the head is, and the tongue, are 0. It holds no name. Shapes are
    those whose muscles come nearest to the recording's (`take.shapes()`).

    Parameters
    ----------
    take : Recording
    path : path-like
        File to write; ends in .csv.

    Returns
    -------
    pathlib.Path

    Raises
    ------
    FaceModelError
        If the path ends otherwise or cannot be written to.

    Examples
    --------
    >>> import facemodel as fm
    >>> import numpy as np
    >>> size = np.interp(np.arange(90) / 30, [1, 2], [0, 1])
    >>> take = fm.Recording(np.arange(90) / 30, fm.arkit({"mouthSmileLeft": size}))
    >>> fm.read_recording(fm.export_recording(take, "smile.csv"))
    Recording(90 frames, 3.0 s, Live Link Face)
    """
    check_kind("a recording", take, Recording, "give what fm.read_recording returns")
    if Path(path).suffix.lower() != ".csv":
        raise FaceModelError(f"{Path(path).name!r} should end in .csv, which says what is written")
    time = take.time - take.time[0]
    if time[-1] > 3600 * _MOST_HOURS:
        raise FaceModelError("a timecode counts 24 hours; give a part of it: take.part(0, 60)")
    step = float(np.median(np.diff(time)))
    rate = min(RATES, key=lambda one: abs(np.log(one * step)))
    shapes = take.shapes()
    columns = [shapes[_EXCHANGED.get(n, n)] if n in shapes else 0 * time for n in ARKIT_NAMES]
    table = np.stack(columns, axis=1)
    titles = [n[0].upper() + n[1:] for n in ARKIT_NAMES]
    lines = [",".join(("Timecode", "BlendshapeCount", *titles, *_HEAD))]
    rest = ",".join(["0.00000000"] * len(_HEAD))
    many = len(titles) + len(_HEAD)
    for moment, row in zip(time, table, strict=True):
        cells = ",".join(f"{value:.8f}" for value in row)
        lines.append(f"{_timecode(moment, rate)},{many},{cells},{rest}")
    return write_whole(path, ("\n".join(lines) + "\n").encode(), "the recording")


def _timecode(moment: float, rate: int) -> str:
    """hh:mm:ss:ff.fff of a moment in s."""
    whole = int(moment + 1e-9)
    frames = max(0.0, (moment - whole) * rate)
    if frames >= rate - 5e-4:
        whole, frames = whole + 1, 0.0
    return f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}:{frames:06.3f}"
