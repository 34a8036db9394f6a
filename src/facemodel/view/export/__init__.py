"""What files of a course have in common: its path, the course itself, and whether it moves."""

import os
import warnings
from pathlib import Path
from typing import Any

import numpy as np

from facemodel.case.case import case_of
from facemodel.data.files import checked_path
from facemodel.errors import FaceModelError, FaceModelWarning
from facemodel.study import course
from facemodel.study.course import Course, first_burst_s
from facemodel.view.wording import movement

LEAST = 1e-3
"""Change of activation, 0..1, that nobody sees [assume]."""


def ending_in(path: str | os.PathLike[str], *endings: str, what: str = "a file") -> Path:
    """The path of a file to write, which ends in one of `endings`. Errors: another ending."""
    named = checked_path(path, what)
    if named.suffix.lower() not in endings:
        known = " or ".join(filter(None, (", ".join(endings[:-1]), endings[-1])))
        raise FaceModelError(f"{named.name!r} should end in {known}, which says what is written")
    return named


def course_of(case: Any, days: Any, seconds: Any) -> Course:
    """The course given, or that of a case. Errors: neither; moments for what has its own."""
    if isinstance(case, Course):
        if days is not None or seconds is not None:
            raise FaceModelError("this course has its days or seconds already; leave them out")
        return case
    how = "give a fm.Case with days or seconds, or a fm.course(...)"
    return course.course(case_of(case, how), days, seconds)


def warn_if_still(made: Course) -> None:
    """A warning to whoever called our caller where every frame of a course shows the same face."""
    if len(made.times) < 2:
        return
    if max(float(np.ptp(rows, axis=0).max()) for rows in (made.before, made.activation)) > LEAST:
        return
    last = f"{made.times[-1] - made.times[0]:.3g} {'days' if made.kind == 'days' else 's'}"
    # 4: past this function, the one that draws and its check of keywords
    warnings.warn(f"nothing moves in these {last}: {_why(made)}", FaceModelWarning, stacklevel=4)


def _why(made: Course) -> str:
    if made.recording:
        return "the recording holds one face; choose another stretch of it"
    if made.kind == "movement":
        return f"the face is asked to be {movement(made.case)}; choose an expression that moves"
    if made.kind == "days":
        if made.case.injections:
            return "what is injected changes nothing here on these days; choose others"
        return "nothing is injected, and weakening is the same on every day"
    begins = first_burst_s(made.case)
    if begins is None:
        return "this spasm has no burst in its first minute; choose another seed"
    return (
        f"the spasm begins after {begins:.1f} s; ask for more seconds, or leave them out to see "
        "its first burst"
    )
