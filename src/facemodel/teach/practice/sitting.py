"""A sitting as a learner meets it: a session that can be shown, and gone on with from a file."""

import json
import os
from typing import TYPE_CHECKING

from facemodel.teach import widgets
from facemodel.teach.practice import results
from facemodel.teach.practice.session import Session

if TYPE_CHECKING:
    import ipywidgets


class Sitting(Session):
    """Some patients in a row and a learner's attempts at them; see `Session` for its fields."""

    def show(self) -> "ipywidgets.Widget":
        """The sitting as a box in a notebook: one patient after the other, feedback, the end."""
        return widgets.screen(self)


def load_results(path: str | os.PathLike[str]) -> tuple[Sitting, str]:
    """The sitting and the name in a file that save_results wrote.

    Errors: no such file; too large; not JSON; damaged (its checksum does not fit); another schema;
    a value that is not allowed. Each names the file.
    """
    return results.read(path, Sitting)


def settings(text: str) -> Sitting:
    """A sitting from what the app's command line was told, as JSON."""
    return Sitting(**json.loads(text))
