"""Finds the dampening whose floors hold on whole frames, not only on secants."""

from typing import Literal

import numpy as np

from facemodel.anatomy.checks import check_side
from facemodel.anatomy.muscles import INDEX, MUSCLES, SIDES, info, side_of
from facemodel.clinic.measures import palpebral_fissures_mm
from facemodel.data import constants
from facemodel.study.plan.problem import Problem
from facemodel.study.plan.response import Drives, activation_at, retained_on_frames

M = len(MUSCLES)
UNTOUCHED = ("levator_palpebrae_superioris", "jaw_openers")
"""Never dampened: a weak levator is a drooping lid, and the jaw openers are no injected muscle."""
Eyes = Literal["gently", "with effort"]
EYES: tuple[Eyes, ...] = ("gently", "with effort")
"""How the eyes must still close under a plan."""
_PASSES = 8  # after which the plan no longer changes
_STEPS_BACK = 100  # of three tenths of a muscle's weakening, until every floor holds
_ED50 = np.nan_to_num(np.array([info(m).ed50_units for m in MUSCLES]))
_FREE = np.array([not name.startswith(UNTOUCHED) for name in MUSCLES])


def free_muscles(side: str | None, healthy_side: str) -> np.ndarray:
    """Which muscles (M,) a plan may take from; `side` is the affected one."""
    if healthy_side == "leave" and side is not None:
        return _FREE & np.array([side_of(name) == side for name in MUSCLES])
    return _FREE


def weights(side: str | None, healthy_side: str) -> np.ndarray:
    """Priced units (M,) that taking all of a muscle costs."""
    weight = _ED50.copy()
    if side is not None and healthy_side == "spare":
        check_side(side)
        healthy = np.array([side_of(name) != side for name in MUSCLES])
        weight[healthy] *= constants.value("plan.healthy_side_factor")
    return weight


def least_remaining(face, given: Drives, eyes: str) -> np.ndarray:
    """Strength (M,) that must remain so that eyes still open and close, and lips still seal."""
    least = np.zeros(M)
    for stem in ("orbicularis_oris", "levator_palpebrae_superioris"):
        share = constants.value(
            "plan.lip_ring_least" if stem == "orbicularis_oris" else "plan.levator_least"
        )
        least[[m.startswith(stem) for m in MUSCLES]] = share
    for total, allowed in given.closing[EYES.index(eyes) :]:
        for k, side in enumerate(SIDES):
            muscle = INDEX[f"orbicularis_oculi_palpebral_{side}"]

            def gap(left: float, muscle=muscle, k=k, total=total) -> float:
                share = np.ones(M)
                share[muscle] = left
                a = activation_at(total * share, given.condition.strength)
                return float(palpebral_fissures_mm(face.mesh, face.deform(a))[k])

            limit = max(allowed, gap(1.0) + constants.value("plan.closure_margin_mm"))
            low, high = 0.0, 1.0
            for _ in range(7):  # to one per cent
                middle = (low + high) / 2
                low, high = (low, middle) if gap(middle) <= limit else (middle, high)
            least[muscle] = max(least[muscle], high)
    return least


def solved(face, problem: Problem, allowed: np.ndarray):
    """Dampening whose floors hold on whole frames, and what they cost."""
    slack = np.full(len(problem.response.floors), constants.value("plan.frame_margin"))

    def short(dampening: np.ndarray) -> np.ndarray:
        a = problem.response.drives.activation(1 - dampening)
        shares = retained_on_frames(face, problem.response, face.deform(a, dtype=float))
        return np.maximum(problem.keep - shares, 0)

    for _ in range(_PASSES):
        dampening, prices = problem.solve(allowed, slack)
        missing = short(dampening)
        if (missing <= 1e-6).all():
            return dampening, prices
        before, slack = slack, slack + 1.1 * missing
        if np.array_equal(problem.room(before), problem.room(slack)):
            break  # no floor can be planned any higher
    # what costs a missed floor most is eased, little by little
    loses, dampening = problem.response.loses, dampening.copy()
    for _ in range(_STEPS_BACK):
        costs = loses[missing.argmax()] * dampening
        if costs.max() <= 0:
            break
        dampening[costs.argmax()] *= 0.7
        missing = short(dampening)
        if (missing <= 1e-6).all():
            return dampening, prices
    # the nearest plan on the way to untouched that keeps its floors
    low, high = 0.0, 1.0
    for _ in range(7):  # to one per cent
        share = (low + high) / 2
        low, high = (share, high) if (short(share * dampening) <= 1e-6).all() else (low, share)
    return low * dampening, prices


def fewer_muscles(face, problem: Problem, dampening: np.ndarray, most: int):
    """At most so many muscles: the one that matters least is left out, the rest solved again."""
    allowed = dampening > 0
    prices = np.zeros(len(problem.response.floors))
    while np.count_nonzero(dampening) > most:
        used = np.flatnonzero(dampening)
        without = []
        for k in used:
            fewer = dampening.copy()
            fewer[k] = 0
            without.append(problem.value(fewer))
        # half of what is too many may go at once; the last ones one by one
        gone = max(1, (len(used) - most) // 2)
        allowed = np.zeros(M, bool)
        allowed[np.delete(used, np.argsort(without, kind="stable")[:gone])] = True
        dampening, prices = solved(face, problem, allowed)
    return dampening, prices
