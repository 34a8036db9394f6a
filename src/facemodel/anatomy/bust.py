"""The back of the head, the neck and the ears: what stands still behind the default face's skin."""

import numpy as np

from facemodel.anatomy import subdivision as catmull_clark
from facemodel.anatomy import template, topology
from facemodel.anatomy.fitting import Fitting, blend, grid_faces
from facemodel.anatomy.mesh import Mesh, vertex_normals

ROWS, COLUMNS = 24, 9  # along the outline of the face, and from there back to the midline
EAR_SEGMENTS = 40


def behind_the_face(mesh: Mesh) -> tuple[Fitting, ...]:
    """Bust, left and right ear; `mesh` is the default face at level 2."""
    return (_bust(mesh), *_ears())


def _bust(mesh: Mesh) -> Fitting:
    """Half grid of control points mirrored and subdivided once, its front edge on the skin's outline.

    The skin's outline has twice as many vertices; each is met, so that no crack opens.
    """
    grid = np.array(template.cage_data()["bust"], float).reshape(ROWS, COLUMNS, 3)
    level, positions = _half_grids(grid)
    fine = catmull_clark.refine(level)
    vertices = catmull_clark.matrix(level) @ positions

    edge = _front_edge(fine)
    skin = _outline_places(mesh)
    assert len(skin) == 2 * len(edge) - 1
    vertices[edge] = mesh.vertices[skin[::2]]
    between = np.arange(len(edge) - 1) + len(vertices)
    vertices = np.concatenate([vertices, mesh.vertices[skin[1::2]]])
    faces = np.concatenate(
        [_triangles_with_split_edges(fine.quads, edge, between), _base(mesh, vertices, fine)]
    )
    weld = np.stack([np.concatenate([edge, between]), np.concatenate([skin[::2], skin[1::2]])], 1)
    normals = vertex_normals(vertices, faces)
    skin_normals = vertex_normals(mesh.vertices, mesh.faces)
    normals[weld[:, 0]] = skin_normals[weld[:, 1]]
    return Fitting(
        name="bust", vertices=vertices, faces=faces, normals=normals,
        colours=np.full(vertices.shape, 255), material="skin", weld=weld, **blend(vertices),
    )  # fmt: skip
