"""What a treatment may do to others: chances of side effects in people with the same condition.

One face that got away with much says little of what was risked. So sixteen of the people whom plans
are made for, whose injector's hand errs, are treated alike; js/practice/others.js has the same.
"""

from collections.abc import Collection, Mapping, Sequence

import numpy as np

from facemodel.clinic.findings import KINDS, Finding
from facemodel.data import constants
from facemodel.study.plan.judged import MAJOR
from facemodel.teach.practice.patients import Patient
from facemodel.teach.practice.says import MARKS
from facemodel.teach.practice.treating import Treatment, caught

Key = tuple[str, str]
"""Side effect and side; LOST, "" is a movement that loses too much."""
LOST = "lost_movement"
Chances = Mapping[Key, float]
_TOLD = 0.1  # smaller chances are not worth a line


def chances(patient: Patient, given: Treatment, need: float = 1.0) -> Chances:
    """Chance 0..1 of each side effect, at the review.

    Each of them stands for people a little unlike them, so that a measure counts in part
    within constant practice.threshold_span round its limit.

    Parameters
    ----------
    patient : Patient
        Whose condition, severity and head they have.
    given : Treatment
        What they get.
    need : float
        Dose that they need, relative to an average person's.
    """
    trial = patient._large.others
    if given.injections:
        units = trial.reached.units_of(given.injections)
    else:
        units = np.tile(caught(trial.face.mesh, given), (len(trial.panel.hand_mm), 1))
    judged = trial.of_strength(1 - trial.reached.lost_to(units / need))
    seen, hidden = map(_flagged, judged.harm.findings)
    rows = {key: np.maximum(who, hidden.get(key, 0.0)) for key, who in seen.items()}
    shares = [s for name, s in judged.shares.items() if name.split()[0] not in trial.aim.free]
    rows[LOST, ""] = _past(np.fmin.reduce([np.ones(len(units)), *shares]), trial.keep, below=True)
    return {key: float(who.mean()) for key, who in rows.items()}


def beyond(found: Chances, plans: Chances, had: Collection[Key]) -> Chances:
    """By how much chances exceed the plan's, of what the patient was spared."""
    more = {key: chance - plans[key] for key, chance in found.items()}
    return {key: chance for key, chance in more.items() if chance > 0 and key not in had}


def expected(risked: Chances, major: bool) -> float:
    """How many side effects of judged.MAJOR, or of the others, are to be expected in one person."""
    return sum(chance for (name, _), chance in risked.items() if (name in MAJOR) == major)


def told(risked: Chances) -> list[str]:
    """In words, what is likely enough; no line of nothing."""
    rows = []
    for (name, side), chance in sorted(risked.items()):
        label = MARKS["lost"] if name == LOST else f"{KINDS[name].label}, {side}"
        if chance >= _TOLD:
            rows.append(f"{label} ({100 * chance:.0f} %)")
    return [MARKS["risked"].format(effects="; ".join(rows))] if rows else []


def _flagged(found: Sequence[Finding]) -> dict[Key, np.ndarray]:
    """By how much (N,) 0..1 each is told, as far as no other tells the same."""
    past = {(one.name, one.side): _beyond(one) for one in found}
    same = {key: past.get((KINDS[key[0]].suppressed_by, key[1]), 0.0) for key in past}
    return {key: who * (1 - same[key]) for key, who in past.items()}


def _beyond(one: Finding) -> np.ndarray:
    below = one.kind.flagged == "below"
    nearest = (np.maximum if below else np.minimum)(one.measured, one.from_health)
    return _past(nearest, one.kind.threshold, below)


def _past(measured: np.ndarray, limit: float, below: bool) -> np.ndarray:
    """Share of people like these who lie beyond a limit: a half of those that lie at it."""
    span = constants.value("practice.threshold_span")
    beyond = (1 - measured / limit if below else measured / limit - 1) / (2 * span)
    return np.clip(0.5 + beyond, 0, 1)
