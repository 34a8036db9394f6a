"""An older face: unchanged up to thirty, sagging and still closing its eyes later."""

import numpy as np
import pytest

import facemodel as fm
from facemodel.anatomy.mesh import reflect
from facemodel.clinic.measures import palpebral_fissures_mm
from facemodel.data import constants
from facemodel.errors import FaceModelError
from facemodel.mechanics.ageing import aged, sag_mm


def test_up_to_thirty_it_is_the_built_in_face():
    assert aged(25) is fm.load()
    assert aged(30) is fm.load()


def test_the_jowl_sags_as_assumed_and_evenly():
    mesh, sag = fm.load().mesh, sag_mm(70)
    for side in ("left", "right"):
        assert sag[mesh.landmarks[f"jaw_{side}"], 1] == pytest.approx(-1.5, abs=1e-6)
    assert np.allclose(sag, reflect(sag, mesh.mirror), atol=1e-9)
    assert np.abs(sag).max() < 4
    for name in ("upper_lid_left", "cheilion_left"):
        assert np.abs(sag[mesh.landmarks[name]]).max() < 0.2
    assert np.allclose(sag_mm(50), sag / 2)


def test_an_older_face_moves_and_closes_its_eyes(face):
    old = aged(70)
    raised = [
        np.linalg.norm(f.deform(fm.expression("brow_raise"))[k] - f.mesh.vertices[k])
        for f in (face, old)
        for k in (face.mesh.landmarks["brow_mid_left"],)
    ]
    assert raised[1] > raised[0]  # [Giovanoli2003]: older people move more; a looser bed does
    assert palpebral_fissures_mm(
        old.mesh, old.deform(fm.expression("gentle_eye_closure"))
    ).max() <= constants.value("scales.closed_mm")
    assert aged(70) is old


@pytest.mark.parametrize("age", [5, 101, float("nan"), "old", None])
def test_an_age_that_cannot_be_is_refused(age):
    with pytest.raises(FaceModelError, match="age in years"):
        aged(age)
