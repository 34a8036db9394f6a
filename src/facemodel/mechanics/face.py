"""A face that can move: its mesh, what each muscle does to it, and its deformation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from facemodel.anatomy import placement, prepared, template
from facemodel.anatomy.checks import control_values
from facemodel.anatomy.mesh import Mesh
from facemodel.anatomy.muscles import MUSCLES
from facemodel.errors import FaceModelError, check_name, checks_keywords, shown
from facemodel.mechanics import frame as frames
from facemodel.mechanics import jaw as jaws
from facemodel.mechanics import lids as eyelids
from facemodel.mechanics import lips as mouths
from facemodel.mechanics import relief, stored, tissue
from facemodel.mechanics.forces import columns
from facemodel.mechanics.forces.fibre_lines import AVERAGE, Lines
from facemodel.mechanics.skin import Skin, assemble
from facemodel.mechanics.strength import SLACK, STRENGTH

DISPLAY_LEVEL = 2  # of the mesh that is drawn: 15,022 vertices


@dataclass(frozen=True, eq=False)
class Face:
    """A face ready to move; fm.load, fm.load_head and fm.open_scan make one.

    Attributes
    ----------
    mesh : Mesh
        The face at rest.
    single : Rig
        What a frame needs (mechanics/frame.py), float32.
    double : Rig or None
        The same in float64; None: assembled when `rig` is first asked for.
    detail : numpy.ndarray or None
        (V2,) mm by which the drawn skin of a scan stands out along its normal; part of no measure.
    colours : numpy.ndarray or None
        (V2, 3) uint8 sRGB of the drawn skin of a scan.

    Examples
    --------
    >>> import facemodel as fm
    >>> face = fm.load()
    >>> face
    Face(Mesh(3814 vertices, 7392 faces, level 1), 63 muscles)
    >>> moved = face.deform(fm.expression("open_mouth_smile")) - face.mesh.vertices
    >>> print(moved[face.mesh.landmarks["cheilion_left"]].round(1))
    [ 5.3  6.4 -5.7]
    """

    mesh: Mesh
    single: frames.Rig
    double: frames.Rig | None
    detail: np.ndarray | None = field(default=None, kw_only=True)
    colours: np.ndarray | None = field(default=None, kw_only=True)

    def __repr__(self) -> str:
        return f"Face({self.mesh!r}, {len(MUSCLES)} muscles)"

    @cached_property
    def rig(self) -> frames.Rig:
        """What a frame needs in float64, with the columns that faces of others vary by."""
        return build(self.mesh).rig if self.double is None else self.double

    @cached_property
    def basis(self) -> np.ndarray:
        """Linear part of what each control does, (C, V, 3) float32, mm at control 1."""
        rows = np.ascontiguousarray(self.single.basis)
        rows.flags.writeable = False
        return rows

    @property
    def slack(self) -> np.ndarray:
        """Share 0..1 of each control that acts below zero, where tone is lost, (C,)."""
        return SLACK

    def controls(self, activation: ArrayLike) -> np.ndarray:
        """An activation as values of all controls, checked.

        Parameters
        ----------
        activation : array_like
            (..., M) or (..., C): -1..1.5 for muscles, 0..1 for jaw_forward and cheek_pressure,
            -1..1 for jaw_shift and gaze.

        Returns
        -------
        numpy.ndarray
            (..., C) in the order of fm.CONTROLS.

        Raises
        ------
        FaceModelError
            For another length, what is no number, and a value outside its control's range.
        """
        return control_values(activation)

    def deform(self, activation: ArrayLike, dtype: DTypeLike = np.float32) -> np.ndarray:
        """The face at an activation.

        Parameters
        ----------
        activation : array_like
            (..., M) or (..., C), as fm.expression makes it; leading axes are the batch.
        dtype : dtype
            numpy.float32, or float for double precision.

        Returns
        -------
        numpy.ndarray
            Vertices (..., V, 3) mm.

        Raises
        ------
        FaceModelError
            As `controls` does.
        """
        a = self.controls(activation)
        if dtype not in (float, np.float32, "float32", "float64"):
            raise FaceModelError(f"dtype is float or numpy.float32, got {shown(dtype)}")
        rig = self.single if np.dtype(dtype) == np.float32 else self.rig
        return frames.frame(rig, a)

    def landmark_columns(self, name: str) -> np.ndarray:
        """How each control moves a landmark: the linear part.

        Parameters
        ----------
        name : str
            One of face.mesh.landmarks.

        Returns
        -------
        numpy.ndarray
            (C, 3) mm at control 1.
        """
        check_name("landmark", name, self.mesh.landmarks, see="face.mesh.landmarks")
        return self.basis[:, self.mesh.landmarks[name]]

    @cached_property
    def display_mesh(self) -> Mesh:
        """The mesh to draw: level 2 on the default topology, or the face's own mesh."""
        level = self.mesh.level
        if level is None or level >= DISPLAY_LEVEL:
            return self.mesh
        fine = template.mesh(DISPLAY_LEVEL)
        if np.array_equal(self.mesh.vertices, template.mesh(level).vertices):
            return fine
        rest = template.subdivision(level, DISPLAY_LEVEL) @ self.mesh.vertices
        return replace(
            fine,
            vertices=relief.laid_on(rest, self.detail, DISPLAY_LEVEL),
            eye_centres=self.mesh.eye_centres,
            eye_radius=self.mesh.eye_radius,
        )

    @cached_property
    def _to_display(self):
        level = self.mesh.level
        if level is None or level >= DISPLAY_LEVEL:
            return None
        return template.subdivision(level, DISPLAY_LEVEL).astype(np.float32)

    def display(self, vertices: np.ndarray) -> np.ndarray:
        """Vertices of the mesh to draw, from computed ones.

        Parameters
        ----------
        vertices : numpy.ndarray
            (..., V, 3) mm, as `deform` returns them.

        Returns
        -------
        numpy.ndarray
            (..., V2, 3) mm, for `display_mesh`.
        """
        vertices = np.asarray(vertices)
        if vertices.dtype.kind != "f" or vertices.shape[-2:] != self.mesh.vertices.shape:
            raise FaceModelError(
                f"vertices have shape {vertices.shape}; this face needs "
                f"(..., {len(self.mesh.vertices)}, 3), as face.deform returns them"
            )
        if self._to_display is None:
            return vertices
        flat = vertices.reshape(-1, *vertices.shape[-2:])
        fine = [relief.laid_on(self._to_display @ v, self.detail, DISPLAY_LEVEL) for v in flat]
        return np.stack(fine).reshape(*vertices.shape[:-2], -1, 3)


