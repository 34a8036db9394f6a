"""A face as surfaces with one morph target per muscle, and what makes a movement of them exact.

Morph targets add up; lids, lips and jaw do not. A target shows its muscle alone at full
contraction, truly. In a movement the difference between the true surface and the sum of the targets
is taken up by a few further targets, "correction_01" and so on: the principal parts of that
difference over all frames, as many as it takes to come within `TOLERANCE_MM`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from facemodel.anatomy.expressions import arkit
from facemodel.anatomy.mesh import vertex_normals
from facemodel.anatomy.muscles import CONTROLS, INDEX, MUSCLES, SIDES
from facemodel.anatomy.parts import bust
from facemodel.capture.recording import blendshapes
from facemodel.errors import FaceModelError
from facemodel.mechanics import turning
from facemodel.mechanics.strength import SLACK
from facemodel.view.scene.assets import Tone
from facemodel.view.scene.own_skin import beside_skin
from facemodel.view.stills.headless import pose
from facemodel.view.stills.plain import albedos, follow

TOLERANCE_MM = 0.02
LEAST_MM = 0.01
"""Displacements of a target that are shorter are left out of a file."""
MOST_CORRECTIONS = 60
MADE_OF = (*MUSCLES, "jaw_forward", "jaw_shift", "cheek_pressure")
LET_GO = {f"levator_palpebrae_superioris_{side}": f"upper_lid_let_go_{side}" for side in SIDES}
"""The lid's levator and the target of its being let go, which does not mirror its pull."""
BLINK = {
    f"blink_{side}": {
        f"levator_palpebrae_superioris_{side}": -1.0,
        f"orbicularis_oculi_palpebral_{side}": 0.55,
    }
    for side in SIDES
}
"""Targets for sliders by hand only: FACS 45 on one side. Animations do not use them."""
EYES_UP = "eyes_up"
"""Target of both eyes turned up as far as they turn while they are meant to be closed (Bell)."""
GAZE = [k for k, name in enumerate(CONTROLS) if name.startswith("gaze")]
NAMES = (*MADE_OF, *LET_GO.values(), *BLINK, EYES_UP)
"""Names of the targets that every file has, in order."""


@dataclass(frozen=True, eq=False)
class Targets:
    """Morph targets by name, the controls (K, C) at which each is 1, and their weights (T, K) at
    control values (T, C)."""

    names: tuple[str, ...]
    poses: np.ndarray
    weights: Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True, eq=False)
class Part:
    """One surface of the face: which of all points are its own, and how it looks at rest.

    normals (k, 3) at rest; colours (k, 3) linear, with the shade of folds and hollows, or (k, 4)
    with the opacity of what fades
    """

    name: str
    points: slice
    normals: np.ndarray
    faces: np.ndarray
    colours: np.ndarray
    material: str


@dataclass(frozen=True, eq=False)
class Morphs:
    """A face's points at rest (n, 3) mm, its targets (K, n, 3), and its parts."""

    rest: np.ndarray
    targets: np.ndarray
    parts: tuple[Part, ...]


def of_muscles() -> Targets:
    """A target per muscle, NAMES."""
    poses = np.zeros((len(NAMES), len(CONTROLS)))
    for k, name in enumerate(NAMES):
        for control, value in _pose(name).items():
            poses[k, INDEX[control]] = value
    return Targets(NAMES, poses, weights)


def of_arkit() -> Targets:
    """A target per shape of ARKit that moves the skin; eyeballs look ahead, without a target."""
    names = tuple(name for name in blendshapes.SHAPES if not name.startswith("eyeLook"))

    def shares(controls: np.ndarray) -> np.ndarray:
        _check_gaze(controls)
        found = blendshapes.shapes(controls)
        return np.stack([found[name] for name in names], axis=1)

    return Targets(names, np.stack([arkit({name: 1.0}) for name in names]), shares)


def morphs(face: Any, tone: Tone = "medium", targets: Targets | None = None) -> Morphs:
    """The skin as drawn (level 2), eyes, teeth, mouth, hair, bust and ears, with targets.

    Those of the muscles unless others are given.
    """
    targets, made_of = targets or of_muscles(), parts(face, tone)
    still = np.zeros((1, len(CONTROLS)))
    rest, *moved = points(face, np.concatenate([still, targets.poses]))
    away = np.asarray(moved) - rest
    if EYES_UP in targets.names:  # the lids that let go with it have targets of their own
        for part in made_of:
            if not part.name.startswith("eye_"):
                away[targets.names.index(EYES_UP), part.points] = 0
    away[(away * away).sum(axis=-1) < LEAST_MM**2] = 0
    return Morphs(rest, away, made_of)


def points(face: Any, controls: np.ndarray) -> np.ndarray:
    """All points (T, n, 3) mm, part after part, at control values (T, C)."""
    fine, pieces = face.display_mesh, beside_skin(face)
    frames = []
    for row, vertices in zip(controls, face.deform(controls), strict=True):
        skin, moves = face.display(vertices), pose(face, row)
        around = [follow(piece, skin, fine.vertices, face, moves) for piece in pieces]
        frames.append(np.concatenate([skin, *around]).astype(np.float32))
    return np.array(frames)


