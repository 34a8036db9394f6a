"""The elastic skin on its sliding bed: stiffness, factorised once, and the response to forces."""

from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from facemodel.anatomy.mesh import boundary_loops, face_normals_areas
from facemodel.mechanics.tissue import Site, Tissue, cotangent_stiffness, factorise, unit
from facemodel.mechanics.together import together

REFERENCE_MEMBRANE = 0.06
"""Membrane stiffness (N/mm) at which `Tissue.bending` holds."""


def _membrane(site: Site, tissue: Tissue, gradients: np.ndarray, normals, areas):
    """In-plane stiffness of the triangles plus pre-tension, (3V,3V) sparse, N/mm.

    Plane stress: energy = 1/2 A e' D e with e the tangential strain (xx, yy, xy) of each
    triangle; the pre-tension T adds T times the Dirichlet energy of every component.
    """
    import scipy.sparse as sp

    v, f = site.mesh.vertices, site.mesh.faces
    nu = tissue.poisson
    e1 = unit(v[f[:, 1]] - v[f[:, 0]])
    e2 = np.cross(normals, e1)
    gx, gy = np.einsum("fid,fd->fi", gradients, e1), np.einsum("fid,fd->fi", gradients, e2)
    strain = np.zeros((len(f), 3, 3, 3))  # triangle, strain component, corner, direction
    strain[:, 0] = gx[:, :, None] * e1[:, None]
    strain[:, 1] = gy[:, :, None] * e2[:, None]
    strain[:, 2] = gy[:, :, None] * e1[:, None] + gx[:, :, None] * e2[:, None]
    strain = strain.reshape(len(f), 3, 9)
    law = np.array([[1, nu, 0], [nu, 1, 0], [0, 0, (1 - nu) / 2]]) / (1 - nu * nu)
    scale = areas * tissue.membrane[f].mean(1)
    local = np.einsum("fki,kl,flj->fij", strain, law, strain, optimize=True) * scale[:, None, None]
    dirichlet = np.einsum("fid,fjd->fij", gradients, gradients) * areas[:, None, None]
    tension = np.einsum("fij,ab->fiajb", dirichlet, np.eye(3)).reshape(len(f), 9, 9)
    local += tissue.tension * tension
    dof = (3 * f[:, :, None] + np.arange(3)).reshape(len(f), 9)
    rows, cols = np.repeat(dof, 9, axis=1).ravel(), np.tile(dof, (1, 9)).ravel()
    n = 3 * len(v)
    return sp.coo_matrix((local.ravel(), (rows, cols)), shape=(n, n)).tocsc()


def _bending(site: Site, tissue: Tissue):
    """kb L' M^-1 L on interior rows: the discrete bi-Laplacian, for each component."""
    import scipy.sparse as sp

    interior = np.ones(len(site.area))
    interior[np.concatenate(boundary_loops(site.mesh.faces))] = 0.0
    rows = sp.diags(interior) @ site.stiffness.tocsr()
    weight = tissue.bending * tissue.membrane / REFERENCE_MEMBRANE / site.area
    return sp.kron(rows.T @ sp.diags(weight) @ rows, sp.identity(3)).tocsc()


def _block_diagonal(blocks: np.ndarray):
    import scipy.sparse as sp

    n = len(blocks)
    return sp.bsr_matrix((blocks, np.arange(n), np.arange(n + 1)), shape=(3 * n, 3 * n)).tocsc()


def _bed(site: Site, tissue: Tissue, gradients: np.ndarray, normals, areas):
    """Springs of the bed: sliding, and a normal one that keeps the tissue's volume.

    The normal spring's energy is A kn (u.n + h div u)^2 / 2: skin that is gathered (div u < 0)
    over tissue of depth h is pushed outward, which gives the cheek its bulge in a smile.
    Everything carries the vertex's area: a finer mesh must not stand on a stiffer bed.
    """
    import scipy.sparse as sp

    n, f = site.bed_normal, site.mesh.faces
    count = len(n)
    along = np.eye(3) - np.einsum("ia,ib->iab", n, n)
    slide = _block_diagonal((site.area * tissue.slide)[:, None, None] * along)
    tangent = np.eye(3) - np.einsum("fa,fb->fab", normals, normals)
    divergence = np.einsum("fia,fab->fib", gradients, tangent).reshape(len(f), 1, 9)
    local = (areas / 3)[:, None, None] * np.repeat(divergence, 3, axis=1)
    dof = (3 * f[:, :, None] + np.arange(3)).reshape(len(f), 9)
    rows, cols = np.repeat(f, 9, axis=1).ravel(), np.tile(dof, (1, 3)).ravel()
    gather = sp.coo_matrix((local.ravel(), (rows, cols)), shape=(count, 3 * count)).tocsr()
    out = sp.bsr_matrix((n[:, None, :], np.arange(count), np.arange(count + 1))).tocsr()
    volume = out + sp.diags(tissue.depth / site.area) @ gather
    return slide + (volume.T @ sp.diags(site.area * tissue.lift) @ volume).tocsc()


