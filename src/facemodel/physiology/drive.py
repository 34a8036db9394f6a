"""How a nerve in health or disease turns an intended movement into muscle activation.

One formula holds every condition [assume]: with intent u, an average person's tone t0, the
normal tone n of the person who has the condition and what remains of each muscle's strength,

    v = u + S (Q u)
    c = clip(tone + conduction * ((1 - n) * max(v, 0) - n * max(-v, 0)) + involuntary, 0, 1)
    w = r c
    a = strength * (w - t0) / (1 - t0)   where w >= t0,   else   (w - t0) / t0

`a` is held to LARGEST_ACTIVATION, the most that the skin's model is used for. So an average
healthy face does exactly what is intended, and a muscle with nothing remaining has no tone (the jaw
openers, which have none at rest, stay at rest). In everybody a full effort contracts wholly and
letting go ends all tone, whatever the tone at rest was.

A face tries: where an outcome that is felt or seen is not met, u and v are more than intended, as
far as effort goes (effort.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike

from facemodel.anatomy.checks import check_kind, check_side, number, numbers
from facemodel.anatomy.muscles import INDEX, MIRROR, MUSCLES, SIDES, TONE, Side
from facemodel.errors import FaceModelError, checks_keywords
from facemodel.physiology import effort
from facemodel.physiology.dampening import strength_left
from facemodel.physiology.in_person import FALL, RISE, in_one_person, in_person
from facemodel.physiology.synkinesis import GROUP_INTENTS, GROUPS, group_intents, meant

M = len(MUSCLES)


LARGEST_ACTIVATION = 1.5
"""The most that the skin's model is used for, beyond which nothing was compared."""
STRONGEST = 3.0
"""Largest strength of a muscle relative to an average person's: a bound over a gummy smile's."""

LONGEST_S = 1e9  # a bound against slips
_AVERAGE = np.ones(())
_HAS_TONE = TONE > 0
_BOTTOM, _TOP = -TONE / RISE, RISE / FALL


class Process(Protocol):
    """Something that contracts muscles without being meant to, and changes within seconds."""

    def involuntary(self, time: np.ndarray, effort: float | np.ndarray = 0.0) -> np.ndarray:
        """Share 0..1 of full contraction.

        Parameters
        ----------
        time : numpy.ndarray
            (T,) s.
        effort : float or numpy.ndarray
            0..1, one number or (T,): how strongly a movement is meant just then.

        Returns
        -------
        numpy.ndarray of shape (T, M)
        """

    def mirrored(self) -> Process:
        """The same process on the other side."""


