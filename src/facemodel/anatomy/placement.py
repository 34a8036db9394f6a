"""Where a place of the canonical face lies on this face, found through landmarks alone."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from facemodel.anatomy import template
from facemodel.anatomy.mesh import Mesh, vertex_normals
from facemodel.errors import FaceModelError

PUPIL_HEIGHT_MM = 15.4
"""Height of the pupils over the default face's origin; that of the tables of anatomy
lies between them."""

INNER_AREAS = ("conjunctiva", "oral_mucosa", "nostril")
"""Areas that nobody sees from outside."""

CANONICAL_IPD_MM = 63.0
"""Interpupillary distance of the canonical face [Dodgson2004], recalled; forces
scale with it."""

# Frontal coordinates of a canonical adult face, mm, subject's left side, origin between the pupils
# (norms [Farkas1994] recalled, the rest assumed to fit them), and the default face's landmark that
# stands there.
_MIDLINE = {
    "trichion": (0, 72),
    "glabella": (0, 18),
    "nasion": (0, 6),
    "pronasale": (0, -36),
    "subnasale": (0, -45),
    "labiale_superius": (0, -60),
    "labiale_inferius": (0, -76),
    "sublabiale": (0, -85),
    "pogonion": (0, -99),
    "gnathion": (0, -114),
}
_PAIRED = {
    "endocanthion": (16, -1),
    "exocanthion": (45, 1),
    "upper_lid": (31.5, 3.5),
    "lower_lid": (31.5, -5.5),
    "alare": (17, -38),
    "crista_philtri": (6, -58),
    "cheilion": (26, -67),
    "tragion": (72, -15),
}
# Places without a vertex of their own: canonical -> default face, both from the pupils [assume]
_BY_HAND = {
    (31.5, 0): (31, 0),
    (11, 19): (11, 15.4),
    (31.5, 23): (31, 21.3),
    (39, 25): (39, 21.7),
    (53, 20): (53, 15.9),
    (53, -88): (54, -80),
}


@lru_cache(maxsize=1)
def _canonical_to_default() -> Callable[[np.ndarray], np.ndarray]:
    """Thin-plate map of frontal points: canonical mm -> default face mm (origin of the face)."""
    from scipy.interpolate import RBFInterpolator

    mesh = template.mesh(1)
    at = {name: mesh.vertices[i, :2] for name, i in mesh.landmarks.items()}
    source: list[tuple[float, float]] = []
    target: list[tuple[float, float]] = []
    for name, point in _MIDLINE.items():
        source.append(point)
        target.append((0.0, at[name][1]))
    source.append((0, -67))
    target.append((0.0, (at["stomion_superius"][1] + at["stomion_inferius"][1]) / 2))
    lateral = {p: at[f"{n}_left"] for n, p in _PAIRED.items()}
    lateral |= {p: np.add(q, (0, PUPIL_HEIGHT_MM)) for p, q in _BY_HAND.items()}
    lateral[35, -69] = at["cheilion_left"] + (8.5, -2)  # modiolus, beside the corner
    for (x, y), q in lateral.items():
        source += [(x, y), (-x, y)]
        target += [(q[0], q[1]), (-q[0], q[1])]
    # smoothing: landmarks of two averages need not agree to the last millimetre
    return RBFInterpolator(np.array(source, float), np.array(target, float), smoothing=20.0)


def canonical(x: float, y: float) -> np.ndarray:
    """(2,) frontal position on the default face of a canonical point; mm."""
    return _canonical_to_default()(np.array([[x, y]], float))[0]


def height(x: float, y: float) -> float:
    """Height (mm, over the default face's origin) of a canonical point."""
    return float(canonical(x, y)[1])


def on_default(x: float, y: float) -> np.ndarray:
    """(3,) point of the default face's skin in front of a canonical point; mm."""
    return cast_frontal(template.mesh(1), canonical(x, y))[2]


def cast_frontal(mesh: Mesh, xy: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Frontmost skin at frontal position `xy`: corner vertices (3,), weights (3,), point (3,).

    Beyond the silhouette the nearest vertex that faces forward is taken.
    """
    a, b, c, facing, safe = _frontal(mesh)
    x, y = xy
    v = ((x - a[:, 0]) * (c[:, 1] - a[:, 1]) - (c[:, 0] - a[:, 0]) * (y - a[:, 1])) / safe
    w = ((b[:, 0] - a[:, 0]) * (y - a[:, 1]) - (x - a[:, 0]) * (b[:, 1] - a[:, 1])) / safe
    hit = np.flatnonzero(facing & (v >= -1e-9) & (w >= -1e-9) & (v + w <= 1 + 1e-9))
    if hit.size:
        weights = np.stack([1 - v[hit] - w[hit], v[hit], w[hit]], axis=1)
        z = np.einsum("ij,ij->i", weights, mesh.vertices[mesh.faces[hit], 2])
        k = int(z.argmax())
        corners = mesh.faces[hit[k]]
        return corners, weights[k], weights[k] @ mesh.vertices[corners]
    front = np.flatnonzero(vertex_normals(mesh.vertices, mesh.faces)[:, 2] > 0)
    i = front[((mesh.vertices[front, :2] - xy) ** 2).sum(1).argmin()]
    return np.array([i, i, i]), np.array([1.0, 0.0, 0.0]), mesh.vertices[i].copy()


@lru_cache(maxsize=4)
def _frontal(mesh: Mesh) -> tuple[np.ndarray, ...]:
    """Triangles seen from the front: corners (F,2), which face forward, twice their areas."""
    a, b, c = (mesh.vertices[mesh.faces[:, k], :2] for k in range(3))
    det = (b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (c[:, 0] - a[:, 0]) * (b[:, 1] - a[:, 1])
    facing = det > 1e-9
    return a, b, c, facing, np.where(facing, det, 1.0)


@dataclass(frozen=True, eq=False)
class Chart:
    """A face read through the default face: every vertex knows where it would lie there.

    `positions` (V,3) mm in the default face's frame; `onto_face` maps points (n,3) of the
    default face to this one. On the default face both are the identity, so that every muscle
    and every tissue is described once, in default-face millimetres.
    """

    positions: np.ndarray
    onto_face: Callable[[np.ndarray], np.ndarray]
    scale: float
    """Interpupillary distance over the canonical 63 mm."""


SHARED_LANDMARKS = (
    "glabella", "nasion", "forehead_mid", "pronasale", "subnasale", "labiale_superius",
    "stomion_superius", "stomion_inferius", "labiale_inferius", "sublabiale", "pogonion",
    "menton",
    *(
        f"{stem}_{side}"
        for side in ("left", "right")
        for stem in (
            "endocanthion", "exocanthion", "upper_lid", "lower_lid", "brow_inner", "brow_mid",
            "brow_outer", "forehead", "infraorbital", "malar", "nose_side", "alare",
            "nasolabial", "buccal", "cheilion", "crista_philtri", "upper_lip_lat",
            "lower_lip_lat", "chin", "jaw",
        )
    ),
)  # fmt: skip
"""The landmarks through which another face is read; more may be present, none may be missing."""


def chart(mesh: Mesh) -> Chart:
    """The chart of a face. The default face charts to itself, a face on its topology by vertex."""
    left, right = mesh.eye_centres
    scale = float(np.linalg.norm(left - right)) / CANONICAL_IPD_MM
    if mesh.level is not None:
        default = template.mesh(mesh.level).vertices
        if np.array_equal(mesh.vertices, default):
            return Chart(default, lambda points: np.asarray(points, float), scale)
        return Chart(default, _onto(mesh), scale)
    missing = [n for n in SHARED_LANDMARKS if n not in mesh.landmarks]
    if missing:
        raise FaceModelError(
            f"this face lacks {len(missing)} of the {len(SHARED_LANDMARKS)} landmarks that place "
            f"the muscles ({', '.join(missing[:4])}{' ...' if len(missing) > 4 else ''}); add them"
        )
    from scipy.interpolate import RBFInterpolator

    default = template.mesh(1)
    here = mesh.points(SHARED_LANDMARKS)
    there = default.points(SHARED_LANDMARKS)
    here = np.vstack([here, mesh.eye_centres])
    there = np.vstack([there, default.eye_centres])
    # 3-D: |r| is the biharmonic kernel; degree 1, or a face would not chart to itself
    options = {"kernel": "linear", "smoothing": 0.5, "degree": 1}
    forward = RBFInterpolator(here, there, **options)
    backward = RBFInterpolator(there, here, **options)
    return Chart(forward(mesh.vertices), lambda points: backward(np.atleast_2d(points)), scale)


def _onto(mesh: Mesh) -> Callable[[np.ndarray], np.ndarray]:
    """Map of points (n,3) of the default face to a face of its topology, through the skin."""
    from scipy.interpolate import RBFInterpolator

    default = template.mesh(mesh.level)
    count = len(template.cage_positions())  # the first vertices of every level are the cage's
    inside = np.sum([mesh.areas[a] for a in INNER_AREAS], axis=0)[:count]
    outer = np.flatnonzero(inside < 0.5)  # what lies inside need not move as the skin before it
    there = np.vstack([default.vertices[outer], default.eye_centres])
    here = np.vstack([mesh.vertices[outer], mesh.eye_centres])
    moved = RBFInterpolator(there, here - there, kernel="linear", smoothing=0.5, degree=1)
    return lambda points: np.atleast_2d(points) + moved(np.atleast_2d(points))
