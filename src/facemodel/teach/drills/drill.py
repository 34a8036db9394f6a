"""A drill: one point after the other, each judged at once, until the skill is there."""

import datetime
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING

from facemodel.anatomy.checks import check_kind, whole
from facemodel.errors import FaceModelError, checks_keywords
from facemodel.teach import widgets
from facemodel.teach.drills import staircase
from facemodel.teach.drills.staircase import State
from facemodel.teach.drills.targets import Judged, Target, target
from facemodel.teach.items.mine import MINE
from facemodel.teach.items.practised import LARGEST_SEED, Placed
from facemodel.teach.items.record import Record

if TYPE_CHECKING:
    import ipywidgets


class Drill:
    """Points to place, on several heads, with a picture of the muscle that fades.

    What a record has of the same drill is gone on with.

    Parameters
    ----------
    seed : int
        0 to 2**31 - 1: the same points for everybody who uses it.
    skill : str, optional
        One of fm.drills.SKILLS: "all", or a part of the face.
    record : Record, optional
        Where points are kept; shown without one, in the session's own (fm.record).

    Attributes
    ----------
    seed, skill : int, str
        As given.
    record : Record or None
        As given.

    Examples
    --------
    >>> import facemodel as fm
    >>> fm.drills.Drill(7, "mouth")
    Drill(seed 7, mouth: 0 points, 0 hits)
    """

    @checks_keywords
    def __init__(self, seed: int, skill: str = "all", record: Record | None = None):
        if record is not None:
            check_kind("a record", record, Record, "give fm.items.Record()")
        self.seed = whole("a seed", seed, 0, LARGEST_SEED)
        self.skill = target(seed, 0, skill).skill
        self.record = record
        kept = record.points if record is not None else []
        self._points = [one for one in kept if (one.seed, one.skill) == (seed, skill)]
        self._judged = [judged(one) for one in self._points]
        self._begun = time.monotonic()

    @property
    def points(self) -> list[Placed]:
        """What was placed, in its order."""
        return list(self._points)

    @property
    def state(self) -> State:
        """Where the drill stands."""
        rows = zip(self.points, self._judged, strict=True)
        return staircase.state((one.overlay, found.hit) for one, found in rows)

    @property
    def target(self) -> Target | None:
        """What is to be placed next; None at the end."""
        return None if self.state.done else target(self.seed, len(self.points), self.skill)

    def begin(self) -> None:
        """Start the clock of a point."""
        self._begun = time.monotonic()

    def place(self, point: tuple[float, float, float]) -> Judged:
        """Place the next point.

        Parameters
        ----------
        point : tuple of float
            x, y, z in mm on the target's head.

        Returns
        -------
        Judged

        Raises
        ------
        FaceModelError
            At the end of the drill, and for what is no point.
        """
        aim, now = self.target, self.state
        if aim is None:
            raise FaceModelError("this drill has ended; begin another one with another seed")
        found = aim.judge(point)
        x, y, z = (round(float(v), 2) for v in point)
        one = Placed(
            seed=self.seed,
            number=len(self.points),
            skill=self.skill,
            overlay=now.overlay,
            point=(x, y, z),
            seconds=round(time.monotonic() - self._begun, 1),
            date=datetime.date.today(),
        )
        self._points.append(one)
        self._judged.append(found)
        if self.record is not None:
            self.record.points.append(one)
        self.begin()
        return found

    def show(self) -> "ipywidgets.Widget":
        """The drill as a box in a notebook: a head to click on, and the reply."""
        if self.record is None:  # what a box asks is noted by itself
            self.record = MINE
            MINE.points.extend(self.points)
        return widgets.DrillBox(self)

    def __repr__(self) -> str:
        now = self.state
        ended = ", the skill is there" if now.reached else ", ended" if now.done else ""
        return f"Drill(seed {self.seed}, {self.skill}: {now.count} points, {now.hits} hits{ended})"


def judged(one: Placed) -> Judged:
    """Judge a point that a record has.

    Parameters
    ----------
    one : Placed
        Of a record.

    Returns
    -------
    Judged

    Raises
    ------
    FaceModelError
        For a skill that there is not.

    Examples
    --------
    >>> import facemodel as fm
    >>> drill = fm.drills.Drill(7, "chin")
    >>> drill.place((0.0, 0.0, 90.0)).hit
    False
    >>> fm.drills.judged(drill.points[0]).hit
    False
    """
    return target(one.seed, one.number, one.skill).judge(one.point)


def progress(points: Iterable[Placed]) -> State:
    """Where a drill stands whose points a record has; of one seed and skill, in their order.

    Parameters
    ----------
    points : iterable of Placed

    Returns
    -------
    State

    Examples
    --------
    >>> import facemodel as fm
    >>> fm.drills.progress([]).overlay
    'full'
    """
    return staircase.state((one.overlay, judged(one).hit) for one in points)
