"""Catmull-Clark on small meshes whose answers are known, and laws of the levels of detail."""

import numpy as np
import pytest

from facemodel.anatomy import mesh as surfaces
from facemodel.anatomy import subdivision, template

CUBE = np.array(
    [[0, 3, 2, 1], [4, 5, 6, 7], [0, 1, 5, 4], [1, 2, 6, 5], [2, 3, 7, 6], [3, 0, 4, 7]]
)
CORNERS = np.array(
    [[-1, -1, -1], [1, -1, -1], [1, 1, -1], [-1, 1, -1],
     [-1, -1, 1], [1, -1, 1], [1, 1, 1], [-1, 1, 1]], float,
)  # fmt: skip


def unmirrored(quads, n, sharp=()):
    """A level whose every vertex is its own mirror image: enough to test positions."""
    return subdivision.level(quads, np.arange(n), np.arange(len(quads)), sharp)


def grid(n):
    index = np.arange((n + 1) ** 2).reshape(n + 1, n + 1)
    quads = np.stack([index[:-1, :-1], index[:-1, 1:], index[1:, 1:], index[1:, :-1]], -1)
    x, y = np.meshgrid(np.arange(n + 1.0), np.arange(n + 1.0))
    return quads.reshape(-1, 4), np.stack([x.ravel(), y.ravel(), 0 * x.ravel()], axis=1)


def test_a_cube_follows_catmull_and_clark_1978():
    fine = subdivision.matrix(unmirrored(CUBE, 8)) @ CORNERS
    # corner: Q = 1/3 (-,-,-), R = (2/3)(-,-,-), k = 3: (Q + 2 R) / 3 = 5/9
    np.testing.assert_allclose(fine[:8], CORNERS * 5 / 9, atol=1e-12)
    # edge points: mean of two ends at |y| = |z| = 1 and two centres: 3/4
    np.testing.assert_allclose(np.sort(np.abs(fine[8:20]), axis=1), [[0, 0.75, 0.75]] * 12)
    # quad points are the centres
    np.testing.assert_allclose(np.sort(np.abs(fine[20:]), axis=1), [[0, 0, 1]] * 6, atol=1e-12)


def test_a_flat_sheet_stays_flat_and_evenly_spaced_inside():
    quads, points = grid(6)
    level = unmirrored(quads, len(points))
    fine = subdivision.matrix(level) @ points
    assert np.abs(fine[:, 2]).max() == 0
    deep = (np.abs(points[:, :2] - 3) < 2.5).all(axis=1)
    np.testing.assert_allclose(fine[: len(points)][deep], points[deep], atol=1e-12)


def test_a_sharp_corner_stays_and_another_is_cut():
    quads, points = grid(3)
    rounded = subdivision.matrix(unmirrored(quads, 16)) @ points
    kept = subdivision.matrix(unmirrored(quads, 16, sharp=[0])) @ points
    np.testing.assert_array_equal(kept[0], points[0])
    assert np.linalg.norm(rounded[0] - points[0]) > 0.1


def test_refining_gives_four_quads_each_and_keeps_euler():
    level = unmirrored(CUBE, 8)
    fine = subdivision.refine(level)
    assert len(fine.quads) == 4 * len(level.quads)
    assert fine.n_vertices - len(fine.edges) + len(fine.quads) == 2


@pytest.mark.parametrize(("coarse", "fine"), [(0, 1), (1, 2), (0, 2), (2, 3), (1, 1)])
def test_matrices_between_levels_are_weighted_means(coarse, fine):
    weights = template.subdivision(coarse, fine)
    np.testing.assert_allclose(weights.sum(axis=1), 1, atol=1e-12)
    assert weights.data.min() >= 0
    moved = weights @ template.mesh(coarse).vertices
    np.testing.assert_allclose(moved, template.mesh(fine).vertices, atol=1e-10)


def test_vertices_keep_their_numbers_and_nearly_their_places():
    for level in (1, 2):
        coarse, fine = template.mesh(level).vertices, template.mesh(level + 1).vertices
        moved = np.linalg.norm(fine[: len(coarse)] - coarse, axis=1)
        assert moved.max() < (2.0, 0.5)[level - 1]
        assert np.median(moved) < (0.12, 0.03)[level - 1]


def test_subdividing_commutes_with_the_mirror():
    weights = template.subdivision(1, 2)
    rng = np.random.default_rng(5)
    field = rng.normal(size=(3814, 3))
    left = weights @ surfaces.reflect(field, template.mesh(1).mirror)
    right = surfaces.reflect(weights @ field, template.mesh(2).mirror)
    np.testing.assert_allclose(left, right, atol=1e-12)
