"""What the soft tissue of each part of a face is like: stiffness, bed, depth and lip distances."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from facemodel.anatomy import placement, template
from facemodel.anatomy.mesh import Mesh, edges, face_normals_areas, vertex_areas, vertex_normals
from facemodel.anatomy.placement import Chart


def smoothstep(x: np.ndarray, low: float, high: float) -> np.ndarray:
    """0 below `low`, 1 above `high`, smooth between."""
    t = np.clip((x - low) / (high - low), 0.0, 1.0)
    return t * t * (3 - 2 * t)


def unit(v: np.ndarray) -> np.ndarray:
    """Vectors (..., 3) scaled to length 1; zero stays zero."""
    return v / np.maximum(np.linalg.norm(v, axis=-1, keepdims=True), 1e-12)


@dataclass(frozen=True, eq=False)
class Site:
    """A face with the fields from which tissue and muscles are described; (V,) and (V,3) arrays.

    Distances are measured in the chart, in default-face mm; normals and areas on the face itself.
    """

    mesh: Mesh
    chart: Chart
    area: np.ndarray
    normal: np.ndarray
    bed_normal: np.ndarray
    """Normal of the bed under the skin: diffused, radial under the lids."""
    stiffness: Any
    """Cotangent stiffness matrix of the face, (V,V) sparse."""
    from_lips: np.ndarray
    """Distance from the line where the lips meet."""
    from_lids: np.ndarray
    """Distance from the nearer eye's lid margin; small on the skirt behind the margin."""
    lip_side: np.ndarray
    """How much farther the lower lip is than the upper along the surface, mm: below 0 on it."""

    @property
    def upper_lip(self) -> np.ndarray:
        """1 on the upper lip's side of the mouth, 0 on the lower's."""
        return smoothstep(self.lip_side, -7.0, 7.0)

    @property
    def x(self) -> np.ndarray:
        return self.chart.positions[:, 0]

    @property
    def y(self) -> np.ndarray:
        return self.chart.positions[:, 1]

    @property
    def z(self) -> np.ndarray:
        return self.chart.positions[:, 2]


def cotangent_stiffness(vertices: np.ndarray, faces: np.ndarray):
    """Dirichlet stiffness (V,V) sparse and the hat functions' gradients (F,3,3), 1/mm."""
    import scipy.sparse as sp

    normals, areas = face_normals_areas(vertices, faces)
    a, b, c = (vertices[faces[:, k]] for k in range(3))
    opposite = np.stack([c - b, a - c, b - a], axis=1)
    gradients = np.cross(normals[:, None], opposite) / (2 * areas)[:, None, None]
    local = np.einsum("fid,fjd->fij", gradients, gradients) * areas[:, None, None]
    rows, cols = np.repeat(faces, 3, axis=1).ravel(), np.tile(faces, (1, 3)).ravel()
    n = len(vertices)
    return sp.coo_matrix((local.ravel(), (rows, cols)), shape=(n, n)).tocsc(), gradients


def factorise(matrix):
    """Sparse factor of a symmetric positive definite matrix: symmetric ordering, no pivoting."""
    from scipy.sparse.linalg import splu

    return splu(
        matrix.tocsc(),
        permc_spec="MMD_AT_PLUS_A",
        diag_pivot_thresh=0.0,
        options={"SymmetricMode": True},
    )


def dense_curve(points: np.ndarray, step: float = 0.4) -> np.ndarray:
    """A polyline (n,3) resampled so that neighbours are at most `step` mm apart."""
    parts = [points[:1]]
    for p, q in pairwise(points):
        k = max(1, int(np.ceil(np.linalg.norm(q - p) / step)))
        parts.append(p + (q - p) * (np.arange(1, k + 1) / k)[:, None])
    return np.concatenate(parts)


def default_curve(name: str) -> np.ndarray:
    """(n,3) points of a named curve of the default face, level 1, dense."""
    mesh = template.mesh(1)
    return dense_curve(mesh.vertices[mesh.curves[name]])


def _distance(points: np.ndarray, to: np.ndarray) -> np.ndarray:
    from scipy.spatial import cKDTree

    return cKDTree(to).query(points)[0]


def _from_lids(chart: Chart) -> np.ndarray:
    default = template.mesh(1)
    best = np.full(len(chart.positions), np.inf)
    for k, side in enumerate(("left", "right")):
        margins = [default_curve(f"lid_margin_{part}_{side}") for part in ("upper", "lower")]
        d = _distance(chart.positions, np.concatenate(margins))
        # the skirt behind the margin belongs to the lid, however far it reaches inside
        r = np.linalg.norm(chart.positions - default.eye_centres[k], axis=1)
        skirt = (r < default.eye_radius + 2.2) & (d < 6) & (chart.positions[:, 2] > 50)
        best = np.minimum(best, np.where(skirt, 0.3 * d, d))
    return best


