"""What is said to a grading: each item beside the model's, the anchors around it, and why."""

from collections.abc import Mapping
from dataclasses import dataclass

from facemodel.teach.rating import anchoring, scales
from facemodel.teach.rating.faces import Subject

PICTURED = 3
"""Items farthest off, whose grades above and below are shown as pictures too."""


@dataclass(frozen=True)
class ItemReply:
    """One item as it was graded.

    Attributes
    ----------
    item : str
        Its name.
    said, known : float
        The learner's grade and the model's.
    off : float
        Their distance; 0 where they count as the same.
    rule : str
        Why the model grades it so.
    anchors : dict of float to str
        Words of the grades around the model's.
    """

    item: str
    said: float
    known: float
    off: float
    rule: str
    anchors: dict[float, str]

    def __str__(self) -> str:
        name = scales.label(self.item)
        if not self.off:
            return f"{name}: {self.said:g}, as the model. {self.rule}."
        way = "too high" if self.off > 0 else "too low"
        near = "; ".join(f"{grade:g} is {words}" for grade, words in self.anchors.items() if words)
        told = f"{name}: you {self.said:g}, the model {self.known:.0f} ({way}). {self.rule}."
        return f"{told} {near}." if near else told


@dataclass(frozen=True)
class GradingReply:
    """A face as it was graded.

    Attributes
    ----------
    subject : Subject
        The face.
    items : tuple of ItemReply
        In the order of the scales.
    """

    subject: Subject
    items: tuple[ItemReply, ...]

    @property
    def missed(self) -> tuple[ItemReply, ...]:
        """Items that differ from the model's, the farthest first."""
        wrong = (one for one in self.items if one.off)
        return tuple(sorted(wrong, key=lambda one: -abs(one.off) / scales.step(one.item)))

    def pictures(self) -> dict[str, dict[float, bytes]]:
        """The built-in face one grade below and above the model's, of the items farthest off.

        Returns
        -------
        dict of str to dict of float to bytes
            JPEGs by item and grade.
        """
        side = self.subject.side
        shown = {o.item: anchoring.beside(o.item, o.known, side) for o in self.missed[:PICTURED]}
        return {item: found for item, found in shown.items() if found}

    def __str__(self) -> str:
        same = len(self.items) - len(self.missed)
        head = f"{same} of {len(self.items)} items as the model grades them."
        return "\n".join([head, *map(str, self.missed)])

    __repr__ = __str__


def reply(subject: Subject, scores: Mapping[str, float]) -> GradingReply:
    """What is said to grades of a face. Errors: as of `scales.checked`."""
    said, known = scales.checked(scores), subject.grades()
    return GradingReply(
        subject,
        tuple(
            ItemReply(
                item,
                grade,
                known[item],
                scales.off(item, grade, known[item]),
                subject.rule(item),
                _around(item, known[item]),
            )
            for item, grade in said.items()
        ),
    )


def _around(item: str, known: float) -> dict[float, str]:
    """Words of the model's grade and its neighbours; of eFACE the ends and the middle."""
    words = {}
    for text in scales.options(item):
        grade, _, said = text.partition(" ")
        if said and (item in scales.LINES or abs(float(grade) - known) <= 1):
            words[float(grade)] = said
    return words
