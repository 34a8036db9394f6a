"""The inside of the mouth: teeth, tongue and a lining that closes it behind the lips."""

import numpy as np

from facemodel.anatomy.mesh import Mesh, vertex_normals
from facemodel.anatomy.parts import teeth
from facemodel.anatomy.parts.fitting import Fitting, blend, grid_faces, mixed, smooth_step

TONGUE, MUCOSA, DEEP = (190, 104, 100), (150, 72, 68), (34, 12, 12)


def inside_mouth(mesh: Mesh) -> tuple[Fitting, ...]:
    """Upper and lower teeth, tongue and lining, placed from stomion and the inner lip loop."""
    lips = mesh.vertices[[mesh.landmarks["stomion_superius"], mesh.landmarks["stomion_inferius"]]]
    stomion = lips.mean(0) * [0, 1, 1]
    return (*teeth.arches(stomion), _tongue(stomion), _lining(mesh, stomion))


def _tongue(stomion: np.ndarray) -> Fitting:
    """The tongue lying in the floor of the mouth; it goes with the jaw."""
    along = np.linspace(0, 1, 18)[:, None]  # root to tip
    phi = np.linspace(0, 2 * np.pi, 24, endpoint=False)[None]
    width = 21.0 * np.sqrt(np.clip(1 - ((along - 0.35) / 0.66) ** 2, 0, 1)) ** 0.8
    height = 8.5 * (1 - 0.55 * along) * np.sqrt(np.clip(1 - along**6, 0, 1))
    x = width * np.cos(phi)
    groove = 1.6 * np.exp(-((x / 3.5) ** 2)) * (np.sin(phi) > 0) * np.sin(np.pi * along)
    y = stomion[1] - 13.5 + 6 * along**2 + height * np.sin(phi) - groove
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
        colours=mixed(MUCOSA, DEEP, smooth_step(depth, 0.05, 0.75)), material="mouth",
        weld=np.stack([np.arange(n), loop], axis=1),
        **blend(vertices, skin_index=np.append(np.tile(loop, len(rings)), loop[0]),
                skin_share=np.append(np.repeat(shares, n), 0), jaw_share=jaw),
    )  # fmt: skip
