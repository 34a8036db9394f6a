"""A sitting with a series of faces: which comes next, the reply to its grades, and what is kept."""

import datetime
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from facemodel.anatomy.checks import check_kind, whole
from facemodel.errors import FaceModelError, checks_keywords
from facemodel.teach import widgets
from facemodel.teach.items.mine import MINE
from facemodel.teach.items.practised import LARGEST_SEED, MOST_FACES, Rated
from facemodel.teach.items.record import Record
from facemodel.teach.rating import scales
from facemodel.teach.rating.faces import Subject, face
from facemodel.teach.rating.replying import GradingReply, reply
from facemodel.teach.rating.results import Results, results

if TYPE_CHECKING:
    import ipywidgets

EVERY = 10
"""Faces after which results are shown on the way [assume]."""


class Sitting:
    """Faces of a series one after the other, each graded and replied to at once.

    A series that a record has wholly is begun anew, in another order: the second sitting.

    Parameters
    ----------
    seed : int
        0 to 2**31 - 1: the same faces for everybody who uses it.
    level : {"easy", "middling", "hard"}, optional
        As in fm.rating.face.
    count : int, optional
        Faces, 3 to 60.
    record : Record, optional
        Where gradings are kept; shown without one, in the session's own (fm.record).

    Attributes
    ----------
    seed, level, count : int, str, int
        As given.
    record : Record or None
        As given.

    Examples
    --------
    >>> import facemodel as fm
    >>> fm.rating.Sitting(7)
    Sitting(seed 7, easy, sitting 1: 0 of 20 faces graded)
    """

    @checks_keywords
    def __init__(
        self, seed: int, level: str = "easy", count: int = 20, record: Record | None = None
    ):
        self.seed = whole("a seed", seed, 0, LARGEST_SEED)
        self.count = whole("the number of faces", count, 3, MOST_FACES)
        if record is not None:
            check_kind("a record", record, Record, "give fm.items.Record()")
        face(self.seed, level)
        self.level = level
        self.record = record
        self._rated = [
            one
            for one in (record.ratings if record is not None else ())
            if (one.seed, one.level) == (seed, level) and one.number < self.count
        ]
        last = max((one.sitting for one in self._rated), default=1)
        full = len({one.number for one in self._rated if one.sitting == last}) == self.count
        self._number = last + full
        self._begun = time.monotonic()

    @property
    def number(self) -> int:
        """1 in the first sitting with these faces."""
        return self._number

    @property
    def rated(self) -> list[Rated]:
        """All gradings of the series, in their order."""
        return list(self._rated)

    @property
    def order(self) -> list[int]:
        """Numbers of the faces in the order of this sitting."""
        return order(self.seed, self.number, self.count)

    @property
    def graded(self) -> int:
        """Faces that this sitting has behind it."""
        return sum(one.sitting == self.number for one in self.rated)

    @property
    def subject(self) -> Subject | None:
        """The face to be graded; None at the end."""
        done = {one.number for one in self.rated if one.sitting == self.number}
        left = [k for k in self.order if k not in done]
        return face(self.seed, self.level, left[0]) if left else None

    def begin(self) -> None:
        """Start the clock of a face."""
        self._begun = time.monotonic()

    def grade(self, scores: Mapping[str, float]) -> GradingReply:
        """Hand in the grades of the face.

        Parameters
        ----------
        scores : dict of str to float
            Of every item of Sunnybrook (fm.rating.items("sunnybrook")), of eFACE, or of both.

        Returns
        -------
        GradingReply

        Raises
        ------
        FaceModelError
            At the end of the series, and for what is no grading.
        """
        subject = self.subject
        if subject is None:
            raise FaceModelError("every face of this sitting is graded; begin another sitting")
        told = reply(subject, scores)
        one = Rated(
            seed=self.seed,
            level=self.level,  # type: ignore[arg-type]  # checked by `face`
            number=subject.number,
            sitting=self.number,
            scores=scales.checked(scores),
            seconds=round(time.monotonic() - self._begun, 1),
            date=datetime.date.today(),
        )
        self._rated.append(one)
        if self.record is not None:
            self.record.ratings.append(one)
        self.begin()
        return told

    def results(self) -> Results:
        """Agreement by part, over all gradings of the series.

        Returns
        -------
        Results
        """
        return results(self.rated)

    def show(self, *names: str) -> "ipywidgets.Widget":
        """The sitting as a box in a notebook: pictures, items, the reply, the next face.

        Parameters
        ----------
        *names : str
            "sunnybrook" or "eface"; both where none is given.

        Returns
        -------
        ipywidgets.Widget
        """
        if self.record is None:  # what a box asks is noted by itself
            self.record = MINE
            MINE.ratings.extend(self.rated)
        return widgets.rating_box(self, names or scales.SCALES)

    def __repr__(self) -> str:
        made = f"seed {self.seed}, {self.level}, sitting {self.number}"
        return f"Sitting({made}: {self.graded} of {self.count} faces graded)"


def order(seed: int, sitting: int, count: int) -> list[int]:
    """Numbers of a series' faces in the order of a sitting, the first of which is 1."""
    if sitting == 1:
        return list(range(count))
    return [int(k) for k in np.random.default_rng([seed, sitting, 24]).permutation(count)]
