"""The canonical face found on the default one and on others through landmarks."""

from dataclasses import replace

import numpy as np
import pytest

import facemodel as fm
from facemodel.anatomy import placement, template


@pytest.mark.parametrize(
    ("point", "landmark"),
    [((26, -67), "cheilion_left"), ((-26, -67), "cheilion_right"), ((0, -36), "pronasale")],
)
def test_canonical_points_land_on_their_landmarks(point, landmark):
    mesh = template.mesh(1)
    expected = mesh.vertices[mesh.landmarks[landmark]]
    assert np.linalg.norm(placement.on_default(*point) - expected) < 2.5


def test_the_cast_meets_the_frontmost_skin():
    mesh = template.mesh(1)
    corners, weights, point = placement.cast_frontal(mesh, np.array([10.0, -30.0]))
    assert weights.sum() == pytest.approx(1)
    assert np.allclose(point[:2], (10, -30))
    assert np.allclose(weights @ mesh.vertices[corners], point)
    assert point[2] > 80


def test_beyond_the_silhouette_the_nearest_skin_that_faces_forward_is_taken():
    mesh = template.mesh(1)
    _, _, point = placement.cast_frontal(mesh, np.array([300.0, 0.0]))
    assert np.isfinite(point).all()
    assert point[0] > 50


def as_other(mesh, scale=1.0, stretch=1.0):
    """The default face as if it were somebody else's: no level, other size and height."""
    size = scale * np.array([1.0, stretch, 1.0])
    return replace(
        mesh,
        vertices=mesh.vertices * size,
        eye_centres=mesh.eye_centres * size,
        eye_radius=mesh.eye_radius * scale,
        level=None,
        quads=None,
    )


def test_another_face_is_read_in_default_millimetres():
    mesh = template.mesh(1)
    chart = placement.chart(as_other(mesh, scale=1.2, stretch=1.05))
    shift = np.linalg.norm(chart.positions - mesh.vertices, axis=1)
    inside = np.abs(mesh.vertices[:, 0]) < 45
    assert np.median(shift[inside & (mesh.vertices[:, 2] > 50)]) < 1.0
    assert chart.scale == pytest.approx(1.2 * 62 / 63)
    corner = mesh.vertices[mesh.landmarks["cheilion_left"]]
    there = chart.onto_face(corner[None])[0]
    assert np.linalg.norm(there - corner * [1.2, 1.26, 1.2]) < 2


def test_a_bigger_face_moves_in_proportion():
    # newtons scale with the distance between the pupils: strain stays alike
    from facemodel.mechanics.face import build

    mesh = template.mesh(1)
    face = build(as_other(mesh, scale=1.15))
    smile = fm.activation(zygomaticus_major=1.0)
    i = mesh.landmarks["cheilion_left"]
    moved = np.linalg.norm(face.deform(smile)[i] - face.mesh.vertices[i])
    usual = np.linalg.norm(fm.load().deform(smile)[i] - mesh.vertices[i])
    assert moved / usual == pytest.approx(1.15, rel=0.15)


def test_a_face_without_landmarks_is_refused_by_name():
    mesh = as_other(template.mesh(1))
    few = {k: v for k, v in mesh.landmarks.items() if not k.startswith("cheilion")}
    with pytest.raises(fm.FaceModelError, match="cheilion_left"):
        placement.chart(replace(mesh, landmarks=few))
