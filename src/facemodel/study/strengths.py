"""What a recording tells of the muscles: which side is weak, which moves unasked, how surely."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from facemodel.anatomy.checks import check_kind, number
from facemodel.anatomy.expressions import expression
from facemodel.anatomy.muscles import CONTROLS, INDEX, MUSCLES, SIDES, Side, other_side
from facemodel.capture.recording.recording import Recording
from facemodel.capture.recording.trackers import TRACKERS
from facemodel.case.case import Case
from facemodel.data.showing import table_html
from facemodel.errors import FaceModelError
from facemodel.mechanics.face import Face
from facemodel.physiology.found import affected
from facemodel.study import plan as plans
from facemodel.study.at_rest import rest
from facemodel.study.course import checked_face
from facemodel.study.finding import Finding
from facemodel.study.tasks import OTHER, tasks

SURE_95, NAMED = 1.96, 3.3
"""Standard deviations of a range, and from which a muscle is named at all: some twenty are
compared, and an even face must have none (docs/recordings.md)."""
POINTS = {"landmarks": 0.25, "video": 0.25}
"""Standard deviation of the logarithm of left over right of even faces that were followed by their
points, set on takes that the model made [assume]."""
LEAST_SD, MOST_ALIKE = 0.06, 0.4
"""Of the difference between left and right of what is not asked for, and what of it grows with the
error of a kind of file [assume]."""
MOVES, ASKED, UNASKED = 0.12, 0.25, 0.06
"""Activation below which a muscle tells nothing, from which a task asks for it, and up to which it
does not [assume]."""
LEAST_ROOM = 0.2
"""Share of a contraction that a muscle is taken to have left, whatever it holds [assume]."""
TOP = 0.85
"""Share of its height at which a movement is held [assume]."""
_IN_WORDS = {"unasked": "involuntary"}
_STEMS = tuple(dict.fromkeys(n.removesuffix("_left") for n in MUSCLES if n.endswith("_left")))


@dataclass(frozen=True, eq=False)
class Estimate:
    """What a recording tells of the muscles of a face, without a name for it.

    Attributes
    ----------
    side : {"left", "right"} or None
        The affected one: weak, or moving unasked, or holding more; None: not told apart from
        measuring errors.
    findings : tuple of Finding
        Those that exceed measuring errors, the largest first; of movement, then of rest.
    seen : mapping of str to ndarray of shape (C,)
        Task -> controls at its height, above rest.
    untold : str
        Why nothing is told of rest; "" where something could be.
    """

    side: Side | None
    findings: tuple[Finding, ...]
    seen: Mapping[str, np.ndarray]
    untold: str = ""

    @property
    def held(self) -> Mapping[str, float]:
        """Muscle -> what it holds at rest, of a full contraction; below 0: of its tone, lost."""
        sign = {"held": 0.01, "slack": -0.01}
        return {f.muscle: sign[f.kind] * f.percent for f in self.findings if f.kind in sign}

    def case(self) -> Case:
        """What was found as a case, in the task that shows most of it.

        Weak muscles and those that hold more or less at rest are the face itself (`weak`, `held`),
        no treatment; what moves unasked in this task contracts beside it.
        """
        weak = {f.muscle: f.percent / 100 for f in self.findings if f.kind == "weak"}
        if not self.seen:
            return Case(held=self.held)
        uneven = {name: _uneven(row) for name, row in self.seen.items()}
        task = max(uneven, key=lambda name: uneven[name])
        over = {
            f.muscle: float(self.seen[task][INDEX[f.muscle]])
            for f in self.findings
            if f.kind == "unasked" and task in f.tasks
        }
        if not over:
            return Case(expression=task, weak=weak, held=self.held)
        meant = zip(MUSCLES, expression(task), strict=True)
        own = {name: float(share) for name, share in meant if share} | over
        # what contracts was seen through its weakness: a muscle is not made weaker twice
        left = {name: share for name, share in weak.items() if name not in over}
        return Case(expression=None, activation=own, weak=left, held=self.held)

    def plan(self, face: Face | None = None, **settings: Any) -> plans.Plan:
        """Dampening that evens out what was recorded: fm.plan.from_landmarks of its tasks.

        Parameters
        ----------
        face : Face, optional
            Whose skin moves; the built-in one unless given.
        **settings
            Those of fm.plan.from_landmarks, as keep=0.8.

        Returns
        -------
        Plan
        """
        face = checked_face(face)
        names = face.mesh.landmarks
        still = np.zeros(len(CONTROLS))
        for name, x in self.held.items():
            still[INDEX[name]] = x
        poses = {"rest": still} | {t: np.clip(row + still, -1, 1) for t, row in self.seen.items()}
        frames = face.deform(np.stack(list(poses.values())), dtype=float)
        observed = {
            task: {name: frame[vertex] for name, vertex in names.items()}
            for task, frame in zip(poses, frames, strict=True)
        }
        return plans.from_landmarks(face, observed, self.side, **settings)

    def __repr__(self) -> str:
        where = f"the {self.side} side" if self.side else "no side"
        return f"Estimate({where} stands out, {len(self.findings)} findings)"

    def _repr_html_(self) -> str:
        plain = lambda text: text.replace("_", " ")  # noqa: E731
        rows = ((plain(f.muscle), _IN_WORDS.get(f.kind, f.kind),
                 f"{f.percent:.0f} % ({f.low_percent:.0f} to {f.high_percent:.0f})",
                 plain(", ".join(f.tasks)), plain(", ".join(f.instead)) or "-")
                for f in self.findings)  # fmt: skip
        head = ["muscle", "what", "how much", "seen in", "it may be this instead"]
        return table_html(repr(self), head, rows)


def strengths(take: Recording, tracker_sd_percent: float | None = None) -> Estimate:
    """Which side and which muscles are weak, move unasked or hold tone, with uncertainty.

    Each muscle is compared with its partner on the other side in the tasks that ask for it, in
    those that do not, and at rest (fm.movements.rest). What is weak on both sides, or moved with
    less effort, is not seen.

    Parameters
    ----------
    take : Recording
        With tasks that are made one after the other, as fm.movements.tasks finds them.
    tracker_sd_percent : float, optional
        What your tracker adds to the ratio of the sides of an even face, as a standard deviation;
        that of the kind of file (data/trackers.csv) unless given.

    Returns
    -------
    Estimate

    Raises
    ------
    FaceModelError
        For a file whose movements have no side, and one without a known task of whose rest nothing
        is told.

    Examples
    --------
    >>> import facemodel as fm
    >>> found = fm.movements.strengths(fm.sample_recording())
    >>> found.side
    'right'
    """
    check_kind("a take", take, Recording, "give what fm.read_recording returns")
    if not take.sided:
        raise FaceModelError(
            f"a recording of {take.source} has no sides: what it says holds for both; record with "
            "a program that tells left from right"
        )
    sd = _error(take.source, tracker_sd_percent)
    seen = _heights(take)
    moving = _moving(seen, sd, {})
    still, untold = _still(take, moving)
    if not seen and not still:
        raise FaceModelError(
            "it holds no task that is known (raised brows, closed eyes, smile, snarl, pucker), "
            "with rest before and after; fm.movements.tasks says what was found"
        )
    moving = _moving(seen, sd, {f.muscle: f.percent / 100 for f in still if f.kind == "held"})
    return Estimate(_affected([*moving, *still]), (*moving, *still), seen, untold)


def _error(source: str, given_percent: float | None) -> float:
    """Standard deviation that a kind of file adds. Errors: it is not known."""
    if given_percent is not None:
        return number("tracker_sd_percent", given_percent, 0, 100) / 100
    if source in POINTS:
        return POINTS[source]
    known = TRACKERS[source].side_sd_percent if source in TRACKERS else None
    if known is None:
        raise FaceModelError(
            f"how evenly an even face comes out of a file of this kind ({source}) is not known, so "
            "no muscle is compared; give tracker_sd_percent= from even faces of your own"
        )
    return known / 100


def _moving(
    seen: Mapping[str, np.ndarray], sd: float, held: Mapping[str, float]
) -> tuple[Finding, ...]:
    """What is weak or moves unasked; what a muscle holds at rest it has no more to contract by."""
    room = np.ones(len(CONTROLS))
    for name, share in held.items():
        room[INDEX[name]] = max(1 - share, LEAST_ROOM)
    could = {name: np.minimum(row / room, 1) for name, row in seen.items()}
    found = [f for stem in _STEMS for f in (_weak(stem, could, sd), _unasked(stem, seen, sd)) if f]
    return tuple(sorted(found, key=lambda one: -one.low_percent))


def _still(take: Recording, moving: tuple[Finding, ...]) -> tuple[tuple[Finding, ...], str]:
    """What is held or lost at rest, and why nothing is told of it."""
    weak = [f.muscle for f in moving if f.kind == "weak"]
    try:
        return rest(take, side=_affected(moving), weak=weak), ""
    except FaceModelError as error:
        return (), str(error)


def _heights(take: Recording) -> dict[str, np.ndarray]:
    """Task -> controls (C,) while it is held; of a task that is made again, the mean."""
    rows: dict[str, list[np.ndarray]] = {}
    for task in tasks(take):
        if task.name == OTHER:
            continue
        inside = (take.time >= task.start_s) & (take.time <= task.end_s)
        controls = take.controls[inside]
        size = controls[:, : len(MUSCLES)] @ expression(task.name)[: len(MUSCLES)]
        held = controls[size >= TOP * size.max()]
        rows.setdefault(task.name, []).append(np.median(held, axis=0))
    return {name: np.mean(made, axis=0) for name, made in rows.items()}


def _weak(stem: str, seen: Mapping[str, np.ndarray], sd: float) -> Finding | None:
    """A muscle that contracts less than its partner where both are asked to."""
    left, right = (INDEX[f"{stem}_{side}"] for side in SIDES)
    asked = {n: row for n, row in seen.items() if expression(n)[left] >= ASKED
             and max(row[left], row[right]) >= MOVES}  # fmt: skip
    if not asked:
        return None
    ratios = np.array(
        [np.log(max(row[left], 0.01) / max(row[right], 0.01)) for row in asked.values()]
    )
    away = float(ratios.mean())
    scatter = float(ratios.std(ddof=1)) if len(ratios) > 1 else 0.0
    one_sd = float(np.hypot(sd, scatter / len(ratios) ** 0.5))
    if abs(away) <= max(NAMED * one_sd, LEAST_SD):
        return None
    error = SURE_95 * one_sd
    muscle = f"{stem}_{SIDES[0] if away < 0 else SIDES[1]}"
    percent, low, high = (100 * (1 - np.exp(-x)) for x in (abs(away), abs(away) - error,
                          abs(away) + error))  # fmt: skip
    return Finding(muscle, "weak", float(percent), float(low), float(high), tuple(asked))


def _unasked(stem: str, seen: Mapping[str, np.ndarray], sd: float) -> Finding | None:
    """A muscle that contracts more than its partner where neither is asked to."""
    left, right = (INDEX[f"{stem}_{side}"] for side in SIDES)
    free = {n: float(row[left] - row[right]) for n, row in seen.items()
            if abs(expression(n)[left]) <= UNASKED}  # fmt: skip
    if not free:
        return None
    name = max(free, key=lambda n: abs(free[n]))
    more = abs(free[name])
    one_sd = float(np.hypot(sd * more, max(LEAST_SD, sd * MOST_ALIKE)))
    if more <= NAMED * one_sd:
        return None
    error = SURE_95 * one_sd
    side = SIDES[0] if free[name] > 0 else SIDES[1]
    shown = tuple(n for n, x in free.items() if abs(x) > MOVES and (x > 0) == (free[name] > 0))
    low, high = 100 * max(0.0, more - error), 100 * min(1.0, more + error)
    return Finding(f"{stem}_{side}", "unasked", 100 * more, low, high, shown)


def _affected(findings: Iterable[Finding]) -> Side | None:
    """The side that the findings agree on."""
    says: dict[str, float] = {}
    for one in findings:
        if not one.side_told:
            continue
        says[one.muscle] = says.get(one.muscle, 0.0) + one.low_percent
    return affected(says)


def _uneven(row: np.ndarray) -> float:
    """How much the sides of controls (C,) differ."""
    return float(sum(abs(row[INDEX[n]] - row[INDEX[other_side(n)]]) for n in MUSCLES))
