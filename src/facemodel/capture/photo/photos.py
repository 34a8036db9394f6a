"""Movements of a face from photographs, in mm with their errors: `read_photos`.

Pictures are read in memory; nothing of them is written, sent or kept but the measures.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np

from facemodel.anatomy.expressions import EXPRESSIONS
from facemodel.capture.photo import looking, measuring
from facemodel.capture.photo.looking import Look
from facemodel.capture.photo.measuring import Moved
from facemodel.capture.photo.picture_file import pixels
from facemodel.capture.scan.reading import refusing
from facemodel.capture.seen import rest as resting
from facemodel.data.files import display_name
from facemodel.data.showing import Rows
from facemodel.errors import FaceModelError, checks_keywords, kind_of, unknown

SHORT = {"smile": "open_mouth_smile", "brows": "brow_raise", "eyes_closed": "gentle_eye_closure"}
"""Short names of tasks."""
LIMITS = (
    "millimetres are scaled by irises and outer corners of the eyes as adults have them, so that "
    "all lengths of a person may be too large or too small by 8 %",
    "errors are those of 95 % of pictures that this package drew itself; photographs of people "
    "may have larger ones",
    "movement toward or away from the camera is not seen: a full smile goes a quarter farther "
    "in space",
)
"""What holds for all pictures."""


@dataclass(frozen=True)
class PhotoTask:
    """What moves from rest in the picture of a task.

    Attributes
    ----------
    name : str
        Of fm.EXPRESSIONS.
    movements : mapping of str to Moved
        "corner of the mouth" (how far it goes), "brow" (how far it rises), "eye closes".
    mouth_opens_mm : float
        How much farther apart the lips are.
    mouth_bound_mm : float
        Error of that which 95 % of measures stay below.
    turn_deg, nod_deg : float
        How the head is turned, + to the subject's left and up.
    """

    name: str
    movements: Mapping[str, Moved]
    mouth_opens_mm: float
    mouth_bound_mm: float
    turn_deg: float
    nod_deg: float

    @property
    def label(self) -> str:
        """Its name in words."""
        return EXPRESSIONS[self.name].label

    def __getitem__(self, movement: str) -> Moved:
        if movement not in self.movements:
            raise unknown("movement", movement, self.movements)
        return self.movements[movement]


@dataclass(frozen=True)
class PhotoRest:
    """The face at rest, whose asymmetry is in no movement.

    Attributes
    ----------
    eyes_open_mm : tuple of float
        Between the lids, left and right.
    corner_higher_mm, brow_higher_mm : float
        How much higher the left side lies.
    bounds_mm : tuple of float
        Error of each that 95 % of measures stay below.
    turn_deg, nod_deg : float
        How the head is turned, + to the subject's left and up.
    """

    eyes_open_mm: tuple[float, float]
    corner_higher_mm: float
    brow_higher_mm: float
    bounds_mm: tuple[float, float, float]
    turn_deg: float
    nod_deg: float


@dataclass(frozen=True)
class Photos(Mapping[str, PhotoTask]):
    """Measures of photographs by the task as it was called; no picture, no path, no name.

    Attributes
    ----------
    rest : PhotoRest
        The face at rest.
    tasks : mapping of str to PhotoTask
        What moves in each task.
    notes : tuple of str
        What to keep in mind.
    """

    rest: PhotoRest
    tasks: Mapping[str, PhotoTask]
    notes: tuple[str, ...]

    def __getitem__(self, task: str) -> PhotoTask:
        if task not in self.tasks:
            raise unknown("task", task, self.tasks)
        return self.tasks[task]

    def __iter__(self) -> Iterator[str]:
        return iter(self.tasks)

    def __len__(self) -> int:
        return len(self.tasks)

    @property
    def rows(self) -> Rows[tuple[Any, ...]]:
        """The measures as a table."""
        head = ("task", "movement", "left, mm", "right, mm", "error, mm", "left less right, mm")
        head = (*head, "error of that, mm")
        return Rows(self._lines(), "movements in photographs", head, lambda row: row)

    def _lines(self) -> Iterator[tuple[Any, ...]]:
        for name, task in self.tasks.items():
            for movement, one in task.movements.items():
                both = (round(one.left_mm, 1), round(one.right_mm, 1), one.bound_mm)
                yield name, movement, *both, round(one.difference_mm, 1), one.difference_bound_mm
            opens = round(task.mouth_opens_mm, 1)
            yield name, "mouth opens", opens, "", task.mouth_bound_mm, "", ""

    def _repr_html_(self) -> str:
        return self.rows._repr_html_()

    def __repr__(self) -> str:
        return f"Photos({', '.join(('rest', *self.tasks))})"


@checks_keywords
def read_photos(
    rest: str | os.PathLike[str],
    *,
    mirrored: bool = False,
    **tasks: str | os.PathLike[str] | Sequence[str | os.PathLike[str]],
) -> Photos:
    """How far a face moves from its picture at rest to those of tasks, in mm.

    Found by MediaPipe's networks on this machine; pictures are only read, and nothing of them is
    kept but the measures. Sides are the subject's. Each measure comes with the error that 95 % of
    measures stay below.

    Parameters
    ----------
    rest : str or path-like
        Picture of the face at rest, from the front: JPEG, PNG, TIFF or WebP.
    mirrored : bool, optional
        Whether the pictures are mirror images, as those of many front cameras are.
    **tasks : str, path-like or sequence of them
        Pictures of the same person by task: `smile`, `brows`, `eyes_closed`, or a name of
        fm.EXPRESSIONS such as `snarl`; several of one task are averaged.

    Returns
    -------
    Photos

    Raises
    ------
    FaceModelError
        For an unknown task; a file that is no picture; no face or several; a face that is too
        small, blurred, or turned by more than 15 degrees; and a task's picture that is turned
        otherwise than that at rest or shows another shape of face.

    References
    ----------
    [Guarin2018], [Farkas1994]

    Examples
    --------
    >>> import facemodel as fm
    >>> found = fm.read_photos(rest="rest.jpg", smile="smile.jpg")  # doctest: +SKIP
    >>> found["smile"]["corner of the mouth"].left_mm  # doctest: +SKIP
    7.9
    """
    if not isinstance(mirrored, bool):
        raise FaceModelError(f"mirrored is True or False, got {kind_of(mirrored)}")
    names = {name: _task(name) for name in tasks}
    still = _looked(rest, mirrored)
    seen = {name: _of_task(value, still, mirrored) for name, value in tasks.items()}
    made = {name: _measured(names[name], still, looks) for name, looks in seen.items()}
    return Photos(_at_rest(still), MappingProxyType(made), tuple(_notes(still, seen)))


def _task(name: str) -> str:
    """The name of fm.EXPRESSIONS that is meant."""
    called = SHORT.get(name, name)
    if called not in EXPRESSIONS or called == "rest":
        raise unknown("task", name, (*SHORT, *EXPRESSIONS), see="fm.EXPRESSIONS")
    return called


def _of_task(paths, still: Look, mirrored: bool) -> list[Look]:
    """Faces of a task's pictures, each of which goes with that at rest."""
    if isinstance(paths, (str, os.PathLike)):
        paths = [paths]
    if not isinstance(paths, Sequence) or not paths:
        raise FaceModelError("a task is shown by the path of a picture, or by a list of paths")
    return [_looked(path, mirrored, still) for path in paths]


