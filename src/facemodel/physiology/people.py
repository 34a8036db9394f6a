"""Virtual people: how strength, tone, dose response and anatomy vary between them.

`average()` is the person whom every table describes; `sample(seed)` draws one and
`sample(seed, n)` draws n at once, as leading axes. The same seed always gives the same people.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from facemodel.anatomy.checks import check_kind, numbers, whole
from facemodel.anatomy.muscles import INDEX, MIRROR, MUSCLES, SIDES, STEMS, info, side_of
from facemodel.data import constants
from facemodel.errors import FaceModelError
from facemodel.physiology import streams
from facemodel.physiology.drive import STRONGEST, Condition

M = len(MUSCLES)
SEXES = ("female", "male")
"""Sexes that people are drawn of."""
MOST_PEOPLE = 100_000
DAYS_PER_YEAR = 365.25
SOFTEST, STIFFEST = 0.3, 3.0  # of a skin; nobody is drawn beyond, at four standard deviations


@dataclass(frozen=True, eq=False)
class Person:
    """One person, or N with a leading axis (N,) in every field.

    strength     (M,) or (N, M) force of each muscle relative to an average person's
    tone         (M,) or (N, M) tone of each muscle at rest relative to an average person's
    ed50         () or (N,) dose needed relative to an average person's
    onset_days, decay_days  () or (N,) mean days until a dose is at this person's nerve endings, and
                 until its light chain is lost; all that follows is as much slower or faster
    responds     () or (N,) whether toxin acts at all
    responds_until_day  () or (N,) doses given later in a course do nothing; inf: none is lost
    stiffness    () or (N,) of the skin relative to an average person's
    convergence  () or (N,) height of frontalis' line of convergence, share of the forehead
    sex          () or (N,) "female" or "male"; "average" for the average person
    seed         it was drawn with, or None
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
    """How many people these are; None for one without a leading axis."""

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

    def drive(
        self,
        condition: Condition,
        intended: ArrayLike,
        remaining: ArrayLike = 1.0,
        time: ArrayLike | None = None,
    ) -> np.ndarray:
        """Activation (M,) or (N, M) of these people under a condition; see Condition.drive."""
        check_kind("a condition", condition, Condition, "make one with fm.conditions")
        return condition.drive(intended, remaining, time, self.strength, self.tone)

    def in_condition(self, condition: Condition) -> Condition:
        """The condition as this one person has it, strength and tone included."""
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


def _place(muscle: str) -> tuple[float, int]:
    """Where a muscle's random numbers are drawn: left before right, as `drawn` says."""
    side, drawn = side_of(muscle), info(muscle).drawn
    return (math.inf if drawn is None else drawn, SIDES.index(side) if side else len(SIDES))


def _first_part(muscle: str) -> int:
    """Index of the first part of a muscle, as strong as which all of its parts are."""
    whole, side = info(muscle).part_of, side_of(muscle)
    parts = [m for m in MUSCLES if whole and info(m).part_of == whole and side_of(m) == side]
    return INDEX[min(parts or [muscle], key=_place)]


_WHOLE = np.array([_first_part(m) for m in MUSCLES])
_DRAWN = tuple(sorted(MUSCLES, key=lambda m: _place(m)[::-1]))
_DRAWN_STEMS = tuple(sorted(STEMS, key=_place))
_OF_MUSCLE = np.array([_DRAWN.index(MUSCLES[k]) for k in _WHOLE])
_OF_STEM = np.array([_DRAWN_STEMS.index(STEMS[k]) for k in _WHOLE[: len(STEMS)]])
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
    """The person whom the tables describe: every factor 1."""
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
    """Draw one person, or `n` as leading axes; sex "female", "male", or None for either.

    index: number of the first one, so that sample(seed, index=k) is the k-th of sample(seed, n).

    Factors are log-normal about 1; a muscle's strength has a part shared by both sides and a part
    per side, its tone at rest is each side's own; the risorius is anything between absent and full
    (4.6, 00.12).
    """
    seed, index = whole("a seed", seed, 0), whole("the index of a person", index, 0)
    count = 1 if n is None else whole("the number of people", n, 1, MOST_PEOPLE)
    if sex is not None and (not isinstance(sex, str) or sex not in SEXES):
        raise FaceModelError(f"unknown sex {sex!r}; use 'female', 'male' or None for either")
    c = {p.name.removeprefix("people."): p.value for p in constants.parameters("people")}
    # one stream per person, so that person k is the same however many are drawn
    drawn = [_draw(seed, index + k) for k in range(count)]
    z = {name: np.stack([row[name] for row in drawn]) for name in drawn[0]}
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
    lids = np.array([m.startswith("levator_palpebrae") for m in MUSCLES])
    return np.where(lids, c["lid_tone_sd_log"], c["tone_sd_log"])


def several(person: Person) -> Person:
    """One person as a group of one, with a leading axis in every field."""
    if person.count is not None:
        return person
    fields = (*_PER_MUSCLE, *_PER_PERSON)
    several: dict[str, Any] = {n: np.asarray(getattr(person, n))[None] for n in fields}
    return replace(person, **several)


def _draw(seed: int, person: int) -> dict[str, np.ndarray]:
    """Random numbers of one person, in a fixed order: normal unless named in the comment."""
    rng = np.random.default_rng([seed, person, 4])

    def normal(names: tuple[str, ...], what: int) -> np.ndarray:
        return streams.per_muscle(names, lambda r, n: r.normal(size=n), rng, seed, person, 4, what)

    return {
        "male": np.array(rng.uniform()),
        "shared": normal(_DRAWN_STEMS, 1)[_OF_STEM],
        "side": normal(_DRAWN, 2)[_OF_MUSCLE],
        "risorius": np.array(rng.uniform()),
        "ed50": np.array(rng.normal()),
        "onset": np.array(rng.normal()),
        "decay": np.array(rng.normal()),
        "responds": np.array(rng.uniform()),
        "stiffness": np.array(rng.normal()),
        "convergence": np.array(rng.normal()),
        "lost": np.array(rng.exponential()),  # exponential
        "tone": normal(_DRAWN, 3)[_OF_MUSCLE],  # last, so that others stay as they were
    }


__all__ = ["SEXES", "Person", "average", "sample", "several"]
