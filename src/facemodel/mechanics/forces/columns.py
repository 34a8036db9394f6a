"""The basis of a face: what each control does to it at full strength, linear part."""

from collections.abc import Collection

import numpy as np

from facemodel.anatomy.mesh import reflect
from facemodel.anatomy.muscles import CONTROLS, INDEX, SIDES, STEMS, group
from facemodel.errors import FaceModelError
from facemodel.mechanics.forces import fold, glide, pull, roll
from facemodel.mechanics.forces.fibre_lines import AVERAGE, Lines
from facemodel.mechanics.forces.half import reflected
from facemodel.mechanics.skin import Skin
from facemodel.mechanics.tarsus import braced
from facemodel.mechanics.tissue import Site

ROLLS = {
    "orbicularis_oris_upper_marginal": True,
    "orbicularis_oris_lower_marginal": False,
}
"""Muscles that roll the red of a lip, and whether it is the upper one."""
LIFTING = group("holds_brow")
"""Muscles whose skin glides over bone; their columns are laid on it together."""
_GLIDING = [[INDEX[f"{stem}_{side}"] for stem in LIFTING] for side in SIDES]
GLIDES = [*_GLIDING[0], *_GLIDING[1]]
"""Controls of these muscles, left ones first, in the order of `curves`."""
CREASED = [INDEX[f"{stem}_{side}"] for side in SIDES for stem in group("holds_corner")]
"""Controls whose tone at rest is so large that what they fold matters as they let go, left ones
first, in the order of `creases`."""
_SOFT = 1.4
"""Where `curves` is measured: about as soft as the skin of the softest person in a hundred."""


def responses(
    site: Site,
    skin: Skin,
    lines: Lines = AVERAGE,
    stems: Collection[str] = STEMS,
    *,
    fold_alone: bool = False,
) -> dict[str, np.ndarray]:
    """Displacement (V,3) of each sided control and of cheek_pressure: mm per newton.

    The marginal parts of orbicularis oris roll instead: mm per radian. fold_alone: of all that
    only the part that folds across the nasolabial line.
    """
    left = braced(site, _left(site, skin, lines, stems, fold_alone))
    if site.mesh.symmetric:
        right = {stem: reflect(u, site.mesh.mirror) for stem, u in left.items()}
    else:
        flip = np.array([-1.0, 1.0, 1.0])
        right = braced(site, _left(reflected(site), skin, lines, stems, fold_alone, flip))
    out = {"cheek_pressure": left.pop("cheek_pressure") + right.pop("cheek_pressure")}
    out |= {f"{stem}_left": u for stem, u in left.items()}
    out |= {f"{stem}_right": u for stem, u in right.items()}
    return out


def _left(
    site: Site,
    skin: Skin,
    lines: Lines,
    stems: Collection[str],
    fold_alone: bool,
    flip: np.ndarray | float = 1.0,
) -> dict[str, np.ndarray]:
    forces = pull.left_forces(site, lines, stems)
    solved = skin.respond(np.stack(list(forces.values())) * flip) * flip
    folds = fold.creased(fold.left_fold(site), site.bed_normal, solved)
    moved = dict(zip(forces, (folds if fold_alone else solved + folds) * flip, strict=True))
    moved |= {s: roll.left_roll(site, up) * flip for s, up in ROLLS.items() if s in stems}
    return moved


def basis(
    site: Site,
    skin: Skin,
    strength: dict[str, float],
    lines: Lines = AVERAGE,
    stems: Collection[str] = STEMS,
) -> np.ndarray:
    """(C,V,3) mm at control 1, from responses and `strength` per stem (N; radians for rolls)."""
    out = straight(site, skin, strength, lines, stems)
    return laid(site, out) if set(LIFTING) <= set(stems) else out


def creases(
    site: Site, skin: Skin, strength: dict[str, float], lines: Lines = AVERAGE
) -> np.ndarray:
    """How the skin folds in the columns of CREASED, (F,V,3) mm at control 1.

    A muscle that lets go of its tone takes this not back: the fold that it makes is smoothed out,
    and turned inside out it would be a ridge.
    """
    stems = group("holds_corner")
    return straight(site, skin, strength, lines, stems, fold_alone=True)[CREASED]


def straight(
    site: Site,
    skin: Skin,
    strength: dict[str, float],
    lines: Lines = AVERAGE,
    stems: Collection[str] = STEMS,
    *,
    fold_alone: bool = False,
) -> np.ndarray:
    """The basis before lifted skin is laid on its bone.

    Newtons scale with the face: times interpupillary distance over 63 mm, so that strain stays
    alike. Columns of muscles that are not among `stems` stay 0. fold_alone: as in `responses`.
    """
    out = np.zeros((len(CONTROLS), len(site.area), 3))
    for name, u in responses(site, skin, lines, stems, fold_alone=fold_alone).items():
        stem = name.removesuffix("_left").removesuffix("_right")
        if stem not in strength:
            raise FaceModelError(
                f"strength.csv has no row of {stem}; python tools/calibrate.py "
                "finds its strength and writes the table anew"
            )
        scale = 1.0 if stem in ROLLS else site.chart.scale
        out[INDEX[name]] += u * strength[stem] * scale
        if stem in ROLLS:  # the peripheral fibres turn outward what the marginal ones turn in
            out[INDEX[name.replace("marginal", "peripheral")]] -= roll.EVERSION_RAD * u
    return out


def laid(site: Site, straight: np.ndarray, soft: float = 1.0) -> np.ndarray:
    """The basis (C,V,3) of a straight one, on skin `soft` times as soft where it glides."""
    out = straight.copy()
    out[GLIDES] = glide.glided(site, soft * straight[GLIDES])
    if site.mesh.symmetric:
        left, right = _GLIDING
        out[right] = reflect(out[left], site.mesh.mirror)
    return out


def curves(site: Site, straight: np.ndarray, basis: np.ndarray) -> np.ndarray:
    """What softness adds to the columns of GLIDES (B,V,3), beyond making all of them larger.

    On skin t times as soft a column is t (column + ln(t) curve): the farther skin is lifted, the
    more of its way goes along the bone. A square of the way, which holds for small ways, would be
    far off on the softest skin.
    """
    softer = laid(site, straight, _SOFT)[GLIDES] / _SOFT
    return (softer - basis[GLIDES]) / np.log(_SOFT)
