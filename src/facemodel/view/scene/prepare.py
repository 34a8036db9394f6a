"""Computes what the installed package brings along: `python -m facemodel.view.scene.prepare`."""

from facemodel.anatomy import mesh, prepared, template
from facemodel.mechanics import face, stored
from facemodel.physiology import spread
from facemodel.view.scene import assets


def prepare() -> list[str]:
    """Write what is missing or no longer holds (anatomy/prepared.py); return its names.

    Each is computed from the numbers before it, which are the same whether computed or read.
    """
    arrays = {
        "mesh": lambda: mesh.to_arrays(template.mesh(template.PREPARED)),
        "rig": lambda: stored.packed(face.load().rig),
        "aimed": spread.to_prepare,
        "screen": assets.to_prepare,
    }
    stale = [name for name in arrays if prepared.read(name) is None]
    for name in stale:
        prepared.write(name, arrays[name](), tight=name == "screen")
    return stale


if __name__ == "__main__":
    print(*prepare())