def parts(face: Any, tone: Tone) -> tuple[Part, ...]:
    """The surfaces in the order of `points`."""
    fine = face.display_mesh
    pieces = beside_skin(face)
    looks = albedos(face, pieces, tone)
    surfaces = [("skin", vertex_normals(fine.vertices, fine.faces), fine.faces, "skin")]
    surfaces += [(piece.name, piece.normals, piece.faces, piece.material) for piece in pieces]
    made: list[Part] = []
    start = 0
    for name, normals, faces, material in surfaces:
        colour, seen = looks[name]
        where = slice(start, start + len(colour))
        shaded = colour * (0.3 + 0.7 * seen)[:, None]
        if material == "collar":
            shaded = np.column_stack([shaded, bust.opacity(pieces[len(made) - 1].vertices)])
        made.append(Part(name, where, normals, faces, shaded, material))
        start = where.stop
    return tuple(made)


def weights(controls: np.ndarray) -> np.ndarray:
    """Weights (T, len(NAMES)) of the targets at control values (T, C).

    Errors: eyes that do not look ahead, as eyeballs carry no target.
    """
    _check_gaze(controls)
    made = np.zeros((len(controls), len(NAMES)))
    taken = np.maximum(controls, controls * SLACK)
    for k, name in enumerate(MADE_OF):
        made[:, k] = taken[:, INDEX[name]]
    for muscle, target in LET_GO.items():
        made[:, NAMES.index(muscle)] = np.maximum(controls[:, INDEX[muscle]], 0)
        made[:, NAMES.index(target)] = np.maximum(-controls[:, INDEX[muscle]], 0)
    up = np.array([turning.bell_turn(row) for row in controls.tolist()])
    made[:, NAMES.index(EYES_UP)] = up / turning.bell_rad()
    return made


def _check_gaze(controls: np.ndarray) -> None:
    if np.abs(controls[:, GAZE]).max() > 0:
        raise FaceModelError("eyes look ahead in a GLB file; leave the gaze out")


def corrections(
    shape: Morphs, frames: np.ndarray, known: np.ndarray
) -> tuple[np.ndarray, np.ndarray, float]:
    """What the sum of targets at weights `known` (T, K) lacks of the true frames (T, n, 3).

    Returns further targets (J, n, 3), their weights (T, J) in -1..1, and the largest distance in mm
    by which any point of any frame is still off.
    """
    lacking = frames - shape.rest - np.tensordot(known.astype(np.float32), shape.targets, 1)
    moves = (lacking * lacking).sum(axis=-1).max(axis=0) > (TOLERANCE_MM / 4) ** 2
    lack = lacking[:, moves].reshape(len(frames), -1)
    # principal parts by way of the small matrix of frames times frames
    _, share = np.linalg.eigh((lack @ lack.T).astype(float))
    found: list[np.ndarray] = []
    used: list[np.ndarray] = []
    for part in share.T[::-1][:MOST_CORRECTIONS].astype(np.float32):
        if farthest(lack) <= TOLERANCE_MM:
            break
        scale = np.abs(part).max()
        found.append(part @ lack * scale)
        used.append(part / scale)
        lack -= used[-1][:, None] * found[-1]
    targets = np.zeros((len(found), *shape.rest.shape), np.float32)
    targets[:, moves] = np.reshape(found, (len(found), int(moves.sum()), 3))
    targets[(targets * targets).sum(axis=-1) < (LEAST_MM / 4) ** 2] = 0
    more = np.reshape(used, (len(found), len(frames))).T
    lacking -= np.tensordot(more, targets, 1)
    return targets, more, farthest(lacking)


def off_by_mm(
    face: Any,
    shape: Morphs,
    controls: Sequence[np.ndarray] | np.ndarray,
    shares: Callable[[np.ndarray], np.ndarray] = weights,
) -> float:
    """Largest distance in mm between the true face and the sum of its targets alone, as sliders set
    by hand give it, at control values (T, C)."""
    controls = np.atleast_2d(controls)
    known = shares(controls).astype(np.float32)
    return farthest(points(face, controls) - shape.rest - np.tensordot(known, shape.targets, 1))


def _pose(name: str) -> dict[str, float]:
    if name in BLINK:
        return BLINK[name]
    if name == EYES_UP:
        return dict.fromkeys(LET_GO, -1.0)
    of = {target: muscle for muscle, target in LET_GO.items()}
    return {of[name]: -1.0} if name in of else {name: 1.0}


def farthest(off: np.ndarray) -> float:
    """Largest length of any three numbers that follow one another."""
    rows = off.reshape(-1, 3)
    return float(np.sqrt(np.einsum("ij,ij->i", rows, rows).max(initial=0)))
