"""The largest movement of each side in a recording, in health and in another take."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import cast

import numpy as np

from facemodel.anatomy.checks import check_kind, number
from facemodel.anatomy.muscles import SIDES
from facemodel.capture.recording.recording import Recording
from facemodel.capture.recording.trackers import TRACKERS
from facemodel.capture.recording.tracking import NOISE_MM
from facemodel.case.case import Case
from facemodel.clinic import metrics
from facemodel.data.progress import Progress, silent, teller
from facemodel.errors import FaceModelError
from facemodel.mechanics.face import Face
from facemodel.study.course import Course, checked_face, recorded
from facemodel.study.tracing import traced

HELD_S = 0.05
"""The largest movement is the one that is reached for so long, altogether: one frame that was
recorded wrongly must not make it, and a blink must [assume]."""
ONE_SIDED_95 = 1.645
"""Standard deviations below the mean under which 5 % of people lie, were they normal [assume]."""
MOVEMENTS = MappingProxyType(
    {
        "corner of the mouth": ("cheilion", "open_mouth_smile"),
        "brow": ("brow_mid", "brow_raise"),
        "eye closes": ("eye_open", "gentle_eye_closure"),
    }
)
"""Movements that are looked at: name -> column of measures, and the expression in which healthy
people's symmetry index was measured."""


@dataclass(frozen=True)
class Sides:
    """The largest movement of both sides in a recording.

    Attributes
    ----------
    left_mm, right_mm : float
        How far each side goes from rest.
    symmetry_percent : float
        Smaller over larger; NaN where neither side moves 0.8 mm.
    floor_percent : float
        Healthy people's mean less 1.645 SD, that of the tracker included: one in twenty is below.
    judged : bool
        Whether it is known how even an even face comes out of this kind of file; no side is called
        weak otherwise.
    """

    left_mm: float
    right_mm: float
    symmetry_percent: float
    floor_percent: float
    judged: bool = True

    @property
    def below(self) -> bool:
        """Whether the sides differ more than in 95 % of healthy people.

        False also where nothing moves, and where it is not judged.
        """
        return bool(self.judged and self.symmetry_percent < self.floor_percent)


@dataclass(frozen=True)
class Change:
    """The largest movement of a point in two takes, and whether measuring could distinguish them.

    Attributes
    ----------
    first_mm, second_mm : float
        In each take.
    detectable_mm : float
        Smallest detectable change.
    """

    first_mm: float
    second_mm: float
    detectable_mm: float

    @property
    def change_mm(self) -> float:
        """Second less first, in mm."""
        return self.second_mm - self.first_mm

    @property
    def detectable(self) -> bool:
        """Whether the change reaches the smallest detectable one."""
        return bool(abs(self.change_mm) >= self.detectable_mm)


def sides(
    take: Recording | Course,
    face: Face | None = None,
    tracker_sd_percent: float | None = None,
    progress: Progress | bool | None = None,
) -> Mapping[str, Sides]:
    """Left and right of each of MOVEMENTS in a recording, beside healthy people's.

    Of the corner of the mouth only what its own muscles do counts: a jaw that drops is no smile.

    Parameters
    ----------
    take : Recording or Course
        A recording, or the course of one: `fm.course(case, recording=take)`.
    face : Face, optional
        Millimetres are those of this face: how far the recorded one moved, no file says.
    tracker_sd_percent : float, optional
        Standard deviation that your tracker adds to the symmetry index of even faces, if you have
        measured it; that of the kind of file (data/trackers.csv) unless given.
    progress : bool or callable, optional
        Whether a long recording shows how far it is; on a terminal unless given.

    Returns
    -------
    mapping of str to Sides
        By movement.

    Raises
    ------
    FaceModelError
        For a file whose movements have no side (OpenFace).

    References
    ----------
    [Scriba1999]

    Examples
    --------
    >>> import facemodel as fm
    >>> smirk = fm.arkit({"mouthSmileLeft": [0, 1, 1, 0]})
    >>> take = fm.Recording([0, 0.5, 1, 1.5], smirk)
    >>> fm.movements.sides(take)["corner of the mouth"].below
    True
    """
    made = course_of_take(take)
    face = checked_face(face, made.case)
    recorded_as = made.recording
    if recorded_as is not None and not recorded_as.sided:
        raise FaceModelError(
            f"a recording of {recorded_as.source} has no sides: what it says holds for both; "
            "record with a program that tells left from right"
        )
    if tracker_sd_percent is not None:
        tracker_sd_percent = number("tracker_sd_percent", tracker_sd_percent, 0, 100)
    found = _peaks(made, face, False, teller(progress, "moments"))
    rows = {}
    for name, (column, task) in MOVEMENTS.items():
        left, right = (found[f"{column}_{side}_mm"] for side in SIDES)
        larger = max(left, right)
        moves = larger >= metrics.DETECTABLE_AT_REST_MM
        mean, sd = metrics.healthy_symmetry_percent(task)
        index = 100 * min(left, right) / larger if moves else float("nan")
        adds = tracker_sd_percent
        if adds is None and recorded_as is not None:
            adds = _adds_percent(recorded_as.source, larger)
        floor = mean - ONE_SIDED_95 * float(np.hypot(sd, adds or 0.0))
        rows[name] = Sides(left, right, index, floor, adds is not None)
    return MappingProxyType(rows)


