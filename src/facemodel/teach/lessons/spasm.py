"""Lesson 03, one overactive side and overactive eyes: what balances a spasm, and eyes to open."""

import numpy as np

from facemodel.case.case import Case
from facemodel.clinic import metrics
from facemodel.clinic.scales import CLINICALLY_RELEVANT_CHANGE, Jankovic, jankovic
from facemodel.mechanics.face import load
from facemodel.physiology.dampening import dampen
from facemodel.teach.attempt import Attempt, M
from facemodel.teach.exercise import Exercise
from facemodel.teach.judges.choosing import choose
from facemodel.teach.judges.targets import BY_DAMPENING, Target, by_dampening, eyes_close
from facemodel.teach.lessons.smile import SPASM_SMILE

REGIONS = ("forehead", "eye", "upper lip", "smile", "neck")
SHARE = 0.6
SPASM_OF_BOTH_EYES = Case(condition="blepharospasm", severity="moderate")
MINUTE = np.arange(0, 60, 1 / 30)


def asymmetry_by_region() -> dict[str, float]:
    """Asymmetry mm of the smile when one region of the left is 60 % weaker, by region."""
    face, condition = load(), SPASM_SMILE.build_condition()
    eased = np.stack([dampen({f"{r.replace(' ', '_')}_left": SHARE}) for r in REGIONS])
    found = metrics.asymmetry(
        face.mesh, face.deform(condition.drive(SPASM_SMILE.intended(), eased))
    )
    return dict(zip(REGIONS, map(float, found), strict=True))


def _best_region() -> str:
    found = asymmetry_by_region()
    return min(found, key=lambda name: found[name])


def _all_regions() -> str:
    found = asymmetry_by_region()
    rows = ", ".join(f"{name} {mm:.2f}" for name, mm in sorted(found.items(), key=lambda x: x[1]))
    return f"Asymmetry with one region {SHARE:.0%} weaker, mm: {rows}."


which_region = Exercise(
    name="which_region",
    lesson=3,
    kind="predict",
    question="One region of the left side is made 60 % weaker in the spasm's smile. Which one "
    "reduces asymmetry most?",
    form="one of the five regions",
    tolerance="the region with the lowest asymmetry in this model",
    starter="forehead",
    hints=(
        "Where does the spasm contract hardest?",
        "A hemifacial spasm begins in the lower lid.",
    ),
    judge=choose(REGIONS, _best_region, "the region that reduces asymmetry most"),
    reference=_best_region,
    explanation=_all_regions,
    field="choice",
    options=REGIONS,
)


def rating(remaining=1.0) -> Jankovic:
    """The Jankovic rating of a minute of this blepharospasm with this remaining strength (M,)."""
    condition = SPASM_OF_BOTH_EYES.build_condition()
    return jankovic(MINUTE, condition.drive(np.zeros(M), remaining, time=MINUTE))


def _fallen(attempt: Attempt) -> int:
    return rating().score - rating(attempt.remaining).score


open_the_eyes = Exercise(
    name="open_the_eyes",
    lesson=3,
    kind="reach",
    question="Spasms hold both eyes shut. Weaken them enough for people to notice, but so that the "
    "eyes can still close between spasms.",
    form=BY_DAMPENING,
    tolerance="2 of 8 points on the Jankovic rating, which patients call relevant, and a gap of "
    "less than 1 mm",
    starter={},
    hints=(
        "Weaken the eye region, on both sides.",
        "Between spasms nothing helps the lids meet. Find the share that meets both goals.",
        "Try shares between a third and a half.",
    ),
    judge=by_dampening(
        SPASM_OF_BOTH_EYES,
        (
            Target(
                f"the Jankovic rating falls by {CLINICALLY_RELEVANT_CHANGE} points or more",
                lambda a: f"{rating().score} before, {rating(a.remaining).score} after",
                lambda a: _fallen(a) >= CLINICALLY_RELEVANT_CHANGE,
                lambda a: "The spasms are still too strong: weaken the eyes more.",
            ),
            eyes_close(),
        ),
    ),
    reference=lambda: {"eye": 0.4},
    explanation=lambda: (
        "The muscle in spasm is the muscle that closes the eye. By the time people "
        "notice relief, the lids are close to no longer meeting."
    ),
    field="lab",
    case=SPASM_OF_BOTH_EYES,
)
EXERCISES = (which_region, open_the_eyes)
