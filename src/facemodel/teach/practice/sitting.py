"""A sitting as a learner meets it: a session that can be shown, and gone on with from a file."""

import os
from typing import TYPE_CHECKING

from facemodel.teach import widgets
from facemodel.teach.practice import results
from facemodel.teach.practice.session import Session

if TYPE_CHECKING:
    import ipywidgets


class Sitting(Session):
    """Some patients in a row and a learner's attempts at them.

    Attributes
    ----------
    seed, level, count, minutes, feedback, attempts
        As in Session: who comes, time allowed, when feedback is given, and what was done.
    begun, arrived, graded, under_way, made_with
        As in Session: the state of the patient under way, and what made a results file.
    """

    def show(self) -> "ipywidgets.Widget":
        """The sitting as a box in a notebook: one patient after the other, feedback, the end."""
        return widgets.screen(self)


def load_results(path: str | os.PathLike[str]) -> tuple[Sitting, str]:
    """The sitting and the name in a file that save_results wrote.

    Parameters
    ----------
    path : path-like
        Of the file.

    Returns
    -------
    (Sitting, str)

    Raises
    ------
    FaceModelError
        Where there is no such file, or it is too large, damaged, of another schema, or has a value
        that is not allowed.

    Examples
    --------
    >>> import facemodel as fm
    >>> path = fm.patients.save_results(fm.patients.Sitting(3, "easy", 2), "results.json", "Kim")
    >>> sitting, name = fm.patients.load_results(path)
    >>> sitting.count, name
    (2, 'Kim')
    """
    return results.read(path, Sitting)
