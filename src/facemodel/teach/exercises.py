"""Exercises that the model grades: what to reach, what was reached, and a hint."""

import html
from collections.abc import Mapping
from dataclasses import dataclass, replace

from facemodel.case import Case
from facemodel.clinic import metrics
from facemodel.errors import FaceModelError
from facemodel.mechanics.face import Face, load
from facemodel.physiology.dampening import muscles_of

SPASM_SMILE = Case(
    condition="hemifacial_spasm", side="left", severity="moderate", expression="smile_social"
)
"""The face of notebook 01: a social smile under a moderate left hemifacial spasm."""


@dataclass(frozen=True)
class Goal:
    """One thing to reach: what, how far the attempt came, and whether that is enough."""

    text: str
    reached: str
    met: bool


@dataclass(frozen=True)
class Feedback:
    """Goals of an exercise as an attempt meets them, and one hint towards the first it misses."""

    goals: tuple[Goal, ...]
    hint: str

    @property
    def solved(self) -> bool:
        return all(goal.met for goal in self.goals)

    def __str__(self) -> str:
        rows = [f"{'reached' if g.met else 'not yet'}: {g.text} ({g.reached})" for g in self.goals]
        return "\n".join([*rows, self.hint])

    def _repr_html_(self) -> str:
        rows = "".join(f"<li>{html.escape(row)}</li>" for row in str(self).splitlines()[:-1])
        return f"<ul>{rows}</ul><p><strong>{html.escape(self.hint)}</strong></p>"


def level_smile(
    attempt: Case | Mapping[str, float],
    face: Face | None = None,
    less_asymmetry: float = 0.6,
    range_kept: float = 0.85,
) -> Feedback:
    """Make the smile of SPASM_SMILE level without freezing it.

    attempt: a Case, of which the dampening counts, or what fm.dampen takes. Asymmetry (mm) must
    fall by the share `less_asymmetry`, the largest widths of what the left side's landmarks can
    reach must keep the share `range_kept`, and the healthy side must be left alone. [assume]
    """
    if not isinstance(attempt, (Case, Mapping)):
        raise FaceModelError("an attempt is a case or a dampening, as {'eye_left': 0.2}")
    dampening = attempt.dampening if isinstance(attempt, Case) else attempt
    tried = replace(SPASM_SMILE, dampening=dampening)
    face = face or load()

    def asymmetry(case: Case, by: str | None = None):
        return metrics.asymmetry(face.mesh, face.deform(case.drive()), by)

    fall = 1 - asymmetry(tried) / asymmetry(SPASM_SMILE)
    reach = metrics.expression_range(face, tried.remaining(), tried.build_condition())
    kept = reach.overall("left")["width"]
    right = [name for name in dampening if dampening[name] > 0 and _touches_right(name)]
    goals = (
        Goal(
            f"asymmetry falls by {less_asymmetry:.0%} or more",
            f"it {'falls' if fall >= 0 else 'rises'} by {abs(fall):.0%}",
            bool(fall >= less_asymmetry),
        ),
        Goal(
            f"the left side keeps {range_kept:.0%} of its range or more",
            f"it keeps {kept:.0%}",
            bool(kept >= range_kept),
        ),
        Goal(
            "the healthy side is left alone",
            "nothing dampened there" if not right else f"dampened: {', '.join(right)}",
            not right,
        ),
    )
    return Feedback(goals, _hint(goals, dampening, asymmetry(tried, "thirds")))


def _hint(goals: tuple[Goal, ...], dampening: Mapping[str, float], thirds: dict) -> str:
    level, movement, untouched = (goal.met for goal in goals)
    if level and movement and untouched:
        return "Solved, in this model: the smile is level, and it is still a smile."
    if not untouched:
        return "The spasm is on the left; bring the sliders of the other side back to zero."
    if not movement:
        most = max(dampening, key=lambda name: dampening[name] * len(muscles_of(name)))
        return f"Too much movement is lost. Ease {most} first: it takes the most."
    if not dampening:
        return "Nothing is dampened yet. Look which muscles pull although nobody smiles with them."
    worst = max(thirds, key=lambda name: thirds[name])
    return f"Most of what is left lies in the {worst} third. Which muscle there still pulls?"


def _touches_right(name: str) -> bool:
    return any(muscle.endswith("_right") for muscle in muscles_of(name))
