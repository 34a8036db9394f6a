"""An item in a notebook: question, picture, options, how sure, and the reply, kept in a record."""

import datetime
import time
from dataclasses import dataclass, field

from facemodel.errors import FaceModelError, checks_keywords
from facemodel.teach.items.item import Item
from facemodel.teach.items.record import Entry, Form, Record
from facemodel.teach.items.testing import CONFIDENCE
from facemodel.teach.widgets.question_box import ANSWER, QuestionBox, choice, menu
from facemodel.view.markup import image, join, piece

SURE = "how_sure_are_you"
LABELS = ("at rest", "in the movement")
TRIES = 2
"""Wrong answers after which the reply tells the right one."""
_STYLE = "width: 48%; max-width: 300px; height: auto"


@checks_keywords
def box(item: Item, record: Record | None = None, form: Form = "practice") -> QuestionBox:
    """An item as a box: question, face, options, how sure, *Check*, and the reply.

    The first answer counts. A wrong one brings the hint, a second wrong one the answer; in a test
    (form "pre" or "post") the reply only says that the answer is noted.

    Parameters
    ----------
    item : Item
        Of fm.items.draw or fm.items.test.
    record : Record, optional
        Where the answer is kept.
    form : {"practice", "again", "pre", "post"}, optional
        When it is asked.

    Returns
    -------
    QuestionBox

    Raises
    ------
    FaceModelError
        For what is no item or no record.

    Examples
    --------
    >>> import facemodel as fm
    >>> fm.items.box(fm.items.draw("how_much", 1)).reply
    ''
    """
    if not isinstance(item, Item):
        raise FaceModelError(f"a box asks an item of fm.items.draw, got {type(item).__name__}")
    if record is not None and not isinstance(record, Record):
        raise FaceModelError(f"a record is fm.items.Record(), got {type(record).__name__}")
    asked = _Asked(item, record, form)
    fields = [choice(item.options), menu(SURE, tuple(CONFIDENCE))]
    return QuestionBox(_question(item), fields, asked.reply, "Check")


def _question(item: Item) -> str:
    """The question, and what there is to look at."""
    seen = "; ".join(item.seen) or "the face of somebody who does not exist"
    pictures = [
        image(data, f"{label}: {seen}" if label == LABELS[1] else label, style=_STYLE)
        for label, data in zip(LABELS, item.pictures(), strict=False)
    ]
    return join([piece("strong", item.question), *pictures], "")


@dataclass
class _Asked:
    """One item on screen and how often it was answered."""

    item: Item
    record: Record | None
    form: Form
    begun: float = field(default_factory=time.monotonic)
    entry: Entry | None = None
    at: int = -1

    def reply(self, asked: QuestionBox) -> str:
        """What is said to what is in the fields."""
        given, sure = asked.answer.get(ANSWER), asked.answer.get(SURE)
        if not given or not sure:
            return piece("said", piece("p", "Choose an option, and say how sure you are."))
        self._keep(given, sure)
        if self.form in ("pre", "post"):
            return piece("said", piece("p", "Your answer is noted."))
        found = self.item.reply(given)
        assert self.entry is not None
        text = str(found) if found.right or self.entry.tries >= TRIES else f"No. {self.item.hint}"
        return piece("said", piece("p", text))

    def _keep(self, given: str, sure: str) -> None:
        """The first answer as an entry; a later one counts as another try, with a hint read."""
        if self.entry is None:
            self.entry = Entry(
                kind=self.item.kind,
                seed=self.item.seed,
                form=self.form,
                first=given,
                seconds=round(time.monotonic() - self.begun, 1),
                confidence=CONFIDENCE[sure],
                date=datetime.date.today(),
            )
            if self.record is not None:
                self.at = len(self.record.entries)
                self.record.entries.append(self.entry)
            return
        tries = self.entry.tries + 1
        hints = 0 if self.form in ("pre", "post") or self.entry.right else 1
        changed = {name: getattr(self.entry, name) for name in self.entry.__struct_fields__}
        self.entry = Entry(**{**changed, "tries": tries, "hints": hints})
        if self.record is not None:
            self.record.entries[self.at] = self.entry
