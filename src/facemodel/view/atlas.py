"""The muscle atlas in a notebook: cards as text, and each muscle's picture drawn by the viewer."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from markupsafe import Markup

from facemodel.anatomy.muscles import SIDES, STEMS
from facemodel.clinic.atlas import CARDS, Card, card
from facemodel.clinic.findings import KINDS
from facemodel.errors import FaceModelError, checks_keywords
from facemodel.mechanics.face import load
from facemodel.view.markup import join, piece
from facemodel.view.scene.assets import Tone
from facemodel.view.stills import headless

LABELS = ("at rest", "alone at work")
_ROWS = (
    ("what it does", "action"),
    ("nerve", "branch"),
    ("action units", "action_units"),
    ("if weakened by mistake", "when_weak"),
)


@dataclass(frozen=True)
class Atlas:
    """Cards of muscles; shows itself as a table, and draws each muscle at work.

    `atlas["corrugator"]` and `atlas[0]` are cards (`fm.atlas("corrugator")[0]` alike).
    """

    cards: tuple[Card, ...]

    def __len__(self) -> int:
        return len(self.cards)

    def __iter__(self) -> Iterator[Card]:
        return iter(self.cards)

    def __getitem__(self, which: int | str) -> Card:
        if isinstance(which, str):
            return card(which)
        return self.cards[which]

    def __repr__(self) -> str:
        return "\n".join(f"{one.name}: {one.action} ({one.branch})" for one in self.cards)

    def _repr_html_(self) -> str:
        return str(join(map(_html, self.cards), ""))

    def picture(
        self,
        muscle: str | None = None,
        path: str | os.PathLike[str] | None = None,
        sides: Sequence[str] = ("left",),
        view: str = "front",
        size: tuple[int, int] = (380, 460),
        tone: Tone = "medium",
        dark: bool = False,
    ) -> bytes:
        """PNG of a muscle at rest and alone at work, with its fibres and the way of the skin in mm.

        muscle: of this atlas; None for its only one. sides: of the face that work. The rest as
        `view.stills.headless.render_png`, which says what it needs. Errors: no such muscle; more
        than one to choose from; an unknown side.
        """
        if muscle is None and len(self.cards) != 1:
            raise FaceModelError("name the muscle to draw, as picture('corrugator')")
        one = self.cards[0] if muscle is None else card(muscle)
        before, after = one.activations(_checked(sides))
        return headless.render_png(
            load(),
            np.stack([before, after]),
            path,
            views=(view,),
            size=size,
            labels=[f"{one.name}, {words}" for words in LABELS],
            tone=tone,
            dark=dark,
            overlays=("muscles", "arrows"),
            start=before,
            highlight=_working(one, sides),
        )

    def sheet(
        self,
        path: str | os.PathLike[str] | None = None,
        sides: Sequence[str] = ("left",),
        columns: int = 8,
        size: tuple[int, int] = (230, 280),
        tone: Tone = "medium",
        dark: bool = False,
    ) -> bytes:
        """PNG of every muscle of this atlas alone at work, `columns` in a row; as `picture`."""
        poses = [one.activations(_checked(sides)) for one in self.cards]
        before, after = np.moveaxis(np.array(poses), 1, 0)
        return headless.render_png(
            load(),
            after,
            path,
            size=size,
            labels=[one.name for one in self.cards],
            columns=columns,
            tone=tone,
            dark=dark,
            overlays=("muscles", "arrows"),
            start=before,
            highlight=[_working(one, sides) for one in self.cards],
        )


@checks_keywords
def atlas(*muscles: str) -> Atlas:
    """Cards of all muscles, or of some (named with or without their side), and their pictures.

    `fm.atlas()` in a notebook is the table; `fm.atlas("corrugator").picture()` draws; in the lab,
    the button Atlas shows the same alive. Error: no such muscle.
    """
    return Atlas(tuple(card(name) for name in muscles) or tuple(CARDS.values()))


def _checked(sides: Sequence[str]) -> tuple[str, ...]:
    if not sides or isinstance(sides, str) or any(side not in SIDES for side in sides):
        raise FaceModelError("sides are 'left', 'right' or both, as ('left', 'right')")
    return tuple(sides)


def _working(one: Card, sides: Sequence[str]) -> list[str]:
    return [f"{one.muscle}_{s}" for s in sides] if one.muscle in STEMS else [one.muscle]


def _html(one: Card) -> Markup:
    rows = [(what, getattr(one, field)) for what, field in _ROWS]
    rows.insert(3, ("antagonists", ", ".join(a.replace("_", " ") for a in one.antagonists)))
    landmark, way = one.landmark.replace("_", " "), " and ".join(one.direction.split())
    rows.insert(3, ("shown by", f"{landmark} moves {way}"))
    if one.side_effects:
        rows.append(("side effects", ", ".join(KINDS[name].label for name in one.side_effects)))
    rows += [("how it happens", lesson) for lesson in one.lessons]
    rows.append(("sources", f"course {one.geometry}; weakness {one.grounds} ({one.mark})"))
    return piece("muscle", one.name, rows)
