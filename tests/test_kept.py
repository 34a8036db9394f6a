"""What a saved notebook keeps of a lab or a question: a picture and words, and no error."""

import base64
import io
import re
import warnings

import numpy as np
import pytest
from PIL import Image

import facemodel as fm
from facemodel.mechanics.face import build
from facemodel.view.provenance import stamp
from facemodel.view.stills import portraits
from facemodel.view.stills.portraits import filled, snapshot
from facemodel.view.widget.saved_output import ANSWER_LINE, FACE_LINE

VIEW = "application/vnd.jupyter.widget-view+json"


@pytest.fixture(scope="module")
def displayed():
    """The outputs of a cell that ends with a value, as a kernel would send them."""
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.utils.capture import capture_output

    shell = InteractiveShell.instance()

    def outputs(value) -> list[dict]:
        with capture_output() as caught:
            assert shell.display_formatter.format(value) == ({}, {})
        # what comes later under the name of an earlier output takes its place, as a notebook has it
        named, shown = {}, []
        for output in caught.outputs:
            name = (output.transient or {}).get("display_id")
            if name in named:
                shown[named[name]] = output.data
                continue
            named.update({name: len(shown)} if name else {})
            shown.append(output.data)
        return shown

    yield outputs
    InteractiveShell.clear_instance()


def image(markup: str) -> bytes:
    (found,) = re.findall(r'<img [^>]*src="data:image/jpeg;base64,([^"]+)"', markup)
    return base64.b64decode(found)


def test_a_lab_is_a_picture_with_one_line_and_then_the_widget_alone(displayed):
    lab = fm.show(expression="smile_social", condition="hemifacial_spasm")
    kept, live = displayed(lab)
    assert set(kept) == {"text/html"}
    assert kept["text/html"].count(f"<p>{FACE_LINE}</p>") == 1
    assert 'alt="A simulated face from the front' in kept["text/html"]
    assert len(image(kept["text/html"])) < 60_000
    assert live[VIEW]["model_id"] == lab.model_id
    assert live["text/html"] == ""
    # the rule of style names what the widget carries, and no other does
    (mark,) = set(re.findall(r"\.(fm-live-\w+)", kept["text/html"]))
    assert lab._dom_classes == (mark,)
    assert mark not in displayed(fm.show())[0]["text/html"]


def test_the_picture_is_of_what_is_on_screen_then(displayed):
    lab = fm.show(expression="smile_social", tone="deep")
    before = image(displayed(lab)[0]["text/html"])
    lab.case = {**lab.case, "expression": "lip_pucker"}
    after = image(displayed(lab)[0]["text/html"])
    drawn = snapshot(lab.face, lab.face.controls(lab.activation), "deep", stamp(lab.value))
    assert before != after == drawn


@pytest.mark.slow
def test_the_quick_picture_is_that_of_matplotlib(face):
    rows = face.controls(np.stack([fm.expression("smile_social"), fm.expression("brow_raise")]))
    taken = Image.open(io.BytesIO(snapshot(face, rows[0], "light", stamp())))
    assert taken.info["comment"].decode().startswith(str(stamp()))
    quick = np.asarray(taken, float)
    height, width = quick.shape[:2]
    same, other = (portraits._plain(face, row, (width, height), "light") for row in rows)
    assert abs(quick - same).mean() < 4 < abs(quick - other).mean()


def test_triangles_fill_their_pixels_and_the_last_is_nearest():
    square = np.array([[[1, 1], [1, 5], [5, 5]], [[1, 1], [5, 5], [5, 1]]], float)  # y down
    out = np.array([[[-9, 5], [-9, 9], [9, 5]]], float)
    red, green, blue = np.eye(3)
    drawn = filled(np.concatenate([square, out]), np.array([red, red, green]), 8, 6)
    assert (drawn[1:5, 1:5] == [255, 0, 0]).all()  # no gap on the diagonal
    assert (drawn[0] == drawn[0, 0]).all()
    assert drawn[0, 0, 0] not in (0, 255)
    assert (drawn[5, :6] == [0, 255, 0]).all()  # what lies outside on the left is cut off
    assert (drawn[5, 7] == drawn[0, 0]).all()
    over = filled(np.concatenate([square, square[:1]]), np.array([red, red, blue]), 8, 6)
    assert (over[4, 1] == [0, 0, 255]).all()
    assert (over[1, 4] == [255, 0, 0]).all()


@pytest.mark.slow
def test_no_picture_is_kept_of_a_face_that_may_be_a_persons(displayed):
    kept, _ = displayed(fm.show(build(fm.load_head(seed=3).mesh)))
    assert "<img" not in kept["text/html"]
    assert "may be a person" in kept["text/html"]
    assert FACE_LINE in kept["text/html"]


def test_of_a_question_its_text_and_options_are_kept(displayed):
    kept, _ = displayed(fm.ask("Is 1 < 2?", ["<yes>", "no"], "<yes>", "so it is"))
    for said in ("Is 1 &lt; 2?", "<li>&lt;yes&gt;</li><li>no</li>", f"<p>{ANSWER_LINE}</p>"):
        assert said in kept["text/html"]
    assert "so it is" not in kept["text/html"]
    kept, live = displayed(fm.exercises.which_muscle_1.box())
    assert fm.exercises.which_muscle_1.question in kept["text/html"]
    assert VIEW in live


def test_a_sitting_keeps_the_patient_who_is_there(displayed):
    from facemodel.teach.practice.screen import _Screen

    screen = _Screen(fm.patients.Sitting(seed=7, count=2))
    assert "<img" not in displayed(screen.box)[0]["text/html"]
    screen._begin()
    kept, _ = displayed(screen.box)
    assert image(kept["text/html"])
    assert "Patient 1 of 2" in kept["text/html"]


def test_a_closed_lab_is_plain_text():
    from IPython.core.formatters import DisplayFormatter

    lab = fm.show()
    lab.close()
    assert set(DisplayFormatter().format(lab)[0]) == {"text/plain"}


def test_an_export_as_html_shows_the_picture_and_no_python(displayed):
    nbformat = pytest.importorskip("nbformat")
    nbconvert = pytest.importorskip("nbconvert")

    outputs = [nbformat.v4.new_output("display_data", data) for data in displayed(fm.show())]
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("lab", outputs=outputs)])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        page, _ = nbconvert.HTMLExporter().from_notebook_node(book)
    assert image(page)
    assert FACE_LINE in page
    assert "FaceWidget" not in page
