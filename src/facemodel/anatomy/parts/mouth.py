"""The inside of the mouth: teeth, tongue and a lining that closes it behind the lips."""

import numpy as np

from facemodel.anatomy.mesh import Mesh, vertex_normals
from facemodel.anatomy.parts.fitting import (
    Fitting,
    blend,
    grid_faces,
    merged,
    mixed,
    smooth_step,
    without_slivers,
)

# crown widths mm from the midline outwards; Wheeler's Dental Anatomy, rounded
UPPER_WIDTHS = (8.4, 6.6, 7.6, 7.0, 6.8, 10.0, 9.4)
LOWER_WIDTHS = (5.3, 5.8, 6.8, 7.0, 7.1, 10.8, 10.4)
UPPER_HEIGHTS = (9.8, 8.6, 9.6, 8.2, 7.8, 7.0, 6.6)
LOWER_HEIGHTS = (8.2, 8.4, 9.4, 8.2, 7.6, 7.0, 6.6)
# how far each biting edge stands back from that of the front tooth, towards the gum
UPPER_EDGES = (0.0, 0.7, 0.1, 0.7, 1.0, 1.3, 1.7)
LOWER_EDGES = (0.2, 0.2, 0.0, 0.4, 0.8, 0.9, 0.4)
UPPER_DEPTHS = (6.4, 6.0, 7.4, 8.6, 8.8, 10.4, 10.4)
LOWER_DEPTHS = (5.6, 5.8, 7.0, 7.6, 8.0, 10.2, 10.0)

ENAMEL, NECK_OF_TOOTH, GUM = (238, 230, 214), (220, 202, 170), (196, 116, 108)
TONGUE, MUCOSA, DEEP = (190, 104, 100), (150, 72, 68), (34, 12, 12)


def inside_mouth(mesh: Mesh) -> tuple[Fitting, ...]:
    """Upper and lower teeth, tongue and lining, placed from stomion and the inner lip loop."""
    lips = mesh.vertices[[mesh.landmarks["stomion_superius"], mesh.landmarks["stomion_inferius"]]]
    stomion = lips.mean(0) * [0, 1, 1]
    return (*_arches(stomion), _tongue(stomion), _lining(mesh, stomion))


def _tongue(stomion: np.ndarray) -> Fitting:
    """The tongue lying in the floor of the mouth; it goes with the jaw."""
    along = np.linspace(0, 1, 18)[:, None]  # root to tip
    phi = np.linspace(0, 2 * np.pi, 24, endpoint=False)[None]
    width = 19.5 * np.sqrt(np.clip(1 - ((along - 0.35) / 0.66) ** 2, 0, 1)) ** 0.8
    height = 10.5 * (1 - 0.5 * along) * np.sqrt(np.clip(1 - along**6, 0, 1))
    x = width * np.cos(phi)
    groove = 1.6 * np.exp(-((x / 3.5) ** 2)) * (np.sin(phi) > 0) * np.sin(np.pi * along)
    y = stomion[1] - 12.0 + 5 * along**2 + height * np.sin(phi) - groove
    z = stomion[2] - 62 + 43 * along + 0 * phi
    vertices = np.stack([x, y, z], axis=-1).reshape(-1, 3)
    faces = grid_faces(18, 24, closed=True)
    deep = smooth_step(-along, -0.75, 0.0) * np.ones_like(phi)
    return Fitting(
        name="tongue", vertices=vertices, faces=faces, normals=vertex_normals(vertices, faces),
        colours=mixed(TONGUE, DEEP, 0.8 * deep).reshape(-1, 3), material="mouth",
        **blend(vertices, jaw_share=1.0),
    )  # fmt: skip


# rings of the lining behind the lips: distance behind the inner lip loop's middle, half width,
# roof and floor relative to stomion, how far the sides lie further back (mm), and the share
# that still follows the lips
_LINING = (
    (1.5, 27.0, 6.0, -7.0, 10.0, 0.85),
    (4.0, 31.0, 12.0, -15.0, 15.0, 0.55),
    (12.0, 33.0, 14.0, -20.0, 16.0, 0.25),
    (26.0, 33.0, 14.0, -23.0, 10.0, 0.08),
    (42.0, 29.0, 13.0, -25.0, 4.0, 0.0),
    (58.0, 18.0, 6.0, -20.0, 0.0, 0.0),
)


