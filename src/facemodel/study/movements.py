"""What a recorded movement shows on a face: its sides, its course, and what changed to another.

Examples
--------
>>> import facemodel as fm
>>> smile = dict.fromkeys(["mouthSmileLeft", "mouthSmileRight"], [0, 1, 1, 0])
>>> take = fm.Recording([0, 0.5, 1, 1.5], fm.arkit(smile))
>>> fm.movements.sides(take)["corner of the mouth"].below
False
"""

from facemodel.study.at_rest import rest
from facemodel.study.blinking import Blink, Blinks, blinks
from facemodel.study.finding import Finding
from facemodel.study.sides import HELD_S, MOVEMENTS, ONE_SIDED_95, Change, Sides, changes, sides
from facemodel.study.strengths import Estimate, strengths
from facemodel.study.tasks import Task, tasks

__all__ = [
    "HELD_S",
    "MOVEMENTS",
    "ONE_SIDED_95",
    "Blink",
    "Blinks",
    "Change",
    "Estimate",
    "Finding",
    "Sides",
    "Task",
    "blinks",
    "changes",
    "rest",
    "sides",
    "strengths",
    "tasks",
]
