"""Eyebrows and lashes: single hairs as tapered ribbons bound to the skin they grow from."""

import numpy as np

from facemodel.anatomy.mesh import Mesh, face_normals_areas
from facemodel.anatomy.parts.fitting import Fitting, mixed

HAIRS_PER_BROW, UPPER_LASHES, LOWER_LASHES = 820, 104, 58
BROW_STEPS, LASH_STEPS = 2, 3  # straight pieces per hair
_RIM_MM = 0.55  # from the line between lid and globe to where lashes grow [assume]
DARK, LIGHT = (66, 48, 38), (124, 94, 72)

# Left brow in front view: middle of the hair (mm right and up of the eye's centre), half height
# (mm), and the angle the hairs grow at (degrees; 0 = sideways, 90 = up), from the head of the
# brow to its tail. Over the pupil its first hair stands 19.3 mm above the lower edge of the iris
# [BrowHeight: 19.4 in men, 19.7 in women], so that rest does not look surprised.
_BROW_X = (-19.6, -15.0, -8.0, 0.0, 7.0, 14.0, 19.5, 23.5)
_BROW_Y = (14.5, 15.2, 16.4, 17.2, 17.5, 17.0, 15.7, 13.8)
_BROW_HALF = (2.5, 3.6, 3.9, 3.6, 3.1, 2.4, 1.7, 0.8)
_BROW_DENSITY = (0.8, 0.9, 1.0, 1.0, 0.95, 0.85, 0.7, 0.6)
_BROW_ANGLE = (70, 56, 38, 24, 10, -10, -26, -36)
_BROW_LENGTH = (5.5, 7.0, 8.0, 8.2, 7.8, 7.0, 6.0, 4.5)


def brows(mesh: Mesh) -> tuple[Fitting, Fitting]:
    """Left and right eyebrow; mirror images."""
    spread = _spread(HAIRS_PER_BROW)
    # as many hairs per mm2 along the body, fewer at the head and where the tail runs out
    many = np.multiply(_BROW_HALF, _BROW_DENSITY)
    share = np.concatenate([[0], np.cumsum(many[1:] + many[:-1])])
    t = np.interp(spread[:, 0] ** 0.85, share / share[-1], np.linspace(0, 1, len(_BROW_X)))
    across = (2 * spread[:, 1] - 1) * (0.8 + 0.25 * spread[:, 2])
    place = t * (len(_BROW_X) - 1)
    x, y, half, angle, length = (
        np.interp(place, np.arange(len(_BROW_X)), row)
        for row in (_BROW_X, _BROW_Y, _BROW_HALF, _BROW_ANGLE, _BROW_LENGTH)
    )
    # upper hairs lie flatter than lower ones, so that they meet along the brow's ridge
    angle = np.radians(angle - 24 * across + 12 * (spread[:, 3] - 0.5))
    root = np.stack([x, y + half * across], axis=1) + mesh.eye_centres[0, :2]
    length = length * (0.75 + 0.4 * spread[:, 2])
    along = np.linspace(0, 1, BROW_STEPS + 1)
    turn = angle[:, None] - 0.35 * along  # hairs bend towards the tail
    step = np.stack([np.cos(turn), np.sin(turn)], axis=-1) * (length / BROW_STEPS)[:, None, None]
    flat = root[:, None] + np.concatenate([0 * step[:, :1], np.cumsum(step[:, 1:], axis=1)], axis=1)

    lift = np.interp(along, [0, 0.35, 1], [0.05, 0.55, 0.4])
    width = np.interp(along, [0, 0.5, 1], [0.03, 0.13, 0.02]) * (
        0.8 + 0.4 * spread[:, 3:4] - 0.3 * t[:, None]
    )
    sideways = np.stack([-np.sin(turn), np.cos(turn)], axis=-1)
    edges = np.stack([flat + sideways * width[..., None], flat - sideways * width[..., None]], 2)
    # both edges on the triangle under their middle: a hair keeps its width when skin is stretched
    corners, coords = _onto_skin(mesh, np.repeat(flat.reshape(-1, 2), 2, 0), edges.reshape(-1, 2))
    coords[:, 2] = np.broadcast_to(lift[None, :, None], edges.shape[:3]).ravel()
    return _pair("brow", mesh, corners, coords, spread[:, 2])


