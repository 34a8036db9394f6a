"""Strain of the skin: patch tests, and freedom from turns and shifts."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

import facemodel as fm
from facemodel.mechanics.strain import at_vertices, gauge

MESH = fm.load().mesh
GAUGE = gauge(MESH)


def gathering(vertices):
    """Smaller principal strain (..., V) at the vertices."""
    return at_vertices(MESH, GAUGE.principal(vertices)[0][..., 1])


def test_nothing_moved_is_no_strain():
    assert np.abs(GAUGE.green(MESH.vertices)).max() < 1e-12
    assert np.abs(GAUGE.principal(MESH.vertices)[0]).max() < 1e-9


@settings(max_examples=20, deadline=None)
@given(st.lists(st.floats(-3, 3), min_size=3, max_size=3), st.floats(-50, 50))
def test_turning_and_shifting_is_no_strain(turn, shift):
    moved = MESH.vertices @ Rotation.from_rotvec(turn).as_matrix().T + shift
    assert np.abs(GAUGE.principal(moved)[0]).max() < 1e-9


@given(st.floats(0.5, 1.6))
@settings(max_examples=15, deadline=None)
def test_patch_a_stretch_is_told_in_every_direction(factor):
    """A uniform stretch along x: what lies along x has it whole, what lies across has none."""
    moved = MESH.vertices * [factor, 1, 1]
    along = GAUGE.along(moved, np.tile([1.0, 0, 0], (len(MESH.faces), 1)))
    flat = np.abs(GAUGE.axes[:, :, 0]).max(1)  # how much of x lies in the triangle's plane
    facing = (GAUGE.axes[:, :, 0] ** 2).sum(1) > 0.9999
    assert facing.sum() > 50
    assert np.allclose(along[facing], factor - 1, atol=2e-4)
    assert (flat <= 1 + 1e-12).all()
    lowest, highest = np.sort([factor - 1, 0.0])
    values = GAUGE.principal(moved)[0]
    assert values.min() >= lowest - 1e-9
    assert values.max() <= highest + 1e-9


def test_a_uniform_scale_is_the_same_strain_everywhere():
    values, directions = GAUGE.principal(1.25 * MESH.vertices)
    assert np.allclose(values, 0.25)
    assert np.allclose(np.linalg.norm(directions, axis=-1), 1)


def test_leading_axes_are_frames(face):
    frames = face.deform(np.stack([fm.expression(e) for e in ("frown", "lip_pucker")]))
    both = GAUGE.green(frames)
    assert np.allclose(both[1], GAUGE.green(frames[1]))
    assert gathering(frames).shape == (2, len(MESH.vertices))


def test_vertices_take_the_mean_of_their_triangles():
    assert np.allclose(at_vertices(MESH, np.full(len(MESH.faces), 0.3)), 0.3)


@pytest.mark.parametrize(
    ("expression", "landmark", "low", "high"),
    [
        ("lip_pucker", "crista_philtri_left", -0.6, -0.05),  # V15: 33.8 % round the mouth
        ("frown", "glabella", -0.35, -0.05),
        ("brow_raise", "forehead_left", -0.5, -0.05),
    ],
)
def test_skin_is_gathered_where_it_should_be(face, expression, landmark, low, high):
    strain = gathering(face.deform(fm.expression(expression)))
    near = np.linalg.norm(MESH.vertices - MESH.vertices[MESH.landmarks[landmark]], axis=1) < 8
    assert low <= strain[near].min() <= high
