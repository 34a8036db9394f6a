"""Colour of the default face's skin relative to its tone: lips, lids, flush, nostrils, mouth."""

import numpy as np

from facemodel.anatomy import template, topology
from facemodel.anatomy.mesh import Mesh, frozen
from facemodel.data.files import mesh_folder
from facemodel.errors import FaceModelError

# share of a tint at the vertices of a ring or grid row of the cage; finer levels interpolate it
_LIPS = {"IN": 1.0, "CT": 1.0, "ST": 1.0, "VM": 1.0, "VB": 0.55}
_NOSTRIL = {"ZC": 1.0, "Y": 1.0, "Z": 0.3}

# multipliers of the skin tone (red, green, blue) and the share of them that is laid on
_LIP, _LIP_SHARE = (0.80, 0.60, 0.61), 0.62
_FLUSH, _FLUSH_SHARE = (1.0, 0.86, 0.84), 0.5  # nose tip, wings, cheeks: blood close to the surface
_LID, _LID_SHARE = (0.93, 0.84, 0.83), 0.45
_WET_RIM = (0.96, 0.79, 0.82)  # the rim that touches the globe
_MUCOSA = (0.55, 0.30, 0.30)
_PIT = (0.22, 0.14, 0.13)  # inside the nostril no light returns


def skin_colours(mesh: Mesh) -> dict[str, np.ndarray]:
    """Colour of the default face's level-2 skin.

    albedo     (V, 3) 0..1.2, to be multiplied with any skin tone
    occlusion  (V,) 0..1, share of the sky a point of the face at rest sees (baked)
    """
    if mesh.level != 2:
        raise FaceModelError("skin colours are kept for level 2; pass template.mesh(2)")
    return {"albedo": frozen(albedo(mesh)), "occlusion": frozen(occlusion()["skin"])}


def albedo(mesh: Mesh) -> np.ndarray:
    """Tint (V, 3) of each vertex of the default face at any level."""
    tint = np.ones((len(mesh.vertices), 3))
    flush = 0.7 * (mesh.areas["nose_tip"] + mesh.areas["ala"]) + 0.8 * _cheek(mesh)
    _lay(tint, _FLUSH, _FLUSH_SHARE * np.clip(flush, 0, 1))
    lids = mesh.areas["upper_lid"] + 0.6 * mesh.areas["lower_lid"]
    _lay(tint, _LID, _LID_SHARE * np.clip(lids + 0.4 * mesh.areas["upper_sulcus"], 0, 1))
    lips = np.clip((_from_cage(_LIPS, mesh.level) - 0.36) / 0.26, 0, 1)
    _lay(tint, _LIP, _LIP_SHARE * lips * lips * (3 - 2 * lips))
    _lay(tint, _WET_RIM, np.clip(_from_cage({"EC": 1.0, "E0": 0.75}, mesh.level), 0, 1))
    _lay(tint, _MUCOSA, mesh.areas["oral_mucosa"])
    _lay(tint, _PIT, np.clip(1.1 * _from_cage(_NOSTRIL, mesh.level), 0, 1))
    return tint


def _cheek(mesh: Mesh) -> np.ndarray:
    """A soft round spot over each malar landmark."""
    spots = [mesh.vertices[mesh.landmarks[f"malar_{side}"]] for side in ("left", "right")]
    return sum(
        np.exp(-((mesh.vertices - spot - [0, -4, 0]) ** 2).sum(1) / (2 * 13.0**2)) for spot in spots
    )


def _lay(tint: np.ndarray, colour, share: np.ndarray) -> None:
    """Lays a multiplier over the tint, by a share per vertex, in place."""
    tint *= 1 + share[:, None] * (np.array(colour) - 1)


def _from_cage(share_of_patch: dict[str, float], level: int | None) -> np.ndarray:
    assert level is not None, "colours are known on the default topology only"
    names = topology.cage().names
    return template.subdivision(0, level) @ np.array(
        [share_of_patch.get(name.split()[0], 0.0) for name in names]
    )


def occlusion() -> dict[str, np.ndarray]:
    """Baked sky visibility 0..1 of skin (level 2), bust, collar and ears, from occlusion.npz."""
    with np.load(mesh_folder() / "occlusion.npz") as stored:
        return {name: stored[name] / 255 for name in stored.files}


def linear(srgb: np.ndarray) -> np.ndarray:
    """Linear light of sRGB values 0..1."""
    return np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)


def encoded(light: np.ndarray) -> np.ndarray:
    """sRGB values 0..1 of linear light."""
    light = np.clip(light, 0, 1)
    return np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)
