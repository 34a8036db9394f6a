"""The default face laid on a scan: first as a person that the shape modes know, then freely.

Both times the control cage is moved, not the skin: every finer level follows by subdivision, so
holes are bridged smoothly and noise is averaged. With S the subdivision to level 1, q_i the nearest
point of the scan that faces the same way as vertex i and n_i its normal, there is minimised

    sum_i w_i (n_i . ((S x)_i - q_i))^2 + sum_landmarks + prior

first over a similarity and the sizes c of the modes, x = g (x0 + B c), prior = c' c; then over a
displacement d of the cage, prior = stiffness d' (L' W^-1 L + e L) d with L a Laplacian of the cage.
What is too far, turned away or beside a border of the scan has no weight; reach and stiffness fall
from pass to pass. A small linear system each time.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np

from facemodel.anatomy import template, topology
from facemodel.anatomy.mesh import edges, vertex_areas, vertex_normals
from facemodel.capture.scan import alignment
from facemodel.capture.scan.cage import shapes
from facemodel.capture.scan.reading import Surface
from facemodel.mechanics.tissue import factorise

SAMPLE_MM = 1.5
"""Distance between points taken from the scan."""
KNOWN_PASSES = tuple(zip(np.geomspace(2000.0, 20.0, 14), np.geomspace(20.0, 5.0, 14), strict=True))
"""Weight of a standard deviation of the modes (mm4) and reach (mm) of each pass [assume]: a misfit
of 1 mm that is alike over 20 mm2 of skin counts as one standard deviation in the end."""
FREE_PASSES = tuple(zip(np.geomspace(100.0, 5.0, 4), np.geomspace(6.0, 4.0, 4), strict=True))
"""Stiffness and reach (mm) of each pass [assume]."""
LANDMARK_MM2 = 200.0
"""Skin that a landmark speaks for, as if that much lay a landmark's misfit off [assume]."""
DOUBTFUL_MM = 6.0
"""Distance from a landmark at which it counts a quarter: a click may miss, a name be mistaken."""
FACING = 0.6
"""Cosine of normals from which two surfaces face the same way."""


@dataclass(frozen=True, eq=False)
class Samples:
    """Points (n,3) spread evenly over a scan, with unit normals, the triangle that each lies in,
    and whether that is at a border."""

    points: np.ndarray
    normals: np.ndarray
    triangle: np.ndarray
    border: np.ndarray

    @cached_property
    def tree(self):
        from scipy.spatial import cKDTree

        return cKDTree(self.points)


@dataclass(frozen=True, eq=False)
class Fit:
    """The cage (982,3) on the scan, and what supports it.

    seen (V,) yes or no: level-1 vertices that a point of the scan lies near to, facing the same way
    """

    cage: np.ndarray
    seen: np.ndarray


def register(scan: "Samples", landmarks: Mapping[str, np.ndarray]) -> Fit:
    """Lay the default face on a scan that stands and is as large as the default face, in mm.

    landmarks: points (3,) on it by name.
    """
    return laid(scan, landmarks, _known(scan, _marks(landmarks)), FREE_PASSES)


def laid(scan: "Samples", landmarks: Mapping[str, np.ndarray], start: np.ndarray, passes) -> Fit:
    """The cage moved freely from a start (982,3) onto a scan."""
    cage, marks = start, _marks(landmarks)
    for stiffness, reach in passes:
        match = _match(template.subdivision(0, 1) @ cage, scan, reach)
        cage = start + _free(start, match, marks, stiffness)
    return Fit(cage, match.weight > 0)


@dataclass(frozen=True, eq=False)
class _Marks:
    """Level-1 vertices (n,) of the landmarks and where they lie on the scan (n,3)."""

    vertex: np.ndarray
    point: np.ndarray

    def weight(self, skin: np.ndarray) -> np.ndarray:
        """(n,) mm2 of skin that each landmark speaks for; the less, the farther off it seems."""
        away = np.linalg.norm(self.point - skin[self.vertex], axis=1)
        return LANDMARK_MM2 / (1 + (away / DOUBTFUL_MM) ** 2) ** 2


def _marks(landmarks: Mapping[str, np.ndarray]) -> _Marks:
    at = template.mesh(1).landmarks
    return _Marks(np.array([at[name] for name in landmarks]), np.array(list(landmarks.values())))


