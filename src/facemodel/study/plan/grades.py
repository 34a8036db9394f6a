"""The clinical grade of a plan's people: of spasm, of synkinesis, or of lines; mean of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np

from facemodel.anatomy.muscles import MUSCLES
from facemodel.clinic.scales.jankovic import severity_held
from facemodel.clinic.scales.scale import fws
from facemodel.clinic.scales.sunnybrook import synkinesis
from facemodel.study.plan.trial import Trial


def grade_name(trial: Trial) -> str | None:
    """Of GRADES, what the trial's condition is graded by; None where its mm say it all."""
    condition, aim = trial.condition, trial.aim
    if aim.lines:
        return "wrinkles"
    if aim.against != "calm":
        return None
    if condition.involuntary.any():
        return "spasm"
    return "synkinesis" if condition.side and condition.synkinesis.any() else None


def grade(trial: Trial, name: str, left: np.ndarray) -> float:
    """Mean of the people with strength (N,M) left."""
    return float(np.mean(GRADES[name](trial, left)))


def _spasm(trial: Trial, left: np.ndarray) -> np.ndarray:
    who, still = trial.panel.people, np.zeros(len(MUSCLES))
    driven = trial.condition.drive(still, left, strength=who.strength, tone=who.tone)
    return severity_held(driven)


def _synkinesis(trial: Trial, left: np.ndarray) -> np.ndarray:
    exam, side = trial.looks.exam(trial.condition, left), trial.condition.side or "left"
    return np.sum([item.score for item in synkinesis(exam, side).values()], axis=0)


def _wrinkles(trial: Trial, left: np.ndarray) -> np.ndarray:
    return np.mean([fws(mm).score for mm in trial.looks.deepest_mm(left).values()], axis=0)


GRADES: Mapping[str, Callable[[Trial, np.ndarray], np.ndarray]] = MappingProxyType(
    {"spasm": _spasm, "synkinesis": _synkinesis, "wrinkles": _wrinkles}
)
"""Grade (N,) by name; js/core has the same."""

__all__ = ["GRADES", "grade", "grade_name"]
