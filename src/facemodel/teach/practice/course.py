"""What a virtual patient shows over the weeks: figures by day, and pictures of rest and a smile."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from facemodel.anatomy.expressions import expression
from facemodel.teach.practice.patients import M, Patient
from facemodel.teach.practice.treating import Treatment, left
from facemodel.view.stills.plain import figure

DAYS = (0.0, 3.0, 7.0, 14.0, 28.0, 56.0, 84.0)
"""Days after a treatment on which the patient comes back to be looked at."""


@dataclass(frozen=True)
class Day:
    """A patient on a day of the course: asymmetry in mm, least share that a task retains."""

    day: float
    mirror_mm: float
    retained: float


def course(patient: Patient, treatments: Sequence[Treatment]) -> list[Day]:
    """The days after the last of these treatments; earlier ones still act then."""
    start = treatments[-1].day
    rows = left(patient, treatments, [start + d for d in DAYS])
    found = []
    for day, remaining in zip(DAYS, rows, strict=True):
        seen = patient._assessed(remaining)
        mirror_mm, retained = float(seen.after.over_tasks_mm), float(seen.least_retained)
        found.append(Day(start + day, mirror_mm, retained))
    return found


def picture(patient: Patient, treatments: Sequence[Treatment], day: float) -> tuple[bytes, str]:
    """PNG of rest and an open smile, before any treatment and on a day; and its alt text."""
    import io

    own = patient._own
    shares = [np.ones(M), left(patient, treatments, day)]
    intents = [np.zeros(M), expression("open_mouth_smile")[:M]]
    rows = np.stack([own.drive(u, s) for u in intents for s in shares])
    labels = [
        f"{what}, {when}" for what in ("rest", "smile") for when in ("before", f"day {day:g}")
    ]
    made = figure(patient.face, rows, labels=labels)
    out = io.BytesIO()
    made.savefig(out, format="png", dpi=60)
    return out.getvalue(), made.get_label()
