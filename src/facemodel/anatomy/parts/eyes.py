"""The eyeballs: a sphere each with cornea, iris and pupil."""

import numpy as np

from facemodel.anatomy.mesh import Mesh, vertex_normals
from facemodel.anatomy.parts.fitting import Fitting, grid_faces, mixed, smooth_step, without_slivers

PUPIL_RADIUS = 1.9  # mm, ordinary indoor light
IRIS_RADIUS = 5.85  # mm; white-to-white 11.7 [Guarin2018: 11.77]
SEGMENTS = 64

PUPIL, IRIS_INNER, IRIS_OUTER, LIMBUS = (9, 7, 7), (128, 96, 58), (92, 74, 52), (44, 37, 32)
SCLERA, SCLERA_FAR = (236, 231, 225), (214, 170, 158)


def eyeballs(mesh: Mesh) -> tuple[Fitting, Fitting]:
    """Left and right eyeball, looking straight ahead."""
    left, right = (_eyeball(centre, mesh.eye_radius) for centre in mesh.eye_centres)
    return (
        Fitting(name="eye_left", rig="eye_left", material="eye", **left),
        Fitting(name="eye_right", rig="eye_right", material="eye", **right),
    )


def _eyeball(centre: np.ndarray, radius: float) -> dict[str, np.ndarray]:
    pupil, iris = (np.degrees(np.arcsin(r / radius)) for r in (PUPIL_RADIUS, IRIS_RADIUS))
    # rings stand close where colours change; nothing behind 120 degrees is ever seen
    polar = np.concatenate(
        [
            [0, 0.6 * pupil, pupil - 0.25, pupil + 0.25],
            np.linspace(pupil + 2.2, iris - 2.6, 5),
            [iris - 1.3, iris + 0.1, iris + 1.5, iris + 4],
            np.linspace(iris + 10, 120, 9),
        ]
    )
    theta = np.radians(polar)[:, None]
    phi = np.linspace(0, 2 * np.pi, SEGMENTS, endpoint=False)[None]
    cornea = 0.45 * smooth_step(-polar, -(iris + 3), -4)[:, None]
    unit = np.stack(
        [
            np.sin(theta) * np.cos(phi),
            np.sin(theta) * np.sin(phi),
            np.cos(theta) * np.ones_like(phi),
        ],
        axis=-1,
    )
    vertices = (unit * (radius + cornea)[..., None]).reshape(-1, 3)
    faces = without_slivers(vertices, grid_faces(len(polar), SEGMENTS, closed=True)[:, ::-1])
    colours = _colours(polar[:, None], phi, pupil, iris)
    return {
        "vertices": vertices + centre,
        "faces": faces,
        "normals": vertex_normals(vertices, faces),
        "colours": colours.reshape(-1, 3),
    }


def _colours(polar: np.ndarray, phi: np.ndarray, pupil: float, iris: float) -> np.ndarray:
    """Colours (rings, segments, 3): pupil, fibrous iris, dark limbus, sclera redder to the back."""
    # a few incommensurate waves read as fibres; both eyes get the same, so the pair stays symmetric
    fibres = sum(np.cos(k * phi + s) / 3 for k, s in ((9, 0.3), (16, 1.1), (27, 2.0)))
    along = np.clip((polar - pupil) / (iris - pupil), 0, 1)
    colour = mixed(IRIS_INNER, IRIS_OUTER, along * np.ones_like(phi))
    colour *= (1 + 0.16 * fibres * np.sin(np.pi * along))[..., None]
    colour = mixed(colour, LIMBUS, smooth_step(polar, iris - 4.5, iris) * np.ones_like(phi))
    colour = mixed(colour, SCLERA, smooth_step(polar, iris, iris + 2) * np.ones_like(phi))
    far = 0.9 * smooth_step(polar, 48, 95) * np.ones_like(phi)
    colour = mixed(colour, SCLERA_FAR, far)
    return np.where((polar < pupil)[..., None], PUPIL, colour)
