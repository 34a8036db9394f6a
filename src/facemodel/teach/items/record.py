"""All that a learner did, which items are to be asked again, and how two records become one."""

import datetime
from collections.abc import Sequence
from typing import Any, TypeVar

import msgspec

from facemodel.errors import FaceModelError
from facemodel.teach.items.drawing import draw
from facemodel.teach.items.entry import Entry, Form
from facemodel.teach.items.item import Item
from facemodel.teach.items.practised import Placed, Rated
from facemodel.teach.items.testing import Result
from facemodel.teach.practice.results import cleaned_name
from facemodel.teach.practice.session import Session

R = TypeVar("R", Rated, Placed)
DAYS = (1, 7, 30)
"""Days after the first answer on which an item is asked again."""


class Record:
    """All that one learner has answered, in the order of the answers.

    Parameters
    ----------
    student : str, optional
        The learner's student id, as the instructor knows it. Nothing asks for a name.
    entries : sequence of Entry, optional
        What was answered before.
    ratings : sequence of Rated, optional
        Faces graded before.
    points : sequence of Placed, optional
        Points placed before.

    Attributes
    ----------
    student : str
        As given.
    entries : list of Entry
        Answers to items, and to exercises and predictions of lessons.
    ratings : list of Rated
        Faces as they were graded (fm.rating).
    points : list of Placed
        Points as they were placed (fm.drills).
    sittings : list
        Sessions with virtual patients.
    kept : dict
        What pages of `facemodel site` need to go on: carried along, not read.
    made_with : str
        Version and parameters that wrote its file, where they are others than these; else "".

    Examples
    --------
    >>> import facemodel as fm
    >>> fm.record.Record()
    Record(0 answers)
    """

    sittings: list[Session]
    kept: dict[str, Any]
    made_with: str

    def __init__(
        self,
        student: str = "",
        entries: Sequence[Entry] = (),
        ratings: Sequence[Rated] = (),
        points: Sequence[Placed] = (),
    ):
        self.student = cleaned_name(student)
        self.entries = list(entries)
        self.ratings = list(ratings)
        self.points = list(points)
        self.sittings = []
        self.kept = {}
        self.made_with = ""

    def due(self, today: datetime.date) -> list[Item]:
        """Items to be asked again, those that wait longest first.

        Each practised item comes on day 1, 7 and 30; a wrong answer starts that anew.

        Parameters
        ----------
        today : datetime.date

        Returns
        -------
        list of Item
        """
        waits: dict[tuple[str, int], tuple[datetime.date, int]] = {}
        for one in self.entries:
            if one.what != "item" or one.form not in ("practice", "again"):
                continue
            assert one.seed is not None  # since Entry.__post_init__
            key = one.kind, one.seed
            start, step = waits.get(key, (one.date, -1))
            waits[key] = (start, step + 1) if step < 0 or one.right else (one.date, 0)
        rows = [
            (start + datetime.timedelta(DAYS[step]), key)
            for key, (start, step) in waits.items()
            if step < len(DAYS)
        ]
        return [draw(*key) for date, key in sorted(rows) if date <= today]

    def result(self, form: Form = "practice") -> Result:
        """First answers to items of a form, marked.

        Parameters
        ----------
        form : {"practice", "again", "pre", "post"}, optional

        Returns
        -------
        Result
            Of the items that have a confidence.

        Raises
        ------
        FaceModelError
            Where there is none.
        """
        told = [
            one
            for one in firsts(self.entries)
            if one.what == "item" and one.form == form and one.confidence is not None
        ]
        if not told:
            raise FaceModelError(f"the record has no answers of form {form!r} with a confidence")
        return Result(
            tuple(bool(one.right) for one in told),
            tuple(one.confidence or 0.0 for one in told),
            tuple(one.kind for one in told),
        )

    def add(self, other: "Record") -> None:
        """Take in what another record of the same learner has and this one has not.

        What the other has comes first. An answer that both have stays as it was after more tries;
        of a sitting that one has begun and the other ended, the longer one stays.

        Parameters
        ----------
        other : Record

        Raises
        ------
        FaceModelError
            Where it has another student id.
        """
        if other.student and self.student and other.student != self.student:
            raise FaceModelError(
                f"the records are of two students, {self.student!r} and {other.student!r}; "
                "save them in two files"
            )
        self.student = self.student or other.student
        both: dict[tuple[Any, ...], Entry] = {}
        for one in [*other.entries, *self.entries]:
            if one.key not in both or one.tries > both[one.key].tries:
                both[one.key] = one
        self.entries = sorted(both.values(), key=lambda one: one.date)  # stable: order of a day
        self.ratings = _in_order([*other.ratings, *self.ratings])
        self.points = _in_order([*other.points, *self.points])
        for sitting in other.sittings:
            same = [k for k, mine in enumerate(self.sittings) if _goes_on(mine, sitting)]
            if not same:
                self.sittings.append(sitting)
            elif len(sitting.attempts) > len(self.sittings[same[0]].attempts):
                self.sittings[same[0]] = sitting
        self.kept = {**self.kept, **other.kept}

    def __repr__(self) -> str:
        counts = {
            "sittings": len(self.sittings),
            "faces graded": len(self.ratings),
            "points placed": len(self.points),
        }
        others = [f"{count} {what}" for what, count in counts.items() if count]
        return f"Record({', '.join([f'{len(self.entries)} answers', *others])})"


def firsts(entries: Sequence[Entry]) -> list[Entry]:
    """Each question once, as it was first answered, with what followed in this file or another.

    Whoever works in two browsers answers it in both; of answers of one day the one of the file that
    was read last stands. Asked again on a later day, an item is another question.
    """
    found: dict[tuple[Any, ...], Entry] = {}
    for one in entries:
        asked = one.what, one.kind, one.seed, one.lesson, one.form
        key = (*asked, one.date) if one.form == "again" else asked
        first = found.setdefault(key, one)
        if first is not one:
            found[key] = msgspec.structs.replace(
                first,
                solved=first.solved or one.solved,
                gave_up=first.gave_up or one.gave_up,
                tries=first.tries + one.tries,
                hints=first.hints + one.hints,
            )
    return list(found.values())


def _in_order(rows: Sequence[R]) -> list[R]:
    """Each once, by their days; those of a day as they came."""
    once = {msgspec.json.encode(one): one for one in rows}
    return sorted(once.values(), key=lambda one: one.date)


def _goes_on(a: Session, b: Session) -> bool:
    """Whether one of two sittings is the other, as far as both go."""
    asked = [(s.seed, s.level, s.count, s.minutes, s.feedback) for s in (a, b)]
    told = [[(x.choice, x.seconds, x.treatments) for x in s.attempts] for s in (a, b)]
    shorter = min(map(len, told))
    return asked[0] == asked[1] and (a is b or told[0][:shorter] == told[1][:shorter])
