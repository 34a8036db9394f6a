"""What was answered: an item, an exercise or a prediction; the first answer and what followed."""

import datetime
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from facemodel.errors import FaceModelError, quoted, unknown
from facemodel.teach.items.drawing import draw
from facemodel.teach.items.item import Item
from facemodel.teach.items.kinds import KINDS
from facemodel.teach.items.practised import LARGEST_SEED

Form = Literal["practice", "again", "pre", "post"]
What = Literal["item", "exercise", "question"]
LONGEST_KIND, LONGEST_ANSWER = 300, 500
Count = Annotated[int, Meta(ge=0, le=10_000)]


class Entry(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """One question as it was answered.

    Attributes
    ----------
    what : {"item", "exercise", "question"}
        What was asked: an item, or an exercise or a prediction of a lesson.
    kind : str
        Of the item, or the exercise's name, or the prediction's text.
    seed : int or None
        Of an item.
    lesson : int or None
        The lesson that asked.
    form : {"practice", "again", "pre", "post"}
        When it was asked.
    first : str
        The first answer, the one that counts.
    right : bool or None
        Whether the first answer holds in this model; None where nothing says so. Of an item it is
        worked out unless it is given.
    solved, gave_up : bool
        Whether a later answer held, and whether the learner asked for the answer.
    tries, hints : int
        How many answers were given, and hints read.
    seconds : float
        Until the first answer.
    confidence : float or None
        0..1, said with the first answer.
    date : datetime.date
        Of the first answer.
    """

    what: What = "item"
    kind: Annotated[str, Meta(max_length=LONGEST_KIND)]
    seed: Annotated[int, Meta(ge=0, le=LARGEST_SEED)] | None = None
    lesson: Annotated[int, Meta(ge=0, le=99)] | None = None
    form: Form = "practice"
    first: Annotated[str, Meta(max_length=LONGEST_ANSWER)]
    right: bool | None = None
    solved: bool = False
    gave_up: bool = False
    tries: Annotated[int, Meta(ge=1, le=10_000)] = 1
    hints: Count = 0
    seconds: Annotated[float, Meta(ge=0, le=10_000_000)] = 0.0
    confidence: Annotated[float, Meta(ge=0, le=1)] | None = None
    date: datetime.date

    def __post_init__(self) -> None:
        if self.what != "item":
            return
        if self.kind not in KINDS:
            raise ValueError(str(unknown("kind of item", self.kind, KINDS)))
        if self.seed is None:
            raise ValueError("an item has a seed")
        if self.right is None:
            try:
                msgspec.structs.force_setattr(self, "right", self.computed)
            except FaceModelError as error:
                raise ValueError(str(error)) from None

    @property
    def item(self) -> Item:
        """The item that was answered. Error: it was none."""
        if self.what != "item" or self.seed is None:
            raise FaceModelError(f"an entry of {self.what!r} has no item")
        return draw(self.kind, self.seed)

    @property
    def computed(self) -> bool:
        """Whether the first answer to an item holds, worked out anew. Error: no such option."""
        return self.item.reply(self.first).right

    @property
    def key(self) -> tuple[Any, ...]:
        """What two files have of the same answer, also where one was written before later tries."""
        return (self.what, self.kind, self.seed, self.lesson, self.form, self.date, self.first)


def entry_of(values: Any) -> Entry:
    """An entry from plain values. Error: a value that is not allowed."""
    try:
        return msgspec.convert(values, Entry)
    except (msgspec.ValidationError, OverflowError) as error:
        raise FaceModelError(f"an answer in it is not one: {quoted(error)}") from None
