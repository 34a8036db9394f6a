"""Which muscles of a face at rest contract or have lost tone, on which side, and how surely."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

import numpy as np

from facemodel.anatomy.checks import check_kind, number
from facemodel.anatomy.muscles import Side, other_side, side_of
from facemodel.capture.recording import blendshapes
from facemodel.capture.recording.recording import Recording
from facemodel.capture.recording.trackers import TRACKERS
from facemodel.data import constants
from facemodel.errors import FaceModelError
from facemodel.mechanics.face import Face
from facemodel.study.course import checked_face
from facemodel.study.finding import Finding
from facemodel.study.held_explanations import (
    LEVELS,
    SIZES,
    Explanations,
    levels_of,
    of_points,
    of_shapes,
    own_unevenness,
)

SURE_95 = 1.96
USUAL = {"held": 0.35, "slack": 0.7}
"""Standard deviation of what a muscle that is involved holds, of a full contraction, and loses, of
its tone [assume]."""
LEAST_GAIN = 10.0
"""By how much (chi square) a muscle must explain what is seen better, set so that one even face in
twenty is given one (docs/recordings.md)."""
OTHER_SIDE, SLACK, ALIKE = 6.0, 4.0, 5.0
"""What is added to chi square: for a muscle on the side that is not affected, for lost tone where
that muscle is not weak; and up to which another explanation is about as good [assume]."""
LASTING_MM = {"landmarks": 0.6, "video": 1.0}
"""Error of a point that stays the same over the frames of rest [assume]."""
SWEEPS = 8
MOST = 4
"""Muscles that are named [assume]."""
LEAST_SD_PERCENT = 1.0
"""Of shapes that are rounded, whatever wrote them [assume]."""
GAIN_SD = 0.2
"""By how much shapes of a tracker are larger or smaller than the face's own [assume]."""
COMMON_SD = 0.2
"""How far a tracker's zero lies from a person's, on both sides alike [assume]."""


class _Seen(NamedTuple):
    """What was seen (n,), its error (n, n), what would explain it, and the error of its scale."""

    value: np.ndarray
    error: np.ndarray
    by: Explanations
    gain_sd: float


def rest(
    take: Recording,
    face: Face | None = None,
    *,
    side: Side | None = None,
    weak: Collection[str] = (),
    tracker_rest_sd_percent: float | None = None,
) -> tuple[Finding, ...]:
    """Which muscles hold more or less at rest than the other side's, with uncertainty.

    The model is asked how a face would look if one muscle held more or less tone; the fewest
    muscles are named that explain how unevenly this one was at rest, beyond what healthy faces and
    the tracker do. A raised left corner and a fallen right one look much alike: without `side` the
    muscle that contracts more is named, the other in `instead`. What both sides hold alike is not
    seen.

    Parameters
    ----------
    take : Recording
        Read with its rest taken out.
    face : Face, optional
        That explains; the built-in one unless given.
    side : {"left", "right"}, optional
        The affected one, if known.
    weak : collection of str, optional
        Muscles that are weak in movement: what they lack at rest is lost tone.
    tracker_rest_sd_percent : float, optional
        Standard deviation of the difference between the sides of an even face's shapes at rest, in
        per cent of a full shape; that of the kind of file (data/trackers.csv) unless given.

    Returns
    -------
    tuple of Finding
        The largest first; "held" or "slack".

    Raises
    ------
    FaceModelError
        Where nothing is known of rest, or of how the kind of file errs there.

    Examples
    --------
    >>> import facemodel as fm
    >>> fm.movements.rest(fm.sample_recording())
    ()
    """
    check_kind("a take", take, Recording, "give what fm.read_recording returns")
    seen = _seen(take, checked_face(face), tracker_rest_sd_percent)
    whiten = np.linalg.inv(np.linalg.cholesky(seen.error))
    costs = _costs(seen.by, side, set(weak))
    problem = _Problem(whiten @ seen.value, seen.by.seen @ whiten.T, costs)
    chosen = _explained(problem, seen.by, side is None)
    if side is None:  # then the other side may as well have lost tone
        problem = problem._replace(costs=_costs(seen.by, None, set(seen.by.muscles)))
    scale_sd = float(np.hypot(constants.value("people.stiffness_sd_log"), seen.gain_sd))
    found = [_finding(k, chosen, problem, seen.by, scale_sd) for k in chosen]
    return tuple(sorted(found, key=lambda one: -one.low_percent))


def _seen(take: Recording, face: Face, sd_percent: float | None) -> _Seen:
    """A take's rest. Errors: nothing is known of it."""
    still = take.rest
    if still is None or not take.sided:
        raise FaceModelError(
            "it is not known how this face was at rest: read it with rest taken out, from a file "
            "that tells left from right"
        )
    if still.points:
        names = [n for n in still.points if n in face.mesh.landmarks]
        value = np.concatenate([still.points[n] for n in names])
        error = own_unevenness(names) + LASTING_MM[take.source] ** 2 / 2 * np.eye(len(value))
        error += _head_turns(face, names)
        return _Seen(value, error, of_points(face, names), 0.0)
    sd = sd_percent
    if sd is not None:
        sd = number("tracker_rest_sd_percent", sd, 0, 100)
    elif take.source in TRACKERS:
        sd = TRACKERS[take.source].rest_sd_percent
    if sd is None:
        raise FaceModelError(
            f"how evenly an even face at rest comes out of a file of this kind ({take.source}) is "
            "not known; give tracker_rest_sd_percent= from even faces of your own"
        )
    sd = max(sd, LEAST_SD_PERCENT) / 100
    both = np.array([[b in (a, blendshapes.other_side(a)) for b in LEVELS] for a in LEVELS])
    error = sd**2 / 2 * np.eye(len(LEVELS)) + COMMON_SD**2 * both
    return _Seen(levels_of(still.shapes), error, of_shapes(face), GAIN_SD)


