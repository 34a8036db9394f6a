"""What every screen of the lab is made of: a face's arrays, and how it looks.

`prepare` computes what the installed package brings along.
"""

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np

from facemodel.anatomy import mesh, prepared, template
from facemodel.data import constants
from facemodel.errors import FaceModelError, check_name, shown
from facemodel.mechanics import stored
from facemodel.mechanics.face import Face, load
from facemodel.physiology import spread
from facemodel.view.scene.bundle import bundle, pack
from facemodel.view.scene.compact import compact, replaced
from facemodel.view.scene.tables import tables

Tone = Literal["light", "medium", "deep"]
TONES: tuple[Tone, ...] = ("light", "medium", "deep")
OVERLAYS = (
    "muscles", "arrows", "asymmetry", "strain", "lines", "measures", "reach", "points",
)  # fmt: skip
OF_FACE = ("basis", "rig_lips_response")
"""The two largest arrays of a block, which every face has itself."""
MIN_HEIGHT, MAX_HEIGHT = 240, 2000


def face_parts(face: Face) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """Header values and arrays of one face with all tables."""
    meta, arrays = tables(face)
    return bundle(face, arrays=arrays, meta=meta)


def face_block(face: Face) -> bytes:
    """One face with all tables, made small for the browser; js/core/compact.js reads it."""
    made = prepared.read("screen") if face is load() else None
    if made is None or made["constants"] != constants.digest():
        return compact(*face_parts(face))
    own = {
        "basis": face.basis,
        "rig_lips_response": face.single.lips.response,
        "rig_lips_upper": face.single.lips.upper,
        "faces": face.mesh.faces,
        "mirror": face.mesh.mirror,
    }
    return replaced(made["block"].tobytes(), own, OF_FACE)


def to_prepare() -> dict[str, np.ndarray]:
    """What `face_block` reads of the built-in face: all but OF_FACE, which the face has itself."""
    meta, arrays = face_parts(load())
    none = {name: np.zeros_like(arrays[name]) for name in OF_FACE}
    block = np.frombuffer(compact(meta, {**arrays, **none}), np.uint8)
    return {"block": block, "constants": np.array(constants.digest())}


def face_bytes(face: Face) -> bytes:
    """One face with all tables, as the browser reads it."""
    return pack(*face_parts(face))


def checked_tone(tone: Any) -> str:
    """A skin tone. Error: unknown."""
    if tone not in TONES:
        raise FaceModelError(
            f"unknown skin tone {shown(tone)}; one of " + ", ".join(map(repr, TONES))
        )
    return tone


def checked_overlays(overlays: Any) -> list[str]:
    """Names of overlays, each once. Error: not a list of such names."""
    if isinstance(overlays, str) or not isinstance(overlays, Sequence):
        raise FaceModelError(
            f"overlays are a list of names such as ['muscles'], got {shown(overlays)}"
        )
    for name in overlays:
        check_name("overlay", name, OVERLAYS)
    return list(dict.fromkeys(overlays))


def checked_height(height: Any) -> int | None:
    """Height of the picture in CSS px, or None. Errors: no whole number, outside 240..2000."""
    if height is None:
        return None
    if isinstance(height, bool) or not isinstance(height, (int, np.integer)):
        raise FaceModelError(f"height {shown(height)} is not a whole number of pixels")
    if not MIN_HEIGHT <= height <= MAX_HEIGHT:
        raise FaceModelError(f"height {height} px is outside {MIN_HEIGHT}..{MAX_HEIGHT}")
    return int(height)


def prepare() -> list[str]:
    """Write what is missing or no longer holds (anatomy/prepared.py); return its names.

    Each is computed from the numbers before it, which are the same whether computed or read.
    """
    arrays = {
        "mesh": lambda: mesh.to_arrays(template.mesh(template.PREPARED)),
        "rig": lambda: stored.packed(load().rig),
        "aimed": spread.to_prepare,
        "screen": to_prepare,
    }
    stale = [name for name in arrays if prepared.read(name) is None]
    for name in stale:
        prepared.write(name, arrays[name](), tight=name == "screen")
    return stale
