"""What a person's skin has beyond the fitted face: a height along the normal at each drawn vertex.

The height is one number a vertex and rides on whatever the face does, since the normal it is laid
along is the moving skin's. Where the scan shows nothing to trust (lids' margins, the seal of the
lips, nostrils, holes) it goes over smoothly from what is around: a step there would be seen.
"""

from functools import cache

import numpy as np

from facemodel.anatomy import template, topology
from facemodel.anatomy.mesh import Mesh, edges, face_normals_areas, vertex_normals
from facemodel.capture.scan.reading import Surface
from facemodel.capture.scan.registration import closest, outside, sample
from facemodel.mechanics.face import DISPLAY_LEVEL

HIGHEST_MM = 5.0
"""More is another part of the scan: hair, an ear, a collar."""
MISSED_MM, FACING = 1.0, 0.35
"""How near the height must come to the scan, and how alike both must face."""
HEIGHT_ROUNDS, QUIET_ROUNDS, FILL_ROUNDS, LAST_ROUNDS = 4, 2, 150, 1
LEAST_COSINE, UNFOLDING_ROUNDS, UNFOLDING_SHARE = 0.4, 20, 0.7
"""Between the normals of bare and laid-on skin at rest, less turns over in a movement; how often
heights there are evened, and what is left of them each time [assume]."""
_DECAY = 0.995
"""What a filled height loses from neighbour to neighbour, so that it ends far from all that is
seen."""
_ON_A_CURVE = 0.4
"""What subdivision makes, at most, of a 0 on a curve among ones."""
_LIDS = tuple(
    f"lid_margin_{lid}_{side}" for lid in ("upper", "lower") for side in ("left", "right")
)
_SEAL = ("lip_seal_upper", "lip_seal_lower")


def heights(mesh: Mesh, near: Surface, seen: np.ndarray) -> np.ndarray:
    """(V2,) mm to lay on the drawn skin of a fitted face (level 1).

    near: the scan in the frame of the face; seen (V,): level-1 vertices that it shows.
    """
    up = template.subdivision(1, DISPLAY_LEVEL)
    faces = template.mesh(DISPLAY_LEVEL).faces
    skin = up @ mesh.vertices
    normal = vertex_normals(skin, faces)
    looked = np.flatnonzero((up @ seen.astype(float) > 0.3) & (up @ outside() > 0.5))
    height, good = _measured(skin[looked], normal[looked], near)
    known = np.zeros(len(skin), bool)
    known[looked[good]] = True
    margin = _away_from(_LIDS) * up_to_one(1 - 2 * (up @ _hidden()))
    known &= skin_only() > 0.5
    start = np.zeros(len(skin))
    start[looked] = height
    height = _smooth(np.where(known, start, 0), known, faces) * margin
    # what sinks in where the lips meet would part them at rest
    height = np.where(height < 0, height * _away_from(_SEAL), height)
    return _unfolded(height, skin, normal, faces)


def _measured(skin, normal, near: Surface) -> tuple[np.ndarray, np.ndarray]:
    """Height of the scan over each vertex, and whether to believe it."""
    samples = sample(near)
    height = np.zeros(len(skin))
    for _ in range(HEIGHT_ROUNDS):
        at = skin + height[:, None] * normal
        place, triangle = closest(at, near, samples)
        height = np.clip(height + ((place - at) * normal).sum(1), -HIGHEST_MM, HIGHEST_MM)
    off = np.linalg.norm(place - skin - height[:, None] * normal, axis=1)
    facing = face_normals_areas(near.vertices, near.triangles)[0][triangle]
    good = (off < MISSED_MM) & ((facing * normal).sum(1) > FACING)
    return height, good & (np.abs(height) < HIGHEST_MM)


def _smooth(height: np.ndarray, known: np.ndarray, faces: np.ndarray) -> np.ndarray:
    """The heights with a scanner's noise averaged, and what is not known filled in."""
    beside, count = _neighbours(faces)
    for _ in range(QUIET_ROUNDS):
        mean = beside @ height / np.maximum(beside @ known.astype(float), 1)
        height = np.where(known, (height + mean) / 2, 0)
    height = filled(height, known, faces)
    for _ in range(LAST_ROUNDS):
        height = (height + beside @ height / count) / 2
    return height


def _unfolded(height, skin, normal, faces) -> np.ndarray:
    """The heights, evened and lowered where the skin would turn over under them, as at rims of
    nostrils."""
    beside, count = _neighbours(faces)
    for _ in range(UNFOLDING_ROUNDS):
        laid = vertex_normals(skin + height[:, None] * normal, faces)
        steep = (laid * normal).sum(1) < LEAST_COSINE
        if not steep.any():
            break
        near = steep | (beside @ steep.astype(float) > 0)
        even = (height + beside @ height) / (1 + count)
        height = np.where(near, UNFOLDING_SHARE * even, height)
    return height


def filled(values: np.ndarray, known: np.ndarray, faces: np.ndarray) -> np.ndarray:
    """Values (V2,) that go over smoothly into what is not known, and end far from what is."""
    beside, count = _neighbours(faces)
    for _ in range(FILL_ROUNDS):
        values = np.where(known, values, _DECAY * (beside @ values) / count)
    return values


def skin_only() -> np.ndarray:
    """(V2,) 0 at the lids' margins and the seal of the lips, 1 from the next vertices on."""
    return _away_from((*_LIDS, *_SEAL))


def _neighbours(faces: np.ndarray):
    """(V2,V2) 1 between ends of an edge, and how many each vertex has."""
    import scipy.sparse as sp

    ends = edges(faces)
    size = int(faces.max()) + 1
    one = sp.coo_array((np.ones(len(ends)), ends.T), shape=(size, size)).tocsr()
    beside = one + one.T
    return beside, np.asarray(beside.sum(1)).ravel()


def _away_from(names: tuple[str, ...]) -> np.ndarray:
    """(V2,) 0 on curves, 1 from the next vertices of level 1 on."""
    mesh = template.mesh(1)
    away = np.ones(len(mesh.vertices))
    for name in names:
        away[np.asarray(mesh.curves[name])] = 0
    fine = template.subdivision(1, DISPLAY_LEVEL) @ away
    return up_to_one((fine - _ON_A_CURVE) / (1 - _ON_A_CURVE))


@cache
def _hidden() -> np.ndarray:
    """(V,) 1 behind lids and lips and in nostrils."""
    rings = [name.split()[0] for name in topology.cage().names]
    inner = np.isin(rings, ("Y", "ZC", "EC", "E0", "IN", "CT")).astype(float)
    return up_to_one(template.subdivision(0, 1) @ inner)


def up_to_one(share: np.ndarray) -> np.ndarray:
    return np.clip(share, 0, 1)
