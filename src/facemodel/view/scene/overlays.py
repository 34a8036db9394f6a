"""What the viewer lays over a face: the courses of muscle fibres and of lines.

Courses travel as points attached to the skin (triangle, weights), so that they follow it in the
browser; left side and midline only, the right is found through the mesh's mirror.
"""

from typing import Any

import numpy as np

from facemodel.anatomy import placement, template
from facemodel.anatomy.attachment import attach
from facemodel.anatomy.mesh import vertex_normals
from facemodel.anatomy.muscles import SIDES, stem_of
from facemodel.clinic import wrinkles
from facemodel.clinic.measures import fold_places
from facemodel.data import constants
from facemodel.physiology.footprints import Strip, strips

STATION_MM = 4.0
"""Distance of the places along a band at which its middle and both edges are sent."""
DEPTH_UNIT_MM = 0.2
"""Depths travel as bytes of this size."""
LINE_CONSTANTS = (
    "depth_gain", "least_strain", "age_per_year", "deepest_fold_mm", "reach_mm", "half_width_mm",
    "half_width_per_mm", "fws_1", "fws_2", "fws_3",
)  # fmt: skip
AGE_YEARS = 40.0


def overlay_tables(face: Any) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """Header values ({"overlays": ...}) and arrays (ov_...) for `bundle(face, arrays, meta)`."""
    fibre_meta, fibre_arrays = _fibres(face.mesh)
    line_meta, line_arrays = _lines(face.mesh)
    return {"overlays": {"fibres": fibre_meta, **line_meta}}, {**fibre_arrays, **line_arrays}


def _fibres(mesh) -> tuple[list[dict[str, Any]], dict[str, np.ndarray]]:
    """Bands of fibres on the left side: stations along each, three points across, depth there.

    rows      one per band: stem of its muscle, number of stations, mean width in mm
    arrays    ov_fibre_triangle (P,), ov_fibre_weight (P,2) of 255, ov_fibre_depth (P,) in units of
              DEPTH_UNIT_MM; P counts bands, stations, then edge, middle, edge
    """
    chart = placement.chart(mesh)
    rows, points, depths = [], [], []
    for stem, bands in strips().items():
        for band in bands:
            across, depth, width = _stations(band)
            points.append(across.reshape(-1, 3))
            depths.append(np.repeat(depth, 3) * chart.scale)
            rows.append(
                {
                    "muscle": stem,
                    "stations": len(across),
                    "width": round(float(width.mean() * chart.scale), 1),
                }
            )
    triangle, weight = attach(mesh, chart.onto_face(np.concatenate(points)))
    depth = np.concatenate(depths) / DEPTH_UNIT_MM
    return rows, {
        "ov_fibre_triangle": triangle,
        "ov_fibre_weight": _bytes(weight),
        "ov_fibre_depth": np.clip(np.round(depth), 0, 255).astype(np.uint8),
    }


def _stations(band: Strip) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Points (S,3,3) of the default face at both edges and the middle; depth, width (S,) mm."""
    steps = np.linalg.norm(np.diff(band.path, axis=0), axis=1)
    along = np.concatenate([[0], np.cumsum(steps)])
    count = max(4, int(np.ceil(along[-1] / STATION_MM)) + 1)
    at = np.linspace(0, along[-1], count)
    middle = np.stack([np.interp(at, along, band.path[:, k]) for k in range(3)], axis=1)
    depth, width = (np.interp(at, along, x) for x in (band.depth_mm, band.width_mm))
    mesh = template.mesh(1)
    nearest = ((mesh.vertices[None] - middle[:, None]) ** 2).sum(-1).argmin(axis=1)
    normal = vertex_normals(mesh.vertices, mesh.faces)[nearest]
    sideways = np.cross(normal, np.gradient(middle, axis=0))
    sideways /= np.maximum(np.linalg.norm(sideways, axis=1, keepdims=True), 1e-9)
    reach = sideways * width[:, None] / 2
    return np.stack([middle - reach, middle, middle + reach], axis=1), depth, width


def exact_lines(mesh) -> dict[str, np.ndarray]:
    """Where the points of lines lie, for a reader who measures by them: by floats, not by bytes."""
    paths = [x for name, x in wrinkles.courses(mesh).items() if not name.endswith("_right")]
    return {"ov_line_weight": attach(mesh, np.concatenate(paths))[1][:, :2]}


def _lines(mesh) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """Lines of clinic/wrinkles: how each is read, and its points."""
    rows, points = [], []
    for name, path in wrinkles.courses(mesh).items():
        if name.endswith("_right"):
            continue
        line = wrinkles.LINES[stem_of(name)]
        points.append(path)
        rows.append(
            {
                "name": line.name,
                "group": line.group,
                "sided": line.sided,
                "read_from": line.read_from,
                "skin_mm": line.skin_mm,
                "points": len(path),
            }
        )
    triangle, weight = attach(mesh, np.concatenate(points))
    folds = {}
    for side in SIDES:
        cheek, lip, strip, normal = fold_places(mesh, side)
        folds[side] = {
            "cheek": cheek,
            "lip": lip,
            "strip": strip.tolist(),
            "normal": normal.tolist(),
        }
    meta = {
        "lines": rows,
        "line_constants": {name: constants.value(f"lines.{name}") for name in LINE_CONSTANTS},
        "line_age_years": AGE_YEARS,
        "nasolabial": folds,
    }
    return meta, {"ov_line_triangle": triangle, "ov_line_weight": _bytes(weight)}


def _bytes(weight: np.ndarray) -> np.ndarray:
    """The first two of three weights (P,3) as shares of 255 that do not exceed it together."""
    two = np.clip(np.round(255 * weight[:, :2]), 0, 255)
    two[:, 1] = np.minimum(two[:, 1], 255 - two[:, 0])
    return two.astype(np.uint8)
