"""From a recording in a file to what its muscles are meant to do: `read_recording`."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from facemodel.anatomy import expressions
from facemodel.anatomy.action_tables import GRADES
from facemodel.anatomy.muscles import CONTROLS, MUSCLES
from facemodel.capture.recording import blendshapes, resting, takes, text
from facemodel.capture.recording.recording import Recording
from facemodel.capture.recording.still import Rest
from facemodel.capture.recording.trackers import TRACKERS
from facemodel.capture.scan.reading import refusing
from facemodel.data import tables
from facemodel.data.files import checked_path, display_name, file_bytes, write_new
from facemodel.data.progress import Progress, teller
from facemodel.errors import FaceModelError, checks_keywords, kind_of

Made = TypeVar("Made")
_AT_ONCE = 20_000
"""Frames that become muscles at once, for memory."""
_SHARES = (0.0, *GRADES.values())


@checks_keywords
def read_recording(
    path: str | os.PathLike[str],
    rate: float | None = None,
    mirrored: bool = False,
    person: str | int | None = None,
    scale: float | None = None,
    rest: tuple[float, float] | bool | None = None,
    progress: Progress | bool | None = None,
) -> Recording:
    """The movement in a recording of a face, as what its muscles are meant to do.

    Tables (CSV) of Live Link Face and of others that name ARKit's shapes, JSON of MediaPipe's blend
    shapes, tables of FACS units as OpenFace and py-feat write them; packed or not, whatever parts
    the cells. Columns are found by name, whatever their case, order and prefix. Left is the
    subject's. What the tracker shows at rest is taken out; `notes` says what was found out.

    Parameters
    ----------
    path : str or path-like
        Of the file.
    rate : float, optional
        Frames per second, where the file does not tell.
    mirrored : bool, optional
        Whether the camera showed a mirror image, as many phone and laptop cameras do; nothing in a
        file tells it, so look whether a wink comes on its own side.
    person : str or int, optional
        Whose rows are read where several people are in the file.
    scale : float, optional
        What is full in the file, as 1, 5, 100; found out unless given.
    rest : tuple of float or False, optional
        Begin and end in s of a stretch at rest, its quietest frames unless given; False leaves in
        what the tracker shows at rest.
    progress : bool or callable, optional
        Whether a long file shows how far it is: a function of rows read and rows there are; on a
        terminal unless given.

    Returns
    -------
    Recording

    Raises
    ------
    FaceModelError
        For no such file, none of these formats, a damaged file, one side of a shape missing,
        several people, numbers out of range, and frames that do not follow each other.

    Examples
    --------
    >>> import facemodel as fm
    >>> from pathlib import Path
    >>> rows = ["time_s,jawOpen", "0,0", "0.1,0.5", "0.2,0.9"]
    >>> _ = Path("jaw.csv").write_text("\\n".join(rows))
    >>> fm.read_recording("jaw.csv")
    Recording(3 frames, 0.2 s, ARKit table)
    """
    if not isinstance(mirrored, bool):
        raise FaceModelError(f"mirrored is True or False, got {kind_of(mirrored)}")
    still = resting.checked(rest)
    asked = takes.asked(rate, person, scale, teller(progress, "rows"))
    made = from_file(path, lambda data: made_of(takes.parsed(data, asked), still))
    return made.mirrored() if mirrored else made


@checks_keywords
def sample_recording() -> Recording:
    """A take to try things on, made by the model: nobody was recorded.

    Five tasks and five blinks of a face whose right side was weak and moves more than it should.

    Returns
    -------
    Recording

    Examples
    --------
    >>> import facemodel as fm
    >>> take = fm.sample_recording()
    >>> take
    Recording(510 frames, 17.0 s, Live Link Face)
    >>> [task.name for task in fm.movements.tasks(take)][:2]
    ['brow_raise', 'gentle_eye_closure']
    """
    made = read_recording(Path(tables.FOLDER) / "sample_take.csv.gz", progress=False)
    said = "a sample that the model made: nobody was recorded"
    return replace(made, notes=(said, *made.notes))


@checks_keywords
def scrub_recording(
    path: str | os.PathLike[str],
    out: str | os.PathLike[str],
    rate: float | None = None,
    person: str | int | None = None,
    scale: float | None = None,
) -> None:
    """Write a copy of a recording that holds its movement alone, as a table.

    Left out: names of takes and devices, time of day, head and eyes' place, whatever else stands in
    the file, frames without a face. What stays are seconds from the first frame and the shapes
    (of FACS: the units) as they were. The original is only read. A movement can still be known by
    those who know the person: pseudonymised, not anonymous.

    Parameters
    ----------
    path : str or path-like
        Of the file.
    out : str or path-like
        Of the file to write, which must not be there yet.
    rate : float, optional
        Frames per second, where the file does not tell.
    person : str or int, optional
        Whose rows are read where several people are in the file.
    scale : float, optional
        What is full in the file, as 1, 5, 100; found out unless given.

    Raises
    ------
    FaceModelError
        As fm.read_recording; for a file `out` that is there already or cannot be written.

    Examples
    --------
    >>> import facemodel as fm
    >>> from pathlib import Path
    >>> rows = ["time_s,name,jawOpen", "0,Ann,0", "0.1,Ann,0.5", "0.2,Ann,0.9"]
    >>> _ = Path("jaw.csv").write_text("\\n".join(rows))
    >>> fm.scrub_recording("jaw.csv", "scrubbed.csv")
    >>> print(Path("scrubbed.csv").read_text().splitlines()[0])
    time_s,jawOpen
    """
    checked_path(out, new=True)
    asked = takes.asked(rate, person, scale)
    take = from_file(path, lambda data: takes.parsed(data, asked))
    above = ""
    if take.units:
        sides = {None: "", "left": "L", "right": "R"}
        columns = {
            f"AU{unit:02d}{sides[side]}_r": np.interp(v, _SHARES, range(6))
            for (unit, side), v in take.units.items()
        }
        if max(values.max() for values in columns.values()) <= 1:  # the reader could not tell
            above = "# scale: 5\n"
    else:
        columns = dict(take.shapes)
    table, data = np.column_stack([take.time, *columns.values()]), io.StringIO()
    head = ",".join(("time_s", *columns))
    np.savetxt(data, table, "%.6g", delimiter=",", header=above + head, comments="")
    write_new(out, data.getvalue().encode())


def from_file(path: str | os.PathLike[str], parse: Callable[[bytes], Made]) -> Made:
    """What `parse` makes of the bytes of a recording. Errors: not a file, what `parse` refuses."""
    name = display_name(path)
    data = file_bytes(path, name, text.LARGEST_BYTES, "Cut it into takes")
    with refusing(f"the recording {name}", "cut it into takes"):
        return parse(data)


def made_of(take: takes.Take, rest: tuple[float, float] | bool | None = None) -> Recording:
    """The recording of a file's frames, without what its tracker shows at rest."""
    units = bool(take.units)
    found: Mapping[Any, np.ndarray] = take.units or take.shapes
    seen, level, told = resting.taken_out(take.time, found, rest)
    controls = np.zeros((len(take.time), len(CONTROLS)))
    for start in range(0, len(controls), _AT_ONCE):
        part = {key: values[start : start + _AT_ONCE] for key, values in seen.items()}
        rows = controls[start : start + _AT_ONCE]
        if units:
            rows[:, : len(MUSCLES)] = expressions.units(part)
        else:
            rows[:] = expressions.arkit(part)
    bias = TRACKERS[take.source].bias
    notes = (*take.notes, *told, f"{take.source}: {bias}")
    if take.lost:
        notes = (*notes, f"{take.lost:,} frames without a face or a moment were left out")
    sided = not units or any(side for _, side in take.units)
    still = _still(level, units)
    return Recording(take.time, controls, take.source, sided, take.lost, notes, still)


def _still(level: Mapping[Any, float], units: bool) -> Rest | None:
    """What was taken out as rest, in shapes; None where nothing was."""
    if not level:
        return None
    if units:
        controls = np.zeros(len(CONTROLS))
        controls[: len(MUSCLES)] = expressions.units({k: np.array(x) for k, x in level.items()})
        level = {name: float(value) for name, value in blendshapes.shapes(controls).items()}
    return Rest(shapes=level)
