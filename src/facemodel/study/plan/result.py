"""What solving found, as figures and words: what each muscle loses and what the face gains."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from facemodel.anatomy.muscles import MUSCLES, Side
from facemodel.clinic.asymmetry import over_tasks
from facemodel.data.showing import frame, table_html
from facemodel.errors import renamed
from facemodel.mechanics.face import Face
from facemodel.physiology.drive import Condition
from facemodel.study.plan.problem import Problem
from facemodel.study.plan.solving import Eyes

WHAT_STUDIES_ACHIEVED = (
    "In studies toxin changed the asymmetry over five expressions by -11 % (1.51 to 1.35 mm, 16 "
    "people with facial palsy), and the Sunnybrook score by +13 (n 30), +20 (n 42) or -12 points "
    "(n 9); few of them were controlled."
)
"""Changes that treatment achieved in studies, to compare a plan's with."""
NOT_A_RECOMMENDATION = (
    "This plan weakens muscles of the model until its sides match while its movement is preserved. "
    "It is not a recommendation to treat anybody."
)
"""What stands beside every plan: it recommends no treatment."""
WITHIN_HEALTHY = (
    "Nothing is weakened: over rest and {tasks} the asymmetry is within that of 95 % of the "
    "model's healthy people. Asymmetry that shows only in other tasks is not considered."
)
NOT_WORTH_IT = (
    "Nothing is weakened: further symmetry would cost more movement than the price allows."
)
HealthySide = Literal["spare", "leave", "use"]
_SAYS = 0.005  # smaller shares are not worth a line


@dataclass(frozen=True)
class Settings:
    """What a plan was asked for; `fm.plan.balance` explains each.

    Attributes
    ----------
    keep : float
        Share 0..1.
    price : float
        mm2 per priced unit.
    at_most : int or None
        Muscles.
    healthy_side : str
        "spare", "leave" or "use".
    eyes : str
        "gently" or "with effort".
    """

    keep: float
    price: float
    at_most: int | None = None
    healthy_side: HealthySide = "spare"
    eyes: Eyes = "gently"


@dataclass(frozen=True, eq=False)
class Result:
    """Model dampening and what it does to the face that it was found for.

    Attributes
    ----------
    remaining : ndarray of shape (M,)
        Share 0..1 of strength left.
    tasks : tuple of str
        "rest" and the T - 1 tasks planned for.
    before_mm, after_mm : ndarray of shape (T,)
        Mirror difference of each, on whole frames.
    retained : mapping of str to float
        "task side" -> share of its movement left, on whole frames.
    floor_cost : mapping of str to float
        "task side" -> mm of mirror difference that one per cent more of it costs.
    dose : float
        Priced units: ED50 times share taken, summed; muscles of a spared side count dearer.
    objective, untouched_objective : float
        mm2: what was minimised, and its value with nothing dampened.
    side : str or None
        The affected side.
    settings : Settings
        What was asked for.
    face : Face
        That it was made for.
    condition : Condition or None
        None of a plan from landmarks.
    problem : Problem
        What was solved.
    """

    remaining: np.ndarray
    tasks: tuple[str, ...]
    before_mm: np.ndarray
    after_mm: np.ndarray
    retained: Mapping[str, float]
    floor_cost: Mapping[str, float]
    dose: float
    objective: float
    untouched_objective: float
    side: Side | None
    settings: Settings
    face: Face
    condition: Condition | None
    problem: Problem

    @property
    def dampening(self) -> dict[str, float]:
        """Muscle -> share 0..1 taken, largest first."""
        taken = 1 - self.remaining
        order = np.argsort(-taken, kind="stable")
        return {MUSCLES[k]: float(taken[k]) for k in order if taken[k] > _SAYS}

    @property
    def within_healthy(self) -> bool:
        """Whether the sides differ no more than in 95 % of healthy people: nothing is taken."""
        return self.problem.within_healthy

    @property
    def ratio(self) -> float:
        """Mirror difference after over before, over rest and tasks; 1 where there was none."""
        before = over_tasks(self.before_mm)
        return over_tasks(self.after_mm) / before if before > 1e-6 else 1.0

    kept, least_kept = renamed("retained"), renamed("least_retained")

    @property
    def least_retained(self) -> float:
        """Smallest share 0..1 of movement that a task keeps on a side."""
        return min(self.retained.values(), default=1.0)

    def __repr__(self) -> str:
        before, after = over_tasks(self.before_mm), over_tasks(self.after_mm)
        return (
            f"{type(self).__name__}({len(self.dampening)} muscles, asymmetry {before:.2f} -> "
            f"{after:.2f} mm, at least {100 * self.least_retained:.0f} % of movement kept)"
        )

    def _repr_html_(self) -> str:
        return table_html(f"{self!r}. {NOT_A_RECOMMENDATION}", *self._rows())

    def to_frame(self) -> Any:
        """Muscles and the share taken of each, as a pandas DataFrame."""
        head, rows = self._rows()
        return frame(dict(zip(head, zip(*rows, strict=True) if rows else ((), ()), strict=True)))

    def _rows(self) -> tuple[tuple[str, str], list[tuple[str, float]]]:
        return ("muscle", "share taken"), list(self.dampening.items())

    def __str__(self) -> str:
        if not self.dampening:
            looked_at = ", ".join(t.replace("_", " ") for t in self.tasks if t != "rest")
            said = f"{WITHIN_HEALTHY.format(tasks=looked_at)} To include them, name them in tasks."
            lines = [said if self.within_healthy else NOT_WORTH_IT]
        else:
            n = len(self.tasks) - 1
            lines = [
                f"Asymmetry {over_tasks(self.before_mm):.2f} -> "
                f"{over_tasks(self.after_mm):.2f} mm (root mean square over rest and "
                f"{n} task{'' if n == 1 else 's'}); every task preserves "
                f"at least {100 * self.least_retained:.0f} % of its movement."
            ]
            lines += [
                f"  {name.replace('_', ' '):55s} {100 * share:3.0f} % weaker"
                for name, share in self.dampening.items()
            ]
        return "\n".join([*lines, NOT_A_RECOMMENDATION, WHAT_STUDIES_ACHIEVED])