def _looked(path, mirrored: bool, still: Look | None = None) -> Look:
    name = display_name(path)
    with refusing(f"the picture {name}", "save it smaller"):
        image = pixels(path, name)
        seen = looking.look(image[:, ::-1] if mirrored else image)
        measuring.check_pose(seen)
        if still is not None:
            measuring.check_pair(still, seen)
    return seen


def _measured(name: str, still: Look, looks: list[Look]) -> PhotoTask:
    pairs = [measuring.paired(still, one) for one in looks]
    pair = measuring.Pair(pairs[0].rest, np.mean([one.task for one in pairs], axis=0))
    bounds = measuring.bounds_of(still, *looks)
    return PhotoTask(
        name,
        MappingProxyType(measuring.movements(pair, bounds)),
        *measuring.mouth_opens(pair, bounds),
        float(np.mean([one.turn_deg for one in looks])),
        float(np.mean([one.nod_deg for one in looks])),
    )


def _at_rest(still: Look) -> PhotoRest:
    points = measuring.paired(still, still).rest
    bounds = measuring.bounds_of(still)
    return PhotoRest(
        measuring.eyes_open(points),
        measuring.higher(points, measuring.CORNER),
        measuring.higher(points, measuring.BROW),
        (bounds.eye, bounds.rest_sides, bounds.rest_sides),
        still.turn_deg,
        still.nod_deg,
    )


def _notes(still: Look, seen: Mapping[str, list[Look]]) -> Iterator[str]:
    if said := resting.moves(looking.placed(still)):
        yield f"the face does not look at rest in its picture: {', '.join(said)}"
    for name, looks in {"rest": [still], **seen}.items():
        if measuring.bounds_of(*looks) is measuring.TURNED:
            most = max(looks, key=lambda one: max(abs(one.turn_deg), abs(one.nod_deg)))
            yield (
                f"{name}: the head is turned by {abs(most.turn_deg):.0f} and tipped by "
                f"{abs(most.nod_deg):.0f} degrees, so errors are larger"
            )
        sizes = [one.eyes_px / still.eyes_px for one in looks]
        if max(sizes) > measuring.MOST_LARGER or min(sizes) < 1 / measuring.MOST_LARGER:
            yield f"{name}: the face is not as large as at rest; keep the camera where it is"
    yield from LIMITS
