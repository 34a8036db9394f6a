"""What surrounds the skin, for drawing: eyes, mouth, hair, bust and ears."""

from functools import cache

from facemodel.anatomy import bust, eyes, hair, mouth
from facemodel.anatomy.fitting import Fitting
from facemodel.anatomy.mesh import Mesh
from facemodel.errors import FaceModelError

__all__ = ["Fitting", "fittings"]


@cache
def fittings(mesh: Mesh) -> tuple[Fitting, ...]:
    """Parts beside the skin of the default face at level 2, at rest.

    Errors: a mesh that is not the default face at level 2.
    """
    if mesh.level != 2:
        raise FaceModelError(
            "fittings are placed on the default face at level 2; pass template.mesh(2)"
        )
    return (
        *eyes.eyeballs(mesh),
        *mouth.inside_mouth(mesh),
        *hair.brows(mesh),
        *hair.lashes(mesh),
        *bust.behind_the_face(mesh),
    )
