"""An item in a notebook: question, picture, options, how sure, and the reply, kept in a record."""

from dataclasses import dataclass

from facemodel.errors import FaceModelError, checks_keywords, kind_of
from facemodel.teach.items.entry import Form
from facemodel.teach.items.item import Item
from facemodel.teach.items.mine import MINE
from facemodel.teach.items.noting import Noting
from facemodel.teach.items.record import Record
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
        Where the answer is kept; in that of this session (fm.record) unless given.
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
        raise FaceModelError(f"a box asks an item of fm.items.draw, got {kind_of(item)}")
    if record is not None and not isinstance(record, Record):
        raise FaceModelError(f"a record is fm.items.Record(), got {kind_of(record)}")
    known = {"what": "item", "kind": item.kind, "seed": item.seed, "form": form}
    asked = _Asked(item, form, Noting(MINE if record is None else record, known))
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
    form: Form
    noting: Noting

    def reply(self, asked: QuestionBox) -> str:
        """What is said to what is in the fields."""
        given, sure = asked.answer.get(ANSWER), asked.answer.get(SURE)
        if not given or not sure:
            return piece("said", piece("p", "Choose an option, and say how sure you are."))
        found = self.item.reply(given)
        first = self.noting.entry is None
        told = {"confidence": CONFIDENCE[sure]} if first else {}
        entry = self.noting.answer(given, found.right, **told)
        if self.form in ("pre", "post"):
            return piece("said", piece("p", "Your answer is noted."))
        text = str(found) if found.right or entry.tries >= TRIES else f"No. {self.item.hint}"
        return piece("said", piece("p", text))
