"""What flesh does in a movement: the fold beside the mouth, the cheek, the lower lid."""

import numpy as np
import pytest

import facemodel as fm
from facemodel.anatomy import nasolabial, placement, template
from facemodel.clinic.measures import nasolabial_fold, palpebral_fissures_mm
from facemodel.mechanics import tissue
from facemodel.mechanics.forces import fold
from facemodel.validation.flesh import bulge_mm


@pytest.fixture(scope="module")
def face():
    return fm.load()


@pytest.fixture(scope="module")
def site():
    mesh = template.mesh(1)
    return tissue.site(mesh, placement.chart(mesh))


def test_the_line_that_is_drawn_is_the_one_that_folds():
    mesh = template.mesh(1)
    wing, corner = mesh.points(["alare_left", "cheilion_left"])
    line = nasolabial.on_default()
    assert np.abs(nasolabial.beside(line, wing, corner)).max() < 1e-9
    assert np.abs(nasolabial.beside(line * [-1, 1, 1] - [3, 0, 0], wing, corner) - 3).max() < 1e-9


@pytest.mark.parametrize("gathers", [True, False])
def test_gathered_skin_folds_and_stretched_skin_raises_no_ridge(site, gathers):
    wing, corner = site.mesh.points(["alare_left", "cheilion_left"])
    outside = nasolabial.beside(site.mesh.vertices, wing, corner)
    column = np.zeros((1, len(outside), 3))
    column[0, :, 0] = np.clip(outside, -20, 20) * (-0.2 if gathers else 0.2) * (site.x > 0)
    changed = np.abs(fold.folded(fold.left_fold(site), site.bed_normal, column) - column).max()
    assert changed > 0.5 if gathers else changed == 0


def test_a_weak_zygomaticus_flattens_cheek_and_fold(face):
    smile = fm.expression("open_mouth_smile")
    weak = smile.copy()
    weak[[i for i, m in enumerate(fm.MUSCLES) if m.startswith("zygomaticus_major")]] *= 0.3
    full, faint = (face.deform(a, dtype=float) for a in (smile, weak))
    assert bulge_mm(face, faint) < 0.8 * bulge_mm(face, full)
    deep = [nasolabial_fold(face.mesh, v)["nasolabial_depth_mm"][0] for v in (full, faint)]
    assert deep[1] < deep[0] - 0.3


def test_a_raised_cheek_narrows_the_eye_and_a_social_smile_hardly(face):
    rest, happy, social = (
        palpebral_fissures_mm(face.mesh, face.deform(fm.expression(name)))[0]
        for name in ("rest", "happiness_duchenne", "smile_social")
    )
    assert 1.3 < rest - happy < 3.5
    assert 0 <= rest - social < 0.5
