"""Heads by sex, age, weight and ancestry: shapes of adults, each a face that moves."""

import itertools

import numpy as np
import pytest

import facemodel as fm
from facemodel import FaceModelError
from facemodel.anatomy import template
from facemodel.anatomy.mesh import face_normals_areas
from facemodel.capture import heads, makehuman
from facemodel.capture.scan import fit_report
from facemodel.capture.scan.cage import finished, shapes

ALL = tuple((name, 1 / 3) for name in makehuman.ANCESTRIES)


def width(mesh, name):
    return fit_report.lengths(mesh)[name]


def test_the_average_young_adult_is_the_built_in_face():
    face = fm.load_head()
    assert np.abs(face.mesh.vertices - template.mesh(1).vertices).max() < 1e-5
    assert face.mesh.symmetric


def test_hidden_parts_of_the_default_face_are_where_they_were():
    cage, eyes, radius = finished(template.cage_positions())
    assert np.abs(cage - template.cage_positions()).max() < 1e-9
    assert eyes == pytest.approx(template.mesh(1).eye_centres)
    assert radius == pytest.approx(template.mesh(1).eye_radius)


def test_men_are_larger_heavy_people_wider_and_the_old_longer_nosed():
    woman, man = (heads.head_mesh(30, male, 0.5, ALL) for male in (0.0, 1.0))
    for name in ("face height", "face width", "jaw width", "nose height"):
        assert width(man, name) > width(woman, name) + 2
    thin, heavy = (heads.head_mesh(30, 0.5, weight, ALL) for weight in (0.0, 1.0))
    assert width(heavy, "jaw width") > width(thin, "jaw width") + 8
    young, old = (heads.head_mesh(age, 0.5, 0.5, ALL) for age in (25, 90))
    assert width(old, "nose height") > width(young, "nose height")
    assert heads.head_mesh(18, 0.5, 0.5, ALL).vertices == pytest.approx(young.vertices)


@pytest.mark.parametrize("who", list(itertools.product((25, 90), (0.0, 1.0), (0.0, 1.0))))
def test_extreme_adults_are_sound(who):
    rest = template.mesh(1)
    before, area = face_normals_areas(rest.vertices, rest.faces)
    for ancestry in makehuman.ANCESTRIES:
        mesh = heads.head_mesh(*who, ((ancestry, 1.0),))
        now, size = face_normals_areas(mesh.vertices, mesh.faces)
        assert ((now * before).sum(1) > 0).all()
        assert (size / area).min() > 0.1
        assert mesh.symmetric
        assert not fit_report.is_childlike(mesh)
        for side, centre in zip(("left", "right"), mesh.eye_centres, strict=True):
            for lid in ("upper", "lower"):
                margin = mesh.vertices[mesh.curves[f"lid_margin_{lid}_{side}"]]
                assert np.linalg.norm(margin - centre, axis=1).min() > mesh.eye_radius + 0.8
        seal = [mesh.vertices[mesh.curves[f"lip_seal_{lip}"]] for lip in ("upper", "lower")]
        gap = (seal[0] - seal[1])[:, 1]  # the lips are closed and do not cross
        assert -1e-3 < gap.min() <= gap.max() < 0.5


def test_an_old_heavy_man_moves_as_published():
    from facemodel import validation

    face = fm.load_head(80, "male", "heavy", {"asian": 1, "african": 1})
    size = 63 / np.linalg.norm(np.subtract(*face.mesh.eye_centres))
    assert 8.1 <= size * validation.brow_raise(face) <= 13.1
    assert 6.5 <= size * np.linalg.norm(validation.smile(face)) <= 12.1
    assert 6.9 <= size * validation.lid_travel(face) <= 11.3
    assert validation.lid_gap(face, fm.expression("gentle_eye_closure")) < 0.5
    smile = face.deform(fm.expression("smile_social"), dtype=float)
    assert np.abs(smile - smile[face.mesh.mirror] * [-1, 1, 1]).max() < 1e-6


def test_natural_asymmetry_has_the_size_that_was_asked_for():
    plain = heads.head_mesh(40, 0.0, 0.5, ALL)
    for seed in (0, 1):
        mesh = heads.head_mesh(40, 0.0, 0.5, ALL, 0.6, seed)
        assert fm.metrics.own_asymmetry(mesh) == pytest.approx(0.6, rel=0.05)
        both = (mesh.vertices + mesh.vertices[mesh.mirror] * [-1, 1, 1]) / 2
        assert np.abs(both - plain.vertices).max() < 0.3  # what both sides share is the same person
    other = heads.head_mesh(40, 0.0, 0.5, ALL, 0.6, 0)
    assert not np.array_equal(other.vertices, mesh.vertices)


def test_no_mesh_of_others_is_in_the_data():
    known = shapes()
    count = len(template.cage_positions()) + 2
    assert known.even.shape[1:] == known.odd.shape[1:] == (count, 3)
    assert len(known.corners) == 36


def test_a_head_is_drawn_with_parts_of_its_own():
    from facemodel.anatomy.parts import fittings

    mesh = heads.head_mesh(70, 1.0, 1.0, ALL, 0.8, 2, level=2)
    parts = {part.name: part for part in fittings(mesh)}
    default = {part.name: part for part in fittings(template.mesh(2))}
    assert set(parts) == set(default)
    bust = parts["bust"]
    assert bust.vertices[bust.weld[:, 0]] == pytest.approx(mesh.vertices[bust.weld[:, 1]])
    eye = parts["eye_left"].vertices - mesh.eye_centres[0]
    assert np.linalg.norm(eye, axis=1).min() == pytest.approx(mesh.eye_radius, abs=0.05)
    for name, part in parts.items():
        assert np.isfinite(part.vertices).all()
        moved = np.linalg.norm(part.vertices - default[name].vertices, axis=1)
        assert 0 < moved.max() < 40, name


@pytest.mark.parametrize(
    ("call", "word"),
    [
        ({"age": 12}, "18 to 90"),
        ({"age": "old"}, "age in years"),
        ({"age": float("nan")}, "18 to 90"),
        ({"sex": "mail"}, "did you mean 'male'"),
        ({"sex": 2}, "sex must lie"),
        ({"sex": None}, "sex must be"),
        ({"weight": "huge"}, "unknown weight"),
        ({"ancestry": "elf"}, "unknown ancestry"),
        ({"ancestry": {}}, "all be 0"),
        ({"ancestry": {"asian": -1}}, "share of asian"),
        ({"ancestry": {1: 1}}, "unknown ancestry 1"),
        ({"ancestry": 3}, "ancestry is expected, got a number"),
        ({"asymmetry_mm": 9}, "asymmetry in mm"),
        ({"seed": 1.5}, "seed 1.5"),
        ({"seed": -1}, "seed -1"),
        ({"source": "web"}, "unknown source"),
        ({"source": []}, "unknown source"),
        ({"source": "anny", "asymmetry_mm": 1}, "goes with"),
    ],
)
def test_bad_values_are_answered_in_one_sentence(call, word):
    with pytest.raises(FaceModelError, match=word):
        fm.load_head(**call)


def test_without_anny_its_absence_is_said(monkeypatch):
    monkeypatch.setattr(makehuman, "find", lambda: None)
    with pytest.raises(FaceModelError, match="not installed"):
        fm.load_head(source="anny")
