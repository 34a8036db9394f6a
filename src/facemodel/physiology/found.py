"""A face with what was found of single muscles: those that are weak, and that hold more or less."""

from collections.abc import Mapping
from dataclasses import replace

from facemodel.anatomy.muscles import INDEX, MUSCLES, SIDES, Side, side_of
from facemodel.errors import unknown
from facemodel.physiology.drive import Condition

STANDS_OUT = 2.0
"""How many times as much as the other side one has that gives a case its side; it moves nothing."""


def with_found(
    condition: Condition, weak: Mapping[str, float], held: Mapping[str, float]
) -> Condition:
    """A condition in which muscles are weak by shares 0..1, and hold -1..1 at rest.

    weak: of what they contract when they are asked to; held: of a full contraction above normal
    tone, below 0 of their tone. Errors: an unknown muscle.
    """
    if not weak and not held:
        return condition
    carried, tone = condition.conduction.copy(), condition.tone.copy()
    for name, share in weak.items():
        carried[_index(name)] *= 1 - share
    for name, x in held.items():
        m = _index(name)
        tone[m] *= 1 + min(x, 0.0)
        tone[m] += max(x, 0.0) * (1 - tone[m])
    side = condition.side or affected({n: abs(x) for n, x in (*weak.items(), *held.items())})
    return replace(condition, conduction=carried, tone=tone, side=side)


def affected(sizes: Mapping[str, float]) -> Side | None:
    """The side that has most of what was found, by muscle; None where both have."""
    says = {side: sum(x for n, x in sizes.items() if side_of(n) == side) for side in SIDES}
    best = max(SIDES, key=lambda side: says[side])
    return best if says[best] > STANDS_OUT * (sum(says.values()) - says[best]) else None


def _index(name: str) -> int:
    if name not in MUSCLES:
        raise unknown("muscle", name, MUSCLES)
    return INDEX[name]