def _head_turns(face: Face, names: list[str]) -> np.ndarray:
    """(3 L, 3 L): a head that is laid askew tells nothing."""
    points = face.mesh.points(names)
    turned = [np.cross(axis, points) for axis in np.eye(3)[1:]]
    ways = np.stack([*turned, np.broadcast_to(np.eye(3)[0], points.shape)]).reshape(3, -1)
    ways = np.linalg.qr(ways.T)[0]
    return 1e4 * ways @ ways.T


def _costs(by: Explanations, side: Side | None, weak: set[str]) -> np.ndarray:
    """What each explanation (K, H) costs beside what it leaves unexplained."""
    away = [OTHER_SIDE * (side is not None and side_of(m) != side) for m in by.muscles]
    lost = [
        SLACK * (kind == "slack" and m not in weak) for kind, m in zip(by.kinds, by.muscles,
                                                                       strict=True)
    ]  # fmt: skip
    usual = np.array([USUAL[kind] for kind in by.kinds])[:, None]
    return np.add(away, lost)[:, None] + (SIZES / usual) ** 2


class _Problem(NamedTuple):
    """What was seen (n,), what each explanation of each size makes (K, H, n), and costs (K, H).

    The first two in standard deviations of their error.
    """

    wanted: np.ndarray
    moved: np.ndarray
    costs: np.ndarray

    def left(self, chosen: Mapping[int, int], but: int = -1) -> np.ndarray:
        """What the explanations chosen, but one, leave unexplained (n,)."""
        made = [self.moved[k, h] for k, h in chosen.items() if k != but]
        return self.wanted - np.sum(made, axis=0) if made else self.wanted

    def after(self, left: np.ndarray) -> np.ndarray:
        """Chi square and cost (K, H) with one more explanation."""
        return ((left - self.moved) ** 2).sum(-1) + self.costs


def _explained(problem: _Problem, by: Explanations, either: bool) -> dict[int, int]:
    """Explanation -> index of its size, of the few that explain what is seen."""
    chosen: dict[int, int] = {}
    while len(chosen) < MOST:
        left = problem.left(chosen)
        after = problem.after(left)
        taken = {by.muscles[k] for k in chosen}
        after[[m in taken or other_side(m) in taken for m in by.muscles]] = np.inf
        best = int(after.min(1).argmin())
        if left @ left - after[best].min() < LEAST_GAIN:
            break
        if either and not chosen:  # one side is affected, seldom both
            away = [OTHER_SIDE * (side_of(m) != side_of(by.muscles[best])) for m in by.muscles]
            problem = problem._replace(costs=problem.costs + np.array(away)[:, None])
        chosen[best] = int(after[best].argmin())
        chosen = _refined(problem, chosen)
    return chosen


def _refined(problem: _Problem, chosen: dict[int, int]) -> dict[int, int]:
    """The same explanations at the sizes that together explain best."""
    chosen = dict(chosen)
    for _ in range(SWEEPS):
        before = dict(chosen)
        for k in chosen:
            chosen[k] = int(problem.after(problem.left(chosen, k))[k].argmin())
        if chosen == before:
            break
    return chosen


def _finding(
    k: int, chosen: dict[int, int], problem: _Problem, by: Explanations, scale_sd: float
) -> Finding:
    """One of those chosen, its range, and what else would do."""
    after = problem.after(problem.left(chosen, k)).min(1)
    alike = [j for j in np.argsort(after) if j not in chosen and after[j] < after[k] + ALIKE]
    every = (k, *(j for j in chosen if j != k))
    slopes = np.stack([_slope(problem.moved[j], chosen[j]) for j in every])
    table = slopes @ slopes.T + np.diag([USUAL[by.kinds[j]] ** -2.0 for j in every])
    size = float(SIZES[chosen[k]])
    error = SURE_95 * float(np.hypot(np.linalg.inv(table)[0, 0] ** 0.5, scale_sd * size))
    low, high = 100 * max(0.0, size - error), 100 * min(1.0, size + error)
    instead = tuple(by.names[j] for j in alike)
    return Finding(by.muscles[k], by.kinds[k], 100 * size, low, high, ("rest",), instead)


def _slope(way: np.ndarray, h: int) -> np.ndarray:
    """How what is seen (H, n) changes with size, at one of them."""
    low, high = max(h - 1, 0), min(h + 1, len(way) - 1)
    return (way[high] - way[low]) / (SIZES[high] - SIZES[low])
