"""Writes the default face's generated files beside its cage: occlusion.npz, face.obj, face.glb.

    python tools/bake.py meshes/default_face

Occlusion is how much of the sky each point of a surface sees, by orthographic depth maps: for each
of many directions the surface is splatted as points into a depth map, and a vertex is shaded when
something is in front of it. Nearby cover counts fully, cover 45 mm away hardly: light bounces.
"""

import argparse
import io
from pathlib import Path

import numpy as np
import trimesh

from facemodel.anatomy import colours, template
from facemodel.anatomy.landmarks import AREAS
from facemodel.anatomy.mesh import Mesh, vertex_normals
from facemodel.anatomy.parts import Fitting, fittings
from facemodel.data.files import write_whole

TONE = np.array([224, 178, 152])  # of the skin in face.glb
# what shades the skin besides itself
COVER = ("eye_left", "eye_right", "bust", "collar", "ear_left", "ear_right")
REACH = 45.0  # mm; distance at which cover no longer darkens
CELL = 0.8  # mm; a depth map's cell
LIFT = 0.5  # mm; vertices look from just above their surface


def occlusion(mesh: Mesh, *, directions: int = 96) -> dict[str, np.ndarray]:
    """Sky visibility 0..1 of the level-2 skin, bust, collar and an ear, the same on both sides."""
    parts = {part.name: part for part in fittings(mesh)}
    cover = [points_on(mesh.vertices, mesh.faces)]
    cover += [points_on(parts[name].vertices, parts[name].faces) for name in COVER]
    cover = np.concatenate(cover)
    normals = vertex_normals(mesh.vertices, mesh.faces)
    skin = visible_sky(mesh.vertices, normals, cover, directions=directions)
    skin = (skin + skin[mesh.mirror]) / 2
    seen = {"skin": skin}
    for name, stem in (("bust", "bust"), ("collar", "collar"), ("ear_left", "ear")):
        part = parts[name]
        seen[stem] = visible_sky(part.vertices, part.normals, cover, directions=directions)
        if part.weld is not None:
            own, met = part.weld.T
            seen[stem][own] = skin[met]
    return seen


def obj(mesh: Mesh) -> str:
    """The skin as Wavefront OBJ text: quads in one group per skin area, landmarks as comments."""
    lines = [
        "# facemodel default face, level 1, mm; origin mid-way between the tragi,",
        "# +x subject's left, +y up, +z out of the face. Licence: see PROVENANCE.md",
        *(f"# landmark {name} {vertex + 1}" for name, vertex in mesh.landmarks.items()),
        *("v {:.4f} {:.4f} {:.4f}".format(*point) for point in mesh.vertices),
    ]
    weights = np.stack([mesh.areas[name] for name in AREAS], axis=1)
    skin_quads = np.asarray(mesh.quads)
    area_of_quad = weights[skin_quads].sum(axis=1).argmax(axis=1)
    for number, name in enumerate(AREAS):
        lines.append(f"g {name}")
        quads = skin_quads[area_of_quad == number] + 1
        lines += ["f {} {} {} {}".format(*quad) for quad in quads]
    return "\n".join(lines) + "\n"


def glb(mesh: Mesh) -> bytes:
    """Skin and fittings at rest as binary glTF with vertex colours (trimesh writes it)."""
    scene = trimesh.Scene()
    skin = colours.skin_colours(mesh)
    shade = 0.3 + 0.7 * skin["occlusion"][:, None]
    scene.add_geometry(_solid(mesh.vertices, mesh.faces, TONE * skin["albedo"] * shade), "skin")
    for part in fittings(mesh):
        scene.add_geometry(_solid(part.vertices, part.faces, _plain_colours(part)), part.name)
    return scene.export(file_type="glb", include_normals=False)


def write(folder: Path) -> None:
    """Writes occlusion.npz, face.obj and face.glb to a folder."""
    fine = template.mesh(2)
    baked = {name: np.uint8(np.round(255 * share)) for name, share in occlusion(fine).items()}
    data = io.BytesIO()
    np.savez_compressed(data, **baked)
    write_whole(folder / "occlusion.npz", data.getvalue())
    write_whole(folder / "face.obj", obj(template.mesh(1)).encode())
    write_whole(folder / "face.glb", glb(fine))


