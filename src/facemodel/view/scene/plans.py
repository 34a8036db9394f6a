"""What the screen must know to plan in sites: sites on this face, aims, limits and the people."""

from typing import Any

import numpy as np
from msgspec import structs

from facemodel.clinic.examination import SUNNYBROOK_TASKS
from facemodel.clinic.scales.jankovic import RING, steps
from facemodel.clinic.scales.scale import fws_steps
from facemodel.clinic.scales.sunnybrook import ELSEWHERE, EYE, ladder
from facemodel.clinic.wrinkles.curve import EXPRESSIONS_OF_GROUP
from facemodel.data import constants
from facemodel.mechanics.face import Face
from facemodel.physiology import sites
from facemodel.physiology.severity import SEVERITIES
from facemodel.study.plan.aims import AGE, AIMS
from facemodel.study.plan.judged import MAJOR
from facemodel.study.plan.panel import planning
from facemodel.study.plan.record import OF_A_SIMULATED_CASE
from facemodel.study.plan.skin import skin_points
from facemodel.study.plan.treating import space_of
from facemodel.study.plan.wording import WORDS

FINE, COARSE = 1000, 100
"""Figures of people travel in thousandths, hands in hundredths of a mm, as they are tabled."""
_OF_SITE = ("name", "label", "where", "muscle", "also", "spares", "near", "depth_mm")
_LADDERS = ("eye_smile", "eye_pucker", "elsewhere")
_CONSTANTS = (
    "site_step_units", "point_cost_units", "gain_share", "most_sites", "most_major", "most_any",
    "most_losing", "most_points", "keep", "closure_margin_mm", "least_gain", "least_rise",
    "fewer_gain", "visible_gain", "helping_gain", "told_loss", "told_fall", "near_limit", "told_mm",
)  # fmt: skip


def tables(face: Face) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """Header value "plan" and the arrays of forty people and of the hands that treat them."""
    here, whole = sites.places(face.mesh), skin_points(face.mesh)
    space = space_of(tuple(((name, "middle"),) for name in sites.SITES), None)
    listed = [
        {key: getattr(site, key) for key in _OF_SITE} | {"least": least, "most": most}
        for site, least, most in zip(sites.SITES.values(), space.least, space.most, strict=True)
    ]
    aims = [
        {k: v for k, v in structs.asdict(aim).items() if k not in ("mark", "cite", "why")}
        for aim in AIMS.values()
    ]
    values = {
        "sites": listed,
        "places": [
            {"site": name, "side": side, "point": [round(float(x), 3) for x in one.point]}
            for (name, side), one in here.items()
        ],
        "aims": aims,
        "skin": {
            "stems": whole.stems,
            "points": whole.vertices.tolist(),
            "shares": whole.shares.tolist(),
        },
        "tasks": SUNNYBROOK_TASKS,
        "major": MAJOR,
        "age": AGE,
        "line_tasks": dict(EXPRESSIONS_OF_GROUP),
        "about": OF_A_SIMULATED_CASE,
        "words": dict(WORDS),
        "severities": list(SEVERITIES.items()),
        "grades": {
            "ring": RING.tolist(),
            "spasm": steps(),
            "wrinkles": fws_steps(),
            "ladders": {name: ladder(name) for name in _LADDERS},
            "elsewhere": {"eye": EYE, "places": ELSEWHERE},
        },
        "off_skin_mm": sites.OFF_SKIN_MM,
        "closed_mm": constants.value("side_effects.lagophthalmos"),
        **{name: constants.value(f"plan.{name}") for name in _CONSTANTS},
    }
    return {"plan": values}, _people()


def _people() -> dict[str, np.ndarray]:
    panel = planning()
    who = panel.people
    course = np.stack([who.ed50, who.onset_days, who.decay_days, who.stiffness], axis=-1)
    fine = {"strength": who.strength, "tone": who.tone, "course": course}
    hands = panel.hand_mm.reshape(len(panel.hand_mm), -1)
    return {
        **{f"lab_plan_{name}": _whole(x, FINE) for name, x in fine.items()},
        "lab_plan_hands": _whole(hands, COARSE),
    }


def _whole(values: np.ndarray, parts: int) -> np.ndarray:
    return np.rint(values * parts).astype(np.int32)
