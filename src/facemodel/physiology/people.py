"""Virtual people: how strength, tone, dose response and anatomy vary between them.

`average()` is the person whom every table describes; `sample(seed)` draws one and
`sample(seed, n)` draws n at once, as leading axes. The same seed always gives the same people.

Examples
--------
>>> import facemodel as fm
>>> fm.people.sample(seed=7)
Person(female, strength 0.64 to 1.44, ED50 x 1.38, seed 7)
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from facemodel.anatomy.checks import check_kind, numbers, whole
from facemodel.anatomy.muscles import INDEX, MIRROR, MUSCLES
from facemodel.data import constants
from facemodel.errors import FaceModelError, shown
from facemodel.physiology import streams
from facemodel.physiology.drive import STRONGEST, Condition
from facemodel.physiology.streams import OF_MUSCLE, OF_STEM

M = len(MUSCLES)
SEXES = ("female", "male")
"""Sexes that people are drawn of."""
MOST_PEOPLE = 100_000  # for memory; cohorts take more, part by part
DAYS_PER_YEAR = 365.25  # of the calendar
SOFTEST, STIFFEST = 0.3, 3.0  # of a skin; nobody is drawn beyond, at four standard deviations


@dataclass(frozen=True, eq=False)
class Person:
    """One person, or N with a leading axis (N,) in every field.

    Attributes
    ----------
    strength, tone : numpy.ndarray
        (M,) or (N, M) force, and tone at rest, relative to an average person's.
    ed50 : numpy.ndarray
        () or (N,) dose needed relative to an average person's.
    onset_days, decay_days : numpy.ndarray
        () or (N,) mean days until a dose is at the nerve endings, and its light chain is lost.
    responds : numpy.ndarray
        () or (N,) whether toxin acts at all.
    responds_until_day : numpy.ndarray
        () or (N,) doses given later in a course do nothing; inf: none is lost.
    stiffness : numpy.ndarray
        () or (N,) of the skin relative to an average person's.
    convergence : numpy.ndarray
        () or (N,) height of frontalis' line of convergence, share of the forehead.
    sex : numpy.ndarray
        () or (N,) "female" or "male"; "average" for the average person.
    seed : int or None
        It was drawn with.
    count : int or None
        How many people these are; None for one without a leading axis.
    """

    strength: np.ndarray
    tone: np.ndarray
    ed50: np.ndarray
    onset_days: np.ndarray
    decay_days: np.ndarray
    responds: np.ndarray
    responds_until_day: np.ndarray
    stiffness: np.ndarray
    convergence: np.ndarray
    sex: np.ndarray
    seed: int | None = None
    count: int | None = field(init=False)

    def __post_init__(self) -> None:
        for name in _PER_MUSCLE:
            array = numbers(f"{name} of a person", getattr(self, name), 0, STRONGEST)
            if array.shape[-1:] != (M,) or array.ndim > 2:
                raise FaceModelError(f"{name} has shape {array.shape}; it must be (M,) or (N, M)")
            object.__setattr__(self, name, array)
        if self.tone.shape != self.strength.shape:
            raise FaceModelError(
                f"tone has shape {self.tone.shape} and strength {self.strength.shape}; "
                "give one value of each for every person and muscle"
            )
        object.__setattr__(self, "count", len(self.strength) if self.strength.ndim == 2 else None)

    def __repr__(self) -> str:
        whose = "" if self.seed is None else f", seed {self.seed}"
        if self.count is not None:
            return f"Person({self.count} people{whose})"
        return (
            f"Person({self.sex}, strength {self.strength.min():.2f} to {self.strength.max():.2f}, "
            f"ED50 x {self.ed50:.2f}{whose})"
        )

    def drive(
        self,
        condition: Condition,
        intended: ArrayLike,
        remaining: ArrayLike = 1.0,
        time: ArrayLike | None = None,
    ) -> np.ndarray:
        """Activation of these people under a condition, as Condition.drive has it.

        Parameters
        ----------
        condition : Condition
        intended : array_like
            (M,), as fm.expression makes it.
        remaining : array_like
            Share 0..1 of strength left.
        time : array_like, optional
            Seconds of the condition's process.

        Returns
        -------
        numpy.ndarray
            (M,) or (N, M).
        """
        check_kind("a condition", condition, Condition, "make one with fm.conditions")
        return condition.drive(intended, remaining, time, self.strength, self.tone)

    def in_condition(self, condition: Condition) -> Condition:
        """The condition as this one person has it, strength and tone included.

        Parameters
        ----------
        condition : Condition

        Returns
        -------
        Condition
        """
        if self.count is not None:
            raise FaceModelError("these are several people; choose one, as people[0]")
        check_kind("a condition", condition, Condition, "make one with fm.conditions")
        return replace(
            condition,
            strength=np.minimum(condition.strength * self.strength, STRONGEST),
            tone=np.minimum(condition.tone * self.tone, 1),
            normal_tone=np.minimum(condition.normal_tone * self.tone, 1),
        )

    def __getitem__(self, k: int | slice) -> Person:
        """The k-th of several people, or some of them."""
        if self.count is None:
            raise FaceModelError("this is one person; only several can be counted through")
        fields = (*_PER_MUSCLE, *_PER_PERSON)
        return replace(self, **{name: getattr(self, name)[k] for name in fields})

    def mirrored(self) -> Person:
        """The same person with left and right exchanged."""
        return replace(self, **{name: getattr(self, name)[..., MIRROR] for name in _PER_MUSCLE})


_PER_MUSCLE = ("strength", "tone")
_PER_PERSON = (
    "ed50",
    "onset_days",
    "decay_days",
    "responds",
    "responds_until_day",
    "stiffness",
    "convergence",
    "sex",
)


def average() -> Person:
    """The person whom the tables describe: every factor 1.

    Returns
    -------
    Person

    Examples
    --------
    >>> import facemodel as fm
    >>> fm.people.average()
    Person(average, strength 1.00 to 1.00, ED50 x 1.00)
    """
    return Person(
        strength=np.ones(M),
        tone=np.ones(M),
        ed50=np.array(1.0),
        onset_days=np.array(constants.value("toxin.onset_days")),
        decay_days=np.array(constants.value("toxin.decay_days")),
        responds=np.array(True),
        responds_until_day=np.array(np.inf),
        stiffness=np.array(1.0),
        convergence=np.array(constants.value("people.convergence_share")),
        sex=np.array("average"),
    )


def sample(seed: int, n: int | None = None, sex: str | None = None, index: int = 0) -> Person:
    """Draw one person or several; the same seed always gives the same people.

    Factors are log-normal about 1; a muscle's strength has a part shared by both sides and a part
    per side, its tone at rest is each side's own; the risorius is anything from absent to full.

    Parameters
    ----------
    seed : int
        0 or more.
    n : int, optional
        How many, as leading axes, up to 100,000; None for one without an axis.
    sex : {"female", "male"}, optional
        None for either.
    index : int
        Number of the first one: sample(seed, index=k) is the k-th of sample(seed, n).

    Returns
    -------
    Person

    Examples
    --------
    >>> import facemodel as fm
    >>> people = fm.people.sample(seed=1, n=3)
    >>> people
    Person(3 people, seed 1)
    >>> print(people.ed50.round(2))
    [1.36 1.24 0.67]
    """
    seed, index = whole("a seed", seed, 0), whole("the index of a person", index, 0)
    count = 1 if n is None else whole("the number of people", n, 1, MOST_PEOPLE)
    if sex is not None and (not isinstance(sex, str) or sex not in SEXES):
        raise FaceModelError(f"unknown sex {shown(sex)}; use 'female', 'male' or None for either")
    c = {p.name.removeprefix("people."): p.value for p in constants.parameters("people")}
    # one stream per person, so that person k is the same however many are drawn
    drawn = [streams.person(seed, index + k) for k in range(count)]
    z = {name: np.stack([row[name] for row in drawn]) for name in drawn[0]}
    for name, of in (("shared", OF_STEM), ("side", OF_MUSCLE), ("tone", OF_MUSCLE)):
        z[name] = np.take(z[name], of, axis=1)
    male = z["male"] < c["male_share"] if sex is None else np.full(count, sex == "male")
    shared = c["strength_sd_log"] * z["shared"]
    both = np.concatenate([shared, shared, np.zeros((count, 1))], axis=1)
    strength = np.exp(both + c["side_sd_log"] * z["side"])
    risorius = c["risorius_least"] + (1 - c["risorius_least"]) * z["risorius"]
    for side in ("left", "right"):
        strength[:, INDEX[f"risorius_{side}"]] *= risorius
    strength *= np.where(male, c["strength_male"], 1.0)[:, None]
    people = Person(
        strength=np.clip(strength, 0, STRONGEST),
        tone=np.minimum(np.exp(_tone_spread(c) * z["tone"]), STRONGEST),
        ed50=np.exp(c["ed50_sd_log"] * z["ed50"]) * np.where(male, c["ed50_male"], 1.0),
        onset_days=constants.value("toxin.onset_days") * np.exp(c["onset_sd_log"] * z["onset"]),
        decay_days=constants.value("toxin.decay_days") * np.exp(c["decay_sd_log"] * z["decay"]),
        responds=z["responds"] >= c["no_response"],
        responds_until_day=DAYS_PER_YEAR * z["lost"] / max(c["lost_response"], 1e-12),
        stiffness=np.clip(np.exp(c["stiffness_sd_log"] * z["stiffness"]), SOFTEST, STIFFEST),
        convergence=np.clip(c["convergence_share"] + c["convergence_sd"] * z["convergence"], 0, 1),
        sex=np.where(male, "male", "female"),
        seed=seed,
    )
    return people[0] if n is None else people


def check_person(person: Person | None) -> None:
    """Refuses what is no Person; None stands for the average one."""
    if person is not None:
        check_kind("a person", person, Person, "make one with fm.people.sample(seed)")


def _tone_spread(c: dict[str, float]) -> np.ndarray:
    """(M,) spread of the tone's logarithm; lids show a smaller one than all other skin."""
    lids = [m.startswith(("levator_palpebrae", "orbicularis_oculi_palpebral")) for m in MUSCLES]
    return np.where(lids, c["lid_tone_sd_log"], c["tone_sd_log"])


def several(person: Person) -> Person:
    """One person as a group of one, with a leading axis in every field.

    Parameters
    ----------
    person : Person

    Returns
    -------
    Person

    Examples
    --------
    >>> import facemodel as fm
    >>> fm.people.several(fm.people.average()).strength.shape == (1, len(fm.MUSCLES))
    True
    """
    if person.count is not None:
        return person
    fields = (*_PER_MUSCLE, *_PER_PERSON)
    several: dict[str, Any] = {n: np.asarray(getattr(person, n))[None] for n in fields}
    return replace(person, **several)


__all__ = ["SEXES", "Person", "average", "sample", "several"]
