"""How a drill gets harder and easier with each point, and when it stops.

Two hits in a row take some of the muscle's picture away, a miss brings some back: Levitt's rule,
which settles where 71 of 100 points are hits [Levitt1971].
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Overlay = Literal["full", "outline", "none"]
OVERLAYS: tuple[Overlay, ...] = ("full", "outline", "none")
"""What is seen of the muscle, the easiest first."""
IN_A_ROW = 2
"""Hits that make it harder."""
LAST, NEEDED, MOST = 10, 8, 40
"""A drill ends with so many hits of so many last points without any picture, or after so many
points [assume]."""


@dataclass(frozen=True)
class State:
    """Where a drill stands.

    Attributes
    ----------
    overlay : {"full", "outline", "none"}
        Of the next point.
    done : bool
        Whether it has ended.
    reached : bool
        Whether it ended because the skill is there.
    count, hits : int
        Points so far, and how many of them were hits.
    """

    overlay: Overlay
    done: bool
    reached: bool
    count: int
    hits: int


def state(points: Iterable[tuple[Overlay, bool]]) -> State:
    """Of what was seen at each point and whether it was a hit."""
    rows = list(points)
    level = run = 0
    for _, hit in rows:
        run = run + 1 if hit else 0
        if not hit:
            level = max(0, level - 1)
        elif run == IN_A_ROW:
            level, run = min(len(OVERLAYS) - 1, level + 1), 0
    unaided = [hit for overlay, hit in rows if overlay == OVERLAYS[-1]][-LAST:]
    reached = len(unaided) == LAST and sum(unaided) >= NEEDED
    done = reached or len(rows) >= MOST
    return State(OVERLAYS[level], done, reached, len(rows), sum(hit for _, hit in rows))