def _lip_side(mesh: Mesh, chart: Chart) -> np.ndarray:
    """Which lip a vertex belongs to, by distance along the surface: height cannot tell."""
    import scipy.sparse as sp
    from scipy.sparse.csgraph import dijkstra
    from scipy.spatial import cKDTree

    pairs = edges(mesh.faces)
    length = np.linalg.norm(np.diff(mesh.vertices[pairs], axis=1)[:, 0], axis=1)
    graph = sp.coo_matrix((length, pairs.T), shape=(len(mesh.vertices),) * 2).tocsr()
    tree = cKDTree(chart.positions)
    default = template.mesh(1)
    reach = {}
    for part in ("upper", "lower"):
        border = default.vertices[default.curves[f"vermilion_{part}"]][1:-1]
        sources = np.unique(tree.query(border)[1])
        reach[part] = dijkstra(graph, directed=False, indices=sources, min_only=True)
    return reach["lower"] - reach["upper"]


def _bed_normals(mesh: Mesh, normal, area, laplacian, chart: Chart) -> np.ndarray:
    """Skin normals diffused over about 8 mm (the rolled lip and lid margins would pop out of their
    own normals), radial from the globe's centre under the lids."""
    import scipy.sparse as sp

    bed = unit(factorise(60.0 * laplacian + sp.diags(area)).solve(area[:, None] * normal))
    from_lids = _from_lids(chart)
    for k, sign in enumerate((1.0, -1.0)):
        radial = mesh.vertices - mesh.eye_centres[k]
        r = np.linalg.norm(radial, axis=1)
        near = (r < 30 * chart.scale) & (sign * chart.positions[:, 0] > 0)
        w = (np.exp(-((from_lids / 9.0) ** 4)) * near)[:, None]
        bed = bed * (1 - w) + w * unit(radial)
    return unit(bed)


def site(mesh: Mesh, chart: Chart) -> Site:
    """The fields of a face."""
    area = vertex_areas(mesh.vertices, mesh.faces)
    normal = vertex_normals(mesh.vertices, mesh.faces)
    laplacian, _ = cotangent_stiffness(mesh.vertices, mesh.faces)
    lips = np.concatenate([default_curve("lip_seal_upper"), default_curve("lip_seal_lower")])
    return Site(
        mesh=mesh,
        chart=chart,
        area=area,
        normal=normal,
        bed_normal=_bed_normals(mesh, normal, area, laplacian, chart),
        stiffness=laplacian,
        from_lips=_distance(chart.positions, lips),
        from_lids=_from_lids(chart),
        lip_side=_lip_side(mesh, chart),
    )


@dataclass(frozen=True, eq=False)
class Tissue:
    """Mechanical constants of the skin and its bed at each vertex, (V,) arrays [assume].

    Values that worked on the default face; the fit to an independent rig is
    flat in them, so they are orders of magnitude. See docs/model.md.
    """

    membrane: np.ndarray
    """Young's modulus times thickness, N/mm."""
    slide: np.ndarray
    """Stiffness of the bed against sliding, N/mm3."""
    lift: np.ndarray
    """Stiffness of the bed along its normal, N/mm3."""
    depth: np.ndarray
    """Thickness of the soft tissue that keeps its volume when the skin is gathered, mm."""
    tension: float = 0.01
    """Pre-tension of the skin, N/mm."""
    bending: float = 0.15
    """Bending stiffness at the reference membrane, N mm."""
    poisson: float = 0.4


# Ligaments and glands that hold the skin: canonical point, radius mm, sliding stiffness N/mm3
_HOLDS = (
    ("zygomatic ligament", (50, -27), 8.0, 3.6e-4),
    ("nasal bone, upper", (0, -8), 7.0, 1.2e-3),
    ("nasal bone, lower", (0, -20), 7.0, 1.2e-3),
    ("nasal tip cartilage", (0, -36), 8.0, 4.5e-4),
    ("anterior nasal spine", (0, -45), 5.0, 8e-4),
    ("mandibular ligament", (32, -104), 7.0, 3e-4),
)
# The mobile cheek: canonical centre, radius mm
_CHEEK = (((40, -48), 16.0), ((38, -62), 14.0))
# Sliding stiffness of the bed by place, N/mm3 [assume]; sensitivities.csv varies all of it
_CHEEK_SLIDE, _LIP_SLIDE, _FOREHEAD_SLIDE, _BASE_SLIDE = 0.24e-4, 0.12e-4, 0.4e-4, 1e-4
_LATERAL_SLIDE, _LID_SLIDE = 4.5e-4, 0.5e-4  # the same
_TARSUS_SLIDE = (5e-3, 2e-3)
"""Of the upper lid's plate, which a raised brow must not drag along, and of the lower lid's, which
is two fifths as high, and as much less held: it rises with the cheek."""


