"""The default face: its mesh at each level of detail and the matrices between levels.

Built from meshes/default_face/cage.json by Catmull-Clark subdivision. Vertex i of one level is
vertex i of every finer level: the same point of the face, very slightly moved by the smoothing.
"""

import json
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from facemodel.anatomy import landmarks, prepared, topology
from facemodel.anatomy import subdivision as catmull_clark
from facemodel.anatomy.mesh import Mesh, from_arrays, reflect
from facemodel.data.files import mesh_folder
from facemodel.errors import FaceModelError

if TYPE_CHECKING:
    import scipy.sparse as sp

LEVELS = (0, 1, 2, 3)  # 982, 3,814, 15,022 and 59,614 vertices
PREPARED = 1
"""The level whose mesh is there when the package is installed."""
MIRRORED = np.array([[1, 1, 1], [-1, 1, 1]])  # left, right


@cache
def mesh(level: int = 1) -> Mesh:
    """The default face at a level of detail: 1 to compute with, 2 to look at.

    Errors: a level that is not in LEVELS.
    """
    _check(level)
    made = prepared.read("mesh") if level == PREPARED else None
    return computed(level) if made is None else from_arrays(made)


def computed(level: int) -> Mesh:
    """The mesh of a level, from the cage."""
    eyes = np.array(cage_data()["eye"]["centre"]) * MIRRORED
    positions = _halves_agree(subdivision(0, level) @ cage_positions(), _detail(level).mirror)
    return _named(positions, eyes, float(cage_data()["eye"]["radius"]), level)


def shaped(cage: np.ndarray, eye_centres: np.ndarray, eye_radius: float, level: int = 1) -> Mesh:
    """A face of another shape on the default topology: cage (982,3), eyes (2,3) and radius, mm.

    Errors: a level that is not in LEVELS.
    """
    _check(level)
    return _named(subdivision(0, level) @ cage, eye_centres, eye_radius, level)


def _named(vertices: np.ndarray, eye_centres: np.ndarray, eye_radius: float, level: int) -> Mesh:
    detail = _detail(level)
    return Mesh(
        vertices=vertices,
        faces=catmull_clark.triangles(vertices, detail.quads, detail.quad_mirror),
        mirror=detail.mirror,
        landmarks=landmarks.vertices(_detail(0), level),
        areas=_areas(level),
        curves=_curves(level),
        eye_centres=eye_centres,
        eye_radius=eye_radius,
        level=level,
        quads=detail.quads,
    )


@cache
def subdivision(coarse: int, fine: int) -> "sp.csr_matrix":
    """Matrix (V_fine, V_coarse) from positions at one level to positions at a finer one; rows
    sum to 1.

    Errors: a level that is not in LEVELS, or a second level coarser than the first.
    """
    import scipy.sparse as sp

    _check(coarse)
    _check(fine)
    if coarse > fine:
        raise FaceModelError(
            f"cannot subdivide level {coarse} to level {fine}; "
            "the second level must be the finer one"
        )
    if coarse == fine:
        return sp.csr_matrix(sp.identity(_detail(coarse).n_vertices))
    step = catmull_clark.matrix(_detail(fine - 1))
    return step if fine == coarse + 1 else sp.csr_matrix(step @ subdivision(coarse, fine - 1))


@cache
def cage_data() -> dict:
    """Contents of cage.json: half-face positions by name, eyeball and bust points (mm)."""
    return json.loads((mesh_folder() / "cage.json").read_text(encoding="utf-8"))


def cage_positions() -> np.ndarray:
    """Positions (982, 3) of the control cage; the right half mirrors the stored left half."""
    cage, half = topology.cage(), cage_data()["half"]
    positions = np.array([half[name] for name in cage.names], float)
    # the factor is 0 on the midline: those vertices lie in the median plane exactly
    return positions * np.stack([cage.sides, np.ones_like(cage.sides), np.ones_like(cage.sides)], 1)


def _check(level: int) -> None:
    if level not in LEVELS:
        raise FaceModelError(
            f"level {level!r} of the default face does not exist; levels are "
            f"{', '.join(map(str, LEVELS))} (1 to compute with, 2 to look at)"
        )


@cache
def _detail(level: int) -> catmull_clark.Level:
    """Connectivity of a level."""
    if level:
        return catmull_clark.refine(_detail(level - 1))
    cage = topology.cage()
    half = len(cage.quads) // 2
    return catmull_clark.level(
        cage.quads,
        cage.mirror,
        quad_mirror=np.roll(np.arange(2 * half), half),  # left quads first, then their images
        sharp=[cage.vertex(name, side) for name in topology.SHARP for side in (1, -1)],
    )


def _halves_agree(positions: np.ndarray, mirror: np.ndarray) -> np.ndarray:
    """Removes the halves' last-digit difference, so that the mirror error is exactly 0."""
    return (positions + reflect(positions, mirror)) / 2


def _areas(level: int) -> dict[str, np.ndarray]:
    weights = subdivision(0, level) @ landmarks.area_memberships(topology.cage().names)
    weights = (weights + weights[_detail(level).mirror]) / 2
    weights /= weights.sum(axis=1, keepdims=True)
    return dict(zip(landmarks.AREAS, weights.T, strict=True))


def _curves(level: int) -> dict[str, np.ndarray]:
    curves = _cage_curves()
    for coarser in range(level):
        curves = {
            name: catmull_clark.chain(_detail(coarser), line, closed=name in _CLOSED)
            for name, line in curves.items()
        }
    return curves


_CLOSED = ("lip_inner", "outline", "eye_opening_left", "eye_opening_right")


def _cage_curves() -> dict[str, np.ndarray]:
    """Curves as chains of cage vertices.

    lid_margin_*   from endocanthion to exocanthion, both included
    lip_seal_*     along the line where the lips touch, from the right corner to the left; vertex k
                   of the upper faces vertex k of the lower and the ends are shared
    vermilion_*    likewise on the lip border
    lip_inner, outline, eye_opening_*   the four closed boundary loops
    """
    cage, curves = topology.cage(), {}
    for side, word in ((1, "left"), (-1, "right")):
        ring = [cage.vertex(topology.eye("E1", i), side) for i in range(topology.EYE_SEGMENTS + 1)]
        curves[f"lid_margin_upper_{word}"] = ring[:10]
        curves[f"lid_margin_lower_{word}"] = ring[:8:-1]
        curves[f"eye_opening_{word}"] = [
            cage.vertex(topology.eye("EC", i), side) for i in range(topology.EYE_SEGMENTS)
        ]
    for name, ring in (("lip_seal", "ST"), ("vermilion", "VB")):
        for lip, places in (("upper", range(9)), ("lower", range(16, 7, -1))):
            left = [cage.vertex(f"{ring} {i}", 1) for i in places]
            right = [cage.vertex(f"{ring} {i}", -1) for i in places]
            curves[f"{name}_{lip}"] = right[:0:-1] + left
    curves["lip_inner"] = _loop("IN", topology.MOUTH_SEGMENTS)
    curves["outline"] = _loop(f"O {topology.OUTER_RINGS}", topology.OUTER_SEGMENTS)
    return {name: np.array(line) for name, line in curves.items()}


def _loop(ring: str, last: int) -> list[int]:
    """Closed loop over the left half of a ring and back over the right half."""
    cage = topology.cage()
    left = [cage.vertex(f"{ring} {i}", 1) for i in range(last + 1)]
    return left + [cage.vertex(f"{ring} {i}", -1) for i in range(last - 1, 0, -1)]
