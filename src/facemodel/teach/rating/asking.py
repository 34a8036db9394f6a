"""A sitting in a notebook: stills of a face, menus for the items, the reply with its anchors."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from facemodel.data.showing import table_html
from facemodel.errors import FaceModelError, unknown
from facemodel.teach.answers import WHOSE_SIDES
from facemodel.teach.rating import scales
from facemodel.teach.rating.faces import VIEWS
from facemodel.teach.rating.replying import GradingReply
from facemodel.teach.rating.results import HEAD
from facemodel.teach.rating.sitting import EVERY, Sitting
from facemodel.teach.widgets.question_box import QuestionBox, menu, words
from facemodel.view.markup import image, join, piece

HAND_IN, NEXT = "Hand in", "Next face"


def rating_box(sitting: Sitting, names: Sequence[str]) -> QuestionBox:
    """A sitting as a box, on these scales. Error: no such scale."""
    for name in names:
        if name not in scales.SCALES:
            raise unknown("scale", name, scales.SCALES)
    shown = _Shown(sitting, tuple(names))
    fields = [field for name in names for field in _fields(name)]
    return QuestionBox(shown.question(), fields, shown.reply, HAND_IN)


def _fields(scale: str) -> list[dict]:
    """Menus of a scale's items, each part under its heading."""
    found, before = [], ""
    for item in scales.items(scale):
        of = scales.part_of(item)
        if of != before:
            found.append(words(f"{scales.LABELS[scale]}: {scales.TITLES[of]}"))
            before = of
        found.append(menu(item, scales.options(item)) | {"label": scales.label(item)})
    return found


@dataclass
class _Shown:
    """A sitting on screen; `told` is the reply that is read before the next face."""

    sitting: Sitting
    names: tuple[str, ...]
    told: GradingReply | None = None

    def question(self) -> str:
        """The face and what is asked of it."""
        subject = self.sitting.subject
        if subject is None:
            return piece("strong", "All faces of this series are graded.")
        at = f"Face {self.sitting.graded + 1} of {self.sitting.count}"
        asked = f"{at}. The {subject.side} side is the affected one; grade it. {WHOSE_SIDES}"
        stills = subject.pictures()
        pictures = [
            piece("figure", image(stills[v], v.replace("_", " ")), v.replace("_", " "))
            for v in VIEWS
        ]
        self.sitting.begin()
        return join([piece("strong", asked), piece("row_of", pictures)], "")

    def reply(self, asked: QuestionBox) -> str:
        """What is said to what is in the menus; after a reply, the next face."""
        if self.told is not None:
            self.told = None
            asked.answer, asked._question = {}, str(self.question())
            asked._button = HAND_IN if self.sitting.subject else ""
            return ""
        if self.sitting.subject is None:
            return ""
        wanted = [item for name in self.names for item in scales.items(name)]
        missing = [scales.label(item) for item in wanted if item not in asked.answer]
        if missing:
            return piece("said", piece("p", f"Still to be graded: {', '.join(missing)}."))
        try:
            self.told = self.sitting.grade(
                {item: float(asked.answer[item].split()[0]) for item in wanted}
            )
        except FaceModelError as error:
            return piece("status", str(error))
        asked._button = NEXT
        return piece("said", join([_told(self.told), self._so_far()], ""))

    def _so_far(self) -> Markup:
        """Agreement after every few faces and at the end."""
        done = self.sitting.graded
        if done % EVERY and self.sitting.subject is not None:
            return Markup()
        found = self.sitting.results()
        return Markup(table_html(f"{found.count} gradings so far", HEAD, found.rows()))


def _told(told: GradingReply) -> Markup:
    """A grading's reply with the pictures of the grades around the model's."""
    head, *rows = str(told).splitlines()
    shown = [piece("strong", head), piece("items", rows)]
    for item, found in told.pictures().items():
        view = scales.task(item).replace("_", " ")
        name = scales.label(item)
        shown.append(
            piece(
                "row_of",
                [
                    piece(
                        "figure",
                        image(data, f"{name}: {grade:.0f}"),
                        f"{name}: {grade:.0f} ({view})",
                    )
                    for grade, data in found.items()
                ],
            )
        )
    return join(shown, "")
