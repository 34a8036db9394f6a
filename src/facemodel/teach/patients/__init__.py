"""Virtual patients to practise on: examine, grade, plan, treat, see the course, treat again."""

from facemodel.teach.patients.calibration import Calibration
from facemodel.teach.patients.results import load_results, save_results
from facemodel.teach.patients.scoring import Score, Seen, score
from facemodel.teach.patients.sitting import Attempt, Sitting
from facemodel.teach.patients.treating import Treatment
from facemodel.teach.patients.who import LEVELS, Patient, draw, textbook

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
