"""Everything that is measured on a face, under one name: `fm.metrics`.

Distances are in mm and shares in per cent where the name says so; see docs/conventions.md.

Examples
--------
>>> import facemodel as fm
>>> face = fm.load()
>>> smile = face.deform(fm.expression("smile_social"))
>>> fm.metrics.excursions(face.mesh, smile, ["cheilion_left"]).magnitude_mm.shape
(1,)
>>> sorted(fm.metrics.facial_measures(face.mesh, smile))[:2]
['brow_height_mm', 'commissure_excursion_mm']

As an instrument reads them, with its error:

>>> rest = face.mesh.vertices
>>> true = fm.metrics.facial_measures(face.mesh, rest)["mrd1_mm"]
>>> read = fm.metrics.facial_measures(face.mesh, rest, noise="photograph", seed=1)["mrd1_mm"]
>>> print(true.round(2), (read != true).all())
[4.36 4.36] True
"""

from facemodel.anatomy.action_tables import CLINICAL_TASKS
from facemodel.clinic.asymmetry import THIRDS, asymmetry, own_asymmetry, skin_weights, thirds
from facemodel.clinic.excursions import (
    DETECTABLE_AT_REST_MM,
    DETECTABLE_IN_A_FULL_SMILE_MM,
    DETECTABLE_IN_A_POSED_SMILE_MM,
    Excursions,
    detectable_change_mm,
    excursions,
    is_detectable,
)
from facemodel.clinic.instruments import (
    INSTRUMENTS,
    IRIS_DIAMETER_MM,
    Instrument,
    millimetres_per_unit,
)
from facemodel.clinic.measures import facial_measures, nasolabial_fold
from facemodel.clinic.motion_range import (
    REACH_LANDMARKS,
    ExpressionRange,
    envelope,
    expression_range,
    support,
)
from facemodel.clinic.symmetry import (
    HEALTHY_SYMMETRY_PERCENT,
    facial_asymmetry_index,
    healthy_symmetry_percent,
    percent_difference,
    symmetry_by_thirds,
    symmetry_index,
)
from facemodel.clinic.task_range import TaskRange, closure_gap_mm, task_range

__all__ = [
    "CLINICAL_TASKS",
    "DETECTABLE_AT_REST_MM",
    "DETECTABLE_IN_A_FULL_SMILE_MM",
    "DETECTABLE_IN_A_POSED_SMILE_MM",
    "HEALTHY_SYMMETRY_PERCENT",
    "INSTRUMENTS",
    "IRIS_DIAMETER_MM",
    "REACH_LANDMARKS",
    "THIRDS",
    "Excursions",
    "ExpressionRange",
    "Instrument",
    "TaskRange",
    "asymmetry",
    "closure_gap_mm",
    "detectable_change_mm",
    "envelope",
    "excursions",
    "expression_range",
    "facial_asymmetry_index",
    "facial_measures",
    "healthy_symmetry_percent",
    "is_detectable",
    "millimetres_per_unit",
    "nasolabial_fold",
    "own_asymmetry",
    "percent_difference",
    "skin_weights",
    "support",
    "symmetry_by_thirds",
    "symmetry_index",
    "task_range",
    "thirds",
]
