"""Predictions of what weakening does to a smile under a spasm: lesson 01's face, measured."""

from functools import lru_cache
from typing import Any

import numpy as np

from facemodel.case.case import Case
from facemodel.clinic import metrics
from facemodel.mechanics.face import load
from facemodel.physiology.dampening import REGIONS, dampen
from facemodel.teach.answers import Key
from facemodel.teach.judges.predicting import choose
from facemodel.teach.table import Row

CORNERS = ("cheilion_left", "cheilion_right")
STEPS = np.linspace(0, 1, 11)


@lru_cache(maxsize=32)
def _seen(case: Case, shares: tuple[tuple[str, float], ...]) -> dict[str, Any]:
    """What a case shows with these shares of regions weaker."""
    face = load()
    drive = case.build_condition().drive(case.intended(), dampen(dict(shares)))
    vertices = face.deform(drive)
    left, right = metrics.excursions(face.mesh, vertices, CORNERS).magnitude_mm
    return {
        "left": float(left),
        "right": float(right),
        "uneven": float(metrics.asymmetry(face.mesh, vertices)),
    }


def _both(row: Row, **shares: float) -> dict[str, Any]:
    """Figures before and after, by names that end in 0 and 1."""
    assert row.case is not None
    both = _seen(row.case, ()), _seen(row.case, tuple(shares.items()))
    return {f"{name}{k}": x for k, one in enumerate(both) for name, x in one.items()}


def less_eye(row: Row) -> Key:
    """How far the corner moves once the eye of that side is weaker."""
    limit, found = metrics.detectable_change_mm("smile_social"), _both(row, eye_left=0.6)
    change = found["left1"] - found["left0"]
    farther, same, less = row.choices
    key = same if abs(change) < limit else farther if change > 0 else less
    return choose(row, key, {**found, "limit": limit})


def why_level(row: Row) -> Key:
    """Which corner changed where both move alike."""
    found = _both(row, eye_left=0.6, smile_left=0.1)
    gains, loses = found["right1"] - found["right0"], found["left0"] - found["left1"]
    right, left, both = row.choices
    key = left if loses > 3 * gains else right if gains > 3 * loses else both
    return choose(row, key, found)


def more_and_more(row: Row) -> Key:
    """What asymmetry does while a whole side is weakened from nothing to everything."""
    assert row.case is not None
    side = [name for name in REGIONS if name.endswith("_left")]
    uneven = [
        _seen(row.case, tuple((name, float(share)) for name in side))["uneven"] for share in STEPS
    ]
    least = int(np.argmin(uneven))
    falls, turns, stays = row.choices
    key = turns if uneven[-1] > uneven[0] else falls if least == len(STEPS) - 1 else stays
    figures = {"first": uneven[0], "least": uneven[least], "last": uneven[-1]}
    return choose(row, key, {**figures, "at": STEPS[least]})


def both_sides(row: Row) -> Key:
    """How symmetric a face is of which nothing moves."""
    found = _both(row, **dict.fromkeys(REGIONS, 1.0))
    as_before, somewhat, perfect = row.choices
    still = found["uneven1"]
    key = perfect if still < 0.01 else somewhat if still < found["uneven0"] else as_before
    return choose(row, key, found)


JUDGES = (less_eye, why_level, more_and_more, both_sides)
