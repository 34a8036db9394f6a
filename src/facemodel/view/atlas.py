"""The muscle atlas in a notebook: cards as text, and each muscle's picture drawn by the viewer."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from markupsafe import Markup

from facemodel.anatomy.muscles import SIDES, STEMS
from facemodel.clinic.atlas import CARDS, Card, card
from facemodel.clinic.findings import KINDS
from facemodel.data.showing import frame
from facemodel.errors import FaceModelError, checks_keywords
from facemodel.mechanics.face import load
from facemodel.view.markup import join, piece
from facemodel.view.messages import say
from facemodel.view.scene.assets import Tone
from facemodel.view.stills import headless

_LINES = 9
"""Cards that are listed before the rest is counted."""


@dataclass(frozen=True)
class Atlas:
    """Cards of muscles, which a notebook shows as tables.

    `atlas["corrugator"]` and `atlas[0]` are cards.

    Attributes
    ----------
    cards : tuple of Card
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
        lines = [f"{one.name}: {one.action} ({one.branch})" for one in self.cards[:_LINES]]
        more = len(self.cards) - len(lines)
        return "\n".join([*lines, *([f"and {more} more"] if more else [])])

    def _repr_html_(self) -> str:
        return str(join(map(_html, self.cards), ""))

    def to_frame(self) -> Any:
        """The cards as a pandas DataFrame, a row per muscle.

        Raises
        ------
        FaceModelError
            Where pandas is not installed.
        """
        names = [field.name for field in fields(Card)]
        return frame({name: [getattr(one, name) for one in self.cards] for name in names})

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
        """Draw a muscle at rest and contracting alone, with its fibres and the skin's displacement.

        Parameters
        ----------
        muscle : str, optional
            Of this atlas; may be left out where there is one only.
        path : path-like, optional
            PNG file to write too.
        sides : sequence of str
            "left", "right" or both.
        view : str
            "front", "three_quarter", "three_quarter_right", "profile", "below", "eyes", "eye" or
            "mouth".
        size : tuple of int
            Width and height of each picture, px.
        tone : str
            Skin: "light", "medium" or "deep".
        dark : bool
            Whether the ground is dark.

        Returns
        -------
        bytes
            The PNG.

        Raises
        ------
        FaceModelError
            If there is no such muscle, side or view, or no Chromium, Chrome or Edge to draw it.
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
            labels=[
                f"{one.name}, {words}" for words in (say("pane.atlas_rest"), say("pane.atlas_work"))
            ],
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
        """Draw every muscle of this atlas contracting alone, on one sheet.

        Parameters
        ----------
        path : path-like, optional
            PNG file to write too.
        sides : sequence of str
            "left", "right" or both.
        columns : int
            Pictures in a row.
        size : tuple of int
            Width and height of each picture, px.
        tone : str
            Skin: "light", "medium" or "deep".
        dark : bool
            Whether the ground is dark.

        Returns
        -------
        bytes
            The PNG.

        Raises
        ------
        FaceModelError
            If there is no such side, or no Chromium, Chrome or Edge to draw it.
        """
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
    """Look muscles up: what each does, its nerve, antagonists and what happens when it is weak.

    Parameters
    ----------
    *muscles : str
        With or without their side; all muscles where none is named.

    Returns
    -------
    Atlas
        A notebook shows it as tables; `.picture()` draws a muscle at work.

    Raises
    ------
    FaceModelError
        If there is no such muscle.

    Examples
    --------
    >>> import facemodel as fm
    >>> card = fm.atlas("corrugator")[0]
    >>> card.branch, card.antagonists
    ('temporal (+zygomatic)', ('frontalis_medial', 'frontalis_lateral'))
    """
    return Atlas(tuple(card(name) for name in muscles) or tuple(CARDS.values()))


def _checked(sides: Sequence[str]) -> tuple[str, ...]:
    if not sides or isinstance(sides, str) or any(side not in SIDES for side in sides):
        raise FaceModelError("sides are 'left', 'right' or both, as ('left', 'right')")
    return tuple(sides)


def _working(one: Card, sides: Sequence[str]) -> list[str]:
    return [f"{one.muscle}_{s}" for s in sides] if one.muscle in STEMS else [one.muscle]


def _html(one: Card) -> Markup:
    landmark, way = one.landmark.replace("_", " "), " and ".join(one.direction.split())
    rows = [
        (say("atlas.action"), one.action),
        (say("atlas.branch"), one.branch),
        (say("atlas.units"), one.action_units),
        (say("atlas.shown_by"), say("atlas.moves", landmark=landmark, direction=way)),
        (say("atlas.antagonists"), ", ".join(a.replace("_", " ") for a in one.antagonists)),
        (say("atlas.weak"), one.when_weak),
    ]
    if one.side_effects:
        said = ", ".join(KINDS[name].label for name in one.side_effects)
        rows.append((say("atlas.side_effects"), said))
    rows += [(say("atlas.lessons"), lesson) for lesson in one.lessons]
    source = say("atlas.source", geometry=one.geometry, words=one.grounds, mark=one.mark)
    rows.append((say("atlas.sources"), source))
    return piece("muscle", one.name, rows)