def _blend(field: np.ndarray, weight: np.ndarray, value: float | np.ndarray) -> np.ndarray:
    """Geometric blend toward `value`: stiffnesses differ by factors, not by amounts."""
    return np.exp(np.log(field) * (1 - weight) + np.log(value) * weight)


def tissue(site: Site, stiffness: float = 1.0, tension: float = 0.01, bed: float = 1.0) -> Tissue:
    """Tissue of a face; `stiffness` scales skin and bed, `bed` the bed alone.

    `tension` (N/mm) stretches the skin.
    """
    side = site.chart.positions.copy()
    side[:, 0] = np.abs(side[:, 0])
    x, y, z = side.T

    def blob(point: np.ndarray, radius: float) -> np.ndarray:
        return np.exp(-((side - point) ** 2).sum(1) / (2 * radius**2))

    def spot(xy: tuple[float, float], radius: float) -> np.ndarray:
        return blob(placement.on_default(*xy), radius)

    brow = placement.height(30, 30)
    near_lids = np.exp(-((site.from_lids / 7.0) ** 2))
    slide = np.full(len(side), _BASE_SLIDE)
    forehead = smoothstep(y, brow - 8, brow + 6) * smoothstep(z, 20, 40)
    slide = _blend(slide, forehead, _FOREHEAD_SLIDE)
    cheek = np.clip(sum(spot(xy, r) for xy, r in _CHEEK), 0, 1)
    slide = _blend(slide, cheek, _CHEEK_SLIDE)
    slide = _blend(slide, np.exp(-((site.from_lips / 15.0) ** 2)), _LIP_SLIDE)
    for _, xy, radius, value in _HOLDS:
        slide = _blend(slide, spot(xy, radius), value)
    lateral = smoothstep(x, 55, 68) * (1 - 0.9 * smoothstep(y, brow - 22, brow - 6))
    slide = _blend(slide, lateral, _LATERAL_SLIDE)
    slide = _blend(slide, near_lids, _LID_SLIDE)

    lift = _blend(10.0 * slide, near_lids, 4e-3)  # the globe stands behind the lids
    lift = _blend(lift, np.exp(-((site.from_lips / 11.0) ** 2)), 4e-4)  # the teeth behind the lips
    lift = np.maximum(lift, 2e-4)
    mesh = template.mesh(1)
    lower = smoothstep(mesh.eye_centres[0, 1] - y, -1.0, 3.0)
    upper_slide, lower_slide = _TARSUS_SLIDE
    tarsus = upper_slide + lower * (lower_slide - upper_slide)
    slide = slide + np.exp(-((site.from_lids / 3.2) ** 4)) * tarsus
    for name, value in (("endocanthion_left", 2e-2), ("exocanthion_left", 6e-3)):
        slide = np.maximum(slide, blob(mesh.vertices[mesh.landmarks[name]], 3.0) * value)

    membrane = _blend(np.full(len(side), 0.06), np.exp(-((site.from_lids / 6.0) ** 2)), 0.015)
    return Tissue(
        membrane=membrane * stiffness,
        slide=slide * stiffness * bed,
        lift=lift * stiffness * bed,
        depth=_depth(site, side, brow),
        tension=tension,
    )


def _depth(site: Site, side: np.ndarray, brow: float) -> np.ndarray:
    """Depth of the gathering tissue: lips and malar fat thick, forehead and lids thin [assume].

    The pad of the chin is about as thick over its bone as measured faces are, 11 mm [recall].
    """
    y = side[:, 1]
    lips = np.exp(-((site.from_lips / 16.0) ** 2))
    depth = 5.0 * (1 - lips) + 14.0 * lips
    malar = placement.on_default(40, -40)
    cheek = np.exp(-((side - malar) ** 2).sum(1) / (2 * 18.0**2))
    depth = depth * (1 - cheek) + 24.0 * cheek
    pad = np.exp(-((side - placement.on_default(0, -96)) ** 2).sum(1) / (2 * 13.0**2))
    depth = depth * (1 - pad) + 11.0 * pad
    forehead = smoothstep(y, brow - 6, brow + 4)
    depth = depth * (1 - forehead) + 3.0 * forehead
    return depth * (1 - 0.9 * np.exp(-((site.from_lids / 9.0) ** 2)))
