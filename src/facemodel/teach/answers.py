"""What an answer may look like, and how it is replied to: readers of answers, and feedback.

Each reader gives a clean value or says what is wrong. A case, or the lab on screen, answers with
what was done in it.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import numpy as np

from facemodel.anatomy.checks import number
from facemodel.case.case import Case
from facemodel.errors import FaceModelError, kind_of, shown, unknown
from facemodel.mechanics.face import Face
from facemodel.physiology.dampening import dampen
from facemodel.physiology.toxin import Injection, site
from facemodel.view.markup import piece

WHOSE_SIDES = "Sides are the person's own: their left is on your right."


@dataclass(frozen=True)
class Goal:
    """One thing to reach.

    Attributes
    ----------
    text : str
        What is to be reached.
    reached : str
        How far the attempt came.
    met : bool
        Whether that is enough.
    """

    text: str
    reached: str
    met: bool


@dataclass(frozen=True, repr=False)
class Feedback:
    """The reply to an answer.

    Attributes
    ----------
    goals : tuple of Goal
        As the attempt meets them; empty where what was given is no answer.
    hint : str
        One hint, or what an answer looks like.
    explanation : str
        Why, once it is solved or all hints are given; else empty.
    """

    goals: tuple[Goal, ...]
    hint: str
    explanation: str = ""

    @property
    def solved(self) -> bool:
        """Whether every goal is met."""
        return bool(self.goals) and all(goal.met for goal in self.goals)

    def __str__(self) -> str:
        rows = [f"{'reached' if g.met else 'not yet'}: {g.text} ({g.reached})" for g in self.goals]
        return "\n".join(filter(None, [*rows, self.hint, self.explanation]))

    __repr__ = __str__

    def _repr_html_(self) -> str:
        count = len(self.goals)
        rows = str(self).splitlines()[:count]
        return str(piece("feedback", rows, self.hint, self.explanation))


@dataclass(frozen=True)
class Judgement:
    """What the model found in an answer.

    Attributes
    ----------
    goals : tuple of Goal
        As the answer meets them.
    hint : str
        A better one than the exercise's next, where the model knows one.
    """

    goals: tuple[Goal, ...]
    hint: str = ""


@dataclass(frozen=True, eq=False)
class Key:
    """What the model says of an exercise.

    judge      answer -> Judgement; raises FaceModelError where the answer is none
    reference  an answer that is enough; None where the table has it
    figures    that the explanation names
    drawn      labels and activations (n, M) of faces to look at, where no case shows them
    """

    judge: Callable[[Any], Judgement]
    reference: Any = None
    figures: Mapping[str, Any] = field(default_factory=dict)
    drawn: tuple[tuple[str, ...], np.ndarray] | None = None


def one_of(options: Sequence[str], answer: Any, see: str = "") -> str:
    """The option that an answer names; case, spaces and underscores do not matter.

    see: where the options stand, when they are too many for a sentence.
    """
    if not isinstance(answer, str) or not answer.strip():
        raise FaceModelError(f"the answer is one of the options, got {short(answer)}")
    plain = {_plain(option): option for option in options}
    if _plain(answer) not in plain:
        raise unknown("answer", answer[:80], options, see=see)
    return plain[_plain(answer)]


def several(options: Sequence[str], answer: Any) -> frozenset[str]:
    """The options that an answer names: letters "ace", a list of letters, or of options."""
    letters = "abcdefghijklmnopqrstuvwxyz"[: len(options)]
    if isinstance(answer, str):
        answer = re.sub(r"[\s,;]", "", answer.lower())
    if not isinstance(answer, (str, list, tuple, set, frozenset)):
        raise FaceModelError(f"the answer names statements by letter, got {short(answer)}")
    chosen = set()
    for part in answer:
        if isinstance(part, str) and part.lower() in letters and len(part) == 1:
            chosen.add(options[letters.index(part.lower())])
        elif isinstance(part, str) and part in options:
            chosen.add(part)
        else:
            raise FaceModelError(
                f"statements are named by the letters {letters[0]} to {letters[-1]}, "
                f"got {short(part)}"
            )
    return frozenset(chosen)


ITEM_NAMES = {
    "rest_eye": "eye at rest",
    "rest_cheek": "nasolabial fold at rest",
    "rest_mouth": "mouth at rest",
}


def item_name(name: str) -> str:
    """An item of a scale as graders call it."""
    return ITEM_NAMES.get(name, name.replace("_", " "))


def scores(allowed: Mapping[str, tuple[str, ...]], answer: Any) -> dict[str, int]:
    """A whole score for every item of a scale, each among those that the item has."""
    if not isinstance(answer, Mapping):
        raise FaceModelError(f"the answer gives every item a score, got {short(answer)}")
    if odd := [name for name in answer if name not in allowed]:
        raise unknown("item", odd[0], allowed)
    if missing := [name for name in allowed if name not in answer]:
        said = "1 item has" if len(missing) == 1 else f"{len(missing)} items have"
        raise FaceModelError(f"{said} no score yet: {', '.join(map(item_name, missing))}")
    found = {}
    for name, steps in allowed.items():
        given = answer[name]
        # 3, 3.0, "3" and "3 mild excursion" are all the score 3
        text = given.split()[0] if isinstance(given, str) and given.split() else given
        if isinstance(text, (int, float, np.integer, np.floating)) and not isinstance(text, bool):
            text = str(int(text)) if -1000 < text < 1000 and text == int(text) else text
        known = {step.split()[0] for step in steps}
        if not isinstance(text, str) or text not in known:
            raise FaceModelError(f"{name} is scored {', '.join(sorted(known))}, got {short(given)}")
        found[name] = int(text)
    return found


def dampening(answer: Any) -> dict[str, float]:
    """Shares by region or muscle, from a mapping, a case, or the lab on screen."""
    answer = case_of(answer)
    if isinstance(answer, Case):
        if answer.injections:
            raise FaceModelError(
                "this exercise is answered by dampening alone; take the points off"
            )
        answer = answer.dampening
    if not isinstance(answer, Mapping) or any(not isinstance(key, str) for key in answer):
        raise FaceModelError(f"the answer is a dampening by region or muscle, got {short(answer)}")
    shares = {
        name: number(f"dampening of {shown(name)}", share, 0, 1) for name, share in answer.items()
    }
    dampen(shares)
    return shares


def place(face: Face, answer: Any) -> np.ndarray:
    """A point (3,) mm of the skin: coordinates, "x y z" as text, a landmark, the last point of a
    case, or what was clicked last in the lab on screen."""
    picked = getattr(answer, "picked", None)
    answer = case_of(answer)
    if isinstance(answer, Case) and isinstance(picked, Mapping) and "point_mm" in picked:
        answer = picked["point_mm"]
    if isinstance(answer, Case):
        if not answer.injections:
            raise FaceModelError("no point is marked yet")
        answer = answer.injections[-1]
    if isinstance(answer, Injection):
        if answer.muscle is not None:
            raise FaceModelError("name the place on the skin, not the muscle")
        answer = answer.landmark or answer.point
    if isinstance(answer, str):
        if figures := _figures(answer):
            answer = figures
        else:
            return _landmark(face, answer.strip()[:80])
    if not isinstance(answer, (list, tuple, np.ndarray)):
        raise FaceModelError(f"the answer is a place on the skin, got {short(answer)}")
    if len(answer) != 3:
        raise FaceModelError(f"a point has three coordinates in mm, got {len(answer)}")
    return site(face.mesh, Injection(1.0, point=cast(Any, answer)))[0]


def injections(face: Face, answer: Any) -> tuple[Injection, ...]:
    """Points of treatment, from a list, a case, or the lab on screen."""
    answer = case_of(answer)
    if isinstance(answer, Case):
        answer = answer.injections
    if isinstance(answer, Injection):
        answer = (answer,)
    if not isinstance(answer, (list, tuple)):
        raise FaceModelError(f"the answer is a list of injections, got {short(answer)}")
    for one in answer:
        if not isinstance(one, Injection):
            raise FaceModelError(f"each point is made with fm.Injection(...), got {short(one)}")
        site(face.mesh, one)
    return tuple(answer)


def _landmark(face: Face, name: str) -> np.ndarray:
    if name not in face.mesh.landmarks:
        raise unknown("landmark", name, face.mesh.landmarks, see="face.mesh.landmarks")
    return face.mesh.vertices[face.mesh.landmarks[name]]


def case_of(answer: Any) -> Any:
    """The case on screen where a lab is given, else the answer itself."""
    on_screen = getattr(type(answer), "value", None)
    if isinstance(on_screen, property) and isinstance(found := answer.value, Case):
        return found
    return answer


def _figures(text: str) -> list[float] | None:
    parts = [part for part in re.split(r"[\s,;()\[\]]+", text) if part]
    try:
        return [float(part) for part in parts] or None
    except ValueError:
        return None


def _plain(text: str) -> str:
    return re.sub(r"[\s_\-]+", " ", text).strip().lower()


def short(answer: Any) -> str:
    """An answer as a sentence can carry it."""
    if isinstance(answer, (str, int, float, bool, np.generic)):
        text = repr(answer)
        return text if len(text) <= 40 else text[:37] + "..."
    return kind_of(answer)
