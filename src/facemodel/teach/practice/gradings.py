"""The scales on which virtual patients are graded: items, steps, and the model's own scores."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from facemodel.anatomy.expressions import expression
from facemodel.anatomy.muscles import MUSCLES, Side
from facemodel.clinic import wrinkles
from facemodel.clinic.examination import SUNNYBROOK_TASKS, examine
from facemodel.clinic.scales import jankovic
from facemodel.clinic.scales.sunnybrook import sunnybrook
from facemodel.mechanics.face import Face
from facemodel.physiology.drive import Condition
from facemodel.physiology.people import Person
from facemodel.teach.judges.grading import HEALTHY, ITEMS

M = len(MUSCLES)
MINUTE = np.arange(0, 60, 1 / 30)
_LINES = {
    "lines_between_the_brows": ("glabella", "frown"),
    "lines_of_the_forehead": ("forehead", "brow_raise"),
}
_FOUR = ("0 none", "1 mild", "2 moderate", "3 severe")


@dataclass(frozen=True)
class Sitter:
    """Whom a scale is read of: face, condition and person, the affected side, age in years."""

    face: Face
    condition: Condition
    person: Person
    side: Side
    age: float


@dataclass(frozen=True)
class Scale:
    """A scale: its name in words, its items with their steps, a healthy face's scores, a reader."""

    label: str
    items: Mapping[str, tuple[str, ...]]
    healthy: Mapping[str, int]
    read: Callable[[Sitter], dict[str, int]]


def _sunnybrook(of: Sitter) -> dict[str, int]:
    exam = examine(of.face, of.condition, 1.0, of.person, SUNNYBROOK_TASKS)
    items = sunnybrook(exam, of.side).items
    return {name: int(items[name].score) for name in HEALTHY}


def _spasm(of: Sitter) -> dict[str, int]:
    """Jankovic's two parts, of a minute at rest and of the eye that is worse."""
    own = of.person.in_condition(of.condition)
    found = jankovic(MINUTE, own.drive(np.zeros(M), time=MINUTE))
    return {"spasm_severity": found.severity, "spasm_frequency": found.frequency}


def _lines(of: Sitter) -> dict[str, int]:
    own, found = of.person.in_condition(of.condition), {}
    for item, (group, task) in _LINES.items():
        frame = of.face.deform(own.drive(expression(task)[:M]), dtype=float)
        depths = wrinkles.lines(of.face.mesh, frame, of.age)
        found[item] = int(depths.fws(group).score)
    return found


SCALES: Mapping[str, Scale] = MappingProxyType(
    {
        "sunnybrook": Scale("Sunnybrook, the affected side", ITEMS, HEALTHY, _sunnybrook),
        "spasm": Scale(
            "Jankovic's rating, the eye that is worse",
            {
                "spasm_severity": (
                    "0 none", "1 more blinks when provoked", "2 mild flutter",
                    "3 spasm that shows", "4 strong spasm that disables",
                ),
                "spasm_frequency": (
                    "0 none", "1 blinks a little too often", "2 flutter of less than a second",
                    "3 spasm of over a second, eye mostly open", "4 eye shut over half of the time",
                ),
            },
            {"spasm_severity": 0, "spasm_frequency": 0},
            _spasm,
        ),
        "lines": Scale(
            "Depth of lines in a frown and with raised brows",
            dict.fromkeys(_LINES, _FOUR),
            dict.fromkeys(_LINES, 0),
            _lines,
        ),
        "none": Scale("", {}, {}, lambda of: {}),
    }
)  # fmt: skip
"""Scales by the name that data/patient_kinds.csv has."""