def _known(scan: "Samples", marks: _Marks) -> np.ndarray:
    """The cage (982,3) as a person of the shape modes."""
    rest, ways = _modes()
    size = np.zeros(len(ways))
    place = alignment.fit(rest[marks.vertex], marks.point)
    for prior, reach in KNOWN_PASSES:
        skin = place(rest + np.tensordot(size, ways, 1))
        match = _match(skin, scan, reach)
        columns = np.concatenate([_rigid_ways(skin), place.scale * ways @ place.rotation.T])
        table, right = _normal_equations(columns, skin, match, marks)
        penalty = np.r_[np.full(7, 1e-9), np.full(len(size), prior)]
        right -= penalty * np.r_[np.zeros(7), size]
        step = np.linalg.solve(table + np.diag(penalty), right)
        size = size + step[7:]
        # the rigid part, as the similarity nearest to it
        place = place.then(alignment.fit(skin, skin + np.tensordot(step[:7], columns[:7], 1)))
    cage = template.cage_positions()
    return place(cage + np.tensordot(size, _cage_modes()[:, : len(cage)], 1))


def _cage_modes() -> np.ndarray:
    return np.concatenate([shapes().even, shapes().odd])


@cache
def _modes() -> tuple[np.ndarray, np.ndarray]:
    """The default skin (V,3) at level 1 and what each mode does to it (K,V,3)."""
    cage, s = template.cage_positions(), template.subdivision(0, 1)
    return s @ cage, np.stack([s @ mode[: len(cage)] for mode in _cage_modes()])


def _rigid_ways(points: np.ndarray) -> np.ndarray:
    """(7,n,3) turns about, moves along the three axes, and growth."""
    middle = points - points.mean(0)
    axes = np.eye(3)
    turns = [np.cross(axis, middle) for axis in axes]
    moves = [np.broadcast_to(axis, points.shape) for axis in axes]
    return np.stack([*turns, *moves, middle])


def _normal_equations(columns, skin, match, marks) -> tuple[np.ndarray, np.ndarray]:
    """Matrix and right side of the least squares over sizes of columns (k,V,3)."""
    along = np.einsum("kvx,vx->kv", columns, match.normal)
    gap = ((match.point - skin) * match.normal).sum(1)
    table = (along * match.weight) @ along.T
    right = along @ (match.weight * gap)
    at = columns[:, marks.vertex].reshape(len(columns), -1)
    weight = marks.weight(skin).repeat(3)
    table += (at * weight) @ at.T
    right += at @ (weight * (marks.point - skin[marks.vertex]).ravel())
    return table, right


def _free(start: np.ndarray, match: "_Match", marks: _Marks, stiffness: float) -> np.ndarray:
    """Displacement (982,3) of the cage that bends it least."""
    import scipy.sparse as sp

    s = template.subdivision(0, 1)
    at = s @ start
    across = 0.02  # a little weight on the point itself, or skin could slide without end
    normal = match.normal
    blocks = match.weight[:, None, None] * (
        (1 - across) * np.einsum("va,vb->vab", normal, normal) + across * np.eye(3)
    )
    pull = np.einsum("vab,vb->va", blocks, match.point - at)
    weight = marks.weight(at)
    blocks[marks.vertex] += weight[:, None, None] * np.eye(3)
    pull[marks.vertex] += weight[:, None] * (marks.point - at[marks.vertex])
    grid = [[s.T @ sp.diags_array(blocks[:, a, b]) @ s for b in range(3)] for a in range(3)]
    bend = stiffness * smoothness(start)
    for a in range(3):
        grid[a][a] = grid[a][a] + bend
    right = np.concatenate([s.T @ pull[:, a] for a in range(3)])
    return factorise(sp.block_array(grid, format="csc")).solve(right).reshape(3, -1).T


def sample(surface: Surface) -> Samples:
    """Points about SAMPLE_MM apart on a surface."""
    v, t = surface.vertices, surface.triangles
    normals = vertex_normals(v, t)
    border = np.zeros(len(v), bool)
    border[_border(t)] = True
    edge = border[t].sum(1) >= 2
    corners = v[t]
    longest = np.linalg.norm(corners - np.roll(corners, 1, axis=1), axis=2).max(1)
    steps = np.clip(np.ceil(longest / SAMPLE_MM).astype(int), 1, 40)
    points, directions, origin = [], [], []
    for n in np.unique(steps):
        i, j = np.meshgrid(np.arange(n + 1), np.arange(n + 1))
        weights = np.stack([i, j, n - i - j], axis=-1)[i + j <= n] / n
        mine = np.flatnonzero(steps == n)
        points.append(np.einsum("kc,tcd->tkd", weights, v[t[mine]]).reshape(-1, 3))
        directions.append(np.einsum("kc,tcd->tkd", weights, normals[t[mine]]).reshape(-1, 3))
        origin.append(np.repeat(mine, len(weights)))
    points, directions, origin = map(np.concatenate, (points, directions, origin))
    cell = np.floor(points / SAMPLE_MM).astype(np.int64)
    cell -= cell.min(0)
    span = cell.max(0) + 1
    key = (cell[:, 0] * span[1] + cell[:, 1]) * span[2] + cell[:, 2]
    order = np.argsort(key, kind="stable")
    one = order[np.diff(key[order], prepend=-1) != 0]
    length = np.linalg.norm(directions[one], axis=1, keepdims=True)
    directions = directions[one] / np.maximum(length, 1e-12)
    return Samples(points[one], directions, origin[one], edge[origin[one]])


