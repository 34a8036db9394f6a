"""Lines of the face: how deep they are in a movement, what is etched at rest, and how both change.

A line lies where skin folds when it is gathered across it: its dynamic depth grows with the strain
of the deformed skin, projected across the line and averaged over a few millimetres [assume].
Two kinds are read otherwise: the nasolabial fold is relief that the mesh already has, so its depth
is what the deformed shape gains over rest; a platysmal band stands out where it shortens, so the
strain along it counts. What years of use etch stays at rest, and fades slowly while muscles are
relaxed. Depths, rates and grades are assumed; nothing here is fitted.
"""

from facemodel.clinic.scales.lines import fws, merz
from facemodel.clinic.wrinkles.curve import Curve, courses, curves
from facemodel.clinic.wrinkles.depth import Wrinkles, lines
from facemodel.clinic.wrinkles.etching import etched_after, etched_course
from facemodel.clinic.wrinkles.table import EXPRESSIONS_OF_GROUP, GROUPS, LINES, Line

__all__ = [
    "EXPRESSIONS_OF_GROUP",
    "GROUPS",
    "LINES",
    "Curve",
    "Line",
    "Wrinkles",
    "courses",
    "curves",
    "etched_after",
    "etched_course",
    "fws",
    "lines",
    "merz",
]