def _lining(mesh: Mesh, stomion: np.ndarray) -> Fitting:
    """A closed sock lofted from the inner lip loop: no hole is seen however far the mouth opens."""
    loop = mesh.curves["lip_inner"]
    n = len(loop)
    start = mesh.vertices[loop]
    phi = 2 * np.pi * np.arange(n) / n  # 0 = upper midline, then the subject's left corner
    rings, shares = [start], [1.0]
    front = start[0, 2]
    for back, width, roof, floor, bow, share in _LINING:
        side, height = np.sin(phi), np.cos(phi)
        x = width * np.sign(side) * np.abs(side) ** 0.8
        bulge = np.sign(height) * np.abs(height) ** 0.8
        y = stomion[1] + np.where(height > 0, roof, -floor) * bulge
        z = front - back - bow * side**2
        rings.append(np.stack([x, y, z], axis=1))
        shares.append(share)
    throat = np.array([0, stomion[1] - 6, front - _LINING[-1][0] - 6])
    vertices = np.concatenate([*rings, throat[None]])
    jaw = np.append(np.tile(smooth_step(-np.cos(phi), -0.7, 0.7), len(rings)), 0.5)
    depth = np.append(np.repeat(np.linspace(0, 1, len(rings)), n), 1)
    last = len(vertices) - 1 - n + np.arange(n)
    end = np.stack([last, np.roll(last, -1), np.full(n, len(vertices) - 1)], axis=1)
    faces = np.concatenate([grid_faces(len(rings), n, closed=True), end])
    faces = faces[:, ::-1]  # seen from inside
    return Fitting(
        name="mouth_lining", vertices=vertices, faces=faces,
        normals=vertex_normals(vertices, faces),
        colours=mixed(MUCOSA, DEEP, smooth_step(depth, 0.25, 1.0)), material="mouth",
        weld=np.stack([np.arange(n), loop], axis=1),
        **blend(vertices, skin_index=np.append(np.tile(loop, len(rings)), loop[0]),
                skin_share=np.append(np.repeat(shares, n), 0), jaw_share=jaw),
    )  # fmt: skip


def _arches(stomion: np.ndarray) -> tuple[Fitting, Fitting]:
    """Upper and lower teeth behind closed lips that meet at `stomion` (3,) mm."""
    upper = UPPER_WIDTHS, UPPER_HEIGHTS, UPPER_DEPTHS, UPPER_EDGES
    lower = LOWER_WIDTHS, LOWER_HEIGHTS, LOWER_DEPTHS, LOWER_EDGES
    return (
        _teeth("teeth_upper", stomion + np.array([0, -2.6, -9.5]), 28.0, *upper, up=True),
        _teeth("teeth_lower", stomion + np.array([0, -1.6, -12.0]), 26.0, *lower, up=False),
    )


def _teeth(name, front, half_width, widths, heights, depths, edges, *, up) -> Fitting:
    """One arch: fourteen rounded crowns on a gum; `front` is the middle of the incisal edge."""
    arch = _arch(half_width, depth=42.0)
    along = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(arch, axis=0).T))])
    towards_gum = 1.0 if up else -1.0
    parts, reached = [], 0.0
    rows = zip(widths, heights, depths, edges, _CUSPS, strict=True)
    for width, height, depth, edge, cusps in rows:
        places = reached + np.array([0, width / 2, width])
        start, middle, end = np.stack([np.interp(places, along, arch[:, k]) for k in (0, 1)], 1)
        reached += width
        crown, share = _crown(width, height, depth, cusps)
        direction = (end - start) / np.hypot(*(end - start))
        outward = np.array([-direction[1], direction[0]])
        flat = crown[:, :1] * direction + (crown[:, 2:] - depth / 2) * outward + middle
        y = towards_gum * (crown[:, 1] + edge) + front[1]
        left = np.stack([flat[:, 0], y, flat[:, 1] + front[2]], axis=1)
        colour = mixed(ENAMEL, NECK_OF_TOOTH, share)
        faces = _CROWN_FACES[:, ::-1] if up else _CROWN_FACES
        parts.append((left, faces, colour))
        parts.append((left * [-1, 1, 1], faces[:, ::-1], colour))
    parts.append(_gum(arch, along, widths, heights, depths, edges, front, towards_gum))
    vertices, faces, colours = merged(parts)
    faces = without_slivers(vertices, faces)
    return Fitting(
        name=name, vertices=vertices, faces=faces, normals=vertex_normals(vertices, faces),
        colours=colours, material="tooth", **blend(vertices, jaw_share=0.0 if up else 1.0),
    )  # fmt: skip


def _arch(half_width: float, depth: float) -> np.ndarray:
    """Line of the labial surfaces (k, 2) x and z, from the midline to behind the last molar."""
    t = np.linspace(0, np.pi / 2 * 1.12, 200)
    # canines 18 mm from the midline, 8 mm behind the incisors; the molars stand widest
    side = half_width * np.sin(np.minimum(t, np.pi / 2)) ** 0.85
    return np.stack([side + 4 * np.maximum(t - np.pi / 2, 0), -depth * (1 - np.cos(t))], axis=1)


_CROWN_RINGS, _CROWN_SEGMENTS = 7, 12
_ROOTED = 1.25  # crowns go on under the gum, so that it hides where they end
_CROWN_FACES = grid_faces(_CROWN_RINGS, _CROWN_SEGMENTS, closed=True)
# of each kind of tooth: height of its cusps (mm), how many lie along it, and across it
_CUSPS = ((0, 1, 1), (0.1, 1, 1), (0.7, 1, 1), (1.6, 1, 2), (1.5, 1, 2), (1.8, 2, 2), (1.6, 2, 2))


