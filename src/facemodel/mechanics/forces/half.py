"""One half of a face as its muscles see it: sides, tangents, gradients, contracting sheets."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from facemodel.anatomy.mesh import face_normals_areas
from facemodel.anatomy.placement import Chart
from facemodel.mechanics.tissue import Site, smoothstep, unit


@dataclass(frozen=True, eq=False)
class Half:
    """The left half of a face as muscles see it (the right half is seen in a mirror)."""

    site: Site
    gradients: np.ndarray
    """Gradients of the hat functions, (F,3,3) 1/mm."""

    @property
    def mine(self) -> np.ndarray:
        """1 on this side, 0 on the other, smooth over the midline."""
        return smoothstep(self.site.x, -4.0, 4.0)

    def tangent(self, direction: ArrayLike) -> np.ndarray:
        """The part of a direction (3,) or (V,3) along the bed, (V,3)."""
        n = self.site.bed_normal
        d = np.broadcast_to(np.asarray(direction, float), n.shape)
        return d - np.einsum("ij,ij->i", d, n)[:, None] * n

    def gradient(self, field: np.ndarray) -> np.ndarray:
        """Surface gradient of a vertex field, (V,3)."""
        faces = self.site.mesh.faces
        per_face = np.einsum("fi,fid->fd", field[faces], self.gradients)
        _, areas = face_normals_areas(self.site.mesh.vertices, faces)
        return (
            _to_vertices(faces, per_face * areas[:, None] / 3, len(field)) / self.site.area[:, None]
        )

    def contract(self, fibre: np.ndarray, tension: np.ndarray) -> np.ndarray:
        """Nodal forces (V,3) of a sheet under tension (V,) N/mm along unit fibres (V,3).

        The weak form of a membrane stress t fibre x fibre; its sum is zero: a sheet that is not
        anchored pulls its ends together, a ring closes.
        """
        mesh = self.site.mesh
        normals, areas = face_normals_areas(mesh.vertices, mesh.faces)
        along = fibre[mesh.faces].mean(1)
        along = unit(along - np.einsum("fd,fd->f", along, normals)[:, None] * normals)
        strength = areas * tension[mesh.faces].mean(1)
        slope = np.einsum("fd,fid->fi", along, self.gradients)
        force = -strength[:, None, None] * slope[:, :, None] * along[:, None]
        return _to_vertices(mesh.faces, force, len(fibre))


def reflected(site: Site) -> Site:
    """The face in a mirror: its right half seen as a left one."""
    flip = np.array([-1.0, 1.0, 1.0])
    mesh, chart = site.mesh, site.chart
    default_flip = Chart(
        chart.positions * flip,
        lambda p: chart.onto_face(np.atleast_2d(p) * flip) * flip,
        chart.scale,
    )
    mirrored = replace(
        mesh,
        vertices=mesh.vertices * flip,
        faces=np.ascontiguousarray(mesh.faces[:, ::-1]),
        eye_centres=mesh.eye_centres[::-1] * flip,
    )
    return replace(
        site,
        mesh=mirrored,
        chart=default_flip,
        normal=site.normal * flip,
        bed_normal=site.bed_normal * flip,
    )


def beside(points: np.ndarray, path: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Distance to a polyline, share of its length there (0 at the origin), way to the origin."""
    segments = np.diff(path, axis=0)
    length = np.linalg.norm(segments, axis=1)
    start = np.concatenate([[0.0], np.cumsum(length)])
    best = np.full(len(points), np.inf)
    along, direction = np.zeros(len(points)), np.zeros((len(points), 3))
    for k, seg in enumerate(segments):
        t = np.clip((points - path[k]) @ seg / length[k] ** 2, 0, 1)
        d = np.linalg.norm(points - path[k] - t[:, None] * seg, axis=1)
        closer = d < best
        best[closer] = d[closer]
        along[closer] = ((start[k] + t * length[k]) / start[-1])[closer]
        direction[closer] = -seg / length[k]
    return best, along, direction


def _to_vertices(faces: np.ndarray, values: np.ndarray, count: int) -> np.ndarray:
    """Sum (F,3) per-face or (F,3,3) per-corner vectors onto the vertices, (V,3)."""
    if values.ndim == 2:
        values = np.repeat(values[:, None], 3, axis=1)
    flat, where = values.reshape(-1, 3), faces.ravel()
    return np.stack([np.bincount(where, flat[:, k], count) for k in range(3)], axis=1)
