"""What is measured on every person of a cohort: landmarks and lids, the whole skin where asked."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np

from facemodel.anatomy.mesh import Mesh
from facemodel.anatomy.muscles import SIDES
from facemodel.clinic.assessment import Assessment
from facemodel.clinic.examination import Examination
from facemodel.clinic.excursions import landmark_vertices
from facemodel.clinic.measures import palpebral_fissures_mm
from facemodel.clinic.retained import retained
from facemodel.clinic.side_effects.findings import flagged
from facemodel.clinic.side_effects.table import KINDS, TASKS

MEASURES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "landmark_asymmetry_mm": ("mm", "difference of paired landmarks from their mirror image"),
        "symmetry_percent": ("%", "less moved side, of the other one"),
        "moved_left_mm": ("mm", "movement of the left side's landmarks"),
        "moved_right_mm": ("mm", "movement of the right side's landmarks"),
        "kept_left": ("", "share of the left side's movement that is left"),
        "kept_right": ("", "share of the right side's movement that is left"),
        "eye_open_left_mm": ("mm", "opening of the left eye"),
        "eye_open_right_mm": ("mm", "opening of the right eye"),
        "asymmetry_mm": ("mm", "asymmetry of the whole skin"),
    }
)
"""Measures of a cohort: name -> (unit, what). The last one only where the surface is asked for."""

LANDMARK_MEASURES = tuple(n for n in MEASURES if n != "asymmetry_mm")


EVERY_TENTH = 10


def points(mesh: Mesh) -> np.ndarray:
    """Vertices (P,) that measures on landmarks and lids read, and some of the outline."""
    curves = [
        mesh.curves[f"lid_margin_{lid}_{side}"] for lid in ("upper", "lower") for side in SIDES
    ]
    named = np.concatenate(
        [list(mesh.landmarks.values()), *curves, mesh.curves["outline"][::EVERY_TENTH]]
    )
    return np.unique(np.concatenate([named, mesh.mirror[named]]))


def measured(mesh: Mesh, tasks: Sequence[str], frames: np.ndarray) -> dict[str, np.ndarray]:
    """LANDMARK_MEASURES, each (N, 1 + D, 1 + T), of frames (N, 1 + D, 1 + T, P, 3).

    The first moment is before treatment, the first task is rest. NaN where a task has none.
    """
    seen = Examination.of(mesh, tasks, frames)
    found = {name: np.full(frames.shape[:3], np.nan) for name in LANDMARK_MEASURES}
    found["landmark_asymmetry_mm"] = _landmark_asymmetry(mesh, frames)
    eyes = palpebral_fissures_mm(mesh, frames)
    for k, side in enumerate(SIDES):
        found[f"eye_open_{side}_mm"] = eyes[..., k]
    for t, task in enumerate(tasks, start=1):
        found["symmetry_percent"][:, :, t] = seen.symmetry_percent(task)
        for side in SIDES:
            path = seen.movement(task, side)
            found[f"moved_{side}_mm"][:, :, t] = seen.moved_mm(task, side)
            found[f"kept_{side}"][:, :, t] = retained(path[:, :1], path)
    return found


def side_effects(mesh: Mesh, tasks: Sequence[str], frames: np.ndarray) -> np.ndarray | None:
    """Side effects (N, D, K) on either side, in the order of KINDS; frames as `measured`.

    None where the tasks do not show them.
    """
    if not set(TASKS) <= set(tasks):
        return None
    before, after = (Examination.of(mesh, tasks, part) for part in (frames[:, :1], frames[:, 1:]))
    told = flagged(Assessment(before, after).side_effects)
    rows = [np.any([flag for (n, _), flag in told.items() if n == name], axis=0) for name in KINDS]
    return np.stack(rows, axis=-1)


def _landmark_asymmetry(mesh: Mesh, frames: np.ndarray) -> np.ndarray:
    """Root mean square (...) of how far left landmarks lie from the mirror image of right ones."""
    stems = [n.removesuffix("_left") for n in mesh.landmarks if n.endswith("_left")]
    left, right = (
        frames[..., landmark_vertices(mesh, [f"{stem}_{side}" for stem in stems]), :]
        for side in SIDES
    )
    apart = left - right * np.array([-1.0, 1.0, 1.0])
    return np.sqrt((apart**2).sum(-1).mean(-1))
