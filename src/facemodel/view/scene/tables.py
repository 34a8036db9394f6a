"""What the screen must know besides geometry: movements, conditions, people, how to measure."""

from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
from msgspec import structs

from facemodel.anatomy.expressions import EXPRESSIONS, expression
from facemodel.anatomy.muscles import SIDES, TABLE, TONE
from facemodel.case import schema
from facemodel.clinic import metrics, motion_range
from facemodel.clinic.atlas import CARDS, START
from facemodel.clinic.excursions import LEAST_MOVEMENT_MM
from facemodel.clinic.readouts import READOUTS
from facemodel.clinic.side_effects import AWAY, OVER, SENTENCE
from facemodel.data import constants
from facemodel.mechanics import jaw, lid_balance, lips, turning
from facemodel.mechanics.forces.columns import CREASED
from facemodel.mechanics.forces.roll import EVERTS
from facemodel.mechanics.strength import OUTCOMES
from facemodel.physiology import conditions, effort, toxin
from facemodel.physiology.condition_table import ROWS
from facemodel.physiology.drive import LARGEST_ACTIVATION, STRONGEST
from facemodel.physiology.toxin import NOT_INTERCHANGEABLE
from facemodel.study.plan.result import (
    NOT_A_RECOMMENDATION,
    NOT_WORTH_IT,
    WHAT_STUDIES_ACHIEVED,
    WITHIN_HEALTHY,
)
from facemodel.view.provenance import stamp
from facemodel.view.scene import doses, over_time, plans
from facemodel.view.scene.overlays import overlay_tables

# Conditions travel at those severities between which their arrays change in proportion: at most
# these, and others where one bends between them, found as closely as FINEST.
KNOTS = (0.0, 1 / 3, 2 / 3, 1.0)
FINEST = 1 / 2000
FIELDS = ("conduction", "synkinesis", "tone", "normal_tone", "strength", "involuntary")
"""Arrays of a condition."""
SEED, COUNT = 2, 8
"""People whom the screen offers: fm.people.sample(SEED, COUNT), of whom all respond."""
# Gaze control 1 in degrees.
GAZE_DEG = {"yaw": 30.0, "pitch": 25.0}


def tables(face: Any) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """Header values (atlas, lab, stamp, overlays) and arrays (lab_..., ov_...) for `bundle`."""
    drive_meta, drive_arrays = _drive()
    measure_meta, measure_arrays = _measures(face)
    place_meta, place_arrays = doses.tables(face)
    time_meta, time_arrays = over_time.tables()
    people_meta, people_arrays = _people(face)
    plan_meta, plan_arrays = plans.tables(face)
    lab = {
        "expressions": [
            {
                "id": name,
                "label": e.label,
                "group": "task" if e.kind == "task" else "face",
                "landmarks": e.landmarks,
                "healthy_symmetry": metrics.healthy_symmetry_percent(name),
                "detectable_mm": metrics.detectable_change_mm(name),
            }
            for name, e in EXPRESSIONS.items()
        ],
        "tasks": metrics.CLINICAL_TASKS,
        "readouts": [structs.asdict(row) for row in READOUTS.values()],
        "statements": {
            "units": NOT_INTERCHANGEABLE,
            "plan": NOT_A_RECOMMENDATION,
            "studies": WHAT_STUDIES_ACHIEVED,
            "within_healthy": WITHIN_HEALTHY.format(tasks="the five tasks"),
            "not_worth_it": NOT_WORTH_IT,
            "side_effect": SENTENCE,
            "away": AWAY,
            "over": OVER,
        },
        "actions": {muscle.stem: muscle.action for muscle in TABLE},
        "frame": _frame_constants(face),
        **drive_meta,
        **measure_meta,
        **place_meta,
        **time_meta,
        **people_meta,
        **plan_meta,
    }
    intents = np.stack([expression(name) for name in EXPRESSIONS])
    made = stamp()
    source = {"version": made.version, "parameters": made.parameters}
    head = {"atlas": _atlas(), "lab": lab, "stamp": source}
    over_meta, over_arrays = overlay_tables(face)
    arrays = {"lab_expressions": intents, **drive_arrays, **measure_arrays, **place_arrays}
    arrays |= {**time_arrays, **people_arrays, **plan_arrays}
    return {**head, **over_meta}, {**arrays, **over_arrays}


def _atlas() -> dict[str, Any]:
    """The cards of the muscle atlas; what a muscle does stands in "actions" already."""
    cards = {
        stem: {
            name: getattr(one, name)
            for name in (
                "branch", "region", "action_units", "landmark", "direction", "start",
                "antagonists", "when_weak", "side_effects", "lessons", "geometry", "mark",
            )
        }
        | {"source": one.grounds}
        for stem, one in CARDS.items()
    }  # fmt: skip
    return {"cards": cards, "start_share": START}


def _frame_constants(face: Any) -> dict[str, Any]:
    return {
        "creased": CREASED,
        "jaw_angle_rad": jaw.JAW_ANGLE_RAD,
        "jaw_forward_mm": jaw.JAW_FORWARD_MM,
        "jaw_shift_mm": jaw.JAW_SHIFT_MM,
        "jaw_scale": float(face.single.jaw.scale),
        "jaw_closers": turning.CLOSERS,
        "everts": [[k, roll, float(share)] for k, (roll, share) in EVERTS.items()],
        "lips_near_mm": lips.NEAR_MM,
        "lips_shortest_mm": lips.SHORTEST_MM,
        "lids": lid_balance.lid_balance()._asdict(),
        "tone": {"levator": lid_balance.LEVATOR_TONE, "ring": lid_balance.RING_TONE},
        "gaze_yaw_rad": np.radians(GAZE_DEG["yaw"]),
        "gaze_pitch_rad": np.radians(GAZE_DEG["pitch"]),
        "bell_rad": turning.bell_rad(),
        "bell_from": constants.value("lids.bell_from"),
    }


