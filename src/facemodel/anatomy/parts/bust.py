"""The back of the head and the neck: what stands still behind the default face's skin."""

import numpy as np

from facemodel.anatomy import template
from facemodel.anatomy.mesh import Mesh, vertex_normals
from facemodel.anatomy.parts.fitting import Fitting, blend, grid_faces, smooth_step

ROWS, COLUMNS = 24, 9  # control points along the face's outline, and from there back to the midline
STEPS_PER_PLACE = 4  # level-2 vertices of the outline per control point


def behind_the_face(mesh: Mesh) -> tuple[Fitting, ...]:
    """Bust and collar; `mesh` is the default face at level 2."""
    grid, bust = _bust(mesh)
    return bust, _collar(mesh, grid, bust)


def _bust(mesh: Mesh) -> tuple[np.ndarray, Fitting]:
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
    part = Fitting(
        name="bust", vertices=vertices, faces=faces, normals=normals,
        colours=np.full(vertices.shape, 255), material="skin", weld=weld, **blend(vertices),
    )  # fmt: skip
    return index[-1], part


DROPS = np.array([-2.5, 0, 5, 10, 16, 23, 31, 40])
"""How far below the neck's rim the rings of the collar lie, mm; the first is tucked under it."""


def opacity(collar: np.ndarray) -> np.ndarray:
    """Share 0..1 (n,) in which the collar (n, 3) is seen: it fades towards its lower end."""
    height = collar[:, 1]
    return smooth_step(height, height.min(), height.max())


def _collar(mesh: Mesh, back: np.ndarray, bust: Fitting) -> Fitting:
    """Neck below the rim of skin and bust: it runs on as it comes and widens to the shoulders.

    `back` are the vertices of the bust's lower edge, from the left to the right end.
    """
    outline = mesh.curves["outline"]
    last = STEPS_PER_PLACE * (ROWS - 1)
    front = outline[last + 1 : len(outline) - last]  # from the left end to the right
    rim = np.concatenate([bust.vertices[back[::-1]], mesh.vertices[front]])
    normals = np.concatenate(
        [bust.normals[back[::-1]], vertex_normals(mesh.vertices, mesh.faces)[front]]
    )
    out = rim - [0, 0, -34.0]
    out[:, 1] = 0
    out /= np.linalg.norm(out, axis=1, keepdims=True)
    # downwards within the surface: how far it leaves the upright, and lets go of that by and by
    steep = np.clip(-normals[:, 1] / np.maximum((normals * out).sum(1), 0.2), -0.5, 0.5)
    drop = DROPS[:, None]
    wide = 0.022 * np.abs(out[:, 0]) ** 1.5 + 0.006
    away = -steep * drop * np.exp(-drop / 30) + wide * drop**2
    away[0] -= 0.5
    rings = rim + away[..., None] * out - drop[..., None] * [0, 1, 0]
    vertices = rings.reshape(-1, 3)
    faces = grid_faces(len(DROPS), len(rim), closed=True)
    own = vertex_normals(vertices, faces).reshape(rings.shape)
    if (own[1] * normals).sum() < 0:
        faces, own = faces[:, ::-1], -own
    own[:2] = normals
    met = np.stack([len(rim) + len(back) + np.arange(len(front)), front], axis=1)
    return Fitting(
        name="collar", vertices=vertices, faces=faces, normals=own.reshape(-1, 3),
        colours=np.full(vertices.shape, 255), material="collar", weld=met, **blend(vertices),
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
