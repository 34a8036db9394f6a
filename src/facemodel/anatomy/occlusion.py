"""How much of the sky each point of a surface sees: ambient occlusion by orthographic depth maps.

For each of many directions the surface is splatted as points into a depth map; a vertex is
shaded when something stands in front of it. Nearby cover counts fully, cover 45 mm away hardly:
light bounces. Used once, to make occlusion.npz (export.py); drawing only reads that file.
"""

import numpy as np

REACH = 45.0  # mm; distance at which cover no longer darkens
CELL = 0.8  # mm; a depth map's cell
LIFT = 0.5  # mm; vertices look from just above their surface


def visible_sky(
    vertices: np.ndarray, normals: np.ndarray, cover: np.ndarray, *, directions: int = 192
) -> np.ndarray:
    """Cosine-weighted share (n,) of the sky that `vertices` (n, 3) see past points (k, 3)."""
    seen, total = np.zeros(len(vertices)), np.zeros(len(vertices))
    for direction in _half_turns(directions):
        cosine = normals @ direction
        facing = cosine > 0.12
        across, up = _basis(direction)
        depth, origin = _depth_map(cover @ across, cover @ up, cover @ direction)
        eye = vertices[facing] + LIFT * normals[facing]
        column = np.round((eye @ across - origin[0]) / CELL).astype(int)
        row = np.round((eye @ up - origin[1]) / CELL).astype(int)
        rows, columns = depth.shape
        in_front = depth[np.clip(row, 0, rows - 1), np.clip(column, 0, columns - 1)]
        distance = in_front - eye @ direction
        # a cell holds the highest of its points: on a slope that is above its middle
        slope = np.sqrt(1 - cosine[facing] ** 2) / cosine[facing]
        open_share = np.where(distance > CELL * slope + 0.3, np.clip(distance / REACH, 0, 1), 1.0)
        seen[facing] += cosine[facing] * open_share
        total[facing] += cosine[facing]
    return seen / np.maximum(total, 1e-12)


def points_on(vertices: np.ndarray, faces: np.ndarray, spacing: float = 0.55) -> np.ndarray:
    """Points (k, 3) spread over triangles no further apart than about `spacing` mm."""
    corners = vertices[faces]
    longest = np.linalg.norm(corners - np.roll(corners, 1, axis=1), axis=2).max(1)
    steps = np.clip(np.ceil(longest / spacing).astype(int), 1, 40)
    points = []
    for n in np.unique(steps):
        i, j = np.meshgrid(np.arange(n + 1), np.arange(n + 1))
        inside = i + j <= n
        weights = np.stack([i, j, n - i - j], axis=-1)[inside] / n
        points.append(np.einsum("kc,tcd->tkd", weights, corners[steps == n]).reshape(-1, 3))
    return np.concatenate(points)


def _half_turns(n: int) -> np.ndarray:
    """Directions (2 n, 3) evenly over the sphere in mirror pairs: both sides are shaded alike."""
    i = np.arange(n) + 0.5
    polar, azimuth = np.arccos(1 - 2 * i / n), np.pi * (1 + 5**0.5) * i
    points = np.stack(
        [np.sin(polar) * np.cos(azimuth), np.cos(polar), np.sin(polar) * np.sin(azimuth)], axis=1
    )
    return np.concatenate([points, points * [-1, 1, 1]])


def _basis(direction: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    helper = np.array([1.0, 0, 0]) if abs(direction[0]) < 0.8 else np.array([0, 1.0, 0])
    across = np.cross(direction, helper)
    across /= np.linalg.norm(across)
    return across, np.cross(direction, across)


def _depth_map(x: np.ndarray, y: np.ndarray, depth: np.ndarray):
    """Highest depth per cell, and the coordinates of cell (0, 0)."""
    origin = x.min() - CELL, y.min() - CELL
    column = np.round((x - origin[0]) / CELL).astype(np.int64)
    row = np.round((y - origin[1]) / CELL).astype(np.int64)
    columns = column.max() + 2
    cell = row * columns + column
    grid = np.full((row.max() + 2) * columns, -np.inf)
    np.maximum.at(grid, cell, depth)
    return grid.reshape(-1, columns), origin
