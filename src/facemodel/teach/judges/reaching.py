"""Exercises with a target that is reached by weakening, or by points without side effects."""

from dataclasses import replace

import numpy as np

from facemodel.anatomy.expressions import expression
from facemodel.clinic import wrinkles
from facemodel.clinic.findings import MISPLACEMENTS
from facemodel.clinic.scales import CLINICALLY_RELEVANT_CHANGE, Jankovic, jankovic
from facemodel.clinic.scales.legibility import Legibility, legibility
from facemodel.mechanics.face import load
from facemodel.physiology.drive import healthy
from facemodel.physiology.toxin import scenario
from facemodel.teach.answers import Key
from facemodel.teach.attempt import Attempt, M
from facemodel.teach.judges.targets import (
    Target,
    at_most_units,
    eyes_close,
    falls,
    keeps,
    loses,
    most_dampened,
    no_side_effects,
    reach,
    side_alone,
)
from facemodel.teach.table import Row, tolerance

AGE = 45.0
LID_UNITS = 2.0
COURSE_UNITS = 8.0
MINUTE = np.arange(0, 60, 1 / 30)
SMILE, LINES = "happiness_duchenne", "crows_feet"
GRADES = ("none", "mild", "moderate", "severe")
"""Of the Facial Wrinkle Scale, in words."""


def level_smile(row: Row) -> Key:
    """A social smile under a spasm, to level without freezing it."""

    def uneven(attempt: Attempt) -> str:
        if not attempt.case.dampening:
            return "Nothing is weakened yet. Which muscles pull that play no part in a smile?"
        worst = max(attempt.thirds_mm, key=lambda name: attempt.thirds_mm[name])
        return (
            f"Most of the remaining asymmetry is in the {worst} third. Which muscle still pulls "
            "there?"
        )

    def frozen(attempt: Attempt) -> str:
        most = most_dampened(attempt.case.dampening)
        return f"Too much movement is lost. Weaken the {most} less: it costs the most."

    kept = lambda a: a.width_kept["left"]  # noqa: E731
    return reach(
        row,
        falls("asymmetry", lambda a: a.fall, tolerance("less_asymmetry"), uneven),
        keeps("the left side", "range", kept, tolerance("range_kept"), frozen),
        side_alone("right"),
    )


def open_the_eyes(row: Row) -> Key:
    """Spasms of both eyes, to weaken so that people notice and the eyes still close."""
    assert row.case is not None
    condition = row.case.build_condition()

    def rating(remaining) -> Jankovic:
        return jankovic(MINUTE, condition.drive(np.zeros(M), remaining, time=MINUTE))

    before, least = rating(1.0).score, CLINICALLY_RELEVANT_CHANGE
    return reach(
        row,
        Target(
            f"the Jankovic rating falls by {least} points or more",
            lambda a: f"{before} before, {rating(a.remaining).score} after",
            lambda a: before - rating(a.remaining).score >= least,
            lambda a: "The spasms are still too strong: weaken the eyes more.",
        ),
        eyes_close(),
    )


def spare_the_lid(row: Row) -> Key:
    """A muscle to weaken by points that spare the lid below it."""
    lid = next(m for m in MISPLACEMENTS if m.side_effect == "lid_ptosis")
    points = lid.injections(load().mesh, "right")
    return reach(
        row,
        loses(row.muscle, tolerance("still_weak")),
        at_most_units(LID_UNITS),
        no_side_effects(),
        reference=[replace(one, dose=0.5 * one.dose) for one in points],
        figures={"lesson": lid.lesson},
    )


def soften_the_lines(row: Row) -> Key:
    """Lines beside the eyes, to soften in a smile that stays one."""

    def grade(attempt: Attempt) -> int:
        found = wrinkles.lines(attempt.face.mesh, attempt.frames[1], AGE)
        return int(found.fws(LINES).score)

    def smile(attempt: Attempt) -> Legibility:
        meant, rest = expression(SMILE)[:M], np.zeros(M)
        shown, still = (healthy().drive(u, attempt.remaining) for u in (meant, rest))
        return legibility(attempt.face, SMILE, shown, still)

    def corner(attempt: Attempt) -> float:
        return min(
            share for (task, mark), share in attempt.tasks_kept.items()
            if task == "open_mouth_smile" and mark.startswith("cheilion")
        )  # fmt: skip

    return reach(
        row,
        Target(
            "lines beside the eyes are mild or less",
            lambda a: GRADES[grade(a)],
            lambda a: grade(a) <= 1,
            lambda a: (
                "The lines are still deep: the muscle that gathers the skin there is still strong."
            ),
        ),
        Target(
            "the face as a whole still reads as this smile",
            lambda a: smile(a).rule,
            lambda a: smile(a).legible,
            lambda a: (
                "A smile without the eyes looks merely polite. Weaken the region less, or weaken "
                "only the part of it that makes the lines."
            ),
        ),
        keeps(
            "the corner of the mouth",
            "smile",
            corner,
            tolerance("corner_kept"),
            lambda a: (
                "The mouth has lost too much movement. The lines you want to soften are beside "
                "the eyes."
            ),
        ),
        eyes_close(),
    )


def even_but_alive(row: Row) -> Key:
    """Asymmetry over five tasks, to lower while every movement is preserved."""

    def lost_most(attempt: Attempt) -> str:
        (task, landmark), _ = min(attempt.tasks_kept.items(), key=lambda row: row[1])
        where, when = landmark.replace("_", " "), task.replace("_", " ")
        return f"Most movement is lost at the {where} in the {when}. Restore some of it."

    return reach(
        row,
        falls(
            "the asymmetry over the five tasks",
            lambda a: a.mirror_fall,
            tolerance("less_mirror"),
            lambda a: "Too much asymmetry is left. What else moves on one side only?",
        ),
        keeps(
            "every landmark of every task",
            "movement",
            lambda a: min(a.tasks_kept.values()),
            tolerance("least_kept"),
            lost_most,
        ),
        eyes_close(),
    )


def whole_course(row: Row) -> Key:
    """Points for a spasm that weaken it without side effects."""
    around_the_eye = scenario("hfs_usual", load().mesh, "left")[:3]
    return reach(
        row,
        falls(
            "asymmetry",
            lambda a: a.fall,
            tolerance("course_asymmetry"),
            lambda a: (
                "Too much of the spasm is left: too few units reach the muscles that contract most."
            ),
        ),
        at_most_units(COURSE_UNITS),
        eyes_close(),
        no_side_effects(),
        side_alone("right"),
        reference=[replace(one, dose=1.5) for one in around_the_eye],
    )


JUDGES = (
    level_smile, open_the_eyes, spare_the_lid, soften_the_lines, even_but_alive, whole_course,
)  # fmt: skip