def _crown(width, height, depth, cusps) -> tuple[np.ndarray, np.ndarray]:
    """Vertices (n, 3) of a rounded box with y 0 at the biting edge, and nearness to its neck."""
    polar = np.linspace(0, np.pi, _CROWN_RINGS)[:, None]
    phi = np.linspace(0, 2 * np.pi, _CROWN_SEGMENTS, endpoint=False)[None]

    def squared(x, power):
        return np.sign(x) * np.abs(x) ** power

    y = -squared(np.cos(polar), 0.6) * np.ones_like(phi)
    # a cusp is a hill of the biting surface; between two of them runs a groove
    rise, along, across = cusps
    spread = squared(np.sin(polar), 0.26 if across == 1 else 0.42)  # chewing teeth are rounder
    corner = 0.6 if across == 1 else 0.9
    x, z = spread * squared(np.cos(phi), corner), spread * squared(np.sin(phi), corner + 0.1)
    neck = (y + 1) / 2
    hills = np.cos(np.pi * along * x / 2) ** 2 if along == 1 else np.sin(np.pi * x) ** 2
    hills = hills * (1.0 if across == 1 else np.sin(np.pi * z * 0.75) ** 2)
    low = rise * (1 - hills) * smooth_step(-neck, -0.5, 0.0)
    # chewing teeth are as thick at the biting surface as at the neck, front teeth come to an edge
    thin = 0.45 if across == 1 else 0.85
    x = x * width / 2 * (0.99 - 0.13 * neck - 0.05 * smooth_step(-neck, -0.2, 0.0))
    z = z * depth / 2 * (thin + (1 - thin) * smooth_step(neck, 0.0, 0.6))
    y = _ROOTED * neck * height + low
    return np.stack([x, y, z], -1).reshape(-1, 3), smooth_step(neck, 0.5, 1).ravel()


# the gum's section: how far it stands outside the labial surface and above its border (mm), from
# the border over the ridge; behind the ridge outside the lingual surface
_LABIAL = ((-0.6, 0.0), (0.18, 0.1), (0.6, 1.4), (0.9, 4.0))
_RIDGE = ((0.2, 17.5), (-4.2, 18.4), (-8.5, 17.0))  # above the biting edges
_LINGUAL = ((0.8, 3.0), (0.3, 0.5), (-0.8, 0.0))
_STEPS = 8  # sections per tooth


def _gum(arch, along, widths, heights, depths, edges, front, towards_gum):
    """A ridge that the necks of the teeth stand in, from one last molar to the other.

    Its border is an arch over each crown and comes down between two of them.
    """
    ends = np.concatenate([[0], np.cumsum(widths)])
    tooth = np.append(np.repeat(np.arange(len(widths)), _STEPS), len(widths) - 1)
    t = np.append(np.tile(np.arange(_STEPS) / _STEPS, len(widths)), 1.0)
    between = np.abs(2 * t - 1) ** 2.4  # 0 over the middle of a crown, 1 between two
    before = np.maximum(tooth - 1, 0)

    def of_teeth(values):
        values = np.asarray(values)
        return np.where(t == 0, (values[tooth] + values[before]) / 2, values[tooth])

    height, depth = of_teeth(heights), of_teeth(depths)
    border = of_teeth(edges) + height - between * np.minimum(2.4, 0.26 * height)
    labial = [(out - 0.15 * between, border + up) for out, up in _LABIAL]
    ridge = [(out + 0 * t, up + 0 * t) for out, up in _RIDGE]
    lingual = [(-depth - out, border + up) for out, up in _LINGUAL]
    reach, rise = np.array([*labial, *ridge, *lingual]).transpose(1, 2, 0)
    s = ends[tooth] + t * np.asarray(widths)[tooth]
    line = np.stack([np.interp(s, along, arch[:, k]) for k in (0, 1)], axis=1)
    line, reach, rise = (np.concatenate([x[:0:-1] * m, x]) for x, m in
                         ((line, [-1, 1]), (reach, 1), (rise, 1)))  # fmt: skip
    tangent = np.gradient(line, axis=0)
    tangent /= np.linalg.norm(tangent, axis=1, keepdims=True)
    outward = np.stack([-tangent[:, 1], tangent[:, 0]], axis=1)
    flat = line[:, None] + outward[:, None] * reach[..., None]
    y = front[1] + towards_gum * rise
    vertices = np.stack([flat[..., 0], y, flat[..., 1] + front[2]], axis=-1).reshape(-1, 3)
    faces = grid_faces(len(line), reach.shape[1], closed=True)
    faces = faces[:, ::-1] if towards_gum > 0 else faces
    return vertices, faces, np.tile(np.array(GUM, float), (len(vertices), 1))