@dataclass(frozen=True, eq=False, repr=False)
class Condition:
    """What a nerve and its muscles do with an intended movement. Arrays are read-only.

    Attributes
    ----------
    name : str
    side : {"left", "right"} or None
        None where neither side is the affected one.
    severity : float
        0 (nothing) .. 1 (severe).
    conduction : numpy.ndarray
        (M,) share 0..1 of the intent that reaches each muscle.
    synkinesis : numpy.ndarray
        (M, 10) activation 0..1 added by each of GROUP_INTENTS.
    tone, normal_tone : numpy.ndarray
        (M,) share 0..1 of full contraction at rest, and what it would be in health.
    strength : numpy.ndarray
        (M,) force of a full contraction relative to an average person, 0..3.
    involuntary : numpy.ndarray
        (M,) share 0..1 of full contraction that nobody intends, held at its height.
    process : Process or None
        What takes the place of `involuntary` when a time is given.
    age_years : float or None
        Of the face it belongs to; None where that does not matter.
    """

    name: str
    side: Side | None = None
    severity: float = 0.0
    conduction: np.ndarray = field(default_factory=lambda: np.ones(M))
    synkinesis: np.ndarray = field(default_factory=lambda: np.zeros((M, len(GROUP_INTENTS))))
    tone: np.ndarray = field(default_factory=TONE.copy)
    normal_tone: np.ndarray = field(default_factory=TONE.copy)
    strength: np.ndarray = field(default_factory=lambda: np.ones(M))
    involuntary: np.ndarray = field(default_factory=lambda: np.zeros(M))
    process: Process | None = None
    age_years: float | None = None

    def __post_init__(self) -> None:
        check_kind("the name of a condition", self.name, str, "give it a text")
        check_side(self.side, (*SIDES, None))
        object.__setattr__(self, "severity", number("severity", self.severity, 0, 1))
        if self.age_years is not None:
            object.__setattr__(self, "age_years", number("age in years", self.age_years, 18, 100))
        for name, (columns, highest) in _FIELDS.items():
            shape = (M, columns) if columns else (M,)
            array = numbers(f"{name} of a condition", getattr(self, name), 0, highest)
            if array.shape != shape:
                raise FaceModelError(
                    f"{name} of a condition has shape {array.shape}; it must be {shape}"
                )
            array.flags.writeable = False
            object.__setattr__(self, name, array)

    def __repr__(self) -> str:
        side = f", {self.side}" if self.side else ""
        return f"Condition({self.name}{side}, severity {self.severity:.2g})"

    def drive(
        self,
        intended: ArrayLike,
        remaining: ArrayLike = 1.0,
        time: ArrayLike | None = None,
        strength: ArrayLike = 1.0,
        tone: ArrayLike = 1.0,
    ) -> np.ndarray:
        """Activation that results from an intended one.

        Parameters
        ----------
        intended : array_like
            (..., M) in -1..1; columns after the muscles (jaw, cheeks, gaze) pass unchanged.
        remaining : array_like
            Share 0..1 of strength left, one number or (..., M). It multiplies all a muscle does,
            and effort makes up for it where an outcome is felt or seen (effort.py).
        time : array_like, optional
            Seconds, one number or (T,), for the condition's process, with a leading axis T; the
            intent may then be (T, M). None: held at its height.
        strength, tone : array_like
            Of the person relative to an average one, one number or (..., M), 0..3.

        Returns
        -------
        numpy.ndarray
            (..., M).

        Raises
        ------
        FaceModelError
            For shapes that do not fit, and numbers out of range.
        """
        person = (_of_person("strength", strength), _of_person("tone", tone))
        if time is not None:
            return self._at(time, intended, remaining, person)
        return self._driven(intended, remaining, self.involuntary, person)

    def _driven(self, intended, remaining, involuntary, person) -> np.ndarray:
        intended = numbers("intended activation", intended, -1, 1)
        remaining = strength_left(remaining)
        if intended.ndim == 0 or intended.shape[-1] not in (M, len(INDEX)):
            raise FaceModelError(
                f"intended activation has shape {intended.shape}; its last axis must be the "
                f"{M} muscles of fm.MUSCLES, or the {len(INDEX)} controls of fm.CONTROLS"
            )
        shapes = {(*intended.shape[:-1], M), remaining.shape, *(one.shape for one in person)}
        try:
            if not shapes <= {(), (M,)}:
                np.broadcast_shapes(*shapes)
        except ValueError:
            raise FaceModelError(
                f"remaining strength has shape {remaining.shape}, which does not fit "
                f"intended activation {intended.shape}; use one number or (..., {M})"
            ) from None
        muscles = self._activation(intended[..., :M], remaining, involuntary, *person)
        extra = intended[..., M:]
        if not extra.shape[-1]:
            return muscles
        extra = np.broadcast_to(extra, muscles.shape[:-1] + extra.shape[-1:])
        return np.concatenate([muscles, extra], axis=-1)

    def _at(self, time, intended, remaining, person) -> np.ndarray:
        """Activation (M,) or (T, M) while the process runs; the intent is one (M,) or (T, M)."""
        seconds = numbers("time in seconds", time, 0, LONGEST_S)
        intended = numbers("intended activation", intended, -1, 1)
        many = intended.ndim == 2 and seconds.ndim == 1 and len(intended) == len(seconds)
        if seconds.ndim > 1 or not (intended.ndim == 1 or many):
            raise FaceModelError(
                "with a time, give one number or a list of seconds, and one intended activation "
                "or as many as seconds"
            )
        now = np.broadcast_to(self.involuntary, (seconds.size, M))
        if self.process is not None:
            effort = group_intents(intended).max(axis=-1)
            now = self.process.involuntary(np.atleast_1d(seconds), effort)
        meant = np.broadcast_to(intended, (seconds.size, intended.shape[-1]))
        frames = self._driven(meant, remaining, now, person)
        return frames[0] if seconds.ndim == 0 else frames

    def mirrored(self) -> Condition:
        """The same condition on the other side of the face."""
        groups = len(GROUPS)
        return replace(
            self,
            side={"left": "right", "right": "left", None: None}[self.side],
            synkinesis=np.roll(self.synkinesis[MIRROR], groups, axis=1),
            process=None if self.process is None else self.process.mirrored(),
            **{name: getattr(self, name)[MIRROR] for name in _FIELDS if name != "synkinesis"},
        )

    def _activation(self, u, r, involuntary, strength, tone) -> np.ndarray:
        """The formula of the module, arranged so that healthy(u) is u to the last bit.

        `up` is (w - t0) / (1 - t0) and `down` is (w - t0) / t0: each is computed in its own
        unit from v, because dividing what was just multiplied would cost the last digit.
        """
        if strength.ndim > 1 or tone.ndim > 1:
            own = in_person(self, strength, tone)
        else:
            own = in_one_person(self, strength.tobytes(), tone.tobytes())
        tried, held = effort.tried(own.drive, u, r)
        # row by row, so that no state's last digit depends on the others computed with it
        joined = (meant(tried)[..., None, :] @ self.synkinesis.T)[..., 0, :]
        v = tried + joined + held
        extra, lost, positive = own.extra + involuntary, 1 - r, v >= 0
        up = extra / RISE + np.where(positive, own.up, own.up_below) * v
        down = extra / FALL + np.where(positive, own.down_above, own.down) * v
        up = r * np.minimum(np.maximum(up, _BOTTOM), 1) + lost * _BOTTOM
        down = r * np.minimum(np.maximum(down, -1), _TOP) - lost
        lifted = np.minimum(own.drive.strength * up, LARGEST_ACTIVATION)
        return np.where((down < 0) & _HAS_TONE, down, lifted)


def _of_person(what: str, factor) -> np.ndarray:
    if isinstance(factor, float) and factor == 1:
        return _AVERAGE
    factor = numbers(f"{what} of a person", factor, 0, STRONGEST)
    if factor.ndim and factor.shape[-1] != M:
        raise FaceModelError(
            f"{what} of a person has shape {factor.shape}; use one number or (..., {M})"
        )
    return factor


_FIELDS = {  # name: (columns, highest value)
    "conduction": (0, 1),
    "synkinesis": (len(GROUP_INTENTS), 1),
    "tone": (0, 1),
    "normal_tone": (0, 1),
    "strength": (0, STRONGEST),
    "involuntary": (0, 1),
}


@checks_keywords
def healthy() -> Condition:
    """A nerve that does what is intended.

    Returns
    -------
    Condition

    Examples
    --------
    >>> import facemodel as fm
    >>> smile = fm.expression("smile_social")
    >>> bool((fm.conditions.healthy().drive(smile) == smile).all())
    True
    """
    return Condition("healthy")


def per_muscle(values: Mapping[str, float], others: float = 0.0) -> np.ndarray:
    """(M,) of named muscles' values."""
    out = np.full(M, others)
    for name, value in values.items():
        out[INDEX[name]] = value
    return out
