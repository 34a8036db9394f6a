"""Array helpers of a surface, on shapes whose answers are known."""

import pickle

import numpy as np
import pytest

from facemodel.anatomy import mesh as surfaces
from facemodel.anatomy import template

SQUARE = np.array([[0, 0, 0], [2, 0, 0], [2, 3, 0], [0, 3, 0]], float)
HALVES = np.array([[0, 1, 2], [0, 2, 3]])


def test_normals_and_areas_of_a_rectangle():
    normals, areas = surfaces.face_normals_areas(SQUARE, HALVES)
    np.testing.assert_array_equal(normals, [[0, 0, 1]] * 2)
    np.testing.assert_array_equal(areas, [3, 3])
    np.testing.assert_array_equal(surfaces.vertex_normals(SQUARE, HALVES), [[0, 0, 1]] * 4)


def test_normals_and_areas_take_leading_axes_as_the_batch():
    twice = np.stack([SQUARE, 2 * SQUARE])
    assert surfaces.face_normals_areas(twice, HALVES)[1].tolist() == [[3, 3], [12, 12]]


def test_vertex_areas_add_up_to_the_surface():
    face = template.mesh(1)
    total = surfaces.face_normals_areas(face.vertices, face.faces)[1].sum()
    assert surfaces.vertex_areas(face.vertices, face.faces).sum() == pytest.approx(total)
    assert surfaces.vertex_areas(SQUARE, HALVES).tolist() == [2, 1, 2, 1]


def test_edges_are_listed_once_and_sorted():
    assert surfaces.edges(HALVES).tolist() == [[0, 1], [0, 2], [0, 3], [1, 2], [2, 3]]


def test_the_boundary_of_a_rectangle_runs_with_its_faces():
    (loop,) = surfaces.boundary_loops(HALVES)
    start = loop.tolist().index(0)
    assert np.roll(loop, -start).tolist() == [0, 1, 2, 3]


def test_reflecting_twice_changes_nothing():
    face = template.mesh(1)
    field = np.random.default_rng(1).normal(size=(2, len(face.vertices), 3)).astype(np.float32)
    once = surfaces.reflect(field, face.mirror)
    assert once.dtype == np.float32
    assert not np.array_equal(once, field)
    np.testing.assert_array_equal(surfaces.reflect(once, face.mirror), field)


def test_a_mesh_cannot_be_changed():
    face = template.mesh(1)
    with pytest.raises(ValueError, match="read-only"):
        face.vertices[0] = 0
    with pytest.raises(ValueError, match="read-only"):
        face.areas["chin"][0] = 1
    with pytest.raises(TypeError):
        face.landmarks["nose"] = 1
    with pytest.raises(AttributeError):
        face.level = 3


def test_a_mesh_does_not_share_memory_with_what_made_it():
    points = SQUARE.copy()
    made = surfaces.Mesh(points, HALVES, np.arange(4), {}, {}, {}, np.zeros((2, 3)), 12.0)
    points += 1
    np.testing.assert_array_equal(made.vertices, SQUARE)


def test_a_mesh_survives_pickling():
    face = template.mesh(1)
    again = pickle.loads(pickle.dumps(face))
    np.testing.assert_array_equal(again.vertices, face.vertices)
    assert again.landmarks == face.landmarks
    assert list(again.curves) == list(face.curves)
