"""The two scales on which a face is graded: items, the words of their anchors, and their parts."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

import numpy as np
from msgspec import Struct

from facemodel.clinic.scales.eface import DYNAMIC, STATIC, SYNKINESIS, EfaceLike
from facemodel.data import tables
from facemodel.errors import FaceModelError
from facemodel.teach.answers import item_name
from facemodel.teach.judges import grading

SCALES = ("sunnybrook", "eface")
"""Names of the scales."""
LABELS = {"sunnybrook": "Sunnybrook", "eface": "eFACE"}
TITLES = {
    "rest": "at rest", "static": "at rest", "dynamic": "in movement",
    "voluntary": "voluntary movement", "synkinesis": "synkinesis",
}  # fmt: skip
"""Of parts, in words."""
BALANCED, NEAR = 100, 10
"""Of an eFACE item: both sides alike, and how far off counts as the same grade [assume]."""
STEP = 10
"""Between the grades that an eFACE item is offered with."""


class Line(Struct, frozen=True, kw_only=True):
    """A row of data/rating_items.csv: an item of eFACE, and what the ends of its line mean.

    measures: what the model's figure is; one_way: 100 is the healthy end, nothing is above it
    """

    name: str
    part: Literal["static", "dynamic", "synkinesis"]
    label: str
    task: str
    low: str
    high: str = ""
    measures: str
    one_way: bool
    mark: tables.Mark
    cite: tuple[str, ...] = ()
    why: str


class Published(Struct, frozen=True, kw_only=True):
    """A row of data/rating_published.csv: agreement of raters with one another or with themselves.

    low, high: interval of 95 %; people: None where it was not recorded
    """

    name: str
    scale: str
    part: str
    between: Literal["raters", "sittings"]
    icc: float
    low: float
    high: float
    raters: int
    people: int | None = None
    mark: tables.Mark
    cite: tuple[str, ...]
    why: str = ""


LINES: Mapping[str, Line] = tables.keyed(Line, "rating_items.csv", "name")
"""Items of eFACE, in the order of the scale."""
assert tuple(LINES) == (*STATIC, *DYNAMIC, *SYNKINESIS)
_ROWS = tables.read(Published, "rating_published.csv")
PUBLISHED: Mapping[tuple[str, str, str], Published] = MappingProxyType(
    {(row.scale, row.part, row.between): row for row in _ROWS}
)
"""By scale, part, and "raters" or "sittings"."""
PARTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "sunnybrook": ("composite", "voluntary", "rest", "synkinesis"),
        "eface": ("total", "static", "dynamic", "synkinesis"),
    }
)
"""Parts by scale, the sum of all first."""


def items(scale: str) -> tuple[str, ...]:
    """Names of a scale's items, in its order.

    Parameters
    ----------
    scale : {"sunnybrook", "eface"}

    Returns
    -------
    tuple of str

    Examples
    --------
    >>> import facemodel as fm
    >>> len(fm.rating.items("sunnybrook")), len(fm.rating.items("eface"))
    (13, 15)
    """
    return tuple(grading.ITEMS) if scale == "sunnybrook" else tuple(LINES)


def part_of(item: str) -> str:
    """The part of its scale that has an item."""
    return LINES[item].part if item in LINES else item.partition("_")[0]


def label(item: str) -> str:
    """An item in words."""
    return item_name(item) if item in grading.ITEMS else LINES[item].label


def task(item: str) -> str:
    """The movement in which an item is seen: "rest", or a task."""
    if item in LINES:
        return LINES[item].task
    part, _, name = item.partition("_")
    return "rest" if part == "rest" else name


def options(item: str) -> tuple[str, ...]:
    """What an item can be graded as: the grade, and its anchor in words where it has one.

    Parameters
    ----------
    item : str
        One of fm.rating.items.

    Returns
    -------
    tuple of str

    Examples
    --------
    >>> import facemodel as fm
    >>> fm.rating.options("rest_eye")
    ('0 normal', '1 narrow or wide')
    """
    if item in grading.ITEMS:
        return grading.ITEMS[item]
    line = LINES[item]
    whole = "none" if line.part == "synkinesis" else "closed"
    words = {0: line.low, BALANCED: whole if line.one_way else "as the other side"}
    if not line.one_way:
        words[2 * BALANCED] = line.high
    grades = range(0, (1 if line.one_way else 2) * BALANCED + 1, STEP)
    return tuple(f"{grade} {words[grade]}" if grade in words else str(grade) for grade in grades)


def step(item: str) -> int:
    """How far apart two neighbouring grades are."""
    return 1 if item in grading.ITEMS else 2 * STEP


def off(item: str, said: float, known: float) -> float:
    """Signed distance of a grade from the model's; 0 where it counts as the same."""
    away = said - known
    return 0.0 if item in LINES and abs(away) <= NEAR else away


def checked(scores: Mapping[str, float]) -> dict[str, float]:
    """Grades of all items of one scale or both. Errors: others, too few, or no grade of an item."""
    known = {one for scale in SCALES for one in items(scale)}
    missing = [
        one
        for scale in SCALES
        if set(items(scale)) & set(scores)
        for one in items(scale)
        if one not in scores
    ]
    if not scores or not set(scores) <= known or missing:
        text = f"; missing: {', '.join(missing)}" if missing else ""
        raise FaceModelError(f"a grading has every item of Sunnybrook, of eFACE, or of both{text}")
    for item, said in scores.items():
        grades = [float(text.split()[0]) for text in options(item)]
        whole = item in LINES or said in grades
        if not (grades[0] <= said <= grades[-1] and whole):
            raise FaceModelError(
                f"{label(item)} is graded {grades[0]:g} to {grades[-1]:g}, got {said:g}"
            )
    return {item: float(said) for item, said in scores.items()}


def parts(scale: str, scores: Mapping[str, float]) -> dict[str, float] | None:
    """Points of each part of a scale.

    Parameters
    ----------
    scale : {"sunnybrook", "eface"}
    scores : dict of str to float
        Of its items; others are passed over.

    Returns
    -------
    dict of str to float, or None
        None where the scale was not graded.

    Examples
    --------
    >>> import facemodel as fm
    >>> fm.rating.parts("eface", {item: 100 for item in fm.rating.items("eface")})["total"]
    100.0
    """
    if not set(items(scale)) <= set(scores):
        return None
    if scale == "sunnybrook":
        return grading.parts_of({item: scores[item] for item in grading.ITEMS})
    made = EfaceLike("left", {item: np.array(scores[item]) for item in LINES})
    return {part: float(getattr(made, part)) for part in PARTS["eface"]}
