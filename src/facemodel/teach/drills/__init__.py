"""Drills of one skill: to place points on faces, until it is done without help: `fm.drills`.

Examples
--------
>>> import facemodel as fm
>>> drill = fm.drills.Drill(7, "mouth")
>>> drill.target
Target(Yonsei point, left)
"""

from facemodel.teach.drills.drill import Drill, judged, progress
from facemodel.teach.drills.staircase import OVERLAYS, State
from facemodel.teach.drills.targets import SKILLS, Judged, Target, target
from facemodel.teach.items.practised import Placed

__all__ = [
    "OVERLAYS",
    "SKILLS",
    "Drill",
    "Judged",
    "Placed",
    "State",
    "Target",
    "judged",
    "progress",
    "target",
]
