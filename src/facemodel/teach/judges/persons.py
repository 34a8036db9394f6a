"""Predictions about people who are given the same: forty in a spasm, and one virtual patient."""

from functools import lru_cache
from typing import Any

import numpy as np

from facemodel.clinic import metrics
from facemodel.mechanics.face import load
from facemodel.physiology import people
from facemodel.physiology.toxin import Injection, remaining, scenario
from facemodel.teach import patients
from facemodel.teach.answers import Key
from facemodel.teach.judges.predicting import choose, predict
from facemodel.teach.table import Row, case_of, tolerance

SEED, COUNT = 9, 40
FIRST = (3, "easy")
"""Seed and level of the patient of lesson 11."""
CHEEK = 3
"""Which of the usual points of a spasm lies in the cheek, counted from 0."""
LIKE = 3.0  # marks out of 100 that are no difference


def more_even(row: Row) -> Key:
    """How many of forty smiles under a spasm are more even on day 14 of the usual points."""
    case, face, day = case_of("level_smile"), load(), 14
    spasm, meant, who = case.build_condition(), case.intended(), people.sample(SEED, COUNT)

    def uneven(points: list[Injection]) -> np.ndarray:
        left = remaining(face, points, day, who) if points else 1.0
        return metrics.asymmetry(face.mesh, face.deform(who.drive(spasm, meant, left)))

    usual = list(scenario("hfs_usual", face.mesh, "left"))
    before, after, spared = map(uneven, ([], usual, usual[:CHEEK] + usual[CHEEK + 1 :]))
    change = after / before - 1
    better = float((change < 0).sum())
    low, middle, high = np.quantile(change, (0.05, 0.5, 0.95))
    figures = {"better": better, "count": COUNT, "without": int((spared < before).sum())}
    figures |= {"low": low, "middle": middle, "high": high}
    near = COUNT * tolerance("predicted_people")
    return predict(row, better, "people", COUNT, near, figures)


@lru_cache(maxsize=1)
def _by_the_book() -> tuple[Any, Any, Any]:
    """The first patient, and the marks for the usual pattern and for twice as much of it."""
    patient = patients.draw(*FIRST)
    usual = tuple(patients.textbook(patient))
    twice = tuple(Injection(2 * one.dose, muscle=one.muscle) for one in usual)
    once, doubled = (
        patients.score(patient, [patients.Treatment(injections=points)])
        for points in (usual, twice)
    )
    return patient, once, doubled


def first_patient(row: Row) -> Key:
    """What is right for the first patient."""
    patient = patients.draw(*FIRST)
    right = patient.reveal()["right"]
    key = next(option for option in row.choices if option.startswith(str(right)))
    return choose(row, key, patient.scores())


def by_the_book(row: Row) -> Key:
    """What a usual pattern does in the first patient, beside the plan for this very person."""
    _, once, _ = _by_the_book()
    less, same, more = row.choices
    gains = once.after.gain > once.reference.gain
    costs = once.after.retained < once.reference.retained - 0.01
    key = less if not gains else more if costs else same
    return choose(row, key, _told(once))


def twice_the_dose(row: Row) -> Key:
    """What twice the usual pattern is worth."""
    _, once, doubled = _by_the_book()
    more, same, fewer = row.choices
    change = doubled.total - once.total
    key = same if abs(change) < LIKE else more if change > 0 else fewer
    return choose(row, key, _told(doubled) | {"before": once.total})


def _told(marks: Any) -> dict[str, Any]:
    return {
        "gain": marks.after.gain,
        "plan": marks.reference.gain,
        "kept": marks.after.retained,
        "plan_kept": marks.reference.retained,
        "times": marks.times,
        "total": marks.total,
        "harm": marks.parts["harm"] + 0.0,  # not -0
    }


JUDGES = (more_even, first_patient, by_the_book, twice_the_dose)
