"""Virtual patients to practise on: examine, grade, plan, treat, see the course: `fm.patients`."""

from facemodel.teach.judges.grading import Calibration
from facemodel.teach.practice.patients import LEVELS, Patient, draw, textbook
from facemodel.teach.practice.results import save_results
from facemodel.teach.practice.scoring import Score, Seen, score
from facemodel.teach.practice.session import Attempt
from facemodel.teach.practice.sitting import Sitting, load_results
from facemodel.teach.practice.treating import Treatment

__all__ = [
    "LEVELS",
    "Attempt",
    "Calibration",
    "Patient",
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
