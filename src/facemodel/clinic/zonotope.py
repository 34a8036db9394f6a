"""Size of a zonotope, the sum of line segments: exact widths, area, volume and outline.

A zonotope is all sums of s_j g_j with every s_j in 0..1, of generators g (n, d). Everything here is
a finite formula over them (McMullen 1971; Shephard 1974), with nothing sampled.
"""

import numpy as np


def extents(generators: np.ndarray, directions: np.ndarray) -> np.ndarray:
    """Extent (..., K) along unit directions (K, d); generators (..., n, d)."""
    return np.abs(generators @ directions.T).sum(axis=-2)


def area(generators: np.ndarray) -> float:
    """Area of a plane zonotope, generators (n, 2): the sum of |det| over pairs."""
    x, y = generators.T
    return float(np.abs(np.outer(x, y) - np.outer(y, x)).sum() / 2)


def volume(generators: np.ndarray) -> float:
    """Volume, generators (n, 3): the sum of |det| over triples."""
    # every triple appears three times, once for each of its pairs
    return float(np.abs(_pair_normals(generators) @ generators.T).sum() / 3)


def largest_width(generators: np.ndarray) -> float:
    """Largest distance between two points, generators (n, 3), n >= 1.

    It lies between opposite corners; the corners of all faces are tried, a face being given by the
    pair of generators it is spanned by. Where three and more generators lie in one plane a corner
    may be missed by its faces, so the longest then climb to the farthest corner their way.
    """
    first, second = np.triu_indices(len(generators), 1)
    signs = np.sign(_pair_normals(generators) @ generators.T)
    pair = np.arange(len(first))
    signs[pair, first] = signs[pair, second] = 0  # rounding would give them a sign
    corners = [
        signs @ generators + a * generators[first] + b * generators[second]
        for a in (-1, 1)
        for b in (-1, 1)
    ]
    span = np.concatenate([generators, *corners])
    length = np.linalg.norm(span, axis=1)
    longest = length.max()
    span = span[length >= np.sort(length)[-min(32, len(length))]]
    while True:
        span = np.sign(span @ generators.T) @ generators
        climbed = np.linalg.norm(span, axis=1).max()
        if climbed <= longest * (1 + 1e-12):
            return float(max(climbed, longest))
        longest = climbed


def outline(generators: np.ndarray) -> np.ndarray:
    """Corners (2 n, 2) of a plane zonotope, counter-clockwise from below; generators (n, 2)."""
    upward = (generators[:, 1] > 0) | ((generators[:, 1] == 0) & (generators[:, 0] > 0))
    sides = np.where(upward[:, None], generators, -generators)
    lowest = generators[~upward].sum(axis=0)
    sides = sides[np.argsort(np.arctan2(sides[:, 1], sides[:, 0]), kind="stable")]
    steps = np.concatenate([np.zeros((1, 2)), sides, -sides[:-1]])
    return lowest + np.cumsum(steps, axis=0)


def _pair_normals(generators: np.ndarray) -> np.ndarray:
    first, second = np.triu_indices(len(generators), 1)
    return np.cross(generators[first], generators[second])
