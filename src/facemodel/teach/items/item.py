"""What an item is: a question with one true option, how it is shown, and the reply to a choice."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from facemodel.data.showing import table_html
from facemodel.mechanics.face import Face
from facemodel.teach.answers import one_of
from facemodel.view.provenance import stamp
from facemodel.view.stills.portraits import WIDTH, snapshot

Frames = tuple[Face, np.ndarray]
"""A face, and controls or activations (2, C) of it: at rest, and in the movement."""


@dataclass(frozen=True)
class Reply:
    """The reply to a choice.

    Attributes
    ----------
    right : bool
        Whether it is the option that holds in this model.
    text : str
        The reason, in the model's figures.
    """

    right: bool
    text: str

    def __str__(self) -> str:
        return f"{'Yes' if self.right else 'No'}. {self.text}"


@dataclass(frozen=True, eq=False)
class Item:
    """A question that a kind and a seed stand for; which option holds is told by its reply alone.

    Attributes
    ----------
    kind, seed : str, int
        They make the item; the same two make the same one everywhere.
    question : str
        What is asked.
    options : tuple of str
        What can be chosen, all different.
    difficulty : float
        0.2 to 0.9, from how similar the options are or how near a limit the figure is.
    hint : str
        A nudge, the same for all items of a kind.
    seen : tuple of str
        What the picture shows, for who does not see it; empty where there is none.
    """

    kind: str
    seed: int
    question: str
    options: tuple[str, ...]
    difficulty: float
    hint: str
    seen: tuple[str, ...]
    _answer: str
    _why: str
    _frames: Callable[[], Frames] | None = None

    def __post_init__(self) -> None:
        assert len(set(self.options)) == len(self.options) > 1, self.options
        assert self._answer in self.options, self._answer

    def reply(self, choice: str) -> Reply:
        """The reply to a choice.

        Parameters
        ----------
        choice : str
            One of the options, in any writing.

        Returns
        -------
        Reply

        Raises
        ------
        FaceModelError
            For what is none of the options.
        """
        chosen = one_of(self.options, choice)
        if chosen == self._answer:
            return Reply(True, self._why)
        return Reply(False, f"In this model it is: {self._answer}. {self._why}")

    @property
    def has_picture(self) -> bool:
        """Whether there is a face to look at."""
        return self._frames is not None

    def pictures(self, width: int = WIDTH) -> tuple[bytes, ...]:
        """The face at rest and in the movement.

        Parameters
        ----------
        width : int, optional
            Of each, px.

        Returns
        -------
        tuple of bytes
            Two JPEGs, or none where there is nothing to look at.
        """
        if self._frames is None:
            return ()
        face, rows = self._frames()
        controls = face.controls(rows)
        return tuple(snapshot(face, row, "medium", stamp(), width) for row in controls)

    def __repr__(self) -> str:
        return f"Item({self.kind}, {self.seed}: {self.question})"

    def _repr_html_(self) -> str:
        return table_html(self.question, ("options",), [(one,) for one in self.options])
