"""Conditions as they are seen: the worse, the more uneven the face, in mm and in the picture."""

import numpy as np
import pytest

import facemodel as fm
from facemodel.clinic.measures import palpebral_fissures_mm
from test_headless import pixels, program  # noqa: F401 - a fixture

TASKS = (
    "brow_raise", "gentle_eye_closure", "forced_eye_closure", "open_mouth_smile", "snarl",
    "lip_pucker",
)  # fmt: skip
SEVERITIES = ("mild", "moderate", "severe")
UNEVEN = [
    *(("postparalytic_synkinesis", task) for task in ("rest", *TASKS)),
    *(("hemifacial_spasm", task) for task in ("rest", *TASKS)),
]
BOTH_SIDES = ("blepharospasm", "meige", "facial_dystonia_lower")
SIZE = (240, 300)


GRADES = range(1, 7)


@pytest.fixture(scope="module")
def face():
    return fm.load()


def graded(task):
    """Activations (6, M) of the House-Brackmann grades in a task."""
    return np.stack([fm.conditions.house_brackmann(g).drive(fm.expression(task)) for g in GRADES])


def by_severity(name, task="rest"):
    """Activations (3, M) of a condition in a task, mild to severe."""
    made = [fm.conditions.by_name(name, severity=s) for s in SEVERITIES]
    return np.stack([one.drive(fm.expression(task)) for one in made])


def uneven_mm(face, activations):
    return fm.metrics.asymmetry(face.mesh, face.deform(activations))


def drawn(face, activations):
    """Pictures (n, height, width, 3) from the front."""
    from facemodel.view.stills.headless import render_png

    sheet = pixels(render_png(face, activations, size=SIZE))[-SIZE[1] :]
    return np.stack(np.split(sheet, len(activations), axis=1))


def uneven_drawn(pictures):
    """How far pictures (n, ...) differ from their mirror image, mean over the pixels."""
    return np.abs(pictures - pictures[:, :, ::-1]).mean(axis=(1, 2, 3))


def rises(values, least=0.0):
    return (np.diff(values) > least).all()


def test_at_rest_a_palsy_shows_from_grade_five_on(face):
    mm = uneven_mm(face, graded("rest"))
    assert mm[3] < 0.1  # the published table: normal symmetry and tone up to grade IV
    assert rises(mm[3:], 0.5)


@pytest.mark.parametrize("task", TASKS)
def test_a_higher_grade_is_a_more_uneven_movement(face, task):
    mm = uneven_mm(face, graded(task))
    assert mm[0] < 0.01
    assert rises(mm, 0.02)
    assert mm[5] > 1.4


@pytest.mark.parametrize(("name", "task"), UNEVEN)
def test_more_severe_is_more_uneven(face, name, task):
    assert rises(uneven_mm(face, by_severity(name, task)), 0.1)


@pytest.mark.parametrize("name", BOTH_SIDES)
def test_more_severe_moves_both_sides_further(face, name):
    held = face.deform(by_severity(name))
    way = np.linalg.norm(held - face.mesh.vertices, axis=-1).mean(axis=-1)
    assert rises(way, 0.05)
    assert uneven_mm(face, by_severity(name)).max() < 0.01


def brow_rises_mm(face, condition):
    held = face.deform(condition.drive(fm.expression("rest")))
    moved = held - face.mesh.vertices
    return {s: moved[face.mesh.landmarks[f"brow_mid_{s}"], 1] for s in ("left", "right")}


@pytest.mark.parametrize("severity", SEVERITIES)
def test_the_brow_of_a_spastic_side_rises_while_its_eye_closes(face, severity):
    """The other sign of Babinski, which blepharospasm does not have."""
    spasm = fm.conditions.hemifacial_spasm("left", severity)
    rise = brow_rises_mm(face, spasm)
    assert rise["left"] > 0.5
    assert abs(rise["right"]) < 0.2
    assert brow_rises_mm(face, fm.conditions.blepharospasm(severity))["left"] < -1
    open_mm = palpebral_fissures_mm(face.mesh, face.deform(spasm.drive(0 * spasm.tone)))
    assert open_mm[0] < open_mm[1] - 2


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("task", TASKS)
def test_a_higher_grade_is_a_more_uneven_picture(program, face, task):  # noqa: F811
    assert rises(uneven_drawn(drawn(face, graded(task))))


@pytest.mark.browser
@pytest.mark.slow
def test_a_picture_at_rest_shows_a_palsy_from_grade_five_on(program, face):  # noqa: F811
    seen = uneven_drawn(drawn(face, graded("rest")))
    assert np.ptp(seen[:4]) < 1e-6
    assert rises(seen[3:])


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize(("name", "task"), UNEVEN)
def test_more_severe_is_a_more_uneven_picture(program, face, name, task):  # noqa: F811
    assert rises(uneven_drawn(drawn(face, by_severity(name, task))))


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("name", BOTH_SIDES)
def test_more_severe_differs_more_from_rest_in_the_picture(program, face, name):  # noqa: F811
    rest, *held = drawn(face, np.vstack([fm.expression("rest")[None], by_severity(name)]))
    assert rises([np.abs(one - rest).mean() for one in held])


@pytest.mark.slow
@pytest.mark.browser
def test_the_neck_shows_which_side_contracts(program, face, monkeypatch):  # noqa: F811
    from facemodel.view.stills import headless

    one, pose = fm.activation(platysma_left=0.5), headless.pose
    with_it = drawn(face, one[None])[0]
    slack = {"neck": {"left": 0.0, "right": 0.0}}
    monkeypatch.setattr(headless, "pose", lambda *given: pose(*given) | slack)
    without = drawn(face, one[None])[0]
    right, left = np.split(np.abs(with_it - without), 2, axis=1)
    lower = slice(SIZE[1] // 2, None)
    assert left[lower].max() > 0.05
    assert left[lower].mean() > 8 * right[lower].mean()
    assert left[: SIZE[1] // 2].max() == 0
