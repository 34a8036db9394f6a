"""Where corners, brows and lids of a moving face are, without the rest of the face."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from facemodel.anatomy.mesh import Mesh
from facemodel.anatomy.muscles import CONTROLS, SIDES
from facemodel.clinic import metrics
from facemodel.clinic.measures import palpebral_fissures_mm
from facemodel.data.progress import Progress, silent
from facemodel.mechanics.face import Face
from facemodel.mechanics.frame import Rig, frame

POINTS = ("cheilion", "brow_mid")
"""Whose excursions from rest are followed."""
AT_ONCE = 4000
"""Moments that are followed at once, for memory."""
_JAW = [k for k, name in enumerate(CONTROLS) if name.startswith("jaw")]
_NAMES = tuple(f"{point}_{side}" for point in POINTS for side in SIDES)


@dataclass(frozen=True, eq=False)
class Few:
    """The vertices (P,) that these measures read, and the mesh and the rig of them alone."""

    points: np.ndarray
    mesh: Mesh
    rig: Rig


def traced(
    face: Face, activation: np.ndarray, jaw: bool = True, tell: Progress = silent
) -> dict[str, np.ndarray]:
    """Excursions of POINTS from rest and opening of the eyes, name with side and unit -> (T,).

    activation (T, M or C); jaw: False leaves the jaw shut, so that a corner shows what its own
    muscles do.
    """
    few, pieces = few_of(face), []
    for start in range(0, max(len(activation), 1), AT_ONCE):
        controls = face.controls(activation[start : start + AT_ONCE])
        if not jaw:
            controls = controls.copy()
            controls[:, _JAW] = 0
        pieces.append(read_off(few, frame(few.rig, controls)))
        if len(activation) > 4 * AT_ONCE:
            tell(min(start + AT_ONCE, len(activation)), len(activation))
    return {name: np.concatenate([one[name] for one in pieces]) for name in pieces[0]}


def read_off(few: Few, frames: np.ndarray) -> dict[str, np.ndarray]:
    """The same of frames (T, P, 3) of the few vertices."""
    moved = metrics.excursions(few.mesh, frames, _NAMES).magnitude_mm
    opening = palpebral_fissures_mm(few.mesh, frames)
    found = {f"{name}_mm": moved[:, k] for k, name in enumerate(_NAMES)}
    return found | {f"eye_open_{side}_mm": opening[:, k] for k, side in enumerate(SIDES)}


@lru_cache(maxsize=2)
def few_of(face: Face) -> Few:
    """The few vertices of a face."""
    mesh = face.mesh
    lids = [f"lid_margin_{lid}_{side}" for lid in ("upper", "lower") for side in SIDES]
    named = [f"{e}canthion_{side}" for e in ("endo", "exo") for side in SIDES]
    places = [mesh.landmarks[name] for name in ("subnasale", *named, *_NAMES)]
    rows = np.concatenate([places, *(mesh.curves[lid] for lid in lids), mesh.curves["outline"]])
    points = np.unique(np.concatenate([rows, mesh.mirror[rows]]))
    return Few(points, mesh.at(points), face.single.at(points))
