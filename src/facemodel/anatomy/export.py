"""Writes the default face's generated files beside its cage: baked occlusion, face.obj and
face.glb.

    python -m facemodel.anatomy.export meshes/default_face
"""

import argparse
from pathlib import Path
from typing import Any

import numpy as np

from facemodel.anatomy import colours, occlusion, template
from facemodel.anatomy.areas import AREAS
from facemodel.anatomy.mesh import Mesh, vertex_normals
from facemodel.anatomy.parts.fittings import Fitting, fittings

TONE = np.array([224, 178, 152])  # of the skin in face.glb
# what shades the skin besides itself
COVER = ("eye_left", "eye_right", "bust", "ear_left", "ear_right")


def bake(mesh: Mesh, *, directions: int = 96) -> dict[str, np.ndarray]:
    """Sky visibility 0..1 of the level-2 skin, the bust and an ear, the same on both sides."""
    parts = {part.name: part for part in fittings(mesh)}
    cover = [occlusion.points_on(mesh.vertices, mesh.faces)]
    cover += [occlusion.points_on(parts[name].vertices, parts[name].faces) for name in COVER]
    cover = np.concatenate(cover)
    normals = vertex_normals(mesh.vertices, mesh.faces)
    skin = occlusion.visible_sky(mesh.vertices, normals, cover, directions=directions)
    skin = (skin + skin[mesh.mirror]) / 2
    bust, ear = (
        occlusion.visible_sky(part.vertices, part.normals, cover, directions=directions)
        for part in (parts["bust"], parts["ear_left"])
    )
    own, met = np.asarray(parts["bust"].weld).T
    bust[own] = skin[met]
    return {"skin": skin, "bust": bust, "ear": ear}


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
    import trimesh

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
    baked: dict[str, Any] = {
        name: np.uint8(np.round(255 * share)) for name, share in bake(fine).items()
    }
    np.savez_compressed(folder / "occlusion.npz", **baked)
    (folder / "face.obj").write_text(obj(template.mesh(1)), encoding="utf-8")
    (folder / "face.glb").write_bytes(glb(fine))


def _solid(vertices: np.ndarray, faces: np.ndarray, colour: np.ndarray):
    import trimesh

    rgba = np.concatenate([np.clip(colour, 0, 255), np.full((len(vertices), 1), 255)], axis=1)
    return trimesh.Trimesh(
        vertices.astype(np.float32), faces, vertex_colors=rgba.astype(np.uint8), process=False
    )


def _plain_colours(part: Fitting) -> np.ndarray:
    return part.colours / 255 * TONE if part.material == "skin" else part.colours


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="where cage.json is, e.g. meshes/default_face")
    write(parser.parse_args().folder)
