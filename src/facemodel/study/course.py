"""A course: one case over days, over seconds, or through the making of its expression."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from facemodel.anatomy.checks import check_kind, numbers
from facemodel.anatomy.expressions import EXPRESSIONS, expression
from facemodel.anatomy.muscles import INDEX, MUSCLES, REGIONS, SIDES
from facemodel.capture.recording.recording import Recording
from facemodel.case import own_face
from facemodel.case.case import Case, CaseLike, case_of
from facemodel.clinic import metrics
from facemodel.clinic.asymmetry import whole_and_thirds
from facemodel.clinic.examination import MOVEMENT, Examination
from facemodel.data.showing import frame, table_html
from facemodel.errors import FaceModelError, checks_keywords
from facemodel.mechanics.face import Face
from facemodel.physiology.spasm.processes import attack_and_release
from facemodel.physiology.toxin import LAST_DAY
from facemodel.study.tracing import few_of, read_off

FRAMES_PER_S = 30
DAYS, SECONDS = tuple(range(0, 121, 2)), 8.0  # of a course that names none
MOST_MOMENTS = 2000
PIECE = 128  # moments measured at a time: more do not fit into a processor's cache
LONGEST_RECORDING_S = 7300.0
STILL_S = 0.2  # rest before and after an expression


@dataclass(frozen=True, eq=False)
class Course:
    """A case at T moments in time.

    Attributes
    ----------
    case : Case
        What is looked at.
    kind : {"days", "seconds", "movement", "recording"}
        "movement" makes the case's expression and lets it go.
    times : ndarray of shape (T,)
        Days, or seconds.
    activation, before : ndarray of shape (T, M), or (T, C) of a recording
        As the case has it, and with nothing dampened and nothing injected.
    remaining : ndarray of shape (T, M)
        Share 0..1 of strength left.
    recording : Recording or None
        What was recorded.
    """

    case: Case
    kind: str
    times: np.ndarray
    activation: np.ndarray
    before: np.ndarray
    remaining: np.ndarray
    recording: Recording | None = None

    def __repr__(self) -> str:
        span = f"{self.unit} {self.times[0]:g} to {self.times[-1]:g}"
        return f"Course({len(self.times)} moments, {span}, of {self.case!r})"

    def _repr_html_(self) -> str:
        few = _part(self, slice(None, None, 1 + len(self.times) // 12))
        columns = {self.unit: few.times} | measures(few)
        return table_html(repr(self), [*columns], zip(*columns.values(), strict=True))

    def to_frame(self) -> Any:
        """What is measured at each moment on the built-in face, as a pandas DataFrame."""
        return frame({self.unit: self.times} | measures(self))

    @property
    def unit(self) -> str:
        """Of the times: "day" or "s"."""
        return "day" if self.kind == "days" else "s"

    @property
    def seen(self) -> np.ndarray:
        """Which moments (T,) a recording has: all but those in its gaps."""
        take = self.recording
        return np.ones(len(self.times), bool) if take is None else take.seen(self.times)

    @property
    def treated(self) -> bool:
        """Whether anything is dampened or injected."""
        return bool(self.case.dampening or self.case.injections)


@checks_keywords
def course(
    case: CaseLike,
    days: ArrayLike | None = None,
    seconds: ArrayLike | None = None,
    face: Face | None = None,
    recording: Recording | None = None,
) -> Course:
    """A case over days, over seconds of its spasm, or over a recorded movement.

    With none of these: over DAYS where something is injected; over 8 s from the first burst where
    the condition has a spasm that runs; else while the expression rises, is held and falls.

    Parameters
    ----------
    case : Case, lab or mapping
        What is looked at.
    days : array_like of shape (T,), optional
        Rising.
    seconds : float or array_like of shape (T,), optional
        A length in s, which is seen 30 times a second, or rising times.
    face : Face, optional
        Where injections are placed; the case's own unless given.
    recording : Recording, optional
        Whose movement stands in place of the case's expression.

    Returns
    -------
    Course

    Raises
    ------
    FaceModelError
        For more than one of these, times that do not rise, seconds without a spasm.

    Examples
    --------
    >>> import facemodel as fm
    >>> case = fm.Case(injections=[fm.Injection(10, muscle="corrugator_left")], expression="frown")
    >>> made = fm.course(case, days=[0, 14, 150])
    >>> made
    Course(3 moments, day 0 to 150, of Case(expression='frown', injections=<1>))
    >>> left = made.remaining[:, fm.MUSCLES.index("corrugator_left")]
    >>> bool(left[1] < left[2] <= left[0])
    True
    """
    case = case_of(case)
    if sum(given is not None for given in (days, seconds, recording)) > 1:
        raise FaceModelError("a course runs over days, seconds or a recording; give one of them")
    if recording is not None:
        return recorded(case, recording, face)
    runs = case.build_condition().process is not None
    if days is None and seconds is None:
        if not case.injections and not runs:
            return _movement(case, face)
        days = DAYS if case.injections else None
        seconds = None if case.injections else burst_s(case)
    if days is not None:
        return _days(case, moments("days", days, LAST_DAY), face)
    if not runs:
        raise FaceModelError(
            f"{case.condition} has nothing that runs in seconds; leave seconds out, or choose a "
            "condition with a spasm such as 'hemifacial_spasm'"
        )
    assert seconds is not None
    if np.ndim(seconds) == 0:
        seconds = _frames(seconds)
    return _seconds(case, moments("seconds", seconds, 1e6), face)


def recorded(case: Case, take: Recording, face: Face | None = None) -> Course:
    """A case whose person makes a recorded movement, at most FRAMES_PER_S times a second.

    A spasm is held at its height, or as at the case's time_s. Errors: more than two hours.
    """
    check_kind("a recording", take, Recording, "give what fm.read_recording returns")
    if take.seconds > LONGEST_RECORDING_S:
        raise FaceModelError(
            f"this recording lasts {take.seconds / 60:.0f} minutes; a course takes "
            f"{LONGEST_RECORDING_S / 60:.0f}, so give a part of it: take.part(0, 60)"
        )
    times = take.time
    if len(times) - 1 > FRAMES_PER_S * take.seconds:
        times = np.linspace(times[0], times[-1], max(2, round(FRAMES_PER_S * take.seconds) + 1))
    times = np.union1d(times, take.gaps.mean(1))  # one in each gap, that nothing bridges it
    intended = take.at(times)
    remaining = np.broadcast_to(case.remaining(face), (len(times), len(MUSCLES)))
    who, condition = case.build_person(), case.build_condition()
    at = None if case.time_s is None else np.full(len(times), case.time_s)

    def driven(left: np.ndarray) -> np.ndarray:
        muscles = who.drive(condition, intended[:, : len(MUSCLES)], left, at)
        return np.concatenate([muscles, intended[:, len(MUSCLES) :]], axis=1)

    before, after = driven(np.ones_like(remaining)), driven(remaining)
    own = replace(case, expression="rest", activation={}, intensity=1.0)
    return Course(own, "recording", times, after, before, remaining, take)


def measures(made: Course, face: Face | None = None) -> dict[str, np.ndarray]:
    """What is measured at each moment, name with unit -> (T,).

    Asymmetry, excursions of corners and brows from rest, opening of the eyes; symmetry of a named
    expression; over days also the gap of closed eyes and the share of strength left in each region.
    NaN in gaps of a recording.
    """
    check_kind("a course", made, Course, "make one with fm.course(case)")
    face = checked_face(face, made.case)
    if len(made.times) > PIECE:
        starts = range(0, len(made.times), PIECE)
        pieces = [measures(_part(made, slice(k, k + PIECE)), face) for k in starts]
        return {name: np.concatenate([one[name] for one in pieces]) for name in pieces[0]}
    mesh, frames = face.mesh, face.deform(made.activation)
    whole, thirds = whole_and_thirds(mesh, frames)
    found = {"asymmetry_mm": whole} | {f"asymmetry_{t}_mm": mm for t, mm in thirds.items()}
    movement = made.case.expression or "rest"
    if EXPRESSIONS[movement].landmarks:
        found["symmetry_percent"] = metrics.symmetry_index(mesh, frames, movement)
    few = few_of(face)
    found |= read_off(few, frames[:, few.points])
    if made.recording is not None:
        found = {name: np.where(made.seen, mm, np.nan) for name, mm in found.items()}
    if made.kind == "days":
        gap = Examination(mesh, {MOVEMENT: frames} | _closed(made, face)).closure_gap_mm
        found |= {f"closure_gap_{side}_mm": gap[:, k] for k, side in enumerate(SIDES)}
        for region, muscles in REGIONS.items():
            rows = [INDEX[muscle] for muscle in muscles]
            found[f"strength_{region}"] = made.remaining[:, rows].mean(axis=1)
    return found


def _part(made: Course, part: slice) -> Course:
    rows = {n: getattr(made, n)[part] for n in ("times", "activation", "before", "remaining")}
    return replace(made, **rows)


def _closed(made: Course, face: Face) -> dict[str, np.ndarray]:
    """Eyes closed with effort on each day; nothing of a course that is not of days."""
    if made.kind != "days":
        return {}
    condition, who = made.case.build_condition(), made.case.build_person()
    closed = np.broadcast_to(expression("gentle_eye_closure"), made.remaining.shape)
    return {"gentle_eye_closure": face.deform(who.drive(condition, closed, made.remaining))}


def first_burst_s(case: Case) -> float | None:
    """Second of the first minute in which a case's spasm begins to contract; None: in none."""
    process = case.build_condition().process
    minute = np.arange(60 * FRAMES_PER_S) / FRAMES_PER_S
    moves = process.involuntary(minute).max(axis=1) > 0.05 if process else minute < 0
    return float(minute[moves.argmax()]) if moves.any() else None


