"""Clinical scales and movement measures under one name: `fm.scales`. Each says which rule fired.

SCALES are the rows of data/scales.csv, each with the function that it names here.

Examples
--------
>>> import facemodel as fm
>>> exam = fm.examine(fm.load(), fm.conditions.house_brackmann(4, "left"))
>>> bool(fm.scales.sunnybrook(exam).composite < 90)
True
>>> fm.scales.SCALES
<6 scales: sunnybrook, house_brackmann, eface_like, jankovic, fws, merz>

A rater errs in points, a ruler in the lengths that a scale reads:

>>> rated = fm.scales.sunnybrook(exam, noise="sunnybrook_rater", seed=1)
>>> bool(rated.composite == rated.raw + rated.error != rated.raw)
True
>>> read = fm.scales.sunnybrook(exam, noise="ruler", seed=1)
>>> bool(read.items["rest_eye"].measured != fm.scales.sunnybrook(exam).items["rest_eye"].measured)
True
"""

from facemodel.clinic.examination import SUNNYBROOK_TASKS, TASKS, Examination, examine
from facemodel.clinic.scales.eface import EfaceLike, eface_like
from facemodel.clinic.scales.house_brackmann import HouseBrackmann, house_brackmann_grade
from facemodel.clinic.scales.jankovic import Jankovic, jankovic
from facemodel.clinic.scales.legibility import EMOTIONS, Legibility, duchenne_index, legibility
from facemodel.clinic.scales.movement import (
    STUDY_CHANGE_PERCENT,
    counter_direction_mm,
    mirror_rms,
    synkinesis_index,
)
from facemodel.clinic.scales.scale import Item, Scale, fws, merz, read
from facemodel.clinic.scales.sunnybrook import Sunnybrook, share_of_healthy, sunnybrook
from facemodel.clinic.symmetry import facial_asymmetry_index

SCALES = read([sunnybrook, house_brackmann_grade, eface_like, jankovic, fws, merz])
"""Scales by name."""
assert SCALES["jankovic"].change is not None
CLINICALLY_RELEVANT_CHANGE = int(SCALES["jankovic"].change)
"""Smallest change of the Jankovic sum, of 8, that patients call relevant [Jankovic2009]."""

__all__ = [
    "CLINICALLY_RELEVANT_CHANGE",
    "EMOTIONS",
    "SCALES",
    "STUDY_CHANGE_PERCENT",
    "SUNNYBROOK_TASKS",
    "TASKS",
    "EfaceLike",
    "Examination",
    "HouseBrackmann",
    "Item",
    "Jankovic",
    "Legibility",
    "Scale",
    "Sunnybrook",
    "counter_direction_mm",
    "duchenne_index",
    "eface_like",
    "examine",
    "facial_asymmetry_index",
    "fws",
    "house_brackmann_grade",
    "jankovic",
    "legibility",
    "merz",
    "mirror_rms",
    "share_of_healthy",
    "sunnybrook",
    "synkinesis_index",
]