def _drive() -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """Conditions as rows, one per knot of severity; sided ones as on the left."""
    rows: list[conditions.Condition] = []
    listed: list[dict[str, Any]] = []
    for preset in conditions.PRESETS.values():
        knots = _knots(preset)
        listed.append(
            {
                "id": preset.name,
                "label": preset.label,
                "about": preset.about,
                "sided": preset.sided,
                "graded": preset.graded,
                "severity": preset.severity,
                "severities": knots,
                "years": preset.of().age_years and [preset.of(severity=k).age_years for k in knots],
                "first": len(rows),
                "aim": ROWS[preset.name].aim,
                "label_sites": ROWS[preset.name].label_sites,
            }
        )
        rows += [preset.of(severity=k) for k in knots]
    groups = [
        [f"{muscle}_{side}", sign] for side in SIDES for muscle, sign in conditions.GROUPS.values()
    ]
    arrays = {f"lab_condition_{f}": np.stack([getattr(r, f) for r in rows]) for f in FIELDS}
    most = {"largest_activation": LARGEST_ACTIVATION, "strongest": STRONGEST}
    meta = {"conditions": listed, "groups": groups, **most}
    arrays |= {f"lab_outcome_{name}": mm for name, mm in OUTCOMES.items()}
    meta["blink_s"] = [constants.value(f"processes.blink.{x}_s") for x in ("closing", "opening")]
    return meta | {"effort": _effort()}, {"lab_tone": TONE, **arrays}


def _effort() -> dict[str, Any]:
    return {
        "price": constants.value("effort.price"),
        "high_brow": constants.value("effort.high_brow"),
        "shared_drive": constants.value("lids.shared_drive"),
        "closing_ring": lid_balance.closing_ring(),
        "levators": effort.LEVATORS.tolist(),
        "rings": effort.RINGS.tolist(),
        "movers": {outcome: rows.tolist() for outcome, rows in effort.MOVERS.items()},
        "brows": effort.BROWS.tolist(),
    }


def _knots(preset: conditions.Preset) -> tuple[float, ...]:
    """Severities at which a condition must be known, so that it changes in proportion between."""
    if not preset.graded:
        return (1.0,)

    @cache
    def at(severity: float) -> np.ndarray:
        made = preset.of(severity=severity)
        return np.concatenate([getattr(made, field).ravel() for field in FIELDS])

    def straight(a: float, b: float, between: float) -> bool:
        share = (between - a) / (b - a)
        return np.allclose(at(between), at(a) + share * (at(b) - at(a)), rtol=0, atol=1e-9)

    def parts(a: float, b: float) -> list[float]:
        if b - a < FINEST or all(straight(a, b, a + share * (b - a)) for share in (0.2, 0.5, 0.77)):
            return [a]
        return [*parts(a, (a + b) / 2), *parts((a + b) / 2, b)]

    knots = [k for a, b in pairwise(KNOTS) for k in parts(a, b)] + [KNOTS[-1]]
    needed = knots[:1]
    for k, after in pairwise(knots[1:]):
        if not straight(needed[-1], after, k):
            needed.append(k)
    return (*needed, knots[-1])


def _measures(face: Any) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    mesh = face.mesh
    stems = [n.removesuffix("_left") for n in mesh.landmarks if n.endswith("_left")]
    inside = metrics.thirds(mesh)
    meta = {
        "thirds": {
            name: [s for s in stems if rows[mesh.landmarks[f"{s}_left"]]]
            for name, rows in zip(metrics.THIRDS, inside, strict=True)
        },
        "reach_landmarks": motion_range.REACH_LANDMARKS,
        "least_movement_mm": LEAST_MOVEMENT_MM,
        "closed_mm": constants.value("scales.closed_mm"),
        "worse_mm": constants.value("scales.worse_mm"),
        "own_expression": {
            "healthy_symmetry": metrics.HEALTHY_SYMMETRY_PERCENT["overall"],
            "detectable_mm": metrics.DETECTABLE_IN_A_POSED_SMILE_MM,
        },
    }
    return meta, {"lab_skin_weights": metrics.skin_weights(mesh), "lab_thirds": inside}


def _people(face: Any) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """Header value "people", the average person first, and their strength, tone and ED50 (P, M)."""
    listed: list[dict[str, Any]] = []
    strength, tone, ed50 = [], [], []
    for value in (None, *({"seed": SEED, "index": k} for k in range(COUNT))):
        whole = schema.person(value)
        who = schema.build_person(whole)
        listed.append(
            {
                "person": None if whole is None else dict(whole),
                "sex": str(who.sex),
                "onset_days": float(who.onset_days),
                "decay_days": float(who.decay_days),
                "responds": bool(who.responds),
                "stiffness": float(who.stiffness),
            }
        )
        strength.append(who.strength)
        tone.append(who.tone)
        needed = toxin.ed50(face.mesh, who)
        ed50.append(np.where(np.isfinite(needed), needed, 0.0))
    arrays = {
        "lab_people_strength": np.stack(strength),
        "lab_people_tone": np.stack(tone),
        "lab_people_ed50": np.stack(ed50),
    }
    return {"people": listed}, arrays
