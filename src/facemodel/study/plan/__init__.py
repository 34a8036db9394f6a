"""Which dampening evens out the simulated sides while keeping the simulated range: `fm.plan`.

A plan solves one convex problem (plan/problem.py) on the face's secants, is then checked on
whole frames, and is solved again with higher floors until every floor holds there. It is a finding
in this model, not a recommendation to treat.

Examples
--------
>>> import facemodel as fm
>>> face, synkinesis = fm.load(), fm.Case(condition="postparalytic_synkinesis", side="left")
>>> smile = ["open_mouth_smile"]
>>> plan = fm.plan.balance(face, synkinesis.build_condition(), smile, at_most=2)
>>> len(plan.dampening) <= 2, bool(plan.ratio <= 1)
(True, True)
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from facemodel.anatomy.checks import check_kind, number
from facemodel.anatomy.muscles import MUSCLES, Side
from facemodel.clinic.examination import SUNNYBROOK_TASKS
from facemodel.clinic.excursions import named_tasks
from facemodel.data import constants
from facemodel.errors import FaceModelError, check_name, checks_keywords, shown
from facemodel.mechanics.face import Face
from facemodel.physiology.drive import Condition
from facemodel.physiology.sites import SITES, Site
from facemodel.study.plan.aims import AIMS, Aim
from facemodel.study.plan.estimate import estimate_drives
from facemodel.study.plan.judged import Judged
from facemodel.study.plan.panel import Panel, drawn
from facemodel.study.plan.plan import KEEPS, Plan, TradeOff, balanced
from facemodel.study.plan.point import Point
from facemodel.study.plan.record import OF_A_SIMULATED_CASE, TreatmentPlan
from facemodel.study.plan.response import drives
from facemodel.study.plan.result import (
    NOT_A_RECOMMENDATION,
    WHAT_STUDIES_ACHIEVED,
    HealthySide,
    Settings,
    over_tasks,
)
from facemodel.study.plan.solving import EYES, UNTOUCHED, Eyes
from facemodel.study.plan.treating import treatment

M = len(MUSCLES)
HEALTHY_SIDE: tuple[HealthySide, ...] = ("spare", "leave", "use")
"""What a plan may take from the healthy side: little, nothing, or as much as from the other."""


@checks_keywords
def balance(
    face: Face,
    condition: Condition,
    tasks: Sequence[str] = SUNNYBROOK_TASKS,
    *,
    keep: float | None = None,
    price: float | None = None,
    at_most: int | None = None,
    healthy_side: HealthySide = "spare",
    eyes: Eyes = "gently",
) -> Plan:
    """Model dampening that evens out the sides of a face with a condition, held at its height.

    Parameters
    ----------
    face : Face
        Of fm.load or fm.open_scan.
    condition : Condition
        Of fm.conditions.
    tasks : sequence of str, optional
        Expressions to even out besides rest.
    keep : float, optional
        Share 0..1 of its movement that each task keeps on each side; constant plan.keep.
    price : float, optional
        mm2 of mean square mirror difference that a priced unit must gain; higher means less is
        dampened; constant plan.price_mm2_per_unit.
    at_most : int, optional
        Largest number of muscles.
    healthy_side : {"spare", "leave", "use"}, optional
        "spare" makes the side that is not affected dearer, "leave" never touches it, "use" treats
        both alike.
    eyes : {"gently", "with effort"}, optional
        "gently", they still close to within 1 mm without effort; "with effort", only that they
        close when pressed shut, which leaves more open at night.

    Returns
    -------
    Plan

    Raises
    ------
    FaceModelError
        For an unknown task, numbers out of range, and floors that cannot hold.

    Examples
    --------
    >>> import facemodel as fm
    >>> face, synkinesis = fm.load(), fm.Case(condition="postparalytic_synkinesis", side="left")
    >>> smile = ["open_mouth_smile"]
    >>> plan = fm.plan.balance(face, synkinesis.build_condition(), smile, keep=0.9)
    >>> bool(plan.ratio < 1), bool(plan.least_retained > 0.89)
    (True, True)
    """
    _check_face(face)
    check_kind("a condition", condition, Condition, "make one with fm.conditions")
    settings = _settings(keep, price, at_most, healthy_side, eyes)
    given = drives(condition, _tasks(tasks))
    return balanced(face, given, condition.side, settings, condition)


def from_landmarks(
    face: Face,
    observed: Mapping[str, Mapping[str, np.ndarray]],
    side: Side | None = None,
    *,
    noise_mm: float = 1.0,
    comes_and_goes: bool = True,
    keep: float | None = None,
    price: float | None = None,
    at_most: int | None = None,
    healthy_side: HealthySide = "spare",
    eyes: Eyes = "gently",
) -> Plan:
    """Model dampening for somebody whose condition is unknown, from landmarks in rest and tasks.

    The face need not be of this person's stiffness; floors are planned higher by constant
    plan.observed_margin.

    Parameters
    ----------
    face : Face
        Of fm.load or fm.open_scan.
    observed : mapping of str to mapping of str to array_like of shape (3,)
        Task -> landmark -> position in mm, in this face's frame, "rest" among the tasks.
    side : {"left", "right"}, optional
        The affected one.
    noise_mm : float, optional
        Standard deviation of a coordinate.
    comes_and_goes : bool, optional
        Whether what is held at rest is a spasm, on which closing the eyes must not lean.
    keep : float, optional
        Share 0..1 of its movement that each task keeps on each side; constant plan.keep.
    price : float, optional
        mm2 of mean square mirror difference that a priced unit must gain; higher means less is
        dampened; constant plan.price_mm2_per_unit.
    at_most : int, optional
        Largest number of muscles.
    healthy_side : {"spare", "leave", "use"}, optional
        "spare" makes the side that is not affected dearer, "leave" never touches it, "use" treats
        both alike.
    eyes : {"gently", "with effort"}, optional
        "gently", they still close to within 1 mm without effort; "with effort", only that they
        close when pressed shut, which leaves more open at night.

    Returns
    -------
    Plan

    Raises
    ------
    FaceModelError
        For missing or unknown tasks and landmarks, and numbers out of range.

    Examples
    --------
    >>> import facemodel as fm
    >>> face, synkinesis = fm.load(), fm.Case(condition="postparalytic_synkinesis", side="left")
    >>> exam = fm.examine(face, synkinesis.build_condition(), tasks=["open_mouth_smile"])
    >>> names = face.mesh.landmarks
    >>> seen = {task: {name: exam.at(task, name) for name in names} for task in exam.frames}
    >>> plan = fm.plan.from_landmarks(face, seen, "left")
    >>> plan.condition is None, bool(plan.ratio <= 1)
    (True, True)
    """
    _check_face(face)
    settings = _settings(keep, price, at_most, healthy_side, eyes)
    higher = min(1.0, settings.keep + constants.value("plan.observed_margin"))
    given = estimate_drives(face, observed, side, noise_mm, comes_and_goes)
    return balanced(face, given, side, replace(settings, keep=higher), None)


def _check_face(face) -> None:
    check_kind("a face", face, Face, "make one with fm.load()")


def _settings(keep, price, at_most, healthy_side, eyes) -> Settings:
    if keep is None:
        keep = constants.value("plan.keep")
    if price is None:
        price = constants.value("plan.price_mm2_per_unit")
    if at_most is not None and (
        isinstance(at_most, bool)
        or not isinstance(at_most, (int, np.integer))
        or not 0 <= at_most <= M
    ):
        raise FaceModelError(
            f"at_most is a whole number of muscles from 0 to {M}, got {shown(at_most)}"
        )
    check_name("use of the healthy side", healthy_side, HEALTHY_SIDE)
    check_name("way to close the eyes", eyes, EYES)
    most = None if at_most is None else int(at_most)
    return Settings(
        number("keep", keep, 0, 1), number("price", price, 0, 1e6), most, healthy_side, eyes
    )


def _tasks(tasks) -> tuple[str, ...]:
    names = named_tasks(tasks, moving=False)
    if not names:
        raise FaceModelError("a plan evens out rest and at least one task; name one or more")
    return names


__all__ = [
    "AIMS",
    "EYES",
    "HEALTHY_SIDE",
    "KEEPS",
    "NOT_A_RECOMMENDATION",
    "OF_A_SIMULATED_CASE",
    "SITES",
    "UNTOUCHED",
    "WHAT_STUDIES_ACHIEVED",
    "Aim",
    "Judged",
    "Panel",
    "Plan",
    "Point",
    "Settings",
    "Site",
    "TradeOff",
    "TreatmentPlan",
    "balance",
    "drawn",
    "from_landmarks",
    "over_tasks",
    "treatment",
]
