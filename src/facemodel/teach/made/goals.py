"""Goals that an instructor can choose: what each kind needs, and how it is judged.

js/site/goals.js has the same kinds by the same names.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from msgspec import Struct

from facemodel.anatomy.checks import number, whole
from facemodel.anatomy.muscles import MUSCLES, SIDES
from facemodel.clinic import findings
from facemodel.errors import FaceModelError, unknown
from facemodel.teach.judges import targets
from facemodel.teach.judges.targets import Target
from facemodel.view import wording
from facemodel.view.messages import say

MOST_UNITS = 500.0
MOST_NAMES = 12


class Goal(Struct, frozen=True, forbid_unknown_fields=True):
    """A goal as a file has it: its kind, and what the kind needs."""

    kind: str
    percent: int | None = None
    side: str | None = None
    muscle: str | None = None
    finding: str | None = None
    units: float | None = None
    count: int | None = None


@dataclass(frozen=True)
class Kind:
    """What a kind of goal needs besides its name, and the target that it stands for."""

    needs: tuple[str, ...]
    target: Callable[[Any], Target]


NAMES = "names"
"""The kind whose answer is muscles, not what is done in the lab."""


def _spares(muscle: str, most: float) -> Target:
    words = wording.place(muscle)
    return Target(
        say("goal.spares", muscle=words, percent=f"{100 * most:.0f}"),
        lambda a: f"{a.lost(muscle):.0%}",
        lambda a: a.lost(muscle) <= most,
        lambda a: f"Too much reaches the {words}.",
    )


def _avoids(finding: str) -> Target:
    def found(a: Any) -> list[Any]:
        return [one for one in a.side_effects if one.name == finding]

    return Target(
        say("goal.avoids", finding=findings.KINDS[finding].label),
        lambda a: ", ".join(f"{one.label}, {one.side}" for one in found(a)) or "none",
        lambda a: not found(a),
        lambda a: found(a)[0].sentence,
    )


def _untreated(side: str) -> Target:
    words = f"Remove the treatment on the {side}. {targets.WHOSE_SIDES}"
    text = say("goal.untreated", side=side)
    return replace(targets.side_alone(side), text=text, hint=lambda a: words)


_LESS = "Asymmetry is still too large. Which muscle pulls on one side only?"
_FROZEN = "Too much movement is lost. Weaken less, or something else."
KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "falls": Kind(
            ("percent",),
            lambda g: targets.falls(
                "asymmetry", lambda a: a.fall, g.percent / 100, lambda a: _LESS
            ),
        ),
        "keeps": Kind(
            ("percent", "side"),
            lambda g: targets.keeps(
                f"the {g.side} side", "range", lambda a: a.width_kept[g.side], g.percent / 100,
                lambda a: _FROZEN,
            ),
        ),
        "tasks_fall": Kind(
            ("percent",),
            lambda g: targets.falls(
                "the asymmetry over the five tasks", lambda a: a.mirror_fall, g.percent / 100,
                lambda a: _LESS,
            ),
        ),
        "tasks_keep": Kind(
            ("percent",),
            lambda g: targets.keeps(
                "every landmark of every task", "movement", lambda a: min(a.tasks_kept.values()),
                g.percent / 100, lambda a: _FROZEN,
            ),
        ),
        "closes": Kind((), lambda g: targets.eyes_close()),
        "untreated": Kind(("side",), lambda g: _untreated(g.side)),
        "loses": Kind(("muscle", "percent"), lambda g: targets.loses(g.muscle, g.percent / 100)),
        "spares": Kind(("muscle", "percent"), lambda g: _spares(g.muscle, g.percent / 100)),
        "units": Kind(("units",), lambda g: targets.at_most_units(g.units)),
        "harmless": Kind((), lambda g: targets.no_side_effects()),
        "avoids": Kind(("finding",), lambda g: _avoids(g.finding)),
    }
)  # fmt: skip
"""Kinds of goals that are reached in the lab."""
_PAIRED = tuple(m for m in MUSCLES if m.endswith(SIDES))


def checked(goal: Goal) -> Goal:
    """The goal. Errors: an unknown kind; what it needs is missing or not allowed, or more."""
    kinds = (*KINDS, NAMES)
    if goal.kind not in kinds:
        raise unknown("kind of goal", goal.kind, kinds)
    needs = ("count",) if goal.kind == NAMES else KINDS[goal.kind].needs
    for field in ("percent", "side", "muscle", "finding", "units", "count"):
        value = getattr(goal, field)
        if (value is not None) != (field in needs):
            word = "needs" if field in needs else "takes no"
            raise FaceModelError(f"a goal of the kind {goal.kind} {word} {field}")
        if value is not None:
            _ALLOWED[field](value)
    return goal


def _one_of(what: str, known: tuple[str, ...]) -> Callable[[Any], None]:
    def check(value: Any) -> None:
        if value not in known:
            raise unknown(what, value, known)

    return check


_ALLOWED: Mapping[str, Callable[[Any], Any]] = {
    "percent": lambda x: whole("the percent of a goal", x, 0, 100),
    "side": _one_of("side", SIDES),
    "muscle": _one_of("muscle", _PAIRED),
    "finding": _one_of("side effect", tuple(findings.KINDS)),
    "units": lambda x: number("the units of a goal", x, 0.1, MOST_UNITS),
    "count": lambda x: whole("the muscles to name", x, 1, MOST_NAMES),
}


def text_of(goal: Goal) -> str:
    """A goal in words."""
    if goal.kind == NAMES:
        return say("goal.names", count=goal.count)
    return KINDS[goal.kind].target(goal).text
