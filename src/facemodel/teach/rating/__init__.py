"""Training of raters: model faces graded on Sunnybrook's scale and eFACE: `fm.rating`.

Examples
--------
>>> import facemodel as fm
>>> sitting = fm.rating.Sitting(7, "easy", 20)
>>> sitting.subject
Subject(seed 7, easy, face 1: the left side is graded)
"""

from facemodel.teach.items.practised import Rated
from facemodel.teach.judges.agreement import Estimate, Limits
from facemodel.teach.rating.faces import LEVELS, Subject, face
from facemodel.teach.rating.replying import GradingReply, ItemReply
from facemodel.teach.rating.results import Part, Results, between, results
from facemodel.teach.rating.scales import SCALES, items, options, parts
from facemodel.teach.rating.sitting import Sitting

__all__ = [
    "LEVELS",
    "SCALES",
    "Estimate",
    "GradingReply",
    "ItemReply",
    "Limits",
    "Part",
    "Rated",
    "Results",
    "Sitting",
    "Subject",
    "between",
    "face",
    "items",
    "options",
    "parts",
    "results",
]
