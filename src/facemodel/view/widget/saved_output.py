"""What a notebook keeps of a widget: words and a picture that stay where no kernel runs.

JupyterLab draws a widget's output as an error once its kernel is gone, whatever else that output
holds. So a widget comes as two outputs: first what is kept, as plain HTML, then the widget alone.
A rule of style in the first shows one of the two: the kept one as long as the widget lives nowhere
on the page. Where style is taken away, on GitHub for one, no widget is drawn either.
"""

import secrets
from typing import Any

import ipywidgets
import numpy as np
from markupsafe import Markup

from facemodel.anatomy import template
from facemodel.capture.heads import Head
from facemodel.view.markup import image, join, piece
from facemodel.view.messages import say
from facemodel.view.provenance import stamp
from facemodel.view.scene.assets import Tone
from facemodel.view.stills.plain import alt_text
from facemodel.view.stills.portraits import snapshot
from facemodel.view.widget.guarded import Guarded

COMING_LINE = say("notice.loading")
FACE_LINE = say("notice.run_cell")
ANSWER_LINE = say("notice.run_to_answer")
BEGIN_LINE = say("notice.run_to_begin")
_SHOWN_PX = 300


class Kept(Guarded, ipywidgets.DOMWidget):
    """A widget of which a notebook keeps words and a picture, where no kernel runs.

    Parameters
    ----------
    *children : widget
    **values
        Traits of the widget.
    """

    _line = FACE_LINE

    def __init__(self, *children: Any, **values: Any):
        mark = secrets.token_hex(6)
        self._live, self._still = f"fm-live-{mark}", f"fm-kept-{mark}"
        super().__init__(*children, _dom_classes=(self._live,), **values)

    def _said(self) -> Markup:
        """What is kept, as HTML; `_line` under it says how to have the widget back."""
        return Markup()

    def _ipython_display_(self) -> None:
        """The two outputs, the kept one first; its picture comes last, for it takes longest."""
        from IPython.display import display, update_display

        bundled: Any = getattr(self, "_repr_mimebundle_", None)
        if bundled is None:  # closed: IPython goes on to its plain text
            raise NotImplementedError
        made = bundled()
        data, metadata = made if isinstance(made, tuple) else (made, {})
        coming = piece("kept", self._live, self._still, "", COMING_LINE)
        display({"text/html": str(coming)}, raw=True, display_id=self._still)
        # empty HTML: what draws no widget would write its Python text under the picture
        display({**data, "text/html": ""}, metadata=metadata, raw=True)
        kept = piece("kept", self._live, self._still, self._said(), self._line)
        update_display({"text/html": str(kept)}, raw=True, display_id=self._still)


class Box(Kept, ipywidgets.VBox):
    """Widgets in a column; kept are the texts among them and faces."""

    def __init__(self, children: Any = (), line: str = FACE_LINE):
        super().__init__(children)
        self._line = line

    def _said(self) -> Markup:
        return Markup().join(map(_kept, self.children))


def picture(face: Any, activation: np.ndarray, tone: Tone, case: Any) -> Markup:
    """The face as an image with alt text; only words where it may be somebody's."""
    if not (isinstance(face, Head) or _built_in(face.mesh)):
        return piece("p", say("notice.not_saved"))
    controls = face.controls(activation)
    alt = alt_text(face, controls[None], ["In the lab"])
    return image(snapshot(face, controls, tone, stamp(case)), alt, width=_SHOWN_PX)


def _built_in(mesh: Any) -> bool:
    """A scan is personal data, and its face on another's screen is as well."""
    if mesh.level is None:
        return False
    return np.array_equal(mesh.vertices, template.mesh(mesh.level).vertices)


def _kept(widget: Any) -> Markup:
    if isinstance(widget, Kept):
        return widget._said()
    if isinstance(widget, ipywidgets.HTML):
        return Markup(widget.value)
    return join(map(_kept, getattr(widget, "children", ())), "")
