"""The movements a recording consists of: where each begins and ends, what it is, its best frame."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from facemodel.anatomy.action_tables import CLINICAL_TASKS
from facemodel.anatomy.checks import check_kind
from facemodel.anatomy.expressions import EXPRESSIONS, expression
from facemodel.anatomy.muscles import CONTROLS, INDEX, MUSCLES, other_side
from facemodel.capture.recording.recording import Recording
from facemodel.capture.recording.steps import is_gap
from facemodel.study.blinking import runs

MOVES, LEAST = 0.2, 0.12
"""Share of the largest movement of a take above which the face moves, and the least, as the root
mean square activation of its most active muscles [assume]."""
SHORTEST_S, JOINED_S = 0.45, 0.25
"""A shorter movement is a blink or a twitch; a shorter rest parts no movement [assume]."""
LIKE = 0.55
"""Cosine between a movement and a task from which it is called so [assume]."""
OTHER = "other"
_KNOWN = tuple(dict.fromkeys((*CLINICAL_TASKS, "gentle_eye_closure", "forced_eye_closure",
                              "smile_social", "frown")))  # fmt: skip
_FACE = [k for k, name in enumerate(CONTROLS) if not name.startswith("gaze")]
_SWAP = [INDEX[other_side(name)] for name in CONTROLS]


@dataclass(frozen=True)
class Task:
    """A movement that was made.

    Attributes
    ----------
    name : str
        The task of fm.EXPRESSIONS that it is most like, or "other".
    start_s, end_s : float
        When the face leaves rest, and is back.
    best_s : float
        When it is most like the task at its height.
    likeness : float
        Cosine 0..1 between the movement, sides averaged, and the task.
    """

    name: str
    start_s: float
    end_s: float
    best_s: float
    likeness: float

    @property
    def label(self) -> str:
        """Its name in words."""
        return EXPRESSIONS[self.name].label if self.name in EXPRESSIONS else "other movement"


def tasks(take: Recording) -> tuple[Task, ...]:
    """The movements a recording consists of: when each is made, what it is, its best frame.

    Parameters
    ----------
    take : Recording
        With rest between the movements.

    Returns
    -------
    tuple of Task
        In order.

    Examples
    --------
    >>> import facemodel as fm
    >>> import numpy as np
    >>> time = np.arange(150) / 30
    >>> size = np.interp(time, [1, 1.5, 3, 3.5], [0, 1, 1, 0])
    >>> take = fm.Recording(time, fm.arkit({"mouthSmileLeft": size, "mouthSmileRight": size}))
    >>> [task.label for task in fm.movements.tasks(take)]
    ['social smile']
    """
    check_kind("a take", take, Recording, "give what fm.read_recording returns")
    even = (take.controls + take.controls[:, _SWAP]) / 2  # a weak side makes the same task
    even = even[:, _FACE]
    size = np.sqrt((even**2).sum(1))
    most = float(np.quantile(size, 0.98))
    moving = size > max(LEAST, MOVES * most)
    gaps = is_gap(np.diff(take.time))
    tasks = []
    for begin, end in _joined(take.time, moving, gaps):
        if take.time[end - 1] - take.time[begin] < SHORTEST_S:
            continue
        tasks.append(_named(take.time[begin:end], even[begin:end]))
    return tuple(tasks)


def _joined(time: np.ndarray, moving: np.ndarray, gaps: np.ndarray) -> list[tuple[int, int]]:
    """Stretches that move, those that a short rest parts as one; a gap parts all."""
    cut = [0, *(np.flatnonzero(gaps) + 1), len(time)]
    joined: list[tuple[int, int]] = []
    for low, high in pairwise(cut):
        mine: list[tuple[int, int]] = []
        for begin, end in runs(moving[low:high]):
            begin, end = begin + low, end + low
            if mine and time[begin] - time[mine[-1][1] - 1] < JOINED_S:
                begin = mine.pop()[0]
            mine.append((begin, end))
        joined += mine
    return joined


def _named(time: np.ndarray, even: np.ndarray) -> Task:
    size = np.sqrt((even**2).sum(1))
    held = even[size >= 0.8 * size.max()].mean(0)
    rows = {name: _pattern(name) for name in _KNOWN}
    like = {n: float(row @ held / np.linalg.norm(held)) for n, row in rows.items()}
    name = max(like, key=lambda one: like[one])
    along = even @ rows[name] if like[name] >= LIKE else size
    smooth = np.convolve(np.pad(along, 1, mode="edge"), np.ones(3) / 3, "valid")
    best = float(time[int(smooth.argmax())])
    called = name if like[name] >= LIKE else OTHER
    return Task(called, float(time[0]), float(time[-1]), best, max(0.0, like[name]))


def _pattern(name: str) -> np.ndarray:
    """A task's controls as a direction."""
    row = np.zeros(len(CONTROLS))
    row[: len(MUSCLES)] = expression(name)[: len(MUSCLES)]
    return row[_FACE] / np.linalg.norm(row[_FACE])
