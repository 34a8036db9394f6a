"""Lesson 06, lines and creases without a frozen face: softer lines in a smile that stays one."""

from functools import lru_cache

import numpy as np

from facemodel.anatomy.expressions import expression
from facemodel.case.case import Case
from facemodel.clinic import wrinkles
from facemodel.clinic.scales.movement import Legibility, legibility
from facemodel.mechanics.face import load
from facemodel.physiology.dampening import dampen
from facemodel.physiology.drive import healthy
from facemodel.teach.attempt import Attempt, M
from facemodel.teach.exercise import Exercise
from facemodel.teach.judges.choosing import choose
from facemodel.teach.judges.targets import Target, by_dampening, eyes_close, keeps
from facemodel.teach.tolerances import tolerance

AGE = 45.0
SQUINT = Case(expression="max_smile_squint")
_EMOTION = "happiness_duchenne"
_WORDS = ("none", "mild", "moderate", "severe")


def _grade(attempt: Attempt) -> int:
    found = wrinkles.lines(attempt.face.mesh, attempt.frames[1], AGE)
    return int(found.fws("crows_feet").score)


def _smile(attempt: Attempt) -> Legibility:
    meant, rest = expression(_EMOTION)[:M], np.zeros(M)
    shown, still = (healthy().drive(u, attempt.remaining) for u in (meant, rest))
    return legibility(attempt.face, _EMOTION, shown, still)


def _corner(attempt: Attempt) -> float:
    return min(
        share for (task, mark), share in attempt.tasks_kept.items()
        if task == "open_mouth_smile" and mark.startswith("cheilion")
    )  # fmt: skip


soften_the_lines = Exercise(
    name="soften_the_lines",
    lesson=6,
    kind="reach",
    question="Soften the lines beside the eyes (crow's feet) to mild in the widest smile, and keep "
    "the smile visible in the eyes.",
    form="a dampening such as {'eye': 0.2}, or one of single muscles",
    tolerance="Facial Wrinkle Scale 1 of 3 at age 45, and a smile that still reads as one",
    starter={"eye": 0.8},
    hints=(
        "The eye region has four muscles. Which of them gathers the skin beside the eye?",
        "Weaken a single muscle instead of the region. Spare the one that lifts the cheek and the "
        "one that closes the lids.",
        "It is the lateral part of the ring around the eye: orbicularis_oculi_orbital_lateral.",
    ),
    judge=by_dampening(
        SQUINT,
        (
            Target(
                "lines beside the eyes are mild or less",
                lambda a: _WORDS[_grade(a)],
                lambda a: _grade(a) <= 1,
                lambda a: (
                    "The lines are still deep: the muscle that gathers the skin there is "
                    "still strong."
                ),
            ),
            Target(
                "the smile can still be read in the eyes",
                lambda a: _smile(a).rule,
                lambda a: _smile(a).legible,
                lambda a: (
                    "A smile without the eyes looks merely polite. Weaken the region less, or "
                    "weaken only the part of it that makes the lines."
                ),
            ),
            keeps(
                "the corner of the mouth",
                "smile",
                _corner,
                tolerance("corner_kept"),
                lambda a: (
                    "The mouth has lost too much movement. The lines you want to soften are "
                    "beside the eyes."
                ),
            ),
            eyes_close(),
        ),
    ),
    reference=lambda: {"orbicularis_oculi_orbital_lateral": 0.9},
    explanation=lambda: (
        "One part of the ring makes the lines, another lifts the cheek, a third "
        "closes the lids. Here you can weaken each of them alone; an injected dose that spreads "
        "cannot."
    ),
    field="lab",
    case=SQUINT,
)

_HIGHER, _SAME, _LOWER = "it is higher", "it stays where it was", "it sinks"


@lru_cache(maxsize=1)
def _brow_mm() -> float:
    """Height mm of the brow at rest with a forehead 80 % weaker, less before."""
    face, eased = load(), dampen({"forehead": 0.8})
    at = face.mesh.landmarks["brow_mid_left"]
    rest = face.deform(healthy().drive(np.zeros(M), eased))
    return float(rest[at, 1] - face.mesh.vertices[at, 1])


def _brow() -> str:
    mm = _brow_mm()
    return _HIGHER if mm > 0.8 else _LOWER if mm < -0.8 else _SAME


brow_at_rest = Exercise(
    name="brow_at_rest",
    lesson=6,
    kind="predict",
    question="The forehead is made 80 % weaker and its lines are gone. Where is the brow at rest?",
    form="one of the three options",
    tolerance="a change that can be measured, 0.8 mm",
    starter=_SAME,
    hints=(
        "What holds the brow up at rest?",
        "Muscles have tone at rest, and weakening reduces tone as well.",
    ),
    judge=choose((_HIGHER, _SAME, _LOWER), _brow, "the position of the brow"),
    reference=_brow,
    explanation=lambda: (
        f"It is {abs(_brow_mm()):.1f} mm lower: the forehead muscle holds the brow up, "
        "and no opposing muscle was released to make up for it."
    ),
    field="choice",
    options=(_HIGHER, _SAME, _LOWER),
)
EXERCISES = (soften_the_lines, brow_at_rest)
