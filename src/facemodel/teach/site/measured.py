"""What a page measures of exercises that its own model judges: goals, a case, a minute of a spasm.

`view/js/site/reaching.js` has the goals by their kinds.
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from facemodel.case.case import Case
from facemodel.clinic.scales import CLINICALLY_RELEVANT_CHANGE
from facemodel.clinic.scales.jankovic import LIDS, LIMITS, LOWER, RING
from facemodel.clinic.scales.legibility import ALIKE, EMOTIONS
from facemodel.clinic.scales.scale import fws_steps
from facemodel.data import constants
from facemodel.teach.exercise import Exercise
from facemodel.teach.judges.reaching import (
    AGE,
    COURSE_UNITS,
    GRADES,
    LID_UNITS,
    LINES,
    MINUTE,
    SMILE,
)
from facemodel.teach.table import ROWS, Row, tolerance
from facemodel.view import page
from facemodel.view.scene.compact import compact


def measured(one: Exercise) -> dict[str, Any]:
    """Of an exercise that the page's own model judges: its case and goals, each by what is measured
    (js/site/reaching.js) and what is enough; where a spasm is rated, a minute of it."""
    row = ROWS[one.name]
    texts = [goal.text for goal in one.judge(one.starter).goals]
    targets = [
        {**goal, "text": text} for goal, text in zip(TARGETS[one.name](row), texts, strict=True)
    ]
    return {
        "case": None if row.case is None else row.case.contents(),
        "targets": targets,
        **_minute(row.case, targets),
    }


def _rated() -> dict[str, Any]:
    """What the Jankovic rating of a minute goes by."""
    return {
        "step_s": float(MINUTE[1]),
        "ring": RING.tolist(),
        "lower": LOWER.tolist(),
        "lids": LIDS,
        "limits": {n: constants.value(f"scales.jankovic.{n}") for n in LIMITS},
    }


def _minute(case: Case | None, targets: list[dict[str, Any]]) -> dict[str, str]:
    """The minute of the case's spasm, packed as a page takes it, where a target rates it."""
    process = None if case is None else case.build_condition().process
    if process is None or all(goal["kind"] != "rated" for goal in targets):
        return {}
    samples = process.involuntary(MINUTE)
    used = np.flatnonzero(samples.any(axis=0))
    return {"minute": page.packed(compact({}, {"samples": samples[:, used], "muscles": used}))}


def _closes() -> dict[str, Any]:
    return {"kind": "closes", "enough": constants.value("side_effects.lagophthalmos")}


def _readable() -> dict[str, Any]:
    return {
        "kind": "readable",
        "enough": constants.value("scales.legible.least_kept"),
        "emotion": SMILE,
        "emotions": EMOTIONS,
        "alike": ALIKE,
    }


def _lines() -> dict[str, Any]:
    words = {"group": LINES, "age": AGE, "steps": fws_steps(), "words": GRADES}
    return {"kind": "lines", "enough": 1, **words}


TARGETS: Mapping[str, Callable[[Row], list[dict[str, Any]]]] = {
    "level_smile": lambda _: [
        {"kind": "falls", "enough": tolerance("less_asymmetry")},
        {"kind": "keeps", "enough": tolerance("range_kept"), "side": "left"},
        {"kind": "untreated", "side": "right"},
    ],
    "open_the_eyes": lambda _: [
        {"kind": "rated", "enough": CLINICALLY_RELEVANT_CHANGE, **_rated()},
        _closes(),
    ],
    "mark_the_point": lambda row: [
        {"kind": "catches", "enough": tolerance("mark_share"), "muscle": row.muscle}
    ],
    "spare_the_lid": lambda row: [
        {"kind": "loses", "enough": tolerance("still_weak"), "muscle": row.muscle},
        {"kind": "units", "enough": LID_UNITS},
        {"kind": "harmless"},
    ],
    "soften_the_lines": lambda _: [
        _lines(),
        _readable(),
        {"kind": "corner_keeps", "enough": tolerance("corner_kept"), "task": "open_mouth_smile"},
        _closes(),
    ],
    "even_but_alive": lambda _: [
        {"kind": "tasks_fall", "enough": tolerance("less_mirror")},
        {"kind": "tasks_keep", "enough": tolerance("least_kept")},
        _closes(),
    ],
    "whole_course": lambda _: [
        {"kind": "falls", "enough": tolerance("course_asymmetry")},
        {"kind": "units", "enough": COURSE_UNITS},
        _closes(),
        {"kind": "harmless"},
        {"kind": "untreated", "side": "right"},
    ],
}
"""Goals of exercises that the page's own model judges, in the order of their judges."""