def lashes(mesh: Mesh) -> tuple[Fitting, Fitting]:
    """Left and right lashes, upper and lower; mirror images."""
    upper = _lash_row(mesh, "upper", UPPER_LASHES, length=6.4, out=0.95, lift=-0.34, curl=0.62)
    lower = _lash_row(mesh, "lower", LOWER_LASHES, length=3.2, out=0.72, lift=-0.52, curl=0.1)
    corners, coords, shade = (np.concatenate(part) for part in zip(upper, lower, strict=True))
    return _pair("lash", mesh, corners, coords, shade)


def _lash_row(mesh: Mesh, lid: str, count: int, *, length, out, lift, curl):
    """Lashes of one lid: they leave the globe outwards, fan sideways and curl."""
    margin = mesh.curves[f"lid_margin_{lid}_left"]
    spread = _spread(count)
    t = 0.10 + 0.79 * (np.arange(count) + 0.7 * spread[:, 0]) / count
    place = t * (len(margin) - 1)
    before = np.clip(np.round(place).astype(int) - 3, 0, len(margin) - 7)
    line = mesh.vertices[margin]
    root = np.stack(
        [np.interp(place, np.arange(len(margin)), line[:, k]) for k in range(3)], axis=1
    )
    # they grow from the front edge of the lid's rim, whose hind edge lies on the globe
    root[:, 1] += _RIM_MM if lid == "upper" else -_RIM_MM / 2
    centre = mesh.eye_centres[0]
    outward = (root - centre) / np.linalg.norm(root - centre, axis=1, keepdims=True)
    sideways = np.array([1.0, 0, 0])
    # neighbours lean together in small tufts
    tuft = np.sin(2 * np.pi * np.arange(count) / 4.3) * 0.10
    fan = (0.55 * (t - 0.40) + 0.20 * (spread[:, 1] - 0.5) + tuft)[:, None]
    up = np.array([0, 1.0, 0])
    start = out * outward + lift * up + fan * sideways
    size = length * (0.45 + 0.55 * np.sin(np.pi * t**0.8))[:, None, None]
    size = size * (0.72 + 0.4 * spread[:, 2])[:, None, None]
    along = np.linspace(0, 1, LASH_STEPS + 1)[None, :, None]
    spine = root[:, None] + size * (along * start[:, None] + along**2 * curl * up)
    width = np.interp(along[0, :, 0], [0, 0.5, 1], [0.055, 0.042, 0.008])
    across = np.cross(spine[:, 1] - spine[:, 0], up)
    across /= np.linalg.norm(across, axis=1, keepdims=True)
    edge = across[:, None] * width[:, None]
    points = np.stack([spine + edge, spine - edge], axis=2)

    # three skin points a few mm apart carry a lash more steadily than one small triangle
    first, second = margin[before], margin[before + 6]
    first, second = (first, second) if lid == "upper" else (second, first)
    away = np.array([0, 3.5 if lid == "upper" else -3.5, 0])
    area = np.flatnonzero(mesh.areas[f"{lid}_lid"] > 0.5)
    area = area[np.linalg.norm(mesh.vertices[area] - centre, axis=1) > mesh.eye_radius + 1]
    third = area[_nearest(mesh.vertices[area], root + away)]
    corners = np.repeat(np.stack([first, second, third], axis=1), 2 * (LASH_STEPS + 1), axis=0)
    coords = _coordinates(mesh.vertices, corners, points.reshape(-1, 3))
    return corners, coords, 0.15 * spread[:, 2]


