"""How a learner's gradings compare with the model's own: bias, spread, the items missed most."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from facemodel.errors import FaceModelError
from facemodel.teach.judges.grading import ITEMS, composite

WEIGHTS = {"rest": 5, "voluntary": 4, "synkinesis": 1}
"""Points of the composite that one step of an item's part is worth."""


@dataclass(frozen=True)
class Calibration:
    """N gradings against the truth, learner less model.

    off        (N,) points of the composite; bias their mean, spread their standard deviation
    parts      "rest", "voluntary", "synkinesis" -> mean points of the composite that its scores add
    items      item -> share of gradings in which its score is not the model's, the commonest first
    """

    off: tuple[int, ...]
    parts: Mapping[str, float]
    items: Mapping[str, float]

    @property
    def bias(self) -> float:
        return float(np.mean(self.off))

    @property
    def spread(self) -> float:
        """Standard deviation of N gradings, points; NaN for one."""
        return float(np.std(self.off, ddof=1)) if len(self.off) > 1 else float("nan")

    @property
    def mean_error(self) -> float:
        """Mean distance from the model's composite, points."""
        return float(np.mean(np.abs(self.off)))

    def __str__(self) -> str:
        n = len(self.off)
        way = "high" if self.bias > 0 else "low"
        lines = [
            f"{n} grading{'s' if n > 1 else ''}: {self.mean_error:.1f} points off on average"
            + (
                f", {abs(self.bias):.1f} too {way}."
                if abs(self.bias) >= 0.5
                else ", in both directions."
                if self.mean_error >= 0.5
                else "."
            )
        ]
        part = max(self.parts, key=lambda p: abs(self.parts[p]))
        if abs(self.parts[part]) >= 0.5:
            said = {"rest": "resting", "voluntary": "voluntary", "synkinesis": "synkinesis"}[part]
            more = "too healthy" if self.parts[part] > 0 else "too impaired"
            lines.append(
                f"Your {said} part makes faces look {more}, by {abs(self.parts[part]):.1f} points."
            )
        missed = [(name, share) for name, share in self.items.items() if share > 0][:3]
        if missed:
            told = ", ".join(f"{name.replace('_', ' ')} ({share:.0%})" for name, share in missed)
            lines.append(f"Items that differed from the model most often: {told}.")
        return "\n".join(lines)


def calibration(
    said: Sequence[Mapping[str, int]], true: Sequence[Mapping[str, int]]
) -> Calibration:
    """Compare N gradings, item -> score, with the model's. Errors: none to compare."""
    if not said or len(said) != len(true):
        raise FaceModelError("there is no grading to compare yet; grade a patient first")
    off = [{name: s[name] - t[name] for name in ITEMS} for s, t in zip(said, true, strict=True)]
    sign = {"rest": -1, "voluntary": 1, "synkinesis": -1}
    parts = {
        part: float(
            np.mean([sum(d for n, d in one.items() if n.startswith(part)) for one in off])
            * WEIGHTS[part]
            * sign[part]
        )
        for part in WEIGHTS
    }
    missed = {name: float(np.mean([one[name] != 0 for one in off])) for name in ITEMS}
    return Calibration(
        tuple(composite(dict(s)) - composite(dict(t)) for s, t in zip(said, true, strict=True)),
        parts,
        dict(sorted(missed.items(), key=lambda row: -row[1])),
    )