def visible_sky(
    vertices: np.ndarray, normals: np.ndarray, cover: np.ndarray, *, directions: int
) -> np.ndarray:
    """Cosine-weighted share (n,) of the sky that `vertices` (n, 3) see past points (k, 3)."""
    seen, total = np.zeros(len(vertices)), np.zeros(len(vertices))
    for direction in _half_turns(directions):
        cosine = normals @ direction
        facing = cosine > 0.12
        across, up = _basis(direction)
        depth, origin = _depth_map(cover @ across, cover @ up, cover @ direction)
        eye = vertices[facing] + LIFT * normals[facing]
        column = np.round((eye @ across - origin[0]) / CELL).astype(int)
        row = np.round((eye @ up - origin[1]) / CELL).astype(int)
        rows, columns = depth.shape
        in_front = depth[np.clip(row, 0, rows - 1), np.clip(column, 0, columns - 1)]
        distance = in_front - eye @ direction
        # a cell holds the highest of its points: on a slope that is above its middle
        slope = np.sqrt(1 - cosine[facing] ** 2) / cosine[facing]
        open_share = np.where(distance > CELL * slope + 0.3, np.clip(distance / REACH, 0, 1), 1.0)
        seen[facing] += cosine[facing] * open_share
        total[facing] += cosine[facing]
    return seen / np.maximum(total, 1e-12)


def points_on(vertices: np.ndarray, faces: np.ndarray, spacing: float = 0.55) -> np.ndarray:
    """Points (k, 3) spread over triangles no further apart than about `spacing` mm."""
    corners = vertices[faces]
    longest = np.linalg.norm(corners - np.roll(corners, 1, axis=1), axis=2).max(1)
    steps = np.clip(np.ceil(longest / spacing).astype(int), 1, 40)
    points = []
    for n in np.unique(steps):
        i, j = np.meshgrid(np.arange(n + 1), np.arange(n + 1))
        inside = i + j <= n
        weights = np.stack([i, j, n - i - j], axis=-1)[inside] / n
        points.append(np.einsum("kc,tcd->tkd", weights, corners[steps == n]).reshape(-1, 3))
    return np.concatenate(points)


def _solid(vertices: np.ndarray, faces: np.ndarray, colour: np.ndarray):
    rgba = np.concatenate([np.clip(colour, 0, 255), np.full((len(vertices), 1), 255)], axis=1)
    return trimesh.Trimesh(
        vertices.astype(np.float32), faces, vertex_colors=rgba.astype(np.uint8), process=False
    )


def _plain_colours(part: Fitting) -> np.ndarray:
    return part.colours / 255 * TONE if part.material in ("skin", "collar") else part.colours


def _half_turns(n: int) -> np.ndarray:
    """Directions (2 n, 3) evenly over the sphere in mirror pairs: both sides are shaded alike."""
    i = np.arange(n) + 0.5
    polar, azimuth = np.arccos(1 - 2 * i / n), np.pi * (1 + 5**0.5) * i
    points = np.stack(
        [np.sin(polar) * np.cos(azimuth), np.cos(polar), np.sin(polar) * np.sin(azimuth)], axis=1
    )
    return np.concatenate([points, points * [-1, 1, 1]])


def _basis(direction: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    helper = np.array([1.0, 0, 0]) if abs(direction[0]) < 0.8 else np.array([0, 1.0, 0])
    across = np.cross(direction, helper)
    across /= np.linalg.norm(across)
    return across, np.cross(direction, across)


def _depth_map(x: np.ndarray, y: np.ndarray, depth: np.ndarray):
    """Highest depth per cell, and the coordinates of cell (0, 0)."""
    origin = x.min() - CELL, y.min() - CELL
    column = np.round((x - origin[0]) / CELL).astype(np.int64)
    row = np.round((y - origin[1]) / CELL).astype(np.int64)
    columns = column.max() + 2
    cell = row * columns + column
    grid = np.full((row.max() + 2) * columns, -np.inf)
    np.maximum.at(grid, cell, depth)
    return grid.reshape(-1, columns), origin


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="where cage.json is, e.g. meshes/default_face")
    write(parser.parse_args().folder)