def changes(
    first: Recording | Course, second: Recording | Course, face: Face | None = None
) -> Mapping[str, Change]:
    """What differs between two takes of one person: the largest movement of each point and side.

    The same movement must have been asked for in both; a recording cannot tell a weaker muscle from
    a smaller effort.

    Parameters
    ----------
    first, second : Recording or Course
        The takes.
    face : Face, optional
        That both are shown on; the built-in one unless given.

    Returns
    -------
    mapping of str to Change
        By point and side.

    References
    ----------
    [Tanikawa2018]

    Examples
    --------
    >>> import facemodel as fm
    >>> smiles = [fm.arkit({"mouthSmileLeft": [0, size, 0]}) for size in (1.0, 0.2)]
    >>> takes = [fm.Recording([0, 0.5, 1], smile) for smile in smiles]
    >>> fm.movements.changes(*takes)["cheilion_left_mm"].detectable
    True
    """
    face = checked_face(face)
    one, two = (_peaks(course_of_take(take), face) for take in (first, second))
    limit = metrics.DETECTABLE_IN_A_POSED_SMILE_MM
    return MappingProxyType({name: Change(one[name], two[name], limit) for name in one})


def course_of_take(take: Recording | Course) -> Course:
    """The course of a recording, or that given. Errors: neither."""
    if isinstance(take, Course) and take.recording is not None:
        return take
    how = "give what fm.read_recording returns, or fm.course(case, recording=take)"
    check_kind("a take", take, Recording, how)
    return recorded(Case(), cast(Recording, take))


def _adds_percent(source: str, larger_mm: float) -> float | None:
    """What a kind of file adds to the standard deviation of a symmetry index; None: not known."""
    if source in ("landmarks", "video"):  # two sides, each with the error of a point
        return 100 * 2**0.5 * NOISE_MM / max(larger_mm, NOISE_MM)
    return TRACKERS[source].side_sd_percent if source in TRACKERS else None


def _peaks(made: Course, face: Face, jaw: bool = True, tell: Progress = silent) -> dict[str, float]:
    """Largest movement in mm of each point and side; of an eye, how far it closes."""
    seen = traced(face, made.activation, jaw, tell)
    found = {}
    for column, _ in MOVEMENTS.values():
        for side in SIDES:
            name = f"{column}_{side}_mm"
            way = seen[name]
            if column == "eye_open":
                way = np.maximum(_open(face, side) - way, 0)
            found[name] = _reached(made.times[made.seen], way[made.seen])
    return found


def _reached(times: np.ndarray, way: np.ndarray) -> float:
    """Largest value (T,) that lasts HELD_S altogether; of a shorter recording, the smallest."""
    order = np.argsort(-way)
    each = np.gradient(times)  # a frame beside a gap lasts no longer than others
    lasts = np.cumsum(np.minimum(each, 2 * np.median(each))[order])
    enough = int(np.searchsorted(lasts, HELD_S * (1 - 1e-9)))
    return float(way[order[min(enough, len(way) - 1)]])


def _open(face: Face, side: str) -> float:
    """Opening in mm of an eye at rest."""
    height = metrics.facial_measures(face.mesh, face.mesh.vertices)["palpebral_fissure_height_mm"]
    return float(np.ravel(height)[SIDES.index(side)])
