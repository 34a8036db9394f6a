"""Questions without number, each computed by the model, and the record of answers: `fm.items`.

Examples
--------
>>> import facemodel as fm
>>> item = fm.items.draw("when_does_it_fade", 2)
>>> item.options
('6 weeks', '10 weeks', '17 weeks', '28 weeks')
"""

from facemodel.teach.items.asking import box
from facemodel.teach.items.drawing import draw
from facemodel.teach.items.entry import Entry
from facemodel.teach.items.item import Item, Reply
from facemodel.teach.items.kinds import KINDS
from facemodel.teach.items.practised import Placed, Rated
from facemodel.teach.items.record import DAYS, Record
from facemodel.teach.items.record_file import load_record, save_record
from facemodel.teach.items.testing import CONFIDENCE, FORMS, Result, Test, test

__all__ = [
    "CONFIDENCE",
    "DAYS",
    "FORMS",
    "KINDS",
    "Entry",
    "Item",
    "Placed",
    "Rated",
    "Record",
    "Reply",
    "Result",
    "Test",
    "box",
    "draw",
    "load_record",
    "save_record",
    "test",
]
