"""What a notebook shows first: a line at once, then the widget, last the picture that is kept."""

import IPython.display
import pytest

import facemodel as fm
from facemodel.view.widget.saved_output import ANSWER_LINE, COMING_LINE, FACE_LINE


@pytest.mark.parametrize(
    ("make", "line"),
    [
        (lambda: fm.show(condition="hemifacial_spasm"), FACE_LINE),
        (lambda: fm.ask("Which?", ["a", "b"], "a", "So."), ANSWER_LINE),
    ],
    ids=["lab", "question"],
)
def test_a_line_comes_first_and_ends_in_the_picture(make, line, monkeypatch):
    shown = []
    for name in ("display", "update_display"):
        keep = lambda data, name=name, **how: shown.append((name, data, how))  # noqa: E731
        monkeypatch.setattr(IPython.display, name, keep)
    make()._ipython_display_()
    (_, first, how), (_, live, _), (last_name, last, again) = shown
    assert COMING_LINE in first["text/html"]
    assert "<img" not in first["text/html"]
    assert "application/vnd.jupyter.widget-view+json" in live
    assert last_name == "update_display"
    assert again["display_id"] == how["display_id"]
    assert line in last["text/html"]
    assert COMING_LINE not in last["text/html"]
    assert ("<img" in last["text/html"]) == (line == FACE_LINE)