def burst_s(case: Case, length: ArrayLike = SECONDS) -> np.ndarray:
    """So many seconds from half a second before a case's first burst, 30 times a second."""
    return max(0.0, (first_burst_s(case) or 0.0) - 0.5) + _frames(length)


def _frames(length: ArrayLike) -> np.ndarray:
    longest = MOST_MOMENTS / FRAMES_PER_S
    seconds = float(numbers("seconds", length, 1 / FRAMES_PER_S, longest))
    return np.arange(round(seconds * FRAMES_PER_S) + 1) / FRAMES_PER_S


def _days(case: Case, days: np.ndarray, face: Face | None) -> Course:
    remaining = case.remaining(face, days)
    before = np.broadcast_to(untreated(case).drive(face), (len(days), remaining.shape[-1]))
    return Course(case, "days", days, case.drive(face, day=days), before, remaining)


def _seconds(case: Case, seconds: np.ndarray, face: Face | None) -> Course:
    remaining = np.broadcast_to(case.remaining(face), (len(seconds), len(case.intended())))
    before = untreated(case).drive(face, time_s=seconds)
    return Course(case, "seconds", seconds, case.drive(face, time_s=seconds), before, remaining)


def _movement(case: Case, face: Face | None) -> Course:
    full = attack_and_release(np.arange(0, 60, 1 / FRAMES_PER_S))
    lasts = np.flatnonzero(full)[-1] + 1
    times = np.arange(lasts + 2 * round(STILL_S * FRAMES_PER_S) + 1) / FRAMES_PER_S
    shares = attack_and_release(times, start_s=STILL_S)
    made = [replace(case, intensity=case.intensity * float(share)) for share in shares]
    remaining = np.broadcast_to(case.remaining(face), (len(times), len(case.intended())))
    both = made, [untreated(one) for one in made]
    after, before = (np.array([one.drive(face) for one in cases]) for cases in both)
    return Course(case, "movement", times, after, before, remaining)


def untreated(case: Case) -> Case:
    """The same case with nothing dampened and nothing injected."""
    return replace(case, dampening={}, injections=())


def moments(what: str, values: Any, last: float) -> np.ndarray:
    """Times (T,) that rise, from 0 to `last`; what: they are of, for messages."""
    times = np.atleast_1d(numbers(what, values, 0, last))
    if times.ndim != 1 or not 1 <= len(times) <= MOST_MOMENTS or (np.diff(times) <= 0).any():
        raise FaceModelError(
            f"{what} of a course are 1 to {MOST_MOMENTS} numbers, each larger than the one before"
        )
    return times


def checked_face(face: Face | None, case: Case | None = None) -> Face:
    """A face; where none is given the case's, or the built-in one."""
    face = own_face.face_of(case.face if case else own_face.DEFAULT) if face is None else face
    check_kind("a face", face, Face, "give what fm.load() makes, or leave it out")
    return face