def _pair(name, mesh, corners, coords, shade) -> tuple[Fitting, Fitting]:
    """Left and right fitting from left hairs: corner rows hair by hair, two edges per step."""
    hairs = len(shade)
    per_hair = len(corners) // hairs
    steps = per_hair // 2 - 1
    faces = []
    for step in range(steps):
        a, b, c, d = 2 * step, 2 * step + 1, 2 * step + 3, 2 * step + 2
        faces += [[a, b, c], [a, c, d]] if step < steps - 1 else [[a, b, c]]
    faces = (np.array(faces)[None] + per_hair * np.arange(hairs)[:, None, None]).reshape(-1, 3)
    colours = np.repeat(mixed(DARK, LIGHT, 0.7 * shade), per_hair, axis=0)
    # the mirror image of a triangle faces the other way: two corners change places
    sides = {
        "left": (corners, coords, faces),
        "right": (mesh.mirror[corners[:, [0, 2, 1]]], coords[:, [1, 0, 2]], faces[:, ::-1]),
    }
    pair = []
    for side, (corner, coord, face) in sides.items():
        vertices, normals = placed(mesh.vertices, corner, coord)
        part = Fitting(
            name=f"{name}_{side}", vertices=vertices, faces=face, normals=normals,
            colours=colours, rig="shell", material="hair", corners=corner, coords=coord,
        )  # fmt: skip
        pair.append(part)
    return pair[0], pair[1]


def _spread(count: int) -> np.ndarray:
    """Points (count, 4) in 0..1 that fill space evenly without a pattern: Roberts' sequence."""
    root = 1.1673039782614187  # of x^5 = x + 1
    steps = 1 / root ** np.arange(1, 5)
    return (0.5 + np.arange(1, count + 1)[:, None] * steps) % 1


def _onto_skin(mesh: Mesh, flat: np.ndarray, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Corners (n, 3) of the forehead's triangle under each of `flat`, and coordinates in it.

    Front-view points, both (n, 2); coordinates (n, 3) are of `points`, with height 0.
    """
    middle = mesh.vertices[mesh.faces].mean(1)
    normals = face_normals_areas(mesh.vertices, mesh.faces)[0]
    low, high = flat.min(0) - 6, flat.max(0) + 6
    inside = ((middle[:, :2] > low) & (middle[:, :2] < high)).all(1)
    front = np.flatnonzero(inside & (normals[:, 2] > 0.05) & (middle[:, 2] > 30))
    near = front[_nearest(middle[front, :2], flat, 16)]
    p0, p1, p2 = (mesh.vertices[mesh.faces[near, k], :2] for k in range(3))
    a, b = _flat_coordinates(p0, p1, p2, flat[:, None])
    best = np.minimum(np.minimum(a, b), 1 - a - b).argmax(axis=1)
    corners = mesh.faces[near[np.arange(len(flat)), best]]
    p0, p1, p2 = (mesh.vertices[corners[:, k], :2] for k in range(3))
    a, b = _flat_coordinates(p0, p1, p2, points)
    return corners, np.stack([a, b, np.zeros(len(flat))], axis=1)


def _flat_coordinates(p0, p1, p2, points):
    """a, b (...) of points p0 + a (p1 - p0) + b (p2 - p0) of a plane, all (..., 2)."""
    e1, e2, to = p1 - p0, p2 - p0, points - p0
    area = e1[..., 0] * e2[..., 1] - e1[..., 1] * e2[..., 0]
    a = (to[..., 0] * e2[..., 1] - to[..., 1] * e2[..., 0]) / area
    return a, (e1[..., 0] * to[..., 1] - e1[..., 1] * to[..., 0]) / area


def _frame(vertices: np.ndarray, corners: np.ndarray):
    p0, p1, p2 = (vertices[corners[:, k]] for k in range(3))
    normal = np.cross(p1 - p0, p2 - p0)
    return p0, p1 - p0, p2 - p0, normal / np.linalg.norm(normal, axis=1, keepdims=True)


def placed(vertices: np.ndarray, corners: np.ndarray, coords: np.ndarray):
    """Points and normals (n, 3) of shell coordinates on a skin (V, 3)."""
    p0, e1, e2, normal = _frame(vertices, corners)
    a, b, h = coords.T[:, :, None]
    return p0 + a * e1 + b * e2 + h * normal, normal


def _coordinates(vertices: np.ndarray, corners: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Shell coordinates (n, 3) of points: the inverse of placed."""
    p0, *axes = _frame(vertices, corners)
    return np.linalg.solve(np.stack(axes, axis=-1), (points - p0)[..., None])[..., 0]


def _nearest(points: np.ndarray, to: np.ndarray, count: int = 1) -> np.ndarray:
    """Which of points (N,k) lie nearest to each of (M,k): (M,), or (M, count) in order."""
    from scipy.spatial import cKDTree

    return cKDTree(points).query(to, k=count)[1]
