"""What a person's skin has beyond the computed one: heights along the normals of the drawn skin."""

import numpy as np

from facemodel.anatomy import template
from facemodel.anatomy.mesh import vertex_normals


def laid_on(skin: np.ndarray, heights: np.ndarray | None, level: int) -> np.ndarray:
    """Drawn vertices (V2, 3) of a level moved out by their heights (V2,), if there are any."""
    if heights is None:
        return skin
    normal = vertex_normals(skin, template.mesh(level).faces)
    return (skin + heights[:, None] * normal).astype(skin.dtype)
