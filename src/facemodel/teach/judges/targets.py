"""Exercises with a target: several figures of the face to reach at once, judged by the model."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from facemodel.anatomy.muscles import side_of
from facemodel.case.case import Case
from facemodel.data import constants
from facemodel.mechanics.face import load
from facemodel.physiology.dampening import muscles_of
from facemodel.physiology.toxin import Injection, total_units
from facemodel.teach import answers
from facemodel.teach.answers import WHOSE_SIDES, Goal, Judgement, Key
from facemodel.teach.attempt import Attempt
from facemodel.teach.table import Row
from facemodel.view import wording
from facemodel.view.messages import say

EXACT = 1e-6  # per cent: what is reached exactly, but for the last bits


@dataclass(frozen=True)
class Target:
    """A goal, what an attempt reached of it, whether that is enough, and what to say if not."""

    text: str
    reached: Callable[[Attempt], str]
    met: Callable[[Attempt], bool]
    hint: Callable[[Attempt], str]


def reach(
    row: Row, *targets: Target, reference: Any = None, figures: Mapping[str, Any] | None = None
) -> Key:
    """Judges what weakening, or points where the kind is "avoid", do to the row's case."""
    case = row.case
    assert case is not None

    def judge(answer: Any) -> Judgement:
        if row.kind == "avoid":
            return judged(replace(case, injections=answers.injections(load(), answer)), targets)
        return judged(replace(case, dampening=answers.dampening(answer)), targets)

    return Key(judge, reference, figures or {})


def judged(case: Case, targets: tuple[Target, ...]) -> Judgement:
    """The limits follow the aim in a list of targets; the hint of a broken limit comes first."""
    attempt = Attempt(case)
    goals = tuple(Goal(t.text, t.reached(attempt), bool(t.met(attempt))) for t in targets)
    missed = [t for t, goal in zip(targets, goals, strict=True) if not goal.met]
    return Judgement(goals, missed[-1].hint(attempt) if missed else "")


def _percent(share: float) -> str:
    """Whole per cent, rounded toward 0: what falls short of 8 % is not told as 8 %."""
    return f"{math.floor(100 * abs(share) + EXACT)}%"


def falls(text: str, share: Callable[[Attempt], float], least: float, hint) -> Target:
    """Something must fall by a share 0..1 or more."""
    return Target(
        say("goal.falls", what=text, percent=f"{100 * least:.0f}"),
        lambda a: f"it {'falls' if share(a) >= 0 else 'rises'} by {_percent(share(a))}",
        lambda a: share(a) >= least,
        hint,
    )


def keeps(who: str, what: str, share: Callable[[Attempt], float], least: float, hint) -> Target:
    """Something must keep a share 0..1 or more of what it has."""
    return Target(
        say("goal.keeps", who=who, percent=f"{100 * least:.0f}", what=what),
        lambda a: f"{_percent(share(a))} preserved",
        lambda a: share(a) >= least,
        hint,
    )


def eyes_close() -> Target:
    """Eyes that are meant to close do, to within the threshold of the side effect."""
    most = constants.value("side_effects.lagophthalmos")

    def hint(a: Attempt) -> str:
        met = "no longer meet" if a.gaps_mm[0] < most else "did not meet before either"
        return f"The lids {met}: the muscle that you weaken also closes the eye."

    return Target(
        say("goal.closes", mm=f"{most:g}"),
        lambda a: "from {:.1f} to {:.1f} mm".format(*a.gaps_mm),
        lambda a: a.gaps_mm[1] < most,
        hint,
    )


def side_alone(side: str) -> Target:
    """Nothing on this side is weakened on purpose."""

    def touched(a: Attempt) -> list[str]:
        names = [name for name, share in a.case.dampening.items() if share > 0]
        found = [name for name in names if any(side_of(m) == side for m in muscles_of(name))]
        found += [one.place for one in a.case.injections if _lies(one, side)]
        return [wording.place(name) for name in found]

    return Target(
        "the healthy side is untreated",
        lambda a: f"treated: {', '.join(touched(a))}" if touched(a) else "nothing is treated there",
        lambda a: not touched(a),
        lambda a: (
            f"The overactive side is the other one. Remove the treatment on the {side}. "
            f"{WHOSE_SIDES}"
        ),
    )


def no_side_effects() -> Target:
    """The injections have no side effect beyond its threshold, and no dose over a ceiling."""
    return Target(
        say("goal.harmless"),
        lambda a: ", ".join(f"{one.label}, {one.side}" for one in a.side_effects) or "none",
        lambda a: not a.side_effects,
        lambda a: a.side_effects[0].sentence,
    )


def at_most_units(most: float) -> Target:
    """The points together contain no more than this."""
    return Target(
        say("goal.units", units=f"{most:g}"),
        lambda a: f"{total_units(a.case.injections):g}",
        lambda a: total_units(a.case.injections) <= most,
        lambda a: "More units spread farther. Use fewer.",
    )


def loses(muscle: str, least: float) -> Target:
    """The target muscle is clearly weaker on the case's day."""
    words, side = wording.place(muscle), side_of(muscle)

    def too_little(a: Attempt) -> str:
        there = [_lies(one, side) for one in a.case.injections] if side else []
        if there and not any(there):
            return f"There is no point on the {side}, where the {words} is. {WHOSE_SIDES}"
        return f"Too little reaches the {words}. Stay over it, and at its depth."

    return Target(
        say("goal.loses", muscle=words, percent=f"{100 * least:.0f}"),
        lambda a: f"{a.lost(muscle):.0%}",
        lambda a: a.lost(muscle) >= least,
        too_little,
    )


def most_dampened(dampening: Mapping[str, float]) -> str:
    """The entry that takes most strength from most muscles, in words."""
    return wording.place(max(dampening, key=lambda n: dampening[n] * len(muscles_of(n))))


def _lies(one: Injection, side: str) -> bool:
    if one.point is not None:
        return one.point[0] * (1 if side == "left" else -1) > 1
    return side_of(one.muscle or one.landmark or "") == side
