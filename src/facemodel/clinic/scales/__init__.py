"""Clinical scales and movement measures under one name: `fm.scales`. Each says which rule fired."""

from facemodel.clinic.examination import SUNNYBROOK_TASKS, TASKS, Examination, examine
from facemodel.clinic.scales.eface import EfaceLike, eface_like
from facemodel.clinic.scales.items import Item
from facemodel.clinic.scales.jankovic import CLINICALLY_RELEVANT_CHANGE, Jankovic, jankovic
from facemodel.clinic.scales.movement import (
    EMOTIONS,
    STUDY_CHANGE_PERCENT,
    Legibility,
    counter_direction_mm,
    duchenne_index,
    legibility,
    mirror_rms,
    synkinesis_index,
)
from facemodel.clinic.scales.sunnybrook import (
    HouseBrackmann,
    Sunnybrook,
    house_brackmann_grade,
    share_of_healthy,
    sunnybrook,
)
from facemodel.clinic.symmetry import facial_asymmetry_index

__all__ = [
    "CLINICALLY_RELEVANT_CHANGE",
    "EMOTIONS",
    "STUDY_CHANGE_PERCENT",
    "SUNNYBROOK_TASKS",
    "TASKS",
    "EfaceLike",
    "Examination",
    "HouseBrackmann",
    "Item",
    "Jankovic",
    "Legibility",
    "Sunnybrook",
    "counter_direction_mm",
    "duchenne_index",
    "eface_like",
    "examine",
    "facial_asymmetry_index",
    "house_brackmann_grade",
    "jankovic",
    "legibility",
    "mirror_rms",
    "share_of_healthy",
    "sunnybrook",
    "synkinesis_index",
]
