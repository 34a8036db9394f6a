"""What a browser needs of the virtual patients of some sittings, and of the marks they are given.

js/practice computes what a treatment does, marks it and says so; whatever does not depend on the
learner (who the patients are, their items, the sparse plan and what it earns) is computed here.
"""

import dataclasses
import json
from collections.abc import Iterable
from typing import Any

import numpy as np

from facemodel.anatomy.muscles import MUSCLES, info
from facemodel.capture.heads import load_head
from facemodel.clinic.ceilings import CEILINGS, excesses
from facemodel.data import constants
from facemodel.physiology import toxin
from facemodel.teach.answers import ITEM_NAMES
from facemodel.teach.judges.grading import COMPARED, IN_WORDS, TELLS, WEIGHTS
from facemodel.teach.practice import results, treating
from facemodel.teach.practice.drawing import LEVELS
from facemodel.teach.practice.gradings import SCALES
from facemodel.teach.practice.kinds import HEADS
from facemodel.teach.practice.patients import OTHERS, Patient
from facemodel.teach.practice.says import GRADED, MARKS, PAGE, PARTS, SAYS, TRUTH
from facemodel.teach.practice.scoring import score
from facemodel.teach.practice.session import EVERY, Session
from facemodel.teach.practice.standards import Seen, Standard, figure_of, standard_of
from facemodel.teach.practice.treating import Treatment
from facemodel.view.provenance import NOTICE
from facemodel.view.scene.assets import face_parts
from facemodel.view.scene.compact import compact
from facemodel.view.scene.overlays import exact_lines

SEEDS, COUNT = 12, 10
"""Sittings of every level that are shipped unless others are chosen, and patients of each."""
_FINER = 2.0**-4
"""Of the steps that a page rounds a face to: what a task keeps counts to a part in 10,000."""
_DIGITS = 7  # of single precision, in which the browser has the face too


def usual_sittings(seeds: int = SEEDS, count: int = COUNT) -> list[Session]:
    """Sittings of the first seeds on every level."""
    return [Session(seed, level, count) for level in LEVELS for seed in range(1, seeds + 1)]


def heads(sittings: Iterable[Session]) -> list[str]:
    """Heads (names of HEADS) that these sittings need."""
    met = {patient._head.head for sitting in sittings for patient in sitting.patients}
    return [name for name in HEADS if name in met]


def head_block(head: str) -> bytes:
    """A head with all tables as the browser reads it, finely enough for marks to hold."""
    row = HEADS[head]
    face = load_head(row.age, row.sex, row.weight, row.ancestry)
    meta, arrays = face_parts(face)
    return compact(meta, arrays | exact_lines(face.mesh), finer=_FINER)


def shipped(sittings: Iterable[Session]) -> dict[str, Any]:
    """Patients of these sittings, and texts, scales and constants, as plain values."""
    return {
        "schema": results.SCHEMA,
        "generator": results.GENERATOR,
        "parameters": constants.digest(),
        "constants": _constants(),
        "scales": {name: {"label": one.label, "items": one.items} for name, one in SCALES.items()},
        "grading": {"weights": WEIGHTS, "in_words": IN_WORDS, "tells": TELLS, "every": EVERY},
        "most_treatments": treating.MOST_TREATMENTS,
        "others": OTHERS,
        "days": treating.DAYS,
        "longest_name": results.LONGEST_NAME,
        "ed50": [_plain(info(m).ed50_units) for m in MUSCLES],
        "texts": {
            "says": SAYS | PAGE,
            "part": PARTS,
            "item": ITEM_NAMES,
            "truth": TRUTH,
            "marks": MARKS,
            "graded": GRADED,
            "compared": COMPARED,
        },
        "notice": NOTICE,
        "sittings": [
            {
                "seed": one.seed,
                "level": one.level,
                "patients": [_patient(who) for who in one.patients],
            }
            for one in sittings
        ],
    }


def as_json(sittings: Iterable[Session]) -> bytes:
    """The same as compact JSON; about 3 kB a patient."""
    return json.dumps(shipped(sittings), separators=(",", ":"), allow_nan=False).encode()


def _constants() -> dict[str, float]:
    """Those of the marks by their own names, and those of a dampening and of a sound figure."""
    others = ("toxin.emax", "toxin.hill_exponent", "plan.healthy_rms_mm")
    names = [*(one.name for one in constants.parameters("practice")), *others]
    return {name.partition(".")[2]: constants.value(name) for name in names}


def _patient(who: Patient) -> dict[str, Any]:
    person, first = who._person, standard_of(who)
    own = Treatment(injections=first.injections) if first.injections else None
    return {
        "history": who.history,
        "scale": who.scale,
        "right": who._right,
        "head": who._head.head,
        "age": who._head.age,
        "tone": who._head.tone,
        "condition": who._truth.condition,
        "side": who._truth.side,
        "severity": float(who._condition.severity),
        "aim": who._aim.name,
        "figure": figure_of(who),
        "person": {
            "strength": [_plain(x) for x in person.strength],
            "tone": [_plain(x) for x in person.tone],
            "ed50": float(person.ed50),
            "onset_days": float(person.onset_days),
            "decay_days": float(person.decay_days),
            "stiffness": float(person.stiffness),
        },
        "scores": who.scores(),
        "before": _seen(first.before),
        "plan": [[_plain(x) for x in toxin.site(who.face.mesh, i)[0]] for i in first.injections],
        "visits": [_visit(who, standard_of(who, k + 1)) for k in range(treating.MOST_TREATMENTS)],
        "plan_marks": None if own is None else score(who, [own]).total,
        "truth": who.reveal(),
    }


def _visit(who: Patient, by: Standard) -> dict[str, Any]:
    """The plan as it is at a visit; points that it may break a ceiling with as (row, side)."""
    rows = list(CEILINGS.values())
    return {
        "units": [one.dose for one in by.injections],
        "after": _seen(by.after),
        "aimed": np.flatnonzero(by.aimed).tolist(),
        "taken": by.taken,
        "need": by.need,
        "chances": [
            [name, side, round(chance, 5)] for (name, side), chance in by.chances.items() if chance
        ],
        "allowed": [
            [rows.index(one.ceiling), one.side] for one in excesses(who.face.mesh, by.injections)
        ],
    }


def _seen(one: Seen) -> dict[str, Any]:
    return {**dataclasses.asdict(one), "side_effects": sorted(one.side_effects)}


def _plain(x: float) -> float | None:
    """With as many digits as single precision has; None of what is not finite."""
    return float(f"{x:.{_DIGITS}g}") if np.isfinite(x) else None
