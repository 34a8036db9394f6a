"""What a grade looks like: pictures of the built-in face one grade above and below."""

from functools import lru_cache

import numpy as np

from facemodel.anatomy.muscles import Side
from facemodel.clinic.examination import TASKS, examine
from facemodel.clinic.scales.eface import eface_like
from facemodel.clinic.scales.sunnybrook import sunnybrook
from facemodel.data import constants
from facemodel.mechanics.face import load
from facemodel.physiology import conditions
from facemodel.teach.rating import scales
from facemodel.teach.rating.faces import stills

SHOWN = (
    "bells_chronic_flaccid", "bells_acute_moderate", "bells_acute_severe", "hb_4", "hb_6",
    "post_parotidectomy_recovery", "postparalytic_synkinesis",
)  # fmt: skip
SEVERITIES = tuple(round(0.1 * k, 1) for k in range(1, 11))
AWAY = 8.0
"""eFACE points from the grade that is to be shown, beyond which no picture is shown [assume]."""
_Made = tuple[str, float | None]


@lru_cache(maxsize=2)
def _bank(side: Side, constants_in_force: str) -> tuple[tuple[_Made, ...], dict[str, np.ndarray]]:
    """Conditions and severities (n), and by item the grade (n, 2) and how clear it is."""
    made = [
        (name, severity)
        for name in SHOWN
        for severity in (SEVERITIES if conditions.PRESETS[name].graded else (None,))
    ]
    rows: dict[str, list[tuple[float, float]]] = {}
    for name, severity in made:
        exam = examine(load(), conditions.by_name(name, side, severity), 1.0, None, TASKS)
        for item, one in sunnybrook(exam, side).items.items():
            clear = np.abs(np.asarray(one.bounds, float) - float(one.measured)).min()
            rows.setdefault(item, []).append((float(one.score), float(clear)))
        for item, value in eface_like(exam, side).items.items():
            rows.setdefault(item, []).append((float(value), 0.0))
    return tuple(made), {item: np.array(found) for item, found in rows.items()}


def example(item: str, grade: float, side: Side) -> _Made | None:
    """Condition and severity in which the built-in face has this grade, as clearly as any; None
    where none of the bank has it."""
    made, rows = _bank(side, constants.digest())
    grades, clear = rows[item].T
    if item in scales.LINES:
        k = int(np.abs(grades - grade).argmin())
        return made[k] if abs(grades[k] - grade) <= AWAY else None
    fits = np.flatnonzero(grades == grade)
    return made[int(fits[clear[fits].argmax()])] if len(fits) else None


def beside(item: str, known: float, side: Side) -> dict[float, bytes]:
    """JPEGs of the built-in face at the grade below and the one above, where it can have them."""
    lowest, *_, highest = (float(text.split()[0]) for text in scales.options(item))
    found = {}
    for grade in (known - scales.step(item), known + scales.step(item)):
        if lowest <= grade <= highest and (one := example(item, grade, side)) is not None:
            found[grade] = _still(item, one, side, constants.digest())
    return found


@lru_cache(maxsize=60)
def _still(item: str, one: _Made, side: Side, constants_in_force: str) -> bytes:
    name, severity = one
    view = scales.task(item)
    return stills(load(), conditions.by_name(name, side, severity), (view,), "medium")[view]
