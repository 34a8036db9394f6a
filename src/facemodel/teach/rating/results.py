"""How a learner's grades agree with the model's, with their own, and with those of a class."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from facemodel.data.references import cite
from facemodel.data.showing import table_html
from facemodel.errors import FaceModelError
from facemodel.teach.items.practised import Rated
from facemodel.teach.judges.agreement import FEWEST, UNKNOWN, Estimate, Limits, drift, icc, limits
from facemodel.teach.rating import scales
from facemodel.teach.rating.faces import known

Key = tuple[int, str, int]


@dataclass(frozen=True)
class Part:
    """A part of a scale, over N faces.

    Attributes
    ----------
    scale, part : str
        Which.
    model : Estimate
        ICC(2,1) of the learner with the model.
    limits : Limits
        Learner less model, in points of the part.
    drift : Estimate
        Change of that difference per ten faces, in the order of grading.
    again : Estimate
        ICC(2,1) of the learner's last two sittings with the same faces.
    again_limits : Limits
        Last sitting less the one before.
    """

    scale: str
    part: str
    model: Estimate
    limits: Limits
    drift: Estimate
    again: Estimate
    again_limits: Limits

    @property
    def published(self) -> str:
        """What is published of raters among one another, with its source; "" where nothing is."""
        return published(self.scale, self.part, "raters")

    @property
    def published_again(self) -> str:
        """What is published of raters who grade again, with its source; "" where nothing is."""
        return published(self.scale, self.part, "sittings")


def published(scale: str, part: str, between: str) -> str:
    """A published ICC with interval and source."""
    row = scales.PUBLISHED.get((scale, part, between))
    if row is None:
        return ""
    return f"{row.icc:.2f} [{row.low:.2f} to {row.high:.2f}], {cite(*row.cite)}"


@dataclass(frozen=True, repr=False)
class Results:
    """Gradings of a learner, by part.

    Attributes
    ----------
    count : int
        Gradings.
    parts : tuple of Part
        Of each scale that was graded.
    """

    count: int
    parts: tuple[Part, ...]

    def __str__(self) -> str:
        return "\n".join(
            f"{scales.LABELS[p.scale]}, {p.part}: ICC {p.model}; bias {p.limits.bias:.1f} points, "
            f"limits {p.limits.lower.value:.1f} to {p.limits.upper.value:.1f}; "
            f"drift {p.drift:.1f} per ten faces; again {p.again}"
            for p in self.parts
        )

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return table_html(f"{self.count} gradings, beside the model's", HEAD, self.rows())

    def rows(self) -> list[tuple[str, ...]]:
        """A row of words for each part, under HEAD.

        Returns
        -------
        list of tuple of str
        """
        return [
            (
                f"{scales.LABELS[p.scale]}, {p.part}",
                str(p.model),
                p.published,
                f"{p.limits.bias:.1f}",
                f"{p.limits.lower:.1f}",
                f"{p.limits.upper:.1f}",
                f"{p.drift:.1f}",
                str(p.again),
                p.published_again,
            )
            for p in self.parts
        ]


HEAD = (
    "part", "ICC(2,1) with the model", "published, between raters", "bias, points",
    "lower limit", "upper limit", "drift per ten faces", "ICC of two sittings",
    "published, same rater",
)  # fmt: skip


def results(rated: Iterable[Rated]) -> Results:
    """Gradings by part, in the order in which they were made.

    Parameters
    ----------
    rated : iterable of Rated
        Of one learner, as a record has them.

    Returns
    -------
    Results

    Raises
    ------
    FaceModelError
        For no grading.

    Examples
    --------
    >>> import facemodel as fm
    >>> sitting = fm.rating.Sitting(7, count=3)
    >>> for _ in range(3):
    ...     reply = sitting.grade(sitting.subject.grades())
    >>> fm.rating.results(sitting.rated).parts[0].model.value
    1.0
    """
    listed = list(rated)
    if not listed:
        raise FaceModelError("there is no grading to compare yet; grade a face first")
    pairs = [(one.scores, known(one)) for one in listed]
    twice = _twice(listed)
    return Results(
        len(listed),
        tuple(
            part
            for scale in scales.SCALES
            for name in scales.PARTS[scale]
            if (part := _part(scale, name, pairs, twice)) is not None
        ),
    )


def _part(scale: str, name: str, pairs: Sequence[tuple], twice: Sequence[tuple]) -> Part | None:
    mine, theirs = _columns(scale, name, pairs)
    if not len(mine):
        return None
    last, before = _columns(scale, name, twice)
    return Part(
        scale, name, _icc(mine, theirs), limits(mine, theirs), drift(mine - theirs),
        _icc(last, before), limits(last, before),
    )  # fmt: skip


def _columns(scale: str, name: str, pairs: Sequence[tuple]) -> tuple[np.ndarray, np.ndarray]:
    """Points of a part in each of two gradings, of those on the scale."""
    rows = [tuple(map(partial(scales.parts, scale), pair)) for pair in pairs]
    both = [(a[name], b[name]) for a, b in rows if a is not None and b is not None]
    table = np.array(both).reshape(-1, 2)
    return table[:, 0], table[:, 1]


def _icc(one: np.ndarray, other: np.ndarray) -> Estimate:
    return icc(np.stack([one, other], 1)) if len(one) >= FEWEST else UNKNOWN


def _twice(listed: Sequence[Rated]) -> list[tuple[Mapping[str, float], Mapping[str, float]]]:
    """Scores of faces in the last sitting and the one before, where both have them."""
    found: dict[Key, list[Rated]] = {}
    for one in listed:
        found.setdefault(key(one), []).append(one)
    latest = [sorted(rows, key=lambda one: one.sitting)[-2:] for rows in found.values()]
    return [(pair[1].scores, pair[0].scores) for pair in latest if len(pair) == 2]


def key(one: Rated) -> Key:
    """Which face was graded."""
    return one.seed, one.level, one.number


def between(learners: Sequence[Iterable[Rated]]) -> dict[tuple[str, str], Estimate]:
    """ICC(2,1) between learners by scale and part, of faces that all graded, the first time.

    Parameters
    ----------
    learners : sequence of iterable of Rated
        Gradings of each.

    Returns
    -------
    dict of (str, str) to Estimate

    Raises
    ------
    FaceModelError
        For fewer than two learners.

    Examples
    --------
    >>> import facemodel as fm
    >>> sitting = fm.rating.Sitting(7, count=3)
    >>> for _ in range(3):
    ...     reply = sitting.grade(sitting.subject.grades())
    >>> fm.rating.between([sitting.rated, sitting.rated])["eface", "total"].value
    1.0
    """
    firsts = []
    for rated in learners:
        first: dict[Key, Rated] = {}
        for one in sorted(rated, key=lambda one: one.sitting):
            first.setdefault(key(one), one)
        firsts.append(first)
    if len(firsts) < 2:
        raise FaceModelError("agreement between learners needs the gradings of two or more")
    scored = [{face: one.scores for face, one in first.items()} for first in firsts]
    return {
        (scale, part): estimate
        for scale in scales.SCALES
        for part, estimate in shared(scored, scale)[1].items()
    }


def shared(
    raters: Sequence[Mapping[Any, Mapping[str, float]]], scale: str
) -> tuple[int, dict[str, Estimate]]:
    """How many faces all raters graded on a scale, and ICC(2,1) of these by part.

    raters: scores by face, of each
    """
    faces = [face for face in raters[0] if all(face in one for one in raters)]
    rows = [[scales.parts(scale, one[face]) for one in raters] for face in faces]
    whole = [[one for one in row if one is not None] for row in rows if None not in row]
    if len(whole) < FEWEST:
        return len(whole), dict.fromkeys(scales.PARTS[scale], UNKNOWN)
    return len(whole), {
        part: icc([[one[part] for one in row] for row in whole]) for part in scales.PARTS[scale]
    }
