"""What surrounds the skin, for drawing: eyes, mouth, hair, bust and ears."""

from dataclasses import replace
from functools import lru_cache

import numpy as np

from facemodel.anatomy import placement, template
from facemodel.anatomy.mesh import Mesh, vertex_normals
from facemodel.anatomy.parts import bust, ears, eyes, hair, mouth
from facemodel.anatomy.parts.fitting import Fitting
from facemodel.errors import FaceModelError

__all__ = ["Fitting", "fittings"]


@lru_cache(maxsize=8)
def fittings(mesh: Mesh) -> tuple[Fitting, ...]:
    """Parts beside the skin of a face on the default topology at level 2, at rest.

    Errors: a mesh that is not of that kind.
    """
    if mesh.level != 2:
        raise FaceModelError(
            "fittings are placed on the default topology at level 2; pass template.mesh(2)"
        )
    default = template.mesh(2)
    if mesh is not default and not np.array_equal(mesh.vertices, default.vertices):
        onto = placement.chart(mesh).onto_face
        return tuple(_carried(piece, default, mesh, onto) for piece in fittings(default))
    return (
        *eyes.eyeballs(mesh),
        *mouth.inside_mouth(mesh),
        *hair.brows(mesh),
        *hair.lashes(mesh),
        *bust.behind_the_face(mesh),
        *ears.ears(),
    )


def _carried(piece: Fitting, default: Mesh, mesh: Mesh, onto) -> Fitting:
    """A part of the default face on another face of its topology."""
    if piece.rig.startswith("eye"):
        k = ("eye_left", "eye_right").index(piece.rig)
        size = mesh.eye_radius / default.eye_radius
        vertices = (piece.vertices - default.eye_centres[k]) * size + mesh.eye_centres[k]
        return replace(piece, vertices=vertices)
    if piece.rig == "shell":
        assert piece.corners is not None
        assert piece.coords is not None
        vertices, normals = hair.placed(mesh.vertices, piece.corners, piece.coords)
        return replace(piece, vertices=vertices, normals=normals)
    vertices = onto(piece.vertices)
    if piece.weld is not None:
        vertices[piece.weld[:, 0]] = mesh.vertices[piece.weld[:, 1]]
    normals = vertex_normals(vertices, piece.faces)
    if piece.weld is not None and piece.material in ("skin", "collar"):
        skin = vertex_normals(mesh.vertices, mesh.faces)
        normals[piece.weld[:, 0]] = skin[piece.weld[:, 1]]
    return replace(piece, vertices=vertices, normals=normals)
