"""Everything that is measured on a face, under one name: `fm.metrics`.

Distances are in mm and shares in per cent where the name says so; see docs/names.md.
"""

from facemodel.anatomy.action_tables import CLINICAL_TASKS
from facemodel.clinic.excursions import (
    DETECTABLE_AT_REST_MM,
    DETECTABLE_IN_A_SMILE_MM,
    Excursions,
    detectable_change_mm,
    excursions,
    is_detectable,
)
from facemodel.clinic.measures import facial_measures, percent_difference
from facemodel.clinic.reach import (
    REACH_LANDMARKS,
    ExpressionRange,
    TaskRange,
    envelope,
    expression_range,
    support,
    task_range,
)
from facemodel.clinic.symmetry import (
    THIRDS,
    asymmetry,
    skin_weights,
    symmetry_by_thirds,
    symmetry_index,
    thirds,
)

# Symmetry index of healthy people, per cent, mean and SD: "Objective Evaluation of Normal Facial
# Function", Ann Otol Rhinol Laryngol 108 (1999) 641, 20 people (dossier V8, seen)
HEALTHY_SYMMETRY_PERCENT = {
    "brow_raise": (91.0, 6.0),
    "gentle_eye_closure": (93.0, 5.0),
    "open_mouth_smile": (91.0, 5.0),
    "overall": (92.0, 3.0),
}

__all__ = [
    "CLINICAL_TASKS",
    "DETECTABLE_AT_REST_MM",
    "DETECTABLE_IN_A_SMILE_MM",
    "HEALTHY_SYMMETRY_PERCENT",
    "REACH_LANDMARKS",
    "THIRDS",
    "Excursions",
    "ExpressionRange",
    "TaskRange",
    "asymmetry",
    "detectable_change_mm",
    "envelope",
    "excursions",
    "expression_range",
    "facial_measures",
    "is_detectable",
    "percent_difference",
    "skin_weights",
    "support",
    "symmetry_by_thirds",
    "symmetry_index",
    "task_range",
    "thirds",
]