def build(
    mesh: Mesh,
    strength: Mapping[str, float] = STRENGTH,
    stiffness: float = 1.0,
    tension: float = 0.01,
    bed: float = 1.0,
    lines: Lines = AVERAGE,
) -> Face:
    """Assemble a face on any mesh with the landmarks and an `outline` to hold the skin by.

    `stiffness` and `tension` vary its skin, `bed` what the skin slides on alone, `lines` where its
    muscles run. Errors: vertices that are not numbers, what is missing, what is not positive.
    """
    if not np.isfinite(mesh.vertices).all():
        raise FaceModelError("the mesh has vertices that are not numbers; repair the scan first")
    if not len(mesh.curves.get("outline", ())):
        raise FaceModelError(
            "the mesh has no 'outline' curve; name the border by which the skin is held"
        )
    for name, value in (("stiffness", stiffness), ("tension", tension), ("bed", bed)):
        if not 0 < value < np.inf:
            raise FaceModelError(f"{name} must be a positive number, got {shown(value)}")
    site = tissue.site(mesh, placement.chart(mesh))
    material = tissue.tissue(site, stiffness, tension, bed)
    skin = assemble(site, material)
    straight = columns.straight(site, skin, dict(strength), lines)
    basis = columns.laid(site, straight)
    curves = columns.curves(site, straight, basis)
    creases = columns.creases(site, skin, dict(strength), lines)
    return rigged(site, material, skin, basis, curves, creases)


def rigged(
    site: tissue.Site,
    material: tissue.Tissue,
    skin: Skin,
    basis: np.ndarray,
    curves: np.ndarray,
    creases: np.ndarray,
) -> Face:
    """The face of a basis (C,V,3), its curves (B,V,3) and creases (F,V,3): adds jaw, lids, lips."""
    jaw = jaws.jaw(site, material)
    lips = mouths.lips(site, skin, jaw)
    whiten = np.linalg.cholesky(lips.compliance)
    moving = np.concatenate([basis, curves])
    rig = frames.Rig(
        rows=np.concatenate([site.mesh.vertices[None], moving, lips.response])
        .transpose(0, 2, 1)
        .copy(),
        creases=creases.transpose(0, 2, 1).copy(),
        slack=SLACK,
        gap_rows=mouths.gap_rows(moving, lips.upper, lips.lower),
        jaw=jaw,
        lids=eyelids.lids(site, basis),
        lips=lips,
        whiten=np.ascontiguousarray(whiten.T),
        unwhiten=np.linalg.inv(whiten),
    )
    return of_rig(site.mesh, rig)


def of_rig(mesh: Mesh, rig: frames.Rig) -> Face:
    """The face of a rig in float64."""
    return Face(mesh, frames.single(rig), rig)


@cache
def _default(level: int) -> Face:
    mesh = template.mesh(level)
    made = prepared.read("rig") if level == template.PREPARED else None
    return build(mesh) if made is None else Face(mesh, stored.unpacked(made, mesh), None)


@checks_keywords
def load(level: int = 1) -> Face:
    """The built-in face, ready to move.

    Parameters
    ----------
    level : int
        Level of detail: 1 to compute with, 2 finer; 0..3.

    Returns
    -------
    Face

    Raises
    ------
    FaceModelError
        For a level that does not exist.

    Examples
    --------
    >>> import facemodel as fm
    >>> fm.load()
    Face(Mesh(3814 vertices, 7392 faces, level 1), 63 muscles)
    """
    if isinstance(level, bool) or not isinstance(level, (int, np.integer)):
        raise FaceModelError(f"level {level!r} is not a level of detail; give 1 or 2")
    return _default(int(level))
