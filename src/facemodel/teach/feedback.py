"""How an answer is replied to: goals that are met or not, one hint, and in the end why."""

from dataclasses import dataclass

from facemodel.view.markup import piece


@dataclass(frozen=True)
class Goal:
    """One thing to reach: what, how far the attempt came, and whether that is enough."""

    text: str
    reached: str
    met: bool


@dataclass(frozen=True)
class Feedback:
    """Goals as an attempt meets them, one hint, and once it is solved (or hints are spent) why.

    No goals: what was given is no answer, and `hint` says what one looks like.
    """

    goals: tuple[Goal, ...]
    hint: str
    explanation: str = ""

    @property
    def solved(self) -> bool:
        return bool(self.goals) and all(goal.met for goal in self.goals)

    def __str__(self) -> str:
        rows = [f"{'reached' if g.met else 'not yet'}: {g.text} ({g.reached})" for g in self.goals]
        return "\n".join(filter(None, [*rows, self.hint, self.explanation]))

    def _repr_html_(self) -> str:
        count = len(self.goals)
        rows = str(self).splitlines()[:count]
        return str(piece("feedback", rows, self.hint, self.explanation))


@dataclass(frozen=True)
class Judgement:
    """What the model found in an answer: goals, and a hint of its own where it knows a better one
    than the first of the exercise."""

    goals: tuple[Goal, ...]
    hint: str = ""
