"""What a notebook keeps of a widget: words and a picture that stay where no kernel runs.

JupyterLab draws a widget's output as an error once its kernel is gone, whatever else that output
holds. So a widget comes as two outputs: first what is kept, as plain HTML, then the widget alone.
A rule of style in the first shows one of the two: the kept one as long as the widget lives nowhere
on the page. Where style is taken away, on GitHub for one, no widget is drawn either.
"""

import base64
import html
import secrets
from typing import Any

import ipywidgets
import numpy as np

from facemodel.anatomy import template
from facemodel.view.messages import say
from facemodel.view.provenance import stamp
from facemodel.view.scene.assets import Tone
from facemodel.view.stills.plain import alt_text
from facemodel.view.stills.snapshot import snapshot

FACE_LINE = say("notice.run_cell")
ANSWER_LINE = "Run this cell to answer."
BEGIN_LINE = "Run this cell to begin."
_NO_PICTURE = "No picture of this face is kept, for it may be a person's."
_SHOWN_PX = 300
_STYLE = (
    ":root:has(.{live}) :is(.{kept}, {output}) {{ display: none; }} "
    ":root:not(:has(.{live})) {output} + .jp-OutputArea-child {{ display: none; }}"
)
_OUTPUT = ".jp-OutputArea-child:has(> .jp-OutputArea-output > .{kept})"


class Kept(ipywidgets.DOMWidget):
    """A widget of which a notebook keeps `_said()`, HTML, and `_line`: how to have it back."""

    _line = FACE_LINE

    def __init__(self, *children: Any, **values: Any):
        mark = secrets.token_hex(6)
        self._live, self._still = f"fm-live-{mark}", f"fm-kept-{mark}"
        super().__init__(*children, _dom_classes=(self._live,), **values)

    def _said(self) -> str:
        return ""

    def _ipython_display_(self) -> None:
        """The two outputs, the kept one first."""
        from IPython.display import display

        bundled: Any = getattr(self, "_repr_mimebundle_", None)
        if bundled is None:  # closed: IPython goes on to its plain text
            raise NotImplementedError
        made = bundled()
        data, metadata = made if isinstance(made, tuple) else (made, {})
        style = _STYLE.format(
            live=self._live, kept=self._still, output=_OUTPUT.format(kept=self._still)
        )
        kept = f"<style>{style}</style>{self._said()}<p>{self._line}</p>"
        display({"text/html": f'<div class="{self._still}">{kept}</div>'}, raw=True)
        # empty HTML: what draws no widget would write its Python text under the picture
        display({**data, "text/html": ""}, metadata=metadata, raw=True)


class Box(Kept, ipywidgets.VBox):
    """Widgets in a column; kept are the texts among them, what can be chosen, and faces."""

    def __init__(self, children: Any = (), line: str = FACE_LINE):
        super().__init__(children)
        self._line = line

    def _said(self) -> str:
        return "".join(map(_kept, self.children))


def picture(face: Any, activation: np.ndarray, tone: Tone, case: Any) -> str:
    """The face as an image with alt text; only words where its shape is not the built-in one."""
    if not _built_in(face.mesh):
        return f"<p>{_NO_PICTURE}</p>"
    controls = face.controls(activation)
    alt = html.escape(alt_text(face, controls[None], ["In the lab"]))
    data = base64.b64encode(snapshot(face, controls, tone, stamp(case))).decode()
    return f'<img alt="{alt}" width="{_SHOWN_PX}" src="data:image/jpeg;base64,{data}">'


def _built_in(mesh: Any) -> bool:
    """A scan is personal data, and its face on another's screen is as well."""
    if mesh.level is None:
        return False
    return np.array_equal(mesh.vertices, template.mesh(mesh.level).vertices)


def _kept(widget: Any) -> str:
    if isinstance(widget, Kept):
        return widget._said()
    if isinstance(widget, ipywidgets.HTML):
        return widget.value
    if isinstance(widget, ipywidgets.RadioButtons):
        items = "".join(f"<li>{html.escape(str(option))}</li>" for option in widget.options)
        return f"<ul>{items}</ul>"
    if isinstance(widget, ipywidgets.Checkbox):
        return f"<li>{html.escape(widget.description)}</li>"
    return "".join(map(_kept, getattr(widget, "children", ())))
