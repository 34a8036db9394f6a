"""Examinations made by hand: a face whose named points moved by the millimetres that are given."""

from functools import cache

import facemodel as fm
from facemodel.clinic.examination import TASKS, Examination
from facemodel.clinic.measures import palpebral_fissures_mm


def shown(rest=(), **tasks) -> Examination:
    """shown(task=[(landmark or upper lid, (x, y, z) mm from rest), ...]) of the built-in face."""
    mesh = fm.load().mesh
    points = dict(mesh.landmarks)
    points |= {f"lid_{s}": mesh.curves[f"lid_margin_upper_{s}"] for s in ("left", "right")}
    start = _moved(mesh.vertices, points, rest)
    frames = {task: _moved(start, points, tasks.get(task, ())) for task in TASKS}
    return Examination(mesh, {"rest": start} | frames)


def _moved(vertices, points, moves):
    vertices = vertices.copy()
    for name, by in moves:
        vertices[points[name]] += by
    return vertices


def both(stem, left, right=None):
    """Moves of a landmark on both sides, mirrored where one is given."""
    right = (-left[0], *left[1:]) if right is None else right
    return [(f"{stem}_left", left), (f"{stem}_right", right)]


@cache
def open_mm() -> float:
    """Gap between the lids of the built-in face."""
    mesh = fm.load().mesh
    return float(palpebral_fissures_mm(mesh, mesh.vertices).mean())
