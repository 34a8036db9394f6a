"""An older face: a looser bed, stiffer skin, and the sag that comes with it.

Rates are assumed, since older people move further [Giovanoli2003]: the bed loses 0.4 % of its
stiffness a year over 30, the skin gains 0.3 %. By weight alone skin that is so much looser sinks
0.1 mm by 70: what sags in life is creep, which an elastic model does not have. So the form of the
sag is the skin's response to its own weight, held at lids and lips, and its size is assumed: 1.5 mm
at the jowl at 70, of a range of 0 to 3. Loss of bone, fat and teeth is left out.
"""

from dataclasses import replace
from functools import cache, lru_cache
from typing import Any

import numpy as np

from facemodel.anatomy import placement, template
from facemodel.anatomy.checks import number
from facemodel.anatomy.muscles import SIDES
from facemodel.data import constants
from facemodel.errors import checks_keywords
from facemodel.mechanics import tissue
from facemodel.mechanics.face import Face, build, load
from facemodel.mechanics.skin import assemble

YOUNGEST, OLDEST = 18, 100  # years, of adults


@checks_keywords
def aged(age_years: float, level: int = 1) -> Face:
    """The built-in face at an age: sagged, with stiffer skin on a softer bed.

    Parameters
    ----------
    age_years : float
        18 to 100; up to 30 the face is that of fm.load.
    level : int
        Level of detail, as fm.load has it.

    Returns
    -------
    Face

    Raises
    ------
    FaceModelError
        For an age out of range, and a level that does not exist.

    Examples
    --------
    >>> import facemodel as fm
    >>> jaw = fm.load().mesh.landmarks["jaw_left"]
    >>> down = fm.aged(70).mesh.vertices[jaw] - fm.load().mesh.vertices[jaw]
    >>> print(down.round(1))
    [-0.6 -1.5 -0.3]
    """
    age = number("age in years", age_years, YOUNGEST, OLDEST)
    if age <= constants.value("ageing.from_years"):
        return load(level)
    load(level)  # says what is wrong with a level
    return _aged(age, int(level), constants.digest())


@lru_cache(maxsize=4)
def _aged(age: float, level: int, _fingerprint: str) -> Face:
    mesh = template.mesh(level)
    moved = mesh.vertices + sag_mm(age, level)
    return build(replace(mesh, vertices=moved), **tissue_at(age))


def tissue_at(age_years: float) -> dict[str, Any]:
    """`stiffness` and `bed` of an age relative to 30, as face.build takes them."""
    years = max(0.0, age_years - constants.value("ageing.from_years"))
    skin = 1 + constants.value("ageing.skin_per_year") * years
    bed = 1 - constants.value("ageing.bed_per_year") * years
    return {"stiffness": skin, "bed": bed / skin}


def sag_mm(age_years: float, level: int = 1) -> np.ndarray:
    """Displacement (V,3) mm between 30 and an age; lids and outline stay in place."""
    years = max(0.0, age_years - constants.value("ageing.from_years"))
    form = _sag_form(level)
    jowl = -form[_jowl(level), 1].mean()
    return form / jowl * constants.value("ageing.jowl_mm_per_year") * years


@cache
def _sag_form(level: int) -> np.ndarray:
    """Response (V,3) of the skin to a weight that is alike everywhere, held at lids and lips."""
    mesh = template.mesh(level)
    site = tissue.site(mesh, placement.chart(mesh))
    young = tissue.tissue(site)
    force = np.zeros_like(mesh.vertices)
    force[:, 1] = -site.area
    free = 1 - np.exp(-((site.from_lids / 8.0) ** 2)) - np.exp(-((site.from_lips / 22.0) ** 2))
    free = np.clip(free, 0, 1)
    return assemble(site, young).respond(force) * free[:, None]


def _jowl(level: int) -> list[int]:
    mesh = template.mesh(level)
    return [mesh.landmarks[f"jaw_{side}"] for side in SIDES]
