"""Where the nasolabial fold runs: one line for the skin that folds, and for what draws it."""

import numpy as np

from facemodel.anatomy import placement, template

LINE = (
    (18.0, -32.5), (23.0, -42.0), (29.0, -52.0), (34.5, -61.5), (37.5, -70.5), (38.0, -80.0),
)  # fmt: skip
"""From the groove over the wing of the nose past the corner of the mouth, canonical mm [assume].

Cheek fat ends here and the lip's skin is bound to its muscle: 7 mm outside the corner, where the
pull of the zygomaticus ends and the skin of a smile is gathered most.
"""


def on_default() -> np.ndarray:
    """The corners (K,3) of the left line on the built-in face."""
    return np.array([placement.on_default(*place) for place in LINE])


def beside(points: np.ndarray, wing: np.ndarray, corner: np.ndarray) -> np.ndarray:
    """How far points (n,3) lie outside the line as seen from the front, (n,) mm.

    `wing` and `corner` (3,): alare and cheilion of the left side of the face they lie on.
    """
    mesh = template.mesh(1)
    first, last = (mesh.vertices[mesh.landmarks[f"{n}_left"]] for n in ("alare", "cheilion"))
    across, down, _ = on_default().T
    share = (first[1] - down) / (first[1] - last[1])
    at = (wing[1] - points[:, 1]) / (wing[1] - corner[1])
    return np.abs(points[:, 0]) - np.interp(at, share, across) * corner[0] / last[0]
