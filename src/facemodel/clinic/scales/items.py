"""An item of a scale: what was measured, the score it got, and the rule that gave it."""

from dataclasses import dataclass

import numpy as np

from facemodel.errors import FaceModelError


@dataclass(frozen=True, eq=False)
class Item:
    """A measured figure and the ladder of scores it stands on.

    measured (...); bounds ascending, scores and words one more than bounds: a figure that reaches
    bounds[k] climbs to scores[k + 1]
    """

    name: str
    measured: np.ndarray
    unit: str
    bounds: tuple[float, ...]
    scores: tuple[float, ...]
    words: tuple[str, ...]

    @property
    def _step(self) -> np.ndarray:
        return np.searchsorted(self.bounds, self.measured, side="right")

    @property
    def score(self) -> np.ndarray:
        """The score (...) of each face."""
        return np.asarray(self.scores)[self._step]

    @property
    def rule(self) -> str:
        """Which rule fired, in words; for one face."""
        if np.ndim(self.measured):
            raise FaceModelError("rules are told for one face; examine one person")
        k = int(self._step)
        low = f"from {self.bounds[k - 1]:g}" if k else ""
        high = f"below {self.bounds[k]:g}" if k < len(self.bounds) else ""
        limits = " and ".join(part for part in (low, high) if part)
        value = f"{float(self.measured):.2f} {self.unit}".strip()
        return f"{value}: {limits} is {self.words[k]} ({self.scores[k]:g})"

    def __repr__(self) -> str:
        return f"Item({self.name}: {self.rule if np.ndim(self.measured) == 0 else self.score})"
