"""A face of one's own as a word in a case: its shape, relief and colours, packed into text.

A case's face is "default" or such a word, "own:" with the control cage, the eyes and the heights
and colours of the skin behind it; a case file with one has 25 to 70 kB more. It does not hold the
scan.
"""

import base64
import binascii
import zlib
from dataclasses import replace
from functools import cache, lru_cache

import numpy as np

from facemodel.anatomy import template
from facemodel.anatomy.mesh import Mesh
from facemodel.errors import FaceModelError, unknown
from facemodel.mechanics.ageing import tissue_at
from facemodel.mechanics.face import DISPLAY_LEVEL, Face, build, load

DEFAULT, OWN = "default", "own:"
_STEP_MM, _RELIEF_MM, _SHADE = 0.01, 0.04, 4
_CAGE, _RELIEF = 982, 15_022
_SHAPE_BYTES = 2 * (3 * _CAGE + 6 + 1)
_LONGEST = 200_000


def word_of(face: Face) -> str:
    """The word for a face: "default" for the built-in one. Errors: one on a mesh of its own."""
    mesh = face.mesh
    if mesh.level != 1:
        raise FaceModelError(
            "a case holds a face that fm.open_scan or fm.load_head made; this one is on a mesh of "
            "its own"
        )
    default = template.mesh(1)
    if face.detail is None and np.array_equal(mesh.vertices, default.vertices):
        return DEFAULT
    numbers = [*_cage(mesh.vertices).ravel(), *mesh.eye_centres.ravel(), mesh.eye_radius]
    data = np.round(np.array(numbers) / _STEP_MM).astype("<i2").tobytes()
    if face.detail is not None:
        data += np.round(face.detail / _RELIEF_MM).astype(np.int8).tobytes()
    if face.colours is not None:
        data += _shades(face.colours)
    return OWN + base64.b64encode(zlib.compress(data, 9)).decode()


def checked(word: object) -> str:
    """The word for a face, or of one. Errors: it is none."""
    if isinstance(word, Face):
        return word_of(word)
    if not isinstance(word, str) or (word != DEFAULT and not word.startswith(OWN)):
        raise unknown("face", word, (DEFAULT,))
    if word != DEFAULT:
        _unpacked(word)
    return word


def face_of(word: str | Face, level: int = 1, age_years: float | None = None) -> Face:
    """The face of a word; an own one has its own sagging, and the skin of an age if one is told."""
    if isinstance(word, Face):
        return word
    return load(level) if word == DEFAULT else _built(word, level, age_years)


@lru_cache(maxsize=4)
def _built(word: str, level: int, age_years: float | None) -> Face:
    mesh, relief, colours = _unpacked(word, level)
    tissue = {} if age_years is None else tissue_at(age_years)
    relief = relief if level < DISPLAY_LEVEL else None  # it is laid on what is drawn from a coarser
    return replace(build(mesh, **tissue), detail=relief, colours=colours)


def _unpacked(word: str, level: int = 1) -> tuple[Mesh, np.ndarray | None, np.ndarray | None]:
    wrong = FaceModelError(
        "the face of this case is damaged; save the case again with fm.Case(face=...)"
    )
    try:
        packed = base64.b64decode(word[len(OWN) :][:_LONGEST], validate=True)
        unpacker = zlib.decompressobj()
        data = unpacker.decompress(packed, _SHAPE_BYTES + 4 * _RELIEF + 1)
    except (binascii.Error, zlib.error, ValueError):
        raise wrong from None
    if len(data) not in (_SHAPE_BYTES, _SHAPE_BYTES + _RELIEF, _SHAPE_BYTES + 4 * _RELIEF):
        raise wrong
    numbers = np.frombuffer(data, "<i2", 3 * _CAGE + 7) * _STEP_MM
    cage, eyes, radius = np.split(numbers, [3 * _CAGE, 3 * _CAGE + 6])
    if not 5 < radius[0] < 25 or not 40 < np.ptp(cage.reshape(-1, 3), axis=0).min() < 400:
        raise wrong
    mesh = template.shaped(cage.reshape(-1, 3), eyes.reshape(2, 3), float(radius[0]), level)
    relief = np.frombuffer(data[_SHAPE_BYTES:][:_RELIEF], np.int8) * _RELIEF_MM
    shades = np.frombuffer(data, np.uint8, offset=_SHAPE_BYTES + len(relief))
    return mesh, relief if len(relief) else None, _colours(shades) if len(shades) else None


def _shades(colours: np.ndarray) -> bytes:
    """Colours (V2,3) in steps, as green and what red and blue differ from it by, each as the
    difference from the vertex before: most of it is nothing."""
    red, green, blue = np.round(colours.T / _SHADE).astype(np.uint8)
    return np.diff([green, red - green, blue - green], prepend=np.uint8(0)).tobytes()


def _colours(shades: np.ndarray) -> np.ndarray:
    """The inverse of `_shades`."""
    green, red, blue = np.cumsum(shades.reshape(3, -1), axis=1, dtype=np.uint8)
    steps = np.stack([red + green, green, blue + green], axis=1)
    return np.minimum(_SHADE * steps.astype(int), 255).astype(np.uint8)


def _cage(skin: np.ndarray) -> np.ndarray:
    """The control cage (982,3) whose subdivision a skin (V,3) of level 1 is."""
    return _solver()(template.subdivision(0, 1).T @ skin)


@cache
def _solver():
    from scipy.sparse.linalg import factorized

    up = template.subdivision(0, 1)
    return factorized((up.T @ up).tocsc())
