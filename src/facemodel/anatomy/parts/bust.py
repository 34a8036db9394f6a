"""The back of the head, the neck and the ears: what stands still behind the default face's skin."""

import numpy as np

from facemodel.anatomy import template
from facemodel.anatomy.mesh import Mesh, vertex_normals
from facemodel.anatomy.parts.fitting import Fitting, blend, grid_faces, without_slivers

ROWS, COLUMNS = 24, 9  # control points along the face's outline, and from there back to the midline
EAR_RINGS, EAR_SEGMENTS = 15, 40
STEPS_PER_PLACE = 4  # level-2 vertices of the outline per control point


def behind_the_face(mesh: Mesh) -> tuple[Fitting, ...]:
    """Bust, left ear and right ear; `mesh` is the default face at level 2."""
    return (_bust(mesh), _ear("ear_left", 1), _ear("ear_right", -1))


def _bust(mesh: Mesh) -> Fitting:
    """A grid of control points subdivided once; its edge takes over the skin's outline exactly.

    The skin's outline has a vertex between every two of the grid; each is met, so no crack opens.
    """
    half = np.array(template.cage_data()["bust"], float).reshape(ROWS, COLUMNS, 3)
    control = np.concatenate([half, half[:, -2::-1] * [-1, 1, 1]], axis=1)  # left to right edge
    grid = _subdivided(np.swapaxes(_subdivided(control), 0, 1)).swapaxes(0, 1)
    rows, columns = grid.shape[:2]

    outline = mesh.curves["outline"]
    left = outline[: STEPS_PER_PLACE * (ROWS - 1) + 1]
    edges = {0: left, columns - 1: mesh.mirror[left]}
    for column, skin in edges.items():
        grid[:, column] = mesh.vertices[skin[::2]]

    # the first row is one point, the top of the forehead
    vertices, faces, weld = [grid[0, :1], grid[1:].reshape(-1, 3)], [], []
    index = np.arange(rows * columns).reshape(rows, columns) - (columns - 1)
    index[0] = 0
    for column, skin in edges.items():
        between = sum(map(len, vertices)) + np.arange(rows - 1)
        vertices.append(mesh.vertices[skin[1::2]])
        inner = 1 if column == 0 else column - 1
        strip = _meeting(index[:, column], between, index[:, inner])
        faces.append(strip if column == 0 else strip[:, ::-1])
        met = np.append(index[:, column], between), np.append(skin[::2], skin[1::2])
        weld.append(np.stack(met, axis=1))
    inside = grid_faces(rows, columns).reshape(rows - 1, columns - 1, 2, 3)[:, 1:-1].reshape(-1, 3)
    faces.append(index.ravel()[inside][:, ::-1])
    vertices, faces, weld = np.concatenate(vertices), np.concatenate(faces), np.concatenate(weld)
    faces = faces[(faces != np.roll(faces, 1, axis=1)).all(axis=1)]

    normals = vertex_normals(vertices, faces)
    normals[weld[:, 0]] = vertex_normals(mesh.vertices, mesh.faces)[weld[:, 1]]
    colours = np.full(vertices.shape, 255)
    front = outline[STEPS_PER_PLACE * (ROWS - 1) : len(outline) - STEPS_PER_PLACE * (ROWS - 1) + 1]
    rim = np.concatenate([vertices[index[-1, ::-1]], mesh.vertices[front[1:-1]]])
    return _with_base(vertices, faces, normals, colours, weld, rim)


def _with_base(vertices, faces, normals, colours, weld, rim) -> Fitting:
    """The bust closed below the neck by a dark flat base, so that no view looks into a hollow."""
    n = len(vertices)
    around = n + np.arange(len(rim))
    fan = np.stack([around, np.roll(around, -1), np.full(len(rim), n + len(rim))], axis=1)
    vertices = np.concatenate([vertices, rim, rim.mean(0, keepdims=True)])
    return Fitting(
        name="bust", vertices=vertices, faces=np.concatenate([faces, fan]),
        normals=np.concatenate([normals, np.tile([0.0, -1.0, 0.0], (len(rim) + 1, 1))]),
        colours=np.concatenate([colours, np.full((len(rim) + 1, 3), 90)]),
        material="skin", weld=weld, **blend(vertices),
    )  # fmt: skip


def _ear(name: str, side: int) -> Fitting:
    """An ear: rings from the ear canal out over the helix and in to the head."""
    rings = np.array(template.cage_data()["ear"], float).reshape(EAR_RINGS, EAR_SEGMENTS, 3)
    around = (np.roll(rings, 1, axis=1) + 4 * rings + np.roll(rings, -1, axis=1)) / 6
    smooth = around.copy()
    smooth[1:-1] = (around[:-2] + 4 * around[1:-1] + around[2:]) / 6
    vertices = smooth.reshape(-1, 3) * [side, 1, 1]
    faces = grid_faces(EAR_RINGS, EAR_SEGMENTS, closed=True)
    faces = without_slivers(vertices, faces[:, ::-1] if side < 0 else faces)
    return Fitting(
        name=name, vertices=vertices, faces=faces, normals=vertex_normals(vertices, faces),
        colours=np.full(vertices.shape, 255), material="skin", **blend(vertices),
    )  # fmt: skip


def _subdivided(points: np.ndarray) -> np.ndarray:
    """Cubic B-spline subdivision along the first axis (n, ...) -> (2 n - 1, ...); the ends stay."""
    fine = np.empty((2 * len(points) - 1, *points.shape[1:]))
    fine[1::2] = (points[:-1] + points[1:]) / 2
    fine[::2] = points
    fine[2:-2:2] = (points[:-2] + 6 * points[1:-1] + points[2:]) / 8
    return fine


def _meeting(edge: np.ndarray, between: np.ndarray, inner: np.ndarray) -> np.ndarray:
    """Triangles (3 k, 3) from an edge with a vertex amid each step to the next line in."""
    a, b, c, d, m = edge[:-1], edge[1:], inner[1:], inner[:-1], between
    return np.concatenate([np.stack(t, axis=1) for t in ((a, m, d), (m, c, d), (m, b, c))])
