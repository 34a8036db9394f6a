"""Scales of the depth of lines: the Facial Wrinkle Scale and Merz."""

from numpy.typing import ArrayLike

from facemodel.anatomy.checks import numbers
from facemodel.clinic.scales.items import Item
from facemodel.data import constants

_BOUNDS = ("lines.fws_1", "lines.fws_2", "lines.fws_3")


def fws(depth_mm: ArrayLike, group: str = "line") -> Item:
    """Facial Wrinkle Scale 0 none .. 3 severe of a depth (...), mm [assume]."""
    bounds = tuple(map(constants.value, _BOUNDS))
    depth = numbers("depth in mm", depth_mm, 0, 10)
    return Item(group, depth, "mm", bounds, (0, 1, 2, 3), ("none", "mild", "moderate", "severe"))


def merz(depth_mm: ArrayLike, group: str = "line") -> Item:
    """Merz scale 0 none .. 4 very severe of a depth (...), mm."""
    bounds = tuple(map(constants.value, (*_BOUNDS, "lines.merz_4")))
    words = ("none", "mild", "moderate", "severe", "very severe")
    depth = numbers("depth in mm", depth_mm, 0, 10)
    return Item(group, depth, "mm", bounds, (0, 1, 2, 3, 4), words)
