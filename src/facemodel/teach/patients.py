"""Virtual patients to practise on: examine, grade, plan, treat, see the course: `fm.patients`.

Examples
--------
>>> import facemodel as fm
>>> patient = fm.patients.draw(3, "easy")
>>> patient.history[:55]
'A person in their 50s has had twitches around one eye f'
>>> fm.patients.Sitting(seed=3, level="easy", count=2)
Sitting(seed 3, easy: 0 of 2 patients done)
"""

from facemodel.teach.judges.grading import Calibration
from facemodel.teach.practice.drawing import LEVELS, draw, textbook
from facemodel.teach.practice.kinds import CHOICES
from facemodel.teach.practice.patients import Patient
from facemodel.teach.practice.placement import Placement
from facemodel.teach.practice.results import save_results
from facemodel.teach.practice.scoring import Score, score
from facemodel.teach.practice.session import Attempt
from facemodel.teach.practice.sitting import Sitting, load_results
from facemodel.teach.practice.standards import Seen
from facemodel.teach.practice.treating import Treatment

__all__ = [
    "CHOICES",
    "LEVELS",
    "Attempt",
    "Calibration",
    "Patient",
    "Placement",
    "Score",
    "Seen",
    "Sitting",
    "Treatment",
    "draw",
    "load_results",
    "save_results",
    "score",
    "textbook",
]