@dataclass(frozen=True, eq=False)
class Skin:
    """The factorised skin of a face; `respond(forces)` is the displacement that balances them."""

    stiffness: Any
    """(3V,3V) sparse, N/mm; symmetric positive definite where the skin is free."""
    parts: tuple[tuple[Any, Any], ...]
    """Per subspace that the stiffness maps to itself: (embedding (3V,n) sparse, factor (n,n))."""

    def respond(self, forces: np.ndarray) -> np.ndarray:
        """Displacement (..., V, 3) mm in balance with forces (..., V, 3) N."""
        flat = np.ascontiguousarray(forces.reshape(-1, forces.shape[-2] * 3).T)
        solves = [partial(_solved, part, flat) for part in self.parts]
        out = sum(together(*solves))
        return np.ascontiguousarray(out.T).reshape(forces.shape)


def assemble(site: Site, tissue: Tissue) -> Skin:
    """Assemble and factorise the skin of a face; the outline stays where it is."""
    _, gradients = cotangent_stiffness(site.mesh.vertices, site.mesh.faces)
    normals, areas = face_normals_areas(site.mesh.vertices, site.mesh.faces)
    matrix = (
        _membrane(site, tissue, gradients, normals, areas)
        + _bending(site, tissue)
        + _bed(site, tissue, gradients, normals, areas)
    ).tocsc()
    moving = np.ones(len(site.area), bool)
    moving[site.mesh.curves["outline"]] = False
    embeddings = _halves(site, moving) if site.mesh.symmetric else (_whole(moving),)

    def part(embed):
        return embed, factorise(embed.T @ matrix @ embed)

    return Skin(matrix, tuple(together(*(partial(part, embed) for embed in embeddings))))


def _solved(part: tuple[Any, Any], forces: np.ndarray) -> np.ndarray:
    embed, factor = part
    return embed @ factor.solve(embed.T @ forces)


def _whole(moving: np.ndarray):
    """Embedding (3V,n) of the free degrees of freedom."""
    import scipy.sparse as sp

    free = np.flatnonzero(np.repeat(moving, 3))
    ones, columns = np.ones(len(free)), np.arange(len(free))
    return sp.csc_matrix((ones, (free, columns)), shape=(3 * len(moving), len(free)))


def _halves(site: Site, moving: np.ndarray):
    """Embeddings of the motions that a mirror keeps and of those that it turns round.

    The skin of a face that is its own mirror image moves each kind into itself: two systems of
    half the size factorise in about a third of the time of the whole.
    """
    import scipy.sparse as sp

    mirror = site.mesh.mirror
    own = np.arange(len(mirror))
    first = np.flatnonzero(moving & (own <= mirror))
    dof = (3 * first[:, None] + np.arange(3)).ravel()
    image = (3 * mirror[first][:, None] + np.arange(3)).ravel()
    flip = np.tile([-1.0, 1.0, 1.0], len(first))
    for sign in (1.0, -1.0):
        # on the midline a vertex is its own image: only what the mirror keeps there is left
        keep = (dof != image) | (flip == sign)
        d, i, f = dof[keep], image[keep], sign * flip[keep]
        pair = d != i
        value = np.where(pair, np.sqrt(0.5), 1.0)
        columns = np.arange(len(d))
        yield sp.csc_matrix(
            (
                np.concatenate([value, (value * f)[pair]]),
                (np.concatenate([d, i[pair]]), np.concatenate([columns, columns[pair]])),
            ),
            shape=(3 * len(mirror), len(d)),
        )
