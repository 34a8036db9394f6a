"""Nearest points of triangles: laws, and the same as another library finds."""

import subprocess
import sys

import numpy as np
import pytest
import trimesh
from hypothesis import given
from hypothesis import strategies as st

from facemodel.anatomy.attachment import closest_point, weights_of

seeds = st.integers(0, 10_000)


@given(seeds)
def test_it_is_where_trimesh_finds_it(seed):
    rng = np.random.default_rng(seed)
    triangles, points = rng.normal(size=(40, 3, 3)), 3 * rng.normal(size=(40, 3))
    found = closest_point(triangles, points)
    np.testing.assert_allclose(found, trimesh.triangles.closest_point(triangles, points), atol=1e-8)
    weights = weights_of(triangles, found)
    np.testing.assert_allclose(np.einsum("nk,nkx->nx", weights, triangles), found, atol=1e-8)
    assert weights.min() > -1e-6


@given(seeds, st.floats(-9, 9))
def test_a_point_above_the_triangle_falls_on_its_foot(seed, high):
    rng = np.random.default_rng(seed)
    weights = rng.dirichlet([1, 1, 1])
    triangle = rng.normal(size=(1, 3, 3))
    normal = np.cross(triangle[0, 1] - triangle[0, 0], triangle[0, 2] - triangle[0, 0])
    foot = weights @ triangle[0]
    found = closest_point(triangle, (foot + high * normal)[None])[0]
    np.testing.assert_allclose(found, foot, atol=1e-6)


@pytest.mark.parametrize("corners", [[[0, 0, 0]] * 3, [[0, 0, 0], [1, 0, 0], [3, 0, 0]]])
def test_a_collapsed_triangle_has_a_nearest_point_too(corners):
    found = closest_point(np.array([corners], float), np.array([[2.0, 1, 0]]))[0]
    np.testing.assert_allclose(found, [2.0, 0, 0] if corners[2][0] else [0, 0, 0], atol=1e-12)


def test_the_lab_opens_without_loading_trimesh():
    """It costs every notebook and every visitor of the app a part of a second."""
    code = "import sys, facemodel as fm; fm.show(); assert 'trimesh' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