def distances(points: np.ndarray, surface: Surface, samples: Samples) -> np.ndarray:
    """Distance (n,) mm of points (n,3) from a surface."""
    return np.linalg.norm(closest(points, surface, samples)[0] - points, axis=1)


def closest(
    points: np.ndarray, surface: Surface, samples: Samples
) -> tuple[np.ndarray, np.ndarray]:
    """The nearest place (n,3) on a surface, and the triangle that it lies in."""
    import trimesh

    count = min(8, len(samples.points))
    near = samples.triangle[samples.tree.query(points, k=range(1, count + 1))[1]]
    corners = surface.vertices[surface.triangles[near.ravel()]]
    place = trimesh.triangles.closest_point(corners, np.repeat(points, count, axis=0))
    place = place.reshape(-1, count, 3)
    best = np.linalg.norm(place - points[:, None], axis=2).argmin(1)
    row = np.arange(len(points))
    return place[row, best], near.reshape(-1, count)[row, best]


def _border(triangles: np.ndarray) -> np.ndarray:
    """Vertices on edges that one triangle has alone."""
    ends = np.sort(np.stack([triangles, np.roll(triangles, -1, axis=1)], -1).reshape(-1, 2), axis=1)
    key = ends[:, 0].astype(np.int64) * (int(triangles.max()) + 1) + ends[:, 1]
    order = np.argsort(key)
    sorted_key = key[order]
    first = np.diff(sorted_key, prepend=-1) != 0
    alone = first & np.append(first[1:], True)
    return np.unique(ends[order[alone]])


@dataclass(frozen=True, eq=False)
class _Match:
    """Where each level-1 vertex should go: along a normal (V,3) to a distance, with a weight."""

    point: np.ndarray
    normal: np.ndarray
    weight: np.ndarray


def _match(skin: np.ndarray, samples: Samples, reach: float) -> _Match:
    mesh = template.mesh(1)
    own = vertex_normals(skin, mesh.faces)
    distance, index = samples.tree.query(skin, k=8, distance_upper_bound=reach)
    index = np.minimum(index, len(samples.points) - 1)
    cosine = np.einsum("vd,vkd->vk", own, samples.normals[index])
    distance = np.where(cosine > FACING, distance, np.inf)
    best = distance.argmin(1)
    row = np.arange(len(skin))
    away, index = distance[row, best], index[row, best]
    good = np.isfinite(away) & ~samples.border[index]
    # Geman-McClure: what lies far for this pass pulls less
    soft = 1 / (1 + (np.where(good, away, 0) / (0.5 * reach)) ** 2) ** 2
    weight = np.where(good, soft, 0) * outside() * vertex_areas(skin, mesh.faces)
    return _Match(samples.points[index], samples.normals[index], weight)


@cache
def outside() -> np.ndarray:
    """1 on level-1 vertices (V,) that a scanner sees, 0 behind lids and lips, in nostrils."""
    seen = np.ones(len(topology.cage().names))
    for k, name in enumerate(topology.cage().names):
        if name.split()[0] in ("EC", "E0", "IN", "CT", "ST", "Y", "ZC"):
            seen[k] = 0
    return ((template.subdivision(0, 1) @ seen) > 0.7).astype(float)


def smoothness(cage: np.ndarray):
    """(982,982) sparse: energy of a displacement of the cage, per mm2, by how it bends."""
    import scipy.sparse as sp

    pairs = edges(topology.cage().quads)
    length = np.linalg.norm(cage[pairs[:, 0]] - cage[pairs[:, 1]], axis=1)
    w = sp.coo_array((1 / length, pairs.T), shape=(len(cage),) * 2)
    w = w + w.T
    laplacian = sp.diags_array(w.sum(1)) - w
    bend = laplacian @ sp.diags_array(1 / w.sum(1)) @ laplacian
    return sp.csr_array(100.0 * (bend + 0.002 * laplacian))
