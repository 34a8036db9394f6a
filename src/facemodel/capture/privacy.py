"""Scans and faces with less in them that names a person: `scrub` and `de_identify`.

A face is personal data, its shape alone can identify a person. Both functions make that harder,
neither makes it impossible: call what they give pseudonymised, never anonymous.
"""

import os
from collections.abc import Mapping
from dataclasses import replace
from typing import cast

import numpy as np

from facemodel.anatomy import template
from facemodel.anatomy.checks import check_kind, number
from facemodel.anatomy.mesh import reflect
from facemodel.capture.scan import opening
from facemodel.capture.scan.reading import read
from facemodel.data.files import checked_path, display_name, write_new
from facemodel.errors import FaceModelError, checks_keywords
from facemodel.mechanics.face import Face, build

SKIN_MM = 8.0
"""What lies farther from the skin of the face is not kept: hair, ears, clothes, the room."""
EYE_AREAS = ("upper_lid", "lower_lid", "conjunctiva")


@checks_keywords
def scrub(
    path: str | os.PathLike[str],
    out: str | os.PathLike[str],
    landmarks: Mapping[str, object] | str | os.PathLike[str] | None = None,
    unit: str | float | None = None,
) -> dict[str, list[float]]:
    """Write a copy of a scan that holds the skin of the face alone.

    Left out: colours, textures, photographs, names and comments, hair, ears, clothes and
    background, and the eyes with their lids. The copy is a PLY file in mm, upright and facing +z;
    the original is only read. What is left is still a face: pseudonymised, not anonymous.

    Parameters
    ----------
    path : str or path-like
        OBJ, PLY, STL, GLB or glTF, or a ZIP of one scan.
    out : str or path-like
        Of the file to write, which must not be there yet.
    landmarks : mapping of str to (3,) or path-like, optional
        As `fm.open_scan` takes them; found unless given.
    unit : str or float, optional
        "mm", "cm", "m", "in" or millimetres per unit; found from the size of the face unless given.

    Returns
    -------
    dict of str to list of float
        The landmarks in the frame of the copy, so that `fm.open_scan(out, landmarks)` reads it.

    Raises
    ------
    FaceModelError
        As fm.open_scan; for a file `out` that is there already or cannot be written.

    Examples
    --------
    >>> import facemodel as fm
    >>> file = fm.export_mesh(fm.Case(), "scan.ply", parts=False)
    >>> len(fm.scrub(file, "skin.ply"))
    12
    """
    name = display_name(path)
    mm_per_unit = None if unit is None else opening.unit_mm(unit)
    checked_path(out, new=True)
    surface = read(path)
    points, _ = opening.located(surface, landmarks, name)
    laid = opening.lay(surface, points, mm_per_unit)
    vertices = laid.place(surface.vertices)
    kept = _is_skin(laid.mesh, vertices)
    triangles = surface.triangles[kept[surface.triangles].all(1)]
    used, corners = np.unique(triangles, return_inverse=True)
    _write(out, vertices[used], corners.reshape(-1, 3))
    return {name: laid.place(point).round(3).tolist() for name, point in laid.points.items()}


@checks_keywords
def de_identify(face: Face, share: float = 0.5) -> Face:
    """The face with its shape brought toward the built-in face, its asymmetry kept.

    Shape alone can identify a person, and so may an asymmetry: pseudonymised, not anonymous.

    Parameters
    ----------
    face : Face
        Of fm.open_scan, fm.load_head or fm.load.
    share : float, optional
        Share 0..1 of what both sides have in common that goes: 0 nothing, 1 all, so that only the
        person's own asymmetry is left on the built-in face.

    Returns
    -------
    Face
        Without a report.

    Raises
    ------
    FaceModelError
        For a share out of range, and a face that is not on the default topology.

    Examples
    --------
    >>> import facemodel as fm
    >>> masked = fm.de_identify(fm.load_head(60, "male"), share=1.0)
    >>> bool(abs(masked.mesh.vertices - fm.load().mesh.vertices).max() < 0.1)
    True
    """
    check_kind("a face", face, Face, "give what fm.open_scan or fm.load_head returned")
    share = number("share", share, 0, 1)
    mesh = face.mesh
    if mesh.level is None:
        raise FaceModelError(
            "this face is on a mesh of its own, which has no common points with the built-in face; "
            "fm.open_scan makes one that has"
        )
    default = template.mesh(mesh.level)
    even = (mesh.vertices + reflect(mesh.vertices, mesh.mirror)) / 2
    eyes = (mesh.eye_centres + mesh.eye_centres[::-1] * [-1, 1, 1]) / 2
    moved = replace(
        mesh,
        vertices=mesh.vertices + share * (default.vertices - even),
        eye_centres=mesh.eye_centres + share * (default.eye_centres - eyes),
        eye_radius=mesh.eye_radius + share * (default.eye_radius - mesh.eye_radius),
    )
    return build(moved)


def _is_skin(mesh, points: np.ndarray) -> np.ndarray:
    """Whether points (n,3) lie on the skin of a face, its lids excepted."""
    from scipy.spatial import cKDTree

    away, nearest = cKDTree(mesh.vertices).query(points, distance_upper_bound=SKIN_MM)
    eye = np.sum([mesh.areas[name] for name in EYE_AREAS], axis=0) > 0.3
    return np.isfinite(away) & ~np.append(eye, True)[nearest]


def _write(out, vertices: np.ndarray, triangles: np.ndarray) -> None:
    """A PLY file of positions and triangles alone; never over another file."""
    import trimesh

    data = trimesh.Trimesh(vertices, triangles, process=False).export(file_type="ply")
    write_new(out, cast(bytes, data))
