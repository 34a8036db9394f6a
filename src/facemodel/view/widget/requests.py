"""What the screen asks Python for: a plan for the case on it, and injection points near a plan."""

from collections.abc import Collection, Mapping
from typing import Any

import numpy as np

from facemodel.anatomy.checks import number, whole
from facemodel.anatomy.mesh import Mesh
from facemodel.anatomy.muscles import MUSCLES
from facemodel.case.case import Case
from facemodel.errors import FaceModelError, check_name
from facemodel.mechanics.face import Face
from facemodel.physiology.drive import Condition
from facemodel.physiology.injection import Injection
from facemodel.physiology.toxin import LAST_DAY
from facemodel.study import plan as plans

KINDS = ("plan", "points")
LARGEST_MM = 1000.0


def answer(face: Face, case: Case, condition: Condition, question: Mapping[str, Any]) -> dict:
    """Reply to a question of the screen, as plain values; `case` and `condition` are on it.

    question: {"kind": "plan", "keep": 0..1, "eyes": "gently", "healthy_side": "spare", "at_most"}
    or {"kind": "points", "day", ...the same}. Errors: an unknown kind; values out of range.
    """
    kind = question.get("kind") if isinstance(question, Mapping) else question
    check_name("question", kind, KINDS)
    day = number("day", question.get("day", 14.0), 0, LAST_DAY)
    asked = {k: question[k] for k in ("keep", "at_most", "healthy_side", "eyes") if k in question}
    one = plans.balance(face, of_person(case, condition), **asked)
    if kind == "points":
        return _points(one, day)
    return plan_contents(one)


def checked_pick(mesh: Mesh, values: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """What was clicked on the skin, as the screen tells it. Error: it is nothing on this face."""
    if values is None:
        return None
    if set(values) != {"point_mm", "vertex", "landmark", "distance_mm", "area", "muscles"}:
        raise FaceModelError("what is clicked is a point with what lies there")
    point, away = values["point_mm"], values["distance_mm"]
    known = {"landmark": mesh.landmarks, "area": mesh.areas}
    for name, names in known.items():
        if values[name] is not None and not _is_one(values[name], names):
            raise FaceModelError(f"the {name} that is clicked is none of this face")
    muscles = values["muscles"]
    if not isinstance(muscles, list) or not all(_is_one(one, MUSCLES) for one in muscles):
        raise FaceModelError("the muscles that are clicked are a list of names")
    if not isinstance(point, list) or len(point) != 3:
        raise FaceModelError("the point that is clicked is [x, y, z] in mm")
    return {
        **values,
        "point_mm": [number("a coordinate of a click", x, -LARGEST_MM, LARGEST_MM) for x in point],
        "vertex": whole("the vertex of a click", values["vertex"], 0, len(mesh.vertices) - 1),
        "distance_mm": None if away is None else number("distance_mm", away, 0, LARGEST_MM),
        "muscles": list(dict.fromkeys(muscles)),
    }


def _is_one(name: object, names: Collection[str]) -> bool:
    return isinstance(name, str) and name in names


def plan_contents(one: plans.Plan) -> dict[str, Any]:
    """A plan and its trade-off curve as plain values; the page carries the same."""
    curve = one.trade_off()
    return {
        "kind": "plan",
        "tasks": list(one.tasks),
        "chosen": int(np.argmin(np.abs(curve.keep - one.settings.keep))),
        "untouched_mm": round(curve.untouched_mm, 4),
        "within_healthy": one.within_healthy,
        "curve": [
            {
                "keep": float(keep),
                "least_kept": round(float(least), 4),
                "mirror_mm": round(float(mirror), 4),
                "dose": round(float(dose), 3),
                "dampening": {m: round(x, 4) for m, x in p.dampening.items()},
                "floor_cost": _dearest(p),
            }
            for keep, least, mirror, dose, p in zip(
                curve.keep,
                curve.least_retained,
                curve.mirror_mm,
                curve.dose,
                curve.plans,
                strict=True,
            )
        ],
    }


def _dearest(one: plans.Plan) -> list[list]:
    """Floors that cost something, the dearest first: ["open_mouth_smile left", mm per cent]."""
    rows = sorted(one.floor_cost.items(), key=lambda row: -row[1])
    return [[name, round(mm, 4)] for name, mm in rows if mm > 5e-4][:3]


def _shot(one: Injection) -> dict[str, Any]:
    """A point of a treatment, which always says where and how deep it goes."""
    assert one.point is not None
    assert one.depth_mm is not None
    return {
        "dose_units": one.dose,
        "point_mm": [round(x, 2) for x in one.point],
        "depth_mm": round(float(one.depth_mm), 2),
        "day": 0.0,
        "volume_ml": one.volume_ml,
    }


def _points(one: plans.Plan, day: float) -> dict[str, Any]:
    treatment = one.treatment(day)
    return {
        "kind": "points",
        "day": day,
        "injections": [_shot(one) for one in treatment.injections],
        "aimed_at": list(treatment.aimed_at),
        "mirror_mm": round(plans.over_tasks(treatment.after_mm), 4),
        "planned_mm": round(plans.over_tasks(treatment.planned_mm), 4),
    }


def of_person(case: Case, condition: Condition) -> Condition:
    """The condition as the case's person has it."""
    return case.build_person().in_condition(condition)


__all__ = ["KINDS", "answer", "checked_pick", "of_person", "plan_contents"]
