"""What a record keeps of a face that was graded and of a point that was placed: never a mark.

Which face or site it was follows from seed, level and number; how good it was is computed anew.
"""

import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

LARGEST_SEED = 2**31 - 1
MOST_FACES, MOST_POINTS, MOST_SITTINGS = 60, 400, 50
Seed = Annotated[int, Meta(ge=0, le=LARGEST_SEED)]
FARTHEST_MM = 400.0
Millimetres = Annotated[float, Meta(ge=-FARTHEST_MM, le=FARTHEST_MM)]


class Rated(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One face as a learner graded it.

    Attributes
    ----------
    seed, level, number : int, str, int
        Which face of which series; numbers begin at 0.
    sitting : int
        1 the first time the series is graded, 2 the second time.
    scores : dict of str to float
        By item: steps of Sunnybrook's, 0..200 of eFACE's.
    seconds : float
        Until the grading was handed in.
    date : datetime.date
        When.
    """

    seed: Seed
    level: Literal["easy", "middling", "hard"]
    number: Annotated[int, Meta(ge=0, lt=MOST_FACES)]
    sitting: Annotated[int, Meta(ge=1, le=MOST_SITTINGS)] = 1
    scores: dict[str, Annotated[float, Meta(ge=0, le=200)]]
    seconds: Annotated[float, Meta(ge=0)] = 0.0
    date: datetime.date


class Placed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One point as a learner placed it.

    Attributes
    ----------
    seed, number : int
        Which point of which drill, from 0: they make head, site and side.
    skill : str
        What is drilled: a part of the face, or "all".
    overlay : {"full", "outline", "none"}
        What was seen of the muscle.
    point : tuple of float
        x, y, z in mm on that head.
    seconds : float
        Until the click.
    date : datetime.date
        When.
    """

    seed: Seed
    number: Annotated[int, Meta(ge=0, lt=MOST_POINTS)]
    skill: str = "all"
    overlay: Literal["full", "outline", "none"]
    point: tuple[Millimetres, Millimetres, Millimetres]
    seconds: Annotated[float, Meta(ge=0)] = 0.0
    date: datetime.date
